//! Stratified samples 分层抽样: how many from each stratum, who, and what the answers tell.
//!
//! Formulas after Cochran, *Sampling Techniques*, 3rd ed. (1977), ch. 5.

use serde::Serialize;

use crate::apportion::{Method, apportion};
use crate::draw;

/// A part of a population from which a sample is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stratum {
    /// How many belong to it.
    pub size: u64,
    /// Standard deviation of what is asked, known or guessed beforehand; for Neyman's allocation.
    pub spread: f64,
}

/// How a sample is shared among strata.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Allocation {
    /// 按比例分配: `n_h` in ratio to `N_h`.
    Proportional,
    /// 内曼最优分配 (Neyman 1934): `n_h` in ratio to `N_h S_h`.
    Neyman,
}

/// How many are drawn from each stratum: so many in all where that is possible, at least `floor`
/// and at most all of each.
///
/// Where shares break these bounds, those on the side that breaks them by more are held at the
/// bound and the rest is shared anew, until none does.
pub fn allocate(strata: &[Stratum], count: u64, how: Allocation, floor: u64) -> Vec<u64> {
    let bounds = strata
        .iter()
        .map(|stratum| (floor.min(stratum.size), stratum.size));
    let bounds: Vec<(u64, u64)> = bounds.collect();
    let (least, most) = bounds
        .iter()
        .fold((0, 0), |(a, b), (low, high)| (a + low, b + high));
    let count = count.clamp(least, most);
    let mut held: Vec<Option<u64>> = vec![None; strata.len()];
    loop {
        let left = count.saturating_sub(held.iter().flatten().sum());
        let weight = |(stratum, held): (&Stratum, &Option<u64>)| {
            if held.is_none() {
                weight(stratum, how)
            } else {
                0
            }
        };
        let weights: Vec<u64> = strata.iter().zip(&held).map(weight).collect();
        let shares = apportion(&weights, left, Method::LargestRemainder).seats;
        let (mut below, mut above) = (0, 0);
        let open = shares.iter().zip(&bounds).zip(&held);
        for ((share, (low, high)), _) in open.filter(|(_, held)| held.is_none()) {
            below += low.saturating_sub(*share);
            above += share.saturating_sub(*high);
        }
        for ((share, (low, high)), held) in shares.iter().zip(&bounds).zip(&mut held) {
            let breaks_low = share < low && below >= above;
            let breaks_high = share > high && above >= below;
            let is_done = below == 0 && above == 0;
            if held.is_none() && (breaks_low || breaks_high || is_done) {
                *held = Some((*share).clamp(*low, *high));
            }
        }
        if below == 0 && above == 0 {
            return held.into_iter().flatten().collect();
        }
    }
}

/// The weight of a stratum as a whole number; spreads count to a thousandth.
fn weight(stratum: &Stratum, how: Allocation) -> u64 {
    match how {
        Allocation::Proportional => stratum.size,
        Allocation::Neyman => {
            let spread = stratum.spread.clamp(0.0, 1e6);
            let weight = stratum.size as f64 * spread * 1e3;
            // Nobody is left without a chance because a spread was guessed as nothing.
            let least = stratum.size.min(1);
            if weight.is_finite() {
                (weight.round() as u64).max(least)
            } else {
                least
            }
        }
    }
}

/// Who is drawn from each stratum: places (from 0) in the lists as given. Each stratum has a draw
/// of its own, whose seed is the seed, `/` and the place of the stratum.
pub fn draw_strata(lists: &[Vec<&str>], counts: &[u64], seed: &str) -> Vec<draw::Drawn> {
    let drawn = lists
        .iter()
        .zip(counts)
        .enumerate()
        .map(|(place, (list, count))| {
            let count = usize::try_from(*count).unwrap_or(usize::MAX);
            draw::choose(list, count, &format!("{seed}/{place}"))
        });
    drawn.collect()
}

/// The answers of a stratum.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Answers<'a> {
    /// How many belong to the stratum.
    pub size: u64,
    /// What those drawn answered.
    pub values: &'a [f64],
}

/// What a sample tells of a mean or a share.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Estimate {
    /// The mean over the population.
    pub mean: f64,
    /// Its standard error; none where a stratum not wholly asked has fewer than two answers.
    pub standard_error: Option<f64>,
    /// For how many each answer of a stratum stands: its size over its answers.
    pub weights: Vec<f64>,
}

/// The mean over a population by the answers of its strata; none where a stratum has no answer.
///
/// The mean is `Σ W_h ȳ_h` (5.1), its variance `Σ W_h² (1 − f_h) s_h² / n_h`, where `f_h = n_h /
/// N_h` is the finite population correction (5.8). A share is the mean of noughts and ones.
pub fn estimate(strata: &[Answers<'_>]) -> Option<Estimate> {
    let total: f64 = strata.iter().map(|stratum| stratum.size as f64).sum();
    if strata.iter().any(|stratum| stratum.values.is_empty()) || total <= 0.0 {
        return None;
    }
    let (mut mean, mut variance) = (0.0, Some(0.0));
    let mut weights = Vec::new();
    for stratum in strata {
        let (n, size) = (stratum.values.len() as f64, stratum.size as f64);
        let share = size / total;
        let here = stratum.values.iter().sum::<f64>() / n;
        mean += share * here;
        weights.push(size / n);
        let rest = (1.0 - n / size).max(0.0);
        let squares: f64 = stratum
            .values
            .iter()
            .map(|value| (value - here).powi(2))
            .sum();
        let own = if rest == 0.0 {
            Some(0.0)
        } else if n < 2.0 {
            None
        } else {
            Some(share * share * rest * squares / (n - 1.0) / n)
        };
        variance = variance.zip(own).map(|(sum, own)| sum + own);
    }
    Some(Estimate {
        mean,
        standard_error: variance.map(f64::sqrt),
        weights,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn stratum(size: u64, spread: f64) -> Stratum {
        Stratum { size, spread }
    }

    /// By hand: 155, 62 and 93 of 310 with spreads 5, 15 and 10; 40 in all (the classic example of
    /// two towns and a rural area). Proportional 20, 8, 12. Neyman in ratio 775 : 930 : 930, hence
    /// 11.76, 14.12, 14.12.
    #[test]
    fn allocations_by_hand() {
        let strata = [stratum(155, 5.0), stratum(62, 15.0), stratum(93, 10.0)];
        assert_eq!(
            allocate(&strata, 40, Allocation::Proportional, 0),
            [20, 8, 12]
        );
        assert_eq!(allocate(&strata, 40, Allocation::Neyman, 0), [12, 14, 14]);
        assert_eq!(
            allocate(&strata, 1_000, Allocation::Neyman, 0),
            [155, 62, 93]
        );
        let uneven = [stratum(980, 1.0), stratum(10, 1.0), stratum(10, 1.0)];
        assert_eq!(
            allocate(&uneven, 100, Allocation::Proportional, 5),
            [90, 5, 5]
        );
    }

    /// By hand: strata of 10 and 30; answers 2, 4 and 1, 2, 3. Means 3 and 2; mean 0.25·3 + 0.75·2
    /// = 2.25; variances 2 and 1; 0.0625·0.8·2/2 + 0.5625·0.9·1/3 = 0.05 + 0.16875.
    #[test]
    fn an_estimate_by_hand() {
        let strata = [
            Answers {
                size: 10,
                values: &[2.0, 4.0],
            },
            Answers {
                size: 30,
                values: &[1.0, 2.0, 3.0],
            },
        ];
        let found = estimate(&strata).unwrap();
        assert!((found.mean - 2.25).abs() < 1e-12);
        assert!((found.standard_error.unwrap() - 0.21875_f64.sqrt()).abs() < 1e-12);
        assert_eq!(found.weights, [5.0, 10.0]);
    }

    #[test]
    fn all_asked_leaves_no_error_and_one_answer_leaves_it_unknown() {
        let all = [Answers {
            size: 2,
            values: &[0.0, 1.0],
        }];
        assert_eq!(estimate(&all).unwrap().standard_error, Some(0.0));
        let one = [Answers {
            size: 9,
            values: &[1.0],
        }];
        assert_eq!(estimate(&one).unwrap().standard_error, None);
        assert_eq!(
            estimate(&[Answers {
                size: 9,
                values: &[]
            }]),
            None
        );
    }

    proptest! {
        #[test]
        fn allocations_add_up_within_their_bounds(
            strata in prop::collection::vec((0_u64..500, 0.0_f64..20.0), 1..8),
            count in 0_u64..1_000,
            floor in 0_u64..4,
        ) {
            let strata: Vec<Stratum> = strata.into_iter().map(|(n, s)| stratum(n, s)).collect();
            let all: u64 = strata.iter().map(|stratum| stratum.size).sum();
            let least: u64 = strata.iter().map(|stratum| stratum.size.min(floor)).sum();
            for how in [Allocation::Proportional, Allocation::Neyman] {
                let got = allocate(&strata, count, how, floor);
                prop_assert_eq!(got.iter().sum::<u64>(), count.clamp(least, all));
                for (got, stratum) in got.iter().zip(&strata) {
                    prop_assert!(*got <= stratum.size && *got >= floor.min(stratum.size));
                }
            }
        }
    }

    /// Drawn many times, the mean of the estimates is the mean of the population, and the standard
    /// error is about what the estimates scatter by.
    #[test]
    fn estimates_are_right_on_average() {
        let values: [Vec<f64>; 2] = [
            (0..20).map(f64::from).collect(),
            (0..30).map(|n| f64::from(n % 5)).collect(),
        ];
        let names: Vec<Vec<String>> = values
            .iter()
            .map(|list| (0..list.len()).map(|n| n.to_string()).collect())
            .collect();
        let lists: Vec<Vec<&str>> = names
            .iter()
            .map(|list| list.iter().map(String::as_str).collect())
            .collect();
        let truth = values.iter().flatten().sum::<f64>() / 50.0;
        let (mut sum, mut squares, mut errors) = (0.0, 0.0, 0.0);
        let rounds = 800;
        for round in 0..rounds {
            let drawn = draw_strata(&lists, &[6, 6], &format!("s{round}"));
            let taken: Vec<Vec<f64>> = drawn
                .iter()
                .zip(&values)
                .map(|(drawn, list)| drawn.places.iter().map(|place| list[*place]).collect())
                .collect();
            let strata: Vec<Answers<'_>> = taken
                .iter()
                .zip(&values)
                .map(|(taken, list)| Answers {
                    size: list.len() as u64,
                    values: taken,
                })
                .collect();
            let found = estimate(&strata).unwrap();
            sum += found.mean;
            squares += (found.mean - truth).powi(2);
            errors += found.standard_error.unwrap().powi(2);
        }
        let rounds = f64::from(rounds);
        assert!(
            (sum / rounds - truth).abs() < 0.1,
            "{} {truth}",
            sum / rounds
        );
        assert!(
            (squares / errors - 1.0).abs() < 0.15,
            "{}",
            squares / errors
        );
    }
}
