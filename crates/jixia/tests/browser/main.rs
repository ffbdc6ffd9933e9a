//! The main job in a real browser: from a late target to the schools behind it, and from a
//! corrected class to a changed status.

mod driver;

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use driver::Window;

/// The demo, served; it stops when this goes.
struct Demo {
    program: Child,
    address: String,
    correction: PathBuf,
    folder: tempfile::TempDir,
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

impl Demo {
    fn start() -> Self {
        let folder = tempfile::TempDir::new().unwrap();
        let mut program = Command::new(env!("CARGO_BIN_EXE_jixia"))
            .args(["demo", "--size", "town", "--port", "0", "--data"])
            .arg(folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = BufReader::new(program.stderr.take().unwrap());
        let mut whole = String::new();
        let address = loop {
            let mut line = String::new();
            assert_ne!(
                said.read_line(&mut line).unwrap(),
                0,
                "the demo ended:\n{whole}"
            );
            whole.push_str(&line);
            if let Some(at) = line.find("http://") {
                break line[at..].split('/').take(3).collect::<Vec<_>>().join("/");
            }
        };
        std::thread::spawn(move || std::io::copy(&mut said, &mut std::io::sink()));
        let correction = correction_in(folder.path());
        Self {
            program,
            address,
            correction,
            folder,
        }
    }
}

fn correction_in(folder: &Path) -> PathBuf {
    let mut files = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let is_sheet = |path: &PathBuf| path.extension() == Some(OsStr::new("csv"));
    files
        .find(is_sheet)
        .expect("the demo leaves a file with corrected rows")
}

const TARGET: &str = "56人以上大班额";

#[test]
fn from_a_late_target_to_the_class_behind_it_and_back_to_a_met_one() {
    let demo = Demo::start();
    let person = Window::open();
    let goes_to = |path: &str| person.goes_to(&format!("{}{path}", demo.address));
    let name = demo
        .correction
        .file_stem()
        .unwrap()
        .to_string_lossy()
        .into_owned();

    goes_to("/plan?lang=zh-CN");
    assert!(person.reads().contains("滞后"), "{}", person.reads());
    let paper = person.prints();
    assert!(paper.contains(TARGET) && paper.contains("滞后"), "{paper}");
    for left_out in ["台账", "查找", "换新计划", "未启用账号登录"] {
        assert!(!paper.contains(left_out), "{left_out} stands in:\n{paper}");
    }
    person.clicks(&format!("//main//a[contains(., '{TARGET}')]"));
    let target = person.reads();
    assert!(
        target.contains("滞后") && target.contains("1 个单位未达到"),
        "{target}"
    );

    // From the target to the school, and to the rows of its classes.
    let named = target
        .lines()
        .filter(|line| !line.is_empty() && name.contains(line.trim()));
    let school = named.max_by_key(|line| line.len()).unwrap();
    person.clicks(&format!("//main//a[normalize-space(.)='{school}']"));
    assert!(person.reads().contains(school), "{}", person.reads());
    person.clicks("//main//a[contains(., '看明细')]");
    assert!(person.reads().contains("57"), "{}", person.reads());

    // Put the class right by importing the corrected rows as a part of the register.
    goes_to("/registers/pupil/import");
    person.types(
        "//main//input[@type='file']",
        demo.correction.to_str().unwrap(),
    );
    person.clicks("//main//input[@value='part']");
    person.clicks("//main//form//button[@type='submit']");
    person.waits_for("变更");
    person.clicks("//main//form[contains(@action, 'confirm')]//button");
    person.waits_for("日志");

    goes_to("/snapshots");
    person.clicks("//main//form[@action='/snapshots']//button");
    person.waits_for("快照");
    let begun = Instant::now();
    loop {
        goes_to("/plan");
        person.clicks(&format!("//main//a[contains(., '{TARGET}')]"));
        if person.reads().contains("已达成") {
            break;
        }
        assert!(
            begun.elapsed() < Duration::from_secs(120),
            "{}",
            person.reads()
        );
        std::thread::sleep(Duration::from_secs(1));
    }
    assert!(demo.folder.path().join("snapshots").is_dir());
}
