//! Classes, pupils, guardians and what happened to pupils.

use std::collections::BTreeSet;

use super::sheet::Sheet;
use super::{Scope, View};
use crate::city::Stage;
use crate::city::layout::DistrictKind;
use crate::city::person::{Class, Pupil, Status, first_day};
use crate::city::staff::{Post, Work};
use crate::dice::mix;
use crate::identity::put;
use crate::names;

const NATIONS: [(&str, u16); 6] = [
    ("满族", 1_100),
    ("回族", 400),
    ("蒙古族", 250),
    ("朝鲜族", 120),
    ("土家族", 90),
    ("壮族", 80),
];
const DISABILITIES: [&str; 7] = [
    "视力残疾",
    "听力残疾",
    "言语残疾",
    "肢体残疾",
    "智力残疾",
    "精神残疾",
    "多重残疾",
];

impl View<'_> {
    /// Whether a pupil's row stands in the tables of this scope.
    pub(super) fn has(&self, pupil: &Pupil) -> bool {
        match self.scope {
            Scope::OnRoll => pupil.is_on_roll(),
            Scope::Since { left, .. } => pupil.is_on_roll() || pupil.left_after(left),
            Scope::Moved { .. } => false,
        }
    }

    /// The code of a class: of its school at entry, stage, year and number.
    fn class_code(&self, class: &Class, out: &mut Vec<u8>) {
        out.clear();
        let school = self
            .world
            .schools
            .get(class.school as usize)
            .map_or("", |school| school.code.as_str());
        out.extend_from_slice(school.as_bytes());
        let mut tail = [class.stage.letter() as u8, 0, 0, 0, 0, 0, 0];
        put(&mut tail[1..5], class.entry as u32);
        put(&mut tail[5..7], u32::from(class.number));
        out.extend_from_slice(&tail);
    }

    pub(super) fn classes(&self, sheet: &mut Sheet<'_>) {
        sheet.head(&[
            "班级代码",
            "学校",
            "学段",
            "年级",
            "班级名称",
            "学年",
            "班主任",
        ]);
        let heads = self.heads();
        let mut code = Vec::new();
        for class in &self.world.classes {
            self.class_code(class, &mut code);
            sheet.plain(&code);
            sheet.text(
                self.world
                    .schools
                    .get(class.school as usize)
                    .map_or("", |school| school.code.as_str()),
            );
            sheet.text(class.stage.label());
            let year = self.world.year.min(class.last_year);
            let grade = class.grade(year);
            sheet.text(class.stage.grade_label(grade));
            let short = ["小", "中", "大"];
            let numerals = ["一", "二", "三", "四", "五", "六", "七", "八", "九"];
            let grade = usize::from(grade).saturating_sub(1);
            let number = class.number.to_string();
            let (before, after) = match class.stage {
                Stage::Kindergarten => ("", short.get(grade)),
                Stage::Primary | Stage::Special => ("", numerals.get(grade)),
                Stage::Junior => ("", numerals.get(grade + 6)),
                Stage::Senior => ("高", numerals.get(grade)),
                Stage::Vocational => ("职", numerals.get(grade)),
            };
            let word = if matches!(class.stage, Stage::Primary | Stage::Special | Stage::Junior) {
                "年级"
            } else {
                ""
            };
            sheet.parts(&[
                before,
                after.copied().unwrap_or(""),
                word,
                "（",
                &number,
                "）班",
            ]);
            sheet.text(&format!("{year}-{}", year + 1));
            let list = heads
                .get(class.school as usize)
                .map_or(&[][..], Vec::as_slice);
            let turn = usize::from(class.number) + class.entry as usize * 3;
            match list.get(turn % list.len().max(1)) {
                Some(teacher) => sheet.text(&super::staff::number(*teacher)),
                None => sheet.blank(),
            }
            sheet.end();
        }
    }

    /// Who may lead a class, by school.
    fn heads(&self) -> Vec<Vec<u32>> {
        let mut heads = vec![Vec::new(); self.world.schools.len()];
        for (index, teacher) in self.staff.teachers.iter().enumerate() {
            if teacher.work == Work::Active
                && teacher.post == Post::Teacher
                && let Some(list) = heads.get_mut(teacher.school as usize)
            {
                list.push(index as u32);
            }
        }
        heads
    }

    pub(super) fn pupils(&self, sheet: &mut Sheet<'_>) {
        if let Scope::Moved { event } = self.scope {
            let moved = self
                .world
                .events
                .get(event..)
                .unwrap_or_default()
                .iter()
                .map(|event| event.pupil);
            let moved: BTreeSet<u32> = moved.collect();
            let class = |pupil: u32| {
                self.world
                    .pupils
                    .get(pupil as usize)
                    .map_or(0, |pupil| pupil.class)
            };
            let pairs: Vec<(u32, u32)> = moved
                .into_iter()
                .map(|pupil| (pupil, class(pupil)))
                .collect();
            return self.pupils_in(sheet, &pairs);
        }
        sheet.head(&PUPIL_HEAD);
        let mut code = Vec::new();
        let mut coded = u32::MAX;
        for index in self.by_class() {
            let Some(pupil) = self.world.pupils.get(index as usize) else {
                continue;
            };
            let Some(class) = self.world.classes.get(pupil.class as usize) else {
                continue;
            };
            if pupil.class != coded {
                self.class_code(class, &mut code);
                coded = pupil.class;
            }
            self.pupil_row(sheet, pupil, class, &code);
        }
    }

    /// Rows of these pupils alone, each in the class given with it.
    pub(crate) fn pupils_in(&self, sheet: &mut Sheet<'_>, pupils: &[(u32, u32)]) {
        sheet.head(&PUPIL_HEAD);
        let mut code = Vec::new();
        for (pupil, class) in pupils {
            let Some(pupil) = self.world.pupils.get(*pupil as usize) else {
                continue;
            };
            let Some(class) = self.world.classes.get(*class as usize) else {
                continue;
            };
            self.class_code(class, &mut code);
            self.pupil_row(sheet, pupil, class, &code);
        }
    }

    /// Pupils of this scope, school by school and class by class.
    fn by_class(&self) -> Vec<u32> {
        let mut order: Vec<u32> = Vec::with_capacity(self.world.pupils.len());
        let pupils = self.world.pupils.iter().enumerate();
        order.extend(
            pupils
                .filter(|(_, pupil)| self.has(pupil))
                .map(|(index, _)| index as u32),
        );
        let class_of = |index: &u32| {
            self.world
                .pupils
                .get(*index as usize)
                .map_or(0, |pupil| pupil.class)
        };
        let school_of = |class: u32| {
            self.world
                .classes
                .get(class as usize)
                .map_or(0, |class| class.school)
        };
        order.sort_by_key(|index| {
            let class = class_of(index);
            (school_of(class), class)
        });
        order
    }

    fn pupil_row(&self, sheet: &mut Sheet<'_>, pupil: &Pupil, class: &Class, class_code: &[u8]) {
        let digits = pupil.identity.digits();
        let letter = pupil.number_letter();
        let girl = pupil.identity.is_woman();
        let mut number = [letter; 19];
        number[1..].copy_from_slice(&digits);
        sheet.plain(&number);
        sheet.parts(&names::person(pupil.name, girl));
        sheet.text(if girl { "女性" } else { "男性" });
        sheet.day(pupil.identity.born);
        if letter == b'G' {
            sheet.plain(&digits);
        } else {
            sheet.blank();
        }
        sheet.text(nation(pupil.luck));
        let school = self.world.schools.get(class.school as usize);
        sheet.text(school.map_or("", |school| school.code.as_str()));
        sheet.text(class.stage.label());
        sheet.text(class.stage.grade_label(class.grade(self.world.year)));
        sheet.plain(class_code);
        sheet.text(pupil.status.label());
        sheet.number(class.entry as u64);
        sheet.text(pupil.residence.label());
        let mut area = [0; 6];
        put(&mut area, pupil.identity.area_code());
        sheet.plain(&area);
        sheet.yes_no(pupil.is_migrant());
        let rural = school.and_then(|school| self.world.layout.districts.get(school.district));
        let rural = rural.is_some_and(|district| district.kind == DistrictKind::Rural);
        let draw = f64::from(pupil.luck % 1_000) / 1_000.0;
        sheet.yes_no(draw < if rural { 0.13 } else { 0.012 });
        sheet.yes_no((draw + 0.37) % 1.0 < boarding(class.stage, rural));
        match disability(pupil, class.stage) {
            Some(label) => sheet.text(label),
            None => sheet.blank(),
        }
        sheet.end();
    }

    pub(super) fn guardians(&self, sheet: &mut Sheet<'_>) {
        sheet.head(&["学生", "监护关系", "监护人姓名", "联系电话", "第一监护人"]);
        let small = self.world.size == crate::Size::Town;
        for index in self.by_class() {
            let Some(pupil) = self.world.pupils.get(index as usize) else {
                continue;
            };
            let class = self.world.classes.get(pupil.class as usize);
            let first = class.is_some_and(|class| {
                class.stage == Stage::Primary && class.entry == self.world.year
            });
            // A large office takes guardians down when a child enters school.
            if !small && !first || pupil.status == Status::Graduated {
                continue;
            }
            let woman = pupil.luck % 5 < 3;
            let mut number = [pupil.number_letter(); 19];
            number[1..].copy_from_slice(&pupil.identity.digits());
            sheet.plain(&number);
            sheet.text(if woman { "母亲" } else { "父亲" });
            sheet.parts(&names::guardian(
                pupil.name,
                u32::from(pupil.luck) + index,
                woman,
            ));
            // Numbers that begin with 100 are given to nobody.
            sheet.text(&format!(
                "100{:08}",
                mix(self.world.seed, u64::from(index)) % 100_000_000
            ));
            sheet.yes_no(true);
            sheet.end();
        }
    }

    pub(super) fn enrolment_events(&self, sheet: &mut Sheet<'_>) {
        sheet.head(&[
            "学生",
            "异动日期",
            "异动类别",
            "办理学校",
            "转出学校",
            "转入学校",
        ]);
        let from = match self.scope {
            Scope::OnRoll => 0,
            Scope::Since { event, .. } | Scope::Moved { event } => event,
        };
        for event in self.world.events.get(from..).unwrap_or_default() {
            let Some(pupil) = self.world.pupils.get(event.pupil as usize) else {
                continue;
            };
            if matches!(self.scope, Scope::OnRoll) && !pupil.is_on_roll() {
                continue;
            }
            let mut number = [pupil.number_letter(); 19];
            number[1..].copy_from_slice(&pupil.identity.digits());
            sheet.plain(&number);
            sheet.day(event.on);
            sheet.text(event.act.label());
            let code = |school: u32| {
                self.world
                    .schools
                    .get(school as usize)
                    .map_or("", |school| school.code.as_str())
            };
            sheet.text(code(event.school));
            let out = event.act == crate::city::person::Act::TransferOut;
            match event.other {
                Some(other) if out => {
                    sheet.blank();
                    sheet.text(code(other));
                }
                Some(other) => {
                    sheet.text(code(other));
                    sheet.blank();
                }
                None => {
                    sheet.blank();
                    sheet.blank();
                }
            }
            sheet.end();
        }
    }

    pub(super) fn academic_years(&self, sheet: &mut Sheet<'_>) {
        sheet.head(&["学年", "开始日期", "结束日期"]);
        for year in 2_012..=self.world.year {
            sheet.text(&format!("{year}-{}", year + 1));
            sheet.day(first_day(year));
            sheet.day(first_day(year + 1).plus_days(-1));
            sheet.end();
        }
    }

    pub(super) fn terms(&self, sheet: &mut Sheet<'_>) {
        sheet.head(&["学年", "学期", "开学日期", "放假日期"]);
        for year in 2_023..=self.world.year {
            for (label, first, last) in [
                (
                    "第一学期",
                    crate::city::day(year, 9, 1),
                    crate::city::day(year + 1, 1, 20),
                ),
                (
                    "第二学期",
                    crate::city::day(year + 1, 2, 24),
                    crate::city::day(year + 1, 7, 4),
                ),
            ] {
                sheet.text(&format!("{year}-{}", year + 1));
                sheet.text(label);
                sheet.day(first);
                sheet.day(last);
                sheet.end();
            }
        }
    }
}

const PUPIL_HEAD: [&str; 18] = [
    "学籍号",
    "姓名",
    "性别",
    "出生日期",
    "身份证件号",
    "民族",
    "学校",
    "学段",
    "年级",
    "班级",
    "学生状态",
    "入学年份",
    "户籍类别",
    "户籍区划代码",
    "随迁子女",
    "留守儿童",
    "寄宿",
    "残疾类别",
];

fn nation(luck: u16) -> &'static str {
    let mut left = luck;
    for (name, share) in NATIONS {
        if left < share {
            return name;
        }
        left -= share;
    }
    "汉族"
}

fn boarding(stage: Stage, rural: bool) -> f64 {
    match (stage, rural) {
        (Stage::Kindergarten | Stage::Special, _) => 0.0,
        (Stage::Primary, true) => 0.07,
        (Stage::Primary, false) => 0.0,
        (Stage::Junior, true) => 0.42,
        (Stage::Junior, false) => 0.05,
        (Stage::Senior | Stage::Vocational, _) => 0.55,
    }
}

/// One child in three hundred, and every child of a special school.
fn disability(pupil: &Pupil, stage: Stage) -> Option<&'static str> {
    let index = usize::from(pupil.luck / 7 % 7);
    let marked = stage == Stage::Special || pupil.luck % 307 == 11 && stage != Stage::Kindergarten;
    marked.then(|| DISABILITIES.get(index).copied()).flatten()
}
