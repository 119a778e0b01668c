use std::process::ExitCode;

fn main() -> ExitCode {
    commonhold::cli::main()
}
