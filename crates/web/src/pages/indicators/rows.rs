//! `GET /indicators/{name}/rows`: the rows behind a figure, paged; each leads to its record when it
//! has a key.

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::response::IntoResponse;
use jixia_app::measure::{RowsPage, RowsRequest};
use jixia_app::pack::{Field, Packs, Register};
use maud::{Markup, html};

use super::scope::{Scope, Wanted};
use crate::address::Address;
use crate::ask::Ask;
use crate::layout::{Page, Part, head};
use crate::pages::PageResult;
use crate::shown::{code_name, plain};
use crate::terms::Value;
use crate::texts::{Words, say};

const LIMIT: usize = 50;

/// `GET /indicators/{name}/rows`
pub(crate) async fn show(ask: Ask, Path(name): Path<String>) -> PageResult {
    let wanted = Wanted::read(&ask.address);
    let offset: u64 = ask
        .query("offset")
        .and_then(|text| text.parse().ok())
        .unwrap_or_default();
    let sort = ask
        .query("sort")
        .map(|column| match column.strip_prefix('-') {
            Some(column) => (column.to_owned(), true),
            None => (column.to_owned(), false),
        });
    let found = ask.web.call(move |app| {
        let scope = Scope::load(app, &name, &wanted)?;
        let request = RowsRequest {
            indicator: name,
            org: scope.org.clone(),
            by: scope.by.clone(),
            sort,
            offset,
            limit: LIMIT,
        };
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
    let links = Columns::of(
        &scope.packs,
        scope.indicator().map_or(&[][..], |one| &one.registers),
    );
    let address = ask.address.clone().without(&["lang"]);
    html! {
        (head(title, &meta, &html! {}))
        section.card {
            div.scroll tabindex="0" {
                table {
                    thead { tr { @for column in &page.columns { (column_head(ask, column,
                        &links.title(scope, column, words))) } } }
                    tbody {
                        @for row in &page.rows {
                            tr { @for (column, value) in page.columns.iter().zip(row) {
                                (cell(scope, &links, (column, value), words))
                            } }
                        }
                    }
                }
            }
            (pager(&address, offset, page.rows.len() as u64, page.total, words))
        }
        p.quiet { (say!(words, "rows-foot")) }
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

/// What columns of rows are called, which codes stand in them, and where they lead: a column named
/// as the single key of the register the rows come from, or as a register itself, holds that key.
struct Columns<'a> {
    registers: BTreeMap<String, &'a Register>,
    fields: BTreeMap<&'a str, &'a Field>,
}

impl<'a> Columns<'a> {
    fn of(packs: &'a Packs, names: &[String]) -> Self {
        let (mut registers, mut fields) = (BTreeMap::new(), BTreeMap::new());
        for register in names.iter().filter_map(|name| packs.registers.get(name)) {
            registers.insert(register.name.clone(), register);
            for field in &register.fields {
                fields.entry(field.name.as_str()).or_insert(field);
                if let Some(to) = field.kind.target().and_then(|to| packs.registers.get(to)) {
                    registers.entry(field.name.clone()).or_insert(to);
                }
            }
        }
        if let [only] = names
            && let Some(register) = packs.registers.get(only)
            && let [key] = register.key.as_slice()
        {
            registers.insert(key.clone(), register);
        }
        Self { registers, fields }
    }

    fn title(&self, scope: &Scope, column: &str, words: Words) -> String {
        let by = scope
            .indicator()
            .and_then(|one| one.by.iter().find(|by| by.column == column));
        let label = by.map(|by| &by.label);
        let label = label.or_else(|| self.fields.get(column).map(|field| &field.label));
        let label = label.or_else(|| self.registers.get(column).map(|register| &register.label));
        match label {
            Some(label) => words.label(label).to_owned(),
            None if column == "org" => say!(words, "rows-place"),
            None => column.to_owned(),
        }
    }

    /// What a code is called, where the column holds codes.
    fn code(&self, scope: &Scope, column: &str, code: &str, words: Words) -> Option<String> {
        let by = scope
            .indicator()
            .and_then(|one| one.by.iter().find(|by| by.column == column));
        let list = by.and_then(|by| by.codes.as_deref());
        let field = self.fields.get(column);
        let list = list.or_else(|| field.and_then(|field| field.kind.code_list()))?;
        Some(code_name(list, code, &scope.packs, words))
    }
}

fn cell(
    scope: &Scope,
    columns: &Columns<'_>,
    (column, value): (&str, &Value),
    words: Words,
) -> Markup {
    let text = plain(value, words);
    let code = value.as_text().unwrap_or_default();
    let number = matches!(value, Value::Int(_) | Value::Real(_));
    if column == "org" && scope.tree().node(code).is_some() {
        return html! { td { a href=(scope.at(code)) { (scope.name_of(code)) } } };
    }
    if let Some(name) = columns
        .code(scope, column, code, words)
        .filter(|_| !code.is_empty())
    {
        return html! { td { (name) } };
    }
    if let Some(register) = columns.registers.get(column).filter(|_| !code.is_empty()) {
        let href = Address::of(&["registers", &register.name, "key"]).with("key", code);
        let node = scope.tree().node(code).map(|node| node.name.as_str());
        return html! { td { a href=(href) { (node.unwrap_or(&text)) } } };
    }
    html! { td.num[number] { (text) } }
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
