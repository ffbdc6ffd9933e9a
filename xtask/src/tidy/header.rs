//! Every Rust file begins with a header of `//!` lines that says what it gives and from what.

use super::finding::Finding;
use super::tree::Tree;

const LINES_MAX: usize = 5;
const LINES_OF_ROOT_MAX: usize = 12;

/// Files whose header is missing, empty or long.
pub fn check(tree: &Tree) -> Vec<Finding> {
    tree.ending(".rs")
        .filter_map(|file| {
            let is_root = file.path.ends_with("src/lib.rs") || file.path.ends_with("src/main.rs");
            let max = if is_root {
                LINES_OF_ROOT_MAX
            } else {
                LINES_MAX
            };
            fault(&file.text, max).map(|(what, remedy)| Finding::at(&file.path, 1, what, remedy))
        })
        .collect()
}

/// Blank `//!` lines part the header and do not count.
fn fault(text: &str, max: usize) -> Option<(String, String)> {
    let header: Vec<&str> = text
        .lines()
        .map_while(|line| line.strip_prefix("//!"))
        .collect();
    let said = header.iter().filter(|line| !line.trim().is_empty()).count();
    if said == 0 {
        Some((
            "the file has no header".into(),
            "begin it with `//!` and one to five lines that say what it gives and from what".into(),
        ))
    } else if header.iter().any(|line| line.trim() == "Stub.") {
        Some((
            "the header says nothing".into(),
            "say what the file gives and from what".into(),
        ))
    } else if said > max {
        Some((
            format!("the header has {said} lines, at most {max} may stand there"),
            "move the detail to the items it is about".into(),
        ))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::super::told;
    use super::*;

    #[test]
    fn headers_are_asked_for_and_kept_short() {
        let long = "//! a\n//! b\n//! c\n//!\n//! d\n//! e\n//! f\n";
        let files = [
            ("a.rs", "//! Gives a.\nfn a() {}\n"),
            ("b.rs", "fn b() {}\n//! late\n"),
            ("c.rs", long),
            ("d.rs", "//! Stub.\n"),
            ("crates/x/src/lib.rs", long),
        ];
        expect![[r#"
            b.rs:1: the file has no header; begin it with `//!` and one to five lines that say what it gives and from what
            c.rs:1: the header has 6 lines, at most 5 may stand there; move the detail to the items it is about
            d.rs:1: the header says nothing; say what the file gives and from what
        "#]]
        .assert_eq(&told(check, &files));
    }
}
