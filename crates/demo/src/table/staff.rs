//! Teachers and other staff, and who rotates.

use super::View;
use super::sheet::Sheet;
use crate::city::Stage;
use crate::city::career::subjects;
use crate::city::person::first_day;
use crate::city::school::Operator;
use crate::city::staff::{Post, Teacher, Work, rotation_days};
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
        let teaches = matches!(teacher.post, Post::Head | Post::Teacher);
        sheet.text(&number(index));
        sheet.parts(&names::person(teacher.name, woman));
        sheet.text(if woman { "女性" } else { "男性" });
        sheet.day(teacher.identity.born);
        sheet.plain(&teacher.identity.digits());
        let school = self.world.schools.get(teacher.school as usize);
        sheet.text(school.map_or("", |school| school.code.as_str()));
        sheet.text(teacher.stage.label());
        sheet.text(match teacher.post {
            Post::Head => "校（园）长",
            Post::Teacher => "专任教师",
            Post::Carer => "保育员",
            Post::Support => "教辅人员",
        });
        sheet.yes_no(teacher.post == Post::Teacher);
        let subject = subjects(teacher.stage)
            .get(usize::from(teacher.subject))
            .map_or("语文", |(name, _)| *name);
        sheet.text(if teaches { subject } else { "不任课" });
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

/// Nearly all hold the qualification of their stage; a few newcomers of kindergartens do not yet.
fn qualification(teacher: &Teacher, year: i16) -> &'static str {
    if !matches!(teacher.post, Post::Head | Post::Teacher) {
        return "无";
    }
    let missing = match teacher.stage {
        Stage::Kindergarten => 66 - (year - 2_023).clamp(0, 3) * 14,
        _ => 4,
    };
    if i32::from(teacher.luck % 1_000) < i32::from(missing) {
        return "无";
    }
    match teacher.stage {
        Stage::Kindergarten => "幼儿园教师资格",
        Stage::Primary | Stage::Special => "小学教师资格",
        Stage::Junior => "初级中学教师资格",
        Stage::Senior => "高级中学教师资格",
        Stage::Vocational => "中等职业学校教师资格",
    }
}
