//! Figures: the value of every indicator for every node and every combination of its breakdowns, in
//! compact columns with quick look-up.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::tree::OrgTree;

/// One measured figure.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Figure {
    /// The measure in the indicator's unit; none when there is nothing to measure.
    pub value: Option<f64>,
    /// Numerator, when the indicator is a quotient.
    pub numerator: Option<f64>,
    /// Denominator, when the indicator is a quotient.
    pub denominator: Option<f64>,
    /// How many rows stand behind it.
    pub rows: u64,
}

/// A figure with what it is of.
#[derive(Debug, Clone, PartialEq)]
pub struct FigureRow<'a> {
    /// The indicator.
    pub indicator: &'a str,
    /// Code of the node.
    pub org: &'a str,
    /// Value of each breakdown column in the order of the indicator's `by`; none stands for all. An
    /// empty text stands for rows where the column is empty.
    pub by: Vec<Option<&'a str>>,
    /// The figure.
    pub figure: Figure,
}

/// Rows that count nowhere because their node is empty or not in the tree.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Unplaced {
    /// Rows where `org` is empty.
    pub without_org: u64,
    /// Rows where `org` names no node of the tree.
    pub unknown_org: u64,
    /// Some of the codes that name no node, at most ten, in order.
    pub codes: Vec<String>,
}

/// Something that a reader of an indicator should know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// The indicator.
    pub indicator: String,
    /// What is to be known.
    pub kind: NoteKind,
}

/// Kinds of notes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoteKind {
    /// This rule has no value on the day of the snapshot: where it stands in the SQL, null stands.
    RuleNotBegun(String),
    /// The indicator could not be computed, and why.
    NotComputed(String),
}

/// The figures of one indicator, sorted by node and breakdown.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Block {
    /// For each breakdown column its values, in order; a key of 0 is all, a key of n value n - 1.
    pub(crate) by: Vec<Vec<String>>,
    /// Place of the node, then the key of each breakdown column: `1 + by.len()` numbers a figure.
    pub(crate) keys: Arc<Vec<u32>>,
    /// Values; NaN is none.
    pub(crate) value: Vec<f64>,
    /// Numerators; empty when the indicator is no quotient.
    pub(crate) numerator: Vec<f64>,
    /// Denominators; empty when the indicator is no quotient.
    pub(crate) denominator: Vec<f64>,
    /// Rows behind each figure.
    pub(crate) rows: Arc<Vec<u64>>,
    /// Rows that count nowhere.
    pub(crate) unplaced: Unplaced,
}

impl Block {
    pub(crate) fn len(&self) -> usize {
        self.value.len()
    }

    pub(crate) fn width(&self) -> usize {
        1 + self.by.len()
    }

    pub(crate) fn key(&self, index: usize) -> &[u32] {
        let start = index * self.width();
        self.keys
            .get(start..start + self.width())
            .unwrap_or_default()
    }

    pub(crate) fn figure(&self, index: usize) -> Figure {
        let number = |list: &[f64]| list.get(index).copied().filter(|x| x.is_finite());
        Figure {
            value: number(&self.value),
            numerator: number(&self.numerator),
            denominator: number(&self.denominator),
            rows: self.rows.get(index).copied().unwrap_or(0),
        }
    }

    /// Keys of these breakdown values; none when a value never occurs. Missing ones stand for all.
    pub(crate) fn by_keys(&self, by: &[Option<&str>]) -> Option<Vec<u32>> {
        let mut keys = Vec::with_capacity(self.by.len());
        for (column, values) in self.by.iter().enumerate() {
            keys.push(match by.get(column).copied().flatten() {
                None => 0,
                Some(value) => {
                    let place = values.binary_search_by(|v| v.as_str().cmp(value)).ok()?;
                    u32::try_from(place).ok()?.saturating_add(1)
                }
            });
        }
        Some(keys)
    }

    /// The figure of this node; one without value when no rows stand behind it.
    pub(crate) fn find(&self, node: u32, by: &[Option<&str>]) -> Figure {
        let Some(by) = self.by_keys(by) else {
            return Figure::default();
        };
        let mut wanted = vec![node];
        wanted.extend(by);
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            match self.key(middle).cmp(&wanted) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return self.figure(middle),
            }
        }
        Figure::default()
    }

    fn by_texts(&self, keys: &[u32]) -> Vec<Option<&str>> {
        self.by
            .iter()
            .zip(keys)
            .map(|(values, &key)| {
                let place = (key as usize).checked_sub(1)?;
                values.get(place).map(String::as_str)
            })
            .collect()
    }
}

/// Every figure of a snapshot under one version of the packs.
#[derive(Debug, Clone)]
pub struct Figures {
    /// Id of the snapshot.
    pub snapshot: String,
    /// Digest of the packs by which it was measured.
    pub packs_digest: String,
    pub(crate) tree: Arc<OrgTree>,
    pub(crate) blocks: BTreeMap<String, Block>,
    pub(crate) notes: Vec<Note>,
}

impl Figures {
    /// The organisation tree on the day of the snapshot.
    pub fn tree(&self) -> &Arc<OrgTree> {
        &self.tree
    }

    /// Names of the indicators that were measured, in order.
    pub fn indicators(&self) -> impl Iterator<Item = &str> {
        self.blocks.keys().map(String::as_str)
    }

    /// The figure of a node; `by` in the order of the indicator's breakdowns, none (or missing) for
    /// all. Where no rows stand behind it there is nothing to measure: it has no value, and `rows`
    /// is 0. None when there is no such indicator or node.
    pub fn get(&self, indicator: &str, org: &str, by: &[Option<&str>]) -> Option<Figure> {
        let block = self.blocks.get(indicator)?;
        Some(block.find(self.tree.position(org)?, by))
    }

    /// The figures of the nodes directly below, in order of code.
    pub fn children(&self, indicator: &str, org: &str, by: &[Option<&str>]) -> Vec<(&str, Figure)> {
        let nodes = self.tree.children(org);
        self.of_nodes(indicator, nodes, by)
    }

    /// The figures of all leaf nodes below that have rows, in order of code.
    pub fn leaves(&self, indicator: &str, org: &str, by: &[Option<&str>]) -> Vec<(&str, Figure)> {
        let mut list = self.of_nodes(indicator, self.tree.leaves(org), by);
        list.retain(|(_, figure)| figure.rows > 0);
        list
    }

    /// The figures of all nodes below that a register keeps and that have rows, in order of code.
    pub fn below(
        &self,
        indicator: &str,
        org: &str,
        by: &[Option<&str>],
        register: &str,
    ) -> Vec<(&str, Figure)> {
        let nodes = self.tree.descendants(org);
        let nodes = nodes.filter(|node| node.register == register);
        let mut list = self.of_nodes(indicator, nodes, by);
        list.retain(|(_, figure)| figure.rows > 0);
        list
    }

    /// The values that occur in a breakdown column, in order; an empty text stands for rows where
    /// it is empty.
    pub fn by_values(&self, indicator: &str, column: usize) -> &[String] {
        let block = self.blocks.get(indicator);
        block
            .and_then(|block| block.by.get(column))
            .map_or(&[], Vec::as_slice)
    }

    /// Every figure with rows behind it, in order of indicator, node and breakdown.
    pub fn iter(&self) -> impl Iterator<Item = FigureRow<'_>> {
        self.blocks.keys().flat_map(|name| self.of(name))
    }

    /// Every figure of one indicator with rows behind it, in order of node and breakdown.
    pub fn of(&self, indicator: &str) -> impl Iterator<Item = FigureRow<'_>> {
        let entry = self.blocks.get_key_value(indicator);
        entry.into_iter().flat_map(move |(name, block)| {
            (0..block.len()).filter_map(move |index| {
                let (place, by) = block.key(index).split_first()?;
                Some(FigureRow {
                    indicator: name,
                    org: &self.tree.at(*place)?.code,
                    by: block.by_texts(by),
                    figure: block.figure(index),
                })
            })
        })
    }

    /// Rows of an indicator that count nowhere.
    pub fn unplaced(&self, indicator: &str) -> Option<&Unplaced> {
        self.blocks.get(indicator).map(|block| &block.unplaced)
    }

    /// What readers should know, in order of indicator.
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// How many figures have rows behind them.
    pub fn len(&self) -> usize {
        self.blocks.values().map(Block::len).sum()
    }

    /// Whether no figure has rows behind it.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bytes that its columns take in memory; those that indicators share count once.
    pub(crate) fn bytes(&self) -> usize {
        let mut keys = BTreeSet::new();
        let own = |block: &Block| {
            let shared = if keys.insert(Arc::as_ptr(&block.keys)) {
                block.keys.len() * 4 + block.rows.len() * 8
            } else {
                0
            };
            shared + (block.value.len() + block.numerator.len() + block.denominator.len()) * 8
        };
        self.blocks.values().map(own).sum()
    }

    fn of_nodes<'a>(
        &'a self,
        indicator: &str,
        nodes: impl Iterator<Item = &'a crate::tree::Node>,
        by: &[Option<&str>],
    ) -> Vec<(&'a str, Figure)> {
        let Some(block) = self.blocks.get(indicator) else {
            return Vec::new();
        };
        nodes
            .filter_map(|node| {
                let place = self.tree.position(&node.code)?;
                Some((node.code.as_str(), block.find(place, by)))
            })
            .collect()
    }
}
