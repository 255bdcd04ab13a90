" What the compiler and the key maps for notes call.

let s:cpo_save = &cpo
set cpo&vim

" Turns the columns of preceptor's findings, which count characters, into Vim's, which count bytes.
" {location} is 1 for the location list of this window, 0 for the quickfix list.
function! preceptor#columns(location) abort
  let l:items = a:location ? getloclist(0) : getqflist()
  let l:lines = {}
  let l:moved = 0
  for l:item in l:items
    if !l:item.valid || l:item.bufnr == 0 || l:item.col < 2 || l:item.text !~# ' \[[A-Z]\{3}\d\{3}\]$'
      continue
    endif
    if !has_key(l:lines, l:item.bufnr)
      let l:lines[l:item.bufnr] = s:lines(l:item.bufnr)
    endif
    let l:byte = byteidxcomp(get(l:lines[l:item.bufnr], l:item.lnum - 1, ''), l:item.col - 1) + 1
    if l:byte > l:item.col
      let l:item.col = l:byte
      let l:moved = 1
    endif
  endfor
  if !l:moved
    return
  endif
  if a:location
    call setloclist(0, [], 'r', {'items': l:items})
  else
    call setqflist([], 'r', {'items': l:items})
  endif
endfunction

" The lines of a buffer as they stand on disk, which is what preceptor read, unless it is loaded and saved.
function! s:lines(bufnr) abort
  if bufloaded(a:bufnr) && !getbufvar(a:bufnr, '&modified')
    return getbufline(a:bufnr, 1, '$')
  endif
  let l:name = fnamemodify(bufname(a:bufnr), ':p')
  return filereadable(l:name) ? readfile(l:name) : []
endfunction

" What a template left to fill in: wildcards, pick lists, variables, blanks and fillers.
let s:blank = join([
      \ '\*\*\*\%({[^{}]*}\)\=',
      \ '{[^{}|/:]*[|/:][^{}]*}',
      \ '@[A-Za-z][A-Za-z0-9_]*\%(([^()]*)\)\=@',
      \ '{{[^{}]*}}',
      \ '\S\+\s\+\zs_\{3,}',
      \ '\<\%(TODO\|FIXME\|TBD\)\>',
      \], '\|')

" Goes to the next blank and selects it: what is typed then replaces it. {flags} as in search(): 'b' goes backwards.
function! preceptor#blank(flags) abort
  let [l:line, l:column] = searchpos(s:blank, 's' . a:flags)
  if l:line == 0
    echo 'preceptor: no blank is left in this note'
    return
  endif
  let [l:end_line, l:end_column] = searchpos(s:blank, 'cen')
  normal! v
  call cursor(l:end_line, l:end_column)
  if &selection ==# 'exclusive'
    normal! l
  endif
  execute "normal! \<C-g>"
endfunction

let &cpo = s:cpo_save
unlet s:cpo_save
