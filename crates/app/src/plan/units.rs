//! Units of measures against units that plans write.

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
