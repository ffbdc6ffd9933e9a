//! Fair sharing of capacity between organisations, with a waiting list.
//!
//! Max–min fairness by progressive filling (Bertsekas and Gallager, *Data Networks*, 2nd ed. 1992,
//! §6.5.2): each next place goes to the organisation that has the least for its weight, as long as
//! it still asks; equals by the drawn order. Within an organisation those who asked first come
//! first. The waiting list is the same order carried on beyond the capacity.

use std::cmp::Ordering;

use serde::Serialize;

use crate::draw::shuffle;

/// What an organisation asks for.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim<'a> {
    /// The organisation.
    pub org: &'a str,
    /// Its weight: its size, or 1 for all; 0 asks in vain while others wait.
    pub weight: u64,
    /// Who asks, in order.
    pub people: Vec<&'a str>,
}

/// Who gets a place, and who waits, in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Shared {
    /// The seed by which equals were put in order.
    pub seed: String,
    /// Hash of the organisations in the order given.
    pub digest: String,
    /// Organisation and person, by place, in the order in which places were given.
    pub seated: Vec<(usize, usize)>,
    /// The same for those who wait.
    pub waiting: Vec<(usize, usize)>,
}

/// Shares a capacity out.
pub fn share(claims: &[Claim<'_>], capacity: usize, seed: &str) -> Shared {
    let orgs: Vec<&str> = claims.iter().map(|claim| claim.org).collect();
    let drawn = shuffle(&orgs, seed);
    let mut got = vec![0_usize; claims.len()];
    let mut order: Vec<(usize, usize)> = Vec::new();
    let total: usize = claims.iter().map(|claim| claim.people.len()).sum();
    for _ in 0..total {
        let asks = |org: &&usize| {
            let people = claims.get(**org).map_or(0, |claim| claim.people.len());
            got.get(**org).is_some_and(|got| *got < people)
        };
        let level = |org: usize| {
            let weight = claims.get(org).map_or(0, |claim| claim.weight);
            (got.get(org).copied().unwrap_or(0), weight)
        };
        // The first of the least, in drawn order.
        let open = drawn.places.iter().filter(asks);
        let next = open.min_by(|a, b| less(level(**a), level(**b))).copied();
        let Some(next) = next else {
            break;
        };
        if let Some(got) = got.get_mut(next) {
            order.push((next, *got));
            *got += 1;
        }
    }
    let waiting = order.split_off(capacity.min(order.len()));
    Shared {
        seed: seed.to_owned(),
        digest: drawn.digest,
        seated: order,
        waiting,
    }
}

/// Compares what two would have with one more place, for their weight, without dividing.
fn less((got_a, weight_a): (usize, u64), (got_b, weight_b): (usize, u64)) -> Ordering {
    let with_next = |got: usize, weight: u64| (got as u128 + 1) * u128::from(weight);
    match (weight_a, weight_b) {
        (0, 0) => got_a.cmp(&got_b),
        (0, _) => Ordering::Greater,
        (_, 0) => Ordering::Less,
        _ => with_next(got_a, weight_b).cmp(&with_next(got_b, weight_a)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn claims(asks: &[(u64, usize)]) -> Vec<Claim<'static>> {
        const ORGS: [&str; 6] = ["A", "B", "C", "D", "E", "F"];
        const PEOPLE: [&str; 30] = ["p"; 30];
        let claim = |((weight, count), org): (&(u64, usize), &'static str)| Claim {
            org,
            weight: *weight,
            people: PEOPLE[..*count].to_vec(),
        };
        asks.iter().zip(ORGS).map(claim).collect()
    }

    fn counts(shared: &Shared, orgs: usize) -> Vec<usize> {
        let of = |org| shared.seated.iter().filter(|(one, _)| *one == org).count();
        (0..orgs).map(of).collect()
    }

    /// By hand: ten places, asks of 2, 8 and 8: the small one gets what it asks, the others share
    /// the other eight.
    #[test]
    fn who_asks_little_gets_it_and_the_rest_is_even() {
        let asks = claims(&[(1, 2), (1, 8), (1, 8)]);
        let shared = share(&asks, 10, "s");
        assert_eq!(counts(&shared, 3), [2, 4, 4]);
        assert_eq!(shared.waiting.len(), 8);
        // The waiting list goes on in turns.
        assert_ne!(shared.waiting[0].0, shared.waiting[1].0);
    }

    /// By hand: weights 3 and 1, eight places: six and two.
    #[test]
    fn weights_share_in_ratio() {
        let asks = claims(&[(3, 20), (1, 20)]);
        assert_eq!(counts(&share(&asks, 8, "s"), 2), [6, 2]);
        assert_eq!(
            counts(&share(&claims(&[(0, 5), (1, 3)]), 4, "s"), 2),
            [1, 3]
        );
    }

    proptest! {
        /// Nobody could have one more without taking it from one who has no more than they.
        #[test]
        fn it_is_max_min_fair(
            asks in prop::collection::vec(0_usize..15, 1..6),
            capacity in 0_usize..50,
            seed in any::<u32>(),
        ) {
            let all: Vec<(u64, usize)> = asks.iter().map(|count| (1, *count)).collect();
            let shared = share(&claims(&all), capacity, &seed.to_string());
            let got = counts(&shared, asks.len());
            let total: usize = asks.iter().sum();
            prop_assert_eq!(shared.seated.len(), capacity.min(total));
            prop_assert_eq!(shared.seated.len() + shared.waiting.len(), total);
            for (place, ask) in asks.iter().enumerate() {
                prop_assert!(got[place] <= *ask);
                if got[place] < *ask {
                    prop_assert!(got.iter().all(|other| *other <= got[place] + 1));
                }
            }
        }
    }
}
