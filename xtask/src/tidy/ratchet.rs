//! Exceptions with their present size, which may only shrink: `xtask/ratchet.toml`.
//!
//! A rule tells every excess; a listed one passes while it is exactly as large as its entry says.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::finding::Finding;

/// Where the exceptions stand.
pub const RATCHET: &str = "xtask/ratchet.toml";

/// Something that exceeds a limit.
#[derive(Debug, Clone)]
pub struct Excess {
    /// Table of the exceptions: `file`, `function`, `theme`.
    pub table: &'static str,
    /// Key in that table.
    pub key: String,
    /// Its size.
    pub size: usize,
    /// What it is when it stands in no table.
    pub finding: Finding,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    size: usize,
    why: String,
}

/// The exceptions by table and key.
#[derive(Debug)]
pub struct Ratchet(BTreeMap<String, BTreeMap<String, Entry>>);

impl Ratchet {
    /// Reads the list; a finding where it is no TOML.
    pub fn read(text: &str) -> Result<Self, Finding> {
        toml::from_str(text).map(Self).map_err(|fault| {
            Finding::at(
                RATCHET,
                0,
                format!("cannot be read: {}", fault.message()),
                "write `\"key\" = { size = 1, why = \"…\" }` under [file], [function] or [theme]",
            )
        })
    }

    /// What exceeds a limit without an exception, has outgrown it, or no longer needs it.
    pub fn hold(&self, excesses: &[Excess]) -> Vec<Finding> {
        let mut findings = Vec::new();
        for excess in excesses {
            match self
                .0
                .get(excess.table)
                .and_then(|table| table.get(&excess.key))
            {
                None => findings.push(excess.finding.clone()),
                Some(entry) if excess.size > entry.size => findings.push(Finding {
                    what: format!(
                        "{}, and its exception of {} may only shrink",
                        excess.finding.what, entry.size
                    ),
                    ..excess.finding.clone()
                }),
                Some(_) => {}
            }
        }
        findings.extend(self.stale(excesses));
        findings
    }

    fn stale(&self, excesses: &[Excess]) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (table, entries) in &self.0 {
            for (key, entry) in entries {
                let size = size_now(excesses, table, key);
                if entry.why.trim().is_empty() {
                    let what = format!("the exception of `{key}` has no reason");
                    findings.push(Finding::at(RATCHET, 0, what, "say why it stands"));
                }
                if size.is_none_or(|size| size < entry.size) {
                    let now = size.map_or("needs no exception".into(), |n| {
                        format!("has shrunk to {n}")
                    });
                    findings.push(Finding::at(
                        RATCHET,
                        0,
                        format!("[{table}] `{key}` is listed with {} and {now}", entry.size),
                        "run `cargo xtask tidy --update`",
                    ));
                }
            }
        }
        findings
    }
}

fn size_now(excesses: &[Excess], table: &str, key: &str) -> Option<usize> {
    excesses
        .iter()
        .filter(|excess| excess.table == table && excess.key == key)
        .map(|excess| excess.size)
        .max()
}

/// The list with every entry lowered to its present size, and those no longer needed taken out.
pub fn lowered(text: &str, excesses: &[Excess]) -> String {
    let mut table = "";
    let mut lines = Vec::new();
    for line in text.lines() {
        if let Some(name) = line
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
        {
            table = name;
        }
        match entry_line(line) {
            None => lines.push(line.to_owned()),
            Some((key, size)) => match size_now(excesses, table, key) {
                None => {}
                Some(now) if now < size => {
                    lines.push(line.replacen(
                        &format!("size = {size}"),
                        &format!("size = {now}"),
                        1,
                    ));
                }
                Some(_) => lines.push(line.to_owned()),
            },
        }
    }
    lines.into_iter().map(|line| line + "\n").collect()
}

fn entry_line(line: &str) -> Option<(&str, usize)> {
    let (key, rest) = line.strip_prefix('"')?.split_once('"')?;
    let (_, size) = rest.split_once("size = ")?;
    let digits = size
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(size.len());
    Some((key, size.get(..digits)?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    const LIST: &str = r#"# Why lists exist.
[file]
"a.rs" = { size = 700, why = "one table" }
"b.rs" = { size = 700, why = "one table" }
"c.rs" = { size = 700, why = "one table" }

[function]
"d.rs::d" = { size = 90, why = " " }
"#;

    fn excesses() -> Vec<Excess> {
        [("a.rs", 700), ("b.rs", 650), ("e.rs", 501), ("d.rs::d", 91)]
            .map(|(key, size)| Excess {
                table: if key.contains("::") {
                    "function"
                } else {
                    "file"
                },
                key: key.to_owned(),
                size,
                finding: Finding::at(key, 0, format!("it has {size} lines"), "split it"),
            })
            .to_vec()
    }

    #[test]
    fn exceptions_pass_only_at_their_size() {
        let findings = Ratchet::read(LIST)
            .expect("the list is TOML")
            .hold(&excesses());
        let told: String = findings
            .iter()
            .map(|finding| format!("{finding}\n"))
            .collect();
        expect![[r#"
            e.rs: it has 501 lines; split it
            d.rs::d: it has 91 lines, and its exception of 90 may only shrink; split it
            xtask/ratchet.toml: [file] `b.rs` is listed with 700 and has shrunk to 650; run `cargo xtask tidy --update`
            xtask/ratchet.toml: [file] `c.rs` is listed with 700 and needs no exception; run `cargo xtask tidy --update`
            xtask/ratchet.toml: the exception of `d.rs::d` has no reason; say why it stands
        "#]]
        .assert_eq(&told);
    }

    #[test]
    fn an_update_only_lowers() {
        expect![[r#"
            # Why lists exist.
            [file]
            "a.rs" = { size = 700, why = "one table" }
            "b.rs" = { size = 650, why = "one table" }

            [function]
            "d.rs::d" = { size = 90, why = " " }
        "#]]
        .assert_eq(&lowered(LIST, &excesses()));
    }
}
