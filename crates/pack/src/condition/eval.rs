//! Works a condition out for one record, without taking any memory.

use std::cmp::Ordering;

use jixia_terms::{Day, Instant, Value};

use super::{Expr, Place, Sign};

/// What a part of a condition comes to.
#[derive(Debug, Clone, Copy)]
enum Out<'v> {
    Nothing,
    YesNo(bool),
    Int(i64),
    Real(f64),
    Day(Day),
    Instant(Instant),
    Text(&'v str),
}

impl Expr<Place> {
    /// Whether it is true; none where that cannot be said, because something is empty.
    pub(super) fn truth(&self, row: &[Value], beyond: &[Value]) -> Option<bool> {
        match self {
            Self::Any(list) => decided(list, true, row, beyond),
            Self::All(list) => decided(list, false, row, beyond),
            Self::Not(one) => one.truth(row, beyond).map(|truth| !truth),
            Self::IsNull(one) => Some(matches!(one.value(row, beyond), Out::Nothing)),
            Self::Compare(both) => {
                let order = compare(both.left.value(row, beyond), both.right.value(row, beyond));
                order.map(|order| both.sign.fits(order))
            }
            Self::In(one, list, _) => {
                let value = one.value(row, beyond);
                let mut all_known = true;
                for item in list {
                    match compare(value, item.value(row, beyond)) {
                        Some(Ordering::Equal) => return Some(true),
                        Some(_) => {}
                        None => all_known = false,
                    }
                }
                all_known.then_some(false)
            }
            _ => match self.value(row, beyond) {
                Out::YesNo(yes) => Some(yes),
                _ => None,
            },
        }
    }

    fn value<'v>(&'v self, row: &'v [Value], beyond: &'v [Value]) -> Out<'v> {
        match self {
            Self::Column(Place::Own(place)) => row.get(*place).map_or(Out::Nothing, out),
            Self::Column(Place::Beyond(place)) => beyond.get(*place).map_or(Out::Nothing, out),
            Self::Text(text, _) => Out::Text(text),
            Self::Number(x) => Out::Real(*x),
            Self::Day(day) => Out::Day(*day),
            Self::Part(one, from, count) => match one.value(row, beyond) {
                Out::Text(text) => Out::Text(part(text, *from, *count)),
                _ => Out::Nothing,
            },
            Self::DayOf(one) => match one.value(row, beyond) {
                Out::Text(text) => day_of(text).map_or(Out::Nothing, Out::Day),
                _ => Out::Nothing,
            },
            _ => self.truth(row, beyond).map_or(Out::Nothing, Out::YesNo),
        }
    }
}

/// `or` where one that is `deciding` decides, or `and`: what is unknown stays so unless decided.
fn decided(list: &[Expr<Place>], deciding: bool, row: &[Value], beyond: &[Value]) -> Option<bool> {
    let mut all_known = true;
    for one in list {
        match one.truth(row, beyond) {
            Some(truth) if truth == deciding => return Some(deciding),
            Some(_) => {}
            None => all_known = false,
        }
    }
    all_known.then_some(!deciding)
}

fn out(value: &Value) -> Out<'_> {
    match value {
        Value::Null => Out::Nothing,
        Value::Bool(yes) => Out::YesNo(*yes),
        Value::Int(n) => Out::Int(*n),
        Value::Real(x) => Out::Real(*x),
        Value::Day(day) => Out::Day(*day),
        Value::Instant(at) => Out::Instant(*at),
        Value::Text(text) => Out::Text(text),
    }
}

fn compare(a: Out<'_>, b: Out<'_>) -> Option<Ordering> {
    match (a, b) {
        (Out::Text(a), Out::Text(b)) => Some(a.cmp(b)),
        (Out::Day(a), Out::Day(b)) => Some(a.cmp(&b)),
        (Out::Instant(a), Out::Instant(b)) => Some(a.cmp(&b)),
        (Out::YesNo(a), Out::YesNo(b)) => Some(a.cmp(&b)),
        (Out::Int(a), Out::Int(b)) => Some(a.cmp(&b)),
        (Out::Int(a), Out::Real(b)) => (a as f64).partial_cmp(&b),
        (Out::Real(a), Out::Int(b)) => a.partial_cmp(&(b as f64)),
        (Out::Real(a), Out::Real(b)) => a.partial_cmp(&b),
        _ => None,
    }
}

impl Sign {
    fn fits(self, order: Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::Unequal => order.is_ne(),
            Self::Less => order.is_lt(),
            Self::LessOrEqual => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::GreaterOrEqual => order.is_ge(),
        }
    }
}

fn part(text: &str, from: usize, count: usize) -> &str {
    let (start, end) = (from - 1, from - 1 + count);
    if text.is_ascii() {
        let end = end.min(text.len());
        return text.get(start.min(end)..end).unwrap_or_default();
    }
    let byte = |n: usize| {
        text.char_indices()
            .nth(n)
            .map_or(text.len(), |(byte, _)| byte)
    };
    text.get(byte(start)..byte(end)).unwrap_or_default()
}

fn day_of(text: &str) -> Option<Day> {
    let digits = text.as_bytes();
    if digits.len() != 8 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let number = |from: usize, to: usize| {
        let part = digits.get(from..to).unwrap_or_default();
        part.iter()
            .fold(0_i16, |n, digit| n * 10 + i16::from(digit - b'0'))
    };
    Day::new(number(0, 4), number(4, 6) as i8, number(6, 8) as i8)
}
