//! `/snapshots`: every dated state that figures are computed from; make one, verify one.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use jixia_app::measure::{FaultKind, SnapshotInfo};
use jixia_app::{App, AppError};
use maud::{Markup, html};

use super::registers::record::actor_name;
use super::{PageResult, see};
use crate::address::Address;
use crate::ask::Ask;
use crate::jobs::{JobResult, Progress, Task, WordsView};
use crate::layout::{Page, Part, empty, head, token};
use crate::number::grouped;
use crate::sent::Sent;
use crate::state::Web;
use crate::terms::Day;
use crate::texts::{Words, say};

/// `GET /snapshots`
pub(crate) async fn list(ask: Ask) -> PageResult {
    page(ask, None).await
}

async fn page(ask: Ask, fault: Option<String>) -> PageResult {
    let look = |app: &App| Ok((app.snapshots()?, app.unreadable_snapshots()?));
    let (snapshots, unreadable) = ask.web.call(look).await?;
    let words = ask.words;
    let title = match snapshots.last() {
        Some(last) => say!(
            words,
            "snapshots-title",
            count = snapshots.len(),
            day = last.day.to_string()
        ),
        None => say!(words, "snapshots-none"),
    };
    let main = html! {
        (head(&title, &html! {}, &html! {}))
        p.meta { (say!(words, "snapshots-doc")) }
        @for fault in &unreadable { div.notice.bad { p { (fault.text(words.0)) } } }
        section.card { (form(&ask, fault.as_deref())) }
        @if snapshots.is_empty() {
            (empty(&say!(words, "snapshot-none"), &say!(words, "snapshot-none-next"), &html! {}))
        } @else { section.card { (table(&ask, &snapshots)) } }
    };
    let status = if fault.is_some() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    Ok((status, Page::new(Part::Snapshots, title, main).draw(&ask)).into_response())
}

fn form(ask: &Ask, fault: Option<&str>) -> Markup {
    let words = ask.words;
    let today = ask.web.app().now().day().to_string();
    html! {
        form.form method="post" action="/snapshots" {
            (token(ask))
            div.field {
                label for="on" { (say!(words, "snapshot-on")) }
                input #on type="date" name="on" max=(today) aria-invalid=[fault.map(|_| "true")]
                    aria-describedby=(if fault.is_some() { "on-fault" } else { "on-hint" });
                @if let Some(fault) = fault { span.fault id="on-fault" { (fault) } }
                small id="on-hint" { (say!(words, "snapshot-on-hint")) }
            }
            div.acts { button.btn.main type="submit" { (say!(words, "snapshot-make")) } }
        }
    }
}

fn table(ask: &Ask, snapshots: &[SnapshotInfo]) -> Markup {
    let words = ask.words;
    html! {
        div.scroll tabindex="0" { table {
            thead { tr {
                th scope="col" { (say!(words, "snapshot")) }
                th scope="col" { (say!(words, "snapshot-made")) }
                th.num scope="col" { (say!(words, "rows")) }
                th.num scope="col" { (say!(words, "snapshot-size")) }
                th scope="col" { (say!(words, "snapshot-hash")) }
                th scope="col" { (say!(words, "snapshot-acts")) }
            } }
            tbody { @for one in snapshots.iter().rev() { (row(ask, one, words)) } }
        } }
    }
}

/// The day of a snapshot, and which of that day it is where there are more.
fn snapshot_name(one: &SnapshotInfo, words: Words) -> String {
    let day = one.day.to_string();
    let place = one.id.strip_prefix(&day);
    match place.and_then(|place| place.strip_prefix('.')) {
        Some(place) => say!(words, "snapshot-of-day", day = day, place = place),
        None => one.id.clone(),
    }
}

fn row(ask: &Ask, one: &SnapshotInfo, words: Words) -> Markup {
    let size = grouped(one.bytes() as f64 / 1e6, 1);
    html! {
        tr {
            th scope="row" {
                a.nowrap href=(Address::of(&["plan"]).with("snapshot", &one.id)) {
                    (snapshot_name(one, words))
                }
            }
            td {
                span.nowrap { (one.made_at.local_text()) } " "
                small { bdi { (actor_name(&one.made_by, words)) } }
            }
            td.num {
                (grouped(one.rows() as f64, 0))
                @if one.rows() == 0 {
                    " " span.st.late data-i="▲" { (say!(words, "snapshot-no-rows")) }
                }
            }
            td.num { (size) " MB" }
            td {
                code title=(one.manifest_hash) { (one.manifest_hash.get(..12).unwrap_or_default()) }
            }
            td {
                form method="post" action=(Address::of(&["snapshots", &one.id, "verify"])) {
                    (token(ask))
                    button.btn type="submit"
                        aria-label=(say!(words, "snapshot-verify-one",
                            snapshot = one.id.as_str())) {
                        (say!(words, "verify"))
                    }
                }
            }
        }
    }
}

/// `POST /snapshots`
pub(crate) async fn make(ask: Ask, sent: Sent) -> PageResult {
    let day = match sent.get("on") {
        "" => None,
        text => match text.parse::<Day>() {
            Ok(day) if day <= ask.web.app().now().day() => Some(day),
            _ => {
                let fault = say!(ask.words, "snapshot-bad-day", day = text);
                return page(ask, Some(fault)).await;
            }
        },
    };
    let job = begin(&ask, day);
    Ok(see(&Address::of(&["jobs", &job])))
}

/// Begins to write and measure a snapshot.
pub(crate) fn begin(ask: &Ask, day: Option<Day>) -> String {
    let (app, by) = (ask.web.app().clone(), ask.actor());
    ask.web
        .jobs()
        .begin(Task::Snapshot, app.now(), move |tell| {
            let mut told = |rows: u64, expected: u64| {
                let percent = (rows * 100)
                    .checked_div(expected)
                    .and_then(|part| u8::try_from(part.min(100)).ok());
                tell(Progress {
                    step: "step-snapshot".to_owned(),
                    rows,
                    percent,
                });
            };
            let known = app.snapshots()?;
            let made = app.snapshot(&by, day, &mut |step| told(step.rows, step.rows_expected))?;
            Ok(JobResult::Snapshot {
                snapshot: made.id.clone(),
                rows: made.rows(),
                stood: known.iter().any(|one| one.id == made.id),
            })
        })
}

/// `POST /snapshots/{id}/verify`
pub(crate) async fn verify(ask: Ask, Path(id): Path<String>, _: Sent) -> PageResult {
    let known = ask
        .web
        .call(move |app| app.snapshot_or_newest(Some(&id)))
        .await?;
    let job = begin_verify(&ask.web, known);
    Ok(see(&Address::of(&["jobs", &job])))
}

/// Begins to verify the files of a snapshot.
pub(crate) fn begin_verify(web: &Web, snapshot: SnapshotInfo) -> String {
    let app = web.app().clone();
    let task = Task::SnapshotCheck {
        snapshot: snapshot.id.clone(),
    };
    web.jobs().begin(task, app.now(), move |tell| {
        tell(Progress {
            step: "step-verifying".to_owned(),
            ..Progress::default()
        });
        check(&app, &snapshot)
    })
}

fn check(app: &App, snapshot: &SnapshotInfo) -> Result<JobResult, AppError> {
    let faults = app.verify_snapshot(&snapshot.id)?;
    let text = |file: &str, kind: FaultKind| match kind {
        FaultKind::Missing => WordsView {
            zh: format!("文件 {file} 不见了"),
            en: format!("the file {file} is gone"),
        },
        FaultKind::Altered => WordsView {
            zh: format!("文件 {file} 被改动"),
            en: format!("the file {file} was altered"),
        },
    };
    let files: usize = snapshot
        .registers
        .values()
        .map(|files| files.files.len())
        .sum();
    Ok(JobResult::Checked {
        sound: faults.is_empty(),
        lines: files as u64,
        rows: snapshot.rows(),
        fault_count: faults.len() as u64,
        faults: faults
            .iter()
            .map(|fault| text(&fault.file, fault.kind))
            .collect(),
    })
}
