//! Units of measures against units that plans write.

/// A measured value in the unit in which the target is written. Money is measured in fen and
/// written in yuan.
pub(crate) fn in_unit_of_target(value: f64, measured_in: &str, written_in: Option<&str>) -> f64 {
    match (measured_in, written_in) {
        ("fen", Some("元")) => value / 100.0,
        ("minute", Some("小时" | "学时")) => value / 60.0,
        _ => value,
    }
}
