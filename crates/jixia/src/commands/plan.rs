//! `jixia plan read|adopt|list|withdraw|status`: the annual plan as a tree with targets, adopted,
//! withdrawn, and how it stands.

use std::io::Write;
use std::path::Path;

use jixia_app::plan_text::{self, Plan, Target};
use jixia_app::terms::{Language, counted};
use jixia_app::{
    AppError, Comparator, Direction, Link, PlanHead, PlanStatus, Source, TargetStatus,
};

use crate::args::TableFormat;
use crate::output;
use crate::session::Session;
use crate::table::Table;

/// Reads a plan and prints its tree, or with `--json` one object a line for each target.
pub fn read(session: &Session, file: &Path) -> anyhow::Result<()> {
    let (name, bytes) = contents(file)?;
    let plan = plan_text::read(&name, &bytes).map_err(AppError::from)?;
    let mut out = output::buffered();
    if session.place.json {
        for target in &plan.targets {
            serde_json::to_writer(&mut out, target)?;
            out.write_all(b"\n")?;
        }
    } else {
        print_tree(&plan, session.language(), &mut out)?;
    }
    out.flush()?;
    session.note(
        &format!(
            "{} 个条目，{} 项目标",
            plan.clauses.len(),
            plan.targets.len()
        ),
        &format!(
            "{}, {}",
            counted(plan.clauses.len(), "clause"),
            counted(plan.targets.len(), "target")
        ),
    );
    Ok(())
}

/// Adopts a plan and prints how its targets are linked.
pub fn adopt(session: &Session, file: &Path, without_targets: bool) -> anyhow::Result<()> {
    let (file_name, bytes) = contents(file)?;
    let app = session.open()?;
    if let Some(old) = app.replaced_by(&app.read_plan(&file_name, &bytes)?)? {
        session.note(
            &format!(
                "“{}”（{} 年）于 {} 采用过，由这次的文本替换",
                old.title, old.year, old.adopted
            ),
            &format!(
                "`{}` ({}), adopted on {}, is replaced by this text",
                old.title, old.year, old.adopted
            ),
        );
    }
    let head = if without_targets {
        app.adopt_without_targets(&session.actor(), &file_name, &bytes)?
    } else {
        app.adopt_plan(&session.actor(), &file_name, &bytes)?
    };
    session.note(
        &format!("已采用“{}”（{} 年）", head.title, head.year),
        &format!("adopted `{}` ({})", head.title, head.year),
    );
    let status = app.plan_status(Some(&head.id), None)?;
    let standing = status.standing();
    session.note(&standing.zh, &standing.en);
    let unsure = status.to_confirm();
    if unsure > 0 {
        session.note(
            &format!("{unsure} 项目标的对应指标待确认，见状态栏的标注"),
            &format!(
                "{} to be confirmed, as marked beside the status",
                counted(unsure, "link")
            ),
        );
    }
    print_status(session, &status, None)
}

/// Prints the adopted plans, a line a plan.
pub fn list(session: &Session) -> anyhow::Result<()> {
    let plans = session.open_kept()?.plans()?;
    let mut out = output::buffered();
    let format = session.format(None);
    let table = Table {
        header: match (format, session.language()) {
            (TableFormat::Table, Language::Chinese) => &["编号", "年度", "采用日", "标题"],
            _ => &["id", "year", "adopted", "title"],
        },
        items: &plans,
        cells: &|plan: &PlanHead| {
            vec![
                plan.id.clone(),
                plan.year.to_string(),
                plan.adopted.to_string(),
                plan.title.clone(),
            ]
        },
    };
    table.print(format, &mut out)?;
    out.flush()?;
    session.note(
        &format!("已采用 {} 份计划", plans.len()),
        &format!("{} adopted", counted(plans.len(), "plan")),
    );
    Ok(())
}

/// Withdraws a plan and says which one is current now.
pub fn withdraw(session: &Session, plan: &str) -> anyhow::Result<()> {
    let app = session.open_kept()?;
    let head = app.withdraw_plan(&session.actor(), plan)?;
    let (mut zh, mut en) = ("没有其他计划".to_owned(), "there is no other".to_owned());
    if let Some(now) = app.current_plan()? {
        zh = format!("当前计划为“{}”（{} 年）", now.title, now.year);
        en = format!("the plan is now `{}` ({})", now.title, now.year);
    }
    session.note(
        &format!("已撤下“{}”；{zh}", head.title),
        &format!("withdrew `{}`; {en}", head.title),
    );
    Ok(())
}

/// Prints how each target stands, a line a target.
pub fn status(
    session: &Session,
    plan: Option<&str>,
    snapshot: Option<&str>,
    format: Option<TableFormat>,
) -> anyhow::Result<()> {
    let status = session.open_kept()?.plan_status(plan, snapshot)?;
    print_status(session, &status, format)
}

fn print_status(
    session: &Session,
    status: &PlanStatus,
    format: Option<TableFormat>,
) -> anyhow::Result<()> {
    let targets: Vec<&TargetStatus> = status.targets().collect();
    let (language, format) = (session.language(), session.format(format));
    let mut out = output::buffered();
    let table = Table {
        header: &header(language, format),
        items: &targets,
        cells: &|target: &&TargetStatus| cells(target, language, format),
    };
    table.print(format, &mut out)?;
    out.flush()?;
    let counts = status.counts.iter().filter(|(_, count)| **count > 0);
    let counts: Vec<_> = counts
        .map(|(standing, count)| {
            let unsure = status.counts_to_confirm.get(standing).copied();
            let unsure = unsure.filter(|unsure| *unsure > 0);
            let unsure = unsure.map(|unsure| match language {
                Language::Chinese => format!("（其中待确认 {unsure}）"),
                Language::English => format!(" ({unsure} to be confirmed)"),
            });
            let label = standing.label();
            format!(
                "{} {count}{}",
                label.text(language),
                unsure.unwrap_or_default()
            )
        })
        .collect();
    session.note(
        &format!("{} 项目标：{}", targets.len(), counts.join("，")),
        &format!(
            "{}: {}",
            counted(targets.len(), "target"),
            counts.join(", ")
        ),
    );
    Ok(())
}

/// Names of the columns for programs, and what they are called in a table.
const COLUMNS: [(&str, &str, &str); 13] = [
    ("id", "编号", "id"),
    ("status", "状态", "status"),
    ("object", "对象", "object"),
    ("goal", "目标", "goal"),
    ("measured", "实测", "measured"),
    ("source", "来源", "source"),
    ("indicator", "指标", "indicator"),
    ("node", "组织节点", "node"),
    ("breakdown", "分组", "breakdown"),
    ("due", "期限", "due"),
    ("score", "匹配分", "score"),
    ("runner_up", "次选指标", "runner-up"),
    ("reason", "理由", "reason"),
];

/// The header of a printed table in the language chosen, of a file by name of column.
fn header(language: Language, format: TableFormat) -> [&'static str; 13] {
    COLUMNS.map(|(name, zh, en)| match (format, language) {
        (TableFormat::Table, Language::Chinese) => zh,
        (TableFormat::Table, Language::English) => en,
        _ => name,
    })
}

fn cells(target: &TargetStatus, language: Language, format: TableFormat) -> Vec<String> {
    let link = target.link.as_ref();
    let parts = link.map(|link| link.breakdown.iter().flatten().cloned().collect::<Vec<_>>());
    let node = target.node.as_ref();
    let runner_up = link.and_then(|link| link.runner_up.as_ref());
    let source = source(target.source, language, format);
    let mut status = target.status.label().text(language).to_owned();
    if let Some(mark) = link.and_then(Link::mark) {
        status = match language {
            Language::Chinese => format!("{status}（{}）", mark.zh),
            Language::English => format!("{status} ({})", mark.en),
        };
    }
    vec![
        target.id.clone(),
        status,
        target.object.clone(),
        match format {
            TableFormat::Table => goal(target, language),
            _ => signed_goal(target),
        },
        measured(target, language, format),
        source.to_owned(),
        link.map(|link| link.indicator.clone()).unwrap_or_default(),
        node.map(|node| node.name.clone()).unwrap_or_default(),
        parts.unwrap_or_default().join(" "),
        target.due.to_string(),
        link.and_then(|link| link.score)
            .map(short)
            .unwrap_or_default(),
        runner_up
            .map(|(name, score)| format!("{name} {}", short(*score)))
            .unwrap_or_default(),
        target.reason.text(language).to_owned(),
    ]
}

fn source(source: Source, language: Language, format: TableFormat) -> &'static str {
    let (name, zh, en) = match source {
        Source::Measured => ("measured", "实测", "measured"),
        Source::Reported => ("reported", "填报", "reported"),
        Source::NoData => ("no_data", "无", "none"),
    };
    match (format, language) {
        (TableFormat::Table, Language::Chinese) => zh,
        (TableFormat::Table, Language::English) => en,
        _ => name,
    }
}

/// A comparison as people say it.
fn compared(comparator: Comparator, language: Language) -> &'static str {
    let (zh, en) = match comparator {
        Comparator::AtLeast => ("不少于", "at least"),
        Comparator::AtMost => ("不超过", "at most"),
        Comparator::Equal => ("等于", "exactly"),
        Comparator::Increase => ("增加", "up by"),
        Comparator::Range => ("介于", "between"),
    };
    match language {
        Language::Chinese => zh,
        Language::English => en,
    }
}

/// The goal for people: `不少于 85%`, `减少 20 人`, `不少于 07:50`.
fn goal(target: &TargetStatus, language: Language) -> String {
    if let Some(change) = &target.change {
        return change.asked().text(language).to_owned();
    }
    let unit = target.level_unit().unwrap_or_default();
    match (target.level(), target.value_max) {
        (None, _) => target.by.clone().unwrap_or_default(),
        (Some(low), Some(high)) => format!("{}–{}", number(low, unit), with_unit(high, unit)),
        (Some(value), None) => {
            let said = compared(target.level_comparator(), language);
            format!("{said} {}", with_unit(value, unit))
        }
    }
}

/// The goal for programs, by sign and number: `>= 85%`, `decrease 20人`.
fn signed_goal(target: &TargetStatus) -> String {
    let (unit, sign) = match &target.change {
        Some(change) => (
            change.unit.as_str(),
            match change.direction {
                Direction::Up => "increase",
                Direction::Down => "decrease",
            },
        ),
        None => (
            target.level_unit().unwrap_or_default(),
            target.comparator.sign(),
        ),
    };
    let level = match &target.change {
        Some(change) => Some(change.by),
        None => target.level(),
    };
    match (level, target.value_max) {
        (None, _) => target.by.clone().unwrap_or_default(),
        (Some(low), Some(high)) => format!("{}–{}", number(low, unit), with_unit(high, unit)),
        (Some(value), None) => format!("{sign} {}", with_unit(value, unit)),
    }
}

/// What is measured or reported, with how far a change has gone.
fn measured(target: &TargetStatus, language: Language, format: TableFormat) -> String {
    let reported = target.reported.as_ref().map(|reported| reported.value);
    let unit = target.level_unit().unwrap_or_default();
    let value = target
        .measured
        .or(reported)
        .map(|value| number(value, unit));
    let moved = target.moved().filter(|_| format == TableFormat::Table);
    match (value, moved) {
        (Some(value), Some(moved)) => match language {
            Language::Chinese => format!("{value}（{}）", moved.zh),
            Language::English => format!("{value} ({})", moved.en),
        },
        (value, _) => value.unwrap_or_default(),
    }
}

/// A number in this unit; minutes of a time of day as a clock shows them.
fn number(value: f64, unit: &str) -> String {
    if is_clock(unit) {
        let minutes = value.round();
        format!("{:02}:{:02}", (minutes / 60.0).floor(), minutes % 60.0)
    } else {
        short(value)
    }
}

fn with_unit(value: f64, unit: &str) -> String {
    let shown = if is_clock(unit) { "" } else { unit };
    format!("{}{shown}", number(value, unit))
}

fn is_clock(unit: &str) -> bool {
    unit.contains("时刻")
}

fn short(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn print_tree(plan: &Plan, language: Language, out: &mut dyn Write) -> std::io::Result<()> {
    if !plan.title.is_empty() {
        writeln!(out, "{}", plan.title)?;
    }
    for clause in &plan.clauses {
        let indent = "  ".repeat(usize::from(clause.level));
        let number = clause.number.as_deref().unwrap_or_default();
        let named = clause.number.is_some() || !clause.heading.is_empty();
        if named {
            writeln!(out, "{indent}{number}{}  [{}]", clause.heading, clause.id)?;
        } else if plan.clauses.len() > 1 {
            writeln!(out, "{indent}前言  [{}]", clause.id)?;
        }
        let targets = clause.targets.iter().filter_map(|&at| plan.targets.get(at));
        for target in targets {
            writeln!(out, "{indent}  ◎ {}", target_text(target, language))?;
        }
        for task in &clause.tasks {
            writeln!(out, "{indent}  · {}", task.text)?;
        }
    }
    Ok(())
}

fn target_text(target: &Target, language: Language) -> String {
    let unit = target.unit.as_deref().unwrap_or_default();
    let change = target.change.as_ref().map(|change| change.direction);
    let said = match (change, language) {
        (Some(Direction::Down), Language::Chinese) => "减少",
        (Some(Direction::Down), Language::English) => "down by",
        (Some(Direction::Up), _) => compared(Comparator::Increase, language),
        (None, _) => compared(target.comparator, language),
    };
    let value = match (target.value, target.value_max) {
        (Some(low), Some(high)) => format!("{}–{}", number(low, unit), with_unit(high, unit)),
        (Some(value), None) => format!("{said} {}", with_unit(value, unit)),
        (None, _) => String::new(),
    };
    let by = target
        .by
        .as_deref()
        .map(|by| format!(" ⏱ {by}"))
        .unwrap_or_default();
    format!("{} {value}{by}", target.object)
}

fn contents(file: &Path) -> Result<(String, Vec<u8>), AppError> {
    let bytes = std::fs::read(file).map_err(|error| AppError::File {
        path: file.to_owned(),
        error,
    })?;
    let name = file
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    Ok((name, bytes))
}
