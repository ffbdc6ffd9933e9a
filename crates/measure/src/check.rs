//! Plans the SQL of every view and indicator against empty tables and names what cannot be planned.

use std::collections::BTreeSet;
use std::sync::Arc;

use jixia_pack::{Indicator, Origin, Packs};
use jixia_terms::Day;

use crate::driver::Driver;
use crate::engine::{Prepared, Session, compile};

/// Every fault in the SQL of views, computed fields and indicators, with the file in which it stands; in order
/// of file.
pub fn check_sql(packs: &Arc<Packs>) -> Vec<(Origin, String)> {
    let packs = packs.clone();
    let checked = Driver::start().and_then(|driver| driver.run(async move { check(&packs).await }));
    let mut faults = match checked {
        Ok(faults) => faults,
        Err(error) => vec![(Origin::default(), error.to_string())],
    };
    faults.sort_by(|a, b| (&a.0.file, a.0.line, &a.1).cmp(&(&b.0.file, b.0.line, &b.1)));
    faults
}

async fn check(packs: &Packs) -> Vec<(Origin, String)> {
    // Which day makes no difference to whether a query can be planned.
    let day = Day::new(2026, 9, 1).unwrap_or(Day::EARLIEST);
    let session = match Session::open(packs, day, &BTreeSet::new(), None).await {
        Ok(session) => session,
        Err(error) => return vec![(Origin::default(), error.strip_backtrace())],
    };
    let mut faults = Vec::new();
    for (name, why) in &session.faults {
        faults.push((origin_of(packs, name), format!("`{name}`: {why}")));
    }
    let indicators: Vec<&Indicator> = packs.indicators.values().collect();
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
                fault(name, &error.strip_backtrace());
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
