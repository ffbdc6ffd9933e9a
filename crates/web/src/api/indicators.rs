//! Indicators as they are declared.

use axum::Json;
use axum::extract::Path;
use jixia_app::pack::{Better, Indicator};
use serde::Serialize;
use utoipa::ToSchema;

use super::ApiResult;
use crate::ask::Ask;
use crate::fault::ApiError;
use crate::jobs::WordsView;

/// An indicator.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct IndicatorBody {
    /// Its name.
    pub name: String,
    /// What it is called.
    pub label: WordsView,
    /// What it counts, of whom, what is left out.
    pub doc: WordsView,
    /// The pack that declares it.
    pub pack: String,
    /// Its unit.
    pub unit: String,
    /// The value is this times numerator ÷ denominator, where it is a quotient.
    pub scale: u32,
    /// `higher`, `lower` or `neither`.
    pub better: String,
    /// Words by which a plan speaks of it.
    pub also: Vec<String>,
    /// Its breakdowns.
    pub by: Vec<ByBody>,
    /// Rule values it uses.
    pub rules: Vec<String>,
    /// Registers it reads.
    pub registers: Vec<String>,
    /// Norm that defines it.
    pub source: Option<String>,
}

/// A breakdown.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ByBody {
    /// Its column.
    pub column: String,
    /// What it is called.
    pub label: WordsView,
    /// Code list of its values.
    pub codes: Option<String>,
}

fn body(indicator: &Indicator) -> IndicatorBody {
    let by = indicator.by.iter().map(|by| ByBody {
        column: by.column.clone(),
        label: (&by.label).into(),
        codes: by.codes.clone(),
    });
    let better = match indicator.better {
        Better::Higher => "higher",
        Better::Lower => "lower",
        Better::Neither => "neither",
    };
    IndicatorBody {
        name: indicator.name.clone(),
        label: (&indicator.label).into(),
        doc: (&indicator.doc).into(),
        pack: indicator.origin.pack.clone(),
        unit: indicator.unit.clone(),
        scale: indicator.scale,
        better: better.to_owned(),
        also: indicator.also.clone(),
        by: by.collect(),
        rules: indicator.rules.clone(),
        registers: indicator.registers.clone(),
        source: indicator.source.clone(),
    }
}

/// All indicators.
#[utoipa::path(get, path = "/api/v1/indicators", tag = "indicators",
    operation_id = "indicators_all",
    responses((status = 200, body = Vec<IndicatorBody>), (status = "default", body = ApiError)))]
pub(crate) async fn all(ask: Ask) -> ApiResult<Vec<IndicatorBody>> {
    Ok(Json(
        ask.web
            .app()
            .packs()
            .indicators
            .values()
            .map(body)
            .collect(),
    ))
}

/// One indicator.
#[utoipa::path(get, path = "/api/v1/indicators/{name}", tag = "indicators",
    operation_id = "indicators_one", params(("name" = String,
    Path)),
    responses((status = 200, body = IndicatorBody), (status = "default", body = ApiError)))]
pub(crate) async fn one(ask: Ask, Path(name): Path<String>) -> ApiResult<IndicatorBody> {
    Ok(Json(
        ask.web
            .call(move |app| app.indicator(&name).map(body))
            .await?,
    ))
}
