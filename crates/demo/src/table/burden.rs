//! The school day, homework, after-school service and training institutions.

use super::View;
use super::sheet::Sheet;
use crate::city::school::{Kind, School};
use crate::city::{Stage, day};
use crate::dice::mix;

const SUBJECTS: [(&str, &str); 5] = [
    ("学科类", "文化课培训学校"),
    ("文化艺术类", "艺术培训中心"),
    ("体育类", "体育俱乐部"),
    ("科技类", "科创培训中心"),
    ("其他非学科类", "素养培训中心"),
];

impl View<'_> {
    fn draw(&self, salt: u64, index: usize) -> u64 {
        mix(self.world.seed ^ salt, index as u64) % 1_000
    }

    /// Open schools with pupils in a stage.
    fn teaching(
        &self,
        stages: &'static [Stage],
    ) -> impl Iterator<Item = (usize, &School, Stage, u32)> {
        let schools = self.world.schools.iter().enumerate();
        let open = schools.filter(|(_, school)| school.is_open(self.world.today));
        open.flat_map(move |(index, school)| {
            let taught = stages
                .iter()
                .copied()
                .filter(|stage| school.teaches(*stage));
            taught.map(move |stage| (index, school, stage, self.stage_roll(index, stage)))
        })
        .filter(|(.., roll)| *roll > 0)
    }

    fn stage_roll(&self, index: usize, stage: Stage) -> u32 {
        let running = self.world.running.get(index).into_iter().flatten();
        let classes = running.filter_map(|class| self.world.classes.get(*class as usize));
        classes
            .filter(|class| class.stage == stage)
            .map(|class| u32::from(class.roll))
            .sum()
    }

    pub(super) fn school_days(&self, sheet: &mut Sheet<'_>) {
        sheet.head(&[
            "学校",
            "学段",
            "统一到校时间",
            "第一节上课时间",
            "放学时间",
            "晚自习结束时间",
            "大课间次数",
            "每天体育活动时间",
            "每周体育课节数",
        ]);
        let year = self.world.year;
        // Parts of a thousand that do not keep the times yet: fewer each year, a handful at the
        // end.
        let (arrive_early, begin_early) = match year {
            ..=2023 => (140, 260),
            2024 => (70, 150),
            2025 => (25, 70),
            _ => (0, 12),
        };
        let last_ones = self.last_early();
        for (index, school, stage, _) in
            self.teaching(&[Stage::Primary, Stage::Junior, Stage::Senior])
        {
            let primary = stage == Stage::Primary;
            let early = self.draw(41, index) < arrive_early;
            let too_early =
                primary && (self.draw(42, index) < begin_early || last_ones.contains(&index));
            let (arrival, first) = match stage {
                Stage::Primary => (
                    if early { 455 } else { 480 },
                    if too_early { 490 } else { 500 },
                ),
                Stage::Junior => (if early { 450 } else { 470 }, 480),
                _ => (445, 480),
            };
            sheet.text(&school.code);
            sheet.text(stage.label());
            sheet.time(arrival);
            sheet.time(first);
            sheet.time(if primary { 985 } else { 1_040 });
            match stage {
                Stage::Junior if school.kind != Kind::NineYear && self.draw(43, index) < 300 => {
                    sheet.time(if year < 2025 && self.draw(44, index) < 120 {
                        1_275
                    } else {
                        1_240
                    });
                }
                Stage::Senior => sheet.time(1_310),
                _ => sheet.blank(),
            }
            let breaks = if self.draw(45, index) < 90 * (2_026 - year).max(0) as u64 {
                1
            } else {
                2
            };
            sheet.number(breaks);
            sheet.number(if breaks == 2 && year >= 2025 { 120 } else { 60 });
            sheet.number(if primary { 5 } else { 4 });
            sheet.end();
        }
    }

    /// Two primary schools that begin too early to the last, whatever the size of the city.
    fn last_early(&self) -> Vec<usize> {
        let (crowded, _) = self.world.correction().unwrap_or_default();
        let schools = self.world.schools.iter().enumerate();
        let primary = schools.filter(|(index, school)| {
            school.kind == Kind::Primary && *index != crowded && school.campus_of.is_none()
        });
        primary.map(|(index, _)| index).take(2).collect()
    }

    pub(super) fn after_school(&self, sheet: &mut Sheet<'_>) {
        sheet.head(&[
            "学校",
            "学段",
            "开展课后服务",
            "每周天数",
            "每天时长",
            "参加学生数",
            "参与教师数",
            "每生每学期收费",
        ]);
        let missing = match self.world.year {
            ..=2023 => 60,
            2024 => 25,
            2025 => 8,
            _ => 0,
        };
        for (index, school, stage, roll) in self.teaching(&[Stage::Primary, Stage::Junior]) {
            let offered = self.draw(51, index) >= missing;
            let share = 600 + self.draw(52, index) * 3 / 10 + (self.world.year - 2_023) as u64 * 18;
            let pupils = u64::from(roll) * share.min(985) / 1_000;
            sheet.text(&school.code);
            sheet.text(stage.label());
            sheet.yes_no(offered);
            if offered {
                sheet.number(5);
                sheet.number(if self.draw(53, index) < 40 { 100 } else { 120 });
                sheet.number(pupils);
                sheet.number(pupils.div_ceil(28));
                sheet.number(if stage == Stage::Primary { 360 } else { 420 });
            } else {
                for _ in 0..5 {
                    sheet.blank();
                }
            }
            sheet.end();
        }
    }

    pub(super) fn homework_reports(&self, sheet: &mut Sheet<'_>) {
        sheet.head(&["学校", "年级", "上报日期", "平均书面作业时间", "作业公示"]);
        let today = self.world.today;
        let days = [
            day(2_023, 3, 15),
            day(2_023, 10, 15),
            day(2_024, 3, 15),
            day(2_024, 10, 15),
            day(2_025, 3, 14),
            day(2_025, 10, 15),
            day(2_026, 3, 13),
            day(2_026, 10, 15),
        ];
        // The last two reports: what an office keeps at hand.
        let known: Vec<_> = days.into_iter().filter(|on| *on <= today).collect();
        let reported = known
            .get(known.len().saturating_sub(2)..)
            .unwrap_or_default();
        for (index, school, stage, _) in self.teaching(&[Stage::Primary, Stage::Junior]) {
            for grade in 1..=stage.years() {
                for (turn, on) in reported.iter().enumerate() {
                    let draw = self.draw(61 + u64::from(grade) * 3 + turn as u64, index);
                    let better = (on.year() - 2_023).clamp(0, 3) as u64;
                    let minutes = match (stage, grade) {
                        (Stage::Primary, 1 | 2) => {
                            if draw < 40 - better * 10 {
                                10
                            } else {
                                0
                            }
                        }
                        (Stage::Primary, _) => {
                            34 + u64::from(grade) * 2 + draw * (22 - better * 3) / 1_000
                        }
                        _ => 66 + u64::from(grade) * 3 + draw * (24 - better * 3) / 1_000,
                    };
                    sheet.text(&school.code);
                    sheet.text(stage.grade_label(grade));
                    sheet.day(*on);
                    sheet.number(minutes);
                    sheet.yes_no(draw % 100 >= 8 - better * 2);
                    sheet.end();
                }
            }
        }
    }

    pub(super) fn training_institutions(&self, sheet: &mut Sheet<'_>) {
        sheet.head(&[
            "统一社会信用代码",
            "机构名称",
            "审批单位",
            "培训类别",
            "收取预收费",
            "预收费监管方式",
            "最长预收月数",
            "最多预收课时",
            "最高一次性收费",
            "最晚结束时间",
            "许可日期",
        ]);
        let many = (self.world.size.pupils() / 1_400).max(4) as usize;
        let districts = &self.world.layout.districts;
        for n in 0..many {
            let Some(district) = districts.get(n % districts.len().max(1)) else {
                continue;
            };
            let turn = if self.draw(71, n) < 60 { 0 } else { 1 + n % 4 };
            let Some((category, word)) = SUBJECTS.get(turn) else {
                continue;
            };
            let opened = day(2_019 + (n % 5) as i16, 3, 1);
            let unwatched = self.draw(72, n) < (2_026 - self.world.year).max(0) as u64 * 55;
            sheet.text(&format!("99LZ9901{n:010}"));
            sheet.text(&format!(
                "{}{}{word}",
                district.name,
                crate::names::place(n * 13 + 5)
            ));
            sheet.text(&district.code);
            sheet.text(category);
            sheet.yes_no(true);
            sheet.text(match (unwatched, n % 3) {
                (true, _) => "未监管",
                (false, 0) => "风险保证金",
                _ => "银行托管",
            });
            sheet.number(3);
            sheet.number(if self.draw(73, n) < 20 { 72 } else { 60 });
            sheet.number(2_000 + self.draw(74, n) * 3);
            // A few run on after 20:30.
            let late = self.draw(75, n);
            sheet.time(if late < 15 {
                1_245
            } else {
                1_200 + (late % 3) as u32 * 15
            });
            sheet.day(opened);
            sheet.end();
        }
    }
}
