//! Explains a role: where it is held, and what may be seen and done by it.

use std::collections::BTreeSet;

use jixia_terms::Label;

use crate::explain::{Explanation, Part, blank, fact};
use crate::model::{Packs, Sealed};
use crate::role::{Held, Registers, Role};

/// The roles of this name or label.
pub(crate) fn roles_named(packs: &Packs, name: &str) -> Vec<Explanation> {
    let named = |role: &&Role| role.name == name || role.label.zh == name;
    let roles = packs.roles.values().filter(named);
    roles.map(|role| explained(packs, role)).collect()
}

fn explained(packs: &Packs, it: &Role) -> Explanation {
    let mut facts = Vec::new();
    match &it.held {
        Held::At(kinds) => fact(&mut facts, say!("任职于", "held at"), joined(kinds)),
        Held::Of(register) => fact(
            &mut facts,
            say!("任职于记录", "held on a record of"),
            register,
        ),
    }
    let acts = joined(&it.acts);
    fact(&mut facts, say!("操作", "acts"), acts);
    for (is, label) in [
        (it.export, say!("可导出", "may export")),
        (
            it.break_glass,
            say!("可紧急启用", "may be taken in an emergency"),
        ),
    ] {
        if is {
            facts.push((label, say!("是", "yes")));
        }
    }
    for origin in &it.adds {
        let (file, line) = (&origin.file, origin.line);
        fact(
            &mut facts,
            say!("补充", "added to in"),
            format!("{file}:{line}"),
        );
    }
    Explanation {
        label: Some(it.label.clone()),
        doc: Some(it.doc.clone()),
        facts,
        parts: registers(packs, it).into_iter().chain(opened(it)).collect(),
        ..blank(&it.name, "role", &it.origin)
    }
}

fn joined(names: &BTreeSet<String>) -> String {
    names
        .iter()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(" ")
}

/// A part for each register of which it sees something.
fn registers(packs: &Packs, it: &Role) -> Vec<Part> {
    let mut parts = Vec::new();
    if it.read == Registers::All {
        parts.push(Part {
            name: "all".to_owned(),
            label: say!("全部台账", "every register"),
            text: rights(it, None),
        });
    }
    for (name, register) in &packs.registers {
        let own = |registers: &Registers| match registers {
            Registers::All => false,
            Registers::Some(names) => names.contains(name),
        };
        if own(&it.read) || own(&it.write) || it.everywhere.contains(name) {
            parts.push(Part {
                name: name.clone(),
                label: register.label.clone(),
                text: rights(it, Some(name)),
            });
        }
    }
    parts
}

fn rights(it: &Role, register: Option<&str>) -> Label {
    let writes = match register {
        Some(name) => it.write.has(name),
        None => it.write == Registers::All,
    };
    let wide = register.is_some_and(|name| it.everywhere.contains(name));
    let mut words = vec![say!("看", "reads")];
    if writes {
        words.push(say!("改", "writes"));
    }
    if wide {
        words.push(say!("不限范围", "everywhere"));
    }
    let (zh, en): (Vec<_>, Vec<_>) = words.into_iter().map(|word| (word.zh, word.en)).unzip();
    Label::new(zh.join("、"), en.join(", "))
}

fn opened(it: &Role) -> Vec<Part> {
    let mut parts = Vec::new();
    for (class, purposes) in &it.opens {
        for (purpose, label) in purposes {
            let (zh, en) = (class_words(*class).zh, class_words(*class).en);
            parts.push(Part {
                name: purpose.clone(),
                label: label.clone(),
                text: say!("可开启{zh}类封存字段", "opens sealed fields of {en}"),
            });
        }
    }
    parts
}

/// What people call a class of sealing.
pub(crate) fn class_words(class: Sealed) -> Label {
    match class {
        Sealed::Identity => say!("身份", "identity"),
        Sealed::Health => say!("健康", "health"),
        Sealed::Mind => say!("心理", "mind"),
        Sealed::Money => say!("资助收入", "money"),
    }
}
