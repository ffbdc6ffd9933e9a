//! Splits and mergers 分立与合并 of nodes, told by the rows of a register: `[successions]`.

use serde::Serialize;

use crate::check::typed;
use crate::model::{FieldKind, OrgSource, Packs, Register};
use crate::read::known_field;
use crate::read::table::Table;
use crate::sink::{Sink, what};

/// How the rows of a register say that nodes are split and merged from a day on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Successions {
    /// Field with the node that changes: what was merged away, or was split off.
    pub node: String,
    /// Field with the first day of the new state.
    pub day: String,
    /// Field with the other node: into which it was merged, or from which it was split.
    pub other: String,
    /// Field with the code that says which of the two it was.
    pub act: String,
    /// Its codes for a split.
    pub split: Vec<String>,
    /// Its codes for a merger.
    pub merge: Vec<String>,
}

const KEYS: [&str; 6] = ["node", "day", "other", "act", "split", "merge"];

pub(crate) fn read(table: &Table<'_>, sink: &mut Sink) -> Option<Successions> {
    let table = table.maybe_table("successions", &KEYS, sink)?;
    table.require("split", sink);
    table.require("merge", sink);
    Some(Successions {
        node: table.text("node", sink),
        day: table.text("day", sink),
        other: table.text("other", sink),
        act: table.text("act", sink),
        split: table.texts("split", sink),
        merge: table.texts("merge", sink),
    })
}

pub(crate) fn check(packs: &Packs, register: &Register, sink: &mut Sink) {
    let Some(it) = &register.successions else {
        return;
    };
    let is_node = |kind: &FieldKind| match kind {
        FieldKind::Org => true,
        FieldKind::Reference(to) => packs
            .registers
            .get(to)
            .is_none_or(|to| to.org == OrgSource::SelfNode),
        _ => false,
    };
    let is_day = |kind: &FieldKind| *kind == FieldKind::Day;
    let is_code = |kind: &FieldKind| matches!(kind, FieldKind::Code(_));
    typed(
        register,
        ("successions.node", &it.node),
        ("org", is_node),
        sink,
    );
    typed(
        register,
        ("successions.other", &it.other),
        ("org", is_node),
        sink,
    );
    typed(
        register,
        ("successions.day", &it.day),
        ("day", is_day),
        sink,
    );
    typed(
        register,
        ("successions.act", &it.act),
        ("code", is_code),
        sink,
    );
    let field = known_field(register, &it.act, "successions.act", sink);
    let Some(list) = field.and_then(|field| packs.code_list(field)) else {
        return;
    };
    let values: Vec<&str> = list.codes.iter().map(|code| code.value.as_str()).collect();
    for (key, words) in [("split", &it.split), ("merge", &it.merge)] {
        for word in words.iter().filter(|word| !values.contains(&word.as_str())) {
            let name = &list.name;
            let text = say!(
                "代码表“{name}”没有代码“{word}”",
                "the code list `{name}` has no code `{word}`"
            );
            let fault = what("unknown_code", text).near_or_list(word, &values);
            sink.add(&register.origin.file, &format!("successions.{key}"), fault);
        }
    }
}
