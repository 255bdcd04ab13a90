" Vim syntax file: a clinical note, which is Markdown with blanks to fill in and directives to the linter.

if exists('b:current_syntax')
  finish
endif
runtime! syntax/markdown.vim
unlet! b:current_syntax

syntax match preceptorBlank /\*\*\*\%({[^{}]*}\)\=/ containedin=ALL
syntax match preceptorBlank /{[^{}|\/:]*[|\/:][^{}]*}/ containedin=ALL
syntax match preceptorBlank /@[A-Za-z][A-Za-z0-9_]*\%(([^()]*)\)\=@/ containedin=ALL
syntax match preceptorBlank /{{[^{}]*}}/ containedin=ALL
syntax match preceptorBlank /\<\%(TODO\|FIXME\|TBD\)\>/ containedin=ALL
syntax match preceptorDirective /<!--\s*preceptor:.\{-}-->/ containedin=ALL contains=preceptorCode
syntax match preceptorCode /\<[A-Z]\{3}\d\{3}\>/ contained

highlight default link preceptorBlank Todo
highlight default link preceptorDirective PreProc
highlight default link preceptorCode Constant

let b:current_syntax = 'preceptor'
