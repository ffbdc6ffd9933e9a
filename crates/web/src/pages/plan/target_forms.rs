//! The forms of a target: overrule its link, report a value with evidence.

use axum::Form;
use axum::extract::Path;
use axum::http::StatusCode;
use jixia_app::AppError;
use maud::{Markup, html};

use super::clause::{target_id, target_number};
use super::target::{Found, page};
use crate::address::Address;
use crate::ask::Ask;
use crate::guard::check_token;
use crate::layout::token;
use crate::pages::indicators::scope::NOTHING;
use crate::pages::{PageResult, actor, see};
use crate::parts;
use crate::terms::{Day, Label};
use crate::texts::{Words, say};

/// What a person filled in, and what is wrong with it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Filled {
    pairs: Vec<(String, String)>,
    faults: Vec<(String, Label)>,
}

impl Filled {
    fn get(&self, name: &str) -> &str {
        self.pairs
            .iter()
            .find(|(key, _)| key == name)
            .map_or("", |(_, value)| value.trim())
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
    Form(pairs): Form<Vec<(String, String)>>,
) -> PageResult {
    let filled = Filled {
        pairs,
        faults: Vec::new(),
    };
    check_token(&ask.token, Some(filled.get("token")))?;
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
    let wanted = (!indicator.is_empty()).then_some(indicator);
    ask.web
        .call(move |app| app.link_target(&actor(), &id, wanted.as_deref(), &breakdown))
        .await?;
    Ok(see(&Address::of(&["plan", &plan, "target", &target])))
}

/// `POST /plan/{id}/target/{t}/report`
pub(crate) async fn report(
    ask: Ask,
    Path((plan, target)): Path<(String, String)>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> PageResult {
    let mut filled = Filled {
        pairs,
        faults: Vec::new(),
    };
    check_token(&ask.token, Some(filled.get("token")))?;
    let value: Option<f64> = filled
        .get("value")
        .replace([',', ','], "")
        .trim_end_matches('%')
        .parse()
        .ok();
    let day: Option<Day> = filled.get("on").parse().ok();
    if value.is_none_or(|value| !value.is_finite()) {
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
        let done = ask.web.call(move |app| {
            match app.report_target(&actor(), &id, value, (day, &evidence)) {
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

/// Where a form of a target is sent.
fn form_address(found: &Found, last: &str) -> Address {
    let number = target_number(&found.target);
    Address::of(&["plan", &found.plan.plan.id, "target", number, last])
}

/// The form to overrule the link.
pub(crate) fn link_form(ask: &Ask, found: &Found) -> Markup {
    let words = ask.words;
    let packs = ask.web.app().packs();
    let now = found.target.link.as_ref();
    let chosen = now.and_then(|link| packs.indicators.get(&link.indicator));
    let action = form_address(found, "link");
    html! {
        details.body {
            summary { (say!(words, "link-change")) }
            form.form method="post" action=(action) {
                (token(ask))
                div.field {
                    label for="indicator" { (say!(words, "link-indicator")) }
                    select id="indicator" name="indicator" {
                        option value="" { (say!(words, "link-nothing")) }
                        @for (name, indicator) in &packs.indicators {
                            option value=(name)
                                selected[now.is_some_and(|link| link.indicator == *name)] {
                                (words.label(&indicator.label))
                            }
                        }
                    }
                }
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

/// The form to report a value.
pub(crate) fn forms(ask: &Ask, found: &Found, filled: &Filled) -> Markup {
    let words = ask.words;
    let target = &found.target;
    let action = form_address(found, "report");
    let open = target.link.is_none() || !filled.faults.is_empty();
    let unit = parts::target_unit(target);
    let label = match unit {
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
    let day = match filled.get("on") {
        "" => ask.web.app().now().day().to_string(),
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
                    input #(id) name=(id) type="date" required value=(day) aria-invalid=[bad]
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
