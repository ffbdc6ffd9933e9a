//! Cleans texts as they come out of sheets: blanks at the ends, full-width signs, separators of
//! thousands.

use std::borrow::Cow;

use jixia_terms::is_invisible;

/// Whether a character is a blank at the ends of a cell: spaces of any width, and what nobody sees.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || is_invisible(c)
}

/// The text without blanks at its ends.
pub(super) fn trim(text: &str) -> &str {
    let bytes = text.as_bytes();
    match (bytes.first(), bytes.last()) {
        (Some(a), Some(b)) if a.is_ascii_graphic() && b.is_ascii_graphic() => text,
        _ => text.trim_matches(is_blank),
    }
}

/// Letters, digits and signs of full width as ASCII, zero-width signs and inner blanks of other
/// kinds as spaces or nothing: for numbers, days and times.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text.strip_prefix('\'').unwrap_or(text));
    }
    let text: String = text.chars().filter_map(plain_char).collect();
    Cow::Owned(text.trim_start_matches(['\'', '’']).trim().to_owned())
}

fn plain_char(c: char) -> Option<char> {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0),
        '\u{2212}' | '\u{2013}' | '\u{2014}' => Some('-'),
        '\u{ffe5}' => Some('¥'),
        '。' => Some('.'),
        _ if c.is_whitespace() => Some(' '),
        _ if is_blank(c) => None,
        _ => Some(c),
    }
}

/// Letters and digits of full width as ASCII, other signs as they are: for codes, keys and identity
/// numbers.
pub(super) fn plain_letters(text: &str) -> Cow<'_, str> {
    let is_plain = |c: char| {
        !(matches!(c, '\u{ff10}'..='\u{ff19}' | '\u{ff21}'..='\u{ff3a}' | '\u{ff41}'..='\u{ff5a}')
            || (is_blank(c) && c != ' '))
    };
    if text.is_ascii() || text.chars().all(is_plain) {
        return Cow::Borrowed(text);
    }
    let letter = |c: char| match c {
        '\u{ff10}'..='\u{ff19}' | '\u{ff21}'..='\u{ff3a}' | '\u{ff41}'..='\u{ff5a}' => {
            char::from_u32(u32::from(c) - 0xfee0)
        }
        _ if c.is_whitespace() => Some(' '),
        _ if is_blank(c) => None,
        _ => Some(c),
    };
    Cow::Owned(text.chars().filter_map(letter).collect())
}

/// The number without separators of thousands, if those stand where they belong: `1,234.50`.
pub(super) fn without_thousands(text: &str) -> Option<Cow<'_, str>> {
    if !text.contains(',') {
        return Some(Cow::Borrowed(text));
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let whole = unsigned.split('.').next().unwrap_or_default();
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let right = (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3);
    let rest_is_plain = !unsigned
        .get(whole.len()..)
        .unwrap_or_default()
        .contains(',');
    (right && rest_is_plain).then(|| Cow::Owned(text.replace(',', "")))
}

/// The text, cut after 20 characters and without control signs, for messages.
pub(super) fn short(text: &str) -> String {
    const LENGTH_MAX: usize = 20;
    let visible = |c: char| {
        if c.is_control() || is_invisible(c) {
            '\u{fffd}'
        } else {
            c
        }
    };
    let mut chars = text.chars();
    let mut shown: String = chars.by_ref().take(LENGTH_MAX).map(visible).collect();
    if chars.next().is_some() {
        shown.push('…');
    }
    shown
}
