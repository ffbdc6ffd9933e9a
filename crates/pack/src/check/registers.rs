//! Registers: that keys, titles, tree, moves, references, code lists and formulas name what there
//! is.

use super::{Reach, User};
use crate::condition;
use crate::model::{Field, FieldKind, OrgSource, Packs, Register};
use crate::read::known_field;
use crate::read::place::Kind;
use crate::sink::{Sink, what};
use crate::sql;

pub(super) fn check(packs: &Packs, reach: &Reach<'_>, sink: &mut Sink) {
    for register in packs.registers.values() {
        key(register, sink);
        title(register, sink);
        tree(register, sink);
        moves(packs, register, sink);
        crate::succession::check(packs, register, sink);
        for field in &register.fields {
            names(register, field, reach, sink);
            formula(register, field, reach, sink);
        }
        conditions(packs, register, sink);
    }
}

fn conditions(packs: &Packs, register: &Register, sink: &mut Sink) {
    let file = &register.origin.file;
    for (i, check) in register.checks.iter().enumerate() {
        let path = format!("check.{i}.holds");
        if check.holds.is_empty() {
            continue;
        }
        for (fault, at) in condition::faults(&check.holds, register, packs, sink) {
            sink.add_in_text(file, &path, at, fault);
        }
    }
}

fn key(register: &Register, sink: &mut Sink) {
    let file = &register.origin.file;
    for (i, name) in register.key.iter().enumerate() {
        let path = format!("key.{i}");
        let Some(field) = known_field(register, name, &path, sink) else {
            continue;
        };
        let fault = if field.computed.is_some() {
            let text = say!(
                "主键字段“{name}”由公式得出",
                "the key field `{name}` is computed"
            );
            what("computed_key", text)
        } else if !field.required && !sink.is_broken(file, &format!("field.{name}.required")) {
            let text = say!(
                "主键字段“{name}”不是必填",
                "the key field `{name}` is not required"
            );
            let help = say!(
                "在 [field.{name}] 中写 required = true",
                "say `required = true` in [field.{name}]"
            );
            what("key_not_required", text).help(help)
        } else if field.sealed.is_some() {
            let text = say!(
                "主键字段“{name}”是封存字段",
                "the key field `{name}` is sealed"
            );
            let help = say!(
                "主键会出现在别的台账里，请另设编号",
                "keys stand in other registers: take a number of its own"
            );
            what("sealed_key", text).help(help)
        } else if !is_key_kind(&field.kind) {
            let text = say!(
                "主键字段“{name}”的类型不能作主键",
                "the key field `{name}` has a type that cannot be a key"
            );
            what("bad_key_type", text)
        } else {
            continue;
        };
        sink.add(file, &path, fault);
    }
    let count = register.key.len();
    if register.org == OrgSource::SelfNode && count > 1 {
        let text = say!(
            "机构节点的代码只能是一个字段，主键却有 {count} 个",
            "the code of a node is one field, but the key has {count}"
        );
        sink.add(file, "key", what("node_key_not_single", text));
    }
}

/// Keys are written in references as text joined by `/`.
fn is_key_kind(kind: &FieldKind) -> bool {
    use FieldKind::{Code, Count, Day, Identity, Org, Reference, Text, Time};
    matches!(
        kind,
        Text | Count | Day | Time | Code(_) | Reference(_) | Org | Identity
    )
}

fn title(register: &Register, sink: &mut Sink) {
    let file = &register.origin.file;
    let given = register.key.first() != Some(&register.title);
    if given
        && let Some(field) = known_field(register, &register.title, "title", sink)
        && field.sealed.is_some()
    {
        let name = &field.name;
        let text = say!("标题字段“{name}”是封存字段", "the title `{name}` is sealed");
        sink.add(file, "title", what("sealed_title", text));
    }
}

fn tree(register: &Register, sink: &mut Sink) {
    let Some(tree) = &register.tree else {
        return;
    };
    let is_text = |kind: &FieldKind| *kind == FieldKind::Text;
    let is_day = |kind: &FieldKind| *kind == FieldKind::Day;
    typed(register, ("tree.name", &tree.name), ("text", is_text), sink);
    let is_code = |kind: &FieldKind| matches!(kind, FieldKind::Code(_));
    typed(register, ("tree.kind", &tree.kind), ("code", is_code), sink);
    for (i, parent) in tree.parents.iter().enumerate() {
        let path = format!("tree.parents.{i}");
        let is_org = |kind: &FieldKind| *kind == FieldKind::Org;
        typed(register, (&path, parent), ("org", is_org), sink);
    }
    for (path, name) in [("tree.since", &tree.since), ("tree.until", &tree.until)] {
        if let Some(name) = name {
            typed(register, (path, name), ("day", is_day), sink);
        }
    }
}

fn moves(packs: &Packs, register: &Register, sink: &mut Sink) {
    let Some(moves) = &register.moves else {
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
    typed(
        register,
        ("moves.node", &moves.node),
        ("org", is_node),
        sink,
    );
    typed(register, ("moves.day", &moves.day), ("day", is_day), sink);
    typed(register, ("moves.to", &moves.to), ("org", is_node), sink);
}

/// A field named in the tree or the moves exists, is stored and has the right type.
pub(crate) fn typed(
    register: &Register,
    (path, name): (&str, &str),
    (want, fits): (&str, impl Fn(&FieldKind) -> bool),
    sink: &mut Sink,
) {
    let file = &register.origin.file;
    let Some(field) = known_field(register, name, path, sink) else {
        return;
    };
    if sink.is_broken(file, &format!("field.{name}.type")) {
        return;
    }
    if !fits(&field.kind) {
        let got = field.kind.word();
        let text = say!(
            "字段“{name}”应为类型 {want}，却是 {got}",
            "the field `{name}` must be of type {want}, not {got}"
        );
        sink.add(file, path, what("wrong_field_type", text));
    } else if field.computed.is_some() || field.sealed.is_some() {
        let text = say!(
            "字段“{name}”由公式得出或为封存字段，不能用在这里",
            "the field `{name}` is computed or sealed and cannot stand here"
        );
        sink.add(file, path, what("field_not_plain", text));
    }
}

fn names(register: &Register, field: &Field, reach: &Reach<'_>, sink: &mut Sink) {
    let (kind, name, key) = match &field.kind {
        FieldKind::Code(list) | FieldKind::Codes(list) => (Kind::Codes, list, "codes"),
        FieldKind::Reference(to) => (Kind::Register, to, "to"),
        _ => return,
    };
    let path = format!("field.{}.{key}", field.name);
    let user = User {
        pack: &register.origin.pack,
        file: &register.origin.file,
        path: &path,
        at: None,
    };
    reach.use_name(kind, name, user, sink);
}

/// Words of SQL that may stand in a formula beside fields and functions.
const FORMULA_WORDS: [&str; 34] = [
    "and",
    "as",
    "between",
    "bigint",
    "boolean",
    "case",
    "cast",
    "date",
    "day",
    "distinct",
    "double",
    "else",
    "end",
    "extract",
    "false",
    "from",
    "ilike",
    "in",
    "integer",
    "interval",
    "is",
    "like",
    "month",
    "not",
    "null",
    "or",
    "precision",
    "similar",
    "then",
    "timestamp",
    "to",
    "true",
    "when",
    "year",
];

fn formula(register: &Register, field: &Field, reach: &Reach<'_>, sink: &mut Sink) {
    let Some(formula) = &field.computed else {
        return;
    };
    let file = &register.origin.file;
    let path = format!("field.{}.computed", field.name);
    let scan = sql::scan(formula);
    let user = User {
        pack: &register.origin.pack,
        file,
        path: &path,
        at: Some((0, 1)),
    };
    super::sqls::plain_faults(&scan, user, sink);
    super::sqls::rules(&scan, user, reach, sink);
    if scan.broken.is_some() {
        return;
    }
    for used in &scan.columns {
        let name = used.name.as_str();
        let fault = match register.field(name) {
            None if FORMULA_WORDS.contains(&name) => continue,
            None => {
                let text = say!("没有字段“{name}”", "there is no field `{name}`");
                let names = register.fields.iter().map(|field| field.name.as_str());
                what("unknown_column", text).near(name, names)
            }
            Some(other) if other.computed.is_some() => {
                let text = say!(
                    "公式用到的字段“{name}”本身由公式得出",
                    "the formula uses the field `{name}`, which is itself computed"
                );
                what("computed_of_computed", text)
            }
            Some(other) if other.sealed.is_some() && field.sealed.is_none() => {
                let own = &field.name;
                let text = say!(
                    "公式用到封存字段“{name}”，“{own}”却不是封存字段",
                    "the formula uses the sealed field `{name}`, but `{own}` is not sealed"
                );
                let help = say!("给“{own}”加上同样的 sealed", "seal `{own}` likewise");
                what("unsealed_formula", text).help(help)
            }
            Some(_) => continue,
        };
        sink.add_in_text(file, &path, used.at, fault);
    }
}
