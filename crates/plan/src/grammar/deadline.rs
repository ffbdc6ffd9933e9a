//! Which periods of a sentence are deadlines, and which targets each of them holds for.
//!
//! A deadline holds from where it stands to the next deadline; at the head of a sentence it holds
//! across `；` too. A phrase that says only when (`确保年底前竣工`) holds for what stands before it.

use super::line::Line;
use super::reach;
use crate::lex::Kind;
use crate::lexicon::bounds::Sense;
use crate::lexicon::periods::{Period, When};
use crate::lexicon::units::Kind as UnitKind;
use crate::lexicon::verbs::{self, Class};
use crate::lexicon::{begins, ends, has_any};

/// A deadline in a sentence.
#[derive(Debug, Clone)]
pub(crate) struct Deadline {
    /// Its token.
    pub at: usize,
    /// Its own words, as written.
    pub words: String,
    pub period: Period,
    /// Whether it stands at the head of the sentence.
    pub head: bool,
    /// Whether its phrase says only when, so that it holds for what stands before.
    pub backward: bool,
    /// Whether it then holds for no more than the phrase before it.
    pub near: bool,
    /// Whether it lies before the plan's year.
    pub past: bool,
}

impl Deadline {
    /// `9月1日投用`, `年内完成主体工程`: the phrase promises one thing by then and is done with it,
    /// so that the day holds for no count in a later phrase.
    fn is_closed(&self, line: &Line<'_>) -> bool {
        let end = line.phrase_end(self.at);
        let rest = line.chars(self.at + 1, end);
        let counts = (line.phrase_start(self.at)..end).any(|i| reach::is_count(line, i));
        let led = self.period.lead > 0 && !self.backward;
        !led && !counts && has_any(rest, verbs::FINISH_FIRMLY)
    }
}

/// The deadlines of a line in order.
pub(crate) fn deadlines(line: &Line<'_>, plan_year: Option<i16>) -> Vec<Deadline> {
    let mut out = Vec::new();
    for (at, token) in line.tokens.iter().enumerate() {
        let Kind::Period(period) = token.kind else {
            continue;
        };
        let inside = line.inside(at);
        if period.name || inside.title || !is_deadline(line, at, &period) {
            continue;
        }
        let past = match (explicit_year(period.when), plan_year) {
            (Some(year), Some(plan)) => year < plan,
            (None, _) => period.stands,
            (Some(_), None) => period.stands,
        };
        let own = crate::model::Span::new(token.span.start + period.lead, token.span.end);
        out.push(Deadline {
            at,
            words: line.text.words(own),
            period,
            head: line.phrase_start(at) == 0 && stands_at_head(line, at) || is_opening(line, at),
            backward: says_only_when(line, at),
            near: !verbs::has_built(line.chars(at + 1, line.phrase_end(at))),
            past,
        });
    }
    out
}

fn explicit_year(when: When) -> Option<i16> {
    match when {
        When::Year(y) | When::Day(y, _, _) | When::MonthEnd(y, _) => y,
        When::SchoolYear(y) => Some(y + 1),
        When::YearsOn(_) => None,
    }
}

fn is_opening(line: &Line<'_>, at: usize) -> bool {
    line.previous(at).is_none()
}

fn is_deadline(line: &Line<'_>, at: usize, period: &Period) -> bool {
    let end = line.phrase_end(at);
    let next: Vec<char> = line
        .chars(at + 1, end.min(at + 8))
        .iter()
        .copied()
        .filter(|c| !c.is_whitespace())
        .collect();
    let before = at.checked_sub(1).map(|i| line.plain(i));
    let from = matches!(before, Some('自' | '比' | '较' | '按'))
        || at.checked_sub(1).is_some_and(|i| {
            matches!(
                line.kind(i),
                Some(Kind::Before(Sense::From | Sense::Against))
            )
        });
    let of_past = at.checked_sub(1).is_some_and(
        |i| matches!(line.kind(i), Some(Kind::Verb(v)) if verbs::PAST.contains(&v.word)),
    );
    let begins_then = [
        "起",
        "开始",
        "以来",
        "来",
        "之后",
        "后",
        "的工作",
        "工作总结",
        "工作要点",
        "工作计划",
    ]
    .iter()
    .any(|w| begins(&next, w).is_some());
    if from || of_past || begins_then {
        return false;
    }
    if period.firm || is_enclosed(line, at) {
        return true;
    }
    let holiday = line
        .chars(at, at + 1)
        .first()
        .is_some_and(|c| "暑寒".contains(*c));
    let names = holiday && matches!(line.kind(at + 1), Some(Kind::Plain(_)));
    let attributive = next.first() == Some(&'的') || begins(&next, "度").is_some() || names;
    let reaches = matches!(
        line.next(at + 1).and_then(|i| line.kind(i)),
        Some(Kind::Before(Sense::Reach | Sense::Least))
    );
    !attributive && (stands_at_head(line, at) || is_done_next(&next) || reaches)
}

/// （2025年秋季）: a period alone in brackets.
fn is_enclosed(line: &Line<'_>, at: usize) -> bool {
    let open = line.previous(at).and_then(|i| line.kind(i));
    let close = line.next(at + 1).and_then(|i| line.kind(i));
    open == Some(&Kind::Open('（')) && close == Some(&Kind::Close('）'))
}

/// Whether only modal words stand before it in its phrase.
fn stands_at_head(line: &Line<'_>, at: usize) -> bool {
    (line.phrase_start(at)..at).all(|i| match line.kind(i) {
        Some(Kind::Space | Kind::Comma(_) | Kind::Close(_) | Kind::Open(_) | Kind::Join) => true,
        Some(Kind::Verb(v)) => v.class == Class::Attain,
        Some(Kind::Plain(c)) => "并要计划拟其中在于争取在将全市区县我各还也".contains(*c),
        Some(Kind::Before(_)) => false,
        _ => false,
    })
}

fn is_done_next(next: &[char]) -> bool {
    verbs::FINISH_FIRMLY
        .iter()
        .any(|w| begins(next, w).is_some())
        || ["全部", "全面", "正式", "如期", "顺利", "基本"]
            .iter()
            .any(|adverb| {
                begins(next, adverb).is_some_and(|len| {
                    let rest = next.get(len..).unwrap_or(&[]);
                    verbs::FINISH.iter().any(|w| begins(rest, w).is_some())
                })
            })
}

/// `确保年底前竣工`, `9月投入使用`: nothing but the day and verbs of finishing.
fn says_only_when(line: &Line<'_>, at: usize) -> bool {
    let start = line.phrase_start(at);
    let end = line.phrase_end(at);
    let only_modal = (start..at).all(|i| match line.kind(i) {
        Some(Kind::Plain(c)) => "并要计划拟在于争取将均都全部".contains(*c),
        Some(Kind::Verb(v)) => v.class == Class::Attain,
        Some(Kind::Space | Kind::Comma(_) | Kind::Open(_)) => true,
        _ => false,
    });
    let rest: Vec<char> = line
        .chars(at + 1, end)
        .iter()
        .copied()
        .filter(|c| !c.is_whitespace())
        .collect();
    let no_number =
        !(at + 1..end).any(|i| line.tokens.get(i).is_some_and(crate::lex::Token::is_number));
    only_modal && no_number && !rest.is_empty() && is_only_finishing(&rest)
}

/// How much may be said of what a number counts, behind its day: 全部完成续签.
const SAID_MAX: usize = 7;

/// Whether the words behind a day only say that what stands before it is done.
pub(crate) fn says_no_more(line: &Line<'_>, at: usize) -> bool {
    let rest = line.chars(at + 1, line.phrase_end(at));
    let all = begins(rest, "全部").or_else(|| begins(rest, "全面"));
    only_finishes(line, at) || all.is_some() && rest.len() <= SAID_MAX
}

/// Whether nothing but verbs of finishing stand behind a day.
pub(crate) fn only_finishes(line: &Line<'_>, at: usize) -> bool {
    let rest: Vec<char> = line.chars(at + 1, line.phrase_end(at)).to_vec();
    is_only_finishing(&rest)
}

fn is_only_finishing(rest: &[char]) -> bool {
    #[rustfmt::skip]
    const SMALL: &[&str] = &[
        "全部", "全面", "基本", "并", "如期", "正式", "顺利", "确保", "力争", "前", "均", "都", "要", "和", "、",
        "。", "到位", "任务", "建设", "建设任务", "改造任务", "目标任务", "验收", "工作", "施工", "上述", "以上",
        "）", "”", "！", "整改", ".",
    ];
    let mut at = 0;
    let mut finished = false;
    while at < rest.len() {
        let here = rest.get(at..).unwrap_or(&[]);
        if let Some((len, _)) = crate::lexicon::longest(here, verbs::FINISH, |w| w) {
            finished = true;
            at += len;
        } else if let Some((len, _)) = crate::lexicon::longest(here, SMALL, |w| w) {
            at += len;
        } else {
            return false;
        }
    }
    finished
}

/// The deadline that holds for a token, if any.
pub(crate) fn holding<'d>(line: &Line<'_>, all: &'d [Deadline], at: usize) -> Option<&'d Deadline> {
    let own = Counted::at(line, at);
    let is_behind = |d: &Deadline| {
        d.at > at
            && !d.past
            && line.phrase(d.at) == line.phrase(at)
            && finishes_phrase(line, d)
            && own.goes_on_to(line, d.at)
    };
    let before = all
        .iter()
        .rev()
        .find(|d| d.at < at && !(d.backward && line.phrase(d.at) != line.phrase(at)));
    let own_phrase = before.is_some_and(|d| line.phrase(d.at) == line.phrase(at));
    if let Some(deadline) = before
        && (own_phrase || !all.iter().any(is_behind))
        && (deadline.head || !semicolon_between(line, deadline.at, at))
        && (own_phrase || own.is_rate || !deadline.is_closed(line))
    {
        return Some(deadline);
    }
    all.iter().find(|d| {
        if d.at <= at || d.past {
            return false;
        }
        let behind = is_behind(d);
        let apart = semicolon_between(line, at, d.at) || other_between(all, at, d.at);
        let far = d.near && line.phrase(d.at) > line.phrase(at) + 1;
        let back = d.backward && !apart && !far;
        behind || back || own.end == d.at.saturating_sub(1) && is_enclosed(line, d.at)
    })
}

/// A number as a deadline behind it sees it.
struct Counted {
    /// One past its unit.
    end: usize,
    /// Whether its noun stands before it, so that what follows speaks of something else.
    noun_first: bool,
    /// Whether it is a share, which goes on from what is reached before.
    is_rate: bool,
}

impl Counted {
    fn at(line: &Line<'_>, at: usize) -> Self {
        let of_number = |i: &usize| {
            matches!(
                line.kind(*i),
                Some(Kind::Number(_) | Kind::Unit(_) | Kind::After(_) | Kind::Dash | Kind::Space)
            )
        };
        let noun_first = line.previous(at).is_some_and(|i| {
            line.phrase(i) == line.phrase(at)
                && matches!(
                    line.kind(i),
                    Some(Kind::Plain(_) | Kind::Each(_) | Kind::Close(_))
                )
                && !ends(line.chars(line.phrase_start(at), at), "首批")
        });
        let end = (at..line.tokens.len()).find(|i| !of_number(i));
        let end = end.unwrap_or(line.tokens.len());
        let share = |k: &Kind| match k {
            Kind::Number(n) => n.percent,
            Kind::Unit(u) => u.kind == UnitKind::Share,
            _ => false,
        };
        Self {
            end,
            noun_first,
            is_rate: (at..end).any(|i| line.kind(i).is_some_and(share)),
        }
    }

    /// Whether nothing but its own noun stands between it and a day in the same phrase.
    fn goes_on_to(&self, line: &Line<'_>, day: usize) -> bool {
        let between = || self.end..day;
        let counted =
            between().any(|i| line.tokens.get(i).is_some_and(crate::lex::Token::is_number));
        let words = line.chars(self.end, day).len();
        let other_noun = self.noun_first && words > 4;
        !counted && !other_noun
    }
}

fn other_between(all: &[Deadline], at: usize, to: usize) -> bool {
    all.iter().any(|d| d.at > at && d.at < to && !d.backward)
}

/// `新建学校3所于9月底前投用`: the day stands behind the number in the same phrase.
fn finishes_phrase(line: &Line<'_>, deadline: &Deadline) -> bool {
    let rest = line.chars(deadline.at + 1, line.phrase_end(deadline.at));
    let counts = (deadline.at + 1..line.phrase_end(deadline.at))
        .any(|i| line.tokens.get(i).is_some_and(crate::lex::Token::is_number));
    rest.is_empty() || !counts && has_any(rest, verbs::FINISH)
}

fn semicolon_between(line: &Line<'_>, from: usize, to: usize) -> bool {
    (from..to).any(|i| line.kind(i) == Some(&Kind::Comma('；')))
}
