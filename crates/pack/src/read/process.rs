//! A process: `processes/transfer.toml`: its pattern, narrowed, with its record, people and limits.

use std::collections::BTreeMap;

use toml::de::DeValue;

use super::limit;
use super::pattern::{guard, maybe_label, no_refusal, not_a_guard, table_of};
use super::place::{Kind, is_name};
use super::table::{Entry, Table, entries_of};
use super::{Source, serves};
use crate::check::{Reach, User};
use crate::guard::Guard;
use crate::model::{FieldKind, Packs, Register};
use crate::process::{Ask, Move, Pattern, Person, Process, Start, Write};
use crate::sink::{Sink, What, what};

const KEYS: [&str; 12] = [
    "label",
    "doc",
    "like",
    "record",
    "serves",
    "calendar",
    "people",
    "fields",
    "state",
    "move",
    "limit",
    "leave_out",
];
const MOVE_KEYS: [&str; 10] = [
    "label",
    "effect",
    "by",
    "asks",
    "other_than",
    "guard",
    "refusal",
    "sets",
    "starts",
    "writes",
];

/// Where a process is read, and what it may name.
pub(super) struct ProcessSource<'p> {
    /// Everything but processes, already checked.
    pub packs: &'p Packs,
    /// All names and who may use which.
    pub reach: &'p Reach<'p>,
    /// The file.
    pub source: Source<'p>,
}

/// Its pattern and register, as far as they can be read.
struct Base<'p> {
    pattern: &'p Pattern,
    register: &'p Register,
    /// Fields of the record by what moves ask for.
    fields: BTreeMap<String, String>,
}

pub(super) fn read(from: &ProcessSource<'_>, sink: &mut Sink) -> Option<Process> {
    let source = &from.source;
    let table = source.open(&KEYS, sink);
    let mut process = Process {
        name: source.name.clone(),
        label: table.label("label", sink),
        doc: table.doc(sink),
        like: table.text("like", sink),
        record: table.text("record", sink),
        serves: serves(&table, sink),
        calendar: table.maybe_text("calendar", sink),
        origin: source.origin.clone(),
        ..Process::default()
    };
    let user = |path| User {
        pack: &source.origin.pack,
        file: source.file,
        path,
        at: None,
    };
    from.reach
        .use_name(Kind::Register, &process.record, user("record"), sink);
    if let Some(calendar) = &process.calendar {
        from.reach
            .use_name(Kind::Calendar, calendar, user("calendar"), sink);
    }
    let pattern = pattern(&table, &process.like, from, sink)?;
    let register = from.packs.registers.get(&process.record)?;
    let mut base = Base {
        pattern,
        register,
        fields: BTreeMap::new(),
    };
    fields(&table, &mut base, sink);
    process.people = people(&table, &base, sink);
    process.moves = moves(&table, &base, &process.people, sink);
    states(&table, &base, &mut process, sink);
    process.limits = limit::read(&table, &process, sink);
    process.digest = super::digest::of_text(&serde_json::to_string(&process).unwrap_or_default());
    Some(process)
}

fn pattern<'p>(
    table: &Table<'_>,
    like: &str,
    from: &ProcessSource<'p>,
    sink: &mut Sink,
) -> Option<&'p Pattern> {
    if like.is_empty() {
        return None;
    }
    let declared = from.reach.names(Kind::Pattern);
    if !declared.clone().any(|name| name == like) {
        let text = say!("没有名为“{like}”的模式", "there is no pattern `{like}`");
        let fault = what("unknown_pattern", text).near(like, declared);
        sink.add(table.file, &table.at("like"), fault);
    }
    let pattern = from.packs.procedures.patterns.get(like)?;
    // What is wrong with the pattern is told there, once.
    sink.broken(&pattern.origin.file)
        .next()
        .is_none()
        .then_some(pattern)
}

fn fields(table: &Table<'_>, base: &mut Base<'_>, sink: &mut Sink) {
    for entry in table.entries("fields", sink) {
        let (ask, path) = (entry.key, entry.path);
        let Some(known) = base.pattern.asks.get(ask) else {
            let like = &base.pattern.name;
            let text = say!(
                "模式“{like}”不要求“{ask}”",
                "the pattern `{like}` never asks for `{ask}`"
            );
            let names = base.pattern.asks.keys().map(String::as_str);
            sink.add(
                table.file,
                &path,
                what("unknown_ask", text).near(ask, names),
            );
            continue;
        };
        let name = entry.value.as_str().unwrap_or_default();
        let Some(field) = base.register.field(name) else {
            sink.add(table.file, &path, unknown_field(base.register, name));
            continue;
        };
        let fits = match &known.kind {
            FieldKind::Code(list) if list.is_empty() => field.computed.is_none(),
            kind => field.computed.is_none() && kind.word() == field.kind.word(),
        };
        if !fits {
            let (have, want) = (field.kind.word(), known.kind.word());
            let text = say!(
                "字段“{name}”的类型是 {have}，这里应为 {want}，且不能由公式得出",
                "the field `{name}` is of type {have}; this takes {want}, not computed"
            );
            sink.add(table.file, &path, what("field_type", text));
        }
        base.fields.insert(ask.to_owned(), name.to_owned());
    }
}

/// The fault of a field that a register does not have.
pub(crate) fn unknown_field(register: &Register, name: &str) -> What {
    let label = &register.name;
    let text = say!(
        "台账“{label}”没有字段“{name}”",
        "the register `{label}` has no field `{name}`"
    );
    let names = register.fields.iter().map(|field| field.name.as_str());
    what("unknown_field", text).near(name, names)
}

fn people(table: &Table<'_>, base: &Base<'_>, sink: &mut Sink) -> Vec<Person> {
    let mut people: Vec<Person> = Vec::new();
    let entries = table.entries("people", sink);
    for entry in &entries {
        let name = entry.key;
        if !base.pattern.people.iter().any(|(known, _)| known == name) {
            let text = say!("模式中没有“{name}”", "the pattern has no person `{name}`");
            let names = base.pattern.people.iter().map(|(name, _)| name.as_str());
            sink.add(
                table.file,
                &entry.path,
                what("unknown_person", text).near(name, names),
            );
        }
    }
    for (name, label) in &base.pattern.people {
        let is_named = |ask: &Ask| ask.names.as_ref() == Some(name);
        let mut person = Person {
            name: name.clone(),
            label: label.clone(),
            is_named: base.pattern.asks.values().any(is_named),
            ..Person::default()
        };
        let given = entries.iter().find(|entry| entry.key == name);
        match given {
            Some(entry) => roles(table, entry, (&mut person, base), sink),
            // Who is neither given nor named takes no part.
            None if !person.is_named => continue,
            None => {}
        }
        people.push(person);
    }
    people
}

/// `finder = ["role"]` or `finder = { label = …, roles = ["role"], at = "field" }`.
fn roles(
    table: &Table<'_>,
    entry: &Entry<'_>,
    (person, base): (&mut Person, &Base<'_>),
    sink: &mut Sink,
) {
    let (file, path) = (table.file, &entry.path);
    match entry.value {
        DeValue::Array(items) => {
            let texts = items.iter().filter_map(|item| item.get_ref().as_str());
            person.roles = texts.map(str::to_owned).collect();
        }
        DeValue::Table(map) => {
            let one = Table::open(file, path.clone(), map, &["label", "roles", "at"], sink);
            person.roles = one.texts("roles", sink);
            person.at = one.maybe_text("at", sink);
            if let Some(label) = maybe_label(&one, "label", sink) {
                person.label = label;
            }
        }
        _ => {}
    }
    for role in person.roles.iter().filter(|role| !is_name(role)) {
        let text = say!(
            "角色名“{role}”不合规定",
            "`{role}` cannot be the name of a role"
        );
        sink.add(file, path, what("bad_role", text));
    }
    if person.roles.is_empty() {
        let name = &person.name;
        let text = say!("“{name}”没有角色", "`{name}` has no role");
        sink.add(file, path, what("no_role", text));
    }
    let Some(at) = &person.at else {
        return;
    };
    match base.register.field(at) {
        None => sink.add(file, path, unknown_field(base.register, at)),
        Some(field) if matches!(field.kind, FieldKind::Org | FieldKind::Reference(_)) => {}
        Some(_) => {
            let text = say!("字段“{at}”不是机构", "the field `{at}` holds no node");
            sink.add(file, path, what("field_type", text));
        }
    }
}

/// The states of the pattern that can still be reached, with the words of the process.
fn states(table: &Table<'_>, base: &Base<'_>, process: &mut Process, sink: &mut Sink) {
    let reached = crate::check::reached(&process.moves);
    process.states = base.pattern.states.clone();
    process
        .states
        .retain(|state| reached.contains(state.name.as_str()));
    let kept = |name: &String| reached.contains(name.as_str());
    for one in &mut process.moves {
        one.from.retain(kept);
    }
    for entry in table.entries("state", sink) {
        let Some(one) = table_of(table.file, &entry, &["label"], sink) else {
            continue;
        };
        let label = one.label("label", sink);
        match process
            .states
            .iter_mut()
            .find(|state| state.name == entry.key)
        {
            Some(state) => state.label = label,
            None => {
                let name = entry.key;
                let text = say!(
                    "流程中没有状态“{name}”",
                    "the process has no state `{name}`"
                );
                let names = base.pattern.states.iter().map(|state| state.name.as_str());
                let fault = what("unknown_state", text).near(name, names);
                sink.add(table.file, &entry.path, fault);
            }
        }
    }
}

fn unknown_act(base: &Base<'_>, act: &str) -> What {
    let like = &base.pattern.name;
    let text = say!(
        "模式“{like}”没有动作“{act}”",
        "the pattern `{like}` has no act `{act}`"
    );
    let acts = base.pattern.moves.iter().map(|one| one.act.as_str());
    what("unknown_act", text).near(act, acts)
}

fn moves(table: &Table<'_>, base: &Base<'_>, people: &[Person], sink: &mut Sink) -> Vec<Move> {
    let left_out = table.texts("leave_out", sink);
    for (i, act) in left_out.iter().enumerate() {
        if !base.pattern.moves.iter().any(|one| one.act == *act) {
            let path = format!("{}.{i}", table.at("leave_out"));
            sink.add(table.file, &path, unknown_act(base, act));
        }
    }
    let entries = table.entries("move", sink);
    for entry in &entries {
        if !base.pattern.moves.iter().any(|one| one.act == entry.key) {
            sink.add(table.file, &entry.path, unknown_act(base, entry.key));
        }
    }
    let mut moves = Vec::new();
    for shared in base
        .pattern
        .moves
        .iter()
        .filter(|one| !left_out.contains(&one.act))
    {
        let mut one = shared.clone();
        one.asks = one
            .asks
            .into_iter()
            .filter_map(|ask| bound(ask, base))
            .collect();
        // An act that is left out is nobody's.
        one.other_than.retain(|act| !left_out.contains(act));
        one.undo = one.undo.filter(|act| !left_out.contains(act));
        let takes_part = |name: &String| {
            crate::check::is_always_there(name) || people.iter().any(|person| person.name == *name)
        };
        one.by.retain(takes_part);
        if let Some(entry) = entries.iter().find(|entry| entry.key == one.act)
            && let Some(own) = table_of(table.file, entry, &MOVE_KEYS, sink)
        {
            narrowed(&own, (&mut one, base), sink);
        }
        moves.push(one);
    }
    moves
}

/// What a move asks for, taken by the field of the record that the process gives for it; none where
/// the process gives no field for what is one.
fn bound(ask: Ask, base: &Base<'_>) -> Option<Ask> {
    let Some(name) = base.fields.get(&ask.name) else {
        let is_open = matches!(&ask.kind, FieldKind::Code(list) if list.is_empty());
        return (!is_open || ask.required).then_some(ask);
    };
    let kind = base.register.field(name).map(|field| field.kind.clone());
    Some(Ask {
        kind: kind.unwrap_or(ask.kind),
        field: Some(name.clone()),
        ..ask
    })
}

/// What a process says of a move of its pattern.
fn narrowed(table: &Table<'_>, (one, base): (&mut Move, &Base<'_>), sink: &mut Sink) {
    if let Some(label) = maybe_label(table, "label", sink) {
        one.label = label;
    }
    one.effect = maybe_label(table, "effect", sink).or(one.effect.take());
    let by = table.texts("by", sink);
    for (i, name) in by
        .iter()
        .enumerate()
        .filter(|(_, name)| !one.by.contains(name))
    {
        let path = format!("{}.{i}", table.at("by"));
        let text = say!(
            "模式中“{name}”不办这一动作，流程只能收窄",
            "in the pattern `{name}` does not make this move, and a process only narrows"
        );
        let fault = what("widened", text).near(name, one.by.iter().map(String::as_str));
        sink.add(table.file, &path, fault);
    }
    if table.has("by") {
        one.by = by;
    }
    asked(table, (one, base), sink);
    one.other_than.extend(table.texts("other_than", sink));
    let own = guard(table, "guard", sink);
    if own.is_some() && !table.has("refusal") {
        no_refusal(table, sink);
    }
    if let (Some(own), Some(shared)) = (&own, &one.guard) {
        let both = format!("({}) && ({})", shared.text(), own.text());
        one.guard = Guard::parse(&both).ok().or(Some(own.clone()));
    } else {
        one.guard = own.or(one.guard.take());
    }
    one.refusal = maybe_label(table, "refusal", sink).or(one.refusal.take());
    one.sets = expressions(table.file, table.entries("sets", sink), sink);
    for start in table.tables("starts", &["process", "gives"], sink) {
        one.starts.push(Start {
            process: start.text("process", sink),
            gives: expressions(start.file, start.entries("gives", sink), sink),
        });
    }
    for write in table.tables("writes", &["register", "gives"], sink) {
        one.writes.push(Write {
            register: write.text("register", sink),
            gives: expressions(write.file, write.entries("gives", sink), sink),
        });
    }
}

/// Fields of the record that a process asks for beside what its pattern does.
fn asked(table: &Table<'_>, (one, base): (&mut Move, &Base<'_>), sink: &mut Sink) {
    for (i, word) in table.texts("asks", sink).iter().enumerate() {
        let name = word.strip_suffix('?').unwrap_or(word);
        let required = name == word;
        if let Some(known) = one.asks.iter_mut().find(|ask| ask.name == name) {
            // A process may ask for sure what its pattern leaves open, not the other way round.
            known.required |= required;
            continue;
        }
        let path = format!("{}.{i}", table.at("asks"));
        let Some(field) = base.register.field(name) else {
            sink.add(table.file, &path, unknown_field(base.register, name));
            continue;
        };
        one.asks.push(Ask {
            name: name.to_owned(),
            label: field.label.clone(),
            kind: field.kind.clone(),
            required,
            field: Some(name.to_owned()),
            names: None,
        });
    }
}

fn expressions(file: &str, entries: Vec<Entry<'_>>, sink: &mut Sink) -> Vec<(String, Guard)> {
    let mut read = Vec::new();
    for entry in entries {
        let Some(text) = entry.value.as_str() else {
            let text = say!("应写作表达式", "write an expression");
            let help = say!(
                "固定的文字写作 \"'文字'\"，当天写作 \"today\"",
                "a fixed text is \"'text'\", the day \"today\""
            );
            sink.add(file, &entry.path, what("wrong_type", text).help(help));
            continue;
        };
        match Guard::parse(text) {
            Ok(guard) => read.push((entry.key.to_owned(), guard)),
            Err(fault) => not_a_guard(file, &entry.path, fault, sink),
        }
    }
    read
}

/// The entries of a table, for those who read one that is a value.
pub(super) fn entries<'d>(path: String, value: &'d DeValue<'d>) -> Vec<Entry<'d>> {
    match value {
        DeValue::Table(map) => entries_of(path, map),
        _ => Vec::new(),
    }
}
