//! The organisation tree on one day: who stands below whom.

use std::collections::{BTreeMap, BTreeSet};

use jixia_terms::Day;

use crate::organisation::{Organisation, Turn, within};

/// The tree on a day. Nodes that are closed, or not yet open, keep their lines.
pub(crate) struct Tree<'o> {
    /// By code: kind, and whether the node stands on the day.
    nodes: BTreeMap<&'o str, (&'o str, bool)>,
    children: BTreeMap<&'o str, Vec<&'o str>>,
}

impl<'o> Tree<'o> {
    pub fn on(organisation: &'o Organisation, day: Day) -> Self {
        let mut nodes: BTreeMap<&str, (&str, bool)> = BTreeMap::new();
        for node in &organisation.nodes {
            let stands = within(day, node.since, node.until);
            nodes.entry(&node.code).or_insert((&node.kind, stands));
        }
        let parents = parents(organisation, day, &nodes);
        let up: BTreeMap<&str, BTreeSet<&str>> = parents
            .keys()
            .map(|code| (*code, closure(code, &parents)))
            .collect();
        let mut children: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (child, above) in &parents {
            for parent in above {
                // Rule 5: a line on a ring counts for nothing.
                let is_ring = up.get(parent).is_some_and(|up| up.contains(child));
                if !is_ring {
                    children.entry(parent).or_default().push(child);
                }
            }
        }
        Self { nodes, children }
    }

    /// Whether the node stands on the day and is of one of these kinds.
    pub fn stands_as(&self, code: &str, kinds: &BTreeSet<String>) -> bool {
        let node = self.nodes.get(code);
        node.is_some_and(|(kind, stands)| *stands && kinds.contains(*kind))
    }

    /// These nodes and all below them.
    pub fn below(&self, codes: &BTreeSet<String>) -> BTreeSet<String> {
        let mut found: BTreeSet<&str> = BTreeSet::new();
        let known = codes
            .iter()
            .filter_map(|code| self.nodes.get_key_value(&**code));
        let mut open: Vec<&str> = known.map(|(code, _)| *code).collect();
        while let Some(code) = open.pop() {
            if found.insert(code) {
                open.extend(self.children.get(code).into_iter().flatten());
            }
        }
        found.into_iter().map(str::to_owned).collect()
    }

    /// Whether these are all the nodes that there ever were.
    pub fn is_whole(&self, codes: &BTreeSet<String>) -> bool {
        !self.nodes.is_empty() && self.nodes.keys().all(|code| codes.contains(*code))
    }
}

/// The nodes directly above each, rings and all.
fn parents<'o>(
    organisation: &'o Organisation,
    day: Day,
    nodes: &BTreeMap<&str, (&str, bool)>,
) -> BTreeMap<&'o str, BTreeSet<&'o str>> {
    let mut moved: BTreeMap<&str, (Day, &str)> = BTreeMap::new();
    for step in organisation.moves.iter().filter(|step| step.day <= day) {
        let last = moved.entry(&step.node).or_insert((step.day, &step.to));
        if last.0 <= step.day {
            *last = (step.day, &step.to);
        }
    }
    let mut merged: BTreeMap<&str, (Day, Vec<&str>)> = BTreeMap::new();
    let past = organisation.successions.iter().filter(|it| it.day <= day);
    for merger in past.filter(|it| it.turn == Turn::Merge) {
        let last = merged
            .entry(&merger.old)
            .or_insert((merger.day, Vec::new()));
        if last.0 < merger.day {
            *last = (merger.day, Vec::new());
        }
        if last.0 == merger.day {
            last.1.push(&merger.new);
        }
    }
    let mut parents: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut add = |child: &'o str, parent: &'o str| {
        if nodes.contains_key(child) && nodes.contains_key(parent) {
            parents.entry(child).or_default().insert(parent);
        }
    };
    for line in &organisation.lines {
        let child = line.child.as_str();
        let replaced = line.administrative && moved.contains_key(child);
        if !replaced && !merged.contains_key(child) && within(day, line.since, line.until) {
            add(child, &line.parent);
        }
    }
    for (child, (_, to)) in &moved {
        if !merged.contains_key(child) {
            add(child, to);
        }
    }
    for (child, (_, into)) in &merged {
        into.iter().for_each(|into| add(child, into));
    }
    parents
}

/// All nodes above one; itself too where it stands on a ring.
fn closure<'o>(code: &str, parents: &BTreeMap<&'o str, BTreeSet<&'o str>>) -> BTreeSet<&'o str> {
    let mut found: BTreeSet<&str> = BTreeSet::new();
    let mut open: Vec<&str> = parents.get(code).into_iter().flatten().copied().collect();
    while let Some(above) = open.pop() {
        if found.insert(above) {
            open.extend(parents.get(above).into_iter().flatten());
        }
    }
    found
}
