//! A PostgreSQL cluster of our own, in a temporary folder, gone when we are gone.
//!
//! INVARIANT: it is stopped and its folder removed however this program ends: a watcher of its own
//! process group waits for the end of a pipe that only this program holds.

use std::fs::{self, DirBuilder, File};
use std::io::Read;
use std::net::TcpListener;
use std::os::unix::fs::DirBuilderExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::{env, process};

use anyhow::{Context, Result};

use super::machine;
use crate::shell;

/// The user as whom PostgreSQL runs when we are administrator, which it refuses to be.
const UNPRIVILEGED: &str = "postgres";
const USER: &str = "jixia";
const STARTS_MAX: usize = 5;

/// A running cluster.
pub struct Cluster {
    url: String,
    watcher: Child,
}

impl Cluster {
    /// Makes and starts one, with settings as they come: a test of durability needs `fsync`.
    pub fn start() -> Result<Self> {
        let programs = machine::postgres_programs()?;
        let folder = make_folder()?;
        let watcher = watch(&programs, &folder)?;
        let mut cluster = Self {
            url: String::new(),
            watcher,
        };
        let password = hex_of_chance()?;
        fs::write(folder.join("password"), &password)?;
        give_away(&folder)?;
        init(&programs, &folder)?;
        let port = start(&programs, &folder)?;
        cluster.url = format!("postgres://{USER}:{password}@127.0.0.1:{port}/postgres");
        Ok(cluster)
    }

    /// Its address; the user may make databases.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.watcher.stdin.take());
        if let Err(error) = self.watcher.wait() {
            eprintln!("xtask: the PostgreSQL cluster was not stopped: {error}");
        }
    }
}

fn make_folder() -> Result<PathBuf> {
    let folder = env::temp_dir().join(format!("jixia-postgres-{}", process::id()));
    DirBuilder::new()
        .mode(0o700)
        .create(&folder)
        .with_context(|| format!("making the folder {}", folder.display()))?;
    Ok(folder)
}

fn give_away(folder: &Path) -> Result<()> {
    if shell::is_root() {
        shell::quietly(Command::new("chown").args(["-R", UNPRIVILEGED]).arg(folder))?;
    }
    Ok(())
}

/// A program of PostgreSQL, run as a user that it accepts.
fn postgres(programs: &Path, name: &str, folder: &Path) -> Command {
    let program = programs.join(name);
    let mut command = if shell::is_root() {
        let mut command = Command::new("runuser");
        command.args(["-u", UNPRIVILEGED, "--"]).arg(program);
        command
    } else {
        Command::new(program)
    };
    command.current_dir(folder).env("LC_ALL", "C.UTF-8");
    command
}

fn init(programs: &Path, folder: &Path) -> Result<()> {
    let mut command = postgres(programs, "initdb", folder);
    command
        .args([
            "--username",
            USER,
            "--auth",
            "scram-sha-256",
            "--encoding",
            "UTF8",
        ])
        .args(["--locale", "C.UTF-8", "--no-instructions"])
        .arg(format!("--pwfile={}", folder.join("password").display()))
        .arg(format!("--pgdata={}", folder.join("data").display()));
    shell::quietly(&mut command).context("making a PostgreSQL cluster for the tests")?;
    Ok(())
}

/// Starts the server on a free port of the loopback; another program may take the port in between.
fn start(programs: &Path, folder: &Path) -> Result<u16> {
    let mut last = None;
    for _ in 0..STARTS_MAX {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let options = format!(
            "-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={} \
             -c max_connections=200",
            folder.display()
        );
        let mut command = postgres(programs, "pg_ctl", folder);
        command
            .arg("--pgdata")
            .arg(folder.join("data"))
            .arg("--log")
            .arg(folder.join("log"))
            .args(["--options", &options, "--wait", "start"]);
        match shell::quietly(&mut command) {
            Ok(_) => return Ok(port),
            Err(error) => last = Some(error),
        }
    }
    let log = fs::read_to_string(folder.join("log")).unwrap_or_default();
    let error = last.unwrap_or_else(|| anyhow::anyhow!("it was not tried"));
    Err(error.context(format!(
        "PostgreSQL does not start; its log says: {}",
        log.trim()
    )))
}

/// Ends the cluster and removes its folder as soon as its input ends.
fn watch(programs: &Path, folder: &Path) -> Result<Child> {
    let mut stop = postgres(programs, "pg_ctl", folder);
    stop.arg("--pgdata")
        .arg(folder.join("data"))
        .args(["--mode", "immediate", "stop"]);
    let script = "trap '' INT TERM HUP; folder=$1; shift; read -r _; cd /; \
                  \"$@\" >/dev/null 2>&1; rm -rf \"$folder\"";
    Command::new("sh")
        .args(["-c", script, "watcher"])
        .arg(folder)
        .arg(stop.get_program())
        .args(stop.get_args())
        .stdin(Stdio::piped())
        .process_group(0)
        .spawn()
        .context("starting the watcher of the PostgreSQL cluster")
}

fn hex_of_chance() -> Result<String> {
    let mut bytes = [0; 16];
    File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cluster_serves_and_leaves_nothing() {
        let programs = machine::postgres_programs().expect("PostgreSQL is installed");
        let cluster = Cluster::start().expect("a cluster starts");
        let folder = env::temp_dir().join(format!("jixia-postgres-{}", process::id()));
        let mut ask = Command::new(programs.join("psql"));
        ask.args([cluster.url(), "-Atc", "select 1 + 1"]);
        assert_eq!(shell::quietly(&mut ask).expect("psql answers"), "2\n");
        assert!(folder.is_dir());
        drop(cluster);
        assert!(!folder.exists());
    }
}
