//! Pupils, classes and what happens to them, kept small: a metropolis holds more than a million at
//! once.

use jixia_terms::Day;

use super::{Stage, day};
use crate::identity::Identity;

/// Where a pupil stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    Enrolled,
    Suspended,
    Transferred,
    Left,
    Graduated,
}

impl Status {
    /// Its name in registers.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Enrolled => "在读",
            Self::Suspended => "休学",
            Self::Transferred => "转出",
            Self::Left => "退学",
            Self::Graduated => "毕业",
        }
    }
}

/// Where a pupil's household is registered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Residence {
    County,
    City,
    Province,
    Outside,
}

impl Residence {
    /// Its name in registers.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::County => "本县（区）户籍",
            Self::City => "本市外县（区）户籍",
            Self::Province => "本省外市户籍",
            Self::Outside => "外省户籍",
        }
    }
}

/// One pupil, from the first day in a kindergarten or school of the city to the last.
#[derive(Debug, Clone)]
pub(crate) struct Pupil {
    pub(crate) identity: Identity,
    pub(crate) name: u32,
    /// The class now, or the last one.
    pub(crate) class: u32,
    pub(crate) residence: Residence,
    pub(crate) status: Status,
    /// Day of the last change of status that took the pupil off the roll; 0 for none.
    left_days: i32,
    /// A draw that decides small things: boarding, left behind, number form.
    pub(crate) luck: u16,
}

impl Pupil {
    pub(crate) fn new(identity: Identity, name: u32, residence: Residence, luck: u16) -> Self {
        Self {
            identity,
            name,
            class: 0,
            residence,
            status: Status::Enrolled,
            left_days: 0,
            luck,
        }
    }

    /// On the roll, at least on paper.
    pub(crate) fn is_on_roll(&self) -> bool {
        matches!(self.status, Status::Enrolled | Status::Suspended)
    }

    /// Takes the pupil off the roll for good.
    pub(crate) fn leave(&mut self, status: Status, on: Day) {
        self.status = status;
        self.left_days = on.days();
    }

    /// Whether the pupil left the roll after this day.
    pub(crate) fn left_after(&self, on: Day) -> bool {
        !self.is_on_roll() && self.left_days > on.days()
    }

    /// Child of people who moved here from outside the county to work.
    pub(crate) fn is_migrant(&self) -> bool {
        matches!(self.residence, Residence::Province | Residence::Outside)
            || (self.residence == Residence::City && self.luck.is_multiple_of(3))
    }

    /// One in about 330 migrants has no identity number yet: a J number stands for it; one in 2000
    /// children a temporary L number.
    pub(crate) fn number_letter(&self) -> u8 {
        match self.luck {
            luck if luck % 2_003 == 7 => b'L',
            luck if luck % 331 == 5 && self.is_migrant() => b'J',
            _ => b'G',
        }
    }
}

/// One class from the entry of its cohort until it leaves.
#[derive(Debug, Clone)]
pub(crate) struct Class {
    pub(crate) school: u32,
    pub(crate) stage: Stage,
    /// Year of entry; the grade follows from it.
    pub(crate) entry: i16,
    pub(crate) number: u8,
    /// School year in which it last ran.
    pub(crate) last_year: i16,
    /// Pupils in it now.
    pub(crate) roll: u16,
}

impl Class {
    /// Grade in a school year, from 1.
    pub(crate) fn grade(&self, year: i16) -> u8 {
        let years = (year.min(self.last_year) - self.entry).clamp(0, 11) as u8;
        (years + 1).min(self.stage.years())
    }
}

/// What happened to a pupil.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Act {
    Enter,
    TransferOut,
    TransferIn,
    Suspend,
    Return,
    Leave,
    Graduate,
}

impl Act {
    /// Its name in registers.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Enter => "入学",
            Self::TransferOut => "转出",
            Self::TransferIn => "转入",
            Self::Suspend => "休学",
            Self::Return => "复学",
            Self::Leave => "离校",
            Self::Graduate => "毕业",
        }
    }
}

/// A dated change of a pupil's enrolment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Event {
    pub(crate) pupil: u32,
    pub(crate) on: Day,
    pub(crate) act: Act,
    /// The school whose roll changes.
    pub(crate) school: u32,
    /// The other school of a transfer within the city.
    pub(crate) other: Option<u32>,
}

/// The first day of the school year begun in this year.
pub(crate) fn first_day(year: i16) -> Day {
    day(year, 9, 1)
}

/// The day on which leavers of this summer get their certificates.
pub(crate) fn graduation(year: i16) -> Day {
    day(year, 6, 30)
}
