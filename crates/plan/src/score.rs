//! Scores found targets against labelled ones: what was found, what was missed, and how well the
//! found ones agree.
//!
//! A found target matches a labelled one of the same plan if their values are the same (both none
//! for a promise that is only dated) and their spans overlap; each is matched once at most, in
//! the order of the text.

use std::collections::BTreeMap;

use crate::model::Target;

/// The score of one plan, or of all together.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Score {
    /// Labelled targets.
    pub labelled: usize,
    /// Found targets.
    pub found: usize,
    /// Pairs that match.
    pub matched: usize,
    /// Matched pairs with the same comparator.
    pub comparator: usize,
    /// Matched pairs with the same unit.
    pub unit: usize,
    /// Matched pairs with the same deadline words.
    pub deadline: usize,
    /// Sum over matched pairs of the overlap of their objects, from 0 to 1 each.
    pub object: f64,
}

impl Score {
    /// The share of found targets that are right.
    #[must_use]
    pub fn precision(&self) -> f64 {
        share(self.matched as f64, self.found)
    }

    /// The share of labelled targets that were found.
    #[must_use]
    pub fn recall(&self) -> f64 {
        share(self.matched as f64, self.labelled)
    }

    /// The share of matched pairs with the same comparator.
    #[must_use]
    pub fn comparator_agreement(&self) -> f64 {
        share(self.comparator as f64, self.matched)
    }

    /// The share of matched pairs with the same unit.
    #[must_use]
    pub fn unit_agreement(&self) -> f64 {
        share(self.unit as f64, self.matched)
    }

    /// The share of matched pairs with the same deadline words.
    #[must_use]
    pub fn deadline_agreement(&self) -> f64 {
        share(self.deadline as f64, self.matched)
    }

    /// The mean overlap of objects over matched pairs.
    #[must_use]
    pub fn object_overlap(&self) -> f64 {
        share(self.object, self.matched)
    }

    fn add(&mut self, other: &Self) {
        self.labelled += other.labelled;
        self.found += other.found;
        self.matched += other.matched;
        self.comparator += other.comparator;
        self.unit += other.unit;
        self.deadline += other.deadline;
        self.object += other.object;
    }
}

fn share(part: f64, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part / whole as f64 }
}

/// Scores per plan, their total, and every target on which the two sides differ.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// One score a plan.
    pub plans: BTreeMap<String, Score>,
    /// All plans together.
    pub total: Score,
    /// Labelled and not found.
    pub missed: Vec<Target>,
    /// Found and not labelled.
    pub extra: Vec<Target>,
    /// Matched pairs, labelled first, that differ in comparator, unit or deadline.
    pub differing: Vec<(Target, Target)>,
}

/// Compares found targets with labelled ones; plans without a label are left out.
#[must_use]
pub fn score(labelled: &[Target], found: &[Target]) -> Report {
    let mut report = Report::default();
    let mut names: Vec<&str> = labelled.iter().map(|t| t.plan.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    for name in names {
        let of_plan = |all: &[Target]| -> Vec<Target> {
            let mut own: Vec<Target> = all.iter().filter(|t| t.plan == name).cloned().collect();
            own.sort_by_key(|t| t.span);
            own
        };
        let score = one(&of_plan(labelled), &of_plan(found), &mut report);
        report.total.add(&score);
        report.plans.insert(name.to_owned(), score);
    }
    report
}

fn one(labelled: &[Target], found: &[Target], report: &mut Report) -> Score {
    let mut score = Score {
        labelled: labelled.len(),
        found: found.len(),
        ..Score::default()
    };
    let mut free: Vec<Option<&Target>> = found.iter().map(Some).collect();
    for label in labelled {
        let place = free
            .iter_mut()
            .find(|f| f.is_some_and(|f| matches(label, f)));
        let Some(hit) = place.and_then(Option::take) else {
            report.missed.push(label.clone());
            continue;
        };
        score.matched += 1;
        let same = (
            label.comparator == hit.comparator,
            label.unit == hit.unit,
            label.by == hit.by,
        );
        score.comparator += usize::from(same.0);
        score.unit += usize::from(same.1);
        score.deadline += usize::from(same.2);
        score.object += overlap(&label.object, &hit.object);
        if same != (true, true, true) {
            report.differing.push((label.clone(), hit.clone()));
        }
    }
    report.extra.extend(free.into_iter().flatten().cloned());
    score
}

fn matches(label: &Target, found: &Target) -> bool {
    let same_value = match (label.value, found.value) {
        (None, None) => true,
        (Some(a), Some(b)) => (a - b).abs() <= 1e-6 * a.abs().max(1.0),
        _ => false,
    };
    same_value && label.span.overlaps(found.span)
}

/// How alike two noun phrases are: twice the shared pairs of neighbouring characters over all of
/// both.
#[must_use]
pub fn overlap(a: &str, b: &str) -> f64 {
    let (left, mut right) = (pairs(a), pairs(b));
    let all = left.len() + right.len();
    if all == 0 {
        return f64::from(u8::from(a == b));
    }
    let mut shared = 0usize;
    for pair in &left {
        if let Some(at) = right.iter().position(|p| p == pair) {
            right.swap_remove(at);
            shared += 1;
        }
    }
    2.0 * shared as f64 / all as f64
}

fn pairs(words: &str) -> Vec<(char, char)> {
    let chars: Vec<char> = words.chars().filter(|c| c.is_alphanumeric()).collect();
    chars
        .iter()
        .zip(chars.iter().skip(1))
        .map(|(a, b)| (*a, *b))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Comparator, Span};

    fn target(value: Option<f64>, span: (usize, usize), by: Option<&str>) -> Target {
        Target {
            plan: "p".into(),
            sentence: String::new(),
            object: "新建小学".into(),
            comparator: Comparator::Equal,
            value,
            value_max: None,
            unit: Some("所".into()),
            by: by.map(Into::into),
            span: Span::new(span.0, span.1),
            clause: None,
            why: String::new(),
            change: None,
        }
    }

    #[test]
    fn same_value_and_overlapping_span_match_once() {
        let labelled = [
            target(Some(3.0), (4, 6), None),
            target(None, (9, 12), Some("年底")),
        ];
        let found = [
            target(Some(3.0), (5, 7), None),
            target(Some(3.0), (4, 6), None),
            target(None, (10, 12), Some("年内")),
        ];
        let report = score(&labelled, &found);
        assert_eq!(
            (
                report.total.matched,
                report.extra.len(),
                report.missed.len()
            ),
            (2, 1, 0)
        );
        assert_eq!(report.total.deadline, 1);
        assert!((report.total.precision() - 2.0 / 3.0).abs() < 1e-9);
    }

    #[test]
    fn overlap_counts_shared_pairs() {
        assert!((overlap("新建小学", "新建小学") - 1.0).abs() < 1e-9);
        assert!((overlap("新建小学", "小学") - 0.5).abs() < 1e-9);
        assert!(overlap("班额", "学位").abs() < 1e-9);
    }
}
