//! Targets without a number: a deadline and a verb that says a thing is done by then.

use super::deadline::{self, Deadline};
use super::line::Line;
use super::trim::clean;
use crate::lex::Kind;
use crate::lexicon::periods::When;
use crate::lexicon::units::Kind as UnitKind;
use crate::lexicon::{begins, find, has_any, longest, verbs};
use crate::model::Span;

/// A dated promise.
#[derive(Debug, Clone)]
pub(crate) struct Dated {
    pub object: String,
    pub by: String,
    pub span: Span,
    pub at: usize,
}

/// How near the verb must follow when the words of the period alone are no deadline.
const NEAR: usize = 10;

/// The dated promises of a line; `counted` are the tokens at which targets with a number stand.
pub(crate) fn dated(line: &Line<'_>, all: &[Deadline], counted: &[usize]) -> Vec<Dated> {
    let mut out = Vec::new();
    for (i, deadline) in all.iter().enumerate() {
        let next = all.get(i + 1).map_or(line.tokens.len(), |d| {
            line.phrase_start(d.at).max(deadline.at + 1)
        });
        let own = |at: &&usize| **at < deadline.at && line.phrase(**at) == line.phrase(deadline.at);
        let held = deadline::says_no_more(line, deadline.at)
            && counted
                .iter()
                .filter(own)
                .any(|at| deadline::holding(line, all, *at).is_some_and(|d| d.at == deadline.at));
        let backward = deadline.backward && holds_backward(line, deadline, counted);
        if deadline.past || backward || held {
            continue;
        }
        let holds =
            |at: &usize| deadline::holding(line, all, *at).is_some_and(|d| d.at == deadline.at);
        let counted: Vec<usize> = counted.iter().copied().filter(holds).collect();
        if let Some(found) = promise(line, deadline, next, &counted) {
            out.push(found);
        }
    }
    out
}

fn holds_backward(line: &Line<'_>, deadline: &Deadline, counted: &[usize]) -> bool {
    counted
        .iter()
        .any(|at| *at < deadline.at && !semicolon(line, *at, deadline.at))
}

fn semicolon(line: &Line<'_>, from: usize, to: usize) -> bool {
    (from..to).any(|i| line.kind(i) == Some(&Kind::Comma('；')))
}

fn promise(line: &Line<'_>, deadline: &Deadline, next: usize, counted: &[usize]) -> Option<Dated> {
    let scope_end = scope_end(line, deadline, next);
    let (from, to) = content(line, deadline, scope_end);
    let has_count = |a: usize, b: usize| counted.iter().any(|at| (a..b).contains(at));
    let chars = line.chars(from, to);
    let unless = longest(
        chars,
        &["未", "尚未", "仍未", "没有", "逾期", "不能"],
        |w| w,
    );
    let asked = begins(
        line.chars(line.phrase_start(deadline.at), deadline.at),
        "请",
    )
    .is_some();
    if has_count(deadline.at, to) || unless.is_some() || asked {
        return None;
    }
    let firm = deadline.period.firm;
    let done = if has_count(to, scope_end) {
        firm && has_any(chars, verbs::FINISH_FIRMLY)
    } else if firm {
        has_any(line.chars(from, scope_end), verbs::FINISH) || has_any(chars, verbs::FINISH_BY)
    } else {
        let whole_year = matches!(deadline.period.when, When::Year(_));
        let words = if whole_year {
            verbs::FINISH_FIRMLY
        } else {
            verbs::FINISH
        };
        nearest(chars, words).is_some_and(|at| at <= NEAR)
            && nearest(chars, &["推动", "促进", "聚焦", "围绕", "坚持", "以"])
                .is_none_or(|at| at >= 4)
    };
    if !done {
        return None;
    }
    let object = name(line, deadline, (from, to));
    let own = line.span_of(deadline.at);
    let span = Span::new(own.start + deadline.period.lead, own.end);
    Some(Dated {
        object,
        by: deadline.words.clone(),
        span,
        at: deadline.at,
    })
}

fn scope_end(line: &Line<'_>, deadline: &Deadline, next: usize) -> usize {
    let semicolon = (deadline.at..next).find(|i| line.kind(*i) == Some(&Kind::Comma('；')));
    semicolon.unwrap_or(next)
}

/// The phrase that says what is done: the rest of the deadline's own, or the next one.
fn content(line: &Line<'_>, deadline: &Deadline, scope_end: usize) -> (usize, usize) {
    let own_end = line.phrase_end(deadline.at).min(scope_end);
    let empty = (deadline.at + 1..own_end).all(|i| {
        matches!(
            line.kind(i),
            Some(Kind::Space | Kind::Comma(_) | Kind::Close(_))
        )
    });
    if empty && own_end < scope_end {
        return (own_end, line.phrase_end(own_end).min(scope_end));
    }
    (deadline.at + 1, own_end)
}

fn nearest(chars: &[char], words: &[&str]) -> Option<usize> {
    words.iter().filter_map(|w| find(chars, w)).min()
}

/// What is promised: the phrase without modal words, with the words before the day if the phrase
/// is bare.
fn name(line: &Line<'_>, deadline: &Deadline, content: (usize, usize)) -> String {
    let start = line.phrase_start(deadline.at);
    let mut chars = trimmed(line.chars(content.0, content.1));
    let counted = (start..deadline.at)
        .rev()
        .find(|i| matches!(line.kind(*i), Some(Kind::Unit(u)) if u.kind == UnitKind::Count));
    let own = counted
        .filter(|i| line.chars(i + 1, deadline.at).len() > 4)
        .map_or(start, |i| i + 1);
    let before = without_modal_end(trimmed(line.chars(own, deadline.at)));
    if !before.is_empty() && content.0 == deadline.at + 1 {
        chars = [before, chars].concat();
    } else if deadline.backward
        && let Some(previous) = start.checked_sub(1)
    {
        let from = line.phrase_start(previous);
        let dated = (from..start)
            .rev()
            .find(|i| matches!(line.kind(*i), Some(Kind::Period(_))));
        let (from, to) = match dated {
            Some(day) if deadline::only_finishes(line, day) => (from, day),
            day => (day.map_or(from, |day| day + 1), start),
        };
        let earlier = trimmed(line.chars(from, to));
        chars = [earlier, chars].concat();
    }
    clean(&chars).into_iter().collect()
}

fn trimmed(chars: &[char]) -> Vec<char> {
    #[rustfmt::skip]
    const MODAL: &[&str] = &[
        "确保", "力争", "要", "将", "实现", "全面完成", "并", "计划", "拟", "加快", "推进", "全力", "努力", "争取",
        "于", "在", "，", "：", "。", "、", " ", "全市", "全区", "全县", "我市", "我区", "我县", "基本", "完成",
    ];
    let mut rest = chars;
    while let Some((len, _)) = longest(rest, MODAL, |w| w) {
        rest = rest.get(len..).unwrap_or(&[]);
    }
    let mut out = rest.to_vec();
    while out
        .last()
        .is_some_and(|c| c.is_whitespace() || "，。；：".contains(*c))
    {
        out.pop();
    }
    out
}

/// `项目计划` before a day: the word that leads to the day is no part of the name.
fn without_modal_end(chars: Vec<char>) -> Vec<char> {
    let mut out = chars;
    for modal in ["力争", "确保", "计划", "预计", "将于", "于", "将", "要"] {
        if crate::lexicon::ends(&out, modal) {
            out.truncate(out.len().saturating_sub(modal.chars().count()));
        }
    }
    out
}
