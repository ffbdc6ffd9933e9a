//! The words of objects and phrases, reduced to what tells them apart.

use crate::lexicon::nouns;

pub(super) fn stages(words: &str) -> Vec<&'static str> {
    let mut rest = words.to_owned();
    let mut out = Vec::new();
    let mut all: Vec<&'static str> = nouns::STAGES.to_vec();
    all.sort_by_key(|s| std::cmp::Reverse(s.chars().count()));
    for stage in all {
        if stage != "普惠性" && rest.contains(stage) {
            out.push(stage);
            rest = rest.replace(stage, "");
        }
    }
    out
}

/// Stages that belong together: 幼儿园 and 学前, 义务教育 and its two parts.
pub(super) fn same_stage(a: &str, b: &str) -> bool {
    const KIN: &[&[&str]] = &[
        &["学前教育", "学前", "幼儿园", "公办园", "民办园", "普惠园"],
        &["义务教育", "小学", "中小学", "中学"],
        &["义务教育", "初中", "中小学", "中学"],
        &["普通高中", "高中", "高中阶段", "中学"],
        &["中等职业", "中职", "高中阶段", "职业教育", "职教"],
    ];
    a == b || KIN.iter().any(|kin| kin.contains(&a) && kin.contains(&b))
}

pub(super) fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

/// Only what says something: Chinese characters and digits, common spellings made one.
pub(super) fn plain(words: &str) -> String {
    let kept: String = words
        .chars()
        .filter(|c| is_han(*c) || c.is_ascii_alphanumeric())
        .collect();
    const SAME: &[(&str, &str)] = &[
        ("占比", "比例"),
        ("比重", "比例"),
        ("公办园", "公办幼儿园"),
        ("民办园", "民办幼儿园"),
        ("普惠园", "普惠性幼儿园"),
        ("普惠率", "普惠性幼儿园覆盖率"),
        ("公办率", "公办幼儿园在园幼儿比例"),
        ("学位数", "学位"),
        ("优质学位", "学位"),
        ("教体系统", ""),
        ("全市", ""),
        ("全区", ""),
        ("全县", ""),
    ];
    SAME.iter()
        .fold(kept, |text, (from, to)| text.replace(from, to))
}

/// Single characters and pairs of neighbours.
pub(super) fn grams(words: &str) -> Vec<String> {
    let chars: Vec<char> = words.chars().collect();
    let singles = chars.iter().map(char::to_string);
    let pairs = chars
        .iter()
        .zip(chars.iter().skip(1))
        .map(|(a, b)| format!("{a}{b}"));
    singles.chain(pairs).collect()
}
