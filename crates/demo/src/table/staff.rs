//! Teachers and other staff, and who rotates.

use super::View;
use super::sheet::Sheet;
use crate::city::career::subjects;
use crate::city::layout::DistrictKind;
use crate::city::person::first_day;
use crate::city::school::Operator;
use crate::city::staff::{Post, Teacher, Work, rotation_days};
use crate::city::{Stage, day};
use crate::names;

/// Number of a member of staff, from the running number.
pub(super) fn number(index: u32) -> String {
    format!("LZT{:07}", index + 1)
}

impl View<'_> {
    pub(super) fn teachers(&self, sheet: &mut Sheet<'_>) {
        sheet.head(&[
            "教师编号",
            "姓名",
            "性别",
            "出生日期",
            "身份证件号",
            "学校",
            "任教学段",
            "岗位类别",
            "专任教师",
            "任教学科",
            "学历",
            "教师资格种类",
            "职称",
            "骨干级别",
            "用工形式",
            "参加工作日期",
            "到本校日期",
            "在岗状态",
        ]);
        for (index, teacher) in self.staff.teachers.iter().enumerate() {
            self.teacher(sheet, index as u32, teacher);
        }
    }

    fn teacher(&self, sheet: &mut Sheet<'_>, index: u32, teacher: &Teacher) {
        let woman = teacher.identity.is_woman();
        sheet.text(&number(index));
        sheet.parts(&names::person(teacher.name, woman));
        sheet.text(if woman { "女性" } else { "男性" });
        sheet.day(teacher.identity.born);
        sheet.plain(&teacher.identity.digits());
        let school = self.world.schools.get(teacher.school as usize);
        sheet.text(school.map_or("", |school| school.code.as_str()));
        // Where a school has several stages, the register does not always say which.
        let several = school.is_some_and(|school| school.kind.stages().len() > 1);
        if several && teacher.luck % 25 == 7 {
            sheet.blank();
        } else {
            sheet.text(teacher.stage.label());
        }
        sheet.text(match teacher.post {
            Post::Head => "校（园）长",
            Post::Teacher => "专任教师",
            Post::Carer => "保育员",
            Post::Support => "教辅人员",
        });
        sheet.yes_no(teacher.post == Post::Teacher);
        sheet.text(main_subject(teacher));
        sheet.text(match teacher.education {
            1 => "硕士研究生毕业",
            2 => "大学本科毕业",
            3 => "大学专科毕业",
            _ => "中等专科毕业",
        });
        sheet.text(qualification(teacher, self.world.year));
        sheet.text(
            ["未定级", "二级教师", "一级教师", "高级教师", "正高级教师"]
                .get(usize::from(teacher.title))
                .copied()
                .unwrap_or("未定级"),
        );
        let levels = ["非骨干", "校级骨干", "县级骨干", "市级骨干", "省级骨干"];
        sheet.text(
            levels
                .get(usize::from(teacher.backbone))
                .copied()
                .unwrap_or("非骨干"),
        );
        let public = school.is_some_and(|school| school.operator == Operator::Public);
        sheet.text(match (public, teacher.luck % 100) {
            (true, 0..78) => "在编",
            (true, 78..90) => "备案制",
            _ => "合同聘用",
        });
        sheet.day(first_day(teacher.joined_work).plus_days(-i32::from(teacher.luck % 40)));
        sheet.day(first_day(teacher.joined_school));
        sheet.text(match teacher.work {
            Work::Active if teacher.luck % 97 == 3 => "离岗",
            Work::Active => "在岗",
            Work::Retired => "退休",
            Work::Gone => "离职",
        });
        sheet.end();
    }

    /// The main subject of each teacher, and a second one of those who teach two.
    pub(super) fn teacher_subjects(&self, sheet: &mut Sheet<'_>) {
        sheet.head(&["教师", "任教学科", "任教学段", "周课时数"]);
        for (index, teacher) in self.staff.teachers.iter().enumerate() {
            if !teacher.teaches() {
                continue;
            }
            let lessons = 12 + u64::from(teacher.luck % 5);
            let second = second_subject(teacher, self.is_rural(teacher));
            let main = (main_subject(teacher), lessons);
            for (subject, lessons) in [Some(main), second.map(|name| (name, lessons / 3))]
                .into_iter()
                .flatten()
            {
                sheet.text(&number(index as u32));
                sheet.text(subject);
                sheet.text(teacher.stage.label());
                sheet.number(lessons);
                sheet.end();
            }
        }
    }

    fn is_rural(&self, teacher: &Teacher) -> bool {
        let school = self.world.schools.get(teacher.school as usize);
        school
            .and_then(|school| self.world.layout.districts.get(school.district))
            .is_some_and(|district| district.kind == DistrictKind::Rural)
    }

    /// The qualification for the stage taught, and a second one of those who hold two.
    pub(super) fn teacher_qualifications(&self, sheet: &mut Sheet<'_>) {
        sheet.head(&[
            "资格证书号码",
            "教师",
            "教师资格种类",
            "资格学科",
            "认定日期",
        ]);
        for (index, teacher) in self.staff.teachers.iter().enumerate() {
            let first = qualification(teacher, self.world.year);
            if first == NO_QUALIFICATION {
                continue;
            }
            let later = teacher.joined_work + 4;
            let second = second_qualification(teacher).filter(|_| later <= self.world.year);
            let held = [
                Some((first, teacher.joined_work)),
                second.map(|kind| (kind, later)),
            ];
            for (turn, (kind, year)) in held.into_iter().flatten().enumerate() {
                sheet.text(&format!("99{year:04}{:011}", index * 2 + turn));
                sheet.text(&number(index as u32));
                sheet.text(kind);
                sheet.text(main_subject(teacher));
                sheet.day(day(year, 7, 1));
                sheet.end();
            }
        }
    }

    pub(super) fn rotations(&self, sheet: &mut Sheet<'_>) {
        sheet.head(&[
            "教师",
            "学年起始年",
            "派出学校",
            "接收学校",
            "骨干教师",
            "开始日期",
            "结束日期",
        ]);
        for rotation in &self.staff.rotations {
            let Some(teacher) = self.staff.teachers.get(rotation.teacher as usize) else {
                continue;
            };
            let (first, last) = rotation_days(rotation.year);
            sheet.text(&number(rotation.teacher));
            sheet.number(rotation.year as u64);
            for school in [rotation.from, rotation.to] {
                sheet.text(
                    self.world
                        .schools
                        .get(school as usize)
                        .map_or("", |school| school.code.as_str()),
                );
            }
            sheet.yes_no(teacher.backbone >= 2);
            sheet.day(first);
            sheet.day(last);
            sheet.end();
        }
    }
}

/// What a teacher mainly teaches, as registers name it.
fn main_subject(teacher: &Teacher) -> &'static str {
    if !teacher.teaches() {
        return "不任课";
    }
    subjects(teacher.stage)
        .get(usize::from(teacher.subject))
        .map_or("语文", |(name, _)| *name)
}

/// What some teach beside it: more of them in the country, where schools are small.
fn second_subject(teacher: &Teacher, rural: bool) -> Option<&'static str> {
    let share = if rural { 34 } else { 11 };
    if !matches!(teacher.stage, Stage::Primary | Stage::Junior) || teacher.luck % 100 >= share {
        return None;
    }
    let names = subjects(teacher.stage);
    let step = 1 + usize::from(teacher.luck / 100) % (names.len() - 1);
    let second = (usize::from(teacher.subject) + step) % names.len();
    names.get(second).map(|(name, _)| *name)
}

const NO_QUALIFICATION: &str = "无";

/// Nearly all hold the qualification of their stage; a few newcomers of kindergartens do not yet.
fn qualification(teacher: &Teacher, year: i16) -> &'static str {
    if !teacher.teaches() {
        return NO_QUALIFICATION;
    }
    let missing = match teacher.stage {
        Stage::Kindergarten => 66 - (year - 2_023).clamp(0, 3) * 14,
        _ => 4,
    };
    if i32::from(teacher.luck % 1_000) < i32::from(missing) {
        return NO_QUALIFICATION;
    }
    match teacher.stage {
        Stage::Kindergarten => "幼儿园教师资格",
        Stage::Primary | Stage::Special => "小学教师资格",
        Stage::Junior => "初级中学教师资格",
        Stage::Senior => "高级中学教师资格",
        Stage::Vocational => "中等职业学校教师资格",
    }
}

/// Some have passed the examination for another stage as well.
fn second_qualification(teacher: &Teacher) -> Option<&'static str> {
    let (share, kind) = match teacher.stage {
        Stage::Kindergarten => (8, "小学教师资格"),
        Stage::Primary => (15, "初级中学教师资格"),
        Stage::Junior => (20, "高级中学教师资格"),
        Stage::Senior | Stage::Vocational | Stage::Special => return None,
    };
    (teacher.luck / 7 % 100 < share).then_some(kind)
}
