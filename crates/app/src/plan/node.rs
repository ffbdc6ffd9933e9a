//! Which node of the organisation tree a target is measured for: the one that its words name or a
//! person chose, else the root.

use std::collections::BTreeSet;

use jixia_pack::Register;
use jixia_plan::place::{Named, Places};
use jixia_plan::{Plan, Target};
use jixia_store::{Record, Values};
use jixia_terms::{Label, Value};

use super::registers::Row;
use super::view::TargetNode;
use crate::error::AppError;
use crate::open::App;

/// A row of a register whose rows are nodes.
struct NodeRow {
    code: String,
    name: String,
    kind: String,
    parents: Vec<String>,
    register: String,
}

/// The nodes that words may name.
pub(crate) struct NodeNames(Places);

impl App {
    /// The names of all nodes that stand today. Nodes in the register that keeps the root are also
    /// called by their name without the word of their kind, the others by their full name alone.
    pub(crate) fn node_names(&self) -> Result<NodeNames, AppError> {
        let rows = self.nodes_standing()?;
        let above: BTreeSet<&str> = rows
            .iter()
            .flat_map(|row| row.parents.iter().map(String::as_str))
            .collect();
        let is_root = |row: &NodeRow| row.parents.is_empty() && above.contains(row.code.as_str());
        let keepers: BTreeSet<&str> = rows
            .iter()
            .filter(|row| is_root(row))
            .map(|row| row.register.as_str())
            .collect();
        let mut places = Places::default();
        for row in &rows {
            let code = (!is_root(row)).then_some(row.code.as_str());
            let keeps_root = keepers.contains(row.register.as_str());
            let kinds = if keeps_root {
                self.words_of_kind(row)
            } else {
                Vec::new()
            };
            places.add(code, &row.name, &kinds);
        }
        Ok(NodeNames(places))
    }

    fn words_of_kind(&self, row: &NodeRow) -> Vec<&str> {
        let field = self
            .packs()
            .registers
            .get(&row.register)
            .and_then(|register| {
                let kind = &register.tree.as_ref()?.kind;
                register.stored().find(|field| field.name == *kind)
            });
        let list = field.and_then(|field| match &field.kind {
            jixia_pack::FieldKind::Code(list) => self.packs().codes.get(list),
            _ => None,
        });
        let code = list.and_then(|list| list.codes.iter().find(|code| code.value == row.kind));
        code.map_or(Vec::new(), |code| {
            let also = code.also.iter().map(String::as_str);
            std::iter::once(code.label.zh.as_str())
                .chain(also)
                .collect()
        })
    }

    fn nodes_standing(&self) -> Result<Vec<NodeRow>, AppError> {
        let today = self.now().day();
        let mut rows = Vec::new();
        for register in self.packs().registers.values() {
            let Some(tree) = &register.tree else {
                continue;
            };
            self.store().scan(&register.name, None, &mut |record| {
                let row = Row::new(register, record);
                let day = |field: &Option<String>| field.as_ref().and_then(|field| row.day(field));
                let begun = day(&tree.since).is_none_or(|since| since <= today);
                let ended = day(&tree.until).is_some_and(|until| until <= today);
                if begun && !ended {
                    rows.push(node_row(register, record));
                }
                Ok(())
            })?;
        }
        Ok(rows)
    }

    /// What is shown of a node; its code alone where no register has it any more.
    pub(super) fn target_node(&self, code: &str) -> Result<TargetNode, AppError> {
        let found = self.find_node(code)?;
        let name = found.map(|row| row.name).filter(|name| !name.is_empty());
        Ok(TargetNode {
            code: code.to_owned(),
            name: name.unwrap_or_else(|| code.to_owned()),
        })
    }

    /// Refuses a code that no node has, with the nearest node there is.
    pub(crate) fn check_node(&self, code: &str) -> Result<(), AppError> {
        if self.find_node(code)?.is_some() {
            return Ok(());
        }
        let rows = self.nodes_standing()?;
        let words = rows
            .iter()
            .flat_map(|row| [row.name.as_str(), row.code.as_str()]);
        let near = jixia_pack::nearest(code, words);
        let near =
            near.and_then(|near| rows.iter().find(|row| row.name == near || row.code == near));
        let text = match near {
            Some(row) => Label::new(
                format!(
                    "没有代码为“{code}”的组织节点，最接近的是“{}”（{}）",
                    row.name, row.code
                ),
                format!(
                    "no node has the code `{code}`; the nearest is `{}` ({})",
                    row.name, row.code
                ),
            ),
            None => Label::new(
                format!("没有代码为“{code}”的组织节点，请填写台账中的机构代码，或者留空表示全域"),
                format!(
                    "no node has the code `{code}`; write a code from the registers, or none for \
                     the whole"
                ),
            ),
        };
        Err(AppError::field("node", text))
    }

    fn find_node(&self, code: &str) -> Result<Option<NodeRow>, AppError> {
        for register in self
            .packs()
            .registers
            .values()
            .filter(|one| one.tree.is_some())
        {
            if let Some(record) = self
                .store()
                .find(&register.name, &[Value::from(code)], None)?
            {
                return Ok(Some(node_row(register, &record)));
            }
        }
        Ok(None)
    }
}

impl NodeNames {
    /// The fields of a target that say which node its words name.
    pub(crate) fn values(&self, plan: &Plan, target: &Target) -> Values {
        let (code, unsure) = match self.0.named(plan, target) {
            Named::Whole => return Values::new(),
            Named::Place(code) => (Some(code), false),
            Named::Perhaps(code) => (Some(code), true),
            Named::Several => (None, true),
        };
        super::registers::values([
            ("node", Value::from(code.map(str::to_owned))),
            ("node_unsure", Value::Bool(unsure)),
        ])
    }
}

fn node_row(register: &Register, record: &Record) -> NodeRow {
    let row = Row::new(register, record);
    let text = |field: Option<&String>| field.map_or(String::new(), |field| row.text(field));
    let tree = register.tree.as_ref();
    let parents = tree.map_or(&[][..], |tree| &tree.parents);
    NodeRow {
        code: text(register.key.first()),
        name: text(tree.map(|tree| &tree.name)),
        kind: text(tree.map(|tree| &tree.kind)),
        parents: parents
            .iter()
            .filter_map(|parent| row.some_text(parent))
            .collect(),
        register: register.name.clone(),
    }
}
