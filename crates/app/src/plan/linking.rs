//! Ties a target to a measure by its words: first the indicator, then a value of its breakdowns.

use jixia_pack::{Code, Indicator, Packs};
use jixia_plan::link::{Better, Candidate, Link, Linker};
use jixia_plan::{Plan, Target};

use crate::open::App;

/// Below this score a link by words waits for a person to confirm or overrule it.
const SURE: f64 = 0.75;

/// Whether words that agree so well need nobody to look at the link.
pub fn is_sure(score: f64) -> bool {
    score >= SURE
}

/// The measure chosen for a target, with its score and the next best.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Choice {
    pub indicator: String,
    /// A value for each breakdown of the indicator, or none for all.
    pub breakdown: Vec<Option<String>>,
    pub score: f64,
    pub runner_up: Option<(String, f64)>,
}

/// Every indicator of the packs with the words that speak of it.
pub(crate) struct Measures<'a> {
    packs: &'a Packs,
    linker: Linker,
}

impl<'a> Measures<'a> {
    pub(crate) fn of(packs: &'a Packs) -> Self {
        let candidates: Vec<Candidate> = packs
            .indicators
            .values()
            .map(|indicator| candidate(packs, indicator))
            .collect();
        Self {
            packs,
            linker: Linker::new(&candidates),
        }
    }

    /// For each target of a plan the measure that its words speak of, or none that is near enough.
    pub(crate) fn choose(&self, targets: &[Target]) -> Vec<Option<Choice>> {
        let links = self.linker.links(targets).into_iter();
        let chosen = links.zip(targets);
        chosen
            .map(|(link, target)| self.choice(link?, target))
            .collect()
    }

    fn choice(&self, link: Link, target: &Target) -> Option<Choice> {
        let indicator = self.packs.indicators.get(&link.best.name)?;
        let breakdown = indicator.by.iter().map(|by| {
            let list = self.packs.codes.get(by.codes.as_ref()?)?;
            let counted = list.codes.iter().filter(|code| by.counts(&code.value));
            spoken_of(&target.object, &indicator.label.zh, counted)
        });
        Some(Choice {
            breakdown: breakdown.collect(),
            score: link.best.score,
            runner_up: link.runner_up.map(|other| (other.name, other.score)),
            indicator: link.best.name,
        })
    }
}

impl App {
    /// For each target of a plan that is not adopted yet: the indicator that its words would tie it
    /// to, and how well they agree.
    pub fn links_of(&self, plan: &Plan) -> Vec<Option<(String, f64)>> {
        let measures = Measures::of(self.packs());
        let chosen = measures.choose(&plan.targets).into_iter();
        chosen
            .map(|choice| choice.map(|choice| (choice.indicator, choice.score)))
            .collect()
    }
}

/// The code that the object names.
fn spoken_of<'c>(
    object: &str,
    own_words: &str,
    codes: impl Iterator<Item = &'c Code>,
) -> Option<String> {
    let words = codes.flat_map(|code| {
        let words = words_of(code);
        words.map(move |word| (word.as_str(), code.value.as_str()))
    });
    let words: Vec<(&str, &str)> = words.collect();
    jixia_plan::named_part(object, own_words, &words).map(str::to_owned)
}

fn words_of(code: &Code) -> impl Iterator<Item = &String> {
    std::iter::once(&code.label.zh).chain(&code.also)
}

fn candidate(packs: &Packs, indicator: &Indicator) -> Candidate {
    let lists = indicator
        .by
        .iter()
        .filter_map(|by| Some((by, packs.codes.get(by.codes.as_ref()?)?)));
    let all = lists.flat_map(|(by, list)| list.codes.iter().map(move |code| (by, code)));
    let (counted, left_out): (Vec<_>, Vec<_>) = all.partition(|(by, code)| by.counts(&code.value));
    Candidate {
        name: indicator.name.clone(),
        labels: vec![indicator.label.zh.clone()],
        also: indicator.also.clone(),
        unit: indicator.unit.clone(),
        breakdowns: counted
            .iter()
            .map(|(_, code)| code.label.zh.clone())
            .collect(),
        left_out: left_out
            .iter()
            .flat_map(|(_, code)| words_of(code).cloned())
            .collect(),
        better: match indicator.better {
            jixia_pack::Better::Higher => Some(Better::Higher),
            jixia_pack::Better::Lower => Some(Better::Lower),
            jixia_pack::Better::Neither => None,
        },
        by_year: indicator.period != jixia_pack::Period::State,
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
        let mut parts = text
            .split_whitespace()
            .filter_map(|part| part.split_once('='));
        parts
            .find(|(name, _)| *name == column)
            .map(|(_, value)| value.to_owned())
    };
    indicator.by.iter().map(|by| value(&by.column)).collect()
}
