//! `/adopt`: hand in a plan, see its tree and targets, then make it the authority's.

use axum::Form;
use axum::extract::Multipart;
use axum::response::IntoResponse;
use jixia_app::plan_text::{Clause, Plan};
use maud::{Markup, html};

use crate::address::Address;
use crate::ask::Ask;
use crate::guard::check_token;
use crate::layout::{Page, Part, head, token};
use crate::number::grouped;
use crate::pages::{PageResult, actor, see};
use crate::texts::{Words, say};
use crate::upload::{find, receive};

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
    let (name, path) = (file.name.clone(), file.path.clone());
    let plan = ask
        .web
        .call(move |app| app.read_plan(&name, &read_file(&path)?))
        .await?;
    let words = ask.words;
    let title = say!(
        words,
        "adopt-found",
        title = plan.title.as_str(),
        targets = plan.targets.len()
    );
    let main = html! {
        (head(&title, &html! { (file.name) " · " (plan.encoding) }, &html! {}))
        form.notice method="post" action="/adopt/confirm" {
            (token(&ask))
            input type="hidden" name="upload" value=(file.id);
            p { (say!(words, "adopt-confirm-text")) }
            div.acts {
                button.btn.main type="submit" { (say!(words, "adopt-do")) }
                a.btn href="/adopt" { (say!(words, "adopt-other")) }
            }
        }
        (found(&plan, words))
    };
    Ok(Page::new(Part::Plan, title, main)
        .under(above(&ask))
        .draw(&ask)
        .into_response())
}

/// `POST /adopt/confirm`
pub(crate) async fn confirm(ask: Ask, Form(pairs): Form<Vec<(String, String)>>) -> PageResult {
    let get = |name: &str| {
        pairs
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    };
    check_token(&ask.token, get("token"))?;
    let file = find(&ask.web.uploads(), get("upload").unwrap_or_default())?;
    let (name, path) = (file.name.clone(), file.path.clone());
    let plan = ask
        .web
        .call(move |app| app.adopt_plan(&actor(), &name, &read_file(&path)?))
        .await?;
    Ok(see(&Address::of(&["plan", &plan.id])))
}

/// The bytes of a plan that came in.
pub(crate) fn read_file(path: &std::path::Path) -> Result<Vec<u8>, jixia_app::AppError> {
    let fail = |error| jixia_app::AppError::File {
        path: path.to_owned(),
        error,
    };
    let size = path.metadata().map_err(fail)?.len();
    if size > PLAN_MAX {
        return Err(fail(std::io::Error::other(
            "a plan is a text of at most 32 MiB",
        )));
    }
    std::fs::read(path).map_err(fail)
}

fn found(plan: &Plan, words: Words) -> Markup {
    html! {
        @for clause in plan.clauses.iter().filter(|clause| clause.level == 1) {
            section.card {
                h2 { (clause.number.as_deref().unwrap_or_default()) (clause.heading) }
                @for one in plan.clauses.iter().filter(|one| is_within(plan, one, clause)) {
                    (part(plan, one, one.id == clause.id, words))
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

fn part(plan: &Plan, clause: &Clause, is_chapter: bool, words: Words) -> Markup {
    let text: String = clause
        .sentences
        .iter()
        .map(|sentence| sentence.text.as_str())
        .collect();
    let targets: Vec<_> = clause
        .targets
        .iter()
        .filter_map(|place| plan.targets.get(*place))
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
                    @for target in targets {
                        li {
                            b { (target.object) } " " (target.comparator.sign()) " "
                            (target.value.map(|value| grouped(value, 2)).unwrap_or_default())
                            @if let Some(max) = target.value_max { "–" (grouped(max, 2)) }
                            (target.unit.as_deref().unwrap_or_default())
                            @if let Some(by) = &target.by { " · " (by) }
                        }
                    }
                }
            } @else if !clause.tasks.is_empty() {
                p.quiet { (say!(words, "adopt-tasks", count = clause.tasks.len())) }
            }
        }
    }
}
