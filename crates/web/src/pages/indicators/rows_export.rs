//! `GET /indicators/{name}/rows/export`: the rows behind a figure as CSV, as the page shows them.

use axum::extract::Path;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use jixia_app::{App, AppError};

use super::row_columns::Columns;
use super::scope::{Scope, Wanted};
use crate::address::Address;
use crate::ask::Ask;
use crate::pages::PageResult;
use crate::texts::{Words, say};

/// Rows asked for at once.
const STEP: usize = 10_000;
/// Rows written at most; more are taken from the register's own export.
const ROWS_MAX: usize = 200_000;

/// `GET /indicators/{name}/rows/export`
pub(crate) async fn file(ask: Ask, Path(name): Path<String>) -> PageResult {
    let (wanted, words, address) = (Wanted::read(&ask.address), ask.words, ask.address);
    let done = ask.web.call(move |app| {
        let scope = Scope::load(app, &name, &wanted)?;
        let file = format!("{name}-{}.csv", scope.snapshot.id);
        Ok((file, text(app, &scope, &address, words)?))
    });
    let (file, text) = done.await?;
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"{file}\""),
        ),
    ];
    Ok((headers, text).into_response())
}

/// All rows; with a mark at the start, by which spreadsheets know the encoding.
fn text(app: &App, scope: &Scope, address: &Address, words: Words) -> Result<String, AppError> {
    let mut out = String::from("\u{feff}");
    for step in 0..ROWS_MAX / STEP {
        let request = scope.rows(address, ((step * STEP) as u64, STEP));
        let page = app.figure_rows(&scope.snapshot.id, &request)?;
        let columns = Columns::of(scope, &page, words);
        if step == 0 {
            let mark = page.counts.is_some().then(|| say!(words, "rows-counts"));
            let heads = columns.shown.iter().map(|column| column.title.clone());
            line(&mut out, mark.into_iter().chain(heads));
        }
        for (place, row) in page.rows.iter().enumerate() {
            let counts = page.counts.as_ref().and_then(|counts| counts.get(place));
            let mark = counts.map(|yes| words.say(if *yes { "yes" } else { "no" }));
            let cells = columns.shown.iter().map(|column| columns.text(column, row));
            line(&mut out, mark.into_iter().chain(cells));
        }
        if page.rows.len() < STEP {
            break;
        }
    }
    Ok(out)
}

/// One line. A cell that a spreadsheet would take for a formula begins with a quote.
fn line(out: &mut String, cells: impl Iterator<Item = String>) {
    for (place, cell) in cells.enumerate() {
        if place > 0 {
            out.push(',');
        }
        let is_number = cell.replace(',', "").parse::<f64>().is_ok();
        let guard = cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && !is_number;
        let cell = if guard { format!("'{cell}") } else { cell };
        if cell.contains(['"', ',', '\n', '\r']) {
            out.push('"');
            out.push_str(&cell.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(&cell);
        }
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn cells_are_quoted_and_no_cell_becomes_a_formula() {
        let mut out = String::new();
        let cells = ["a,b", "=1+1", "-5", "say \"x\"", "1,234"];
        line(&mut out, cells.map(str::to_owned).into_iter());
        assert_eq!(out, "\"a,b\",'=1+1,-5,\"say \"\"x\"\"\",\"1,234\"\r\n");
    }
}
