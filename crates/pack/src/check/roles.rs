//! Roles of all packs as one: twins, what packs add to each other's, and every name in them.

use super::{Reach, User};
use crate::model::Packs;
use crate::read::place::Kind;
use crate::read::role::{Addition, RolesFile};
use crate::role::{Held, Registers, Role};
use crate::sink::{Sink, join, what};

/// Puts the roles into the model, each with what other packs add, and checks them.
pub(crate) fn fill(packs: &mut Packs, files: Vec<RolesFile>, reach: &Reach<'_>, sink: &mut Sink) {
    let mut additions = Vec::new();
    for file in files {
        for role in file.roles {
            check(packs, &role, reach, sink);
            match packs.roles.get(&role.name) {
                Some(other) => twin(&role, other, sink),
                None => {
                    packs.roles.insert(role.name.clone(), role);
                }
            }
        }
        additions.extend(file.adds);
    }
    for addition in additions {
        add(packs, addition, reach, sink);
    }
}

fn twin(role: &Role, other: &Role, sink: &mut Sink) {
    let (name, file) = (&role.name, &other.origin.file);
    let text = say!(
        "角色“{name}”已在 {file} 中声明",
        "the role `{name}` is already declared in {file}"
    );
    let (pack, key) = (&other.origin.pack, format!("[adds.{name}]"));
    let help = say!(
        "要为专题包“{pack}”的角色增加台账，写作 {key}",
        "to add registers to the role of the pack `{pack}`, write {key}"
    );
    let fault = what("twin_name", text).help(help);
    sink.add(&role.origin.file, &path_of(role), fault);
}

fn path_of(role: &Role) -> String {
    join("role", &role.name)
}

/// Registers that a role or an addition names, by key.
struct Named<'a> {
    pack: &'a str,
    file: &'a str,
    path: String,
}

impl Named<'_> {
    fn register(&self, key: &str, name: &str, reach: &Reach<'_>, sink: &mut Sink) -> bool {
        let path = join(&self.path, key);
        let user = User {
            pack: self.pack,
            file: self.file,
            path: &path,
            at: None,
        };
        reach.use_name(Kind::Register, name, user, sink)
    }

    fn registers(&self, key: &str, names: &Registers, reach: &Reach<'_>, sink: &mut Sink) {
        if let Registers::Some(names) = names {
            for name in names {
                self.register(key, name, reach, sink);
            }
        }
    }
}

fn check(packs: &Packs, role: &Role, reach: &Reach<'_>, sink: &mut Sink) {
    let named = Named {
        pack: &role.origin.pack,
        file: &role.origin.file,
        path: path_of(role),
    };
    named.registers("read", &role.read, reach, sink);
    named.registers("write", &role.write, reach, sink);
    for name in &role.everywhere {
        named.register("everywhere", name, reach, sink);
    }
    match &role.held {
        Held::At(kinds) => {
            let known = packs.node_kinds();
            for kind in kinds.iter().filter(|kind| !known.contains(kind.as_str())) {
                let text = say!(
                    "没有类型为“{kind}”的机构",
                    "no node of the organisation tree is of the kind `{kind}`"
                );
                let known: Vec<&str> = known.iter().copied().collect();
                let fault = what("unknown_node_kind", text).near_or_list(kind, &known);
                sink.add(named.file, &join(&named.path, "at"), fault);
            }
        }
        Held::Of(register) => {
            if named.register("of", register, reach, sink) {
                ways(packs, role, (&role.read, &role.write), &named, sink);
            }
        }
    }
}

/// Every register that a role on a record names leads to that record in one way.
fn ways(
    packs: &Packs,
    role: &Role,
    (read, write): (&Registers, &Registers),
    named: &Named<'_>,
    sink: &mut Sink,
) {
    let Held::Of(of) = &role.held else {
        return;
    };
    for (key, registers) in [("read", read), ("write", write)] {
        let Registers::Some(names) = registers else {
            let text = say!(
                "以记录任职的角色不能写“all”",
                "a role held on a record cannot say `all`"
            );
            let help = say!("逐一列出台账", "name the registers one by one");
            let fault = what("all_of_record", text).help(help);
            sink.add(named.file, &join(&named.path, key), fault);
            continue;
        };
        let known = names
            .iter()
            .filter(|name| packs.registers.contains_key(*name));
        for name in known {
            let first = role.through.get(name).map(String::as_str);
            let ways = packs.shortest_ways(name, of, first);
            let is_read_anyway = key == "read" && packs.is_of_authority(name);
            let fault = match ways.as_slice() {
                [] if is_read_anyway => continue,
                [_] => continue,
                [] => no_way(name, of),
                [one, other, ..] => two_ways(name, of, [one, other]),
            };
            sink.add(named.file, &join(&named.path, key), fault);
        }
    }
}

fn no_way(name: &str, of: &str) -> crate::sink::What {
    let text = say!(
        "台账“{name}”没有通向“{of}”的关联，不知哪些记录属于它",
        "no reference leads from the register `{name}` to `{of}`, so none of its rows belong to one"
    );
    let help = say!(
        "去掉该台账；人人可看的写入 everywhere",
        "take it out; what everybody may see belongs in `everywhere`"
    );
    what("no_way", text).help(help)
}

fn two_ways(name: &str, of: &str, ways: [&Vec<String>; 2]) -> crate::sink::What {
    let [one, other] = ways.map(|way| way.join("."));
    let text = say!(
        "台账“{name}”可经“{one}”或“{other}”通向“{of}”",
        "the register `{name}` leads to `{of}` by `{one}` and by `{other}`"
    );
    let help = say!(
        "在 through 中写明：{name} = \"字段\"",
        "say which in `through`: {name} = \"field\""
    );
    what("two_ways", text).help(help)
}

fn add(packs: &mut Packs, addition: Addition, reach: &Reach<'_>, sink: &mut Sink) {
    let named = Named {
        pack: &addition.origin.pack,
        file: &addition.origin.file,
        path: join("adds", &addition.role),
    };
    named.registers("read", &addition.read, reach, sink);
    named.registers("write", &addition.write, reach, sink);
    for name in &addition.everywhere {
        named.register("everywhere", name, reach, sink);
    }
    let Some(role) = packs.roles.get(&addition.role) else {
        let name = &addition.role;
        let text = say!("没有名为“{name}”的角色", "there is no role `{name}`");
        let fault = what("unknown_role", text).near(name, packs.roles.keys().map(String::as_str));
        return sink.add(named.file, &named.path, fault);
    };
    let (name, other) = (&role.name, &role.origin.pack);
    if reach
        .packs(named.pack)
        .is_some_and(|reach| !reach.contains(other))
    {
        let pack = named.pack;
        let text = say!(
            "角色“{name}”属于专题包“{other}”，而“{pack}”不依赖它",
            "the role `{name}` belongs to the pack `{other}`, which `{pack}` does not need"
        );
        let help = say!(
            "在 {pack}/pack.toml 的 needs 中加上“{other}”",
            "add `{other}` to `needs` in {pack}/pack.toml"
        );
        sink.add(named.file, &named.path, what("not_needed", text).help(help));
    }
    if other == named.pack {
        let text = say!(
            "角色“{name}”就在本专题包中，请直接写入 [role.{name}]",
            "the role `{name}` is of this very pack; write it into [role.{name}]"
        );
        sink.add(named.file, &named.path, what("adds_to_own", text));
    }
    if matches!(role.held, Held::Of(_)) {
        ways(packs, role, (&addition.read, &addition.write), &named, sink);
    }
    if let Some(role) = packs.roles.get_mut(&addition.role) {
        widen(role, addition);
    }
}

fn widen(role: &mut Role, addition: Addition) {
    join_registers(&mut role.read, addition.read);
    join_registers(&mut role.write, addition.write);
    role.everywhere.extend(addition.everywhere);
    for (class, purposes) in addition.opens {
        role.opens.entry(class).or_default().extend(purposes);
    }
    role.adds.push(addition.origin);
}

fn join_registers(own: &mut Registers, more: Registers) {
    match (own, more) {
        (Registers::All, _) => {}
        (own, Registers::All) => *own = Registers::All,
        (Registers::Some(own), Registers::Some(more)) => own.extend(more),
    }
}
