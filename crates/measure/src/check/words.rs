//! Finds words in SQL by its tokens, so that nothing in texts and comments counts.

use datafusion::sql::sqlparser::dialect::GenericDialect;
use datafusion::sql::sqlparser::tokenizer::{Token, Tokenizer};

use super::At;

/// A word of SQL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// Where it stands.
    pub(super) at: At,
    /// As it is written.
    pub(super) word: String,
}

/// The unquoted words of some SQL, in order; none when it has no tokens.
pub(super) fn words(sql: &str) -> Vec<Word> {
    let tokens = Tokenizer::new(&GenericDialect {}, sql).tokenize_with_location();
    let tokens = tokens.unwrap_or_default().into_iter();
    let words = tokens.filter_map(|token| match token.token {
        Token::Word(word) if word.quote_style.is_none() => {
            let start = token.span.start;
            Some(Word {
                at: (
                    (start.line as usize).saturating_sub(1),
                    start.column as usize,
                ),
                word: word.value,
            })
        }
        _ => None,
    });
    words.collect()
}

/// The first word of this name, without regard to case.
pub(super) fn find_word(sql: &str, name: &str) -> Option<Word> {
    find_word_from(sql, name, (0, 1))
}

/// The first word of this name at a place or after it.
pub(super) fn find_word_from(sql: &str, name: &str, from: At) -> Option<Word> {
    let fits = |word: &Word| word.at >= from && word.word.eq_ignore_ascii_case(name);
    words(sql).into_iter().find(fits)
}
