//! Guards: conditions and values of processes in the Common Expression Language (CEL).
//!
//! Parsed and typed once, when packs are checked, then worked out for one record at a time.
//!
//! INVARIANT: bounded. Text and nesting are limited and nothing repeats, so that the work of an
//! expression grows no faster than its text (`every_text_is_read_or_refused`).

mod eval;
mod types;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use cel::common::ast::{Expr, IdedExpr, LiteralValue, SelectExpr};
use cel::parser::PrattParser;
use jixia_terms::Day;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use eval::Scope;
pub(crate) use types::{Names, Type, type_of_kind, unknown_code};

/// Longest expression, in bytes.
const LENGTH_MAX: usize = 500;
/// Deepest nesting.
const DEPTH_MAX: usize = 12;

/// An expression with its text.
///
/// What is empty is absent: an expression that needs it comes to nothing, and a guard that comes to
/// nothing does not hold; `has(record.x)` asks whether something is there.
#[derive(Clone)]
pub struct Guard {
    text: String,
    expr: Arc<IdedExpr>,
    /// Rules that it names.
    rules: Vec<String>,
    /// Fixed days that it names.
    days: Vec<(String, i64)>,
}

/// Why a text is no expression, in the parser's words, and where (line from 0, character from 1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotAGuard {
    /// What is wrong.
    pub message: String,
    /// Where.
    pub at: (usize, usize),
}

impl Guard {
    /// Reads an expression.
    pub fn parse(text: &str) -> Result<Self, NotAGuard> {
        bounded(text)?;
        let parser = PrattParser::new()
            .max_recursion_depth(4 * DEPTH_MAX as u16)
            .error_reporting_limit(3);
        let mut expr = parser.parse(text).map_err(|errors| {
            let first = errors.errors.first();
            let message = first.map(|error| error.msg.clone()).unwrap_or_default();
            let (line, column) = first.map_or((1, 0), |error| error.pos);
            let line = usize::try_from(line - 1).unwrap_or(0);
            let column = usize::try_from(column).unwrap_or(0).max(1);
            NotAGuard {
                message,
                at: (line, column),
            }
        })?;
        let mut named = Named::default();
        fold(&mut expr, &mut named);
        if let Some(message) = named.fault {
            let at = (0, 1);
            return Err(NotAGuard { message, at });
        }
        Ok(Self {
            text: text.to_owned(),
            expr: Arc::new(expr),
            rules: named.rules.into_iter().collect(),
            days: named.days.into_iter().collect(),
        })
    }

    /// The text that it is, when it is nothing but a fixed text.
    pub(crate) fn fixed_text(&self) -> Option<&str> {
        match &self.expr.expr {
            Expr::Literal(LiteralValue::String(text)) => Some(text.inner()),
            _ => None,
        }
    }

    /// Whether it looks at what a move is given, so that it cannot be worked out before.
    pub fn looks_at_asks(&self) -> bool {
        looks_at(&self.expr, "ask")
    }

    /// The rules that it names.
    pub fn rules(&self) -> &[String] {
        &self.rules
    }

    /// As written.
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// Writes `rule('name')` as `rule.name` and `day('2026-09-01')` as a member of `day`, which are
/// values that the scope has; a word that is neither is a fault.
fn fold(expr: &mut IdedExpr, named: &mut Named) {
    match &mut expr.expr {
        Expr::Call(call) => {
            let target = call.target.as_deref_mut();
            for one in target.into_iter().chain(call.args.iter_mut()) {
                fold(one, named);
            }
            let function = call.func_name.clone();
            if !matches!(function.as_str(), "day" | "rule") || call.target.is_some() {
                return;
            }
            let word = match call.args.as_slice() {
                [one] => match &one.expr {
                    Expr::Literal(LiteralValue::String(text)) => text.inner().to_owned(),
                    _ => String::new(),
                },
                _ => String::new(),
            };
            if function == "rule" && !word.is_empty() {
                named.rules.insert(word.clone());
            } else if let Ok(day) = word.parse::<Day>() {
                named.days.insert(word.clone(), i64::from(day.days()));
            } else {
                let right = "write day('2026-09-01') or rule('name')";
                named.fault = Some(format!("`{word}` is no {function}: {right}"));
            }
            expr.expr = Expr::Select(SelectExpr {
                operand: Box::new(IdedExpr {
                    id: 0,
                    expr: Expr::Ident(function),
                }),
                field: word,
                test: false,
            });
        }
        Expr::Select(select) => fold(&mut select.operand, named),
        Expr::List(list) => list.elements.iter_mut().for_each(|one| fold(one, named)),
        _ => {}
    }
}

/// Whether an expression looks at a value of this name.
fn looks_at(expr: &IdedExpr, name: &str) -> bool {
    match &expr.expr {
        Expr::Ident(ident) => ident == name,
        Expr::Select(select) => looks_at(&select.operand, name),
        Expr::Call(call) => {
            let mut parts = call.target.as_deref().into_iter().chain(&call.args);
            parts.any(|part| looks_at(part, name))
        }
        Expr::List(list) => list.elements.iter().any(|item| looks_at(item, name)),
        _ => false,
    }
}

/// What an expression names by fixed words.
#[derive(Default)]
struct Named {
    rules: BTreeSet<String>,
    days: BTreeMap<String, i64>,
    fault: Option<String>,
}

/// Refuses what would nest too deep for a parser that calls itself, before it is called.
fn bounded(text: &str) -> Result<(), NotAGuard> {
    let fault = |message: &str| NotAGuard {
        message: message.to_owned(),
        at: (0, 1),
    };
    if text.len() > LENGTH_MAX {
        return Err(fault("the expression is longer than 500 bytes"));
    }
    let (mut depth, mut run) = (0_usize, 0_usize);
    for c in text.chars() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            '!' | '-' | '?' => run += 1,
            _ => {}
        }
        if depth > DEPTH_MAX || run > 4 * DEPTH_MAX {
            return Err(fault("the expression nests too deep"));
        }
    }
    Ok(())
}

impl std::fmt::Debug for Guard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Guard").field(&self.text).finish()
    }
}

impl PartialEq for Guard {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Serialize for Guard {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for Guard {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(|fault| serde::de::Error::custom(fault.message))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]
        #[test]
        fn every_text_is_read_or_refused(text in "[\\PC'\"\\\\(){}\\[\\]!?:.a-c0-9&|=<>+-]{0,80}") {
            let _ = Guard::parse(&text);
        }
    }

    #[test]
    fn deep_nesting_is_refused_before_it_is_parsed() {
        for open in ["(", "[", "!(", "{", "-", "a?"] {
            let _ = Guard::parse(&open.repeat(480 / open.len()));
        }
        assert!(Guard::parse(&format!("{}1{}", "(".repeat(100), ")".repeat(100))).is_err());
        assert!(Guard::parse("record.a == 'x' && !(today - record.b > 30)").is_ok());
    }
}
