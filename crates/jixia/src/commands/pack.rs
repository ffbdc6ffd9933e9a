//! `jixia pack check` and `jixia pack test`: packs read whole, and their stories run.

use std::path::Path;
use std::sync::Arc;

use jixia_app::casework::CaseOutcome;
use jixia_app::measure::{Mismatch, StoryOutcome};
use jixia_app::pack::{Fault, Packs};
use jixia_app::terms::{Label, counted};
use jixia_app::{AppError, check_packs};
use serde::Serialize;

use crate::session::{Session, refuse};

/// What the packs declare, in numbers.
#[derive(Serialize)]
struct Counts {
    packs: usize,
    registers: usize,
    codes: usize,
    indicators: usize,
    rules: usize,
    patterns: usize,
    processes: usize,
    stories: usize,
}

/// The result of a check for programs.
#[derive(Serialize)]
struct Checked<'a> {
    faults: &'a [Fault],
    /// None while there are faults.
    counts: Option<Counts>,
}

/// The result of a test for programs.
#[derive(Serialize)]
struct Tested<'a> {
    faults: &'a [Fault],
    passed: usize,
    failed: usize,
    stories: Vec<Told<'a>>,
}

/// How a story came out.
#[derive(Serialize)]
struct Told<'a> {
    name: &'a str,
    about: &'a str,
    file: &'a str,
    line: usize,
    passed: bool,
    differences: Vec<Difference<'a>>,
}

/// What a story expects and what was found instead.
#[derive(Serialize)]
struct Difference<'a> {
    file: &'a str,
    line: usize,
    /// The indicator; none in a story of a process.
    indicator: Option<&'a str>,
    of: Option<&'a str>,
    expected: Option<f64>,
    found: Option<f64>,
    why: Option<&'a Label>,
}

/// Reads packs whole and shows all faults, those of SQL too.
pub fn check(session: &Session, dir: Option<&Path>) -> anyhow::Result<()> {
    let packs = match read(session, dir)? {
        Ok(packs) => packs,
        Err(faults) => {
            if session.place.json {
                session.json(&Checked {
                    faults: &faults,
                    counts: None,
                })?;
            }
            return Err(too_many(faults.len()));
        }
    };
    let counts = Counts {
        packs: packs.packs.len(),
        registers: packs.registers.len(),
        codes: packs.codes.len(),
        indicators: packs.indicators.len(),
        rules: packs.rules.len(),
        patterns: packs.procedures.patterns.len(),
        processes: packs.procedures.processes.len(),
        stories: packs.stories.len() + packs.procedures.stories.len(),
    };
    if session.place.json {
        return session.json(&Checked {
            faults: &[],
            counts: Some(counts),
        });
    }
    let Counts {
        packs,
        registers,
        codes,
        indicators,
        rules,
        patterns,
        processes,
        stories,
    } = counts;
    let zh = format!(
        "{packs} 个专题包：台账 {registers}、代码表 {codes}、指标 {indicators}、规则值 {rules}、\
         模式 {patterns}、流程 {processes}、用例 {stories}"
    );
    let en = format!(
        "{packs} packs: {registers} registers, {codes} code lists, {indicators} indicators, \
         {rules} rule values, {patterns} patterns, {processes} processes, {stories} stories"
    );
    Ok(session.line(session.say(&zh, &en))?)
}

/// Runs every story and shows what does not hold.
pub fn test(session: &Session, dir: Option<&Path>) -> anyhow::Result<()> {
    let packs = match read(session, dir)? {
        Ok(packs) => packs,
        Err(faults) => {
            if session.place.json {
                session.json(&Tested {
                    faults: &faults,
                    passed: 0,
                    failed: 0,
                    stories: Vec::new(),
                })?;
            }
            return Err(too_many(faults.len()));
        }
    };
    let outcomes = jixia_app::measure::run_stories(&packs).map_err(AppError::from)?;
    let cases = jixia_app::casework::run_case_stories(&packs);
    let failed = outcomes.iter().filter(|outcome| !outcome.passed).count()
        + cases
            .iter()
            .filter(|outcome| !outcome.mismatches.is_empty())
            .count();
    let passed = outcomes.len() + cases.len() - failed;
    if session.place.json {
        session.json(&Tested {
            faults: &[],
            passed,
            failed,
            stories: outcomes
                .iter()
                .map(told)
                .chain(cases.iter().map(told_case))
                .collect(),
        })?;
    } else {
        for outcome in outcomes.iter().filter(|outcome| !outcome.passed) {
            show(session, outcome)?;
        }
        for outcome in cases
            .iter()
            .filter(|outcome| !outcome.mismatches.is_empty())
        {
            show_case(session, outcome)?;
        }
        let zh = format!("用例 {passed} 个相符，{failed} 个不符");
        let en = format!("{passed} passed, {failed} failed");
        session.line(session.say(&zh, &en))?;
    }
    if failed == 0 {
        return Ok(());
    }
    Err(refuse(
        format!("{failed} 个用例不符"),
        format!("{failed} stories do not hold"),
    ))
}

fn told(outcome: &StoryOutcome) -> Told<'_> {
    Told {
        name: &outcome.name,
        about: &outcome.about,
        file: &outcome.origin.file,
        line: outcome.origin.line,
        passed: outcome.passed,
        differences: outcome.mismatches.iter().map(difference).collect(),
    }
}

fn difference(mismatch: &Mismatch) -> Difference<'_> {
    Difference {
        file: &mismatch.origin.file,
        line: mismatch.origin.line,
        indicator: Some(&mismatch.indicator),
        of: Some(&mismatch.of),
        expected: mismatch.expected,
        found: mismatch.found,
        why: mismatch.why.as_ref(),
    }
}

fn told_case(outcome: &CaseOutcome) -> Told<'_> {
    Told {
        name: &outcome.name,
        about: &outcome.about,
        file: &outcome.origin.file,
        line: outcome.origin.line,
        passed: outcome.mismatches.is_empty(),
        differences: outcome
            .mismatches
            .iter()
            .map(|it| Difference {
                file: &outcome.origin.file,
                line: it.line,
                indicator: None,
                of: None,
                expected: None,
                found: None,
                why: Some(&it.text),
            })
            .collect(),
    }
}

fn show_case(session: &Session, outcome: &CaseOutcome) -> anyhow::Result<()> {
    session.line(format_args!("✕ {}: {}", outcome.name, outcome.about))?;
    for it in &outcome.mismatches {
        let text = it.text.text(session.language());
        session.line(format_args!(
            "  {}:{}: {text}",
            outcome.origin.file, it.line
        ))?;
    }
    Ok(())
}

fn show(session: &Session, outcome: &StoryOutcome) -> anyhow::Result<()> {
    session.line(format_args!("✕ {}: {}", outcome.name, outcome.about))?;
    for it in &outcome.mismatches {
        let none = session.say("无", "none");
        let number = |value: Option<f64>| value.map_or(none.to_owned(), |x| x.to_string());
        let (expected, found) = (number(it.expected), number(it.found));
        let zh = format!("应为 {expected}，实得 {found}");
        let en = format!("expected {expected}, found {found}");
        let why = it.why.as_ref().map(|why| why.text(session.language()));
        let why = why.map(|why| format!("{}{why}", session.say("：", ": ")));
        session.line(format_args!(
            "  {}:{}: {} {} {}{}",
            it.origin.file,
            it.origin.line,
            it.indicator,
            it.of,
            session.say(&zh, &en),
            why.unwrap_or_default()
        ))?;
    }
    Ok(())
}

/// The packs, or their faults, which are shown unless a program reads them.
fn read(session: &Session, dir: Option<&Path>) -> anyhow::Result<Result<Arc<Packs>, Vec<Fault>>> {
    let dir = dir.or(session.place.packs.as_deref());
    match check_packs(dir) {
        Ok(packs) => Ok(Ok(packs)),
        Err(AppError::Packs { faults, .. }) => {
            for fault in faults.iter().filter(|_| !session.place.json) {
                session.line(fault.line_text(session.language()))?;
            }
            Ok(Err(faults))
        }
        Err(error) => Err(error.into()),
    }
}

fn too_many(count: usize) -> anyhow::Error {
    refuse(
        format!("专题包有 {count} 处错误"),
        format!("the packs have {}", counted(count, "fault")),
    )
}
