//! Ties a target to a measure by its words: every indicator, whole and in each of its breakdown values, is a candidate.

use jixia_pack::{Better, Indicator, Packs};
use jixia_plan::link::{Candidate, Match};
use jixia_plan::Target;
use jixia_terms::Label;

/// A measure that a target may be held to: an indicator and a value for each breakdown, or none for all.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Measure {
    pub indicator: String,
    pub breakdown: Vec<Option<String>>,
}

/// The measure chosen for a target, with its score and the next best.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Choice {
    pub measure: Measure,
    pub score: f64,
    pub runner_up: Option<(String, f64)>,
}

/// Every measure of the packs with the words that speak of it.
pub(crate) struct Measures {
    measures: Vec<Measure>,
    candidates: Vec<Candidate>,
}

impl Measures {
    pub(crate) fn of(packs: &Packs) -> Self {
        let mut found = Self { measures: Vec::new(), candidates: Vec::new() };
        for indicator in packs.indicators.values() {
            found.push(indicator, vec![None; indicator.by.len()], None);
            for (i, by) in indicator.by.iter().enumerate() {
                let codes = by.codes.as_ref().and_then(|name| packs.codes.get(name));
                for code in codes.into_iter().flat_map(|list| &list.codes) {
                    let mut breakdown = vec![None; indicator.by.len()];
                    if let Some(slot) = breakdown.get_mut(i) {
                        *slot = Some(code.value.clone());
                    }
                    found.push(indicator, breakdown, Some((&code.label, &code.also)));
                }
            }
        }
        found
    }

    /// The measure that the target's words speak of, or none that is near enough.
    pub(crate) fn choose(&self, target: &Target) -> Option<Choice> {
        let Match { best, score, runner_up } = jixia_plan::link::link(target, &self.candidates)?;
        let measure = self.measures.get(best)?.clone();
        let runner_up = runner_up
            .and_then(|(at, score)| self.candidates.get(at).map(|other| (other.name.clone(), score)));
        Some(Choice { measure, score, runner_up })
    }

    fn push(&mut self, indicator: &Indicator, breakdown: Vec<Option<String>>, part: Option<(&Label, &Vec<String>)>) {
        let name = match breakdown_text(indicator, &breakdown) {
            text if text.is_empty() => indicator.name.clone(),
            text => format!("{} {text}", indicator.name),
        };
        let words = part.map(|(label, also)| {
            std::iter::once(label.zh.clone()).chain(also.iter().cloned()).collect()
        });
        self.candidates.push(Candidate {
            name,
            labels: vec![indicator.label.zh.clone()],
            also: indicator.also.clone(),
            unit: indicator.unit.clone(),
            part: words.unwrap_or_default(),
            lower_is_better: indicator.better == Better::Lower,
        });
        self.measures.push(Measure { indicator: indicator.name.clone(), breakdown });
    }
}

/// `stage=primary sex=1`, as registers and the command line write a breakdown; empty for all.
pub(crate) fn breakdown_text(indicator: &Indicator, breakdown: &[Option<String>]) -> String {
    let parts = indicator.by.iter().zip(breakdown);
    let parts = parts.filter_map(|(by, value)| Some(format!("{}={}", by.column, value.as_ref()?)));
    parts.collect::<Vec<_>>().join(" ")
}

/// The breakdown that this text writes, in the order of the indicator's breakdowns.
pub(crate) fn breakdown_from_text(indicator: &Indicator, text: &str) -> Vec<Option<String>> {
    let value = |column: &str| {
        let mut parts = text.split_whitespace().filter_map(|part| part.split_once('='));
        parts.find(|(name, _)| *name == column).map(|(_, value)| value.to_owned())
    };
    indicator.by.iter().map(|by| value(&by.column)).collect()
}
