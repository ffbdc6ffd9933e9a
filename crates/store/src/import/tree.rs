//! Refuses rows by which the tree would no longer be one: rings of parents, codes of two nodes.

use std::collections::{BTreeMap, BTreeSet};

use jixia_terms::Label;

use super::compare::Work;
use crate::StoreError;
use crate::db::quote;
use crate::table::{Column, Table, Target};
use crate::write::ring;

/// So many rings are looked for; a file that has more is read again anyway.
const RINGS_MAX: usize = 1_000;

/// Parts the two languages of a reason that is kept as one text.
const BOTH: char = '\u{1f}';

/// Where the parent of a node stands in the file.
struct Edge {
    line: i64,
    field: String,
}

impl Work<'_> {
    pub(super) fn refuse_tree(&mut self) -> Result<(), StoreError> {
        if !self.table.is_node {
            return Ok(());
        }
        self.refuse_foreign_codes()?;
        let table = self.table;
        let given: BTreeSet<String> = self.given().map(|column| column.name.clone()).collect();
        let parents = table.parents.iter().filter_map(|i| table.columns.get(*i));
        let parents: Vec<&Column> = parents.collect();
        let mut changed: BTreeMap<(String, String), Edge> = BTreeMap::new();
        for column in parents.iter().filter(|column| given.contains(&column.name)) {
            self.changed_parents(column, &mut changed)?;
        }
        // Parents that stay as they are were not made by this file.
        if changed.is_empty() {
            return Ok(());
        }
        let mut above: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for column in parents {
            self.own_parents(column, given.contains(&column.name), &mut above)?;
        }
        let tables = self.tables;
        for other in tables
            .targets(&Target::Node)
            .filter(|other| other.name != table.name)
        {
            for column in other.parents.iter().filter_map(|i| other.columns.get(*i)) {
                let sql = format!(
                    "SELECT {}, {} FROM {}",
                    other.sql_key(),
                    quote(&column.name),
                    other.sql_name()
                );
                self.read_parents(&sql, &mut above)?;
            }
        }
        self.refuse_rings(&rings(&above), &changed)
    }

    /// A code that a node of another register has.
    fn refuse_foreign_codes(&mut self) -> Result<(), StoreError> {
        let (tables, table) = (self.tables, self.table);
        for other in tables
            .targets(&Target::Node)
            .filter(|other| other.name != table.name)
        {
            let Some(field) = table
                .key
                .first()
                .and_then(|place| table.columns.get(*place))
            else {
                continue;
            };
            let sql = format!(
                "INSERT INTO _refused (_line, field, code, detail)
                 SELECT s._line, '{}', 'other_node', CAST(?1 AS TEXT) FROM _stage s
                 WHERE s.{} IN (SELECT {} FROM {})
                 AND NOT EXISTS (SELECT 1 FROM _match m WHERE m._n = s._n)",
                field.name,
                table.sql_key(),
                other.sql_key(),
                other.sql_name()
            );
            self.conn
                .execute(&sql, &[(&in_one(&other_node(other))).into()])?;
        }
        Ok(())
    }

    /// The parents that the file gives and the register does not have yet.
    fn changed_parents(
        &mut self,
        column: &Column,
        changed: &mut BTreeMap<(String, String), Edge>,
    ) -> Result<(), StoreError> {
        let (key, parent) = (self.table.sql_key(), quote(&column.name));
        let sql = format!(
            "SELECT s.{key}, s.{parent}, s._line FROM _stage s
             LEFT JOIN _match m ON m._n = s._n LEFT JOIN {} r ON r._id = m._id
             WHERE s.{key} IS NOT NULL AND s.{parent} IS NOT NULL
             AND s.{parent} IS DISTINCT FROM r.{parent}",
            self.table.sql_name()
        );
        self.conn.query(&sql, &[], &mut |row| {
            let edge = Edge {
                line: row.int(2)?,
                field: column.name.clone(),
            };
            changed.insert((row.text(0)?, row.text(1)?), edge);
            Ok(true)
        })
    }

    /// The parents that the register will have after the import.
    fn own_parents(
        &mut self,
        column: &Column,
        given: bool,
        above: &mut BTreeMap<String, Vec<String>>,
    ) -> Result<(), StoreError> {
        let (key, parent) = (self.table.sql_key(), quote(&column.name));
        let name = self.table.sql_name();
        let is_matched = "EXISTS (SELECT 1 FROM _match m WHERE m._id = r._id)";
        let kept = match (given, self.options.part) {
            (true, true) => Some(format!("NOT {is_matched}")),
            (true, false) => None,
            (false, true) => Some("1 = 1".to_owned()),
            (false, false) => Some(is_matched.to_owned()),
        };
        if let Some(kept) = kept {
            let sql = format!("SELECT r.{key}, r.{parent} FROM {name} r WHERE {kept}");
            self.read_parents(&sql, above)?;
        }
        if given {
            self.read_parents(&format!("SELECT {key}, {parent} FROM _stage"), above)?;
        }
        Ok(())
    }

    fn read_parents(
        &mut self,
        sql: &str,
        above: &mut BTreeMap<String, Vec<String>>,
    ) -> Result<(), StoreError> {
        self.conn.query(sql, &[], &mut |row| {
            if let (Some(node), Some(parent)) = (row.opt_text(0)?, row.opt_text(1)?) {
                above.entry(node).or_default().push(parent);
            }
            Ok(true)
        })
    }

    /// Every row of the file that closes a ring gets the whole of it as its reason, once.
    fn refuse_rings(
        &mut self,
        rings: &[Vec<String>],
        changed: &BTreeMap<(String, String), Edge>,
    ) -> Result<(), StoreError> {
        let mut told = BTreeSet::new();
        for way in rings {
            let detail = in_one(&ring(way));
            let pairs = way.iter().zip(way.iter().skip(1));
            let edges =
                pairs.filter_map(|(node, parent)| changed.get(&(node.clone(), parent.clone())));
            for edge in edges {
                if told.insert((edge.line, &edge.field)) {
                    let sql = "INSERT INTO _refused (_line, field, code, detail)
                               VALUES (?1, ?2, 'ring', ?3)";
                    let cells = [edge.line.into(), (&edge.field).into(), (&detail).into()];
                    self.conn.execute(sql, &cells)?;
                }
            }
        }
        Ok(())
    }
}

/// Rings of parents, each from a node up and back to it. Every ring there is has a node in one of
/// those given, unless there are more than are looked for.
fn rings(above: &BTreeMap<String, Vec<String>>) -> Vec<Vec<String>> {
    let mut rings = Vec::new();
    let mut done: BTreeSet<&str> = BTreeSet::new();
    for start in above.keys() {
        let mut way: Vec<(&str, std::slice::Iter<'_, String>)> = Vec::new();
        let mut open: BTreeMap<&str, usize> = BTreeMap::new();
        let mut next = Some(start.as_str());
        loop {
            if let Some(node) = next.take().filter(|node| !done.contains(node)) {
                open.insert(node, way.len());
                way.push((node, above.get(node).map_or(&[][..], Vec::as_slice).iter()));
            }
            let Some((node, parents)) = way.last_mut() else {
                break;
            };
            let Some(parent) = parents.next() else {
                done.insert(*node);
                open.remove(*node);
                way.pop();
                continue;
            };
            match open.get(parent.as_str()) {
                Some(place) => {
                    let ring = way.iter().skip(*place).map(|(node, _)| (*node).to_owned());
                    rings.push(ring.chain([parent.clone()]).collect());
                    if rings.len() >= RINGS_MAX {
                        return rings;
                    }
                }
                None => next = Some(parent),
            }
        }
    }
    rings
}

fn other_node(register: &Table) -> Label {
    Label::new(
        format!(
            "{}中已有这一代码，机构代码不能重复，请更正",
            register.label.zh
        ),
        format!(
            "{} has this code already; no two nodes of the tree may share one, correct it",
            register.label.en
        ),
    )
}

fn in_one(text: &Label) -> String {
    format!("{}{BOTH}{}", text.zh, text.en)
}

/// The reason that was kept.
pub(super) fn reason(detail: &str) -> Label {
    let (zh, en) = detail.split_once(BOTH).unwrap_or((detail, detail));
    Label::new(zh, en)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(edges: &[(&str, &str)], expected: &[&str]) {
        let mut above: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (node, parent) in edges {
            above
                .entry((*node).into())
                .or_default()
                .push((*parent).into());
        }
        let found: Vec<String> = rings(&above).iter().map(|ring| ring.join(" ")).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn rings_are_found_and_trees_have_none() {
        check(&[("a", "b"), ("b", "c"), ("d", "c"), ("a", "c")], &[]);
        check(&[("a", "a")], &["a a"]);
        check(&[("x", "a"), ("a", "b"), ("b", "a")], &["a b a"]);
        check(
            &[("a", "t"), ("a", "b"), ("b", "c"), ("c", "a"), ("c", "b")],
            &["a b c a", "b c b"],
        );
    }

    #[test]
    fn a_way_up_of_any_length_ends() {
        let names: Vec<String> = (0..200_000).map(|i| format!("{i:06}")).collect();
        let edges = names.iter().zip(names.iter().skip(1));
        let above = edges
            .map(|(node, parent)| (node.clone(), vec![parent.clone()]))
            .collect();
        assert!(rings(&above).is_empty());
    }
}
