//! The table of a run: printed for people, and kept in BENCHMARKS.md between its markers.

use std::fs;

use anyhow::{Context, Result};

use super::machine;
use super::row::{HEAD, Row};
use crate::shell;

const FILE: &str = "BENCHMARKS.md";
const BEGIN: &str = "<!-- bench:begin -->";
const END: &str = "<!-- bench:end -->";

/// Rows and notes of a run.
#[derive(Debug, Default)]
pub struct Report {
    rows: Vec<Row>,
    notes: Vec<String>,
    broken: bool,
}

impl Report {
    /// Adds what a bench gave, or that it could not run.
    pub fn take(&mut self, name: &str, given: Result<(Vec<Row>, Vec<String>)>) {
        match given {
            Ok((rows, notes)) => {
                self.rows.extend(rows);
                self.notes.extend(notes);
            }
            Err(error) => {
                eprintln!("bench: {name}: {error:#}");
                self.notes.push(format!("{name} was not measured"));
                self.broken = true;
            }
        }
    }

    /// Whether everything was measured and every limit holds.
    pub fn holds(&self) -> bool {
        !self.broken && self.rows.iter().all(Row::holds)
    }

    /// The table in Markdown, which people can read too, with the machine and the notes.
    pub fn text(&self) -> String {
        let mut text = format!("{}\n\n", machine::description());
        text.push_str(&table(&self.rows));
        if !self.notes.is_empty() {
            text.push_str(&format!("\n```text\n{}\n```\n", self.notes.join("\n")));
        }
        text
    }

    /// Puts the table into BENCHMARKS.md.
    pub fn write(&self) -> Result<()> {
        let path = shell::root().join(FILE);
        let text = fs::read_to_string(&path).with_context(|| format!("reading {FILE}"))?;
        let new = replaced(&text, &self.text())
            .with_context(|| format!("{FILE} has no markers {BEGIN} and {END}"))?;
        fs::write(&path, new).with_context(|| format!("writing {FILE}"))
    }
}

fn table(rows: &[Row]) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let mut text = line(&HEAD.map(str::to_owned));
    text.push_str(&format!("|{}\n", "---|".repeat(HEAD.len())));
    text.extend(rows.iter().map(|row| line(&row.cells())));
    text
}

fn replaced(text: &str, table: &str) -> Option<String> {
    let (before, rest) = text.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}\n{table}{END}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_stands_between_the_markers_changes() {
        let text = format!("# B\n{BEGIN}\nold\n{END}\nafter\n");
        let new = replaced(&text, "new\n").expect("the markers are there");
        assert_eq!(new, format!("# B\n{BEGIN}\nnew\n{END}\nafter\n"));
        assert_eq!(replaced("# B\n", "new\n"), None);
    }
}
