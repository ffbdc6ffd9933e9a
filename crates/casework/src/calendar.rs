//! Which days are worked: Monday to Friday, but for holidays, and make-up working days 调休.

use jixia_pack::Calendar;
use jixia_terms::Day;

/// No span of a process is longer, in days: a bound for loops over days.
const DAYS_MAX: i32 = 40_000;

/// A calendar of working days; without one, Monday to Friday.
#[derive(Debug, Clone, Copy)]
pub struct WorkCalendar<'p>(Option<&'p Calendar>);

impl<'p> WorkCalendar<'p> {
    /// The calendar that packs declare, if one is named.
    pub fn new(calendar: Option<&'p Calendar>) -> Self {
        Self(calendar)
    }

    /// Whether the holidays of a day's year are known, so that a count over it is certain.
    pub fn knows(self, day: Day) -> bool {
        self.year(day).is_some()
    }

    /// Whether a day is worked.
    pub fn is_working(self, day: Day) -> bool {
        let year = self.year(day);
        if year.is_some_and(|year| year.work.contains(&day)) {
            return true;
        }
        !is_weekend(day) && !year.is_some_and(|year| year.off.contains(&day))
    }

    /// The n-th working day after a day, which is itself not counted (the day on which a period
    /// begins does not count: Civil Code 民法典, art. 201). None: that day.
    pub fn after(self, day: Day, count: u32) -> Day {
        self.walk(day, count, 1)
    }

    /// The n-th working day before a day, which is itself not counted.
    pub fn before(self, day: Day, count: u32) -> Day {
        self.walk(day, count, -1)
    }

    /// Working days after the first up to and with the last.
    pub fn between(self, from: Day, to: Day) -> u32 {
        let last = to.days().min(from.days().saturating_add(DAYS_MAX));
        let days = (from.days() + 1..=last).filter_map(Day::from_days);
        days.filter(|day| self.is_working(*day)).count() as u32
    }

    fn walk(self, day: Day, count: u32, step: i32) -> Day {
        let (mut here, mut left, mut steps) = (day, count, 0);
        while left > 0 && steps < DAYS_MAX {
            here = here.plus_days(step);
            steps += 1;
            left -= u32::from(self.is_working(here));
        }
        here
    }

    fn year(self, day: Day) -> Option<&'p jixia_pack::CalendarYear> {
        let year = day.year();
        self.0?.years.iter().find(|known| known.year == year)
    }
}

/// 1970-01-01 was a Thursday.
fn is_weekend(day: Day) -> bool {
    (day.days() + 3).rem_euclid(7) >= 5
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn saturday_and_sunday_are_off() {
        let days = ["2026-11-20", "2026-11-21", "2026-11-22", "2026-11-23"];
        let off = days.map(|day| is_weekend(day.parse().unwrap()));
        assert_eq!(off, [false, true, true, false]);
    }
}
