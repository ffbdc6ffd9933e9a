//! Small pieces that several pages share: status, targets as text, sparklines of targets.

use jixia_app::pack::{Packs, Period};
use jixia_app::{Comparator, Status, TargetStatus, TrendPoint};
use maud::{Markup, html};

use crate::chart::Tone;
use crate::chart::spark::Spark;
use crate::number::{clock, grouped};
use crate::terms::{Day, SchoolYear};
use crate::texts::{Words, say};

/// Class and sign of a status: it shows by word and shape, not by colour alone.
fn look(status: Status) -> (&'static str, &'static str) {
    match status {
        Status::Missed => ("missed", "✕"),
        Status::Late => ("late", "▲"),
        Status::OnCourse => ("course", "●"),
        Status::NotYetDue => ("wait", "◌"),
        Status::Met => ("met", "✓"),
        Status::Reported => ("rep", "○"),
        Status::NoData => ("none", "–"),
    }
}

/// A status as word and shape.
pub(crate) fn status(status: Status, words: Words) -> Markup {
    let (class, sign) = look(status);
    html! { span.st.(class) data-i=(sign) { (words.label(&status.label())) } }
}

/// Yes or no as word and shape.
pub(crate) fn verdict(good: bool, text: &str) -> Markup {
    html! {
        span.st.(if good { "yes" } else { "no" }) data-i=(if good { "✓" } else { "✕" }) { (text) }
    }
}

/// The class of a status, which is also its name in addresses.
pub(crate) fn status_class(status: Status) -> &'static str {
    look(status).0
}

/// Whether a status asks for someone to act.
pub(crate) fn is_behind(status: Status) -> bool {
    matches!(status, Status::Late | Status::Missed)
}

/// How a chart shows a status.
pub(crate) fn tone(status: Status) -> Tone {
    match status {
        Status::Missed => Tone::Bad,
        Status::Late => Tone::Warn,
        Status::Met | Status::OnCourse => Tone::Good,
        _ => Tone::Plain,
    }
}

/// Times of day come from plans as minutes with this unit.
const CLOCK_UNIT: &str = "分钟(时刻)";

/// A number in the unit of a target, without the unit.
pub(crate) fn target_number(target: &TargetStatus, value: f64) -> String {
    if target.unit.as_deref() == Some(CLOCK_UNIT) {
        clock(value)
    } else {
        grouped(value, 2)
    }
}

/// The unit of a target; empty where numbers need none.
pub(crate) fn target_unit(target: &TargetStatus) -> &str {
    target
        .unit
        .as_deref()
        .filter(|unit| *unit != CLOCK_UNIT)
        .unwrap_or_default()
}

/// A number with the unit of a target.
pub(crate) fn target_text(target: &TargetStatus, value: f64) -> String {
    let (number, unit) = (target_number(target, value), target_unit(target));
    if unit.is_empty() || unit == "%" {
        format!("{number}{unit}")
    } else {
        format!("{number} {unit}")
    }
}

/// What a target asks for, without the unit: `≥ 85`, `+12,000`, `7:50–8:00`; its day where it has
/// no number.
pub(crate) fn goal_number(target: &TargetStatus) -> String {
    let Some(value) = target.value else {
        return target.due.to_string();
    };
    let number = target_number(target, value);
    match (target.comparator, target.value_max) {
        (Comparator::Range, Some(max)) => format!("{number}–{}", target_number(target, max)),
        (Comparator::AtLeast, _) => format!("≥ {number}"),
        (Comparator::AtMost, _) => format!("≤ {number}"),
        (Comparator::Increase, _) => format!("+{number}"),
        _ => number,
    }
}

/// What a target asks for, with its unit.
pub(crate) fn goal_text(target: &TargetStatus) -> String {
    let (number, unit) = (goal_number(target), target_unit(target));
    if target.value.is_none() || unit.is_empty() || unit == "%" {
        let unit = if target.value.is_some() { unit } else { "" };
        return format!("{number}{unit}");
    }
    format!("{number} {unit}")
}

/// What a target is called: what its number speaks of, else its sentence, cut short.
pub(crate) fn target_name(target: &TargetStatus) -> String {
    let name = if target.object.trim().is_empty() {
        &target.sentence
    } else {
        &target.object
    };
    shorten(name.trim(), 32)
}

/// At most this many characters of a text.
pub(crate) fn shorten(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars()
        .take(most.saturating_sub(1))
        .chain(['…'])
        .collect()
}

/// The value that a target shows: measured, else reported.
pub(crate) fn target_value(target: &TargetStatus) -> Option<f64> {
    target
        .measured
        .or_else(|| target.reported.as_ref().map(|reported| reported.value))
}

/// Whether a value already is as the target asks, or past it.
fn holds(target: &TargetStatus, goal: f64, value: f64) -> bool {
    match target.comparator {
        Comparator::AtMost => value <= goal,
        _ => value >= goal,
    }
}

/// The part of the way from the baseline to the goal that is done, in per cent, where there is a
/// way left to go.
pub(crate) fn way_done(target: &TargetStatus) -> Option<f64> {
    let (goal, now, base) = (target.value?, target.measured?, target.baseline?);
    let done = (now - base) / (goal - base) * 100.0;
    let on_the_way = !holds(target, goal, base) && target.status != Status::Met;
    (on_the_way && (0.0..=100.0).contains(&done)).then_some(done)
}

/// Where an even course towards a target begins: day and value; none where it held from the start.
pub(crate) fn course_start(target: &TargetStatus, packs: &Packs) -> Option<(Day, f64)> {
    let (base, goal) = (target.baseline?, target.value?);
    if target.value_max.is_some() || holds(target, goal, base) {
        return None;
    }
    let link = target.link.as_ref();
    let period = link
        .and_then(|link| packs.indicators.get(&link.indicator))
        .map(|one| one.period);
    let begin = Day::new(target.due.year(), 1, 1)?;
    let near = |value: f64| (value - base).abs() <= 1e-9 * base.abs().max(1.0);
    let start = match period {
        Some(Period::CalendarYear) => begin,
        Some(Period::SchoolYear) => SchoolYear::of(target.due).first_day(),
        _ => {
            let has_base = |point: &&TrendPoint| point.value.is_some_and(near);
            let before = target
                .trend
                .iter()
                .rev()
                .filter(|point| point.day < begin)
                .find(has_base);
            before
                .or_else(|| target.trend.iter().find(has_base))
                .map_or(begin, |point| point.day)
        }
    };
    (start < target.due).then_some((start, base))
}

/// The trend of a target in few pixels.
pub(crate) fn target_spark(target: &TargetStatus, packs: &Packs, words: Words) -> Spark {
    let number = |day: Day| f64::from(day.days());
    let points = target
        .trend
        .iter()
        .filter_map(|point| Some((number(point.day), point.value?)));
    let points: Vec<(f64, f64)> = points.collect();
    let course = course_start(target, packs).zip(target.value);
    let course =
        course.map(|((day, base), goal)| ((number(day), base), (number(target.due), goal)));
    let says = target.measured.map(|value| {
        say!(
            words,
            "target-spark",
            value = target_text(target, value),
            goal = goal_text(target),
            count = points.len()
        )
    });
    Spark {
        points,
        course,
        goal: target.value,
        tone: tone(target.status),
        says: says.unwrap_or_default(),
    }
}
