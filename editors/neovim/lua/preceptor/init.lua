-- preceptor, a linter for clinical notes, as a language server in Neovim 0.7 or newer.
--
--   require('preceptor').setup()
--
-- Neovim 0.11 needs no more than `lsp/preceptor.lua`; this adds the endings of notes, completion as you type,
-- keys and `:PreceptorFix`, and starts the server in older versions too.
local M = {}

local defaults = {
  -- What to run.
  cmd = nil,
  -- Which file types are looked at. The server leaves alone what is no note.
  filetypes = nil,
  -- Settings of the server, as in docs/editors.md: { select = {...}, ignore = {...}, inlayHints = { bmi = true } }.
  settings = {},
  -- Offer sections, phrases and values while typing (Neovim 0.11; older ones complete with <C-x><C-o>).
  completion = true,
  -- F2 from blank to blank; in older versions also the keys that newer ones have: K, gra, [d and ]d.
  keys = true,
}

local group = vim.api.nvim_create_augroup('preceptor', { clear = true })

-- The clients of this server on a buffer.
local function clients(bufnr)
  local all = vim.lsp.get_clients and vim.lsp.get_clients({ bufnr = bufnr }) or vim.lsp.buf_get_clients(bufnr)
  return vim.tbl_filter(function(client)
    return client.name == 'preceptor'
  end, vim.tbl_values(all))
end

local function map(bufnr, mode, keys, action, what)
  -- A key the user has mapped for this buffer stays theirs.
  for _, one in ipairs(type(mode) == 'table' and mode or { mode }) do
    local taken = false
    for _, known in ipairs(vim.api.nvim_buf_get_keymap(bufnr, one)) do
      taken = taken or known.lhs == keys
    end
    if not taken then
      vim.keymap.set(one, keys, action, { buffer = bufnr, silent = true, desc = 'preceptor: ' .. what })
    end
  end
end

local function keys(bufnr)
  local has = vim.fn.has
  map(bufnr, { 'n' }, '<F2>', "<Cmd>call preceptor#blank('')<CR>", 'next blank')
  map(bufnr, { 'n' }, '<S-F2>', "<Cmd>call preceptor#blank('b')<CR>", 'previous blank')
  map(bufnr, { 'i' }, '<F2>', "<Esc><Cmd>call preceptor#blank('c')<CR>", 'next blank')
  map(bufnr, { 's' }, '<F2>', "<Esc><Cmd>call preceptor#blank('')<CR>", 'next blank')
  if has('nvim-0.10') == 0 then
    map(bufnr, 'n', 'K', vim.lsp.buf.hover, 'explain')
    map(bufnr, 'n', '[d', vim.diagnostic.goto_prev, 'previous finding')
    map(bufnr, 'n', ']d', vim.diagnostic.goto_next, 'next finding')
  end
  if has('nvim-0.11') == 0 then
    map(bufnr, 'n', 'gra', vim.lsp.buf.code_action, 'mend')
  end
end

-- Takes all safe fixes of the file: what `preceptor check --fix` would do.
function M.fix(bufnr)
  bufnr = bufnr or vim.api.nvim_get_current_buf()
  local mended = false
  for _, client in ipairs(clients(bufnr)) do
    local params = {
      textDocument = vim.lsp.util.make_text_document_params(bufnr),
      range = {
        start = { line = 0, character = 0 },
        ['end'] = { line = vim.api.nvim_buf_line_count(bufnr), character = 0 },
      },
      context = { diagnostics = {}, only = { 'source.fixAll.preceptor' } },
    }
    local answer
    if vim.fn.has('nvim-0.11') == 1 then
      answer = client:request_sync('textDocument/codeAction', params, 5000, bufnr)
    else
      answer = client.request_sync('textDocument/codeAction', params, 5000, bufnr)
    end
    for _, action in ipairs(answer and answer.result or {}) do
      if action.edit then
        vim.lsp.util.apply_workspace_edit(action.edit, client.offset_encoding)
        mended = true
      end
    end
  end
  if not mended then
    vim.notify('preceptor: nothing here can be mended safely without you')
  end
end

local function attach(opts)
  return function(client, bufnr)
    -- What Neovim sets for any Markdown file knows nothing of notes.
    if vim.bo[bufnr].omnifunc == '' or vim.bo[bufnr].omnifunc == 'htmlcomplete#CompleteTags' then
      vim.bo[bufnr].omnifunc = 'v:lua.vim.lsp.omnifunc'
    end
    if opts.completion and vim.lsp.completion then
      vim.lsp.completion.enable(true, client.id, bufnr, { autotrigger = true })
      -- Nothing is written that was not chosen: a list may open while a sentence goes on.
      pcall(vim.api.nvim_set_option_value, 'completeopt', 'menuone,noselect,popup', { buf = bufnr })
    end
    if opts.keys then
      keys(bufnr)
    end
    vim.api.nvim_buf_create_user_command(bufnr, 'PreceptorFix', function()
      M.fix(bufnr)
    end, { desc = 'Mend what can be mended without changing any clinical meaning' })
  end
end

-- The nearest folder above that holds the first of the markers, else the second.
local function root(folder, markers)
  for _, marker in ipairs(markers) do
    local at = folder
    repeat
      if vim.loop.fs_stat(at .. '/' .. marker) then
        return at
      end
      local below = at
      at = vim.fn.fnamemodify(at, ':h')
    until at == below
  end
end

-- Before 0.11: one server for each root, started with the first note under it.
local function start(config, bufnr)
  local file = vim.api.nvim_buf_get_name(bufnr)
  if vim.bo[bufnr].buftype ~= '' or #clients(bufnr) > 0 then
    return
  end
  config = vim.deepcopy(config)
  config.root_dir = root(vim.fn.fnamemodify(file ~= '' and file or vim.fn.getcwd(), ':p:h'), config.root_markers)
  config.root_markers, config.filetypes = nil, nil
  if vim.lsp.start then
    vim.api.nvim_buf_call(bufnr, function()
      vim.lsp.start(config)
    end)
    return
  end
  local root = config.root_dir or ''
  M.started = M.started or {}
  local id = M.started[root]
  if not (id and vim.lsp.get_client_by_id(id) and not vim.lsp.client_is_stopped(id)) then
    id = vim.lsp.start_client(config)
    M.started[root] = id
  end
  if id then
    vim.lsp.buf_attach_client(bufnr, id)
  end
end

function M.setup(opts)
  opts = vim.tbl_extend('force', defaults, opts or {})

  -- Beside this folder stands Vim's, with `:make`, the looks of a note and the way from blank to blank.
  local here = vim.fn.fnamemodify(debug.getinfo(1, 'S').source:sub(2), ':p:h:h:h')
  local vims = vim.fn.fnamemodify(here, ':h') .. '/vim'
  if vim.fn.isdirectory(vims .. '/compiler') == 1 then
    vim.opt.runtimepath:append(vims)
  end
  vim.api.nvim_create_autocmd({ 'BufNewFile', 'BufRead' }, {
    group = group,
    pattern = { '*.note', '*.soap', '*.hp' },
    callback = function()
      vim.bo.filetype = 'preceptor'
    end,
  })

  local config = dofile(here .. '/lsp/preceptor.lua')
  config.name = 'preceptor'
  config.cmd = opts.cmd or config.cmd
  config.filetypes = opts.filetypes or config.filetypes
  if next(opts.settings) then
    config.init_options = opts.settings
    config.settings = { preceptor = opts.settings }
  end
  config.on_attach = attach(opts)

  if vim.fn.executable(config.cmd[1]) == 0 then
    vim.notify(
      'preceptor: there is no program `' .. config.cmd[1] .. '` on the PATH; install it, or name it: '
        .. "require('preceptor').setup({ cmd = { '/path/to/preceptor', 'lsp' } })",
      vim.log.levels.WARN
    )
    return
  end
  if vim.fn.has('nvim-0.11') == 1 then
    vim.lsp.config('preceptor', config)
    vim.lsp.enable('preceptor')
    return
  end
  vim.api.nvim_create_autocmd('FileType', {
    group = group,
    pattern = config.filetypes,
    callback = function(event)
      start(config, event.buf)
    end,
  })
  -- A note saved under another name is another document; older clients do not see to that.
  vim.api.nvim_create_autocmd('BufFilePre', {
    group = group,
    callback = function(event)
      local notify = vim.notify
      vim.notify = function() end -- it says which numbers it parts, which helps nobody
      for _, client in ipairs(clients(event.buf)) do
        pcall(vim.lsp.buf_detach_client, event.buf, client.id)
      end
      vim.notify = notify
    end,
  })
  vim.api.nvim_create_autocmd('BufFilePost', {
    group = group,
    callback = function(event)
      if vim.tbl_contains(config.filetypes, vim.bo[event.buf].filetype) then
        start(config, event.buf)
      end
    end,
  })
  for _, bufnr in ipairs(vim.api.nvim_list_bufs()) do
    if vim.api.nvim_buf_is_loaded(bufnr) and vim.tbl_contains(config.filetypes, vim.bo[bufnr].filetype) then
      start(config, bufnr)
    end
  end
end

return M
