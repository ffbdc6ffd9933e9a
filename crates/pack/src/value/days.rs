//! Days and instants as people write them in sheets, and the serial numbers of spreadsheets.

use jixia_terms::{Day, Instant};

use super::clean::plain;
use super::fault::Why;

const SECOND_MICROS: i64 = 1_000_000;
const DAY_MICROS: i64 = 86_400 * SECOND_MICROS;

/// A day: `2026-09-01`, `2026/9/1`, `2026.9.1`, `20260901`, `2026年9月1日`, also followed by midnight.
pub(super) fn day(text: &str) -> Result<Day, Why> {
    if let Some(day) = iso(text.as_bytes()) {
        return Ok(day);
    }
    let text = plain(text);
    let (day, rest) = leading_day(&text).ok_or(Why::NotADay)?;
    let rest = rest.trim_start_matches('T').trim();
    let is_midnight = !rest.is_empty() && rest.bytes().all(|b| matches!(b, b'0' | b':' | b'.'));
    if rest.is_empty() || is_midnight {
        Ok(day)
    } else {
        Err(Why::DayWithTime)
    }
}

/// A day out of a numeric cell: a serial number counted from 1899-12-30, or the digits `20260901`.
pub(super) fn day_of(x: f64) -> Result<Day, Why> {
    if x.fract() != 0.0 {
        return Err(if (1.0..3e6).contains(&x) {
            Why::DayWithTime
        } else {
            Why::NotADay
        });
    }
    if (10_000_101.0..=99_991_231.0).contains(&x) {
        return compact(x as i64).ok_or(Why::NotADay);
    }
    serial_day(x)
}

/// A spreadsheet counts days from 1 for 1900-01-01 and believes in 1900-02-29 (60).
fn serial_day(x: f64) -> Result<Day, Why> {
    const FIRST: i32 = -25_569;
    if (1900.0..2101.0).contains(&x) {
        // As a serial it would be a day of 1905: surely the year alone was written.
        return Err(Why::YearAlone);
    }
    if !(1.0..2_958_466.0).contains(&x) || x as i32 == 60 {
        return Err(Why::NotADay);
    }
    let serial = x as i32;
    let days = FIRST + serial + i32::from(serial < 60);
    Day::from_days(days).ok_or(Why::NotADay)
}

/// An instant: RFC 3339, or a day and time of day in China, or the start of a bare day.
pub(super) fn instant(text: &str) -> Result<Instant, Why> {
    let text = plain(text);
    if text.contains('T')
        && let Ok(at) = text.parse::<Instant>()
    {
        return Ok(at);
    }
    let (day, rest) = leading_day(&text).ok_or(Why::NotAnInstant)?;
    let rest = rest.trim_start_matches('T').trim();
    let micros = clock_micros(rest).ok_or(Why::NotAnInstant)?;
    Instant::from_micros(Instant::start_of(day).micros() + micros).ok_or(Why::NotAnInstant)
}

/// An instant out of a numeric cell: a serial day with its fraction, to the second.
pub(super) fn instant_of(x: f64) -> Result<Instant, Why> {
    let seconds = ((x - x.floor()) * 86_400.0).round() as i64;
    let day = serial_day(x.floor()).map_err(|_| Why::NotAnInstant)?;
    let micros = Instant::start_of(day).micros() + seconds * SECOND_MICROS;
    Instant::from_micros(micros).ok_or(Why::NotAnInstant)
}

/// An instant as people in China read it, to the microsecond where there are any, when its year has
/// four digits.
pub(super) fn local_text(at: Instant) -> Option<String> {
    let since = at
        .micros()
        .checked_sub(Instant::start_of(at.day()).micros())?;
    if !(0..DAY_MICROS).contains(&since) {
        return None;
    }
    let (seconds, micros) = (since / SECOND_MICROS, since % SECOND_MICROS);
    let (h, m, s) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let mut text = format!("{} {h:02}:{m:02}:{s:02}", at.day());
    if micros != 0 {
        text.push_str(&format!(".{micros:06}"));
    }
    Some(text)
}

/// Microseconds after midnight of `8:00`, `08:00:00`, `08:00:00.5`; nothing written is midnight.
fn clock_micros(text: &str) -> Option<i64> {
    if text.is_empty() {
        return Some(0);
    }
    let mut parts = text.split(':');
    let mut two = |below: i64| {
        let part = parts.next()?;
        let fits = (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        part.parse::<i64>().ok().filter(|n| fits && *n < below)
    };
    let (hour, minute) = (two(24)?, two(60)?);
    let (second, fraction) = match parts.next() {
        None => (0, 0),
        Some(part) => {
            let (whole, fraction) = part.split_once('.').unwrap_or((part, ""));
            let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
            if !digits(whole) || !digits(fraction) || whole.len() > 2 || fraction.len() > 6 {
                return None;
            }
            let whole = whole.parse::<i64>().ok().filter(|n| *n < 60)?;
            (whole, format!("{fraction:0<6}").parse::<i64>().ok()?)
        }
    };
    if parts.next().is_some() {
        return None;
    }
    Some((hour * 3600 + minute * 60 + second) * SECOND_MICROS + fraction)
}

/// `YYYY-MM-DD`, the common case by far.
fn iso(bytes: &[u8]) -> Option<Day> {
    let [a, b, c, d, b'-', e, f, b'-', g, h] = bytes else {
        return None;
    };
    let digits = |bytes: &[u8]| {
        bytes.iter().try_fold(0_i16, |n, b| {
            b.is_ascii_digit().then(|| n * 10 + i16::from(b - b'0'))
        })
    };
    let small = |n: i16| i8::try_from(n).ok();
    Day::new(
        digits(&[*a, *b, *c, *d])?,
        small(digits(&[*e, *f])?)?,
        small(digits(&[*g, *h])?)?,
    )
}

fn compact(n: i64) -> Option<Day> {
    let small = |n: i64| i8::try_from(n).ok();
    Day::new(
        i16::try_from(n / 10_000).ok()?,
        small(n / 100 % 100)?,
        small(n % 100)?,
    )
}

/// The day at the start of a text, and what follows it.
fn leading_day(text: &str) -> Option<(Day, &str)> {
    let text = text.trim();
    let (year, digits, rest) = leading_number(text)?;
    if digits == 8 {
        return Some((compact(year)?, rest));
    }
    let rest = rest.trim_start();
    let separator = rest.chars().next()?;
    if digits != 4 || !matches!(separator, '-' | '/' | '.' | '年') {
        return None;
    }
    let (month, _, rest) = leading_number(after(rest, separator)?)?;
    let rest = rest.trim_start();
    let next = if separator == '年' { '月' } else { separator };
    let (day, digits, rest) = leading_number(after(rest, next)?)?;
    let rest = match separator {
        '年' => rest.trim_start().strip_prefix(['日', '号'])?,
        _ => rest,
    };
    let small = |n: i64| i8::try_from(n).ok();
    let day = Day::new(i16::try_from(year).ok()?, small(month)?, small(day)?)?;
    let ends = rest.is_empty() || rest.starts_with([' ', 'T']);
    (digits <= 2 && ends).then_some((day, rest))
}

fn after(text: &str, separator: char) -> Option<&str> {
    text.strip_prefix(separator).map(str::trim_start)
}

/// The number of at most 8 digits at the start of a text, how many digits it has, and what follows.
fn leading_number(text: &str) -> Option<(i64, usize, &str)> {
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    let fits = (1..=8).contains(&digits.len());
    let n = digits.parse().ok().filter(|_| fits)?;
    Some((n, digits.len(), rest))
}
