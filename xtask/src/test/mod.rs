//! `cargo xtask test`: every test and story, with the database and the browser that they need.
//!
//! INVARIANT: nothing is skipped in silence, and the last line is `N passed, N failed`.

pub mod cluster;
mod machine;
mod tally;

use std::env;
use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::{shell, tidy};
use cluster::Cluster;
use tally::{Form, Tally};

/// Runs them all; whether all passed.
pub fn run() -> Result<bool> {
    let mut tally = Tally::default();
    match surroundings() {
        Ok(surroundings) => steps(&surroundings, &mut tally),
        Err(error) => {
            eprintln!("xtask test: {error:#}");
            tally.fail("surroundings");
        }
    }
    match tidy::run(false) {
        Ok(true) => {}
        Ok(false) => tally.fail("tidy"),
        Err(error) => {
            eprintln!("xtask test: {error:#}");
            tally.fail("tidy");
        }
    }
    for step in &tally.broken {
        println!("not passed: {step}");
    }
    println!("{} passed, {} failed", tally.passed, tally.failed);
    Ok(tally.failed == 0)
}

/// What the tests find in their environment; lives as long as they run.
struct Surroundings {
    cluster: Cluster,
    chromium: PathBuf,
    chromedriver: PathBuf,
}

impl Surroundings {
    fn around(&self, mut command: Command) -> Command {
        command.env("JIXIA_TEST_POSTGRES", self.cluster.url());
        command.env("JIXIA_TEST_CHROMIUM", &self.chromium);
        command.env("JIXIA_TEST_CHROMEDRIVER", &self.chromedriver);
        command
    }
}

fn surroundings() -> Result<Surroundings> {
    let chromium = machine::chromium()?;
    let chromedriver = machine::chromedriver()?;
    let cluster = Cluster::start()?;
    eprintln!(
        "xtask test: PostgreSQL and {} are ready",
        chromium.display()
    );
    Ok(Surroundings {
        cluster,
        chromium,
        chromedriver,
    })
}

/// One build of programs and tests together, so that both share every dependency.
fn steps(surroundings: &Surroundings, tally: &mut Tally) {
    let build = cargo(&["build", "--workspace", "--bins", "--tests"]);
    if !tally.step("build", surroundings.around(build)) {
        return;
    }
    let (form, tests) = if shell::has_cargo_command("nextest") {
        let run = [
            "nextest",
            "run",
            "--workspace",
            "--no-fail-fast",
            "--no-tests=pass",
        ];
        (Form::Nextest, cargo(&run))
    } else {
        let run = [
            "test",
            "--workspace",
            "--lib",
            "--bins",
            "--tests",
            "--no-fail-fast",
        ];
        (Form::Libtest, cargo(&run))
    };
    tally.counted("tests", form, surroundings.around(tests));
    let examples = cargo(&["test", "--workspace", "--doc", "--no-fail-fast"]);
    let examples = surroundings.around(examples);
    tally.counted("examples in documentation", Form::Libtest, examples);
    tally.step("pack check", program(&["pack", "check", "packs"]));
    tally.counted(
        "stories",
        Form::Stories,
        program(&["pack", "test", "packs"]),
    );
}

fn cargo(arguments: &[&str]) -> Command {
    let mut command = shell::cargo();
    command.args(arguments);
    command
}

fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(shell::target().join("debug/jixia"));
    command
        .args(["--lang", "en"])
        .args(arguments)
        .current_dir(shell::root());
    command
}

/// A variable of the environment that names a program which exists.
fn named_program(variable: &str) -> Option<PathBuf> {
    env::var_os(variable)
        .map(PathBuf::from)
        .filter(|path| path.is_file())
}
