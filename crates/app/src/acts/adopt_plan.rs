//! Makes a plan the authority's: its clauses and targets become records, each target linked by its
//! words.

use std::collections::BTreeMap;
use std::path::Path;

use jixia_pack::Register;
use jixia_plan::{Clause, Plan, Target, due_day};
use jixia_store::{RecordId, StoreError, Values, Writer};
use jixia_terms::Value;
use sha2::{Digest as _, Sha256};

use super::Actor;
use crate::error::AppError;
use crate::open::App;
use crate::plan::PlanHead;
use crate::plan::identity::title_of;
use crate::plan::linking::{Choice, Measures, breakdown_text};
use crate::plan::registers::{CLAUSE, PLAN, Row, TARGET, values, whole};

impl App {
    /// Reads a plan from text, HTML or DOCX without adopting it. The name is the file's, without
    /// its ending.
    pub fn read_plan(&self, file_name: &str, bytes: &[u8]) -> Result<Plan, AppError> {
        let mut plan = jixia_plan::read(&plan_code(file_name), bytes)?;
        plan.title = title_of(&plan);
        Ok(plan)
    }

    /// Adopts a plan, in one act. Adopting the same text again changes nothing; adopting a changed
    /// text of the same title and year replaces its clauses and targets, and keeps what persons
    /// linked or reported for the targets whose object and sentence are the same. A plan of another
    /// title or year stands beside it, whatever the file's name.
    ///
    /// # Errors
    ///
    /// Refuses a text in which no target is found: it would hide the plan before it.
    pub fn adopt_plan(
        &self,
        by: &Actor,
        file_name: &str,
        bytes: &[u8],
    ) -> Result<PlanHead, AppError> {
        self.adopt_plan_titled(by, (file_name, bytes), "")
    }

    /// Adopts a plan as `adopt_plan` does, under this title unless it is blank.
    pub fn adopt_plan_titled(
        &self,
        by: &Actor,
        (file_name, bytes): (&str, &[u8]),
        title: &str,
    ) -> Result<PlanHead, AppError> {
        let mut plan = self.read_plan(file_name, bytes)?;
        if !title.trim().is_empty() {
            title.trim().clone_into(&mut plan.title);
        }
        if plan.targets.is_empty() {
            return Err(AppError::NoTargets(plan.name));
        }
        self.adopt(by, plan, bytes)
    }

    /// Adopts a text as `adopt_plan` does, though no target may be found in it.
    pub fn adopt_without_targets(
        &self,
        by: &Actor,
        file_name: &str,
        bytes: &[u8],
    ) -> Result<PlanHead, AppError> {
        self.adopt(by, self.read_plan(file_name, bytes)?, bytes)
    }

    fn adopt(&self, by: &Actor, mut plan: Plan, bytes: &[u8]) -> Result<PlanHead, AppError> {
        let source = Sha256::digest(bytes)
            .iter()
            .fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
        let today = self.now().day();
        let year = self.year_of(&plan);
        plan.name = match self.replaced_by(&plan)? {
            Some(old) => old.id,
            None => self.free_id(&plan.name)?,
        };
        let kept = self.choices_of_persons(&plan.name)?;
        let mut links = Measures::of(self.packs()).choose(&plan.targets).into_iter();
        let nodes = self.node_names()?;
        let (clause_register, target_register) = (self.register(CLAUSE)?, self.register(TARGET)?);
        self.store().act(&self.act(by, "adopt_plan"), |writer| {
            let mut head = values([
                ("code", Value::from(plan.name.as_str())),
                ("title", Value::from(plan.title.as_str())),
                ("year", Value::Int(year.into())),
                ("source", Value::from(source.as_str())),
                ("text", Value::from(plan.text.as_str())),
            ]);
            if let Some(old) = writer.find(PLAN, &[Value::from(plan.name.as_str())])? {
                head.remove("code");
                writer.update(PLAN, old.id, head, None)?;
            } else {
                head.insert("adopted".to_owned(), Value::Day(today));
                writer.insert(PLAN, head)?;
            }
            let clauses = plan
                .clauses
                .iter()
                .map(|clause| clause_values(&plan, clause));
            replace(writer, clause_register, &plan.name, clauses.collect())?;
            let targets = plan.targets.iter().enumerate().map(|(i, target)| {
                let mut row = target_values(&plan, i + 1, target, year);
                let link = links.next().flatten();
                let choice = kept
                    .iter()
                    .find(|kept| kept.object == target.object && kept.sentence == target.sentence)
                    .map(|kept| &kept.values);
                // A report alone chooses no measure; the words still do.
                if choice.is_none_or(|values| !values.contains_key("linked_by")) {
                    row.extend(self.link_values(link));
                    row.extend(nodes.values(&plan, target));
                }
                row.extend(choice.cloned().unwrap_or_default());
                row
            });
            replace(writer, target_register, &plan.name, targets.collect())
        })?;
        self.plan_head(Some(&plan.name))
    }

    fn link_values(&self, choice: Option<Choice>) -> Values {
        let Some(Choice {
            indicator,
            breakdown,
            score,
            runner_up,
        }) = choice
        else {
            return Values::new();
        };
        let declared = self.packs().indicators.get(&indicator);
        let breakdown = declared.map(|declared| breakdown_text(declared, &breakdown));
        let (other, other_score) = runner_up.unzip();
        values([
            ("indicator", Value::from(indicator)),
            ("breakdown", Value::from(breakdown.unwrap_or_default())),
            ("score", Value::from(score)),
            ("runner_up", Value::from(other)),
            ("runner_up_score", Value::from(other_score)),
            ("linked_by", Value::from("words")),
        ])
    }
}

/// The code that a plan asks for: its file's name without folder and ending.
fn plan_code(file_name: &str) -> String {
    let stem = Path::new(file_name)
        .file_stem()
        .map(|stem| stem.to_string_lossy().trim().to_owned());
    stem.filter(|stem| !stem.is_empty())
        .unwrap_or_else(|| "plan".to_owned())
}

/// Brings the rows of one plan in a register to what is given: old rows are matched by number, rows
/// that are no longer there end.
fn replace(
    writer: &mut Writer<'_>,
    register: &Register,
    plan: &str,
    rows: Vec<Values>,
) -> Result<(), StoreError> {
    let mut old: BTreeMap<String, RecordId> = BTreeMap::new();
    writer.scan(&register.name, &mut |record| {
        let row = Row::new(register, record);
        if row.text("plan") == plan {
            old.insert(format!("{:?}", row.value("number")), record.id);
        }
        Ok(())
    })?;
    for row in rows {
        let number = format!("{:?}", row.get("number").unwrap_or(&Value::Null));
        if let Some(id) = old.remove(&number) {
            let others = register
                .stored()
                .filter(|field| !register.key.contains(&field.name));
            let mut all: Values = others
                .map(|field| (field.name.clone(), Value::Null))
                .collect();
            all.extend(
                row.into_iter()
                    .filter(|(name, _)| !register.key.contains(name)),
            );
            writer.update(&register.name, id, all, None)?;
        } else {
            writer.insert(&register.name, row)?;
        }
    }
    old.into_values()
        .try_for_each(|id| writer.remove(&register.name, id))
}

/// The text of a clause without its heading, and where it begins in the plan's text, in characters.
fn clause_text(plan: &Plan, clause: &Clause) -> (String, usize) {
    let (Some(first), Some(last)) = (clause.sentences.first(), clause.sentences.last()) else {
        return (String::new(), clause.span.start);
    };
    let (start, end) = (first.span.start, last.span.end);
    (
        plan.text
            .chars()
            .skip(start)
            .take(end.saturating_sub(start))
            .collect(),
        start,
    )
}

fn clause_values(plan: &Plan, clause: &Clause) -> Values {
    let (text, start) = clause_text(plan, clause);
    let text_length = text.chars().count();
    let tasks: Vec<&str> = clause.tasks.iter().map(|task| task.text.as_str()).collect();
    values([
        ("plan", Value::from(plan.name.as_str())),
        ("number", Value::from(clause.id.as_str())),
        ("mark", Value::from(clause.number.clone())),
        ("parent", Value::from(clause.parent.clone())),
        ("level", Value::Int(clause.level.into())),
        ("heading", Value::from(clause.heading.as_str())),
        ("text", Value::from(text)),
        ("tasks", Value::from(tasks.join("\n"))),
        ("start", whole(start)),
        ("stop", whole(start + text_length)),
    ])
}

fn target_values(plan: &Plan, number: usize, target: &Target, year: i16) -> Values {
    values([
        ("plan", Value::from(plan.name.as_str())),
        ("number", whole(number)),
        ("clause", Value::from(target.clause.clone())),
        ("sentence", Value::from(target.sentence.as_str())),
        ("object", Value::from(target.object.as_str())),
        ("comparator", Value::from(target.comparator.sign())),
        ("value", Value::from(target.value)),
        ("value_max", Value::from(target.value_max)),
        ("unit", Value::from(target.unit.clone())),
        ("deadline", Value::from(target.by.clone())),
        ("due", Value::Day(due_day(target.by.as_deref(), year))),
        ("start", whole(target.span.start)),
        ("stop", whole(target.span.end)),
        ("why", Value::from(target.why.as_str())),
    ])
}
