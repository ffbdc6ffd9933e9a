//! Why a figure is what it is: definition, rule values, numerator and denominator, snapshot.

use std::collections::BTreeSet;

use jixia_pack::{Confirmation, Indicator, Packs};
use jixia_terms::{Day, Label};

use crate::engine::tables_of;
use crate::figures::{Figure, Unplaced};
use crate::snapshot::SnapshotInfo;

/// Why a figure is what it is.
#[derive(Debug, Clone)]
pub struct Why {
    /// The indicator.
    pub indicator: String,
    /// What it is called.
    pub label: Label,
    /// What it counts, of whom, what is left out.
    pub doc: Label,
    /// Norm that defines it, if any.
    pub source: Option<String>,
    /// Unit.
    pub unit: String,
    /// SQL of its rows.
    pub rows_sql: String,
    /// SQL of its value, or of its quotient.
    pub value_sql: String,
    /// Views that the rows read, directly or through views, with their SQL, in order of name.
    pub views: Vec<(String, String)>,
    /// Registers that the rows read.
    pub registers: Vec<String>,
    /// Rule values that it used, those of its views among them.
    pub rules: Vec<RuleUsed>,
    /// The figure with numerator and denominator.
    pub figure: Figure,
    /// Rows that count nowhere.
    pub unplaced: Unplaced,
    /// The snapshot: id, day, hash of the manifest, registers.
    pub snapshot: SnapshotInfo,
    /// Digest of the packs by which it was measured.
    pub packs_digest: String,
}

/// A rule value as it stood on the day of a snapshot.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleUsed {
    /// The rule.
    pub name: String,
    /// What it is called.
    pub label: Label,
    /// Unit.
    pub unit: String,
    /// The value; none when the rule had not begun.
    pub value: Option<f64>,
    /// From which day it holds.
    pub since: Option<Day>,
    /// Document and clause.
    pub source: Option<String>,
    /// Day on which a person last confirmed it.
    pub checked: Day,
    /// Whether it was confirmed against its source.
    pub confirmation: Confirmation,
}

pub(crate) fn explain(
    packs: &Packs,
    indicator: &Indicator,
    figure: Figure,
    unplaced: Unplaced,
    snapshot: SnapshotInfo,
) -> Why {
    let value_sql = match (&indicator.numerator, &indicator.denominator) {
        (Some(numerator), Some(denominator)) => {
            let quotient = format!("({numerator}) / ({denominator})");
            match indicator.scale {
                1 => quotient,
                scale => format!("{scale} * {quotient}"),
            }
        }
        _ => indicator.value.clone(),
    };
    let rules = indicator.rules.iter();
    let rules = rules
        .filter_map(|name| rule_used(packs, name, snapshot.day))
        .collect();
    Why {
        indicator: indicator.name.clone(),
        label: indicator.label.clone(),
        doc: indicator.doc.clone(),
        source: indicator.source.clone(),
        unit: indicator.unit.clone(),
        rows_sql: indicator.rows.trim().to_owned(),
        value_sql,
        views: views_of(packs, indicator),
        registers: indicator.registers.clone(),
        rules,
        figure,
        unplaced,
        packs_digest: packs.digest.clone(),
        snapshot,
    }
}

fn rule_used(packs: &Packs, name: &str, day: Day) -> Option<RuleUsed> {
    let rule = packs.rules.get(name)?;
    let used = rule.on(day);
    Some(RuleUsed {
        name: rule.name.clone(),
        label: rule.label.clone(),
        unit: rule.unit.clone(),
        value: used.map(|source| source.value),
        since: used.map(|source| source.date),
        source: used.map(|source| source.source.clone()),
        checked: rule.checked,
        confirmation: used.map_or(Confirmation::Unconfirmed, |source| source.confirmation),
    })
}

fn views_of(packs: &Packs, indicator: &Indicator) -> Vec<(String, String)> {
    let mut found = BTreeSet::new();
    let mut waiting = vec![indicator.rows.as_str()];
    while let Some(sql) = waiting.pop() {
        for table in tables_of(sql) {
            if let Some(view) = packs.views.get(&table)
                && found.insert(table)
            {
                waiting.push(&view.rows);
            }
        }
    }
    let sql = |name: String| {
        let rows = packs
            .views
            .get(&name)
            .map(|view| view.rows.trim().to_owned());
        (name, rows.unwrap_or_default())
    };
    found.into_iter().map(sql).collect()
}
