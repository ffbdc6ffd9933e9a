//! Plans the SQL of every view and indicator against empty tables and names what cannot be planned.

use std::collections::BTreeSet;
use std::sync::Arc;

use jixia_pack::{Indicator, Origin, Packs};
use jixia_terms::Day;

use crate::driver::Driver;
use crate::engine::{Opening, Prepared, Session, compile, said};
use crate::error::MeasureError;

/// What is wrong, and where.
type Fault = (Origin, String);

/// Every fault in the SQL of views, computed fields and indicators, with the file in which it
/// stands; in order of file.
pub fn check_sql(packs: &Arc<Packs>) -> Vec<(Origin, String)> {
    let packs = packs.clone();
    let checked = Driver::start()
        .and_then(|driver| {
            let threads = driver.threads();
            driver.run(async move { check_all(packs, threads).await })
        })
        .map_err(MeasureError::from);
    match checked.flatten() {
        Ok(faults) => faults.into_iter().collect(),
        Err(error) => vec![(Origin::default(), error.to_string())],
    }
}

/// Checks a share of the indicators on each thread.
async fn check_all(packs: Arc<Packs>, threads: usize) -> Result<Vec<Fault>, MeasureError> {
    let names: Vec<String> = packs.indicators.keys().cloned().collect();
    let size = names.len().div_ceil(threads.max(1)).max(1);
    let mut running = vec![tokio::spawn(check(packs.clone(), None))];
    for share in names.chunks(size) {
        running.push(tokio::spawn(check(packs.clone(), Some(share.to_vec()))));
    }
    let mut faults = Vec::new();
    for share in running {
        faults.extend(share.await.map_err(MeasureError::engine)?);
    }
    let key = |(origin, fault): &Fault| (origin.file.clone(), origin.line, fault.clone());
    faults.sort_by_cached_key(key);
    faults.dedup();
    Ok(faults)
}

/// Faults of these indicators; without names, of all views and computed fields.
async fn check(packs: Arc<Packs>, names: Option<Vec<String>>) -> Vec<Fault> {
    // Which day makes no difference to whether a query can be planned.
    let day = Day::new(2026, 9, 1).unwrap_or(Day::EARLIEST);
    let share: Option<BTreeSet<String>> = names.map(|names| names.into_iter().collect());
    let wanted = |name: &str| share.as_ref().is_some_and(|share| share.contains(name));
    let indicators = packs
        .indicators
        .values()
        .filter(|indicator| wanted(&indicator.name));
    let indicators: Vec<&Indicator> = indicators.collect();
    let read = share.as_ref().map(|_| indicators.as_slice());
    let session = match Session::open(&packs, &Opening::quick(day, read)).await {
        Ok(session) => session,
        Err(error) => return vec![(Origin::default(), said(&error))],
    };
    let mut faults = Vec::new();
    for (name, why) in &session.faults {
        let why = session.explained(why);
        faults.push((origin_of(&packs, name), format!("`{name}`: {why}")));
    }
    let (passes, refused) = compile(&session, &indicators).await;
    let mut fault = |name: &str, why: &str| {
        let origin = packs
            .indicators
            .get(name)
            .map(|indicator| indicator.origin.clone());
        faults.push((origin.unwrap_or_default(), format!("`{name}`: {why}")));
    };
    for (name, why) in refused {
        fault(&name, &session.explained(&why));
    }
    for pass in passes {
        if let Err(error) = Prepared::new(&session, &pass.plan).await {
            for name in pass.indicators() {
                fault(name, &said(&error));
            }
        }
    }
    faults
}

/// Where a view, or a computed field (`register.field`), is declared.
fn origin_of(packs: &Packs, name: &str) -> Origin {
    if let Some(view) = packs.views.get(name) {
        return view.origin.clone();
    }
    let (register, field) = name.split_once('.').unwrap_or((name, ""));
    let register = packs.registers.get(register);
    let field = register.and_then(|register| register.field(field));
    field.map(|field| field.origin.clone()).unwrap_or_default()
}
