//! The organisation: units, schools, what changed among them, groups, and the people who live there
//! by age.

use jixia_terms::Day;

use super::View;
use super::sheet::Sheet;
use crate::city::births;
use crate::city::layout::{CITY_CODE, CITY_NAME, DistrictKind};
use crate::city::moves::MERGER;
use crate::city::school::{Kind, Operator, School};
use crate::city::world::FIRST_YEAR;
use crate::city::{Stage, day};
use crate::dice::mix;

/// Day on which the town at the edge goes over to the new district.
fn town_moves() -> Day {
    day(2025, 1, 1)
}

impl View<'_> {
    fn district_code(&self, district: usize) -> &str {
        self.world
            .layout
            .districts
            .get(district)
            .map_or("", |district| district.code.as_str())
    }

    pub(super) fn units(&self, sheet: &mut Sheet<'_>) {
        sheet.head(&["机构代码", "机构名称", "机构类型", "上级机构", "设立日期"]);
        let mut unit = |code: &str, name: &str, kind: &str, parent: &str, opened: Option<Day>| {
            sheet.text(code);
            sheet.text(name);
            sheet.text(kind);
            sheet.text(parent);
            sheet.day_or_blank(opened);
            sheet.end();
        };
        unit(CITY_CODE, CITY_NAME, "市级", "", None);
        let layout = &self.world.layout;
        for district in &layout.districts {
            unit(&district.code, district.name, "县级", CITY_CODE, None);
        }
        for (index, town) in layout.towns.iter().enumerate() {
            let moved = index == layout.moving_town && self.world.today >= town_moves();
            let parent = if moved {
                self.world.new_district()
            } else {
                town.district
            };
            let kind = if town.name.ends_with("街道") {
                "街道"
            } else {
                "乡镇"
            };
            unit(
                &town.code,
                &town.name,
                kind,
                self.district_code(parent),
                None,
            );
        }
        for district in &layout.districts {
            if matches!(district.kind, DistrictKind::Old | DistrictKind::New) {
                for (number, side) in ["东", "西"].into_iter().enumerate() {
                    let code = format!("{}PQ{:02}", district.code, number + 1);
                    unit(
                        &code,
                        &format!("{}{side}片区", district.name),
                        "片区学区",
                        &district.code,
                        Some(day(2022, 9, 1)),
                    );
                }
            }
        }
        for group in &self.world.groups {
            if group.founded <= self.world.today {
                unit(
                    &group.code,
                    &group.name,
                    "教育集团",
                    self.district_code(group.district),
                    Some(group.founded),
                );
            }
        }
    }

    pub(super) fn schools(&self, sheet: &mut Sheet<'_>) {
        sheet.head(&[
            "学校标识码",
            "学校名称",
            "机构类型",
            "办学类型",
            "举办者",
            "普惠性民办园",
            "城乡分类",
            "主管单位",
            "教育集团",
            "寄宿制学校",
            "核定学位",
            "占地面积",
            "地址",
            "经纬度",
            "开办日期",
            "停办日期",
        ]);
        for (index, school) in self.world.schools.iter().enumerate() {
            if school.opened <= self.world.today {
                self.school(sheet, index, school);
            }
        }
    }

    fn school(&self, sheet: &mut Sheet<'_>, index: usize, school: &School) {
        let world = self.world;
        sheet.text(&school.code);
        sheet.text(&school.name);
        sheet.text(match (school.campus_of, school.kind) {
            (Some(_), _) => "校区",
            (None, Kind::Point) => "教学点",
            _ => "学校",
        });
        sheet.text(school.kind.label());
        sheet.text(if school.operator == Operator::Public {
            "公办"
        } else {
            "民办"
        });
        match school.operator {
            Operator::Private { inclusive_from } if school.kind == Kind::Kindergarten => {
                sheet.yes_no(inclusive_from.is_some_and(|from| from <= world.year));
            }
            _ => sheet.blank(),
        }
        let town = world.layout.towns.get(school.town);
        let district = world.layout.districts.get(school.district);
        let county = district.is_some_and(|district| district.kind == DistrictKind::Rural);
        sheet.text(match (town.is_some_and(|town| town.rural), county) {
            (true, _) => "乡村",
            (false, true) => "镇区",
            _ => "城区",
        });
        let parent = match (
            school
                .campus_of
                .and_then(|parent| world.schools.get(parent)),
            school.kind,
        ) {
            (Some(parent), _) => parent.code.as_str(),
            (None, Kind::Vocational) => CITY_CODE,
            (None, Kind::Senior | Kind::Special) => self.district_code(school.district),
            _ => town.map_or("", |town| town.code.as_str()),
        };
        sheet.text(parent);
        let group = school.group.filter(|(_, since)| *since <= world.today);
        sheet.text(
            group
                .and_then(|(group, _)| world.groups.get(group))
                .map_or("", |group| group.code.as_str()),
        );
        let boards = matches!(school.kind, Kind::Senior | Kind::Vocational)
            || county && matches!(school.kind, Kind::Junior | Kind::NineYear);
        sheet.yes_no(boards);
        sheet.number(u64::from(self.places(index, school)));
        sheet.number(u64::from(school.places) * (15 + mix(world.seed, index as u64) % 12));
        let place = town.map_or("", |town| town.name.as_str());
        let house = 1 + mix(world.seed ^ 9, index as u64) % 280;
        let name = district.map_or("", |district| district.name);
        sheet.text(&format!("{CITY_NAME}{name}{place}学海路{house}号"));
        sheet.text(&self.location(index, school));
        sheet.day(school.opened);
        sheet.day_or_blank(school.closed.filter(|closed| *closed <= world.today));
        sheet.end();
    }

    /// Approved places: those built first, and those of extensions opened since.
    fn places(&self, index: usize, school: &School) -> u32 {
        let opened = self.projects.iter().filter(|project| {
            project.school == Some(index)
                && school.work.is_none()
                && project
                    .opened
                    .is_some_and(|opened| opened <= self.world.today)
        });
        school.places + opened.map(|project| project.places).sum::<u32>()
    }

    /// A point off an invented coast, in open sea on real maps: districts lie in a row, schools
    /// about them.
    fn location(&self, index: usize, school: &School) -> String {
        let spread =
            |salt: u64| (mix(self.world.seed ^ salt, index as u64) % 1_000) as f64 / 1_000.0;
        let (column, row) = (school.district % 4, school.district / 4);
        let town = school.town as f64 * 0.37 % 1.0;
        let longitude = 123.10 + column as f64 * 0.16 + town * 0.10 + spread(1) * 0.04;
        let latitude = 33.10 + row as f64 * 0.14 + (town * 7.3 % 1.0) * 0.09 + spread(2) * 0.03;
        format!("{longitude:.5},{latitude:.5}")
    }

    pub(super) fn unit_events(&self, sheet: &mut Sheet<'_>) {
        sheet.head(&[
            "变更机构",
            "变更日期",
            "变更类型",
            "新上级机构",
            "承继机构",
            "批准文号",
            "备注",
        ]);
        let world = self.world;
        let mut rows: Vec<(String, Day, &str, String, String, String)> = Vec::new();
        if let Some(town) = world.layout.towns.get(world.layout.moving_town) {
            let to = self.district_code(world.new_district()).to_owned();
            rows.push((
                town.code.clone(),
                town_moves(),
                "划转",
                to,
                String::new(),
                format!("{}划归东港新区管理", town.name),
            ));
        }
        let merged = day(MERGER.0, MERGER.1, MERGER.2).plus_days(1);
        if let Some((point, heir)) = world.merger()
            && let (Some(point), Some(heir)) = (world.schools.get(point), world.schools.get(heir))
        {
            let note = format!("{}并入{}", point.name, heir.name);
            rows.push((
                point.code.clone(),
                merged,
                "合并",
                String::new(),
                heir.code.clone(),
                note,
            ));
        }
        for school in world.schools.iter().filter(|school| school.work.is_some()) {
            rows.push((
                school.code.clone(),
                school.opened,
                "设立",
                String::new(),
                String::new(),
                format!("{}投用", school.name),
            ));
        }
        for group in world
            .groups
            .iter()
            .filter(|group| group.founded.year() >= 2_024)
        {
            rows.push((
                group.code.clone(),
                group.founded,
                "设立",
                String::new(),
                String::new(),
                format!("成立{}", group.name),
            ));
        }
        rows.retain(|(_, on, ..)| *on <= world.today);
        rows.sort_by(|a, b| (a.1, &a.0).cmp(&(b.1, &b.0)));
        for (number, (node, on, act, parent, heir, note)) in rows.iter().enumerate() {
            sheet.text(node);
            sheet.day(*on);
            sheet.text(act);
            sheet.text(parent);
            sheet.text(heir);
            sheet.text(&format!("澜政教批〔{}〕{}号", on.year(), number + 3));
            sheet.text(note);
            sheet.end();
        }
    }

    pub(super) fn school_groups(&self, sheet: &mut Sheet<'_>) {
        sheet.head(&[
            "教育集团",
            "牵头学校",
            "集团形式",
            "成立日期",
            "党委成立日期",
            "有章程",
            "集团内流动教师数",
        ]);
        for (index, group) in self.world.groups.iter().enumerate() {
            if group.founded > self.world.today {
                continue;
            }
            sheet.text(&group.code);
            sheet.text(
                self.world
                    .schools
                    .get(group.lead)
                    .map_or("", |school| school.code.as_str()),
            );
            sheet.text(if group.tight {
                "紧密型"
            } else {
                "联盟型"
            });
            sheet.day(group.founded);
            sheet.day_or_blank(group.committee.filter(|set_up| *set_up <= self.world.today));
            sheet.yes_no(true);
            sheet.number(
                4 + mix(self.world.seed ^ 5, index as u64) % 19
                    + (self.world.year - 2_023) as u64 * 2,
            );
            sheet.end();
        }
    }

    pub(super) fn age_population(&self, sheet: &mut Sheet<'_>) {
        sheet.head(&["地区", "年份", "年龄", "人数"]);
        for district in &self.world.layout.districts {
            // A year is counted at its end: the running one is not there yet.
            for year in FIRST_YEAR - 1..self.world.year {
                for age in 0..=17 {
                    let counted = births::counted(district, year, age, self.world.size.pupils());
                    sheet.text(&district.code);
                    sheet.number(year as u64);
                    sheet.number(age as u64);
                    sheet.number(counted.round() as u64);
                    sheet.end();
                }
            }
        }
    }

    pub(super) fn dropout_cases(&self, sheet: &mut Sheet<'_>) {
        sheet.head(&[
            "台账编号",
            "责任单位",
            "学籍号",
            "学段",
            "发现日期",
            "确认辍学日期",
            "辍学原因",
            "核销日期",
            "核销方式",
            "随迁子女",
        ]);
        let world = self.world;
        let each = (world.size.pupils() / 16_000).max(1) as usize;
        let juniors: Vec<usize> = (0..world.schools.len())
            .filter(|s| {
                let school = world.schools.get(*s);
                school.is_some_and(|s| s.kind == Kind::Junior && s.work.is_none())
            })
            .collect();
        let mut number = 0;
        for year in 2_023..=world.year {
            for n in 0..each {
                number += 1;
                let draw = mix(world.seed ^ year as u64, n as u64);
                let found = day(year, 9, 8).plus_days((draw % 240) as i32);
                let closed = found.plus_days(25 + (draw / 240 % 90) as i32);
                let Some(school) = juniors.get((draw / 7) as usize % juniors.len().max(1)) else {
                    continue;
                };
                if found > world.today {
                    continue;
                }
                let reasons = ["厌学", "务工", "家庭困难", "健康原因", "随家迁移"];
                let outcomes = [
                    "劝返复学",
                    "劝返复学",
                    "转入职业教育",
                    "送教上门",
                    "核实已在外就读",
                ];
                let pick = (draw / 100_000 % 5) as usize;
                sheet.text(&format!("KC{year}{number:05}"));
                sheet.text(
                    world
                        .schools
                        .get(*school)
                        .map_or("", |school| school.code.as_str()),
                );
                sheet.blank();
                sheet.text(Stage::Junior.label());
                sheet.day(found);
                // Recently found cases are still only suspected.
                let settled = closed <= world.today;
                sheet.day_or_blank(settled.then(|| found.plus_days(10)));
                sheet.text(reasons.get(pick).copied().unwrap_or("厌学"));
                sheet.day_or_blank(settled.then_some(closed));
                sheet.text(if settled {
                    outcomes.get(pick).copied().unwrap_or("劝返复学")
                } else {
                    ""
                });
                sheet.yes_no(draw.is_multiple_of(4));
                sheet.end();
            }
        }
    }
}
