//! Building projects and facilities improved.

use super::View;
use super::sheet::Sheet;
use crate::city::school::Kind;
use crate::city::works;
use crate::dice::mix;

impl View<'_> {
    pub(super) fn building_projects(&self, sheet: &mut Sheet<'_>) {
        sheet.head(&[
            "项目编号",
            "项目名称",
            "责任单位",
            "学校",
            "建设性质",
            "办学类型",
            "举办者",
            "新增学位",
            "新增班数",
            "建筑面积",
            "总投资",
            "开工日期",
            "计划投用日期",
            "投用日期",
        ]);
        let world = self.world;
        for (number, project) in self.projects.iter().enumerate() {
            if project.started > world.today.plus_days(120) {
                continue;
            }
            let per_class = match project.kind {
                Kind::Kindergarten => 30,
                Kind::Primary | Kind::Point | Kind::NineYear => 45,
                _ => 50,
            };
            let school = project.school.and_then(|school| world.schools.get(school));
            let school = school.filter(|school| school.opened <= world.today);
            let area = u64::from(project.places) * (9 + mix(world.seed ^ 31, number as u64) % 5);
            sheet.text(&project.code);
            sheet.text(&project.name);
            sheet.text(
                world
                    .layout
                    .districts
                    .get(project.district)
                    .map_or("", |district| district.code.as_str()),
            );
            sheet.text(school.map_or("", |school| school.code.as_str()));
            sheet.text(project.nature.label());
            sheet.text(project.kind.label());
            sheet.text("公办");
            sheet.number(u64::from(project.places));
            sheet.number(u64::from(project.places.div_ceil(per_class)));
            sheet.number(area);
            sheet.number(area * 5_200);
            sheet.day_or_blank(Some(project.started).filter(|started| *started <= world.today));
            sheet.day(project.planned);
            sheet.day_or_blank(project.opened.filter(|opened| *opened <= world.today));
            sheet.end();
        }
    }

    pub(super) fn facility_upgrades(&self, sheet: &mut Sheet<'_>) {
        sheet.head(&[
            "项目编号",
            "项目名称",
            "学校或单位",
            "改造内容",
            "数量",
            "面积",
            "投资",
            "开工日期",
            "计划完成日期",
            "完成日期",
        ]);
        let today = self.world.today;
        for upgrade in works::upgrades(self.world) {
            let Some(school) = self.world.schools.get(upgrade.school) else {
                continue;
            };
            if upgrade.started > today.plus_days(90) {
                continue;
            }
            sheet.text(&upgrade.code);
            sheet.text(&format!("{}{}项目", school.name, upgrade.facility));
            sheet.text(&school.code);
            sheet.text(upgrade.facility);
            sheet.number(u64::from(upgrade.number));
            sheet.number(u64::from(upgrade.area));
            sheet.number(u64::from(upgrade.area) * 1_150);
            sheet.day_or_blank(Some(upgrade.started).filter(|started| *started <= today));
            sheet.day(upgrade.planned);
            sheet.day_or_blank(upgrade.finished.filter(|finished| *finished <= today));
            sheet.end();
        }
    }
}
