//! How many children are born into each cohort and which part of them goes where: the age pyramid
//! of the city.

use super::Stage;
use super::layout::{District, DistrictKind};

/// First cohort of the table: born from September 2003 to August 2004.
const FIRST: i16 = 2003;
/// Relative sizes: a long level, the two-child peak of 2016, then births that fall year by year.
const COHORTS: [f64; 24] = [
    15.9, 16.1, 16.0, 15.9, 16.0, 16.0, 15.9, 15.9, 16.2, 16.4, 16.6, 16.6, 17.2, 17.4, 16.3, 14.9,
    12.9, 11.2, 10.4, 10.0, 9.7, 9.7, 9.3, 9.0,
];
/// Peak cohort, by which districts state their share.
const PEAK: i16 = 2016;
/// Sum over all stages on 2026-09-01 of cohort size times share enrolled, for a district of share
/// 1.
const ALL_STAGES_2026: f64 = 222.0;
/// Part of the children below school age, and of older ones, whom the count at the end of a year
/// finds: families who move to the city before the next school year are not there yet.
const COUNTED: [f64; 2] = [0.955, 0.99];

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

/// Children of this age whom the population count at the end of a year finds in a district: those
/// born from January to August belong to one cohort, those born later to the next.
pub(crate) fn counted(district: &District, year: i16, age: i16, pupils: u32) -> f64 {
    let of = |cohort| living_in(district, cohort, pupils);
    let living = (2.0 * of(year - age - 1) + of(year - age)) / 3.0;
    // To the new district families go on coming while their children grow.
    let come = if district.kind == DistrictKind::New {
        1.0 + f64::from(age) * 0.003
    } else {
        1.0
    };
    let [young, older] = COUNTED;
    living * come * if age < 7 { young } else { older }
}

/// The cohort that regularly enters a stage in September of this year.
pub(crate) fn cohort_entering(stage: Stage, year: i16) -> i16 {
    year - i16::from(stage.entry_age()) - 1
}

/// Part of a cohort that is enrolled in a stage, before people move.
pub(crate) fn enrolled_share(stage: Stage) -> f64 {
    match stage {
        Stage::Kindergarten => 0.99,
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
