//! `GET /registers/{r}`: a register as a list: filtered, searched, sorted, paged, with the columns
//! one chose.

use std::sync::Arc;

use axum::extract::Path;
use axum::response::IntoResponse;
use jixia_app::ExportFormat;
use jixia_app::pack::{Field, FieldKind, Packs, Register};
use jixia_app::store::{Filter, ListPage, ListQuery, Record};
use maud::{Markup, html};

use super::chosen::Chosen;
use super::form::suggested;
use super::kept::in_words;
use super::listing::{FILTER, columns, cursor_text, read};
use super::related::{self, Names};
use super::{above, declared, is_findable, record_address, value_of};
use crate::address::Address;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::layout::{Page, Part, empty, head, keep};
use crate::pages::{PageResult, see};
use crate::shown::{is_number, shown};
use crate::texts::{Words, say};

/// `GET /registers/{r}`
pub(crate) async fn show(ask: Ask, Path(name): Path<String>) -> PageResult {
    let packs = Arc::clone(ask.web.app().packs());
    let register = declared(&packs, &name)?;
    let query = read(ask.web.app(), &ask.address, register)?;
    let mut asked = query.clone();
    let words = ask.words;
    let found = ask.web.call(move |app| {
        let chosen = Chosen::of(app, app.register(&asked.register)?, &mut asked, words)?;
        let mut page = app.list(&asked)?;
        let rows: Vec<&Record> = page.rows.iter().collect();
        let register = app.register(&asked.register)?;
        let names = Names::of(app, register, (&rows, asked.as_of), words)?;
        let is_whole = asked.filters.is_empty() && asked.search.is_none() && asked.as_of.is_none();
        if is_whole && !page.count_is_exact {
            page.count = app.count(&asked.register)?;
            page.count_is_exact = true;
        }
        Ok((page, names, chosen))
    });
    let (page, names, chosen) = found.await?;
    let label = words.label(&register.label);
    let title = if page.count_is_exact {
        say!(words, "list-title", name = label, count = page.count)
    } else {
        say!(words, "list-title-more", name = label, count = page.count)
    };
    let main = draw(&ask, register, (&query, &chosen), (&page, &names), &title);
    Ok(Page::new(Part::Registers, title, main)
        .under(above(&ask, None))
        .draw(&ask)
        .into_response())
}

/// `GET /registers/{r}/key?key=…`: the record with this natural key.
pub(crate) async fn by_key(ask: Ask, Path(name): Path<String>) -> PageResult {
    let packs = Arc::clone(ask.web.app().packs());
    let register = declared(&packs, &name)?;
    let key = ask.query("key").unwrap_or_default();
    let missing = || {
        let (zh, en) = (&register.label.zh, &register.label.en);
        Fault::missing().saying(
            format!("台账“{zh}”中没有主键为“{key}”的记录，可能已结束或改了主键"),
            format!("register `{en}` has no record of key `{key}`; it ended or has another key"),
        )
    };
    let query = key_query(register, key, &packs).ok_or_else(missing)?;
    let page = ask.web.call(move |app| app.list(&query)).await?;
    let record = page.rows.first().ok_or_else(missing)?;
    Ok(see(&record_address(&register.name, record)))
}

/// A list of the one record with this natural key.
pub(crate) fn key_query(register: &Register, key: &str, packs: &Packs) -> Option<ListQuery> {
    let parts: Vec<&str> = if register.key.len() == 1 {
        vec![key]
    } else {
        key.split('/').collect()
    };
    if parts.len() != register.key.len() {
        return None;
    }
    let mut query = ListQuery::new(&register.name);
    query.limit = 1;
    for (name, text) in register.key.iter().zip(parts) {
        let field = register.field(name)?;
        let value = jixia_app::pack::FieldReader::new(field, packs).lax();
        let value = value.read(jixia_app::pack::Cell::Text(text)).ok()?;
        query.filters.push(Filter::equal(name.clone(), value));
    }
    Some(query)
}

fn draw(
    ask: &Ask,
    register: &Register,
    (query, chosen): (&ListQuery, &Chosen),
    (page, names): (&ListPage, &Names),
    title: &str,
) -> Markup {
    let words = ask.words;
    let packs = ask.web.app().packs();
    let shown = columns(&ask.address, register);
    let acts = acts(ask, register);
    let meta = html! {
        @if let Some(at) = query.as_of { (say!(words, "list-as-of", at = at.local_text())) } @else {
            (words.label(&register.doc))
        }
    };
    html! {
        (head(title, &meta, &acts))
        (left_out(register, words))
        (filters(ask, packs, register, chosen))
        (searched(ask, page))
        (chosen.told(ask, register))
        @if page.rows.is_empty() {
            (nothing(ask, register))
        } @else {
            section.card {
                div.scroll tabindex="0" { (table(ask, register, &shown, (page, names))) }
                (pager(ask, page))
            }
        }
        (column_choice(ask, register, &shown))
    }
}

fn acts(ask: &Ask, register: &Register) -> Markup {
    let words = ask.words;
    let at = |last: &str| Address::of(&["registers", &register.name, last]);
    let export = at("export").maybe("as_of", ask.query("as_of"));
    html! {
        @for (format, name) in [("csv", "CSV"), ("xlsx", "XLSX"), ("parquet", "Parquet")] {
            a.btn href=(export.clone().with("format", format)) {
                (say!(words, "export-as", format = name))
            }
        }
        @if ask.web.app().is_written_by_people(&register.name) {
            a.btn href=(at("new")) { (say!(words, "record-new")) }
            a.btn.main href=(at("import")) { (say!(words, "import")) }
        }
    }
}

/// What the files behind the export buttons do not hold.
fn left_out(register: &Register, words: Words) -> Markup {
    let fields = ExportFormat::Parquet.left_out(register).into_iter();
    let names: Vec<_> = fields.map(|field| words.label(&field.label)).collect();
    html! {
        @if !names.is_empty() {
            p.quiet { (say!(words, "export-left-out", fields = names.join(&say!(words, "and")))) }
        }
    }
}

fn nothing(ask: &Ask, register: &Register) -> Markup {
    let words = ask.words;
    let filtered = ask
        .address
        .pairs()
        .iter()
        .any(|(name, _)| name.starts_with(FILTER) || name == "q");
    if filtered {
        let acts = html! {
            a.btn href=(Address::of(&["registers", &register.name])) {
                (say!(words, "filters-clear"))
            }
        };
        return empty(
            &say!(words, "nothing-found"),
            &say!(words, "nothing-found-next"),
            &acts,
        );
    }
    let acts = html! {
        @if ask.web.app().is_written_by_people(&register.name) {
            a.btn.main href=(Address::of(&["registers", &register.name, "import"])) {
                (say!(words, "import"))
            }
            a.btn href=(Address::of(&["registers", &register.name, "new"])) {
                (say!(words, "record-new"))
            }
        }
    };
    empty(
        &say!(words, "list-empty"),
        words.label(&register.doc),
        &acts,
    )
}

/// Where a search looked.
fn searched(ask: &Ask, page: &ListPage) -> Markup {
    let words = ask.words;
    let wanted = ask.query("q").map(str::trim).filter(|q| !q.is_empty());
    html! {
        @if let Some(q) = wanted {
            p.quiet {
                (if page.searched_inside {
                    say!(words, "list-searched-inside", q = q)
                } else {
                    say!(words, "list-searched-beginnings", q = q)
                })
            }
        }
    }
}

fn filters(ask: &Ask, packs: &Packs, register: &Register, chosen: &Chosen) -> Markup {
    let words = ask.words;
    let fields: Vec<&Field> = register
        .stored()
        .filter(|field| {
            is_findable(register, field)
                && !register.key.contains(&field.name)
                && field.name != register.title
        })
        .collect();
    let mut own: Vec<String> = fields
        .iter()
        .map(|field| format!("{FILTER}{}", field.name))
        .collect();
    own.extend(
        own.clone()
            .iter()
            .flat_map(|name| [format!("{name}.from"), format!("{name}.to")]),
    );
    own.extend(["q", "after", "as_of", "lang"].map(str::to_owned));
    let own: Vec<&str> = own.iter().map(String::as_str).collect();
    let base = Address::of(&["registers", &register.name]);
    html! {
        form.filters method="get" action=(base) {
            (keep(&ask.address, &own))
            label { (say!(words, "list-search"))
                input type="search" name="q" value=(ask.query("q").unwrap_or_default()); }
            @for field in fields { (filter(ask, packs, field, chosen)) }
            label {
                (say!(words, "list-day")) input type="date" name="as_of"
                value=(ask.query("as_of").unwrap_or_default());
            }
            button.btn type="submit" { (say!(words, "show")) }
            @if ask.address.pairs().iter().any(|(name, value)| own.contains(&name.as_str())
                && name != "lang" && !value.is_empty()) {
                a.btn href=(base) { (say!(words, "filters-clear")) }
            }
        }
    }
}

fn filter(ask: &Ask, packs: &Packs, field: &Field, chosen: &Chosen) -> Markup {
    let words = ask.words;
    let name = format!("{FILTER}{}", field.name);
    let now = ask.query(&name).unwrap_or_default();
    let label = words.label(&field.label);
    let list = field
        .kind
        .code_list()
        .and_then(|list| packs.codes.get(list));
    let ends = [format!("{name}.from"), format!("{name}.to")];
    let edge = |end: &str, key: &str, kind: &str| {
        html! {
            label { (label) " " (words.say(key))
                input.short type=(kind) name=(end) value=(ask.query(end).unwrap_or_default())
                    inputmode=[(kind == "text").then_some("decimal")];
                }
        }
    };
    html! {
        @match (&field.kind, list) {
            (FieldKind::Code(_), Some(list)) => label { (label)
                select name=(name) {
                    option value="" { (say!(words, "by-all")) }
                    @for code in &list.codes {
                        option value=(code.value) selected[code.value == now] {
                            (words.label(&code.label))
                        }
                    }
                    option value=(super::listing::EMPTY) selected[now == super::listing::EMPTY] {
                        (say!(words, "by-nothing"))
                    }
                }
            },
            (FieldKind::YesNo, _) => label { (label)
                select name=(name) {
                    option value="" { (say!(words, "by-all")) }
                    option value="是" selected[now == "是"] { (say!(words, "yes")) }
                    option value="否" selected[now == "否"] { (say!(words, "no")) }
                }
            },
            (FieldKind::Day, _) => {
                @let [from, to] = &ends; (edge(from, "from", "date")) (edge(to, "to", "date"))
            },
            (kind, _) if kind.is_numeric() => {
                @let [from, to] = &ends; (edge(from, "from", "text")) (edge(to, "to", "text"))
            },
            _ if chosen.offered.contains_key(&field.name) => label { (label)
                (offer(chosen, field, &name, now, words))
            },
            (kind, _) if kind.target().is_some() || *kind == FieldKind::Org => label {
                (label)
                input #(format!("filter-{}", field.name)) name=(name) value=(now) autocomplete="off"
                    placeholder=(say!(words, "filter-code")) data-suggest=[suggested(packs, kind)];
            },
            _ => label { (label) input.short name=(name) value=(now); },
        }
    }
}

/// The records to choose from; what was typed instead stays chosen.
fn offer(chosen: &Chosen, field: &Field, name: &str, now: &str, words: Words) -> Markup {
    let choices = chosen
        .offered
        .get(&field.name)
        .map_or(&[][..], Vec::as_slice);
    let nothing = super::listing::EMPTY;
    let is_other = !now.is_empty() && now != nothing && choices.iter().all(|(key, _)| key != now);
    html! {
        select name=(name) {
            option value="" { (say!(words, "by-all")) }
            @if is_other { option value=(now) selected { (now) } }
            @for (key, called) in choices {
                option value=(key) selected[key == now] { (called) }
            }
            @if !field.required {
                option value=(nothing) selected[now == nothing] { (say!(words, "by-nothing")) }
            }
        }
    }
}

fn table(
    ask: &Ask,
    register: &Register,
    columns: &[&Field],
    (page, names): (&ListPage, &Names),
) -> Markup {
    html! {
        table {
            thead { tr {
                @for field in columns { (column_head(ask, register, field)) }
            } }
            tbody {
                @for record in &page.rows {
                    tr { @for (place, field) in columns.iter().enumerate() {
                        (cell(ask, register, (record, names), field, place == 0))
                    } }
                }
            }
        }
    }
}

fn column_head(ask: &Ask, register: &Register, field: &Field) -> Markup {
    let label = ask.words.label(&field.label);
    let class = is_number(field).then_some("num");
    if !is_findable(register, field) {
        return html! { th class=[class] scope="col" { (label) } };
    }
    let now = ask.query("sort").unwrap_or_default();
    let down = format!("-{}", field.name);
    let (next, order) = if now == field.name {
        (down.as_str(), Some("ascending"))
    } else if now == down {
        ("", Some("descending"))
    } else {
        (field.name.as_str(), None)
    };
    let mark = match order {
        Some("ascending") => " ↑",
        Some(_) => " ↓",
        None => "",
    };
    let href = ask
        .address
        .clone()
        .without(&["after", "lang"])
        .with("sort", next);
    html! { th class=[class] scope="col" aria-sort=[order] { a href=(href) { (label) (mark) } } }
}

fn cell(
    ask: &Ask,
    register: &Register,
    (record, names): (&Record, &Names),
    field: &Field,
    first: bool,
) -> Markup {
    let (words, packs) = (ask.words, ask.web.app().packs());
    let value = value_of(register, record, &field.name);
    let text = match names.get(field, value) {
        Some(name) => name.to_owned(),
        None => in_words(ask, &register.name, field, value)
            .unwrap_or_else(|| shown(value, field, packs, words)),
    };
    if first || field.name == register.title {
        let href = record_address(&register.name, record);
        let text = if text.is_empty() {
            "–".to_owned()
        } else {
            text
        };
        return if first {
            html! { th scope="row" { a href=(href) { bdi { (text) } } } }
        } else {
            html! { td { a href=(href) { bdi { (text) } } } }
        };
    }
    html! {
        td.num[is_number(field)].masked[field.sealed.is_some()] {
            @match related::link(packs, field, value) {
                Some(href) => a href=(href) { bdi { (crate::parts::shorten(&text, 40)) } },
                None => bdi { (crate::parts::shorten(&text, 60)) },
            }
        }
    }
}

fn pager(ask: &Ask, page: &ListPage) -> Markup {
    let words = ask.words;
    let base = ask.address.clone().without(&["after", "lang"]);
    html! {
        nav.pager aria-label=(say!(words, "nav-pages")) {
            @if ask.query("after").is_some() { a.btn href=(base) { (say!(words, "page-first")) } }
            @if let Some(next) = page.next.as_ref().filter(|_| page.more) {
                a.btn href=(base.with("after", &cursor_text(next))) { (say!(words, "page-after")) }
            }
            span { (say!(words, "page-rows", count = page.rows.len())) }
        }
    }
}

fn column_choice(ask: &Ask, register: &Register, shown: &[&Field]) -> Markup {
    let words = ask.words;
    html! {
        details.card {
            summary { (say!(words, "columns-choose")) }
            form.form.two method="get" action=(Address::of(&["registers", &register.name])) {
                (keep(&ask.address, &["col", "lang"]))
                @for field in register.stored() {
                    label.tick {
                        input type="checkbox" name="col" value=(field.name)
                            checked[shown.iter().any(|one| one.name == field.name)];
                        (words.label(&field.label))
                    }
                }
                div.acts.wide { button.btn type="submit" { (say!(words, "columns-show")) } }
            }
        }
    }
}
