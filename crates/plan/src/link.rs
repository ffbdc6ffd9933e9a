//! Links targets to indicators by their words, behind gates of unit and sense.
//!
//! Below `THRESHOLD` there is no link: better none than a wrong one. Same input, same output;
//! `Linker` says how a candidate is held against a target.

pub mod eliminated;
mod gates;
mod rivals;
mod scope;
mod units;
mod words;

use std::collections::BTreeMap;

use crate::lexicon::nouns;
use crate::model::{Change, Comparator, Direction, Target};
use units::{Meaning, fits, meaning};
pub use units::{unit_name, units_fit, written_unit};
use words::{grams, is_han, plain, same_stage, stages};

/// An indicator that a target may be linked to.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Candidate {
    /// Its name, given back with the link.
    pub name: String,
    /// Its labels; the first is its own name in Chinese.
    pub labels: Vec<String>,
    /// Other words by which plans speak of it.
    pub also: Vec<String>,
    /// Its unit: `percent`, `place`, `school`, `time`, ….
    pub unit: String,
    /// Words for the groups it can be broken down by, such as 小学.
    pub breakdowns: Vec<String>,
    /// Words for groups that it leaves out, such as 幼儿园: what names one of them is not counted.
    pub left_out: Vec<String>,
    /// Which way is better, if it says.
    pub better: Option<Better>,
    /// Whether it counts what came about in a year, and not what there is on a day.
    pub by_year: bool,
}

/// Which way of an indicator is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Better {
    /// More is better.
    Higher,
    /// Less is better.
    Lower,
}

/// A candidate with its score.
#[derive(Debug, Clone, PartialEq)]
pub struct Scored {
    /// The candidate's name.
    pub name: String,
    /// From 0 to 1.
    pub score: f64,
    /// The phrase of the candidate that fits best.
    pub phrase: String,
}

/// A link and the next best choice.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// The best candidate.
    pub best: Scored,
    /// The next best that passed the gate, if any.
    pub runner_up: Option<Scored>,
}

/// Below this score there is no link.
pub const THRESHOLD: f64 = 0.52;

/// Where a link stays, however well its words agree, if it must be confirmed by a person: with
/// the little that keeps the order of candidates, below the app's mark for a sure one.
const UNSURE: f64 = 0.7;

/// What an object of a few characters, such as 覆盖率, needs: it shares them with too many.
const SHORT_THRESHOLD: f64 = 0.8;

fn needed(target: &Target) -> f64 {
    let short = target.object.chars().count() <= 5;
    let bare = short && GENERAL.iter().any(|w| target.object.ends_with(w));
    let stage = nouns::STAGES.contains(&target.object.as_str());
    if bare || stage || target.object.is_empty() {
        SHORT_THRESHOLD
    } else {
        THRESHOLD
    }
}

/// Words that say little without what stands before them.
const GENERAL: &[&str] = &[
    "率",
    "学校",
    "教师",
    "学生",
    "项目",
    "个",
    "幼儿园",
    "项目建设",
    "学校建设",
];

/// Candidates made ready.
///
/// A gate: units must be able to mean the same. Words: object and phrase are cut into characters
/// and pairs of neighbours, each weighted by how rare it is; what both share, over what either
/// has, is the score. Sense: a wrong stage, a level for a rise, a share for a count lower it.
#[derive(Debug)]
pub struct Linker {
    candidates: Vec<Ready>,
    rarity: BTreeMap<String, f64>,
    unknown: f64,
}

#[derive(Debug)]
struct Ready {
    name: String,
    phrases: Vec<String>,
    unit: Meaning,
    breakdowns: Vec<String>,
    left_out: Vec<String>,
    better: Option<Better>,
    by_year: bool,
}

impl Linker {
    /// Weighs the words of all candidates.
    #[must_use]
    pub fn new(candidates: &[Candidate]) -> Self {
        let ready: Vec<Ready> = candidates.iter().map(Ready::new).collect();
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for one in &ready {
            let mut own: Vec<String> = one.phrases.iter().flat_map(|p| grams(p)).collect();
            own.sort_unstable();
            own.dedup();
            for gram in own {
                *counts.entry(gram).or_default() += 1;
            }
        }
        let all = ready.len() as f64;
        let weigh = |seen: usize| (1.0 + all / (1.0 + seen as f64)).ln();
        let rarity = counts
            .into_iter()
            .map(|(gram, seen)| (gram, weigh(seen)))
            .collect();
        Self {
            candidates: ready,
            rarity,
            unknown: weigh(2) * 0.6,
        }
    }

    /// All candidates that pass the gate, best first; equal scores in the order of their names.
    #[must_use]
    pub fn rank(&self, target: &Target) -> Vec<Scored> {
        let asked = Asked::new(target);
        let mut out: Vec<Scored> = self
            .candidates
            .iter()
            .filter(|c| fits(asked.unit, c.unit) || asked.relative || eliminated::counts(&asked, c))
            .filter(|c| gates::may_mean(&asked, c))
            .filter_map(|c| self.score(&asked, c))
            .collect();
        out.sort_by(|a, b| {
            b.score
                .total_cmp(&a.score)
                .then_with(|| a.name.cmp(&b.name))
        });
        out
    }

    /// The best candidate and the runner-up, or none if no score reaches `THRESHOLD`.
    #[must_use]
    pub fn link(&self, target: &Target) -> Option<Link> {
        let mut ranked = self.rank(target).into_iter();
        let needed = needed(target);
        let best = ranked
            .next()
            .filter(|b| b.score >= needed && gates::same_kind(target, &b.phrase))?;
        Some(Link {
            best,
            runner_up: ranked.next(),
        })
    }

    /// The links of a plan's targets. What a sentence builds and what it opens are two numbers: one
    /// measure is held to the one whose words are nearer to the measure's own name.
    #[must_use]
    pub fn links(&self, targets: &[Target]) -> Vec<Option<Link>> {
        let mut links: Vec<Option<Link>> = targets.iter().map(|t| self.link(t)).collect();
        let lost: Vec<usize> = (0..targets.len())
            .filter(|at| rivals::is_outdone(self, targets, &links, *at))
            .collect();
        for at in lost {
            if let Some(link) = links.get_mut(at) {
                *link = None;
            }
        }
        links
    }

    fn score(&self, asked: &Asked, candidate: &Ready) -> Option<Scored> {
        let mut best: Option<(f64, &str)> = None;
        let object = eliminated::object(asked, candidate);
        for (i, phrase) in candidate.phrases.iter().enumerate() {
            let alike = self.alike(&scope::in_words_of(&object, phrase), phrase);
            let score = if i == 0 { alike } else { alike * 0.99 };
            let open = gates::same_sort(&asked.object, phrase, &candidate.breakdowns)
                && !gates::names_left_out(&asked.object, phrase, &candidate.left_out)
                && eliminated::names(asked, candidate, phrase);
            if open && best.is_none_or(|(most, _)| score > most) {
                best = Some((score, phrase));
            }
        }
        let (words, phrase) = best?;
        let mut score = (words * sense(asked, candidate, phrase)).clamp(0.0, 1.0);
        if scope::is_open(asked, candidate, phrase) {
            score = score.min(UNSURE + score * 0.04);
        }
        (score > 0.0).then(|| Scored {
            name: candidate.name.clone(),
            score: (score * 10_000.0).round() / 10_000.0,
            phrase: phrase.to_owned(),
        })
    }

    /// Shared weight over all weight, like a weighted F-measure that leans to covering the
    /// candidate's phrase.
    fn alike(&self, object: &str, phrase: &str) -> f64 {
        let (a, b) = (grams(object), grams(phrase));
        let weight = |g: &String| {
            let rare = self.rarity.get(g).copied().unwrap_or(self.unknown);
            if g.chars().count() == 1 {
                rare * 0.4
            } else {
                rare
            }
        };
        let mut free = b.clone();
        let mut shared = 0.0;
        for gram in &a {
            if let Some(at) = free.iter().position(|g| g == gram) {
                shared += weight(gram);
                free.swap_remove(at);
            }
        }
        let (of_object, of_phrase): (f64, f64) =
            (a.iter().map(weight).sum(), b.iter().map(weight).sum());
        if of_object <= 0.0 || of_phrase <= 0.0 {
            return 0.0;
        }
        let (precision, recall) = (shared / of_object, shared / of_phrase);
        if shared > 0.0 {
            1.0 / (0.45 / precision + 0.55 / recall)
        } else {
            0.0
        }
    }
}

impl Ready {
    fn new(candidate: &Candidate) -> Self {
        let phrases = candidate
            .labels
            .iter()
            .chain(&candidate.also)
            .map(|p| plain(p));
        Self {
            name: candidate.name.clone(),
            phrases: phrases.filter(|p| p.chars().any(is_han)).collect(),
            unit: meaning(&candidate.unit),
            breakdowns: candidate.breakdowns.clone(),
            left_out: candidate.left_out.clone(),
            better: candidate.better,
            by_year: candidate.by_year,
        }
    }
}

struct Asked {
    object: String,
    stages: Vec<&'static str>,
    rises: bool,
    new: bool,
    /// The verb that brings about what is counted: 培育 in 培育骨干教师60名.
    made_by: Option<&'static str>,
    /// Whether nothing of it is to be left.
    none: bool,
    /// Whether there is to be less of it: what is done away with was there.
    lessens: bool,
    better: Option<Better>,
    unit: Meaning,
    /// Whether it is a change by a part of what there is, which anything may show.
    relative: bool,
    /// From how many heads on none of it is to be left: `56人`.
    from: Option<String>,
}

impl Asked {
    fn new(target: &Target) -> Self {
        let object = plain(&target.object);
        let change = target.change.as_ref();
        let rises = target.comparator == Comparator::Increase && change.is_none();
        Self {
            stages: stages(&object),
            new: rises || NEW.iter().any(|w| object.contains(w)),
            made_by: gates::made_by(target),
            none: target.value == Some(0.0) || target.comparator == Comparator::AtMost,
            lessens: change.is_some_and(|change| change.direction == Direction::Down),
            object: if rises && !object.contains('新') {
                format!("新增{object}")
            } else {
                object
            },
            rises,
            better: better(target.comparator, change),
            unit: counted(
                meaning(target.unit.as_deref().unwrap_or("")),
                &plain(&named(target)),
            ),
            relative: change.is_some() && matches!(target.unit.as_deref(), Some("%" | "倍")),
            from: eliminated::from(target),
        }
    }
}

/// Which way of a measure a target is for.
fn better(comparator: Comparator, change: Option<&Change>) -> Option<Better> {
    match (change.map(|change| change.direction), comparator) {
        (Some(Direction::Up), _) | (None, Comparator::AtLeast) => Some(Better::Higher),
        (Some(Direction::Down), _) | (None, Comparator::AtMost) => Some(Better::Lower),
        _ => None,
    }
}

/// The object with the noun behind the number, which tells what a bare 个 counts: 36个班.
fn named(target: &Target) -> String {
    let unit = target.unit.as_deref().unwrap_or("");
    let said = target.value.map(|value| format!("{value}{unit}"));
    let classes = said.is_some_and(|said| {
        let mut rest = target.sentence.split(said.as_str()).skip(1);
        unit == "个" && rest.any(|rest| rest.starts_with('班') || rest.starts_with("教学班"))
    });
    let noun = if classes { "教学班" } else { "" };
    format!("{}{noun}", target.object)
}

/// A loose measure word takes its meaning from the noun: 学位 are places, 班额 are classes.
fn counted(unit: Meaning, object: &str) -> Meaning {
    match unit {
        Meaning::Things if ["学位", "座位", "托位"].iter().any(|w| object.ends_with(w)) => {
            Meaning::Places
        }
        Meaning::Unknown
            if ["系数", "生师比", "师生比", "师幼比"]
                .iter()
                .any(|w| object.contains(w)) =>
        {
            Meaning::Ratio
        }
        Meaning::Things
            if [
                "学校",
                "幼儿园",
                "小学",
                "初中",
                "中学",
                "高中",
                "公办园",
                "民办园",
                "普惠园",
            ]
            .iter()
            .any(|w| object.ends_with(w)) =>
        {
            Meaning::Schools
        }
        Meaning::Things
            if ["班额", "班级", "班数", "教学班", "大班"]
                .iter()
                .any(|w| object.ends_with(w)) =>
        {
            Meaning::Classes
        }
        other => other,
    }
}

/// Words that say something is added to what is there.
const NEW: &[&str] = &[
    "新建",
    "新增",
    "新开办",
    "扩建",
    "改扩建",
    "新投用",
    "增加",
    "净增",
    "新开",
    "新设",
    "开工",
    "竣工",
    "建成",
    "投用",
    "投入使用",
];

/// Stages that hold others: what is said of one part does not measure them.
const WIDE: &[&str] = &["义务教育", "中小学", "高中阶段"];

/// What stage, direction and kind of change do to a score.
fn sense(asked: &Asked, candidate: &Ready, phrase: &str) -> f64 {
    let mut factor = 1.0;
    let own = stages(phrase);
    if !asked.stages.is_empty() {
        let same = own
            .iter()
            .any(|s| asked.stages.iter().any(|a| same_stage(a, s)));
        let divides = asked
            .stages
            .iter()
            .any(|s| candidate.breakdowns.iter().any(|b| same_stage(s, b)));
        let part = own.iter().all(|s| !WIDE.contains(s)) && own.len() == 1;
        if !own.is_empty() && !same {
            factor *= 0.55;
        } else if part && asked.stages.iter().all(|s| WIDE.contains(s)) {
            factor *= 0.8;
        } else if own.is_empty() && !divides {
            factor *= 0.92;
        }
    } else if !own.is_empty() {
        factor *= 0.85;
    }
    let adds = NEW.iter().any(|w| phrase.contains(w)) || phrase.contains("增");
    let adds = adds || asked.new && candidate.by_year;
    if asked.new != adds {
        factor *= if asked.rises || asked.new { 0.7 } else { 0.75 };
    }
    if let (Some(wanted), Some(better)) = (asked.better, candidate.better)
        && wanted != better
    {
        factor *= 0.8;
    }
    factor
}

#[cfg(test)]
mod tests;
