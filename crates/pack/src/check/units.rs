//! Units: that each is one which the pack itself, or one that it builds on, brings in.

use std::collections::BTreeSet;

use super::{Reach, not_needed};
use crate::model::{Origin, Packs};
use crate::read::place::{Kind, is_name};
use crate::sink::{Sink, what};

pub(super) fn check(packs: &Packs, reach: &Reach<'_>, sink: &mut Sink) {
    names(packs, reach, sink);
    for register in packs.registers.values() {
        for field in &register.fields {
            if let Some(unit) = &field.unit {
                let path = format!("field.{}.unit", field.name);
                known((unit, &register.origin, &path), (packs, reach), sink);
            }
        }
    }
    for indicator in packs.indicators.values() {
        known(
            (&indicator.unit, &indicator.origin, "unit"),
            (packs, reach),
            sink,
        );
    }
    for rule in packs.rules.values() {
        known((&rule.unit, &rule.origin, "unit"), (packs, reach), sink);
    }
}

fn names(packs: &Packs, reach: &Reach<'_>, sink: &mut Sink) {
    for (name, pack) in &packs.packs {
        let file = reach.known.file(Kind::Pack, name).unwrap_or_default();
        for (i, unit) in pack
            .units
            .iter()
            .enumerate()
            .filter(|(_, unit)| !is_name(unit))
        {
            let text = say!("单位“{unit}”不合规定", "`{unit}` cannot be a unit");
            let help = say!(
                "用小写字母开头，只含小写字母、数字和下划线",
                "begin with a small letter, then small letters, digits and _"
            );
            sink.add(
                file,
                &format!("units.{i}"),
                what("bad_unit", text).help(help),
            );
        }
    }
}

fn known(
    (unit, origin, path): (&str, &Origin, &str),
    (packs, reach): (&Packs, &Reach<'_>),
    sink: &mut Sink,
) {
    if unit.is_empty() {
        return;
    }
    let Some(units) = units(&origin.pack, packs, reach, sink) else {
        return;
    };
    if units.contains(unit) {
        return;
    }
    let file = reach.known.file(Kind::Pack, &origin.pack);
    if units.is_empty()
        && let Some(file) = file
    {
        if !sink.is_broken(file, "needs") {
            let pack = &origin.pack;
            let text = say!(
                "专题包“{pack}”没有任何单位",
                "the pack `{pack}` has no unit"
            );
            let help = say!(
                "在“needs”中写入带有单位的专题包，或在“units”中写入单位",
                "name a pack that has units in `needs`, or units of its own in `units`"
            );
            sink.add(file, "needs", what("no_units", text).help(help));
        }
        return;
    }
    let mut others = packs.packs.values();
    if let Some(other) = others.find(|other| other.units.iter().any(|own| own == unit)) {
        let fault = not_needed(("单位", "unit", unit), &other.name, &origin.pack);
        sink.add(&origin.file, path, fault);
        return;
    }
    let text = say!("没有单位“{unit}”", "there is no unit `{unit}`");
    let fault = what("unknown_unit", text).near(unit, units.iter().copied());
    let fault = match fault.nearest() {
        Some(_) => fault,
        None => {
            let known: Vec<&str> = units.into_iter().collect();
            let (zh, en) = (known.join("、"), known.join(", "));
            fault.help(say!(
                "可用：{zh}；新的单位写入 pack.toml 的 units",
                "one of: {en}; a new one goes into `units` of pack.toml"
            ))
        }
    };
    sink.add(&origin.file, path, fault);
}

/// The units that a pack may use; none when a file that may bring in more has faults.
fn units<'p>(
    pack: &str,
    packs: &'p Packs,
    reach: &Reach<'_>,
    sink: &Sink,
) -> Option<BTreeSet<&'p str>> {
    let mut units = BTreeSet::new();
    for name in reach.packs(pack)? {
        let file = reach.known.file(Kind::Pack, name)?;
        let info = packs.packs.get(name)?;
        if sink.is_broken(file, "units") {
            return None;
        }
        units.extend(info.units.iter().map(String::as_str));
    }
    Some(units)
}
