//! `/registers/{r}/import`: hand in a file; a job shows the difference; a form under it makes it
//! so.

use std::sync::Arc;

use axum::extract::{Multipart, Path};
use axum::response::IntoResponse;
use jixia_app::pack::{Field, Register};
use jixia_app::store::import::{ImportOptions, ImportStep, Progress as Step};
use jixia_app::{Actor, App, AppError};
use maud::{Markup, html};

use super::{above, declared};
use crate::address::Address;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::guard::check_token;
use crate::jobs::{ImportView, JobResult, Progress, Task, Tell};
use crate::layout::{Page, Part, head, token};
use crate::pages::{PageResult, see};
use crate::sent::Sent;
use crate::texts::{Words, say};
use crate::upload::{UploadedFile, find, receive};

/// `GET /registers/{r}/import`
pub(crate) async fn show(ask: Ask, Path(name): Path<String>) -> PageResult {
    let packs = Arc::clone(ask.web.app().packs());
    let register = declared(&packs, &name)?;
    let words = ask.words;
    let title = say!(words, "import-title", name = words.label(&register.label));
    let main = html! {
        (head(&title, &html! { (words.label(&register.doc)) }, &html! {}))
        section.card {
            form.form method="post" action=(Address::of(&["registers", &name, "import"]))
                enctype="multipart/form-data" {
                (token(&ask))
                div.field {
                    label for="file" { (say!(words, "import-file")) }
                    input #file type="file" name="file" required
                        accept=".csv,.txt,.xlsx,.xls,.xlsm";
                    small { (say!(words, "import-file-hint")) }
                }
                fieldset {
                    legend { (say!(words, "import-extent")) }
                    label.tick {
                        input type="radio" name="extent" value="whole" checked;
                        (say!(words, "import-whole"))
                    }
                    br;
                    label.tick {
                        input type="radio" name="extent" value="part"; (say!(words, "import-part"))
                    }
                }
                div.acts {
                    button.btn.main type="submit" { (say!(words, "import-preview")) }
                    a.btn href=(Address::of(&["registers", &name, "export"]).with("format",
                        "xlsx")) {
                        (say!(words, "import-template"))
                    }
                }
                p.quiet { (say!(words, "import-preview-hint")) }
            }
        }
        (expected(register, words))
    };
    Ok(Page::new(Part::Registers, title, main)
        .under(above(&ask, Some(register)))
        .draw(&ask)
        .into_response())
}

/// The columns that a file may have.
fn expected(register: &Register, words: Words) -> Markup {
    let row = |field: &Field| {
        let also = field.also.join("、");
        html! {
            tr {
                th scope="row" {
                    (words.label(&field.label)) @if field.required { span.must { " *" } }
                }
                td { (words.say(&format!("unit-kind-{}", field.kind.word().replace('_', "-")))) }
                td.text { (also) }
                td.text { @if let Some(doc) = &field.doc { (words.label(doc)) } }
            }
        }
    };
    html! {
        details.card open {
            summary { (say!(words, "import-columns")) }
            div.scroll tabindex="0" {
                table {
                    thead { tr {
                        th scope="col" { (say!(words, "import-column")) }
                        th scope="col" { (say!(words, "import-kind")) }
                        th scope="col" { (say!(words, "import-also")) }
                        th scope="col" { (say!(words, "why-doc")) }
                    } }
                    tbody { @for field in register.stored() { (row(field)) } }
                }
            }
        }
    }
}

/// `POST /registers/{r}/import`: takes the file and begins to compare.
pub(crate) async fn preview(ask: Ask, Path(name): Path<String>, form: Multipart) -> PageResult {
    declared(ask.web.app().packs(), &name)?;
    let expected = ask.token.clone();
    let mut upload = receive(form, &ask.web.uploads(), |upload| {
        check_token(&expected, Some(upload.get("token")))
    })
    .await?;
    let part = upload.get("extent") == "part";
    let file = upload.take_file()?;
    let job = begin_preview(&ask, &name, &file, part);
    Ok(see(&Address::of(&["jobs", &job])))
}

/// Begins to compare an uploaded file with a register.
pub(crate) fn begin_preview(ask: &Ask, register: &str, file: &UploadedFile, part: bool) -> String {
    let task = Task::Preview {
        register: register.to_owned(),
        upload: file.id.clone(),
        file: file.name.clone(),
        part,
    };
    let options = ImportOptions {
        dry_run: true,
        allow_shrink: true,
        part,
        ..ImportOptions::default()
    };
    begin(ask, task, register, file, options)
}

/// Begins to import an uploaded file.
pub(crate) fn begin_import(
    ask: &Ask,
    register: &str,
    file: &UploadedFile,
    (part, allow_shrink): (bool, bool),
) -> String {
    let task = Task::Import {
        register: register.to_owned(),
        upload: Some(file.id.clone()),
        file: file.name.clone(),
    };
    let options = ImportOptions {
        dry_run: false,
        allow_shrink,
        part,
        ..ImportOptions::default()
    };
    begin(ask, task, register, file, options)
}

fn begin(
    ask: &Ask,
    task: Task,
    register: &str,
    file: &UploadedFile,
    options: ImportOptions,
) -> String {
    let web = &ask.web;
    let (app, by) = (web.app().clone(), ask.actor());
    let (register, path) = (register.to_owned(), file.path.clone());
    let began = app.now();
    // The file of refused rows stands beside the upload's, under its name, until both are cleared.
    let refused = web.jobs().refused_file(&file.id);
    let options = ImportOptions {
        refused: Some(refused),
        language: ask.words.0,
        ..options
    };
    web.jobs().begin(task, began, move |tell| {
        run((&app, &by), &register, &path, &options, tell)
    })
}

fn run(
    (app, by): (&App, &Actor),
    register: &str,
    path: &std::path::Path,
    options: &ImportOptions,
    tell: Tell<'_>,
) -> Result<JobResult, AppError> {
    if let Some(folder) = options.refused.as_ref().and_then(|file| file.parent()) {
        std::fs::create_dir_all(folder).map_err(|error| AppError::File {
            path: folder.to_owned(),
            error,
        })?;
    }
    let mut progress = |step: Step| {
        let name = match step.step {
            ImportStep::Reading => "step-reading",
            ImportStep::Comparing => "step-comparing",
            ImportStep::Writing => "step-writing",
        };
        tell(Progress {
            step: name.to_owned(),
            rows: step.rows,
            percent: step.percent,
        });
    };
    let report = app.import(by, register, path, options, &mut progress)?;
    let has_file = options.refused.as_ref().is_some_and(|file| file.exists());
    let view = ImportView::of(app, &report, options.part, has_file);
    Ok(JobResult::Import(Box::new(view)))
}

/// `POST /jobs/{id}/confirm`: makes the difference that a job has shown.
pub(crate) async fn confirm(ask: Ask, Path(id): Path<String>, sent: Sent) -> PageResult {
    let next = begin_previewed(&ask, &id, sent.get("allow_shrink") == "yes")?;
    Ok(see(&Address::of(&["jobs", &next])))
}

/// Begins to import what the preview of this job has shown.
pub(crate) fn begin_previewed(ask: &Ask, id: &str, allow_shrink: bool) -> Result<String, Fault> {
    let web = &ask.web;
    let job = web.jobs().get(id).ok_or_else(Fault::missing)?;
    let Task::Preview {
        register,
        upload,
        part,
        ..
    } = &job.task
    else {
        return Err(Fault::missing());
    };
    let file = find(&web.uploads(), upload)?;
    Ok(begin_import(ask, register, &file, (*part, allow_shrink)))
}

/// `POST /jobs/{id}/part`: compares the same file anew, as a part of the register.
pub(crate) async fn as_part(ask: Ask, Path(id): Path<String>, _: Sent) -> PageResult {
    let job = ask.web.jobs().get(&id).ok_or_else(Fault::missing)?;
    let (register, upload) = match &job.task {
        Task::Preview {
            register, upload, ..
        } => (register, Some(upload)),
        Task::Import {
            register, upload, ..
        } => (register, upload.as_ref()),
        _ => return Err(Fault::missing()),
    };
    let upload = upload.ok_or_else(|| Fault::bad("upload_gone"))?;
    let file = find(&ask.web.uploads(), upload)?;
    let next = begin_preview(&ask, register, &file, true);
    Ok(see(&Address::of(&["jobs", &next])))
}
