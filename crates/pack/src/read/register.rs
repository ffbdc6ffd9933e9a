//! Registers: `registers/school.toml`.

use std::collections::BTreeMap;

use super::table::Table;
use super::{Source, field, serves};
use crate::model::{Field, Moves, OrgSource, RecordCheck, Register, Tree};
use crate::sink::{Sink, what};

const KEYS: [&str; 11] = [
    "label",
    "doc",
    "key",
    "org",
    "title",
    "serves",
    "tree",
    "moves",
    "successions",
    "field",
    "check",
];

pub(super) fn read(source: &Source<'_>, sink: &mut Sink) -> Register {
    let table = source.open(&KEYS, sink);
    for key in ["key", "org", "field"] {
        table.require(key, sink);
    }
    let fields: Vec<Field> = table
        .entries("field", sink)
        .iter()
        .filter_map(|entry| field::read(entry, &source.origin, sink))
        .collect();
    headers(source.file, &fields, sink);
    let key = table.texts("key", sink);
    if key.is_empty() && table.has("key") && !sink.is_broken(source.file, "key") {
        let text = say!("主键为空", "the key names no field");
        sink.add(source.file, "key", what("empty_key", text));
    }
    let org = match table.text("org", sink).as_str() {
        "self" => OrgSource::SelfNode,
        "none" | "" => OrgSource::Authority,
        field => OrgSource::Field(field.to_owned()),
    };
    let title = table.maybe_text("title", sink);
    let title = title.or_else(|| key.first().cloned()).unwrap_or_default();
    Register {
        name: source.name.clone(),
        label: table.label("label", sink),
        doc: table.doc(sink),
        key,
        tree: tree(&table, &org, sink),
        org,
        moves: moves(&table, sink),
        successions: crate::succession::read(&table, sink),
        title,
        fields,
        checks: checks(&table, sink),
        serves: serves(&table, sink),
        origin: source.origin.clone(),
    }
}

fn tree(table: &Table<'_>, org: &OrgSource, sink: &mut Sink) -> Option<Tree> {
    let is_node = *org == OrgSource::SelfNode;
    if table.has("tree") && !is_node && !sink.is_broken(table.file, "org") && table.has("org") {
        let text = say!(
            "只有 org = \"self\" 的台账才有 [tree]",
            "only a register with org = \"self\" has a [tree]"
        );
        sink.add(table.file, "tree", what("tree_without_self", text));
    }
    if is_node && !table.has("tree") {
        let text = say!(
            "org = \"self\" 而缺少 [tree]",
            "org = \"self\" needs a [tree]"
        );
        sink.add(table.file, "org", what("self_without_tree", text));
    }
    let keys = ["name", "kind", "parents", "since", "until"];
    let tree = table.maybe_table("tree", &keys, sink)?;
    Some(Tree {
        name: tree.text("name", sink),
        kind: tree.text("kind", sink),
        parents: tree.texts("parents", sink),
        since: tree.maybe_text("since", sink),
        until: tree.maybe_text("until", sink),
    })
}

fn moves(table: &Table<'_>, sink: &mut Sink) -> Option<Moves> {
    let moves = table.maybe_table("moves", &["node", "day", "to"], sink)?;
    Some(Moves {
        node: moves.text("node", sink),
        day: moves.text("day", sink),
        to: moves.text("to", sink),
    })
}

fn checks(table: &Table<'_>, sink: &mut Sink) -> Vec<RecordCheck> {
    let mut checks = Vec::new();
    for check in table.tables("check", &["holds", "text"], sink) {
        check.require("holds", sink);
        checks.push(RecordCheck {
            holds: check.maybe_sql("holds", sink).unwrap_or_default(),
            text: check.label("text", sink),
        });
    }
    checks
}

/// Headers by which imports find the fields must tell them apart.
fn headers(file: &str, fields: &[Field], sink: &mut Sink) {
    let mut taken: BTreeMap<&str, &str> = BTreeMap::new();
    for field in fields {
        taken.insert(&field.name, &field.name);
    }
    for field in fields {
        for (language, word) in [("zh", &field.label.zh), ("en", &field.label.en)] {
            let path = format!("field.{}.label.{language}", field.name);
            claim(file, &path, (word, field), &mut taken, sink);
        }
    }
    for field in fields {
        for (i, word) in field.also.iter().enumerate() {
            let path = format!("field.{}.also.{i}", field.name);
            claim(file, &path, (word, field), &mut taken, sink);
        }
    }
}

fn claim<'a>(
    file: &str,
    path: &str,
    (word, field): (&'a str, &'a Field),
    taken: &mut BTreeMap<&'a str, &'a str>,
    sink: &mut Sink,
) {
    if word.is_empty() {
        return;
    }
    let owner = *taken.entry(word).or_insert(&field.name);
    if owner != field.name {
        let text = say!(
            "表头“{word}”已经是字段“{owner}”的",
            "the header `{word}` already belongs to the field `{owner}`"
        );
        sink.add(file, path, what("twin_header", text));
    }
}

/// The field of a register by its name in some key, or a fault with the nearest.
pub(crate) fn known_field<'r>(
    register: &'r Register,
    name: &str,
    path: &str,
    sink: &mut Sink,
) -> Option<&'r Field> {
    let found = register.field(name);
    let file = &register.origin.file;
    // A field that could not even be read was told already.
    let unread = || sink.is_broken(file, &format!("field.{name}"));
    if found.is_none() && !name.is_empty() && !unread() {
        let label = &register.name;
        let text = say!(
            "台账“{label}”没有字段“{name}”",
            "the register `{label}` has no field `{name}`"
        );
        let names = register.fields.iter().map(|field| field.name.as_str());
        sink.add(file, path, what("unknown_field", text).near(name, names));
    }
    found
}
