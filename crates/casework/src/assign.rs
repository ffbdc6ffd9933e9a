//! Reviewers for subjects, by lot, with recusal 回避 and even load.
//!
//! Greedy with repair: subjects in drawn order, the most constrained first, each take those
//! allowed reviewers who have the least so far, equals by lot; where one cannot be filled, an
//! augmenting path (Ford and Fulkerson, 1956) frees a reviewer elsewhere, so that a full
//! assignment is found whenever there is one within the greatest load.

use std::collections::{BTreeSet, VecDeque};

use serde::Serialize;

use crate::draw::{Stream, digest};

/// Who reviews what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Assignment {
    /// The seed.
    pub seed: String,
    /// Hash of reviewers, subjects and recusals.
    pub digest: String,
    /// For each subject its reviewers, by place, ascending.
    pub reviewers: Vec<Vec<usize>>,
    /// Subjects for which not enough reviewers are left, with how many are lacking.
    pub lacking: Vec<(usize, usize)>,
}

/// What is to be assigned.
#[derive(Debug, Clone, Copy)]
pub struct Call<'a> {
    /// Reviewers, by name.
    pub reviewers: &'a [&'a str],
    /// Subjects, by name.
    pub subjects: &'a [&'a str],
    /// Pairs of reviewer and subject (places) that may not meet: same place of work, relative,
    /// recent co-worker.
    pub recusals: &'a BTreeSet<(usize, usize)>,
    /// Reviewers of each subject.
    pub each: usize,
    /// Most subjects of a reviewer; none: as even as can be.
    pub load_max: Option<usize>,
}

/// Assigns reviewers by the seed.
pub fn assign(call: &Call<'_>, seed: &str) -> Assignment {
    let recusals = call.recusals.iter().map(|(a, b)| format!("{a}/{b}"));
    let recusals: Vec<String> = recusals.collect();
    let lists = [
        call.reviewers.len().to_string(),
        call.subjects.len().to_string(),
    ];
    let all = lists.iter().map(String::as_str);
    let all = all
        .chain(call.reviewers.iter().copied())
        .chain(call.subjects.iter().copied());
    let digest = digest(all.chain(recusals.iter().map(String::as_str)));
    let mut stream = Stream::new(seed, &digest);
    let lots: Vec<u64> = call.reviewers.iter().map(|_| stream.number()).collect();
    let mut order: Vec<(usize, u64, usize)> = (0..call.subjects.len())
        .map(|subject| (allowed(call, subject).count(), stream.number(), subject))
        .collect();
    order.sort_unstable();
    let wanted = call.subjects.len() * call.each;
    let even = wanted.div_ceil(call.reviewers.len().max(1));
    let mut table = Table {
        call,
        lots,
        chosen: vec![BTreeSet::new(); call.subjects.len()],
        load: vec![0; call.reviewers.len()],
        load_max: call.load_max.unwrap_or(even).max(1),
    };
    let free = call.load_max.is_none();
    for (_, _, subject) in &order {
        table.fill(*subject);
    }
    // Recusals may make an even load impossible: it grows by one until all are filled, if it may.
    while free && table.load_max < call.subjects.len() && table.lacks() {
        table.load_max += 1;
        for (_, _, subject) in &order {
            table.fill(*subject);
        }
    }
    let lack = |(subject, chosen): (usize, &BTreeSet<usize>)| {
        let lacks = call.each.saturating_sub(chosen.len());
        (lacks > 0).then_some((subject, lacks))
    };
    Assignment {
        seed: seed.to_owned(),
        digest,
        lacking: table.chosen.iter().enumerate().filter_map(lack).collect(),
        reviewers: table
            .chosen
            .iter()
            .map(|chosen| chosen.iter().copied().collect())
            .collect(),
    }
}

fn allowed<'c>(call: &'c Call<'_>, subject: usize) -> impl Iterator<Item = usize> + 'c {
    let all = 0..call.reviewers.len();
    all.filter(move |reviewer| !call.recusals.contains(&(*reviewer, subject)))
}

struct Table<'c> {
    call: &'c Call<'c>,
    lots: Vec<u64>,
    chosen: Vec<BTreeSet<usize>>,
    load: Vec<usize>,
    load_max: usize,
}

impl Table<'_> {
    fn lacks(&self) -> bool {
        self.chosen
            .iter()
            .any(|chosen| chosen.len() < self.call.each)
    }

    fn load(&self, reviewer: usize) -> usize {
        self.load.get(reviewer).copied().unwrap_or(usize::MAX)
    }

    fn has(&self, subject: usize, reviewer: usize) -> bool {
        self.chosen
            .get(subject)
            .is_some_and(|chosen| chosen.contains(&reviewer))
    }

    fn fill(&mut self, subject: usize) {
        while self
            .chosen
            .get(subject)
            .is_some_and(|chosen| chosen.len() < self.call.each)
        {
            let free = allowed(self.call, subject)
                .filter(|reviewer| !self.has(subject, *reviewer))
                .filter(|reviewer| self.load(*reviewer) < self.load_max)
                .min_by_key(|reviewer| (self.load(*reviewer), self.lots.get(*reviewer).copied()));
            let path = match free {
                Some(reviewer) => Some(vec![(subject, reviewer)]),
                None => self.path(subject),
            };
            let Some(path) = path else {
                return;
            };
            self.take(&path);
        }
    }

    /// A way to free a reviewer for a subject: pairs of subject and reviewer to be made, each after
    /// the first taking the place of the reviewer before it.
    fn path(&self, subject: usize) -> Option<Vec<(usize, usize)>> {
        let mut came: Vec<Option<(usize, Option<usize>)>> = vec![None; self.load.len()];
        let mut open = VecDeque::new();
        for reviewer in allowed(self.call, subject).filter(|it| !self.has(subject, *it)) {
            *came.get_mut(reviewer)? = Some((subject, None));
            open.push_back(reviewer);
        }
        while let Some(full) = open.pop_front() {
            if self.load(full) < self.load_max {
                let mut path = Vec::new();
                let mut here = Some(full);
                while let Some(reviewer) = here {
                    let (subject, before) = came.get(reviewer).copied().flatten()?;
                    path.push((subject, reviewer));
                    here = before;
                }
                return Some(path);
            }
            // A subject of the full one may take another instead.
            let held = (0..self.chosen.len()).filter(|subject| self.has(*subject, full));
            for other in held {
                for next in allowed(self.call, other).filter(|it| !self.has(other, *it)) {
                    let slot = came.get_mut(next)?;
                    if slot.is_none() {
                        *slot = Some((other, Some(full)));
                        open.push_back(next);
                    }
                }
            }
        }
        None
    }

    fn take(&mut self, path: &[(usize, usize)]) {
        // From the free end on: each subject gives up the reviewer that the next pair takes.
        for (place, (subject, reviewer)) in path.iter().enumerate() {
            if let Some(chosen) = self.chosen.get_mut(*subject) {
                chosen.insert(*reviewer);
            }
            if let Some((_, given_up)) = path.get(place + 1)
                && let Some(chosen) = self.chosen.get_mut(*subject)
            {
                chosen.remove(given_up);
            }
        }
        if let Some((_, freed)) = path.first()
            && let Some(load) = self.load.get_mut(*freed)
        {
            *load += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn names(prefix: &str, count: usize) -> Vec<String> {
        (0..count).map(|n| format!("{prefix}{n}")).collect()
    }

    fn run(
        (reviewers, subjects): (usize, usize),
        recusals: &BTreeSet<(usize, usize)>,
        (each, load_max): (usize, Option<usize>),
        seed: &str,
    ) -> Assignment {
        let (reviewers, subjects) = (names("r", reviewers), names("s", subjects));
        let reviewers: Vec<&str> = reviewers.iter().map(String::as_str).collect();
        let subjects: Vec<&str> = subjects.iter().map(String::as_str).collect();
        let call = Call {
            reviewers: &reviewers,
            subjects: &subjects,
            recusals,
            each,
            load_max,
        };
        assign(&call, seed)
    }

    fn loads(assignment: &Assignment, reviewers: usize) -> Vec<usize> {
        let all: Vec<usize> = assignment.reviewers.iter().flatten().copied().collect();
        (0..reviewers)
            .map(|it| all.iter().filter(|one| **one == it).count())
            .collect()
    }

    #[test]
    fn the_load_is_even_and_the_seed_decides() {
        let none = BTreeSet::new();
        let one = run((6, 10), &none, (3, None), "a");
        assert_eq!(loads(&one, 6), [5; 6]);
        assert!(one.lacking.is_empty());
        assert_eq!(one, run((6, 10), &none, (3, None), "a"));
        assert_ne!(one.reviewers, run((6, 10), &none, (3, None), "b").reviewers);
    }

    /// Reviewer 0 may only see subject 1 and reviewer 1 sees both: a greedy choice may take 1 for
    /// subject 1 and leave subject 0 without; a path mends it.
    #[test]
    fn a_full_assignment_is_found_where_there_is_one() {
        let recusals = BTreeSet::from([(0, 0)]);
        for seed in 0..20 {
            let found = run((2, 2), &recusals, (1, Some(1)), &seed.to_string());
            assert_eq!(found.reviewers, [vec![1], vec![0]]);
        }
        let all = BTreeSet::from([(0, 0), (1, 0)]);
        assert_eq!(run((2, 2), &all, (1, None), "x").lacking, [(0, 1)]);
    }

    proptest! {
        #[test]
        fn nobody_reviews_what_they_are_recused_from(
            pairs in prop::collection::btree_set((0_usize..7, 0_usize..9), 0..30),
            each in 1_usize..4,
            load_max in prop::option::of(1_usize..6),
            seed in any::<u32>(),
        ) {
            let found = run((7, 9), &pairs, (each, load_max), &seed.to_string());
            for (subject, reviewers) in found.reviewers.iter().enumerate() {
                let lacks = found.lacking.iter().find(|(one, _)| *one == subject);
                let lacks = lacks.map_or(0, |it| it.1);
                prop_assert_eq!(reviewers.len() + lacks, each);
                for reviewer in reviewers {
                    prop_assert!(!pairs.contains(&(*reviewer, subject)));
                }
                let able = (0..7).filter(|it| !pairs.contains(&(*it, subject))).count();
                prop_assert!(load_max.is_some() || lacks == each.saturating_sub(able));
            }
            let most = load_max.unwrap_or(9);
            prop_assert!(loads(&found, 7).iter().all(|load| *load <= most));
        }
    }
}
