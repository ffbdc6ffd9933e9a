//! Tests of links.

use super::*;
use crate::model::Span;

fn candidate(name: &str, label: &str, unit: &str, also: &[&str]) -> Candidate {
    Candidate {
        name: name.into(),
        labels: vec![label.into()],
        also: also.iter().map(|a| (*a).into()).collect(),
        unit: unit.into(),
        breakdowns: vec!["小学".into(), "初中".into()],
        better: None,
    }
}

fn linker() -> Linker {
    Linker::new(&[
        candidate("coverage", "普惠性幼儿园覆盖率", "percent", &["普惠率"]),
        candidate(
            "public_share",
            "公办幼儿园在园幼儿占比",
            "percent",
            &["公办率"],
        ),
        candidate("new_places", "新增学位", "place", &["新增公办学位"]),
        candidate("places", "核定学位", "place", &["学位总数"]),
        candidate("new_schools", "新建学校数", "school", &["新建中小学"]),
        candidate("arrival", "最早到校时间", "time", &["统一到校时间"]),
        candidate("class_size", "平均班额", "pupil", &["小学班额", "初中班额"]),
    ])
}

fn target(object: &str, comparator: Comparator, unit: &str) -> Target {
    Target {
        plan: "p".into(),
        sentence: String::new(),
        object: object.into(),
        comparator,
        value: Some(1.0),
        value_max: None,
        unit: Some(unit.into()),
        by: None,
        span: Span::new(0, 1),
        clause: None,
        why: String::new(),
    }
}

fn linked(object: &str, comparator: Comparator, unit: &str) -> Option<String> {
    linker()
        .link(&target(object, comparator, unit))
        .map(|l| l.best.name)
}

#[test]
fn words_find_their_indicator() {
    use Comparator::{AtLeast, AtMost, Equal, Increase};
    assert_eq!(
        linked("普惠性幼儿园覆盖率", AtLeast, "%").as_deref(),
        Some("coverage")
    );
    assert_eq!(
        linked("公办园在园幼儿占比", AtLeast, "%").as_deref(),
        Some("public_share")
    );
    assert_eq!(
        linked("小学学位", Increase, "个").as_deref(),
        Some("new_places")
    );
    assert_eq!(
        linked("新建小学", Equal, "所").as_deref(),
        Some("new_schools")
    );
    assert_eq!(
        linked("小学生到校时间", AtLeast, "分钟(时刻)").as_deref(),
        Some("arrival")
    );
    assert_eq!(
        linked("初中班额", AtMost, "人").as_deref(),
        Some("class_size")
    );
}

#[test]
fn no_link_is_better_than_a_wrong_one() {
    use Comparator::{AtLeast, Equal};
    assert_eq!(linked("教师培训人数", Equal, "人"), None);
    assert_eq!(linked("普惠性幼儿园", Equal, "所"), None);
    assert_eq!(linked("家长满意度", AtLeast, "%"), None);
}

#[test]
fn a_unit_that_cannot_fit_is_shut_out() {
    let all = linker().rank(&target("学位", Comparator::Increase, "%"));
    assert!(
        all.iter()
            .all(|s| s.name == "coverage" || s.name == "public_share")
    );
}
