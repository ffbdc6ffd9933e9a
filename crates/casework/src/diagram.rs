//! The one table of moves, as people see it: a diagram in text and in Mermaid, and who may what.

use jixia_pack::{Packs, Process};
use jixia_terms::{Label, Language};
use serde::Serialize;

use crate::case::Procedure;

/// Who makes which move of a process.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Matrix {
    /// The people: name and label, in order; those who only look on are left out.
    pub people: Vec<(String, Label)>,
    /// The moves, in order.
    pub rows: Vec<MatrixRow>,
}

/// One move of a matrix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MatrixRow {
    /// The act.
    pub act: String,
    /// What it is called.
    pub label: Label,
    /// For each of the people, whether they may make it.
    pub cells: Vec<Cell>,
}

/// Whether someone may make a move.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cell {
    /// Not.
    No,
    /// They may.
    Yes,
    /// They may, unless they did an act that another person has to do.
    Other,
}

/// The matrix of a process.
pub fn matrix(packs: &Packs, process: &Process) -> Matrix {
    let procedure = Procedure::kept(packs, process);
    let mut names: Vec<&str> = process
        .people
        .iter()
        .map(|person| person.name.as_str())
        .collect();
    names.extend([jixia_pack::OPENER, jixia_pack::TIME]);
    let moves = |name: &str| {
        process
            .moves
            .iter()
            .any(|one| one.by.iter().any(|by| by == name))
    };
    names.retain(|name| moves(name));
    let cell = |one: &jixia_pack::Move, name: &str| match one.by.iter().any(|by| by == name) {
        false => Cell::No,
        true if one.other_than.is_empty() || name == jixia_pack::TIME => Cell::Yes,
        true => Cell::Other,
    };
    Matrix {
        people: names
            .iter()
            .map(|name| ((*name).to_owned(), procedure.person_label(name)))
            .collect(),
        rows: process
            .moves
            .iter()
            .map(|one| MatrixRow {
                act: one.act.clone(),
                label: one.label.clone(),
                cells: names.iter().map(|name| cell(one, name)).collect(),
            })
            .collect(),
    }
}

/// One line a move, by the state from which it leads.
pub fn text_diagram(packs: &Packs, process: &Process, language: Language) -> String {
    let procedure = Procedure::kept(packs, process);
    let mut text = String::new();
    for (from, label) in sources(process, language) {
        text += &label;
        text.push('\n');
        for (act, by, to) in procedure.ways(from, language) {
            let (open, shut) = match language {
                Language::Chinese => ("（", "）"),
                Language::English => (" (", ")"),
            };
            text += &format!("  ─ {act}{open}{by}{shut} → {to}\n");
        }
    }
    text
}

/// The diagram in the language of Mermaid (`stateDiagram-v2`), which pages and documents draw.
pub fn mermaid(process: &Process, language: Language) -> String {
    let mut text = "stateDiagram-v2\n".to_owned();
    for state in &process.states {
        let label = clean(state.label.text(language));
        text += &format!("    {}: {label}\n", state.name);
    }
    for one in &process.moves {
        let act = clean(one.label.text(language));
        let froms: Vec<&str> = match one.from.as_slice() {
            [] => vec!["[*]"],
            from => from.iter().map(String::as_str).collect(),
        };
        for from in froms {
            let to = one.to.as_deref().unwrap_or(from);
            text += &format!("    {from} --> {to}: {act}\n");
        }
    }
    for state in process.states.iter().filter(|state| state.ends) {
        text += &format!("    {} --> [*]\n", state.name);
    }
    text
}

/// Labels without what Mermaid reads as its own signs.
fn clean(label: &str) -> String {
    label
        .chars()
        .filter(|c| !matches!(c, ':' | ';' | '\n' | '#' | '"'))
        .collect()
}

/// The beginning, then each state from which a move leads, and those that end.
fn sources(process: &Process, language: Language) -> Vec<(Option<&str>, String)> {
    let begin = match language {
        Language::Chinese => "○ 开始",
        Language::English => "○ begin",
    };
    let mut sources = vec![(None, begin.to_owned())];
    for state in &process.states {
        let mark = if state.ends { '◎' } else { '●' };
        let label = state.label.text(language);
        sources.push((Some(state.name.as_str()), format!("{mark} {label}")));
    }
    sources
}

impl Procedure<'_> {
    /// Label, people and target of each move from a state, or of those that open a case.
    fn ways(self, from: Option<&str>, language: Language) -> Vec<(String, String, String)> {
        let moves = self.process.moves.iter().filter(|one| match from {
            None => one.from.is_empty(),
            Some(from) => one.from.iter().any(|name| name == from),
        });
        let sep = match language {
            Language::Chinese => "、",
            Language::English => ", ",
        };
        moves
            .map(|one| {
                let by = one.by.iter().map(|by| self.person_label(by));
                let by: Vec<String> = by.map(|label| label.text(language).to_owned()).collect();
                let to = one.to.as_deref().or(from).unwrap_or_default();
                let to = self.label_of(to).text(language).to_owned();
                (one.label.text(language).to_owned(), by.join(sep), to)
            })
            .collect()
    }
}
