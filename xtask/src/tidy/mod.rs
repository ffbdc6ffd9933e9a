//! `cargo xtask tidy`: the house rules that no compiler checks, one file each.
//!
//! Every rule is a pure function from the tree of files to findings, tested on made-up files.

mod edges;
mod finding;
mod glossary;
mod header;
mod items;
mod markdown;
mod marks;
mod names;
mod panics;
mod ratchet;
mod size;
mod stories;
mod theme;
mod tokens;
mod tree;
mod width;
mod words;

use std::fs;

use anyhow::{Context, Result};

pub use finding::Finding;
use ratchet::{RATCHET, Ratchet};
use tree::Tree;

use crate::shell;

/// Checks the project and prints what is out of order; with `update`, lowers its exceptions first.
pub fn run(update: bool) -> Result<bool> {
    let root = shell::root();
    let mut tree = Tree::read(&root)?;
    if update && lower_exceptions(&tree)? {
        tree = Tree::read(&root)?;
    }
    let findings = findings(&tree);
    for finding in &findings {
        println!("{finding}");
    }
    for note in panics::notes(&tree) {
        println!("note: {note}");
    }
    match findings.len() {
        0 => println!("tidy: {} files in order", tree.files.len()),
        n => println!(
            "tidy: {n} things out of order in {} files",
            tree.files.len()
        ),
    }
    Ok(findings.is_empty())
}

/// All that is out of order, by place.
fn findings(tree: &Tree) -> Vec<Finding> {
    let rules = [
        edges::check,
        glossary::check,
        header::check,
        markdown::check,
        marks::check,
        names::check,
        panics::check,
        stories::check,
        width::check,
        held_by_ratchet,
    ];
    let mut findings: Vec<Finding> = rules.iter().flat_map(|rule| rule(tree)).collect();
    findings.sort();
    findings.dedup();
    findings
}

fn held_by_ratchet(tree: &Tree) -> Vec<Finding> {
    let text = tree.file(RATCHET).map_or("", |file| file.text.as_str());
    match Ratchet::read(text) {
        Ok(ratchet) => ratchet.hold(&excesses(tree)),
        Err(fault) => vec![fault],
    }
}

fn excesses(tree: &Tree) -> Vec<ratchet::Excess> {
    let mut all = size::excesses(tree);
    all.extend(theme::excesses(tree));
    all
}

fn lower_exceptions(tree: &Tree) -> Result<bool> {
    let Some(file) = tree.file(RATCHET) else {
        return Ok(false);
    };
    let lowered = ratchet::lowered(&file.text, &excesses(tree));
    if lowered == file.text {
        return Ok(false);
    }
    fs::write(shell::root().join(RATCHET), lowered)
        .with_context(|| format!("writing {RATCHET}"))?;
    println!("{RATCHET}: exceptions lowered");
    Ok(true)
}

/// Findings of one rule over made-up files, one a line: what the rules' own tests compare.
#[cfg(test)]
fn told(rule: fn(&Tree) -> Vec<Finding>, files: &[(&str, &str)]) -> String {
    let tree = Tree::of(
        files
            .iter()
            .map(|&(path, text)| (path.to_owned(), text.to_owned())),
    );
    rule(&tree)
        .iter()
        .map(|finding| format!("{finding}\n"))
        .collect()
}
