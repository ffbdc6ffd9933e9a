//! The project's own tasks: `cargo xtask tidy | test | ci | bench`.
//!
//! What a contributor or a machine runs to know whether the project is in order starts here.

mod bench;
mod ci;
mod shell;
mod test;
mod tidy;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "The project's own tasks")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Checks what the compiler does not: edges, headers, words, sizes, links, stories.
    Tidy {
        /// Lowers or removes exceptions of xtask/ratchet.toml that have become smaller.
        #[arg(long)]
        update: bool,
    },
    /// Runs every test and story; finds or installs PostgreSQL and chromium first.
    Test,
    /// Runs all that must pass before a change comes in.
    Ci,
    /// Measures, and prints one table.
    Bench(bench::Options),
}

fn main() -> ExitCode {
    let done = match Arguments::parse().task {
        Task::Tidy { update } => tidy::run(update),
        Task::Test => test::run(),
        Task::Ci => ci::run(),
        Task::Bench(options) => bench::run(&options),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}
