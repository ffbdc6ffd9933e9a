//! `jixia pack check` and `jixia pack test`: packs read whole, and their stories run.

use std::path::Path;
use std::sync::Arc;

use jixia_app::pack::{Fault, Packs};
use jixia_app::terms::Language;
use jixia_app::{AppError, load_packs};

use crate::session::{Session, refuse};

/// Reads packs whole and shows all faults, those of SQL too.
pub fn check(session: &Session, dir: Option<&Path>) -> anyhow::Result<()> {
    let packs = Arc::new(read(session, dir)?);
    let faults = jixia_app::measure::check_sql(&packs);
    for (origin, said) in &faults {
        let fault = Fault::sql(origin, said);
        println!("{}", fault.line_text(session.language()));
    }
    if !faults.is_empty() {
        return Err(too_many(faults.len()));
    }
    let [count, registers, codes, indicators, rules, stories] = [
        packs.packs.len(),
        packs.registers.len(),
        packs.codes.len(),
        packs.indicators.len(),
        packs.rules.len(),
        packs.stories.len(),
    ];
    let zh = format!(
        "{count} 个专题包：台账 {registers}、代码表 {codes}、指标 {indicators}、\
         规则值 {rules}、用例 {stories}"
    );
    let en = format!(
        "{count} packs: {registers} registers, {codes} code lists, {indicators} indicators, \
         {rules} rule values, {stories} stories"
    );
    println!("{}", session.say(&zh, &en));
    Ok(())
}

/// Runs every story and shows what does not hold.
pub fn test(session: &Session, dir: Option<&Path>) -> anyhow::Result<()> {
    let packs = Arc::new(read(session, dir)?);
    let outcomes = jixia_app::measure::run_stories(&packs).map_err(AppError::from)?;
    let failed: Vec<_> = outcomes.iter().filter(|outcome| !outcome.passed).collect();
    for outcome in &failed {
        println!("✕ {}: {}", outcome.name, outcome.about);
        for mismatch in &outcome.mismatches {
            let place = format!("{}:{}", mismatch.origin.file, mismatch.origin.line);
            let number = |value: Option<f64>| value.map_or("none".to_owned(), |x| x.to_string());
            let (expected, found) = (number(mismatch.expected), number(mismatch.found));
            let why = mismatch.why.as_deref().unwrap_or_default();
            println!(
                "  {place}: {} {}: {expected} ≠ {found} {why}",
                mismatch.indicator, mismatch.of
            );
        }
    }
    let passed = outcomes.len() - failed.len();
    println!("{passed} passed, {} failed", failed.len());
    if failed.is_empty() {
        return Ok(());
    }
    Err(refuse(
        format!("{} 个用例不符", failed.len()),
        format!("{} stories do not hold", failed.len()),
    ))
}

fn read(session: &Session, dir: Option<&Path>) -> anyhow::Result<Packs> {
    let dir = dir.or(session.place.packs.as_deref());
    match load_packs(dir) {
        Ok(packs) => Ok(packs),
        Err(AppError::Packs(faults)) => {
            show(session.language(), &faults);
            Err(too_many(faults.len()))
        }
        Err(error) => Err(error.into()),
    }
}

fn too_many(count: usize) -> anyhow::Error {
    refuse(
        format!("专题包有 {count} 处错误"),
        format!("the packs have {count} faults"),
    )
}

fn show(language: Language, faults: &[Fault]) {
    for fault in faults {
        println!("{}", fault.line_text(language));
    }
}
