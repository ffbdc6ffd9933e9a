//! What a reader may see: the store's answers are those of the oracle of `access`, in random
//! worlds, of the present and of the past.

#[path = "../../../access/tests/oracle/mod.rs"]
mod oracle;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jixia_access::{Right, Sight};
use jixia_pack::{FieldKind, RowScope};
use jixia_store::{
    ExportOptions, Filter, ListQuery, ReadScope, Record, RecordId, SchemaPolicy, Sort, Store,
    StoreError, Test, Values, Within,
};
use jixia_terms::{Instant, Value};

use crate::common::{Db, act, at, text};
use oracle::world::{Dice, PACKS, Row, World};
use oracle::{Wish, may_row, purposes};

const REGISTERS: [&str; 6] = ["unit", "team", "member", "visit", "swap", "year"];
const SEALED: [(&str, &str, &str); 3] = [
    ("member", "identity", "identity"),
    ("member", "illness", "health"),
    ("team", "mood", "mind"),
];

#[test]
fn answers_are_those_of_the_oracle_sqlite() {
    worlds(&Db::sqlite(), 0..100);
}

#[test]
fn answers_are_those_of_the_oracle_postgres() {
    worlds(&Db::postgres(), 1_000..1_015);
}

fn worlds(db: &Db, seeds: std::ops::Range<u64>) {
    let packs = Arc::clone(&PACKS);
    let store = Store::open(&db.location, packs, SchemaPolicy::Widen).unwrap();
    let (mut seen, worlds) = (0, seeds.clone().count());
    for (turn, seed) in (1i64..).zip(seeds) {
        seen += world(&store, seed, turn * 10);
    }
    assert!(
        seen > 4 * worlds,
        "{seen} rows seen in {worlds} worlds prove little"
    );
}

/// One world, gone at its end; gives how many rows were seen in it.
fn world(store: &Store, seed: u64, second: i64) -> usize {
    let mut dice = Dice(seed ^ 0x5C0_9E);
    let before = World::of(seed);
    let ids = insert(store, &before, second);
    let after = changed(store, &before, &ids, &mut dice, second + 1);
    let mut seen = 0;
    for person in &before.people {
        let asked = Asked {
            store,
            ids: &ids,
            seed,
            sight: before.authority.sight(person, before.day),
            person: person.clone(),
        };
        for register in REGISTERS {
            seen += asked.register(register, &after, None);
            asked.register(register, &before, Some(at(second)));
            asked.history(register, [(&before, at(second)), (&after, at(second + 1))]);
        }
    }
    store
        .act(&act(second + 2, "end"), |w| {
            for register in ["visit", "swap", "member", "team", "year", "unit"] {
                for (_, id) in ids.iter().filter(|((name, _), _)| name == register) {
                    w.remove(register, *id)?;
                }
            }
            Ok(())
        })
        .unwrap();
    seen
}

type Ids = BTreeMap<(String, String), RecordId>;

fn values(row: &Row) -> Values {
    let register = &PACKS.registers[&row.register];
    let mut values = Values::new();
    for (name, value) in &row.fields {
        let is_count = register.field(name).unwrap().kind == FieldKind::Count;
        let value = if is_count {
            Value::Int(value.parse().unwrap())
        } else {
            text(value)
        };
        // The tree is handed over beside the rows.
        if name != "parent" {
            values.insert(name.clone(), value);
        }
    }
    values
}

fn insert(store: &Store, world: &World, second: i64) -> Ids {
    let (ids, _) = store
        .act(&act(second, "add"), |w| {
            let mut ids = Ids::new();
            for register in REGISTERS {
                for row in world.rows.iter().filter(|row| row.register == register) {
                    let id = w.insert(register, values(row))?;
                    ids.insert((register.to_owned(), row.key.clone()), id);
                }
            }
            Ok(ids)
        })
        .unwrap();
    ids
}

/// The world after some rows went to another owner or record.
fn changed(store: &Store, world: &World, ids: &Ids, dice: &mut Dice, second: i64) -> World {
    let moving = [
        ("team", "unit", "unit"),
        ("member", "team", "team"),
        ("visit", "unit", "unit"),
    ];
    let mut rows = world.rows.clone();
    for (register, field, to) in moving {
        let targets = world.rows.iter().filter(|row| row.register == to);
        let targets: Vec<String> = targets.map(|row| row.key.clone()).collect();
        for row in rows.iter_mut().filter(|row| row.register == register) {
            if !targets.is_empty() && dice.chance(3, 1) {
                row.fields
                    .insert(field.to_owned(), dice.pick(&targets).clone());
            }
        }
    }
    store
        .act(&act(second, "change"), |w| {
            for row in &rows {
                let id = ids[&(row.register.clone(), row.key.clone())];
                w.update(&row.register, id, values(row), None)?;
            }
            Ok(())
        })
        .unwrap();
    World {
        authority: world.authority.clone(),
        rows,
        people: world.people.clone(),
        day: world.day,
    }
}

struct Asked<'w> {
    store: &'w Store,
    ids: &'w Ids,
    seed: u64,
    person: String,
    sight: Sight,
}

impl Asked<'_> {
    fn within(&self, register: &str) -> Within<'_> {
        let seen = ReadScope {
            rows: self.sight.scope(register, Right::Read),
            shown: self.sight.mask(register),
        };
        self.store.within(register, &seen).unwrap()
    }

    fn id(&self, row: &Row) -> RecordId {
        self.ids[&(row.register.clone(), row.key.clone())]
    }

    /// The rows that the oracle lets the person see, in order of number.
    fn expected<'r>(&self, register: &str, world: &'r World) -> Vec<&'r Row> {
        let rows = world.rows.iter().filter(|row| row.register == register);
        let mut rows: Vec<&Row> = rows
            .filter(|row| may_row(world, &self.person, world.day, Wish::Read, row))
            .collect();
        rows.sort_by_key(|row| self.id(row));
        rows
    }

    /// Asks everything there is of one register, in one state.
    fn register(&self, register: &str, world: &World, as_of: Option<Instant>) -> usize {
        let within = self.within(register);
        let rows = self.expected(register, world);
        let what = format!("seed {} {} {register} {as_of:?}", self.seed, self.person);
        let ids: Vec<i64> = rows.iter().map(|row| self.id(row).0).collect();
        let all = self.pages(&within, register, world, vec![], (None, None), as_of);
        assert_eq!(all, ids, "{what}");
        assert_eq!(within.count(as_of).unwrap(), ids.len() as u64, "{what}");
        let mut scanned = Vec::new();
        within
            .scan(as_of, &mut |record| {
                scanned.push(record.id.0);
                Ok(())
            })
            .unwrap();
        assert_eq!(scanned, ids, "{what}");
        for row in world.rows.iter().filter(|row| row.register == register) {
            let found = within.record(self.id(row), as_of).unwrap();
            assert_eq!(
                found.is_some(),
                ids.contains(&self.id(row).0),
                "{what} {row:?}"
            );
            let keys = PACKS.registers[register].key.iter();
            let key: Vec<Value> = keys.map(|name| values(row)[name].clone()).collect();
            assert_eq!(within.find(&key, as_of).unwrap(), found, "{what} {row:?}");
            if let Some(record) = found {
                self.shown(&record, row, world, &what);
            }
        }
        self.filtered(&within, register, world, as_of, &what);
        let options = ExportOptions {
            as_of,
            ..ExportOptions::default()
        };
        let mut file = Vec::new();
        let written = within.export(&options, &mut file).unwrap();
        assert_eq!(written, ids.len() as u64, "{what}");
        ids.len()
    }

    /// All rows of a list, page after page, with count and fields held against the oracle.
    fn pages(
        &self,
        within: &Within<'_>,
        register: &str,
        world: &World,
        filters: Vec<Filter>,
        (sort, search): (Option<Sort>, Option<&str>),
        as_of: Option<Instant>,
    ) -> Vec<i64> {
        let mut query = ListQuery {
            filters,
            sort,
            search: search.map(str::to_owned),
            limit: 2,
            as_of,
            ..ListQuery::new(register)
        };
        let (mut ids, mut count) = (Vec::new(), None);
        loop {
            let page = within.list(&query).unwrap();
            assert!(page.count_is_exact && page.more == page.next.is_some());
            assert_eq!(*count.get_or_insert(page.count), page.count);
            for record in &page.rows {
                let is_it = |row: &&Row| row.register == register && self.id(row) == record.id;
                let row = world.rows.iter().find(is_it).unwrap();
                self.shown(record, row, world, "on a page");
            }
            ids.extend(page.rows.iter().map(|record| record.id.0));
            match page.next {
                Some(next) => query.after = Some(next),
                None => break,
            }
        }
        assert_eq!(count, Some(ids.len() as u64));
        ids
    }

    /// Sealed fields stand there only where they may be opened.
    fn shown(&self, record: &Record, row: &Row, world: &World, what: &str) {
        for (register, field, class) in SEALED {
            if register != row.register {
                continue;
            }
            let declared = &PACKS.registers[register];
            let place = declared
                .stored()
                .position(|stored| stored.name == field)
                .unwrap();
            let opens = purposes(world, &self.person, world.day, class, row);
            let stands = row.fields.get(field).filter(|_| !opens.is_empty());
            let stands = stands.map_or(Value::Null, |value| text(value));
            assert_eq!(record.values[place], stands, "{what}: {field} of {row:?}");
        }
    }

    /// Filters, orders and searches, each against loops over the rows.
    fn filtered(
        &self,
        within: &Within<'_>,
        register: &str,
        world: &World,
        as_of: Option<Instant>,
        what: &str,
    ) {
        let rows = self.expected(register, world);
        let ids = |keep: &dyn Fn(&Row) -> bool| -> Vec<i64> {
            let rows = rows.iter().filter(|row| keep(row));
            rows.map(|row| self.id(row).0).collect()
        };
        let pages = |filters: Vec<Filter>, order: (Option<&str>, Option<&str>)| {
            let sort = order.0.map(|field| Sort {
                field: field.to_owned(),
                descending: true,
            });
            self.pages(within, register, world, filters, (sort, order.1), as_of)
        };
        if register == "member" {
            let is = |row: &Row, name: &str, value: &str| {
                row.fields.get(name).is_some_and(|stands| stands == value)
            };
            let two = Filter::equal("rank", Value::Int(2));
            assert_eq!(
                pages(vec![two.clone()], (None, None)),
                ids(&|row| is(row, "rank", "2")),
                "{what}"
            );
            let found = pages(vec![two], (None, Some("成员1")));
            let both = ids(&|row| is(row, "rank", "2") && is(row, "name", "成员1"));
            assert_eq!(found, both, "{what}");
            let mut sorted: Vec<&&Row> = rows.iter().collect();
            sorted.sort_by_key(|row| (row.fields["name"].clone(), self.id(row)));
            let sorted: Vec<i64> = sorted.iter().rev().map(|row| self.id(row).0).collect();
            assert_eq!(pages(vec![], (Some("name"), None)), sorted, "{what}");
            self.by_sealed_field(within, &rows, world, as_of, what);
        }
        if register == "visit" {
            let of = Filter::equal("member", text("P0"));
            let key = ids(&|row| row.fields["member"] == "P0");
            assert_eq!(pages(vec![of], (None, None)), key, "{what}");
        }
    }

    /// By a sealed field nobody sorts; whole values are found where all are shown.
    fn by_sealed_field(
        &self,
        within: &Within<'_>,
        rows: &[&Row],
        world: &World,
        as_of: Option<Instant>,
        what: &str,
    ) {
        let sort = Sort {
            field: "identity".to_owned(),
            descending: false,
        };
        let begins = Filter {
            field: "identity".to_owned(),
            is: Test::Begins("I".to_owned()),
        };
        let base = ListQuery {
            as_of,
            ..ListQuery::new("member")
        };
        for query in [
            ListQuery {
                sort: Some(sort),
                ..base.clone()
            },
            ListQuery {
                filters: vec![begins],
                ..base.clone()
            },
        ] {
            let refused = within.list(&query);
            assert!(
                matches!(refused, Err(StoreError::NotFindable { .. })),
                "{what}"
            );
        }
        let query = ListQuery {
            filters: vec![Filter::equal("identity", text("IP0"))],
            ..base
        };
        let hidden = rows
            .iter()
            .any(|row| purposes(world, &self.person, world.day, "identity", row).is_empty());
        match within.list(&query) {
            Ok(page) => {
                assert!(!hidden, "{what}: found by what is hidden");
                let is_it = rows.iter().filter(|row| row.key == "P0").count();
                assert_eq!(page.rows.len(), is_it, "{what}");
            }
            Err(error) => assert!(matches!(error, StoreError::NotFindable { .. }), "{what}"),
        }
    }

    /// Of each record those versions that could be seen when they were written.
    fn history(&self, register: &str, states: [(&World, Instant); 2]) {
        let within = self.within(register);
        for row in states[0]
            .0
            .rows
            .iter()
            .filter(|row| row.register == register)
        {
            let versions = within.history(self.id(row)).unwrap();
            let found: BTreeSet<Instant> =
                versions.iter().map(|version| version.written.at).collect();
            let whole = self.store.history(register, self.id(row)).unwrap();
            let mut expected = BTreeSet::new();
            for (world, at) in states {
                let is_it = |one: &&Row| one.register == register && one.key == row.key;
                let stood = world.rows.iter().find(is_it).unwrap();
                let is_written = whole.iter().any(|version| version.written.at == at);
                if is_written && may_row(world, &self.person, world.day, Wish::Read, stood) {
                    expected.insert(at);
                }
            }
            assert_eq!(
                found, expected,
                "seed {} {} {row:?}",
                self.seed, self.person
            );
            for version in versions {
                assert!(
                    version.written.before.is_none() && version.written.changes.is_empty()
                        || self.sees_everything(register)
                );
            }
        }
    }

    fn sees_everything(&self, register: &str) -> bool {
        self.sight.scope(register, Right::Read) == RowScope::All
            && self.sight.mask(register).is_empty()
    }
}
