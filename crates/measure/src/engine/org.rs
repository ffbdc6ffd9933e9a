//! The organisation tree out of the registers whose rows are nodes or move them.

use std::collections::BTreeMap;
use std::sync::Arc;

use datafusion::arrow::array::{Array, Date32Array, RecordBatch, StringViewArray};
use datafusion::arrow::datatypes::{DataType, Field, Schema};
use datafusion::common::cast::{as_date32_array, as_string_view_array};
use datafusion::common::{Result, internal_err};
use futures::TryStreamExt;
use jixia_pack::{Packs, Register};
use jixia_terms::Day;

use super::cell::Content;
use crate::columns::register_schema;
use crate::tree::{MoveRow, NodeRow, OrgTree};

/// The tree on a day from the contents of registers.
pub(crate) async fn read_tree(
    packs: &Packs,
    contents: &BTreeMap<String, Content>,
    day: Day,
) -> Result<OrgTree> {
    let (mut nodes, mut moves) = (Vec::new(), Vec::new());
    for register in packs.registers.values() {
        let Some(content) = contents.get(&register.name) else {
            continue;
        };
        if register.tree.is_some() {
            read_nodes(register, content, &mut nodes).await?;
        }
        if register.moves.is_some() {
            read_moves(register, content, &mut moves).await?;
        }
    }
    Ok(OrgTree::build(nodes, &moves, day))
}

async fn read_nodes(
    register: &Register,
    content: &Content,
    nodes: &mut Vec<NodeRow>,
) -> Result<()> {
    let (Some(tree), Some(key)) = (&register.tree, register.key.first()) else {
        return Ok(());
    };
    let mut columns = vec![
        (key.as_str(), DataType::Utf8View),
        (&tree.name, DataType::Utf8View),
        (&tree.kind, DataType::Utf8View),
    ];
    let day = |field: &'_ Option<String>| (field.clone().unwrap_or_default(), DataType::Date32);
    let (since, until) = (day(&tree.since), day(&tree.until));
    columns.push((&since.0, since.1));
    columns.push((&until.0, until.1));
    columns.extend(
        tree.parents
            .iter()
            .map(|p| (p.as_str(), DataType::Utf8View)),
    );
    for batch in read(register, content, &columns).await? {
        let texts = |place: usize| as_string_view_array(batch.column(place));
        let (codes, names, kinds) = (texts(0)?, texts(1)?, texts(2)?);
        let (since, until) = (
            as_date32_array(batch.column(3))?,
            as_date32_array(batch.column(4))?,
        );
        let parents = (5..columns.len()).map(texts).collect::<Result<Vec<_>>>()?;
        for row in 0..batch.num_rows() {
            let Some(code) = text(codes, row) else {
                continue;
            };
            let above = parents
                .iter()
                .map(|parent| text(parent, row).unwrap_or_default());
            nodes.push(NodeRow {
                code,
                name: text(names, row).unwrap_or_default(),
                kind: text(kinds, row).unwrap_or_default(),
                register: register.name.clone(),
                parents: above.collect(),
                since: date(since, row),
                until: date(until, row),
            });
        }
    }
    Ok(())
}

async fn read_moves(
    register: &Register,
    content: &Content,
    moves: &mut Vec<MoveRow>,
) -> Result<()> {
    let Some(fields) = &register.moves else {
        return Ok(());
    };
    let columns = [
        (fields.node.as_str(), DataType::Utf8View),
        (&fields.to, DataType::Utf8View),
        (&fields.day, DataType::Date32),
    ];
    for batch in read(register, content, &columns).await? {
        let texts = |place: usize| as_string_view_array(batch.column(place));
        let (nodes, to) = (texts(0)?, texts(1)?);
        let days = as_date32_array(batch.column(2))?;
        for row in 0..batch.num_rows() {
            if let (Some(node), Some(to), Some(day)) =
                (text(nodes, row), text(to, row), date(days, row))
            {
                moves.push(MoveRow { node, day, to });
            }
        }
    }
    Ok(())
}

/// The columns of these names and types; one that the register does not have is empty.
async fn read(
    register: &Register,
    content: &Content,
    columns: &[(&str, DataType)],
) -> Result<Vec<RecordBatch>> {
    let field = |(name, kind): &(&str, DataType)| Field::new(*name, kind.clone(), true);
    let wanted = Arc::new(Schema::new(columns.iter().map(field).collect::<Vec<_>>()));
    match content {
        Content::Empty => Ok(Vec::new()),
        Content::Files(files) => files.stream(wanted).try_collect().await,
        Content::Batches(batches, places) => {
            let held = register_schema(register);
            let place = |name: &str| {
                let place = held.index_of(name).ok();
                place.and_then(|place| places.iter().position(|held| *held == place))
            };
            let fitted = batches.iter().map(|batch| {
                let column = |(name, kind): &(&str, DataType)| match place(name) {
                    Some(place) if batch.column(place).data_type() == kind => {
                        Ok(batch.column(place).clone())
                    }
                    Some(_) => internal_err!("`{name}` of `{}` is of no {kind}", register.name),
                    None => Ok(datafusion::arrow::array::new_null_array(
                        kind,
                        batch.num_rows(),
                    )),
                };
                let columns = columns.iter().map(column).collect::<Result<_>>()?;
                Ok(RecordBatch::try_new(wanted.clone(), columns)?)
            });
            fitted.collect()
        }
    }
}

fn text(column: &StringViewArray, row: usize) -> Option<String> {
    let found = column.is_valid(row).then(|| column.value(row));
    found.filter(|text| !text.is_empty()).map(str::to_owned)
}

fn date(column: &Date32Array, row: usize) -> Option<Day> {
    let days = column.is_valid(row).then(|| column.value(row));
    days.and_then(Day::from_days)
}
