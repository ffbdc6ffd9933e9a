//! Exports: written, read by people, and imported again without change.

use jixia_store::import::open_bytes;
use jixia_store::{ExportOptions, Format, ImportOptions, Outcome, Store};
use jixia_terms::Value;
use proptest::prelude::*;

use crate::common::{Db, act, at, member, text, unit, values};
use crate::on_both;

const FORMATS: [Format; 2] = [Format::Csv, Format::Xlsx];

fn export(store: &Store, register: &str, format: Format) -> Vec<u8> {
    let mut out = Vec::new();
    store
        .export(
            register,
            &ExportOptions {
                format,
                as_of: None,
            },
            &mut out,
        )
        .unwrap();
    out
}

fn comes_back_unchanged(store: &Store, register: &str, format: Format) {
    let file = export(store, register, format);
    let name = if format == Format::Csv {
        "x.csv"
    } else {
        "x.xlsx"
    };
    let mut source = open_bytes(name, file).unwrap();
    let report = store
        .import(
            &act(1_000, "import"),
            register,
            source.as_mut(),
            &ImportOptions::default(),
            &mut |_| {},
        )
        .unwrap();
    assert_eq!(
        (report.outcome, report.changed, report.refused),
        (Outcome::NoChange, 0, 0),
        "{format:?} {:#?} {:#?}",
        report.changed_samples,
        report.refused_rows
    );
    assert!(report.absent.is_empty(), "{:?}", report.absent);
}

on_both!(an_export_is_what_people_read, db, {
    let store = db.open();
    let mut fields = member("M1", "A");
    fields.extend(values([
        ("colour", text("r")),
        ("colours", text("r;b")),
        ("fee", Value::Int(12_345)),
        ("share", Value::Int(8_550)),
        ("rises", Value::Int(470)),
        ("local", Value::Bool(true)),
        ("born", Value::Day("2019-09-01".parse().unwrap())),
        ("seen", Value::Instant(at(0))),
        ("note", text("=1+1")),
        ("score", Value::Real(0.1)),
    ]));
    store
        .act(&act(1, "add"), |w| {
            w.insert("unit", unit("A", None))?;
            w.insert("member", fields)
        })
        .unwrap();
    store
        .act(&act(5, "change"), |w| {
            let id = w.find("member", &[text("M1")])?.unwrap().id;
            w.update("member", id, values([("name", text("新名"))]), None)
        })
        .unwrap();
    let words = String::from_utf8(export(&store, "member", Format::Csv)).unwrap();
    expect_test::expect![[r#"
        编号,姓名,单位,小组,导师,身份证号,出生日期,颜色,喜欢的颜色,得分,次数,费用,比例,起床时间,最近到访,是否本地,位置,备注,病史
        M1,新名,A,,,,2019-09-01,红,"红;蓝",0.1,,123.45,85.50%,07:50,2026-08-29 18:40:00,是,,'=1+1,
    "#]]
    .assert_eq(&words.trim_start_matches('\u{feff}').replace("\r\n", "\n"));
    let mut before = Vec::new();
    let options = ExportOptions {
        format: Format::Csv,
        as_of: Some(at(4)),
    };
    assert_eq!(store.export("member", &options, &mut before).unwrap(), 1);
    assert!(String::from_utf8(before).unwrap().contains("成员M1"));
    for format in FORMATS {
        comes_back_unchanged(&store, "member", format);
    }
});

fn hostile() -> impl Strategy<Value = Value> {
    let odd = prop::sample::select(vec![
        "=1+1",
        "'=x",
        "''",
        "\"",
        "\"\"",
        "a\"b",
        "a,b;c\td",
        "行一\n行二",
        "-5",
        "+86 138",
        "@x",
        "－1",
        "🏫👩‍🏫",
        "TRUE",
        "1e5",
        "007",
        "2026-09-01",
        "_x0041_",
        "_x000D_",
        "a  b",
        "\u{200b}x",
        "x\u{200b}",
        "NULL",
        "合计",
        "#N/A",
        "1/2",
        "'-1",
        "=",
        "sep=;",
        "<b>&amp;</b>",
        "]]>",
        "\u{feff}x",
    ]);
    prop_oneof![
        3 => odd.prop_map(text),
        3 => "\\PC{0,40}".prop_map(Value::from),
        1 => "[ \\n\\t\"',;=a-c]{0,12}".prop_map(Value::from),
        1 => (1_usize..30_000).prop_map(|n| text(&"长".repeat(n))),
        1 => Just(Value::Null),
    ]
}

fn some<T: std::fmt::Debug + Clone + 'static>(
    of: impl Strategy<Value = T> + 'static,
    to: impl Fn(T) -> Value + Clone + 'static,
) -> BoxedStrategy<Value> {
    prop_oneof![1 => Just(Value::Null), 4 => of.prop_map(to)].boxed()
}

fn any_member() -> impl Strategy<Value = Vec<(&'static str, Value)>> {
    let code = || prop::sample::select(vec!["r", "g", "b"]);
    let day = || (-50_000_i32..60_000).prop_map(|d| jixia_terms::Day::from_days(d).unwrap());
    (
        (hostile(), hostile(), hostile()),
        some(day(), Value::Day),
        some(code(), text),
        some(prop::collection::btree_set(code(), 1..3), |set| {
            text(&set.into_iter().collect::<Vec<_>>().join(";"))
        }),
        some(prop::num::f64::NORMAL | prop::num::f64::ZERO, Value::Real),
        some(0_i64..i64::from(u32::MAX), Value::Int),
        some(-1_000_000_i64..100_000_000, Value::Int),
        some(0_i64..10_000, Value::Int),
        some(0_i64..1_440, Value::Int),
        some(-2_000_000_000_000_000_i64..4_000_000_000_000_000, |n| {
            Value::Instant(jixia_terms::Instant::from_micros(n).unwrap())
        }),
        some(any::<bool>(), Value::Bool),
        some((-1_800_i32..1_800, -900_i32..900), |(x, y)| {
            text(&format!(
                "{:.1},{:.1}",
                f64::from(x) / 10.0,
                f64::from(y) / 10.0
            ))
        }),
    )
        .prop_map(
            |(
                (name, note, ill),
                born,
                colour,
                colours,
                score,
                visits,
                fee,
                share,
                rises,
                seen,
                local,
                place,
            )| {
                vec![
                    ("name", name),
                    ("note", note),
                    ("illness", ill),
                    ("born", born),
                    ("colour", colour),
                    ("colours", colours),
                    ("score", score),
                    ("visits", visits),
                    ("fee", fee),
                    ("share", share),
                    ("rises", rises),
                    ("seen", seen),
                    ("local", local),
                    ("at", place),
                ]
            },
        )
}

fn round_trip(db: &Db, cases: u32) {
    let store = db.open();
    store
        .act(&act(1, "add"), |w| w.insert("unit", unit("A", None)))
        .unwrap();
    let config = ProptestConfig {
        cases,
        max_shrink_iters: 200,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let second = std::cell::Cell::new(10);
    proptest!(config, |(rows in prop::collection::vec(any_member(), 1..12))| {
        second.set(second.get() + 1);
        store.act(&act(second.get().min(999), "add"), |w| {
            let mut old = Vec::new();
            w.scan("member", &mut |record| { old.push(record.id); Ok(()) })?;
            for id in old {
                w.remove("member", id)?;
            }
            for (i, fields) in rows.iter().enumerate() {
                let mut row = member(&format!("M{i}"), "A");
                for (name, value) in fields {
                    if *name != "name" || !matches!(value, Value::Null) {
                        row.insert((*name).to_owned(), value.clone());
                    }
                }
                match w.insert("member", row) {
                    Ok(_) => {}
                    // A text of nothing but spaces is no name; points and the like may be refused.
                    Err(jixia_store::StoreError::Values { .. }) => {}
                    Err(error) => return Err(error),
                }
            }
            Ok(())
        }).unwrap();
        for format in FORMATS {
            comes_back_unchanged(&store, "member", format);
        }
    });
}

#[test]
fn whatever_is_stored_comes_back_unchanged_sqlite() {
    round_trip(&Db::sqlite(), 60);
}

#[test]
fn whatever_is_stored_comes_back_unchanged_postgres() {
    round_trip(&Db::postgres(), 25);
}
