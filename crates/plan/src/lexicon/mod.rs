//! The word tables of the grammar, one file each: numbers, units, bounds, periods, verbs, nouns.

pub(crate) mod bounds;
pub(crate) mod nouns;
pub(crate) mod numbers;
pub(crate) mod periods;
pub(crate) mod units;
pub(crate) mod verbs;

/// Whether `chars` begins with `word`; gives the word's length.
pub(crate) fn begins(chars: &[char], word: &str) -> Option<usize> {
    let mut len = 0;
    for w in word.chars() {
        if chars.get(len) != Some(&w) {
            return None;
        }
        len += 1;
    }
    Some(len)
}

/// Whether `chars` ends with `word`.
pub(crate) fn ends(chars: &[char], word: &str) -> bool {
    let len = word.chars().count();
    chars
        .len()
        .checked_sub(len)
        .and_then(|from| chars.get(from..))
        .is_some_and(|tail| tail.iter().copied().eq(word.chars()))
}

/// The longest of `words` that `chars` begins with: its length and its place in the table.
pub(crate) fn longest<'a, T>(
    chars: &[char],
    table: &'a [T],
    word: impl Fn(&T) -> &str,
) -> Option<(usize, &'a T)> {
    let mut best: Option<(usize, &T)> = None;
    for entry in table {
        if let Some(len) = begins(chars, word(entry))
            && best.is_none_or(|(most, _)| len > most)
        {
            best = Some((len, entry));
        }
    }
    best
}

/// Whether `text` contains any of `words`.
pub(crate) fn has_any(text: &[char], words: &[&str]) -> bool {
    words.iter().any(|w| find(text, w).is_some())
}

/// Where `word` first stands in `text`.
pub(crate) fn find(text: &[char], word: &str) -> Option<usize> {
    (0..text.len()).find(|&i| {
        text.get(i..)
            .is_some_and(|rest| begins(rest, word).is_some())
    })
}
