//! The program: command line and server.
//!
//! Results go to standard output, messages and progress to standard error. Ends with 0 done, 1
//! refused or not as expected (with one line that says why), 2 wrong usage.

mod args;
mod commands;
mod help;
mod output;
mod session;
mod table;
mod usage;

use std::process::ExitCode;

use clap::{CommandFactory as _, FromArgMatches as _};

use crate::args::Cli;
use crate::session::Session;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let command = help::in_language(Cli::command(), usage::language());
    let read = command.try_get_matches();
    let cli = match read.and_then(|read| Cli::from_arg_matches(&read)) {
        Ok(cli) => cli,
        Err(error) => return usage::answer(&error),
    };
    if let Some(wrong) = usage::refused(&cli) {
        return wrong;
    }
    let session = Session::new(&cli.place);
    let done = commands::run(&session, cli.command);
    session::ended(&done, cli.place.lang)
}
