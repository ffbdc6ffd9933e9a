//! `/adopt`: hand in a plan, see its tree and targets, then make it the authority's.

use std::sync::Arc;

use axum::extract::Multipart;
use axum::response::{IntoResponse, Response};
use jixia_app::pack::Packs;
use jixia_app::plan_text::{Clause, Plan, ReadError, Target, due_day};
use jixia_app::{App, AppError, PlanHead, is_sure};
use maud::{Markup, html};

use crate::address::Address;
use crate::ask::Ask;
use crate::fault::Fault;
use crate::guard::check_token;
use crate::layout::{Page, Part, head, token};
use crate::pages::{PageResult, see};
use crate::parts::{chinese, read_goal};
use crate::sent::Sent;
use crate::texts::{Words, say};
use crate::upload::{UploadedFile, find, receive};

/// A plan is a text; a bigger file is none.
const PLAN_MAX: u64 = 32 << 20;

fn above(ask: &Ask) -> Vec<(String, String)> {
    vec![(say!(ask.words, "part-plan"), "/plan".to_owned())]
}

/// `GET /adopt`
pub(crate) async fn show(ask: Ask) -> PageResult {
    let words = ask.words;
    let title = say!(words, "adopt-title");
    let main = html! {
        (head(&title, &html! {}, &html! {}))
        section.card {
            form.form method="post" action="/adopt" enctype="multipart/form-data" {
                (token(&ask))
                div.field {
                    label for="file" { (say!(words, "adopt-file")) }
                    input #file type="file" name="file" required
                        accept=".docx,.html,.htm,.txt,text/plain,text/html";
                    small { (say!(words, "adopt-file-hint")) }
                }
                div.acts { button.btn.main type="submit" { (say!(words, "adopt-preview")) } }
            }
        }
    };
    Ok(Page::new(Part::Plan, title, main)
        .under(above(&ask))
        .draw(&ask)
        .into_response())
}

/// `POST /adopt`: the file, answered by what was found in it.
pub(crate) async fn preview(ask: Ask, form: Multipart) -> PageResult {
    let expected = ask.token.clone();
    let mut upload = receive(form, &ask.web.uploads(), |upload| {
        check_token(&expected, Some(upload.get("token")))
    })
    .await?;
    let file = upload.take_file()?;
    let preview = Preview::of(&ask, &file, String::new()).await?;
    Ok(preview.draw(&ask, &file))
}

impl Preview {
    /// What is found in a file, under the title given or, if that is blank, as read.
    async fn of(ask: &Ask, file: &UploadedFile, title: String) -> Result<Self, Fault> {
        let (name, path) = (file.name.clone(), file.path.clone());
        let read = ask.web.call(move |app| {
            let mut plan = app.read_plan(&name, &read_file(&path)?)?;
            if !title.is_empty() {
                plan.title = title;
            }
            Ok(Self {
                links: app.links_of(&plan),
                packs: Arc::clone(app.packs()),
                year: app.year_of(&plan),
                replaced: app.replaced_by(&plan)?,
                plan,
            })
        });
        read.await
    }

    fn draw(&self, ask: &Ask, file: &UploadedFile) -> Response {
        let (plan, words) = (&self.plan, ask.words);
        let title = say!(
            words,
            "adopt-found",
            title = plan.title.as_str(),
            targets = plan.targets.len()
        );
        let main = html! {
            (head(&title, &html! { (file.name) " · " (plan.encoding) }, &html! {}))
            @if plan.targets.is_empty() {
                div.notice {
                    p { (say!(words, "adopt-no-targets")) }
                    div.acts { a.btn href="/adopt" { (say!(words, "adopt-other")) } }
                }
            } @else {
                (self.form(ask, file))
            }
            (found(self, words))
        };
        Page::new(Part::Plan, title, main)
            .under(above(ask))
            .draw(ask)
            .into_response()
    }

    /// The title to be corrected, the plan that will be replaced, and the button.
    fn form(&self, ask: &Ask, file: &UploadedFile) -> Markup {
        let words = ask.words;
        html! {
            form.notice method="post" action="/adopt/confirm" {
                (token(ask))
                input type="hidden" name="upload" value=(file.id);
                input type="hidden" name="replaces" value=(self.replaces());
                p { (say!(words, "adopt-confirm-text")) }
                p {
                    @match &self.replaced {
                        Some(old) => b { (say!(words, "adopt-replaces", title = old.title.as_str(),
                            year = old.year.to_string(), day = old.adopted.to_string())) },
                        None => (say!(words, "adopt-beside", year = self.year.to_string())),
                    }
                }
                div.field {
                    label for="title" { (say!(words, "adopt-title-field")) }
                    input #title type="text" name="title" value=(self.plan.title) required;
                }
                div.acts {
                    button.btn.main type="submit" { (say!(words, "adopt-do")) }
                    a.btn href="/adopt" { (say!(words, "adopt-other")) }
                }
            }
        }
    }

    fn replaces(&self) -> &str {
        self.replaced.as_ref().map_or("", |old| old.id.as_str())
    }
}

/// `POST /adopt/confirm`: adopts, or shows again what another title would replace.
pub(crate) async fn confirm(ask: Ask, sent: Sent) -> PageResult {
    let by = ask.actor();
    let file = find(&ask.web.uploads(), sent.get("upload"))?;
    let title = sent.get("title").trim().to_owned();
    let preview = Preview::of(&ask, &file, title.clone()).await?;
    if preview.replaced.is_some() && preview.replaces() != sent.get("replaces") {
        return Ok(preview.draw(&ask, &file));
    }
    let adopt =
        move |app: &App| app.adopt_plan_titled(&by, (&file.name, &read_file(&file.path)?), &title);
    let plan = ask.web.call(adopt).await?;
    Ok(see(&Address::of(&["plan", &plan.id])))
}

/// The bytes of a plan that came in.
pub(crate) fn read_file(path: &std::path::Path) -> Result<Vec<u8>, AppError> {
    let fail = |error| AppError::File {
        path: path.to_owned(),
        error,
    };
    let size = path.metadata().map_err(fail)?.len();
    if size > PLAN_MAX {
        return Err(AppError::Plan(ReadError::TooLarge {
            name: path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
            bytes: size,
            limit: PLAN_MAX,
        }));
    }
    std::fs::read(path).map_err(fail)
}

/// A plan that is not adopted yet, with what each target would be held to.
struct Preview {
    plan: Plan,
    links: Vec<Option<(String, f64)>>,
    packs: Arc<Packs>,
    /// The year it would be for.
    year: i16,
    replaced: Option<PlanHead>,
}

fn found(preview: &Preview, words: Words) -> Markup {
    let plan = &preview.plan;
    html! {
        @for clause in plan.clauses.iter().filter(|clause| clause.level == 1) {
            section.card {
                h2 { (clause.number.as_deref().unwrap_or_default()) (clause.heading) }
                @for one in plan.clauses.iter().filter(|one| is_within(plan, one, clause)) {
                    (part(preview, one, one.id == clause.id, words))
                }
            }
        }
    }
}

fn is_within(plan: &Plan, clause: &Clause, chapter: &Clause) -> bool {
    let mut at = Some(clause);
    for _ in 0..12 {
        let Some(one) = at else { return false };
        if one.id == chapter.id {
            return true;
        }
        at = one
            .parent
            .as_ref()
            .and_then(|parent| plan.clauses.iter().find(|other| other.id == *parent));
    }
    false
}

fn part(preview: &Preview, clause: &Clause, is_chapter: bool, words: Words) -> Markup {
    let plan = &preview.plan;
    let text: String = clause
        .sentences
        .iter()
        .map(|sentence| sentence.text.as_str())
        .collect();
    let targets: Vec<_> = clause
        .targets
        .iter()
        .filter_map(|place| Some((plan.targets.get(*place)?, preview.links.get(*place)?)))
        .collect();
    if text.is_empty() && targets.is_empty() && is_chapter {
        return html! {};
    }
    html! {
        div.clause {
            @if !is_chapter {
                h3 { (clause.number.as_deref().unwrap_or_default()) (clause.heading) }
            }
            p { (text) }
            @if !targets.is_empty() {
                ul {
                    @for (target, link) in targets {
                        li { (promise(target, link.as_ref(), preview, words)) }
                    }
                }
            } @else if !clause.tasks.is_empty() {
                p.quiet { (say!(words, "adopt-tasks", count = clause.tasks.len())) }
            }
        }
    }
}

/// What a target would be: goal, deadline, and the indicator that its words speak of.
fn promise(
    target: &Target,
    link: Option<&(String, f64)>,
    preview: &Preview,
    words: Words,
) -> Markup {
    let due = due_day(target.by.as_deref(), preview.year);
    let link = link.and_then(|(name, score)| Some((preview.packs.indicators.get(name)?, score)));
    html! {
        b lang=[chinese(words)] { (target.object) } " "
        (read_goal(target)) " · " (say!(words, "target-due", day = due.to_string())) " · "
        @match link {
            Some((indicator, score)) => {
                (say!(words, "target-by-indicator", name = words.label(&indicator.label)))
                " " small { (say!(words, "link-score")) " " (format!("{score:.2}"))
                    @if !is_sure(*score) { " · " (say!(words, "link-unsure")) } }
            },
            None => span.quiet { (say!(words, "target-by-nothing")) },
        }
    }
}
