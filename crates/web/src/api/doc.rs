//! The OpenAPI document.

use utoipa::OpenApi;

use super::{figures, files, indicators, jobs, journal, plans, records, registers, snapshots};

/// The OpenAPI document.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Jixia 稷下",
        description = "Registers, snapshots, indicators and plans of an education authority. \
            Errors are `{code, text, where}`; `lang` (zh-CN, en) chooses the language of texts. \
            Only this machine may ask, until there are accounts."
    ),
    servers((url = "/", description = "This server")),
    tags(
        (name = "registers", description = "Registers 台账 and their records"),
        (name = "jobs", description = "Long work"),
        (name = "snapshots", description = "Dated states that figures are computed from"),
        (name = "indicators",
            description = "Measures, their figures and why they are what they are"),
        (name = "plans", description = "Annual plans and their targets"),
        (name = "journal", description = "Who did what"),
        (name = "api", description = "The API itself")
    ),
    paths(
        super::document,
        registers::all, registers::one,
        records::list, records::add, records::one, records::change, records::remove,
            records::history,
        records::rekey, records::merge,
        files::export, files::import,
        jobs::all, jobs::one, jobs::confirm,
        snapshots::all, snapshots::make, snapshots::verify,
        indicators::all, indicators::one,
        figures::figures, figures::why, figures::rows, figures::trend,
        plans::all, plans::one, plans::read, plans::adopt, plans::link, plans::report,
        journal::list, journal::verify,
    )
)]
pub(crate) struct Document;
