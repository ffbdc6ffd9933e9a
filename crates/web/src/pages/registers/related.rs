//! Links between records: from a field to the record it names, and from a record to those that name
//! it.

use std::collections::{BTreeMap, BTreeSet};

use jixia_app::pack::{Field, FieldKind, OrgSource, Packs, Register};
use jixia_app::store::{Filter, ListQuery, Record, Test};
use jixia_app::{App, AppError};

use super::listing::FILTER;
use super::{key_of, title_of, value_of};
use crate::address::Address;
use crate::terms::{Instant, Value};
use crate::texts::Words;

/// Where a value of a field leads: the record that it names.
pub(crate) fn link(packs: &Packs, field: &Field, value: &Value) -> Option<Address> {
    let key = value.as_text().filter(|_| field.sealed.is_none())?;
    let to = field.kind.target().and_then(|to| packs.registers.get(to));
    match (&field.kind, to) {
        (FieldKind::Reference(_), Some(to)) => {
            Some(Address::of(&["registers", &to.name, "key"]).with("key", key))
        }
        (FieldKind::Org, _) => Some(Address::of(&["node"]).with("key", key)),
        _ => None,
    }
}

/// Names looked up for one page at most.
const NAMES_MAX: usize = 400;

/// What records are called that other records name: by register (none for nodes) and key.
#[derive(Debug, Default)]
pub(crate) struct Names {
    names: BTreeMap<(Option<String>, String), String>,
    /// The instant as of which they are called so; none for now.
    at: Option<Instant>,
}

impl Names {
    /// Looks up what the references of these records are called, now or as of an instant.
    pub(crate) fn of(
        app: &App,
        register: &Register,
        (records, at): (&[&Record], Option<Instant>),
        words: Words,
    ) -> Result<Self, AppError> {
        let pairs = records.iter().flat_map(|record| {
            let fields = register.stored();
            fields.map(|field| (field, value_of(register, record, &field.name)))
        });
        Self::of_values(app, &pairs.collect::<Vec<_>>(), at, words)
    }

    /// Looks up what these references are called, now or as of an instant.
    pub(crate) fn of_values(
        app: &App,
        pairs: &[(&Field, &Value)],
        at: Option<Instant>,
        words: Words,
    ) -> Result<Self, AppError> {
        let packs = app.packs();
        let mut wanted: BTreeMap<Option<String>, BTreeSet<String>> = BTreeMap::new();
        for (field, value) in pairs.iter().filter(|(field, _)| field.sealed.is_none()) {
            let to = match &field.kind {
                FieldKind::Reference(to) => Some(to.clone()),
                FieldKind::Org => None,
                _ => continue,
            };
            let key = value.as_text().map(str::to_owned);
            wanted.entry(to).or_default().extend(key);
        }
        let mut names = Self {
            at,
            ..Self::default()
        };
        for (to, keys) in wanted {
            let keepers = packs.registers.values().filter(|keeper| match &to {
                Some(name) => keeper.name == *name,
                None => keeper.org == OrgSource::SelfNode,
            });
            for keeper in keepers {
                names.look_up(app, keeper, to.as_ref(), &keys, words)?;
            }
        }
        Ok(names)
    }

    fn look_up(
        &mut self,
        app: &App,
        keeper: &Register,
        to: Option<&String>,
        keys: &BTreeSet<String>,
        words: Words,
    ) -> Result<(), AppError> {
        let [key] = keeper.key.as_slice() else {
            return Ok(());
        };
        if keeper.title == *key || keys.is_empty() {
            return Ok(());
        }
        let values = keys
            .iter()
            .take(NAMES_MAX)
            .map(|text| Value::from(text.as_str()));
        let found = match self.at {
            // Lists of the past rely on no index; a single record is found by one.
            Some(_) => {
                let found = values.map(|key| app.find(&keeper.name, &[key], self.at));
                let found: Result<Vec<_>, _> = found.collect();
                found?.into_iter().flatten().collect()
            }
            None => {
                let mut query = ListQuery::new(&keeper.name);
                query.limit = NAMES_MAX;
                query.filters.push(Filter {
                    field: key.clone(),
                    is: Test::OneOf(values.collect()),
                });
                app.list(&query)?.rows
            }
        };
        for record in found {
            let name = title_of(keeper, &record, app.packs(), words);
            self.names
                .insert((to.cloned(), key_of(keeper, &record, app.packs())), name);
        }
        Ok(())
    }

    /// What the record is called that a value of a field names.
    pub(crate) fn get(&self, field: &Field, value: &Value) -> Option<&str> {
        let key = value.as_text()?.to_owned();
        let to = match &field.kind {
            FieldKind::Reference(to) => Some(to.clone()),
            FieldKind::Org => None,
            _ => return None,
        };
        self.names.get(&(to, key)).map(String::as_str)
    }
}

/// Records of one register that name a record in one field.
pub(crate) struct Pointing {
    /// The register.
    pub register: String,
    /// The field.
    pub field: String,
    /// How many there are.
    pub count: u64,
    /// Whether there are no more.
    pub is_exact: bool,
    /// Where their list is.
    pub href: Address,
}

/// The records that name the record with this key.
pub(crate) fn pointing(
    app: &App,
    register: &Register,
    key: &str,
) -> Result<Vec<Pointing>, AppError> {
    let packs = app.packs();
    let is_node = register.org == OrgSource::SelfNode;
    let mut found = Vec::new();
    for other in packs.registers.values() {
        for field in other.stored() {
            let names = match &field.kind {
                FieldKind::Reference(to) => *to == register.name,
                FieldKind::Org => is_node && super::is_findable(other, field),
                _ => false,
            };
            if !names {
                continue;
            }
            let mut query = ListQuery::new(&other.name);
            query.limit = 1;
            query.filters.push(Filter::equal(field.name.clone(), key));
            let page = app.list(&query)?;
            if page.count > 0 {
                found.push(Pointing {
                    register: other.name.clone(),
                    field: field.name.clone(),
                    count: page.count,
                    is_exact: page.count_is_exact,
                    href: Address::of(&["registers", &other.name])
                        .with(&format!("{FILTER}{}", field.name), key),
                });
            }
        }
    }
    Ok(found)
}
