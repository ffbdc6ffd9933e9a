//! Numbers, money, shares and times as people write them in sheets.

use jixia_terms::{parse_basis_points, parse_fen};

use super::clean::{plain, without_thousands};
use super::fault::Why;

/// Above this a double no longer tells one whole number from the next.
pub(super) const WHOLE_MAX: f64 = 9_007_199_254_740_992.0;

/// A whole number from 0: `12`, `1,234`, `12.0`.
pub(super) fn count(text: &str) -> Result<i64, Why> {
    // The common case by far.
    if text.len() <= 18 && text.bytes().all(|b| b.is_ascii_digit()) {
        return text.parse().map_err(|_| Why::NotANumber);
    }
    let text = plain(text);
    let text = without_thousands(&text).ok_or(Why::NotANumber)?;
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let digits = whole.strip_prefix('-').unwrap_or(whole);
    let digits = digits.strip_prefix('+').unwrap_or(digits);
    let are_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if digits.is_empty() || !are_digits(digits) || !are_digits(fraction) {
        return Err(Why::NotANumber);
    }
    if fraction.bytes().any(|b| b != b'0') {
        return Err(Why::NotWhole);
    }
    let n: i64 = digits.parse().map_err(|_| Why::TooLarge)?;
    if whole.starts_with('-') && n != 0 {
        return Err(Why::BelowZero);
    }
    Ok(n)
}

/// A whole number from 0 out of a numeric cell.
pub(super) fn count_of(x: f64) -> Result<i64, Why> {
    match x {
        _ if x.fract() != 0.0 => Err(Why::NotWhole),
        _ if x < 0.0 => Err(Why::BelowZero),
        _ if x > WHOLE_MAX => Err(Why::TooLarge),
        _ => Ok(x as i64),
    }
}

/// A number: `-1,234.5`, `1.2E+3`.
pub(super) fn number(text: &str) -> Result<f64, Why> {
    let text = plain(text);
    let text = without_thousands(&text).ok_or(Why::NotANumber)?;
    let is_part = |b: u8| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+' | b'e' | b'E');
    if !text.bytes().all(is_part) {
        return Err(Why::NotANumber);
    }
    let x: f64 = text.parse().map_err(|_| Why::NotANumber)?;
    if x.is_finite() {
        Ok(x)
    } else {
        Err(Why::TooLarge)
    }
}

/// Whole fen from yuan: `1,234.50元`, `¥5`.
pub(super) fn money(text: &str) -> Result<i64, Why> {
    let text = plain(text);
    let text = text.trim_start_matches("人民币").trim_start();
    let text = text.trim_start_matches(['¥', '$']).trim_start();
    let text = text
        .trim_end_matches("元整")
        .trim_end_matches('元')
        .trim_end();
    hundredths(text, parse_fen)
}

/// Whole basis points from percent: `85%`, `85`, `85.50％`.
pub(super) fn percent(text: &str) -> Result<i64, Why> {
    hundredths(&plain(text), parse_basis_points)
}

fn hundredths(text: &str, parse: fn(&str) -> Option<i64>) -> Result<i64, Why> {
    let text = without_thousands(text).ok_or(Why::NotANumber)?;
    parse(&text).ok_or_else(|| {
        let number = text.trim_end_matches('%').trim_end();
        match number.parse::<f64>() {
            Ok(x) if x.is_finite() && x.abs() < WHOLE_MAX / 100.0 => Why::TooFine,
            Ok(x) if x.is_finite() => Why::TooLarge,
            _ => Why::NotANumber,
        }
    })
}

/// Whole hundredths out of a numeric cell: fen from yuan, basis points from percent.
pub(super) fn hundredths_of(x: f64) -> Result<i64, Why> {
    let scaled = (x * 100.0).round();
    if scaled.abs() > WHOLE_MAX {
        return Err(Why::TooLarge);
    }
    // What a sheet computes carries noise in its last places: 0.1 + 0.2.
    if (x * 100.0 - scaled).abs() > 1e-6 * scaled.abs().clamp(1.0, 1e3) {
        return Err(Why::TooFine);
    }
    Ok(scaled as i64)
}

/// Minutes after midnight: `7:50`, `07:50:00`, `7点50分`, `7点半`, `下午4:30`.
pub(super) fn time(text: &str) -> Result<i64, Why> {
    if let [a, b, b':', c, d] = text.as_bytes()
        && [a, b, c, d].iter().all(|b| b.is_ascii_digit())
    {
        let two = |a: &u8, b: &u8| i64::from(a - b'0') * 10 + i64::from(b - b'0');
        let (hour, minute) = (two(a, b), two(c, d));
        let fits = hour < 24 && minute < 60;
        return fits.then_some(hour * 60 + minute).ok_or(Why::NotATime);
    }
    let text = plain(text).to_lowercase();
    let text = text.trim();
    let (noon, text) = match text {
        _ if text.starts_with("上午") || text.starts_with("早上") => (Some(0), text.get(6..)),
        _ if text.starts_with("下午") || text.starts_with("晚上") => (Some(12), text.get(6..)),
        _ if text.ends_with("am") => (Some(0), text.strip_suffix("am")),
        _ if text.ends_with("pm") => (Some(12), text.strip_suffix("pm")),
        _ => (None, Some(text)),
    };
    let text = text.unwrap_or_default().trim();
    let text = text.replace(['点', '时', '分'], ":").replace("整", "");
    // A bare number is no time: it may be hours, minutes or a serial.
    if !text.contains(':') && noon.is_none() {
        return Err(Why::NotATime);
    }
    let text = text.trim_end_matches(['秒', ':']);
    let mut parts = text.split(':').map(str::trim);
    let part = |word: Option<&str>, below: i64| -> Result<i64, Why> {
        let digits = match word {
            None => return Ok(0),
            Some("半") => "30",
            Some(word) => word,
        };
        let fits = (1..=2).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        let n = digits.parse::<i64>().ok().filter(|n| fits && *n < below);
        n.ok_or(Why::NotATime)
    };
    let hour = parts.next().unwrap_or_default();
    let (hour, minute) = (part(Some(hour), 24)?, part(parts.next(), 60)?);
    let second = part(parts.next(), 60)?;
    if parts.next().is_some() || second != 0 {
        return Err(Why::NotATime);
    }
    let hour = match noon {
        Some(12) if hour < 12 => hour + 12,
        Some(0) if hour == 12 => 0,
        _ => hour,
    };
    Ok(hour * 60 + minute)
}

/// Minutes after midnight out of a numeric cell: the fraction of a day.
pub(super) fn time_of(x: f64) -> Result<i64, Why> {
    let minutes = x * 1440.0;
    let whole = minutes.round();
    if !(0.0..1440.0).contains(&whole) || (minutes - whole).abs() > 0.01 || !(0.0..1.0).contains(&x)
    {
        return Err(Why::NotATime);
    }
    Ok(whole as i64)
}
