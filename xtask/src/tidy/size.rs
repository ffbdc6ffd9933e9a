//! Files of more than 500 lines and functions of more than 60 are exceptions; tests do not count.

use super::finding::Finding;
use super::ratchet::Excess;
use super::tree::{File, Rust, Tree};

const FILE_LINES_MAX: usize = 500;
const FUNCTION_LINES_MAX: usize = 60;

/// All files and functions beyond their limit.
pub fn excesses(tree: &Tree) -> Vec<Excess> {
    let product = || tree.rust().filter(|(_, rust)| !rust.aside);
    let files = product().filter_map(|(file, rust)| file_excess(file, rust));
    let functions = product().flat_map(|(file, rust)| function_excesses(file, rust));
    files.chain(functions).collect()
}

fn file_excess(file: &File, rust: &Rust) -> Option<Excess> {
    let size = (1..=file.text.lines().count())
        .filter(|&line| !rust.is_test(line))
        .count();
    (size > FILE_LINES_MAX).then(|| Excess {
        table: "file",
        key: file.path.clone(),
        size,
        finding: Finding::at(
            &file.path,
            0,
            format!("the file has {size} lines without tests, more than {FILE_LINES_MAX}"),
            "split it by what its parts are about",
        ),
    })
}

fn function_excesses(file: &File, rust: &Rust) -> Vec<Excess> {
    let long = rust
        .functions
        .iter()
        .filter(|function| function.len > FUNCTION_LINES_MAX && !rust.is_test(function.line));
    long.map(|function| Excess {
        table: "function",
        key: format!("{}::{}", file.path, function.name),
        size: function.len,
        finding: Finding::at(
            &file.path,
            function.line,
            format!(
                "`{}` has {} lines, more than {FUNCTION_LINES_MAX}",
                function.name, function.len
            ),
            "give the parts that have a name of their own a function each",
        ),
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    #[test]
    fn long_files_and_functions_are_told_without_tests() {
        let long = format!("fn a() {{\n{}}}\n", "    b();\n".repeat(60));
        let tests = format!(
            "#[cfg(test)]\nmod tests {{\n{}}}\n",
            "    // c\n".repeat(600)
        );
        let texts = [
            ("a.rs", format!("{long}{tests}")),
            ("b.rs", "// d\n".repeat(501)),
            ("tests/c.rs", long),
        ];
        let tree = Tree::of(texts.map(|(path, text)| (path.to_owned(), text)));
        let told: String = excesses(&tree)
            .iter()
            .map(|excess| {
                format!(
                    "[{}] {} {}: {}\n",
                    excess.table, excess.key, excess.size, excess.finding
                )
            })
            .collect();
        expect![[r#"
            [file] b.rs 501: b.rs: the file has 501 lines without tests, more than 500; split it by what its parts are about
            [function] a.rs::a 62: a.rs:1: `a` has 62 lines, more than 60; give the parts that have a name of their own a function each
        "#]]
        .assert_eq(&told);
    }
}
