" Vim filetype plugin: a clinical note.

if exists('b:did_ftplugin')
  finish
endif

" A note is Markdown in its looks.
runtime! ftplugin/markdown.vim ftplugin/markdown_*.vim ftplugin/markdown/*.vim
let b:did_ftplugin = 1

compiler preceptor
setlocal commentstring=<!--\ %s\ -->

" F2 goes from blank to blank, as in hospital record systems.
if !exists('g:no_plugin_maps') && !exists('g:no_preceptor_maps')
  nnoremap <silent> <buffer> <F2> :<C-u>call preceptor#blank('')<CR>
  nnoremap <silent> <buffer> <S-F2> :<C-u>call preceptor#blank('b')<CR>
  inoremap <silent> <buffer> <F2> <Esc>:call preceptor#blank('c')<CR>
  inoremap <silent> <buffer> <S-F2> <Esc>:call preceptor#blank('b')<CR>
  snoremap <silent> <buffer> <F2> <Esc>:call preceptor#blank('')<CR>
  snoremap <silent> <buffer> <S-F2> <Esc>:call preceptor#blank('b')<CR>
  let b:undo_ftplugin = get(b:, 'undo_ftplugin', 'exe')
        \ . '| silent! nunmap <buffer> <F2>| silent! nunmap <buffer> <S-F2>'
        \ . '| silent! iunmap <buffer> <F2>| silent! iunmap <buffer> <S-F2>'
        \ . '| silent! sunmap <buffer> <F2>| silent! sunmap <buffer> <S-F2>'
endif
let b:undo_ftplugin = get(b:, 'undo_ftplugin', 'exe') . '| setlocal commentstring< makeprg< errorformat<'
