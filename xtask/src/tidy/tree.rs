//! The files of the project as the rules see them: path, text, and for Rust its tokens and items.

use std::collections::BTreeSet;
use std::fs;
use std::ops::RangeInclusive;
use std::path::Path;
use std::process::Command;

use anyhow::Result;

use super::items::{self, Function, Type};
use super::tokens::{self, Lexed, Token};
use crate::shell;

/// All files of the project.
#[derive(Debug, Default)]
pub struct Tree {
    /// The files, by path.
    pub files: Vec<File>,
}

/// One text file.
#[derive(Debug)]
pub struct File {
    /// Path relative to the workspace, with forward slashes.
    pub path: String,
    /// Its text.
    pub text: String,
    /// What is known of it as Rust.
    pub rust: Option<Rust>,
}

/// A Rust file.
#[derive(Debug, Default)]
pub struct Rust {
    /// Its tokens, those in macros included.
    pub tokens: Vec<Token>,
    /// Its functions with a body.
    pub functions: Vec<Function>,
    /// The types it declares.
    pub types: Vec<Type>,
    /// Whether the whole of it is a test, a bench or an example.
    pub aside: bool,
    /// Lines that are tests.
    pub tests: Vec<RangeInclusive<usize>>,
    /// Lines where panics are expected, with a reason.
    pub expected_panics: Vec<RangeInclusive<usize>>,
}

impl Rust {
    /// Whether a line is part of a test.
    pub fn is_test(&self, line: usize) -> bool {
        self.aside || self.tests.iter().any(|lines| lines.contains(&line))
    }
}

impl Tree {
    /// The files that git knows or would add; without git, all but what is built and kept aside.
    pub fn read(root: &Path) -> Result<Self> {
        let paths = match listed_by_git(root) {
            Ok(paths) => paths,
            Err(_) => walked(root)?,
        };
        let texts = paths.into_iter().filter_map(|path| {
            let text = fs::read_to_string(root.join(&path)).ok()?;
            Some((path, text))
        });
        Ok(Self::of(texts))
    }

    /// A tree of texts by path.
    pub fn of(texts: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut test_files = BTreeSet::new();
        let mut files: Vec<File> = texts
            .into_iter()
            .map(|(path, text)| {
                let lexed = path.ends_with(".rs").then(|| tokens::lex(&text)).flatten();
                let rust = lexed.map(|lexed| {
                    for module in &lexed.test_modules {
                        test_files.insert(module_base(&path, module));
                    }
                    rust(&path, &text, lexed)
                });
                File { path, text, rust }
            })
            .collect();
        for file in &mut files {
            let base = file.path.trim_end_matches(".rs");
            let within = |test: &String| {
                base == test
                    || base
                        .strip_prefix(test.as_str())
                        .is_some_and(|end| end.starts_with('/'))
            };
            if let Some(rust) = &mut file.rust {
                rust.aside |= test_files.iter().any(within);
            }
        }
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Self { files }
    }

    /// The file of this path.
    pub fn file(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }

    /// The Rust files.
    pub fn rust(&self) -> impl Iterator<Item = (&File, &Rust)> {
        self.files
            .iter()
            .filter_map(|file| Some((file, file.rust.as_ref()?)))
    }

    /// The files with this ending.
    pub fn ending(&self, ending: &'static str) -> impl Iterator<Item = &File> {
        self.files
            .iter()
            .filter(move |file| file.path.ends_with(ending))
    }
}

/// The crate whose source a path is: `web` for `crates/web/src/page.rs`.
pub fn crate_of(path: &str) -> Option<&str> {
    path.strip_prefix("crates/")?
        .split_once('/')
        .map(|(name, _)| name)
}

fn rust(path: &str, text: &str, lexed: Lexed) -> Rust {
    let (functions, types) = items::read(text);
    let aside = path
        .split('/')
        .any(|part| matches!(part, "tests" | "benches" | "examples"));
    Rust {
        tokens: lexed.tokens,
        functions,
        types,
        aside,
        tests: lexed.tests,
        expected_panics: lexed.expected_panics,
    }
}

/// Path without `.rs` of a module that stands in a file or folder of its own.
fn module_base(path: &str, module: &str) -> String {
    let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
    match file {
        "mod.rs" | "lib.rs" | "main.rs" => format!("{folder}/{module}"),
        _ => format!("{folder}/{}/{module}", file.trim_end_matches(".rs")),
    }
}

fn listed_by_git(root: &Path) -> Result<Vec<String>> {
    let listed = shell::quietly(
        Command::new("git")
            .args([
                "ls-files",
                "-z",
                "--cached",
                "--others",
                "--exclude-standard",
            ])
            .current_dir(root),
    )?;
    Ok(listed
        .split('\0')
        .filter(|path| !path.is_empty())
        .map(str::to_owned)
        .collect())
}

fn walked(root: &Path) -> Result<Vec<String>> {
    let mut paths = Vec::new();
    let mut folders = vec![String::new()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(root.join(&folder))? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let skipped = matches!(name.as_str(), ".git" | "target" | "jixia-data");
            let path = if folder.is_empty() {
                name
            } else {
                format!("{folder}/{name}")
            };
            match entry.file_type()? {
                kind if kind.is_dir() && !skipped => folders.push(path),
                kind if kind.is_file() => paths.push(path),
                _ => {}
            }
        }
    }
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_test_modules_are_tests() {
        let tree = Tree::of([
            (
                "crates/a/src/lib.rs".into(),
                "#[cfg(test)]\nmod cases;\nmod real;\n".into(),
            ),
            ("crates/a/src/cases.rs".into(), "fn a() {}".into()),
            ("crates/a/src/cases/more.rs".into(), "fn a() {}".into()),
            ("crates/a/src/real.rs".into(), "fn a() {}".into()),
            ("crates/a/tests/whole.rs".into(), "fn a() {}".into()),
        ]);
        let asides: Vec<&str> = tree
            .rust()
            .filter(|(_, rust)| rust.aside)
            .map(|(file, _)| file.path.as_str())
            .collect();
        assert_eq!(
            asides,
            [
                "crates/a/src/cases.rs",
                "crates/a/src/cases/more.rs",
                "crates/a/tests/whole.rs"
            ]
        );
    }
}
