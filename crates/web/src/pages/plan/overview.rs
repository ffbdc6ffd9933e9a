//! `GET /plan`, `GET /plan/{id}`: a plan chapter by chapter, each target with its measured value
//! and status.

use axum::extract::Path;
use axum::response::IntoResponse;
use jixia_app::{
    AppError, ChapterStatus, ClauseStatus, PlanHead, PlanStatus, Status, TargetStatus,
};
use maud::{Markup, html};

use super::clause::{self, Drawn};
use super::headline::{behind, count, headline, unsure};
use super::withdraw;
use crate::address::Address;
use crate::ask::Ask;
use crate::layout::{Page, Part, empty, head};
use crate::pages::PageResult;
use crate::parts::{chinese, status_class};
use crate::texts::{Words, say};

/// `GET /plan`: the current one.
pub(crate) async fn newest(ask: Ask) -> PageResult {
    show(ask, None).await
}

/// `GET /plan/{id}`
pub(crate) async fn one(ask: Ask, Path(id): Path<String>) -> PageResult {
    show(ask, Some(id)).await
}

async fn show(ask: Ask, id: Option<String>) -> PageResult {
    let snapshot = ask.query("snapshot").map(str::to_owned);
    let found = ask.web.call(move |app| {
        let plans = app.plans()?;
        match app.plan_status(id.as_deref(), snapshot.as_deref()) {
            Ok(plan) => Ok(Some((plans, plan))),
            Err(AppError::NoPlan) => Ok(None),
            Err(error) => Err(error),
        }
    });
    let Some((plans, plan)) = found.await? else {
        return Ok(nothing_yet(&ask).into_response());
    };
    let words = ask.words;
    let title = headline(&plan, words);
    let main = draw(&ask, &plans, &plan, &title);
    Ok(Page::new(Part::Plan, title, main)
        .draw(&ask)
        .into_response())
}

fn nothing_yet(ask: &Ask) -> Markup {
    let words = ask.words;
    let title = say!(words, "plan-title");
    let acts = html! {
        a.btn.main href="/adopt" { (say!(words, "plan-adopt")) }
        a.btn href="/registers" { (say!(words, "plan-first-import")) }
    };
    let main = html! {
        (head(&title, &html! {}, &html! {}))
        (empty(&say!(words, "plan-empty"), &say!(words, "plan-empty-next"), &acts))
    };
    Page::new(Part::Plan, title, main).draw(ask)
}

fn draw(ask: &Ask, plans: &[PlanHead], plan: &PlanStatus, title: &str) -> Markup {
    let words = ask.words;
    let snapshot = ask.query("snapshot");
    let drawn = Drawn {
        packs: ask.web.app().packs(),
        words,
        snapshot,
    };
    let wanted = ask.query("status").and_then(|name| {
        Status::ALL
            .into_iter()
            .find(|status| status_class(*status) == name)
    });
    let meta = html! {
        @match plan.day {
            Some(day) => (say!(words, "snapshot-of", day = day.to_string())),
            None => a href="/snapshots" { (say!(words, "plan-no-snapshot")) },
        }
        " · " span lang=[chinese(words)] { (plan.plan.title) }
    };
    let acts = html! {
        @if plans.len() > 1 {
            @for other in plans.iter().rev().filter(|other| other.id != plan.plan.id).take(3) {
                a.btn href=(Address::of(&["plan", &other.id]).maybe("snapshot", snapshot)) {
                    (other.year)
                }
            }
        }
        @if snapshot.is_none() {
            a.btn href=(withdraw::address(&plan.plan)) { (say!(words, "plan-withdraw")) }
            a.btn href="/adopt" { (say!(words, "plan-adopt-next")) }
        }
    };
    html! {
        (head(title, &meta, &acts))
        (past_notice(ask, plan))
        @if !plan.is_current() {
            p.notice { (words.label(&plan.standing())) " "
                a href="/plan" { (say!(words, "plan-current")) } }
        }
        @if plan.to_confirm() > 0 {
            p { (say!(words, "plan-to-confirm", count = plan.to_confirm())) }
        }
        (summary(ask, plan, wanted))
        div.grid {
            (contents(plan, wanted, words))
            div {
                @for chapter in &plan.chapters { (card(chapter, wanted, drawn)) }
            }
        }
        p.quiet { (say!(words, "plan-foot")) }
    }
}

/// What stands above a plan or target that is looked back to: of which day it is, and the way to
/// the newest.
pub(super) fn past_notice(ask: &Ask, plan: &PlanStatus) -> Markup {
    let words = ask.words;
    let Some((snapshot, day)) = ask.query("snapshot").zip(plan.day) else {
        return html! {};
    };
    let day = day.to_string();
    html! {
        p.notice.warn role="status" {
            b { (say!(words, "plan-past", day = day.as_str())) } " "
            (say!(words, "plan-past-means", day = day, snapshot = snapshot)) " "
            a href=(ask.address.clone().without(&["snapshot", "lang"])) {
                (say!(words, "plan-past-newest"))
            }
        }
    }
}

fn summary(ask: &Ask, plan: &PlanStatus, wanted: Option<Status>) -> Markup {
    let words = ask.words;
    let only = wanted.map(|status| words.label(&status.label()).to_owned());
    html! {
        nav.sum aria-label=(say!(words, "plan-summary")) {
            @for status in [
                Status::Met, Status::OnCourse, Status::Late, Status::Missed, Status::NotYetDue,
                Status::Reported, Status::NoData,
            ] {
                @let class = status_class(status);
                @let is_on = wanted == Some(status);
                a.(class)
                    href=(ask.address.clone().without(&["lang"]).with("status", if is_on {
                        "" } else { class }))
                    aria-current=[is_on.then_some("true")] {
                    b { (count(plan, status)) } span { (words.label(&status.label()))
                        @if unsure(plan, status) > 0 {
                            " " small {
                                (say!(words, "plan-of-them-unsure",
                                    count = unsure(plan, status)))
                            }
                        }
                    }
                }
            }
        }
        @if let Some(status) = only {
            p { (say!(words, "plan-filtered", status = status)) " "
                a href=(ask.address.clone().without(&["status"])) {
                    (say!(words, "plan-unfiltered"))
                }
                }
        }
    }
}

/// Targets of a chapter that stand as wanted; all where nothing is wanted.
fn standing(chapter: &ChapterStatus, wanted: Option<Status>) -> usize {
    let targets = chapter.clauses.iter().flat_map(|clause| &clause.targets);
    let stands = |target: &&TargetStatus| wanted.is_none_or(|status| target.status == status);
    targets.filter(stands).count()
}

fn contents(plan: &PlanStatus, wanted: Option<Status>, words: Words) -> Markup {
    let is_shown = |chapter: &&ChapterStatus| wanted.is_none() || standing(chapter, wanted) > 0;
    html! {
        nav.toc aria-label=(say!(words, "plan-contents")) {
            @for chapter in plan.chapters.iter().filter(|chapter| !chapter.heading.is_empty())
                .filter(is_shown) {
                a href=(format!("#c-{}", chapter.id)) {
                    span lang=[chinese(words)] {
                        (chapter.number) (crate::parts::shorten(&chapter.heading, 28))
                    }
                    @let late = behind(chapter);
                    @if wanted.is_some() {
                        small { (standing(chapter, wanted)) }
                    } @else if late > 0 {
                        i title=(say!(words, "plan-behind", count = late)) { (late) }
                    }
                }
            }
        }
    }
}

fn card(chapter: &ChapterStatus, wanted: Option<Status>, drawn: Drawn<'_>) -> Markup {
    let words = drawn.words;
    let shown: Vec<(&ClauseStatus, Vec<&TargetStatus>)> = chapter
        .clauses
        .iter()
        .map(|clause| {
            let targets = clause.targets.iter();
            (
                clause,
                targets
                    .filter(|target| wanted.is_none_or(|status| target.status == status))
                    .collect(),
            )
        })
        .collect();
    let total: usize = shown.iter().map(|(_, targets)| targets.len()).sum();
    if total == 0 && wanted.is_some() {
        return html! {};
    }
    let (with, without): (Vec<_>, Vec<_>) =
        shown.iter().partition(|(_, targets)| !targets.is_empty());
    let late = behind(chapter);
    html! {
        section.card id=(format!("c-{}", chapter.id)) {
            h2 {
                @if chapter.number.is_empty() && chapter.heading.is_empty() {
                    (say!(words, "plan-opening"))
                }
                span lang=[chinese(words)] { (chapter.number) (chapter.heading) }
                small {
                    @if total > 0 { (say!(words, "plan-targets", count = total)) }
                    @if late > 0 && wanted.is_none() {
                        " · " (say!(words, "plan-behind", count = late))
                    }
                }
            }
            @if !with.is_empty() { (clause::heads(words)) }
            @for (one, targets) in with { (clause::clause(one, targets, drawn)) }
            @if wanted.is_none() && !without.is_empty() { (rest(&without, total == 0, words)) }
        }
    }
}

/// Clauses without a number to measure, folded away.
fn rest(clauses: &[&(&ClauseStatus, Vec<&TargetStatus>)], open: bool, words: Words) -> Markup {
    html! {
        details.rest open[open && clauses.len() < 4] {
            summary.clause { (say!(words, "plan-other-clauses", count = clauses.len())) }
            @for (one, _) in clauses {
                div.clause {
                    @if !one.heading.is_empty() {
                        h3 lang=[chinese(words)] { (one.number) (one.heading) }
                    }
                    @else if !one.number.is_empty() { (one.number) }
                    @if !one.text.is_empty() { p lang=[chinese(words)] { (one.text) } }
                }
            }
        }
    }
}
