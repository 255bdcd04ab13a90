-- Neovim 0.11 or newer: with this file in `lsp/` on the runtime path, `vim.lsp.enable('preceptor')` is all it takes.
return {
  cmd = { 'preceptor', 'lsp' },
  filetypes = { 'preceptor', 'markdown', 'text' },
  root_markers = { 'preceptor.toml', '.git' },
}
