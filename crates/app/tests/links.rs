//! The measures that the words of plans choose among all indicators of the packs.

use jixia_app::{App, AppOptions};

/// The indicator that each target of these sentences is tied to.
fn links(sentences: &[&str]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let options = AppOptions {
        data: folder.path().join("data"),
        ..AppOptions::default()
    };
    let app = App::open(&options).unwrap();
    let text = format!("某区2026年教育工作计划\n{}", sentences.join("\n"));
    let plan = jixia_plan::read("plan.txt", text.as_bytes()).unwrap();
    let links = app.links_of(&plan).into_iter();
    let said = |link: Option<(String, f64)>| link.map_or("none".to_owned(), |(name, _)| name);
    plan.targets
        .iter()
        .zip(links)
        .map(|(target, link)| format!("{}: {}", target.object, said(link)))
        .collect()
}

#[test]
fn plans_speak_of_measures_in_other_words() {
    assert_eq!(
        links(&[
            "小学早上到校不早于7：50。",
            "校长教师交流轮岗比例不低于15%，其中骨干教师不低于20%。",
            "消除超过55人的班级。",
        ]),
        [
            "小学早上到校: earliest_arrival",
            "校长教师交流轮岗比例: rotation_share",
            "骨干教师交流轮岗比例: backbone_rotation_share",
            "超过55人的班级: large_classes",
        ]
    );
}

#[test]
fn what_an_indicator_leaves_out_is_not_tied_to_it() {
    assert_eq!(
        links(&[
            "新建、改扩建幼儿园5所。",
            "改扩建幼儿园3所。",
            "新建幼儿园2所。",
            "新建、改扩建学校8所。",
            "幼儿园到校时间不早于8:00。",
        ]),
        [
            "新建、改扩建幼儿园: new_and_rebuilt_kindergartens",
            "改扩建幼儿园: rebuilt_kindergartens",
            "新建幼儿园: kindergartens_opened",
            "新建、改扩建学校: new_and_rebuilt_schools",
            "幼儿园到校时间: none",
        ]
    );
}
