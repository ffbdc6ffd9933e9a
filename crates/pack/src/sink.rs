//! Collects faults by file and key path, and knows where in the text each path stands.

use std::collections::{BTreeMap, BTreeSet};

use jixia_terms::Label;
use toml::de::{DeTable, DeValue};

use crate::Fault;

/// Where a key and its value stand.
#[derive(Debug, Clone, Copy)]
struct Spot {
    line: usize,
    column: usize,
    /// The line on which the text of the value begins (after `"""` and a line end, the next).
    text_line: usize,
}

/// The line starts of a text.
struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    fn of(text: &'a str) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, b)| *b == b'\n');
        let starts = std::iter::once(0).chain(ends.map(|(i, _)| i + 1)).collect();
        Self { text, starts }
    }

    /// Line and character, both from 1.
    fn at(&self, offset: usize) -> (usize, usize) {
        let line = self.starts.partition_point(|start| *start <= offset).max(1);
        let start = self.starts.get(line - 1).copied().unwrap_or(0);
        let within = self.text.get(start..offset).unwrap_or_default();
        (line, within.chars().count() + 1)
    }
}

/// The faults found so far, and the places of all keys of all files.
#[derive(Default)]
pub(crate) struct Sink {
    faults: Vec<Fault>,
    spots: BTreeMap<String, BTreeMap<String, Spot>>,
    broken: BTreeSet<(String, String)>,
}

impl Sink {
    /// Takes in where every key of a file stands.
    pub fn note_places(&mut self, file: &str, text: &str, table: &DeTable<'_>) {
        let lines = Lines::of(text);
        let mut spots = BTreeMap::new();
        walk_table(&lines, "", table, &mut spots);
        self.spots.insert(file.to_owned(), spots);
    }

    /// Adds a fault at a byte of a text.
    pub fn add_at_byte(&mut self, file: &str, text: &str, byte: usize, fault: What) {
        let (line, column) = Lines::of(text).at(byte);
        self.push(file, (line, column), fault);
    }

    /// Adds a fault at a key path; a path that is not there stands for the nearest one above it.
    pub fn add(&mut self, file: &str, path: &str, fault: What) {
        let place = self
            .spot(file, path)
            .map_or((1, 1), |spot| (spot.line, spot.column));
        self.broken.insert((file.to_owned(), path.to_owned()));
        self.push(file, place, fault);
    }

    /// Adds a fault some lines down in the text that is the value at a path.
    pub fn add_in_text(&mut self, file: &str, path: &str, lines_down: usize, fault: What) {
        let line = self.spot(file, path).map_or(1, |spot| spot.text_line);
        self.broken.insert((file.to_owned(), path.to_owned()));
        self.push(file, (line + lines_down, 1), fault);
    }

    /// The line of a key path.
    pub fn line(&self, file: &str, path: &str) -> usize {
        self.spot(file, path).map_or(1, |spot| spot.line)
    }

    /// Whether a fault was already found at this path or below it, so that what follows from it is
    /// no fault of its own.
    pub fn is_broken(&self, file: &str, path: &str) -> bool {
        let below = format!("{path}.");
        self.broken
            .iter()
            .any(|(f, p)| f == file && (p == path || p.starts_with(&below)))
    }

    /// Whether this file could be read as TOML.
    pub fn is_parsed(&self, file: &str) -> bool {
        self.spots.contains_key(file)
    }

    /// All faults, by file and line.
    pub fn into_faults(mut self) -> Vec<Fault> {
        self.faults.sort_by(|a, b| {
            (&a.file, a.line, a.column, a.code).cmp(&(&b.file, b.line, b.column, b.code))
        });
        self.faults.dedup();
        self.faults
    }

    fn push(&mut self, file: &str, (line, column): (usize, usize), what: What) {
        self.faults.push(Fault {
            file: file.to_owned(),
            line,
            column,
            code: what.code,
            text: what.text,
            help: what.help,
        });
    }

    fn spot(&self, file: &str, path: &str) -> Option<Spot> {
        let spots = self.spots.get(file)?;
        let mut path = path;
        loop {
            if let Some(spot) = spots.get(path) {
                return Some(*spot);
            }
            path = path.rsplit_once('.')?.0;
        }
    }
}

/// A fault that does not yet know its place.
pub(crate) struct What {
    code: &'static str,
    text: Label,
    help: Option<Label>,
}

/// A fault by its code and sentence.
pub(crate) fn what(code: &'static str, text: Label) -> What {
    What {
        code,
        text,
        help: None,
    }
}

impl What {
    /// With the nearest right word or what to do.
    pub fn help(self, help: impl Into<Option<Label>>) -> Self {
        Self {
            help: help.into(),
            ..self
        }
    }
}

fn walk_table(
    lines: &Lines<'_>,
    path: &str,
    table: &DeTable<'_>,
    spots: &mut BTreeMap<String, Spot>,
) {
    for (key, value) in table {
        let path = join(path, key.get_ref());
        let (line, column) = lines.at(key.span().start);
        let text_line = text_line(lines, value.span().start);
        spots.insert(
            path.clone(),
            Spot {
                line,
                column,
                text_line,
            },
        );
        walk_value(lines, &path, value.get_ref(), spots);
    }
}

fn walk_value(
    lines: &Lines<'_>,
    path: &str,
    value: &DeValue<'_>,
    spots: &mut BTreeMap<String, Spot>,
) {
    match value {
        DeValue::Table(table) => walk_table(lines, path, table, spots),
        DeValue::Array(array) => {
            for (i, item) in array.iter().enumerate() {
                let path = format!("{path}.{i}");
                let (line, column) = lines.at(item.span().start);
                let text_line = text_line(lines, item.span().start);
                spots.insert(
                    path.clone(),
                    Spot {
                        line,
                        column,
                        text_line,
                    },
                );
                walk_value(lines, &path, item.get_ref(), spots);
            }
        }
        _ => {}
    }
}

fn text_line(lines: &Lines<'_>, start: usize) -> usize {
    let (line, _) = lines.at(start);
    let raw = lines.text.get(start..).unwrap_or_default();
    let opened = raw
        .strip_prefix("\"\"\"")
        .or_else(|| raw.strip_prefix("'''"));
    match opened {
        Some(rest) if rest.starts_with('\n') || rest.starts_with("\r\n") => line + 1,
        _ => line,
    }
}

/// A key path with one more key.
pub(crate) fn join(path: &str, key: &str) -> String {
    if path.is_empty() {
        key.to_owned()
    } else {
        format!("{path}.{key}")
    }
}
