//! Reads the cells of one field. Made once per field: a million rows of 25 fields pass through it.

use std::sync::Arc;

use jixia_terms::{Day, Instant, Label, Value, check_student_number};
use regex::Regex;

use super::clean::{plain, plain_letters, short, trim};
use super::codes::CodeIndex;
use super::fault::{ValueFault, Why};
use super::{days, numbers, texts, write};
use crate::model::{Field, FieldKind, Packs, Register};
use crate::read::greater;

/// So many characters a text may have whose field does not declare its `max`.
const LENGTH_MAX: usize = 4_000;

/// What stands in one cell of a file.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell<'a> {
    /// Nothing.
    Empty,
    /// Text, as in every cell of a CSV file.
    Text(&'a str),
    /// A number, taken as written: 0.85 in a field of type percent is 0.85 %.
    Number(f64),
    /// Yes or no.
    Bool(bool),
    /// A day that the sheet itself knows as a day.
    Day(Day),
}

/// Reads the cells of one field to values, or says why not.
#[derive(Debug, Clone)]
pub struct FieldReader {
    kind: Reads,
    required: bool,
    pattern: Pattern,
    min: Option<Value>,
    max: Option<Value>,
    /// So many characters a text may have.
    length_max: usize,
    is_student_number: bool,
    /// Whether full-width letters and digits become ASCII in a text.
    folds: bool,
    /// Whether the text is one of several parts of a key, which `/` divides.
    is_key_part: bool,
    /// Whether messages must not show the value.
    is_hidden: bool,
    /// Whether only the type is checked, as in stories.
    is_lax: bool,
    /// For writing bounds into messages.
    field: Field,
}

/// The kind, with what reading it needs.
#[derive(Debug, Clone)]
enum Reads {
    Text,
    Count,
    Number,
    Money,
    Percent,
    Day,
    Time,
    Instant,
    YesNo,
    Code(Arc<CodeIndex>),
    Codes(Arc<CodeIndex>),
    /// With the number of parts of its key.
    Reference(usize),
    Identity,
    Point,
    Area,
    File,
    Files,
}

#[derive(Debug, Clone)]
enum Pattern {
    Any,
    Whole(Regex),
    /// The pattern does not compile. `Packs::read` refuses such a field, so only one made by hand
    /// gets here.
    Nothing,
}

/// Reads one value. For many values of a field make one [`FieldReader`].
pub fn parse_value(text: &str, field: &Field, packs: &Packs) -> Result<Value, ValueFault> {
    FieldReader::new(field, packs).read(Cell::Text(text))
}

impl FieldReader {
    /// The reader of a field of these packs.
    pub fn new(field: &Field, packs: &Packs) -> Self {
        let index = |list: &str| {
            let list = packs.codes.get(list);
            Arc::new(list.map(CodeIndex::new).unwrap_or_else(CodeIndex::empty))
        };
        let kind = match &field.kind {
            FieldKind::Text => Reads::Text,
            FieldKind::Count => Reads::Count,
            FieldKind::Number => Reads::Number,
            FieldKind::Money => Reads::Money,
            FieldKind::Percent => Reads::Percent,
            FieldKind::Day => Reads::Day,
            FieldKind::Time => Reads::Time,
            FieldKind::Instant => Reads::Instant,
            FieldKind::YesNo => Reads::YesNo,
            FieldKind::Code(list) => Reads::Code(index(list)),
            FieldKind::Codes(list) => Reads::Codes(index(list)),
            FieldKind::Reference(to) => Reads::Reference(key_parts(packs, to, 0)),
            FieldKind::Org => Reads::Reference(1),
            FieldKind::Identity => Reads::Identity,
            FieldKind::Point => Reads::Point,
            FieldKind::Area => Reads::Area,
            FieldKind::File => Reads::File,
            FieldKind::Files => Reads::Files,
        };
        let register = register_of(field, packs);
        let is_key = register.is_some_and(|register| register.key.contains(&field.name));
        let is_student_number = field.check.as_deref() == Some("student_number");
        Self {
            kind,
            required: field.required,
            pattern: match field.matches.as_deref().map(super::whole_pattern) {
                None => Pattern::Any,
                Some(Ok(pattern)) => Pattern::Whole(pattern),
                Some(Err(_)) => Pattern::Nothing,
            },
            min: field.min.clone(),
            max: field.max.clone(),
            length_max: match field.max {
                Some(Value::Int(most)) => usize::try_from(most).unwrap_or(usize::MAX),
                _ => LENGTH_MAX,
            },
            is_student_number,
            folds: is_key || is_student_number || field.matches.is_some(),
            is_key_part: is_key && register.is_some_and(|register| register.key.len() > 1),
            is_hidden: field.sealed.is_some() || field.kind == FieldKind::Identity,
            is_lax: false,
            field: field.clone(),
        }
    }

    /// A reader that checks only the type: not whether something stands there, nor pattern, bounds
    /// or check digits.
    pub fn lax(self) -> Self {
        Self {
            is_lax: true,
            ..self
        }
    }

    /// The value of a cell.
    pub fn read(&self, cell: Cell<'_>) -> Result<Value, ValueFault> {
        let value = match cell {
            Cell::Empty => Value::Null,
            Cell::Text(text) => {
                let text = trim(text);
                if text.is_empty() {
                    Value::Null
                } else {
                    self.text(text).map_err(|why| self.fault(why, text))?
                }
            }
            Cell::Number(x) => {
                let shown = |why| self.fault(why, &x.to_string());
                self.number(x).map_err(shown)?
            }
            Cell::Bool(yes) => match self.kind {
                Reads::YesNo => Value::Bool(yes),
                _ => return self.read(Cell::Text(if yes { "TRUE" } else { "FALSE" })),
            },
            Cell::Day(day) => match self.kind {
                Reads::Day => Value::Day(day),
                Reads::Instant => Value::Instant(Instant::start_of(day)),
                _ => return self.read(Cell::Text(&day.to_string())),
            },
        };
        if self.is_lax {
            return Ok(value);
        }
        self.check(value)
    }

    fn text(&self, text: &str) -> Result<Value, Why> {
        let value = match &self.kind {
            Reads::Text => Value::Text(self.plain_text(text)?),
            Reads::Count => Value::Int(numbers::count(text)?),
            Reads::Number => Value::Real(numbers::number(text)?),
            Reads::Money => Value::Int(numbers::money(text)?),
            Reads::Percent => Value::Int(numbers::percent(text)?),
            Reads::Day => Value::Day(days::day(text)?),
            Reads::Time => Value::Int(numbers::time(text)?),
            Reads::Instant => Value::Instant(days::instant(text)?),
            Reads::YesNo => Value::Bool(yes_no(text).ok_or(Why::NotYesNo)?),
            Reads::Code(index) => Value::Text(index.find(text)?.to_owned()),
            Reads::Codes(index) => Value::text_or_null(codes(text, index)?),
            Reads::Reference(parts) => {
                zero_free(text)?;
                if !self.is_lax && texts::looks_rounded(text) {
                    return Err(Why::DigitsLost);
                }
                Value::text_or_null(texts::reference(
                    text,
                    if self.is_lax { 1 } else { *parts },
                )?)
            }
            Reads::Identity => {
                zero_free(text)?;
                Value::text_or_null(texts::identity(text, self.is_lax)?)
            }
            Reads::Point => Value::Text(texts::point(text)?),
            Reads::Area => Value::Text(texts::area(text)?),
            Reads::File => Value::Text(texts::file(text)?),
            Reads::Files => Value::text_or_null(files(text)?),
        };
        Ok(value)
    }

    fn plain_text(&self, text: &str) -> Result<String, Why> {
        zero_free(text)?;
        if !self.folds {
            return Ok(text.to_owned());
        }
        let text = plain_letters(text.strip_prefix('\'').unwrap_or(text));
        if texts::looks_rounded(&text) && !self.is_lax {
            return Err(Why::DigitsLost);
        }
        let mut text = text.into_owned();
        if self.is_student_number {
            text.make_ascii_uppercase();
        }
        Ok(text)
    }

    fn number(&self, x: f64) -> Result<Value, Why> {
        if !x.is_finite() {
            return Err(Why::NotANumber);
        }
        let value = match &self.kind {
            Reads::Count => Value::Int(numbers::count_of(x)?),
            Reads::Number => Value::Real(x),
            Reads::Money | Reads::Percent => Value::Int(numbers::hundredths_of(x)?),
            Reads::Day => Value::Day(days::day_of(x)?),
            Reads::Time => Value::Int(numbers::time_of(x)?),
            Reads::Instant => Value::Instant(days::instant_of(x)?),
            Reads::Point | Reads::Area | Reads::File | Reads::Files => return Err(Why::WrongCell),
            _ if x.abs() >= 1e15 => return Err(Why::DigitsLost),
            _ => self.text(&x.to_string())?,
        };
        Ok(value)
    }

    fn check(&self, value: Value) -> Result<Value, ValueFault> {
        if value.is_null() {
            if self.required {
                return Err(self.fault(Why::Required, ""));
            }
            return Ok(value);
        }
        if let Value::Text(text) = &value {
            // There are never more characters than bytes, and most texts are short.
            if text.len() > self.length_max && matches!(self.kind, Reads::Text) {
                let length = text.chars().count();
                if length > self.length_max {
                    return Err(self.fault(Why::TooLong(length, self.length_max), text));
                }
            }
            let matches = match &self.pattern {
                Pattern::Any => true,
                Pattern::Whole(pattern) => pattern.is_match(text),
                Pattern::Nothing => false,
            };
            if self.is_student_number
                && let Err(fault) = check_student_number(text)
            {
                return Err(self.fault(Why::StudentNumber(fault), text));
            }
            if !matches {
                return Err(self.fault(Why::NoMatch, text));
            }
            if self.is_key_part && matches!(self.kind, Reads::Text) && text.contains('/') {
                return Err(self.fault(Why::SlashInKey, text));
            }
        }
        for (bound, is_min) in [(&self.min, true), (&self.max, false)] {
            if let Some(bound) = bound {
                let outside = if is_min {
                    greater(bound, &value)
                } else {
                    greater(&value, bound)
                };
                if outside {
                    return Err(self.outside(&value, bound, is_min));
                }
            }
        }
        Ok(value)
    }

    fn outside(&self, value: &Value, bound: &Value, is_min: bool) -> ValueFault {
        let writer = write::FieldWriter::without_codes(&self.field);
        let (value, bound) = (writer.text(value), writer.text(bound));
        let shown = self.shown(&value);
        if is_min {
            ValueFault {
                code: "below_min",
                text: say!(
                    "“{shown}”小于下限 {bound}",
                    "`{shown}` is less than the least, {bound}"
                ),
            }
        } else {
            ValueFault {
                code: "above_max",
                text: say!(
                    "“{shown}”大于上限 {bound}",
                    "`{shown}` is greater than the greatest, {bound}"
                ),
            }
        }
    }

    fn shown(&self, text: &str) -> String {
        // A student number may hold an identity number.
        let is_number = matches!(self.kind, Reads::Identity) || self.is_student_number;
        let is_long = text.chars().count() >= 15;
        match (self.is_hidden, is_number) {
            (true, true) => write::mask_text(text),
            (false, true) if is_long => write::mask_text(text),
            (true, false) => "***".to_owned(),
            (false, _) => short(text),
        }
    }

    fn fault(&self, why: Why, text: &str) -> ValueFault {
        let shown = self.shown(text);
        let text = match (&self.kind, why) {
            (Reads::Code(index) | Reads::Codes(index), Why::NoCode) => {
                self.no_code(index, text, &shown)
            }
            _ => why.text(&shown),
        };
        ValueFault {
            code: why.code(),
            text,
        }
    }

    fn no_code(&self, index: &CodeIndex, text: &str, shown: &str) -> Label {
        let Label { zh, en } = &index.label;
        // Of several codes, the first that is none is the one to be told about.
        let is_wrong = |word: &&str| index.find(word).is_err();
        let wrong = pieces(text, index)
            .into_iter()
            .find(is_wrong)
            .unwrap_or(text);
        let shown = if self.is_hidden {
            shown.to_owned()
        } else {
            short(wrong)
        };
        match index.near(wrong).filter(|_| !self.is_hidden) {
            Some(near) => say!(
                "“{shown}”不是{zh}代码表中的值，是否“{near}”？",
                "`{shown}` is no value of the code list {en}; did you mean `{near}`?"
            ),
            None => say!(
                "“{shown}”不是{zh}代码表中的值",
                "`{shown}` is no value of the code list {en}"
            ),
        }
    }
}

fn zero_free(text: &str) -> Result<(), Why> {
    // Databases refuse it, and no sheet means it.
    if text.contains('\0') {
        Err(Why::ZeroByte)
    } else {
        Ok(())
    }
}

fn yes_no(text: &str) -> Option<bool> {
    match text {
        "是" | "有" | "1" | "Y" | "√" => return Some(true),
        "否" | "无" | "0" | "N" | "×" => return Some(false),
        _ => {}
    }
    match plain(text).to_lowercase().as_str() {
        "y" | "yes" | "true" | "t" | "1" | "1.0" | "✓" | "✔" | "☑" | "对" => Some(true),
        "n" | "no" | "false" | "f" | "0" | "0.0" | "✗" | "✘" | "☐" | "错" | "没有" | "不是" => {
            Some(false)
        }
        _ => None,
    }
}

/// The words of a list of codes: divided by `;`, and by 、 or `,` where a piece is not itself a word
/// of the list.
fn pieces<'t>(text: &'t str, index: &CodeIndex) -> Vec<&'t str> {
    let mut words = Vec::new();
    for piece in text.split([';', '\u{ff1b}', '\n']).map(trim) {
        if piece.is_empty() {
            continue;
        }
        if index.find(piece).is_ok() {
            words.push(piece);
        } else {
            let parts = piece.split(['、', ',', '\u{ff0c}']).map(trim);
            words.extend(parts.filter(|part| !part.is_empty()));
        }
    }
    words
}

/// Several codes as they are stored: values joined by `;`, each once.
fn codes(text: &str, index: &CodeIndex) -> Result<String, Why> {
    let mut values: Vec<&str> = Vec::new();
    for word in pieces(text, index) {
        let value = index.find(word)?;
        if !values.contains(&value) {
            values.push(value);
        }
    }
    Ok(values.join(";"))
}

fn files(text: &str) -> Result<String, Why> {
    let parts = text.split([';', '\u{ff1b}', ',', ' ']).map(trim);
    let files: Result<Vec<String>, Why> = parts
        .filter(|part| !part.is_empty())
        .map(texts::file)
        .collect();
    files.map(|files| files.join(";"))
}

/// The register that declares a field: each has a file of its own.
pub(super) fn register_of<'p>(field: &Field, packs: &'p Packs) -> Option<&'p Register> {
    packs.registers.values().find(|register| {
        register.origin.file == field.origin.file && register.field(&field.name).is_some()
    })
}

/// How many parts the natural key of a register has when written out, references among them
/// included.
fn key_parts(packs: &Packs, register: &str, depth: usize) -> usize {
    const DEPTH_MAX: usize = 8;
    let Some(register) = packs.registers.get(register).filter(|_| depth < DEPTH_MAX) else {
        return 1;
    };
    let kinds = register.key.iter().filter_map(|name| register.field(name));
    kinds
        .map(|field| match &field.kind {
            FieldKind::Reference(to) => key_parts(packs, to, depth + 1),
            _ => 1,
        })
        .sum::<usize>()
        .max(1)
}
