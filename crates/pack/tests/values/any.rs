//! Any value is read again from what is written, and no text makes reading panic.

use jixia_pack::{Cell, FieldKind, FieldReader, format_value, parse_value};
use jixia_terms::{Day, Instant, Value, identity_check_digit};
use proptest::prelude::*;

use crate::{field, packs};

fn days_any() -> impl Strategy<Value = Day> {
    (-719_162..2_932_896_i32).prop_map(|days| Day::from_days(days).unwrap())
}

fn identity_any() -> impl Strategy<Value = String> {
    (
        "[1-9][0-9]{5}",
        days_any().prop_filter("four digits", |day| day.year() >= 1900),
        "[0-9]{3}",
    )
        .prop_map(|(area, day, order)| {
            let first = format!("{area}{}{order}", day.to_string().replace('-', ""));
            format!("{first}{}", identity_check_digit(&first).unwrap())
        })
}

/// A field of every kind with a value that reading it could have given.
fn any_value() -> impl Strategy<Value = (FieldKind, Value)> {
    use FieldKind as K;
    let stage = || prop_oneof![Just("primary"), Just("junior")];
    let text = |t: String| Value::text_or_null(t);
    prop_oneof![
        "[a-z\u{4e00}-\u{4e20}\u{ff21}-\u{ff3a}]([ -~\u{4e00}-\u{4e20}]{0,9}[a-z])?"
            .prop_map(move |t| (K::Text, text(t))),
        (0..i64::MAX).prop_map(|n| (K::Count, Value::Int(n))),
        any::<f64>()
            .prop_filter("finite", |x| x.is_finite())
            .prop_map(|x| (K::Number, Value::Real(x))),
        (-9_000_000_000_000_000..9_000_000_000_000_000_i64).prop_map(|n| (K::Money, Value::Int(n))),
        (-9_000_000_000_000_000..9_000_000_000_000_000_i64)
            .prop_map(|n| (K::Percent, Value::Int(n))),
        days_any().prop_map(|day| (K::Day, Value::Day(day))),
        (0..1440_i64).prop_map(|n| (K::Time, Value::Int(n))),
        (-62_000_000_000_000_000..250_000_000_000_000_000_i64)
            .prop_map(|n| (K::Instant, Value::Instant(Instant::from_micros(n).unwrap()))),
        any::<bool>().prop_map(|yes| (K::YesNo, Value::Bool(yes))),
        stage().prop_map(|code| (K::Code("stage".into()), code.into())),
        Just((K::Codes("stage".into()), "junior;primary".into())),
        "[A-Z0-9]{1,6}/[A-Z0-9]{1,6}"
            .prop_map(move |t| (K::Reference("class".into()), Value::text_or_null(t))),
        "[A-Z0-9]{1,12}".prop_map(move |t| (K::Org, Value::text_or_null(t))),
        identity_any().prop_map(|t| (K::Identity, t.into())),
        (-180.0..180.0_f64, -60.0..60.0_f64)
            .prop_filter("not swapped", |(x, y)| !((3.0..54.0).contains(x)
                && *y > 70.0))
            .prop_map(|(x, y)| (K::Point, format!("{x},{y}").into())),
        "[0-9a-f]{64}".prop_map(|t| (K::File, t.into())),
        "[0-9a-f]{64};[0-9a-f]{64}".prop_map(|t| (K::Files, t.into())),
        Just((
            K::Area,
            r#"{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}"#.into()
        )),
    ]
}

proptest! {
    #[test]
    fn written_and_read_again_is_the_same((kind, value) in any_value(), labels in any::<bool>()) {
        let packs = packs();
        let field = field(kind);
        let text = format_value(&value, &field, &packs, labels);
        prop_assert_eq!(parse_value(&text, &field, &packs), Ok(value), "{}", text);
    }

    #[test]
    fn no_text_makes_reading_panic(
        (kind, _) in any_value(),
        text in any::<String>(),
        x in any::<f64>(),
    ) {
        let reader = FieldReader::new(&field(kind), &packs());
        let _ = reader.read(Cell::Text(&text));
        let _ = reader.read(Cell::Number(x));
    }

    #[test]
    fn what_is_read_is_read_again_from_what_is_written(
        (kind, _) in any_value(),
        text in "[0-9\u{ff10}-\u{ff19}年月日:点分.,\u{ff0c}/% -]{1,14}",
    ) {
        let packs = packs();
        let field = field(kind);
        if let Ok(value) = parse_value(&text, &field, &packs) {
            let again = format_value(&value, &field, &packs, false);
            prop_assert_eq!(parse_value(&again, &field, &packs), Ok(value), "{}", again);
        }
    }
}
