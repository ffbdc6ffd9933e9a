//! The grammar: from one sentence to the targets in it.

pub(crate) mod change;
mod clock;
mod compare;
mod dated;
pub(crate) mod deadline;
mod double;
pub(crate) mod line;
mod object;
mod quantity;
mod reach;
mod refuse;
mod region;
mod respectively;
mod standing;
mod trim;
mod zero;

use crate::lex::Kind;
use crate::lexicon::units::Kind as UnitKind;
use crate::lexicon::{begins, nouns};
use crate::model::{Comparator, Span};
use crate::text::Text;
use deadline::Deadline;
use line::Line;
use object::Object;
use quantity::Quantity;

/// What the grammar must know beyond the sentence.
#[derive(Debug, Clone, Default)]
pub(crate) struct Setting<'a> {
    /// The year the plan is for.
    pub year: Option<i16>,
    /// The stage named in the heading above.
    pub stage: Option<&'a str>,
}

/// A target as found in a sentence, before it knows its plan and clause.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Found {
    pub object: String,
    pub comparator: Comparator,
    pub value: Option<f64>,
    pub value_max: Option<f64>,
    pub unit: Option<String>,
    pub by: Option<String>,
    pub span: Span,
    pub why: &'static str,
}

/// The targets of one sentence, in order.
pub(crate) fn targets(text: &Text, sentence: Span, setting: &Setting<'_>) -> Vec<Found> {
    let line = Line::new(text, sentence);
    let deadlines = deadline::deadlines(&line, setting.year);
    let mut out: Vec<(usize, Found)> = Vec::new();
    timed(&line, &deadlines, &mut out);
    nothing(&line, &deadlines, &mut out);
    counted(&line, &deadlines, setting, &mut out);
    for (at, found) in double::doubled(&line, &out) {
        if !is_past(&line, &deadlines, at) {
            let by = by(&line, &deadlines, at);
            out.push((at, Found { by, ..found }));
        }
    }
    let places: Vec<usize> = out.iter().map(|(at, _)| *at).collect();
    for promise in dated::dated(&line, &deadlines, &places) {
        let found = Found {
            object: promise.object,
            comparator: Comparator::Equal,
            value: None,
            value_max: None,
            unit: None,
            by: Some(promise.by),
            span: promise.span,
            why: "dated",
        };
        out.push((promise.at, found));
    }
    out.sort_by_key(|(_, found)| found.span);
    out.into_iter().map(|(_, found)| found).collect()
}

fn by(line: &Line<'_>, deadlines: &[Deadline], at: usize) -> Option<String> {
    deadline::holding(line, deadlines, at).map(|d| d.words.clone())
}

fn is_past(line: &Line<'_>, deadlines: &[Deadline], at: usize) -> bool {
    deadline::holding(line, deadlines, at).is_some_and(|d| d.past)
}

fn timed(line: &Line<'_>, deadlines: &[Deadline], out: &mut Vec<(usize, Found)>) {
    for clock in clock::clocks(line) {
        let found = Found {
            object: clock.object,
            comparator: clock.comparator,
            value: Some(clock.minutes),
            value_max: clock.upper,
            unit: Some(clock::UNIT.to_owned()),
            by: by(line, deadlines, clock.at),
            span: clock.span,
            why: "clock",
        };
        out.push((clock.at, found));
    }
}

fn nothing(line: &Line<'_>, deadlines: &[Deadline], out: &mut Vec<(usize, Found)>) {
    for zero in zero::zeros(line) {
        if is_past(line, deadlines, zero.at) {
            continue;
        }
        let found = Found {
            object: zero.object,
            comparator: Comparator::Equal,
            value: Some(0.0),
            value_max: None,
            unit: Some(zero.unit.to_owned()),
            by: by(line, deadlines, zero.at),
            span: zero.span,
            why: "zero",
        };
        out.push((zero.at, found));
    }
}

fn counted(
    line: &Line<'_>,
    deadlines: &[Deadline],
    setting: &Setting<'_>,
    out: &mut Vec<(usize, Found)>,
) {
    let all = quantity::quantities(line);
    let mut previous: Option<(Quantity, Object)> = None;
    let mut stock_before = false;
    let mut last: Option<Found> = None;
    let mut stood: Vec<(&Quantity, reach::Left<'_>)> = Vec::new();
    for (i, q) in all.iter().enumerate() {
        let taken = out.iter().any(|(_, f)| f.span.overlaps(q.span));
        let before = i.checked_sub(1).and_then(|k| all.get(k));
        let mut left = reach::left(line, q, before);
        left.stock |= is_past(line, deadlines, q.first);
        left.stock |= stock_before && is_part_of(line, q);
        let refusal = refuse::refusal(line, q, &left);
        stock_before = refusal == Some(refuse::Refusal::Stock);
        if refusal.is_some_and(|r| matches!(r, refuse::Refusal::Stock | refuse::Refusal::Start)) {
            stood.push((q, left));
        }
        if taken || refusal.is_some() {
            continue;
        }
        let list = previous
            .as_ref()
            .filter(|(earlier, _)| in_one_list(line, earlier, q));
        let own = object::object(line, q, &left, list.map(|(a, b)| (a, b)));
        let share = respectively::share(line, &all, i).unwrap_or_default();
        let mut object = share.object_or(own, previous.as_ref().map(|(_, earlier)| earlier));
        let said = line.text.norm(Span::new(line.span.start, q.span.start));
        object::with_stage(&mut object, said, setting.stage);
        let words: Vec<char> = object.text().chars().collect();
        let tail = respectively::shared_tail(line, all.get(i..).unwrap_or(&[]), &left);
        let judged = compare::comparator(&Quantity { tail, ..q.clone() }, &left, &words);
        let (unit, span) = per_period(line, q, &left);
        let unit = share.unit.unwrap_or(unit);
        let bare = list.is_some() && left.verb.is_none() && left.each.is_none();
        let mut found = Found {
            object: object.text(),
            comparator: judged.comparator,
            value: Some(q.value),
            value_max: q.upper,
            unit: Some(unit).filter(|u| !u.is_empty()),
            by: share.by.or_else(|| by(line, deadlines, q.first)),
            span,
            why: judged.why,
        };
        carry(&mut found, last.as_ref(), bare);
        share_of_part(line, q, &mut found, last.as_ref());
        if found.object.is_empty() {
            found.object = said_of(line, &stood, q);
        }
        last = Some(found.clone());
        out.push((q.first, found));
        previous = Some((q.clone(), object));
    }
}

/// `现有公办园186所，年底前达到190所`: what is to be reached is told of by what there is.
fn said_of(line: &Line<'_>, stood: &[(&Quantity, reach::Left<'_>)], q: &Quantity) -> String {
    let same = stood
        .iter()
        .rev()
        .find(|(earlier, _)| earlier.unit == q.unit);
    same.map_or(String::new(), |(earlier, left)| {
        object::object(line, earlier, left, None).noun
    })
}

/// `其中公办园90所`: a part of what was counted before.
fn is_part_of(line: &Line<'_>, q: &Quantity) -> bool {
    let words = line.chars(line.phrase_start(q.first), q.first);
    let words = words.strip_prefix(&['，']).unwrap_or(words);
    let bare = (line.phrase_start(q.first)..q.first).all(|i| {
        matches!(
            line.kind(i),
            Some(Kind::Plain(_) | Kind::Comma(_) | Kind::Join | Kind::Space)
        )
    });
    let counts = matches!(q.kind, UnitKind::Count | UnitKind::Loose) && !words.is_empty();
    let share = q.kind == UnitKind::Share && begins(words, "占").is_some();
    begins(words, "其中").is_some() || bare && (counts || share)
}

/// `教师交流轮岗比例不低于15%，其中骨干教师不低于20%`: the share of a part is of what was said before.
fn share_of_part(line: &Line<'_>, q: &Quantity, found: &mut Found, earlier: Option<&Found>) {
    const WHOLE: &str = "教师";
    let words = line.chars(line.phrase_start(q.first), q.first);
    let words = words.strip_prefix(&['，']).unwrap_or(words);
    let shares = |earlier: &&Found| earlier.unit == found.unit && q.kind == UnitKind::Share;
    let Some(earlier) = earlier.filter(shares) else {
        return;
    };
    if begins(words, "其中").is_none() || !found.object.ends_with(WHOLE) {
        return;
    }
    let (before, after) = earlier
        .object
        .rsplit_once(WHOLE)
        .unwrap_or(("", &earlier.object));
    if after.is_empty() {
        let all = before.split('占').next().unwrap_or(before);
        let all = all.strip_suffix(WHOLE).unwrap_or(all);
        found.object = format!("{}占{all}{WHOLE}比例", found.object);
    } else {
        found.object.push_str(after);
    }
}

/// What a list item takes over from the item before it: 新增小学学位900个，初中学位600个.
fn carry(found: &mut Found, earlier: Option<&Found>, bare: bool) {
    let Some(earlier) = earlier.filter(|_| bare) else {
        return;
    };
    let places = |f: &Found| f.object.ends_with("学位");
    if earlier.comparator == Comparator::Increase
        && found.comparator == Comparator::Equal
        && places(earlier)
        && places(found)
    {
        found.comparator = Comparator::Increase;
        found.why = "increase";
    }
    stage_alone(found, earlier);
    strives(found, earlier);
    if earlier.comparator == found.comparator && takes_period(found, earlier) {
        found.unit.clone_from(&earlier.unit);
    }
}

/// `小学每周不少于5节，初中4节`: the unit of the one before is this one by a period.
fn takes_period(found: &Found, earlier: &Found) -> bool {
    let (Some(own), Some(before)) = (&found.unit, &earlier.unit) else {
        return false;
    };
    before
        .strip_prefix(own.as_str())
        .is_some_and(|per| per.starts_with('/'))
}

/// `新增学位不少于100个，力争150个`: what is striven for is more of the same.
fn strives(found: &mut Found, earlier: &Found) {
    let same = found.object == earlier.object && found.unit == earlier.unit;
    if same
        && found.comparator == Comparator::Equal
        && earlier.comparator == Comparator::AtLeast
        && found.value > earlier.value
    {
        found.comparator = earlier.comparator;
        found.why = earlier.why;
    }
}

/// `小学提高到800元，初中1000元`: a stage alone is held as the stage before it.
fn stage_alone(found: &mut Found, earlier: &Found) {
    let held = matches!(earlier.comparator, Comparator::AtLeast | Comparator::AtMost);
    pupils_alone(found, earlier);
    let own = nouns::STAGES.iter().find(|s| **s == found.object);
    let of_object = |s: &&&str| earlier.object.contains(**s);
    let last = nouns::STAGES.iter().find(|s| earlier.object.ends_with(**s));
    let before = last.or_else(|| nouns::STAGES.iter().find(of_object));
    if let (Some(own), Some(before)) = (own, before)
        && held
        && own != before
        && (earlier.unit == found.unit || takes_period(found, earlier))
    {
        found.unit.clone_from(&earlier.unit);
        found.object = match earlier.object.rsplit_once(before) {
            Some((head, tail)) => format!("{head}{own}{tail}"),
            None => own.to_string(),
        };
        if found.comparator == Comparator::Equal {
            found.comparator = earlier.comparator;
            found.why = earlier.why;
        }
    }
}

/// `小学生睡眠时间不少于10小时，初中生不少于9小时`: pupils alone are held as those before them.
fn pupils_alone(found: &mut Found, earlier: &Found) {
    const PUPILS: &[&str] = &["小学生", "初中生", "高中生", "中学生", "中职生"];
    let before = PUPILS.iter().find(|p| earlier.object.starts_with(**p));
    if let Some(rest) = before.and_then(|p| earlier.object.strip_prefix(p))
        && PUPILS.contains(&found.object.as_str())
        && earlier.comparator == found.comparator
    {
        found.object.push_str(rest);
    }
}

/// Whether two quantities stand in one list, so that the second may leave out what the first said.
fn in_one_list(line: &Line<'_>, earlier: &Quantity, q: &Quantity) -> bool {
    let apart = line
        .phrase(q.first)
        .saturating_sub(line.phrase(earlier.first));
    apart <= 1
}

/// `每天两次`: the unit takes the period, and the span takes 每天 if it stands right before.
fn per_period(line: &Line<'_>, q: &Quantity, left: &reach::Left<'_>) -> (String, Span) {
    let Some(per) = left.per else {
        return (q.unit.clone(), q.span);
    };
    let mut span = q.span;
    if let Some(each) = left.each
        && (each + 1..q.first).all(|i| line.tokens.get(i).is_some_and(crate::lex::Token::is_space))
    {
        span.start = line.span_of(each).start;
    }
    (format!("{}/{per}", q.unit), span)
}
