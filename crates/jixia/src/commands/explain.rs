//! `jixia pack explain`: what a register, indicator, code list, view or rule value is.

use jixia_app::load_packs;

use crate::session::{Session, refuse};

/// Prints what the thing of this name is, where it is declared, and who uses it.
pub fn run(session: &Session, name: &str) -> anyhow::Result<()> {
    let packs = load_packs(session.place.packs.as_deref())?;
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
