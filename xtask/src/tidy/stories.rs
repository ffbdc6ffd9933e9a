//! Every indicator of a pack is expected by a story: no figure without an example to read.

use std::collections::BTreeSet;

use super::finding::Finding;
use super::tree::Tree;

/// Indicators that no story mentions.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let expected: BTreeSet<String> = tree
        .files
        .iter()
        .filter(|file| pack_file(&file.path, "stories").is_some())
        .filter_map(|file| toml::from_str::<toml::Table>(&file.text).ok())
        .filter_map(|story| story.get("expect")?.as_table().cloned())
        .flat_map(|expect| expect.into_iter().map(|(name, _)| name))
        .collect();
    tree.files
        .iter()
        .filter_map(|file| Some((file, pack_file(&file.path, "indicators")?)))
        .filter(|(_, name)| !expected.contains(*name))
        .map(|(file, name)| {
            Finding::at(
                &file.path,
                0,
                format!("no story expects the indicator `{name}`"),
                format!("write one under `stories/` with `[expect.{name}]`"),
            )
        })
        .collect()
}

/// Name of a pack's file of this kind: `large` for `packs/balance/indicators/large.toml`.
fn pack_file<'a>(path: &'a str, kind: &str) -> Option<&'a str> {
    let parts: Vec<&str> = path.split('/').collect();
    match parts.as_slice() {
        ["packs", _, folder, file] if *folder == kind => file.strip_suffix(".toml"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::super::told;
    use super::*;

    #[test]
    fn an_indicator_without_a_story_is_found() {
        let files = [
            ("packs/a/indicators/told.toml", ""),
            ("packs/a/indicators/untold.toml", ""),
            (
                "packs/b/stories/one.toml",
                "about = \"x\"\n[expect.told]\nA = 1.0\n",
            ),
        ];
        expect![[r#"
            packs/a/indicators/untold.toml: no story expects the indicator `untold`; write one under `stories/` with `[expect.untold]`
        "#]]
        .assert_eq(&told(check, &files));
    }
}
