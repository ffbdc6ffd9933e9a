//! The kernel knows no theme: words like `lottery` or `pupil` stand in packs, not in its crates.
//!
//! Words and crates are listed in `xtask/theme.toml`; exceptions in the ratchet, by file and word.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::finding::Finding;
use super::ratchet::Excess;
use super::tokens::{Kind, Token};
use super::tree::{File, Rust, Tree, crate_of};
use super::words::{places_but, words};

const THEME: &str = "xtask/theme.toml";

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Theme {
    crates: Vec<String>,
    words: Vec<String>,
    chinese: Vec<String>,
    allowed: Vec<String>,
}

/// Theme words of each kernel file, with how often each stands there.
pub fn excesses(tree: &Tree) -> Vec<Excess> {
    let Some(theme) = tree
        .file(THEME)
        .and_then(|file| toml::from_str::<Theme>(&file.text).ok())
    else {
        return vec![unreadable()];
    };
    tree.rust()
        .filter(|(file, rust)| {
            let kernel =
                crate_of(&file.path).is_some_and(|name| theme.crates.iter().any(|c| c == name));
            kernel && !rust.aside
        })
        .flat_map(|(file, rust)| in_file(&theme, file, rust))
        .collect()
}

fn unreadable() -> Excess {
    Excess {
        table: "theme",
        key: THEME.to_owned(),
        size: 1,
        finding: Finding::at(
            THEME,
            0,
            "is missing or cannot be read",
            "give it the lists `crates`, `words`, `chinese` and `allowed`",
        ),
    }
}

fn in_file(theme: &Theme, file: &File, rust: &Rust) -> Vec<Excess> {
    let mut lines: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for token in rust.tokens.iter().filter(|token| token.kind != Kind::Sign) {
        if !rust.is_test(token.start.line) {
            for word in theme_words(theme, token) {
                lines.entry(word).or_default().push(token.start.line);
            }
        }
    }
    lines
        .into_iter()
        .map(|(word, lines)| Excess {
            table: "theme",
            key: format!("{}::{word}", file.path),
            size: lines.len(),
            finding: Finding::at(
                &file.path,
                lines.first().copied().unwrap_or(0),
                format!(
                    "the theme word `{word}` stands {} times in a kernel crate",
                    lines.len()
                ),
                "let the pack say it; the kernel speaks of registers, records and nodes",
            ),
        })
        .collect()
}

fn theme_words<'a>(theme: &'a Theme, token: &Token) -> Vec<&'a str> {
    let said = words(&token.text);
    let allowed: Vec<Vec<String>> = theme.allowed.iter().map(|phrase| words(phrase)).collect();
    let english = theme.words.iter().flat_map(|word| {
        let found = places_but(&said, std::slice::from_ref(word), &allowed);
        found.into_iter().map(move |_| word.as_str())
    });
    let chinese = theme.chinese.iter().flat_map(|word| {
        token
            .text
            .matches(word.as_str())
            .map(move |_| word.as_str())
    });
    english.chain(chinese).collect()
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    const LISTS: &str = r#"crates = ["web"]
words = ["pupil", "school"]
chinese = ["学生"]
allowed = ["school year"]
"#;

    #[test]
    fn theme_words_of_the_kernel_are_counted_outside_tests_and_comments() {
        let text = "//! Of pupils.\nfn pupil_page(y: SchoolYear) { html! { p { \"学生\" (Pupils::new()) } } }\n\
                    #[test]\nfn school() {}\n";
        let files = [
            ("crates/web/src/a.rs", text),
            ("crates/demo/src/a.rs", text),
            (THEME, LISTS),
        ];
        let tree = Tree::of(files.map(|(path, text)| (path.to_owned(), text.to_owned())));
        let told: String = excesses(&tree)
            .iter()
            .map(|excess| format!("{} {}: {}\n", excess.key, excess.size, excess.finding))
            .collect();
        expect![[r#"
            crates/web/src/a.rs::pupil 2: crates/web/src/a.rs:2: the theme word `pupil` stands 2 times in a kernel crate; let the pack say it; the kernel speaks of registers, records and nodes
            crates/web/src/a.rs::学生 1: crates/web/src/a.rs:2: the theme word `学生` stands 1 times in a kernel crate; let the pack say it; the kernel speaks of registers, records and nodes
        "#]]
        .assert_eq(&told);
    }
}
