//! Stories 用例: runs what packs say of themselves, on tables made from the few rows that a story
//! gives.
//!
//! Each indicator is planned once for all stories of a day; a story only fills the tables and runs.

mod world;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jixia_pack::{Indicator, Origin, Packs, Story, StoryExpectation};
use jixia_terms::{Day, Label};

use crate::driver::Driver;
use crate::engine::{
    Opening, Pass, Prepared, Session, compile, figures_of, read_tree, run_pass, said,
};
use crate::error::MeasureError;
use crate::figures::Block;
use crate::tree::OrgTree;
use world::World;

/// How a story came out.
#[derive(Debug, Clone, PartialEq)]
pub struct StoryOutcome {
    /// Pack and name.
    pub name: String,
    /// What it shows.
    pub about: String,
    /// Where it stands.
    pub origin: Origin,
    /// Whether everything was as expected.
    pub passed: bool,
    /// What was not.
    pub mismatches: Vec<Mismatch>,
}

/// An expectation that did not hold.
#[derive(Debug, Clone, PartialEq)]
pub struct Mismatch {
    /// Where it is written.
    pub origin: Origin,
    /// The indicator.
    pub indicator: String,
    /// The node and breakdown, as written in stories: `A stage=primary`.
    pub of: String,
    /// What was expected; none for nothing to measure.
    pub expected: Option<f64>,
    /// What was found.
    pub found: Option<f64>,
    /// Why nothing could be found, if so.
    pub why: Option<Label>,
}

/// Runs one story (by pack and name); none when there is no such story.
pub fn run_story(packs: &Arc<Packs>, story: &str) -> Result<Option<StoryOutcome>, MeasureError> {
    let names = BTreeSet::from([story.to_owned()]);
    Ok(run(packs, Some(names))?.pop())
}

/// Runs every story, in order of name.
pub fn run_stories(packs: &Arc<Packs>) -> Result<Vec<StoryOutcome>, MeasureError> {
    run(packs, None)
}

fn run(
    packs: &Arc<Packs>,
    only: Option<BTreeSet<String>>,
) -> Result<Vec<StoryOutcome>, MeasureError> {
    let driver = Driver::start()?;
    let packs = packs.clone();
    let threads = driver.threads();
    driver.run(async move {
        let wanted = |name: &String| only.as_ref().is_none_or(|only| only.contains(name));
        let names = packs.stories.keys().filter(|name| wanted(name)).cloned();
        let mut running = Vec::new();
        for (day, names) in shares(&packs, names.collect(), threads) {
            running.push(tokio::spawn(run_share(packs.clone(), day, names)));
        }
        let mut outcomes = Vec::new();
        for share in running {
            outcomes.extend(share.await.map_err(MeasureError::engine)??);
        }
        outcomes.sort_by(|a: &StoryOutcome, b| a.name.cmp(&b.name));
        Ok(outcomes)
    })?
}

/// Stories that are run with the same plans: those of one day, divided among threads so that
/// stories of the same rows stay together.
fn shares(packs: &Packs, names: Vec<String>, threads: usize) -> Vec<(Day, Vec<String>)> {
    let mut by_day: BTreeMap<Day, Vec<String>> = BTreeMap::new();
    for name in names {
        if let Some(story) = packs.stories.get(&name) {
            by_day.entry(story.day).or_default().push(name);
        }
    }
    let rows = |name: &String| {
        let story = packs.stories.get(name);
        let first = story.and_then(|story| story.expect.first());
        let indicator = first.and_then(|expected| packs.indicators.get(&expected.indicator));
        indicator.map(|indicator| indicator.rows.as_str())
    };
    let mut shares = Vec::new();
    for (day, mut names) in by_day {
        names.sort_by_key(|name| rows(name));
        let size = names.len().div_ceil(threads.max(1)).max(4);
        shares.extend(names.chunks(size).map(|share| (day, share.to_vec())));
    }
    shares
}

/// Plans that stories of one day run on.
struct Stage {
    session: Session,
    passes: Vec<(Pass, Prepared)>,
    /// Why an indicator cannot be measured.
    faults: BTreeMap<String, String>,
}

async fn run_share(
    packs: Arc<Packs>,
    day: Day,
    names: Vec<String>,
) -> Result<Vec<StoryOutcome>, MeasureError> {
    let stories: Vec<&Story> = names
        .iter()
        .filter_map(|name| packs.stories.get(name))
        .collect();
    let expected = stories.iter().flat_map(|story| &story.expect);
    let wanted: BTreeSet<&str> = expected.map(|e| e.indicator.as_str()).collect();
    let indicators = wanted.iter().filter_map(|name| packs.indicators.get(*name));
    let stage = Stage::new(&packs, day, &indicators.collect::<Vec<_>>()).await?;
    let mut outcomes = Vec::new();
    for story in stories {
        outcomes.push(stage.run(&packs, story).await?);
    }
    Ok(outcomes)
}

impl Stage {
    async fn new(packs: &Packs, day: Day, indicators: &[&Indicator]) -> Result<Self, MeasureError> {
        let session = Session::open(packs, &Opening::quick(day, Some(indicators))).await;
        let session = session.map_err(MeasureError::engine)?;
        let (compiled, faults) = compile(&session, indicators).await;
        let mut faults: BTreeMap<String, String> = faults
            .into_iter()
            .map(|(name, why)| (name, session.explained(&why)))
            .collect();
        let mut passes = Vec::new();
        for pass in compiled {
            match Prepared::new(&session, &pass.plan).await {
                Ok(plan) => passes.push((pass, plan)),
                Err(error) => {
                    let why = said(&error);
                    faults.extend(pass.indicators().map(|name| (name.to_owned(), why.clone())));
                }
            }
        }
        Ok(Self {
            session,
            passes,
            faults,
        })
    }

    async fn run(&self, packs: &Packs, story: &Story) -> Result<StoryOutcome, MeasureError> {
        let contents = World::of(packs, story).contents()?;
        self.session.fill(&contents);
        let tree = read_tree(packs, &contents, story.day)
            .await
            .map_err(MeasureError::engine)?;
        let mut blocks: BTreeMap<String, Block> = BTreeMap::new();
        let mut faults = self.faults.clone();
        for (pass, plan) in &self.passes {
            let expected = |name: &str| story.expect.iter().any(|e| e.indicator == name);
            if !pass.indicators().any(expected) {
                continue;
            }
            match self.blocks(pass, plan, &tree).await {
                Ok(list) => blocks.extend(list),
                Err(error) => {
                    let why = said(&error);
                    faults.extend(pass.indicators().map(|name| (name.to_owned(), why.clone())));
                }
            }
        }
        let mismatches: Vec<Mismatch> = story
            .expect
            .iter()
            .filter_map(|expected| mismatch(packs, story, expected, &blocks, &faults, &tree))
            .collect();
        Ok(StoryOutcome {
            name: story.name.clone(),
            about: story.about.clone(),
            origin: story.origin.clone(),
            passed: mismatches.is_empty(),
            mismatches,
        })
    }

    async fn blocks(
        &self,
        pass: &Pass,
        plan: &Prepared,
        tree: &OrgTree,
    ) -> datafusion::common::Result<Vec<(String, Block)>> {
        let (states, unplaced) = run_pass(&self.session, pass, plan, tree).await?;
        let mut blocks = Vec::new();
        for (grouping, states) in pass.groupings.iter().zip(states) {
            blocks.extend(figures_of(grouping, states, &unplaced, tree)?);
        }
        Ok(blocks)
    }
}

fn mismatch(
    packs: &Packs,
    story: &Story,
    expected: &StoryExpectation,
    blocks: &BTreeMap<String, Block>,
    faults: &BTreeMap<String, String>,
    tree: &OrgTree,
) -> Option<Mismatch> {
    let by: Vec<Option<&str>> = expected.by.iter().map(Option::as_deref).collect();
    let why = faults.get(&expected.indicator);
    let mut why = why.map(|why| Label::new(why, why));
    let place = tree.position(&expected.org);
    if why.is_none() && place.is_none() {
        why = Some(Label::new(
            format!("当日没有机构“{}”", expected.org),
            format!("no node `{}` stands on that day", expected.org),
        ));
    }
    let found = match (blocks.get(&expected.indicator), place) {
        (Some(block), Some(place)) => block.find(place, &by).value,
        _ => None,
    };
    if why.is_none() && agree(expected.value, found) {
        return None;
    }
    let mut origin = story.origin.clone();
    origin.line = expected.line;
    Some(Mismatch {
        origin,
        indicator: expected.indicator.clone(),
        of: written(packs, expected),
        expected: expected.value,
        found,
        why,
    })
}

/// An expectation's node and breakdown as stories write them.
fn written(packs: &Packs, expected: &StoryExpectation) -> String {
    let columns = packs
        .indicators
        .get(&expected.indicator)
        .map(|indicator| &indicator.by);
    let columns = columns.into_iter().flatten();
    let mut text = expected.org.clone();
    for (column, value) in columns.zip(&expected.by) {
        if let Some(value) = value {
            text += &format!(" {}={value}", column.column);
        }
    }
    text
}

/// Whether a found value is the expected one to 6 significant digits.
fn agree(expected: Option<f64>, found: Option<f64>) -> bool {
    match (expected, found) {
        (None, None) => true,
        (Some(expected), Some(found)) => {
            let unit = 10f64.powf(expected.abs().log10().floor() - 5.0);
            let slack = if expected == 0.0 { 1e-9 } else { 0.5 * unit };
            (expected - found).abs() <= slack * (1.0 + 1e-9)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_digits_agree() {
        assert!(agree(Some(33.3333), Some(100.0 / 3.0)));
        assert!(!agree(Some(33.3332), Some(100.0 / 3.0)));
        assert!(agree(Some(0.0), Some(1e-16)));
        assert!(agree(Some(1234567.0), Some(1234566.0)));
        assert!(!agree(Some(0.0), None));
        assert!(agree(None, None));
    }
}
