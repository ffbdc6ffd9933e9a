//! What the registers of plans keep under names of the program: comparators, indicators, rules of
//! the grammar, in the reader's words.

use jixia_app::pack::Field;

use crate::ask::Ask;
use crate::terms::Value;
use crate::texts::{Words, say};

/// A value of a field in words, where its register is written by the acts of plans alone and the
/// value is a name of the program.
pub(super) fn in_words(ask: &Ask, register: &str, field: &Field, value: &Value) -> Option<String> {
    if ask.web.app().is_written_by_people(register) {
        return None;
    }
    let (words, name) = (ask.words, value.as_text()?);
    match field.name.as_str() {
        "comparator" => comparator(name, words),
        "indicator" | "runner_up" => {
            let indicator = ask.web.app().packs().indicators.get(name)?;
            Some(words.label(&indicator.label).to_owned())
        }
        "why" => words.maybe(&format!("why-{name}")),
        _ => None,
    }
}

fn comparator(sign: &str, words: Words) -> Option<String> {
    Some(match sign {
        ">=" => say!(words, "comparator-least"),
        "<=" => say!(words, "comparator-most"),
        "=" => say!(words, "comparator-equal"),
        "increase" => say!(words, "comparator-more"),
        "range" => say!(words, "comparator-between"),
        _ => return None,
    })
}
