//! Units of measures against units that plans write, and values in the words of a plan.

use jixia_terms::Label;

/// A measured value in the unit in which the target is written. Money is measured in fen and
/// written in yuan; what is done by the day, 小时/天, is measured by the day.
pub(crate) fn in_unit_of_target(value: f64, measured_in: &str, written_in: Option<&str>) -> f64 {
    let written_in = written_in.and_then(|unit| unit.split('/').next());
    match (measured_in, written_in) {
        ("fen", Some("元")) => value / 100.0,
        ("minute", Some("小时" | "学时")) => value / 60.0,
        _ => value,
    }
}

/// A value with its unit as the plan writes it, which English goes without; minutes of a time of
/// day as a clock shows them.
pub(super) fn said_in(unit: &str, value: f64) -> Label {
    let number = short(value);
    let same = |text: String| Label::new(text.clone(), text);
    match unit {
        unit if unit.contains("时刻") => {
            let minutes = value.round();
            let (hour, minute) = ((minutes / 60.0).floor(), minutes % 60.0);
            same(format!("{hour:02}:{minute:02}"))
        }
        "" => same(number),
        "%" => same(format!("{number}%")),
        "百分点" => Label::new(
            format!("{number} 个百分点"),
            match number.as_str() {
                "1" => "1 percentage point".to_owned(),
                _ => format!("{number} percentage points"),
            },
        ),
        unit => Label::new(format!("{number} {unit}"), number),
    }
}

/// As finely as reasons show a number.
pub(super) fn to_cents(value: f64) -> f64 {
    (value * 100.0).round()
}

/// A number with at most two decimals, as reasons show it.
fn short(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
