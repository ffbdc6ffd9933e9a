//! A pattern: `patterns/rectification.toml`, and the moves, states and asks that processes share.

use std::collections::BTreeMap;

use jixia_terms::Label;
use toml::de::DeValue;

use super::place::is_name;
use super::table::{Entry, Table};
use super::{Source, choice};
use crate::guard::Guard;
use crate::model::FieldKind;
use crate::process::{Ask, Move, OPENER, Pattern, State, TIME};
use crate::sink::{Sink, what};

const MOVE_KEYS: [&str; 11] = [
    "act",
    "label",
    "from",
    "to",
    "by",
    "asks",
    "other_than",
    "guard",
    "refusal",
    "effect",
    "undo",
];

/// What a pattern may ask for; a person is named by their sign-in name.
const ASK_TYPES: [(&str, AskType); 10] = [
    ("text", AskType::Kind(FieldKind::Text)),
    ("count", AskType::Kind(FieldKind::Count)),
    ("number", AskType::Kind(FieldKind::Number)),
    ("day", AskType::Kind(FieldKind::Day)),
    ("yes_no", AskType::Kind(FieldKind::YesNo)),
    ("org", AskType::Kind(FieldKind::Org)),
    ("file", AskType::Kind(FieldKind::File)),
    ("files", AskType::Kind(FieldKind::Files)),
    ("person", AskType::Person),
    ("field", AskType::Field),
];

#[derive(Clone)]
enum AskType {
    Kind(FieldKind),
    /// Names a person of the process.
    Person,
    /// Whatever the field is that a process gives for it.
    Field,
}

pub(super) fn read(source: &Source<'_>, sink: &mut Sink) -> Pattern {
    let keys = ["label", "doc", "person", "ask", "state", "move"];
    let table = source.open(&keys, sink);
    for key in ["state", "move"] {
        table.require(key, sink);
    }
    let mut pattern = Pattern {
        name: source.name.clone(),
        label: table.label("label", sink),
        doc: table.doc(sink),
        people: people(&table, sink),
        asks: asks(&table, sink),
        states: states(&table, sink),
        moves: Vec::new(),
        origin: source.origin.clone(),
    };
    for one in table.tables("move", &MOVE_KEYS, sink) {
        if let Some(read) = read_move(&one, &pattern, sink) {
            pattern.moves.push(read);
        }
    }
    pattern
}

/// The table that an entry is; a fault where it is none.
pub(super) fn table_of<'d>(
    file: &'d str,
    entry: &Entry<'d>,
    keys: &[&str],
    sink: &mut Sink,
) -> Option<Table<'d>> {
    let name = entry.key;
    if !is_name(name) {
        let text = say!("名称“{name}”不合规定", "`{name}` cannot be a name");
        let help = say!(
            "用小写字母开头，只含小写字母、数字和单个下划线",
            "begin with a small letter, then small letters, digits and single _"
        );
        sink.add(file, &entry.path, what("bad_name", text).help(help));
    }
    let DeValue::Table(map) = entry.value else {
        let path = &entry.path;
        let text = say!("写作 [{path}]", "write it as [{path}]");
        sink.add(file, path, what("wrong_type", text));
        return None;
    };
    Some(Table::open(file, entry.path.clone(), map, keys, sink))
}

fn people(table: &Table<'_>, sink: &mut Sink) -> Vec<(String, Label)> {
    let mut people = Vec::new();
    for entry in table.entries("person", sink) {
        let reserved = [OPENER, TIME].contains(&entry.key);
        if reserved {
            let name = entry.key;
            let text = say!("“{name}”不必声明", "`{name}` need not be declared");
            sink.add(table.file, &entry.path, what("reserved_person", text));
        }
        if let Some(one) = table_of(table.file, &entry, &["label"], sink) {
            people.push((entry.key.to_owned(), one.label("label", sink)));
        }
    }
    people
}

fn states(table: &Table<'_>, sink: &mut Sink) -> Vec<State> {
    let mut states = Vec::new();
    for entry in table.entries("state", sink) {
        if let Some(one) = table_of(table.file, &entry, &["label", "ends"], sink) {
            states.push(State {
                name: entry.key.to_owned(),
                label: one.label("label", sink),
                ends: one.flag("ends", sink),
            });
        }
    }
    states
}

fn asks(table: &Table<'_>, sink: &mut Sink) -> BTreeMap<String, Ask> {
    let mut asks = BTreeMap::new();
    let names: Vec<(&str, usize)> = ASK_TYPES
        .iter()
        .enumerate()
        .map(|(i, (name, _))| (*name, i))
        .collect();
    for entry in table.entries("ask", sink) {
        let Some(one) = table_of(table.file, &entry, &["label", "type", "names"], sink) else {
            continue;
        };
        one.require("type", sink);
        let label = one.label("label", sink);
        let person = one.maybe_text("names", sink);
        let kind = choice(&one, "type", &names, sink).and_then(|i| ASK_TYPES.get(i));
        let kind = kind.map(|(_, kind)| kind.clone());
        if person.is_some() != matches!(kind, Some(AskType::Person)) && kind.is_some() {
            let text = say!(
                "names 与 type = \"person\" 同用",
                "`names` goes with type = \"person\""
            );
            sink.add(table.file, &one.at("names"), what("misplaced_key", text));
        }
        let kind = match kind {
            Some(AskType::Kind(kind)) => kind,
            // A code without a list is a field still to be given.
            Some(AskType::Field) => FieldKind::Code(String::new()),
            Some(AskType::Person) | None => FieldKind::Text,
        };
        let ask = Ask {
            name: entry.key.to_owned(),
            label,
            kind,
            required: true,
            field: None,
            names: person,
        };
        asks.insert(ask.name.clone(), ask);
    }
    asks
}

fn read_move(table: &Table<'_>, pattern: &Pattern, sink: &mut Sink) -> Option<Move> {
    table.require("by", sink);
    let act = table.text("act", sink);
    if pattern.moves.iter().any(|other| other.act == act) {
        let text = say!("动作“{act}”写了两次", "the act `{act}` stands twice");
        sink.add(table.file, &table.at("act"), what("twin_name", text));
        return None;
    }
    let read = Move {
        label: table.label("label", sink),
        from: table.texts("from", sink),
        to: table.maybe_text("to", sink),
        by: table.texts("by", sink),
        asks: asked(table, pattern, sink),
        other_than: table.texts("other_than", sink),
        guard: guard(table, "guard", sink),
        refusal: maybe_label(table, "refusal", sink),
        effect: maybe_label(table, "effect", sink),
        undo: table.maybe_text("undo", sink),
        act,
        ..Move::default()
    };
    if read.guard.is_some() && !table.has("refusal") {
        no_refusal(table, sink);
    }
    Some(read)
}

/// The fault of a guard of which nobody is told why it does not hold.
pub(super) fn no_refusal(table: &Table<'_>, sink: &mut Sink) {
    let text = say!(
        "有条件的动作缺少“refusal”",
        "a move with a guard has no `refusal`"
    );
    let help = say!(
        "用两种文字写明条件不满足时怎么办",
        "say in both languages what to do where it does not hold"
    );
    let fault = what("missing_key", text).help(help);
    sink.add(table.file, &table.at("guard"), fault);
}

/// A label that need not be given.
pub(super) fn maybe_label(table: &Table<'_>, key: &str, sink: &mut Sink) -> Option<Label> {
    table.has(key).then(|| table.label(key, sink))
}

/// An expression that need not be given.
pub(super) fn guard(table: &Table<'_>, key: &str, sink: &mut Sink) -> Option<Guard> {
    let text = table.maybe_sql(key, sink)?;
    match Guard::parse(&text) {
        Ok(guard) => Some(guard),
        Err(fault) => {
            not_a_guard(table.file, &table.at(key), fault, sink);
            None
        }
    }
}

/// The fault of a text that is no expression.
pub(super) fn not_a_guard(file: &str, path: &str, fault: crate::NotAGuard, sink: &mut Sink) {
    let message = fault.message;
    let text = say!("表达式写法有误：{message}", "not an expression: {message}");
    let help = say!(
        "写作 record.grade == 'high' && has(record.place)",
        "write it like record.grade == 'high' && has(record.place)"
    );
    sink.add_in_text(file, path, fault.at, what("bad_guard", text).help(help));
}

/// What a move asks for, `name` or `name?`.
fn asked(table: &Table<'_>, pattern: &Pattern, sink: &mut Sink) -> Vec<Ask> {
    let mut asked = Vec::new();
    for (i, word) in table.texts("asks", sink).iter().enumerate() {
        let name = word.strip_suffix('?').unwrap_or(word);
        if let Some(ask) = pattern.asks.get(name) {
            asked.push(Ask {
                required: name == word,
                ..ask.clone()
            });
        } else {
            let text = say!(
                "没有声明要求“{name}”",
                "nothing named `{name}` can be asked for"
            );
            let known = pattern.asks.keys().map(String::as_str);
            let path = format!("{}.{i}", table.at("asks"));
            sink.add(
                table.file,
                &path,
                what("unknown_ask", text).near(name, known),
            );
        }
    }
    asked
}
