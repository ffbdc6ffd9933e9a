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
        left_out: Vec::new(),
        better: None,
        by_year: name.contains("new"),
    }
}

fn linker() -> Linker {
    Linker::new(&few())
}

fn few() -> Vec<Candidate> {
    vec![
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
    ]
}

/// Candidates that are near to one another.
fn many() -> Linker {
    let mut all = few();
    all.extend([
        candidate(
            "new_rebuilt",
            "新建改扩建学校数",
            "school",
            &["新改扩建学校"],
        ),
        candidate("begun_new", "新开工幼儿园数", "school", &["开工幼儿园"]),
        candidate(
            "new_public",
            "新开办公办幼儿园数",
            "school",
            &["新建公办幼儿园"],
        ),
        candidate("public_stock", "公办幼儿园数", "school", &["公办园数量"]),
        candidate("backbone", "骨干教师总数", "teacher", &["骨干教师"]),
        candidate("small", "小规模学校数", "school", &["小规模学校"]),
        candidate(
            "groups",
            "教育集团数",
            "group",
            &["教育集团", "组建教育集团"],
        ),
        candidate(
            "sports_area",
            "生均体育运动场馆面积",
            "m2",
            &["体育运动场馆面积", "学校操场面积"],
        ),
        candidate(
            "new_infants",
            "新投用幼儿园数",
            "school",
            &["投入使用幼儿园", "新建幼儿园"],
        ),
        candidate("primary_cv", "小学校际差异系数", "ratio", &[]),
        candidate("junior_retention", "初中巩固率", "percent", &[]),
        candidate("infant_quals", "幼儿教师持证率", "percent", &[]),
        candidate("pupils_to_one", "生师比", "ratio", &[]),
    ]);
    Linker::new(&all)
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
        change: None,
    }
}

fn linked(object: &str, comparator: Comparator, unit: &str) -> Option<String> {
    linker()
        .link(&target(object, comparator, unit))
        .map(|l| l.best.name)
}

/// What the targets of a sentence are linked to.
fn linked_in(sentence: &str) -> Vec<Option<String>> {
    let linker = many();
    let targets = crate::read_sentence(sentence, Some(2024));
    let links = linker.links(&targets).into_iter();
    links.map(|link| link.map(|l| l.best.name)).collect()
}

fn check(sentence: &str, expected: &[&str]) {
    let found = linked_in(sentence);
    let found: Vec<&str> = found.iter().map(|n| n.as_deref().unwrap_or("-")).collect();
    assert_eq!(found, expected, "{sentence}");
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

#[test]
fn public_private_and_inclusive_are_never_taken_for_one_another() {
    check("公办园在园幼儿占比达到60%。", &["public_share"]);
    check("民办园在园幼儿占比控制在40%以内。", &["-"]);
    check("一类公办园占比达到35%。", &["-"]);
    check("开设托班幼儿园占比达到60%。", &["-"]);
    check("民办学校教师持证率达到100%。", &["-"]);
}

#[test]
fn what_is_made_this_year_is_no_count_of_all_there_is() {
    check("培育骨干教师60名。", &["-"]);
    check("骨干教师达到900名。", &["backbone"]);
    check("调整小规模学校16所。", &["-"]);
    check("组建教育集团4个。", &["-"]);
    check("教育集团达到12个。", &["groups"]);
    check("完成学校操场改造2万平方米。", &["-"]);
    check("体育运动场馆面积达到8平方米。", &["sports_area"]);
    check("竣工公办幼儿园8所。", &["new_public"]);
    check("购买学位2300个。", &["-"]);
}

#[test]
fn works_begun_new_and_rebuilt_are_told_apart() {
    check("改扩建公办幼儿园2所。", &["-"]);
    check("新（改、扩）建学校7所。", &["new_rebuilt"]);
    check("新建学校4所。", &["new_schools"]);
    check("开工幼儿园3所。", &["begun_new"]);
}

#[test]
fn what_is_built_and_what_is_opened_are_not_held_to_one_measure() {
    check("新建幼儿园2所、投入使用幼儿园10所。", &["-", "new_infants"]);
    check("新建幼儿园2所。", &["new_infants"]);
    check(
        "新增小学学位900个、初中学位600个。",
        &["new_places", "new_places"],
    );
}

#[test]
fn a_part_does_not_measure_the_whole() {
    check("义务教育巩固率达到99%。", &["-"]);
    check("初中巩固率达到99%。", &["junior_retention"]);
}

#[test]
fn a_coefficient_has_no_unit_and_finds_its_ratio() {
    check("校际差异系数小学控制在0.50以内。", &["primary_cv"]);
}

#[test]
fn so_many_to_one_finds_its_ratio() {
    check(
        "生师比小学19:1、初中13.5:1以下。",
        &["pupils_to_one", "pupils_to_one"],
    );
}

/// The score of the best candidate for the first target of a sentence.
fn score_of(sentence: &str) -> f64 {
    let targets = crate::read_sentence(sentence, Some(2024));
    let ranked = many().rank(&targets[0]);
    ranked.first().map_or(0.0, |best| best.score)
}

#[test]
fn a_word_that_narrows_leaves_the_link_to_be_confirmed() {
    assert!(score_of("普惠性幼儿园覆盖率达到90%。") > 0.75);
    for narrowed in [
        "西部片区普惠性幼儿园覆盖率达到90%。",
        "乡村普惠性幼儿园覆盖率达到90%。",
        "东部新区普惠性幼儿园覆盖率达到90%。",
    ] {
        let score = score_of(narrowed);
        assert!((THRESHOLD..0.75).contains(&score), "{narrowed} {score}");
    }
}

#[test]
fn a_change_finds_the_measure_of_what_changes() {
    check("小规模学校减少2所。", &["small"]);
    check("压减小规模学校2所。", &["small"]);
    check("普惠性幼儿园覆盖率提高2个百分点。", &["coverage"]);
    check("骨干教师增长5%。", &["backbone"]);
    check("新增小规模学校2所。", &["-"]);
}

#[test]
fn what_is_done_away_with_is_counted_from_its_own_number_on() {
    let mut all = few();
    let classes = ["56人以上大班额", "大班额"];
    all.push(candidate("large", "大班额班级数", "class", &classes));
    all.push(candidate("largest", "最大班额", "pupil", &["班额"]));
    let linker = Linker::new(&all);
    let link = |sentence: &str| {
        let targets = crate::read_sentence(sentence, Some(2024));
        targets
            .first()
            .and_then(|target| linker.link(target))
            .map(|link| link.best.name)
    };
    assert_eq!(link("消除56人以上大班额。").as_deref(), Some("large"));
    assert_eq!(link("56人以上大班额全部消除。").as_deref(), Some("large"));
    assert_ne!(link("消除50人以上大班额。").as_deref(), Some("large"));
}
