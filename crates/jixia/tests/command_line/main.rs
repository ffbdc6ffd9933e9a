//! The command line as scripts see it: what it prints where, how it ends, and that nothing is
//! half-done.

mod files;
mod journal;
mod office;
mod packs;
mod plans;
mod usage;

use std::fs;
use std::process::{Command, Output};

use office::{Office, json_lines, row};

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
    let near = office.refused(&["measure", "--indicator", "大班额"]).err;
    row(&near, &["没有指标“大班额”", "large_class_share"]);
    let near = office.refused(&["measure", "--org", "990101"]).err;
    row(
        &near,
        &["990101", "“990100”（东港新区）", "jixia export unit"],
    );
    let far = office.refused(&["measure", "--org", "xyz", "--lang", "en"]);
    row(&far.err, &["`xyz`; all codes:", "jixia export school"]);
    assert_eq!(far.out, "");
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

#[test]
fn figures_stand_in_the_order_of_the_tree_and_divide_by_hand() {
    let office = Office::with_classes();
    // Its code sorts before that of the authority, and its school's before both.
    let county = office.file(
        "units.csv",
        "机构代码,机构名称,机构类型,上级机构\n880100,西,县级,990000\n",
    );
    office.done(&["import", "unit", &county, "--part"]);
    let school = "学校标识码,学校名称,机构类型,办学类型,举办者,主管单位\n\
        7701000001,西小学,学校,小学,公办,880100\n";
    let school = office.file("schools.csv", school);
    office.done(&["import", "school", &school, "--part"]);
    office.done(&["snapshot"]);
    let ask = |name: &'static str, format| {
        office.done(&["measure", "--indicator", name, "--format", format])
    };
    let lines = json_lines(&ask("schools", "json"));
    let whole = lines.iter().filter(|line| line["by"] == "");
    let orgs: Vec<&str> = whole.map(|line| line["org"].as_str().unwrap()).collect();
    let tree = [
        "990000",
        "880100",
        "7701000001",
        "990100",
        "9901000001",
        "9901000002",
    ];
    assert_eq!(orgs, tree);
    let csv = ask("schools", "csv");
    let csv = csv
        .lines()
        .skip(1)
        .map(|line| line.split(',').nth(2).unwrap());
    let orgs: Vec<_> = lines
        .iter()
        .map(|line| line["org"].as_str().unwrap())
        .collect();
    assert_eq!(csv.collect::<Vec<_>>(), orgs);
    let table = ask("large_class_share", "table");
    row(
        &table,
        &["  9901000001      云溪小学 ", " 50 ", " 1 ", " 2 ", "× 100"],
    );
    for line in json_lines(&ask("large_class_share", "json")) {
        let of = |key: &str| line[key].as_f64().unwrap();
        assert_eq!(
            of("value"),
            of("scale") * of("numerator") / of("denominator")
        );
    }
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
fn a_place_without_data_is_refused_and_not_made() {
    for args in [
        &["export", "class"][..],
        &["measure"],
        &["snapshot"],
        &["journal", "verify"],
        &["plan", "status"],
        &["serve"],
    ] {
        let office = Office::new();
        let ended = office.refused(args);
        assert!(
            ["没有稷下的数据", "--data", "jixia import", "jixia demo"]
                .iter()
                .all(|said| ended.err.contains(said)),
            "{args:?}"
        );
        assert!(!office.path("data").exists(), "{args:?}");
    }
}

#[cfg(unix)]
#[test]
fn the_journal_is_verified_where_nothing_may_be_written() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    use std::os::unix::process::CommandExt as _;
    let office = Office::with_classes();
    let line = office.done(&["journal", "verify"]);
    assert!(line.contains("行，末行哈希 "), "{line}");
    let data = office.path("data");
    let lock = |mode: u32| {
        let places = [&data, &data.join("snapshots"), &data.join("records.sqlite")];
        for place in places.into_iter().filter(|place| place.exists()) {
            let mode = if place.is_dir() { mode | 0o111 } else { mode };
            fs::set_permissions(place, fs::Permissions::from_mode(mode)).unwrap();
        }
    };
    fs::set_permissions(office.folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    lock(0o444);
    let mut command = Command::new(env!("CARGO_BIN_EXE_jixia"));
    command.args(["journal", "verify", "--data"]).arg(&data);
    if fs::metadata(&data).unwrap().uid() == 0 {
        // For root nothing is locked.
        command.uid(65_534).gid(65_534);
    }
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().unwrap();
    lock(0o644);
    assert!(status.success(), "{}", String::from_utf8_lossy(&stderr));
    assert_eq!(String::from_utf8(stdout).unwrap(), line);
}

#[test]
fn whoever_reads_the_output_may_have_enough() {
    let office = Office::with_classes();
    office.done(&["snapshot"]);
    for args in [
        &["openapi"][..],
        &["pack", "explain", "class"],
        &["pack", "check"],
        &["measure"],
        &["measure", "--format", "csv"],
        &["measure", "--format", "json"],
        &["export", "class"],
        &["export", "class", "--format", "xlsx"],
        &["export", "class", "--format", "parquet"],
        &["--help"],
    ] {
        let (code, said) = with_nobody_reading(&office, args);
        assert_eq!((code, said.as_str()), (Some(0), ""), "{args:?}");
    }
    // What is refused is refused whether anybody reads or not.
    let few: Vec<_> = office::CLASSES.lines().take(2).collect();
    let few = office.file("few.csv", few.join("\n"));
    let (code, said) = with_nobody_reading(&office, &["import", "class", &few]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("--allow-shrink"), "{said}");
}

/// How a command ends, and what it says, when its reader has gone before it writes.
fn with_nobody_reading(office: &Office, args: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jixia"));
    let mut child = command
        .args(args)
        .arg("--data")
        .arg(office.path("data"))
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let ended = child.wait_with_output().unwrap();
    (
        ended.status.code(),
        String::from_utf8(ended.stderr).unwrap(),
    )
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_standard_output_is_told_as_such() {
    let office = Office::with_classes();
    office.done(&["snapshot"]);
    for args in [
        &["openapi"][..],
        &["pack", "check"],
        &["measure"],
        &["measure", "--format", "csv"],
        &["snapshot", "--list", "--json"],
        &["export", "class"],
        &["export", "class", "--format", "xlsx"],
        &["export", "class", "--format", "parquet"],
        &["--help"],
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jixia"));
        let full = fs::File::options().write(true).open("/dev/full").unwrap();
        command.args(args).arg("--data").arg(office.path("data"));
        let Output { status, stderr, .. } = command.stdout(full).output().unwrap();
        let said = String::from_utf8(stderr).unwrap();
        assert_eq!(status.code(), Some(1), "{args:?}: {said}");
        row(&said, &["标准输出已写满", "请清理后重试"]);
        assert_eq!(said.lines().count(), 1, "{args:?}: {said}");
        for word in ["os error", "No space", "export", "stdout"] {
            assert!(!said.contains(word), "{args:?}: {said}");
        }
    }
}

#[test]
fn a_taken_port_is_told_before_the_city_is_made() {
    let office = Office::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let ended = office.refused(&["demo", "--port", &port]);
    assert!(ended.err.contains(&port), "{}", ended.err);
    assert!(!office.path("data").exists());
}
