//! Why a cell is not a value of its field, in the words of people who keep sheets.

use jixia_terms::{IdentityFault, Label, StudentNumberFault};
use serde::Serialize;

/// Why the text of a cell is refused. It never holds the whole of a sealed value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{text}")]
pub struct ValueFault {
    /// Stable code: `not_a_day`.
    pub code: &'static str,
    /// What is wrong, with the text at fault shortened, or masked where its field is sealed.
    pub text: Label,
}

/// Reasons, without the words that go with them, so that finding one costs nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Why {
    Required,
    NotANumber,
    NotWhole,
    BelowZero,
    TooFine,
    TooLarge,
    NotATime,
    NotADay,
    DayWithTime,
    YearAlone,
    NotAnInstant,
    NotYesNo,
    NoCode,
    SeveralCodes,
    DigitsLost,
    Identity(IdentityFault),
    StudentNumber(StudentNumberFault),
    OldIdentity,
    NotAPoint,
    SwappedPoint,
    NotAnArea,
    NotAFile,
    NoMatch,
    /// With how many characters it has, and how many it may have.
    TooLong(usize, usize),
    ZeroByte,
    SlashInKey,
    KeyParts(usize),
    WrongCell,
}

impl Why {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::NotANumber => "not_a_number",
            Self::NotWhole => "not_whole",
            Self::BelowZero => "below_zero",
            Self::TooFine => "too_fine",
            Self::TooLarge => "too_large",
            Self::NotATime => "not_a_time",
            Self::NotADay => "not_a_day",
            Self::DayWithTime => "day_with_time",
            Self::YearAlone => "year_alone",
            Self::NotAnInstant => "not_an_instant",
            Self::NotYesNo => "not_yes_no",
            Self::NoCode => "unknown_code",
            Self::SeveralCodes => "several_codes",
            Self::DigitsLost => "digits_lost",
            Self::Identity(_) | Self::OldIdentity => "bad_identity",
            Self::StudentNumber(_) => "bad_student_number",
            Self::NotAPoint | Self::SwappedPoint => "bad_point",
            Self::NotAnArea => "bad_area",
            Self::NotAFile => "bad_file",
            Self::NoMatch => "no_match",
            Self::TooLong(..) => "too_long",
            Self::ZeroByte => "zero_byte",
            Self::SlashInKey => "slash_in_key",
            Self::KeyParts(_) => "key_parts",
            Self::WrongCell => "wrong_cell",
        }
    }

    /// The sentence, about a text already shortened or masked.
    pub fn text(self, shown: &str) -> Label {
        match self {
            Self::Required => say!("必填，不能为空", "must not be empty"),
            Self::NotANumber => say!(
                "“{shown}”不是数，请只填数字，去掉单位、字母等其他文字",
                "`{shown}` is not a number; write digits alone, without unit, letters or words"
            ),
            Self::NotWhole => say!("“{shown}”不是整数", "`{shown}` is not a whole number"),
            Self::BelowZero => say!("“{shown}”小于 0", "`{shown}` is below 0"),
            Self::TooFine => say!(
                "“{shown}”超过两位小数",
                "`{shown}` has more than two decimals"
            ),
            Self::TooLarge => say!("“{shown}”太大", "`{shown}` is too large"),
            Self::NotATime => say!(
                "“{shown}”不是时刻，写作 07:50",
                "`{shown}` is not a time of day; write it as 07:50"
            ),
            Self::NotADay => say!(
                "“{shown}”不是日期，写作 2026-09-01",
                "`{shown}` is not a day; write it as 2026-09-01"
            ),
            Self::DayWithTime => say!(
                "“{shown}”带有时刻，这里只要日期",
                "`{shown}` has a time of day; only the day belongs here"
            ),
            Self::YearAlone => say!(
                "“{shown}”只有年份，这里要完整日期",
                "`{shown}` is a year; a whole day belongs here"
            ),
            Self::NotAnInstant => say!(
                "“{shown}”不是时间，写作 2026-09-01 08:00:00",
                "`{shown}` is not an instant; write it as 2026-09-01 08:00:00"
            ),
            Self::NotYesNo => say!("“{shown}”不是“是”或“否”", "`{shown}` is neither yes nor no"),
            Self::DigitsLost => say!(
                "“{shown}”在表格中被存成了数字，末几位已丢失，请把该列设为文本后重新填写",
                "`{shown}` was kept as a number and lost its last digits; \
                 make the column text and enter it again"
            ),
            Self::NoMatch => say!(
                "“{shown}”不合规定的格式，请核对位数和格式",
                "`{shown}` has not the form required; check its length and its form"
            ),
            Self::TooLong(length, most) => say!(
                "“{shown}”有 {length} 个字，最多 {most} 个字，请缩短后再填",
                "`{shown}` has {length} characters and may have {most}; shorten it"
            ),
            Self::ZeroByte => say!("“{shown}”含有空字符", "`{shown}` has a zero character"),
            Self::WrongCell => say!("“{shown}”不是这种类型的值", "`{shown}` is not of this type"),
            _ => self.text_of_numbers(shown),
        }
    }

    /// The sentences about codes, numbers of persons, keys, places and files.
    fn text_of_numbers(self, shown: &str) -> Label {
        match self {
            Self::SeveralCodes => say!(
                "“{shown}”对应多个代码，请填代码值",
                "`{shown}` stands for several codes; write the code itself"
            ),
            Self::OldIdentity => say!(
                "“{shown}”是 15 位旧身份证号，请填 18 位",
                "`{shown}` is an old identity number of 15 places; write that of 18"
            ),
            Self::Identity(fault) => identity_text(fault, shown),
            Self::StudentNumber(fault) => student_number_text(fault, shown),
            Self::NotAPoint => say!(
                "“{shown}”不是“经度,纬度”",
                "`{shown}` is not `longitude,latitude`"
            ),
            Self::SwappedPoint => say!(
                "“{shown}”的经度和纬度似乎颠倒了",
                "`{shown}` seems to have latitude before longitude"
            ),
            Self::NotAnArea => say!(
                "“{shown}”不是 GeoJSON 面",
                "`{shown}` is not a polygon in GeoJSON"
            ),
            Self::NotAFile => say!(
                "“{shown}”不是文件编号",
                "`{shown}` is not the hash of a file"
            ),
            Self::SlashInKey => say!(
                "“{shown}”含有“/”，不能作主键的一部分",
                "`{shown}` has a `/` and cannot be part of a key"
            ),
            Self::KeyParts(count) => say!(
                "“{shown}”应由 {count} 部分组成，以“/”分隔",
                "`{shown}` must have {count} parts divided by `/`"
            ),
            _ => say!("“{shown}”不可用", "`{shown}` cannot stand here"),
        }
    }
}

fn identity_text(fault: IdentityFault, shown: &str) -> Label {
    match fault {
        IdentityFault::Shape => say!(
            "身份证号“{shown}”应为 17 位数字加一位数字或 X",
            "the identity number `{shown}` needs 17 digits and then a digit or X"
        ),
        IdentityFault::BirthDay => say!(
            "身份证号“{shown}”中的出生日期不存在",
            "the day of birth in the identity number `{shown}` does not exist"
        ),
        IdentityFault::CheckDigit => say!(
            "身份证号“{shown}”校验位不符，请核对是否抄错",
            "the check digit of the identity number `{shown}` is wrong; see whether it was \
             copied right"
        ),
    }
}

fn student_number_text(fault: StudentNumberFault, shown: &str) -> Label {
    match fault {
        StudentNumberFault::Letter => say!(
            "学籍号“{shown}”应以 G、J 或 L 开头",
            "the student number `{shown}` must begin with G, J or L"
        ),
        StudentNumberFault::Shape => say!(
            "学籍号“{shown}”的字母后应为 17 位数字加一位数字或 X",
            "the student number `{shown}` needs 17 digits and then a digit or X after its letter"
        ),
        StudentNumberFault::Identity(fault) => {
            let inner = identity_text(fault, shown);
            let (zh, en) = (inner.zh, inner.en);
            say!("G 字学籍号：{zh}", "student number with G: {en}")
        }
    }
}
