//! Records of a register: list, one, history; add, change, end, rename, merge.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use jixia_app::pack::{Packs, Register};
use jixia_app::store::{Record, RecordId, Version};
use jixia_app::{App, AppError};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::ApiResult;
use super::given::Given;
use super::journal::LineBody;
use crate::ask::Ask;
use crate::fault::{ApiError, Fault};
use crate::pages::registers::listing::{as_of, cursor_text, read};
use crate::pages::registers::record::record_id;
use crate::pages::registers::{declared, key_of, title_of};
use crate::texts::Words;

/// A record. Sealed values are masked.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RecordBody {
    /// Its number.
    pub id: i64,
    /// Number of the journal line that wrote it.
    pub version: u64,
    /// Its natural key.
    pub key: String,
    /// What stands for it.
    pub title: String,
    /// Its values, by name of field, as they are stored: money in fen, percent in basis points,
    /// time in minutes.
    #[schema(value_type = BTreeMap<String, Option<Object>>)]
    pub values: BTreeMap<String, serde_json::Value>,
}

/// A page of records.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RecordsBody {
    /// The rows.
    pub rows: Vec<RecordBody>,
    /// The value of `after` for the next page, if there is one.
    pub next: Option<String>,
    /// How many match, counted up to 1,000.
    pub count: u64,
    /// Whether there are no more than `count`.
    pub count_is_exact: bool,
}

/// One version of a record.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VersionBody {
    /// The record as it stood.
    pub record: RecordBody,
    /// The act that wrote it.
    pub written: LineBody,
    /// The act that ended it; none while it stands.
    pub ended: Option<LineBody>,
}

/// Values to write, each as a person would type it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ValuesBody {
    /// Texts by name of field; an empty text empties the field.
    pub values: BTreeMap<String, String>,
    /// The version that was read; the change is refused when there is a newer one.
    pub version: Option<u64>,
}

/// Another record.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MergeBody {
    /// The record that ends; what pointed at it then points at the one named in the address.
    pub drop: i64,
}

/// A record that was made.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MadeBody {
    /// Its number.
    pub id: i64,
}

fn body(register: &Register, record: &Record, packs: &Packs, words: Words) -> RecordBody {
    let value = |(field, value): (&jixia_app::pack::Field, &crate::terms::Value)| {
        let json = if field.sealed.is_some() && !value.is_null() {
            serde_json::Value::String(crate::shown::shown(value, field, packs, words))
        } else {
            serde_json::to_value(value).unwrap_or_default()
        };
        (field.name.clone(), json)
    };
    RecordBody {
        id: record.id.0,
        version: record.version,
        key: key_of(register, record, packs),
        title: title_of(register, record, packs, words),
        values: register.stored().zip(&record.values).map(value).collect(),
    }
}

/// A page of a register. `f.FIELD`, `f.FIELD.from`, `f.FIELD.to` filter by a field.
#[utoipa::path(get, path = "/api/v1/registers/{register}/records", tag = "registers",
    operation_id = "records_list",
    params(("register" = String, Path), ("q" = Option<String>, Query,
        description = "beginning of key or title"),
        ("sort" = Option<String>, Query,
            description = "a field, with `-` before it from the greatest down"),
        ("after" = Option<String>, Query, description = "`next` of the page before"),
        ("limit" = Option<usize>, Query, description = "rows, at most 500"),
        ("as_of" = Option<String>, Query, description = "a day or instant"),
        ("filters" = Option<BTreeMap<String, String>>, Query, style = Form, explode,
            description = "each under its own name: `f.FIELD` is the value (`~`: empty; of a \
                text its beginning), `f.FIELD.from` and `f.FIELD.to` are bounds, both included")),
    responses((status = 200, body = RecordsBody), (status = "default", body = ApiError)))]
pub(crate) async fn list(ask: Ask, Path(name): Path<String>) -> ApiResult<RecordsBody> {
    let packs = std::sync::Arc::clone(ask.web.app().packs());
    let register = declared(&packs, &name)?;
    let query = read(ask.web.app(), &ask.address, register)?;
    let page = ask.web.call(move |app| app.list(&query)).await?;
    let rows = page
        .rows
        .iter()
        .map(|record| body(register, record, &packs, ask.words));
    Ok(Json(RecordsBody {
        rows: rows.collect(),
        next: page.next.as_ref().filter(|_| page.more).map(cursor_text),
        count: page.count,
        count_is_exact: page.count_is_exact,
    }))
}

/// Adds a record.
#[utoipa::path(post, path = "/api/v1/registers/{register}/records", tag = "registers",
    operation_id = "records_add",
    params(("register" = String, Path)), request_body = ValuesBody,
    responses((status = 201, body = MadeBody), (status = "default", body = ApiError)))]
pub(crate) async fn add(
    ask: Ask,
    Path(name): Path<String>,
    Given(given): Given<ValuesBody>,
) -> Result<(StatusCode, Json<MadeBody>), Fault> {
    let by = ask.actor();
    let id = ask
        .web
        .call(move |app| app.add_record(&by, &name, &given.values))
        .await?;
    Ok((StatusCode::CREATED, Json(MadeBody { id: id.0 })))
}

/// One record as it stands or stood.
#[utoipa::path(get, path = "/api/v1/registers/{register}/records/{id}", tag = "registers",
    operation_id = "records_one",
    params(("register" = String, Path), ("id" = i64, Path), ("as_of" = Option<String>, Query)),
    responses((status = 200, body = RecordBody), (status = "default", body = ApiError)))]
pub(crate) async fn one(
    ask: Ask,
    Path((name, id)): Path<(String, String)>,
) -> ApiResult<RecordBody> {
    let (id, at) = (record_id(&id)?, as_of(ask.web.app(), &ask.address)?);
    let words = ask.words;
    let found = ask.web.call(move |app| {
        let record = app.record(&name, id, at)?;
        Ok(body(app.register(&name)?, &record, app.packs(), words))
    });
    Ok(Json(found.await?))
}

/// Changes the fields given.
#[utoipa::path(patch, path = "/api/v1/registers/{register}/records/{id}", tag = "registers",
    operation_id = "records_change",
    params(("register" = String, Path), ("id" = i64, Path)), request_body = ValuesBody,
    responses((status = 200, body = RecordBody), (status = "default", body = ApiError)))]
pub(crate) async fn change(
    ask: Ask,
    Path((name, id)): Path<(String, String)>,
    Given(given): Given<ValuesBody>,
) -> ApiResult<RecordBody> {
    let by = ask.actor();
    let id = record_id(&id)?;
    let words = ask.words;
    let found = ask.web.call(move |app| {
        app.change_record(&by, &name, (id, given.version), &given.values)?;
        let record = app.record(&name, id, None)?;
        Ok(body(app.register(&name)?, &record, app.packs(), words))
    });
    Ok(Json(found.await?))
}

/// Ends a record; its history stays.
#[utoipa::path(delete, path = "/api/v1/registers/{register}/records/{id}", tag = "registers",
    operation_id = "records_remove",
    params(("register" = String, Path), ("id" = i64, Path)),
    responses((status = 204, description = "It ended"), (status = "default", body = ApiError)))]
pub(crate) async fn remove(
    ask: Ask,
    Path((name, id)): Path<(String, String)>,
) -> Result<StatusCode, Fault> {
    let by = ask.actor();
    let id = record_id(&id)?;
    ask.web
        .call(move |app| app.remove_record(&by, &name, id))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Every version of a record, the newest first.
#[utoipa::path(get, path = "/api/v1/registers/{register}/records/{id}/history", tag = "registers",
    operation_id = "records_history",
    params(("register" = String, Path), ("id" = i64, Path)),
    responses((status = 200, body = Vec<VersionBody>), (status = "default", body = ApiError)))]
pub(crate) async fn history(
    ask: Ask,
    Path((name, id)): Path<(String, String)>,
) -> ApiResult<Vec<VersionBody>> {
    let id = record_id(&id)?;
    let words = ask.words;
    Ok(Json(
        ask.web
            .call(move |app| versions(app, &name, id, words))
            .await?,
    ))
}

fn versions(
    app: &App,
    name: &str,
    id: RecordId,
    words: Words,
) -> Result<Vec<VersionBody>, AppError> {
    let register = app.register(name)?;
    let all = app.history(name, id)?;
    let version = |one: &Version| VersionBody {
        record: body(register, &one.record, app.packs(), words),
        written: LineBody::of(&one.written),
        ended: one.ended.as_ref().map(LineBody::of),
    };
    Ok(all.iter().map(version).collect())
}

/// Changes the natural key of a record; what points at it follows.
#[utoipa::path(post, path = "/api/v1/registers/{register}/records/{id}/rekey", tag = "registers",
    operation_id = "records_rekey",
    params(("register" = String, Path), ("id" = i64, Path)), request_body = ValuesBody,
    responses((status = 204, description = "It is known by its new key"), (status = "default",
        body = ApiError)))]
pub(crate) async fn rekey(
    ask: Ask,
    Path((name, id)): Path<(String, String)>,
    Given(given): Given<ValuesBody>,
) -> Result<StatusCode, Fault> {
    let by = ask.actor();
    let id = record_id(&id)?;
    ask.web
        .call(move |app| app.rekey_record(&by, &name, id, &given.values))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Merges a second record of the same thing into this one.
#[utoipa::path(post, path = "/api/v1/registers/{register}/records/{id}/merge", tag = "registers",
    operation_id = "records_merge",
    params(("register" = String, Path), ("id" = i64, Path)), request_body = MergeBody,
    responses((status = 204, description = "The other record ended"), (status = "default",
        body = ApiError)))]
pub(crate) async fn merge(
    ask: Ask,
    Path((name, id)): Path<(String, String)>,
    Given(given): Given<MergeBody>,
) -> Result<StatusCode, Fault> {
    let by = ask.actor();
    let id = record_id(&id)?;
    ask.web
        .call(move |app| app.merge_records(&by, &name, id, RecordId(given.drop)))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
