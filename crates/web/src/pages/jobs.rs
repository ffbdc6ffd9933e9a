//! `/jobs`: work that takes long, how far it is, and what came of it; it goes on when the window is
//! closed.

use axum::extract::Path;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use futures::StreamExt as _;
use maud::{Markup, html};

use super::PageResult;
use super::import_result;
use crate::address::Address;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::jobs::{Job, JobResult, Task};
use crate::layout::{Page, Part, empty, head};
use crate::parts::verdict;
use crate::texts::{Words, say};

/// Seconds between two looks at a job that works.
const REFRESH_S: u32 = 2;

/// `GET /jobs`
pub(crate) async fn list(ask: Ask) -> PageResult {
    let words = ask.words;
    let jobs = ask.web.jobs().all();
    let title = say!(words, "jobs-title");
    let main = html! {
        (head(&title, &html! {}, &html! {}))
        @if jobs.is_empty() {
            (empty(&say!(words, "jobs-empty"), &say!(words, "jobs-empty-next"), &html! {}))
        }
        @else {
            section.card {
                ul.rows.plain {
                    @for job in jobs.iter().take(100) {
                        li {
                            div {
                                a href=(Address::of(&["jobs", &job.id])) { (task_name(&ask, job)) }
                                div.w { (job.began.local_text()) }
                            }
                            (state(job, words))
                        }
                    }
                }
            }
        }
    };
    Ok(Page::new(Part::None, title, main)
        .draw(&ask)
        .into_response())
}

/// `GET /jobs/{id}`
pub(crate) async fn show(ask: Ask, Path(id): Path<String>) -> PageResult {
    let job = ask.web.jobs().get(&id).ok_or_else(Fault::missing)?;
    let words = ask.words;
    let title = match &job.result {
        Some(JobResult::Import(import)) => import_result::finding(&ask, import),
        Some(JobResult::Failed { .. }) => {
            say!(words, "job-failed-title", name = task_name(&ask, &job))
        }
        _ => task_name(&ask, &job),
    };
    let main = html! {
        (head(&title, &html! { (job.began.local_text()) }, &html! {}))
        @match &job.result {
            None => (working(&job, words)),
            Some(JobResult::Import(import)) => (import_result::draw(&ask, &job, import)),
            Some(result) => (ended(&job, result, words)),
        }
    };
    let mut page = Page::new(part(&job), title, main).under(above(&ask, &job));
    page.refresh = job.result.is_none().then_some(REFRESH_S);
    Ok(page.draw(&ask).into_response())
}

/// `GET /jobs/{id}/refused`: every refused row of an import, with the reasons.
pub(crate) async fn refused(ask: Ask, Path(id): Path<String>) -> PageResult {
    let job = ask.web.jobs().get(&id).ok_or_else(Fault::missing)?;
    let (upload, file) = match &job.task {
        Task::Preview { upload, file, .. } => (Some(upload), file),
        Task::Import { upload, file, .. } => (upload.as_ref(), file),
        _ => return Err(Fault::missing()),
    };
    let upload = upload.ok_or_else(Fault::missing)?;
    let path = ask.web.jobs().refused_file(upload);
    let opened = tokio::fs::File::open(path)
        .await
        .map_err(|_| Fault::missing())?;
    let stem = file
        .rsplit_once('.')
        .map_or(file.as_str(), |(stem, _)| stem);
    let stem = Address::of(&[&format!("{stem}-refused.csv")]).text();
    let disposition = format!(
        "attachment; filename*=UTF-8''{}",
        stem.trim_start_matches('/')
    );
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (CONTENT_DISPOSITION, disposition),
    ];
    let chunks = futures::stream::unfold(opened, |mut file| async move {
        use tokio::io::AsyncReadExt;
        let mut buffer = vec![0; 64 << 10];
        match file.read(&mut buffer).await {
            Ok(0) => None,
            Ok(size) => {
                buffer.truncate(size);
                Some((Ok(axum::body::Bytes::from(buffer)), file))
            }
            Err(error) => Some((Err(error), file)),
        }
    })
    // Compression asks once more after the end.
    .fuse();
    Ok((headers, axum::body::Body::from_stream(chunks)).into_response())
}

fn part(job: &Job) -> Part {
    match job.task {
        Task::Preview { .. } | Task::Import { .. } => Part::Registers,
        Task::Snapshot | Task::SnapshotCheck { .. } => Part::Snapshots,
        Task::JournalCheck => Part::Journal,
    }
}

fn above(ask: &Ask, job: &Job) -> Vec<(String, String)> {
    let words = ask.words;
    match &job.task {
        Task::Preview { register, .. } | Task::Import { register, .. } => {
            super::registers::above(ask, ask.web.app().packs().registers.get(register))
        }
        Task::Snapshot | Task::SnapshotCheck { .. } => {
            vec![(say!(words, "part-snapshots"), "/snapshots".to_owned())]
        }
        Task::JournalCheck => vec![(say!(words, "part-journal"), "/journal".to_owned())],
    }
}

fn task_name(ask: &Ask, job: &Job) -> String {
    let words = ask.words;
    let label = |register: &str| {
        let found = ask.web.app().packs().registers.get(register);
        found
            .map_or(register, |register| words.label(&register.label))
            .to_owned()
    };
    match &job.task {
        Task::Preview { register, file, .. } => {
            say!(
                words,
                "job-preview",
                name = label(register),
                file = file.as_str()
            )
        }
        Task::Import { register, file, .. } => say!(
            words,
            "job-import",
            name = label(register),
            file = file.as_str()
        ),
        Task::Snapshot => say!(words, "job-snapshot"),
        Task::SnapshotCheck { snapshot } => {
            say!(words, "job-snapshot-check", snapshot = snapshot.as_str())
        }
        Task::JournalCheck => say!(words, "job-journal-check"),
    }
}

/// How a job stands, in a word.
fn state(job: &Job, words: Words) -> Markup {
    match &job.result {
        None => html! { span.st data-i="◌" { (say!(words, "job-working")) } },
        Some(JobResult::Failed { .. }) => verdict(false, &say!(words, "job-failed")),
        Some(JobResult::Checked { sound: false, .. }) => {
            verdict(false, &say!(words, "check-faults"))
        }
        Some(JobResult::Import(import))
            if matches!(
                import.outcome.as_str(),
                "rows_refused" | "would_shrink" | "still_referenced"
            ) =>
        {
            verdict(false, &say!(words, "job-refused"))
        }
        Some(_) => verdict(true, &say!(words, "job-done")),
    }
}

fn working(job: &Job, words: Words) -> Markup {
    let step = words
        .maybe(&job.progress.step)
        .unwrap_or_else(|| say!(words, "step-working"));
    html! {
        section.card { div.body aria-live="polite" {
            p { (step)
                @if job.progress.rows > 0 {
                    " · " (say!(words, "job-rows", rows = job.progress.rows))
                }
                }
            @match job.progress.percent {
                Some(percent) => progress max="100" value=(percent) { (percent) "%" },
                None => progress aria-label=(step) {},
            }
            p.quiet { (say!(words, "job-hint")) }
        } }
    }
}

/// The way on from work that failed.
fn next(job: &Job, words: Words) -> Markup {
    let (href, text) = match &job.task {
        Task::Preview { register, .. } | Task::Import { register, .. } => (
            Address::of(&["registers", register, "import"]),
            say!(words, "import-again"),
        ),
        Task::Snapshot | Task::SnapshotCheck { .. } => {
            (Address::of(&["snapshots"]), say!(words, "part-snapshots"))
        }
        Task::JournalCheck => (Address::of(&["journal"]), say!(words, "part-journal")),
    };
    html! { p.acts { a.btn.main href=(href) { (text) } } }
}

fn ended(job: &Job, result: &JobResult, words: Words) -> Markup {
    html! {
        @match result {
            JobResult::Snapshot { snapshot, rows, stood } => {
                div.notice.good {
                    p {
                        @if *stood {
                            (say!(words, "snapshot-stood", snapshot = snapshot.as_str()))
                        } @else {
                            (say!(words, "snapshot-done", snapshot = snapshot.as_str(),
                                rows = *rows))
                        }
                    }
                }
                @if *rows == 0 {
                    div.notice.warn { p { (say!(words, "snapshot-empty")) } }
                }
                p.acts {
                    a.btn.main href="/plan" { (say!(words, "snapshot-see-plan")) }
                    a.btn href=(Address::of(&["indicators"])) { (say!(words, "part-indicators")) }
                    a.btn href="/snapshots" { (say!(words, "part-snapshots")) }
                }
            }
            JobResult::Checked { sound, lines, rows, fault_count, faults } => {
                div.notice.(if *sound { "good" } else { "bad" }) {
                    p {
                        (verdict(*sound, &if *sound { say!(words, "check-sound") } else {
                            say!(words, "check-faults") }))
                    }
                    p { (say!(words, "check-read", lines = *lines, rows = *rows)) }
                    @if !sound { p { (say!(words, "check-fault-count", count = *fault_count)) } }
                }
                @if !faults.is_empty() {
                    section.card { ul.body { @for fault in faults { li { (fault.say(words)) } } } }
                }
            }
            JobResult::Failed { text, .. } => {
                div.notice.bad role="alert" {
                    p { (text.say(words)) }
                    p { (say!(words, "job-nothing-changed")) }
                }
                (next(job, words))
            }
            JobResult::Import(_) => {}
        }
    }
}
