//! Promises to double: 翻番, 翻一番, 翻两番. A doubling is a rise by once as much.

use super::Found;
use super::line::Line;
use super::trim::clean;
use crate::lex::Kind;
use crate::lexicon::bounds::Sense;
use crate::lexicon::longest;
use crate::model::{Comparator, Span};

const WORDS: &[(&str, f64)] = &[
    ("翻番", 1.0),
    ("翻一番", 1.0),
    ("翻1番", 1.0),
    ("翻一倍", 1.0),
    ("翻两番", 3.0),
    ("翻2番", 3.0),
];

/// The promises to double in a line, each with its token; `found` are the targets found so far.
pub(crate) fn doubled(line: &Line<'_>, found: &[(usize, Found)]) -> Vec<(usize, Found)> {
    let one = |at: usize| {
        let rest = line.chars(at, line.phrase_end(at));
        let (len, (_, times)) = longest(rest, WORDS, |w| w.0)?;
        let inside = line.inside(at);
        if inside.title || inside.quote.is_some() {
            return None;
        }
        let start = line.span_of(at).start;
        Some((
            at,
            Found {
                object: subject(line, at, found),
                comparator: Comparator::Increase,
                value: Some(*times),
                value_max: None,
                unit: Some("倍".to_owned()),
                by: None,
                span: Span::new(start, start + len),
                why: "double",
            },
        ))
    };
    (0..line.tokens.len()).filter_map(one).collect()
}

/// What stands before it in its phrase, up to a comparison; else what the target before spoke of.
fn subject(line: &Line<'_>, at: usize, found: &[(usize, Found)]) -> String {
    let start = line.phrase_start(at);
    let against = |i: &usize| line.kind(*i) == Some(&Kind::Before(Sense::Against));
    let end = (start..at).find(against).unwrap_or(at);
    let words = clean(super::region::without_verbs(line, start, end));
    if words.len() > 1 {
        return words.into_iter().collect();
    }
    let before = found.iter().filter(|(place, _)| *place < at);
    before
        .max_by_key(|(place, _)| *place)
        .map(|(_, earlier)| earlier.object.clone())
        .unwrap_or_default()
}
