//! The comparator of a quantity, from the words around it and the kind of its unit.

use super::quantity::Quantity;
use super::reach::Left;
use crate::lexicon::bounds::{Sense, Tail};
use crate::lexicon::nouns;
use crate::lexicon::units::Kind as UnitKind;
use crate::model::Comparator;

/// A comparator and the name of the rule that gave it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Judged {
    pub comparator: Comparator,
    pub why: &'static str,
}

const fn judged(comparator: Comparator, why: &'static str) -> Judged {
    Judged { comparator, why }
}

/// What a bound before the number says.
fn level(q: &Quantity, left: &Left<'_>, low: bool) -> Option<Judged> {
    use Comparator::{AtLeast, AtMost};
    let at_most = q.tail == Some(Tail::Most);
    Some(match left.bound? {
        Sense::Least => judged(AtLeast, "bound-before"),
        Sense::Most => judged(AtMost, "bound-before"),
        Sense::Reach if at_most => judged(AtMost, "reach"),
        Sense::Reach => judged(AtLeast, "reach"),
        Sense::Lower => judged(AtMost, "lower"),
        Sense::Hold
            if q.kind != UnitKind::Share
                && !at_most
                && !low
                && q.tail.is_none_or(|t| t == Tail::About) =>
        {
            judged(Comparator::Equal, "hold")
        }
        Sense::Hold | Sense::Cap => {
            let share = q.kind == UnitKind::Share;
            let least =
                q.tail == Some(Tail::Least) || (!at_most && share && !low && q.value >= 50.0);
            judged(if least { AtLeast } else { AtMost }, "hold")
        }
        _ => return None,
    })
}

/// Judges a quantity; `object` tells a rate that should fall from one that should rise. So many to
/// one is a bound that is not to be passed, however it is put: 师生比不低于1:15.
pub(crate) fn comparator(q: &Quantity, left: &Left<'_>, object: &[char]) -> Judged {
    let found = as_said(q, left, object);
    match found.comparator {
        Comparator::AtLeast | Comparator::Equal if q.is_ratio => {
            judged(Comparator::AtMost, found.why)
        }
        _ => found,
    }
}

fn as_said(q: &Quantity, left: &Left<'_>, object: &[char]) -> Judged {
    use Comparator::{AtLeast, AtMost, Equal, Increase, Range};
    if q.upper.is_some() {
        return judged(Range, "range");
    }
    if left.removes && q.tail == Some(Tail::Least) {
        return judged(AtMost, "eliminate");
    }
    let low = nouns::is_better_low(object);
    let share = q.kind == UnitKind::Share;
    if let Some(level) = level(q, left, low) {
        return level;
    }
    if left.rises {
        return judged(Increase, "increase");
    }
    match q.tail {
        Some(Tail::Least) => return judged(AtLeast, "bound-after"),
        Some(Tail::Most) => return judged(AtMost, "bound-after"),
        _ => {}
    }
    if left.falls {
        return judged(
            if matches!(q.kind, UnitKind::Share | UnitKind::Points) {
                AtLeast
            } else {
                Equal
            },
            "decrease",
        );
    }
    if share {
        let zero = q.value == 0.0;
        return judged(
            if zero {
                Equal
            } else if low {
                AtMost
            } else {
                AtLeast
            },
            "rate",
        );
    }
    judged(
        Equal,
        if left.per.is_some() {
            "per-period"
        } else {
            "count"
        },
    )
}
