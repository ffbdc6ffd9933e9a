//! Random walks over every process of the house: no state outside the table, no move by someone who
//! is not entitled, nothing that panics, and deadlines that never go back.

mod house;

use std::collections::BTreeSet;

use jixia_casework::{Actor, Case, Entitled, Order, Procedure, Row};
use jixia_pack::{FieldKind, Packs, Person, Process, TIME};
use jixia_terms::{Day, Instant, Value};
use proptest::prelude::*;

const PEOPLE: [&str; 5] = ["an", "bo", "cai", "ding", "time"];

/// Who may be whom: bits of a number, by the places of person and part.
struct Chance {
    bits: u64,
    process: &'static Process,
}

impl Entitled for Chance {
    fn may_be(&self, who: &str, person: &Person, _: &Row) -> bool {
        let who = PEOPLE.iter().position(|one| *one == who).unwrap_or(0);
        let part = self
            .process
            .people
            .iter()
            .position(|one| one.name == person.name);
        part.is_some_and(|part| self.bits >> (who * 8 + part) & 1 == 1)
    }
}

/// Something for each thing asked for, picked by a number; sometimes of the wrong kind.
fn give(packs: &Packs, kind: &FieldKind, pick: u64) -> Value {
    if pick % 11 == 0 {
        return Value::Null;
    }
    match kind {
        _ if pick % 13 == 0 => Value::Bool(true),
        FieldKind::Code(list) => {
            let codes = packs.codes.get(list).map(|list| &list.codes);
            let codes = codes.map(Vec::as_slice).unwrap_or_default();
            let code = codes.get(pick as usize % codes.len().max(1));
            code.map_or(Value::from("none"), |code| Value::from(code.value.as_str()))
        }
        FieldKind::Count | FieldKind::Percent => Value::Int(pick as i64 % 3 * 5_000),
        FieldKind::Number => Value::Real(pick as f64 % 101.0),
        FieldKind::Day => Day::from_days(20_000 + pick as i32 % 3_000).into(),
        _ => Value::from(PEOPLE[pick as usize % 4]),
    }
}

fn processes() -> Vec<&'static Process> {
    house::packs().procedures.processes.values().collect()
}

fn at(hours: i64) -> Instant {
    Instant::from_micros((490_000 + hours) * 3_600_000_000).unwrap()
}

/// Whether the table has such a move, and by whom it may be made.
fn is_in_table(process: &Process, case: &Case, before: Option<&str>, act: &str) -> bool {
    process.moves.iter().any(|one| {
        one.act == act
            && match before {
                None => one.from.is_empty() && one.to.as_deref() == Some(case.state()),
                Some(before) => {
                    one.from.iter().any(|from| from == before)
                        && one.to.as_deref().unwrap_or(before) == case.state()
                }
            }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_walk_leaves_the_table(
        which in 0_usize..100,
        bits in any::<u64>(),
        steps in prop::collection::vec((any::<u64>(), 0_i64..400), 1..60),
    ) {
        let packs = house::packs();
        let all = processes();
        let process = all[which % all.len()];
        let procedure = Procedure::of(packs, &process.name).unwrap();
        let chance = Chance { bits, process };
        let mut record = Row::new();
        let mut case: Option<Case> = None;
        let mut now = 0;
        let mut events = 0;
        for (pick, hours) in steps {
            now += hours;
            let acts = &process.moves;
            let one = &acts[pick as usize % acts.len()];
            let mut gives = Row::new();
            for (i, ask) in one.asks.iter().enumerate() {
                gives.insert(ask.name.clone(), give(packs, &ask.kind, pick >> (i % 8)));
            }
            let who = PEOPLE[(pick >> 20) as usize % PEOPLE.len()];
            let actor = if pick % 7 == 0 { Actor::Time } else { Actor::Person(who) };
            let seen = case.as_ref().map_or(0, Case::version) + u64::from(pick % 17 == 0);
            let order = Order { act: &one.act, who: actor, at: at(now), seen, gives };
            let step = match &case {
                None => procedure.open("c", &order, &record, &chance),
                Some(case) => procedure.apply(case, &order, &record, &chance),
            };
            let before = case.as_ref().map(|case| case.state().to_owned());
            let Ok(step) = step else { continue };
            events += 1;
            prop_assert!(is_in_table(process, &step.case, before.as_deref(), &one.act));
            prop_assert!(process.state(step.case.state()).is_some());
            prop_assert_eq!(step.event.version, events);
            prop_assert!(pick % 17 != 0, "a stale version was taken");
            match actor {
                Actor::Time => prop_assert!(one.by.iter().any(|by| by == TIME)),
                Actor::Person(who) => {
                    let entitled = one.by.iter().any(|by| {
                        let named = match (by.as_str(), &case) {
                            ("opener", Some(case)) => case.kept().opener.as_deref(),
                            (_, Some(case)) => case.named(by),
                            _ => None,
                        };
                        match named {
                            Some(named) => named == who && process.person(by).is_none_or(|person| {
                                person.roles.is_empty() || chance.may_be(who, person, &record)
                            }),
                            None => process
                                .person(by)
                                .is_some_and(|person| chance.may_be(who, person, &record)),
                        }
                    });
                    prop_assert!(entitled, "{who} made {} without being entitled", one.act);
                    let did = case.as_ref().map(|case| case.kept().did.clone()).unwrap_or_default();
                    for other in &one.other_than {
                        let same = did.get(other).is_some_and(|did| did.iter().any(|it| it == who));
                        prop_assert!(!same, "{who} did both {other} and {}", one.act);
                    }
                }
            }
            record.extend(step.event.sets.clone());
            let kept = serde_json::to_string(step.case.kept()).unwrap();
            let again = Case::from_kept(serde_json::from_str(&kept).unwrap(), process).unwrap();
            prop_assert_eq!(&again, &step.case);
            for offer in procedure.offers(&step.case, (who, at(now)), &record, &chance) {
                prop_assert!(offer.one.from.iter().any(|from| from == step.case.state()));
            }
            case = Some(step.case);
        }
    }

    #[test]
    fn deadlines_never_go_back(
        which in 0_usize..100,
        hours in 0_i64..20_000,
        more in 0_i64..2_000,
    ) {
        let packs = house::packs();
        let all = processes();
        let process = all[which % all.len()];
        let procedure = Procedure::of(packs, &process.name).unwrap();
        let record = Row::new();
        for state in &process.states {
            let due = |hours: i64| {
                let kept = jixia_casework::Kept {
                    id: "c".to_owned(),
                    process: process.name.clone(),
                    digest: process.digest.clone(),
                    state: state.name.clone(),
                    version: 1,
                    opened: at(hours),
                    entered: at(hours),
                    moved: at(hours),
                    opener: None,
                    people: Default::default(),
                    did: Default::default(),
                };
                let case = Case::from_kept(kept, process).unwrap();
                procedure.deadline(&case, &record)
            };
            if let (Some(first), Some(second)) = (due(hours), due(hours + more)) {
                prop_assert!(first.due <= second.due);
                prop_assert!(first.due >= at(hours));
                prop_assert!(first.reminders.iter().all(|it| *it > at(hours) && *it <= first.due));
                prop_assert!(first.escalations.iter().all(|(it, _)| *it >= first.due));
                let falls = |from, to| first.falls(from, to).len();
                let told = falls(at(hours), first.due) + falls(first.due, at(1_000_000));
                prop_assert_eq!(told, falls(at(hours), at(1_000_000)));
            }
        }
    }
}

#[test]
fn the_calendar_counts_working_days_by_hand() {
    let packs = house::packs();
    let procedure = Procedure::of(packs, "hazard").unwrap();
    let calendar = procedure.calendar();
    let day = |text: &str| text.parse::<Day>().unwrap();
    for (from, count, to) in [
        ("2024-02-08", 3, "2024-02-19"), // Friday 9 and Sunday 18 are worked, 10 to 17 are off
        ("2025-01-24", 2, "2025-01-27"), // Sunday 26 is worked
        ("2025-09-30", 1, "2025-10-09"),
        ("2025-10-09", 2, "2025-10-11"), // Saturday 11 is worked
        ("2026-02-13", 2, "2026-02-24"), // Saturday 14 is worked, 15 to 23 are off
        ("2026-09-30", 3, "2026-10-10"),
        ("2026-11-19", 3, "2026-11-24"),
        ("2026-11-19", 0, "2026-11-19"),
    ] {
        assert_eq!(
            calendar.after(day(from), count),
            day(to),
            "{from} + {count}"
        );
        assert_eq!(
            calendar.between(day(from), day(to)),
            count,
            "{from} to {to}"
        );
    }
    assert_eq!(calendar.before(day("2026-10-09"), 2), day("2026-09-30"));
    let worked = |year: i16| {
        let first = Day::new(year, 1, 1).unwrap();
        calendar.between(first.plus_days(-1), Day::new(year, 12, 31).unwrap())
    };
    // 366, 365 and 365 days less Saturdays, Sundays and holidays, plus make-up days.
    assert_eq!([2024, 2025, 2026].map(worked), [251, 248, 248]);
    assert!(calendar.knows(day("2026-05-01")) && !calendar.knows(day("2027-05-01")));
    let names: BTreeSet<&str> = packs
        .procedures
        .calendars
        .keys()
        .map(String::as_str)
        .collect();
    assert!(names.contains("china"));
}
