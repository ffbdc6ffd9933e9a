//! References follow a record whose key changes, in every register, however many steps away.

use std::collections::{BTreeSet, VecDeque};

use jixia_terms::{Label, Value};

use super::{Stored, Writer};
use crate::db::quote;
use crate::table::Table;
use crate::{RecordId, StoreError};

/// How many records are read before they are written.
const CHUNK: usize = 1_000;

/// So many records that contradict each other are named.
const NAMED_MAX: usize = 5;

/// Key changes whose references have yet to follow.
pub(super) struct Follow {
    waiting: VecDeque<(String, String, String)>,
    /// Whether the new key is that of a record which is there already.
    merges: bool,
    contradictions: Vec<Contradiction>,
}

/// Two records that would have one key and do not say the same.
struct Contradiction {
    register: Label,
    keys: [String; 2],
    fields: Vec<Label>,
}

impl Writer<'_> {
    /// Makes all that pointed at the key `from` of this register point at `to`. Where the reference
    /// is part of a key itself, that key changes too, and its own references follow. With `merges`,
    /// a record whose new key another one has is merged into that one if both say the same.
    pub(super) fn follow(
        &mut self,
        table: &Table,
        (from, to): (String, String),
        merges: bool,
    ) -> Result<(), StoreError> {
        let tables = self.tables;
        let mut follow = Follow {
            waiting: VecDeque::from([(table.name.clone(), from, to)]),
            merges,
            contradictions: Vec::new(),
        };
        while let Some((register, from, to)) = follow.waiting.pop_front() {
            if from == to {
                continue;
            }
            let table = tables.get(&register)?;
            let registers: BTreeSet<&String> = table.referrers.iter().map(|(by, _)| by).collect();
            for by in registers {
                let places = table.referrers.iter().filter(|(name, _)| name == by);
                let places: Vec<usize> = places.map(|(_, place)| *place).collect();
                self.follow_register(tables.get(by)?, &places, (&from, &to), &mut follow)?;
            }
        }
        match follow.contradictions.as_slice() {
            [] => Ok(()),
            all => Err(contradicts(all)),
        }
    }

    fn follow_register(
        &mut self,
        by: &Table,
        places: &[usize],
        (from, to): (&str, &str),
        follow: &mut Follow,
    ) -> Result<(), StoreError> {
        let columns = places.iter().filter_map(|place| by.columns.get(*place));
        let points: Vec<_> = columns
            .map(|column| format!("{} = ?1", quote(&column.name)))
            .collect();
        let sql = format!(
            "SELECT _id FROM {} WHERE {} ORDER BY _id LIMIT {CHUNK}",
            by.sql_name(),
            points.join(" OR ")
        );
        loop {
            // Those written no longer match, so the same question gives the next ones.
            let ids = self
                .conn
                .all(&sql, &[from.into()], |row| row.int(0).map(RecordId))?;
            if ids.is_empty() {
                return Ok(());
            }
            for id in ids {
                let stored = self.stored(by, id)?;
                let row = moved(&stored.record.values, places, (from, to));
                let (old, new) = (by.key_text(&stored.record.values), by.key_text(&row));
                if old != new {
                    let holder = self.holder(by, &new)?.filter(|_| follow.merges);
                    follow
                        .waiting
                        .push_back((by.name.clone(), old.clone(), new));
                    if let Some(holder) = holder {
                        let kept = self.stored(by, holder)?;
                        let fields =
                            differing(by, &row, &moved(&kept.record.values, places, (from, to)));
                        if !fields.is_empty() {
                            follow.contradictions.push(Contradiction {
                                register: by.label.clone(),
                                keys: [old, by.key_text(&row)],
                                fields,
                            });
                        }
                        self.write_gone(by, &stored)?;
                        self.show_act(by, &kept)?;
                        continue;
                    }
                    self.check_key_free(by, &row, id)?;
                }
                self.write_changed(by, &stored, &row)?;
            }
        }
    }

    /// Writes a record again unchanged, if the act has not changed it, so that its history shows
    /// the act.
    pub(super) fn show_act(&mut self, table: &Table, stored: &Stored) -> Result<(), StoreError> {
        if stored.record.version == self.seq {
            return Ok(());
        }
        self.write_changed(table, stored, &stored.record.values)
    }
}

/// The row, its references to one key now to the other.
fn moved(row: &[Value], places: &[usize], (from, to): (&str, &str)) -> Vec<Value> {
    let mut row = row.to_vec();
    for place in places {
        if let Some(slot) = row
            .get_mut(*place)
            .filter(|slot| slot.as_text() == Some(from))
        {
            *slot = Value::Text(to.to_owned());
        }
    }
    row
}

/// The fields in which two rows do not say the same.
fn differing(table: &Table, one: &[Value], other: &[Value]) -> Vec<Label> {
    let pairs = table.columns.iter().zip(one.iter().zip(other));
    pairs
        .filter(|(_, (one, other))| one != other)
        .map(|(column, _)| column.field.label.clone())
        .collect()
}

fn contradicts(all: &[Contradiction]) -> StoreError {
    let said = |zh: bool| {
        let one = |found: &Contradiction| {
            let fields: Vec<&str> = found
                .fields
                .iter()
                .map(|label| if zh { &*label.zh } else { &*label.en })
                .collect();
            let [old, new] = &found.keys;
            if zh {
                format!(
                    "{}“{old}”与“{new}”（{}）",
                    found.register.zh,
                    fields.join("、")
                )
            } else {
                format!(
                    "{} `{old}` and `{new}` ({})",
                    found.register.en,
                    fields.join(", ")
                )
            }
        };
        let named: Vec<String> = all.iter().take(NAMED_MAX).map(one).collect();
        named.join(if zh { "；" } else { "; " })
    };
    let count = all.len();
    StoreError::Refused {
        code: "merge_contradicts",
        text: Label::new(
            format!(
                "合并后有 {count} 对记录主键相同而内容不一致：{}。请先将括号中的字段改为一致，\
                 或删除其中一条，再合并",
                said(true)
            ),
            format!(
                "{count} pairs of records would have one key and do not say the same: {}; make the \
                 fields in brackets agree or remove one of the two, then merge",
                said(false)
            ),
        ),
    }
}
