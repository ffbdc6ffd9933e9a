//! Runs the steps of a test run, shows what they write, and adds up what they counted.

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};
use std::thread;

use anyhow::{Context, Result};

use crate::shell;

/// What has passed and failed so far.
#[derive(Debug, Default)]
pub struct Tally {
    /// Tests and stories that passed.
    pub passed: usize,
    /// Tests and stories that failed or did not run, and steps that failed as a whole.
    pub failed: usize,
    /// Names of the steps that did not pass.
    pub broken: Vec<String>,
}

impl Tally {
    /// A step failed as a whole.
    pub fn fail(&mut self, step: &str) {
        self.failed += 1;
        self.broken.push(step.to_owned());
    }

    /// Runs a step that counts nothing; whether it passed.
    pub fn step(&mut self, name: &str, mut command: Command) -> bool {
        println!("── {name}: {}", shell::said(&command));
        match shell::passes(&mut command) {
            Ok(true) => return true,
            Ok(false) => {}
            Err(error) => eprintln!("{error:#}"),
        }
        self.fail(name);
        false
    }

    /// Runs a step that says how many passed and failed, and adds that.
    pub fn counted(&mut self, name: &str, form: Form, mut command: Command) {
        println!("── {name}: {}", shell::said(&command));
        match shown(&mut command) {
            Ok((succeeded, lines)) => self.add(name, form, succeeded, &lines),
            Err(error) => {
                eprintln!("{error:#}");
                self.fail(name);
            }
        }
    }

    fn add(&mut self, name: &str, form: Form, succeeded: bool, lines: &[String]) {
        let counts: Vec<Counts> = lines.iter().filter_map(|line| counts(form, line)).collect();
        let failed: usize = counts.iter().map(|counts| counts.failed).sum();
        let left_out: usize = counts.iter().map(|counts| counts.left_out).sum();
        self.passed += counts.iter().map(|counts| counts.passed).sum::<usize>();
        self.failed += failed + left_out;
        if failed > 0 {
            self.broken.push(format!("{name}: {failed} failed"));
        }
        if left_out > 0 {
            self.broken.push(format!("{name}: {left_out} did not run"));
        }
        if counts.is_empty() {
            self.fail(&format!("{name}: it did not say how many passed"));
        } else if !succeeded && failed + left_out == 0 {
            self.fail(name);
        }
    }
}

/// Who counts: each closes in a form of its own, and one may quote another's lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `test result: ok. 3 passed; 0 failed; …`, once for each test program.
    Libtest,
    /// `Summary [ 0.1s] 3 tests run: 3 passed, 0 skipped`.
    Nextest,
    /// `3 passed, 0 failed` of `jixia pack test`.
    Stories,
}

#[derive(Debug, PartialEq, Eq)]
struct Counts {
    passed: usize,
    failed: usize,
    left_out: usize,
}

/// Reads a closing line.
fn counts(form: Form, line: &str) -> Option<Counts> {
    let line = line.trim();
    let passed = before(line, &["passed"]);
    let failed = before(line, &["failed"]);
    let closes = match form {
        Form::Libtest => line.starts_with("test result:"),
        Form::Nextest => line.starts_with("Summary ["),
        Form::Stories => line.ends_with("failed") && passed.is_some() && failed.is_some(),
    };
    if !closes {
        return None;
    }
    let or_none = |words: &[&str]| before(line, words).unwrap_or(0);
    Some(Counts {
        passed: passed.unwrap_or(0),
        failed: failed.unwrap_or(0) + or_none(&["exec", "failed"]) + or_none(&["timed", "out"]),
        left_out: or_none(&["ignored"]) + or_none(&["skipped"]),
    })
}

/// The number that stands before these words.
fn before(line: &str, words: &[&str]) -> Option<usize> {
    let parts: Vec<&str> = line
        .split(|c: char| !c.is_alphanumeric())
        .filter(|part| !part.is_empty())
        .collect();
    parts
        .windows(words.len() + 1)
        .filter(|window| window.get(1..) == Some(words))
        .find_map(|window| window.first()?.parse().ok())
}

/// Runs a command, passes on what it writes, and gives its lines.
fn shown(command: &mut Command) -> Result<(bool, Vec<String>)> {
    let started = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child =
        started.with_context(|| format!("`{}` does not start", shell::said(command)))?;
    let errors = child.stderr.take();
    let errors = thread::spawn(move || pass_on(errors, |line| eprintln!("{line}")));
    let mut lines = pass_on(child.stdout.take(), |line| println!("{line}"));
    lines.extend(errors.join().unwrap_or_default());
    Ok((child.wait()?.success(), lines))
}

fn pass_on(from: Option<impl Read>, show: impl Fn(&str)) -> Vec<String> {
    let Some(from) = from else {
        return Vec::new();
    };
    let mut reader = BufReader::new(from);
    let mut lines = Vec::new();
    let mut bytes = Vec::new();
    while reader.read_until(b'\n', &mut bytes).is_ok_and(|n| n > 0) {
        let line = String::from_utf8_lossy(&bytes).trim_end().to_owned();
        show(&line);
        lines.push(line);
        bytes.clear();
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(form: Form, line: &str) -> Option<(usize, usize, usize)> {
        counts(form, line).map(|counts| (counts.passed, counts.failed, counts.left_out))
    }

    #[test]
    fn closing_lines_are_read() {
        let libtest = "test result: FAILED. 3 passed; 1 failed; 2 ignored; 0 measured; \
                       0 filtered out; finished in 0.00s";
        for (form, line, count) in [
            (Form::Libtest, libtest, Some((3, 1, 2))),
            (Form::Nextest, libtest, None),
            (
                Form::Nextest,
                "     Summary [   0.034s] 12 tests run: 11 passed (1 slow), 1 failed, 0 skipped",
                Some((11, 1, 0)),
            ),
            (
                Form::Nextest,
                "     Summary [   9s] 3 tests run: 1 passed, 1 exec failed, 1 timed out, 4 skipped",
                Some((1, 2, 4)),
            ),
            (
                Form::Stories,
                "61 stories: 60 passed, 1 failed",
                Some((60, 1, 0)),
            ),
            (Form::Stories, "the import of 3 rows passed", None),
            (Form::Libtest, "test a ... ok", None),
        ] {
            assert_eq!(told(form, line), count, "{line}");
        }
    }

    #[test]
    fn a_step_that_fails_without_a_count_counts_as_one() {
        let mut tally = Tally::default();
        tally.add("stories", Form::Stories, true, &[]);
        let ok = "test result: ok. 3 passed; 0 failed; 0 ignored".to_owned();
        tally.add("tests", Form::Libtest, false, &[ok]);
        assert_eq!((tally.passed, tally.failed), (3, 2));
        assert_eq!(
            tally.broken,
            ["stories: it did not say how many passed", "tests"]
        );
    }
}
