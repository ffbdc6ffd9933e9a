//! `消除56人以上大班额`: no class of 56 or more is to be left, which the number of such classes tells.

use super::units::Meaning;
use super::{Asked, Ready};
use crate::model::Target;

/// The rule of the grammar that finds such a target.
pub const RULE: &str = "eliminate";

/// From how many heads on none is to be left, as phrases write it.
pub(super) fn from(target: &Target) -> Option<String> {
    let heads = matches!(target.unit.as_deref(), Some("人" | "名"));
    let value = target.value.filter(|_| heads && target.why == RULE)?;
    Some(format!("{value}人"))
}

/// Whether a candidate counts what is to be done away with.
pub(super) fn counts(asked: &Asked, candidate: &Ready) -> bool {
    asked.from.is_some() && candidate.unit == Meaning::Classes
}

/// The object as a candidate that counts such things would say it.
pub(super) fn object(asked: &Asked, candidate: &Ready) -> String {
    match &asked.from {
        Some(from) if counts(asked, candidate) && !asked.object.contains(from.as_str()) => {
            format!("{from}以上{}", asked.object)
        }
        _ => asked.object.clone(),
    }
}

/// Whether a phrase counts from the same number of heads on: 大班额 alone may begin at another.
pub(super) fn names(asked: &Asked, candidate: &Ready, phrase: &str) -> bool {
    let from = asked.from.as_ref().filter(|_| counts(asked, candidate));
    from.is_none_or(|from| phrase.contains(from.as_str()))
}
