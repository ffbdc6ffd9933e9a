//! Long work: how far it is and what came of it.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::ApiResult;
use super::given::Given;
use crate::ask::Ask;
use crate::fault::{ApiError, Fault};
use crate::jobs::Job;
use crate::pages::registers::import::begin_previewed;

/// A job that began.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct JobMade {
    /// Its name.
    pub job: String,
    /// Where it can be watched.
    pub href: String,
}

impl JobMade {
    /// The answer that a job began.
    pub(crate) fn answer(job: String) -> (StatusCode, Json<Self>) {
        let href = format!("/api/v1/jobs/{job}");
        (StatusCode::ACCEPTED, Json(Self { job, href }))
    }
}

/// What to confirm.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct ConfirmBody {
    /// Whether records that the file does not have may end.
    pub allow_shrink: bool,
}

/// All jobs, the newest first.
#[utoipa::path(get, path = "/api/v1/jobs", tag = "jobs",
    operation_id = "jobs_all",
    responses((status = 200, body = Vec<Job>), (status = "default", body = ApiError)))]
pub(crate) async fn all(ask: Ask) -> ApiResult<Vec<Job>> {
    Ok(Json(ask.web.jobs().all()))
}

/// One job.
#[utoipa::path(get, path = "/api/v1/jobs/{id}", tag = "jobs",
    operation_id = "jobs_one", params(("id" = String, Path)),
    responses((status = 200, body = Job), (status = "default", body = ApiError)))]
pub(crate) async fn one(ask: Ask, Path(id): Path<String>) -> ApiResult<Job> {
    ask.web.jobs().get(&id).map(Json).ok_or_else(Fault::missing)
}

/// Imports what the preview of this job has shown.
#[utoipa::path(post, path = "/api/v1/jobs/{id}/confirm", tag = "jobs",
    operation_id = "jobs_confirm", params(("id" = String,
    Path)),
    request_body = ConfirmBody, responses((status = 202, body = JobMade), (status = "default",
        body = ApiError)))]
pub(crate) async fn confirm(
    ask: Ask,
    Path(id): Path<String>,
    Given(given): Given<ConfirmBody>,
) -> Result<(StatusCode, Json<JobMade>), Fault> {
    let job = begin_previewed(&ask, &id, given.allow_shrink)?;
    Ok(JobMade::answer(job))
}
