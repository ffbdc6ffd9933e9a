//! A story of a process: who does what on which day, and what is expected then.

use jixia_terms::{Day, Instant};
use toml::de::{DeTable, DeValue};

use super::story::{Source, cell_text, row};
use super::table::{Entry, Table, day_of, entries_of, integer_of};
use crate::check::User;
use crate::model::{Field, FieldKind, Register, ValueRow};
use crate::process::{Ask, CaseStory, Process, StoryAct, StoryPerson, StoryStep};
use crate::read::place::Kind;
use crate::sink::{Sink, what};
use crate::value::{Cell, FieldReader};

const STEP_KEYS: [&str; 12] = [
    "at",
    "who",
    "act",
    "give",
    "state",
    "due",
    "refused",
    "late_days",
    "may",
    "told",
    "record",
    "starts",
];

/// Whether a story tells of a process rather than of indicators.
pub(super) fn is_one(map: &DeTable<'_>) -> bool {
    map.contains_key("process")
}

pub(super) fn read(source: &Source<'_>, map: &DeTable<'_>, sink: &mut Sink) -> Option<CaseStory> {
    let file = &source.origin.file;
    let keys = ["about", "process", "record", "who", "step"];
    let table = Table::open(file, String::new(), map, &keys, sink);
    for key in ["step", "who"] {
        table.require(key, sink);
    }
    let about = table.text("about", sink);
    let name = table.text("process", sink);
    let user = User {
        pack: &source.origin.pack,
        file,
        path: "process",
        at: None,
    };
    source.reach.use_name(Kind::Process, &name, user, sink);
    let who = people(&table, sink);
    let process = source.packs.procedures.processes.get(&name)?;
    let register = source.packs.registers.get(&process.record)?;
    let world = World {
        source,
        process,
        register,
        who: &who,
    };
    let mut steps: Vec<StoryStep> = Vec::new();
    for one in table.tables("step", &STEP_KEYS, sink) {
        if let Some(step) = world.step(&one, sink) {
            if steps.last().is_some_and(|before| before.at > step.at) {
                let text = say!("步骤应按时间先后", "steps stand in order of time");
                sink.add(file, &one.at("at"), what("steps_unsorted", text));
            }
            steps.push(step);
        }
    }
    Some(CaseStory {
        name: source.name.clone(),
        about,
        process: name,
        record: row(source, register, table.entries("record", sink), sink),
        who,
        steps,
        origin: source.origin.clone(),
    })
}

fn people(table: &Table<'_>, sink: &mut Sink) -> Vec<StoryPerson> {
    let mut people = Vec::new();
    for entry in table.entries("who", sink) {
        if let DeValue::Table(map) = entry.value {
            let keys = ["roles", "at"];
            let one = Table::open(table.file, entry.path, map, &keys, sink);
            people.push(StoryPerson {
                name: entry.key.to_owned(),
                roles: one.texts("roles", sink),
                at: one.texts("at", sink),
            });
        }
    }
    people
}

struct World<'p> {
    source: &'p Source<'p>,
    process: &'p Process,
    register: &'p Register,
    who: &'p [StoryPerson],
}

impl World<'_> {
    fn step(&self, table: &Table<'_>, sink: &mut Sink) -> Option<StoryStep> {
        table.require("at", sink);
        let at = self.instant(table, sink)?;
        let refused = table.maybe_text("refused", sink);
        let state = table.maybe_text("state", sink);
        if let Some(name) = &state
            && self.process.state(name).is_none()
        {
            let text = say!(
                "流程中没有状态“{name}”",
                "the process has no state `{name}`"
            );
            let names = self.process.states.iter().map(|state| state.name.as_str());
            let fault = what("unknown_state", text).near(name, names);
            sink.add(table.file, &table.at("state"), fault);
        }
        let told = table.has("told").then(|| table.texts("told", sink));
        let starts = table.has("starts").then(|| table.texts("starts", sink));
        let late = table.value("late_days").and_then(integer_of);
        Some(StoryStep {
            at,
            act: self.act(table, sink),
            state,
            due: table.has("due").then(|| due(table, sink)),
            refused,
            late_days: late.and_then(|days| u32::try_from(days).ok()),
            may: self.may(table, sink),
            told,
            record: row(
                self.source,
                self.register,
                table.entries("record", sink),
                sink,
            ),
            starts,
            line: sink.line(table.file, &table.path),
        })
    }

    fn instant(&self, table: &Table<'_>, sink: &mut Sink) -> Option<Instant> {
        let value = table.value("at")?;
        let at = match day_of(value) {
            Some(day) => Some(Instant::start_of(day)),
            None => value
                .as_datetime()
                .and_then(|at| at.to_string().parse().ok()),
        };
        if at.is_none() {
            let text = say!("“at”应为日期或时刻", "`at` is a day or an instant");
            let help = say!(
                "写作 2026-03-02T09:00:00，不加引号",
                "write 2026-03-02T09:00:00, unquoted"
            );
            sink.add(
                table.file,
                &table.at("at"),
                what("wrong_type", text).help(help),
            );
        }
        at
    }

    fn act(&self, table: &Table<'_>, sink: &mut Sink) -> Option<StoryAct> {
        if !table.has("act") {
            return None;
        }
        let act = table.text("act", sink);
        let who = table.text("who", sink);
        self.known_person(&who, (table.file, &table.at("who")), sink);
        let Some(one) = self.process.find_move(&act) else {
            let text = say!("流程中没有动作“{act}”", "the process has no move `{act}`");
            let acts = self.process.moves.iter().map(|one| one.act.as_str());
            let fault = what("unknown_act", text).near(&act, acts);
            sink.add(table.file, &table.at("act"), fault);
            return None;
        };
        let mut gives = ValueRow::new();
        for entry in table.entries("give", sink) {
            let name = entry.key;
            let Some(ask) = one.asks.iter().find(|ask| ask.name == name) else {
                let text = say!(
                    "动作“{act}”没有要求“{name}”",
                    "`{act}` does not ask for `{name}`"
                );
                let names = one.asks.iter().map(|ask| ask.name.as_str());
                let fault = what("unknown_ask", text).near(name, names);
                sink.add(table.file, &entry.path, fault);
                continue;
            };
            self.give(ask, &entry, &mut gives, sink);
        }
        Some(StoryAct { who, act, gives })
    }

    fn give(&self, ask: &Ask, entry: &Entry<'_>, gives: &mut ValueRow, sink: &mut Sink) {
        let field = ask.as_field(Some(self.register));
        let reader = FieldReader::new(&field, self.source.packs).lax();
        let text = cell_text(entry.value);
        if let (FieldKind::File | FieldKind::Files, Some(text)) = (&ask.kind, &text) {
            // A story's files are only names; none is stored.
            gives.insert(ask.name.clone(), text.as_str().into());
            return;
        }
        let number = super::table::number_of(entry.value);
        let cell = match (entry.value, number, &text) {
            (DeValue::Boolean(yes), _, _) => Cell::Bool(*yes),
            (_, Some(x), _) => Cell::Number(x),
            (_, _, Some(text)) => Cell::Text(text),
            _ => Cell::Empty,
        };
        match reader.read(cell) {
            Ok(value) => {
                gives.insert(ask.name.clone(), value);
            }
            Err(fault) => {
                let file = &self.source.origin.file;
                sink.add(file, &entry.path, what("bad_value", fault.text));
            }
        }
    }

    fn may(&self, table: &Table<'_>, sink: &mut Sink) -> Vec<(String, Vec<String>)> {
        let mut may = Vec::new();
        let Some(DeValue::Table(map)) = table.value("may") else {
            return may;
        };
        for entry in entries_of(table.at("may"), map) {
            self.known_person(entry.key, (table.file, &entry.path), sink);
            let acts = entry
                .value
                .as_array()
                .into_iter()
                .flat_map(|items| items.iter());
            let acts = acts.filter_map(|item| item.get_ref().as_str());
            may.push((entry.key.to_owned(), acts.map(str::to_owned).collect()));
        }
        may
    }

    fn known_person(&self, name: &str, (file, path): (&str, &str), sink: &mut Sink) {
        if !self.who.iter().any(|one| one.name == name) && !name.is_empty() {
            let text = say!(
                "用例中没有人名“{name}”",
                "the story has nobody named `{name}`"
            );
            let names = self.who.iter().map(|one| one.name.as_str());
            sink.add(file, path, what("unknown_person", text).near(name, names));
        }
    }
}

/// The day by which the state must be left, or `"none"`.
fn due(table: &Table<'_>, sink: &mut Sink) -> Option<Day> {
    match table.value("due").and_then(DeValue::as_str) {
        Some("none") => None,
        _ => table.maybe_day("due", sink),
    }
}

impl Ask {
    /// The field by which what is given for it is read: that of the record, or one of its own.
    pub fn as_field(&self, register: Option<&Register>) -> Field {
        let own = self.field.as_deref();
        if let Some(field) = own.and_then(|name| register?.field(name)) {
            let (name, required) = (self.name.clone(), self.required);
            let label = self.label.clone();
            return Field {
                name,
                label,
                required,
                ..field.clone()
            };
        }
        Field {
            name: self.name.clone(),
            label: self.label.clone(),
            also: Vec::new(),
            doc: None,
            kind: self.kind.clone(),
            required: self.required,
            unit: None,
            matches: None,
            min: None,
            max: None,
            sealed: None,
            computed: None,
            find: false,
            listed: false,
            check: None,
            origin: crate::Origin::default(),
        }
    }
}
