//! The JSON API: the same acts and reads as the pages, described by an OpenAPI 3.1 document.
//!
//! INVARIANT: every route stands in the document and the other way round (checked by
//! `document_has_every_route`).

mod chinese;
mod doc;
mod figures;
mod files;
mod given;
mod indicators;
mod jobs;
mod journal;
pub(crate) mod page;
mod plans;
mod records;
mod registers;
mod snapshots;

use axum::routing::{delete, get, patch, post, put};
use axum::{Json, Router};
use utoipa::OpenApi;

use crate::ask::Ask;
use crate::fault::Fault;
use crate::state::Web;

/// What a handler of the API gives.
pub(crate) type ApiResult<T> = Result<Json<T>, Fault>;

/// A table of routes: a router, and the list of its methods and addresses.
macro_rules! table {
    ($router:ident, $list:ident, $($method:ident $path:literal => $handler:path;)+) => {
        pub(crate) fn $router() -> Router<Web> {
            Router::new()$(.route($path, $method($handler)))+
        }
        #[cfg(test)]
        const $list: &[(&str, &str)] = &[$((stringify!($method), $path)),+];
    };
}

table! { routes, ROUTES,
    get "/openapi.json" => document;
    get "/v1/registers" => registers::all;
    get "/v1/registers/{register}" => registers::one;
    get "/v1/registers/{register}/records" => records::list;
    post "/v1/registers/{register}/records" => records::add;
    get "/v1/registers/{register}/records/{id}" => records::one;
    patch "/v1/registers/{register}/records/{id}" => records::change;
    delete "/v1/registers/{register}/records/{id}" => records::remove;
    get "/v1/registers/{register}/records/{id}/history" => records::history;
    post "/v1/registers/{register}/records/{id}/rekey" => records::rekey;
    post "/v1/registers/{register}/records/{id}/merge" => records::merge;
    get "/v1/registers/{register}/export" => files::export;
    get "/v1/jobs" => jobs::all;
    get "/v1/jobs/{id}" => jobs::one;
    post "/v1/jobs/{id}/confirm" => jobs::confirm;
    get "/v1/snapshots" => snapshots::all;
    post "/v1/snapshots" => snapshots::make;
    post "/v1/snapshots/{id}/verify" => snapshots::verify;
    get "/v1/indicators" => indicators::all;
    get "/v1/indicators/{name}" => indicators::one;
    get "/v1/indicators/{name}/figures" => figures::figures;
    get "/v1/indicators/{name}/why" => figures::why;
    get "/v1/indicators/{name}/rows" => figures::rows;
    get "/v1/indicators/{name}/trend" => figures::trend;
    get "/v1/plans" => plans::all;
    get "/v1/plans/{id}" => plans::one;
    delete "/v1/plans/{id}" => plans::withdraw;
    put "/v1/plans/{id}/targets/{target}/link" => plans::link;
    post "/v1/plans/{id}/targets/{target}/report" => plans::report;
    get "/v1/journal" => journal::list;
    post "/v1/journal/verify" => journal::verify;
}

table! { uploads, UPLOADS,
    post "/v1/registers/{register}/import" => files::import;
    post "/v1/plans" => plans::adopt;
    post "/v1/plans/read" => plans::read;
}

/// The OpenAPI document as text, for files and tools.
///
/// # Errors
///
/// Fails only if the document cannot be written as JSON.
pub fn openapi_json() -> Result<String, serde_json::Error> {
    doc::Document::openapi().to_pretty_json()
}

/// This document.
#[utoipa::path(get, path = "/api/openapi.json", tag = "api",
    operation_id = "api_document", responses((status = 200,
    description = "The OpenAPI document")))]
pub(crate) async fn document(_: Ask) -> Json<utoipa::openapi::OpenApi> {
    Json(doc::Document::openapi())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn document_has_every_route() {
        let document = serde_json::to_value(doc::Document::openapi()).unwrap();
        let mut described = BTreeSet::new();
        for (path, item) in document["paths"].as_object().unwrap() {
            let methods = ["get", "post", "put", "patch", "delete"];
            for method in methods
                .into_iter()
                .filter(|method| item.get(method).is_some())
            {
                described.insert((method.to_owned(), path.clone()));
            }
        }
        let all = ROUTES.iter().chain(UPLOADS);
        let served: BTreeSet<_> = all
            .map(|(m, path)| ((*m).to_owned(), format!("/api{path}")))
            .collect();
        assert_eq!(described, served);
        assert_eq!(document["openapi"], "3.1.0");
    }

    #[test]
    fn document_is_kept_as_it_is_served() {
        let served = openapi_json().unwrap() + "\n";
        expect_test::expect_file!["../../../../docs/openapi.json"].assert_eq(&served);
    }

    #[test]
    fn document_is_what_openapi_asks_for() {
        let document = serde_json::to_value(doc::Document::openapi()).unwrap();
        let mut ids = BTreeSet::new();
        for (path, item) in document["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                let id = operation["operationId"].as_str().unwrap();
                assert!(ids.insert(id.to_owned()), "{id} stands twice");
                for (status, answer) in operation["responses"].as_object().unwrap() {
                    let said = answer["description"].as_str().unwrap_or_default();
                    assert!(!said.is_empty(), "{method} {path} {status} says nothing");
                }
            }
        }
        for item in document["paths"].as_object().unwrap().values() {
            for operation in item.as_object().unwrap().values() {
                let parameters = operation["parameters"].as_array().unwrap();
                assert!(
                    parameters.iter().any(|one| one["name"] == "lang"),
                    "{}",
                    operation["operationId"]
                );
            }
        }
        let takes = |path: &str, name: &str| {
            let parameters = document["paths"][path]["get"]["parameters"].as_array();
            parameters.unwrap().iter().any(|one| one["name"] == name)
        };
        assert!(takes("/api/v1/registers/{register}/records", "filters"));
        for last in ["figures", "why", "rows", "trend"] {
            let path = format!("/api/v1/indicators/{{name}}/{last}");
            assert!(takes(&path, "breakdowns"), "{path}");
        }
    }

    #[test]
    fn every_operation_says_what_it_does_and_how_it_fails() {
        let document = serde_json::to_value(doc::Document::openapi()).unwrap();
        for (path, item) in document["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                assert!(
                    operation["summary"].is_string(),
                    "{method} {path} has no summary"
                );
                if path != "/api/openapi.json" {
                    assert!(
                        operation["responses"]["default"].is_object(),
                        "{method} {path} has no default answer"
                    );
                }
            }
        }
    }
}
