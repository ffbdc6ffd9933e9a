//! Why a plan could not be read.

use thiserror::Error;

/// What stops a file from being read as a plan.
#[derive(Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReadError {
    /// There is nothing in the file.
    #[error("the file `{name}` holds no text; hand in the plan itself")]
    Empty {
        /// File name as handed in.
        name: String,
    },
    /// The file is larger than a plan can be.
    #[error(
        "the file `{name}` has {} MiB, more than the {} a plan may have; split it",
        .bytes.div_ceil(1 << 20),
        .limit >> 20
    )]
    TooLarge {
        /// File name as handed in.
        name: String,
        /// Its size.
        bytes: u64,
        /// The most that is read.
        limit: u64,
    },
    /// The content is of a kind that is not read, such as PDF or an old Word file.
    #[error("the file `{name}` is {kind}, which is not read; open the plan in Word or WPS and save it as DOCX")]
    Unsupported {
        /// File name as handed in.
        name: String,
        /// What the content seems to be.
        kind: &'static str,
        /// The same in Chinese.
        kind_zh: &'static str,
    },
    /// The DOCX container or its XML is damaged.
    #[error("the file `{name}` is a damaged DOCX ({what}); open it in Word and save it again")]
    BadDocx {
        /// File name as handed in.
        name: String,
        /// What is wrong inside.
        what: String,
    },
    /// The bytes are no text in any encoding that is tried.
    #[error("the file `{name}` is not text in UTF-8, UTF-16 or GB18030; open the plan in Word or WPS and save it as DOCX")]
    NotText {
        /// File name as handed in.
        name: String,
    },
}

impl ReadError {
    /// A stable code by which a caller chooses the words it shows.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty { .. } => "plan-empty",
            Self::TooLarge { .. } => "plan-too-large",
            Self::Unsupported { .. } => "plan-unsupported",
            Self::BadDocx { .. } => "plan-bad-docx",
            Self::NotText { .. } => "plan-not-text",
        }
    }
}
