//! What makes a plan the same plan: its title and its year. File names repeat from plan to plan.

use jixia_plan::Plan;

use super::view::PlanHead;
use crate::error::AppError;
use crate::open::App;

/// The longest line that is taken for a title, in characters.
const TITLE_MAX: usize = 60;

impl App {
    /// The adopted plan of the same title and year, which adopting this one replaces.
    pub fn replaced_by(&self, plan: &Plan) -> Result<Option<PlanHead>, AppError> {
        let year = self.year_of(plan);
        let same = |head: &&PlanHead| head.title == plan.title && head.year == year;
        let plans = self.plans()?;
        let of_file = plans.iter().filter(same).find(|head| head.id == plan.name);
        Ok(of_file.or_else(|| plans.iter().rfind(same)).cloned())
    }

    /// The year that a plan is for; this one where its text names none.
    pub fn year_of(&self, plan: &Plan) -> i16 {
        plan.year.unwrap_or_else(|| self.now().day().year())
    }

    /// The name of the plan's file, numbered where another plan has it.
    pub(crate) fn free_id(&self, name: &str) -> Result<String, AppError> {
        let plans = self.plans()?;
        let is_free = |id: &str| plans.iter().all(|plan| plan.id != id);
        let mut id = name.to_owned();
        let mut number = 1_usize;
        while !is_free(&id) {
            number += 1;
            id = format!("{name}-{number}");
        }
        Ok(id)
    }
}

/// The title as read, without tags; else the first line that names a plan; else the file's name.
pub(crate) fn title_of(plan: &Plan) -> String {
    let names_plan = |line: &String| {
        let kinds = ["工作要点", "计划"];
        kinds.iter().any(|kind| line.contains(kind)) && line.chars().count() <= TITLE_MAX
    };
    let read = without_tags(&plan.title);
    if !read.is_empty() {
        return read;
    }
    let mut tagged = plan.text.lines().filter_map(|line| {
        let bare = without_tags(line);
        (bare != line.trim()).then_some(bare)
    });
    let line = tagged.find(names_plan);
    line.unwrap_or_else(|| plan.name.clone())
}

/// A line without the tags of HTML; other text in angle brackets stays.
fn without_tags(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('<') {
        out.push_str(before);
        let is_tag = after.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
        rest = match after.split_once('>') {
            Some((_, behind)) if is_tag => behind,
            _ => {
                out.push('<');
                after
            }
        };
    }
    out.push_str(rest);
    out.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn title(text: &str) -> String {
        title_of(&jixia_plan::read_text("附件1", text))
    }

    #[test]
    fn a_plan_always_has_a_title() {
        let clause = "一、学位\n年底前新增学位100个，比例<5%，计划完成。";
        assert_eq!(title(clause), "附件1");
        let tagged = format!("<b>某区2026年工作要点</b>\n{clause}");
        assert_eq!(title(&tagged), "某区2026年工作要点");
        assert_eq!(without_tags("比例<5% 且>1"), "比例<5% 且>1");
    }
}
