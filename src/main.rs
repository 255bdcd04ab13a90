//! The `preceptor` program: parse arguments, call [`preceptor::cli`], set the exit status.

#![forbid(unsafe_code)]

fn main() -> std::process::ExitCode {
    preceptor::cli::main()
}
