-- A note in Neovim, without a screen: opened, its findings seen, mended, completed, explained, laid out, saved.
--
-- By hand, with `preceptor` on the PATH and a copy of a note:
--   EDITORS=$PWD/editors NOTE=/tmp/note.md OUT=/tmp/out.json \
--     nvim --headless --clean -n -c 'luafile tests/editors/neovim.lua'
-- What happened is written to OUT as JSON; `tests/editors.rs` judges it.

local deadline = tonumber(os.getenv('DEADLINE') or '10') * 1000
local out = { steps = {}, problems = {} }
local note = os.getenv('NOTE')

local function finish()
  vim.fn.writefile({ vim.fn.json_encode(out) }, os.getenv('OUT'))
  vim.cmd('qall!')
end

-- A part of the story; the next one is told whatever becomes of it.
local function part(name, play)
  local good, problem = pcall(play)
  if not good then
    table.insert(out.problems, name .. ': ' .. tostring(problem))
  end
end

local function wait(what, condition)
  if not vim.wait(deadline, condition, 20) then
    error('waited in vain: ' .. what, 0)
  end
end

local function client()
  local all = vim.lsp.get_clients and vim.lsp.get_clients({ bufnr = 0 }) or vim.lsp.buf_get_clients(0)
  return vim.tbl_values(all)[1]
end

local function text()
  local lines = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, true), '\n')
  return vim.bo.endofline and lines .. '\n' or lines
end

local severities = { 'error', 'warning', 'info', 'hint' }

-- What Neovim shows: code, line and column in bytes from 0, where it ends, severity.
local function shown()
  local found = {}
  for _, one in ipairs(vim.diagnostic.get(0)) do
    local lsp = one.user_data and one.user_data.lsp or {}
    local code = one.code or lsp.code
    table.insert(found, string.format('%s %d:%d-%d:%d %s', code, one.lnum, one.col, one.end_lnum, one.end_col,
      severities[one.severity]))
  end
  table.sort(found)
  return found
end

-- What the command line finds in the same text, in the same words.
local function expected()
  local now = text()
  local command = { 'preceptor', 'check', '--quiet', '--format', 'json', '--stdin-filename', note, '-' }
  local report = vim.fn.json_decode(vim.fn.system(command, now))
  local starts = { 0 }
  for at in now:gmatch('()\n') do
    table.insert(starts, at)
  end
  local found = {}
  for _, one in ipairs(report.notes[1].diagnostics) do
    local from, to = one.span.start, one.span['end']
    table.insert(found, string.format('%s %d:%d-%d:%d %s', one.code, from.line - 1, from.offset - starts[from.line],
      to.line - 1, to.offset - starts[to.line], one.severity))
  end
  table.sort(found)
  return found
end

-- Waits until Neovim shows what the command line finds; says what it shows instead if that never comes.
local function agree(step)
  local wanted = expected()
  local reached = vim.wait(deadline, function()
    return vim.deep_equal(shown(), wanted)
  end, 20)
  table.insert(out.steps, { step = step, agrees = reached, shown = shown(), expected = wanted })
  if not reached then
    error('the findings differ: ' .. step, 0)
  end
end

local function request(method, params)
  local at, bufnr = client(), vim.api.nvim_get_current_buf()
  local answer, problem
  if vim.fn.has('nvim-0.11') == 1 then
    answer, problem = at:request_sync(method, params, deadline, bufnr)
  else
    answer, problem = at.request_sync(method, params, deadline, bufnr)
  end
  if not answer or answer.err then
    error(method .. ': ' .. vim.inspect(problem or answer.err), 0)
  end
  return answer.result
end

local function here()
  return vim.lsp.util.make_position_params(0, client().offset_encoding)
end

local function on(word)
  vim.fn.cursor(1, 1)
  assert(vim.fn.search('\\V' .. word, 'cW') > 0, word .. ' is not in the note')
end

part('opening', function()
  vim.opt.runtimepath:prepend(os.getenv('EDITORS') .. '/neovim')
  require('preceptor').setup()
  vim.cmd('edit ' .. vim.fn.fnameescape(note))
  out.filetype = vim.bo.filetype
  wait('the server', function()
    return client() ~= nil
  end)
  wait('findings', function()
    return #vim.diagnostic.get(0) > 0
  end)
  agree('opened')
  out.source = vim.diagnostic.get(0)[1].source
  out.encoding = client().offset_encoding
  out.omnifunc = vim.bo.omnifunc
  out.blanks = vim.fn.maparg('<F2>', 'n') ~= ''
end)

part('hover', function()
  on('QD')
  local hover = request('textDocument/hover', here())
  out.hover = hover and hover.contents and (hover.contents.value or vim.inspect(hover.contents)) or ''
end)

part('completion', function()
  -- A section that is not there yet, at the end of the note.
  vim.api.nvim_buf_set_lines(0, -1, -1, true, { '', '' })
  agree('two empty lines')
  vim.fn.cursor(vim.fn.line('$'), 1)
  local answer = request('textDocument/completion', vim.tbl_extend('force', here(), { context = { triggerKind = 1 } }))
  out.completion = {}
  for _, item in ipairs(answer and (answer.items or answer) or {}) do
    table.insert(out.completion, item.label)
  end
end)

part('code action', function()
  -- As a person takes it: on the word, one of a list.
  out.actions = {}
  vim.ui.select = function(items, _, choose)
    local chosen
    for _, item in ipairs(items) do
      local action = item.action or item[2]
      table.insert(out.actions, action.title)
      if action.title:find('daily', 1, true) then
        chosen = item
      end
    end
    choose(chosen, nil)
  end
  on('QD')
  local was = text()
  vim.lsp.buf.code_action()
  wait('the note mended by a code action', function()
    return text() ~= was
  end)
  agree('one action taken')
end)

part('typing', function()
  -- What is typed before and behind wide letters arrives at the right place.
  on('café')
  vim.cmd('normal! cecrêpe 🙂🙂 IU')
  agree('typed over é')
  on('IU')
  vim.cmd('normal! diw')
  agree('deleted behind two emoji')
  on('Takes')
  vim.cmd('normal! i5.0 mg 👩‍⚕️ MSO4 ')
  vim.cmd('normal! o🙂\t10.0 mg QD')
  vim.cmd('let &undolevels = &undolevels')
  vim.cmd('normal! ggdd')
  vim.cmd('undo')
  agree('lines put in and taken out')
end)

part('all safe fixes', function()
  vim.cmd('PreceptorFix')
  agree('all safe fixes taken')
  out.mended = text()
  vim.cmd('write')
  agree('saved')
end)

part('layout', function()
  vim.api.nvim_buf_set_lines(0, -1, -1, true, { '', 'P:', '*  aspirin 81 mg daily   ', '*  call in 2 days' })
  agree('a plan')
  out.before_format = text()
  if vim.lsp.buf.format then
    vim.lsp.buf.format({ async = false, timeout_ms = deadline })
  else
    vim.lsp.buf.formatting_sync(nil, deadline)
  end
  out.formatted = text()
  agree('laid out')
  vim.cmd('write')
end)

part('outline', function()
  local symbols = request('textDocument/documentSymbol', { textDocument = { uri = vim.uri_from_bufnr(0) } })
  out.symbols = {}
  for _, symbol in ipairs(symbols or {}) do
    table.insert(out.symbols, symbol.name)
  end
end)

part('another name', function()
  vim.cmd('saveas ' .. vim.fn.fnameescape(vim.fn.fnamemodify(note, ':h') .. '/saved as.soap'))
  note = vim.api.nvim_buf_get_name(0)
  vim.api.nvim_buf_set_lines(0, -1, -1, true, { '- warfarin 5.0 mg QD' })
  agree('typed into the note of another name')
  vim.cmd('write')
end)

part('closing', function()
  out.clients = #(vim.lsp.get_clients and vim.lsp.get_clients() or vim.lsp.get_active_clients())
  local closed = vim.api.nvim_get_current_buf()
  vim.cmd('enew')
  vim.cmd('bdelete ' .. closed)
  out.left = #vim.diagnostic.get(closed)
end)

finish()
