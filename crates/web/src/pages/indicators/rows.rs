//! `GET /indicators/{name}/rows`: the rows behind a figure, paged; each leads to its record where
//! packs say of which register it is one; rows that count come first.

use axum::extract::Path;
use axum::response::IntoResponse;
use jixia_app::measure::RowsPage;
use maud::{Markup, html};

use super::row_columns::Columns;
use super::scope::{Scope, Wanted};
use crate::address::Address;
use crate::ask::Ask;
use crate::layout::{Page, Part, head};
use crate::pages::PageResult;
use crate::texts::{Words, say};

const LIMIT: usize = 50;

/// `GET /indicators/{name}/rows`
pub(crate) async fn show(ask: Ask, Path(name): Path<String>) -> PageResult {
    let wanted = Wanted::read(&ask.address);
    let offset: u64 = ask.address.number("offset")?.unwrap_or_default();
    let address = ask.address.clone();
    let found = ask.web.call(move |app| {
        let scope = Scope::load(app, &name, &wanted)?;
        let request = scope.rows(&address, (offset, LIMIT));
        let page = app.figure_rows(&scope.snapshot.id, &request)?;
        Ok((scope, page))
    });
    let (scope, page) = found.await?;
    let words = ask.words;
    let label = scope.indicator().map_or_else(
        || scope.name.clone(),
        |one| words.label(&one.label).to_owned(),
    );
    let title = say!(
        words,
        "rows-title",
        name = label.as_str(),
        place = scope.place(),
        count = page.total
    );
    let main = draw(&ask, &scope, &page, &title, offset);
    let mut above = vec![(say!(words, "part-indicators"), "/indicators".to_owned())];
    above.extend(scope.above());
    above.push((
        format!("{} · {}", scope.place(), label),
        scope.at(&scope.org).text(),
    ));
    Ok(Page::new(Part::Indicators, title, main)
        .under(above)
        .draw(&ask)
        .into_response())
}

fn draw(ask: &Ask, scope: &Scope, page: &RowsPage, title: &str, offset: u64) -> Markup {
    let words = ask.words;
    let meta = html! { (say!(words, "snapshot-of", day = scope.snapshot.day.to_string())) };
    let columns = Columns::of(scope, page, words);
    let address = ask.address.clone().without(&["lang"]);
    let export = scope
        .address(&["indicators", &scope.name, "rows", "export"])
        .with("org", &scope.org)
        .maybe("sort", ask.query("sort"));
    let acts = html! { a.btn href=(export) { (say!(words, "rows-export")) } };
    html! {
        (head(title, &meta, &acts))
        section.card {
            div.scroll tabindex="0" {
                table {
                    thead { tr {
                        @if page.counts.is_some() {
                            th scope="col" { (say!(words, "rows-counts")) }
                        }
                        @for column in &columns.shown {
                            (column_head(ask, column.name, &column.title))
                        }
                    } }
                    tbody {
                        @for (place, row) in page.rows.iter().enumerate() {
                            tr {
                                @if let Some(counts) = &page.counts {
                                    td { (mark(counts.get(place) == Some(&true), words)) }
                                }
                                @for column in &columns.shown { (columns.cell(column, row)) }
                            }
                        }
                    }
                }
            }
            (pager(&address, offset, page.rows.len() as u64, page.total, words))
        }
        p.quiet {
            @if page.counts.is_some() { (say!(words, "rows-counts-hint")) " " }
            (say!(words, "rows-foot"))
        }
    }
}

/// Whether a row counts, as word and shape.
fn mark(counts: bool, words: Words) -> Markup {
    if counts {
        html! { "✓ " (say!(words, "rows-counted")) }
    } else {
        html! { span.quiet { "– " (say!(words, "rows-not-counted")) } }
    }
}

fn column_head(ask: &Ask, column: &str, title: &str) -> Markup {
    let now = ask.query("sort").unwrap_or_default();
    let down = format!("-{column}");
    let (next, order) = if now == column {
        (down.as_str(), Some("ascending"))
    } else if now == down {
        ("", Some("descending"))
    } else {
        (column, None)
    };
    let mark = match order {
        Some("ascending") => " ↑",
        Some(_) => " ↓",
        None => "",
    };
    html! {
        th scope="col" aria-sort=[order] {
            a href=(ask.address.clone().without(&["lang", "offset"]).with("sort", next)) {
                (title) (mark)
            }
        }
    }
}

/// Links to the pages before and after.
fn pager(address: &Address, offset: u64, shown: u64, total: u64, words: Words) -> Markup {
    let limit = LIMIT as u64;
    html! {
        nav.pager aria-label=(say!(words, "nav-pages")) {
            @if offset > 0 {
                a.btn href=(address.clone().with("offset", &offset.saturating_sub(limit)
                    .to_string())) {
                    (say!(words, "page-before"))
                }
            }
            @if offset + shown < total {
                a.btn href=(address.clone().with("offset", &(offset + limit).to_string())) {
                    (say!(words, "page-after"))
                }
            }
            span {
                (say!(words, "page-of", from = if shown == 0 { offset } else { offset + 1 },
                    to = offset + shown, total = total))
            }
        }
    }
}
