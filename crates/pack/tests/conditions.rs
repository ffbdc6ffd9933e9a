//! What the condition of a check means: that of a `CHECK` of SQL.

mod house;

use std::collections::HashMap;

use jixia_pack::{Cell, FieldReader, Packs, RowCheck};
use jixia_terms::Value;

const TRIP: &str = r#"
--- base/registers/trip.toml
label = { zh = "出行", en = "Trip" }
doc   = { zh = "测试用。", en = "For tests." }
key   = ["code"]
org   = "class"
[field.code]
label    = { zh = "编号", en = "Code" }
type     = "text"
required = true
[field.from_day]
label = { zh = "去", en = "Out" }
type  = "day"
[field.to_day]
label = { zh = "回", en = "Back" }
type  = "day"
[field.seats]
label = { zh = "座位", en = "Seats" }
type  = "count"
[field.load]
label = { zh = "载重", en = "Load" }
type  = "number"
[field.stage]
label = { zh = "学段", en = "Stage" }
type  = "code"
codes = "stage"
[field.paid]
label = { zh = "已付", en = "Paid" }
type  = "yes_no"
[field.identity]
label = { zh = "身份证号", en = "Identity number" }
type  = "identity"
[field.class]
label = { zh = "班级", en = "Class" }
type  = "reference"
to    = "class"
[[check]]
holds = "HOLDS"
text  = { zh = "不对", en = "wrong" }
"#;

/// Whether the condition lets a trip with these values pass. `class.x` is a value of its class.
fn passes(holds: &str, given: &str) -> bool {
    let packs = Packs::read(&house::sound_with(&TRIP.replace("HOLDS", holds))).unwrap();
    let trip = &packs.registers["trip"];
    let class = &packs.registers["class"];
    let given: HashMap<&str, &str> = given
        .split_whitespace()
        .map(|pair| pair.split_once('=').unwrap())
        .collect();
    let value = |field: &jixia_pack::Field, name: &str| {
        let text = given.get(name).copied().unwrap_or_default();
        FieldReader::new(field, &packs)
            .lax()
            .read(Cell::Text(text))
            .unwrap()
    };
    let row: Vec<Value> = trip
        .stored()
        .map(|field| value(field, &field.name))
        .collect();
    let check = RowCheck::of(trip, &packs).remove(0);
    let beyond: Vec<Value> = check
        .beyond
        .iter()
        .map(|asked| {
            value(
                class.field(&asked.field).unwrap(),
                &format!("class.{}", asked.field),
            )
        })
        .collect();
    check.holds(&row, &beyond)
}

fn table(holds: &str, passing: &[&str], failing: &[&str]) {
    for given in passing {
        assert!(passes(holds, given), "{holds}: {given} is refused");
    }
    for given in failing {
        assert!(!passes(holds, given), "{holds}: {given} passes");
    }
}

#[test]
fn signs_compare_days_numbers_and_texts() {
    let days = |to: &str| format!("from_day=2026-09-01 to_day={to}");
    let (before, same, after) = (days("2026-08-31"), days("2026-09-01"), days("2026-09-02"));
    let (before, same, after) = (before.as_str(), same.as_str(), after.as_str());
    table("to_day >= from_day", &[same, after], &[before]);
    table("to_day > from_day", &[after], &[before, same]);
    table("to_day <= from_day", &[before, same], &[after]);
    table("to_day < from_day", &[before], &[same, after]);
    table("to_day = from_day", &[same], &[before, after]);
    table("to_day <> from_day", &[before, after], &[same]);
    table("to_day > date '2026-08-31'", &[same], &[before]);
    table(
        "seats <= load",
        &["seats=3 load=3", "seats=3 load=3.5"],
        &["seats=3 load=2.99"],
    );
    table("seats < 100", &["seats=99"], &["seats=100"]);
    table("stage = 'junior'", &["stage=junior"], &["stage=primary"]);
}

#[test]
fn what_is_empty_is_not_held_against_a_record() {
    table(
        "to_day >= from_day",
        &["", "to_day=2026-09-01", "from_day=2026-09-01"],
        &[],
    );
    table("not (to_day >= from_day)", &["from_day=2026-09-01"], &[]);
    table(
        "seats = 1 and load = 1",
        &["seats=1", "load=1"],
        &["seats=2", "load=2"],
    );
    table(
        "seats = 1 or load = 1",
        &["seats=1", "seats=2"],
        &["seats=2 load=2"],
    );
    table("load is not null", &["load=1"], &["seats=1"]);
    table(
        "seats is null or load is not null",
        &["", "load=1", "seats=1 load=1"],
        &["seats=1"],
    );
    table(
        "stage not in ('junior')",
        &["", "stage=primary"],
        &["stage=junior"],
    );
}

#[test]
fn parts_of_a_text_and_the_day_in_it() {
    let born = "from_day = day(substr(identity, 7, 8))";
    let with = |day: &str| format!("identity=110101199003070038 from_day={day}");
    table(
        born,
        &[&with("1990-03-07"), "from_day=1990-03-07"],
        &[&with("1990-03-08")],
    );
    // Eight digits that are no day say nothing.
    table(
        "from_day = day(code)",
        &["code=19900230 from_day=1990-03-01"],
        &[],
    );
    table(
        "substr(code, 2, 2) = '学校'",
        &["code=中学校长", "code=中学校"],
        &["code=中学", "code=学校"],
    );
    table(
        "substr(code, 5, 1) = ''",
        &["code=abc", "code=abcd"],
        &["code=abcde"],
    );
    let parity = "(stage = 'primary') = (substr(identity, 17, 1) in ('1', '3', '5', '7', '9'))";
    let of = |stage: &str| format!("identity=110101199003070038 stage={stage}");
    table(parity, &[&of("primary")], &[&of("junior")]);
}

#[test]
fn words_bind_as_in_sql() {
    table(
        "seats = 1 or seats = 2 and load = 3",
        &["seats=1 load=9"],
        &["seats=2 load=9"],
    );
    table(
        "(seats = 1 or seats = 2) and load = 3",
        &["seats=1 load=3"],
        &["seats=1 load=9"],
    );
    table(
        "not paid or seats = 1",
        &["paid=否 seats=2", "paid=是 seats=1"],
        &["paid=是 seats=2"],
    );
    table(
        "NOT paid AND NOT seats = 1",
        &["paid=否 seats=2"],
        &["paid=否 seats=1"],
    );
}

#[test]
fn other_records_are_asked_for() {
    table(
        "class.roll >= seats",
        &["class=A/1 class.roll=3 seats=3", "class=A/1 seats=3"],
        &["class=A/1 class.roll=2 seats=3"],
    );
}
