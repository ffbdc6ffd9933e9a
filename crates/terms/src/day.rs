//! A calendar day, kept as days since 1970-01-01 so that it costs four bytes in rows and snapshots.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A calendar day without time zone, between the years 1 and 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

/// A text or number that is no day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a day; write it as 2026-09-01")]
pub struct DayError(pub String);

impl Day {
    /// The first day that can be written: 0001-01-01.
    pub const EARLIEST: Self = Self(-719_162);
}

const EPOCH: Date = Date::constant(1970, 1, 1);

impl Day {
    /// The day with these calendar numbers, if there is one.
    pub fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        if !(1..=9999).contains(&year) {
            return None;
        }
        Date::new(year, month, day).ok().map(Self::from_date)
    }

    /// The day that lies this many days after 1970-01-01 (before, when negative).
    pub fn from_days(days: i32) -> Option<Self> {
        let day = Self(days);
        day.date().map(|_| day)
    }

    /// Days since 1970-01-01.
    pub fn days(self) -> i32 {
        self.0
    }

    /// Calendar year.
    pub fn year(self) -> i16 {
        self.calendar().year()
    }

    /// Calendar month, 1 to 12.
    pub fn month(self) -> i8 {
        self.calendar().month()
    }

    /// Day of the month, 1 to 31.
    pub fn day_of_month(self) -> i8 {
        self.calendar().day()
    }

    /// The day this many days later (earlier, when negative), held within the years 1 to 9999.
    pub fn plus_days(self, days: i32) -> Self {
        Self::from_days(self.0.saturating_add(days)).unwrap_or(self)
    }

    /// Whole years from this day to `later`, as an age is counted.
    pub fn years_until(self, later: Self) -> i32 {
        let (from, to) = (self.calendar(), later.calendar());
        let years = i32::from(to.year()) - i32::from(from.year());
        if (to.month(), to.day()) < (from.month(), from.day()) {
            years - 1
        } else {
            years
        }
    }

    fn from_date(date: Date) -> Self {
        // Dates between the years 1 and 9999 lie well within i32 days of the epoch.
        Self(EPOCH.until(date).map_or(0, |span| span.get_days()))
    }

    fn date(self) -> Option<Date> {
        let date = EPOCH
            .checked_add(jiff::Span::new().try_days(self.0).ok()?)
            .ok()?;
        (1..=9999).contains(&date.year()).then_some(date)
    }

    fn calendar(self) -> Date {
        // INVARIANT: every constructor has checked that the day exists.
        self.date().unwrap_or(EPOCH)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let date = self.calendar();
        write!(
            f,
            "{:04}-{:02}-{:02}",
            date.year(),
            date.month(),
            date.day()
        )
    }
}

impl FromStr for Day {
    type Err = DayError;

    fn from_str(text: &str) -> Result<Self, DayError> {
        let error = || DayError(text.to_owned());
        let mut parts = text.trim().splitn(3, '-');
        let mut next = |width: usize| {
            parts
                .next()
                .filter(|part| part.len() == width && part.bytes().all(|b| b.is_ascii_digit()))
                .and_then(|part| part.parse::<i16>().ok())
                .ok_or_else(error)
        };
        let (year, month, day) = (next(4)?, next(2)?, next(2)?);
        let small = |n: i16| i8::try_from(n).map_err(|_| error());
        Self::new(year, small(month)?, small(day)?).ok_or_else(error)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_number_agree() {
        for (text, days) in [
            ("1970-01-01", 0),
            ("1969-12-31", -1),
            ("2026-09-01", 20_697),
        ] {
            let day: Day = text.parse().unwrap();
            assert_eq!((day.days(), day.to_string().as_str()), (days, text));
            assert_eq!(Day::from_days(days), Some(day));
        }
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for text in [
            "2026-02-29",
            "2026-9-1",
            "20260901",
            "2026-13-01",
            "",
            "二〇二六",
            "+026-01-01",
        ] {
            assert!(text.parse::<Day>().is_err(), "{text}");
        }
    }

    #[test]
    fn age_turns_on_the_birthday() {
        let born: Day = "2019-09-01".parse().unwrap();
        assert_eq!(born.years_until("2025-08-31".parse().unwrap()), 5);
        assert_eq!(born.years_until("2025-09-01".parse().unwrap()), 6);
    }
}
