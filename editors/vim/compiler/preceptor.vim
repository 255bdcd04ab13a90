" Vim compiler file: preceptor, a linter for clinical notes.
" `:compiler preceptor`, then `:make` checks the note and fills the quickfix list.

if exists('current_compiler')
  finish
endif
let current_compiler = 'preceptor'

let s:cpo_save = &cpo
set cpo&vim

CompilerSet makeprg=preceptor\ check\ --quiet\ --format\ concise\ %:S

" The last lines: what could not be read is shown, all else is dropped.
CompilerSet errorformat=
      \%f:%l:%c:\ %trror:\ %m,
      \%f:%l:%c:\ %tarning:\ %m,
      \%f:%l:%c:\ %tnfo:\ %m,
      \%+Gerror:\ %m,
      \%-G%.%#

" preceptor counts columns in characters, Vim in bytes.
augroup preceptor_columns
  autocmd!
  autocmd QuickFixCmdPost make,cfile,cgetfile call preceptor#columns(0)
  autocmd QuickFixCmdPost lmake,lfile,lgetfile call preceptor#columns(1)
augroup END

let &cpo = s:cpo_save
unlet s:cpo_save
