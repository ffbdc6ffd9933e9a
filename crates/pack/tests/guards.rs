//! Expressions of processes: what they come to, and that what is empty never lets anything pass.

use std::collections::BTreeMap;

use jixia_pack::{FieldKind, Guard, Scope};
use jixia_terms::{Day, Instant, Value};

fn with_scope<T>(then: impl FnOnce(&Scope<'_>) -> T) -> T {
    let day = |text: &str| Value::from(text.parse::<Day>().unwrap());
    let record = BTreeMap::from([
        ("count".to_owned(), Value::Int(57)),
        ("share".to_owned(), Value::Real(0.5)),
        ("grade".to_owned(), Value::from("high")),
        ("kinds".to_owned(), Value::from("a;b")),
        ("opened".to_owned(), day("2026-09-01")),
        ("open".to_owned(), Value::Bool(true)),
        ("empty".to_owned(), Value::Null),
    ]);
    let ask = BTreeMap::from([("note".to_owned(), Value::from("办妥"))]);
    then(&Scope {
        record: &record,
        lists: &|name| name == "kinds",
        ask: &ask,
        now: "2026-10-01T09:00:00+08:00".parse::<Instant>().unwrap(),
        who: "li",
        rule: &|name| (name == "most").then_some(56.0),
    })
}

fn holds(text: &str) -> bool {
    let guard = Guard::parse(text).unwrap();
    with_scope(|scope| guard.holds(scope))
}

#[test]
fn conditions_hold_or_do_not() {
    for text in [
        "record.count > 56",
        "double(record.count) >= rule('most')",
        "record.count > rule('most')",
        "record.grade == 'high' && record.open",
        "record.grade in ['low', 'high']",
        "'b' in record.kinds",
        "today - record.opened == 30",
        "record.opened + 30 == today",
        "record.opened < day('2026-09-02')",
        "has(record.count) && !has(record.empty) && !has(record.gone)",
        "size(ask.note) == 2 && ask.note.startsWith('办')",
        "who == 'li'",
        "record.empty > 3 || record.count > 3",
        "record.count > 3 ? record.open : false",
        "record.share < 1.0 && record.share * 2.0 == 1.0",
    ] {
        assert!(holds(text), "{text}");
    }
}

#[test]
fn what_is_empty_lets_nothing_pass() {
    for text in [
        "record.empty > 3",
        "record.empty <= 3",
        "record.gone == 'a'",
        "!(record.empty > 3)",
        "record.empty > 3 && record.open",
        "record.count / 0 > 1",
        "record.count > rule('gone')",
        "9223372036854775807 + record.count > 0",
        "record.count",
    ] {
        assert!(!holds(text), "{text}");
    }
}

#[test]
fn values_are_of_the_kind_of_their_field() {
    let value = |text: &str, kind| {
        let guard = Guard::parse(text).unwrap();
        with_scope(|scope| guard.value(scope, &kind))
    };
    let day: Day = "2026-10-01".parse().unwrap();
    assert_eq!(value("today", FieldKind::Day), Value::Day(day));
    assert_eq!(
        value("today + 1", FieldKind::Day),
        Value::Day(day.plus_days(1))
    );
    assert_eq!(value("'a' + who", FieldKind::Text), Value::from("ali"));
    assert_eq!(
        value("record.kinds", FieldKind::Codes(String::new())),
        Value::from("a;b")
    );
    assert_eq!(value("record.count", FieldKind::Number), Value::Real(57.0));
    assert_eq!(value("record.gone", FieldKind::Text), Value::Null);
    assert_eq!(value("record.open", FieldKind::YesNo), Value::Bool(true));
    let now: Instant = "2026-10-01T01:00:00Z".parse().unwrap();
    assert_eq!(value("now", FieldKind::Instant), Value::Instant(now));
}
