//! Random acts against a plain model in memory: every state, at every instant, is as the model
//! says.

use std::collections::BTreeMap;

use jixia_store::import::open_bytes;
use jixia_store::{ImportOptions, Outcome, RecordId, Store, StoreError};
use jixia_terms::Value;
use proptest::prelude::*;

use crate::common::{Db, act, at, get, member, text, unit, values};

/// One act on members; units A to C are there from the start.
#[derive(Debug, Clone)]
enum Step {
    Insert(u8, u8, Option<u8>),
    Rename(u8, u8),
    Point(u8, Option<u8>),
    Remove(u8),
    Rekey(u8, u8),
    Merge(u8, u8),
    MoveUnit(u8, u8),
    /// Several at once, the last of which may fail and take the others along.
    Several(Vec<Step>),
    /// Numbers and names; whether it is a part, whether it may shrink.
    Import(Vec<(u8, u8)>, bool, bool),
}

fn step() -> impl Strategy<Value = Step> {
    let key = || 0_u8..12;
    let leaf = prop_oneof![
        4 => (key(), 0_u8..3, proptest::option::of(key()))
            .prop_map(|(k, u, m)| Step::Insert(k, u, m)),
        3 => (key(), 0_u8..4).prop_map(|(k, n)| Step::Rename(k, n)),
        2 => (key(), proptest::option::of(key())).prop_map(|(k, m)| Step::Point(k, m)),
        2 => key().prop_map(Step::Remove),
        2 => (key(), key()).prop_map(|(k, to)| Step::Rekey(k, to)),
        1 => (key(), key()).prop_map(|(k, d)| Step::Merge(k, d)),
        1 => (0_u8..3, 0_u8..6).prop_map(|(u, to)| Step::MoveUnit(u, to)),
        2 => (prop::collection::vec((key(), 0_u8..4), 0..8), any::<bool>(), any::<bool>())
            .prop_map(|(rows, part, shrink)| Step::Import(rows, part, shrink)),
    ];
    leaf.prop_recursive(1, 4, 4, |inner| {
        prop::collection::vec(inner, 1..4).prop_map(Step::Several)
    })
}

/// A member in the model.
#[derive(Debug, Clone, PartialEq)]
struct Row {
    id: i64,
    name: String,
    unit: String,
    mentor: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Default)]
struct State {
    members: BTreeMap<String, Row>,
    units: BTreeMap<i64, String>,
}

fn number(k: u8) -> String {
    format!("M{k}")
}

fn name(n: u8) -> String {
    format!("名{n}")
}

impl State {
    fn unit(&self, u: u8) -> String {
        self.units[&i64::from(u + 1)].clone()
    }

    fn is_mentor(&self, key: &str) -> bool {
        self.members
            .iter()
            .any(|(other, row)| other != key && row.mentor.as_deref() == Some(key))
    }

    fn follow(&mut self, from: &str, to: &str) {
        for row in self.members.values_mut() {
            if row.mentor.as_deref() == Some(from) {
                row.mentor = Some(to.to_owned());
            }
        }
    }

    /// Does the step; false when it is refused. `next` gives the number of a new record.
    fn apply(&mut self, step: &Step, next: &mut dyn FnMut(&str) -> i64) -> bool {
        match step {
            Step::Insert(k, u, mentor) => {
                let mentor = mentor.map(number);
                let known = |m: &String| self.members.contains_key(m) || *m == number(*k);
                if self.members.contains_key(&number(*k)) || !mentor.as_ref().is_none_or(known) {
                    return false;
                }
                let (id, name, unit) = (
                    next(&number(*k)),
                    format!("成员{}", number(*k)),
                    self.unit(*u),
                );
                self.members.insert(
                    number(*k),
                    Row {
                        id,
                        name,
                        unit,
                        mentor,
                    },
                );
            }
            Step::Rename(k, n) => match self.members.get_mut(&number(*k)) {
                Some(row) => row.name = name(*n),
                None => return false,
            },
            Step::Point(k, mentor) => {
                let mentor = mentor.map(number);
                if !mentor.as_ref().is_none_or(|m| self.members.contains_key(m)) {
                    return false;
                }
                match self.members.get_mut(&number(*k)) {
                    Some(row) => row.mentor = mentor,
                    None => return false,
                }
            }
            Step::Remove(k) => {
                if self.is_mentor(&number(*k)) || self.members.remove(&number(*k)).is_none() {
                    return false;
                }
            }
            Step::Rekey(k, to) => {
                let (from, to) = (number(*k), number(*to));
                if !self.members.contains_key(&from) || from != to && self.members.contains_key(&to)
                {
                    return false;
                }
                let row = self.members.remove(&from).unwrap();
                self.members.insert(to.clone(), row);
                self.follow(&from, &to);
            }
            Step::Merge(k, d) => {
                let (keep, drop) = (number(*k), number(*d));
                let both = [&keep, &drop].map(|key| self.members.contains_key(key));
                if both != [true, true] || keep == drop {
                    return false;
                }
                self.follow(&drop, &keep);
                self.members.remove(&drop);
            }
            Step::MoveUnit(u, to) => {
                let (from, to) = (self.unit(*u), format!("U{to}"));
                if from != to && self.units.values().any(|unit| *unit == to) {
                    return false;
                }
                self.units.insert(i64::from(*u + 1), to.clone());
                for row in self.members.values_mut().filter(|row| row.unit == from) {
                    row.unit.clone_from(&to);
                }
            }
            Step::Several(steps) => {
                let mut after = self.clone();
                if !steps.iter().all(|step| after.apply(step, next)) {
                    return false;
                }
                *self = after;
            }
            Step::Import(rows, part, shrink) => return self.import(rows, *part, *shrink, next),
        }
        true
    }

    fn import(
        &mut self,
        rows: &[(u8, u8)],
        part: bool,
        shrink: bool,
        next: &mut dyn FnMut(&str) -> i64,
    ) -> bool {
        let mut keys: Vec<String> = rows.iter().map(|(k, _)| number(*k)).collect();
        let gone: Vec<String> = self
            .members
            .keys()
            .filter(|key| !part && !keys.contains(key))
            .cloned()
            .collect();
        let count = keys.len();
        keys.sort();
        keys.dedup();
        if count != keys.len() || !gone.is_empty() && !shrink {
            return false;
        }
        // The file has no mentors, so those who stay keep theirs, who must stay too.
        let stays_held = gone.iter().any(|key| {
            self.members
                .iter()
                .any(|(k, row)| !gone.contains(k) && row.mentor.as_deref() == Some(key))
        });
        if stays_held {
            return false;
        }
        for key in gone {
            self.members.remove(&key);
        }
        let unit = self.unit(0);
        for (k, n) in rows {
            let key = number(*k);
            match self.members.get_mut(&key) {
                Some(row) => (row.name, row.unit) = (name(*n), unit.clone()),
                None => {
                    let row = Row {
                        id: next(&key),
                        name: name(*n),
                        unit: unit.clone(),
                        mentor: None,
                    };
                    self.members.insert(key, row);
                }
            }
        }
        true
    }
}

/// The state of the store as of an instant.
fn read(store: &Store, second: Option<i64>) -> State {
    let mut state = State::default();
    let as_of = second.map(at);
    store
        .scan("unit", as_of, &mut |record| {
            let code = get(store, "unit", record, "code");
            state
                .units
                .insert(record.id.0, code.as_text().unwrap().to_owned());
            Ok(())
        })
        .unwrap();
    store
        .scan("member", as_of, &mut |record| {
            let read = |field| get(store, "member", record, field);
            let word = |value: Value| value.as_text().map(str::to_owned);
            let row = Row {
                id: record.id.0,
                name: word(read("name")).unwrap(),
                unit: word(read("unit")).unwrap(),
                mentor: word(read("mentor")),
            };
            state.members.insert(word(read("number")).unwrap(), row);
            Ok(())
        })
        .unwrap();
    state
}

fn refused(why: &str) -> StoreError {
    StoreError::Refused {
        code: "model",
        text: jixia_terms::Label::new(why, why),
    }
}

fn write(w: &mut jixia_store::Writer<'_>, step: &Step) -> Result<(), StoreError> {
    let mut id = |k: u8| -> Result<RecordId, StoreError> {
        let found = w.find("member", &[text(&number(k))])?;
        found
            .map(|record| record.id)
            .ok_or_else(|| refused("no such member"))
    };
    match step {
        Step::Insert(k, u, mentor) => {
            let unit = w.record("unit", RecordId(i64::from(*u + 1)))?.unwrap();
            let mut fields = member(&number(*k), unit.values[0].as_text().unwrap());
            fields.insert(
                "mentor".into(),
                mentor.map_or(Value::Null, |m| text(&number(m))),
            );
            w.insert("member", fields).map(drop)
        }
        Step::Rename(k, n) => {
            let id = id(*k)?;
            w.update("member", id, values([("name", text(&name(*n)))]), None)
        }
        Step::Point(k, mentor) => {
            let id = id(*k)?;
            let mentor = mentor.map_or(Value::Null, |m| text(&number(m)));
            w.update("member", id, values([("mentor", mentor)]), None)
        }
        Step::Remove(k) => {
            let id = id(*k)?;
            w.remove("member", id)
        }
        Step::Rekey(k, to) => {
            let id = id(*k)?;
            w.rekey("member", id, values([("number", text(&number(*to)))]))
        }
        Step::Merge(k, d) => {
            let (keep, drop) = (id(*k)?, id(*d)?);
            w.merge("member", keep, drop)
        }
        Step::MoveUnit(u, to) => w.rekey(
            "unit",
            RecordId(i64::from(*u + 1)),
            values([("code", text(&format!("U{to}")))]),
        ),
        Step::Several(steps) => steps.iter().try_for_each(|step| write(w, step)),
        Step::Import(..) => Err(refused("an import is an act of its own")),
    }
}

fn holds_import(step: &Step) -> bool {
    match step {
        Step::Several(steps) => steps.iter().any(holds_import),
        Step::Import(..) => true,
        _ => false,
    }
}

fn run(db: &Db, steps: &[Step]) {
    let store = db.open();
    store
        .act(&act(0, "add"), |w| {
            for code in ["U0", "U1", "U2"] {
                w.insert("unit", unit(code, None))?;
            }
            Ok(())
        })
        .unwrap();
    let mut states = vec![read(&store, None)];
    for (i, step) in steps.iter().enumerate() {
        let second = i64::try_from(i).unwrap() + 1;
        if matches!(step, Step::Several(_)) && holds_import(step) {
            states.push(states[i].clone());
            continue;
        }
        let before = store.journal_head().unwrap();
        let done = match step {
            Step::Import(rows, part, shrink) => {
                let unit = states[i].unit(0);
                let mut file = String::from("编号,姓名,单位\n");
                for (k, n) in rows {
                    file += &format!("{},{},{unit}\n", number(*k), name(*n));
                }
                let mut source = open_bytes("x.csv", file.into_bytes()).unwrap();
                let options = ImportOptions {
                    part: *part,
                    allow_shrink: *shrink,
                    ..ImportOptions::default()
                };
                let report = store
                    .import(
                        &act(second, "import"),
                        "member",
                        source.as_mut(),
                        &options,
                        &mut |_| {},
                    )
                    .unwrap();
                matches!(report.outcome, Outcome::Written | Outcome::NoChange)
            }
            step => store.act(&act(second, "x"), |w| write(w, step)).is_ok(),
        };
        let now = read(&store, None);
        let mut expected = states[i].clone();
        let numbers: BTreeMap<String, i64> = now
            .members
            .iter()
            .map(|(key, row)| (key.clone(), row.id))
            .collect();
        // Numbers of new records are the store's own affair; an entry that came and went has none.
        let ok = expected.apply(step, &mut |key| numbers.get(key).copied().unwrap_or(-1));
        assert_eq!(done, ok, "step {i}: {step:?} on {:#?}", states[i]);
        let ids = |state: &State| {
            let mut state = state.clone();
            state.members.values_mut().for_each(|row| row.id = 0);
            state
        };
        assert_eq!(ids(&now), ids(&expected), "after step {i}: {step:?}");
        let after = store.journal_head().unwrap();
        assert_eq!(
            before == after,
            states[i] == now || !done && before == after,
            "{step:?}"
        );
        states.push(now);
    }
    for (i, state) in states.iter().enumerate() {
        assert_eq!(
            &read(&store, Some(i64::try_from(i).unwrap())),
            state,
            "as of act {i}"
        );
    }
    let verdict = store.verify_journal(&[], &mut |_, _| {}).unwrap();
    assert!(verdict.is_sound(), "{:#?}", verdict.faults);
}

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        max_shrink_iters: 300,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

#[test]
fn random_acts_leave_what_the_model_says_sqlite() {
    proptest!(config(60), |(steps in prop::collection::vec(step(), 1..25))| {
        run(&Db::sqlite(), &steps);
    });
}

#[test]
fn random_acts_leave_what_the_model_says_postgres() {
    proptest!(config(10), |(steps in prop::collection::vec(step(), 1..25))| {
        run(&Db::postgres(), &steps);
    });
}
