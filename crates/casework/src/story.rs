//! Stories of processes: acts, people and days in; states, deadlines and refusals as expected.

use std::collections::BTreeSet;

use jixia_pack::{CaseStory, Origin, Packs, Person, StoryAct, StoryStep};
use jixia_terms::{Instant, Label, Value, say};

use crate::apply::{Actor, Entitled, Order, Step};
use crate::case::{Case, Procedure, Row};
use crate::refusal::Refusal;

/// Time makes no more moves than this between two steps of a story.
const BY_TIME_MAX: usize = 1_000;

/// How a story of a process came out.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseOutcome {
    /// Pack and name.
    pub name: String,
    /// What it shows.
    pub about: String,
    /// Where it stands.
    pub origin: Origin,
    /// What was not as expected.
    pub mismatches: Vec<CaseMismatch>,
}

/// An expectation that did not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseMismatch {
    /// Line of the step.
    pub line: usize,
    /// What was expected and what was found.
    pub text: Label,
}

/// Runs every story of a process, in order of name.
pub fn run_case_stories(packs: &Packs) -> Vec<CaseOutcome> {
    let run = |story| run_story(packs, story);
    packs.procedures.stories.values().map(run).collect()
}

fn run_story(packs: &Packs, story: &CaseStory) -> CaseOutcome {
    let mut outcome = CaseOutcome {
        name: story.name.clone(),
        about: story.about.clone(),
        origin: story.origin.clone(),
        mismatches: Vec::new(),
    };
    let Some(procedure) = Procedure::of(packs, &story.process) else {
        return outcome;
    };
    let register = packs.registers.get(&procedure.process().record);
    let mut running = Running {
        procedure,
        story,
        owner_field: register.and_then(|register| match &register.org {
            jixia_pack::OrgSource::Field(field) => Some(field.as_str()),
            jixia_pack::OrgSource::SelfNode => register.key.first().map(String::as_str),
            jixia_pack::OrgSource::Authority => None,
        }),
        case: None,
        record: story.record.clone(),
    };
    for step in &story.steps {
        for text in running.step(step) {
            let line = step.line;
            outcome.mismatches.push(CaseMismatch { line, text });
        }
    }
    outcome
}

struct Running<'s> {
    procedure: Procedure<'s>,
    story: &'s CaseStory,
    owner_field: Option<&'s str>,
    case: Option<Case>,
    record: Row,
}

/// Who is who in a story: by roles and, where given, nodes.
struct Cast<'s> {
    story: &'s CaseStory,
    owner_field: Option<&'s str>,
}

impl Entitled for Cast<'_> {
    fn may_be(&self, who: &str, person: &Person, record: &Row) -> bool {
        let Some(one) = self.story.who.iter().find(|one| one.name == who) else {
            return false;
        };
        let field = person.at.as_deref().or(self.owner_field);
        let node = field
            .and_then(|field| record.get(field))
            .and_then(Value::as_text);
        let is_there =
            one.at.is_empty() || node.is_some_and(|node| one.at.iter().any(|at| at == node));
        is_there && person.roles.iter().any(|role| one.roles.contains(role))
    }
}

impl<'s> Running<'s> {
    fn cast(&self) -> Cast<'s> {
        Cast {
            story: self.story,
            owner_field: self.owner_field,
        }
    }

    /// What of a step did not come out as expected.
    fn step(&mut self, step: &StoryStep) -> Vec<Label> {
        let mut wrong = Vec::new();
        self.pass_time(step.at);
        let done = step.act.as_ref().map(|act| self.act(act, step.at));
        match (&done, &step.refused) {
            (Some(Err(refusal)), None) => {
                let (zh, en) = (&refusal.text().zh, &refusal.text().en);
                wrong.push(say!("被拒绝：{zh}", "was refused: {en}"));
            }
            (Some(Err(refusal)), Some(code)) if refusal.code() != code => {
                wrong.push(differs("refused", code, refusal.code()));
            }
            (Some(Ok(_)) | None, Some(code)) => {
                wrong.push(differs("refused", code, "—"));
            }
            _ => {}
        }
        if let (Some(want), Some(Ok(done))) = (&step.starts, &done) {
            let found: Vec<&str> = done.starts.iter().map(|it| it.process.as_str()).collect();
            if found != want.iter().map(String::as_str).collect::<Vec<_>>() {
                wrong.push(differs("starts", &want.join(", "), &found.join(", ")));
            }
        }
        self.look(step, &mut wrong);
        wrong
    }

    /// Lets time make the moves that fall due before an instant.
    fn pass_time(&mut self, until: Instant) {
        for _ in 0..BY_TIME_MAX {
            let Some(case) = &self.case else {
                return;
            };
            let Some((act, at)) = self.procedure.by_default(case, &self.record, until) else {
                return;
            };
            let order = Order {
                act: &act,
                who: Actor::Time,
                at,
                seen: case.version(),
                gives: Row::new(),
            };
            match self
                .procedure
                .apply(case, &order, &self.record, &self.cast())
            {
                Ok(step) => self.take(&step),
                Err(_) => return,
            }
        }
    }

    fn act(&mut self, act: &StoryAct, at: Instant) -> Result<Step, Refusal> {
        let order = Order {
            act: &act.act,
            who: Actor::Person(&act.who),
            at,
            seen: self.case.as_ref().map_or(0, Case::version),
            gives: act.gives.clone(),
        };
        let step = match &self.case {
            Some(case) => self
                .procedure
                .apply(case, &order, &self.record, &self.cast())?,
            None => self
                .procedure
                .open("story", &order, &self.record, &self.cast())?,
        };
        self.take(&step);
        Ok(step)
    }

    fn take(&mut self, step: &Step) {
        self.record.extend(step.event.sets.clone());
        self.case = Some(step.case.clone());
    }

    fn look(&self, step: &StoryStep, wrong: &mut Vec<Label>) {
        let state = self.case.as_ref().map_or("—", Case::state);
        if let Some(want) = step.state.as_deref().filter(|want| *want != state) {
            wrong.push(differs("state", want, state));
        }
        for (name, want) in &step.record {
            let found = self.record.get(name).cloned().unwrap_or(Value::Null);
            if found != *want {
                wrong.push(differs(name, &format!("{want:?}"), &format!("{found:?}")));
            }
        }
        let Some(case) = &self.case else {
            return;
        };
        let deadline = self.procedure.deadline(case, &self.record);
        if let Some(want) = &step.due {
            let text =
                |day: Option<jixia_terms::Day>| day.map_or("none".to_owned(), |it| it.to_string());
            let found = text(deadline.as_ref().map(|deadline| deadline.due.day()));
            if found != text(*want) {
                wrong.push(differs("due", &text(*want), &found));
            }
        }
        if let Some(want) = step.late_days {
            let late = self.procedure.late(case, &self.record, step.at);
            let found = late.map_or(0, |late| late.days);
            if found != want {
                wrong.push(differs("late_days", &want.to_string(), &found.to_string()));
            }
        }
        if let Some(want) = &step.told {
            let ladder = deadline.iter().flat_map(|deadline| &deadline.escalations);
            let told = ladder
                .filter(|(at, _)| *at <= step.at)
                .flat_map(|(_, tell)| tell);
            let found: BTreeSet<&String> = told.collect();
            if found != want.iter().collect() {
                let found: Vec<&str> = found.iter().map(|name| name.as_str()).collect();
                wrong.push(differs("told", &want.join(", "), &found.join(", ")));
            }
        }
        for (who, want) in &step.may {
            let cast = self.cast();
            let offers = self
                .procedure
                .offers(case, (who, step.at), &self.record, &cast);
            let open = offers.iter().filter(|offer| offer.refusal.is_none());
            let found: BTreeSet<&str> = open.map(|offer| offer.one.act.as_str()).collect();
            if found != want.iter().map(String::as_str).collect() {
                let found: Vec<&str> = found.into_iter().collect();
                wrong.push(differs(
                    &format!("may.{who}"),
                    &want.join(", "),
                    &found.join(", "),
                ));
            }
        }
    }
}

fn differs(what: &str, want: &str, found: &str) -> Label {
    say!(
        "{what}：应为 {want}，实得 {found}",
        "{what}: expected {want}, found {found}"
    )
}
