//! What a target asks of a number: comparator and bound, read from a plan, held against a measured
//! value.

use jixia_pack::{Better, Indicator};
use jixia_plan::Comparator;
use jixia_plan::link::{eliminated, units_fit, written_unit};
use jixia_terms::Day;

use super::view::{Held, TargetStatus};

/// The comparator of this sign, as registers keep it.
pub fn comparator_of(sign: &str) -> Option<Comparator> {
    use Comparator::{AtLeast, AtMost, Equal, Increase, Range};
    [AtLeast, AtMost, Equal, Increase, Range]
        .into_iter()
        .find(|comparator| comparator.sign() == sign)
}

/// A bound on one measure.
#[derive(Debug, Clone, PartialEq)]
pub struct Goal {
    /// How it compares.
    pub comparator: Comparator,
    /// The bound, in the unit of the measure.
    pub value: f64,
    /// The upper bound of a range.
    pub value_max: Option<f64>,
    /// Whether less is better in the measure, which decides what a bare number to be reached means.
    pub lower_is_better: bool,
}

/// Measured figures are quotients of whole numbers: equal to nine digits is equal.
const TOLERANCE: f64 = 1e-9;

impl Goal {
    /// Whether this value holds. A number of things to be brought about holds when it is reached or
    /// passed; where less is better, when it is not passed.
    pub fn holds(&self, value: f64) -> bool {
        let room = TOLERANCE * self.value.abs().max(1.0);
        match self.comparator {
            Comparator::AtLeast | Comparator::Increase | Comparator::Range => {
                value >= self.value - room
            }
            Comparator::AtMost => value <= self.value + room,
            Comparator::Equal if self.lower_is_better => value <= self.value + room,
            Comparator::Equal => value >= self.value - room,
        }
    }

    /// The value nearest to this one that holds: where a course towards the goal leads.
    pub fn nearest_to(&self, value: f64) -> f64 {
        if self.holds(value) { value } else { self.value }
    }
}

/// The first day of the calendar year with this number.
pub fn year_begin(year: i16) -> Day {
    Day::new(year, 1, 1).unwrap_or(Day::EARLIEST)
}

/// `消除56人以上大班额`: 以上 reaches 56 itself, so of such classes none may be left, and the largest
/// one must stay below.
pub(super) fn held(target: &TargetStatus, indicator: &Indicator) -> Option<Held> {
    let value = target.value.filter(|_| target.why == eliminated::RULE)?;
    let written = target.unit.clone().unwrap_or_default();
    Some(if units_fit(&written, &indicator.unit) {
        Held {
            value: value - 1.0,
            unit: written,
        }
    } else {
        Held {
            value: 0.0,
            unit: written_unit(&indicator.unit).to_owned(),
        }
    })
}

/// What a target asks of the values of its measure; none where that cannot be said.
pub(super) fn goal_of(target: &TargetStatus, indicator: Option<&Indicator>) -> Option<Goal> {
    if let Some(change) = &target.change {
        return change.goal();
    }
    Some(Goal {
        comparator: target.comparator,
        value: target.level()?,
        value_max: target.value_max,
        lower_is_better: indicator.is_some_and(|it| it.better == Better::Lower),
    })
}
