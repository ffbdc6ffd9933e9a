//! Words that restrict what a target speaks of: a place, a part of a body, a range of grades.

use super::units::Meaning;
use super::{Asked, Ready};

/// Words that narrow the whole to some of it.
#[rustfmt::skip]
const SCOPES: &[&str] = &[
    "集团内", "学区内", "片区内", "区域内", "联盟内", "共同体内", "校内", "片区", "新区", "高新区", "经开区", "开发区",
    "度假区", "东部", "西部", "南部", "北部", "中部", "城区", "县城", "镇区", "城镇", "乡镇", "乡村", "农村", "山区",
    "库区", "海岛", "偏远", "薄弱", "随迁", "留守", "残疾", "寄宿", "新任", "新入职", "青年", "年级",
];

/// Parts that a breakdown names by another word.
const SAME_PART: &[(&str, &str)] = &[("农村", "乡村")];

/// Whether the object is narrower than what the candidate measures by a word that neither its
/// phrase nor its breakdowns cover, or counts bare things where the candidate counts others.
pub(super) fn is_open(asked: &Asked, candidate: &Ready, phrase: &str) -> bool {
    let of_its_own = matches!(
        candidate.unit,
        Meaning::Places | Meaning::Classes | Meaning::Schools
    );
    let bare = asked.unit == Meaning::Things && of_its_own;
    let divided = |word: &str| {
        let part = SAME_PART.iter().find(|(said, _)| *said == word);
        let part = part.map_or(word, |(_, part)| *part);
        candidate.breakdowns.iter().any(|b| b == part)
    };
    let narrowed = SCOPES
        .iter()
        .any(|word| asked.object.contains(word) && !phrase.contains(word) && !divided(word));
    bare || narrowed
}

/// The object in the phrase's words for the same stage: 学前教育 where it says 幼儿园.
pub(super) fn in_words_of(object: &str, phrase: &str) -> String {
    let infants = phrase.contains("幼儿园") && !phrase.contains("学前") && !object.contains('幼');
    if infants {
        object.replace("学前教育", "幼儿园")
    } else {
        object.to_owned()
    }
}
