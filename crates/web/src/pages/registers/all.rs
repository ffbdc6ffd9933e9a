//! `GET /registers`: every register, by pack, with how many rows it has.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::response::IntoResponse;
use jixia_app::AppError;
use jixia_app::pack::Register;
use maud::{Markup, html};

use crate::address::Address;
use crate::ask::Ask;
use crate::layout::{Page, Part, head};
use crate::number::grouped;
use crate::pages::{PageResult, packs_order};
use crate::texts::say;

/// `GET /registers`
pub(crate) async fn show(ask: Ask) -> PageResult {
    let found = ask.web.call(|app| {
        let packs = Arc::clone(app.packs());
        let counts: Result<BTreeMap<String, u64>, AppError> = packs
            .registers
            .keys()
            .map(|name| Ok((name.clone(), app.count(name)?)))
            .collect();
        Ok((packs, counts?))
    });
    let (packs, counts) = found.await?;
    let words = ask.words;
    let rows: u64 = counts.values().sum();
    let title = say!(
        words,
        "registers-title",
        count = packs.registers.len(),
        rows = rows
    );
    let mut groups: BTreeMap<(usize, &str), Vec<&Register>> = BTreeMap::new();
    for register in packs.registers.values() {
        groups
            .entry(packs_order(&packs, &register.origin.pack))
            .or_default()
            .push(register);
    }
    let main = html! {
        (head(&title, &html! {}, &html! {}))
        @if rows == 0 {
            div.notice { p { (say!(words, "registers-empty")) } }
        }
        @for ((_, pack), list) in &groups {
            @let label = packs.packs.get(*pack).map_or(*pack, |info| words.label(&info.label));
            section.card {
                h2 { (label) small { (say!(words, "registers-count", count = list.len())) } }
                ul.rows.plain { @for register in list { (row(&ask, register, &counts)) } }
            }
        }
    };
    Ok(Page::new(Part::Registers, title, main)
        .draw(&ask)
        .into_response())
}

fn row(ask: &Ask, register: &Register, counts: &BTreeMap<String, u64>) -> Markup {
    let words = ask.words;
    let count = counts.get(&register.name).copied().unwrap_or_default();
    let import = Address::of(&["registers", &register.name, "import"]);
    html! {
        li {
            div {
                a href=(Address::of(&["registers", &register.name])) {
                    (words.label(&register.label))
                }
                div.w { (words.label(&register.doc)) }
            }
            div.num {
                b { (grouped(count as f64, 0)) } " " small { (say!(words, "rows")) }
                @if ask.web.app().is_written_by_people(&register.name) {
                    @let name = words.label(&register.label);
                    div.w { a href=(import) aria-label=(say!(words, "import-into", name = name)) {
                        (say!(words, "import"))
                    } }
                }
            }
        }
    }
}
