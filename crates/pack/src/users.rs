//! Who uses a thing of the packs.

use serde::Serialize;

use crate::model::{Indicator, OrgSource, Packs};
use crate::process::Move;
use crate::sql;

/// Things of one kind that use what is explained.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Used {
    /// `register`, `field`, `view`, `indicator`, `role`, `process`, `story` or `pack`.
    pub kind: &'static str,
    /// Their names.
    pub names: Vec<String>,
}

/// Who uses the thing of this kind and name; kinds without any are left out.
pub(crate) fn users_of(packs: &Packs, kind: &str, name: &str) -> Vec<Used> {
    let mut users = Users::default();
    match kind {
        "register" | "view" => table(packs, name, &mut users),
        "field" => field(packs, name, &mut users),
        "code_list" => codes(packs, name, &mut users),
        "rule" => rule(packs, name, &mut users),
        "indicator" => {
            for story in packs.stories.values() {
                let expects = story.expect.iter().any(|expect| expect.indicator == name);
                users.add("story", expects, &story.name);
            }
        }
        _ => {
            for pack in packs.packs.values() {
                let needs = pack.needs.iter().any(|need| need == name);
                users.add("pack", needs, &pack.name);
            }
        }
    }
    users.0
}

#[derive(Default)]
struct Users(Vec<Used>);

impl Users {
    fn add(&mut self, kind: &'static str, uses: bool, name: &str) {
        if !uses {
            return;
        }
        match self.0.iter_mut().find(|used| used.kind == kind) {
            Some(used) => used.names.push(name.to_owned()),
            None => self.0.push(Used {
                kind,
                names: vec![name.to_owned()],
            }),
        }
    }
}

fn texts(indicator: &Indicator) -> Vec<&str> {
    let more = [&indicator.numerator, &indicator.denominator];
    [&indicator.rows, &indicator.value]
        .into_iter()
        .chain(more.into_iter().flatten())
        .map(String::as_str)
        .collect()
}

fn names_table(text: &str, name: &str) -> bool {
    sql::scan(text)
        .tables
        .iter()
        .any(|table| table.name == name)
}

fn table(packs: &Packs, name: &str, users: &mut Users) {
    for register in packs.registers.values() {
        for field in &register.fields {
            let refers = field.kind.target() == Some(name);
            users.add(
                "field",
                refers,
                &format!("{}.{}", register.name, field.name),
            );
        }
    }
    for view in packs.views.values() {
        users.add("view", names_table(&view.rows, name), &view.name);
    }
    for indicator in packs.indicators.values() {
        let uses = indicator.registers.iter().any(|register| register == name);
        let uses = uses || names_table(&indicator.rows, name);
        users.add("indicator", uses, &indicator.name);
    }
    for role in packs.roles.values() {
        let reads = role.read.has(name) || role.write.has(name) || role.everywhere.contains(name);
        users.add("role", reads, &role.name);
    }
    for process in packs.procedures.processes.values() {
        let writes = |one: &Move| one.writes.iter().any(|write| write.register == name);
        let uses = process.record == name || process.moves.iter().any(writes);
        users.add("process", uses, &process.name);
    }
    for story in packs.stories.values() {
        let gives = story.given.iter().any(|(register, _)| register == name);
        users.add("story", gives, &story.name);
    }
}

/// A field is used by SQL that reads its register and has its word, and by its own register's
/// owner, key and formulas.
fn field(packs: &Packs, name: &str, users: &mut Users) {
    let Some((register, field)) = name.split_once('.') else {
        return;
    };
    let Some(owner) = packs.registers.get(register) else {
        return;
    };
    let owns = owner.org == OrgSource::Field(field.to_owned());
    let is_key = owner.key.iter().any(|key| key == field);
    users.add("register", owns || is_key, &owner.name);
    for other in &owner.fields {
        let formula = other.computed.as_deref().unwrap_or_default();
        let uses = sql::scan(formula).words.contains(field);
        users.add("field", uses, &format!("{register}.{}", other.name));
    }
    for view in packs.views.values() {
        let scan = sql::scan(&view.rows);
        let reads = scan.tables.iter().any(|table| table.name == register);
        users.add("view", reads && scan.words.contains(field), &view.name);
    }
    for indicator in packs.indicators.values() {
        let reads = names_table(&indicator.rows, register);
        let texts = texts(indicator);
        let uses = reads
            && texts
                .iter()
                .any(|text| sql::scan(text).words.contains(field));
        users.add("indicator", uses, &indicator.name);
    }
}

fn codes(packs: &Packs, name: &str, users: &mut Users) {
    for register in packs.registers.values() {
        for field in &register.fields {
            let uses = field.kind.code_list() == Some(name);
            users.add("field", uses, &format!("{}.{}", register.name, field.name));
        }
    }
    for view in packs.views.values() {
        let mut lists = view.columns.iter().filter_map(|one| one.codes.as_deref());
        users.add("view", lists.any(|list| list == name), &view.name);
    }
    for indicator in packs.indicators.values() {
        let mut lists = indicator.by.iter().filter_map(|by| by.codes.as_deref());
        users.add("indicator", lists.any(|list| list == name), &indicator.name);
    }
}

fn rule(packs: &Packs, name: &str, users: &mut Users) {
    let names = |text: &str| sql::scan(text).rules.iter().any(|rule| rule.name == name);
    for register in packs.registers.values() {
        for field in &register.fields {
            let uses = names(field.computed.as_deref().unwrap_or_default());
            users.add("field", uses, &format!("{}.{}", register.name, field.name));
        }
    }
    for view in packs.views.values() {
        users.add("view", names(&view.rows), &view.name);
    }
    for indicator in packs.indicators.values() {
        let uses = indicator.rules.iter().any(|rule| rule == name);
        users.add("indicator", uses, &indicator.name);
    }
    for process in packs.procedures.processes.values() {
        users.add("process", process.rules().contains(name), &process.name);
    }
}
