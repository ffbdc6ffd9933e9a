//! `jixia process list` and `jixia process show`: the processes of the packs, and of one its
//! states, moves, people, limits, diagram and who may what.

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
            (
                format!("，是否“{near}”？"),
                format!("; did you mean `{near}`?"),
            )
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
    let words = Words {
        packs: &packs,
        process,
    };
    limits(session, &words)?;
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
            roles = if roles.is_empty() {
                named.to_owned()
            } else {
                format!("{roles} · {named}")
            };
        }
        let at = person
            .at
            .as_ref()
            .map(|at| format!(" @ {at}"))
            .unwrap_or_default();
        session.line(format_args!("  {label} {}: {roles}{at}", person.name))?;
    }
    Ok(session.line("")?)
}

fn limits(session: &Session, words: &Words<'_>) -> anyhow::Result<()> {
    let language = session.language();
    session.line(session.say("期限", "Limits"))?;
    for limit in &words.process.limits {
        let state = words
            .process
            .state(&limit.state)
            .map(|state| state.label.text(language));
        let state = state.unwrap_or(&limit.state);
        let told = words.limit(limit);
        let sep = session.say("；", "; ");
        let told: Vec<&str> = told.iter().map(|part| part.text(language)).collect();
        session.line(format_args!("  {state}: {}", told.join(sep)))?;
    }
    Ok(session.line("")?)
}

/// Puts limits into words.
struct Words<'p> {
    packs: &'p Packs,
    process: &'p Process,
}

impl Words<'_> {
    fn limit(&self, limit: &Limit) -> Vec<Label> {
        let mut told = vec![self.within(limit)];
        for span in &limit.remind {
            let Label { zh, en } = self.span(span);
            told.push(say!("提前 {zh}提醒", "reminded {en} before"));
        }
        for step in &limit.escalate {
            let Label { zh, en } = self.span(&step.after);
            let people = step.tell.iter().map(|name| {
                let person = self.process.person(name).map(|person| person.label.clone());
                person.unwrap_or_else(|| Label::new(name, name))
            });
            let (tell_zh, tell_en): (Vec<_>, Vec<_>) = people.map(|it| (it.zh, it.en)).unzip();
            let (tell_zh, tell_en) = (tell_zh.join("、"), tell_en.join(", "));
            told.push(if step.after.amount == Amount::Fixed(0) {
                say!("到期告知{tell_zh}", "when late, told to: {tell_en}")
            } else {
                say!("逾期 {zh}告知{tell_zh}", "{en} late, told to: {tell_en}")
            });
        }
        let act = limit
            .then
            .as_ref()
            .and_then(|act| self.process.find_move(act));
        if let Some(Label { zh, en }) = act.map(|one| &one.label) {
            told.push(say!("到期自动“{zh}”", "then made by time: {en}"));
        }
        told
    }

    fn within(&self, limit: &Limit) -> Label {
        let register = self.packs.registers.get(&self.process.record);
        let field = |name: &str| register.and_then(|register| register.field(name));
        let label = |name: &str| {
            field(name).map_or_else(|| Label::new(name, name), |field| field.label.clone())
        };
        match &limit.within {
            Within::Span(span) => self.span(span),
            Within::Until(name) => {
                let Label { zh, en } = label(name);
                say!("到“{zh}”当日", "until the day in `{en}`")
            }
            Within::By(name, spans) => {
                let codes = field(name).and_then(|field| self.packs.code_list(field));
                let codes = codes.map(|list| list.codes.as_slice()).unwrap_or_default();
                let each = codes.iter().filter_map(|code| {
                    let span = self.span(spans.get(&code.value)?);
                    let (zh, en) = (&code.label.zh, &code.label.en);
                    Some((format!("{zh} {}", span.zh), format!("{en} {}", span.en)))
                });
                let (each_zh, each_en): (Vec<_>, Vec<_>) = each.unzip();
                let (each_zh, each_en) = (each_zh.join("、"), each_en.join(", "));
                let Label { zh, en } = label(name);
                say!("按“{zh}”：{each_zh}", "by `{en}`: {each_en}")
            }
        }
    }

    /// A stretch; of one that a rule value sets, with its newest value.
    fn span(&self, span: &Span) -> Label {
        let (amount, rule) = match &span.amount {
            Amount::Fixed(count) => (count.to_string(), None),
            Amount::Rule(name) => {
                let newest = self.packs.rules.get(name).and_then(|rule| rule.from.last());
                (
                    newest.map_or_else(|| "—".to_owned(), |it| it.value.to_string()),
                    Some(name),
                )
            }
        };
        let one = amount == "1";
        let Label { zh, en } = match span.unit {
            SpanUnit::Days if one => say!("1 天", "1 day"),
            SpanUnit::Days => say!("{amount} 天", "{amount} days"),
            SpanUnit::WorkingDays if one => say!("1 个工作日", "1 working day"),
            SpanUnit::WorkingDays => say!("{amount} 个工作日", "{amount} working days"),
            SpanUnit::Hours => say!("{amount} 小时", "{amount} hours"),
        };
        match rule {
            Some(name) => say!("{zh}（规则值 {name}）", "{en} (rule value {name})"),
            None => Label { zh, en },
        }
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
    let heads: Vec<&str> = matrix
        .people
        .iter()
        .map(|(_, label)| label.text(language))
        .collect();
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
