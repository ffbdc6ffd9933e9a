//! Figures of an indicator: values, why, rows, trend. All take `snapshot`, `org` and the
//! breakdown's columns.

use axum::Json;
use axum::extract::Path;
use jixia_app::measure::{Figure, RuleUsed};
use jixia_app::pack::{CodeList, Confirmation};
use serde::Serialize;
use utoipa::ToSchema;

use super::ApiResult;
use crate::ask::Ask;
use crate::fault::{ApiError, Fault};
use crate::jobs::WordsView;
use crate::pages::indicators::scope::{NOTHING, Scope, Wanted};

/// A figure of a node.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FigureBody {
    /// Code of the node.
    pub org: String,
    /// What the node is called.
    pub name: String,
    /// The value; none when there is nothing to measure.
    pub value: Option<f64>,
    /// Numerator of a quotient.
    pub numerator: Option<f64>,
    /// Denominator of a quotient.
    pub denominator: Option<f64>,
    /// The value of a quotient is this times numerator ÷ denominator.
    pub scale: Option<u32>,
    /// Rows behind it.
    pub rows: u64,
}

/// Figures of a snapshot.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FiguresBody {
    /// The snapshot.
    pub snapshot: String,
    /// Value of each breakdown, or none for all.
    pub by: Vec<Option<String>>,
    /// The figures.
    pub figures: Vec<FigureBody>,
}

/// Why a figure is what it is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WhyBody {
    /// What is counted.
    pub doc: WordsView,
    /// Norm that defines it.
    pub source: Option<String>,
    /// SQL of its rows.
    pub rows_sql: String,
    /// SQL of its value.
    pub value_sql: String,
    /// Views the rows read: name and SQL.
    pub views: Vec<(String, String)>,
    /// Registers the rows read.
    pub registers: Vec<String>,
    /// Rule values used.
    pub rules: Vec<RuleBody>,
    /// The figure.
    pub figure: FigureBody,
    /// Rows without a node.
    pub rows_without_org: u64,
    /// Rows whose node is not in the tree.
    pub rows_of_unknown_org: u64,
    /// The snapshot.
    pub snapshot: String,
    /// SHA-256 of its manifest.
    pub manifest_hash: String,
    /// Digest of the packs.
    pub packs_digest: String,
}

/// A rule value as it stood.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RuleBody {
    /// The rule.
    pub name: String,
    /// What it is called.
    pub label: WordsView,
    /// Its value; none when it had not begun.
    pub value: Option<f64>,
    /// Its unit.
    pub unit: String,
    /// Since when.
    pub since: Option<String>,
    /// Document and clause.
    pub source: Option<String>,
    /// Day on which a person last confirmed it.
    pub checked: String,
    /// Whether it was confirmed against its source.
    pub confirmed: bool,
}

/// Rows behind a figure.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RowsBody {
    /// Names of the columns.
    pub columns: Vec<String>,
    /// The rows.
    #[schema(value_type = Vec<Vec<Option<Object>>>)]
    pub rows: Vec<Vec<serde_json::Value>>,
    /// How many there are in all.
    pub total: u64,
}

/// One point of a trend.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TrendBody {
    /// The snapshot.
    pub snapshot: String,
    /// Its day.
    pub day: String,
    /// The value.
    pub value: Option<f64>,
}

/// What a request for figures names. A breakdown that is misspelt would pass for the whole, so
/// every parameter must be one that is read, and every code one that its list has.
fn wanted(ask: &Ask, name: &str, own: &[&str]) -> Result<Wanted, Fault> {
    let indicator = ask.web.app().indicator(name)?;
    let codes = &ask.web.app().packs().codes;
    for (key, value) in ask.address.pairs() {
        if ["lang", "snapshot", "org"].contains(&key.as_str()) || own.contains(&key.as_str()) {
            continue;
        }
        let Some(by) = indicator.by.iter().find(|by| by.column == *key) else {
            let columns: Vec<&str> = indicator.by.iter().map(|by| by.column.as_str()).collect();
            let columns = columns.join(", ");
            return Err(Fault::bad("unknown_parameter").saying(
                format!("没有参数“{key}”，指标“{name}”可按这些列细分：{columns}"),
                format!("there is no parameter `{key}`; `{name}` is broken down by: {columns}"),
            ));
        };
        let list = by.codes.as_ref().and_then(|list| codes.get(list));
        let is_known = |list: &CodeList| list.codes.iter().any(|code| code.value == *value);
        if let Some(list) = list.filter(|list| value != NOTHING && !is_known(list)) {
            return Err(Fault::bad("unknown_code").saying(
                format!("{key}：代码表“{}”中没有“{value}”", list.name),
                format!("{key}: the code list `{}` has no `{value}`", list.name),
            ));
        }
    }
    Ok(Wanted::read(&ask.address))
}

fn body(scope: &Scope, org: &str, figure: &Figure) -> FigureBody {
    FigureBody {
        org: org.to_owned(),
        name: scope.name_of(org),
        value: figure.value,
        numerator: figure.numerator,
        denominator: figure.denominator,
        scale: figure.denominator.and(scope.indicator()).map(|it| it.scale),
        rows: figure.rows,
    }
}

/// Figures of a node and, as `below` asks, of the nodes under it.
#[utoipa::path(get, path = "/api/v1/indicators/{name}/figures", tag = "indicators",
    operation_id = "figures_figures",
    params(("name" = String, Path), ("snapshot" = Option<String>, Query), ("org" = Option<String>,
        Query),
        ("below" = Option<String>, Query, description = "`children` or `leaves`"),
        ("breakdowns" = Option<BTreeMap<String, String>>, Query, style = Form, explode,
            description = "each under its own name: the column of a breakdown, as `by` of the \
                indicator names it, and one of its values; a column left out stands for all")),
    responses((status = 200, body = FiguresBody), (status = "default", body = ApiError)))]
pub(crate) async fn figures(ask: Ask, Path(name): Path<String>) -> ApiResult<FiguresBody> {
    let wanted = wanted(&ask, &name, &["below"])?;
    let below = ask.query("below").unwrap_or_default().to_owned();
    if !["", "children", "leaves"].contains(&below.as_str()) {
        return Err(Fault::bad("bad_below").saying(
            format!("below 只能是 children 或 leaves，不能是“{below}”"),
            format!("below is children or leaves, not `{below}`"),
        ));
    }
    let found = ask.web.call(move |app| {
        let scope = Scope::load(app, &name, &wanted)?;
        let mut figures = vec![body(&scope, &scope.org, &scope.figure(&scope.org))];
        let parts = match below.as_str() {
            "children" => scope.figures.children(&scope.name, &scope.org, &scope.by()),
            "leaves" => scope.figures.leaves(&scope.name, &scope.org, &scope.by()),
            _ => Vec::new(),
        };
        figures.extend(parts.iter().map(|(org, figure)| body(&scope, org, figure)));
        Ok(FiguresBody {
            snapshot: scope.snapshot.id.clone(),
            by: scope.by.clone(),
            figures,
        })
    });
    Ok(Json(found.await?))
}

/// Why a figure is what it is.
#[utoipa::path(get, path = "/api/v1/indicators/{name}/why", tag = "indicators",
    operation_id = "figures_why",
    params(("name" = String, Path), ("snapshot" = Option<String>, Query),
        ("org" = Option<String>, Query),
        ("breakdowns" = Option<BTreeMap<String, String>>, Query, style = Form, explode,
            description = "each under its own name: the column of a breakdown, as `by` of the \
                indicator names it, and one of its values; a column left out stands for all")),
    responses((status = 200, body = WhyBody), (status = "default", body = ApiError)))]
pub(crate) async fn why(ask: Ask, Path(name): Path<String>) -> ApiResult<WhyBody> {
    let wanted = wanted(&ask, &name, &[])?;
    let found = ask.web.call(move |app| {
        let scope = Scope::load(app, &name, &wanted)?;
        let why = app.why(&scope.snapshot.id, &name, &scope.org, &scope.by())?;
        Ok(WhyBody {
            figure: body(&scope, &scope.org, &why.figure),
            doc: (&why.doc).into(),
            source: why.source,
            rows_sql: why.rows_sql,
            value_sql: why.value_sql,
            views: why.views,
            registers: why.registers,
            rules: why.rules.iter().map(rule).collect(),
            rows_without_org: why.unplaced.without_org,
            rows_of_unknown_org: why.unplaced.unknown_org,
            snapshot: why.snapshot.id,
            manifest_hash: why.snapshot.manifest_hash,
            packs_digest: why.packs_digest,
        })
    });
    Ok(Json(found.await?))
}

fn rule(rule: &RuleUsed) -> RuleBody {
    RuleBody {
        name: rule.name.clone(),
        label: (&rule.label).into(),
        value: rule.value,
        unit: rule.unit.clone(),
        since: rule.since.map(|day| day.to_string()),
        source: rule.source.clone(),
        checked: rule.checked.to_string(),
        confirmed: rule.confirmation == Confirmation::Confirmed,
    }
}

/// The rows behind a figure.
#[utoipa::path(get, path = "/api/v1/indicators/{name}/rows", tag = "indicators",
    operation_id = "figures_rows",
    params(("name" = String, Path), ("snapshot" = Option<String>, Query), ("org" = Option<String>,
        Query),
        ("sort" = Option<String>, Query), ("offset" = Option<u64>, Query),
        ("limit" = Option<usize>, Query),
        ("breakdowns" = Option<BTreeMap<String, String>>, Query, style = Form, explode,
            description = "each under its own name: the column of a breakdown, as `by` of the \
                indicator names it, and one of its values; a column left out stands for all")),
    responses((status = 200, body = RowsBody), (status = "default", body = ApiError)))]
pub(crate) async fn rows(ask: Ask, Path(name): Path<String>) -> ApiResult<RowsBody> {
    let wanted = wanted(&ask, &name, &["sort", "offset", "limit"])?;
    let offset = ask.address.number("offset")?.unwrap_or_default();
    let limit: usize = ask.address.number("limit")?.unwrap_or(100);
    let found = ask.web.call(move |app| {
        let scope = Scope::load(app, &name, &wanted)?;
        let request = scope.rows(&ask.address, (offset, limit.clamp(1, 10_000)));
        app.figure_rows(&scope.snapshot.id, &request)
    });
    let page = found.await?;
    let json = |row: &Vec<crate::terms::Value>| {
        row.iter()
            .map(|value| serde_json::to_value(value).unwrap_or_default())
            .collect()
    };
    Ok(Json(RowsBody {
        rows: page.rows.iter().map(json).collect(),
        columns: page.columns,
        total: page.total,
    }))
}

/// The figure in every snapshot.
#[utoipa::path(get, path = "/api/v1/indicators/{name}/trend", tag = "indicators",
    operation_id = "figures_trend",
    params(("name" = String, Path), ("org" = Option<String>, Query),
        ("breakdowns" = Option<BTreeMap<String, String>>, Query, style = Form, explode,
            description = "each under its own name: the column of a breakdown, as `by` of the \
                indicator names it, and one of its values; a column left out stands for all")),
    responses((status = 200, body = Vec<TrendBody>), (status = "default", body = ApiError)))]
pub(crate) async fn trend(ask: Ask, Path(name): Path<String>) -> ApiResult<Vec<TrendBody>> {
    let wanted = wanted(&ask, &name, &[])?;
    let found = ask.web.call(move |app| {
        let scope = Scope::load(app, &name, &wanted)?;
        app.trend(&name, &scope.org, &scope.by())
    });
    let points = found.await?.into_iter();
    let body = points.map(|point| TrendBody {
        snapshot: point.snapshot,
        day: point.day.to_string(),
        value: point.value,
    });
    Ok(Json(body.collect()))
}
