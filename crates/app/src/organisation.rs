//! The organisation through time as the registers tell it, and who may see what by it.

use std::sync::Arc;

use jixia_access::{
    Authority, Grant, Leaving, Line, Move, Node, Organisation, Sight, Succession, Turn,
};
use jixia_pack::{Register, Tree};

use crate::error::AppError;
use crate::open::App;
use crate::plan::registers::Row;

impl App {
    /// The organisation through time: nodes, lines, moves, splits and mergers.
    pub fn organisation(&self) -> Result<Organisation, AppError> {
        let mut found = Organisation::default();
        for register in self.packs().registers.values() {
            if register.tree.is_some() || register.moves.is_some() || register.successions.is_some()
            {
                self.read_into(&mut found, register)?;
            }
        }
        Ok(found)
    }

    /// All that decides who sees what, with these grants.
    pub fn authority(
        &self,
        grants: Vec<Grant>,
        leavings: Vec<Leaving>,
    ) -> Result<Authority, AppError> {
        Ok(Authority {
            packs: Arc::clone(self.packs()),
            organisation: self.organisation()?,
            grants,
            leavings,
        })
    }

    /// Sight of everything, for the command line and a server that only this machine reaches.
    pub fn everything(&self) -> Sight {
        Sight::everything(Arc::clone(self.packs()), self.now().day())
    }

    fn read_into(&self, found: &mut Organisation, register: &Register) -> Result<(), AppError> {
        self.store().scan(&register.name, None, &mut |record| {
            let row = Row::new(register, record);
            if let Some(tree) = &register.tree {
                node(found, &row, register, tree);
            }
            turns(found, &row, register);
            Ok(())
        })?;
        Ok(())
    }
}

/// A node and its lines; the first of its parents is the administrative one.
fn node(found: &mut Organisation, row: &Row<'_>, register: &Register, tree: &Tree) {
    let Some(code) = register.key.first().and_then(|key| row.some_text(key)) else {
        return;
    };
    for (i, field) in tree.parents.iter().enumerate() {
        if let Some(parent) = row.some_text(field) {
            found.lines.push(Line {
                child: code.clone(),
                parent,
                administrative: i == 0,
                since: None,
                until: None,
            });
        }
    }
    let day = |field: &Option<String>| row.day(field.as_deref()?);
    found.nodes.push(Node {
        kind: row.some_text(&tree.kind).unwrap_or_default(),
        since: day(&tree.since),
        until: day(&tree.until),
        code,
    });
}

/// What a row says of moves, splits and mergers.
fn turns(found: &mut Organisation, row: &Row<'_>, register: &Register) {
    if let Some(moves) = &register.moves
        && let (Some(node), Some(day), Some(to)) = (
            row.some_text(&moves.node),
            row.day(&moves.day),
            row.some_text(&moves.to),
        )
    {
        found.moves.push(Move { node, day, to });
    }
    if let Some(it) = &register.successions
        && let (Some(node), Some(day), Some(other), Some(act)) = (
            row.some_text(&it.node),
            row.day(&it.day),
            row.some_text(&it.other),
            row.some_text(&it.act),
        )
    {
        let turn = match act {
            act if it.split.contains(&act) => Turn::Split,
            act if it.merge.contains(&act) => Turn::Merge,
            _ => return,
        };
        // What was split off names the old node; what was merged away names the new one.
        let (old, new) = match turn {
            Turn::Split => (other, node),
            Turn::Merge => (node, other),
        };
        found.successions.push(Succession {
            day,
            turn,
            old,
            new,
        });
    }
}
