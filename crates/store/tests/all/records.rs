//! Records: written, read, changed, removed, as of any instant.

use jixia_store::{
    Act, ImportOptions, JournalLine, JournalQuery, MemoryRows, RawRow, RecordId, RowSource,
    SourceError, SourceInfo, Store, StoreError, When,
};
use jixia_terms::{Instant, Language, Value};

use crate::common::{act, at, get, member, text, unit, values};
use crate::on_both;

on_both!(a_record_is_read_as_it_stood_at_every_instant, db, {
    let store = db.open();
    let (id, line) = store
        .act(&act(10, "add"), |w| {
            w.insert("unit", unit("A", None))?;
            w.insert("member", member("M1", "A"))
        })
        .unwrap();
    assert_eq!(line.unwrap().rows, 2);
    store
        .act(&act(20, "change"), |w| {
            w.update(
                "member",
                id,
                values([("name", text("  李四\u{3000}"))]),
                None,
            )
        })
        .unwrap();
    store
        .act(&act(30, "remove"), |w| w.remove("member", id))
        .unwrap();
    let name = |second| {
        let record = store.record("member", id, Some(at(second))).unwrap();
        record.map(|record| get(&store, "member", &record, "name"))
    };
    assert_eq!(name(9), None);
    assert_eq!(name(10), Some(text("成员M1")));
    assert_eq!(name(19), Some(text("成员M1")));
    assert_eq!(name(20), Some(text("李四")));
    assert_eq!(name(30), None);
    assert_eq!(store.record("member", id, None).unwrap(), None);
    assert!(
        store
            .find("member", &[text("M1")], Some(at(25)))
            .unwrap()
            .is_some()
    );
    assert_eq!(store.count("member", Some(at(25))).unwrap(), 1);
    assert_eq!(store.count("member", None).unwrap(), 0);
    let history = store.history("member", id).unwrap();
    let acts: Vec<_> = history
        .iter()
        .map(|v| {
            (
                v.written.act.as_str(),
                v.ended.as_ref().map(|line| line.act.as_str()),
            )
        })
        .collect();
    assert_eq!(acts, [("change", Some("remove")), ("add", Some("change"))]);
    let query = JournalQuery {
        register: Some("member".into()),
        record: Some(id),
        ..JournalQuery::default()
    };
    let lines = store.journal(&query).unwrap();
    assert_eq!(
        lines
            .iter()
            .map(|line| line.act.as_str())
            .collect::<Vec<_>>(),
        ["remove", "change", "add"]
    );
    assert_eq!(lines[1].before.as_ref().unwrap()["name"], "成员M1");
    assert_eq!(lines[1].after.as_ref().unwrap()["name"], "李四");
    assert!(
        store
            .verify_journal(&[], &mut |_, _| {})
            .unwrap()
            .is_sound()
    );
});

on_both!(no_change_leaves_no_line, db, {
    let store = db.open();
    let (id, _) = store
        .act(&act(1, "add"), |w| w.insert("unit", unit("A", None)))
        .unwrap();
    let head = store.journal_head().unwrap();
    let same = values([("name", text(" 单位A "))]);
    let (_, line) = store
        .act(&act(2, "change"), |w| w.update("unit", id, same, None))
        .unwrap();
    assert_eq!(line, None);
    let failed = store.act(&act(3, "change"), |w| {
        w.insert("unit", unit("B", None))?;
        w.insert("unit", unit("B", None))
    });
    assert_eq!(failed.unwrap_err().code(), "key_taken");
    assert_eq!(store.journal_head().unwrap(), head);
    assert_eq!(store.count("unit", None).unwrap(), 1);
});

on_both!(what_may_not_stand_is_refused_in_the_users_words, db, {
    let store = db.open();
    let (a, _) = store
        .act(&act(1, "add"), |w| w.insert("unit", unit("A", None)))
        .unwrap();
    let refused = |fields| {
        let error = store
            .act(&act(2, "add"), |w| w.insert("member", fields))
            .unwrap_err();
        (error.code(), error.text(Language::Chinese))
    };
    let mut bad = member("m 1", "Z");
    bad.insert("colour".into(), text("紫"));
    bad.insert("name".into(), Value::Null);
    let (code, words) = refused(bad);
    assert_eq!(code, "values");
    for word in ["“编号”", "“姓名”", "“单位”", "“Z”在系统中不存在", "“颜色”"]
    {
        assert!(words.contains(word), "{word} in {words}");
    }
    let missing = store.act(&act(2, "x"), |w| {
        w.update("unit", RecordId(99), unit("A", None), None)
    });
    assert!(matches!(missing.unwrap_err(), StoreError::NoRecord { .. }));
    let fixed = store.act(&act(2, "x"), |w| {
        w.update("unit", a, values([("code", text("B"))]), None)
    });
    assert_eq!(fixed.unwrap_err().code(), "key_fixed");
    let stale = store.act(&act(2, "x"), |w| {
        w.update("unit", a, values([("name", text("新"))]), Some(1))
    });
    assert_eq!(stale.unwrap_err().code(), "stale");
    let early = store
        .act(&act(0, "x"), |w| w.insert("unit", unit("C", None)))
        .unwrap_err();
    assert_eq!(early.code(), "earlier");
    assert!(early.text(Language::Chinese).contains("早于"));
    store
        .act(&act(2, "add"), |w| w.insert("member", member("M1", "A")))
        .unwrap();
    let held = store
        .act(&act(3, "x"), |w| w.remove("unit", a))
        .unwrap_err();
    assert_eq!(held.text(Language::Chinese), "“A”仍被成员的 1 条记录引用");
});

on_both!(an_act_bears_the_instant_of_its_turn, db, {
    let store = db.open();
    let add = |clock: fn() -> Instant, code| {
        let by = Act {
            at: When::Turn(clock),
            ..act(0, "add")
        };
        store.act(&by, |w| w.insert("unit", unit(code, None)))
    };
    let at_of =
        |done: Result<(RecordId, Option<JournalLine>), StoreError>| done.unwrap().1.unwrap().at;
    assert_eq!(at_of(add(|| at(60), "A")), at(60));
    // Another server's clock is a little slow.
    assert_eq!(at_of(add(|| at(55), "B")), at(60));
    let refused = add(|| at(54), "C").unwrap_err();
    assert_eq!(refused.code(), "earlier");
    assert!(refused.text(Language::Chinese).contains("请校准时钟"));
    assert_eq!(store.count("unit", None).unwrap(), 2);
});

on_both!(
    an_import_that_others_overtook_while_it_read_is_no_earlier_act,
    db,
    {
        struct Overtaken(MemoryRows, Store);
        impl RowSource for Overtaken {
            fn info(&self) -> SourceInfo {
                self.0.info()
            }
            fn next(&mut self, row: &mut RawRow) -> Result<bool, SourceError> {
                let more = self.0.next(row)?;
                if !more && self.1.count("unit", None).unwrap() == 0 {
                    self.1
                        .act(&act(3_600, "add"), |w| w.insert("unit", unit("A", None)))
                        .unwrap();
                }
                Ok(more)
            }
            fn rewind(&mut self) -> Result<(), SourceError> {
                self.0.rewind()
            }
        }
        let store = db.open();
        let table = [["单位代码", "名称", "层级"], ["B", "乙", "place"]];
        let rows = table.map(|row| row.map(str::to_owned).to_vec()).to_vec();
        let mut source = Overtaken(MemoryRows::new(rows), store.clone());
        let by = Act {
            at: When::Turn(|| at(3_601)),
            ..act(0, "import")
        };
        let options = ImportOptions {
            part: true,
            ..ImportOptions::default()
        };
        let report = store
            .import(&by, "unit", &mut source, &options, &mut |_| {})
            .unwrap();
        assert_eq!(report.line.unwrap().at, at(3_601));
    }
);

on_both!(a_changed_key_takes_its_references_along, db, {
    let store = db.open();
    let ((unit_id, team, m), _) = store
        .act(&act(1, "add"), |w| {
            let a = w.insert("unit", unit("A", None))?;
            w.insert("unit", unit("B", Some("A")))?;
            let team = w.insert(
                "team",
                values([("unit", text("A")), ("number", Value::Int(7))]),
            )?;
            let mut fields = member("M1", "A");
            fields.insert("team".into(), text("A/7"));
            Ok((a, team, w.insert("member", fields)?))
        })
        .unwrap();
    let (_, line) = store
        .act(&act(2, "rekey"), |w| {
            w.rekey("unit", unit_id, values([("code", text("X"))]))
        })
        .unwrap();
    let line = line.unwrap();
    assert_eq!(
        (line.register.as_deref(), line.record),
        (Some("unit"), Some(unit_id))
    );
    assert_eq!(line.changes.len(), 3);
    let read = |register, id, field| {
        let record = store.record(register, id, None).unwrap().unwrap();
        get(&store, register, &record, field)
    };
    assert_eq!(read("team", team, "unit"), text("X"));
    assert_eq!(
        (read("member", m, "unit"), read("member", m, "team")),
        (text("X"), text("X/7"))
    );
    let b = store.find("unit", &[text("B")], None).unwrap().unwrap();
    assert_eq!(get(&store, "unit", &b, "parent"), text("X"));
    assert!(
        store
            .find("team", &[text("X"), Value::Int(7)], None)
            .unwrap()
            .is_some()
    );
    assert!(
        store
            .find("team", &[text("A"), Value::Int(7)], Some(at(1)))
            .unwrap()
            .is_some()
    );
    assert_eq!(store.history("member", m).unwrap().len(), 2);
    assert!(
        store
            .verify_journal(&[], &mut |_, _| {})
            .unwrap()
            .is_sound()
    );
});

on_both!(merged_records_leave_one_with_both_histories, db, {
    let store = db.open();
    let ((keep, drop, other), _) = store
        .act(&act(1, "add"), |w| {
            w.insert("unit", unit("A", None))?;
            let keep = w.insert("member", member("M1", "A"))?;
            let drop = w.insert("member", member("M2", "A"))?;
            let mut fields = member("M3", "A");
            fields.insert("mentor".into(), text("M2"));
            Ok((keep, drop, w.insert("member", fields)?))
        })
        .unwrap();
    let (_, line) = store
        .act(&act(2, "merge"), |w| w.merge("member", keep, drop))
        .unwrap();
    let line = line.unwrap();
    assert_eq!(line.record, Some(keep));
    assert_eq!(line.after.unwrap()["_merged"]["values"]["number"], "M2");
    let record = store.record("member", other, None).unwrap().unwrap();
    assert_eq!(get(&store, "member", &record, "mentor"), text("M1"));
    assert_eq!(store.record("member", drop, None).unwrap(), None);
    for id in [keep, drop] {
        let history = store.history("member", id).unwrap();
        let acts: Vec<_> = history
            .iter()
            .flat_map(|v| [Some(&v.written), v.ended.as_ref()])
            .flatten()
            .collect();
        assert!(acts.iter().any(|line| line.act == "merge"), "{id}");
    }
    assert!(
        store
            .verify_journal(&[], &mut |_, _| {})
            .unwrap()
            .is_sound()
    );
});

on_both!(sealed_values_never_stand_in_the_journal, db, {
    let store = db.open();
    let mut fields = member("M1", "A");
    fields.insert("identity".into(), text("11010519491231002X"));
    fields.insert("illness".into(), text("哮喘"));
    let (_, line) = store
        .act(&act(1, "add"), |w| {
            w.insert("unit", unit("A", None))?;
            Ok(())
        })
        .and_then(|_| store.act(&act(2, "add"), |w| w.insert("member", fields)))
        .unwrap();
    let after = line.unwrap().after.unwrap();
    let words = after.to_string();
    assert!(
        !words.contains("110105") && !words.contains("哮喘"),
        "{words}"
    );
    assert!(after["identity"].as_str().unwrap().starts_with("sealed:"));
});
