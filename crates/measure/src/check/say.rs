//! What the engine says of SQL, in the words of people who write packs: where, what, and the
//! nearest right word.

use std::collections::BTreeSet;

use datafusion::common::{Column, DataFusionError, SchemaError, Span};
use datafusion::sql::sqlparser::parser::ParserError;
use jixia_pack::{What, what};
use jixia_terms::Label;

use super::words::{find_word, find_word_from};
use super::{At, syntax, unplanned};
use crate::engine::{ROWS, Refused, Session, kind_words_of, said};

/// Columns listed where none is near.
const LISTED_MAX: usize = 16;

/// A fault in some SQL.
pub(super) struct Found {
    /// Where it stands.
    pub(super) at: At,
    /// The word as written, where it is one that another may replace.
    pub(super) word: Option<String>,
    /// What is wrong.
    pub(super) fault: What,
}

impl Found {
    /// A fault of no single word.
    pub(super) fn of_all(at: At, fault: What) -> Self {
        Self {
            at,
            word: None,
            fault,
        }
    }
}

/// The faults that an error of planning tells of.
pub(super) fn faults(error: &DataFusionError, sql: &str, session: &Session) -> Vec<Found> {
    at_place(error, None, &Text { sql, session })
}

/// Some SQL and what it is planned with.
struct Text<'t> {
    sql: &'t str,
    session: &'t Session,
}

fn at_place(error: &DataFusionError, span: Option<Span>, text: &Text<'_>) -> Vec<Found> {
    let place = span.map(|span| {
        let start = span.start;
        let (line, column) = (start.line as usize, start.column as usize);
        (line.saturating_sub(1), column.max(1))
    });
    match error {
        DataFusionError::Diagnostic(diagnostic, inner) => {
            at_place(inner, diagnostic.span.or(span), text)
        }
        DataFusionError::Context(_, inner) => at_place(inner, span, text),
        DataFusionError::Shared(inner) => at_place(inner, span, text),
        DataFusionError::Collection(all) => {
            let each = all.iter().map(|inner| at_place(inner, span, text));
            each.flatten().collect()
        }
        DataFusionError::SchemaError(schema, _) => vec![of_schema(schema, place, text)],
        DataFusionError::SQL(parser, _) => vec![of_syntax(parser, text.sql)],
        DataFusionError::External(cause) => match cause.downcast_ref::<Refused>() {
            Some(refused) => {
                let fault = what(refused.code, refused.text.clone());
                vec![Found::of_all(place.unwrap_or((0, 1)), fault)]
            }
            None => vec![otherwise(error, place, text)],
        },
        _ => vec![otherwise(error, place, text)],
    }
}

fn of_syntax(error: &ParserError, sql: &str) -> Found {
    match error {
        ParserError::ParserError(message) | ParserError::TokenizerError(message) => {
            syntax::fault(message, sql)
        }
        ParserError::RecursionLimitExceeded => {
            let text = Label::new(
                "SQL 嵌套过深，请拆成视图",
                "the SQL is nested too deeply; split it into views",
            );
            Found::of_all((0, 1), what("sql_syntax", text))
        }
    }
}

fn of_schema(error: &SchemaError, place: Option<At>, text: &Text<'_>) -> Found {
    match error {
        SchemaError::FieldNotFound {
            field,
            valid_fields,
        } => missing(field, valid_fields, place, text),
        SchemaError::AmbiguousReference { field } => {
            let name = &field.name;
            let label = Label::new(
                format!("不止一张表有列“{name}”，请写明是哪张表的：表名.{name}"),
                format!("more than one table has a column `{name}`: write TABLE.{name}"),
            );
            let at = place.or_else(|| find_word(text.sql, name).map(|found| found.at));
            Found::of_all(at.unwrap_or((0, 1)), what("ambiguous_column", label))
        }
        SchemaError::DuplicateQualifiedField { name, .. }
        | SchemaError::DuplicateUnqualifiedField { name } => {
            let label = Label::new(
                format!("有两列都叫“{name}”，请用 as 给其中一列另起名称"),
                format!("two columns are called `{name}`: give one another name by `as`"),
            );
            let at = place.or_else(|| find_word(text.sql, name).map(|found| found.at));
            Found::of_all(at.unwrap_or((0, 1)), what("twin_column", label))
        }
    }
}

/// A column that there is not, or one of a table that there is not.
fn missing(field: &Column, valid: &[Column], place: Option<At>, text: &Text<'_>) -> Found {
    let from = place.or_else(|| {
        let span = field.spans().first()?;
        Some((
            (span.start.line as usize).saturating_sub(1),
            span.start.column as usize,
        ))
    });
    let relations = valid.iter().filter_map(|it| it.relation.as_ref());
    let tables: BTreeSet<&str> = relations.map(|relation| relation.table()).collect();
    let qualifier = field.relation.as_ref().map(|relation| relation.table());
    let of_table = qualifier.filter(|table| *table != ROWS && !tables.contains(table));
    let name = of_table.unwrap_or(&field.name);
    let found = match from {
        Some(from) => find_word_from(text.sql, name, from),
        None => find_word(text.sql, name),
    };
    let fault = match of_table {
        Some(table) => {
            let label = Label::new(
                format!("from 和 join 中没有表“{table}”"),
                format!("there is no table `{table}` after from or join"),
            );
            let tables: Vec<&str> = tables.into_iter().collect();
            what("unknown_column_table", label).near_or_list(table, &tables)
        }
        None => no_column(&field.name, qualifier, valid, text.session),
    };
    Found {
        at: found.as_ref().map(|it| it.at).or(from).unwrap_or((0, 1)),
        word: found.map(|it| it.word),
        fault,
    }
}

fn no_column(name: &str, qualifier: Option<&str>, valid: &[Column], session: &Session) -> What {
    if session.sealed.contains(name) {
        let label = Label::new(
            format!("“{name}”是加密字段，快照中没有，SQL 不能使用"),
            format!("`{name}` is sealed: snapshots hold no sealed fields, so SQL has none"),
        );
        return what("sealed_column", label);
    }
    let own = |column: &&Column| {
        let table = column.relation.as_ref().map(|relation| relation.table());
        qualifier.is_none_or(|wanted| table == Some(wanted))
    };
    let of_own = valid.iter().filter(own).map(|column| column.name.as_str());
    let names: BTreeSet<&str> = of_own.collect();
    let names: Vec<&str> = names.into_iter().collect();
    let label = Label::new(
        format!("没有列“{name}”"),
        format!("there is no column `{name}`"),
    );
    let fault = what("unknown_column", label);
    if names.len() > LISTED_MAX {
        return fault.near(name, names);
    }
    fault.near_or_list(name, &names)
}

/// Errors that the engine only has sentences for.
fn otherwise(error: &DataFusionError, place: Option<At>, text: &Text<'_>) -> Found {
    let said = said(error);
    let at = place.unwrap_or((0, 1));
    let quoted = |start: &str| {
        let rest = said.split_once(start)?.1;
        rest.split(['\'', '"', '`']).next()
    };
    if let Some(name) = quoted("Invalid function '") {
        return no_function(name, place, text);
    }
    if let Some((left, sign, right)) = operation(&said) {
        let (left, right) = (kind_words_of(left), kind_words_of(right));
        let label = Label::new(
            format!("类型不合：{}与{}之间不能用“{sign}”", left.zh, right.zh),
            format!("`{sign}` cannot stand between {} and {}", left.en, right.en),
        );
        let at = place.or_else(|| only(text.sql, sign)).unwrap_or((0, 1));
        return Found::of_all(at, what("sql_types", label));
    }
    let function = quoted("satisfy a call to '").or_else(|| quoted("Function '"));
    if let Some(name) = function {
        let label = Label::new(
            format!("函数 {name} 的参数个数或类型不对（{said}）"),
            format!("the function {name} takes other arguments ({said})"),
        );
        let at = place.or_else(|| find_word(text.sql, name).map(|found| found.at));
        return Found::of_all(at.unwrap_or((0, 1)), what("sql_arguments", label));
    }
    if let Some(name) = quoted("column \"").filter(|_| said.contains("GROUP BY")) {
        let name = name.rsplit('.').next().unwrap_or(name);
        let label = Label::new(
            format!("列“{name}”既不在 group by 中，也没有汇总"),
            format!("the column `{name}` is neither in `group by` nor aggregated"),
        );
        let at = place.or_else(|| find_word(text.sql, name).map(|found| found.at));
        return Found::of_all(at.unwrap_or((0, 1)), what("not_grouped", label));
    }
    Found::of_all(at, unplanned(&said))
}

fn no_function(name: &str, place: Option<At>, text: &Text<'_>) -> Found {
    let found = match place {
        Some(place) => find_word_from(text.sql, name, place),
        None => find_word(text.sql, name),
    };
    let state = &text.session.state;
    let names: Vec<&str> = [
        state
            .scalar_functions()
            .keys()
            .map(String::as_str)
            .collect::<Vec<_>>(),
        state
            .aggregate_functions()
            .keys()
            .map(String::as_str)
            .collect(),
        state
            .window_functions()
            .keys()
            .map(String::as_str)
            .collect(),
    ]
    .concat();
    let label = Label::new(
        format!("没有函数“{name}”"),
        format!("there is no function `{name}`"),
    );
    let fault = what("unknown_function", label);
    let fault = if Session::forbids(name) {
        fault.help(Label::new(
            "快照的结果须能重算：日期用 snapshot_day()",
            "a snapshot gives the same again tomorrow: for the day write snapshot_day()",
        ))
    } else {
        fault.near(name, names)
    };
    Found {
        at: found.as_ref().map(|it| it.at).or(place).unwrap_or((0, 1)),
        word: found.map(|it| it.word),
        fault,
    }
}

/// `… operation Utf8View >= Int64 …`: both types and the sign between them.
fn operation(said: &str) -> Option<(&str, &str, &str)> {
    let starts = [
        "comparison operation ",
        "arithmetic expression ",
        "arithmetic operation ",
        "for logical boolean operation ",
    ];
    let rest = starts
        .iter()
        .find_map(|start| Some(said.split_once(start)?.1))?;
    let mut words = rest.split_whitespace();
    let (left, sign, right) = (words.next()?, words.next()?, words.next()?);
    Some((left, sign, right.trim_end_matches(['.', ','])))
}

/// Where a sign stands, if it stands once.
fn only(sql: &str, sign: &str) -> Option<At> {
    let sign = sign.to_lowercase();
    let lower = sql.to_lowercase();
    let mut places = lower.match_indices(&sign);
    let (first, _) = places.next().filter(|_| places.next().is_none())?;
    let before = lower.get(..first)?;
    let line = before.rsplit('\n').next().unwrap_or_default();
    Some((before.matches('\n').count(), line.chars().count() + 1))
}
