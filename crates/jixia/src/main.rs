//! The program: command line and server.
//!
//! Results go to standard output, messages and progress to standard error. Ends with 0 done, 1
//! refused or not as expected (with one line that says why), 2 wrong usage.

mod args;
mod commands;
mod session;
mod table;

use std::io::ErrorKind;
use std::process::ExitCode;

use clap::Parser as _;

use crate::args::Cli;
use crate::session::Session;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let session = Session::new(&cli.place);
    match commands::run(&session, cli.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            session::tell(session.reason(&error));
            ExitCode::from(1)
        }
    }
}

/// Whoever read the output has enough of it: `jixia export … | head`.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<std::io::Error>())
        .any(|cause| cause.kind() == ErrorKind::BrokenPipe)
}
