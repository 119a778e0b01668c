//! The program: everything is in the library; see `cli`.

use std::process::ExitCode;

fn main() -> ExitCode {
    commonhold::cli::main()
}
