//! Rooms, grounds and teaching equipment of schools: enough of it on the whole, unevenly spread.

use super::View;
use super::sheet::Sheet;
use crate::city::Stage;
use crate::city::day;
use crate::city::school::{Kind, School};
use crate::dice::mix;

/// Rooms beside classrooms: name, kind, share of the area left for them, in middle schools only.
const SPECIAL: [(&str, &str, f64, bool); 9] = [
    ("实验室", "实验室", 0.20, false),
    ("音乐教室", "音乐教室", 0.10, false),
    ("美术教室", "美术教室", 0.10, false),
    ("计算机教室", "计算机教室", 0.13, false),
    ("图书阅览室", "图书阅览室", 0.20, false),
    ("多功能教室", MULTIPURPOSE, 0.14, false),
    ("劳动教室", "劳动技术教室", 0.08, false),
    ("心理辅导室", "心理辅导室", 0.05, false),
    ("语言教室", "语言教室", 0.08, true),
];

const MULTIPURPOSE: &str = "多功能教室";

impl View<'_> {
    /// A factor about 1 for one matter of one school, with a spread of about `spread`.
    fn about(&self, index: usize, salt: u64, spread: f64) -> f64 {
        let draw =
            |n: u64| (mix(self.world.seed ^ salt, index as u64 * 8 + n) % 10_000) as f64 / 10_000.0;
        let sum: f64 = (0..4).map(draw).sum();
        ((sum - 2.0) * 1.732 * spread).exp()
    }

    pub(super) fn rooms(&self, sheet: &mut Sheet<'_>) {
        sheet.head(&[
            "房间编号",
            "学校",
            "名称",
            "用房类别",
            "使用学段",
            "面积",
            "网络多媒体教室",
            "座位数",
        ]);
        for (index, school) in self.world.schools.iter().enumerate() {
            if school.opened <= self.world.today {
                self.rooms_of(sheet, index, school);
            }
        }
    }

    fn rooms_of(&self, sheet: &mut Sheet<'_>, index: usize, school: &School) {
        let mut number = 0;
        let mut row =
            |name: &str, kind: &str, stage: Option<Stage>, area: f64, media: bool, seats: u32| {
                number += 1;
                sheet.text(&format!("{}-{number:03}", school.code));
                sheet.text(&school.code);
                sheet.parts(&[name, &number.to_string()]);
                sheet.text(kind);
                sheet.text(stage.map_or("", Stage::label));
                sheet.decimal(area, 1);
                sheet.yes_no(media);
                sheet.number(u64::from(seats));
                sheet.end();
            };
        let places = f64::from(school.places);
        let shared = school.kind.stages().len() > 1;
        let mut left = 0.0;
        let mut sport = 0.0;
        let wealth = school.wealth.powf(0.75);
        for stage in school.kind.stages() {
            let part = if shared {
                if *stage == Stage::Primary { 0.66 } else { 0.34 }
            } else {
                1.0
            };
            let (per_class, area, ground) = match stage {
                Stage::Kindergarten => (30.0, 3.2, 4.5),
                Stage::Primary => (43.0, 4.9, 8.2),
                Stage::Junior => (47.0, 6.4, 11.2),
                _ => (48.0, 8.0, 13.0),
            };
            let classrooms = (places * part / per_class).ceil().max(1.0) as u32;
            let each = 58.0 + 14.0 * self.about(index, 11, 0.1);
            let media = 0.84 + 0.05 * f64::from(self.world.year - 2_023) * school.wealth;
            for n in 0..classrooms {
                let has = (mix(self.world.seed ^ 12, (index * 97) as u64 + u64::from(n)) % 100)
                    as f64
                    / 100.0;
                let kind = if *stage == Stage::Kindergarten {
                    "幼儿活动室"
                } else {
                    "普通教室"
                };
                row(
                    "教室",
                    kind,
                    shared.then_some(*stage),
                    each,
                    has < media,
                    per_class as u32 + 2,
                );
            }
            let total = places * part * area * wealth * self.about(index, 13, 0.14);
            left += (total - f64::from(classrooms) * each).max(total * 0.3);
            sport += places * part * ground * wealth.sqrt() * self.about(index, 14, 0.28);
        }
        if school.kind == Kind::Kindergarten {
            row("户外活动场地", "运动场地", None, sport, false, 0);
            return;
        }
        for (name, kind, share, senior) in SPECIAL {
            let middle = !matches!(school.kind, Kind::Primary | Kind::Point);
            if senior && !middle || school.kind == Kind::Point && share < 0.1 {
                continue;
            }
            let area = left * share;
            let rooms = (area / 130.0).ceil().clamp(1.0, 8.0) as u32;
            for _ in 0..rooms {
                row(
                    name,
                    kind,
                    None,
                    area / f64::from(rooms),
                    kind == MULTIPURPOSE,
                    48,
                );
            }
        }
        row("运动场", "运动场地", None, sport * 0.9, false, 0);
        if places > 400.0 {
            row("风雨操场", "室内体育用房", None, sport * 0.1, false, 0);
            row(
                "食堂",
                "食堂",
                None,
                places * 0.9,
                false,
                (places * 0.4) as u32,
            );
        }
    }

    pub(super) fn equipment(&self, sheet: &mut Sheet<'_>) {
        sheet.head(&[
            "资产编号",
            "学校",
            "设备名称",
            "教学仪器设备",
            "资产值",
            "购置日期",
            "报废日期",
        ]);
        const BATCHES: [(&str, bool, f64, i16); 8] = [
            ("理科教学仪器", true, 0.26, 2_016),
            ("信息化教学设备", true, 0.30, 2_019),
            ("音体美器材", true, 0.14, 2_020),
            ("图书阅览设备", true, 0.10, 2_021),
            ("办公家具", false, 0.12, 2_018),
            ("教学设备更新（一）", true, 0.09, 2_024),
            ("教学设备更新（二）", true, 0.09, 2_025),
            ("教学设备更新（三）", true, 0.10, 2_026),
        ];
        for (index, school) in self.world.schools.iter().enumerate() {
            let per_pupil = match school.kind {
                Kind::Kindergarten => 1_300.0,
                Kind::Primary | Kind::Point => 2_750.0,
                Kind::Junior | Kind::NineYear => 3_450.0,
                _ => 5_600.0,
            };
            let whole =
                f64::from(school.places) * per_pupil * school.wealth * self.about(index, 21, 0.2);
            for (number, (name, teaching, share, year)) in BATCHES.into_iter().enumerate() {
                let bought = day(year.max(school.opened.year()), 8, 10);
                let bought = bought.max(school.opened);
                if bought > self.world.today || school.opened > self.world.today {
                    continue;
                }
                sheet.text(&format!("{}-E{:02}", school.code, number + 1));
                sheet.text(&school.code);
                sheet.text(name);
                sheet.yes_no(teaching);
                sheet.decimal((whole * share).round(), 2);
                sheet.day(bought);
                sheet.blank();
                sheet.end();
            }
        }
    }
}
