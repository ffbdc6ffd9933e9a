//! The text of a number: as a person sees it, without the noise of binary fractions.

use std::fmt::Write as _;

use jixia_terms::Day;

use super::styles::Shown;

/// The serial number of 1970-01-01 in workbooks that count from 1900.
const EPOCH_1900: i64 = 25_569;
/// How much later workbooks that count from 1904 begin.
const BEGIN_1904: i64 = 1_462;
/// The last serial number, 9999-12-31.
const LAST: i64 = 2_958_465;
const DAY_SECONDS: i64 = 86_400;

/// Adds the text of the number as it stands in the file.
pub(super) fn push_number(raw: &str, shown: Shown, from_1904: bool, text: &mut String) {
    let raw = raw.trim();
    let Some(value) = raw.parse::<f64>().ok().filter(|value| value.is_finite()) else {
        text.push_str(raw);
        return;
    };
    let done = match shown {
        Shown::Plain => false,
        Shown::Digits(digits) => push_digits(value, digits, text),
        Shown::Day | Shown::Time | Shown::DayAndTime => push_moment(value, shown, from_1904, text),
        Shown::Elapsed => push_elapsed(value, text),
    };
    if !done {
        push_plain(raw, value, text);
    }
}

fn push_plain(raw: &str, value: f64, text: &mut String) {
    let digits = raw.strip_prefix('-').unwrap_or(raw);
    let whole = digits.bytes().all(|byte| byte.is_ascii_digit());
    let is_rounded = digits.len() > 15 && digits.bytes().skip(15).all(|byte| byte == b'0');
    let is_long = !whole && (1e15..1e21).contains(&value.abs());
    if whole && is_rounded || is_long {
        // A sheet keeps fifteen digits: those behind them are lost, and the text shows it, so that
        // no number of an identity card or an account is made of it.
        let shown = format!("{value:.14E}");
        text.push_str(&shown.replace('E', "E+"));
    } else if whole && digits.len() < 40 {
        // As it stands: a program may have written more digits than a binary fraction can hold.
        text.push_str(raw);
    } else if value == 0.0 {
        text.push('0');
    } else if (1e-9..1e21).contains(&value.abs()) {
        // Excel shows fifteen digits; those behind them come from the binary fraction.
        let rounded = format!("{value:.14e}").parse().unwrap_or(value);
        let _ = write!(text, "{rounded}");
    } else {
        text.push_str(raw);
    }
}

fn push_digits(value: f64, digits: usize, text: &mut String) -> bool {
    let fits = value.fract() == 0.0 && (0.0..1e15).contains(&value) && digits <= 30;
    if fits {
        let _ = write!(text, "{value:0digits$.0}");
    }
    fits
}

fn push_moment(value: f64, shown: Shown, from_1904: bool, text: &mut String) -> bool {
    if !(0.0..=(LAST + 1) as f64).contains(&value) {
        return false;
    }
    let seconds = (value * DAY_SECONDS as f64).round() as i64;
    let (days, second) = (seconds / DAY_SECONDS, seconds % DAY_SECONDS);
    if shown == Shown::Time || (shown == Shown::DayAndTime && days == 0 && !from_1904) {
        push_time(second, text);
        return true;
    }
    let Some(day) = day_of(days, from_1904) else {
        return false;
    };
    let _ = write!(text, "{day}");
    if shown == Shown::DayAndTime {
        text.push(' ');
        push_time(second, text);
    }
    true
}

/// The day with this serial number. The 1900 system has a 29 February that never was, and a day 0.
fn day_of(serial: i64, from_1904: bool) -> Option<Day> {
    let days = match serial {
        _ if from_1904 => serial + BEGIN_1904 - EPOCH_1900,
        60 => return None,
        1..=59 => serial + 1 - EPOCH_1900,
        _ if (61..=LAST).contains(&serial) => serial - EPOCH_1900,
        _ => return None,
    };
    Day::from_days(i32::try_from(days).ok()?)
}

fn push_elapsed(value: f64, text: &mut String) -> bool {
    let fits = (0.0..1e6).contains(&value);
    if fits {
        push_time((value * DAY_SECONDS as f64).round() as i64, text);
    }
    fits
}

/// Hours and minutes, and seconds where there are any.
fn push_time(seconds: i64, text: &mut String) {
    let _ = write!(text, "{:02}:{:02}", seconds / 3600, seconds / 60 % 60);
    if seconds % 60 != 0 {
        let _ = write!(text, ":{:02}", seconds % 60);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_people_see_them() {
        for (raw, shown, expected) in [
            ("12", Shown::Plain, "12"),
            ("440524188001010014", Shown::Plain, "440524188001010014"),
            ("4.40524E+17", Shown::Plain, "4.40524000000000E+17"),
            ("9.9010119700118E17", Shown::Plain, "9.90101197001180E+17"),
            ("990101197001180000", Shown::Plain, "9.90101197001180E+17"),
            ("9.9E+14", Shown::Plain, "990000000000000"),
            ("0.30000000000000004", Shown::Plain, "0.3"),
            ("1.50", Shown::Plain, "1.5"),
            ("-0.0", Shown::Plain, "0"),
            ("1E-3", Shown::Plain, "0.001"),
            ("1E+300", Shown::Plain, "1E+300"),
            ("nan", Shown::Plain, "nan"),
            ("44001", Shown::Digits(6), "044001"),
            ("46266", Shown::Day, "2026-09-01"),
            ("46266.75", Shown::Day, "2026-09-01"),
            ("0.32638888888888890", Shown::Time, "07:50"),
            ("46266.326388888889", Shown::Time, "07:50"),
            ("46266.326388888889", Shown::DayAndTime, "2026-09-01 07:50"),
            ("46266.99999999999", Shown::DayAndTime, "2026-09-02 00:00"),
            ("0.5", Shown::DayAndTime, "12:00"),
            ("1", Shown::Day, "1900-01-01"),
            ("59", Shown::Day, "1900-02-28"),
            ("60", Shown::Day, "60"),
            ("61", Shown::Day, "1900-03-01"),
            ("0", Shown::Day, "0"),
            ("-1", Shown::Day, "-1"),
            ("2958465", Shown::Day, "9999-12-31"),
            ("20260901", Shown::Day, "20260901"),
            ("1.5", Shown::Elapsed, "36:00"),
        ] {
            let mut text = String::new();
            push_number(raw, shown, false, &mut text);
            assert_eq!(text, expected, "{raw} {shown:?}");
        }
        let mut text = String::new();
        push_number("44804", Shown::Day, true, &mut text);
        assert_eq!(text, "2026-09-01");
    }
}
