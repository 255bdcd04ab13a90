" A note in Vim, without a screen: `:make` and `:cfile` fill the quickfix list; F2 goes from blank to blank.
"
" By hand, with `preceptor` on the PATH and a copy of a note:
"   EDITORS=$PWD/editors NOTE=/tmp/note.soap LOG=/tmp/errors OUT=/tmp/out.json \
"     vim -N -u NONE -i NONE -n -es --not-a-term -S tests/editors/quickfix.vim
" What happened is written to OUT as JSON; `tests/editors.rs` judges it.

set encoding=utf-8
let s:out = {'problems': []}

function! s:found() abort
  return map(getqflist(), {_, item -> {
        \ 'file': item.bufnr ? bufname(item.bufnr) : '', 'line': item.lnum, 'column': item.col, 'type': item.type,
        \ 'valid': item.valid, 'text': item.text}})
endfunction

function! s:story() abort
  execute 'set runtimepath^=' . fnameescape($EDITORS . '/vim')
  filetype plugin on
  syntax on
  execute 'edit ' . fnameescape($NOTE)
  let s:out.filetype = &filetype
  let s:out.compiler = get(b:, 'current_compiler', '')
  silent make
  let s:out.make = s:found()
  let s:out.cursor = getpos('.')[1:2]

  " The blank is selected, and what is typed replaces it.
  call cursor(1, 1)
  call feedkeys("\<F2>3\<Esc>", 'xt')
  let s:out.filled = getline('.')
  let s:out.group = ''
  call search('QD')
  call cursor(1, 1)
  if search('{none|mild}')
    let s:out.group = synIDattr(synID(line('.'), col('.'), 1), 'name')
  endif
  undo
  write

  " What `preceptor watch` writes: a file of findings, and the lines of a terminal with begin and end.
  cclose
  call setqflist([])
  compiler preceptor
  execute 'silent cfile ' . fnameescape($LOG)
  let s:out.cfile = s:found()

  " A file that cannot be read is told, not dropped.
  edit no-such-note.soap
  silent make
  let s:out.missing = s:found()
endfunction

try
  call s:story()
catch
  call add(s:out.problems, v:throwpoint . ': ' . v:exception)
endtry
call writefile([json_encode(s:out)], $OUT)
qall!
