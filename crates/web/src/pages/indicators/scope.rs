//! What a page about a figure looks at: indicator, snapshot, node, breakdown; read from its
//! address.

use std::sync::Arc;

use jixia_app::measure::{Figure, Figures, MeasureError, Node, OrgTree, RowsRequest, SnapshotInfo};
use jixia_app::pack::{Better, Breakdown, Indicator, Packs};
use jixia_app::{App, AppError};

use crate::address::Address;
use crate::number::Unit;
use crate::shown::figure_parts;
use crate::texts::{Words, say};

/// What the address of a figure names.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wanted {
    /// The snapshot; the newest when none is named.
    pub snapshot: Option<String>,
    /// The node; the root when none is named.
    pub org: Option<String>,
    /// Values of breakdown columns, by name.
    pub by: Vec<(String, String)>,
}

impl Wanted {
    /// From an address.
    pub(crate) fn read(address: &Address) -> Self {
        let own = |name: &str| address.get(name).map(str::to_owned);
        let by = address
            .pairs()
            .iter()
            .filter(|(name, _)| !matches!(name.as_str(), "snapshot" | "org" | "lang"));
        Self {
            snapshot: own("snapshot"),
            org: own("org"),
            by: by.cloned().collect(),
        }
    }
}

/// A figure and what surrounds it.
pub(crate) struct Scope {
    /// The packs.
    pub packs: Arc<Packs>,
    /// Name of the indicator.
    pub name: String,
    /// The snapshot.
    pub snapshot: SnapshotInfo,
    /// All figures of it.
    pub figures: Arc<Figures>,
    /// Code of the node; empty in an empty tree.
    pub org: String,
    /// A value for each breakdown, or none for all.
    pub by: Vec<Option<String>>,
}

impl Scope {
    /// What an address names, or a refusal that names the nearest.
    pub(crate) fn load(app: &App, name: &str, wanted: &Wanted) -> Result<Self, AppError> {
        let packs = Arc::clone(app.packs());
        let indicator = app.indicator(name)?;
        let by = indicator.by.iter().map(|by| {
            let asked = wanted.by.iter().find(|(column, _)| *column == by.column);
            asked.map(|(_, value)| {
                if value == NOTHING {
                    String::new()
                } else {
                    value.clone()
                }
            })
        });
        let by = by.collect();
        let snapshot = app.snapshot_or_newest(wanted.snapshot.as_deref())?;
        let figures = app.figures(&snapshot.id)?;
        let org = match &wanted.org {
            Some(org) if figures.tree().node(org).is_none() => {
                return Err(MeasureError::UnknownNode(org.clone()).into());
            }
            Some(org) => org.clone(),
            None => root(figures.tree())
                .map(|node| node.code.clone())
                .unwrap_or_default(),
        };
        Ok(Self {
            packs,
            name: name.to_owned(),
            snapshot,
            figures,
            org,
            by,
        })
    }

    /// Asks for rows behind the figure, in the order that an address names.
    pub(crate) fn rows(&self, address: &Address, (offset, limit): (u64, usize)) -> RowsRequest {
        RowsRequest {
            indicator: self.name.clone(),
            org: self.org.clone(),
            by: self.by.clone(),
            sort: address.sort().map(|(name, down)| (name.to_owned(), down)),
            offset,
            limit,
        }
    }

    /// The declaration of the indicator.
    pub(crate) fn indicator(&self) -> Option<&Indicator> {
        self.packs.indicators.get(&self.name)
    }

    /// Numerator and denominator of a figure of it.
    pub(crate) fn parts(&self, figure: &Figure) -> Option<(String, String)> {
        figure_parts(figure, self.indicator()?)
    }

    /// What the denominator is called, with what the quotient is multiplied by.
    pub(crate) fn denominator_title(&self, words: Words) -> String {
        match self.indicator().map_or(1, |indicator| indicator.scale) {
            1 => say!(words, "denominator"),
            scale => say!(words, "denominator-scaled", scale = scale),
        }
    }

    /// The tree.
    pub(crate) fn tree(&self) -> &OrgTree {
        self.figures.tree()
    }

    /// The node; none when its code stands in no tree of that day.
    pub(crate) fn node(&self) -> Option<&Node> {
        self.tree().node(&self.org)
    }

    /// What the node is called.
    pub(crate) fn place(&self) -> String {
        self.name_of(&self.org)
    }

    /// What a node is called.
    pub(crate) fn name_of(&self, code: &str) -> String {
        let named = self
            .tree()
            .node(code)
            .map(|node| node.name.as_str())
            .filter(|name| !name.is_empty());
        named.unwrap_or(code).to_owned()
    }

    /// The breakdown as the measure takes it.
    pub(crate) fn by(&self) -> Vec<Option<&str>> {
        self.by.iter().map(Option::as_deref).collect()
    }

    /// The figure of a node in this breakdown.
    pub(crate) fn figure(&self, org: &str) -> Figure {
        self.figures
            .get(&self.name, org, &self.by())
            .unwrap_or_default()
    }

    /// How its values are written.
    pub(crate) fn unit(&self, words: Words) -> Unit<'_> {
        Unit::new(
            self.indicator().map_or("", |indicator| &indicator.unit),
            words,
        )
    }

    /// Which way is better.
    pub(crate) fn better(&self) -> Better {
        self.indicator()
            .map_or(Better::Neither, |indicator| indicator.better)
    }

    /// The address of the same measure at this node.
    pub(crate) fn at(&self, org: &str) -> Address {
        self.address(&["indicators", &self.name]).with("org", org)
    }

    /// An address that keeps snapshot and breakdown.
    pub(crate) fn address(&self, segments: &[&str]) -> Address {
        let mut address = Address::of(segments).with("snapshot", &self.snapshot.id);
        let columns = self.indicator().map_or(&[][..], |indicator| &indicator.by);
        for (by, value) in columns.iter().zip(&self.by) {
            if let Some(value) = value {
                address = address.with(&by.column, if value.is_empty() { NOTHING } else { value });
            }
        }
        address
    }

    /// Where it stands: the nodes above, from the root down.
    pub(crate) fn above(&self) -> Vec<(String, String)> {
        let mut found = Vec::new();
        let mut at = self.org.as_str();
        while let Some(parent) = self.tree().parents(at).next() {
            found.push((parent.name.clone(), self.at(&parent.code).text()));
            at = &parent.code;
            if found.len() > 20 {
                break;
            }
        }
        found.reverse();
        found
    }

    /// What a value of a breakdown is called.
    pub(crate) fn value_name(&self, by: &Breakdown, value: &str, words: Words) -> String {
        if value.is_empty() {
            return say!(words, "by-nothing");
        }
        let list = by
            .codes
            .as_ref()
            .and_then(|list| self.packs.codes.get(list));
        let code = list.and_then(|list| list.codes.iter().find(|code| code.value == value));
        code.map_or(value, |code| words.label(&code.label))
            .to_owned()
    }
}

/// Stands in an address for rows where a breakdown column is empty.
pub(crate) const NOTHING: &str = "~";

/// The root that most of the tree stands under.
pub(crate) fn root(tree: &OrgTree) -> Option<&Node> {
    let roots: Vec<&Node> = tree.roots().take(50).collect();
    match roots.as_slice() {
        [only] => Some(only),
        many => many
            .iter()
            .max_by_key(|node| tree.children(&node.code).count())
            .copied(),
    }
}
