-- Neovim 0.11 with nothing but `lsp/preceptor.lua` on the runtime path, as docs/editors.md has it.
local out = { problems = {} }
vim.opt.runtimepath:prepend(os.getenv('EDITORS') .. '/neovim')
local good, problem = pcall(function()
  vim.lsp.enable('preceptor')
  vim.cmd('edit ' .. vim.fn.fnameescape(os.getenv('NOTE')))
  out.filetype = vim.bo.filetype
  local reached = vim.wait(tonumber(os.getenv('DEADLINE') or '10') * 1000, function()
    return #vim.diagnostic.get(0) > 0
  end, 20)
  assert(reached, 'no findings')
  out.codes = vim.tbl_map(function(one)
    return one.code
  end, vim.diagnostic.get(0))
end)
if not good then
  table.insert(out.problems, tostring(problem))
end
vim.fn.writefile({ vim.fn.json_encode(out) }, os.getenv('OUT'))
vim.cmd('qall!')
