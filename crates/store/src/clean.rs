//! What is normalised away from every text at every door, so that what is stored can be written to
//! any file and read back the same.

use jixia_terms::{Value, is_invisible};

/// The value with line ends as `\n`, without signs that nobody sees, and without spaces at its
/// ends.
pub(crate) fn clean(value: Value) -> Value {
    clean_counting(value, &mut 0)
}

/// The same; texts in which nobody could see a part are counted.
pub(crate) fn clean_counting(value: Value, hidden: &mut u64) -> Value {
    match value {
        Value::Text(text) if is_clean(&text) => Value::text_or_null(text),
        Value::Text(text) => {
            *hidden += u64::from(text.contains(is_invisible));
            Value::text_or_null(cleaned(&text))
        }
        // Minus zero is zero: they are equal, and must hash alike.
        Value::Real(0.0) => Value::Real(0.0),
        other => other,
    }
}

/// Whether the bytes alone show that no sign is invisible. Spaces, controls and invisible signs
/// begin, beyond ASCII, with C2, E1, E2, E3 or EF.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|b| match b {
        0x20..0x7f | b'\n' | b'\t' => true,
        _ => b >= 0x80 && !matches!(b, 0xc2 | 0xe1 | 0xe2 | 0xe3 | 0xef),
    })
}

fn is_clean(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_end = |byte: Option<&u8>| byte.is_none_or(|b| *b > b' ' && *b < 0x7f);
    // Nearly all texts are decided by their bytes.
    let plain = is_plain(text);
    let is_wide = |byte: Option<&u8>| byte.is_some_and(|b| *b >= 0x80);
    let (first, last) = (bytes.first(), bytes.last());
    if plain && (is_end(first) || is_wide(first)) && (is_end(last) || is_wide(last)) {
        return true;
    }
    let plain_ends = |c: char| !c.is_whitespace();
    text.chars().next().is_none_or(plain_ends)
        && text.chars().next_back().is_none_or(plain_ends)
        && !text.contains(is_junk)
}

/// What is never stored.
fn is_junk(c: char) -> bool {
    c == '\r' || is_invisible(c)
}

fn cleaned(text: &str) -> String {
    let lines = text.replace("\r\n", "\n").replace('\r', "\n");
    let kept: String = lines.chars().filter(|c| !is_junk(*c)).collect();
    kept.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_decide_as_characters_do() {
        for c in '\0'..=char::MAX {
            let is_end = !c.is_whitespace() && !is_junk(c);
            assert_eq!(is_clean(&c.to_string()), is_end, "{c:?}");
            assert_eq!(is_clean(&format!("a{c}下")), !is_junk(c), "{c:?}");
        }
    }

    #[test]
    fn ends_and_controls_go_and_the_rest_stays() {
        let same = ["稷下", "a  b", "a\nb\tc", "=1+1", "🏫 x"];
        for text in same {
            assert_eq!(clean(Value::Text(text.into())), Value::Text(text.into()));
        }
        for (from, to) in [
            ("\u{3000} 稷下 \n", "稷下"),
            ("a\r\nb\rc", "a\nb\nc"),
            ("a\u{1}b\u{7f}\u{85}c", "abc"),
            ("\u{feff}x\u{ffff}", "x"),
            ("稷\u{200b}下\u{202e}学\u{2066}宫\u{200f}", "稷下学宫"),
        ] {
            assert_eq!(
                clean(Value::Text(from.into())),
                Value::Text(to.into()),
                "{from:?}"
            );
        }
        assert_eq!(clean(Value::Text(" \t ".into())), Value::Null);
        assert_eq!(clean(Value::Real(-0.0)), Value::Real(0.0));
    }
}
