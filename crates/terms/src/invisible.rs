//! Signs that nobody sees and nobody means: they hide in what is copied from pages and chats.

/// Whether a sign is neither seen nor a blank: controls other than ends of lines and tabs, signs of
/// no width, marks of direction, and code points that are no characters.
pub fn is_invisible(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\r' | '\t')
        || matches!(
            c,
            '\u{ad}'
                | '\u{200b}'..='\u{200f}'
                | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{2069}'
                | '\u{feff}'
                | '\u{fffe}'
                | '\u{ffff}'
        )
}
