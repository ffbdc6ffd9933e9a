//! Builds the view of a plan from its records, the figures of a snapshot and the trend before it.

use std::collections::BTreeMap;

use jixia_pack::{Indicator, Period};
use jixia_plan::{Change, Span};
use jixia_store::{Filter, ListQuery, Record};
use jixia_terms::{Day, Label, SchoolYear, Value};

use super::change::ChangeStatus;
use super::goal::{comparator_of, goal_of, held, year_begin};
use super::linking::{breakdown_from_text, is_sure};
use super::reasons;
use super::registers::{CLAUSE, PLAN, Row, TARGET};
use super::status::{Course, Status};
use super::units::in_unit_of_target;
use super::view::{
    ChapterStatus, ClauseStatus, Link, LinkedBy, PlanHead, PlanStatus, Reported, Source,
    TargetStatus,
};
use crate::error::AppError;
use crate::open::App;
use crate::reads::TrendPoint;

/// A choice or report that a person made for a target, kept when the plan's text is adopted anew.
pub(crate) struct PersonsChoice {
    pub object: String,
    pub sentence: String,
    pub values: jixia_store::Values,
}

impl App {
    /// How each target of a plan (the current one, when none is named) stands in a snapshot (the
    /// newest).
    pub fn plan_status(
        &self,
        plan: Option<&str>,
        snapshot: Option<&str>,
    ) -> Result<PlanStatus, AppError> {
        let head = self.plan_head(plan)?;
        let current = self.plan_head(None)?;
        let mut view = View::open(self, &head, snapshot)?;
        let of_plan = || vec![Filter::equal("plan", head.id.as_str())];
        let clauses = self.rows_of(CLAUSE, of_plan())?;
        let targets = self.rows_of(TARGET, of_plan())?;
        view.changes = self.changes_of(&head, &targets)?;
        let targets: Result<Vec<_>, _> = targets.iter().map(|record| view.target(record)).collect();
        Ok(view.assemble((head, current), &clauses, targets?))
    }

    /// Which numbers of a plan ask for a change, by where they stand in its text. Read out of the
    /// text and not kept, so that plans adopted earlier are judged by it too.
    fn changes_of(
        &self,
        head: &PlanHead,
        targets: &[Record],
    ) -> Result<BTreeMap<(usize, usize), Change>, AppError> {
        let Some(plan) = self
            .store()
            .find(PLAN, &[Value::from(head.id.as_str())], None)?
        else {
            return Ok(BTreeMap::new());
        };
        let text = Row::new(self.register(PLAN)?, &plan).text("text");
        let register = self.register(TARGET)?;
        let spans = targets.iter().map(|record| {
            let row = Row::new(register, record);
            Span::new(row.count("start"), row.count("stop"))
        });
        let spans: Vec<Span> = spans.collect();
        let changes = jixia_plan::changes(&text, head.year, &spans);
        let found = spans.iter().zip(changes);
        Ok(found
            .filter_map(|(span, change)| Some(((span.start, span.end), change?)))
            .collect())
    }

    /// The record of a target by its id, `plan/number`.
    pub(crate) fn target_record(&self, id: &str) -> Result<Record, AppError> {
        let unknown = || AppError::unknown("目标", "target", id, None);
        let (plan, number) = id.rsplit_once('/').ok_or_else(unknown)?;
        let number: i64 = number.parse().map_err(|_| unknown())?;
        let key = [Value::from(plan), Value::Int(number)];
        self.store().find(TARGET, &key, None)?.ok_or_else(unknown)
    }

    /// What persons linked or reported for the targets of a plan.
    pub(crate) fn choices_of_persons(&self, plan: &str) -> Result<Vec<PersonsChoice>, AppError> {
        const CHOSEN: [&str; 4] = ["indicator", "breakdown", "node", "linked_by"];
        const REPORTED: [&str; 3] = ["reported_value", "reported_on", "evidence"];
        let register = self.register(TARGET)?;
        let rows = self.rows_of(TARGET, vec![Filter::equal("plan", plan)])?;
        let choice = |record: &Record| {
            let row = Row::new(register, record);
            let chosen = row.text("linked_by") == "person";
            let reported = row.number("reported_value").is_some();
            let names = CHOSEN
                .iter()
                .filter(|_| chosen)
                .chain(REPORTED.iter().filter(|_| reported));
            (chosen || reported).then(|| PersonsChoice {
                object: row.text("object"),
                sentence: row.text("sentence"),
                values: names
                    .map(|&name| (name.to_owned(), row.value(name).clone()))
                    .collect(),
            })
        };
        Ok(rows.iter().filter_map(choice).collect())
    }

    pub(crate) fn rows_of(
        &self,
        register: &str,
        filters: Vec<Filter>,
    ) -> Result<Vec<Record>, AppError> {
        let mut query = ListQuery {
            filters,
            limit: 1_000,
            ..ListQuery::new(register)
        };
        let mut rows = Vec::new();
        loop {
            let page = self.list(&query)?;
            rows.extend(page.rows);
            match page.next {
                Some(next) => query.after = Some(next),
                None => return Ok(rows),
            }
        }
    }
}

/// What the targets of one plan are held against.
struct View<'a> {
    app: &'a App,
    year: i16,
    begin: Day,
    /// The changes that its numbers ask for, by where they stand.
    changes: BTreeMap<(usize, usize), Change>,
    /// Day and id of each snapshot until the one in question.
    snapshots: Vec<(Day, String)>,
    /// The node that the plan speaks for: the root of the organisation tree.
    root: Option<String>,
    /// The day that is looked back to, where a snapshot is named.
    until: Option<Day>,
    /// The day on which deadlines are held to have passed or not.
    today: Day,
}

impl<'a> View<'a> {
    fn open(app: &'a App, head: &PlanHead, snapshot: Option<&str>) -> Result<Self, AppError> {
        let mut infos = app.snapshots()?;
        if let Some(id) = snapshot {
            let chosen = app.snapshot_or_newest(Some(id))?;
            let until = infos
                .iter()
                .position(|info| info.id == chosen.id)
                .map_or(0, |at| at + 1);
            infos.truncate(until);
        }
        let mut snapshots: Vec<(Day, String)> = Vec::new();
        for info in infos {
            // Of several snapshots of one day the last one counts.
            snapshots.retain(|(day, _)| *day != info.day);
            snapshots.push((info.day, info.id));
        }
        let root = match snapshots.last() {
            Some((_, newest)) => {
                let figures = app.figures(newest)?;
                figures.tree().roots().next().map(|root| root.code.clone())
            }
            None => None,
        };
        let day = snapshots.last().map_or(Day::EARLIEST, |(day, _)| *day);
        let until = snapshot.map(|_| day);
        Ok(Self {
            app,
            year: head.year,
            begin: year_begin(head.year),
            changes: BTreeMap::new(),
            snapshots,
            root,
            until,
            today: until.unwrap_or_else(|| app.now().day().max(day)),
        })
    }

    fn target(&self, record: &Record) -> Result<TargetStatus, AppError> {
        let row = Row::new(self.app.register(TARGET)?, record);
        let comparator =
            comparator_of(&row.text("comparator")).unwrap_or(jixia_plan::Comparator::Equal);
        let plan = row.text("plan");
        let node = row.some_text("node");
        let node = node.map(|code| self.app.target_node(&code)).transpose()?;
        let mut target = TargetStatus {
            id: format!("{plan}/{}", row.count("number")),
            plan,
            clause: row.text("clause"),
            sentence: row.text("sentence"),
            object: row.text("object"),
            comparator,
            value: row.number("value"),
            value_max: row.number("value_max"),
            unit: row.some_text("unit"),
            by: row.some_text("deadline"),
            due: row.day("due").unwrap_or_else(|| self.begin.plus_days(364)),
            change: None,
            held: None,
            span: (row.count("start"), row.count("stop")),
            why: row.text("why"),
            link: self.link(&row),
            node,
            measured: None,
            baseline: None,
            trend: Vec::new(),
            reported: self.reported(record)?,
            source: Source::NoData,
            status: Status::NoData,
            reason: Label::default(),
        };
        self.hold(&mut target)?;
        Ok(target)
    }

    /// What a person reported; where a day is looked back to, nothing that is dated later.
    fn reported(&self, record: &Record) -> Result<Option<Reported>, AppError> {
        let register = self.app.register(TARGET)?;
        let now = reported(&Row::new(register, record));
        let (Some(until), Some(report)) = (self.until, &now) else {
            return Ok(now);
        };
        if report.on <= until {
            return Ok(now);
        }
        let versions = self.app.history(TARGET, record.id)?;
        let reports = versions
            .iter()
            .filter_map(|one| reported(&Row::new(register, &one.record)));
        let mut then = reports.filter(|report| report.on <= until);
        Ok(then.next())
    }

    fn link(&self, row: &Row<'_>) -> Option<Link> {
        let name = row.some_text("indicator")?;
        let indicator = self.app.packs().indicators.get(&name)?;
        let by_person = row.text("linked_by") == "person";
        let score = row.number("score");
        let node_unsure = !by_person && *row.value("node_unsure") == Value::Bool(true);
        Some(Link {
            label: indicator.label.clone(),
            unit: indicator.unit.clone(),
            breakdown: breakdown_from_text(indicator, &row.text("breakdown")),
            indicator: name,
            to_confirm: node_unsure || !by_person && score.is_some_and(|score| !is_sure(score)),
            node_unsure,
            score,
            runner_up: row
                .some_text("runner_up")
                .zip(row.number("runner_up_score")),
            linked_by: if by_person {
                LinkedBy::Person
            } else {
                LinkedBy::Words
            },
        })
    }

    /// Measures a target and says how it stands.
    fn hold(&self, target: &mut TargetStatus) -> Result<(), AppError> {
        let indicator = target
            .link
            .as_ref()
            .and_then(|link| self.app.packs().indicators.get(&link.indicator));
        let read = self.changes.get(&target.span);
        target.change = ChangeStatus::of(target, read, indicator, self.year);
        target.held = indicator.and_then(|indicator| held(target, indicator));
        if let (Some(indicator), Some(link)) = (indicator, &target.link) {
            let node = target.node.as_ref().map(|node| &node.code);
            if let Some(node) = node.or(self.root.as_ref()) {
                target.trend = self.trend(indicator, link, (node, target.level_unit()))?;
            }
            if let Some(change) = &mut target.change {
                change.settle(&target.trend);
            }
        }
        let goal = goal_of(target, indicator);
        if let (Some(indicator), Some(goal)) = (indicator, &goal) {
            let course = self.course(target, indicator);
            if let Some((_, measured)) = course.points.last() {
                target.measured = Some(*measured);
                target.source = Source::Measured;
                (target.status, target.reason) = course.status(goal);
                if target.status != Status::NoData {
                    target.baseline = course.baseline().map(|(_, value)| value);
                    reasons::add_year_end(target);
                    return Ok(());
                }
            }
        }
        if let Some(report) = &target.reported {
            let change = target.change.as_ref();
            let asked = change.map(ChangeStatus::goal_of_report);
            target.reason = reasons::reported(target, report, asked.as_ref().or(goal.as_ref()));
            target.measured = None;
            target.source = Source::Reported;
            target.status = Status::Reported;
            return Ok(());
        }
        if target.measured.is_none() {
            let fault = target
                .change
                .as_ref()
                .and_then(|change| change.fault.clone());
            let first = self.snapshots.first().filter(|_| fault.is_some());
            target.reason = match (first, fault) {
                (Some(_), Some(fault)) => fault,
                _ => reasons::waiting(target, self.today, self.snapshots.first()),
            };
        }
        if goal.is_none()
            && let Some(value) = target.trend.last().and_then(|point| point.value)
        {
            target.measured = Some(value);
            target.source = Source::Measured;
        }
        reasons::add_year_end(target);
        Ok(())
    }

    fn trend(
        &self,
        indicator: &Indicator,
        link: &Link,
        (node, unit): (&str, Option<&str>),
    ) -> Result<Vec<TrendPoint>, AppError> {
        let by: Vec<Option<&str>> = link.breakdown.iter().map(Option::as_deref).collect();
        let measurer = self.app.measurer();
        let point = |(day, snapshot): &(Day, String)| {
            let figure = measurer.figure(snapshot, &indicator.name, node, &by)?;
            let value = figure.and_then(|figure| figure.value);
            let value = value.map(|value| in_unit_of_target(value, &indicator.unit, unit));
            Ok(TrendPoint {
                snapshot: snapshot.clone(),
                day: *day,
                value,
            })
        };
        self.snapshots.iter().map(point).collect()
    }

    fn course(&self, target: &TargetStatus, indicator: &Indicator) -> Course {
        let points = target
            .trend
            .iter()
            .filter_map(|point| Some((point.day, point.value?)));
        // What is counted by the year tells of this plan from its year on, and no more of a
        // deadline once the year after it has begun.
        let end = match indicator.period {
            Period::State => None,
            Period::CalendarYear => Some(year_begin(target.due.year() + 1).plus_days(-1)),
            Period::SchoolYear => Some(SchoolYear::of(target.due).last_day()),
        };
        let points: Vec<(Day, f64)> = points
            .filter(|(day, _)| end.is_none_or(|end| (self.begin..=end).contains(day)))
            .collect();
        let last = points.last().map_or(self.begin, |(day, _)| *day);
        let zero_on = match indicator.period {
            Period::State => None,
            Period::CalendarYear => Some(year_begin(last.year())),
            Period::SchoolYear => Some(SchoolYear::of(last).first_day()),
        };
        Course {
            points,
            today: self.today,
            begin: self.begin,
            due: target.due,
            zero_on,
            unit: target.level_unit().unwrap_or_default().to_owned(),
            change: target.change.clone(),
        }
    }

    fn assemble(
        &self,
        (plan, current): (PlanHead, PlanHead),
        clauses: &[Record],
        targets: Vec<TargetStatus>,
    ) -> PlanStatus {
        let mut counts: BTreeMap<Status, usize> =
            Status::ALL.iter().map(|status| (*status, 0)).collect();
        let mut counts_to_confirm: BTreeMap<Status, usize> =
            counts.keys().map(|status| (*status, 0)).collect();
        for target in &targets {
            *counts.entry(target.status).or_default() += 1;
            *counts_to_confirm.entry(target.status).or_default() +=
                usize::from(target.to_confirm());
        }
        let mut by_clause: BTreeMap<String, Vec<TargetStatus>> = BTreeMap::new();
        for target in targets {
            by_clause
                .entry(target.clause.clone())
                .or_default()
                .push(target);
        }
        let chapters = self.chapters(clauses, by_clause);
        let newest = self.snapshots.last();
        PlanStatus {
            plan,
            current,
            snapshot: newest.map(|(_, snapshot)| snapshot.clone()),
            day: newest.map(|(day, _)| *day),
            chapters,
            counts,
            counts_to_confirm,
        }
    }

    fn chapters(
        &self,
        clauses: &[Record],
        mut targets: BTreeMap<String, Vec<TargetStatus>>,
    ) -> Vec<ChapterStatus> {
        let Some(register) = self.app.packs().registers.get(CLAUSE) else {
            return Vec::new();
        };
        let mut rows: Vec<Row<'_>> = clauses
            .iter()
            .map(|record| Row::new(register, record))
            .collect();
        rows.sort_by_key(|row| (row.count("start"), row.count("level")));
        let mut chapters: Vec<ChapterStatus> = Vec::new();
        for row in rows {
            let id = row.text("number");
            let clause = ClauseStatus {
                number: row.text("mark"),
                heading: row.text("heading"),
                text: row.text("text"),
                start: row.count("start"),
                tasks: row.text("tasks").lines().map(str::to_owned).collect(),
                targets: targets.remove(&id).unwrap_or_default(),
                id: id.clone(),
            };
            match chapters.last_mut() {
                Some(chapter) if row.some_text("parent").is_some() => chapter.clauses.push(clause),
                _ => chapters.push(ChapterStatus {
                    id,
                    number: clause.number.clone(),
                    heading: clause.heading.clone(),
                    clauses: if clause.is_bare() {
                        Vec::new()
                    } else {
                        vec![clause]
                    },
                }),
            }
        }
        let mut strays: Vec<TargetStatus> = targets.into_values().flatten().collect();
        strays.sort_by_key(|target| target.span);
        if !strays.is_empty() {
            chapters.push(stray_chapter(strays));
        }
        chapters
    }
}

/// Targets whose clause is not among the records, so that none is lost from sight.
fn stray_chapter(targets: Vec<TargetStatus>) -> ChapterStatus {
    let clause = ClauseStatus {
        id: String::new(),
        number: String::new(),
        heading: String::new(),
        text: String::new(),
        start: 0,
        tasks: Vec::new(),
        targets,
    };
    ChapterStatus {
        id: String::new(),
        number: String::new(),
        heading: String::new(),
        clauses: vec![clause],
    }
}

fn reported(row: &Row<'_>) -> Option<Reported> {
    Some(Reported {
        value: row.number("reported_value")?,
        on: row.day("reported_on")?,
        evidence: row.text("evidence"),
    })
}
