//! Packs on the command line: checked, tested and explained, for people and for programs.

use std::fs;
use std::path::Path;

use crate::office::{Office, row};

#[test]
fn packs_are_checked_and_explained() {
    let office = Office::new();
    office.done(&["pack", "check"]);
    let told = office.done(&["pack", "explain", "large_class_share"]);
    assert!(told.contains("大班额"), "{told}");
    let registers = office.done(&["pack", "explain"]);
    row(&registers, &["class", "班级", "base"]);
    let file = office.file("class.csv", "班级代码\n1\n");
    let ended = office.refused(&["import", "班级", &file]);
    row(&ended.err, &["没有台账“班级”，是否“class（班级）”？"]);
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

/// The packs of the program with some texts changed: file, old, new.
fn packs_with(office: &Office, changes: &[(&str, &str, &str)]) -> String {
    let packs = office.path("packs");
    copy_folder(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs"),
        &packs,
    );
    for (file, old, new) in changes {
        let path = packs.join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(old), "{file} has no `{old}`");
        fs::write(&path, text.replacen(old, new, 1)).unwrap();
    }
    packs.display().to_string()
}

#[test]
fn faults_of_packs_and_of_their_sql_are_shown_together_as_json_too() {
    let office = Office::new();
    let packs = packs_with(
        &office,
        &[
            (
                "base/views/class_roll.toml",
                "c.school as org",
                "c.schol as org",
            ),
            ("base/registers/school.toml", "\"place\"", "\"plce\""),
        ],
    );
    let ended = office.refused(&["pack", "check", &packs]);
    let lines: Vec<&str> = ended.out.lines().collect();
    assert_eq!(lines.len(), 2, "{}", ended.out);
    assert_eq!(ended.err, "专题包有 2 处错误\n");
    let view = row(
        &ended.out,
        &["class_roll.toml:4: ", "没有列“schol”", "是否“school”？"],
    );
    assert!(!view.contains("SQL 无法执行"), "{view}");
    let ended = office.refused(&["pack", "check", "--json", &packs]);
    let told: serde_json::Value = serde_json::from_str(&ended.out).unwrap();
    let of_view = told["faults"].as_array().unwrap().iter();
    let of_view = of_view.filter(|it| it["file"] == "base/views/class_roll.toml");
    let [fault] = of_view.collect::<Vec<_>>()[..] else {
        panic!("{told}");
    };
    assert_eq!(
        (&fault["line"], &fault["nearest"], &fault["text"]["en"]),
        (
            &4.into(),
            &"school".into(),
            &"there is no column `schol`".into()
        )
    );
    // Whatever else reads packs names the first and the way to all.
    let ended = office.refused(&["import", "class", "x.csv", "--packs", &packs]);
    assert!(
        ended.err.contains("2 处错误") && ended.err.contains("jixia pack check"),
        "{}",
        ended.err
    );
}

#[test]
fn stories_tell_programs_what_differs() {
    let office = Office::new();
    let packs = packs_with(
        &office,
        &[("places/stories/use_of_places.toml", "X = 62.5", "X = 60")],
    );
    let ended = office.run(&["pack", "test", "--json", &packs]);
    let told: serde_json::Value = serde_json::from_str(&ended.out).unwrap();
    assert_eq!(
        (ended.code, &told["failed"]),
        (1, &1.into()),
        "{}",
        ended.out
    );
    let stories = told["stories"].as_array().unwrap();
    let failed: Vec<_> = stories.iter().filter(|it| it["passed"] == false).collect();
    let [story] = failed[..] else {
        panic!("{failed:?}");
    };
    assert_eq!(story["file"], "places/stories/use_of_places.toml");
    let difference = &story["differences"][0];
    assert_eq!(
        (
            &difference["of"],
            &difference["line"],
            &difference["expected"],
            &difference["found"]
        ),
        (&"X".into(), &25.into(), &60.0.into(), &62.5.into())
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
