//! Merging two records of one thing, when records that point at them become one too.

use jixia_store::{RecordId, Store};
use jixia_terms::{Language, Value};

use crate::common::{Db, act, at, get, member, text, unit, values};
use crate::on_both;

/// Units A and B, each with a team 7 and a member in it; B has a team 8 as well.
fn filled(db: &Db) -> (Store, RecordId, RecordId) {
    let store = db.open();
    let ((a, b), _) = store
        .act(&act(1, "add"), |w| {
            let a = w.insert("unit", unit("A", None))?;
            let b = w.insert("unit", unit("B", None))?;
            for (unit, team) in [("A", 7), ("B", 7), ("B", 8)] {
                w.insert(
                    "team",
                    values([("unit", text(unit)), ("number", Value::Int(team))]),
                )?;
            }
            for (number, unit) in [("M1", "A"), ("M2", "B")] {
                let mut fields = member(number, unit);
                fields.insert("team".into(), text(&format!("{unit}/7")));
                w.insert("member", fields)?;
            }
            Ok((a, b))
        })
        .unwrap();
    (store, a, b)
}

fn sound(store: &Store) {
    let verdict = store.verify_journal(&[], &mut |_, _| {}).unwrap();
    assert!(verdict.is_sound(), "{:#?}", verdict.faults);
}

on_both!(
    records_that_become_one_in_key_and_say_the_same_are_merged,
    db,
    {
        let (store, a, b) = filled(db);
        let team = |unit: &str, number, second| {
            store
                .find("team", &[text(unit), Value::Int(number)], second)
                .unwrap()
        };
        let (kept, dropped) = (
            team("A", 7, None).unwrap().id,
            team("B", 7, None).unwrap().id,
        );
        let (_, line) = store
            .act(&act(2, "merge"), |w| w.merge("unit", a, b))
            .unwrap();
        assert_eq!(line.unwrap().changes.len(), 3);
        assert_eq!(store.count("team", None).unwrap(), 2);
        assert_eq!(team("A", 7, None).unwrap().id, kept);
        assert!(team("A", 8, None).is_some() && team("B", 7, None).is_none());
        assert_eq!(team("B", 7, Some(at(1))).unwrap().id, dropped);
        let m2 = store.find("member", &[text("M2")], None).unwrap().unwrap();
        assert_eq!(get(&store, "member", &m2, "team"), text("A/7"));
        for id in [kept, dropped] {
            let history = store.history("team", id).unwrap();
            assert!(
                history.iter().any(|version| {
                    version.written.act == "merge"
                        || version
                            .ended
                            .as_ref()
                            .is_some_and(|line| line.act == "merge")
                }),
                "{id}"
            );
        }
        sound(&store);
    }
);

on_both!(
    records_that_become_one_in_key_and_contradict_each_other_are_named,
    db,
    {
        let (store, a, b) = filled(db);
        let team = store
            .find("team", &[text("B"), Value::Int(7)], None)
            .unwrap()
            .unwrap()
            .id;
        let founded = Value::Day("2020-09-01".parse().unwrap());
        store
            .act(&act(2, "change"), |w| {
                w.update("team", team, values([("founded", founded)]), None)
            })
            .unwrap();
        let head = store.journal_head().unwrap();
        let refused = store
            .act(&act(3, "merge"), |w| w.merge("unit", a, b))
            .unwrap_err();
        assert_eq!(refused.code(), "merge_contradicts");
        let words = refused.text(Language::Chinese);
        assert!(
            words.contains("1 对记录") && words.contains("小组“B/7”与“A/7”（成立日期）"),
            "{words}"
        );
        assert_eq!(store.journal_head().unwrap(), head);
        assert_eq!(store.count("team", None).unwrap(), 3);
        sound(&store);
    }
);

on_both!(a_record_is_not_merged_into_itself, db, {
    let (store, a, _) = filled(db);
    let refused = store
        .act(&act(2, "merge"), |w| w.merge("unit", a, a))
        .unwrap_err();
    assert_eq!(refused.code(), "same_record");
    assert!(refused.text(Language::Chinese).contains("它自己"));
});

on_both!(what_was_merged_or_renamed_is_read_as_it_stood, db, {
    let (store, a, b) = filled(db);
    let team = store
        .find("team", &[text("B"), Value::Int(8)], None)
        .unwrap()
        .unwrap()
        .id;
    store
        .act(&act(2, "merge"), |w| w.merge("unit", a, b))
        .unwrap();
    store
        .act(&act(3, "rekey"), |w| {
            w.rekey("team", team, values([("number", Value::Int(9))]))
        })
        .unwrap();
    let found = |unit: &str, number, second| {
        let key = [text(unit), Value::Int(number)];
        let record = store.find("team", &key, Some(at(second))).unwrap();
        record.map(|record| record.id)
    };
    for (second, unit, number) in [(1, "B", 8), (2, "A", 8), (3, "A", 9)] {
        for now in 1..=3 {
            let expected = (now == second).then_some(team);
            assert_eq!(
                found(unit, number, now),
                expected,
                "{unit}/{number} at {now}"
            );
        }
    }
    let history = store.history("team", team).unwrap();
    let acts: Vec<_> = history
        .iter()
        .map(|version| version.written.act.as_str())
        .collect();
    assert_eq!(acts, ["rekey", "merge", "add"]);
    sound(&store);
});
