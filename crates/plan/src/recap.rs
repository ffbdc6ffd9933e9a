//! Tells sentences that look back from those that promise: a recap opened by 去年 or by a year gone
//! by goes on to the end of its paragraph, or to a sentence that speaks of what is to come.

use crate::lexicon::periods::{self, When};
use crate::lexicon::verbs::{PAST, SO_FAR};
use crate::lexicon::{begins, has_any, longest};
use crate::model::Span;
use crate::text::Text;

/// Follows the sentences of a clause in order.
#[derive(Debug, Default)]
pub(crate) struct Recap {
    open: bool,
    /// Where the sentence before ended.
    end: usize,
}

/// Words before the one that opens a recap.
const LEADS: &[&str] = &["回顾", "回首", "总结", "在", "，", "：", "“", "刚刚"];

/// Words of what is to come.
#[rustfmt::skip]
const TO_COME: &[&str] = &[
    "今年", "本年", "明年", "来年", "新的一年", "下一步", "接下来", "下阶段", "将", "拟", "力争", "确保", "计划",
    "必须", "争取", "年内", "年底", "全年", "务必", "应当",
];

impl Recap {
    /// Whether a sentence belongs to a recap.
    pub(crate) fn takes(&mut self, text: &Text, sentence: Span, year: Option<i16>) -> bool {
        let between = text.norm(Span::new(self.end.min(sentence.start), sentence.start));
        if between.contains(&'\n') {
            self.open = false;
        }
        self.end = sentence.end;
        let chars = text.norm(sentence);
        self.open = (self.open || opens(chars, year)) && !speaks_of_plans(chars, year);
        self.open
    }
}

fn opens(chars: &[char], year: Option<i16>) -> bool {
    let mut rest = chars;
    while let Some((len, _)) = longest(rest, LEADS, |w| w) {
        rest = rest.get(len..).unwrap_or(&[]);
    }
    let said = longest(rest, PAST, |w| w).is_some_and(|(_, w)| !SO_FAR.contains(w));
    let gone = periods::parse(rest).filter(|p| p.lead == 0 && !p.name && !p.stands);
    said || gone.is_some_and(|p| year.is_some_and(|own| ends_in(p.when).is_some_and(|y| y < own)))
}

fn ends_in(when: When) -> Option<i16> {
    match when {
        When::Year(y) | When::Day(y, _, _) | When::MonthEnd(y, _) => y,
        When::SchoolYear(y) => Some(y + 1),
        When::YearsOn(_) => None,
    }
}

fn speaks_of_plans(chars: &[char], year: Option<i16>) -> bool {
    let own_year = (0..chars.len()).any(|i| {
        let found = chars.get(i..).and_then(periods::year);
        found.is_some_and(|(len, y)| {
            year.is_some_and(|own| y >= own) && chars.get(i + len) == Some(&'年')
        })
    });
    own_year || has_any(chars, TO_COME) || (0..chars.len()).any(|i| is_must(chars, i))
}

/// 要 by itself, not in 主要 or 要求.
fn is_must(chars: &[char], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|i| chars.get(i)).unwrap_or(&' ');
    let rest = chars.get(at..).unwrap_or(&[]);
    begins(rest, "要").is_some()
        && !"主重需紧首摘纲概不".contains(*before)
        && !rest.get(1).is_some_and(|c| "求素点闻".contains(*c))
}

#[cfg(test)]
mod tests {
    use crate::read_text;

    fn spans(words: &str) -> Vec<String> {
        let text = format!("某区2024年教育工作计划\n一、总体要求\n{words}\n");
        let plan = read_text("p-2024", &text);
        plan.targets
            .iter()
            .map(|t| {
                plan.text
                    .chars()
                    .skip(t.span.start)
                    .take(t.span.end - t.span.start)
                    .collect()
            })
            .collect()
    }

    #[test]
    fn a_recap_goes_on_until_plans_are_spoken_of() {
        assert_eq!(
            spans(
                "去年，全区办学条件持续改善。新建小学5所，招聘教师80名。今年要新建小学2所。招聘教师60名。"
            ),
            ["2所", "60名"]
        );
        assert_eq!(
            spans("2023年，各项工作有序推进。新增学位900个。\n新增学位300个。"),
            ["300个"]
        );
        assert_eq!(spans("过去五年，累计投入3亿元，主要指标居前。"), [""; 0]);
    }

    #[test]
    fn a_recap_names_no_tasks() {
        let plan = read_text(
            "p-2024",
            "一、要求\n去年，推进了集团化办学，加强师德建设。\n",
        );
        assert!(plan.clauses.iter().all(|c| c.tasks.is_empty()));
    }
}
