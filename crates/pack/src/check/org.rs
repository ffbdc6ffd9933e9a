//! Owners: that every register's `org` leads to a node of the organisation tree.

use super::rings;
use crate::model::{FieldKind, OrgSource, Packs, Register};
use crate::read::known_field;
use crate::sink::{Sink, what};

pub(super) fn check(packs: &Packs, sink: &mut Sink) {
    for register in packs.registers.values() {
        source(packs, register, sink);
    }
    // Each register has at most one register from which it takes its owner.
    let edges = |name: &str| -> Vec<&str> {
        let register = packs.registers.get(name);
        register
            .and_then(|register| next(register))
            .into_iter()
            .collect()
    };
    for ring in rings(packs.registers.keys().map(String::as_str), edges) {
        let (Some(first), way) = (ring.first(), ring.join(" → ")) else {
            continue;
        };
        if let Some(register) = packs.registers.get(*first) {
            let text = say!("归属没有尽头：{way}", "the owner is never reached: {way}");
            sink.add(&register.origin.file, "org", what("org_ring", text));
        }
    }
}

/// The register from which this one takes its owner.
fn next(register: &Register) -> Option<&str> {
    let OrgSource::Field(name) = &register.org else {
        return None;
    };
    match &register.field(name)?.kind {
        FieldKind::Reference(to) => Some(to),
        _ => None,
    }
}

fn source(packs: &Packs, register: &Register, sink: &mut Sink) {
    let OrgSource::Field(name) = &register.org else {
        return;
    };
    let file = &register.origin.file;
    let Some(field) = known_field(register, name, "org", sink) else {
        return;
    };
    if sink.is_broken(file, &format!("field.{name}")) {
        return;
    }
    let fault = match &field.kind {
        _ if field.computed.is_some() || field.sealed.is_some() => {
            let text = say!(
                "归属字段“{name}”由公式得出或为封存字段",
                "the owner field `{name}` is computed or sealed"
            );
            what("field_not_plain", text)
        }
        FieldKind::Org => return,
        FieldKind::Reference(to) => match packs.registers.get(to) {
            Some(other)
                if other.org == OrgSource::Authority
                    && !sink.is_broken(&other.origin.file, "org") =>
            {
                let text = say!(
                    "归属经“{to}”而来，但“{to}”不归任何机构（org = \"none\"）",
                    "the owner comes from `{to}`, which no node owns (org = \"none\")"
                );
                what("org_without_owner", text)
            }
            _ => return,
        },
        other => {
            let got = other.word();
            let text = say!(
                "归属字段“{name}”应为类型 org 或 reference，却是 {got}",
                "the owner field `{name}` must be of type org or reference, not {got}"
            );
            what("wrong_field_type", text)
        }
    };
    sink.add(file, "org", fault);
}
