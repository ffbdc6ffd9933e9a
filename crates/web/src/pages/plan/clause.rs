//! A clause of a plan: its text with the targets marked in it, and a row for each target.

use jixia_app::pack::Packs;
use jixia_app::{ClauseStatus, Link, Source, TargetStatus};
use maud::{Markup, html};

use crate::address::Address;
use crate::chart::spark::spark;
use crate::parts::{self, chinese};
use crate::texts::{Words, say};

/// How clauses are drawn: what packs name, in which words, and the snapshot that is looked back to.
#[derive(Clone, Copy)]
pub(crate) struct Drawn<'a> {
    pub packs: &'a Packs,
    pub words: Words,
    pub snapshot: Option<&'a str>,
}

impl Drawn<'_> {
    /// Where a target's page is, in the same view.
    fn target_address(&self, target: &TargetStatus) -> Address {
        let address = Address::of(&["plan", &target.plan, "target", target_number(target)]);
        address.maybe("snapshot", self.snapshot)
    }
}

/// The number of a target within its plan, as it stands in addresses.
pub(crate) fn target_number(target: &TargetStatus) -> &str {
    let after = target.id.strip_prefix(target.plan.as_str());
    after
        .and_then(|rest| rest.strip_prefix('/'))
        .unwrap_or(&target.id)
}

/// The id of a target from its plan and its number in an address.
pub(crate) fn target_id(plan: &str, number: &str) -> String {
    if number.contains('/') {
        number.to_owned()
    } else {
        format!("{plan}/{number}")
    }
}

/// The sentence of a target with its number marked.
pub(crate) fn marked_sentence(
    clause: &ClauseStatus,
    target: &TargetStatus,
    drawn: Drawn<'_>,
) -> Markup {
    let found = clause.text.find(&target.sentence);
    let before = found.and_then(|at| clause.text.get(..at));
    match before {
        Some(before) => {
            let start = clause.start + before.chars().count();
            marked(&target.sentence, start, &[target], drawn)
        }
        // The reader joined the sentence from pieces of the text.
        None => html! { (target.sentence) },
    }
}

/// A text that begins at this character of the plan, with each target marked and linked.
fn marked(text: &str, begin: usize, targets: &[&TargetStatus], drawn: Drawn<'_>) -> Markup {
    let letters: Vec<char> = text.chars().collect();
    let place = |at: usize| at.saturating_sub(begin).min(letters.len());
    let mut marks: Vec<(usize, usize, &TargetStatus)> = targets
        .iter()
        .filter(|target| target.span.0 >= begin)
        .map(|target| (place(target.span.0), place(target.span.1), *target))
        .filter(|(start, end, _)| start < end)
        .collect();
    marks.sort_by_key(|(start, end, _)| (*start, *end));
    let piece = |from: usize, to: usize| {
        letters
            .get(from..to)
            .unwrap_or_default()
            .iter()
            .collect::<String>()
    };
    let mut at = 0;
    let mut parts: Vec<(String, Option<(String, &TargetStatus)>)> = Vec::new();
    for (start, end, target) in marks {
        // Of two targets that share words the first is marked; both have a row below.
        if start >= at {
            parts.push((piece(at, start), Some((piece(start, end), target))));
            at = end;
        }
    }
    parts.push((piece(at, letters.len()), None));
    html! {
        @for (before, marked) in parts {
            (before)
            @if let Some((words, target)) = marked {
                mark { a href=(drawn.target_address(target)) { (words) } }
            }
        }
    }
}

/// A clause with its targets.
pub(crate) fn clause(clause: &ClauseStatus, targets: &[&TargetStatus], drawn: Drawn<'_>) -> Markup {
    let words = drawn.words;
    html! {
        div.clause {
            @if !clause.heading.is_empty() || !clause.number.is_empty() {
                h3 lang=[chinese(words)] { (clause.number) (clause.heading) }
            }
            @if !clause.text.is_empty() {
                p lang=[chinese(words)] { (marked(&clause.text, clause.start, targets, drawn)) }
            }
        }
        @for target in targets { (row(target, drawn)) }
    }
}

/// The heads over the rows.
pub(crate) fn heads(words: Words) -> Markup {
    html! {
        div.t.th aria-hidden="true" {
            span { (say!(words, "target")) }
            span.num { (say!(words, "target-goal")) }
            span.num { (say!(words, "target-measured")) }
            span { (say!(words, "target-trend")) }
            span.num { (say!(words, "target-status")) }
        }
    }
}

fn row(target: &TargetStatus, drawn: Drawn<'_>) -> Markup {
    let words = drawn.words;
    html! {
        div.t id=(format!("t-{}", target_number(target))) {
            div {
                a.n href=(drawn.target_address(target)) lang=[chinese(words)] {
                    (parts::target_name(target))
                }
                div.w { (under(target, words)) }
            }
            div.num.goal {
                span.hidden { (say!(words, "target-goal")) ": " }
                @if let Some(change) = &target.change { b { (words.label(&change.asked())) } }
                @else {
                    b { (parts::goal_number(target)) }
                    small { @if target.level().is_some() { (parts::target_unit(target, words)) } }
                }
            }
            div.num.now { (now(target, words)) }
            div.spark-cell { (spark(&parts::target_spark(target, drawn.packs, words))) }
            (parts::status(target.status, words))
        }
    }
}

/// What the target is held to, and by when.
fn under(target: &TargetStatus, words: Words) -> Markup {
    html! {
        @match &target.link {
            Some(link) => (say!(words, "target-by-indicator", name = words.label(&link.label))),
            None => (say!(words, "target-by-nothing")),
        }
        @if let Some(node) = &target.node { " · " (node.name) }
        @if let Some(mark) = target.link.as_ref().and_then(Link::mark) {
            " · " b { (words.label(&mark)) }
        }
        " · " (say!(words, "target-due", day = target.due.to_string()))
    }
}

/// How much of the way is done; beside a share a second one would be read as its own.
fn way_done(target: &TargetStatus) -> Option<f64> {
    parts::way_done(target).filter(|_| parts::written_unit(target) != "%")
}

fn now(target: &TargetStatus, words: Words) -> Markup {
    let unit = parts::target_unit(target, words);
    html! {
        span.hidden { (parts::value_label(target, words)) ": " }
        @match parts::target_value(target) {
            Some(value) => {
                b { (parts::target_number(target, value)) }
                small {
                    (unit)
                    @if let Some(moved) = target.moved() {
                        @if !unit.is_empty() { " · " }
                        (words.label(&moved))
                    }
                    @else if target.source == Source::Reported {
                        " " (say!(words, "target-reported"))
                    }
                    @else if let Some(done) = way_done(target) {
                        @if !unit.is_empty() { " · " }
                        (say!(words, "target-done", done = format!("{done:.0}")))
                    }
                }
            },
            None if target.source == Source::Reported => {
                b { (say!(words, "target-reported")) }
            },
            None => { b { "–" } },
        }
    }
}
