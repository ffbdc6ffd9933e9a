//! Checks between fields hold at every door.

use jixia_pack::Packs;
use jixia_store::{ImportOptions, Store, StoreError, Values};
use jixia_terms::{Day, Language, Value, identity_check_digit};

use crate::common::{Db, act, get, member, pack_text, packs, text, unit, values};
use crate::import::{counts, csv, csv_with, reasons};
use crate::on_both;

const CHECKS: &str = r#"
[[check]]
holds = "born = day(substr(identity, 7, 8))"
text  = { zh = "与身份证号中的出生日期不一致", en = "differs from the identity number" }

[[check]]
holds = "team.unit = unit"
text  = { zh = "该小组不属于所填的单位", en = "the team belongs to another unit" }
"#;

fn checked() -> Packs {
    let member = pack_text("registers/member.toml") + CHECKS;
    packs(&[("registers/member.toml", &member)])
}

fn team(unit: &str, number: i64) -> Values {
    values([("unit", text(unit)), ("number", Value::Int(number))])
}

fn fill(store: &Store) {
    let add = store.act(&act(1, "add"), |w| {
        w.insert("unit", unit("A", None))?;
        w.insert("unit", unit("B", Some("A")))?;
        w.insert("team", team("A", 1))?;
        w.insert("team", team("B", 1))
    });
    add.unwrap();
}

fn open(db: &Db) -> Store {
    let store = db.open_with(checked());
    fill(&store);
    store
}

/// An identity number that nobody has, of somebody born on this day.
fn identity(day: &str) -> String {
    let first = format!("990101{}001", day.replace('-', ""));
    format!("{first}{}", identity_check_digit(&first).unwrap())
}

fn said(error: &StoreError) -> String {
    format!("{}: {}", error.code(), error.text(Language::Chinese))
}

on_both!(a_file_is_refused_row_by_row, db, {
    let store = open(db);
    let (old, young) = (identity("1990-03-07"), identity("2001-12-31"));
    let file = format!(
        "编号,姓名,单位,小组,身份证号,出生日期\n\
         M1,甲,A,A/1,{old},1990-03-07\n\
         M2,乙,A,A/1,{young},2001-12-30\n\
         M3,丙,A,B/1,{young},\n\
         M4,丁,B,,,1990-03-07\n\
         M5,戊,9999,A/1,,\n"
    );
    let refused = db.folder().join("refused.csv");
    let options = ImportOptions {
        refused: Some(refused.clone()),
        ..ImportOptions::default()
    };
    let report = csv_with(&store, 2, "member", &file, &options).unwrap();
    assert_eq!(
        reasons(&report),
        [
            "3: 与身份证号中的出生日期不一致",
            "4: 该小组不属于所填的单位",
            "6: “9999”在系统中不存在，请先录入或更正"
        ]
    );
    assert_eq!(counts(&report), [2, 0, 0, 0, 3]);
    assert_eq!(store.count("member", None).unwrap(), 0);
    let lines = std::fs::read_to_string(refused).unwrap();
    let lines: Vec<&str> = lines.lines().skip(1).collect();
    assert!(
        lines[0].starts_with("3,出生日期：与身份证号中的出生日期不一致,M2,"),
        "{lines:?}"
    );
    assert!(
        lines[1].starts_with("4,小组：该小组不属于所填的单位,M3,"),
        "{lines:?}"
    );
    let english = ImportOptions {
        language: Language::English,
        ..options
    };
    csv_with(&store, 3, "member", &file, &english).unwrap();
    let lines = std::fs::read_to_string(english.refused.unwrap()).unwrap();
    let lines: Vec<&str> = lines.lines().collect();
    assert!(lines[0].contains("Line,Reason,编号"), "{lines:?}");
    assert!(lines[3].contains("`9999` is not there;"), "{lines:?}");
});

on_both!(
    a_file_without_some_fields_is_held_to_those_in_the_register,
    db,
    {
        let store = open(db);
        let number = identity("1990-03-07");
        let first = format!(
            "编号,姓名,单位,小组,身份证号,出生日期\n\
         M1,甲,A,A/1,{number},1990-03-07\n\
         M2,乙,A,,,1991-01-01\n"
        );
        assert_eq!(counts(&csv(&store, 2, "member", &first)), [2, 0, 0, 0, 0]);
        let born = "编号,姓名,单位,出生日期\nM1,甲,A,1990-03-08\nM2,乙,A,1990-03-08\n";
        let report = csv(&store, 3, "member", born);
        assert_eq!(reasons(&report), ["2: 与身份证号中的出生日期不一致"]);
        let moved = "编号,姓名,单位,小组\nM1,甲,A,B/1\nM2,乙,A,B/1\n";
        let report = csv(&store, 3, "member", moved);
        assert_eq!(
            reasons(&report),
            ["2: 该小组不属于所填的单位", "3: 该小组不属于所填的单位"]
        );
        let units = "编号,姓名,单位\nM1,甲,B\nM2,乙,B\n";
        let report = csv(&store, 3, "member", units);
        assert_eq!(reasons(&report), ["2: 该小组不属于所填的单位"]);
        let named = "编号,姓名,单位\nM1,新名,A\nM2,乙,A\n";
        assert_eq!(counts(&csv(&store, 3, "member", named)), [0, 1, 1, 0, 0]);
    }
);

on_both!(a_form_is_refused_as_a_file_is, db, {
    let store = open(db);
    let number = identity("1990-03-07");
    let with = |born: &str, team: &str| {
        let mut fields = member("M1", "A");
        fields.insert("identity".to_owned(), text(&number));
        fields.insert("born".to_owned(), Value::Day(born.parse::<Day>().unwrap()));
        fields.insert("team".to_owned(), text(team));
        fields
    };
    let add = |second, fields| store.act(&act(second, "add"), |w| w.insert("member", fields));
    let error = add(2, with("1990-03-08", "B/1")).unwrap_err();
    let words = said(&error);
    assert!(
        words.contains("“出生日期”与身份证号中的出生日期不一致"),
        "{words}"
    );
    assert!(words.contains("“小组”该小组不属于所填的单位"), "{words}");
    let (id, _) = add(2, with("1990-03-07", "A/1")).unwrap();
    let change = |fields| store.act(&act(3, "change"), |w| w.update("member", id, fields, None));
    let error = change(values([("unit", text("B"))])).unwrap_err();
    assert!(said(&error).contains("该小组不属于所填的单位"));
    change(values([("unit", text("B")), ("team", Value::Null)])).unwrap();
});

on_both!(
    what_stood_before_a_check_is_not_held_against_other_changes,
    db,
    {
        let number = identity("1990-03-07");
        let store = db.open();
        fill(&store);
        let file = format!("编号,姓名,单位,身份证号,出生日期\nM1,甲,A,{number},1990-03-08\n");
        csv(&store, 2, "member", &file);
        drop(store);
        let store = db.open_with(checked());
        let record = store.find("member", &[text("M1")], None).unwrap().unwrap();
        let change = |second, fields| {
            store.act(&act(second, "change"), |w| {
                w.update("member", record.id, fields, None)
            })
        };
        change(4, values([("name", text("乙"))])).unwrap();
        assert_eq!(
            counts(&csv(&store, 5, "member", "编号,姓名,单位\nM1,丙,A\n")),
            [0, 1, 0, 0, 0]
        );
        let born = |day: &str| values([("born", Value::Day(day.parse::<Day>().unwrap()))]);
        assert_eq!(change(6, born("1990-03-09")).unwrap_err().code(), "values");
        change(6, born("1990-03-07")).unwrap();
        let record = store.find("member", &[text("M1")], None).unwrap().unwrap();
        assert_eq!(get(&store, "member", &record, "name"), text("丙"));
    }
);
