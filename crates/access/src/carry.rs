//! Where a grant is held after nodes were split and merged.

use std::collections::{BTreeMap, BTreeSet};

use jixia_terms::Day;

use crate::organisation::{Organisation, Turn};

/// The nodes at which a grant that began on `from` at `node` is held on `day`, whether or not they
/// stand (rules 7 and 8).
pub(crate) fn carried(
    organisation: &Organisation,
    node: &str,
    (from, day): (Day, Day),
) -> BTreeSet<String> {
    let mut days: BTreeMap<Day, Vec<(Turn, &str, &str)>> = BTreeMap::new();
    for it in &organisation.successions {
        if from < it.day && it.day <= day {
            let on_day = days.entry(it.day).or_default();
            on_day.push((it.turn, &it.old, &it.new));
        }
    }
    let mut held: BTreeSet<&str> = BTreeSet::from([node]);
    for changes in days.values() {
        let of = |turn: Turn| -> Vec<(&str, &str)> {
            let these = changes.iter().filter(|(its, _, _)| *its == turn);
            these.map(|(_, old, new)| (*old, *new)).collect()
        };
        held = with_all_ahead(&held, &of(Turn::Split));
        let mergers = of(Turn::Merge);
        let ahead = with_all_ahead(&held, &mergers);
        let is_gone = |code: &&str| mergers.iter().any(|(old, _)| old == code);
        held = ahead.into_iter().filter(|code| !is_gone(code)).collect();
    }
    held.into_iter().map(str::to_owned).collect()
}

/// These nodes and all to which steps lead from them.
fn with_all_ahead<'s>(from: &BTreeSet<&'s str>, steps: &[(&str, &'s str)]) -> BTreeSet<&'s str> {
    let mut found: BTreeSet<&str> = BTreeSet::new();
    let mut open: Vec<&str> = from.iter().copied().collect();
    while let Some(code) = open.pop() {
        if found.insert(code) {
            let next = steps.iter().filter(|(old, _)| *old == code);
            open.extend(next.map(|(_, new)| *new));
        }
    }
    found
}
