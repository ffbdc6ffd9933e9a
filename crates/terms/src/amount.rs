//! Money in whole fen and shares in whole basis points, read from and written as people write them.

/// `12345` fen as `123.45`.
pub fn fen_text(fen: i64) -> String {
    hundredths(fen)
}

/// `8550` basis points as `85.50`, the number before the percent sign.
pub fn percent_text(basis_points: i64) -> String {
    hundredths(basis_points)
}

/// Whole fen from `123.45`, `123` or `-0.5`; nothing when there are more than two decimals.
pub fn parse_fen(text: &str) -> Option<i64> {
    parse_hundredths(text)
}

/// Whole basis points from `85`, `85.5` or `85.50%` (a full-width sign too); nothing when there are
/// more than two decimals.
pub fn parse_basis_points(text: &str) -> Option<i64> {
    parse_hundredths(text.trim().trim_end_matches(['%', '\u{ff05}']).trim_end())
}

fn hundredths(n: i64) -> String {
    let sign = if n < 0 { "-" } else { "" };
    let n = n.unsigned_abs();
    format!("{sign}{}.{:02}", n / 100, n % 100)
}

fn parse_hundredths(text: &str) -> Option<i64> {
    let text = text.trim();
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let fraction = fraction.trim_end_matches('0');
    if whole.is_empty() || fraction.len() > 2 || !plain(whole) || !plain(fraction) {
        return None;
    }
    let cents: i64 = format!("{fraction:0<2}").parse().ok()?;
    let n = whole
        .parse::<i64>()
        .ok()?
        .checked_mul(100)?
        .checked_add(cents)?;
    Some(if negative { -n } else { n })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_whole_fen_both_ways() {
        for (text, fen) in [("123.45", 12_345), ("0.50", 50), ("-7.00", -700)] {
            assert_eq!((parse_fen(text), fen_text(fen).as_str()), (Some(fen), text));
        }
        assert_eq!(parse_fen("3.1400"), Some(314));
        for text in ["3.141", "", ".5", "1e3", "12,3", "99999999999999999999"] {
            assert_eq!(parse_fen(text), None, "{text}");
        }
        assert_eq!(parse_basis_points("85.5%"), Some(8_550));
    }
}
