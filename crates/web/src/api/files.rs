//! Files of a register: export, and import as a job.

use axum::Json;
use axum::extract::{Multipart, Path};
use axum::http::StatusCode;
use axum::response::Response;
use utoipa::ToSchema;

use super::jobs::JobMade;
use crate::ask::Ask;
use crate::fault::{ApiError, Fault};
use crate::pages::registers::import::{begin_import, begin_preview};
use crate::pages::registers::{declared, export};
use crate::upload::receive;

/// A file to import.
#[derive(ToSchema)]
#[allow(dead_code, reason = "describes a form for the document")]
pub(crate) struct ImportForm {
    /// CSV or XLSX.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// `yes`: the file holds a part of the register; `no`, and without it: the whole.
    part: Option<String>,
    /// `no`: import at once; otherwise the job shows the difference, to be confirmed.
    dry_run: Option<String>,
    /// `yes`: records that the file does not have may end.
    allow_shrink: Option<String>,
}

/// The whole register as a file.
#[utoipa::path(get, path = "/api/v1/registers/{register}/export", tag = "registers",
    operation_id = "files_export",
    params(("register" = String, Path), ("format" = Option<String>, Query,
        description = "csv, xlsx or parquet"),
        ("as_of" = Option<String>, Query)),
    responses((status = 200, description = "The file. CSV and XLSX hold every stored field, sealed \
        ones as they are; Parquet leaves the sealed ones out",
        headers(("jixia-left-out" = String,
            description = "Names of the stored fields that the file leaves out, if any"))), (status = "default", body = ApiError)))]
pub(crate) async fn export(ask: Ask, Path(name): Path<String>) -> Result<Response, Fault> {
    export::export(&ask, &ask.address, &name).await
}

/// Takes a file and begins a job that shows the difference, or makes it.
#[utoipa::path(post, path = "/api/v1/registers/{register}/import", tag = "registers",
    operation_id = "files_import",
    params(("register" = String, Path)),
    request_body(content = ImportForm, content_type = "multipart/form-data"),
    responses((status = 202, body = JobMade), (status = "default", body = ApiError)))]
pub(crate) async fn import(
    ask: Ask,
    Path(name): Path<String>,
    form: Multipart,
) -> Result<(StatusCode, Json<JobMade>), Fault> {
    declared(ask.web.app().packs(), &name)?;
    let mut upload = receive(form, &ask.web.uploads(), |_| Ok(())).await?;
    let part = upload.yes("part", false)?;
    let now = !upload.yes("dry_run", true)?;
    let allow_shrink = upload.yes("allow_shrink", false)?;
    let file = upload.take_file()?;
    let job = if now {
        begin_import(&ask, &name, &file, (part, allow_shrink))
    } else {
        begin_preview(&ask, &name, &file, part)
    };
    Ok(JobMade::answer(job))
}
