//! Works an expression out for one record.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

use cel::objects::Key;
use cel::{Context, Env};
use jixia_terms::{Day, Instant, Value};

use super::Guard;
use crate::model::FieldKind;

/// What an expression sees.
#[derive(Clone, Copy)]
pub struct Scope<'s> {
    /// The record as it stands.
    pub record: &'s BTreeMap<String, Value>,
    /// Fields of the record that hold several values.
    pub lists: &'s dyn Fn(&str) -> bool,
    /// What the move was given.
    pub ask: &'s BTreeMap<String, Value>,
    /// When.
    pub now: Instant,
    /// Who makes the move.
    pub who: &'s str,
    /// The value of a rule on the day.
    pub rule: &'s dyn Fn(&str) -> Option<f64>,
}

impl Guard {
    /// Whether it holds: false also where something that it needs is empty.
    pub fn holds(&self, scope: &Scope<'_>) -> bool {
        matches!(self.out(scope), Some(cel::Value::Bool(true)))
    }

    /// What it comes to, as a value of a field of this kind; nothing where something that it needs
    /// is empty.
    pub fn value(&self, scope: &Scope<'_>, kind: &FieldKind) -> Value {
        match (self.out(scope), kind) {
            (Some(cel::Value::Int(n)), FieldKind::Day) => {
                let day = i32::try_from(n).ok().and_then(Day::from_days);
                day.into()
            }
            (Some(cel::Value::Int(n)), FieldKind::Instant) => Instant::from_micros(n).into(),
            (Some(cel::Value::Int(n)), FieldKind::Number) => Value::from(n as f64),
            (Some(cel::Value::Int(n)), _) => Value::Int(n),
            (Some(cel::Value::Float(x)), _) => Value::from(x),
            (Some(cel::Value::Bool(yes)), _) => Value::Bool(yes),
            (Some(cel::Value::String(text)), _) => Value::text_or_null(text.as_str()),
            (Some(cel::Value::List(items)), _) => {
                let texts: Vec<&str> = items
                    .iter()
                    .filter_map(|item| match item {
                        cel::Value::String(text) => Some(text.as_str()),
                        _ => None,
                    })
                    .collect();
                Value::text_or_null(texts.join(";"))
            }
            _ => Value::Null,
        }
    }

    fn out(&self, scope: &Scope<'_>) -> Option<cel::Value> {
        let mut context = Context::with_env(words());
        let record = map(scope.record, scope.lists);
        context.add_variable_from_value("record", record);
        context.add_variable_from_value("ask", map(scope.ask, scope.lists));
        context.add_variable_from_value("today", i64::from(scope.now.day().days()));
        context.add_variable_from_value("now", scope.now.micros());
        context.add_variable_from_value("who", scope.who);
        if !self.rules.is_empty() {
            let rules = self.rules.iter();
            let rules = rules.filter_map(|name| Some((name.clone(), (scope.rule)(name)?)));
            let rules: HashMap<String, f64> = rules.collect();
            context.add_variable_from_value("rule", rules);
        }
        if !self.days.is_empty() {
            let days: HashMap<String, i64> = self.days.iter().cloned().collect();
            context.add_variable_from_value("day", days);
        }
        cel::Value::resolve(&self.expr, &context).ok()
    }
}

/// The operators and functions of the language, made once.
fn words() -> Arc<Env> {
    static WORDS: OnceLock<Arc<Env>> = OnceLock::new();
    WORDS.get_or_init(|| Arc::new(Env::stdlib())).clone()
}

/// A row without what is empty.
fn map(row: &BTreeMap<String, Value>, is_list: &dyn Fn(&str) -> bool) -> cel::Value {
    let filled = row.iter().filter(|(_, value)| !value.is_null());
    let map: HashMap<Key, cel::Value> = filled
        .map(|(name, value)| (Key::from(name.clone()), out(value, is_list(name))))
        .collect();
    cel::Value::from(map)
}

fn out(value: &Value, is_list: bool) -> cel::Value {
    match value {
        Value::Null => cel::Value::Null,
        Value::Bool(yes) => cel::Value::Bool(*yes),
        Value::Int(n) => cel::Value::Int(*n),
        Value::Real(x) => cel::Value::Float(*x),
        Value::Day(day) => cel::Value::Int(i64::from(day.days())),
        Value::Instant(at) => cel::Value::Int(at.micros()),
        Value::Text(text) if is_list => {
            let items: Vec<String> = text.split(';').map(str::to_owned).collect();
            cel::Value::from(items)
        }
        Value::Text(text) => cel::Value::from(text.as_str()),
    }
}
