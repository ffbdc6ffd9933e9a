//! Collects faults by file and key path, and knows where in the text each path stands.

use std::collections::{BTreeMap, BTreeSet};

use jixia_terms::Label;
use toml::de::{DeTable, DeValue};

use crate::near::nearest;
use crate::{Fault, written};

/// Where a key and its value stand.
#[derive(Debug, Clone, Copy)]
struct Spot {
    line: usize,
    column: usize,
    /// The byte at which the value begins, with its quotes.
    value: usize,
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
    faults: Vec<Noted>,
    files: BTreeMap<String, Parsed>,
    broken: BTreeSet<(String, String)>,
}

/// A fault and the key path at which it was found.
pub(crate) struct Noted {
    pub path: String,
    pub fault: Fault,
}

/// A file that is TOML.
struct Parsed {
    text: String,
    spots: BTreeMap<String, Spot>,
}

impl Sink {
    /// Takes in where every key of a file stands.
    pub fn note_places(&mut self, file: &str, text: &str, table: &DeTable<'_>) {
        let lines = Lines::of(text);
        let mut spots = BTreeMap::new();
        walk_table(&lines, "", table, &mut spots);
        let text = text.to_owned();
        self.files.insert(file.to_owned(), Parsed { text, spots });
    }

    /// Adds a fault at a byte of a text.
    pub fn add_at_byte(&mut self, file: &str, text: &str, byte: usize, fault: What) {
        let place = Lines::of(text).at(byte);
        self.push((file, ""), place, fault);
    }

    /// Adds a fault at a key path; a path that is not there stands for the nearest one above it.
    pub fn add(&mut self, file: &str, path: &str, fault: What) {
        let place = self
            .spot(file, path)
            .map_or((1, 1), |spot| (spot.line, spot.column));
        self.broken.insert((file.to_owned(), path.to_owned()));
        self.push((file, path), place, fault);
    }

    /// Adds a fault at a line (from 0) and character (from 1) of the text that is the value at a
    /// path.
    pub fn add_in_text(&mut self, file: &str, path: &str, at: (usize, usize), fault: What) {
        let parsed = self.files.get(file);
        let place = parsed.zip(self.spot(file, path)).map(|(parsed, spot)| {
            let raw = parsed.text.get(spot.value..).unwrap_or_default();
            Lines::of(&parsed.text).at(spot.value + written::offset(raw, at))
        });
        self.broken.insert((file.to_owned(), path.to_owned()));
        self.push((file, path), place.unwrap_or((1, 1)), fault);
    }

    /// Takes in a fault that whoever read the file found.
    pub fn add_found(&mut self, fault: Fault) {
        let path = String::new();
        self.faults.push(Noted { path, fault });
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

    /// The paths of a file at which faults were found.
    pub fn broken(&self, file: &str) -> impl Iterator<Item = &str> {
        let here = self.broken.iter().filter(move |(f, _)| f == file);
        here.map(|(_, path)| path.as_str())
    }

    /// Whether this file could be read as TOML.
    pub fn is_parsed(&self, file: &str) -> bool {
        self.files.contains_key(file)
    }

    /// All faults, by file and line.
    pub fn into_faults(mut self) -> Vec<Noted> {
        self.faults.sort_by(|a, b| {
            let key = |noted: &Noted| (noted.fault.line, noted.fault.column, noted.fault.code);
            (&a.fault.file, key(a)).cmp(&(&b.fault.file, key(b)))
        });
        self.faults.dedup_by(|a, b| a.fault == b.fault);
        self.faults
    }

    fn push(&mut self, (file, path): (&str, &str), (line, column): (usize, usize), what: What) {
        let fault = what.at(file, (line, column));
        let path = path.to_owned();
        self.faults.push(Noted { path, fault });
    }

    fn spot(&self, file: &str, path: &str) -> Option<Spot> {
        let spots = &self.files.get(file)?.spots;
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct What {
    code: &'static str,
    text: Label,
    help: Option<Label>,
    nearest: Option<String>,
}

/// A fault by its code and sentence.
pub fn what(code: &'static str, text: Label) -> What {
    What {
        code,
        text,
        help: None,
        nearest: None,
    }
}

impl What {
    /// The fault at a line and character of a file.
    pub(crate) fn at(self, file: &str, (line, column): (usize, usize)) -> Fault {
        Fault {
            file: file.to_owned(),
            line,
            column,
            code: self.code,
            text: self.text,
            help: self.help,
            nearest: self.nearest,
            others: Vec::new(),
            waiting: 0,
        }
    }

    /// With what to do.
    pub fn help(self, help: impl Into<Option<Label>>) -> Self {
        Self {
            help: help.into(),
            ..self
        }
    }

    /// With the right word that is nearest to the wrong one, if any is near.
    pub fn near<'a>(self, word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Self {
        let Some(near) = nearest(word, candidates) else {
            return self;
        };
        Self {
            help: Some(say!("是否“{near}”？", "did you mean `{near}`?")),
            nearest: Some(near.to_owned()),
            ..self
        }
    }

    /// With the nearest right word, or else the whole (short) list of right words.
    pub fn near_or_list(self, word: &str, candidates: &[&str]) -> Self {
        let near = self.near(word, candidates.iter().copied());
        if near.nearest.is_some() || candidates.is_empty() {
            return near;
        }
        let (zh, en) = (candidates.join("、"), candidates.join(", "));
        near.help(say!("可用：{zh}", "one of: {en}"))
    }

    /// The nearest right word.
    pub fn nearest(&self) -> Option<&str> {
        self.nearest.as_deref()
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
        let spot = Spot {
            line,
            column,
            value: value.span().start,
        };
        spots.insert(path.clone(), spot);
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
                let spot = Spot {
                    line,
                    column,
                    value: item.span().start,
                };
                spots.insert(path.clone(), spot);
                walk_value(lines, &path, item.get_ref(), spots);
            }
        }
        _ => {}
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
