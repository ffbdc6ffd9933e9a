//! Gates that words of a target must pass before their likeness counts: a word for a sort of thing
//! stands on both sides or on neither.

use super::units::Meaning;
use super::{Asked, Ready};
use crate::lexicon::verbs::{self, Class};
use crate::model::Target;

/// Words that an object has only if it means them: a training is no stock of teachers, a town's
/// sports area none of a school, a first-class kindergarten none of all.
const TELLING: &[&str] = &[
    "培训",
    "研修",
    "人均",
    "优质",
    "落实率",
    "完成率",
    "达标率",
    "满意度",
    "合格率",
    "一类",
    "二类",
    "一级",
    "二级",
    "等级",
    "示范",
    "星级",
    "托班",
    "特色",
    "撤并",
    "购买",
];

/// Whether object and phrase agree in the words that tell one kind from another.
pub(super) fn same_kind(target: &Target, phrase: &str) -> bool {
    let heads = target.unit.as_deref() == Some("人次") && !phrase.contains("次");
    let object = super::plain(&target.object);
    let told = TELLING
        .iter()
        .any(|w| object.contains(w) && !phrase.contains(w));
    let trained = ["培训", "研修", "交流", "轮岗"]
        .iter()
        .any(|w| phrase.contains(w));
    !told && (!heads || trained)
}

/// Who runs it, and whether it is open to all: never one for another.
const SORTS: &[&str] = &["公办", "民办", "普惠"];

/// Whether object and phrase speak of the same sort. A candidate that can be broken down to
/// the sort may measure it; a phrase of one sort never measures the whole.
pub(super) fn same_sort(object: &str, phrase: &str, breakdowns: &[String]) -> bool {
    let sort = |word: &&str| {
        let divides = breakdowns.iter().any(|b| b == word);
        object.contains(*word) == phrase.contains(*word) || divides && object.contains(*word)
    };
    let of_infants = |text: &str| ["幼", "园", "学前", "托"].iter().any(|w| text.contains(w));
    let narrowed = of_infants(phrase) && !of_infants(object) && !phrase.contains("普惠");
    SORTS.iter().all(sort) && !narrowed && same_building(object, phrase)
}

/// Whether the object names a group that the candidate leaves out. Several groups named at once,
/// and words that the phrase itself has, are none.
pub(super) fn names_left_out(object: &str, phrase: &str, left_out: &[String]) -> bool {
    let words: Vec<(&str, &str)> = left_out.iter().map(|word| (word.as_str(), "")).collect();
    crate::named_part(object, phrase, &words).is_some()
}

/// New buildings, rebuilt ones, and works begun are counted each by itself.
fn same_building(object: &str, phrase: &str) -> bool {
    let any = |text: &str, words: &[&str]| words.iter().any(|w| text.contains(w));
    let rebuilt = |text: &str| any(text, &["改扩", "扩建", "改建", "迁建"]);
    let begun = |text: &str| text.contains("开工") && !text.contains("已开工");
    let works = match (rebuilt(object), rebuilt(phrase)) {
        (true, false) => phrase.contains("项目"),
        (false, true) => false,
        _ => true,
    };
    works && begun(object) == begun(phrase)
}

/// Verbs that leave a whole behind, so that the number may be that of all there is.
const WHOLE: &[&str] = &["形成", "布局", "设置", "配备", "配齐", "完成"];

/// The verb that brings about what a target counts, as its sentence says it right before
/// the object.
pub(super) fn made_by(target: &Target) -> Option<&'static str> {
    let (before, _) = target.sentence.split_once(target.object.as_str())?;
    let chars: Vec<char> = before.chars().collect();
    let start = chars
        .iter()
        .rposition(|c| "，。；：,;".contains(*c))
        .map_or(0, |at| at + 1);
    let mut at = start;
    let mut last = None;
    while let Some(rest) = chars.get(at..).filter(|rest| !rest.is_empty()) {
        let found = verbs::parse(rest).filter(|(len, _)| *len > 1);
        if let Some((_, verb)) = found {
            let makes = matches!(verb.class, Class::Build | Class::Do);
            last = makes.then_some(verb.word).filter(|w| !WHOLE.contains(w));
        }
        at += found.map_or(1, |(len, _)| len);
    }
    last
}

/// Words for works on what stands: such a count is of works, not of what there is.
#[rustfmt::skip]
const WORKS: &[&str] = &[
    "改造", "维修", "修缮", "加固", "翻新", "整修", "翻建", "扩容", "升级", "更新",
];

/// Whether a candidate can count what the target does: what is made this year is no count of all
/// there is, and places that are not said to be new are none of those added.
pub(super) fn may_mean(asked: &Asked, candidate: &Ready) -> bool {
    let counts = matches!(
        asked.unit,
        Meaning::People
            | Meaning::Schools
            | Meaning::Classes
            | Meaning::Places
            | Meaning::Things
            | Meaning::Area
    );
    let said = |word: &&&str| candidate.phrases.iter().any(|p| p.contains(**word));
    let works = WORKS.iter().filter(|word| asked.object.contains(**word));
    let makes = asked.new
        || asked.made_by.is_some() && !asked.lessens
        || works.clone().any(|word| !said(&word));
    let stands = counts && !candidate.by_year && makes && !asked.none;
    let added = asked.unit == Meaning::Places && candidate.by_year && !asked.new;
    !stands && !added
}
