//! Decides one question at a time from the text of `docs/access.md`, in plain loops.
//!
//! It shares no code with the crate: of that it uses only what grants and organisations are made
//! of.

#![allow(dead_code, reason = "each test file uses its part")]

pub mod world;

use std::collections::BTreeMap;

use jixia_access::{Grant, Kind, Node, Organisation, Place, Turn};
use jixia_pack::{FieldKind, Held, OrgSource, Registers, Role};
use jixia_terms::Day;

use world::{Row, World};

/// What is asked of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    Read,
    Write,
    Export,
}

/// May the person see, change or take out this row on this day?
pub fn may_row(world: &World, person: &str, day: Day, wish: Wish, row: &Row) -> bool {
    for grant in &world.authority.grants {
        if grant.person != person || !in_force(world, grant, day) {
            continue;
        }
        let role = role_of(world, grant).unwrap();
        if wish == Wish::Export && !role.export {
            continue;
        }
        if wish != Wish::Write && role.everywhere.iter().any(|name| *name == row.register) {
            return true;
        }
        let reads = names(&role.read, &row.register);
        let writes = names(&role.write, &row.register);
        let named = if wish == Wish::Write {
            writes
        } else {
            reads || writes
        };
        if named && covers(world, grant, day, wish == Wish::Write, row) {
            return true;
        }
    }
    false
}

/// The purposes for which the person may open a sealed field of this class on this row.
pub fn purposes(world: &World, person: &str, day: Day, class: &str, row: &Row) -> Vec<String> {
    let mut found = Vec::new();
    for grant in &world.authority.grants {
        if grant.person != person || !in_force(world, grant, day) {
            continue;
        }
        let role = role_of(world, grant).unwrap();
        if !names(&role.read, &row.register) && !names(&role.write, &row.register) {
            continue;
        }
        if !covers(world, grant, day, false, row) {
            continue;
        }
        for (opened, for_what) in &role.opens {
            if format!("{opened:?}").to_lowercase() != class {
                continue;
            }
            for purpose in for_what.keys() {
                let mut stated = grant.purposes.contains(purpose);
                if let Some(base) = base_of(world, grant) {
                    stated = stated && base.purposes.contains(purpose);
                }
                if stated && !found.contains(purpose) {
                    found.push(purpose.clone());
                }
            }
        }
    }
    found.sort();
    found
}

/// May the person do this act, at this node or anywhere?
pub fn may_act(world: &World, person: &str, day: Day, act: &str, node: Option<&str>) -> bool {
    for grant in &world.authority.grants {
        if grant.person != person || !in_force(world, grant, day) {
            continue;
        }
        let role = role_of(world, grant).unwrap();
        if !role.acts.iter().any(|one| one == act) {
            continue;
        }
        match node {
            None => return true,
            Some(node) => {
                let reached = reached(world, grant, day);
                if reached.iter().any(|code| code == node) {
                    return true;
                }
            }
        }
    }
    false
}

fn role_of<'w>(world: &'w World, grant: &Grant) -> Option<&'w Role> {
    world
        .authority
        .packs
        .roles
        .values()
        .find(|role| role.name == grant.role)
}

fn names(registers: &Registers, register: &str) -> bool {
    match registers {
        Registers::All => true,
        Registers::Some(names) => names.iter().any(|name| name == register),
    }
}

fn base_of<'w>(world: &'w World, grant: &Grant) -> Option<&'w Grant> {
    let id = match &grant.kind {
        Kind::Delegated { by } => *by,
        Kind::StandIn { of } => *of,
        _ => return None,
    };
    world.authority.grants.iter().find(|one| one.id == id)
}

/// Days, role, place, leaving; not yet what the kind of the grant asks.
fn is_alive(world: &World, grant: &Grant, day: Day) -> bool {
    if day < grant.from {
        return false;
    }
    if let Some(until) = grant.until
        && until <= day
    {
        return false;
    }
    for leaving in &world.authority.leavings {
        let began = grant.from <= leaving.day;
        if leaving.person == grant.person && leaving.day <= day && began {
            return false;
        }
    }
    let Some(role) = role_of(world, grant) else {
        return false;
    };
    match (&role.held, &grant.place) {
        (Held::Of(of), Place::Record { register, .. }) => of == register,
        (Held::At(_), Place::Node(_)) => !simple_reach(world, grant, day).is_empty(),
        _ => false,
    }
}

fn in_force(world: &World, grant: &Grant, day: Day) -> bool {
    if !is_alive(world, grant, day) {
        return false;
    }
    let role = role_of(world, grant).unwrap();
    match &grant.kind {
        Kind::Own => true,
        Kind::Delegated { .. } | Kind::StandIn { .. } => {
            let Some(base) = base_of(world, grant) else {
                return false;
            };
            if base.kind != Kind::Own || base.role != grant.role || !is_alive(world, base, day) {
                return false;
            }
            let delegates = role.acts.iter().any(|act| act == "delegate");
            if matches!(grant.kind, Kind::Delegated { .. }) && !delegates {
                return false;
            }
            match (&grant.place, &base.place) {
                (Place::Record { .. }, _) => grant.place == base.place,
                _ => !reached(world, grant, day).is_empty(),
            }
        }
        Kind::BreakGlass { reason, informed } => {
            let Some(until) = grant.until else {
                return false;
            };
            role.break_glass
                && !reason.trim().is_empty()
                && !informed.trim().is_empty()
                && *informed != grant.person
                && until.days() - grant.from.days() <= 2
                && matches!(grant.place, Place::Node(_))
                && !reached(world, grant, day).is_empty()
        }
    }
}

/// The nodes that a grant at nodes reaches, with what its kind takes away.
fn reached(world: &World, grant: &Grant, day: Day) -> Vec<String> {
    let mut found = Vec::new();
    for code in simple_reach(world, grant, day) {
        let stays = match &grant.kind {
            Kind::Own => true,
            Kind::Delegated { .. } | Kind::StandIn { .. } => {
                let base = base_of(world, grant).unwrap();
                simple_reach(world, base, day).contains(&code)
            }
            Kind::BreakGlass { .. } => {
                let mut is_in_charge = false;
                for other in &world.authority.grants {
                    if other.person == grant.person
                        && other.kind == Kind::Own
                        && is_alive(world, other, day)
                        && role_of(world, other).unwrap().acts.contains("break_glass")
                        && simple_reach(world, other, day).contains(&code)
                    {
                        is_in_charge = true;
                    }
                }
                is_in_charge
            }
        };
        if stays {
            found.push(code);
        }
    }
    found
}

/// The nodes where a grant is held, and all below.
fn simple_reach(world: &World, grant: &Grant, day: Day) -> Vec<String> {
    let organisation = &world.authority.organisation;
    let (Place::Node(start), Some(role)) = (&grant.place, role_of(world, grant)) else {
        return Vec::new();
    };
    let Held::At(kinds) = &role.held else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for held in held_nodes(organisation, start, grant.from, day) {
        let Some(node) = organisation.nodes.iter().find(|node| node.code == held) else {
            continue;
        };
        if !stands(node, day) || !kinds.contains(&node.kind) {
            continue;
        }
        for other in &organisation.nodes {
            let is_below = other.code == held || is_above(organisation, &held, &other.code, day);
            if is_below && !found.contains(&other.code) {
                found.push(other.code.clone());
            }
        }
    }
    found
}

fn stands(node: &Node, day: Day) -> bool {
    let has_begun = match node.since {
        Some(since) => since <= day,
        None => true,
    };
    let has_ended = match node.until {
        Some(until) => until <= day,
        None => false,
    };
    has_begun && !has_ended
}

/// Day after day: what was split off is held too, what was merged is held as its successor.
fn held_nodes(organisation: &Organisation, start: &str, from: Day, day: Day) -> Vec<String> {
    let mut held = vec![start.to_owned()];
    let mut today = from.plus_days(1);
    while today <= day {
        let on = |turn: Turn| {
            let all = organisation.successions.iter();
            let these = all.filter(move |it| it.day == today && it.turn == turn);
            these
                .map(|it| (it.old.clone(), it.new.clone()))
                .collect::<Vec<_>>()
        };
        let splits = on(Turn::Split);
        for _ in 0..=splits.len() {
            for (old, new) in &splits {
                if held.contains(old) && !held.contains(new) {
                    held.push(new.clone());
                }
            }
        }
        let mergers = on(Turn::Merge);
        let mut then = Vec::new();
        for code in &held {
            follow(&mergers, code, &mut Vec::new(), &mut then);
        }
        held = then;
        today = today.plus_days(1);
    }
    held
}

fn follow(
    mergers: &[(String, String)],
    code: &str,
    passed: &mut Vec<String>,
    ends: &mut Vec<String>,
) {
    if passed.iter().any(|one| one == code) {
        return;
    }
    passed.push(code.to_owned());
    let mut goes_on = false;
    for (old, new) in mergers {
        if old == code {
            goes_on = true;
            follow(mergers, new, passed, ends);
        }
    }
    if !goes_on && !ends.iter().any(|one| one == code) {
        ends.push(code.to_owned());
    }
}

/// The nodes directly above one on a day, rings and all.
fn directly_above(organisation: &Organisation, code: &str, day: Day) -> Vec<String> {
    let mut above = Vec::new();
    let mut last_merger: Option<Day> = None;
    for it in &organisation.successions {
        if it.turn == Turn::Merge && it.old == code && it.day <= day {
            last_merger = Some(last_merger.map_or(it.day, |last| last.max(it.day)));
        }
    }
    if let Some(last) = last_merger {
        for it in &organisation.successions {
            if it.turn == Turn::Merge && it.old == code && it.day == last {
                above.push(it.new.clone());
            }
        }
    } else {
        let mut latest: Option<(Day, String)> = None;
        for step in &organisation.moves {
            let counts = step.node == code && step.day <= day;
            if counts && latest.as_ref().is_none_or(|(last, _)| *last <= step.day) {
                latest = Some((step.day, step.to.clone()));
            }
        }
        for line in &organisation.lines {
            let begun = line.since.is_none_or(|since| since <= day);
            let ended = line.until.is_some_and(|until| until <= day);
            let replaced = line.administrative && latest.is_some();
            if line.child == code && begun && !ended && !replaced {
                above.push(line.parent.clone());
            }
        }
        above.extend(latest.map(|(_, to)| to));
    }
    above.retain(|upper| organisation.nodes.iter().any(|node| node.code == *upper));
    above
}

/// Whether one node stands above another by lines that lie on no ring.
fn is_above(organisation: &Organisation, upper: &str, lower: &str, day: Day) -> bool {
    let climb = |from: &str, to: &str, rings: bool| {
        let mut seen: Vec<String> = Vec::new();
        let mut open = vec![from.to_owned()];
        while let Some(at) = open.pop() {
            for next in directly_above(organisation, &at, day) {
                if !rings && leads(organisation, &next, &at, day) {
                    continue;
                }
                if next == to {
                    return true;
                }
                if !seen.contains(&next) {
                    seen.push(next.clone());
                    open.push(next);
                }
            }
        }
        false
    };
    climb(lower, upper, false)
}

/// Whether lines lead up from one node to another, or they are the same: rings and all.
fn leads(organisation: &Organisation, from: &str, to: &str, day: Day) -> bool {
    let mut seen = vec![from.to_owned()];
    let mut place = 0;
    while place < seen.len() {
        if seen[place] == to {
            return true;
        }
        for next in directly_above(organisation, &seen[place].clone(), day) {
            if !seen.contains(&next) {
                seen.push(next);
            }
        }
        place += 1;
    }
    false
}

/// Rules 15 to 17.
fn covers(world: &World, grant: &Grant, day: Day, to_write: bool, row: &Row) -> bool {
    let register = &world.authority.packs.registers[&row.register];
    let of_authority = register.org == OrgSource::Authority;
    match &grant.place {
        Place::Node(_) => {
            let reached = reached(world, grant, day);
            let nodes = &world.authority.organisation.nodes;
            let whole = !nodes.is_empty() && nodes.iter().all(|node| reached.contains(&node.code));
            if whole || (of_authority && !to_write) {
                return true;
            }
            world
                .owner(row)
                .is_some_and(|owner| reached.contains(&owner))
        }
        Place::Record { register: of, key } => {
            if of_authority && !to_write {
                return true;
            }
            let role = role_of(world, grant).unwrap();
            let first = role.through.get(&row.register);
            match the_way(world, &row.register, of, first.map(String::as_str)) {
                Some(way) => world
                    .led_to(row, &way)
                    .is_some_and(|reached| reached == *key),
                None => false,
            }
        }
    }
}

/// The one shortest way of references from a register to another.
fn the_way(world: &World, from: &str, to: &str, first: Option<&str>) -> Option<Vec<String>> {
    let mut ways: Vec<(Vec<String>, String)> = vec![(Vec::new(), from.to_owned())];
    for _ in 0..=world.authority.packs.registers.len() {
        let there: Vec<_> = ways.iter().filter(|(_, at)| at == to).collect();
        if let [(way, _)] = there.as_slice() {
            return Some(way.clone());
        }
        if there.len() > 1 {
            return None;
        }
        let mut longer = Vec::new();
        for (way, at) in &ways {
            for field in &world.authority.packs.registers[at].fields {
                let FieldKind::Reference(target) = &field.kind else {
                    continue;
                };
                if way.is_empty() && first.is_some_and(|name| name != field.name) {
                    continue;
                }
                let mut way = way.clone();
                way.push(field.name.clone());
                longer.push((way, target.clone()));
            }
        }
        ways = longer;
    }
    None
}

/// Values of a row by name of field.
pub type Fields = BTreeMap<String, String>;
