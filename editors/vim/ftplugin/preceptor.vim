" Vim filetype plugin: a clinical note.

if exists('b:did_ftplugin')
  finish
endif
let b:did_ftplugin = 1

compiler preceptor
setlocal comments=fb:*,fb:-,fb:+,n:> commentstring=<!--\ %s\ -->
setlocal formatoptions+=tcqln formatoptions-=r formatoptions-=o
let b:undo_ftplugin = 'setlocal comments< commentstring< formatoptions< makeprg< errorformat<'

" F2 goes from blank to blank, as in hospital record systems.
if !exists('g:no_plugin_maps') && !exists('g:no_preceptor_maps')
  nnoremap <silent> <buffer> <F2> :<C-u>call preceptor#blank('')<CR>
  nnoremap <silent> <buffer> <S-F2> :<C-u>call preceptor#blank('b')<CR>
  inoremap <silent> <buffer> <F2> <Esc>:call preceptor#blank('c')<CR>
  inoremap <silent> <buffer> <S-F2> <Esc>:call preceptor#blank('b')<CR>
  snoremap <silent> <buffer> <F2> <Esc>:call preceptor#blank('')<CR>
  snoremap <silent> <buffer> <S-F2> <Esc>:call preceptor#blank('b')<CR>
  let b:undo_ftplugin .= '| silent! nunmap <buffer> <F2>| silent! nunmap <buffer> <S-F2>'
        \ . '| silent! iunmap <buffer> <F2>| silent! iunmap <buffer> <S-F2>'
        \ . '| silent! sunmap <buffer> <F2>| silent! sunmap <buffer> <S-F2>'
endif
