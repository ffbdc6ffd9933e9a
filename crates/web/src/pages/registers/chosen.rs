//! References in the filters of a list: chosen by name where there are few records to choose from,
//! else found by what a person typed of a code or a name.

use std::collections::BTreeMap;

use jixia_app::pack::{Field, FieldKind, OrgSource, Packs, Register};
use jixia_app::store::{ListQuery, Sort, Test};
use jixia_app::{App, AppError};
use maud::{Markup, html};

use super::listing::FILTER;
use super::{is_findable, key_of, title_of};
use crate::ask::Ask;
use crate::terms::Value;
use crate::texts::{Words, say};

/// A list of names to choose from is at most so long; longer ones are searched by typing.
const OFFERED_MAX: usize = 120;
/// Records that a typed name may stand for at most.
const NAMED_MAX: usize = 50;
/// Of these so many are named on the page.
const SHOWN_MAX: usize = 8;

/// A record that a reference may name: its key and what it is called.
type Choice = (String, String);

/// What the filters of a list offer and what was typed into them.
#[derive(Debug, Default)]
pub(super) struct Chosen {
    /// By field: the records to choose from.
    pub offered: BTreeMap<String, Vec<Choice>>,
    /// The typed names that are no codes.
    named: Vec<Named>,
}

/// What a person typed that is no code, and the records whose names or codes hold it.
#[derive(Debug)]
struct Named {
    field: String,
    typed: String,
    found: Vec<Choice>,
    more: bool,
}

impl Chosen {
    /// Reads what the filters of a register offer, and puts codes for typed names into a query.
    pub(super) fn of(
        app: &App,
        register: &Register,
        query: &mut ListQuery,
        words: Words,
    ) -> Result<Self, AppError> {
        let mut chosen = Self::default();
        let fields = register.stored();
        for field in fields.filter(|field| is_findable(register, field)) {
            let keepers = keepers(app.packs(), &field.kind);
            if keepers.is_empty() {
                continue;
            }
            if !register.key.contains(&field.name) {
                let (choices, more) = choices(app, &keepers, (None, OFFERED_MAX), words)?;
                if !more && !choices.is_empty() {
                    chosen.offered.insert(field.name.clone(), choices);
                }
            }
            chosen.resolve(app, field, &keepers, query, words)?;
        }
        Ok(chosen)
    }

    fn resolve(
        &mut self,
        app: &App,
        field: &Field,
        keepers: &[&Register],
        query: &mut ListQuery,
        words: Words,
    ) -> Result<(), AppError> {
        let mut filters = query.filters.iter_mut();
        let Some(filter) = filters.find(|filter| filter.field == field.name) else {
            return Ok(());
        };
        let Test::OneOf(values) = &filter.is else {
            return Ok(());
        };
        let [Value::Text(typed)] = values.as_slice() else {
            return Ok(());
        };
        let typed = typed.clone();
        for keeper in keepers {
            let key = [Value::from(typed.as_str())];
            if keeper.key.len() != 1 || app.find(&keeper.name, &key, None)?.is_some() {
                return Ok(());
            }
        }
        let (found, more) = choices(app, keepers, (Some(&typed), NAMED_MAX), words)?;
        if !found.is_empty() {
            let keys = found.iter().map(|(key, _)| Value::from(key.as_str()));
            filter.is = Test::OneOf(keys.collect());
        }
        self.named.push(Named {
            field: field.name.clone(),
            typed,
            found,
            more,
        });
        Ok(())
    }

    /// What the typed names were taken for.
    pub(super) fn told(&self, ask: &Ask, register: &Register) -> Markup {
        let words = ask.words;
        html! {
            @for named in &self.named {
                @let label = register.field(&named.field)
                    .map_or("", |field| words.label(&field.label));
                p.notice {
                    @if named.found.is_empty() {
                        (say!(words, "filter-nothing-named", field = label,
                            typed = named.typed.as_str()))
                    } @else {
                        (say!(words, "filter-named", field = label, typed = named.typed.as_str(),
                            count = named.found.len()))
                        @for (key, name) in named.found.iter().take(SHOWN_MAX) {
                            " "
                            a href=(ask.address.clone().without(&["after", "lang"])
                                .with(&format!("{FILTER}{}", named.field), key)) {
                                bdi { (name) }
                            }
                        }
                        @if named.found.len() > SHOWN_MAX { " …" }
                        @if named.more { " " (say!(words, "filter-named-more")) }
                    }
                }
            }
        }
    }
}

/// The registers whose records a kind of field names.
fn keepers<'a>(packs: &'a Packs, kind: &FieldKind) -> Vec<&'a Register> {
    let all = packs.registers.values();
    match kind {
        FieldKind::Reference(to) => all.filter(|one| one.name == *to).collect(),
        FieldKind::Org => all.filter(|one| one.org == OrgSource::SelfNode).collect(),
        _ => Vec::new(),
    }
}

/// The first records of these registers, or of those that words find; whether there are more.
fn choices(
    app: &App,
    keepers: &[&Register],
    (search, limit): (Option<&str>, usize),
    words: Words,
) -> Result<(Vec<Choice>, bool), AppError> {
    let mut choices = Vec::new();
    for keeper in keepers {
        let mut query = ListQuery::new(&keeper.name);
        query.search = search.map(str::to_owned);
        query.limit = limit.saturating_sub(choices.len()).max(1);
        let titled = keeper.field(&keeper.title);
        query.sort = titled
            .filter(|field| is_findable(keeper, field))
            .map(|field| Sort {
                field: field.name.clone(),
                descending: false,
            });
        let page = app.list(&query)?;
        let over = page.more || choices.len() + page.rows.len() > limit;
        choices.extend(page.rows.iter().map(|record| {
            let key = key_of(keeper, record, app.packs());
            (key, title_of(keeper, record, app.packs(), words))
        }));
        if over {
            choices.truncate(limit);
            return Ok((choices, true));
        }
    }
    Ok((choices, false))
}
