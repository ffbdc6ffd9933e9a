//! Plans: adopt, read, how each target stands, link and report.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Multipart, Path};
use axum::http::StatusCode;
use jixia_app::plan_text::Plan;
use jixia_app::{
    App, AppError, ChangeStatus, Direction, FieldFault, LinkChoice, PlanHead, PlanStatus, Status,
    TargetStatus,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::ApiResult;
use super::figures::TrendBody;
use super::given::Given;
use crate::ask::Ask;
use crate::fault::{ApiError, Fault};
use crate::jobs::WordsView;
use crate::pages::plan::adopt::read_file;
use crate::pages::plan::clause::target_id;
use crate::parts::status_class;
use crate::terms::Label;
use crate::upload::{UploadedFile, receive};

/// A plan.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PlanHeadBody {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The year it is for.
    pub year: i16,
    /// When it was adopted.
    pub adopted: String,
}

impl PlanHeadBody {
    fn of(head: &PlanHead) -> Self {
        Self {
            id: head.id.clone(),
            title: head.title.clone(),
            year: head.year,
            adopted: head.adopted.to_string(),
        }
    }
}

/// A plan with the state of every target.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PlanBody {
    /// The plan.
    pub plan: PlanHeadBody,
    /// Which plan is current and, if it is not this one, why.
    pub standing: WordsView,
    /// The snapshot that measured values come from.
    pub snapshot: Option<String>,
    /// How many targets stand how.
    pub counts: BTreeMap<String, usize>,
    /// How many of those stand so by a link that a person should confirm.
    pub counts_to_confirm: BTreeMap<String, usize>,
    /// The targets, in the order of the text.
    pub targets: Vec<TargetBody>,
}

/// A target and how it stands.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TargetBody {
    /// Its id.
    pub id: String,
    /// Heading of its chapter.
    pub chapter: String,
    /// Id of its clause.
    pub clause: String,
    /// The sentence in which it stands.
    pub sentence: String,
    /// What its number speaks of.
    pub object: String,
    /// `>=`, `<=`, `=`, `increase`, `range`.
    pub comparator: String,
    /// The number; none for a target that only has a day.
    pub value: Option<f64>,
    /// Upper bound of a range.
    pub value_max: Option<f64>,
    /// Unit as written.
    pub unit: Option<String>,
    /// The change that it asks for, where `value` is no level.
    pub change: Option<ChangeBody>,
    /// What its measure is held to, where that is not `value`: no class at all.
    pub held: Option<f64>,
    /// Last day on which it must hold.
    pub due: String,
    /// Where its number stands in the text of the plan, in characters.
    pub span: (usize, usize),
    /// `met`, `course`, `late`, `missed`, `wait`, `rep`, `none`.
    pub status: String,
    /// Why it stands so.
    pub reason: WordsView,
    /// The indicator it is held to.
    pub indicator: Option<String>,
    /// The node it is measured for; none for the whole authority.
    pub node: Option<String>,
    /// How well the words agree; none where a person chose.
    pub score: Option<f64>,
    /// Whether the words agree so little, or leave the node so open, that a person should confirm
    /// the link.
    pub to_confirm: bool,
    /// The next best indicator and its score.
    pub runner_up: Option<(String, f64)>,
    /// Value of the measure, in the unit of the target.
    pub measured: Option<f64>,
    /// Where the course began.
    pub baseline: Option<f64>,
    /// The measure over all snapshots.
    pub trend: Vec<TrendBody>,
    /// What a person reported.
    pub reported: Option<ReportBody>,
}

/// A reported value.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReportBody {
    /// The value.
    pub value: f64,
    /// Day on which it held.
    pub on: String,
    /// What shows it.
    pub evidence: String,
}

/// The measure that a target is to be held to.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LinkBody {
    /// The indicator; none ties the target to nothing.
    pub indicator: Option<String>,
    /// Values of its breakdowns, by column; a column that is missing stands for all.
    #[serde(default)]
    pub by: BTreeMap<String, String>,
    /// Code of the node that it is measured for; none for the whole authority.
    #[serde(default)]
    pub node: Option<String>,
}

/// A change that a target asks for, and how far it has gone.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChangeBody {
    /// `up` or `down`.
    pub direction: String,
    /// What it asks for, in words.
    pub asked: WordsView,
    /// The value that it is measured against.
    pub base: Option<f64>,
    /// The day of that value.
    pub base_day: Option<String>,
    /// The level that it comes to.
    pub level: Option<f64>,
    /// How far it has gone in its direction, in the unit of the target.
    pub done: Option<f64>,
}

/// The text of a plan.
#[derive(ToSchema)]
#[allow(dead_code, reason = "describes a form for the document")]
pub(crate) struct PlanForm {
    /// DOCX, HTML or plain text.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

fn body(plan: &PlanStatus) -> PlanBody {
    let chapters = plan.chapters.iter();
    let targets = chapters.flat_map(|chapter| {
        let clauses = chapter.clauses.iter().flat_map(|clause| &clause.targets);
        clauses.map(|target| target_body(&chapter.heading, target))
    });
    PlanBody {
        plan: PlanHeadBody::of(&plan.plan),
        standing: (&plan.standing()).into(),
        snapshot: plan.snapshot.clone(),
        counts: named(&plan.counts),
        counts_to_confirm: named(&plan.counts_to_confirm),
        targets: targets.collect(),
    }
}

fn named(counts: &BTreeMap<Status, usize>) -> BTreeMap<String, usize> {
    let named = |(status, count): (&Status, &usize)| (status_class(*status).to_owned(), *count);
    counts.iter().map(named).collect()
}

fn change_body(target: &TargetStatus, change: &ChangeStatus) -> ChangeBody {
    let base = change.base;
    ChangeBody {
        direction: match change.direction {
            Direction::Up => "up".to_owned(),
            Direction::Down => "down".to_owned(),
        },
        asked: (&change.asked()).into(),
        base: base.map(|(_, value)| value),
        base_day: base.map(|(day, _)| day.to_string()),
        level: change.level,
        done: target.measured.and_then(|value| change.done(value)),
    }
}

fn target_body(chapter: &str, target: &TargetStatus) -> TargetBody {
    let trend = target.trend.iter().map(|point| TrendBody {
        snapshot: point.snapshot.clone(),
        day: point.day.to_string(),
        value: point.value,
    });
    let link = target.link.as_ref();
    TargetBody {
        id: target.id.clone(),
        chapter: chapter.to_owned(),
        clause: target.clause.clone(),
        sentence: target.sentence.clone(),
        object: target.object.clone(),
        comparator: target.comparator.sign().to_owned(),
        value: target.value,
        value_max: target.value_max,
        unit: target.unit.clone(),
        change: target
            .change
            .as_ref()
            .map(|change| change_body(target, change)),
        held: target.level().filter(|_| target.held.is_some()),
        due: target.due.to_string(),
        span: target.span,
        status: status_class(target.status).to_owned(),
        reason: (&target.reason).into(),
        indicator: link.map(|link| link.indicator.clone()),
        node: target.node.as_ref().map(|node| node.code.clone()),
        score: link.and_then(|link| link.score),
        to_confirm: link.is_some_and(|link| link.to_confirm),
        runner_up: link.and_then(|link| link.runner_up.clone()),
        measured: target.measured,
        baseline: target.baseline,
        trend: trend.collect(),
        reported: target.reported.as_ref().map(|one| ReportBody {
            value: one.value,
            on: one.on.to_string(),
            evidence: one.evidence.clone(),
        }),
    }
}

/// All adopted plans.
#[utoipa::path(get, path = "/api/v1/plans", tag = "plans",
    operation_id = "plans_all",
    responses((status = 200, body = Vec<PlanHeadBody>), (status = "default", body = ApiError)))]
pub(crate) async fn all(ask: Ask) -> ApiResult<Vec<PlanHeadBody>> {
    let plans = ask.web.call(App::plans).await?;
    Ok(Json(plans.iter().map(PlanHeadBody::of).collect()))
}

/// A plan with the state of every target.
#[utoipa::path(get, path = "/api/v1/plans/{id}", tag = "plans",
    operation_id = "plans_one",
    params(("id" = String, Path), ("snapshot" = Option<String>, Query)),
    responses((status = 200, body = PlanBody), (status = "default", body = ApiError)))]
pub(crate) async fn one(ask: Ask, Path(id): Path<String>) -> ApiResult<PlanBody> {
    let snapshot = ask.query("snapshot").map(str::to_owned);
    let plan = ask
        .web
        .call(move |app| app.plan_status(Some(&id), snapshot.as_deref()))
        .await?;
    Ok(Json(body(&plan)))
}

async fn plan_file(ask: &Ask, form: Multipart) -> Result<UploadedFile, Fault> {
    receive(form, &ask.web.uploads(), |_| Ok(()))
        .await?
        .take_file()
}

/// Reads a plan without adopting it: its clauses, sentences, tasks and targets.
#[utoipa::path(post, path = "/api/v1/plans/read", tag = "plans",
    operation_id = "plans_read",
    request_body(content = PlanForm, content_type = "multipart/form-data"),
    responses((status = 200, body = Object, description = "The plan as read"), (status = "default",
        body = ApiError)))]
pub(crate) async fn read(ask: Ask, form: Multipart) -> ApiResult<Plan> {
    let file = plan_file(&ask, form).await?;
    Ok(Json(
        ask.web
            .call(move |app| app.read_plan(&file.name, &read_file(&file.path)?))
            .await?,
    ))
}

/// Makes a plan the authority's.
#[utoipa::path(post, path = "/api/v1/plans", tag = "plans",
    operation_id = "plans_adopt",
    request_body(content = PlanForm, content_type = "multipart/form-data"),
    responses((status = 201, body = PlanHeadBody), (status = "default", body = ApiError)))]
pub(crate) async fn adopt(
    ask: Ask,
    form: Multipart,
) -> Result<(StatusCode, Json<PlanHeadBody>), Fault> {
    let by = ask.actor();
    let file = plan_file(&ask, form).await?;
    let work = move |app: &App| app.adopt_plan(&by, &file.name, &read_file(&file.path)?);
    let plan = ask.web.call(work).await?;
    Ok((StatusCode::CREATED, Json(PlanHeadBody::of(&plan))))
}

/// Withdraws a plan, so that the one adopted before it is the newest again.
#[utoipa::path(delete, path = "/api/v1/plans/{id}", tag = "plans",
    operation_id = "plans_withdraw",
    params(("id" = String, Path)),
    responses((status = 204, description = "It is withdrawn"), (status = "default",
        body = ApiError)))]
pub(crate) async fn withdraw(ask: Ask, Path(id): Path<String>) -> Result<StatusCode, Fault> {
    let by = ask.actor();
    let work = move |app: &App| app.withdraw_plan(&by, &id);
    ask.web.call(work).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Overrules which measure a target is held to.
#[utoipa::path(put, path = "/api/v1/plans/{id}/targets/{target}/link", tag = "plans",
    operation_id = "plans_link",
    params(("id" = String, Path), ("target" = String, Path)), request_body = LinkBody,
    responses((status = 204, description = "It is tied"), (status = "default", body = ApiError)))]
pub(crate) async fn link(
    ask: Ask,
    Path((plan, target)): Path<(String, String)>,
    Given(given): Given<LinkBody>,
) -> Result<StatusCode, Fault> {
    let by = ask.actor();
    let target = target_id(&plan, &target);
    let work = move |app: &App| {
        let columns = match &given.indicator {
            Some(name) => app.indicator(name)?.by.as_slice(),
            None => &[],
        };
        let strange = |column: &&String| columns.iter().all(|by| by.column != **column);
        if let Some(column) = given.by.keys().find(strange) {
            return Err(AppError::Fields(vec![FieldFault {
                field: format!("by.{column}"),
                text: Label::new("指标没有这一细分", "the indicator has no such breakdown"),
            }]));
        }
        let breakdown: Vec<Option<String>> = columns
            .iter()
            .map(|by| given.by.get(&by.column).cloned())
            .collect();
        let choice = LinkChoice {
            indicator: given.indicator.as_deref(),
            breakdown: &breakdown,
            node: given.node.as_deref().filter(|node| !node.is_empty()),
        };
        app.link_target(&by, &target, choice)
    };
    ask.web.call(work).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Reports a value for a target that nothing measures.
#[utoipa::path(post, path = "/api/v1/plans/{id}/targets/{target}/report", tag = "plans",
    operation_id = "plans_report",
    params(("id" = String, Path), ("target" = String, Path)), request_body = ReportBody,
    responses((status = 204, description = "It is kept"), (status = "default", body = ApiError)))]
pub(crate) async fn report(
    ask: Ask,
    Path((plan, target)): Path<(String, String)>,
    Given(given): Given<ReportBody>,
) -> Result<StatusCode, Fault> {
    let by = ask.actor();
    let target = target_id(&plan, &target);
    let on = given.on.parse().map_err(|_| Fault::bad("bad_day"))?;
    let work = move |app: &App| app.report_target(&by, &target, given.value, (on, &given.evidence));
    ask.web.call(work).await?;
    Ok(StatusCode::NO_CONTENT)
}
