//! Small pieces that several pages share: status, targets as text, sparklines of targets.

use jixia_app::pack::{Packs, Period};
use jixia_app::plan_text::Target;
use jixia_app::{Comparator, Source, Status, TargetStatus, TrendPoint};
use maud::{Markup, html};

use crate::chart::Tone;
use crate::chart::spark::Spark;
use crate::number::{Unit, clock, grouped};
use crate::terms::{Day, Language, SchoolYear};
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

/// What nobody has looked into yet: neither good nor bad.
pub(crate) fn open_verdict(text: &str) -> Markup {
    html! { span.st.none data-i="?" { (text) } }
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
    if target.level_unit() == Some(CLOCK_UNIT) {
        clock(value)
    } else {
        grouped(value, 2)
    }
}

/// The unit of a target as its plan writes it; empty where numbers need none.
pub(crate) fn written_unit(target: &TargetStatus) -> &str {
    target
        .level_unit()
        .filter(|unit| *unit != CLOCK_UNIT)
        .unwrap_or_default()
}

/// The unit of a target in the reader's language: as written, or as packs name it; of a bare
/// measure word (`个`) that of its indicator.
pub(crate) fn target_unit(target: &TargetStatus, words: Words) -> String {
    unit_after(target, None, words)
}

/// The same after a number: `1 class`.
fn unit_after(target: &TargetStatus, value: Option<f64>, words: Words) -> String {
    let written = written_unit(target);
    if words.0 == Language::Chinese || written.is_ascii() {
        return written.to_owned();
    }
    let name = jixia_app::plan_text::link::unit_name(written);
    let name = name.or_else(|| target.link.as_ref().map(|link| link.unit.as_str()));
    let Some(unit) = name.map(|name| Unit::new(name, words)) else {
        return written.to_owned();
    };
    value.map_or_else(|| unit.title(), |value| unit.title_after(value))
}

/// Whether a unit that a plan writes counts things, so that there are no parts of one.
pub(crate) fn is_counted(unit: &str) -> bool {
    const MEASURES: [char; 15] = [
        '%', '‰', '元', '米', '亩', '顷', '里', '时', '分', '倍', '吨', '年', '月', '比', '㎡',
    ];
    !unit.is_empty() && !unit.contains(MEASURES)
}

/// A number with the unit of a target.
pub(crate) fn target_text(target: &TargetStatus, value: f64, words: Words) -> String {
    let number = target_number(target, value);
    let unit = unit_after(target, Some(value), words);
    if unit.is_empty() || unit == "%" {
        format!("{number}{unit}")
    } else {
        format!("{number} {unit}")
    }
}

/// A goal as people write it: `≥ 85`, `+12,000`, `7:50–8:00`.
fn goal(comparator: Comparator, number: String, most: Option<String>) -> String {
    match (comparator, most) {
        (Comparator::Range, Some(most)) => format!("{number}–{most}"),
        (Comparator::AtLeast, _) => format!("≥ {number}"),
        (Comparator::AtMost, _) => format!("≤ {number}"),
        (Comparator::Increase, _) => format!("+{number}"),
        _ => number,
    }
}

/// What a target asks for, without the unit; its day where it has no number.
pub(crate) fn goal_number(target: &TargetStatus) -> String {
    let Some(value) = target.level() else {
        return target.due.to_string();
    };
    let most = target.value_max.map(|most| target_number(target, most));
    goal(
        target.level_comparator(),
        target_number(target, value),
        most,
    )
}

/// What a target that was only read asks for, with its unit as written; empty where it only has a
/// day.
pub(crate) fn read_goal(target: &Target) -> String {
    let Some(value) = target.value else {
        return String::new();
    };
    let unit = target.unit.as_deref().unwrap_or_default();
    let write = |value: f64| match unit {
        CLOCK_UNIT => clock(value),
        _ => grouped(value, 2),
    };
    let number = goal(target.comparator, write(value), target.value_max.map(write));
    match unit {
        CLOCK_UNIT | "" => number,
        "%" => format!("{number}%"),
        unit => format!("{number} {unit}"),
    }
}

/// The language of a text of the plan or a name of a place, where the page is in another.
pub(crate) fn chinese(words: Words) -> Option<&'static str> {
    (words.0 != Language::Chinese).then(|| Language::Chinese.tag())
}

/// What a target asks for, with its unit.
pub(crate) fn goal_text(target: &TargetStatus, words: Words) -> String {
    if let Some(change) = &target.change {
        return words.label(&change.asked()).to_owned();
    }
    let number = goal_number(target);
    match unit_after(target, target.level(), words).as_str() {
        _ if target.level().is_none() => number,
        "" => number,
        "%" => format!("{number}%"),
        unit => format!("{number} {unit}"),
    }
}

/// Fewer characters than this do not tell a target from another: `学位`.
const NAME_MIN: usize = 4;

/// What a target is called: what its number speaks of; where that is next to nothing, the part of
/// its sentence in which it stands, cut short.
pub(crate) fn target_name(target: &TargetStatus) -> String {
    let object = target.object.trim();
    if object.chars().count() >= NAME_MIN {
        return shorten(object, 32);
    }
    let parts = target.sentence.split(['，', '；', '。', ',', ';']);
    let mut parts = parts.filter(|part| !object.is_empty() && part.contains(object));
    let part = parts.next().unwrap_or(&target.sentence);
    shorten(part.trim(), 32)
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
    // A target that only has a day is done or not: a number says nothing of it.
    target.value?;
    target
        .measured
        .or_else(|| target.reported.as_ref().map(|reported| reported.value))
}

/// What the value of a target is called: measured or, where a person gave it, reported.
pub(crate) fn value_label(target: &TargetStatus, words: Words) -> String {
    match target.source {
        Source::Reported => say!(words, "target-reported"),
        _ => say!(words, "target-measured"),
    }
}

/// Whether a value already is as the target asks, or past it.
fn holds(target: &TargetStatus, goal: f64, value: f64) -> bool {
    match target.level_comparator() {
        Comparator::AtMost => value <= goal,
        _ => value >= goal,
    }
}

/// The part of the way from the baseline to the goal that is done, in per cent, where there is a
/// way left to go.
pub(crate) fn way_done(target: &TargetStatus) -> Option<f64> {
    let (goal, now, base) = (target.level()?, target.measured?, target.baseline?);
    let done = (now - base) / (goal - base) * 100.0;
    let on_the_way = !holds(target, goal, base) && target.status != Status::Met;
    (on_the_way && (0.0..=100.0).contains(&done)).then_some(done)
}

/// Where an even course towards a target begins: day and value; none where it held from the start.
pub(crate) fn course_start(target: &TargetStatus, packs: &Packs) -> Option<(Day, f64)> {
    let (base, goal) = (target.baseline?, target.level()?);
    if let Some(base) = target.change.as_ref().and_then(|change| change.base) {
        return (base.0 < target.due && !holds(target, goal, base.1)).then_some(base);
    }
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
    let course = course_start(target, packs).zip(target.level());
    let course =
        course.map(|((day, base), goal)| ((number(day), base), (number(target.due), goal)));
    let says = target.measured.map(|value| {
        say!(
            words,
            "target-spark",
            value = target_text(target, value, words),
            goal = goal_text(target, words),
            count = points.len()
        )
    });
    Spark {
        points,
        course,
        goal: target.level(),
        tone: tone(target.status),
        says: says.unwrap_or_default(),
    }
}

/// What stands under a chart, after the unit, where its numbers have one.
pub(crate) fn in_unit(unit: &str, note: &str, words: Words) -> String {
    match unit {
        "" => note.to_owned(),
        unit => format!("{} · {note}", say!(words, "chart-in-unit", unit = unit)),
    }
}
