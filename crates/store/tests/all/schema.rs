//! Tables follow the packs: wider by themselves, narrower only when allowed.

use std::sync::Arc;

use jixia_store::{JournalQuery, Location, SchemaPolicy, Store, StoreError};
use jixia_terms::{Language, Value};

use crate::common::{Db, act, at, get, member, pack_text, packs, text, unit, values};
use crate::on_both;

fn sound(store: &Store) {
    let verdict = store.verify_journal(&[], &mut |_, _| {}).unwrap();
    assert!(verdict.is_sound(), "{:#?}", verdict.faults);
}

fn open(db: &Db, packs: jixia_pack::Packs, policy: SchemaPolicy) -> Result<Store, StoreError> {
    Store::open(&db.location, Arc::new(packs), policy)
}

fn fill(db: &Db) {
    let store = db.open();
    let mut fields = member("M1", "A");
    fields.insert("visits".into(), Value::Int(3));
    fields.insert("note".into(), text("旧"));
    store
        .act(&act(1, "add"), |w| {
            w.insert("unit", unit("A", None))?;
            w.insert("member", fields)
        })
        .unwrap();
}

on_both!(new_registers_and_fields_widen_the_tables_as_an_act, db, {
    fill(db);
    let lines = db.open().journal(&JournalQuery::default()).unwrap().len();
    assert_eq!(lines, 2, "opening again changes nothing");
    let unit_text = pack_text("registers/unit.toml")
        + "\n[field.phone]\nlabel = { zh = \"电话\", en = \"Phone\" }\ntype = \"text\"\nfind = \
            true\n";
    let room = "label = { zh = \"房间\", en = \"Room\" }\n\
                doc = { zh = \"间\", en = \"x\" }\nkey = [\"code\"]\norg = \
        \"none\"\n\
                [field.code]\nlabel = { zh = \"号\
                    \", en = \"Code\" }\ntype = \"text\"\nrequired = true\n";
    let wider = || {
        packs(&[
            ("registers/unit.toml", &unit_text),
            ("registers/room.toml", room),
        ])
    };
    let store = open(db, wider(), SchemaPolicy::Widen).unwrap();
    let line = &store.journal(&JournalQuery::default()).unwrap()[0];
    assert_eq!(
        (line.act.as_str(), line.actor.as_str(), line.at),
        ("schema", "jixia", at(1))
    );
    let after = line.after.as_ref().unwrap().to_string();
    assert!(
        after.contains("room") && after.contains("unit.phone"),
        "{after}"
    );
    sound(&store);
    let id = store.find("unit", &[text("A")], None).unwrap().unwrap().id;
    store
        .act(&act(2, "change"), |w| {
            w.update("unit", id, values([("phone", text("1"))]), None)
        })
        .unwrap();
    store
        .act(&act(3, "add"), |w| {
            w.insert("room", values([("code", text("R"))]))
        })
        .unwrap();
    sound(&store);
    let old = store.record("unit", id, Some(at(1))).unwrap().unwrap();
    assert_eq!(get(&store, "unit", &old, "phone"), Value::Null);
    // The narrower program no longer opens it, and says why.
    let error = open(db, packs(&[]), SchemaPolicy::Widen).unwrap_err();
    let words = error.text(Language::Chinese);
    assert!(
        words.contains("room") && words.contains("phone") && words.contains("恢复声明"),
        "{words}"
    );
});

on_both!(
    what_is_no_longer_declared_is_set_aside_and_still_verified,
    db,
    {
        fill(db);
        let text_of = pack_text("registers/member.toml");
        let (head, _) = text_of.split_once("[field.note]").unwrap();
        let (_, tail) = text_of.split_once("[field.illness]").unwrap();
        let narrower = format!("{head}[field.illness]{tail}");
        let packs_now = || packs(&[("registers/member.toml", &narrower)]);
        let error = open(db, packs_now(), SchemaPolicy::Widen).unwrap_err();
        assert_eq!(error.code(), "schema_narrows");
        assert_eq!(
            error.text(Language::Chinese),
            "专题包不再声明：台账 member 的字段 note。请恢复声明，或加 --allow-narrow 运行一次，\
             将不再声明的封存、按新主键重算"
        );
        let store = open(db, packs_now(), SchemaPolicy::AllowNarrow).unwrap();
        sound(&store);
        let id = store
            .find("member", &[text("M1")], None)
            .unwrap()
            .unwrap()
            .id;
        store
            .act(&act(2, "change"), |w| {
                w.update("member", id, values([("name", text("新"))]), None)
            })
            .unwrap();
        sound(&store);
        // Declared again, what was set aside is there again.
        let store = db.open();
        let old = store.record("member", id, Some(at(1))).unwrap().unwrap();
        assert_eq!(get(&store, "member", &old, "note"), text("旧"));
        sound(&store);
    }
);

on_both!(a_changed_kind_is_refused_or_begins_empty, db, {
    fill(db);
    let changed = pack_text("registers/member.toml").replacen(
        "次数\", en = \"Visits\" }\ntype  = \"count\"",
        "次数\", en = \"Visits\" }\ntype  = \"money\"",
        1,
    );
    assert!(changed.contains("Visits\" }\ntype  = \"money\""));
    let packs_now = || packs(&[("registers/member.toml", &changed)]);
    let error = open(db, packs_now(), SchemaPolicy::Widen).unwrap_err();
    assert!(
        error
            .text(Language::Chinese)
            .contains("类型由 count 变为 money")
    );
    let store = open(db, packs_now(), SchemaPolicy::AllowNarrow).unwrap();
    sound(&store);
    let record = store.find("member", &[text("M1")], None).unwrap().unwrap();
    assert_eq!(get(&store, "member", &record, "visits"), Value::Null);
    store
        .act(&act(2, "change"), |w| {
            w.update(
                "member",
                record.id,
                values([("visits", Value::Int(5))]),
                None,
            )
        })
        .unwrap();
    sound(&store);
});

on_both!(a_changed_key_is_refused_or_computed_again, db, {
    fill(db);
    let changed = pack_text("registers/member.toml").replacen(
        "key   = [\"number\"]",
        "key   = [\"unit\", \"number\"]",
        1,
    );
    let packs_now = || packs(&[("registers/member.toml", &changed)]);
    let error = open(db, packs_now(), SchemaPolicy::Widen).unwrap_err();
    assert_eq!(error.code(), "schema_narrows");
    assert_eq!(
        error.text(Language::Chinese),
        "专题包不再声明：台账 member 的主键 number（改为 unit/number）。请恢复声明，\
         或加 --allow-narrow 运行一次，将不再声明的封存、按新主键重算"
    );
    assert!(
        db.open()
            .find("member", &[text("M1")], None)
            .unwrap()
            .is_some()
    );
    let store = open(db, packs_now(), SchemaPolicy::AllowNarrow).unwrap();
    assert!(
        store
            .find("member", &[text("A"), text("M1")], None)
            .unwrap()
            .is_some()
    );
    store
        .act(&act(2, "add"), |w| w.insert("member", member("M2", "A")))
        .unwrap();
    sound(&store);
});

on_both!(a_key_that_records_refer_to_is_not_changed, db, {
    fill(db);
    let store = db.open();
    let mut mentored = member("M2", "A");
    mentored.insert("mentor".into(), text("M1"));
    let added = store.act(&act(2, "add"), |w| w.insert("member", mentored));
    let (id, _) = added.unwrap();
    drop(store);
    let changed = pack_text("registers/member.toml").replacen(
        "key   = [\"number\"]",
        "key   = [\"unit\", \"number\"]",
        1,
    );
    let packs_now = || packs(&[("registers/member.toml", &changed)]);
    let error = open(db, packs_now(), SchemaPolicy::AllowNarrow).unwrap_err();
    assert_eq!(error.code(), "key_referenced");
    assert_eq!(
        error.text(Language::Chinese),
        "成员的主键不能由 number 改为 unit/number：成员的“导师”（1 条）仍按原主键引用它。\
         请先用原来的专题包导出这些台账，清空这些字段（必填的，删除这些记录），改主键后再按新主键导入"
    );
    let store = db.open();
    let none = values([("mentor", Value::Null)]);
    let emptied = store.act(&act(3, "change"), |w| w.update("member", id, none, None));
    emptied.unwrap();
    drop(store);
    open(db, packs_now(), SchemaPolicy::AllowNarrow).unwrap();
});

#[test]
fn a_file_that_is_no_database_is_refused_clearly() {
    let db = Db::sqlite();
    let path = db.file("letter.txt", "Dear colleagues, ".repeat(100));
    let error = Store::open(
        &Location::Sqlite(path),
        Arc::new(packs(&[])),
        SchemaPolicy::Widen,
    )
    .unwrap_err();
    assert_eq!(error.code(), "unreachable");
    assert!(
        error.text(Language::Chinese).contains("无法打开数据库"),
        "{error}"
    );
    let none: Location = "postgres://nobody:secret@127.0.0.1:1/x".parse().unwrap();
    let error = Store::open(&none, Arc::new(packs(&[])), SchemaPolicy::Widen).unwrap_err();
    assert_eq!(error.code(), "unreachable");
    assert!(!error.to_string().contains("secret"));
}

on_both!(a_database_of_another_format_is_refused, db, {
    fill(db);
    db.sql("UPDATE _meta SET value = '2' WHERE name = 'format'");
    let error = open(db, packs(&[]), SchemaPolicy::Widen).unwrap_err();
    assert_eq!(error.code(), "format");
});
