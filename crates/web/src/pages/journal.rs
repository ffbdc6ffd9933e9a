//! `/journal`: who did what, when and to what; the newest first; and whether it is sound.

use axum::response::IntoResponse;
use jixia_app::pack::Packs;
use jixia_app::store::{Change, JournalLine, JournalQuery, RecordId};
use jixia_app::{App, AppError};
use maud::{Markup, html};

use super::registers::record::{act_name, actor_name};
use super::registers::{declared, title_of};
use super::{PageResult, see};
use crate::address::Address;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::jobs::{JobResult, Progress, Task};
use crate::layout::{Page, Part, empty, head, token};
use crate::number::grouped;
use crate::sent::Sent;
use crate::state::Web;
use crate::terms::Instant;
use crate::texts::{Words, say};

const LIMIT: usize = 50;

/// The acts that stand in the journal.
const ACTS: [&str; 12] = [
    "import",
    "add",
    "change",
    "remove",
    "rekey",
    "merge",
    "adopt_plan",
    "link_target",
    "report_target",
    "withdraw_plan",
    "snapshot",
    "schema",
];

/// What the address asks of the journal.
pub(crate) fn read(address: &Address, packs: &Packs) -> Result<JournalQuery, Fault> {
    if let Some(register) = address.get("register") {
        declared(packs, register)?;
    }
    if address.get("record").is_some() && address.get("register").is_none() {
        return Err(Fault::bad("record_of_what").saying(
            "按记录查日志时，还须用 register 指明台账",
            "with `record`, `register` must name the register it is of",
        ));
    }
    if let Some(act) = address.get("act").filter(|act| !ACTS.contains(act)) {
        let (zh, en) = (ACTS.join("、"), ACTS.join(", "));
        return Err(Fault::bad("unknown_act").saying(
            format!("没有名为“{act}”的操作，可选：{zh}"),
            format!("there is no act `{act}`; there are: {en}"),
        ));
    }
    let own = |name: &str| address.get(name).map(str::to_owned);
    let day = |name: &str| match address.get(name) {
        Some(text) => text.parse().map(Some).map_err(|_| Fault::bad("bad_day")),
        None => Ok(None),
    };
    Ok(JournalQuery {
        register: own("register"),
        record: address.number("record")?.map(RecordId),
        actor: own("actor"),
        act: own("act"),
        from: day("from")?,
        until: day("until")?,
        before: address.number("before")?,
        limit: address.number("limit")?.unwrap_or(LIMIT).clamp(1, 500),
    })
}

/// `GET /journal`
pub(crate) async fn list(ask: Ask) -> PageResult {
    let query = read(&ask.address, ask.web.app().packs())?;
    let words = ask.words;
    let found = ask.web.call(move |app| {
        let lines = app.journal(&query)?;
        let names: Result<Vec<_>, _> = lines.iter().map(|line| called(app, line, words)).collect();
        Ok((lines, names?))
    });
    let (lines, names) = found.await?;
    let title = match lines.first() {
        Some(first) if ask.address.clone().without(&["lang"]).pairs().is_empty() => {
            say!(words, "journal-title", count = first.seq)
        }
        _ => say!(words, "part-journal"),
    };
    let acts = html! {
        form method="post" action="/journal/verify" {
            (token(&ask)) button.btn.main type="submit" { (say!(words, "journal-verify")) }
        }
    };
    let main = html! {
        (head(&title, &html! { (say!(words, "journal-doc")) }, &acts))
        (filters(&ask))
        @if lines.is_empty() {
            (empty(&say!(words, "nothing-found"), &say!(words, "nothing-found-next"), &html! {}))
        }
        @else { section.card { (table(&ask, &lines, &names)) (pager(&ask, &lines)) } }
    };
    Ok(Page::new(Part::Journal, title, main)
        .draw(&ask)
        .into_response())
}

fn filters(ask: &Ask) -> Markup {
    let words = ask.words;
    let packs = ask.web.app().packs();
    let now = |name: &str| ask.query(name).unwrap_or_default().to_owned();
    html! {
        form.filters method="get" action="/journal" {
            label { (say!(words, "register"))
                select name="register" {
                    option value="" { (say!(words, "by-all")) }
                    @for (name, register) in &packs.registers {
                        option value=(name) selected[*name == now("register")] {
                            (words.label(&register.label))
                        }
                    }
                }
            }
            label { (say!(words, "journal-act"))
                select name="act" {
                    option value="" { (say!(words, "by-all")) }
                    @for act in ACTS {
                        option value=(act) selected[act == now("act")] { (act_name(act, words)) }
                    }
                }
            }
            label { (say!(words, "journal-actor")) input.short name="actor" value=(now("actor")); }
            label { (say!(words, "from")) input type="date" name="from" value=(now("from")); }
            label { (say!(words, "to")) input type="date" name="until" value=(now("until")); }
            button.btn type="submit" { (say!(words, "show")) }
        }
    }
}

/// What the record or the plan was called that a line is about: as the act left it, or as it found
/// it where it is no more.
fn called(app: &App, line: &JournalLine, words: Words) -> Result<Option<String>, AppError> {
    let (Some(register), Some(id)) = (&line.register, line.record) else {
        return app.plan_of_act(line);
    };
    let Some(declared) = app.packs().registers.get(register) else {
        return Ok(None);
    };
    let before = Instant::from_micros(line.at.micros().saturating_sub(1));
    for at in [Some(line.at), before].into_iter().flatten() {
        match app.record(register, id, Some(at)) {
            Ok(record) => return Ok(Some(title_of(declared, &record, app.packs(), words))),
            Err(AppError::Unknown { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(None)
}

fn table(ask: &Ask, lines: &[JournalLine], names: &[Option<String>]) -> Markup {
    let words = ask.words;
    html! {
        div.scroll tabindex="0" { table.stack {
            thead { tr {
                th.num scope="col" { (say!(words, "journal-seq")) }
                th scope="col" { (say!(words, "journal-at")) }
                th scope="col" { (say!(words, "journal-actor")) }
                th scope="col" { (say!(words, "journal-act")) }
                th scope="col" { (say!(words, "journal-what")) }
                th.num scope="col" { (say!(words, "journal-records")) }
                th scope="col" { (say!(words, "snapshot-hash")) }
            } }
            tbody { @for (line, name) in lines.iter().zip(names) {
                (row(ask.web.app().packs(), line, name.as_deref(), words))
            } }
        } }
    }
}

fn row(packs: &Packs, line: &JournalLine, name: Option<&str>, words: Words) -> Markup {
    html! {
        tr {
            th.num scope="row" { (line.seq) }
            // The line that founds the records has no instant of its own.
            td.nowrap { (if line.at.micros() == 0 {
                say!(words, "journal-founded")
            } else {
                line.at.local_text()
            }) }
            td.nowrap { bdi { (actor_name(&line.actor, words)) } }
            td.nowrap { (act_name(&line.act, words)) }
            td.what {
                (what(packs, line, name, words))
                @if let Some(reason) = &line.reason { " · " bdi { (reason) } }
            }
            td.num.more { (grouped(records(line) as f64, 0)) }
            td.more { code title=(line.hash) { (line.hash.get(..8).unwrap_or_default()) } }
        }
    }
}

/// What a line is about: the record or snapshot, else the registers with what was written and ended
/// in each.
fn what(packs: &Packs, line: &JournalLine, name: Option<&str>, words: Words) -> Markup {
    let label = |name: &str| {
        packs
            .registers
            .get(name)
            .map_or(name, |one| words.label(&one.label))
            .to_owned()
    };
    html! {
        @match (&line.register, line.record) {
            (Some(register), Some(id)) => {
                a href=(Address::of(&["registers", register, &id.to_string()])) {
                    (label(register)) " "
                    @match name { Some(name) => bdi { (name) }, None => (id) }
                }
            },
            _ => {
                @if let Some(name) = name { bdi { (name) } " · " }
                @for (place, change) in line.changes.iter().enumerate() {
                @if place > 0 { "; " }
                a href=(Address::of(&["registers", &change.register])) { (label(&change.register)) }
                " " (done(line, change, words))
                }
            },
        }
        @if let Some(snapshot) = made(line) {
            a href="/snapshots" { (say!(words, "snapshot")) " " (snapshot) }
        }
        @if let Some(added) = added(line) { (say!(words, "journal-schema", count = added)) }
    }
}

/// The snapshot that a line says was made.
fn made(line: &JournalLine) -> Option<&str> {
    let after = line.after.as_ref().filter(|_| line.act == "snapshot")?;
    after.get("snapshot")?.as_str()
}

/// How many registers were added, where a line is about the registers themselves.
fn added(line: &JournalLine) -> Option<usize> {
    let after = line.after.as_ref().filter(|_| line.act == "schema")?;
    Some(after.get("added")?.as_array()?.len())
}

/// Records that are new, changed and ended.
fn numbers(line: &JournalLine, change: &Change) -> (u64, u64, u64) {
    let told = |name: &str| line.after.as_ref()?.get(name)?.as_u64();
    let import = (line.act == "import").then(|| (told("new"), told("changed"), told("gone")));
    if let Some((Some(new), Some(changed), Some(gone))) = import {
        return (new, changed, gone);
    }
    // A record that changes has one version written and one ended.
    let changed = change.written.min(change.ended);
    (change.written - changed, changed, change.ended - changed)
}

/// Records that a line is about.
fn records(line: &JournalLine) -> u64 {
    let counts = line.changes.iter().map(|change| numbers(line, change));
    counts
        .map(|(new, changed, ended)| new + changed + ended)
        .sum()
}

/// What a line did to one register, in words; only what there is.
fn done(line: &JournalLine, change: &Change, words: Words) -> String {
    let (new, changed, ended) = numbers(line, change);
    let parts = [
        (new, say!(words, "journal-new", count = new)),
        (changed, say!(words, "journal-changed", count = changed)),
        (ended, say!(words, "journal-ended", count = ended)),
    ];
    let parts = parts.into_iter().filter(|(count, _)| *count > 0);
    let parts: Vec<String> = parts.map(|(_, text)| text).collect();
    parts.join(&say!(words, "and"))
}

fn pager(ask: &Ask, lines: &[JournalLine]) -> Markup {
    let words = ask.words;
    let base = ask.address.clone().without(&["before", "lang"]);
    let last = lines.last().map_or(0, |line| line.seq);
    html! {
        nav.pager aria-label=(say!(words, "nav-pages")) {
            @if ask.query("before").is_some() { a.btn href=(base) { (say!(words, "page-newest")) } }
            @if last > 1 && lines.len() >= LIMIT {
                a.btn href=(base.with("before", &last.to_string())) { (say!(words, "page-older")) }
            }
        }
    }
}

/// `POST /journal/verify`
pub(crate) async fn verify(ask: Ask, _: Sent) -> PageResult {
    let job = begin_verify(&ask.web);
    Ok(see(&Address::of(&["jobs", &job])))
}

/// Begins to verify the journal and the registers behind it.
pub(crate) fn begin_verify(web: &Web) -> String {
    let app = web.app().clone();
    web.jobs()
        .begin(Task::JournalCheck, app.now(), move |tell| {
            let mut told = |done: u64, all: u64| {
                let percent = (done * 100)
                    .checked_div(all)
                    .and_then(|part| u8::try_from(part.min(100)).ok());
                tell(Progress {
                    step: "step-verifying".to_owned(),
                    rows: done,
                    percent,
                });
            };
            let verdict = app.verify_journal(&mut told)?;
            let snapshots = app.verify_snapshots(&verdict)?;
            Ok(JobResult::verdict(&verdict, &snapshots))
        })
}
