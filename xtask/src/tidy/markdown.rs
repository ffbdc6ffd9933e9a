//! Documents have one title, no dead links, and the map of the house stays short.

use std::collections::BTreeSet;

use super::finding::Finding;
use super::tree::{File, Tree};

const MAP: &str = "ARCHITECTURE.md";
const MAP_LINES_MAX: usize = 250;

/// Titles, links and length of the documents.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let places = places(tree);
    tree.ending(".md")
        .flat_map(|file| {
            let lines = outside_fences(&file.text);
            let mut findings = titles(file, &lines);
            findings.extend(dead_links(file, &lines, &places));
            findings.extend(long_map(file));
            findings
        })
        .collect()
}

/// Every file and folder of the project.
fn places(tree: &Tree) -> BTreeSet<String> {
    let mut places = BTreeSet::from([String::new()]);
    for file in &tree.files {
        places.insert(file.path.clone());
        let folders = file
            .path
            .match_indices('/')
            .filter_map(|(at, _)| file.path.get(..at));
        places.extend(folders.map(str::to_owned));
    }
    places
}

fn outside_fences(text: &str) -> Vec<(usize, &str)> {
    let mut fenced = false;
    text.lines()
        .enumerate()
        .filter(|(_, line)| {
            let fence = line.trim_start().starts_with("```");
            fenced ^= fence;
            !fenced && !fence
        })
        .map(|(at, line)| (at + 1, line))
        .collect()
}

fn titles(file: &File, lines: &[(usize, &str)]) -> Vec<Finding> {
    let mut titles = lines.iter().filter(|(_, line)| line.starts_with("# "));
    let remedy = "begin the document with one `# Title` and part it by `##`";
    match (titles.next(), titles.next()) {
        (None, _) => vec![Finding::at(
            &file.path,
            1,
            "the document has no title",
            remedy,
        )],
        (Some(_), Some((line, _))) => {
            vec![Finding::at(
                &file.path,
                *line,
                "the document has a second title",
                remedy,
            )]
        }
        _ => Vec::new(),
    }
}

fn long_map(file: &File) -> Option<Finding> {
    let lines = file.text.lines().count();
    (file.path == MAP && lines > MAP_LINES_MAX).then(|| {
        let what = format!("the map has {lines} lines, more than {MAP_LINES_MAX}");
        Finding::at(
            MAP,
            0,
            what,
            "move what changes weekly to the header of its file",
        )
    })
}

fn dead_links(file: &File, lines: &[(usize, &str)], places: &BTreeSet<String>) -> Vec<Finding> {
    let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut findings = Vec::new();
    for (line, text) in lines {
        for address in addresses(text) {
            let outside = address.contains("://") || address.starts_with("mailto:");
            let path = address.split(['#', '?']).next().unwrap_or_default();
            if outside || path.is_empty() {
                continue;
            }
            if !resolved(folder, path).is_some_and(|path| places.contains(&path)) {
                let what = format!("the link to `{address}` leads nowhere");
                findings.push(Finding::at(
                    &file.path,
                    *line,
                    what,
                    "mend the path or take it out",
                ));
            }
        }
    }
    findings
}

fn addresses(line: &str) -> impl Iterator<Item = &str> {
    line.split("](").skip(1).filter_map(|rest| {
        let (inner, _) = rest.split_once(')')?;
        inner.split_whitespace().next()
    })
}

/// A relative path from a folder, as a path of the project; none when it leaves the project.
fn resolved(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::super::told;
    use super::*;

    #[test]
    fn titles_and_links_are_held() {
        let files = [
            (
                "docs/a.md",
                "# A\n[b](b.md#x) [c](../README.md) [d](https://e.f) [g](gone.md)\n```\n# no title\n```\n# B\n",
            ),
            ("docs/b.md", "## B\n[out](../../x) [folder](.)\n"),
            ("README.md", "# R\n[docs](docs/)\n"),
        ];
        expect![[r#"
            docs/a.md:6: the document has a second title; begin the document with one `# Title` and part it by `##`
            docs/a.md:2: the link to `gone.md` leads nowhere; mend the path or take it out
            docs/b.md:1: the document has no title; begin the document with one `# Title` and part it by `##`
            docs/b.md:2: the link to `../../x` leads nowhere; mend the path or take it out
        "#]]
        .assert_eq(&told(check, &files));
    }

    #[test]
    fn the_map_stays_short() {
        let long = format!("# Map\n{}", "line\n".repeat(250));
        expect![[r#"
            ARCHITECTURE.md: the map has 251 lines, more than 250; move what changes weekly to the header of its file
        "#]]
        .assert_eq(&told(check, &[("ARCHITECTURE.md", &long)]));
    }
}
