//! Wrong usage: told in the language of the session, with what would be right; ends with 2.

use crate::office::Office;

/// What is said of these arguments, which are wrong usage.
fn said(args: &[&str]) -> String {
    let ended = Office::new().run(args);
    assert_eq!(
        (ended.code, ended.out.as_str()),
        (2, ""),
        "{args:?}: {}",
        ended.err
    );
    ended.err
}

#[test]
fn wrong_usage_is_told_in_chinese_with_what_would_be_right() {
    for (args, parts) in [
        (
            &["import"][..],
            &["缺少必填的 <REGISTER>、<FILE>", "用法：jixia import"][..],
        ),
        (&["mesure"], &["没有命令“mesure”", "是否“measure”？"]),
        (&["plan", "statsu"], &["没有命令“statsu”", "是否“status”？"]),
        (
            &["measure", "--indicater", "x"],
            &["不认识参数“--indicater”", "是否“--indicator”？"],
        ),
        (
            &["measure", "--format", "pdf"],
            &["不能取“pdf”", "table、csv、json"],
        ),
        (
            &["measure", "--indicator"],
            &["--indicator <NAME> 后面缺少取值"],
        ),
        (
            &["snapshot", "--on", "soon"],
            &["--on <DAY> 不能取“soon”", "2026-09-01"],
        ),
        (
            &["export", "class", "--as-of", "soon"],
            &["不能取“soon”", "北京时间"],
        ),
        (&["journal", "verify", "--head", "5"], &["行号:哈希"]),
        (&["demo", "--port", "99999"], &["超出范围 0..=65535"]),
        (&["demo", "--port", "x"], &["不是整数"]),
        (
            &["demo", "--size", "village"],
            &["不能取“village”", "town、city、metropolis"],
        ),
        (&["serve", "--listen", "x"], &["127.0.0.1:8300"]),
        (&["measure", "--lang", "fr"], &["不能取“fr”", "zh-CN"]),
        (&["plan"], &["缺少命令", "status"]),
        (
            &["import", "a", "b", "--part", "--allow-shrink"],
            &["不能同时使用"],
        ),
        (&["snapshot", "--list", "--list"], &["--list 只能写一次"]),
        (&["snapshot", "x"], &["不认识参数“x”"]),
        (
            &["measure", "--database", "mysql://u:secret@h/db"],
            &["postgres://", "postgresql://", "不能取“mysql://…”"],
        ),
        (
            &["export", "class", "--json"],
            &["--format csv、xlsx 或 parquet"],
        ),
        (
            &["measure", "--json", "--format", "csv"],
            &["--json 与 --format", "只留一个"],
        ),
        (
            &["plan", "status", "--json", "--format", "table"],
            &["只留一个"],
        ),
    ] {
        let said = said(args);
        for part in parts {
            assert!(said.contains(part), "{args:?} lacks {part}: {said}");
        }
        for word in ["error:", "secret"] {
            assert!(!said.contains(word), "{args:?} has {word}: {said}");
        }
    }
}

#[test]
fn wrong_usage_is_told_in_english_where_that_is_asked_for() {
    for (args, part) in [
        (
            &["import", "--lang", "en"][..],
            "<REGISTER>, <FILE> is missing",
        ),
        (&["--lang=en", "mesure"], "did you mean `measure`?"),
        (
            &["measure", "--json", "--format", "csv", "--lang", "en"],
            "exclude each other",
        ),
        (
            &["measure", "--database", "x", "--lang", "en"],
            "postgresql://",
        ),
    ] {
        let said = said(args);
        assert!(said.contains(part), "{args:?}: {said}");
        let chinese = said.chars().find(|c| ('\u{4e00}'..='\u{9fff}').contains(c));
        assert_eq!(chinese, None, "{said}");
    }
}

/// Every command with those below it.
const COMMANDS: [&[&str]; 18] = [
    &[],
    &["demo"],
    &["serve"],
    &["pack"],
    &["pack", "check"],
    &["pack", "test"],
    &["pack", "explain"],
    &["import"],
    &["export"],
    &["snapshot"],
    &["measure"],
    &["plan"],
    &["plan", "read"],
    &["plan", "adopt"],
    &["plan", "withdraw"],
    &["plan", "status"],
    &["journal", "verify"],
    &["openapi"],
];

fn has_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

#[test]
fn help_is_whole_in_either_language() {
    let office = Office::new();
    for command in COMMANDS {
        let help = office.done(&[command, &["--help"]].concat());
        assert!(help.contains("用法：") && help.contains("选项:"), "{help}");
        assert!(!help.contains('|'), "{command:?}: {help}");
        let described = help.lines().filter(|line| line.starts_with("  "));
        for line in described {
            assert!(has_chinese(line), "{command:?} has no Chinese: {line}");
        }
        let help = office.done(&[command, &["--help", "--lang", "en"]].concat());
        assert!(
            help.contains("Usage: ") && help.contains("Options:"),
            "{help}"
        );
        let help = help.replace("[default: 命令行]", "");
        assert!(!has_chinese(&help), "{command:?}: {help}");
    }
}

#[cfg(unix)]
#[test]
fn an_argument_that_is_no_text_is_wrong_usage() {
    use std::os::unix::ffi::OsStrExt as _;
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_jixia"));
    let name = std::ffi::OsStr::from_bytes(b"cl\xFFss");
    let ended = command.args(["export"]).arg(name).output().unwrap();
    let said = String::from_utf8(ended.stderr).unwrap();
    assert_eq!(ended.status.code(), Some(2), "{said}");
    assert!(said.contains("请改用 UTF-8"), "{said}");
}
