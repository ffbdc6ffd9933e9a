//! The forms of a target: overrule its link, report a value with evidence.

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::http::StatusCode;
use jixia_app::pack::{FieldKind, Indicator, Packs};
use jixia_app::plan_text::link::units_fit;
use jixia_app::{App, AppError, FieldFault, LinkChoice, TargetStatus};
use maud::{Markup, html};

use super::clause::{target_id, target_number};
use super::target::{Found, find, page};
use crate::address::Address;
use crate::ask::Ask;
use crate::layout::token;
use crate::number::Unit;
use crate::pages::indicators::scope::NOTHING;
use crate::pages::registers::form::suggested;
use crate::pages::{PageResult, packs_order, see};
use crate::parts;
use crate::sent::Sent;
use crate::terms::Label;
use crate::texts::{Words, say};

/// What a person filled in, and what is wrong with it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Filled {
    sent: Sent,
    faults: Vec<(String, Label)>,
}

impl Filled {
    fn get(&self, name: &str) -> &str {
        self.sent.get(name)
    }

    fn fault(&mut self, name: &str, zh: &str, en: &str) {
        self.faults.push((name.to_owned(), Label::new(zh, en)));
    }

    fn of(&self, name: &str, words: Words) -> Option<String> {
        self.faults
            .iter()
            .find(|(field, _)| field == name)
            .map(|(_, text)| words.label(text).to_owned())
    }

    /// The status of the page that shows it.
    pub(crate) fn status(&self) -> StatusCode {
        if self.faults.is_empty() {
            StatusCode::OK
        } else {
            StatusCode::UNPROCESSABLE_ENTITY
        }
    }
}

/// `POST /plan/{id}/target/{t}/link`
pub(crate) async fn link(
    ask: Ask,
    Path((plan, target)): Path<(String, String)>,
    sent: Sent,
) -> PageResult {
    let by = ask.actor();
    let mut filled = Filled {
        sent,
        faults: Vec::new(),
    };
    let indicator = filled.get("indicator").to_owned();
    let id = target_id(&plan, &target);
    let columns = ask
        .web
        .app()
        .packs()
        .indicators
        .get(&indicator)
        .map(|one| one.by.clone())
        .unwrap_or_default();
    let breakdown: Vec<Option<String>> = columns
        .iter()
        .map(|by| match filled.get(&format!("by.{}", by.column)) {
            "" => None,
            NOTHING => Some(String::new()),
            value => Some(value.to_owned()),
        })
        .collect();
    let node = filled.get("node").trim().to_owned();
    let done = ask.web.call(move |app| {
        let choice = LinkChoice {
            indicator: Some(indicator.as_str()).filter(|name| !name.is_empty()),
            breakdown: &breakdown,
            node: Some(node.as_str()).filter(|code| !code.is_empty()),
        };
        match app.link_target(&by, &id, choice) {
            Err(AppError::Fields(faults)) => Ok(Some(faults)),
            other => other.map(|()| None),
        }
    });
    let Some(faults) = done.await? else {
        return Ok(see(&Address::of(&["plan", &plan, "target", &target])));
    };
    let faults = faults.into_iter().map(|fault| (fault.field, fault.text));
    filled.faults = faults.collect();
    page(ask, plan, target, &filled).await
}

/// `POST /plan/{id}/target/{t}/report`
pub(crate) async fn report(
    ask: Ask,
    Path((plan, target)): Path<(String, String)>,
    sent: Sent,
) -> PageResult {
    let by = ask.actor();
    let mut filled = Filled {
        sent,
        faults: Vec::new(),
    };
    let read = ask
        .web
        .app()
        .read_reported(filled.get("value"), filled.get("on"));
    let (value, day) = read;
    if value.is_none() {
        filled.fault(
            "value",
            "请填写数字，例如 92 或 12000",
            "write a number, such as 92 or 12000",
        );
    }
    if day.is_none() {
        filled.fault(
            "on",
            "请填写日期，例如 2026-10-31",
            "write a day, such as 2026-10-31",
        );
    }
    if let (Some(value), Some(day), true) = (value, day, filled.faults.is_empty()) {
        let (id, evidence) = (target_id(&plan, &target), filled.get("evidence").to_owned());
        let own = (plan.clone(), target.clone());
        let done = ask.web.call(move |app| {
            if let Some(fault) = part_of_one(app, &own, value)? {
                return Ok(Some(vec![fault]));
            }
            match app.report_target(&by, &id, value, (day, &evidence)) {
                Err(AppError::Fields(faults)) => Ok(Some(faults)),
                other => other.map(|()| None),
            }
        });
        match done.await? {
            None => return Ok(see(&Address::of(&["plan", &plan, "target", &target]))),
            Some(faults) => {
                filled.faults = faults
                    .into_iter()
                    .map(|fault| (fault.field, fault.text))
                    .collect()
            }
        }
    }
    page(ask, plan, target, &filled).await
}

/// The fault of a value that has parts of a thing that is counted whole.
fn part_of_one(
    app: &App,
    (plan, target): &(String, String),
    value: f64,
) -> Result<Option<FieldFault>, AppError> {
    let found = find(app, (plan, target), None)?;
    let unit = found.map(|found| parts::written_unit(&found.target).to_owned());
    let unit = unit.filter(|unit| parts::is_counted(unit) && value.fract() != 0.0);
    Ok(unit.map(|unit| FieldFault {
        field: "value".to_owned(),
        text: Label::new(
            format!("以“{unit}”计的数须为整数"),
            format!("what is counted in `{unit}` is a whole number"),
        ),
    }))
}

/// Where a form of a target is sent.
fn form_address(found: &Found, last: &str) -> Address {
    let number = target_number(&found.target);
    Address::of(&["plan", &found.plan.plan.id, "target", number, last])
}

/// The form to confirm the link as it is.
pub(crate) fn confirm_form(ask: &Ask, found: &Found) -> Markup {
    let link = found.target.link.as_ref();
    let indicator = link.and_then(|link| ask.web.app().packs().indicators.get(&link.indicator));
    let (Some(link), Some(indicator)) = (link, indicator) else {
        return html! {};
    };
    html! {
        form.notice method="post" action=(form_address(found, "link")) {
            (token(ask))
            input type="hidden" name="indicator" value=(link.indicator);
            @for (by, value) in indicator.by.iter().zip(&link.breakdown) {
                @if let Some(value) = value {
                    input type="hidden" name=(format!("by.{}", by.column))
                        value=(if value.is_empty() { NOTHING } else { value });
                }
            }
            @if let Some(node) = &found.target.node {
                input type="hidden" name="node" value=(node.code);
            }
            p {
                @if !link.node_unsure { (say!(ask.words, "link-confirm-text")) }
                @else if let Some(node) = &found.target.node {
                    (say!(ask.words, "link-confirm-node", node = node.name.as_str()))
                } @else { (say!(ask.words, "link-confirm-whole")) }
            }
            div.acts { button.btn.main type="submit" { (say!(ask.words, "link-confirm")) } }
        }
    }
}

/// The form to overrule the link.
pub(crate) fn link_form(ask: &Ask, found: &Found, filled: &Filled) -> Markup {
    let words = ask.words;
    let packs = ask.web.app().packs();
    let now = found.target.link.as_ref();
    let chosen = now.and_then(|link| packs.indicators.get(&link.indicator));
    let action = form_address(found, "link");
    let fault = filled.of("indicator", words);
    html! {
        details.body open[fault.is_some() || filled.of("node", words).is_some()] {
            summary { (say!(words, "link-change")) }
            form.form method="post" action=(action) {
                (token(ask))
                div.field {
                    label for="indicator" { (say!(words, "link-indicator")) }
                    select id="indicator" name="indicator"
                        aria-invalid=[fault.as_ref().map(|_| "true")]
                        aria-describedby=[fault.as_ref().map(|_| "indicator-fault")] {
                        option value="" { (say!(words, "link-nothing")) }
                        (choices(packs, &found.target, words))
                    }
                    @if let Some(text) = &fault { span.fault #indicator-fault { (text) } }
                }
                (node_field(ask, found, filled))
                @if let (Some(indicator), Some(scope)) = (chosen, &found.scope) {
                    @for (place, by) in indicator.by.iter().enumerate() {
                        @let id = format!("by.{}", by.column);
                        @let value = scope.by.get(place).and_then(Option::as_deref);
                        div.field {
                            label for=(id) { (words.label(&by.label)) }
                            select id=(id) name=(id) {
                                option value="" { (say!(words, "by-all")) }
                                @for one in scope.figures.by_values(&scope.name, place) {
                                    option value=(if one.is_empty() { NOTHING } else { one })
                                        selected[value == Some(one)] {
                                        (scope.value_name(by, one, words))
                                    }
                                }
                            }
                        }
                    }
                    p.quiet { (say!(words, "link-by-hint")) }
                }
                div.acts { button.btn.main type="submit" { (say!(words, "link-do")) } }
            }
        }
    }
}

/// The node that the target is measured for, by its code.
fn node_field(ask: &Ask, found: &Found, filled: &Filled) -> Markup {
    let label = say!(ask.words, "link-node");
    let node = found.target.node.as_ref();
    let sent = filled.sent.0.iter().find(|(name, _)| name == "node");
    let value = match sent {
        Some((_, sent)) => sent,
        None => node.map_or("", |node| &node.code),
    };
    let suggested = suggested(ask.web.app().packs(), &FieldKind::Org);
    html! {
        (field("node", &label, filled, ask.words, |id, bad| html! {
            input #(id) name=(id) value=(value) autocomplete="off" data-suggest=[&suggested]
                aria-invalid=[bad] aria-describedby=[bad.map(|_| format!("{id}-fault"))];
            small {
                @if let Some(node) = node { (node.name) " " }
                (say!(ask.words, "link-node-hint"))
            }
        }))
    }
}

/// The indicators whose unit fits that of the target, by pack; where none fits, all under a name
/// that says so.
fn choices(packs: &Packs, target: &TargetStatus, words: Words) -> Markup {
    let written = target.unit.as_deref().unwrap_or_default();
    let fits = |one: &&Indicator| target.value.is_none() || units_fit(written, &one.unit);
    let now = target.link.as_ref().map(|link| link.indicator.as_str());
    let fitting: Vec<&Indicator> = packs.indicators.values().filter(fits).collect();
    let mut groups: BTreeMap<(usize, &str), Vec<&Indicator>> = BTreeMap::new();
    for one in &fitting {
        let pack = one.origin.pack.as_str();
        groups
            .entry(packs_order(packs, pack))
            .or_default()
            .push(one);
    }
    let is_other = |one: &&Indicator| {
        let is_now = now == Some(one.name.as_str());
        (fitting.is_empty() || is_now) && fitting.iter().all(|other| other.name != one.name)
    };
    let others: Vec<&Indicator> = packs.indicators.values().filter(is_other).collect();
    let option = |one: &Indicator| {
        let unit = Unit::new(&one.unit, words).title();
        html! {
            option value=(one.name) selected[now == Some(one.name.as_str())] {
                (words.label(&one.label))
                @if !unit.is_empty() { (say!(words, "link-unit", unit = unit)) }
            }
        }
    };
    html! {
        @for ((_, pack), list) in &groups {
            optgroup label=(packs.packs.get(*pack)
                .map_or(*pack, |info| words.label(&info.label))) {
                @for one in list { (option(one)) }
            }
        }
        @if !others.is_empty() {
            optgroup label=(say!(words, "link-misfits")) {
                @for one in &others { (option(one)) }
            }
        }
    }
}

/// The form to report a value.
pub(crate) fn forms(ask: &Ask, found: &Found, filled: &Filled) -> Markup {
    let words = ask.words;
    let target = &found.target;
    let action = form_address(found, "report");
    let has_fault = filled
        .faults
        .iter()
        .any(|(field, _)| field != "indicator" && field != "node");
    let open = target.link.is_none() || has_fault;
    let change = target.change.as_ref();
    let unit = match change {
        Some(change) => change.unit.clone(),
        None => parts::target_unit(target, words),
    };
    let label = match unit.as_str() {
        _ if change.is_some() => say!(words, "report-change-unit", unit = unit),
        "" => say!(words, "report-value"),
        unit => say!(words, "report-value-unit", unit = unit),
    };
    let value = match filled.get("value") {
        "" => target
            .reported
            .as_ref()
            .map(|one| one.value.to_string())
            .unwrap_or_default(),
        text => text.to_owned(),
    };
    let today = ask.web.app().now().day().to_string();
    let day = match filled.get("on") {
        "" => today.clone(),
        text => text.to_owned(),
    };
    html! {
        details.card id="report" open[open] {
            summary { (say!(words, "report-title")) small { (say!(words, "report-hint")) } }
            form.form method="post" action=(action) {
                (token(ask))
                (field("value", &label, filled, words, |id, bad| html! {
                    input #(id) name=(id) inputmode="decimal" required value=(value)
                        aria-invalid=[bad] aria-describedby=[bad.map(|_| format!("{id}-fault"))];
                }))
                (field("on", &say!(words, "report-on"), filled, words, |id, bad| html! {
                    input #(id) name=(id) type="date" required value=(day) max=(today)
                        aria-invalid=[bad]
                        aria-describedby=[bad.map(|_| format!("{id}-fault"))];
                }))
                (field("evidence", &say!(words, "report-evidence"), filled, words, |id, bad| html! {
                    textarea #(id) name=(id) required aria-invalid=[bad]
                        aria-describedby=[bad.map(|_| format!("{id}-fault"))] {
                        (filled.get("evidence"))
                    }
                }))
                div.acts { button.btn.main type="submit" { (say!(words, "report-do")) } }
            }
        }
    }
}

fn field(
    id: &str,
    label: &str,
    filled: &Filled,
    words: Words,
    input: impl Fn(&str, Option<&'static str>) -> Markup,
) -> Markup {
    let fault = filled.of(id, words);
    html! {
        div.field {
            label for=(id) { (label) }
            (input(id, fault.as_ref().map(|_| "true")))
            @if let Some(text) = &fault { span.fault id=(format!("{id}-fault")) { (text) } }
        }
    }
}
