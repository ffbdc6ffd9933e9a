//! The little world of a story: what it gives, and what must be there besides so that it makes
//! sense.
//!
//! A missing key becomes a running number, a missing required field a neutral value; a node or
//! record that is only named is made. What is made for want of a name is called `~`, so that it
//! disturbs nothing that is named.

use std::collections::{BTreeMap, BTreeSet};

use jixia_pack::{Field, FieldKind, OrgSource, Packs, Register, Story, ValueRow};
use jixia_terms::{Day, Instant, Value};

use crate::columns::BatchBuilder;
use crate::engine::Content;
use crate::error::MeasureError;

/// Name of records that are needed but not named.
const UNNAMED: &str = "~";
/// Stands in required texts that a story says nothing of.
const NEUTRAL: &str = "-";

/// The registers of a story.
pub(super) struct World<'a> {
    packs: &'a Packs,
    day: Day,
    rows: BTreeMap<&'a str, Vec<ValueRow>>,
    keys: BTreeMap<&'a str, BTreeSet<String>>,
    waiting: Vec<Named<'a>>,
}

/// A record that is named and may not exist yet.
enum Named<'a> {
    /// A record of a register, by its natural key.
    Record(&'a str, String),
    /// A node of the tree, named in a field of this register (by an expectation, if none).
    Node(Option<&'a str>, String),
}

impl<'a> World<'a> {
    /// Everything that a story gives, names and needs.
    pub(super) fn of(packs: &'a Packs, story: &'a Story) -> Self {
        let mut world = Self {
            packs,
            day: story.day,
            rows: BTreeMap::new(),
            keys: BTreeMap::new(),
            waiting: Vec::new(),
        };
        // Keys that are given come first, so that a running number never takes one of them.
        let mut given: Vec<(&'a Register, ValueRow, bool)> = Vec::new();
        for (name, row) in &story.given {
            if let Some(register) = packs.registers.get(name) {
                let whole = register.key.iter().all(|key| is_given(row, key));
                given.push((register, row.clone(), whole));
            }
        }
        given.sort_by_key(|(_, _, whole)| !whole);
        for (register, row, _) in given {
            world.add(register, row);
        }
        for expected in &story.expect {
            world.waiting.push(Named::Node(None, expected.org.clone()));
        }
        while let Some(named) = world.waiting.pop() {
            world.make(named);
        }
        world
    }

    /// The registers as tables.
    pub(super) fn contents(&self) -> Result<BTreeMap<String, Content>, MeasureError> {
        let mut contents = BTreeMap::new();
        for (&name, rows) in &self.rows {
            let Some(register) = self.packs.registers.get(name) else {
                continue;
            };
            let mut batch = BatchBuilder::new(register);
            for row in rows {
                let value = |field: &Field| row.get(&field.name).cloned().unwrap_or(Value::Null);
                let values: Vec<Value> = register.stored().map(value).collect();
                batch.push(&values)?;
            }
            let batch = batch.take()?;
            let places = (0..batch.num_columns()).collect();
            contents.insert(name.to_owned(), Content::Batches(vec![batch], places));
        }
        Ok(contents)
    }

    fn add(&mut self, register: &'a Register, mut row: ValueRow) {
        let counted = self.rows.get(register.name.as_str()).map_or(0, Vec::len);
        let taken = self.keys.get(register.name.as_str());
        let mut number = counted + 1;
        let numbered = |row: &ValueRow, number: usize| {
            let mut row = row.clone();
            for field in register
                .stored()
                .filter(|field| register.key.contains(&field.name))
            {
                if !is_given(&row, &field.name) {
                    row.insert(field.name.clone(), self.running(field, number));
                }
            }
            row
        };
        let mut whole = numbered(&row, number);
        while whole != row
            && number <= counted + 1000
            && taken.is_some_and(|taken| taken.contains(&key_text(register, &whole)))
        {
            number += 1;
            whole = numbered(&row, number);
        }
        row = whole;
        for field in register.stored().filter(|field| field.required) {
            if !is_given(&row, &field.name) {
                row.insert(field.name.clone(), self.neutral(&field.kind));
            }
        }
        for field in register.stored() {
            let Some(text) = row.get(&field.name).and_then(Value::as_text) else {
                continue;
            };
            match &field.kind {
                FieldKind::Reference(to) => {
                    self.waiting.push(Named::Record(to, text.to_owned()));
                }
                FieldKind::Org => {
                    let named = Named::Node(Some(&register.name), text.to_owned());
                    self.waiting.push(named);
                }
                _ => {}
            }
        }
        let key = key_text(register, &row);
        self.keys.entry(&register.name).or_default().insert(key);
        self.rows.entry(&register.name).or_default().push(row);
    }

    fn make(&mut self, named: Named<'a>) {
        let (register, key) = match named {
            Named::Record(register, key) => (self.packs.registers.get(register), key),
            Named::Node(by, code) => {
                let mut nodes = self.packs.registers.values().filter(|r| is_node(r));
                if nodes.any(|node| self.has(node, &code)) {
                    return;
                }
                (self.register_of_nodes(by), code)
            }
        };
        let Some(register) = register else { return };
        if self.has(register, &key) {
            return;
        }
        let mut row = ValueRow::new();
        let mut parts = key.splitn(register.key.len().max(1), '/');
        for name in &register.key {
            let (Some(field), Some(part)) = (register.field(name), parts.next()) else {
                continue;
            };
            row.insert(name.clone(), typed(&field.kind, part));
        }
        // What is named as a node goes by that name.
        if let Some(tree) = &register.tree
            && register
                .field(&tree.name)
                .is_some_and(|name| name.kind == FieldKind::Text)
        {
            row.entry(tree.name.clone()).or_insert(Value::Text(key));
        }
        self.add(register, row);
    }

    fn has(&self, register: &Register, key: &str) -> bool {
        let keys = self.keys.get(register.name.as_str());
        keys.is_some_and(|keys| keys.contains(key))
    }

    /// The register in which a node is made that nothing but its code is known of: the plainest
    /// one, and another than that which names it above its own nodes.
    fn register_of_nodes(&self, by: Option<&str>) -> Option<&'a Register> {
        let nodes = self
            .packs
            .registers
            .values()
            .filter(|register| is_node(register));
        nodes.min_by_key(|node| {
            let own = by == Some(node.name.as_str());
            (own, node.fields.len(), node.name.as_str())
        })
    }

    fn running(&self, field: &Field, number: usize) -> Value {
        let number = i64::try_from(number).unwrap_or(i64::MAX);
        match &field.kind {
            FieldKind::Text | FieldKind::Identity => Value::Text(number.to_string()),
            FieldKind::Count | FieldKind::Time => Value::Int(number),
            FieldKind::Day => {
                Value::Day(self.day.plus_days(i32::try_from(number).unwrap_or(0) - 1))
            }
            kind => self.neutral(kind),
        }
    }

    fn neutral(&self, kind: &FieldKind) -> Value {
        match kind {
            FieldKind::Count | FieldKind::Money | FieldKind::Percent | FieldKind::Time => {
                Value::Int(0)
            }
            FieldKind::Number => Value::Real(0.0),
            FieldKind::Day => Value::Day(self.day),
            FieldKind::Instant => Value::Instant(Instant::start_of(self.day)),
            FieldKind::YesNo => Value::Bool(false),
            FieldKind::Code(list) | FieldKind::Codes(list) => {
                let codes = self.packs.codes.get(list);
                let year = self.day.year();
                let mut codes = codes.into_iter().flat_map(|list| &list.codes);
                let valid = codes.find(|code| {
                    code.from.is_none_or(|from| from <= year)
                        && code.until.is_none_or(|until| year <= until)
                });
                valid.map_or(Value::Null, |code| Value::Text(code.value.clone()))
            }
            FieldKind::Reference(to) => {
                let register = self.packs.registers.get(to);
                let parts = register.map_or(1, |register| register.key.len());
                Value::Text(vec![UNNAMED; parts].join("/"))
            }
            FieldKind::Org => Value::Text(UNNAMED.to_owned()),
            _ => Value::Text(NEUTRAL.to_owned()),
        }
    }
}

fn is_node(register: &Register) -> bool {
    register.org == OrgSource::SelfNode
}

fn is_given(row: &ValueRow, field: &str) -> bool {
    row.get(field).is_some_and(|value| !value.is_null())
}

fn key_text(register: &Register, row: &ValueRow) -> String {
    let part = |name: &String| match row.get(name) {
        Some(Value::Text(text)) => text.clone(),
        Some(Value::Int(n)) => n.to_string(),
        Some(Value::Day(day)) => day.to_string(),
        _ => String::new(),
    };
    register.key.iter().map(part).collect::<Vec<_>>().join("/")
}

fn typed(kind: &FieldKind, text: &str) -> Value {
    let whole = || text.parse().map_or(Value::Int(0), Value::Int);
    match kind {
        FieldKind::Count | FieldKind::Time => whole(),
        FieldKind::Day => text.parse().map_or(Value::Null, Value::Day),
        _ => Value::Text(text.to_owned()),
    }
}
