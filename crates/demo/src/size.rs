//! How large a city to make, and the few numbers that follow from it.

use std::fmt;
use std::str::FromStr;

/// How large the made-up city is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Size {
    /// About 2 thousand pupils: ready in seconds.
    #[default]
    Town,
    /// About 200 thousand pupils.
    City,
    /// About 1 million pupils, 3 thousand schools, 60 thousand teachers.
    Metropolis,
}

/// A word that is no size.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no size; sizes are town, city and metropolis")]
pub struct SizeError(pub String);

impl Size {
    /// All sizes, smallest first.
    pub const ALL: [Self; 3] = [Self::Town, Self::City, Self::Metropolis];

    /// Its word on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Town => "town",
            Self::City => "city",
            Self::Metropolis => "metropolis",
        }
    }

    /// Children in kindergartens, schools and vocational schools on the last counting day, nearly.
    pub fn pupils(self) -> u32 {
        match self {
            Self::Town => 2_000,
            Self::City => 200_000,
            Self::Metropolis => 1_000_000,
        }
    }

    /// How large a school of usual size is here, against one in a large city.
    pub(crate) fn school_scale(self) -> f64 {
        match self {
            Self::Town => 0.40,
            Self::City => 0.92,
            Self::Metropolis => 1.0,
        }
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for Size {
    type Err = SizeError;

    fn from_str(text: &str) -> Result<Self, SizeError> {
        Self::ALL
            .into_iter()
            .find(|size| size.word() == text)
            .ok_or_else(|| SizeError(text.to_owned()))
    }
}
