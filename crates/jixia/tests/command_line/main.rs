//! The command line as scripts see it: what it prints where, how it ends, and that nothing is
//! half-done.

mod files;
mod office;

use std::fs;
use std::path::Path;

use office::{CLASSES, Office, json_lines, row};

#[test]
fn wrong_usage_ends_with_2() {
    let office = Office::new();
    for args in [
        &["nonsense"][..],
        &["import"],
        &["measure", "--format", "pdf"],
        &["snapshot", "--on", "soon"],
    ] {
        let ended = office.run(args);
        assert_eq!((ended.code, ended.out.as_str()), (2, ""), "{args:?}");
    }
}

#[test]
fn figures_of_every_node_follow_from_a_snapshot() {
    let office = Office::with_classes();
    let none = office.refused(&["measure"]);
    assert!(none.err.contains("快照"), "{}", none.err);
    let id = office.done(&["snapshot"]);
    let figures = office.done(&[
        "measure",
        "--indicator",
        "large_class_share",
        "--format",
        "json",
    ]);
    let figures = json_lines(&figures);
    let of = |org: &str, by: &str| {
        let found = figures
            .iter()
            .find(|line| line["org"] == org && line["by"] == by);
        found.map(|line| (line["value"].clone(), line["rows"].clone()))
    };
    assert_eq!(of("9901000001", ""), Some((50.0.into(), 2.into())));
    assert_eq!(
        of("9901000002", "stage=primary"),
        Some((0.0.into(), 1.into()))
    );
    let third = of("990000", "").unwrap().0.as_f64().unwrap();
    assert!((third - 100.0 / 3.0).abs() < 1e-9, "{third}");
    let one = office.done(&[
        "measure",
        "--indicator",
        "large_class_share",
        "--org",
        "990100",
        "--format",
        "csv",
    ]);
    assert!(row(&one, &["990100"]).contains(id.trim()));
    assert!(!one.contains("9901000001"));
    assert!(
        office
            .refused(&["measure", "--indicator", "large_clas_share"])
            .err
            .contains("large_class_share")
    );
    office.refused(&["measure", "--org", "123"]);
    office.refused(&["measure", "--snapshot", "1999-01-01"]);
    office.refused(&["snapshot", "--on", "2999-01-01"]);
}

#[test]
fn snapshots_are_listed_and_tables_speak_the_readers_language() {
    let office = Office::with_classes();
    assert_eq!(office.done(&["snapshot", "--list", "--json"]), "");
    let id = office.done(&["snapshot"]);
    let lines = json_lines(&office.done(&["snapshot", "--list", "--json"]));
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0]["snapshot"], id.trim());
    assert!(lines[0]["rows"].as_u64().unwrap() >= 7);
    row(
        &office.done(&["snapshot", "--list"]),
        &[id.trim(), "命令行"],
    );
    let table = [
        "measure",
        "--indicator",
        "large_class_share",
        "--lang",
        "en",
    ];
    let table = office.done(&table);
    let line = row(&table, &["9901000002", "Primary"]);
    assert!(
        line.contains("Share of large classes") && line.contains('%'),
        "{line}"
    );
    assert!(
        !table.contains("大班额") && !table.contains("stage="),
        "{table}"
    );
}

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
    let file = office.file("lanzhou-2026.txt", PLAN);
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
fn the_journal_names_what_was_changed_behind_its_back() {
    let office = Office::with_classes();
    office.done(&["journal", "verify"]);
    let database = rusqlite::Connection::open(office.path("data/records.sqlite")).unwrap();
    database
        .execute("update class set roll = 30 where code = 'A1'", [])
        .unwrap();
    drop(database);
    let ended = office.refused(&["journal", "verify"]);
    assert!(ended.out.contains("class"), "{}", ended.out);
}

#[test]
fn packs_are_checked_and_explained() {
    let office = Office::new();
    office.done(&["pack", "check"]);
    let told = office.done(&["pack", "explain", "large_class_share"]);
    assert!(told.contains("大班额"), "{told}");
    let ended = office.refused(&["pack", "explain", "large_clas"]);
    assert!(ended.err.contains("large_class"), "{}", ended.err);
    let packs = office.path("packs");
    copy_folder(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs"),
        &packs,
    );
    let broken = packs.join("base/registers/school.toml");
    let text = fs::read_to_string(&broken).unwrap().replacen(
        "type     = \"code\"",
        "type     = \"cod\"",
        1,
    );
    fs::write(&broken, text).unwrap();
    let ended = office.refused(&["pack", "check", &packs.display().to_string()]);
    assert!(
        ended.out.contains("base/registers/school.toml:") && ended.out.contains("code"),
        "{}",
        ended.out
    );
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target)
        } else {
            let _ = fs::copy(entry.path(), target).unwrap();
        }
    }
}
