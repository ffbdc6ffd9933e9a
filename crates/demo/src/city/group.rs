//! School groups: who leads, who belongs since when, and the campuses of a few schools.

use jixia_terms::Day;

use super::day;
use super::layout::{DistrictKind, Layout};
use super::school::{Kind, School};
use crate::dice::{Dice, mix};

/// A school group.
#[derive(Debug, Clone)]
pub(crate) struct Group {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) district: usize,
    pub(crate) lead: usize,
    pub(crate) founded: Day,
    /// Day on which its Party committee was set up, if it was.
    pub(crate) committee: Option<Day>,
    pub(crate) tight: bool,
}

/// Days on which schools joined, with the part of all schools that belonged to a group after them.
const JOINED: [(f64, (i16, i8, i8)); 7] = [
    (0.46, (2021, 9, 1)),
    (0.57, (2024, 4, 10)),
    (0.66, (2025, 3, 20)),
    (0.73, (2025, 8, 25)),
    (0.79, (2026, 2, 20)),
    (0.89, (2026, 8, 20)),
    (0.92, (2026, 10, 20)),
];

/// Forms the groups of every district and says which schools join when.
pub(crate) fn form(seed: u64, layout: &Layout, schools: &mut [School]) -> Vec<Group> {
    let mut groups = Vec::new();
    for (index, district) in layout.districts.iter().enumerate() {
        let compulsory = |school: &School| {
            school.district == index
                && matches!(school.kind, Kind::Primary | Kind::Junior | Kind::NineYear)
                && school.campus_of.is_none()
                && school.is_public()
        };
        let mut members: Vec<usize> = (0..schools.len())
            .filter(|s| schools.get(*s).is_some_and(compulsory))
            .collect();
        // In the order of a draw: the first so many percent joined first.
        members.sort_by_key(|school| mix(seed ^ 0x6701, *school as u64));
        let count = members.len().div_ceil(6).max(1);
        let first = groups.len();
        let mut leads: Vec<usize> = members.clone();
        leads.sort_by(|a, b| weight(schools, *b).total_cmp(&weight(schools, *a)));
        leads.truncate(count);
        members.sort_by_key(|school| !leads.contains(school));
        for (n, lead) in leads.iter().enumerate() {
            groups.push(group(
                seed,
                index,
                district.code.as_str(),
                n,
                *lead,
                schools,
            ));
        }
        let lead_of = |school: usize| leads.iter().position(|lead| *lead == school);
        let total = members.len();
        for (n, school) in members.iter().enumerate() {
            let place = n as f64 / total as f64;
            let joined = JOINED
                .iter()
                .find(|(until, _)| place < *until)
                .map(|(_, at)| *at);
            let (group, since) = match (lead_of(*school), joined) {
                (Some(group), _) => (
                    group,
                    groups
                        .get(first + group)
                        .map_or(Day::EARLIEST, |g| g.founded),
                ),
                (None, Some((year, month, of))) => (n % count, day(year, month, of)),
                (None, None) => continue,
            };
            let founded = groups
                .get(first + group)
                .map_or(Day::EARLIEST, |g| g.founded);
            if let Some(school) = schools.get_mut(*school) {
                school.group = Some((first + group, since.max(founded).max(school.opened)));
            }
        }
    }
    groups
}

fn weight(schools: &[School], index: usize) -> f64 {
    schools.get(index).map_or(0.0, |school| {
        school.weight * f64::from(u8::from(school.work.is_none()))
    })
}

fn group(
    seed: u64,
    district: usize,
    district_code: &str,
    n: usize,
    lead: usize,
    schools: &[School],
) -> Group {
    let mut dice = Dice::new(seed, "group", (district * 1_000 + n) as u64);
    let founded = match n % 5 {
        0..3 => day(2_017 + dice.below(4) as i16, 9, 1),
        3 => day(2_024, 3, 15),
        _ => day(2_025, 3, 10),
    };
    let committee = match dice.unit() {
        draw if draw < 0.55 => Some(founded.plus_days(200)),
        draw if draw < 0.75 => Some(day(2_025, 6, 30).max(founded.plus_days(60))),
        draw if draw < 0.975 => Some(day(2_026, 6, 28)),
        _ => None,
    };
    let name = schools.get(lead).map_or("", |school| school.name.as_str());
    let name = name
        .trim_end_matches("路小学")
        .trim_end_matches("小学")
        .trim_end_matches("初级中学");
    let name = name.trim_end_matches("中学").trim_end_matches("学校");
    Group {
        code: format!("{district_code}JT{:02}", n + 1),
        name: format!("{name}教育集团"),
        district,
        lead,
        founded,
        committee,
        tight: dice.chance(0.7),
    }
}

/// Makes every twelfth primary school of a large urban district a campus of the one before it.
pub(crate) fn campuses(layout: &Layout, schools: &mut [School]) {
    for (index, district) in layout.districts.iter().enumerate() {
        if matches!(district.kind, DistrictKind::Rural) {
            continue;
        }
        let fits = |school: &School| {
            school.district == index
                && school.kind == Kind::Primary
                && school.work.is_none()
                && school.is_public()
        };
        let primary: Vec<usize> = (0..schools.len())
            .filter(|s| schools.get(*s).is_some_and(fits))
            .collect();
        for pair in primary
            .chunks_exact(12)
            .filter_map(|twelve| twelve.get(3..5))
        {
            let [parent, campus] = *pair else { continue };
            let Some((code, name)) = schools
                .get(parent)
                .map(|school| (school.code.clone(), school.name.clone()))
            else {
                continue;
            };
            if let Some(school) = schools.get_mut(campus) {
                let place = school
                    .name
                    .trim_end_matches("路小学")
                    .trim_start_matches(district.name)
                    .to_owned();
                school.campus_of = Some(parent);
                school.code = format!("{code}02");
                school.name = format!("{name}{place}校区");
            }
        }
    }
}
