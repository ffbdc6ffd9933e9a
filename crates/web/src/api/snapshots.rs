//! Snapshots: list, make, verify.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use jixia_app::measure::SnapshotInfo;
use jixia_app::{App, AppError};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::ApiResult;
use super::given::Given;
use super::jobs::JobMade;
use crate::ask::Ask;
use crate::fault::{ApiError, Fault};
use crate::pages::snapshots::{begin, begin_verify};
use crate::terms::Day;

/// A snapshot.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SnapshotBody {
    /// Its id.
    pub id: String,
    /// The day it counts for.
    pub day: String,
    /// The instant as of which registers were read.
    pub as_of: String,
    /// When it was made.
    pub made_at: String,
    /// The person or program that made it.
    pub made_by: String,
    /// Rows in it.
    pub rows: u64,
    /// Bytes of its files.
    pub bytes: u64,
    /// SHA-256 of its manifest.
    pub manifest_hash: String,
    /// Digest of the packs.
    pub packs_digest: String,
}

impl SnapshotBody {
    fn of(one: &SnapshotInfo) -> Self {
        Self {
            id: one.id.clone(),
            day: one.day.to_string(),
            as_of: one.as_of.to_string(),
            made_at: one.made_at.to_string(),
            made_by: one.made_by.clone(),
            rows: one.rows(),
            bytes: one.bytes(),
            manifest_hash: one.manifest_hash.clone(),
            packs_digest: one.packs_digest.clone(),
        }
    }
}

/// The day to show.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct SnapshotWanted {
    /// A day; none for now.
    pub on: Option<String>,
}

/// All snapshots, the newest last.
#[utoipa::path(get, path = "/api/v1/snapshots", tag = "snapshots",
    operation_id = "snapshots_all",
    responses((status = 200, body = Vec<SnapshotBody>), (status = "default", body = ApiError)))]
pub(crate) async fn all(ask: Ask) -> ApiResult<Vec<SnapshotBody>> {
    let all = ask.web.call(App::snapshots).await?;
    Ok(Json(all.iter().map(SnapshotBody::of).collect()))
}

/// Begins to write and measure a snapshot.
#[utoipa::path(post, path = "/api/v1/snapshots", tag = "snapshots",
    operation_id = "snapshots_make", request_body = SnapshotWanted,
    responses((status = 202, body = JobMade), (status = "default", body = ApiError)))]
pub(crate) async fn make(
    ask: Ask,
    Given(given): Given<SnapshotWanted>,
) -> Result<(StatusCode, Json<JobMade>), Fault> {
    let day: Option<Day> = match given.on.as_deref() {
        None | Some("") => None,
        Some(text) => Some(text.parse().map_err(|_| Fault::bad("bad_day"))?),
    };
    if let Some(day) = day.filter(|day| *day > ask.web.app().now().day()) {
        return Err(AppError::FutureDay(day).into());
    }
    Ok(JobMade::answer(begin(&ask, day)))
}

/// Begins to verify the files of a snapshot.
#[utoipa::path(post, path = "/api/v1/snapshots/{id}/verify", tag = "snapshots",
    operation_id = "snapshots_verify",
    params(("id" = String, Path)),
    responses((status = 202, body = JobMade), (status = "default", body = ApiError)))]
pub(crate) async fn verify(
    ask: Ask,
    Path(id): Path<String>,
) -> Result<(StatusCode, Json<JobMade>), Fault> {
    let known = ask
        .web
        .call(move |app| app.snapshot_or_newest(Some(&id)))
        .await?;
    Ok(JobMade::answer(begin_verify(&ask.web, known)))
}
