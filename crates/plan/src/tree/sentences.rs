//! Cuts a stretch of text into sentences, each with its final mark.

use crate::model::Span;
use crate::text::Text;

/// The longest stretch read as one sentence.
const LONGEST: usize = 700;

/// The sentences of a span. An ASCII dot ends one only between Chinese characters.
pub(crate) fn sentences(text: &Text, span: Span) -> Vec<Span> {
    let mut out = Vec::new();
    let mut start = span.start;
    let mut at = span.start;
    while at < span.end {
        let mut end = at + 1;
        if ends_here(text, at) {
            while end < span.end && matches!(text.at(end), '”' | '’' | '）' | '。' | '！' | '？')
            {
                end += 1;
            }
            push(text, Span::new(start, end), &mut out);
            start = end;
        }
        at = end;
    }
    push(text, Span::new(start, span.end), &mut out);
    out.into_iter().flat_map(|s| shorter(text, s)).collect()
}

/// A sentence that lost its stops is cut at a semicolon or comma, so that reading it takes time
/// in proportion.
fn shorter(text: &Text, span: Span) -> Vec<Span> {
    let mut out = Vec::new();
    let mut start = span.start;
    while span.end - start > LONGEST {
        let reach = start + LONGEST;
        let cut = |marks: &str| {
            (start + LONGEST / 2..reach)
                .rev()
                .find(|i| marks.contains(text.at(*i)))
        };
        let end = cut("；").or_else(|| cut("，")).map_or(reach, |i| i + 1);
        out.push(text.trimmed(Span::new(start, end)));
        start = end;
    }
    out.push(text.trimmed(Span::new(start, span.end)));
    out.retain(|s| s.start < s.end);
    out
}

/// The part of a sentence between semicolons that holds `at`.
pub(crate) fn part(text: &Text, sentence: Span, at: usize) -> Span {
    let is_cut = |i: usize| text.at(i) == '；';
    let start = (sentence.start..at.min(sentence.end))
        .rev()
        .find(|i| is_cut(*i))
        .map_or(sentence.start, |i| i + 1);
    let end = (at..sentence.end)
        .find(|i| is_cut(*i))
        .map_or(sentence.end, |i| i + 1);
    text.trimmed(Span::new(start, end))
}

fn push(text: &Text, span: Span, out: &mut Vec<Span>) {
    let span = text.trimmed(span);
    let speaks = text.norm(span).iter().any(|c| c.is_alphanumeric());
    if speaks {
        out.push(span);
    } else if let Some(last) = out.last_mut() {
        last.end = last.end.max(span.end);
    }
}

fn ends_here(text: &Text, at: usize) -> bool {
    match text.at(at) {
        '。' | '！' | '？' => true,
        '.' => {
            let before = at.checked_sub(1).map_or('\0', |i| text.at(i));
            let after = text.at(at + 1);
            let word = |c: char| {
                ('\u{4e00}'..='\u{9fff}').contains(&c) || matches!(c, '”' | '》' | '）' | '%')
            };
            let numbered = opens_clause(text, at + 1, before.is_ascii_digit());
            numbered
                || word(before)
                    && (word(after)
                        || after == '\0'
                        || after.is_whitespace()
                        || matches!(after, '《' | '“' | '（'))
        }
        _ => false,
    }
}

/// Whether a clause's number stands at `at`, as in `完成整改.3.资助学生`, or a year, as in `.2021年`.
fn opens_clause(text: &Text, at: usize, after_digit: bool) -> bool {
    let digits = (at..at + 5)
        .take_while(|i| text.at(*i).is_ascii_digit())
        .count();
    let han = |i: usize| ('\u{4e00}'..='\u{9fff}').contains(&text.at(i));
    match digits {
        1 | 2 => {
            let mark = text.at(at + digits);
            (mark == '.' || mark == '、' && !after_digit) && han(at + digits + 1)
        }
        4 => text.at(at + 4) == '年',
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(words: &str) -> Vec<String> {
        let text = Text::new(words);
        sentences(&text, Span::new(0, text.len()))
            .into_iter()
            .map(|s| text.words(s))
            .collect()
    }

    #[test]
    fn stops_end_sentences() {
        assert_eq!(
            cut("新建小学。培训教师！好"),
            ["新建小学。", "培训教师！", "好"]
        );
        assert_eq!(cut("推进“双减。”落实"), ["推进“双减。”", "落实"]);
        assert_eq!(cut("新建小学.培训教师."), ["新建小学.", "培训教师."]);
        assert_eq!(cut("新增1.9万个。"), ["新增1.9万个。"]);
    }
}
