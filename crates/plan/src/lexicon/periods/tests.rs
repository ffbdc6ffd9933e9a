//! Tests of periods.

use super::*;

fn read(text: &str) -> Option<Period> {
    parse(&text.chars().collect::<Vec<_>>())
}

fn words(text: &str) -> String {
    read(text).map_or(String::new(), |p| {
        text.chars().take(p.len).skip(p.lead).collect()
    })
}

#[test]
fn takes_the_whole_of_the_words() {
    for (text, expected) in [
        ("到2025年建成", "2025年"),
        ("2022年底前完成", "2022年底前"),
        ("年底前实现", "年底前"),
        ("年内建成", "年内"),
        ("6月底前", "6月底前"),
        ("九月底前", "九月底前"),
        ("9月1日前", "9月1日前"),
        ("2023年9月投入使用", "2023年9月"),
        ("秋季学期开学前完工", "秋季学期开学前"),
        ("2022年秋季学期开学前", "2022年秋季学期开学前"),
        ("今年上半年", "今年上半年"),
        ("第三季度末", "第三季度末"),
        ("今明两年", "今明两年"),
        ("“十四五”末", "“十四五”末"),
        ("三年内建成", "三年内"),
        ("2021-2023年", "2021-2023年"),
        ("截至2021年底", "2021年底"),
        ("12月中旬前", "12月中旬前"),
        ("3-5月", "3-5月"),
        ("二〇二五年", "二〇二五年"),
    ] {
        assert_eq!(words(text), expected, "{text}");
    }
}

#[test]
fn only_firm_words_make_a_deadline_alone() {
    for text in ["到2025年", "年底前", "年内", "6月底", "暑假前", "三年内"] {
        assert!(read(text).is_some_and(|p| p.firm), "{text}");
    }
    for text in ["2022年", "今年", "9月", "上半年", "秋季学期"] {
        assert!(read(text).is_some_and(|p| !p.firm), "{text}");
    }
}

#[test]
fn a_name_or_a_length_is_no_period() {
    assert!(read("“十四五”规划").is_some_and(|p| p.name));
    assert_eq!(read("三年行动计划"), None);
    assert_eq!(read("3个月"), None);
    assert_eq!(read("1502平方米"), None);
}
