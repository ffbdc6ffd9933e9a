//! A point in time, kept as microseconds since 1970-01-01T00:00:00Z and written as RFC 3339 in UTC.

use std::fmt;
use std::str::FromStr;

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Day;

/// A point in time with microsecond grain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(i64);

/// A text that is no instant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an instant; write it as 2026-09-01T08:00:00+08:00 or as a day")]
pub struct InstantError(pub String);

/// China has one civil time, eight hours before Greenwich, without summer time.
const CHINA: TimeZone = TimeZone::fixed(jiff::tz::offset(8));

impl Instant {
    /// The instant this many microseconds after 1970-01-01T00:00:00Z.
    pub fn from_micros(micros: i64) -> Option<Self> {
        Timestamp::from_microsecond(micros)
            .ok()
            .map(|_| Self(micros))
    }

    /// Microseconds since 1970-01-01T00:00:00Z.
    pub fn micros(self) -> i64 {
        self.0
    }

    /// The last microsecond of this day in China.
    pub fn end_of(day: Day) -> Self {
        Self::start_of(day.plus_days(1)).minus_one()
    }

    /// Midnight at the start of this day in China.
    pub fn start_of(day: Day) -> Self {
        Self((i64::from(day.days()) * 24 - 8) * 3_600_000_000)
    }

    /// The calendar day in China on which this instant falls.
    pub fn day(self) -> Day {
        let days = self
            .0
            .saturating_add(8 * 3_600_000_000)
            .div_euclid(86_400_000_000);
        i32::try_from(days)
            .ok()
            .and_then(Day::from_days)
            .unwrap_or(Day::EARLIEST)
    }

    /// As people in China read it, to the second: `2026-09-01 08:00:00`.
    pub fn local_text(self) -> String {
        self.timestamp()
            .to_zoned(CHINA)
            .strftime("%Y-%m-%d %H:%M:%S")
            .to_string()
    }

    fn minus_one(self) -> Self {
        Self(self.0 - 1)
    }

    fn timestamp(self) -> Timestamp {
        // INVARIANT: every constructor keeps the value within jiff's range.
        Timestamp::from_microsecond(self.0).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.6}", self.timestamp())
    }
}

impl FromStr for Instant {
    type Err = InstantError;

    /// Reads RFC 3339; a day and time without an offset are those of China; a bare day means its
    /// end in China, since "as of a day" includes that day.
    fn from_str(text: &str) -> Result<Self, InstantError> {
        if let Ok(day) = text.parse::<Day>() {
            return Ok(Self::end_of(day));
        }
        let parsed: Result<Timestamp, _> = text.trim().parse();
        let at = parsed.ok().or_else(|| in_china(text.trim()));
        at.map(|at| Self(at.as_microsecond()))
            .ok_or_else(|| InstantError(text.to_owned()))
    }
}

/// A day and a time of day to the minute at least. What names an offset or a zone is not local.
fn in_china(text: &str) -> Option<Timestamp> {
    let is_plain = text
        .chars()
        .all(|c| c.is_ascii_digit() || matches!(c, '-' | ':' | '.' | 'T' | ' '));
    let civil: DateTime = text.parse().ok()?;
    let civil = Some(civil).filter(|_| is_plain && text.contains(':'))?;
    Some(civil.to_zoned(CHINA).ok()?.timestamp())
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_day_means_its_end_in_china() {
        let at: Instant = "2026-09-01".parse().unwrap();
        assert_eq!(at.to_string(), "2026-09-01T15:59:59.999999Z");
        assert_eq!(at.day().to_string(), "2026-09-01");
        assert_eq!(
            Instant::start_of(at.day()).local_text(),
            "2026-09-01 00:00:00"
        );
    }

    #[test]
    fn a_time_without_offset_is_that_of_china() {
        let at = |text: &str| text.parse::<Instant>().map(|at| at.to_string());
        let eight = at("2026-09-01T08:00:00+08:00");
        for text in ["2026-09-01T08:00", "2026-09-01 08:00:00"] {
            assert_eq!(at(text), eight, "{text}");
        }
        for text in [
            "2026-09-01T08",
            "2026-09-01T08:00[Asia/Tokyo]",
            "2026-09-31T08:00",
        ] {
            assert!(at(text).is_err(), "{text}");
        }
    }

    #[test]
    fn written_and_read_again_is_the_same() {
        let at: Instant = "2026-09-01T08:00:00.000001+08:00".parse().unwrap();
        assert_eq!(at.to_string().parse::<Instant>().unwrap(), at);
        assert!("yesterday".parse::<Instant>().is_err());
    }
}
