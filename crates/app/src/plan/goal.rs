//! What a target asks of a number: comparator and bound, read from a plan, held against a measured
//! value.

use jixia_plan::Comparator;
use jixia_terms::Day;

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
