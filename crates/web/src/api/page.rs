//! `GET /api`: the operations of the API, readable by people.

use axum::response::IntoResponse;
use maud::html;
use utoipa::OpenApi;
use utoipa::openapi::path::{Operation, PathItem};

use super::chinese;
use super::doc::Document;
use crate::ask::Ask;
use crate::layout::{Page, Part, head};
use crate::pages::PageResult;
use crate::terms::Language;
use crate::texts::say;

/// `GET /api`
pub(crate) async fn show(ask: Ask) -> PageResult {
    let words = ask.words;
    let document = Document::openapi();
    let mut rows: Vec<(&'static str, &String, &Operation)> = Vec::new();
    for (path, item) in &document.paths.paths {
        rows.extend(
            operations(item)
                .into_iter()
                .map(|(method, operation)| (method, path, operation)),
        );
    }
    let title = say!(words, "api-title");
    let main = html! {
        (head(&title, &html! { (say!(words, "api-doc")) }, &html! {
            a.btn.main href="/api/openapi.json" { (say!(words, "api-document")) }
        }))
        section.card { div.scroll tabindex="0" { table {
            thead { tr {
                th scope="col" { (say!(words, "api-method")) }
                th scope="col" { (say!(words, "api-path")) }
                th scope="col" { (say!(words, "api-what")) }
            } }
            tbody { @for (method, path, operation) in rows {
                tr {
                    td { code { (method) } }
                    td { @if method == "GET" && !path.contains('{') { a
                        href=(path) { code { (path) } } } @else { code { (path) } } }
                    @match chinese::summary(operation).filter(|_| words.0 == Language::Chinese) {
                        Some(text) => td { (text) },
                        None => td lang="en" {
                            (operation.summary.as_deref().unwrap_or_default())
                        },
                    }
                }
            } }
        } } }
        p.quiet { (say!(words, "api-errors")) }
    };
    Ok(Page::new(Part::None, title, main)
        .draw(&ask)
        .into_response())
}

fn operations(item: &PathItem) -> Vec<(&'static str, &Operation)> {
    let all = [
        ("GET", &item.get),
        ("POST", &item.post),
        ("PUT", &item.put),
        ("PATCH", &item.patch),
        ("DELETE", &item.delete),
    ];
    all.into_iter()
        .filter_map(|(method, operation)| Some((method, operation.as_ref()?)))
        .collect()
}
