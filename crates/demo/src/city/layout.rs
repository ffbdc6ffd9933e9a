//! The land: city, districts and counties, towns and streets, with how many children are born
//! where.

use crate::dice::Dice;
use crate::names;
use crate::size::Size;

/// What a district is like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DistrictKind {
    /// The old town: full schools, few births, old teachers.
    Old,
    /// The growing new district: crowded, young, many who moved here.
    New,
    /// An ordinary district.
    Urban,
    /// A rural county: small schools, people moving away.
    Rural,
}

/// A district or county.
#[derive(Debug, Clone)]
pub(crate) struct District {
    pub(crate) code: String,
    pub(crate) name: &'static str,
    pub(crate) kind: DistrictKind,
    /// Its share of the births of 2016-09 to 2017-08.
    pub(crate) share: f64,
    /// By what factor its share grows with each later cohort.
    pub(crate) growth: f64,
    /// Running number of its towns in the city.
    pub(crate) towns: std::ops::Range<usize>,
}

/// A street, town or township.
#[derive(Debug, Clone)]
pub(crate) struct Town {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) district: usize,
    /// Countryside, as the statistics of schools distinguish it.
    pub(crate) rural: bool,
    /// On an island: one small school for itself.
    pub(crate) island: bool,
}

/// The land of the city.
#[derive(Debug, Clone)]
pub(crate) struct Layout {
    pub(crate) districts: Vec<District>,
    pub(crate) towns: Vec<Town>,
    /// The town that goes over to the new district on 2025-01-01.
    pub(crate) moving_town: usize,
}

/// Code of the city itself.
pub(crate) const CITY_CODE: &str = "990000";
/// Name of the city.
pub(crate) const CITY_NAME: &str = "澜州市";

type Sketch = (&'static str, DistrictKind, f64, f64);

const METROPOLIS: [Sketch; 14] = [
    ("澜城区", DistrictKind::Old, 0.10, 0.985),
    ("东港新区", DistrictKind::New, 0.12, 1.05),
    ("望潮区", DistrictKind::Urban, 0.10, 1.0),
    ("锦帆区", DistrictKind::Urban, 0.10, 1.0),
    ("栖云区", DistrictKind::Urban, 0.09, 1.01),
    ("汐浦区", DistrictKind::Urban, 0.08, 1.0),
    ("鹤汀区", DistrictKind::Urban, 0.08, 0.995),
    ("青屿区", DistrictKind::Urban, 0.07, 1.0),
    ("麓阳区", DistrictKind::Urban, 0.06, 0.99),
    ("砚湖区", DistrictKind::Urban, 0.06, 1.0),
    ("听渔县", DistrictKind::Rural, 0.04, 0.965),
    ("禾丘县", DistrictKind::Rural, 0.04, 0.96),
    ("云岫县", DistrictKind::Rural, 0.03, 0.965),
    ("荻川县", DistrictKind::Rural, 0.03, 0.97),
];

const CITY: [Sketch; 8] = [
    ("澜城区", DistrictKind::Old, 0.16, 0.985),
    ("东港新区", DistrictKind::New, 0.18, 1.05),
    ("望潮区", DistrictKind::Urban, 0.16, 1.0),
    ("锦帆区", DistrictKind::Urban, 0.14, 1.0),
    ("栖云区", DistrictKind::Urban, 0.12, 1.01),
    ("汐浦区", DistrictKind::Urban, 0.10, 0.995),
    ("听渔县", DistrictKind::Rural, 0.07, 0.965),
    ("禾丘县", DistrictKind::Rural, 0.07, 0.96),
];

const TOWN: [Sketch; 3] = [
    ("澜城区", DistrictKind::Old, 0.40, 0.99),
    ("东港新区", DistrictKind::New, 0.34, 1.04),
    ("禾丘县", DistrictKind::Rural, 0.26, 0.965),
];

impl Layout {
    /// The land of a city of this size.
    pub(crate) fn new(size: Size, seed: u64) -> Self {
        let sketches: &[Sketch] = match size {
            Size::Town => &TOWN,
            Size::City => &CITY,
            Size::Metropolis => &METROPOLIS,
        };
        let mut layout = Self {
            districts: Vec::new(),
            towns: Vec::new(),
            moving_town: 0,
        };
        let offset = Dice::new(seed, "towns", 0).below(30);
        for (index, &(name, kind, share, growth)) in sketches.iter().enumerate() {
            let county = if kind == DistrictKind::Rural {
                120
            } else {
                100
            };
            let code = 990_000 + county + 1 + index as u32;
            let first = layout.towns.len();
            let children = share * f64::from(size.pupils());
            for number in 0..town_count(kind, children) {
                layout.add_town(code, index, kind, number, offset);
            }
            layout.districts.push(District {
                code: code.to_string(),
                name,
                kind,
                share,
                growth,
                towns: first..layout.towns.len(),
            });
        }
        layout.name_special_towns(size);
        layout
    }

    fn add_town(
        &mut self,
        district_code: u32,
        district: usize,
        kind: DistrictKind,
        number: usize,
        offset: usize,
    ) {
        let rural = kind == DistrictKind::Rural && number > 0;
        let suffix = match (kind, number) {
            (DistrictKind::Rural, 0..3) => "镇",
            (DistrictKind::Rural, _) => "乡",
            _ => "街道",
        };
        let running = self.towns.len() + offset;
        self.towns.push(Town {
            code: format!("{district_code}{:03}", number + 1),
            name: format!("{}{suffix}", names::town(running)),
            district,
            rural,
            island: false,
        });
    }

    /// One island town, and one town at the edge that will move to the new district.
    fn name_special_towns(&mut self, size: Size) {
        let home = if size == Size::Town { 0 } else { 2 };
        let edge = if size == Size::Town { 2 } else { 3 };
        let last = |districts: &[District], index: usize| {
            districts
                .get(index)
                .map_or(0, |district| district.towns.end.saturating_sub(1))
        };
        let island = last(&self.districts, home);
        if let Some(town) = self.towns.get_mut(island) {
            "鸥屿镇".clone_into(&mut town.name);
            town.rural = true;
            town.island = true;
        }
        self.moving_town = last(&self.districts, edge);
        if let Some(town) = self.towns.get_mut(self.moving_town) {
            "浅湾镇".clone_into(&mut town.name);
            town.rural = true;
        }
    }
}

fn town_count(kind: DistrictKind, children: f64) -> usize {
    let (each, least, most) = match kind {
        DistrictKind::Rural => (1_500.0, 3.0, 14.0),
        _ => (8_000.0, 2.0, 12.0),
    };
    f64::clamp((children / each).round(), least, most) as usize
}
