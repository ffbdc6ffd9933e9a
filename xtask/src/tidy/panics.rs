//! Domain crates never panic on bad input: no `unwrap`, `expect` or `panic!` outside tests.

use std::collections::BTreeMap;

use super::finding::Finding;
use super::tokens::Token;
use super::tree::{Rust, Tree, crate_of};

const DOMAIN: [&str; 4] = ["access", "pack", "plan", "terms"];

/// Panics in domain crates, but for those under `#[expect(clippy::…, reason = "…")]`.
pub fn check(tree: &Tree) -> Vec<Finding> {
    places(tree)
        .into_iter()
        .filter(|place| DOMAIN.contains(&place.house))
        .map(|place| {
            Finding::at(
                place.path,
                place.line,
                format!("`{}` in a domain crate may panic", place.word),
                "return an error, or say why it cannot happen: \
                 `#[expect(clippy::…, reason = \"…\")]`",
            )
        })
        .collect()
}

/// How many of them the other crates have: to know, not to refuse.
pub fn notes(tree: &Tree) -> Vec<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for place in places(tree) {
        if !DOMAIN.contains(&place.house) {
            *counts.entry(place.house).or_default() += 1;
        }
    }
    counts
        .into_iter()
        .map(|(house, n)| format!("crates/{house} may panic in {n} places outside its tests"))
        .collect()
}

struct Place<'a> {
    house: &'a str,
    path: &'a str,
    line: usize,
    word: &'a str,
}

fn places(tree: &Tree) -> Vec<Place<'_>> {
    let mut places = Vec::new();
    for (file, rust) in tree.rust() {
        let Some(house) = crate_of(&file.path) else {
            continue;
        };
        for three in rust.tokens.windows(3) {
            if let Some((line, word)) = panic_at(three).filter(|&(line, _)| counts(rust, line)) {
                places.push(Place {
                    house,
                    path: &file.path,
                    line,
                    word,
                });
            }
        }
    }
    places
}

fn counts(rust: &Rust, line: usize) -> bool {
    !rust.is_test(line)
        && !rust
            .expected_panics
            .iter()
            .any(|lines| lines.contains(&line))
}

fn panic_at(tokens: &[Token]) -> Option<(usize, &'static str)> {
    let [first, second, third] = tokens else {
        return None;
    };
    let word = match (
        first.text.as_str(),
        second.text.as_str(),
        third.text.as_str(),
    ) {
        (".", "unwrap", "(") => "unwrap()",
        (".", "expect", "(") => "expect(…)",
        ("panic", "!", _) => "panic!",
        ("todo", "!", _) => "todo!",
        ("unimplemented", "!", _) => "unimplemented!",
        _ => return None,
    };
    Some((second.start.line, word))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::super::told;
    use super::*;

    const CODE: &str = r#"fn a() { b().unwrap(); c.unwrap_or(1) }
#[expect(clippy::expect_used, reason = "the text is ours")]
fn d() { e().expect("a word") }
fn f() { panic!("no") }
#[cfg(test)]
mod tests { fn g() { h().unwrap() } }
"#;

    #[test]
    fn panics_of_domain_crates_are_found_outside_tests() {
        expect![[r#"
            crates/plan/src/a.rs:1: `unwrap()` in a domain crate may panic; return an error, or say why it cannot happen: `#[expect(clippy::…, reason = "…")]`
            crates/plan/src/a.rs:4: `panic!` in a domain crate may panic; return an error, or say why it cannot happen: `#[expect(clippy::…, reason = "…")]`
        "#]]
        .assert_eq(&told(check, &[("crates/plan/src/a.rs", CODE), ("crates/web/src/a.rs", CODE)]));
    }

    #[test]
    fn panics_elsewhere_are_counted() {
        let tree = Tree::of([("crates/web/src/a.rs".to_owned(), CODE.to_owned())]);
        assert_eq!(
            notes(&tree),
            ["crates/web may panic in 2 places outside its tests"]
        );
    }
}
