//! `jixia pack explain`: what a register, indicator, code list, view or rule value is.

use std::io::Write as _;

use jixia_app::load_packs;
use jixia_app::pack::Packs;
use serde::Serialize;

use crate::output;
use crate::session::{Session, refuse};
use crate::table::Table;

/// Prints what the thing of this name is, where it is declared, and who uses it; without a name,
/// which registers there are.
pub fn run(session: &Session, name: Option<&str>) -> anyhow::Result<()> {
    let packs = load_packs(session.place.packs.as_deref())?;
    let Some(name) = name else {
        return registers(session, &packs);
    };
    let Some(explanation) = jixia_app::pack::explain(&packs, name) else {
        let near = jixia_app::pack::names_near(&packs, name).join("、");
        return Err(refuse(
            format!(
                "专题包中没有“{name}”{}",
                if near.is_empty() {
                    String::new()
                } else {
                    format!("，相近的有：{near}")
                }
            ),
            format!(
                "the packs declare no `{name}`{}",
                if near.is_empty() {
                    String::new()
                } else {
                    format!("; near: {near}")
                }
            ),
        ));
    };
    if session.place.json {
        return session.json(&explanation);
    }
    Ok(session.line(explanation.text(session.language()))?)
}

/// A register in the overview.
#[derive(Serialize)]
struct Line<'p> {
    register: &'p str,
    label: &'p str,
    pack: &'p str,
}

/// Every register by name, as `import` and `export` ask for it.
fn registers(session: &Session, packs: &Packs) -> anyhow::Result<()> {
    let all = packs.registers.values();
    let lines = all.map(|one| Line {
        register: &one.name,
        label: one.label.text(session.language()),
        pack: &one.origin.pack,
    });
    let lines: Vec<Line<'_>> = lines.collect();
    let mut out = output::buffered();
    Table {
        header: &["register", "label", "pack"],
        items: &lines,
        cells: &|line: &Line<'_>| {
            [line.register, line.label, line.pack]
                .map(str::to_owned)
                .to_vec()
        },
    }
    .print(session.format(None), &mut out)?;
    out.flush()?;
    Ok(())
}
