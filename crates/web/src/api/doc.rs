//! The OpenAPI document.

use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{PathItem, RefOr};
use utoipa::{Modify, OpenApi};

use super::{figures, files, indicators, jobs, journal, plans, records, registers, snapshots};

/// The OpenAPI document.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Jixia 稷下",
        description = "Registers, snapshots, indicators and plans of an education authority. \
            Errors are `{code, text, where}`; `lang` (zh-CN, en) chooses the language of texts. \
            Only this machine may ask, unless the server asks people to sign in; then who has signed \
            in by the pages may."
    ),
    modifiers(&Described),
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
        plans::all, plans::one, plans::read, plans::adopt, plans::withdraw, plans::link,
            plans::report,
        journal::list, journal::verify,
    )
)]
pub(crate) struct Document;

/// Gives every answer the description that OpenAPI asks for, where its operation has none, and
/// every operation the choice of language.
struct Described;

impl Modify for Described {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let operations = document.paths.paths.values_mut().flat_map(operations);
        for operation in operations {
            let parameters = operation.parameters.get_or_insert_default();
            parameters.push(RefOr::T(language()));
            for (status, answer) in &mut operation.responses.responses {
                let RefOr::T(answer) = answer else { continue };
                if answer.description.is_empty() {
                    answer.description = description(status).to_owned();
                }
            }
        }
    }
}

fn language() -> Parameter {
    let tags = ObjectBuilder::new().schema_type(Type::String);
    ParameterBuilder::new()
        .name("lang")
        .parameter_in(ParameterIn::Query)
        .description(Some(
            "Language of texts; without it that of `Accept-Language`, else Chinese",
        ))
        .schema(Some(tags.enum_values(Some(["zh-CN", "en"]))))
        .build()
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    let all = [
        &mut item.get,
        &mut item.put,
        &mut item.post,
        &mut item.patch,
        &mut item.delete,
    ];
    all.into_iter().flatten()
}

fn description(status: &str) -> &'static str {
    match status {
        "200" => "What was asked for",
        "201" => "It was made",
        "202" => "The job that began",
        "204" => "It was done",
        _ => "What went wrong, and the fields at fault",
    }
}
