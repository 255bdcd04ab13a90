# A note in Kakoune, without a screen: what `:lint` marks is written to OUT, then Kakoune ends.
hook -once global BufSetOption lint_warning_count=.* %{
    evaluate-commands -client client0 %{
        execute-keys gg
        preceptor-next-blank
        echo -to-file %sh{ printf %s "$OUT" } "%opt{filetype}
%val{selection}
%opt{lint_error_count} %opt{lint_warning_count}
%opt{lint_flags}
%opt{lint_messages}"
        kill!
    }
}
