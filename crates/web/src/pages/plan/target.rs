//! `GET /plan/{id}/target/{t}`: one target: how it stands and why, its trend, the places behind it,
//! its link.

use axum::extract::Path;
use axum::response::IntoResponse;
use jixia_app::pack::Packs;
use jixia_app::{App, AppError, ClauseStatus, Link, LinkedBy, PlanStatus, Source, TargetStatus};
use maud::{Markup, html};

use super::clause::{Drawn, marked_sentence, target_id, target_number};
use super::overview::past_notice;
use super::{target_forms, target_places};
use crate::address::Address;
use crate::ask::Ask;
use crate::chart::Caption;
use crate::chart::line::{Line, LineGoal, LinePoint, line};
use crate::fault::Fault;
use crate::layout::{Page, Part, head};
use crate::number::Unit;
use crate::pages::PageResult;
use crate::pages::indicators::items::items;
use crate::pages::indicators::scope::{Scope, Wanted};
use crate::parts;
use crate::texts::{Words, say};

/// A target with its plan and the figure it is held to.
pub(crate) struct Found {
    /// The plan.
    pub plan: PlanStatus,
    /// The target.
    pub target: TargetStatus,
    /// Its clause.
    pub clause: ClauseStatus,
    /// The figure that it is held to, if it is.
    pub scope: Option<Scope>,
}

/// Reads a target as a snapshot (the newest) shows it; none when there is none.
pub(crate) fn find(
    app: &App,
    (plan, target): (&str, &str),
    snapshot: Option<&str>,
) -> Result<Option<Found>, AppError> {
    let id = target_id(plan, target);
    let plan = app.plan_status(Some(plan), snapshot)?;
    let clauses = plan.chapters.iter().flat_map(|chapter| &chapter.clauses);
    let found = clauses
        .flat_map(|clause| clause.targets.iter().map(move |one| (clause, one)))
        .find(|(_, one)| one.id == id)
        .map(|(clause, one)| (clause.clone(), one.clone()));
    let Some((clause, target)) = found else {
        return Ok(None);
    };
    let scope = match (&target.link, &plan.snapshot) {
        (Some(link), Some(snapshot)) if stands(app, &target, snapshot)? => {
            let wanted = Wanted {
                snapshot: Some(snapshot.clone()),
                org: target.node.as_ref().map(|node| node.code.clone()),
                ..Wanted::default()
            };
            let mut scope = Scope::load(app, &link.indicator, &wanted)?;
            scope.by.clone_from(&link.breakdown);
            Some(scope)
        }
        _ => None,
    };
    Ok(Some(Found {
        plan,
        target,
        clause,
        scope,
    }))
}

/// Whether the tree of a snapshot has the node of a target.
fn stands(app: &App, target: &TargetStatus, snapshot: &str) -> Result<bool, AppError> {
    match &target.node {
        Some(node) => Ok(app.tree(snapshot)?.node(&node.code).is_some()),
        None => Ok(true),
    }
}

/// `GET /plan/{id}/target/{t}`
pub(crate) async fn show(ask: Ask, Path((plan, target)): Path<(String, String)>) -> PageResult {
    page(ask, plan, target, &target_forms::Filled::default()).await
}

/// The page, with what a person filled into its forms.
pub(crate) async fn page(
    ask: Ask,
    plan: String,
    target: String,
    filled: &target_forms::Filled,
) -> PageResult {
    let snapshot = ask.query("snapshot").map(str::to_owned);
    let named = target.clone();
    let found = ask
        .web
        .call(move |app| find(app, (&plan, &target), snapshot.as_deref()));
    let found = found.await?.ok_or_else(|| no_target(&named))?;
    let words = ask.words;
    let title = finding(&found.target, words);
    let main = draw(&ask, &found, filled, &title);
    let in_view = |segments: &[&str]| {
        let address = Address::of(segments).maybe("snapshot", ask.query("snapshot"));
        address.text()
    };
    let plan = in_view(&["plan", &found.plan.plan.id]);
    let above = vec![
        (say!(words, "part-plan"), in_view(&["plan"])),
        (
            found.plan.plan.title.clone(),
            format!("{plan}#t-{}", target_number(&found.target)),
        ),
    ];
    let page = Page::new(Part::Plan, title, main).under(above);
    Ok((filled.status(), page.draw(&ask)).into_response())
}

fn no_target(number: &str) -> Fault {
    Fault::missing().saying(
        format!("计划中没有第“{number}”项目标，请从计划页重新进入"),
        format!("the plan has no target `{number}`; open it from the plan's page"),
    )
}

fn finding(target: &TargetStatus, words: Words) -> String {
    let (name, goal) = (parts::target_name(target), parts::goal_text(target, words));
    let status = words.label(&target.status.label()).to_owned();
    match parts::target_value(target) {
        Some(value) if target.source == Source::Reported => {
            let value = parts::target_text(target, value, words);
            say!(
                words,
                "target-finding-reported",
                name = name,
                value = value,
                goal = goal
            )
        }
        Some(value) => {
            let value = parts::target_text(target, value, words);
            say!(
                words,
                "target-finding",
                name = name,
                value = value,
                goal = goal,
                status = status
            )
        }
        None => say!(
            words,
            "target-finding-none",
            name = name,
            goal = goal,
            status = status
        ),
    }
}

fn draw(ask: &Ask, found: &Found, filled: &target_forms::Filled, title: &str) -> Markup {
    let words = ask.words;
    let target = &found.target;
    let is_past = ask.query("snapshot").is_some();
    let meta = html! {
        (parts::status(target.status, words))
        @if let Some(mark) = target.link.as_ref().and_then(Link::mark) {
            " " a href="#link" { (words.label(&mark)) }
        }
        @if let Some(day) = found.plan.day {
            " " (say!(words, "snapshot-of", day = day.to_string()))
        }
    };
    html! {
        (head(title, &meta, &html! {}))
        (past_notice(ask, &found.plan))
        p.finding { (words.label(&target.reason)) }
        div.cols {
            section.card {
                h2 {
                    (say!(words, "target-words"))
                    small { (found.clause.number) (found.clause.heading) }
                }
                (facts(ask, found))
            }
            section.card { (trend(found, ask.web.app().packs(), words)) }
        }
        @if let Some(items) = found.scope.as_ref().and_then(|scope| items(scope, words)) {
            (items)
        }
        @if let Some(scope) = &found.scope { (target_places::places(found, scope, words)) }
        (link_card(ask, found, filled))
        @if !is_past { (target_forms::forms(ask, found, filled)) }
    }
}

fn facts(ask: &Ask, found: &Found) -> Markup {
    let (words, target) = (ask.words, &found.target);
    let drawn = Drawn {
        packs: ask.web.app().packs(),
        words,
        snapshot: ask.query("snapshot"),
    };
    html! {
        dl.facts {
            dt { (say!(words, "target-sentence")) }
            dd lang=[parts::chinese(words)] { (marked_sentence(&found.clause, target, drawn)) }
            dt { (say!(words, "target-goal")) } dd { b { (parts::goal_text(target, words)) } }
            dt { (say!(words, "target-deadline")) }
            dd { (target.due) @if let Some(by) = &target.by { " " small { "“" (by) "”" } } }
            dt { (parts::value_label(target, words)) }
            dd {
                @match (parts::target_value(target).or(target.measured), &target.reported) {
                    (Some(value), _) => b { (parts::target_text(target, value, words)) },
                    (None, Some(reported)) => b {
                        (say!(words, "target-reported-on", day = reported.on.to_string()))
                    },
                    (None, None) => (say!(words, "target-no-value")),
                }
                @if let Some(moved) = target.moved() { " " b { (words.label(&moved)) } }
                " " small { (source(target, words)) }
            }
            @if let Some(base) = target.baseline {
                dt { (say!(words, "target-baseline")) }
                dd { (parts::target_text(target, base, words)) }
            }
            @if let Some(reported) = &target.reported {
                dt { (say!(words, "target-evidence")) }
                dd {
                    (reported.on) " " (parts::target_text(target, reported.value, words)) " · "
                    (reported.evidence)
                }
            }
            dt { (say!(words, "target-rule")) } dd {
                (words.maybe(&format!("why-{}", target.why)).unwrap_or_else(|| target.why.clone()))
            }
        }
    }
}

fn source(target: &TargetStatus, words: Words) -> String {
    match target.source {
        Source::Measured => say!(words, "source-measured"),
        Source::Reported => say!(words, "source-reported"),
        Source::NoData => say!(words, "source-none"),
    }
}

fn points(found: &Found) -> Vec<LinePoint> {
    let href = |snapshot: &str| {
        let scope = found.scope.as_ref()?;
        Some(scope.at(&scope.org).with("snapshot", snapshot).text())
    };
    let points = found.target.trend.iter().filter_map(|point| {
        let href = href(&point.snapshot);
        Some(LinePoint {
            day: point.day,
            value: point.value?,
            href,
        })
    });
    points.collect()
}

/// The unit of packs by which values of a target are written, else the target's own.
fn unit_name(target: &TargetStatus, words: Words) -> String {
    match target.level_unit() {
        Some("%") => "percent".to_owned(),
        Some(unit) if unit.contains("时刻") => "time".to_owned(),
        _ => parts::target_unit(target, words),
    }
}

fn trend(found: &Found, packs: &Packs, words: Words) -> Markup {
    let target = &found.target;
    let points = points(found);
    if points.is_empty() {
        return html! { p.body { (say!(words, "trend-none")) } };
    }
    let finding = match parts::way_done(target) {
        Some(done) => say!(
            words,
            "target-way",
            done = format!("{done:.0}"),
            due = target.due.to_string()
        ),
        None => say!(words, "target-trend"),
    };
    let goal = target.level().map(|value| LineGoal {
        value,
        value_max: target.value_max,
        due: Some(target.due),
        from: parts::course_start(target, packs),
    });
    let note = say!(words, "trend-note", count = points.len());
    let note = parts::in_unit(&parts::target_unit(target, words), &note, words);
    let name = unit_name(target, words);
    let caption = Caption { finding, note };
    line(&Line {
        caption,
        points,
        goal,
        tone: parts::tone(target.status),
        unit: Unit::new(&name, words),
    })
}

fn link_card(ask: &Ask, found: &Found, filled: &target_forms::Filled) -> Markup {
    let words = ask.words;
    let target = &found.target;
    html! {
        section.card id="link" {
            h2 { (say!(words, "link-title"))
                small { @match target.link.as_ref().map(|link| link.linked_by) {
                    Some(LinkedBy::Words) => (say!(words, "link-by-words")),
                    Some(LinkedBy::Person) => (say!(words, "link-by-person")),
                    None => (say!(words, "link-none")),
                } }
            }
            @if let Some(link) = &target.link {
                dl.facts {
                    dt { (say!(words, "indicator")) }
                    dd { a href=(found.scope.as_ref().map_or_else(
                        || Address::of(&["indicators", &link.indicator]), |scope|
                            scope.at(&scope.org),
                    )) { (words.label(&link.label)) } }
                    @if let Some(node) = &target.node {
                        dt { (say!(words, "link-node")) } dd { (node.name) }
                    }
                    @if let Some(scope) = &found.scope { (definition(scope, words)) }
                    @if let Some(score) = link.score {
                        dt { (say!(words, "link-score")) } dd { (format!("{score:.2}")) }
                    }
                    @if let Some((other, score)) = &link.runner_up {
                        dt { (say!(words, "link-runner-up")) }
                        dd { (indicator_name(ask, other)) " " small { (format!("{score:.2}")) } }
                    }
                }
            }
            @if ask.query("snapshot").is_none() {
                @if target.link.as_ref().is_some_and(|link| link.to_confirm) {
                    (target_forms::confirm_form(ask, found))
                }
                (target_forms::link_form(ask, found, filled))
            }
        }
    }
}

fn definition(scope: &Scope, words: Words) -> Markup {
    let columns = scope.indicator().map_or(&[][..], |indicator| &indicator.by);
    html! {
        @if let Some(indicator) = scope.indicator() {
            dt { (say!(words, "why-doc")) } dd { (words.label(&indicator.doc)) }
        }
        @for (by, value) in columns.iter().zip(&scope.by) {
            @if let Some(value) = value {
                dt { (words.label(&by.label)) } dd { (scope.value_name(by, value, words)) }
            }
        }
    }
}

/// What an indicator is called.
fn indicator_name(ask: &Ask, name: &str) -> String {
    let indicator = ask.web.app().packs().indicators.get(name);
    indicator
        .map_or(name, |indicator| ask.words.label(&indicator.label))
        .to_owned()
}
