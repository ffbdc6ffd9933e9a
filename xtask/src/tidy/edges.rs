//! Which crate may use which: `xtask/edges.toml` against the manifests.
//!
//! INVARIANT: an edge listed and not used is refused as much as one used and not listed.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::finding::Finding;
use super::tree::{File, Tree};

const EDGES: &str = "xtask/edges.toml";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Edges {
    edges: BTreeMap<String, BTreeSet<String>>,
    barred: BTreeMap<String, BTreeSet<String>>,
}

/// Edges not allowed or no longer used, crates that are barred, manifests without the common lints.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let edges: Edges = match tree.file(EDGES).map(|file| toml::from_str(&file.text)) {
        Some(Ok(edges)) => edges,
        Some(Err(fault)) => return vec![unreadable(fault.message())],
        None => return vec![unreadable("it is missing")],
    };
    let mut findings = Vec::new();
    let mut seen = BTreeSet::new();
    for file in tree.ending("/Cargo.toml") {
        let Some(name) = crate_name(&file.path) else {
            continue;
        };
        seen.insert(name.to_owned());
        match toml::from_str::<toml::Table>(&file.text) {
            Ok(manifest) => in_manifest(&edges, name, file, &manifest, &mut findings),
            Err(fault) => findings.push(Finding::at(
                &file.path,
                0,
                format!("is no TOML: {}", fault.message()),
                "mend it",
            )),
        }
    }
    for name in edges.edges.keys().filter(|name| !seen.contains(*name)) {
        let what = format!("lists the crate `{name}`, which does not exist");
        findings.push(Finding::at(EDGES, 0, what, "take it out"));
    }
    findings
}

fn unreadable(why: &str) -> Finding {
    Finding::at(
        EDGES,
        0,
        format!("cannot be read: {why}"),
        "give it the tables [edges] and [barred], each with lists of crates",
    )
}

fn crate_name(path: &str) -> Option<&str> {
    let folder = path.strip_suffix("/Cargo.toml")?;
    match folder.strip_prefix("crates/") {
        Some(name) if !name.contains('/') => Some(name),
        _ => (folder == "xtask").then_some("xtask"),
    }
}

fn in_manifest(
    edges: &Edges,
    name: &str,
    file: &File,
    manifest: &toml::Table,
    findings: &mut Vec<Finding>,
) {
    let used = dependencies(manifest);
    let none = BTreeSet::new();
    let allowed = edges.edges.get(name).unwrap_or(&none);
    let inner: BTreeSet<String> = used
        .iter()
        .filter_map(|one| one.strip_prefix("jixia-"))
        .map(str::to_owned)
        .collect();
    let mut add = |path: &str, what: String, remedy: &str| {
        let line = if path == file.path {
            line_of(&file.text, &what)
        } else {
            0
        };
        findings.push(Finding::at(path, line, what, remedy));
    };
    for other in inner.difference(allowed) {
        let remedy =
            "do without it, or list the edge in xtask/edges.toml in a commit that says why";
        add(
            &file.path,
            format!("`{name}` may not use `jixia-{other}`"),
            remedy,
        );
    }
    for other in allowed.difference(&inner) {
        let what = format!("lists that `{name}` uses `{other}`, which it does not");
        add(EDGES, what, "take the edge out");
    }
    for other in edges.barred.get(name).unwrap_or(&none).intersection(&used) {
        let what = format!("`{name}` may not use `{other}`");
        add(&file.path, what, "take what it would give as an argument");
    }
    let lints = manifest
        .get("lints")
        .and_then(|lints| lints.get("workspace"));
    if lints.and_then(toml::Value::as_bool) != Some(true) {
        let what = format!("`{name}` does not take the lints of the workspace");
        add(&file.path, what, "write `[lints]` and `workspace = true`");
    }
}

/// Names of what a manifest builds with; what only its tests use is its own affair.
fn dependencies(manifest: &toml::Table) -> BTreeSet<String> {
    let tables = |within: &toml::Table| -> Vec<String> {
        ["dependencies", "build-dependencies"]
            .iter()
            .filter_map(|table| within.get(*table)?.as_table())
            .flat_map(|table| table.keys().cloned())
            .collect()
    };
    let targets = manifest.get("target").and_then(toml::Value::as_table);
    let of_targets = targets
        .into_iter()
        .flat_map(|targets| targets.values())
        .filter_map(toml::Value::as_table)
        .flat_map(tables);
    tables(manifest).into_iter().chain(of_targets).collect()
}

/// Line of the dependency that a message names last.
fn line_of(text: &str, what: &str) -> usize {
    let Some(name) = what.split('`').nth_back(1) else {
        return 0;
    };
    let begins = |line: &str| {
        line.strip_prefix(name)
            .is_some_and(|rest| rest.starts_with([' ', '.', '=']))
    };
    text.lines().position(begins).map_or(0, |at| at + 1)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::super::told;
    use super::*;

    #[test]
    fn edges_are_held_both_ways() {
        let files = [
            (
                "xtask/edges.toml",
                "[edges]\nterms = []\npack = [\"terms\"]\nweb = [\"app\", \"pack\"]\ngone = []\n\
                 [barred]\npack = [\"tokio\"]\n",
            ),
            (
                "crates/terms/Cargo.toml",
                "[package]\nname = \"jixia-terms\"\n",
            ),
            (
                "crates/pack/Cargo.toml",
                "[dependencies]\njixia-terms.workspace = true\ntokio.workspace = true\n\
                 [dev-dependencies]\njixia-web.workspace = true\n[lints]\nworkspace = true\n",
            ),
            (
                "crates/web/Cargo.toml",
                "[dependencies]\njixia-app = { path = \"../app\" }\njixia-store.workspace = true\n\
                 [lints]\nworkspace = true\n",
            ),
        ];
        expect![[r#"
            crates/pack/Cargo.toml:3: `pack` may not use `tokio`; take what it would give as an argument
            crates/terms/Cargo.toml: `terms` does not take the lints of the workspace; write `[lints]` and `workspace = true`
            crates/web/Cargo.toml:3: `web` may not use `jixia-store`; do without it, or list the edge in xtask/edges.toml in a commit that says why
            xtask/edges.toml: lists that `web` uses `pack`, which it does not; take the edge out
            xtask/edges.toml: lists the crate `gone`, which does not exist; take it out
        "#]]
        .assert_eq(&told(check, &files));
    }
}
