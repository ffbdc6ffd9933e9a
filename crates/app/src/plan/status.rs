//! Status of a target from what was measured, the trend and the deadline: never from typing.
//!
//! Pure: a course of dated values in, a status with its reason out.

use jixia_terms::{Day, Label};
use serde::Serialize;

use super::goal::Goal;

/// How a target stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// 逾期未达: its day has passed and the value does not hold.
    Missed,
    /// 滞后: its day has not come, and the value lags behind an even course towards it.
    Late,
    /// 按期推进: its day has not come, and the value keeps up with an even course towards it.
    OnCourse,
    /// 未到期: its day has not come, and nothing yet tells of a course.
    NotYetDue,
    /// 已达成: the value holds.
    Met,
    /// 填报: a person reported a value with evidence; nothing measures it.
    Reported,
    /// 无数据: nothing measures it, or nothing did by its day, and nobody reported.
    NoData,
}

impl Status {
    /// All of them, the most pressing first.
    pub const ALL: [Self; 7] = [
        Self::Missed,
        Self::Late,
        Self::OnCourse,
        Self::NotYetDue,
        Self::Met,
        Self::Reported,
        Self::NoData,
    ];

    /// What it is called.
    pub fn label(self) -> Label {
        match self {
            Self::Missed => Label::new("逾期未达", "Missed"),
            Self::Late => Label::new("滞后", "Late"),
            Self::OnCourse => Label::new("按期推进", "On course"),
            Self::NotYetDue => Label::new("未到期", "Not yet due"),
            Self::Met => Label::new("已达成", "Met"),
            Self::Reported => Label::new("填报", "Reported"),
            Self::NoData => Label::new("无数据", "No data"),
        }
    }
}

/// The dated values of one measure that a target is held to.
#[derive(Debug, Clone, PartialEq)]
pub struct Course {
    /// Days and values, ascending.
    pub points: Vec<(Day, f64)>,
    /// Day of the snapshot in question, not before the last point.
    pub today: Day,
    /// First day of the plan's year.
    pub begin: Day,
    /// Last day on which the target must hold.
    pub due: Day,
    /// Day on which the measure last began at zero, when it counts by the year, as new places do.
    pub zero_on: Option<Day>,
    /// Unit in which the target is written; empty where it has none.
    pub unit: String,
}

impl Course {
    /// Where an even course towards the goal begins: zero on the day it began for what is counted
    /// by the year; else the last value before the plan's year, else the first value in it.
    pub fn baseline(&self) -> Option<(Day, f64)> {
        if let Some(day) = self.zero_on {
            return Some((day, 0.0));
        }
        let before = self.points.iter().rev().find(|(day, _)| *day < self.begin);
        before.or_else(|| self.points.first()).copied()
    }

    /// The value that an even course would have reached on this day; none without a baseline before
    /// it.
    pub fn expected(&self, goal: &Goal, day: Day) -> Option<f64> {
        let (base_day, base) = self.baseline()?;
        let whole = f64::from(self.due.days() - base_day.days());
        let gone = f64::from(day.days() - base_day.days());
        if gone <= 0.0 || whole <= 0.0 {
            return None;
        }
        Some(base + (goal.nearest_to(base) - base) * (gone / whole).min(1.0))
    }

    /// The status on the day of the last point, with its reason.
    ///
    /// `slack` is the part of the whole way (0.1 is a tenth) by which a value may lag and still
    /// count as on course.
    pub fn status(&self, goal: &Goal, slack: f64) -> (Status, Label) {
        let Some(&(day, value)) = self.points.last() else {
            return (
                Status::NoData,
                Label::new(
                    "快照中没有可测量的数据",
                    "nothing to measure in the snapshot",
                ),
            );
        };
        if self.today > self.due {
            return self.status_after(goal, day, value);
        }
        if goal.holds(value) {
            return (
                Status::Met,
                Label::new(
                    format!("{day} 的实测值已达到目标"),
                    format!("the value of {day} holds"),
                ),
            );
        }
        self.course_status(goal, slack, day, value)
    }

    /// The status once the day has passed: what was measured by then decides. A value that holds
    /// only later is said to be late; where nothing was measured by then, a later value proves
    /// neither that it held nor that it did not.
    fn status_after(&self, goal: &Goal, day: Day, value: f64) -> (Status, Label) {
        let due = self.due;
        let by_then = self.points.iter().rev().find(|(day, _)| *day <= due);
        let Some(&(then, at)) = by_then else {
            let value = self.said(value);
            return (
                Status::NoData,
                Label::new(
                    format!(
                        "到期日（{due}）前没有快照；最近一次快照（{day}）的数值为 {}",
                        value.zh
                    ),
                    format!(
                        "no snapshot by the day it was due, {due}; the latest, of {day}, shows {}",
                        value.en
                    ),
                ),
            );
        };
        if goal.holds(at) {
            let zh = format!("期限 {due}，{then} 的实测值已达到目标");
            let en = format!("due {due}, and the value of {then} held");
            (Status::Met, Label::new(zh, en))
        } else if goal.holds(value) {
            let zh =
                format!("到期日（{due}）前最近一次快照（{then}）未达到目标，{day} 的实测值已达到");
            let en = format!(
                "the last snapshot by the day it was due, {due}, is of {then} and did not hold; \
                 the value of {day} holds"
            );
            (Status::Met, Label::new(zh, en))
        } else {
            let zh = format!("期限 {due} 已过，实测值未达到目标");
            let en = format!("due {due}, and the value does not hold");
            (Status::Missed, Label::new(zh, en))
        }
    }

    fn course_status(&self, goal: &Goal, slack: f64, day: Day, value: f64) -> (Status, Label) {
        let baseline = self.baseline().filter(|(base_day, _)| *base_day < day);
        let (Some((base_day, base)), Some(expected)) = (baseline, self.expected(goal, day)) else {
            let zh = format!("期限 {}，只有一个时点，尚看不出走势", self.due);
            return (
                Status::NotYetDue,
                Label::new(
                    zh,
                    format!("due {}; one point tells of no course", self.due),
                ),
            );
        };
        let way = goal.nearest_to(base) - base;
        let room = way.abs() * slack;
        let keeps_up = if way >= 0.0 {
            value >= expected - room
        } else {
            value <= expected + room
        };
        // A value that held at the baseline and holds no longer has gone the wrong way.
        let keeps_up = keeps_up && way != 0.0;
        let status = if keeps_up {
            Status::OnCourse
        } else {
            Status::Late
        };
        let reason = if goal.value == 0.0 && (way == 0.0 || goal.holds(expected)) {
            self.not_yet_zero(day, value)
        } else {
            self.against_course(status, (base_day, day), (value, expected))
        };
        (status, reason)
    }

    /// Where nothing may be left and an even course says nothing more.
    fn not_yet_zero(&self, day: Day, value: f64) -> Label {
        let (value, due) = (self.said(value), self.due);
        Label::new(
            format!("{day} 实测 {}，尚未清零；期限 {due}", value.zh),
            format!("{} left on {day}, not yet none; due {due}", value.en),
        )
    }

    fn against_course(
        &self,
        status: Status,
        (since, day): (Day, Day),
        (value, expected): (f64, f64),
    ) -> Label {
        let (zh, en) = match status {
            Status::Late => ("落后于进度", "lags behind it"),
            _ => ("不落后于进度", "keeps up with it"),
        };
        let (value, expected) = (self.said(value), self.said(self.whole(expected)));
        Label::new(
            format!(
                "自 {since} 起匀速推进，{day} 应为 {}，实测 {}，{zh}",
                expected.zh, value.zh
            ),
            format!(
                "an even course since {since} makes {} on {day}; {} {en}",
                expected.en, value.en
            ),
        )
    }

    /// Rounded where things are counted: every value so far is whole and the unit is no measure.
    fn whole(&self, value: f64) -> f64 {
        let is_share = self.unit.contains(['%', '‰', '倍', '比']);
        let counted = self.points.iter().all(|(_, value)| value.fract() == 0.0);
        if counted && !is_share {
            value.round()
        } else {
            value
        }
    }

    /// A value with its unit as the plan writes it, which English goes without; minutes of a time
    /// of day as a clock shows them.
    fn said(&self, value: f64) -> Label {
        let number = short(value);
        let same = |text: String| Label::new(text.clone(), text);
        match self.unit.as_str() {
            unit if unit.contains("时刻") => {
                let minutes = value.round();
                let (hour, minute) = ((minutes / 60.0).floor(), minutes % 60.0);
                same(format!("{hour:02}:{minute:02}"))
            }
            "" => same(number),
            "%" => same(format!("{number}%")),
            unit => Label::new(format!("{number} {unit}"), number),
        }
    }
}

/// A number with at most two decimals, as reasons show it.
fn short(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::goal::comparator_of;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn status(
        comparator: &str,
        value: f64,
        due: &str,
        zero_on: Option<&str>,
        points: &[(&str, f64)],
    ) -> Status {
        let goal = Goal {
            comparator: comparator_of(comparator).unwrap(),
            value,
            value_max: None,
            lower_is_better: comparator == "<=",
        };
        let course = Course {
            points: points.iter().map(|(on, value)| (day(on), *value)).collect(),
            today: points.last().map_or(day("2026-11-01"), |(on, _)| day(on)),
            begin: day("2026-01-01"),
            due: day(due),
            zero_on: zero_on.map(day),
            unit: String::new(),
        };
        course.status(&goal, 0.1).0
    }

    #[test]
    fn what_was_measured_by_its_day_decides_and_a_value_that_holds_later_counts() {
        let after = |before, later| {
            let points = [("2026-06-01", before), ("2026-11-01", later)];
            status(">=", 85.0, "2026-06-30", None, &points)
        };
        assert_eq!(after(85.0, 80.0), Status::Met);
        assert_eq!(after(80.0, 85.0), Status::Met);
        assert_eq!(after(80.0, 84.9), Status::Missed);
        let on_its_day = status(">=", 85.0, "2026-11-01", None, &[("2026-11-01", 84.9)]);
        assert_ne!(on_its_day, Status::Missed);
    }

    #[test]
    fn a_snapshot_after_its_day_alone_proves_nothing() {
        for value in [85.0, 84.9] {
            let found = status(">=", 85.0, "2026-06-30", None, &[("2026-11-01", value)]);
            assert_eq!(found, Status::NoData);
        }
    }

    #[test]
    fn an_even_course_parts_late_from_on_course() {
        // From 80 at the end of 2025 towards 90 at the end of 2026: mid-year asks for 85, less a
        // tenth of ten.
        let towards = |value| {
            status(
                ">=",
                90.0,
                "2026-12-31",
                None,
                &[("2025-12-31", 80.0), ("2026-07-01", value)],
            )
        };
        assert_eq!(towards(84.0), Status::OnCourse);
        assert_eq!(towards(83.9), Status::Late);
        let down = |value| {
            status(
                "<=",
                0.0,
                "2026-12-31",
                None,
                &[("2025-12-31", 100.0), ("2026-07-01", value)],
            )
        };
        assert_eq!(down(60.0), Status::OnCourse);
        assert_eq!(down(61.0), Status::Late);
    }

    #[test]
    fn what_is_counted_by_the_year_begins_at_zero() {
        let new = |value| {
            status(
                "increase",
                1200.0,
                "2026-12-31",
                Some("2026-01-01"),
                &[("2025-12-31", 5000.0), ("2026-07-02", value)],
            )
        };
        assert_eq!(new(600.0), Status::OnCourse);
        assert_eq!(new(300.0), Status::Late);
    }

    #[test]
    fn one_point_tells_of_no_course() {
        assert_eq!(
            status(">=", 90.0, "2026-12-31", None, &[("2026-03-01", 80.0)]),
            Status::NotYetDue
        );
        assert_eq!(status(">=", 90.0, "2026-12-31", None, &[]), Status::NoData);
    }

    #[test]
    fn a_value_that_held_and_holds_no_longer_is_late() {
        assert_eq!(
            status(
                ">=",
                90.0,
                "2026-12-31",
                None,
                &[("2025-12-31", 95.0), ("2026-07-01", 89.0)]
            ),
            Status::Late
        );
    }

    #[test]
    fn reasons_round_what_is_counted_and_say_that_something_is_left() {
        let reason = |goal: f64, unit: &str, points: &[(&str, f64)]| {
            let goal = Goal {
                comparator: comparator_of(if goal == 0.0 { "<=" } else { ">=" }).unwrap(),
                value: goal,
                value_max: None,
                lower_is_better: goal == 0.0,
            };
            let course = Course {
                points: points.iter().map(|(on, value)| (day(on), *value)).collect(),
                today: day("2026-11-01"),
                begin: day("2026-01-01"),
                due: day("2026-12-31"),
                zero_on: None,
                unit: unit.to_owned(),
            };
            course.status(&goal, 0.1).1.zh
        };
        assert_eq!(
            reason(1000.0, "个", &[("2025-12-31", 0.0), ("2026-11-01", 500.0)]),
            "自 2025-12-31 起匀速推进，2026-11-01 应为 836 个，实测 500 个，落后于进度"
        );
        assert_eq!(
            reason(0.0, "个", &[("2025-12-31", 0.0), ("2026-11-01", 3.0)]),
            "2026-11-01 实测 3 个，尚未清零；期限 2026-12-31"
        );
        assert!(
            reason(90.0, "%", &[("2025-12-31", 80.0), ("2026-11-01", 85.0)])
                .contains("应为 88.36%")
        );
    }
}
