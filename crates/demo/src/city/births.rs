//! How many children are born into each cohort and which part of them goes where: the age pyramid
//! of the city.

use super::Stage;
use super::layout::District;

/// First cohort of the table: born from September 2003 to August 2004.
const FIRST: i16 = 2003;
/// Relative sizes: a long level, the two-child peak of 2016, then births that fall year by year.
const COHORTS: [f64; 24] = [
    15.9, 16.1, 16.0, 15.9, 16.0, 16.0, 15.9, 15.9, 16.2, 16.4, 16.6, 16.6, 17.2, 17.4, 16.3, 14.9,
    12.9, 11.2, 10.0, 9.4, 9.1, 9.2, 8.8, 8.6,
];
/// Peak cohort, by which districts state their share.
const PEAK: i16 = 2016;
/// Sum over all stages on 2026-09-01 of cohort size times share enrolled, for a district of share
/// 1.
const ALL_STAGES_2026: f64 = 222.0;

/// Relative size of the cohort born from September of this year.
pub(crate) fn cohort(year: i16) -> f64 {
    let index = usize::try_from(year - FIRST).unwrap_or(0);
    COHORTS
        .get(index)
        .or(COHORTS.last())
        .copied()
        .unwrap_or(9.0)
}

/// Children of a cohort who live in a district, in a city of so many pupils.
pub(crate) fn living_in(district: &District, year: i16, pupils: u32) -> f64 {
    let drift = district.growth.powi(i32::from(year - PEAK).max(-8));
    cohort(year) * district.share * drift * f64::from(pupils) / ALL_STAGES_2026
}

/// The cohort that regularly enters a stage in September of this year.
pub(crate) fn cohort_entering(stage: Stage, year: i16) -> i16 {
    year - i16::from(stage.entry_age()) - 1
}

/// Part of a cohort that is enrolled in a stage, before people move.
pub(crate) fn enrolled_share(stage: Stage) -> f64 {
    match stage {
        Stage::Kindergarten => 0.94,
        Stage::Primary | Stage::Junior => 1.0,
        Stage::Senior => 0.60,
        Stage::Vocational => 0.365,
        Stage::Special => 0.003,
    }
}

/// Children of one stage in a district on 1 September of a year, as expected.
pub(crate) fn expected(district: &District, stage: Stage, year: i16, pupils: u32) -> f64 {
    (0..i16::from(stage.years()))
        .map(|grade| living_in(district, cohort_entering(stage, year - grade), pupils))
        .sum::<f64>()
        * enrolled_share(stage)
}
