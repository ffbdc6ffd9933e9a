//! Rubrics 评分标准: weighted items with vetoes, and scores made comparable across reviewers.

use serde::Serialize;

/// One item of a rubric.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Name.
    pub name: String,
    /// Its part in the total, in any unit: weights are set against their sum.
    pub weight: u32,
    /// Most points of it.
    pub points_max: f64,
    /// Whether no point in it fails the whole 一票否决.
    pub is_veto: bool,
}

/// A scored rubric.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Scored {
    /// Hundred parts of the whole, from 0 to 100.
    pub total: f64,
    /// Items of veto without a point: the whole fails, whatever its total.
    pub vetoed: Vec<String>,
}

/// The total of points given in the order of the items; none where a count or a point does not fit.
pub fn score(items: &[Item], points: &[f64]) -> Option<Scored> {
    let sum: u32 = items.iter().map(|item| item.weight).sum();
    let fits = |(item, points): (&Item, &f64)| {
        item.points_max > 0.0 && (0.0..=item.points_max).contains(points)
    };
    if items.len() != points.len() || sum == 0 || !items.iter().zip(points).all(fits) {
        return None;
    }
    let part = |(item, points): (&Item, &f64)| f64::from(item.weight) * points / item.points_max;
    let total: f64 = items.iter().zip(points).map(part).sum();
    let vetoed = items
        .iter()
        .zip(points)
        .filter(|(item, points)| item.is_veto && **points == 0.0);
    Some(Scored {
        total: 100.0 * total / f64::from(sum),
        vetoed: vetoed.map(|(item, _)| item.name.clone()).collect(),
    })
}

/// A score that a reviewer gave to a subject, both by place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Given {
    /// The reviewer, or the group that scored together.
    pub reviewer: usize,
    /// Who or what was scored.
    pub subject: usize,
    /// The score.
    pub score: f64,
}

/// How scores of reviewers are made comparable. Both ways take away that one is stricter, the
/// z-score also that one spreads wider. Whoever scored fewer than two, or all alike, is set by the
/// mean alone, since a deviation of nothing says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Normalisation {
    /// As given 不归一.
    None,
    /// 标准分: the z-score within the reviewer, `(x − x̄_r) / s_r`, set to mean and deviation of
    /// all.
    ZScore,
    /// 组均值调整: by the difference of the reviewer's mean to that of all, `x + (x̄ − x̄_r)`.
    GroupMean,
}

/// The result for a subject.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Ranked {
    /// The subject.
    pub subject: usize,
    /// Mean of its normalised scores.
    pub score: f64,
    /// From 1; those of equal score share a rank, and the next one follows after all of them.
    pub rank: usize,
    /// Whether another has the same rank: who is preferred is then for people to say.
    pub is_tied: bool,
}

/// Scores that lie nearer than this are equal: the noise of adding in another order.
const EQUAL: f64 = 1e-9;

/// Normalised scores in the order given.
pub fn normalise(given: &[Given], how: Normalisation) -> Vec<f64> {
    let all: Vec<f64> = given.iter().map(|one| one.score).collect();
    let (mean, deviation) = spread(&all);
    let own = |reviewer: usize| {
        let own = given.iter().filter(|one| one.reviewer == reviewer);
        spread(&own.map(|one| one.score).collect::<Vec<_>>())
    };
    let normal = |one: &Given| {
        let (own_mean, own_deviation) = own(one.reviewer);
        let centred = one.score - own_mean;
        match how {
            Normalisation::None => one.score,
            Normalisation::ZScore if own_deviation > EQUAL => {
                mean + deviation * centred / own_deviation
            }
            Normalisation::ZScore | Normalisation::GroupMean => mean + centred,
        }
    };
    given.iter().map(normal).collect()
}

/// Subjects by the mean of their normalised scores, the best first; of equals the lower place
/// first.
pub fn rank(given: &[Given], how: Normalisation) -> Vec<Ranked> {
    let normal = normalise(given, how);
    let mut sums: std::collections::BTreeMap<usize, (f64, f64)> = Default::default();
    for (one, score) in given.iter().zip(normal) {
        let sum = sums.entry(one.subject).or_default();
        *sum = (sum.0 + score, sum.1 + 1.0);
    }
    let mut ranked: Vec<Ranked> = sums
        .into_iter()
        .map(|(subject, (sum, count))| Ranked {
            subject,
            score: sum / count,
            rank: 0,
            is_tied: false,
        })
        .collect();
    ranked.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.subject.cmp(&b.subject)));
    let scores: Vec<f64> = ranked.iter().map(|one| one.score).collect();
    for one in &mut ranked {
        let better = scores
            .iter()
            .filter(|score| **score > one.score + EQUAL)
            .count();
        let equal = scores
            .iter()
            .filter(|score| (**score - one.score).abs() <= EQUAL)
            .count();
        (one.rank, one.is_tied) = (better + 1, equal > 1);
    }
    ranked
}

/// Mean and standard deviation (over n) of some numbers.
fn spread(values: &[f64]) -> (f64, f64) {
    let n = values.len().max(1) as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    (mean, (squares / n).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(name: &str, weight: u32, points_max: f64, is_veto: bool) -> Item {
        Item {
            name: name.to_owned(),
            weight,
            points_max,
            is_veto,
        }
    }

    #[test]
    fn a_total_by_hand_and_a_veto() {
        let items = [
            item("a", 60, 10.0, false),
            item("b", 30, 5.0, true),
            item("c", 10, 1.0, false),
        ];
        // 60·0.8 + 30·0.6 + 10·1 = 76 of 100.
        let good = score(&items, &[8.0, 3.0, 1.0]).unwrap();
        assert!((good.total - 76.0).abs() < 1e-12 && good.vetoed.is_empty());
        assert_eq!(score(&items, &[10.0, 0.0, 1.0]).unwrap().vetoed, ["b"]);
        assert_eq!(score(&items, &[11.0, 0.0, 1.0]), None);
        assert_eq!(score(&items, &[1.0, f64::NAN, 1.0]), None);
        assert_eq!(score(&items, &[1.0]), None);
    }

    /// A strict reviewer gives 60, 70, 80, a mild one 80, 85, 90 to other subjects. By hand: means
    /// 70 and 85, of all 77.5; deviations √(200/3) and √(50/3), of all √(1/6·587.5).
    fn two_reviewers() -> Vec<Given> {
        let scores = [60.0, 70.0, 80.0, 80.0, 85.0, 90.0];
        let given = scores.iter().enumerate().map(|(subject, score)| Given {
            reviewer: subject / 3,
            subject,
            score: *score,
        });
        given.collect()
    }

    #[test]
    fn a_strict_reviewer_costs_nobody_a_rank() {
        let near =
            |found: &[f64], want: &[f64]| found.iter().zip(want).all(|(a, b)| (a - b).abs() < 1e-9);
        let mean = normalise(&two_reviewers(), Normalisation::GroupMean);
        assert!(
            near(&mean, &[67.5, 77.5, 87.5, 72.5, 77.5, 82.5]),
            "{mean:?}"
        );
        let z = normalise(&two_reviewers(), Normalisation::ZScore);
        let step = (587.5_f64 / 6.0).sqrt() * 10.0 / (200.0_f64 / 3.0).sqrt();
        let want = [77.5 - step, 77.5, 77.5 + step];
        assert!(near(&z[..3], &want) && near(&z[3..], &want), "{z:?}");
        let ranks = |how| {
            rank(&two_reviewers(), how)
                .iter()
                .map(|it| it.rank)
                .collect::<Vec<_>>()
        };
        assert_eq!(ranks(Normalisation::ZScore), [1, 1, 3, 3, 5, 5]);
        assert_eq!(ranks(Normalisation::None), [1, 2, 3, 3, 5, 6]);
    }

    #[test]
    fn a_reviewer_who_scored_all_alike_is_set_by_the_mean() {
        let given = [(0, 0, 70.0), (0, 1, 70.0), (1, 0, 50.0), (1, 1, 90.0)].map(
            |(reviewer, subject, score)| Given {
                reviewer,
                subject,
                score,
            },
        );
        let z = normalise(&given, Normalisation::ZScore);
        assert!(z.iter().all(|score| score.is_finite()));
        assert_eq!(&z[..2], [70.0, 70.0]);
        assert!(rank(&[], Normalisation::ZScore).is_empty());
    }
}
