//! Plans on the command line: read, adopted, followed, listed and withdrawn.

use crate::office::{CLASSES, Office, json_lines, row};

const PLAN: &str = "澜州市教育局2026年工作要点\n\n一、学位与班额\n\n1.消除大班额。年底前大班额比例降至5%以下。\n\n2.举办家长开放日120场。\n";

#[test]
fn a_plan_is_read_as_a_line_of_json_a_target() {
    let office = Office::new();
    let file = office.file("lanzhou-2026.txt", PLAN);
    let targets = json_lines(&office.done(&["plan", "read", &file, "--json"]));
    let first = &targets[0];
    for key in [
        "plan",
        "sentence",
        "object",
        "comparator",
        "value",
        "unit",
        "by",
        "span",
        "clause",
        "why",
    ] {
        assert!(first.get(key).is_some(), "{key} is not in {first}");
    }
    assert_eq!(first["plan"], "lanzhou-2026");
    assert_eq!(
        (&first["comparator"], &first["value"], &first["unit"]),
        (&"<=".into(), &5.into(), &"%".into())
    );
    let (start, end) = (
        first["span"][0].as_u64().unwrap(),
        first["span"][1].as_u64().unwrap(),
    );
    let text: String = PLAN
        .chars()
        .skip(start as usize)
        .take((end - start) as usize)
        .collect();
    assert_eq!(text, "5%");
    assert_eq!(
        (&targets[1]["value"], &targets[1]["unit"]),
        (&120.into(), &"场".into())
    );
}

#[test]
fn status_follows_from_data_and_never_from_typing() {
    let office = Office::with_classes();
    assert!(office.refused(&["plan", "status"]).err.contains("采用"));
    let file = office.file("lanzhou-2099.txt", PLAN.replace("2026", "2099"));
    office.done(&["plan", "adopt", &file]);
    let before = json_lines(&office.done(&["plan", "status", "--format", "json"]));
    assert_eq!(before.len(), 2);
    assert_eq!(before[0]["link"]["indicator"], "large_class_share");
    assert_eq!(before[0]["status"], "no_data");
    office.done(&["snapshot"]);
    let late = json_lines(&office.done(&["plan", "status", "--json"]));
    assert!((late[0]["measured"].as_f64().unwrap() - 100.0 / 3.0).abs() < 1e-9);
    assert_ne!(late[0]["status"], "met");
    assert_eq!(late[1]["source"], "no_data");
    let corrected = office.file("class.csv", CLASSES.replace("57", "45"));
    office.done(&["import", "class", &corrected]);
    office.done(&["snapshot"]);
    let met = json_lines(&office.done(&["plan", "status", "--json"]));
    assert_eq!(
        (&met[0]["status"], &met[0]["measured"]),
        (&"met".into(), &0.0.into())
    );
    let again = office.done(&["plan", "adopt", &file]);
    assert!(again.contains("large_class_share"), "{again}");
}

#[test]
fn plans_are_listed_and_withdrawn() {
    let office = Office::with_classes();
    let older = office.file("lanzhou-2025.txt", PLAN.replace("2026", "2025"));
    let newer = office.file("lanzhou-2026.txt", PLAN);
    let notice = office.file("notice-2026.txt", "关于召开会议的通知\n请准时参加。");
    office.done(&["plan", "adopt", &older]);
    office.done(&["plan", "adopt", &newer]);
    let refused = office.refused(&["plan", "adopt", &notice]);
    assert!(refused.err.contains("--without-targets"), "{}", refused.err);
    let listed = json_lines(&office.done(&["plan", "list", "--json"]));
    let ids: Vec<_> = listed.iter().map(|plan| &plan["id"]).collect();
    assert_eq!(ids, ["lanzhou-2025", "lanzhou-2026"]);
    office.done(&["plan", "withdraw", "lanzhou-2026"]);
    let listed = json_lines(&office.done(&["plan", "list", "--json"]));
    assert_eq!(
        (listed.len(), &listed[0]["id"]),
        (1, &"lanzhou-2025".into())
    );
    let unknown = office.refused(&["plan", "withdraw", "lanzhou-2026"]);
    assert!(unknown.err.contains("lanzhou-2025"), "{}", unknown.err);
    office.done(&["journal", "verify"]);
}

#[test]
fn a_goal_is_in_words_for_people_and_in_signs_for_programs() {
    let office = Office::with_classes();
    let text = "澜州市教育局2026年工作要点\n\n一、学位与班额\n\n1.年底前大班额比例降至5%以下。\n\n2.新增公办幼儿园学位750个。\n";
    let file = office.file("lanzhou-2026.txt", text);
    office.done(&["plan", "adopt", &file]);
    let table = office.done(&["plan", "status"]);
    row(&table, &["不超过 5%"]);
    row(&table, &["增加 750个"]);
    row(
        &office.done(&["plan", "status", "--lang", "en"]),
        &["up by 750个"],
    );
    let json = json_lines(&office.done(&["plan", "status", "--json"]));
    assert_eq!(json[1]["comparator"], "increase");
    assert!(
        office
            .done(&["plan", "status", "--format", "csv"])
            .contains("increase 750个")
    );
}
