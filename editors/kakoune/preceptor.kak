# preceptor, a linter for clinical notes, in Kakoune.
# Put this file into ~/.config/kak/autoload, beside a link to the autoload folder that Kakoune came with.
# Without kakoune-lsp: `:lint` marks the findings. With it: the language server.

hook global BufCreate .*\.(note|soap|hp) %{
    set-option buffer filetype preceptor
}

declare-option -docstring 'what a template left to fill in' regex preceptor_blank \
    '\*\*\*(\{[^{}\n]*\})?|\{[^{}\n]*[|/:][^{}\n]*\}|@[A-Za-z]\w*(\([^()\n]*\))?@|\b(TODO|FIXME|TBD)\b'

define-command preceptor-enable -docstring 'preceptor-enable: let :lint check this buffer as a clinical note' %{
    # lint.kak hands over a copy in another folder: the name decides which preceptor.toml holds.
    set-option buffer lintcmd \
        'run() { preceptor check --quiet --format concise --stdin-filename "$kak_buffile" - <"$1"; }; run'
}

define-command preceptor-next-blank -docstring 'select the next blank of a template; c replaces it' %{
    execute-keys "/%opt{preceptor_blank}<ret>"
}

hook -group preceptor global BufSetOption filetype=preceptor preceptor-enable

hook -group preceptor global WinSetOption filetype=preceptor %{
    require-module markdown
    add-highlighter window/preceptor group
    add-highlighter window/preceptor/markdown ref markdown
    add-highlighter window/preceptor/blank dynregex '%opt{preceptor_blank}' 0:yellow+b
    add-highlighter window/preceptor/directive regex '<!--\s*preceptor:.*?-->' 0:meta
    map window normal <F2> ': preceptor-next-blank<ret>' -docstring 'next blank'
    # Check when the note is opened and whenever it is saved.
    hook window -group preceptor-lint BufWritePost .* lint-buffer
    hook -once window NormalIdle .* lint-buffer
    hook -once -always window WinSetOption filetype=.* %{
        remove-highlighter window/preceptor
        remove-hooks window preceptor-lint
        unmap window normal <F2>
    }
}

# kakoune-lsp 17 or newer, where it is loaded.
hook -group lsp-filetype-preceptor global BufSetOption filetype=(?:preceptor|markdown) %{
    try %{
        set-option buffer lsp_servers %{
            [preceptor]
            root_globs = ["preceptor.toml", ".git"]
            args = ["lsp"]
        }
    }
}
