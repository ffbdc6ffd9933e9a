//! The command line as scripts see it: what it prints where, how it ends, and that nothing is
//! half-done.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// An authority's data folder and the program on it.
struct Office {
    folder: TempDir,
}

/// How a command ended and what it printed.
struct Ended {
    code: i32,
    out: String,
    err: String,
}

impl Office {
    fn new() -> Self {
        Self {
            folder: TempDir::new().unwrap(),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn file(&self, name: &str, contents: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        fs::write(&path, contents).unwrap();
        path.display().to_string()
    }

    fn run(&self, args: &[&str]) -> Ended {
        let Output {
            status,
            stdout,
            stderr,
        } = Command::new(env!("CARGO_BIN_EXE_jixia"))
            .args(args)
            .arg("--data")
            .arg(self.path("data"))
            .env_remove("JIXIA_DATABASE")
            .output()
            .unwrap();
        Ended {
            code: status.code().unwrap(),
            out: String::from_utf8(stdout).unwrap(),
            err: String::from_utf8(stderr).unwrap(),
        }
    }

    fn done(&self, args: &[&str]) -> String {
        let ended = self.run(args);
        assert_eq!(ended.code, 0, "{args:?}: {}{}", ended.out, ended.err);
        ended.out
    }

    fn refused(&self, args: &[&str]) -> Ended {
        let ended = self.run(args);
        assert_eq!(ended.code, 1, "{args:?}: {}{}", ended.out, ended.err);
        assert!(!ended.err.contains("panicked"), "{}", ended.err);
        ended
    }

    /// An authority of one county, two schools and three classes, and a snapshot of it.
    fn with_classes() -> Self {
        let office = Self::new();
        for (register, text) in [("unit", UNITS), ("school", SCHOOLS), ("class", CLASSES)] {
            let file = office.file(&format!("{register}.csv"), text);
            office.done(&["import", register, &file]);
        }
        office
    }
}

const UNITS: &str = "机构代码,机构名称,机构类型,上级机构\n\
    990000,澜州市,市级,\n\
    990100,东港新区,县级,990000\n";
const SCHOOLS: &str = "学校标识码,学校名称,机构类型,办学类型,举办者,主管单位\n\
    9901000001,云溪小学,学校,小学,公办,990100\n\
    9901000002,舟山路小学,学校,小学,公办,990100\n";
const CLASSES: &str = "班级代码,学校,学段,年级,班级名称,登记人数\n\
    A1,9901000001,小学,小学一年级,一年级1班,57\n\
    A2,9901000001,小学,小学一年级,一年级2班,40\n\
    B1,9901000002,小学,小学一年级,一年级1班,44\n";

fn row<'a>(lines: &'a str, of: &[&str]) -> &'a str {
    let found = lines
        .lines()
        .find(|line| of.iter().all(|part| line.contains(part)));
    found.unwrap_or_else(|| panic!("no line with {of:?} in:\n{lines}"))
}

fn json_lines(text: &str) -> Vec<serde_json::Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

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
fn an_unknown_register_is_refused_with_the_nearest_name() {
    let office = Office::new();
    let file = office.file("x.csv", SCHOOLS);
    let ended = office.refused(&["import", "schol", &file]);
    assert!(ended.err.contains("school"), "{}", ended.err);
    assert_eq!(ended.out, "");
}

#[test]
fn the_same_file_again_is_no_change() {
    let office = Office::with_classes();
    let file = office.path("class.csv").display().to_string();
    let report: serde_json::Value =
        serde_json::from_str(&office.done(&["import", "class", &file, "--json"])).unwrap();
    assert_eq!(report["outcome"], "no_change");
    assert_eq!(report["same"], 3);
}

#[test]
fn a_dry_run_shows_the_difference_and_changes_nothing() {
    let office = Office::with_classes();
    let file = office.file("new.csv", CLASSES.replace("57", "50"));
    let shown = office.done(&["import", "class", &file, "--dry-run"]);
    assert!(shown.contains("57") && shown.contains("50"), "{shown}");
    assert!(office.done(&["export", "class"]).contains("57"));
}

#[test]
fn a_file_that_lacks_records_is_refused_unless_allowed_or_a_part() {
    let office = Office::with_classes();
    let shorter = CLASSES
        .lines()
        .take(3)
        .collect::<Vec<_>>()
        .join("\n")
        .replace("57", "52");
    let file = office.file("shorter.csv", shorter);
    let ended = office.refused(&["import", "class", &file]);
    assert!(
        ended.err.contains("--allow-shrink") && ended.err.lines().count() == 1,
        "{}",
        ended.err
    );
    assert!(office.done(&["export", "class"]).contains("57"));
    office.done(&["import", "class", &file, "--part"]);
    let after = office.done(&["export", "class"]);
    assert!(after.contains("52") && after.contains("B1"), "{after}");
    office.done(&["import", "class", &file, "--allow-shrink"]);
    assert!(!office.done(&["export", "class"]).contains("B1"));
}

#[test]
fn one_bad_row_stops_the_whole_file_and_says_why_beside_it() {
    let office = Office::with_classes();
    let bad = format!(
        "{CLASSES}C1,9909999999,小学,小学一年级,一年级1班,30\nC2,9901000001,小小学,小学一年级,一年级3班,四十\n"
    );
    let (file, refused) = (office.file("bad.csv", bad), office.path("refused.csv"));
    let ended = office.refused(&[
        "import",
        "class",
        &file,
        "--refused",
        &refused.display().to_string(),
    ]);
    assert!(ended.out.contains("9909999999"), "{}", ended.out);
    let list = fs::read_to_string(&refused).unwrap();
    for part in ["C1", "9909999999", "C2", "小小学", "四十"] {
        assert!(list.contains(part), "{part} is not in:\n{list}");
    }
    assert!(!office.done(&["export", "class"]).contains("C1"));
}

#[test]
fn a_file_in_gb18030_with_a_title_line_is_read() {
    let office = Office::with_classes();
    let text = format!("澜州市班级一览表,,,,,\n{}", CLASSES.replace("57", "49"));
    let (bytes, _, _) = encoding_rs::GB18030.encode(&text);
    let file = office.file("gb.csv", &bytes);
    office.done(&["import", "class", &file]);
    assert!(office.done(&["export", "class"]).contains("49"));
}

#[test]
fn what_is_no_table_is_refused_with_a_remedy() {
    let office = Office::with_classes();
    for (name, bytes) in [
        ("a.pdf", &b"%PDF-1.7 ..."[..]),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("empty.csv", b""),
    ] {
        let file = office.file(name, bytes);
        let ended = office.refused(&["import", "class", &file]);
        assert_eq!(ended.err.lines().count(), 1, "{name}: {}", ended.err);
    }
    let ended = office.refused(&["import", "class", "not-there.csv"]);
    assert!(ended.err.contains("not-there.csv"), "{}", ended.err);
}

#[test]
fn an_export_imported_again_is_no_change() {
    let office = Office::with_classes();
    for format in ["csv", "xlsx"] {
        for register in ["unit", "school", "class"] {
            let file = office
                .path(&format!("{register}-out.{format}"))
                .display()
                .to_string();
            office.done(&["export", register, "--format", format, "-o", &file]);
            let report: serde_json::Value =
                serde_json::from_str(&office.done(&["import", register, &file, "--json"])).unwrap();
            assert_eq!(report["outcome"], "no_change", "{register}.{format}");
        }
    }
}

#[test]
fn a_register_is_read_as_it_stood() {
    let office = Office::with_classes();
    let journal = office.done(&["export", "class"]);
    let before = jiff_now();
    let file = office.file("new.csv", CLASSES.replace("57", "41"));
    office.done(&["import", "class", &file]);
    assert!(office.done(&["export", "class"]).contains("41"));
    assert_eq!(
        office.done(&["export", "class", "--as-of", &before]),
        journal
    );
}

/// Now, after every act so far and before every later one.
fn jiff_now() -> String {
    let micros = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap()
        .as_micros();
    jixia_app::terms::Instant::from_micros(i64::try_from(micros).unwrap())
        .unwrap()
        .to_string()
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
fn plans_are_listed_and_withdrawn() {
    let office = Office::with_classes();
    let older = office.file("lanzhou-2025.txt", PLAN);
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
    ] {
        let office = Office::new();
        let ended = office.refused(args);
        assert!(
            ended.err.contains("没有稷下的数据") && ended.err.contains("--data"),
            "{args:?}"
        );
        assert!(!office.path("data").exists(), "{args:?}");
    }
}

#[test]
fn refused_rows_never_go_into_the_file_they_come_from() {
    let office = Office::with_classes();
    let text = CLASSES.replace("57", "很多");
    let file = office.file("class.csv", &text);
    let ended = office.refused(&["import", "class", &file, "--refused", &file]);
    assert!(ended.err.contains("请另取文件名"), "{}", ended.err);
    assert_eq!(fs::read_to_string(&file).unwrap(), text);
}

#[cfg(unix)]
#[test]
fn an_export_goes_through_links_and_into_devices() {
    let office = Office::with_classes();
    let (link, file) = (office.path("link.csv"), office.path("deep.csv"));
    std::os::unix::fs::symlink("deep.csv", &link).unwrap();
    let whole = office.done(&["export", "class"]);
    office.done(&["export", "class", "-o", &link.display().to_string()]);
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fs::read_to_string(&file).unwrap(), whole);
    assert_eq!(
        office.done(&["export", "class", "-o", "/dev/stdout"]),
        whole
    );
    let kept = fs::read_dir(office.folder.path()).unwrap();
    let left = kept.filter(|entry| {
        entry
            .as_ref()
            .unwrap()
            .file_name()
            .to_string_lossy()
            .ends_with(".unfinished")
    });
    assert_eq!(left.count(), 0);
    let full = office.refused(&["export", "class", "-o", "/dev/full"]);
    assert!(full.err.contains("磁盘空间已满"), "{}", full.err);
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

#[test]
fn whoever_reads_the_output_may_have_enough() {
    let office = Office::new();
    for args in [
        &["openapi"][..],
        &["pack", "explain", "class"],
        &["pack", "check"],
    ] {
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
        let said = String::from_utf8(ended.stderr).unwrap();
        assert_eq!(
            (ended.status.code(), said.as_str()),
            (Some(0), ""),
            "{args:?}"
        );
    }
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
