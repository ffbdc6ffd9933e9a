//! The journal on the command line: what it no longer has is named, and so are lost snapshots.

use std::fs;

use crate::office::{CLASSES, Office, row};

/// The line that verify tells to note.
fn noted(office: &Office) -> String {
    let told = office.run(&["journal", "verify"]).err;
    let head = told.trim().rsplit_once("--head ").unwrap().1;
    head.to_owned()
}

#[test]
fn a_lost_snapshot_is_named_with_its_line_and_what_is_missing() {
    let office = Office::with_classes();
    let id = office.done(&["snapshot"]);
    let id = id.trim();
    let snapshots = office.path("data/snapshots");
    let manifest = snapshots.join(id).join("manifest.json");
    let (bytes, own) = (fs::read(&manifest).unwrap(), snapshots.join(id));
    for (missing, lose) in [
        (&manifest, fs::remove_file as fn(_) -> _),
        (&own, fs::remove_dir_all),
        (&snapshots, fs::remove_dir_all),
    ] {
        lose(missing).unwrap();
        let ended = office.refused(&["journal", "verify"]);
        let missing = format!("“{}”不在", missing.display());
        row(&ended.out, &[id, "日志第 5 行", &missing, "从备份恢复"]);
        assert_eq!(ended.err, "日志校验发现 1 处问题\n");
        let english = office.refused(&["journal", "verify", "--lang", "en"]);
        row(&english.out, &[id, "line 5", "restore it from a backup"]);
        assert_eq!(english.err, "journal and snapshots have 1 fault\n");
    }
    fs::create_dir_all(&own).unwrap();
    fs::write(&manifest, bytes).unwrap();
    let ended = office.refused(&["journal", "verify"]);
    assert!(!ended.out.contains("不在"), "{}", ended.out);
}

#[test]
fn what_is_left_of_a_lost_snapshot_is_not_written_over() {
    let office = Office::with_classes();
    let id = office.done(&["snapshot"]);
    let id = id.trim();
    let own = office.path("data/snapshots").join(id);
    fs::remove_file(own.join("manifest.json")).unwrap();
    assert_eq!(office.done(&["snapshot"]).trim(), format!("{id}.2"));
    assert!(own.join("class.parquet").exists());
    let ended = office.refused(&["journal", "verify"]);
    row(&ended.out, &[id, "manifest.json”不在"]);
    let json = office.refused(&["journal", "verify", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(json["snapshot_faults"][0]["snapshot"], id);
}

#[test]
fn a_damaged_manifest_stops_nothing_else() {
    let office = Office::with_classes();
    let id = office.done(&["snapshot"]);
    let id = id.trim();
    let manifest = office.path("data/snapshots").join(id).join("manifest.json");
    fs::write(&manifest, "{").unwrap();
    let ended = office.refused(&["journal", "verify"]);
    row(&ended.out, &["日志完好"]);
    row(&ended.out, &[&format!("{id}/manifest.json"), "损坏"]);
    let again = office.run(&["snapshot"]);
    assert_eq!((again.code, again.out.trim()), (0, &*format!("{id}.2")));
    row(&again.err, &[&format!("{id}/manifest.json"), "损坏"]);
    assert_eq!(fs::read_to_string(&manifest).unwrap(), "{");
    assert!(office.done(&["measure"]).contains("学校"));
}

#[test]
fn a_journal_cut_off_is_found_against_a_line_noted_elsewhere() {
    let office = Office::with_classes();
    let data = office.path("data/records.sqlite");
    let before = fs::read(&data).unwrap();
    let early = noted(&office);
    let file = office.file("new.csv", CLASSES.replace("57", "50"));
    office.done(&["import", "class", &file]);
    let late = noted(&office);
    assert_ne!(early, late);
    for head in [&early, &late] {
        office.done(&["journal", "verify", "--head", head]);
    }
    // Another act in place of the one that was noted.
    fs::write(&data, before).unwrap();
    office.done(&["journal", "verify", "--head", &early]);
    let ended = office.refused(&["journal", "verify", "--head", &late]);
    row(&ended.out, &["没有您记下的第 5 行", "从备份恢复"]);
    let file = office.file("new.csv", CLASSES.replace("57", "48"));
    office.done(&["import", "class", &file]);
    office.done(&["journal", "verify"]);
    let order = ["journal", "verify", "--head", &late];
    let ended = office.refused(&order);
    let hash = late.split_once(':').unwrap().1;
    row(
        &ended.out,
        &["第 5 行的哈希是", &format!("您记下的是 {hash}")],
    );
    let english = office.refused(&[&order[..], &["--lang", "en"]].concat());
    row(&english.out, &["line 5", "you noted", hash]);
    let json = office.refused(&[&order[..], &["--json"]].concat());
    let json: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(json["faults"][0]["fault"], "noted_differs");
}

#[test]
fn a_snapshot_says_when_it_stood_already_and_when_it_is_empty() {
    let office = Office::with_classes();
    let first = office.run(&["snapshot"]);
    assert!(
        first.err.contains("已生成：") && first.code == 0,
        "{}",
        first.err
    );
    let again = office.run(&["snapshot"]);
    assert_eq!((again.code, &again.out), (0, &first.out));
    row(&again.err, &["已有", "没有另外生成"]);
    assert!(!again.err.contains("已生成"), "{}", again.err);
    let early = office.run(&["snapshot", "--on", "2001-09-01"]);
    assert_eq!((early.code, early.out.trim()), (0, "2001-09-01"));
    row(&early.err, &["是空的", "还没有任何数据", "最早的数据于"]);
    let none = Office::new();
    none.file("unit.csv", "机构代码,机构名称,机构类型,上级机构\n");
    let file = none.path("unit.csv").display().to_string();
    none.done(&["import", "unit", &file]);
    row(&none.run(&["snapshot"]).err, &["是空的", "请先导入"]);
}
