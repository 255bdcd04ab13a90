//! The `preceptor` program: parse arguments, call [`preceptor::cli`], set the exit status.

fn main() -> std::process::ExitCode {
    preceptor::cli::main()
}
