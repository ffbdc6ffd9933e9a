//! Links between records: from a field to the record it names, and from a record to those that name
//! it.

use jixia_app::pack::{Field, FieldKind, OrgSource, Packs, Register};
use jixia_app::store::{Filter, ListQuery};
use jixia_app::{App, AppError};

use super::listing::FILTER;
use crate::address::Address;
use crate::terms::Value;

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
