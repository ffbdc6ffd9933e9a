//! What a target comes to that asks for a change: the base it is measured against, the level that
//! is to be reached from there, and how it is told. Pure.

use jixia_pack::{Indicator, Period};
use jixia_plan::link::written_unit;
use jixia_plan::{Change, Comparator, Direction};
use jixia_terms::{Day, Label};
use serde::Serialize;

use super::goal::{Goal, year_begin};
use super::units::said_in;
use super::view::TargetStatus;
use crate::reads::TrendPoint;

/// What a change is measured against, and what it comes to there.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ChangeStatus {
    /// Which way it goes.
    pub direction: Direction,
    /// By how much, in `unit`.
    pub by: f64,
    /// The most of a range, in `unit`.
    pub by_max: Option<f64>,
    /// Whether it may change so much at most, rather than at least.
    pub at_most: bool,
    /// Unit of the change, as the plan writes it; empty where it has none.
    pub unit: String,
    /// Unit of the values that change: `%` for percentage points.
    pub level_unit: String,
    /// Last day of what it is measured against.
    pub since: Day,
    /// First day of that, where the plan names it.
    pub since_begin: Option<Day>,
    /// The value that it is measured against and its day.
    pub base: Option<(Day, f64)>,
    /// The level to be reached from there, in `level_unit`.
    pub level: Option<f64>,
    /// Why it cannot be judged.
    pub fault: Option<Label>,
}

/// How a change is reckoned from its base.
#[derive(Clone, Copy, PartialEq)]
enum Reckoned {
    /// By an amount, percentage points among them.
    Amount,
    /// By a share of the base, in per cent.
    Percent,
    /// By so many times the base.
    Times,
}

fn reckoned(unit: &str) -> Reckoned {
    match unit {
        "%" => Reckoned::Percent,
        "倍" => Reckoned::Times,
        _ => Reckoned::Amount,
    }
}

impl ChangeStatus {
    /// The change that a target asks for, if it does. What is counted by the year is itself what
    /// was added in it, and no change.
    pub(super) fn of(
        target: &TargetStatus,
        read: Option<&Change>,
        indicator: Option<&Indicator>,
        year: i16,
    ) -> Option<Self> {
        let by = target.value.filter(|by| *by != 0.0)?;
        let unit = target.unit.as_deref().unwrap_or_default();
        let unit = unit.split('/').next().unwrap_or_default();
        let adds = target.comparator == Comparator::Increase;
        let (direction, said) = match (read, target.why.as_str()) {
            (Some(change), _) => (change.direction, true),
            (None, "decrease") => (Direction::Down, true),
            _ if adds => (Direction::Up, false),
            _ => return None,
        };
        let since = read.and_then(|change| change.since);
        let flows = indicator.is_some_and(|it| it.period != Period::State);
        let is_flow = flows && adds && since.is_none() && reckoned(unit) == Reckoned::Amount;
        if is_flow || indicator.is_none() && !said {
            return None;
        }
        let level_unit = match (unit, indicator) {
            ("百分点", _) => "%",
            ("%" | "倍", Some(indicator)) => written_unit(&indicator.unit),
            (unit, _) => unit,
        };
        let yearly = read.is_some_and(|change| change.yearly) && target.due.year() > year;
        Some(Self {
            direction,
            by,
            by_max: target.value_max,
            at_most: target.comparator == Comparator::AtMost,
            unit: unit.to_owned(),
            level_unit: level_unit.to_owned(),
            since: since.unwrap_or_else(|| year_begin(year)),
            since_begin: since.map(|day| year_begin(day.year())),
            base: None,
            level: None,
            fault: indicator.and_then(|it| fault(it, unit, yearly)),
        })
    }

    /// Finds the base among the values of its measure, and the level that is to be reached.
    pub(super) fn settle(&mut self, trend: &[TrendPoint]) {
        if self.fault.is_some() {
            return;
        }
        // A snapshot of New Year's Day shows the year before.
        let until = self.since.plus_days(i32::from(self.since_begin.is_some()));
        let from = self.since_begin.unwrap_or(Day::EARLIEST);
        let points = trend
            .iter()
            .filter_map(|point| Some((point.day, point.value?)));
        let mut points = points.filter(|(day, _)| (from..=until).contains(day));
        let Some((day, base)) = points.next_back() else {
            self.fault = Some(self.without_base());
            return;
        };
        self.base = Some((day, base));
        let by = match reckoned(&self.unit) {
            Reckoned::Amount => self.by,
            Reckoned::Percent => base * self.by / 100.0,
            Reckoned::Times => base * self.by,
        };
        let level = match self.direction {
            Direction::Up => base + by,
            Direction::Down => base - by,
        };
        if level < -1e-9 || by == 0.0 {
            let (base, asked) = (said_in(&self.level_unit, base), self.asked());
            self.fault = Some(Label::new(
                format!(
                    "基期 {day} 为 {}，不够{}，请核对对应指标，或填报实际值",
                    base.zh, asked.zh
                ),
                format!(
                    "{} on {day} cannot go {}; check the measure it is tied to, or report a value",
                    base.en, asked.en
                ),
            ));
            return;
        }
        self.level = Some(level);
    }

    fn without_base(&self) -> Label {
        let day = self.since;
        let (zh, en) = match self.since_begin {
            Some(_) => (format!("{} 年", day.year()), format!("of {}", day.year())),
            None => (format!("{day} 及以前"), format!("of {day} or before")),
        };
        Label::new(
            format!(
                "目标是{}，但没有{zh}的快照可作基期，不能判断；请补做当时的快照，或填报实际值",
                self.asked().zh
            ),
            format!(
                "it asks to go {}, and no snapshot {en} tells from where; take one, or report a \
                 value",
                self.asked().en
            ),
        )
    }

    /// The bound on the level, once the base is known.
    pub(super) fn goal(&self) -> Option<Goal> {
        Some(Goal {
            comparator: self.level_comparator(),
            value: self.level?,
            value_max: None,
            lower_is_better: false,
        })
    }

    /// How the level bounds what is measured.
    pub fn level_comparator(&self) -> Comparator {
        match (self.direction, self.at_most) {
            (Direction::Up, false) | (Direction::Down, true) => Comparator::AtLeast,
            (Direction::Up, true) | (Direction::Down, false) => Comparator::AtMost,
        }
    }

    /// `减少`, `提高`: the word for going this way.
    fn word(&self, direction: Direction) -> Label {
        let share = self.level_unit == "%";
        match (direction, reckoned(&self.unit), share) {
            (Direction::Up, Reckoned::Amount, true) => Label::new("提高", "up by"),
            (Direction::Up, Reckoned::Amount, false) => Label::new("增加", "up by"),
            (Direction::Up, _, _) => Label::new("增长", "up by"),
            (Direction::Down, Reckoned::Amount, false) => Label::new("减少", "down by"),
            (Direction::Down, _, _) => Label::new("下降", "down by"),
        }
    }

    /// What it asks for: `减少 20 人`, `提高 1 个百分点`.
    pub fn asked(&self) -> Label {
        let (word, by) = (self.word(self.direction), said_in(&self.unit, self.by));
        let (most_zh, most_en) = match self.at_most {
            true => ("不超过 ", "at most "),
            false => (" ", ""),
        };
        let (from_zh, from_en) = match self.by_max {
            Some(_) => {
                let least = said_in("", self.by).zh;
                (format!("{least}–"), format!("{least}–"))
            }
            None => (String::new(), String::new()),
        };
        let by = self.by_max.map_or(by, |most| said_in(&self.unit, most));
        Label::new(
            format!("{}{most_zh}{from_zh}{}", word.zh, by.zh),
            format!("{} {most_en}{from_en}{}", word.en, by.en),
        )
    }

    /// How far it has gone, in the unit of the change: positive in the direction asked for.
    pub fn done(&self, value: f64) -> Option<f64> {
        let (_, base) = self.base?;
        let gone = match self.direction {
            Direction::Up => value - base,
            Direction::Down => base - value,
        };
        Some(match reckoned(&self.unit) {
            Reckoned::Amount => gone,
            Reckoned::Percent => gone / base * 100.0,
            Reckoned::Times => gone / base,
        })
    }

    /// `已减少 4 人`.
    pub fn moved(&self, value: f64) -> Option<Label> {
        let done = self.done(value)?;
        let by = said_in(&self.unit, done.abs());
        if by.zh == said_in(&self.unit, 0.0).zh {
            return Some(Label::new("没有变化", "no change"));
        }
        let (lead, way) = match (done > 0.0, self.direction) {
            (true, direction) => ("已", direction),
            (false, Direction::Up) => ("反而", Direction::Down),
            (false, Direction::Down) => ("反而", Direction::Up),
        };
        let word = self.word(way);
        Some(Label::new(
            format!("{lead}{} {}", word.zh, by.zh),
            format!("{} {}", word.en, by.en),
        ))
    }

    /// A reported value is how far it has gone: `已减少 20 人`.
    pub(super) fn by_report(&self, value: &Label) -> Label {
        let word = self.word(self.direction);
        Label::new(
            format!("已{} {}", word.zh, value.zh),
            format!("{} {}", word.en, value.en),
        )
    }

    /// The bound on a reported value.
    pub(super) fn goal_of_report(&self) -> Goal {
        Goal {
            comparator: match self.at_most {
                true => Comparator::AtMost,
                false => Comparator::AtLeast,
            },
            value: self.by,
            value_max: None,
            lower_is_better: false,
        }
    }

    /// `基期 2025-12-31 为 77 人，目标减少 20 人，即不超过 57 人`.
    pub(super) fn said(&self) -> Option<Label> {
        let ((day, base), level) = (self.base?, self.level?);
        let (base, level) = (
            said_in(&self.level_unit, base),
            said_in(&self.level_unit, level),
        );
        let asked = self.asked();
        let (zh, en) = match self.level_comparator() {
            Comparator::AtMost => ("不超过", "at most"),
            _ => ("不低于", "at least"),
        };
        Some(Label::new(
            format!(
                "基期 {day} 为 {}，目标{}，即{zh} {}",
                base.zh, asked.zh, level.zh
            ),
            format!(
                "from {} on {day} {}, to {en} {}",
                base.en, asked.en, level.en
            ),
        ))
    }
}

/// Why a change in this unit cannot be measured by this indicator.
fn fault(indicator: &Indicator, unit: &str, yearly: bool) -> Option<Label> {
    let share = indicator.unit == "percent";
    let label = &indicator.label;
    if indicator.period != Period::State {
        return Some(Label::new(
            format!(
                "“{}”按年（学年）计数，不能由它看出比上年增减，请改对应指标或填报实际值",
                label.zh
            ),
            format!(
                "`{}` counts by the year and shows no rise or fall since the year before; tie it to \
                 another measure or report a value",
                label.en
            ),
        ));
    }
    if share && reckoned(unit) != Reckoned::Amount {
        return Some(Label::new(
            format!(
                "“{}”本身是比率：增减{unit}可以指百分点，也可以指相对于基期的比例，待确认；\
                 请把计划原文写成“个百分点”或“达到”多少后重新采用，或填报实际值",
                label.zh
            ),
            format!(
                "`{}` is a share itself: a change in {unit} may mean percentage points or a part of \
                 the base, which is to be confirmed; write the plan in percentage points or as a \
                 level and adopt it again, or report a value",
                label.en
            ),
        ));
    }
    let in_points = unit == "百分点";
    if share && !in_points && !unit.is_empty() || in_points && !share {
        return Some(Label::new(
            format!("目标单位（{unit}）与“{}”不合，请改对应指标", label.zh),
            format!(
                "its unit does not fit `{}`; tie it to another measure",
                label.en
            ),
        ));
    }
    yearly.then(|| {
        Label::new(
            "目标按每年的增减写，期限却不在计划当年，不能由一个基期判断；请逐年采用，或填报实际值",
            "it asks for a change each year and is due after the plan's own, which one base does not \
             tell; adopt it year by year, or report a value",
        )
    })
}
