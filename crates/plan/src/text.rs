//! The plan's characters, and beside them the same characters in one canonical form.
//!
//! INVARIANT: both have the same length, so every offset in one is an offset in the other.

use crate::model::Span;

/// Text as written and as compared.
#[derive(Debug, Clone)]
pub(crate) struct Text {
    raw: Vec<char>,
    norm: Vec<char>,
}

impl Text {
    /// Folds full-width forms, dashes, quotes and ASCII punctuation into one form each.
    pub(crate) fn new(text: &str) -> Self {
        let raw: Vec<char> = text.chars().collect();
        let mut norm = normalise(&raw);
        mark_gaps(&raw, &mut norm);
        Self { raw, norm }
    }

    /// Whether the text as written has a tab there, which sets the cells of a table apart.
    pub(crate) fn is_tab(&self, offset: usize) -> bool {
        self.raw.get(offset) == Some(&'\t')
    }

    /// Number of characters.
    pub(crate) fn len(&self) -> usize {
        self.raw.len()
    }

    /// Canonical characters of a span; empty if it lies outside.
    pub(crate) fn norm(&self, span: Span) -> &[char] {
        self.norm.get(span.start..span.end).unwrap_or(&[])
    }

    /// The canonical character at an offset, or NUL outside.
    pub(crate) fn at(&self, offset: usize) -> char {
        self.norm.get(offset).copied().unwrap_or('\0')
    }

    /// The words of a span as written, line breaks dropped.
    pub(crate) fn words(&self, span: Span) -> String {
        let chars = self.raw.get(span.start..span.end).unwrap_or(&[]);
        let kept: String = chars.iter().filter(|c| !matches!(c, '\n' | '\r')).collect();
        kept.trim().to_owned()
    }

    /// The span without white space at its ends.
    pub(crate) fn trimmed(&self, span: Span) -> Span {
        let (mut start, mut end) = (span.start, span.end.min(self.len()));
        while start < end && self.at(start).is_whitespace() {
            start += 1;
        }
        while end > start && self.at(end - 1).is_whitespace() {
            end -= 1;
        }
        Span::new(start, end)
    }
}

fn normalise(raw: &[char]) -> Vec<char> {
    let mut quote_open = false;
    let mut out = Vec::with_capacity(raw.len());
    for (i, &c) in raw.iter().enumerate() {
        let before = i
            .checked_sub(1)
            .and_then(|j| raw.get(j))
            .copied()
            .map_or('\0', fold);
        let after = raw.get(i + 1).copied().map_or('\0', fold);
        let folded = fold(c);
        out.push(match folded {
            '\n' => {
                quote_open = false;
                '\n'
            }
            ',' if c == ',' && is_thousands_comma(raw, i) => ',',
            ',' => '，',
            ':' if before.is_ascii_digit() && after.is_ascii_digit() => ':',
            ':' => '：',
            ';' => '；',
            '!' => '！',
            '?' => '？',
            '(' => '（',
            ')' => '）',
            '"' => {
                quote_open = !quote_open;
                if quote_open { '“' } else { '”' }
            }
            other => other,
        });
    }
    out
}

/// The shortest line whose spaces can stand for lost punctuation.
const GAPPED_MIN: usize = 34;

/// How far the number of a clause reaches, its mark included.
const NUMBER_MAX: usize = 4;

/// Puts commas where cells of a table meet, and where a line that lost its punctuation has spaces.
fn mark_gaps(raw: &[char], norm: &mut [char]) {
    let mut start = 0;
    while start < norm.len() {
        let end = (start..norm.len())
            .find(|i| norm.get(*i) == Some(&'\n'))
            .unwrap_or(norm.len());
        if let (Some(line), Some(written)) = (norm.get_mut(start..end), raw.get(start..end)) {
            let lost = lost_punctuation(line);
            for at in 1..line.len() {
                let tab = written.get(at) == Some(&'\t') && has_words_both_sides(line, at);
                let gap = tab || (lost && is_gap(line, at));
                if gap && let Some(c) = line.get_mut(at) {
                    *c = '，';
                }
            }
        }
        start = end + 1;
    }
}

/// More than a number before, or a number and an empty cell; something behind.
fn has_words_both_sides(line: &[char], at: usize) -> bool {
    let (before, after) = line.split_at(at);
    let number = before
        .iter()
        .all(|c| c.is_whitespace() || c.is_ascii_digit() || *c == '.');
    let next_to = before.last().is_some_and(|c| !c.is_whitespace());
    let numbered = number && (next_to || !before.iter().any(char::is_ascii_digit));
    !numbered
        && before.last().is_none_or(|c| *c != '，')
        && !after.iter().all(|c| c.is_whitespace())
}

/// Spaces where marks should be, and marks, that of a clause's number left out, but few.
fn lost_punctuation(line: &[char]) -> bool {
    let gaps = (1..line.len()).filter(|at| is_gap(line, *at)).count();
    let marks = line
        .iter()
        .skip(NUMBER_MAX)
        .filter(|c| "，。；：、！".contains(**c));
    line.len() >= GAPPED_MIN && gaps >= 2 && marks.count() * 3 <= gaps
}

/// A single space between two Chinese words, not behind a number at the head.
fn is_gap(line: &[char], at: usize) -> bool {
    let han = |c: &char| ('\u{4e00}'..='\u{9fff}').contains(c);
    let before = at.checked_sub(1).and_then(|i| line.get(i));
    let after = line.get(at + 1);
    at >= 3
        && line.get(at) == Some(&' ')
        && before.is_some_and(|c| han(c) || matches!(c, '%' | '”'))
        && after.is_some_and(|c| han(c) || c.is_ascii_digit() || *c == '“')
}

fn fold(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c).saturating_sub(0xfee0)).unwrap_or(c),
        '\u{3000}' | '\u{a0}' | '\u{2002}'..='\u{200b}' | '\t' | '\r' | '\u{feff}' => ' ',
        '﹪' => '%',
        '—' | '–' | '―' | '−' | '﹣' | '‐' | '‑' | '─' => '-',
        '〜' | '∼' | '﹏' => '~',
        '﹐' => ',',
        '﹑' | '､' => '、',
        '｡' => '。',
        '﹔' => ';',
        '﹕' => ':',
        '○' | '◯' => '〇',
        '『' | '「' | '〝' => '“',
        '』' | '」' | '〞' => '”',
        '﹒' => '.',
        other => other,
    }
}

/// A comma inside `10,000`: one to three digits before, exactly three after.
fn is_thousands_comma(raw: &[char], at: usize) -> bool {
    let digit = |i: usize| raw.get(i).is_some_and(|c| fold(*c).is_ascii_digit());
    let Some(before) = at.checked_sub(1) else {
        return false;
    };
    let run = (0..4)
        .take_while(|k| before.checked_sub(*k).is_some_and(digit))
        .count();
    (1..=3).contains(&run) && digit(at + 1) && digit(at + 2) && digit(at + 3) && !digit(at + 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn norm(text: &str) -> String {
        let t = Text::new(text);
        t.norm(Span::new(0, t.len())).iter().collect()
    }

    #[test]
    fn folds_to_the_same_length() {
        let text = "\u{feff}新增１２,０００个（８５％）,约10,000人;\"好\" 7:50";
        assert_eq!(norm(text).chars().count(), text.chars().count());
    }

    #[test]
    fn folds_each_form() {
        assert_eq!(norm("１２％"), "12%");
        assert_eq!(norm("10,000人,好"), "10,000人，好");
        assert_eq!(norm("评选15所,300名"), "评选15所，300名");
        assert_eq!(norm("7:50 时间:10"), "7:50 时间：10");
        assert_eq!(norm("\"甲\"和\"乙\""), "“甲”和“乙”");
        assert_eq!(norm("3—5所"), "3-5所");
    }
}
