//! The journal: its lines, and whether it is sound.

use axum::Json;
use axum::http::StatusCode;
use jixia_app::store::JournalLine;
use serde::Serialize;
use utoipa::ToSchema;

use super::ApiResult;
use super::jobs::JobMade;
use crate::ask::Ask;
use crate::fault::{ApiError, Fault};
use crate::pages::journal::{begin_verify, read};

/// One line of the journal.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LineBody {
    /// Its number, from 1 without gaps.
    pub seq: u64,
    /// When.
    pub at: String,
    /// Who.
    pub actor: String,
    /// What.
    pub act: String,
    /// The register, when it is one.
    pub register: Option<String>,
    /// The record, when the act is about one.
    pub record: Option<i64>,
    /// Row versions written and ended.
    pub rows: u64,
    /// Why.
    pub reason: Option<String>,
    /// Hash of the line before.
    pub previous: String,
    /// Hash of this line.
    pub hash: String,
}

impl LineBody {
    /// The line as the API shows it: without values, some of which are sealed.
    pub(crate) fn of(line: &JournalLine) -> Self {
        Self {
            seq: line.seq,
            at: line.at.to_string(),
            actor: line.actor.clone(),
            act: line.act.clone(),
            register: line.register.clone(),
            record: line.record.map(|id| id.0),
            rows: line.rows,
            reason: line.reason.clone(),
            previous: line.previous.clone(),
            hash: line.hash.clone(),
        }
    }
}

/// Lines of the journal, the newest first.
#[utoipa::path(get, path = "/api/v1/journal", tag = "journal",
    operation_id = "journal_list",
    params(("register" = Option<String>, Query), ("record" = Option<i64>, Query),
        ("actor" = Option<String>, Query),
        ("act" = Option<String>, Query), ("from" = Option<String>, Query, description = "a day"),
        ("until" = Option<String>, Query, description = "a day"),
        ("before" = Option<u64>, Query, description = "lines older than this one"),
        ("limit" = Option<usize>, Query)),
    responses((status = 200, body = Vec<LineBody>), (status = "default", body = ApiError)))]
pub(crate) async fn list(ask: Ask) -> ApiResult<Vec<LineBody>> {
    let query = read(&ask.address, ask.web.app().packs())?;
    let lines = ask.web.call(move |app| app.journal(&query)).await?;
    Ok(Json(lines.iter().map(LineBody::of).collect()))
}

/// Begins to verify journal and registers.
#[utoipa::path(post, path = "/api/v1/journal/verify", tag = "journal",
    operation_id = "journal_verify",
    responses((status = 202, body = JobMade), (status = "default", body = ApiError)))]
pub(crate) async fn verify(ask: Ask) -> Result<(StatusCode, Json<JobMade>), Fault> {
    Ok(JobMade::answer(begin_verify(&ask.web)))
}
