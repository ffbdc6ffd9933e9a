//! Finds clause numbers inside a line, for plans that lost their line breaks.

use super::marker::{self, Form, Marker};
use crate::model::Span;
use crate::text::Text;

/// A number inside a line and where it stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Inner {
    pub at: usize,
    pub marker: Marker,
}

/// How far behind another number a number may follow without a stop between.
const HEADING_MAX: usize = 26;

/// How long an item of a list without stops may be.
const LIST_MAX: usize = 40;

/// The numbers inside a span that go on counting; the one at its very head is not among them.
pub(crate) fn inner(text: &Text, span: Span) -> Vec<Inner> {
    let chars = text.norm(span);
    let mut counts = Counts::default();
    let mut last: Option<usize> = marker::parse(chars).map(|m| {
        counts.take(m.form, m.value);
        0
    });
    let mut out = Vec::new();
    let mut quotes = 0i32;
    for at in 1..chars.len() {
        let before = chars.get(at - 1).copied().unwrap_or(' ');
        match before {
            '“' | '《' => quotes += 1,
            '”' | '》' => quotes = (quotes - 1).max(0),
            '。' => quotes = 0,
            _ => {}
        }
        let Some(found) = chars.get(at..).and_then(marker::parse) else {
            continue;
        };
        if quotes > 0 || found.lost_dot || !stands_alone(chars, at, found) {
            continue;
        }
        let after_stop = "。；！？”.".contains(before) || before.is_whitespace();
        let near_last = last.is_some_and(|l| at - l <= HEADING_MAX && no_stop(chars, l, at));
        let begins = found.form == Form::Chinese && found.value == 1 && goes_on(chars, at);
        let listed = found.form == Form::Arabic
            && last.is_some_and(|l| at - l <= LIST_MAX && at > l + 4 && no_stop(chars, l, at));
        if !(after_stop || near_last && found.value == 1 || begins || listed)
            || !counts.expects(found.form, found.value)
        {
            continue;
        }
        counts.take(found.form, found.value);
        last = Some(at);
        out.push(Inner {
            at: span.start + at,
            marker: found,
        });
    }
    // One number alone inside a line is a slip, not a list.
    if out.len() < 2 { Vec::new() } else { out }
}

fn stands_alone(chars: &[char], at: usize, found: Marker) -> bool {
    let after = chars.get(at + found.len).copied().unwrap_or('\0');
    let before = at
        .checked_sub(1)
        .and_then(|i| chars.get(i))
        .copied()
        .unwrap_or(' ');
    let han = marker::is_han(after) || after.is_whitespace();
    let digit_run = before.is_ascii_digit() || "一二三四五六七八九十第、".contains(before);
    han && !digit_run
        && !matches!(
            found.form,
            Form::Section | Form::Article | Form::Second | Form::Third
        )
}

fn no_stop(chars: &[char], from: usize, to: usize) -> bool {
    chars
        .get(from..to)
        .is_some_and(|part| !part.iter().any(|c| "。；，".contains(*c)))
}

/// Whether 二、 follows somewhere, so that 一、 is the first of a list.
fn goes_on(chars: &[char], at: usize) -> bool {
    chars
        .get(at..)
        .is_some_and(|rest| rest.windows(3).any(|w| w.starts_with(&['。', '二', '、'])))
}

#[derive(Default)]
struct Counts(Vec<(Form, u32)>);

impl Counts {
    fn expects(&self, form: Form, value: u32) -> bool {
        let last = self
            .0
            .iter()
            .find(|(f, _)| *f == form)
            .map_or(0, |(_, v)| *v);
        value == last + 1 || (value == 1 && self.0.iter().any(|(f, _)| *f < form))
    }

    fn take(&mut self, form: Form, value: u32) {
        self.0.retain(|(f, _)| *f < form);
        self.0.push((form, value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_without_line_breaks_is_cut() {
        let text = Text::new(
            "一、总体要求坚持育人为本。二、主要任务(一)扩充学位新建小学3所。(二)培训教师培训教师90名。三、保障1.加强领导压实责任。2.加强宣传讲好故事。",
        );
        let found: Vec<(Form, u32)> = inner(&text, Span::new(0, text.len()))
            .iter()
            .map(|i| (i.marker.form, i.marker.value))
            .collect();
        assert_eq!(
            found,
            [
                (Form::Chinese, 2),
                (Form::ChineseBracket, 1),
                (Form::ChineseBracket, 2),
                (Form::Chinese, 3),
                (Form::Arabic, 1),
                (Form::Arabic, 2)
            ]
        );
    }

    #[test]
    fn a_number_in_a_sentence_is_left_alone() {
        let text = Text::new("一年级、二年级不布置作业。新建3、4所学校。");
        assert!(inner(&text, Span::new(0, text.len())).is_empty());
    }
}
