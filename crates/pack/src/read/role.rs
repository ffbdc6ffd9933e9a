//! Roles and what a pack adds to those of others: `roles.toml`.

use std::collections::{BTreeMap, BTreeSet};

use jixia_terms::Label;
use toml::de::DeValue;

use super::Source;
use super::place::{is_name, name_help};
use super::table::{Entry, Table};
use crate::model::{Origin, Sealed};
use crate::role::{ALL, Held, ROLE_ACTS, Registers, Role};
use crate::sink::{Sink, what};

const REACH: [&str; 4] = ["read", "write", "everywhere", "opens"];
const OWN: [&str; 8] = [
    "label",
    "doc",
    "at",
    "of",
    "through",
    "acts",
    "export",
    "break_glass",
];
const CLASSES: [(&str, Sealed); 4] = [
    ("identity", Sealed::Identity),
    ("health", Sealed::Health),
    ("mind", Sealed::Mind),
    ("money", Sealed::Money),
];

/// What one `roles.toml` declares.
#[derive(Default)]
pub(crate) struct RolesFile {
    /// Its roles.
    pub roles: Vec<Role>,
    /// What it adds to roles of other packs, by their names.
    pub adds: Vec<Addition>,
}

/// Registers and purposes that a pack adds to a role of another.
pub(crate) struct Addition {
    pub role: String,
    pub read: Registers,
    pub write: Registers,
    pub everywhere: BTreeSet<String>,
    pub opens: Opens,
    pub origin: Origin,
}

type Opens = BTreeMap<Sealed, BTreeMap<String, Label>>;

pub(super) fn read(source: &Source<'_>, sink: &mut Sink) -> RolesFile {
    let file = source.open(&["role", "adds"], sink);
    if !file.has("role") && !file.has("adds") {
        file.require("role", sink);
    }
    let mut found = RolesFile::default();
    for entry in file.entries("role", sink) {
        let keys: Vec<&str> = OWN.iter().chain(&REACH).copied().collect();
        if let Some(table) = open(&file, &entry, &keys, sink) {
            found.roles.push(role(&entry, &table, source, sink));
        }
    }
    for entry in file.entries("adds", sink) {
        if let Some(table) = open(&file, &entry, &REACH, sink) {
            found.adds.push(Addition {
                role: entry.key.to_owned(),
                read: registers(&table, "read", sink),
                write: registers(&table, "write", sink),
                everywhere: table.texts("everywhere", sink).into_iter().collect(),
                opens: opens(&table, sink),
                origin: origin(source, &entry, sink),
            });
        }
    }
    found
}

/// The table of an entry, whose name must be one.
fn open<'d>(
    file: &Table<'d>,
    entry: &Entry<'d>,
    keys: &[&str],
    sink: &mut Sink,
) -> Option<Table<'d>> {
    let DeValue::Table(map) = entry.value else {
        let (key, path) = (entry.key, &entry.path);
        let text = say!("“{key}”应写作 [{path}]", "write `{key}` as [{path}]");
        sink.add(file.file, &entry.path, what("wrong_type", text));
        return None;
    };
    Some(Table::open(file.file, entry.path.clone(), map, keys, sink))
}

fn origin(source: &Source<'_>, entry: &Entry<'_>, sink: &Sink) -> Origin {
    Origin {
        line: sink.line(source.file, &entry.path),
        ..source.origin.clone()
    }
}

fn role(entry: &Entry<'_>, table: &Table<'_>, source: &Source<'_>, sink: &mut Sink) -> Role {
    name_of_role(entry.key, table, sink);
    Role {
        name: entry.key.to_owned(),
        label: table.label("label", sink),
        doc: table.doc(sink),
        held: held(table, sink),
        read: registers(table, "read", sink),
        write: registers(table, "write", sink),
        everywhere: table.texts("everywhere", sink).into_iter().collect(),
        through: through(table, sink),
        acts: acts(table, sink),
        opens: opens(table, sink),
        export: table.flag("export", sink),
        break_glass: table.flag("break_glass", sink),
        origin: origin(source, entry, sink),
        adds: Vec::new(),
    }
}

fn held(table: &Table<'_>, sink: &mut Sink) -> Held {
    let (at, of) = (table.texts("at", sink), table.maybe_text("of", sink));
    if table.has("at") == table.has("of") {
        let text = say!(
            "角色应写“at”或“of”之一",
            "a role is given either `at` or `of`"
        );
        let help = say!(
            "at 为可任职的机构类型；of 为以其一条记录任职的台账",
            "at: kinds of node at which it is held; of: register on a record of which it is held"
        );
        sink.add(table.file, &table.path, what("where_held", text).help(help));
    }
    match of {
        Some(register) => Held::Of(register),
        None => Held::At(at.into_iter().collect()),
    }
}

fn registers(table: &Table<'_>, key: &str, sink: &mut Sink) -> Registers {
    let names = table.texts(key, sink);
    if names.iter().any(|name| name == ALL) {
        if names.len() > 1 {
            let text = say!(
                "“{key}”已写“all”，不必再列其他台账",
                "`{key}` says `all` and so needs no other register"
            );
            sink.add(table.file, &table.at(key), what("more_than_all", text));
        }
        return Registers::All;
    }
    Registers::Some(names.into_iter().collect())
}

fn through(table: &Table<'_>, sink: &mut Sink) -> BTreeMap<String, String> {
    let mut through = BTreeMap::new();
    for entry in table.entries("through", sink) {
        match entry.value.as_str() {
            Some(field) => {
                through.insert(entry.key.to_owned(), field.to_owned());
            }
            None => {
                let text = say!(
                    "“through”写作 台账 = \"字段\"",
                    "write `through` as register = \"field\""
                );
                sink.add(table.file, &entry.path, what("wrong_type", text));
            }
        }
    }
    through
}

fn acts(table: &Table<'_>, sink: &mut Sink) -> BTreeSet<String> {
    let acts = table.texts("acts", sink);
    for (i, act) in acts.iter().enumerate() {
        if !ROLE_ACTS.contains(&act.as_str()) {
            let text = say!("没有名为“{act}”的操作", "there is no act `{act}`");
            let fault = what("unknown_act", text).near_or_list(act, &ROLE_ACTS);
            sink.add(table.file, &format!("{}.{i}", table.at("acts")), fault);
        }
    }
    acts.into_iter().collect()
}

/// `opens.CLASS` with the purposes for which, each with its label.
fn opens(table: &Table<'_>, sink: &mut Sink) -> Opens {
    let mut opens = Opens::new();
    let classes = CLASSES.map(|(name, _)| name);
    let Some(all) = table.maybe_table("opens", &classes, sink) else {
        return opens;
    };
    for (name, class) in CLASSES {
        let purposes = all.labels(name, sink);
        if all.has(name) && purposes.is_empty() && !sink.is_broken(table.file, &all.at(name)) {
            let text = say!(
                "未写明为何可以开启“{name}”",
                "it is not said for what `{name}` may be opened"
            );
            let help = say!(
                "写作 用途 = {{ zh = \"…\", en = \"…\" }}",
                "write PURPOSE = {{ zh = \"…\", en = \"…\" }}"
            );
            let fault = what("no_purpose", text).help(help);
            sink.add(table.file, &all.at(name), fault);
        }
        if !purposes.is_empty() {
            opens.insert(class, purposes);
        }
    }
    opens
}

fn name_of_role(name: &str, table: &Table<'_>, sink: &mut Sink) {
    if name == ALL || !is_name(name) {
        let text = say!(
            "“{name}”不能作角色的名称",
            "`{name}` cannot be the name of a role"
        );
        let fault = what("bad_name", text).help(name_help());
        sink.add(table.file, &table.path, fault);
    }
}
