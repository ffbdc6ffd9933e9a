//! Shares of a whole in whole numbers 名额分配: quotas of districts, of levels, of strata.
//!
//! After Balinski and Young, *Fair Representation* (1982). Reckoned in whole numbers throughout, so
//! that the shares add up exactly and no rounding of a machine decides.

use std::cmp::Ordering;

use serde::Serialize;

/// A method of apportionment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// 最大余数法 (Hamilton 1792, Hare quota): whole quotas first, the rest by largest remainders.
    LargestRemainder,
    /// 圣拉古法 (Webster): divisors 1, 3, 5 …; favours neither large nor small.
    SainteLague,
    /// 洪德法 (Jefferson): divisors 1, 2, 3 …; favours the large.
    DHondt,
}

/// What each gets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Outcome {
    /// The method.
    pub method: Method,
    /// The share of each claimant, in order.
    pub seats: Vec<u64>,
    /// Pairs of claimants (from 0) between whom a tie was decided: who got it, who did not.
    pub ties: Vec<(usize, usize)>,
}

/// Divides a whole among claimants by their weights. Ties fall to the larger weight, then to the
/// earlier claimant, and are told. Without any weight nobody gets anything.
pub fn apportion(weights: &[u64], seats: u64, method: Method) -> Outcome {
    let total: u128 = weights.iter().map(|weight| u128::from(*weight)).sum();
    let mut outcome = Outcome {
        method,
        seats: vec![0; weights.len()],
        ties: Vec::new(),
    };
    if total == 0 {
        return outcome;
    }
    match method {
        Method::LargestRemainder => by_remainder((weights, total), seats, &mut outcome),
        Method::SainteLague => by_divisor(weights, seats, |got| 2 * got + 1, &mut outcome),
        Method::DHondt => by_divisor(weights, seats, |got| got + 1, &mut outcome),
    }
    outcome
}

fn by_remainder((weights, total): (&[u64], u128), seats: u64, outcome: &mut Outcome) {
    let mut rests: Vec<(u128, u64, usize)> = Vec::new();
    let mut left = seats;
    for (place, (weight, got)) in weights.iter().zip(&mut outcome.seats).enumerate() {
        let product = u128::from(*weight) * u128::from(seats);
        // Not above the seats, since no weight is above the total.
        *got = u64::try_from(product / total).unwrap_or(seats);
        left -= *got;
        rests.push((product % total, *weight, place));
    }
    let first = |a: &(u128, u64, usize), b: &(u128, u64, usize)| {
        (b.0, b.1).cmp(&(a.0, a.1)).then(a.2.cmp(&b.2))
    };
    rests.sort_by(first);
    let count = usize::try_from(left).unwrap_or(usize::MAX).min(rests.len());
    for (_, _, place) in rests.iter().take(count) {
        if let Some(got) = outcome.seats.get_mut(*place) {
            *got += 1;
        }
    }
    let last = count.checked_sub(1).and_then(|last| rests.get(last));
    if let (Some(last), Some(next)) = (last, rests.get(count))
        && last.0 == next.0
        && next.0 > 0
    {
        outcome.ties.push((last.2, next.2));
    }
}

/// One seat at a time to the greatest weight over divisor.
fn by_divisor(weights: &[u64], seats: u64, divisor: fn(u64) -> u64, outcome: &mut Outcome) {
    let claim = |place: usize, seats: &[u64]| {
        let weight = weights.get(place).copied().unwrap_or(0);
        let got = seats.get(place).copied().unwrap_or(0);
        (weight, divisor(got))
    };
    // a / b against c / d without dividing.
    let compare = |(a, b): (u64, u64), (c, d): (u64, u64)| {
        (u128::from(a) * u128::from(d)).cmp(&(u128::from(c) * u128::from(b)))
    };
    for seat in 0..seats {
        let mut best: Option<usize> = None;
        let mut tied: Option<usize> = None;
        for place in (0..weights.len()).filter(|place| claim(*place, &outcome.seats).0 > 0) {
            let mine = claim(place, &outcome.seats);
            let order = best.map_or(Ordering::Greater, |best| {
                compare(mine, claim(best, &outcome.seats))
            });
            let larger = best.is_some_and(|best| mine.0 > claim(best, &outcome.seats).0);
            match order {
                Ordering::Greater => (best, tied) = (Some(place), None),
                Ordering::Equal if larger => (tied, best) = (best, Some(place)),
                Ordering::Equal => tied = tied.or(Some(place)),
                Ordering::Less => {}
            }
        }
        let Some(best) = best else {
            return;
        };
        if let Some(got) = outcome.seats.get_mut(best) {
            *got += 1;
        }
        // Only a tie for the last seat decides anything: before it both get theirs.
        if let Some(tied) = tied.filter(|_| seat + 1 == seats) {
            outcome.ties.push((best, tied));
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn seats(weights: &[u64], seats: u64, method: Method) -> Vec<u64> {
        apportion(weights, seats, method).seats
    }

    /// The example of votes for ten seats by which the methods are commonly compared (100,000
    /// votes: 47, 16, 15.8, 12, 6.1, 3.1 thousand).
    #[test]
    fn the_textbook_votes_give_the_textbook_seats() {
        let votes = [47_000, 16_000, 15_800, 12_000, 6_100, 3_100];
        assert_eq!(
            seats(&votes, 10, Method::LargestRemainder),
            [5, 2, 1, 1, 1, 0]
        );
        assert_eq!(seats(&votes, 10, Method::SainteLague), [4, 2, 2, 1, 1, 0]);
        assert_eq!(seats(&votes, 10, Method::DHondt), [5, 2, 2, 1, 0, 0]);
    }

    /// Votes of 340, 280, 160 and 60 thousand for seven seats: D'Hondt 3, 3, 1, 0.
    #[test]
    fn seven_seats() {
        let votes = [340_000, 280_000, 160_000, 60_000];
        assert_eq!(seats(&votes, 7, Method::DHondt), [3, 3, 1, 0]);
        assert_eq!(seats(&votes, 7, Method::SainteLague), [3, 2, 1, 1]);
    }

    /// The Alabama paradox, which a largest remainder has and divisors have not: with one seat more
    /// the third loses one (weights 6, 6, 2; 10 and 11 seats).
    #[test]
    fn a_seat_more_may_cost_one_by_remainders_only() {
        let weights = [6, 6, 2];
        assert_eq!(seats(&weights, 10, Method::LargestRemainder), [4, 4, 2]);
        assert_eq!(seats(&weights, 11, Method::LargestRemainder), [5, 5, 1]);
    }

    #[test]
    fn ties_fall_to_the_larger_then_the_earlier_and_are_told() {
        let even = apportion(&[5, 5], 3, Method::LargestRemainder);
        assert_eq!((even.seats, even.ties), (vec![2, 1], vec![(0, 1)]));
        // 3/1 against 9/3 for the last of two seats.
        let uneven = apportion(&[3, 9], 3, Method::DHondt);
        assert_eq!((uneven.seats, uneven.ties), (vec![0, 3], vec![(1, 0)]));
        assert_eq!(seats(&[0, 0], 5, Method::DHondt), [0, 0]);
        assert_eq!(seats(&[], 5, Method::LargestRemainder), [0; 0]);
    }

    proptest! {
        #[test]
        fn shares_add_up_and_divisors_never_take_back(
            weights in prop::collection::vec(0_u64..5_000, 1..12),
            count in 0_u64..80,
        ) {
            for method in [Method::LargestRemainder, Method::SainteLague, Method::DHondt] {
                let got = seats(&weights, count, method);
                let any = weights.iter().any(|weight| *weight > 0);
                prop_assert_eq!(got.iter().sum::<u64>(), if any { count } else { 0 });
                for (weight, got) in weights.iter().zip(&got) {
                    prop_assert!(*weight > 0 || *got == 0);
                }
                if method != Method::LargestRemainder {
                    let more = seats(&weights, count + 1, method);
                    prop_assert!(got.iter().zip(&more).all(|(a, b)| a <= b));
                }
            }
        }

        /// A largest remainder keeps quota: each gets its exact share, rounded down or up.
        #[test]
        fn largest_remainder_keeps_quota(
            weights in prop::collection::vec(1_u64..5_000, 1..12),
            count in 0_u64..80,
        ) {
            let total: u64 = weights.iter().sum();
            let got = seats(&weights, count, Method::LargestRemainder);
            for (weight, got) in weights.iter().zip(got) {
                let floor = weight * count / total;
                prop_assert!(got == floor || got == floor + 1);
            }
        }
    }
}
