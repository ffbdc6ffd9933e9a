//! Lists that share what one of them says: `小学、初中巩固率分别达到99%和98%`, `中班30人、大班35人以内`.

use super::line::Line;
use super::object::Object;
use super::quantity::Quantity;
use super::reach::Left;
use super::trim::clean;
use crate::lex::Kind;
use crate::lexicon::bounds::Tail;
use crate::lexicon::units::Kind as UnitKind;
use crate::lexicon::{begins, ends, longest, nouns};
use crate::model::Span;

/// What 分别 gives to one number.
#[derive(Default)]
pub(crate) struct Share {
    /// Its object; without one its own words say it, or those of the number before.
    object: Option<Object>,
    /// Whether another number of the same list stands before it.
    is_next: bool,
    /// The unit that only the last number says: 分别提高2个、3个百分点.
    pub unit: Option<String>,
    /// The day that only this number has.
    pub by: Option<String>,
}

impl Share {
    /// Its object, where its own words and those of the number before may say it.
    pub(crate) fn object_or(&self, own: Object, before: Option<&Object>) -> Object {
        let repeated = before.filter(|_| self.is_next);
        self.object.as_ref().or(repeated).cloned().unwrap_or(own)
    }
}

/// The share of the quantity at `index`, if its phrase shares numbers out by 分别.
pub(crate) fn share(line: &Line<'_>, all: &[Quantity], index: usize) -> Option<Share> {
    let q = all.get(index)?;
    let phrase = line.phrase(q.first);
    let marker = (line.phrase_start(q.first)..q.first)
        .rev()
        .find(|i| line.kind(*i) == Some(&Kind::Respectively))?;
    let shared: Vec<usize> = all
        .iter()
        .enumerate()
        .filter(|(_, other)| line.phrase(other.first) == phrase && other.first > marker)
        .map(|(i, _)| i)
        .collect();
    let place = shared.iter().position(|i| *i == index)?;
    if let Some(share) = share_of_days(line, (marker, place), (all, &shared)) {
        return Some(share);
    }
    let names = names(line, marker);
    let last = shared.last().and_then(|i| all.get(*i));
    let points = last.filter(|last| q.unit == "个" && last.kind == UnitKind::Points);
    (names.len() == shared.len() && names.len() > 1).then(|| Share {
        object: Some(Object {
            noun: names.get(place).cloned().unwrap_or_default(),
            ..Object::default()
        }),
        is_next: place > 0,
        unit: points.map(|last| last.unit.clone()),
        by: None,
    })
}

/// `中班30人、大班35人以内`: the bound behind the last of a bare list holds for every one. `run` begins
/// with the quantity that is asked about.
pub(crate) fn shared_tail(line: &Line<'_>, run: &[Quantity], left: &Left<'_>) -> Option<Tail> {
    let first = run.first()?;
    let is_bare = left.verb.is_none() && left.bound.is_none() && !left.rises && !left.falls;
    if first.tail.is_some() || !is_bare {
        return first.tail;
    }
    let is_named = |from: usize, to: usize| {
        from < to && (from..to).all(|i| matches!(line.kind(i), Some(Kind::Plain(_) | Kind::Space)))
    };
    for pair in run.windows(2) {
        let [before, q] = pair else { return None };
        let joined = line.kind(before.end) == Some(&Kind::Join);
        if !joined || q.unit != before.unit || !is_named(before.end + 1, q.first) {
            return None;
        }
        if q.tail.is_some() {
            return q
                .tail
                .filter(|tail| matches!(tail, Tail::Least | Tail::Most));
        }
    }
    None
}

/// `6月底前和12月底前分别完成校舍改造3所、5所`: as many days as numbers, of one thing.
fn share_of_days(
    line: &Line<'_>,
    (marker, place): (usize, usize),
    (all, shared): (&[Quantity], &[usize]),
) -> Option<Share> {
    let start = line.phrase_start(marker);
    let days =
        (start..marker).filter(|i| matches!(line.kind(*i), Some(Kind::Period(p)) if !p.name));
    let days: Vec<usize> = days.collect();
    let first = all.get(*shared.first()?)?;
    let last = all.get(*shared.last()?)?;
    let day = days
        .get(place)
        .filter(|_| days.len() == shared.len() && days.len() > 1)?;
    let Some(Kind::Period(period)) = line.kind(*day) else {
        return None;
    };
    let span = line.span_of(*day);
    let before = clean(super::region::without_verbs(line, marker + 1, first.first));
    let of_all = before.is_empty().then(|| Object {
        noun: clean(&super::reach::noun_after(line, last))
            .into_iter()
            .collect(),
        ..Object::default()
    });
    Some(Share {
        object: of_all,
        is_next: place > 0,
        unit: None,
        by: Some(
            line.text
                .words(Span::new(span.start + period.lead, span.end)),
        ),
    })
}

fn names(line: &Line<'_>, marker: usize) -> Vec<String> {
    let start = line.phrase_start(marker);
    let head = (start..marker)
        .rev()
        .find(|i| matches!(line.kind(*i), Some(Kind::Period(_) | Kind::Comma(_))))
        .map_or(start, |i| i + 1);
    let mut words = line.chars(head, marker);
    while let Some((len, _)) = longest(
        words,
        &["确保", "实现", "力争", "全市", "全区", "全县", "，", "使"],
        |w| w,
    ) {
        words = words.get(len..).unwrap_or(&[]);
    }
    let mut parts: Vec<Vec<char>> = Vec::new();
    for part in words.split(|c| matches!(c, '、' | '和' | '与' | '及')) {
        let part = clean(part);
        if !part.is_empty() {
            parts.push(part);
        }
    }
    share_tail(&mut parts);
    parts.into_iter().map(|p| p.into_iter().collect()).collect()
}

/// 小学、初中班额: what follows the last stage belongs to every one.
fn share_tail(parts: &mut [Vec<char>]) {
    let Some(last) = parts.last().cloned() else {
        return;
    };
    share_rate(parts, &last);
    let Some((len, _)) = longest(&last, nouns::STAGES, |s| s) else {
        return;
    };
    let tail = last.get(len..).unwrap_or(&[]).to_vec();
    let count = parts.len();
    for part in parts.iter_mut().take(count.saturating_sub(1)) {
        let only_stage = nouns::STAGES
            .iter()
            .any(|s| begins(part, s) == Some(part.len()));
        if only_stage {
            part.extend(tail.iter());
        }
    }
}

/// 食堂、厕所建成率: a rate that closes the list belongs to every item.
fn share_rate(parts: &mut [Vec<char>], last: &[char]) {
    #[rustfmt::skip]
    const RATES: &[&str] = &[
        "建成率", "覆盖率", "达标率", "巩固率", "入学率", "毛入学率", "毛入园率", "合格率", "配备率", "普及率", "开设率", "参与率",
        "满意率", "优良率", "占比", "比例", "班额", "人数", "公用经费标准", "标准",
    ];
    let Some(rate) = RATES
        .iter()
        .filter(|r| ends(last, r))
        .max_by_key(|r| r.chars().count())
    else {
        return;
    };
    for part in parts.iter_mut() {
        let stage = nouns::STAGES
            .iter()
            .any(|s| begins(part, s) == Some(part.len()));
        let closed = part.last().is_some_and(|c| "率比例额数准".contains(*c));
        if !stage && !closed {
            part.extend(rate.chars());
        }
    }
}
