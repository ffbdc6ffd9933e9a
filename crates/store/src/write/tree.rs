//! What keeps the tree a tree: the way up from a node never leads back to it.

use std::collections::{BTreeMap, VecDeque};

use jixia_terms::{Label, Value};

use super::Writer;
use super::check::value_fault;
use crate::db::quote;
use crate::table::{Table, Target};
use crate::{StoreError, ValueFault};

/// So many nodes of a ring are named.
const NAMED_MAX: usize = 8;

impl Writer<'_> {
    /// Refuses what is newly to stand above a node and stands below it, or is the node itself.
    pub(super) fn check_parents(
        &mut self,
        table: &Table,
        row: &[Value],
        before: Option<&[Value]>,
        faults: &mut Vec<ValueFault>,
    ) -> Result<(), StoreError> {
        let key = table.key_text(row);
        for place in &table.parents {
            let (Some(column), Some(value)) = (table.columns.get(*place), row.get(*place)) else {
                continue;
            };
            let old = before.and_then(|before| before.get(*place));
            if let Some(parent) = value.as_text().filter(|_| old != Some(value))
                && let Some(mut way) = self.way_up(parent, &key)?
            {
                way.insert(0, key.clone());
                faults.push(value_fault(column, "ring", ring(&way)));
            }
        }
        Ok(())
    }

    /// The shortest way from one node up to another, both included; none when there is none.
    pub(super) fn way_up(
        &mut self,
        from: &str,
        to: &str,
    ) -> Result<Option<Vec<String>>, StoreError> {
        let mut came_from: BTreeMap<String, Option<String>> =
            BTreeMap::from([(from.to_owned(), None)]);
        let mut open = VecDeque::from([from.to_owned()]);
        while let Some(node) = open.pop_front() {
            if node == to {
                let back = std::iter::successors(Some(node), |node| {
                    came_from.get(node).cloned().flatten()
                });
                let mut way: Vec<String> = back.collect();
                way.reverse();
                return Ok(Some(way));
            }
            for parent in self.parents(&node)? {
                if !came_from.contains_key(&parent) {
                    came_from.insert(parent.clone(), Some(node.clone()));
                    open.push_back(parent);
                }
            }
        }
        Ok(None)
    }

    /// What stands directly above a node.
    fn parents(&mut self, node: &str) -> Result<Vec<String>, StoreError> {
        let tables = self.tables;
        let mut parents = Vec::new();
        for table in tables.targets(&Target::Node) {
            for column in table.parents.iter().filter_map(|i| table.columns.get(*i)) {
                let sql = format!(
                    "SELECT {} FROM {} WHERE {} = ?1",
                    quote(&column.name),
                    table.sql_name(),
                    table.sql_key()
                );
                let parent = self
                    .conn
                    .first(&sql, &[node.into()], |row| row.opt_text(0))?;
                parents.extend(parent.flatten());
            }
        }
        Ok(parents)
    }

    /// Refuses to merge a node into one that stands below it.
    pub(super) fn check_merged_node(
        &mut self,
        table: &Table,
        (keep, drop): (&str, &str),
    ) -> Result<(), StoreError> {
        if !table.is_node || self.way_up(keep, drop)?.is_none() {
            return Ok(());
        }
        Err(StoreError::Refused {
            code: "ring",
            text: Label::new(
                format!(
                    "“{drop}”是“{keep}”的上级，不能并入自己的下级；请先给“{keep}”另填上级，\
                     或改为将“{keep}”并入“{drop}”"
                ),
                format!(
                    "`{drop}` stands above `{keep}` and cannot be merged into what is below it; \
                     first give `{keep}` another parent, or merge `{keep}` into `{drop}`"
                ),
            ),
        })
    }
}

/// What is said of a ring, given as the way round from a node back to it.
pub(crate) fn ring(way: &[String]) -> Label {
    let (head, tail) = way.split_at(way.len().min(NAMED_MAX));
    let mut named = head.join(" → ");
    if let Some(last) = tail.last() {
        named.push_str(" → … → ");
        named.push_str(last);
    }
    Label::new(
        format!("形成循环“{named}”，上级不能是自己或自己的下级，请更正"),
        format!(
            "closes the ring {named}; what stands above may neither be the same nor stand below; \
             correct it"
        ),
    )
}
