//! Refuses marks of unfinished work, tests that do not run, and paths of one machine.

use super::finding::Finding;
use super::tokens::Token;
use super::tree::{File, Tree};

// Written in two parts, so that this file does not find itself.
const UNFINISHED: [&str; 3] = [
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("XX", "X"),
];
const MACHINE: [&str; 4] = [
    concat!("/ro", "ot/"),
    concat!("/wo", "rk/"),
    concat!("/ho", "me/"),
    concat!("/Us", "ers/"),
];
const ENDINGS: [&str; 12] = [
    ".rs", ".md", ".toml", ".sh", ".py", ".js", ".css", ".html", ".ftl", ".sql", ".ci/run", ".yml",
];

/// Marks and paths in any text, attributes in Rust.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in &tree.files {
        if !ENDINGS.iter().any(|ending| file.path.ends_with(ending)) {
            continue;
        }
        in_text(file, &mut findings);
        if let Some(rust) = &file.rust {
            in_attributes(&file.path, &rust.tokens, &mut findings);
        }
    }
    findings
}

fn in_text(file: &File, findings: &mut Vec<Finding>) {
    for (at, line) in file.text.lines().enumerate() {
        if let Some(mark) = UNFINISHED.iter().find(|mark| holds_word(line, mark)) {
            findings.push(Finding::at(
                &file.path,
                at + 1,
                format!("`{mark}` marks unfinished work"),
                "finish it, or write an issue and take the mark away",
            ));
        }
        if let Some(path) = MACHINE.iter().find(|path| holds_path(line, path)) {
            findings.push(Finding::at(
                &file.path,
                at + 1,
                format!("`{path}` is a path of one machine"),
                "use a path relative to the project, or take it as an argument",
            ));
        }
    }
}

fn holds_word(line: &str, word: &str) -> bool {
    let part_of_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    line.match_indices(word).any(|(at, _)| {
        let before = line.get(..at).and_then(|text| text.chars().next_back());
        let after = line
            .get(at + word.len()..)
            .and_then(|text| text.chars().next());
        !before.is_some_and(part_of_word) && !after.is_some_and(part_of_word)
    })
}

/// A path begins the text or follows a quote, space or bracket; in an address it is the server's.
fn holds_path(line: &str, path: &str) -> bool {
    line.match_indices(path).any(|(at, _)| {
        let before = line.get(..at).and_then(|text| text.chars().next_back());
        before.is_none_or(|c| !(c.is_alphanumeric() || "._-/*}".contains(c)))
    })
}

fn in_attributes(path: &str, tokens: &[Token], findings: &mut Vec<Finding>) {
    for three in tokens.windows(3) {
        let [sign, bracket, name] = three else {
            continue;
        };
        if sign.text != "#" || bracket.text != "[" {
            continue;
        }
        let remedy = match name.text.as_str() {
            "ignore" => "let the test run, or delete it",
            "should_panic" => "let the function return an error, and test its message",
            _ => continue,
        };
        let what = format!("a test has the attribute `{}`", name.text);
        findings.push(Finding::at(path, name.start.line, what, remedy));
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::super::told;
    use super::*;

    /// What is refused must not stand in this file either.
    fn veiled(told: &str) -> String {
        let [_, path, ..] = MACHINE;
        let marked = UNFINISHED.iter().enumerate();
        marked.fold(told.replace(path, "<path>"), |told, (at, mark)| {
            told.replace(mark, &format!("<{at}>"))
        })
    }

    #[test]
    fn marks_attributes_and_machine_paths_are_found() {
        let [todo, _, xxx] = UNFINISHED;
        let [_, work, ..] = MACHINE;
        let code = format!(
            "// {todo} later\n// {todo}S is another word\n#[test]\n#[ignore]\nfn a() {{}}\n\
             #[should_panic(expected = \"b\")]\nfn b() {{}}\nconst P: &str = \"{work}x\";\n\
             const Q: &str = \"target{work}x https://a.b{work}c\";\n"
        );
        let note = format!("A {xxx} mark, and ~{work}x.\n");
        expect![[r#"
            a.md:1: `<2>` marks unfinished work; finish it, or write an issue and take the mark away
            a.md:1: `<path>` is a path of one machine; use a path relative to the project, or take it as an argument
            a.rs:1: `<0>` marks unfinished work; finish it, or write an issue and take the mark away
            a.rs:8: `<path>` is a path of one machine; use a path relative to the project, or take it as an argument
            a.rs:4: a test has the attribute `ignore`; let the test run, or delete it
            a.rs:6: a test has the attribute `should_panic`; let the function return an error, and test its message
        "#]]
        .assert_eq(&veiled(&told(check, &[("a.rs", &code), ("a.md", &note)])));
    }
}
