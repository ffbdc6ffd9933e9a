//! Why a figure is what it is: definition, numerator and denominator, rule values with their
//! source, SQL.

use jixia_app::measure::NoteKind;
use jixia_app::pack::{Confirmation, Indicator};
use maud::{Markup, html};

use super::scope::Scope;
use crate::address::Address;
use crate::number::{Unit, grouped};
use crate::parts::{open_verdict, verdict};
use crate::shown::figure_parts;
use crate::texts::{Words, say};

/// The definition of a figure, with the numbers that made it.
pub(crate) fn definition(scope: &Scope, words: Words) -> Markup {
    let Some(indicator) = scope.indicator() else {
        return html! {};
    };
    let figure = scope.figure(&scope.org);
    html! {
        section.card id="why" {
            h2 { (say!(words, "why-title")) small { (indicator.name) } }
            dl.facts {
                dt { (say!(words, "why-doc")) } dd { (words.label(&indicator.doc)) }
                @if let Some((above, below)) = figure_parts(&figure, indicator) {
                    dt { (say!(words, "numerator")) }
                    dd {
                        b { (above) }
                        " " code { (indicator.numerator.as_deref().unwrap_or_default()) }
                    }
                    dt { (say!(words, "denominator")) }
                    dd {
                        b { (below) }
                        " " code { (indicator.denominator.as_deref().unwrap_or_default()) }
                    }
                    dt { (say!(words, "why-value")) }
                    dd { (words.label(&indicator.quotient_words())) }
                } @else {
                    dt { (say!(words, "why-value")) } dd { code { (indicator.value) } }
                }
                dt { (say!(words, "figure-rows")) }
                dd {
                    a href=(super::places::rows_address(scope, &scope.org)) {
                        (grouped(figure.rows as f64, 0))
                    }
                }
                @if let Some(source) = &indicator.source {
                    dt { (say!(words, "why-source")) } dd { (source) }
                }
                dt { (say!(words, "why-registers")) }
                dd { (registers(scope, indicator, words)) }
                dt { (say!(words, "snapshot")) }
                dd {
                    (scope.snapshot.id) " " code {
                        (scope.snapshot.manifest_hash.get(..12).unwrap_or_default())
                    }
                }
                (notes(scope, words))
            }
            @if !indicator.rules.is_empty() { (rules(scope, indicator, words)) }
            details.body { summary { (say!(words, "why-sql")) } pre { (indicator.rows) } }
        }
    }
}

fn registers(scope: &Scope, indicator: &Indicator, words: Words) -> Markup {
    html! {
        @for (place, name) in indicator.registers.iter().enumerate() {
            @if place > 0 { (say!(words, "and")) }
            @let label = scope.packs.registers.get(name).map_or(name.as_str(),
                |register| words.label(&register.label));
            a href=(Address::of(&["registers", name])) { (label) }
        }
    }
}

fn rules(scope: &Scope, indicator: &Indicator, words: Words) -> Markup {
    html! {
        div.scroll tabindex="0" {
            table {
                caption.hidden { (say!(words, "why-rules")) }
                thead { tr {
                    th scope="col" { (say!(words, "why-rule")) }
                    th.num scope="col" { (say!(words, "chart-value")) }
                    th scope="col" { (say!(words, "why-since")) }
                    th scope="col" { (say!(words, "why-source")) }
                    th scope="col" { (say!(words, "why-confirmed")) }
                } }
                tbody {
                    @for rule in indicator.rules.iter()
                        .filter_map(|name| scope.packs.rules.get(name)) {
                        tr {
                            th scope="row" { (words.label(&rule.label)) }
                            @match rule.on(scope.snapshot.day) {
                                Some(source) => {
                                    td.num { (Unit::new(&rule.unit, words).text(source.value)) }
                                    td.nowrap { (source.date) }
                                    td.text { (source.source) }
                                },
                                None => {
                                    td.num { "–" } td { "–" } td { (say!(words, "why-not-begun")) }
                                },
                            }
                            @let sure = rule.on(scope.snapshot.day).is_some_and(|source| {
                                source.confirmation == Confirmation::Confirmed
                            });
                            @let key = if sure { "confirmed" } else { "unconfirmed" };
                            td {
                                @if sure { (verdict(true, &words.say(key))) }
                                @else { (open_verdict(&words.say(key))) }
                                small { " " (rule.checked) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What a reader should know: rows that count nowhere, rules that had not begun, measures that
/// failed.
fn notes(scope: &Scope, words: Words) -> Markup {
    let unplaced = scope
        .figures
        .unplaced(&scope.name)
        .filter(|rows| rows.without_org + rows.unknown_org > 0);
    let own = scope
        .figures
        .notes()
        .iter()
        .filter(|note| note.indicator == scope.name);
    html! {
        @if let Some(rows) = unplaced {
            dt { (say!(words, "why-unplaced")) }
            dd {
                (say!(words, "why-unplaced-rows", without = rows.without_org,
                    unknown = rows.unknown_org))
            }
        }
        @for note in own {
            dt { (say!(words, "why-note")) }
            dd { @match &note.kind {
                NoteKind::RuleNotBegun(rule) =>
                    (say!(words, "why-rule-not-begun", rule = rule.clone())),
                NoteKind::NotComputed(why) => (say!(words, "why-not-computed", why = why.clone())),
            } }
        }
    }
}
