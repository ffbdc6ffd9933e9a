//! The lines of the text, with lines that a page broke in the middle joined again.

use crate::lexicon::ends;
use crate::model::Span;
use crate::text::Text;

use super::marker;

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Body,
    Title,
    Furniture,
}

/// One line of the text.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub span: Span,
    pub part: Part,
    /// Whether an empty line stands before it.
    pub apart: bool,
}

impl Row {
    pub(crate) fn is_furniture(&self) -> bool {
        self.part == Part::Furniture
    }

    pub(crate) fn len(&self) -> usize {
        self.span.end - self.span.start
    }
}

/// All lines that are not empty.
pub(crate) fn rows(text: &Text) -> Vec<Row> {
    let mut out: Vec<Row> = Vec::new();
    let mut start = 0;
    let mut apart = false;
    for at in 0..=text.len() {
        if at < text.len()
            && !matches!(
                text.at(at),
                '\n' | '\u{c}' | '\u{b}' | '\u{2028}' | '\u{2029}' | '\u{85}'
            )
        {
            continue;
        }
        let span = text.trimmed(Span::new(start, at));
        if span.start < span.end {
            out.push(Row {
                span,
                part: Part::Body,
                apart,
            });
            apart = false;
        } else {
            apart = true;
        }
        start = at + 1;
    }
    join_wrapped(text, out)
}

/// A page or a mail program breaks every line at one width: such lines are joined to paragraphs.
fn join_wrapped(text: &Text, rows: Vec<Row>) -> Vec<Row> {
    let Some(width) = wrap_width(text, &rows) else {
        return rows;
    };
    let mut out: Vec<Row> = Vec::new();
    for row in rows {
        let goes_on = out.last().is_some_and(|last: &Row| {
            let tail = text.norm(last.span);
            let last_line = tail.rsplit(|c| *c == '\n').next().map_or(0, <[char]>::len);
            last_line + 4 >= width && !ends_sentence(tail) && !row.apart
        });
        let numbered = marker::parse(text.norm(row.span)).is_some();
        match out.last_mut() {
            Some(last) if goes_on && !numbered => last.span.end = row.span.end,
            _ => out.push(row),
        }
    }
    out
}

fn ends_sentence(chars: &[char]) -> bool {
    ["。", "！", "？", "；", "：", "。”", "。）"]
        .iter()
        .any(|w| ends(chars, w))
}

/// The common width, if most lines that end inside a sentence share it.
fn wrap_width(text: &Text, rows: &[Row]) -> Option<usize> {
    let open: Vec<usize> = rows
        .iter()
        .filter(|r| r.len() >= 18 && !ends_sentence(text.norm(r.span)))
        .map(Row::len)
        .collect();
    let widest = *open.iter().max()?;
    let near = open.iter().filter(|len| **len + 4 >= widest).count();
    (widest <= 70 && near >= 6 && near * 3 >= open.len() * 2 && near * 2 >= rows.len())
        .then_some(widest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_broken_at_one_width_are_joined() {
        let line = "学校要按照要求开足开齐课程并保证学生的活动时间不受任何挤占";
        let words = format!(
            "一、要求\n{}结束。\n二、措施\n",
            format!("{line}\n").repeat(7)
        );
        let text = Text::new(&words);
        assert_eq!(rows(&text).len(), 3);
    }

    #[test]
    fn short_lines_of_many_widths_stay_apart() {
        let text = Text::new("一、要求\n新建小学3所。\n\n二、措施\n培训教师");
        let all = rows(&text);
        assert_eq!(all.len(), 4);
        assert!(all[2].apart);
    }
}
