//! Refuses names that say nothing: a type or file called after what it is for, not what it is.

use super::finding::Finding;
use super::tree::Tree;

const ENDINGS: [&str; 6] = ["Manager", "Helper", "Helpers", "Util", "Utils", "Service"];
const FILES: [&str; 5] = ["helper", "helpers", "util", "utils", "misc"];
const REMEDY: &str = "name it after the one thing it is or does";

/// Types and files with such names.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, rust) in tree.rust() {
        let parts = file.path.trim_end_matches(".rs").split('/');
        if let Some(part) = parts.clone().find(|part| FILES.contains(part)) {
            findings.push(Finding::at(
                &file.path,
                0,
                format!("`{part}` says nothing"),
                REMEDY,
            ));
        }
        for kind in &rust.types {
            if let Some(ending) = ENDINGS.iter().find(|ending| kind.name.ends_with(*ending)) {
                let what = format!("the type `{}` ends in `{ending}`", kind.name);
                findings.push(Finding::at(&file.path, kind.line, what, REMEDY));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::super::told;
    use super::*;

    #[test]
    fn names_that_say_nothing_are_found() {
        let text =
            "use tower::Service;\nimpl Service for Door {}\nstruct Door;\nenum TableManager {}\n";
        expect![[r#"
            a.rs:4: the type `TableManager` ends in `Manager`; name it after the one thing it is or does
            a/utils.rs: `utils` says nothing; name it after the one thing it is or does
        "#]]
        .assert_eq(&told(check, &[("a.rs", text), ("a/utils.rs", "")]));
    }
}
