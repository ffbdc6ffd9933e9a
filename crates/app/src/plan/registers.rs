//! The three registers of the base pack in which an adopted plan is kept, and their rows as Rust
//! values.

use jixia_pack::Register;
use jixia_store::{Record, Values};
use jixia_terms::{Day, Value};

/// Register of plans.
pub(crate) const PLAN: &str = "plan";
/// Register of chapters and clauses.
pub(crate) const CLAUSE: &str = "plan_clause";
/// Register of targets.
pub(crate) const TARGET: &str = "plan_target";

/// Whether a register holds what the plan's own acts wrote. Nobody writes it by hand or from a
/// file: a goal or a link that anyone could retype would make a status that anyone can type.
pub(crate) fn is_kept_by_plan(register: &str) -> bool {
    [PLAN, CLAUSE, TARGET].contains(&register)
}

/// A record with its values by name of field.
pub(crate) struct Row<'a> {
    register: &'a Register,
    record: &'a Record,
}

impl<'a> Row<'a> {
    pub(crate) fn new(register: &'a Register, record: &'a Record) -> Self {
        Self { register, record }
    }

    pub(crate) fn value(&self, field: &str) -> &'a Value {
        let at = self
            .register
            .stored()
            .position(|stored| stored.name == field);
        at.and_then(|at| self.record.values.get(at))
            .unwrap_or(&Value::Null)
    }

    pub(crate) fn text(&self, field: &str) -> String {
        self.some_text(field).unwrap_or_default()
    }

    pub(crate) fn some_text(&self, field: &str) -> Option<String> {
        self.value(field).as_text().map(str::to_owned)
    }

    pub(crate) fn number(&self, field: &str) -> Option<f64> {
        match self.value(field) {
            Value::Int(n) => Some(*n as f64),
            Value::Real(x) => Some(*x),
            _ => None,
        }
    }

    pub(crate) fn count(&self, field: &str) -> usize {
        self.value(field)
            .as_int()
            .and_then(|n| usize::try_from(n).ok())
            .unwrap_or(0)
    }

    pub(crate) fn day(&self, field: &str) -> Option<Day> {
        self.value(field).as_day()
    }
}

/// Values by name of field, from pairs; empty ones are left out.
pub(crate) fn values<const N: usize>(pairs: [(&str, Value); N]) -> Values {
    let filled = pairs.into_iter().filter(|(_, value)| !value.is_null());
    filled
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

/// A whole number of characters or lines as a value.
pub(crate) fn whole(n: usize) -> Value {
    Value::Int(i64::try_from(n).unwrap_or(i64::MAX))
}
