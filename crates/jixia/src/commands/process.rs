//! `jixia process list` and `jixia process show`: the processes of the packs, and of one its states,
//! moves, people, limits, diagram and who may what.

use jixia_app::casework::{Cell, Matrix, matrix, mermaid, text_diagram};
use jixia_app::load_packs;
use jixia_app::pack::{Amount, Limit, Packs, Process, Span, SpanUnit, Within, nearest};
use jixia_app::terms::{Label, say};
use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use crate::session::{Session, refuse};

/// A process for programs.
#[derive(Serialize)]
struct Shown<'p> {
    process: &'p Process,
    /// The diagram in the language of Mermaid.
    diagram: String,
    matrix: Matrix,
}

/// Prints the processes, a line each.
pub fn list(session: &Session) -> anyhow::Result<()> {
    let packs = load_packs(session.place.packs.as_deref())?;
    let processes = packs.procedures.processes.values();
    for process in processes {
        if session.place.json {
            session.json(process)?;
        } else {
            let label = process.label.text(session.language());
            session.line(format_args!("{}  {label}", process.name))?;
        }
    }
    Ok(())
}

/// Prints one process.
pub fn show(session: &Session, name: &str) -> anyhow::Result<()> {
    let packs = load_packs(session.place.packs.as_deref())?;
    let processes = &packs.procedures.processes;
    let labelled = || processes.values().find(|process| process.label.zh == name);
    let Some(process) = processes.get(name).or_else(labelled) else {
        let near = nearest(name, processes.keys().map(String::as_str));
        let (zh, en) = near.map_or_else(Default::default, |near| {
            (format!("，是否“{near}”？"), format!("; did you mean `{near}`?"))
        });
        return Err(refuse(
            format!("专题包中没有流程“{name}”{zh}"),
            format!("the packs declare no process `{name}`{en}"),
        ));
    };
    let language = session.language();
    if session.place.json {
        return session.json(&Shown {
            process,
            diagram: mermaid(process, language),
            matrix: matrix(&packs, process),
        });
    }
    let (label, doc) = (process.label.text(language), process.doc.text(language));
    session.line(format_args!("{label} {}\n{doc}\n", process.name))?;
    people(session, process)?;
    limits(session, process)?;
    session.line(session.say("流程", "Ways"))?;
    session.line(text_diagram(&packs, process, language))?;
    may(session, &packs, process)
}

fn people(session: &Session, process: &Process) -> anyhow::Result<()> {
    let language = session.language();
    session.line(session.say("参与人", "People"))?;
    for person in &process.people {
        let label = person.label.text(language);
        let mut roles = person.roles.join(", ");
        if person.is_named {
            let named = session.say("由办理时指定", "named in a move");
            roles = if roles.is_empty() { named.to_owned() } else { format!("{roles} · {named}") };
        }
        let at = person.at.as_ref().map(|at| format!(" @ {at}")).unwrap_or_default();
        session.line(format_args!("  {label} {}: {roles}{at}", person.name))?;
    }
    Ok(session.line("")?)
}

fn limits(session: &Session, process: &Process) -> anyhow::Result<()> {
    let language = session.language();
    session.line(session.say("期限", "Limits"))?;
    for limit in &process.limits {
        let state = process.state(&limit.state).map(|state| state.label.text(language));
        let state = state.unwrap_or(&limit.state);
        let mut told = within(limit).text(language).to_owned();
        for span in &limit.remind {
            let span = span_text(span);
            told += say!("；提前{span}提醒", "; reminded {span} before").text(language);
        }
        for step in &limit.escalate {
            let (after, tell) = (span_text(&step.after), step.tell.join("、"));
            told += say!("；逾期{after}告知 {tell}", "; {after} late: {tell} are told").text(language);
        }
        if let Some(then) = &limit.then {
            let act = process.find_move(then).map(|one| one.label.clone());
            let act = act.unwrap_or_else(|| Label::new(then, then));
            told += say!("；到期自动“{act}”", "; then time makes it").text(language);
        }
        session.line(format_args!("  {state}: {told}"))?;
    }
    Ok(session.line("")?)
}

fn within(limit: &Limit) -> Label {
    match &limit.within {
        Within::Span(span) => span_text(span),
        Within::Until(field) => say!("到“{field}”当日", "until the day in `{field}`"),
        Within::By(field, spans) => {
            let each = |zh: bool| {
                let each = spans.iter().map(|(value, span)| {
                    let span = span_text(span);
                    format!("{value} {}", if zh { span.zh } else { span.en })
                });
                each.collect::<Vec<_>>().join(if zh { "、" } else { ", " })
            };
            let (zh, en) = (each(true), each(false));
            say!("按“{field}”：{zh}", "by `{field}`: {en}")
        }
    }
}

fn span_text(span: &Span) -> Label {
    let amount = match &span.amount {
        Amount::Fixed(count) => count.to_string(),
        Amount::Rule(name) => format!("rule {name}"),
    };
    match span.unit {
        SpanUnit::Days => say!("{amount} 天", "{amount} days"),
        SpanUnit::WorkingDays => say!("{amount} 个工作日", "{amount} working days"),
        SpanUnit::Hours => say!("{amount} 小时", "{amount} hours"),
    }
}

/// Who may what: ● may, ◐ may unless they did what another person has to do.
fn may(session: &Session, packs: &Packs, process: &Process) -> anyhow::Result<()> {
    let language = session.language();
    let matrix = matrix(packs, process);
    session.line(session.say(
        "权限（● 可办，◐ 可办但须与前一步不同人）",
        "Who may what (● may, ◐ may, but not who did the step before)",
    ))?;
    let labels = matrix.rows.iter().map(|row| row.label.text(language));
    let width = labels.map(UnicodeWidthStr::width).max().unwrap_or(0);
    let blank = |text: &str, width: usize| " ".repeat(width.saturating_sub(text.width()));
    let heads: Vec<&str> = matrix.people.iter().map(|(_, label)| label.text(language)).collect();
    session.line(format_args!("  {}  {}", blank("", width), heads.join("  ")))?;
    for row in &matrix.rows {
        let label = row.label.text(language);
        let mut line = format!("  {label}{}", blank(label, width));
        for (cell, head) in row.cells.iter().zip(&heads) {
            let mark = match cell {
                Cell::No => "·",
                Cell::Yes => "●",
                Cell::Other => "◐",
            };
            line += &format!("  {mark}{}", blank(mark, head.width()));
        }
        session.line(line.trim_end())?;
    }
    Ok(())
}
