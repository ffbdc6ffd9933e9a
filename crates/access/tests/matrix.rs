//! The roles of the packs that come with the program: who does what with which register.

use std::path::Path;
use std::sync::Arc;

use expect_test::{expect, expect_file};
use jixia_pack::{Held, Packs, ROLE_ACTS, Role, SourceFile};
use jixia_terms::Language;

fn packs() -> Arc<Packs> {
    let mut files = Vec::new();
    collect(
        Path::new(env!("CARGO_MANIFEST_DIR")),
        "../../packs",
        &mut files,
    );
    let packs = Packs::read(&files).unwrap_or_else(|faults| {
        panic!(
            "{:#?}",
            faults.iter().map(ToString::to_string).collect::<Vec<_>>()
        )
    });
    Arc::new(packs)
}

fn collect(root: &Path, folder: &str, files: &mut Vec<SourceFile>) {
    for entry in std::fs::read_dir(root.join(folder)).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{folder}/{}", path.file_name().unwrap().to_str().unwrap());
        if path.is_dir() {
            collect(root, &name, files);
        } else {
            let path = name.trim_start_matches("../../").to_owned();
            let text = std::fs::read_to_string(root.join(&name)).unwrap();
            files.push(SourceFile { path, text });
        }
    }
}

/// What a role does with a register: reads, writes, exports, and whether wherever it is held.
fn rights(role: &Role, register: &str) -> String {
    let everywhere = role.everywhere.contains(register);
    let writes = role.write.has(register);
    let reads = writes || role.read.has(register) || everywhere;
    let mark = |is: bool, sign: &str| if is { sign.to_owned() } else { String::new() };
    let signs = [
        mark(reads, "r"),
        mark(writes, "w"),
        mark(reads && role.export, "x"),
        mark(everywhere, "*"),
    ];
    match signs.concat() {
        none if none.is_empty() => ".".to_owned(),
        some => some,
    }
}

fn table(packs: &Packs, rows: &[String], cell: impl Fn(&Role, &str) -> String) -> String {
    let mut text = String::new();
    for row in rows {
        text += &format!("{row:<26}");
        for role in packs.roles.values() {
            let width = role.name.len() + 2;
            text += &format!("{:<width$}", cell(role, row));
        }
        text = text.trim_end().to_owned() + "\n";
    }
    text
}

#[test]
fn roles_by_register_act_and_sealed_class() {
    let packs = packs();
    let mut text = format!("{:<26}", "");
    for name in packs.roles.keys() {
        text += &format!("{name}  ");
    }
    text = text.trim_end().to_owned() + "\n\nheld\n";
    text += &table(&packs, &["at or of".to_owned()], |role, _| {
        match &role.held {
            Held::At(kinds) => format!("{} kinds", kinds.len()),
            Held::Of(register) => register.clone(),
        }
    });
    text += "\nregisters: r reads, w writes, x exports, * wherever it is held\n";
    let registers: Vec<String> = packs.registers.keys().cloned().collect();
    text += &table(&packs, &registers, rights);
    text += "\nacts\n";
    let has = |is: bool| if is { "yes" } else { "." }.to_owned();
    text += &table(&packs, &ROLE_ACTS.map(str::to_owned), |role, act| {
        has(role.acts.contains(act))
    });
    text += "\nsealed classes\n";
    let classes = ["identity", "health", "mind", "money"].map(str::to_owned);
    text += &table(&packs, &classes, |role, class| {
        let opens = role.opens.iter();
        let named = opens.filter(|(one, _)| format!("{one:?}").to_lowercase() == class);
        has(named.count() > 0)
    });
    expect_file!["matrix.txt"].assert_eq(&text);
}

#[test]
fn a_role_is_explained() {
    let explanation = jixia_pack::explain(&packs(), "班主任").unwrap();
    let roles = std::iter::once(&explanation).chain(&explanation.others);
    let role = roles.into_iter().find(|it| it.kind == "role").unwrap();
    expect![[r#"
        role class_teacher Class teacher
          Teacher in charge of one class: sees its pupils and their guardians and corrects how these are reached.
          declared in: packs/base/roles.toml:97
          held on a record of: class
          added to in: packs/balance/roles.toml:12
          - academic_year  Academic year  reads
          - class  Class  reads
          - dropout_case  Dropout case  reads
          - enrolment_event  Enrolment event  reads
          - guardian  Guardian  reads, writes
          - pupil  Pupil  reads
          - school  School  reads, everywhere
          - term  Term  reads
          - contact  Reaching a guardian  opens sealed fields of identity
    "#]].assert_eq(&role.text(Language::English));
}

/// What nobody may do by the roles that come with the program, whoever holds them.
#[test]
fn who_administers_or_audits_sees_no_person() {
    let packs = packs();
    let rulers: [(&str, &str, &[&str]); 2] = [
        ("system_admin", "grant", &["unit", "account"]),
        ("auditor", "journal", &["unit"]),
    ];
    for (role, acts, sees) in rulers {
        let role = &packs.roles[role];
        assert!(role.acts.contains(acts) && role.opens.is_empty());
        for register in packs.registers.keys() {
            let is_seen = role.read.has(register) || role.write.has(register);
            assert!(
                !is_seen || sees.contains(&register.as_str()),
                "{} sees {register}",
                role.name
            );
        }
    }
    for role in packs.roles.values() {
        let rules = role.acts.contains("grant") || role.acts.contains("accounts");
        assert!(
            !rules || role.name == "system_admin",
            "{} grants",
            role.name
        );
    }
}
