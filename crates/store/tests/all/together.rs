//! Several at once, and connections that break.

use std::sync::Arc;
use std::time::{Duration, Instant as Clock};

use jixia_store::import::open_bytes;
use jixia_store::{ImportOptions, Location, Outcome, SchemaPolicy, Store, StoreError};
use jixia_terms::Language;

use crate::common::{Db, act, at, get, member, packs, text, unit, values};
use crate::on_both;

on_both!(several_programs_on_one_database_take_turns, db, {
    // Each thread opens the database for itself, as another program would.
    let open = || Store::open(&db.location, Arc::new(packs(&[])), SchemaPolicy::Widen).unwrap();
    std::thread::scope(|scope| {
        for thread in 0..4 {
            scope.spawn(move || {
                let store = open();
                for i in 0..15 {
                    let code = format!("{thread}X{i}");
                    // All at the same instant: none is earlier than another.
                    store
                        .act(&act(1, "add"), |w| w.insert("unit", unit(&code, None)))
                        .unwrap();
                    assert!(store.find("unit", &[text(&code)], None).unwrap().is_some());
                }
            });
        }
    });
    let store = open();
    assert_eq!(store.count("unit", None).unwrap(), 60);
    assert_eq!(store.journal_head().unwrap().unwrap().0, 61);
    let verdict = store.verify_journal(&[], &mut |_, _| {}).unwrap();
    assert!(verdict.is_sound(), "{:#?}", verdict.faults);
});

on_both!(readers_see_whole_acts_while_an_import_runs, db, {
    let store = db.open();
    store
        .act(&act(1, "add"), |w| w.insert("unit", unit("A", None)))
        .unwrap();
    let file = |mark: usize| {
        let mut file = String::from("编号,姓名,单位,备注\n");
        (0..3_000).for_each(|i| file += &format!("M{i},成员,A,{mark}\n"));
        file.into_bytes()
    };
    std::thread::scope(|scope| {
        let writer = store.clone();
        let done = scope.spawn(move || {
            for mark in 0..4 {
                let mut source = open_bytes("x.csv", file(mark)).unwrap();
                let act = act(10 + mark as i64, "import");
                let report = writer
                    .import(
                        &act,
                        "member",
                        source.as_mut(),
                        &ImportOptions::default(),
                        &mut |_| {},
                    )
                    .unwrap();
                assert_eq!(report.outcome, Outcome::Written);
            }
        });
        while !done.is_finished() {
            let mut marks = std::collections::BTreeSet::new();
            let rows = store
                .scan("member", None, &mut |record| {
                    marks.insert(format!("{:?}", get(&store, "member", record, "note")));
                    Ok(())
                })
                .unwrap();
            assert!(
                rows == 0 || rows == 3_000 && marks.len() == 1,
                "{rows} {marks:?}"
            );
        }
    });
});

#[test]
fn an_act_waits_for_another_program_that_holds_the_file() {
    let db = Db::sqlite();
    let store = db.open();
    let Location::Sqlite(path) = &db.location else {
        unreachable!()
    };
    let other = rusqlite::Connection::open(path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let begun = Clock::now();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            store
                .act(&act(1, "add"), |w| w.insert("unit", unit("A", None)))
                .unwrap()
        });
        std::thread::sleep(Duration::from_millis(400));
        assert_eq!(store.count("unit", None).unwrap(), 0, "readers do not wait");
        other.execute_batch("COMMIT").unwrap();
    });
    assert!(begun.elapsed() >= Duration::from_millis(400));
    let words = StoreError::Busy { waited_s: 60 }.text(Language::Chinese);
    assert_eq!(words, "数据库正忙于其他操作（已等待 60 秒），请稍后重试");
}

fn cut_connections(db: &Db) {
    db.sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND application_name = 'jixia'",
    );
}

#[test]
fn a_lost_connection_is_made_again_for_the_next_act() {
    let db = Db::postgres();
    let store = db.open();
    store
        .act(&act(1, "add"), |w| w.insert("unit", unit("A", None)))
        .unwrap();
    cut_connections(&db);
    // Nothing was under way: nobody notices.
    assert_eq!(store.count("unit", None).unwrap(), 1);
    cut_connections(&db);
    store
        .act(&act(2, "add"), |w| w.insert("unit", unit("B", None)))
        .unwrap();
    // In the midst of an act: it is lost, and said so.
    let error = store
        .act(&act(3, "add"), |w| {
            w.insert("unit", unit("C", None))?;
            cut_connections(&db);
            w.insert("unit", unit("D", None))
        })
        .unwrap_err();
    assert_eq!(error.code(), "connection_lost");
    assert!(
        error
            .text(Language::Chinese)
            .contains("未作任何改动，请重试"),
        "{error}"
    );
    // At the very moment of recording nobody can know.
    let error = store
        .act(&act(3, "add"), |w| {
            w.insert("unit", unit("E", None))?;
            cut_connections(&db);
            Ok(())
        })
        .unwrap_err();
    assert_eq!(error.code(), "connection_lost");
    store
        .act(&act(4, "add"), |w| w.insert("unit", unit("F", None)))
        .unwrap();
    assert_eq!(store.count("unit", None).unwrap(), 3);
    assert!(
        store
            .verify_journal(&[], &mut |_, _| {})
            .unwrap()
            .is_sound()
    );
}

on_both!(a_panic_in_an_act_leaves_nothing_behind, db, {
    let store = db.open();
    let broken = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        store.act(&act(1, "add"), |w| -> Result<(), StoreError> {
            w.insert("unit", unit("A", None))?;
            panic!("a fault of the caller")
        })
    }));
    assert!(broken.is_err());
    assert_eq!(store.count("unit", None).unwrap(), 0);
    store
        .act(&act(1, "add"), |w| w.insert("unit", unit("A", None)))
        .unwrap();
});

on_both!(many_records_in_one_act_are_one_line, db, {
    let store = db.open();
    let (_, line) = store
        .act(&act(1, "add"), |w| {
            w.insert("unit", unit("A", None))?;
            for i in 0..300 {
                let id = w.insert("member", member(&format!("M{i}"), "A"))?;
                if i % 2 == 0 {
                    w.update("member", id, values([("name", text("改"))]), None)?;
                }
                if i % 3 == 0 {
                    w.remove("member", id)?;
                }
            }
            Ok(())
        })
        .unwrap();
    let line = line.unwrap();
    assert_eq!((line.rows, line.changes.len(), line.record), (201, 2, None));
    assert_eq!(store.count("member", Some(at(1))).unwrap(), 200);
    assert!(
        store
            .verify_journal(&[], &mut |_, _| {})
            .unwrap()
            .is_sound()
    );
});
