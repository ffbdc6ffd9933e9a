//! Where a character of a text stands in the TOML that writes it, quotes and escapes counted.

/// The byte offset, in the TOML of a string from its opening quotes on, of a line (from 0) and
/// character (from 1) of the text that it means; its end when the text is shorter.
pub(crate) fn offset(raw: &str, (line, column): (usize, usize)) -> usize {
    let (open, has_escapes) = opening(raw);
    let mut at = open;
    let mut here = (0, 1);
    while here < (line, column) {
        let Some(sign) = raw.get(at..).and_then(Sign::first) else {
            return at;
        };
        let sign = if has_escapes { sign.unescaped() } else { sign };
        at += sign.length;
        match sign.means {
            None => {}
            Some('\n') => here = (here.0 + 1, 1),
            Some(_) => here.1 += 1,
        }
    }
    at
}

/// How many bytes stand before the text, and whether `\` escapes in it.
fn opening(raw: &str) -> (usize, bool) {
    for (quotes, has_escapes) in [("\"\"\"", true), ("'''", false)] {
        if let Some(rest) = raw.strip_prefix(quotes) {
            let line_end = ["\r\n", "\n"].iter().find(|end| rest.starts_with(**end));
            return (3 + line_end.map_or(0, |end| end.len()), has_escapes);
        }
    }
    (1, raw.starts_with('"'))
}

/// A character of the text as it is written.
struct Sign<'t> {
    rest: &'t str,
    length: usize,
    means: Option<char>,
}

impl<'t> Sign<'t> {
    fn first(rest: &'t str) -> Option<Self> {
        let first = rest.chars().next()?;
        Some(Self {
            rest,
            length: first.len_utf8(),
            means: Some(first),
        })
    }

    fn unescaped(self) -> Self {
        let mut chars = self.rest.chars();
        let (Some('\\'), Some(escape)) = (chars.next(), chars.next()) else {
            return self;
        };
        let (length, means) = match escape {
            'n' => (2, Some('\n')),
            'x' => (4, Some('x')),
            'u' => (6, Some('u')),
            'U' => (10, Some('U')),
            // A line that goes on after its end: nothing up to the next word counts.
            _ if escape.is_whitespace() => {
                let after = self.rest.get(1..).unwrap_or_default();
                (1 + after.len() - after.trim_start().len(), None)
            }
            other => (1 + other.len_utf8(), Some(other)),
        };
        Self {
            length,
            means,
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::offset;

    #[test]
    fn quotes_and_escapes_count_and_lines_may_go_on() {
        for (raw, at, rest) in [
            ("\"a b\"", (0, 3), "b\""),
            ("'a\\n b'", (0, 5), "b'"),
            ("\"\"\"\na\nb c\"\"\"", (1, 3), "c\"\"\""),
            ("'''\r\na\r\nb'''", (1, 1), "b'''"),
            ("\"\\\"x\\\" y\"", (0, 5), "y\""),
            ("\"a\\nb\"", (1, 1), "b\""),
            ("\"\"\"a \\\n   b\"\"\"", (0, 4), "\"\"\""),
            ("\"\\u4e00b\"", (0, 2), "b\""),
            ("\"a\"", (7, 1), ""),
        ] {
            assert_eq!(&raw[offset(raw, at).min(raw.len())..], rest, "{raw} {at:?}");
        }
    }
}
