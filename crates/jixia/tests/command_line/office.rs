//! An office with the program on its data.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use tempfile::TempDir;

/// An authority's data folder and the program on it.
pub struct Office {
    pub folder: TempDir,
}

/// How a command ended and what it printed.
pub struct Ended {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Office {
    pub fn new() -> Self {
        Self {
            folder: TempDir::new().unwrap(),
        }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn file(&self, name: &str, contents: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        fs::write(&path, contents).unwrap();
        path.display().to_string()
    }

    pub fn run(&self, args: &[&str]) -> Ended {
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

    pub fn done(&self, args: &[&str]) -> String {
        let ended = self.run(args);
        assert_eq!(ended.code, 0, "{args:?}: {}{}", ended.out, ended.err);
        ended.out
    }

    pub fn refused(&self, args: &[&str]) -> Ended {
        let ended = self.run(args);
        assert_eq!(ended.code, 1, "{args:?}: {}{}", ended.out, ended.err);
        assert!(!ended.err.contains("panicked"), "{}", ended.err);
        ended
    }

    /// An authority of one county, two schools and three classes, and a snapshot of it.
    pub fn with_classes() -> Self {
        let office = Self::new();
        for (register, text) in [("unit", UNITS), ("school", SCHOOLS), ("class", CLASSES)] {
            let file = office.file(&format!("{register}.csv"), text);
            office.done(&["import", register, &file]);
        }
        office
    }
}

pub const UNITS: &str = "机构代码,机构名称,机构类型,上级机构\n\
    990000,澜州市,市级,\n\
    990100,东港新区,县级,990000\n";
pub const SCHOOLS: &str = "学校标识码,学校名称,机构类型,办学类型,举办者,主管单位\n\
    9901000001,云溪小学,学校,小学,公办,990100\n\
    9901000002,舟山路小学,学校,小学,公办,990100\n";
pub const CLASSES: &str = "班级代码,学校,学段,年级,班级名称,登记人数\n\
    A1,9901000001,小学,小学一年级,一年级1班,57\n\
    A2,9901000001,小学,小学一年级,一年级2班,40\n\
    B1,9901000002,小学,小学一年级,一年级1班,44\n";

pub fn row<'a>(lines: &'a str, of: &[&str]) -> &'a str {
    let found = lines
        .lines()
        .find(|line| of.iter().all(|part| line.contains(part)));
    found.unwrap_or_else(|| panic!("no line with {of:?} in:\n{lines}"))
}

pub fn json_lines(text: &str) -> Vec<serde_json::Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}
