//! The made-up city: land, schools, classes, pupils, teachers, and how a school year changes them.
//!
//! INVARIANT: the city on a day is a function of size, seed and day; nothing depends on threads or
//! the clock.

#[cfg(test)]
mod believable;
pub(crate) mod births;
pub(crate) mod career;
pub(crate) mod crowd;
pub(crate) mod group;
mod intake;
pub(crate) mod layout;
pub(crate) mod moves;
pub(crate) mod person;
pub(crate) mod school;
pub(crate) mod staff;
pub(crate) mod works;
pub(crate) mod world;

use jixia_terms::Day;

/// A stage of education.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Stage {
    Kindergarten,
    Primary,
    Junior,
    Senior,
    Vocational,
    Special,
}

impl Stage {
    pub(crate) const ALL: [Self; 6] = [
        Self::Kindergarten,
        Self::Primary,
        Self::Junior,
        Self::Senior,
        Self::Vocational,
        Self::Special,
    ];

    /// How many grades it has.
    pub(crate) fn years(self) -> u8 {
        match self {
            Self::Primary | Self::Special => 6,
            _ => 3,
        }
    }

    /// Age in whole years that a child entering it has reached.
    pub(crate) fn entry_age(self) -> u8 {
        match self {
            Self::Kindergarten => 3,
            Self::Primary | Self::Special => 6,
            Self::Junior => 12,
            Self::Senior | Self::Vocational => 15,
        }
    }

    /// Letter of its grades and classes.
    pub(crate) fn letter(self) -> char {
        match self {
            Self::Kindergarten => 'K',
            Self::Primary => 'P',
            Self::Junior => 'J',
            Self::Senior => 'S',
            Self::Vocational => 'V',
            Self::Special => 'T',
        }
    }

    /// Its name in registers.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Kindergarten => "学前教育",
            Self::Primary => "小学",
            Self::Junior => "初中",
            Self::Senior => "普通高中",
            Self::Vocational => "中等职业教育",
            Self::Special => "特殊教育",
        }
    }

    /// Name of one of its grades in registers, from 1.
    pub(crate) fn grade_label(self, grade: u8) -> &'static str {
        let labels: &[&'static str] = match self {
            Self::Kindergarten => &["小班", "中班", "大班"],
            Self::Primary | Self::Special => &[
                "小学一年级",
                "小学二年级",
                "小学三年级",
                "小学四年级",
                "小学五年级",
                "小学六年级",
            ],
            Self::Junior => &["初中一年级", "初中二年级", "初中三年级"],
            Self::Senior => &["高中一年级", "高中二年级", "高中三年级"],
            Self::Vocational => &["中职一年级", "中职二年级", "中职三年级"],
        };
        let index = usize::from(grade.saturating_sub(1)).min(labels.len() - 1);
        labels.get(index).copied().unwrap_or_default()
    }
}

/// The day with these numbers; only ever called with days that exist.
pub(crate) fn day(year: i16, month: i8, day: i8) -> Day {
    Day::new(year, month, day).unwrap_or(Day::EARLIEST)
}
