//! No line of Rust is wider than 100 characters, but for text in tests.

use super::finding::Finding;
use super::tokens::Kind;
use super::tree::{Rust, Tree};

const WIDTH_MAX: usize = 100;

/// Lines that are too wide.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, rust) in tree.rust() {
        for (at, line) in file.text.lines().enumerate() {
            let width = line.chars().count();
            if width > WIDTH_MAX && !may_be_wide(rust, at + 1, line) {
                findings.push(Finding::at(
                    &file.path,
                    at + 1,
                    format!("the line is {width} characters wide, at most {WIDTH_MAX} may be"),
                    "break it; a long text goes on after a `\\` at the line's end",
                ));
            }
        }
    }
    findings
}

/// Text in tests, lines within a longer text, and addresses cannot sensibly be broken.
fn may_be_wide(rust: &Rust, line: usize, text: &str) -> bool {
    let in_text = |across: bool| {
        rust.tokens.iter().any(|token| {
            token.kind == Kind::Text
                && token.start.line <= line
                && line <= token.end.line
                && (!across || token.start.line < token.end.line)
                && (token.end.line > line || token.end.column > WIDTH_MAX)
        })
    };
    text.contains("https://") || in_text(true) || (rust.is_test(line) && in_text(false))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::super::told;
    use super::*;

    #[test]
    fn wide_lines_are_found_but_not_in_texts_of_tests() {
        let wide = "x".repeat(100);
        let code = format!(
            "fn a() {{ b(\"{wide}\") }}\n#[test]\nfn c() {{\n    d(\"{wide}\");\n}}\n\
             const T: &str = \"\n{wide}{wide}\n\";\n// https://a.b/{wide}\n// {wide}\n"
        );
        expect![[r#"
            a.rs:1: the line is 116 characters wide, at most 100 may be; break it; a long text goes on after a `\` at the line's end
            a.rs:10: the line is 103 characters wide, at most 100 may be; break it; a long text goes on after a `\` at the line's end
        "#]]
        .assert_eq(&told(check, &[("a.rs", &code)]));
    }
}
