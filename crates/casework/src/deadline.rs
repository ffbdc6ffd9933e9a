//! By when a case must leave its state: due, reminders before, escalation after, what time does.

use jixia_pack::{Amount, Limit, Span, SpanUnit, Within};
use jixia_terms::{Day, Instant, Value};
use serde::{Deserialize, Serialize};

use crate::case::{Case, Procedure, Row};

/// Microseconds of an hour.
const HOUR: i64 = 3_600_000_000;

/// The limit of a case in its state.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Deadline {
    /// The last instant in time: the end of a day, unless the limit is in hours.
    pub due: Instant,
    /// When people are reminded, in order; none before the state was entered.
    pub reminders: Vec<Instant>,
    /// When who is told that it is late, in order, as people of the process.
    pub escalations: Vec<(Instant, Vec<String>)>,
    /// The act that time makes.
    pub then: Option<String>,
    /// Whether the holidays of every year that it spans are known.
    pub is_certain: bool,
}

/// How late a case is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Late {
    /// When it was due.
    pub due: Instant,
    /// Calendar days after the due day.
    pub days: u32,
    /// Working days after the due day.
    pub working_days: u32,
}

impl Deadline {
    /// What falls due between two instants (after the first, up to the second): a sweep that keeps
    /// when it last ran tells each once. Time acts when the last instant has passed, so at the due
    /// instant itself not yet, as `Procedure::by_default`.
    pub fn falls(&self, after: Instant, until: Instant) -> Vec<Falls<'_>> {
        let within = |at: &Instant| after < *at && *at <= until;
        let reminders = self.reminders.iter().filter(|at| within(at));
        let mut falls: Vec<Falls<'_>> = reminders.map(|at| Falls::Reminder(*at)).collect();
        let told = self.escalations.iter().filter(|(at, _)| within(at));
        falls.extend(told.map(|(at, tell)| Falls::Escalation(*at, tell)));
        let has_passed = after <= self.due && self.due < until;
        if let Some(act) = self.then.as_deref().filter(|_| has_passed) {
            falls.push(Falls::Act(self.due, act));
        }
        falls
    }
}

/// What falls due at an instant.
#[derive(Debug, Clone, PartialEq)]
pub enum Falls<'d> {
    /// People are reminded.
    Reminder(Instant),
    /// These people are told.
    Escalation(Instant, &'d [String]),
    /// Time makes this act.
    Act(Instant, &'d str),
}

impl Procedure<'_> {
    /// The limit of a case in its state, over its record as it stands.
    pub fn deadline(self, case: &Case, record: &Row) -> Option<Deadline> {
        let limit = self.process.limit(case.state())?;
        let entered = case.kept().entered;
        let due = self.due(limit, entered, record)?;
        let mut reminders: Vec<Instant> = limit
            .remind
            .iter()
            .map(|span| self.before(due, span))
            .filter(|at| *at > entered && *at <= due)
            .collect();
        reminders.sort_unstable();
        reminders.dedup();
        let mut escalations: Vec<(Instant, Vec<String>)> = limit
            .escalate
            .iter()
            .map(|step| (self.after(due, &step.after, due.day()), step.tell.clone()))
            .collect();
        escalations.sort();
        let calendar = self.calendar();
        let years = entered.day().year()..=due.day().year();
        let mut firsts = years.filter_map(|year| Day::new(year, 1, 1));
        let spans = limit.within.spans();
        let counts = spans.iter().any(|span| span.unit == SpanUnit::WorkingDays);
        Some(Deadline {
            due,
            reminders,
            escalations,
            then: limit.then.clone(),
            is_certain: !counts || firsts.all(|first| calendar.knows(first)),
        })
    }

    /// How late a case is at an instant; none while it is in time, or has no limit.
    pub fn late(self, case: &Case, record: &Row, at: Instant) -> Option<Late> {
        let due = self.deadline(case, record)?.due;
        (at > due).then(|| {
            let days = at.day().days() - due.day().days();
            Late {
                due,
                days: u32::try_from(days).unwrap_or(0),
                working_days: self.calendar().between(due.day(), at.day()),
            }
        })
    }

    fn due(self, limit: &Limit, entered: Instant, record: &Row) -> Option<Instant> {
        let span = match &limit.within {
            Within::Span(span) => span,
            Within::By(field, spans) => match record.get(field) {
                Some(Value::Text(grade)) => spans.get(grade)?,
                // A record that nobody has graded yet is held to the shortest limit.
                _ => spans
                    .values()
                    .min_by_key(|span| self.after(entered, span, entered.day()))?,
            },
            Within::Until(field) => return record.get(field)?.as_day().map(Instant::end_of),
        };
        Some(self.after(entered, span, entered.day()))
    }

    /// An instant some span later; rule values are those of the day given.
    fn after(self, from: Instant, span: &Span, on: Day) -> Instant {
        let count = self.amount(&span.amount, on);
        match span.unit {
            SpanUnit::Hours => shifted(from, i64::from(count)),
            _ if count == 0 => from,
            SpanUnit::Days => Instant::end_of(from.day().plus_days(days(count))),
            SpanUnit::WorkingDays => Instant::end_of(self.calendar().after(from.day(), count)),
        }
    }

    /// The start of the day, or the instant, some span before.
    fn before(self, due: Instant, span: &Span) -> Instant {
        let count = self.amount(&span.amount, due.day());
        match span.unit {
            SpanUnit::Hours => shifted(due, -i64::from(count)),
            SpanUnit::Days => Instant::start_of(due.day().plus_days(-days(count))),
            SpanUnit::WorkingDays => Instant::start_of(self.calendar().before(due.day(), count)),
        }
    }

    /// How many, by the rule on that day; a rule that had not begun yet counts from its first
    /// value.
    fn amount(self, amount: &Amount, on: Day) -> u32 {
        match amount {
            Amount::Fixed(count) => *count,
            Amount::Rule(name) => {
                let rule = self.packs.rules.get(name);
                let value = rule.and_then(|rule| rule.on(on).or(rule.from.first()));
                // A rule value may be any number; what is no count of days is none.
                value.map_or(0, |source| source.value.clamp(0.0, 5_000.0).ceil() as u32)
            }
        }
    }
}

fn days(count: u32) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

fn shifted(from: Instant, hours: i64) -> Instant {
    let micros = from.micros().saturating_add(hours.saturating_mul(HOUR));
    Instant::from_micros(micros).unwrap_or(from)
}
