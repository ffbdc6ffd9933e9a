//! Conditions between the fields of one record: `[[check]]` of a register.
//!
//! A condition is written in the words of SQL and is meant as a `CHECK` of SQL: a record is refused
//! only where it is false, not where something that it needs is empty. It is worked out here and
//! nowhere else, so that it means the same at every door and in every database.

mod eval;
mod names;
mod parse;

use jixia_terms::{Day, Label, Value};

use crate::model::{Packs, RecordCheck, Register};
use crate::sql::At;
pub(crate) use names::faults;

/// A condition or a part of it, over columns that are named or already found.
#[derive(Debug, Clone)]
enum Expr<C> {
    Any(Vec<Self>),
    All(Vec<Self>),
    Not(Box<Self>),
    Compare(Box<Compared<C>>),
    In(Box<Self>, Vec<Self>, At),
    IsNull(Box<Self>),
    Column(C),
    Text(String, At),
    Number(f64),
    Day(Day),
    /// Some characters of a text: from which, counted from 1, and how many.
    Part(Box<Self>, usize, usize),
    /// The day that eight digits are.
    DayOf(Box<Self>),
}

#[derive(Debug, Clone)]
struct Compared<C> {
    left: Expr<C>,
    sign: Sign,
    right: Expr<C>,
    at: At,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// A column as it is written: a field of the record, or, after a dot, one of the record to which
/// that field refers.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Named {
    field: String,
    of: Option<String>,
    at: At,
}

/// Where the value of a column stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Among the stored fields of the record.
    Own(usize),
    /// Among the values of other records that the check asks for.
    Beyond(usize),
}

/// A value of another record, to which a field of the record refers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beyond {
    /// Place of the referring field among the stored ones.
    pub place: usize,
    /// The register referred to.
    pub register: String,
    /// The field of that register.
    pub field: String,
}

/// A check of a register, ready for a million records.
#[derive(Debug, Clone)]
pub struct RowCheck {
    condition: Expr<Place>,
    /// What is said where it does not hold, after the label of the field at `about`.
    pub text: Label,
    /// Place of the field that is told about: the first that the condition names.
    pub about: usize,
    /// Places of all stored fields that it needs.
    pub places: Vec<usize>,
    /// What it needs of other records.
    pub beyond: Vec<Beyond>,
}

impl RowCheck {
    /// The checks of a register of these packs.
    pub fn of(register: &Register, packs: &Packs) -> Vec<Self> {
        let checks = register.checks.iter();
        checks
            .filter_map(|check| Self::new(check, register, packs))
            .collect()
    }

    /// None where the condition cannot be read, which `Packs::read` refuses.
    fn new(check: &RecordCheck, register: &Register, packs: &Packs) -> Option<Self> {
        let named = parse::condition(&check.holds).ok()?;
        let (mut places, mut beyond) = (Vec::new(), Vec::new());
        let condition = named.with_places(&mut |column: &Named| {
            let place = register
                .stored()
                .position(|field| field.name == column.field)?;
            if !places.contains(&place) {
                places.push(place);
            }
            let Some(of) = &column.of else {
                return Some(Place::Own(place));
            };
            let to = register.field(&column.field)?.kind.target()?;
            packs.registers.get(to)?.field(of)?;
            let asked = Beyond {
                place,
                register: to.to_owned(),
                field: of.clone(),
            };
            let known = beyond.iter().position(|known| *known == asked);
            Some(Place::Beyond(known.unwrap_or_else(|| {
                beyond.push(asked);
                beyond.len() - 1
            })))
        })?;
        Some(Self {
            condition,
            text: check.text.clone(),
            about: *places.first()?,
            places,
            beyond,
        })
    }

    /// Whether the check holds for a record: its stored values, and those asked for in `beyond`.
    pub fn holds(&self, row: &[Value], beyond: &[Value]) -> bool {
        self.condition.truth(row, beyond) != Some(false)
    }
}

impl<C> Expr<C> {
    /// The same over other columns; none where one of them cannot be found.
    fn with_places<P>(&self, find: &mut impl FnMut(&C) -> Option<P>) -> Option<Expr<P>> {
        let mut each = |list: &[Self]| -> Option<Vec<Expr<P>>> {
            list.iter().map(|one| one.with_places(find)).collect()
        };
        Some(match self {
            Self::Any(list) => Expr::Any(each(list)?),
            Self::All(list) => Expr::All(each(list)?),
            Self::In(one, list, at) => {
                let list = each(list)?;
                Expr::In(Box::new(one.with_places(find)?), list, *at)
            }
            Self::Not(one) => Expr::Not(Box::new(one.with_places(find)?)),
            Self::Compare(both) => Expr::Compare(Box::new(Compared {
                left: both.left.with_places(find)?,
                sign: both.sign,
                right: both.right.with_places(find)?,
                at: both.at,
            })),
            Self::IsNull(one) => Expr::IsNull(Box::new(one.with_places(find)?)),
            Self::Column(column) => Expr::Column(find(column)?),
            Self::Text(text, at) => Expr::Text(text.clone(), *at),
            Self::Number(x) => Expr::Number(*x),
            Self::Day(day) => Expr::Day(*day),
            Self::Part(one, from, count) => {
                Expr::Part(Box::new(one.with_places(find)?), *from, *count)
            }
            Self::DayOf(one) => Expr::DayOf(Box::new(one.with_places(find)?)),
        })
    }
}
