//! Schools and kindergartens: where they stand, whose they are, how crowded and how well equipped.

use std::collections::HashSet;

use jixia_terms::Day;

use super::births;
use super::layout::{DistrictKind, Layout};
use super::works::{self, Nature};
use super::{Stage, day};
use crate::dice::Dice;
use crate::names;
use crate::size::Size;

/// Kindergartens were built when a few more families than today kept their children at home.
const BUILT_FOR: f64 = 0.94 / 0.99;

/// Kind of a school.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Kind {
    Kindergarten,
    Primary,
    Point,
    NineYear,
    Junior,
    Senior,
    Vocational,
    Special,
}

impl Kind {
    /// Stages it teaches.
    pub(crate) fn stages(self) -> &'static [Stage] {
        match self {
            Self::Kindergarten => &[Stage::Kindergarten],
            Self::Primary | Self::Point => &[Stage::Primary],
            Self::NineYear => &[Stage::Primary, Stage::Junior],
            Self::Junior => &[Stage::Junior],
            Self::Senior => &[Stage::Senior],
            Self::Vocational => &[Stage::Vocational],
            Self::Special => &[Stage::Special],
        }
    }

    /// Its name in the register.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Kindergarten => "幼儿园",
            Self::Primary | Self::Point => "小学",
            Self::NineYear => "九年一贯制学校",
            Self::Junior => "初级中学",
            Self::Senior => "高级中学",
            Self::Vocational => "中等职业学校",
            Self::Special => "特殊教育学校",
        }
    }

    fn code_digit(self) -> usize {
        match self {
            Self::Kindergarten => 1,
            Self::Primary | Self::Point => 2,
            Self::NineYear | Self::Junior | Self::Senior => 3,
            Self::Vocational => 4,
            Self::Special => 5,
        }
    }
}

/// Who runs a school.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    Public,
    /// Private; from that year on recognised as inclusive.
    Private {
        inclusive_from: Option<i16>,
    },
}

/// One school or kindergarten.
#[derive(Debug, Clone)]
pub(crate) struct School {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) kind: Kind,
    pub(crate) operator: Operator,
    pub(crate) district: usize,
    pub(crate) town: usize,
    /// How many children choose it, against the others of its stage and district.
    pub(crate) weight: f64,
    /// How full its classes are: about 1, crowded from 1.15.
    pub(crate) crowding: f64,
    /// How well it is equipped: about 1, with spread.
    pub(crate) wealth: f64,
    pub(crate) opened: Day,
    pub(crate) closed: Option<Day>,
    /// Its school group and the day it joined.
    pub(crate) group: Option<(usize, Day)>,
    /// The school whose campus it is.
    pub(crate) campus_of: Option<usize>,
    /// Line of the building programme that made it.
    pub(crate) work: Option<usize>,
    /// Pupils it was built for; set when the city is first peopled.
    pub(crate) places: u32,
}

impl School {
    /// Whether it is open on a day.
    pub(crate) fn is_open(&self, on: Day) -> bool {
        self.opened <= on && self.closed.is_none_or(|closed| on < closed)
    }

    /// Whether the state runs it.
    pub(crate) fn is_public(&self) -> bool {
        self.operator == Operator::Public
    }

    /// Whether it teaches a stage.
    pub(crate) fn teaches(&self, stage: Stage) -> bool {
        self.kind.stages().contains(&stage)
    }
}

/// Builds the schools of a city.
pub(crate) struct Founder<'a> {
    size: Size,
    layout: &'a Layout,
    dice: Dice,
    schools: Vec<School>,
    /// Names used so far in each district.
    named: Vec<usize>,
    taken: HashSet<String>,
}

impl<'a> Founder<'a> {
    /// All schools that ever open, ordered by district and town.
    pub(crate) fn found(size: Size, seed: u64, layout: &'a Layout) -> Vec<School> {
        let mut founder = Self {
            size,
            layout,
            dice: Dice::new(seed, "schools", 0),
            schools: Vec::new(),
            named: vec![0; layout.districts.len()],
            taken: HashSet::new(),
        };
        for district in 0..layout.districts.len() {
            founder.district(district);
        }
        founder.openings();
        let mut schools = founder.schools;
        schools.sort_by_key(|school| (school.district, school.town, school.kind));
        for (index, school) in schools.iter_mut().enumerate() {
            school.code = format!("{}99{:07}", school.kind.code_digit(), (index + 1) * 7);
        }
        schools
    }

    fn district(&mut self, index: usize) {
        let Some(district) = self.layout.districts.get(index) else {
            return;
        };
        let kind = district.kind;
        let scale = self.size.school_scale();
        let rural = kind == DistrictKind::Rural;
        let pupils = self.size.pupils();
        let expect = |stage| births::expected(district, stage, 2022, pupils);
        let nine_year = match kind {
            DistrictKind::Old => 0.08,
            DistrictKind::New => 0.30,
            DistrictKind::Urban => 0.18,
            DistrictKind::Rural => 0.12,
        };
        let (primary, junior) = (expect(Stage::Primary), expect(Stage::Junior));
        let count =
            |children: f64, each: f64| (children / (each * scale)).round().max(1.0) as usize;
        let kindergarten = if self.size == Size::Town {
            150.0
        } else {
            135.0
        };
        let plan = [
            (
                Kind::Kindergarten,
                count(
                    expect(Stage::Kindergarten) * BUILT_FOR,
                    if rural {
                        80.0
                    } else {
                        kindergarten * (1.3 - 0.3 * scale)
                    },
                ),
            ),
            (
                Kind::NineYear,
                (junior * nine_year / (520.0 * scale)).round() as usize,
            ),
            (
                Kind::Primary,
                count(
                    primary * (1.0 - nine_year),
                    if rural { 420.0 } else { 980.0 },
                ),
            ),
            (Kind::Point, if rural { count(primary, 260.0) } else { 0 }),
            (
                Kind::Junior,
                count(
                    junior * (1.0 - nine_year),
                    if rural { 520.0 } else { 1_000.0 },
                ),
            ),
        ];
        for (kind, number) in plan {
            for n in 0..number {
                self.add(index, kind, n, number);
            }
        }
        self.upper(
            index,
            expect(Stage::Senior),
            expect(Stage::Vocational),
            primary,
        );
        if let Some(town) = (district.towns.clone())
            .find(|town| self.layout.towns.get(*town).is_some_and(|t| t.island))
        {
            self.island(index, town);
        }
    }

    /// Senior, vocational and special schools: only where there are enough pupils; the old town
    /// serves the rest.
    fn upper(&mut self, index: usize, senior: f64, vocational: f64, primary: f64) {
        let scale = self.size.school_scale();
        let home = index == 0;
        for (kind, expected, each) in [
            (Kind::Senior, senior, 1_450.0),
            (Kind::Vocational, vocational, 1_800.0),
            (Kind::Special, primary * 0.003, 110.0),
        ] {
            let number = (expected / (each * scale)).round() as usize;
            let least = usize::from(home);
            for n in 0..number.max(least) {
                self.add(index, kind, n, number.max(least));
            }
        }
    }

    fn island(&mut self, district: usize, town: usize) {
        for (kind, weight) in [(Kind::Kindergarten, 0.12), (Kind::Point, 0.10)] {
            self.add(district, kind, 0, 1);
            if let Some(school) = self.schools.last_mut() {
                school.town = town;
                school.weight = weight;
                school.crowding = 0.6;
                school.operator = Operator::Public;
                let suffix = if kind == Kind::Point {
                    "小学（教学点）"
                } else {
                    "幼儿园"
                };
                school.name = format!("鸥屿镇海岛{suffix}");
            }
        }
    }

    /// Adds the `n`-th of `number` schools of a kind to a district.
    fn add(&mut self, index: usize, kind: Kind, n: usize, number: usize) {
        let Some(district) = self.layout.districts.get(index) else {
            return;
        };
        let towns = district.towns.clone();
        let count = towns.len().max(1);
        // Small districts of few schools fill their towns from the first on; others spread evenly.
        let mut town = towns.start
            + if number >= count {
                n * count / number
            } else {
                n % count
            };
        if self.layout.towns.get(town).is_some_and(|t| t.island) && count > 1 {
            town -= 1;
        }
        let mut weight = self.dice.about(1.0, 0.34).clamp(0.35, 2.2);
        if kind == Kind::Point {
            weight = self.dice.about(0.12, 0.05).clamp(0.03, 0.25);
        } else if district.kind == DistrictKind::Rural && n < count {
            weight *= 1.5;
        }
        let crowding = self.crowding(district.kind, kind);
        let wealth = (self.dice.about(0.0, 0.23)).exp();
        let operator = self.operator(kind, district.kind);
        let opened = day(1_955 + self.dice.below(62) as i16, 9, 1);
        let name = self.name(index, town, kind);
        self.schools.push(School {
            code: String::new(),
            name,
            kind,
            operator,
            district: index,
            town,
            weight,
            crowding,
            wealth,
            opened,
            closed: None,
            group: None,
            campus_of: None,
            work: None,
            places: 0,
        });
    }

    fn crowding(&mut self, district: DistrictKind, kind: Kind) -> f64 {
        let mean = match (district, kind) {
            (_, Kind::Point) => 0.55,
            (DistrictKind::Rural, _) => 0.86,
            (DistrictKind::New, _) => 1.10,
            (DistrictKind::Old, _) => 1.02,
            (DistrictKind::Urban, _) => 0.99,
        };
        self.dice.about(mean, 0.10).clamp(0.5, 1.32)
    }

    fn operator(&mut self, kind: Kind, district: DistrictKind) -> Operator {
        let private = |inclusive_from| Operator::Private { inclusive_from };
        let draw = self.dice.unit();
        match kind {
            Kind::Kindergarten => {
                let public = if district == DistrictKind::Rural {
                    0.55
                } else {
                    0.42
                };
                if draw < public {
                    return Operator::Public;
                }
                // Most private kindergartens are inclusive already; some become so, year by year.
                match self.dice.unit() {
                    u if u < 0.68 => private(Some(2_019)),
                    u if u < 0.74 => private(Some(2_024)),
                    u if u < 0.79 => private(Some(2_025)),
                    u if u < 0.82 => private(Some(2_026)),
                    _ => private(None),
                }
            }
            Kind::Junior | Kind::NineYear if district != DistrictKind::Rural && draw < 0.05 => {
                private(None)
            }
            Kind::Senior | Kind::Vocational if self.size != Size::Town && draw < 0.10 => {
                private(None)
            }
            _ => Operator::Public,
        }
    }

    /// A name that no other school has.
    fn name(&mut self, index: usize, town: usize, kind: Kind) -> String {
        loop {
            let Some(used) = self.named.get_mut(index) else {
                return String::new();
            };
            *used += 1;
            let place = names::place(*used * 7 + index * 53);
            let name = self.name_at(index, town, kind, &place);
            if self.taken.insert(name.clone()) {
                return name;
            }
        }
    }

    fn name_at(&self, index: usize, town: usize, kind: Kind, place: &str) -> String {
        let district = self.layout.districts.get(index).map_or("", |d| d.name);
        let town = self.layout.towns.get(town);
        let rural = town.is_some_and(|t| t.rural);
        let town = town.map_or("", |t| t.name.as_str());
        match kind {
            Kind::Kindergarten if rural => format!("{district}{town}{place}幼儿园"),
            Kind::Kindergarten => format!("{district}{place}幼儿园"),
            Kind::Primary if rural => format!("{district}{town}{place}小学"),
            Kind::Primary => format!("{district}{place}路小学"),
            Kind::Point => format!("{district}{town}{place}村教学点"),
            Kind::NineYear => format!("{district}{place}学校"),
            Kind::Junior if rural => format!("{district}{town}{place}中学"),
            Kind::Junior => format!("{district}{place}初级中学"),
            Kind::Senior => format!("澜州市{place}高级中学"),
            Kind::Vocational => format!("澜州市{place}职业中等专业学校"),
            Kind::Special => format!("{district}{place}特殊教育学校"),
        }
    }

    /// Schools that open in the years shown, most of them in the new district.
    fn openings(&mut self) {
        let districts = &self.layout.districts;
        let new = districts
            .iter()
            .position(|district| district.kind == DistrictKind::New)
            .unwrap_or(0);
        let many = districts.len();
        for (line, work) in works::programme().enumerate() {
            let (Nature::New, Some((month, of))) = (work.nature, work.opens) else {
                continue;
            };
            let number = work.number(self.size);
            for n in 0..number {
                let district = if n % 3 == 2 {
                    (n * 5 + line) % many
                } else {
                    new
                };
                self.add(district, work.kind, n, number);
                if let Some(school) = self.schools.last_mut() {
                    school.opened = day(work.year, month, of);
                    school.operator = Operator::Public;
                    school.weight = 1.1;
                    school.wealth = school.wealth.max(0.9);
                    school.places = work.places(self.size);
                    school.work = Some(line);
                }
            }
        }
    }
}
