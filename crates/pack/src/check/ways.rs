//! The ways of patterns and processes: that every state can be reached and left, and that every
//! move leads from and to what there is.

use std::collections::BTreeSet;

use crate::model::Packs;
use crate::process::{Move, OPENER, Pattern, State, TIME};
use crate::sink::{Sink, what};

/// Whether a name stands for someone in every process.
pub(crate) fn is_always_there(name: &str) -> bool {
    [OPENER, TIME].contains(&name)
}

/// The states that some case can come to.
pub(crate) fn reached(moves: &[Move]) -> BTreeSet<String> {
    let mut reached: BTreeSet<String> = BTreeSet::new();
    loop {
        let before = reached.len();
        for one in moves {
            let leads = one.from.is_empty() || one.from.iter().any(|from| reached.contains(from));
            reached.extend(one.to.iter().filter(|_| leads).cloned());
        }
        if reached.len() == before {
            return reached;
        }
    }
}

/// The states from which some case can come to an end.
fn ending<'s>(states: &'s [State], moves: &'s [Move]) -> BTreeSet<&'s str> {
    let ends = states.iter().filter(|state| state.ends);
    let mut ending: BTreeSet<&str> = ends.map(|state| state.name.as_str()).collect();
    loop {
        let before = ending.len();
        for one in moves {
            if one.to.as_deref().is_some_and(|to| ending.contains(to)) {
                ending.extend(one.from.iter().map(String::as_str));
            }
        }
        if ending.len() == before {
            return ending;
        }
    }
}

/// Checks each pattern by itself.
pub(crate) fn check_patterns(packs: &Packs, sink: &mut Sink) {
    for pattern in packs.procedures.patterns.values() {
        let file = &pattern.origin.file;
        names(pattern, sink);
        let reached = reached(&pattern.moves);
        for state in &pattern.states {
            if !reached.contains(&state.name) {
                let name = &state.name;
                let text = say!(
                    "没有动作通向状态“{name}”",
                    "no move leads to the state `{name}`"
                );
                let path = format!("state.{name}");
                sink.add(file, &path, what("unreachable_state", text));
            }
        }
        dead_ends((&pattern.states, &pattern.moves), file, sink);
    }
}

/// Faults every state that no case can leave, and from which none can come to an end.
pub(super) fn dead_ends((states, moves): (&[State], &[Move]), file: &str, sink: &mut Sink) {
    let ending = ending(states, moves);
    for state in states
        .iter()
        .filter(|state| !ending.contains(state.name.as_str()))
    {
        let name = &state.name;
        let text = say!(
            "从状态“{name}”走不到终结",
            "from the state `{name}` no way leads to an end"
        );
        let help = say!(
            "加一个离开它的动作，或写 ends = true",
            "add a move that leaves it, or write ends = true"
        );
        let path = format!("state.{name}");
        sink.add(file, &path, what("no_way_out", text).help(help));
    }
    if !moves.iter().any(|one| one.from.is_empty()) {
        let text = say!("没有开始办件的动作", "no move opens a case");
        let help = say!("开始的动作不写 from", "a move that opens has no `from`");
        sink.add(file, "move", what("no_opening", text).help(help));
    }
}

/// That moves of a pattern name its states, people and acts.
fn names(pattern: &Pattern, sink: &mut Sink) {
    let file = &pattern.origin.file;
    let mut known = |path: String, name: &str, (words, all): (_, &[&str])| {
        if !all.contains(&name) {
            let (zh, en): (&str, &str) = words;
            let text = say!("没有名为“{name}”的{zh}", "there is no {en} `{name}`");
            let fault = what("unknown_name", text).near_or_list(name, all);
            sink.add(file, &path, fault);
        }
    };
    let states = pattern.states.iter().map(|state| state.name.as_str());
    let states: Vec<&str> = states.collect();
    let people = pattern.people.iter().map(|(name, _)| name.as_str());
    let people: Vec<&str> = people.chain([OPENER, TIME]).collect();
    let acts: Vec<&str> = pattern.moves.iter().map(|one| one.act.as_str()).collect();
    let states = (("状态", "state"), states.as_slice());
    let people = (("参与人", "person"), people.as_slice());
    let acts = (("动作", "act"), acts.as_slice());
    for (i, one) in pattern.moves.iter().enumerate() {
        for (key, names, all) in [
            ("from", &one.from, states),
            ("by", &one.by, people),
            ("other_than", &one.other_than, acts),
        ] {
            for (j, name) in names.iter().enumerate() {
                known(format!("move.{i}.{key}.{j}"), name, all);
            }
        }
        for (key, name, all) in [("to", &one.to, states), ("undo", &one.undo, acts)] {
            if let Some(name) = name {
                known(format!("move.{i}.{key}"), name, all);
            }
        }
    }
    for (name, ask) in &pattern.asks {
        if let Some(person) = &ask.names {
            known(format!("ask.{name}.names"), person, people);
        }
    }
    openings(pattern, sink);
}

/// That a move which opens a case says where it leads.
fn openings(pattern: &Pattern, sink: &mut Sink) {
    let file = &pattern.origin.file;
    for (i, one) in pattern.moves.iter().enumerate() {
        if one.from.is_empty() && one.to.is_none() {
            let text = say!(
                "开始办件的动作缺少“to”",
                "a move that opens a case has no `to`"
            );
            sink.add(file, &format!("move.{i}"), what("missing_key", text));
        }
    }
}
