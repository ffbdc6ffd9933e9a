//! Times of day held by a bound: 不得早于7点50分, 21:00前.

use super::line::Line;
use super::quantity;
use super::trim::clean;
use crate::lex::Kind;
use crate::lexicon::bounds::{self, Sense, Tail};
use crate::lexicon::numbers;
use crate::lexicon::{begins, has_any, longest, nouns};
use crate::model::{Comparator, Span};

/// A time of day and how it is held.
#[derive(Debug, Clone)]
pub(crate) struct Clock {
    pub minutes: f64,
    /// The later end of a stretch of time.
    pub upper: Option<f64>,
    pub comparator: Comparator,
    pub object: String,
    pub span: Span,
    pub at: usize,
}

/// The unit in which a time of day is written: minutes since midnight.
pub(crate) const UNIT: &str = "分钟(时刻)";

/// All times of day in a line that a bound holds.
pub(crate) fn clocks(line: &Line<'_>) -> Vec<Clock> {
    let mut out: Vec<Clock> = Vec::new();
    for at in 0..line.tokens.len() {
        if !line
            .tokens
            .get(at)
            .is_some_and(crate::lex::Token::is_number)
            || line.inside(at).title
        {
            continue;
        }
        if quantity::ratio(line, at, None).is_some() {
            continue;
        }
        let start = line.span_of(at).start;
        let here = line.text.norm(Span::new(start, line.span.end));
        let Some((len, minutes)) = time_of_day(here) else {
            continue;
        };
        let span = Span::new(start, start + len);
        if out.last().is_some_and(|c| c.span.overlaps(span)) || is_of_a_day(line, at) {
            continue;
        }
        if let Some(stretch) = stretch(line, at, (len, minutes)) {
            out.push(stretch);
            continue;
        }
        let rest = here.get(len..).unwrap_or(&[]);
        let tail = bounds::after(rest).map(|t| t.1);
        let bell = BELLS.iter().any(|w| begins(rest, w).is_some());
        let (comparator, from) = match (held(line, at), tail) {
            (Some((comparator, from)), _) => (comparator, from),
            (None, Some(Tail::Before)) => (Comparator::AtMost, at),
            (None, Some(Tail::After)) => (Comparator::AtLeast, at),
            _ if bell => (Comparator::Equal, at),
            _ => continue,
        };
        let afternoon = minutes < 720.0 && (is_afternoon(line, at) || is_night(line, at, rest));
        let minutes = if afternoon { minutes + 720.0 } else { minutes };
        let mut object = speaks_of(line, from, out.last());
        if object.is_empty() || ["晚上", "下午", "晚间", "每天", "每晚"].contains(&object.as_str())
        {
            object = said_after(line, span.end);
        }
        let said = said_after(line, span.end);
        if bell && comparator == Comparator::Equal && !object.ends_with(&said) {
            object.push_str(&said);
        }
        out.push(Clock {
            minutes,
            upper: None,
            comparator,
            object,
            span,
            at,
        });
    }
    out
}

/// What happens at a time of day by rule: 九点熄灯.
const BELLS: &[&str] = &[
    "下课", "熄灯", "上课", "放学", "就寝", "起床", "到校", "离校", "入睡", "静校",
];

/// `2月20日17:00前`: the hour of a day is a matter of once, no rule.
fn is_of_a_day(line: &Line<'_>, at: usize) -> bool {
    line.previous(at)
        .is_some_and(|i| matches!(line.kind(i), Some(Kind::Period(_))))
}

/// `课后服务时段16:30-18:00`: from one time of day to another.
fn stretch(line: &Line<'_>, at: usize, first: (usize, f64)) -> Option<Clock> {
    let (len, minutes) = first;
    let start = line.span_of(at).start;
    let before = line.chars(line.phrase_start(at), at);
    let here = line.text.norm(Span::new(start, line.span.end));
    let joined = here.get(len).filter(|c| "-~至到".contains(**c));
    let (more, upper) = joined.and_then(|_| time_of_day(here.get(len + 1..)?))?;
    let named = has_any(before, &["时段", "课后服务", "作息", "在校时间", "午休"]);
    (named && upper > minutes).then(|| Clock {
        minutes,
        upper: Some(upper),
        comparator: Comparator::Range,
        object: strip(before).into_iter().collect(),
        span: Span::new(start, start + len + 1 + more),
        at,
    })
}

/// 熄灯 and 就寝 are at night, and so is the end of 晚自习.
fn is_night(line: &Line<'_>, at: usize, rest: &[char]) -> bool {
    let before = line.chars(line.phrase_start(at), at);
    has_any(before, &["晚自习", "晚上", "晚间", "就寝", "熄灯"])
        || ["熄灯", "就寝", "入睡"]
            .iter()
            .any(|w| begins(rest, w).is_some())
}

/// `7点50分`, `8点半`, `21:00`, `8时30分`, `八点`: its length and its minutes.
fn time_of_day(chars: &[char]) -> Option<(usize, f64)> {
    let hour =
        numbers::parse(chars).filter(|n| n.value <= 24.0 && n.value.fract() == 0.0 && !n.more)?;
    let mark = *chars.get(hour.len)?;
    let rest = chars.get(hour.len + 1..).unwrap_or(&[]);
    let minute = numbers::parse(rest).filter(|n| n.value < 60.0 && n.value.fract() == 0.0);
    let at = hour.len + 1;
    match mark {
        ':' => minute
            .filter(|m| m.len == 2)
            .map(|m| (at + m.len, hour.value * 60.0 + m.value)),
        '点' | '时' => {
            if mark == '时' && matches!(rest.first(), Some('间' | '段' | '长' | '代' | '期' | '效'))
            {
                return None;
            }
            if rest.first() == Some(&'半') {
                return Some((at + 1, hour.value * 60.0 + 30.0));
            }
            match minute {
                Some(m) if rest.get(m.len) == Some(&'分') => {
                    Some((at + m.len + 1, hour.value * 60.0 + m.value))
                }
                Some(m) if m.value >= 5.0 && mark == '点' => {
                    Some((at + m.len, hour.value * 60.0 + m.value))
                }
                _ if rest.first() == Some(&'整') => Some((at + 1, hour.value * 60.0)),
                _ => Some((at, hour.value * 60.0)),
            }
        }
        _ => None,
    }
}

/// The bound before a time of day, and the token it stands at.
fn held(line: &Line<'_>, at: usize) -> Option<(Comparator, usize)> {
    let start = line.phrase_start(at);
    for i in (start.max(at.saturating_sub(6))..at).rev() {
        match line.kind(i) {
            Some(Kind::Before(Sense::Least)) => return Some((Comparator::AtLeast, i)),
            Some(Kind::Before(Sense::Most)) => return Some((Comparator::AtMost, i)),
            Some(Kind::Plain('晚' | '上' | '早' | '午' | '下' | '间' | '当') | Kind::Space) =>
                {}
            Some(Kind::Before(_)) => {}
            _ => return None,
        }
    }
    None
}

fn is_afternoon(line: &Line<'_>, at: usize) -> bool {
    let before = line.chars(at.saturating_sub(3), at);
    ["晚上", "晚间", "下午", "傍晚", "当晚"]
        .iter()
        .any(|w| crate::lexicon::ends(before, w))
}

/// The noun before the bound; a phrase of only a stage takes the rest from the phrase before it.
fn speaks_of(line: &Line<'_>, at: usize, previous: Option<&Clock>) -> String {
    let start = line.phrase_start(at);
    let own: String = strip(line.chars(start, at)).into_iter().collect();
    let Some(before) = start.checked_sub(1) else {
        return own;
    };
    let earlier_start = line.phrase_start(before);
    let counted = previous.is_some_and(|c| c.at >= earlier_start);
    let scope = own.is_empty() || nouns::STAGES.iter().any(|stage| own.contains(stage));
    if let Some(last) = previous.filter(|_| counted && scope && own.chars().count() <= 4) {
        return format!("{own}{}", without_stage(&last.object));
    }
    if own.chars().count() > 4 || counted {
        return own;
    }
    let earlier: String = strip(line.chars(earlier_start, start))
        .into_iter()
        .collect();
    format!("{earlier}{own}")
}

/// `小学上课时间` without the stage.
fn without_stage(object: &str) -> &str {
    nouns::STAGES
        .iter()
        .find_map(|s| object.strip_prefix(s))
        .unwrap_or("")
}

/// `9点半前结束线上辅导`: what ends or begins at that time.
fn said_after(line: &Line<'_>, from: usize) -> String {
    let rest = line.text.norm(Span::new(from, line.span.end));
    let rest = rest
        .get(bounds::after(rest).map_or(0, |t| t.0)..)
        .unwrap_or(&[]);
    let stop = rest
        .iter()
        .position(|c| "，。；".contains(*c))
        .unwrap_or(rest.len());
    clean(rest.get(..stop).unwrap_or(&[])).into_iter().collect()
}

fn strip(chars: &[char]) -> Vec<char> {
    let mut rest = chars;
    while let Some((len, _)) = longest(
        rest,
        &["，", "其中", "并", "严格执行", "落实", "确保", "；", "："],
        |w| w,
    ) {
        rest = rest.get(len..).unwrap_or(&[]);
    }
    clean(rest)
}
