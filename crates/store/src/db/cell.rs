//! One value on its way into or out of a database, borrowed; and batches of them for bulk loads.

use jixia_terms::{Day, Instant, Value};

/// How a column keeps its values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum ColumnType {
    Int,
    Real,
    Text,
    Bool,
    Day,
    Instant,
    Bytes,
}

impl ColumnType {
    /// The word by which the schema remembers it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Int => "int",
            Self::Real => "real",
            Self::Text => "text",
            Self::Bool => "bool",
            Self::Day => "day",
            Self::Instant => "instant",
            Self::Bytes => "bytes",
        }
    }

    pub(crate) fn from_word(word: &str) -> Option<Self> {
        [
            Self::Int,
            Self::Real,
            Self::Text,
            Self::Bool,
            Self::Day,
            Self::Instant,
            Self::Bytes,
        ]
        .into_iter()
        .find(|ty| ty.word() == word)
    }
}

/// One value, borrowed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Cell<'a> {
    Null,
    Int(i64),
    Real(f64),
    Bool(bool),
    Day(Day),
    Instant(Instant),
    Text(&'a str),
    Bytes(&'a [u8]),
}

impl Cell<'_> {
    /// The value, owned. Bytes are never a value of a field.
    pub(crate) fn to_value(self) -> Value {
        match self {
            Self::Null | Self::Bytes(_) => Value::Null,
            Self::Int(n) => Value::Int(n),
            Self::Real(x) => Value::Real(x),
            Self::Bool(yes) => Value::Bool(yes),
            Self::Day(day) => Value::Day(day),
            Self::Instant(at) => Value::Instant(at),
            Self::Text(text) => Value::Text(text.to_owned()),
        }
    }
}

impl<'a> From<&'a Value> for Cell<'a> {
    fn from(value: &'a Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(yes) => Self::Bool(*yes),
            Value::Int(n) => Self::Int(*n),
            Value::Real(x) => Self::Real(*x),
            Value::Day(day) => Self::Day(*day),
            Value::Instant(at) => Self::Instant(*at),
            Value::Text(text) => Self::Text(text),
        }
    }
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a String> for Cell<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a [u8]> for Cell<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self::Bytes(bytes)
    }
}

impl From<i64> for Cell<'_> {
    fn from(n: i64) -> Self {
        Self::Int(n)
    }
}

impl From<u64> for Cell<'_> {
    fn from(n: u64) -> Self {
        Self::Int(i64::try_from(n).unwrap_or(i64::MAX))
    }
}

impl<'a, T: Into<Cell<'a>>> From<Option<T>> for Cell<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Cell::Null, Into::into)
    }
}

/// Rows packed one after the other, so that threads pass on one allocation per thousand rows.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    bytes: Vec<u8>,
    rows: usize,
}

impl Batch {
    pub(crate) fn clear(&mut self) {
        self.bytes.clear();
        self.rows = 0;
    }

    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }

    pub(crate) fn end_row(&mut self) {
        self.rows += 1;
    }

    pub(crate) fn push(&mut self, cell: Cell<'_>) {
        match cell {
            Cell::Null => self.bytes.push(0),
            Cell::Int(n) => self.fixed(1, n.to_le_bytes()),
            Cell::Real(x) => self.fixed(2, x.to_le_bytes()),
            Cell::Bool(yes) => self.fixed(3, [u8::from(yes)]),
            Cell::Day(day) => self.fixed(4, day.days().to_le_bytes()),
            Cell::Instant(at) => self.fixed(5, at.micros().to_le_bytes()),
            Cell::Text(text) => self.variable(6, text.as_bytes()),
            Cell::Bytes(bytes) => self.variable(7, bytes),
        }
    }

    fn fixed<const N: usize>(&mut self, tag: u8, bytes: [u8; N]) {
        self.bytes.push(tag);
        self.bytes.extend_from_slice(&bytes);
    }

    fn variable(&mut self, tag: u8, bytes: &[u8]) {
        self.bytes.push(tag);
        let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        self.bytes.extend_from_slice(&length.to_le_bytes());
        self.bytes
            .extend_from_slice(bytes.get(..length as usize).unwrap_or(bytes));
    }

    pub(crate) fn cells(&self) -> BatchCells<'_> {
        BatchCells { rest: &self.bytes }
    }
}

/// The cells of a batch, in order.
pub(crate) struct BatchCells<'a> {
    rest: &'a [u8],
}

impl<'a> BatchCells<'a> {
    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, rest) = self.rest.split_first_chunk::<N>()?;
        self.rest = rest;
        Some(*head)
    }

    fn variable(&mut self) -> Option<&'a [u8]> {
        let length = u32::from_le_bytes(self.array()?) as usize;
        let (bytes, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(bytes)
    }
}

impl<'a> Iterator for BatchCells<'a> {
    type Item = Cell<'a>;

    fn next(&mut self) -> Option<Cell<'a>> {
        let [tag] = self.array()?;
        Some(match tag {
            1 => Cell::Int(i64::from_le_bytes(self.array()?)),
            2 => Cell::Real(f64::from_le_bytes(self.array()?)),
            3 => Cell::Bool(self.array::<1>()? != [0]),
            4 => Cell::Day(Day::from_days(i32::from_le_bytes(self.array()?))?),
            5 => Cell::Instant(Instant::from_micros(i64::from_le_bytes(self.array()?))?),
            6 => Cell::Text(std::str::from_utf8(self.variable()?).ok()?),
            7 => Cell::Bytes(self.variable()?),
            _ => Cell::Null,
        })
    }
}

/// A day as `YYYY-MM-DD`, without going through a calendar library: this runs for every cell.
pub(crate) fn day_text(day: Day) -> DayText {
    // The civil-from-days method of Howard Hinnant, with years from March.
    let z = i64::from(day.days()) + 719_468;
    let era = z.div_euclid(146_097);
    let of_era = z.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day_of_month = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let digit = |n: i64| b'0' + u8::try_from(n.rem_euclid(10)).unwrap_or(0);
    DayText([
        digit(year / 1000),
        digit(year / 100),
        digit(year / 10),
        digit(year),
        b'-',
        digit(month / 10),
        digit(month),
        b'-',
        digit(day_of_month / 10),
        digit(day_of_month),
    ])
}

/// The ten characters of a day.
pub(crate) struct DayText([u8; 10]);

impl DayText {
    pub(crate) fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// The day written as `YYYY-MM-DD`.
pub(crate) fn parse_day(text: &str) -> Option<Day> {
    let &[a, b, c, d, b'-', e, f, b'-', g, h] = text.as_bytes().first_chunk::<10>()? else {
        return None;
    };
    if text.len() != 10 {
        return None;
    }
    let number = |digits: &[u8]| {
        digits.iter().try_fold(0_i32, |n, digit| {
            digit
                .is_ascii_digit()
                .then(|| n * 10 + i32::from(digit - b'0'))
        })
    };
    let (year, month, day) = (number(&[a, b, c, d])?, number(&[e, f])?, number(&[g, h])?);
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let shifted_year = if month <= 2 { year - 1 } else { year };
    let era = shifted_year.div_euclid(400);
    let year_of_era = shifted_year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + of_year;
    Day::from_days(era * 146_097 + of_era - 719_468)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_of_four_centuries_is_written_and_read_as_the_calendar_says() {
        for days in (-719_162..=2_932_896).step_by(13) {
            let day = Day::from_days(days).unwrap();
            let text = day_text(day);
            assert_eq!(text.as_str(), day.to_string());
            assert_eq!(parse_day(text.as_str()), Some(day));
        }
        for text in [
            "2026-13-01",
            "2026-00-10",
            "2026-1-01",
            "2026-01-011",
            "20260101",
            "",
        ] {
            assert_eq!(parse_day(text), None, "{text}");
        }
    }

    #[test]
    fn a_batch_gives_back_what_was_put_in() {
        let day = Day::from_days(20_000).unwrap();
        let at = Instant::from_micros(-5).unwrap();
        let cells = [
            Cell::Null,
            Cell::Int(-7),
            Cell::Real(0.25),
            Cell::Bool(true),
            Cell::Day(day),
            Cell::Instant(at),
            Cell::Text("稷下"),
            Cell::Bytes(&[0, 255]),
            Cell::Text(""),
        ];
        let mut batch = Batch::default();
        cells.iter().for_each(|cell| batch.push(*cell));
        assert_eq!(batch.cells().collect::<Vec<_>>(), cells);
    }
}
