//! `cargo xtask bench`: measures the program against limits and named peers, in one table.
//!
//! One file per bench; each gives rows, and a row carries its limits and finds its own verdict.

mod child;
mod demo;
mod duckdb;
mod export;
mod ground;
mod http;
mod import;
mod list;
mod machine;
mod measure;
mod plan;
mod report;
mod row;
mod scope;
mod snapshot;

use std::path::PathBuf;

use anyhow::Result;
use clap::{Args, ValueEnum};

use ground::Ground;
use report::Report;

/// What to measure, on what.
#[derive(Debug, Args)]
pub struct Options {
    /// Which bench
    #[arg(value_enum, default_value = "all")]
    which: Which,
    /// Size of the made-up city; limits hold for the metropolis
    #[arg(long, value_enum, default_value = "metropolis")]
    size: Size,
    /// Folder with labelled plans
    #[arg(long, value_name = "DIR")]
    plans: Option<PathBuf>,
    /// Measure this program instead of building the present one
    #[arg(long, value_name = "FILE")]
    program: Option<PathBuf>,
    /// Put the table into BENCHMARKS.md
    #[arg(long)]
    write: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Which {
    Plan,
    Import,
    List,
    Export,
    Snapshot,
    Measure,
    Demo,
    All,
}

/// Sizes of the made-up city.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Size {
    /// 2 thousand pupils
    Town,
    /// 200 thousand pupils
    City,
    /// 1 million pupils
    Metropolis,
}

impl Size {
    /// Its word on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Town => "town",
            Self::City => "city",
            Self::Metropolis => "metropolis",
        }
    }
}

/// Measures and prints; whether every limit holds.
pub fn run(options: &Options) -> Result<bool> {
    let mut report = Report::default();
    let asked = |which| options.which == which || options.which == Which::All;
    if asked(Which::Plan) {
        report.take("plan", plan::run(options.plans.as_deref()));
    }
    if options.which != Which::Plan {
        let ground = Ground::prepare(options.size, options.program.as_deref())?;
        type Bench = fn(&Ground) -> Result<Vec<row::Row>>;
        let benches: [(Which, &str, Bench); 6] = [
            (Which::Import, "import", import::run),
            (Which::List, "list", list::run),
            (Which::Export, "export", export::run),
            (Which::Snapshot, "snapshot", snapshot::run),
            (Which::Measure, "measure", measure::run),
            (Which::Demo, "demo", demo::run),
        ];
        for (which, name, bench) in benches {
            if asked(which) {
                eprintln!("bench: {name}");
                report.take(name, bench(&ground).map(|rows| (rows, Vec::new())));
            }
        }
    }
    print!("{}", report.text());
    if options.write {
        report.write()?;
    }
    Ok(report.holds())
}
