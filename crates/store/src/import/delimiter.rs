//! What parts the cells of a CSV file, found from its first lines.

/// What parts cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Delimiter {
    /// One ASCII character.
    Byte(u8),
    /// The full-width comma.
    Wide,
}

const WIDE: &str = "，";
/// Lines that are looked at.
const LINES: usize = 50;

impl Delimiter {
    /// The character.
    pub fn as_char(self) -> char {
        match self {
            Self::Byte(byte) => char::from(byte),
            Self::Wide => '，',
        }
    }

    /// Its length in UTF-8.
    pub fn length(self) -> usize {
        match self {
            Self::Byte(_) => 1,
            Self::Wide => WIDE.len(),
        }
    }

    /// Its first byte in UTF-8.
    pub fn first(self) -> u8 {
        match self {
            Self::Byte(byte) => byte,
            Self::Wide => 0xEF,
        }
    }

    /// Whether these bytes begin with it.
    pub fn begins(self, bytes: &[u8]) -> bool {
        match self {
            Self::Byte(byte) => bytes.first() == Some(&byte),
            Self::Wide => bytes.starts_with(WIDE.as_bytes()),
        }
    }
}

/// The delimiter of a text and, when its first line only names it (`sep=;`), where the rows begin.
///
/// `whole` says that the text is the whole file, so that its last line is no part of one.
pub(super) fn find_delimiter(text: &str, whole: bool) -> (Delimiter, Option<usize>) {
    if let Some((delimiter, after)) = named_delimiter(text) {
        return (delimiter, Some(after));
    }
    let lines = count_in_lines(text, whole);
    let narrow = [b',', b'\t', b';']
        .into_iter()
        .enumerate()
        .filter_map(|(index, byte)| {
            let (agree, count) = agreement(&lines, index)?;
            Some((
                agree,
                count,
                std::cmp::Reverse(index),
                Delimiter::Byte(byte),
            ))
        });
    if let Some((.., delimiter)) = narrow.max_by_key(|(a, c, i, _)| (*a, *c, *i)) {
        return (delimiter, None);
    }
    // Full-width commas also stand within sentences: they part cells only where lines agree.
    let wide = agreement(&lines, 3).is_some_and(|(agree, _)| agree > 1 || lines.len() == 1);
    (
        if wide {
            Delimiter::Wide
        } else {
            Delimiter::Byte(b',')
        },
        None,
    )
}

/// Reads Excel's `sep=;` line.
fn named_delimiter(text: &str) -> Option<(Delimiter, usize)> {
    let end = text.find(['\r', '\n'])?;
    let line = text.get(..end)?;
    let plain = line.trim_start_matches('\u{feff}');
    let plain = plain
        .strip_prefix('"')
        .and_then(|p| p.strip_suffix('"'))
        .unwrap_or(plain);
    let (start, rest) = plain.split_at_checked(4)?;
    if !start.eq_ignore_ascii_case("sep=") {
        return None;
    }
    let mut rest = rest.chars();
    let delimiter = match (rest.next()?, rest.next()) {
        ('，', None) => Delimiter::Wide,
        ('"' | '\\', None) => return None,
        (c, None) if c == '\t' || c.is_ascii_punctuation() => {
            Delimiter::Byte(u8::try_from(c).ok()?)
        }
        _ => return None,
    };
    let after = text.get(end..)?;
    let length = if after.starts_with("\r\n") { 2 } else { 1 };
    Some((delimiter, end + length))
}

/// For each line with text: how often each candidate stands in it outside quotes.
fn count_in_lines(text: &str, whole: bool) -> Vec<[usize; 4]> {
    let mut lines = Vec::new();
    let (mut counts, mut quoted, mut filled) = ([0; 4], false, false);
    let mut before = ',';
    for c in text.chars() {
        let at_start = matches!(before, ',' | '\t' | ';' | '，' | '\n' | '\r' | '\u{feff}');
        let candidate = match c {
            '"' if quoted || at_start || before == '"' => {
                quoted = !quoted;
                None
            }
            _ if quoted => None,
            ',' => Some(0),
            '\t' => Some(1),
            ';' => Some(2),
            '，' => Some(3),
            '\n' | '\r' => {
                if filled {
                    lines.push(counts);
                }
                (counts, filled) = ([0; 4], false);
                None
            }
            _ => None,
        };
        if let Some(count) = candidate.and_then(|index: usize| counts.get_mut(index)) {
            *count += 1;
        }
        filled |= !c.is_whitespace();
        before = c;
        if lines.len() >= LINES {
            return lines;
        }
    }
    if filled && (whole || lines.is_empty()) {
        lines.push(counts);
    }
    lines
}

/// The count that most lines share, leaving out lines without any, and how many share it.
fn agreement(lines: &[[usize; 4]], index: usize) -> Option<(usize, usize)> {
    let counts: Vec<usize> = lines
        .iter()
        .filter_map(|line| line.get(index).copied())
        .filter(|n| *n > 0)
        .collect();
    let shared = |count: usize| counts.iter().filter(|other| **other == count).count();
    counts.iter().map(|count| (shared(*count), *count)).max()
}
