//! Registers: what they are called, what their fields are, how many rows they have.

use axum::Json;
use axum::extract::Path;
use jixia_app::pack::Register;
use jixia_app::{App, AppError};
use serde::Serialize;
use utoipa::ToSchema;

use super::ApiResult;
use crate::ask::Ask;
use crate::fault::ApiError;
use crate::jobs::WordsView;

/// A register.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RegisterBody {
    /// Its name.
    pub name: String,
    /// What it is called.
    pub label: WordsView,
    /// What one row is.
    pub doc: WordsView,
    /// The pack that declares it.
    pub pack: String,
    /// Rows it has.
    pub rows: u64,
    /// Fields of its natural key.
    pub key: Vec<String>,
    /// The field that stands for a row.
    pub title: String,
    /// Its stored fields.
    pub fields: Vec<FieldBody>,
}

/// A field.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FieldBody {
    /// Its name.
    pub name: String,
    /// What it is called.
    pub label: WordsView,
    /// What it means.
    pub doc: Option<WordsView>,
    /// What may stand in it: `text`, `count`, `day` …
    pub kind: String,
    /// The code list of its values.
    pub codes: Option<String>,
    /// The register it refers to.
    pub to: Option<String>,
    /// Unit of a number.
    pub unit: Option<String>,
    /// Whether it may not be empty.
    pub required: bool,
    /// Whether it is shown masked.
    pub sealed: bool,
    /// Whether lists can be filtered and sorted by it.
    pub findable: bool,
}

fn body(app: &App, register: &Register) -> Result<RegisterBody, AppError> {
    let field = |field: &jixia_app::pack::Field| FieldBody {
        name: field.name.clone(),
        label: (&field.label).into(),
        doc: field.doc.as_ref().map(WordsView::from),
        kind: field.kind.word().to_owned(),
        codes: field.kind.code_list().map(str::to_owned),
        to: field.kind.target().map(str::to_owned),
        unit: field.unit.clone(),
        required: field.required,
        sealed: field.sealed.is_some(),
        findable: crate::pages::registers::is_findable(register, field),
    };
    Ok(RegisterBody {
        name: register.name.clone(),
        label: (&register.label).into(),
        doc: (&register.doc).into(),
        pack: register.origin.pack.clone(),
        rows: app.count(&register.name)?,
        key: register.key.clone(),
        title: register.title.clone(),
        fields: register.stored().map(field).collect(),
    })
}

/// All registers.
#[utoipa::path(get, path = "/api/v1/registers", tag = "registers",
    operation_id = "registers_all",
    responses((status = 200, body = Vec<RegisterBody>), (status = "default", body = ApiError)))]
pub(crate) async fn all(ask: Ask) -> ApiResult<Vec<RegisterBody>> {
    let found = ask.web.call(|app| {
        app.packs()
            .registers
            .values()
            .map(|one| body(app, one))
            .collect()
    });
    Ok(Json(found.await?))
}

/// One register with its fields.
#[utoipa::path(get, path = "/api/v1/registers/{register}", tag = "registers",
    operation_id = "registers_one",
    params(("register" = String, Path)),
    responses((status = 200, body = RegisterBody), (status = "default", body = ApiError)))]
pub(crate) async fn one(ask: Ask, Path(name): Path<String>) -> ApiResult<RegisterBody> {
    Ok(Json(
        ask.web
            .call(move |app| body(app, app.register(&name)?))
            .await?,
    ))
}
