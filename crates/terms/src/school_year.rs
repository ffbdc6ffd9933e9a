//! The school year 学年, which in China begins on 1 September.

use std::fmt;

use crate::Day;

/// A school year, named by the calendar year in which it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SchoolYear(pub i16);

impl SchoolYear {
    /// The school year in which this day falls.
    pub fn of(day: Day) -> Self {
        if day.month() >= 9 {
            Self(day.year())
        } else {
            Self(day.year() - 1)
        }
    }

    /// Its first day, 1 September.
    pub fn first_day(self) -> Day {
        Day::new(self.0, 9, 1).unwrap_or(Day::EARLIEST)
    }

    /// Its last day, 31 August.
    pub fn last_day(self) -> Day {
        Self(self.0.saturating_add(1)).first_day().plus_days(-1)
    }
}

impl fmt::Display for SchoolYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.0, self.0.saturating_add(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn august_belongs_to_the_year_that_ends() {
        let year = |text: &str| SchoolYear::of(text.parse().unwrap());
        assert_eq!(year("2026-08-31").to_string(), "2025-2026");
        assert_eq!(year("2026-09-01").to_string(), "2026-2027");
        assert_eq!(year("2026-09-01").last_day().to_string(), "2027-08-31");
    }
}
