//! Finds what the tests need on this machine, or installs it where that is possible.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};

use super::named_program;
use crate::shell;

/// The browser that `JIXIA_TEST_CHROMIUM` names, or one in the path, or one installed now.
pub fn chromium() -> Result<PathBuf> {
    let find = || {
        let names = [
            "chromium",
            "chromium-browser",
            "google-chrome",
            "google-chrome-stable",
        ];
        named_program("JIXIA_TEST_CHROMIUM").or_else(|| shell::find(&names))
    };
    found_or_installed("chromium", &["chromium", "fonts-noto-cjk"], find)
}

/// The WebDriver of that browser.
pub fn chromedriver() -> Result<PathBuf> {
    let find =
        || named_program("JIXIA_TEST_CHROMEDRIVER").or_else(|| shell::find(&["chromedriver"]));
    found_or_installed("chromedriver", &["chromium-driver"], find)
}

/// The folder of PostgreSQL's server programs.
pub fn postgres_programs() -> Result<PathBuf> {
    found_or_installed("the PostgreSQL server", &["postgresql"], || {
        debian_postgres().or_else(|| Some(shell::find(&["initdb"])?.parent()?.to_path_buf()))
    })
}

/// The newest version that Debian keeps in its own folder.
fn debian_postgres() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?;
    versions
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let version: u32 = entry.file_name().to_str()?.parse().ok()?;
            let programs = entry.path().join("bin");
            programs
                .join("initdb")
                .is_file()
                .then_some((version, programs))
        })
        .max()
        .map(|(_, programs)| programs)
}

fn found_or_installed(
    what: &str,
    packages: &[&str],
    find: impl Fn() -> Option<PathBuf>,
) -> Result<PathBuf> {
    if let Some(found) = find() {
        return Ok(found);
    }
    let by_hand = format!("apt-get install {}", packages.join(" "));
    if shell::find(&["apt-get"]).is_none() {
        bail!("{what} is missing; install it (on Debian: `{by_hand}`)");
    }
    if !shell::is_root() {
        bail!("{what} is missing; install it as administrator: `sudo {by_hand}`");
    }
    eprintln!("xtask test: {what} is missing and is installed now");
    install(packages)?;
    match find() {
        Some(found) => Ok(found),
        None => bail!("`{by_hand}` ended well, yet {what} is not found; set PATH to where it is"),
    }
}

fn install(packages: &[&str]) -> Result<()> {
    let apt = |arguments: &[&str]| {
        let mut command = Command::new("apt-get");
        command
            .args(arguments)
            .env("DEBIAN_FRONTEND", "noninteractive");
        shell::quietly(&mut command)
    };
    apt(&["update"])?;
    apt(&[&["install", "--yes", "--no-install-recommends"], packages].concat())?;
    Ok(())
}
