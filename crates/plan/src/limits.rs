//! A day set apart from the promise: `完成时限：6月底前` holds for the whole clause.

use crate::lexicon::{find, periods};
use crate::model::Span;
use crate::text::Text;

const LABELS: &[&str] = &[
    "完成时限",
    "完成时间",
    "时限要求",
    "时间要求",
    "时间节点",
    "完成期限",
    "办结时限",
];

/// The deadline words of a clause that states its limit by a label.
pub(crate) fn limit(text: &Text, sentences: &[Span]) -> Option<String> {
    sentences.iter().find_map(|sentence| {
        let chars = text.norm(*sentence);
        let after = |w: &&str| find(chars, w).map(|at| at + w.chars().count());
        let label = LABELS.iter().filter_map(after).min()?;
        (label..chars.len().min(label + 4)).find_map(|at| {
            let period = periods::parse(chars.get(at..)?).filter(|p| !p.name)?;
            let start = sentence.start + at + period.lead;
            Some(text.words(Span::new(start, sentence.start + at + period.len)))
        })
    })
}

#[cfg(test)]
mod tests {
    use crate::read_text;

    #[test]
    fn a_limit_holds_for_its_clause() {
        let words = "1.扩充学位。新建小学3所。（责任科室：规划科；完成时限：2023年10月底前）\n2.培训教师。培训教师90名。";
        let plan = read_text("p-2023", words);
        let by: Vec<Option<&str>> = plan.targets.iter().map(|t| t.by.as_deref()).collect();
        assert_eq!(by, [Some("2023年10月底前"), None]);
    }
}
