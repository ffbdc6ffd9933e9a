//! Whatever is altered behind the journal's back is found and named.

use std::sync::Arc;

use jixia_store::{
    ImportOptions, JournalFault, Location, SchemaPolicy, Store, StoreError, Verdict,
};
use jixia_terms::{Language, Value};

use crate::common::{Db, act, member, packs, text, unit, values};
use crate::on_both;

/// Three single acts on units, an import of members, a change, a removal.
fn filled(db: &Db) -> Store {
    let store = db.open();
    for (second, code) in [(1, "A"), (2, "B"), (3, "C")] {
        store
            .act(&act(second, "add"), |w| w.insert("unit", unit(code, None)))
            .unwrap();
    }
    let file = "编号,姓名,单位\nM1,张三,A\nM2,李四,B\nM3,王五,A\n";
    let mut source = jixia_store::import::open_bytes("x.csv", file.into()).unwrap();
    store
        .import(
            &act(4, "import"),
            "member",
            source.as_mut(),
            &ImportOptions::default(),
            &mut |_| {},
        )
        .unwrap();
    store
        .act(&act(5, "change"), |w| {
            let id = w.find("member", &[text("M1")])?.unwrap().id;
            w.update("member", id, values([("name", text("张三丰"))]), None)
        })
        .unwrap();
    store
        .act(&act(6, "remove"), |w| {
            let id = w.find("member", &[text("M3")])?.unwrap().id;
            w.remove("member", id)
        })
        .unwrap();
    store
        .act(&act(7, "add"), |w| {
            w.insert(
                "team",
                values([("unit", text("A")), ("number", Value::Int(1))]),
            )
        })
        .unwrap();
    store
}

fn verify(store: &Store) -> Verdict {
    store.verify_journal(&[], &mut |_, _| {}).unwrap()
}

fn codes(verdict: &Verdict) -> Vec<String> {
    let mut codes: Vec<_> = verdict
        .faults
        .iter()
        .map(|fault| match fault {
            JournalFault::LinesMissing { from, to } => format!("lines_missing {from}-{to}"),
            JournalFault::RecordAltered { register, id, seq } => {
                format!("record_altered {register} {id} by {seq}")
            }
            JournalFault::RowsDiffer {
                register,
                seq,
                record,
                ..
            } => {
                let record = record.map_or(String::new(), |id| format!(" {id}"));
                format!("rows_differ {register}{record} by {seq}")
            }
            JournalFault::KeyAltered { register, id } => format!("key_altered {register} {id}"),
            JournalFault::LineAltered { seq }
            | JournalFault::LineReplaced { seq }
            | JournalFault::LineInserted { seq }
            | JournalFault::LineOutOfOrder { seq }
            | JournalFault::AnchorDiffers { seq }
            | JournalFault::NotedDiffers { seq, .. }
            | JournalFault::ChangesAltered { seq } => format!("{} {seq}", fault.code()),
            JournalFault::TableUnreadable { register, .. } => format!("unreadable {register}"),
            JournalFault::IndexMissing { index, .. } => format!("index_missing {index}"),
            JournalFault::TableMissing { table } => format!("table_missing {table}"),
            JournalFault::JournalEmpty | JournalFault::FileDamaged { .. } => {
                fault.code().to_owned()
            }
        })
        .collect();
    codes.sort();
    for fault in &verdict.faults {
        let (zh, en) = (fault.text(Language::Chinese), fault.text(Language::English));
        assert!(zh.contains('请'), "no remedy: {zh}");
        let does = ["restore", "database's keeper"];
        assert!(does.iter().any(|word| en.contains(word)), "no remedy: {en}");
    }
    codes
}

fn tampered(db: &Db, sql: &str) -> Vec<String> {
    let store = filled(db);
    let sound = verify(&store);
    assert!(sound.is_sound(), "{:#?}", sound.faults);
    assert_eq!(sound.lines, 8);
    db.sql(sql);
    codes(&verify(&store))
}

// Line 1 makes the tables, 2 to 4 add units, 5 imports, 6 changes, 7 removes, 8 adds a team.

on_both!(an_altered_line_is_named, db, {
    assert_eq!(
        tampered(db, "UPDATE _journal SET actor = '某人' WHERE seq = 3"),
        ["line_altered 3"]
    );
});

on_both!(an_altered_value_in_a_line_is_named, db, {
    let sql = "UPDATE _journal SET after = replace(after, '张三丰', '张三') WHERE seq = 6";
    assert_eq!(tampered(db, sql), ["line_altered 6"]);
});

on_both!(neighbours_of_an_altered_line_are_not_named, db, {
    let late = "UPDATE _journal SET at = at + 900000000 WHERE seq = 4";
    assert_eq!(tampered(db, late), ["line_altered 4"]);
});

on_both!(an_altered_link_is_not_held_against_the_line_before, db, {
    let link = "UPDATE _journal SET previous = hash WHERE seq = 5";
    assert_eq!(tampered(db, link), ["line_altered 5"]);
});

on_both!(a_missing_line_is_named, db, {
    let found = tampered(db, "DELETE FROM _journal WHERE seq = 3");
    assert!(found.contains(&"lines_missing 3-3".to_owned()), "{found:?}");
});

on_both!(reordered_lines_are_named, db, {
    let sql =
        "UPDATE _journal SET seq = 100 WHERE seq = 3; UPDATE _journal SET seq = 3 WHERE seq = 4;
               UPDATE _journal SET seq = 4 WHERE seq = 100";
    let found = tampered(db, sql);
    for line in ["line_altered 3", "line_altered 4"] {
        assert!(found.contains(&line.to_owned()), "{found:?}");
    }
});

on_both!(an_added_line_is_named_and_nothing_more_is_written, db, {
    let sql = "INSERT INTO _journal SELECT 9, at, actor, act, register, record, before, after, rows, digest,
               reason, (SELECT hash FROM _journal WHERE seq = 8), hash FROM _journal WHERE seq = 8";
    let found = tampered(db, sql);
    for line in ["line_inserted 9", "line_altered 9"] {
        assert!(found.contains(&line.to_owned()), "{found:?}");
    }
    let refused = db
        .open()
        .act(&act(9, "add"), |w| w.insert("unit", unit("D", None)));
    assert!(matches!(refused.unwrap_err(), StoreError::JournalBroken));
});

on_both!(a_cut_off_tail_is_found, db, {
    let found = tampered(
        db,
        "DELETE FROM _journal WHERE seq >= 7; DELETE FROM _journal_rows WHERE seq >= 7",
    );
    assert!(found.contains(&"lines_missing 7-8".to_owned()), "{found:?}");
});

on_both!(a_tail_cut_off_with_its_head_is_found_by_an_anchor, db, {
    let store = filled(db);
    let head = store.journal_head().unwrap().unwrap();
    let line = &store
        .journal(&jixia_store::JournalQuery {
            before: Some(7),
            limit: 1,
            ..Default::default()
        })
        .unwrap()[0];
    db.sql(&format!(
        "DELETE FROM _journal WHERE seq >= 7; DELETE FROM _journal_rows WHERE seq >= 7;
         UPDATE _meta SET value = '6:{}' WHERE name = 'head';
         DELETE FROM team;",
        line.hash
    ));
    let anchored = store.verify_journal(&[head], &mut |_, _| {}).unwrap();
    assert!(codes(&anchored).contains(&"lines_missing 7-8".to_owned()));
});

on_both!(a_rewritten_chain_is_found_by_an_anchor, db, {
    let store = filled(db);
    let anchor = vec![(5, "0".repeat(64))];
    let found = codes(&store.verify_journal(&anchor, &mut |_, _| {}).unwrap());
    assert_eq!(found, ["anchor_differs 5"]);
});

on_both!(an_altered_record_is_named, db, {
    assert_eq!(
        tampered(db, "UPDATE member SET name = '李斯' WHERE number = 'M2'"),
        ["record_altered member 2 by 5", "rows_differ member by 5"]
    );
});

on_both!(an_altered_past_version_is_named, db, {
    assert_eq!(
        tampered(
            db,
            "UPDATE member__history SET name = '李斯' WHERE number = 'M1'"
        ),
        [
            "record_altered member 1 by 5",
            "rows_differ member 1 by 6",
            "rows_differ member by 5"
        ]
    );
});

on_both!(an_emptied_field_is_named, db, {
    assert_eq!(
        tampered(db, "UPDATE unit SET parent = 'A' WHERE code = 'B'"),
        ["record_altered unit 2 by 3", "rows_differ unit 2 by 3"]
    );
});

on_both!(a_record_with_a_copied_hash_is_found, db, {
    let sql = "UPDATE member SET name = '王五', number = 'M9', _hash = (SELECT _hash FROM unit WHERE _id = 1) WHERE _id = 2";
    let found = tampered(db, sql);
    assert!(
        found.contains(&"record_altered member 2 by 5".to_owned()),
        "{found:?}"
    );
});

on_both!(an_added_record_is_found, db, {
    let sql = "INSERT INTO unit (_id, _since, _hash, code, name) SELECT 9, 4, _hash, 'Z', 'Z' FROM unit WHERE _id = 3";
    let found = tampered(db, sql);
    assert_eq!(
        found,
        ["record_altered unit 9 by 4", "rows_differ unit by 4"]
    );
});

on_both!(a_removed_record_is_found, db, {
    assert_eq!(
        tampered(db, "DELETE FROM unit WHERE code = 'C'"),
        ["rows_differ unit by 4"]
    );
});

on_both!(a_removed_past_version_is_found, db, {
    let found = tampered(db, "DELETE FROM member__history WHERE number = 'M3'");
    assert_eq!(
        found,
        ["rows_differ member by 5", "rows_differ member by 7"]
    );
});

on_both!(a_record_moved_to_another_act_is_found, db, {
    let found = tampered(db, "UPDATE unit SET _since = 2 WHERE code = 'B'");
    assert_eq!(found, ["rows_differ unit by 2", "rows_differ unit by 3"]);
});

on_both!(an_altered_key_column_is_found, db, {
    assert_eq!(
        tampered(db, "UPDATE team SET _key = 'A/2'"),
        ["key_altered team 1"]
    );
});

on_both!(altered_lists_of_changes_are_found, db, {
    let found = tampered(db, "UPDATE _journal_rows SET written = 2 WHERE seq = 5");
    assert_eq!(found, ["changes_altered 5", "rows_differ member by 5"]);
});

on_both!(a_table_that_is_gone_is_named, db, {
    assert_eq!(tampered(db, "DROP TABLE team"), ["unreadable team"]);
});

on_both!(a_sealed_value_altered_is_named, db, {
    let store = db.open();
    let mut fields = member("M1", "A");
    fields.insert("identity".into(), text("11010519491231002X"));
    store
        .act(&act(1, "add"), |w| w.insert("unit", unit("A", None)))
        .unwrap();
    store
        .act(&act(2, "add"), |w| w.insert("member", fields))
        .unwrap();
    db.sql("UPDATE member SET identity = '440524188001010014'");
    assert_eq!(
        codes(&verify(&store)),
        ["record_altered member 1 by 3", "rows_differ member 1 by 3"]
    );
});

const EMPTY: &str = "DELETE FROM _journal; DELETE FROM _journal_rows;
     DELETE FROM _meta WHERE name = 'head';";

on_both!(a_journal_that_was_removed_is_found_by_the_rows, db, {
    let found = tampered(db, EMPTY);
    assert!(
        found.contains(&"rows_differ unit 1 by 2".to_owned()),
        "{found:?}"
    );
});

on_both!(a_journal_emptied_with_all_its_rows_is_found, db, {
    let tables = ["unit", "member", "team"];
    let rows: String = tables
        .map(|name| format!("DELETE FROM {name}; DELETE FROM {name}__history;"))
        .concat();
    assert_eq!(tampered(db, &format!("{EMPTY}{rows}")), ["journal_empty"]);
    let store = db.open();
    let anchor = [(4, "0".repeat(64))];
    let known = store.verify_journal(&anchor, &mut |_, _| {}).unwrap();
    assert_eq!(codes(&known), ["lines_missing 1-4"]);
    assert_eq!((known.lines, known.head), (0, None));
});

on_both!(missing_indexes_and_tables_are_named, db, {
    assert_eq!(
        tampered(db, "DROP INDEX unit__key"),
        ["index_missing unit__key"]
    );
    db.sql("CREATE INDEX unit__key ON unit (code)");
    let store = db.open();
    assert_eq!(codes(&verify(&store)), ["index_missing unit__key"]);
    db.sql("DROP TABLE _journal");
    assert_eq!(codes(&verify(&store)), ["table_missing _journal"]);
});

on_both!(the_head_is_said, db, {
    let store = filled(db);
    let (_, hash) = store.journal_head().unwrap().unwrap();
    assert_eq!(verify(&store).head, Some(hash));
});

fn open_to_read(location: &Location) -> Result<Store, StoreError> {
    Store::open(location, Arc::new(packs(&[])), SchemaPolicy::Keep)
}

on_both!(verifying_makes_nothing, db, {
    let empty = open_to_read(&db.location);
    // A file that is not there is not made either.
    if let Location::Sqlite(path) = &db.location {
        assert_eq!(empty.unwrap_err().code(), "unreachable");
        assert!(!path.exists());
        std::fs::write(path, "").unwrap();
    }
    let verdict = verify(&open_to_read(&db.location).unwrap());
    assert!(verdict.is_sound() && verdict.lines == 0 && verdict.head.is_none());
    filled(db);
    let store = open_to_read(&db.location).unwrap();
    assert_eq!(verify(&store).lines, 8);
    let refused = store.act(&act(9, "add"), |w| w.insert("unit", unit("D", None)));
    let words = refused.unwrap_err().text(Language::Chinese);
    assert!(words.contains("只能读取，不能写入"), "{words}");
});

#[test]
fn a_role_that_may_only_read_verifies() {
    let db = Db::postgres();
    filled(&db);
    let Location::Postgres(url) = &db.location else {
        panic!("this is PostgreSQL");
    };
    let role = format!("reader_{}", std::process::id());
    db.sql(&format!(
        "CREATE ROLE {role} LOGIN PASSWORD 'r'; GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}"
    ));
    let (_, place) = url.rsplit_once('@').unwrap();
    let location = Location::Postgres(format!("postgres://{role}:r@{place}"));
    let verdict = open_to_read(&location).map(|store| verify(&store));
    db.sql(&format!("DROP OWNED BY {role}; DROP ROLE {role}"));
    assert_eq!(verdict.unwrap().lines, 8);
}
