//! `cargo xtask ci`: all that must pass before a change comes in, and nothing that is not here.

use anyhow::Result;

use crate::{shell, test, tidy};

type Check = (&'static str, fn() -> Result<bool>);

const CHECKS: [Check; 7] = [
    ("format", || cargo(&["fmt", "--all", "--check"], &[])),
    ("tidy", || tidy::run(false)),
    ("clippy", || {
        cargo(
            &[
                "clippy",
                "--workspace",
                "--all-targets",
                "--",
                "-D",
                "warnings",
            ],
            &[],
        )
    }),
    ("documentation", || {
        cargo(
            &["doc", "--workspace", "--no-deps"],
            &[("RUSTDOCFLAGS", "-D warnings")],
        )
    }),
    ("licences and advisories", || {
        if_installed(
            "deny",
            &["deny", "check"],
            "cargo install --locked cargo-deny",
        )
    }),
    ("unused dependencies", unused_dependencies),
    ("tests", test::run),
];

/// Runs every check, also after one has failed, and says which did.
pub fn run() -> Result<bool> {
    let mut failed = Vec::new();
    for (name, check) in CHECKS {
        println!("━━ {name}");
        match check() {
            Ok(true) => {}
            Ok(false) => failed.push(name),
            Err(error) => {
                eprintln!("{error:#}");
                failed.push(name);
            }
        }
    }
    match failed.as_slice() {
        [] => println!("ci: all {} checks passed", CHECKS.len()),
        failed => println!("ci: not passed: {}", failed.join(", ")),
    }
    Ok(failed.is_empty())
}

fn cargo(arguments: &[&str], variables: &[(&str, &str)]) -> Result<bool> {
    shell::passes(
        shell::cargo()
            .args(arguments)
            .envs(variables.iter().copied()),
    )
}

/// These tools cost minutes to build, so a machine without them goes on and says so.
fn if_installed(tool: &str, arguments: &[&str], install: &str) -> Result<bool> {
    if shell::has_cargo_command(tool) {
        return cargo(arguments, &[]);
    }
    println!("NOT CHECKED: cargo-{tool} is not installed here; `{install}` installs it");
    Ok(true)
}

fn unused_dependencies() -> Result<bool> {
    if shell::has_cargo_command("shear") {
        return cargo(&["shear"], &[]);
    }
    if_installed(
        "machete",
        &["machete"],
        "cargo install --locked cargo-machete",
    )
}
