//! Status of a target from what was measured, the trend and the deadline: never from typing. Pure.

use jixia_terms::{Day, Label};
use serde::Serialize;

use super::change::ChangeStatus;
use super::goal::Goal;
use super::units::{said_in, to_cents};

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
    /// The day in question, not before the last point.
    pub today: Day,
    /// First day of the plan's year.
    pub begin: Day,
    /// Last day on which the target must hold.
    pub due: Day,
    /// Day on which the measure last began at zero, when it counts by the year, as new places do.
    pub zero_on: Option<Day>,
    /// Unit of the values, as written; empty where they have none.
    pub unit: String,
    /// The change that the target asks for, whose base is where the course begins.
    pub change: Option<ChangeStatus>,
}

impl Course {
    /// Where an even course towards the goal begins: zero on the day it began for what is counted
    /// by the year; else the last value before the plan's year, else the first value in it.
    pub fn baseline(&self) -> Option<(Day, f64)> {
        if let Some(change) = &self.change {
            return change.base;
        }
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

    /// The status on the day in question, with its reason.
    pub fn status(&self, goal: &Goal) -> (Status, Label) {
        let (status, reason) = self.judged(goal);
        let said = self.change.as_ref().and_then(ChangeStatus::said);
        let reason = match said {
            Some(said) => Label::new(
                format!("{}；{}", said.zh, reason.zh),
                format!("{}; {}", said.en, reason.en),
            ),
            None => reason,
        };
        (status, reason)
    }

    fn judged(&self, goal: &Goal) -> (Status, Label) {
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
            return self.status_after(goal, (day, value));
        }
        if goal.holds(value) {
            return (Status::Met, self.holding(goal, (day, value)));
        }
        self.course_status(goal, day, value)
    }

    /// The status once the day has passed. The last value until then decides when it holds or is
    /// of the very day; else the first one after it has to fail as well for the target to be
    /// missed, for nobody knows what held between the two.
    fn status_after(&self, goal: &Goal, latest: (Day, f64)) -> (Status, Label) {
        let due = self.due;
        let before = self.points.iter().rev().find(|(day, _)| *day <= due);
        let after = self.points.iter().find(|(day, _)| *day > due);
        let Some(&before) = before else {
            let value = self.shows(latest);
            let zh = format!("到期日（{due}）前没有快照；{}", value.zh);
            let en = format!("no snapshot by the day it was due, {due}; {}", value.en);
            return (Status::NoData, Label::new(zh, en));
        };
        let then = self.shows(before);
        if goal.holds(before.1) {
            return (Status::Met, self.holding(goal, before));
        }
        if before.0 == due {
            let zh = format!("期限 {due} 已到，{}，未达到目标", then.zh);
            let en = format!("due {due}; {}, which does not reach the goal", then.en);
            return (Status::Missed, Label::new(zh, en));
        }
        let Some(&after) = after else {
            let zh = format!(
                "期限 {due} 已过，{}，未达到目标；此后没有可比的快照，到期时是否达到不能判断",
                then.zh
            );
            let en = format!(
                "due {due}; {}, short of the goal; no snapshot since tells whether it was reached",
                then.en
            );
            return (Status::NoData, Label::new(zh, en));
        };
        let later = self.shows(after);
        if goal.holds(after.1) {
            let zh = format!(
                "{}，未达到目标；{}，已达到；期限 {due} 时是否达到不能判断",
                then.zh, later.zh
            );
            let en = format!(
                "{}, short of the goal; {}, which reaches it; whether it did by {due} is not known",
                then.en, later.en
            );
            return (Status::NoData, Label::new(zh, en));
        }
        let zh = format!("期限 {due} 已过，{}，{}，均未达到目标", then.zh, later.zh);
        let en = format!(
            "due {due}; {}, {}, neither reaches the goal",
            then.en, later.en
        );
        (Status::Missed, Label::new(zh, en))
    }

    /// Why a value holds: it was reached, was kept since the course began, or came back.
    fn holding(&self, goal: &Goal, point: (Day, f64)) -> Label {
        let base = self.baseline().filter(|(day, _)| *day < point.0);
        let since = self
            .points
            .iter()
            .filter(|(day, _)| *day < point.0 && base.is_some_and(|(base_day, _)| *day > base_day));
        let so_far = base.iter().chain(since).map(|(_, value)| *value);
        let so_far: Vec<bool> = so_far.map(|value| goal.holds(value)).collect();
        let held_at = so_far.iter().position(|held| *held);
        let left = held_at.is_some_and(|at| so_far.iter().skip(at).any(|held| !held));
        let (zh, en) = if left {
            ("回到目标之内", "and is back within the goal")
        } else if held_at == Some(0) {
            ("保持在目标之内", "and stays within the goal")
        } else {
            ("已达到目标", "which reaches the goal")
        };
        let shown = self.shows(point);
        Label::new(format!("{}，{zh}", shown.zh), format!("{}, {en}", shown.en))
    }

    fn course_status(&self, goal: &Goal, day: Day, value: f64) -> (Status, Label) {
        let baseline = self.baseline().filter(|(base_day, _)| *base_day < day);
        let (Some((base_day, base)), Some(expected)) = (baseline, self.expected(goal, day)) else {
            let shown = self.shows((day, value));
            let zh = format!(
                "{}；期限 {}，只有一个时点，尚看不出走势",
                shown.zh, self.due
            );
            let en = format!(
                "{}; due {}; one point tells of no course",
                shown.en, self.due
            );
            return (Status::NotYetDue, Label::new(zh, en));
        };
        let way = goal.nearest_to(base) - base;
        if way == 0.0 {
            return (Status::Late, self.broken(goal, (day, value)));
        }
        let expected = self.asked(expected, way > 0.0);
        // As they are shown: who reads two equal numbers is not told that one lags behind.
        let (shown, asked) = (to_cents(value), to_cents(expected));
        let keeps_up = if way > 0.0 {
            shown >= asked
        } else {
            shown <= asked
        };
        let status = if keeps_up {
            Status::OnCourse
        } else {
            Status::Late
        };
        let reason = if goal.value == 0.0 && goal.holds(expected) {
            self.not_yet_zero((day, value))
        } else {
            self.against_course(status, (base_day, day), (value, expected))
        };
        (status, reason)
    }

    /// What held when the course began and holds no longer has no course: its bound is broken.
    fn broken(&self, goal: &Goal, (day, value): (Day, f64)) -> Label {
        if goal.value == 0.0 {
            return self.not_yet_zero((day, value));
        }
        let (zh, en) = if value > goal.value {
            ("超过上限", "above the upper limit")
        } else {
            ("低于下限", "below the lower limit")
        };
        let (shown, bound) = (self.shows((day, value)), self.said(goal.value));
        Label::new(
            format!("{}，{zh} {}", shown.zh, bound.zh),
            format!("{}, {en} {}", shown.en, bound.en),
        )
    }

    /// Where nothing may be left and an even course says nothing more.
    fn not_yet_zero(&self, (day, value): (Day, f64)) -> Label {
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
        let (value, expected) = (self.said_moved(value), self.said(expected));
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

    /// What an even course asks for, where things are counted only whole ones: every value so far
    /// is whole and the unit is no measure.
    fn asked(&self, expected: f64, upward: bool) -> f64 {
        let is_share = self.unit.contains(['%', '‰', '倍', '比']);
        let counted = self.points.iter().all(|(_, value)| value.fract() == 0.0);
        match (counted && !is_share, upward) {
            (true, true) => expected.floor(),
            (true, false) => expected.ceil(),
            (false, _) => expected,
        }
    }

    /// `2026-09-01 实测 235 个`.
    fn shows(&self, (day, value): (Day, f64)) -> Label {
        let value = self.said_moved(value);
        Label::new(
            format!("{day} 实测 {}", value.zh),
            format!("{} on {day}", value.en),
        )
    }

    /// `73 人，已减少 4 人` where a change is asked for, else `73 人`.
    fn said_moved(&self, value: f64) -> Label {
        let said = self.said(value);
        match self.change.as_ref().and_then(|change| change.moved(value)) {
            Some(moved) => Label::new(
                format!("{}，{}", said.zh, moved.zh),
                format!("{} ({})", said.en, moved.en),
            ),
            None => said,
        }
    }

    fn said(&self, value: f64) -> Label {
        said_in(&self.unit, value)
    }
}

#[cfg(test)]
mod tests;
