//! Limits of a process: `[limit.assigned]`, with reminders before and escalation after.

use std::collections::BTreeMap;

use toml::de::DeValue;

use super::process::entries;
use super::span;
use super::table::Table;
use crate::process::{Escalation, Limit, Process, Span, Within};
use crate::sink::{Sink, what};

const KEYS: [&str; 7] = [
    "within", "by", "until", "remind", "escalate", "then", "source",
];

pub(super) fn read(table: &Table<'_>, process: &Process, sink: &mut Sink) -> Vec<Limit> {
    let mut limits = Vec::new();
    for entry in table.entries("limit", sink) {
        let state = entry.key;
        let DeValue::Table(map) = entry.value else {
            let text = say!("写作 [limit.{state}]", "write it as [limit.{state}]");
            sink.add(table.file, &entry.path, what("wrong_type", text));
            continue;
        };
        match process.state(state) {
            Some(known) if !known.ends => {}
            Some(_) => {
                let text = say!(
                    "“{state}”已是终结状态，没有期限",
                    "`{state}` ends the case and has no limit"
                );
                sink.add(table.file, &entry.path, what("limit_of_end", text));
            }
            None => {
                let text = say!(
                    "流程中没有状态“{state}”",
                    "the process has no state `{state}`"
                );
                let names = process.states.iter().map(|one| one.name.as_str());
                let fault = what("unknown_state", text).near(state, names);
                sink.add(table.file, &entry.path, fault);
            }
        }
        let one = Table::open(table.file, entry.path.clone(), map, &KEYS, sink);
        let Some(within) = within(&one, sink) else {
            continue;
        };
        limits.push(Limit {
            state: state.to_owned(),
            within,
            remind: spans(&one, "remind", sink),
            escalate: escalate(&one, sink),
            then: one.maybe_text("then", sink),
            source: one.maybe_text("source", sink),
        });
    }
    limits
}

fn within(table: &Table<'_>, sink: &mut Sink) -> Option<Within> {
    if let Some(field) = table.maybe_text("until", sink) {
        if table.has("within") {
            let text = say!(
                "within 与 until 只能给一个",
                "give `within` or `until`, not both"
            );
            sink.add(table.file, &table.at("until"), what("misplaced_key", text));
        }
        return Some(Within::Until(field));
    }
    table.require("within", sink);
    let value = table.value("within")?;
    let path = table.at("within");
    if let Some(text) = value.as_str() {
        return span::read(table.file, &path, text, sink).map(Within::Span);
    }
    table.require("by", sink);
    let by = table.maybe_text("by", sink)?;
    let mut spans: BTreeMap<String, Span> = BTreeMap::new();
    for entry in entries(path, value) {
        let text = entry.value.as_str().unwrap_or_default();
        if let Some(span) = span::read(table.file, &entry.path, text, sink) {
            spans.insert(entry.key.to_owned(), span);
        }
    }
    Some(Within::By(by, spans))
}

fn spans(table: &Table<'_>, key: &str, sink: &mut Sink) -> Vec<Span> {
    let texts = table.texts(key, sink);
    let mut spans = Vec::new();
    for (i, text) in texts.iter().enumerate() {
        let path = format!("{}.{i}", table.at(key));
        spans.extend(span::read(table.file, &path, text, sink));
    }
    spans
}

fn escalate(table: &Table<'_>, sink: &mut Sink) -> Vec<Escalation> {
    let mut ladder = Vec::new();
    for step in table.tables("escalate", &["after", "tell"], sink) {
        step.require("tell", sink);
        let after = step.text("after", sink);
        if let Some(after) = span::read(step.file, &step.at("after"), &after, sink) {
            let tell = step.texts("tell", sink);
            ladder.push(Escalation { after, tell });
        }
    }
    ladder
}
