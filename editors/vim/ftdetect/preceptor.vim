" Notes by their endings. A note in a .md file is Markdown to Vim: say `:setfiletype preceptor` or see docs/editors.md.
autocmd BufNewFile,BufRead *.note,*.soap,*.hp setlocal filetype=preceptor
