//! Roles: what they name, where they are held, what packs add to each other's.

use expect_test::{Expect, expect};

use crate::add;

const HEAD: &str = r#"--- base/roles.toml
[role.keeper]
label = { zh = "管理员", en = "Keeper" }
doc   = { zh = "管班级。", en = "Keeps classes." }
at    = ["02"]
read  = ["class", "pupil"]
write = ["class"]
acts  = ["import"]
[role.keeper.opens.identity]
check = { zh = "核对", en = "Checking" }
"#;

/// A role of which one text is another.
fn edit(old: &str, new: &str, expected: Expect) {
    assert!(HEAD.contains(old), "{old}");
    add(&HEAD.replacen(old, new, 1), expected);
}

#[test]
fn a_sound_role_has_no_fault() {
    add(HEAD, expect![""]);
}

#[test]
fn every_name_in_a_role_is_known() {
    edit(
        "[\"class\", \"pupil\"]",
        "[\"clas\", \"pupil\"]",
        expect![[r#"
        [unknown_register] base/roles.toml:5: 没有名为“clas”的台账；是否“class”？
    "#]],
    );
    edit(
        "[\"02\"]",
        "[\"03\"]",
        expect![[r#"
        [unknown_node_kind] base/roles.toml:4: 没有类型为“03”的机构；可用：01、02
    "#]],
    );
    edit(
        "\"import\"",
        "\"imports\"",
        expect![[r#"
        [unknown_act] base/roles.toml:7: 没有名为“imports”的操作；是否“import”？
    "#]],
    );
    edit(
        "opens.identity",
        "opens.identiti",
        expect![[r#"
        [unknown_key] base/roles.toml:8: 未知的键“identiti”；是否“identity”？
    "#]],
    );
    edit(
        "write =",
        "writes =",
        expect![[r#"
        [unknown_key] base/roles.toml:6: 未知的键“writes”；是否“write”？
    "#]],
    );
    edit(
        "[role.keeper]",
        "[role.Keeper]",
        expect![[r#"
        [bad_name] base/roles.toml:1: “Keeper”不能作角色的名称；用小写字母开头，只含小写字母、数字和单个下划线，最多 50 个字符
        [missing_key] base/roles.toml:8: 缺少“label”
        [missing_key] base/roles.toml:8: 缺少“doc”
        [where_held] base/roles.toml:8: 角色应写“at”或“of”之一；at 为可任职的机构类型；of 为以其一条记录任职的台账
    "#]],
    );
}

#[test]
fn a_role_is_held_somewhere() {
    edit(
        "at    = [\"02\"]",
        "",
        expect![[r#"
        [where_held] base/roles.toml:1: 角色应写“at”或“of”之一；at 为可任职的机构类型；of 为以其一条记录任职的台账
    "#]],
    );
    edit(
        "at    = [\"02\"]",
        "at = [\"02\"]\nof = \"class\"",
        expect![[r#"
        [where_held] base/roles.toml:1: 角色应写“at”或“of”之一；at 为可任职的机构类型；of 为以其一条记录任职的台账
    "#]],
    );
    edit(
        "check = { zh = \"核对\", en = \"Checking\" }",
        "",
        expect![[r#"
        [no_purpose] base/roles.toml:8: 未写明为何可以开启“identity”；写作 用途 = { zh = "…", en = "…" }
    "#]],
    );
    edit(
        "[\"class\", \"pupil\"]",
        "[\"all\", \"pupil\"]",
        expect![[r#"
        [more_than_all] base/roles.toml:5: “read”已写“all”，不必再列其他台账
    "#]],
    );
}

#[test]
fn registers_of_a_role_on_a_record_lead_to_it() {
    edit("at    = [\"02\"]", "of = \"class\"", expect![""]);
    edit(
        "at    = [\"02\"]",
        "of = \"pupil\"",
        expect![[r#"
        [no_way] base/roles.toml:5: 台账“class”没有通向“pupil”的关联，不知哪些记录属于它；去掉该台账；人人可看的写入 everywhere
        [no_way] base/roles.toml:6: 台账“class”没有通向“pupil”的关联，不知哪些记录属于它；去掉该台账；人人可看的写入 everywhere
    "#]],
    );
    let all = HEAD.replacen("at    = [\"02\"]", "of = \"class\"", 1);
    add(
        &all.replacen("[\"class\", \"pupil\"]", "[\"all\"]", 1),
        expect![[r#"
            [all_of_record] base/roles.toml:5: 以记录任职的角色不能写“all”；逐一列出台账
        "#]],
    );
    let twice = "--- base/registers/swap.toml
label = { zh = \"互换\", en = \"Swap\" }
doc   = { zh = \"一行。\", en = \"A row.\" }
key   = [\"from_class\"]
org   = \"from_class\"
[field.from_class]
label = { zh = \"甲\", en = \"From\" }
type = \"reference\"
to = \"class\"
required = true
[field.to_class]
label = { zh = \"乙\", en = \"To\" }
type = \"reference\"
to = \"class\"
";
    let role = HEAD.replacen("at    = [\"02\"]", "of = \"class\"", 1);
    let role = role.replacen("[\"class\", \"pupil\"]", "[\"class\", \"swap\"]", 1);
    add(
        &format!("{role}{twice}"),
        expect![[r#"
        [two_ways] base/roles.toml:5: 台账“swap”可经“from_class”或“to_class”通向“class”；在 through 中写明：swap = "字段"
    "#]],
    );
    let through = "acts  = [\"import\"]\nthrough = { swap = \"to_class\" }";
    let role = role.replacen("acts  = [\"import\"]", through, 1);
    add(&format!("{role}{twice}"), expect![""]);
}

#[test]
fn a_pack_adds_to_roles_of_those_that_it_needs() {
    let other = |needs: &str, adds: &str| {
        format!(
            "{HEAD}--- more/pack.toml
label   = {{ zh = \"更多\", en = \"More\" }}
doc     = {{ zh = \"更多。\", en = \"More.\" }}
version = \"1\"
needs   = [{needs}]
--- more/roles.toml
{adds}"
        )
    };
    add(
        &other("\"base\"", "[adds.keeper]\nread = [\"school\"]"),
        expect![""],
    );
    add(
        &other("\"base\"", "[adds.keper]\nread = [\"school\"]"),
        expect![[r#"
        [unknown_role] more/roles.toml:1: 没有名为“keper”的角色；是否“keeper”？
    "#]],
    );
    add(
        &other("", "[adds.keeper]\n"),
        expect![[r#"
        [not_needed] more/roles.toml:1: 角色“keeper”属于专题包“base”，而“more”不依赖它；在 more/pack.toml 的 needs 中加上“base”
    "#]],
    );
    add(
        &other("\"base\"", "[adds.keeper]\nacts = [\"import\"]"),
        expect![[r#"
        [unknown_key] more/roles.toml:2: 未知的键“acts”；可用：read、write、everywhere、opens
    "#]],
    );
    let twin = HEAD.trim_start_matches("--- base/roles.toml\n");
    add(
        &other("\"base\"", twin),
        expect![[r#"
        [twin_name] more/roles.toml:1: 角色“keeper”已在 base/roles.toml 中声明；要为专题包“base”的角色增加台账，写作 [adds.keeper]
    "#]],
    );
    add(
        &format!("{HEAD}[adds.keeper]\nread = [\"school\"]\n"),
        expect![[r#"
            [adds_to_own] base/roles.toml:10: 角色“keeper”就在本专题包中，请直接写入 [role.keeper]
        "#]],
    );
}

#[test]
fn splits_and_mergers_are_told_by_nodes_days_and_codes() {
    let register = |successions: &str| {
        format!(
            "--- base/registers/turn.toml
label = {{ zh = \"变更\", en = \"Turn\" }}
doc   = {{ zh = \"一行。\", en = \"A row.\" }}
key   = [\"node\"]
org   = \"node\"
[successions]
{successions}
[field.node]
label = {{ zh = \"机构\", en = \"Node\" }}
type = \"org\"
required = true
[field.heir]
label = {{ zh = \"承继\", en = \"Into\" }}
type = \"org\"
[field.day]
label = {{ zh = \"日期\", en = \"Day\" }}
type = \"day\"
[field.what]
label = {{ zh = \"事项\", en = \"What\" }}
type = \"code\"
codes = \"kind\"
"
        )
    };
    let sound = "node = \"node\"\nday = \"day\"\nother = \"heir\"\nact = \"what\"\n\
                 split = [\"01\"]\nmerge = [\"02\"]";
    add(&register(sound), expect![""]);
    add(
        &register(&sound.replace("\"heir\"", "\"what\"")),
        expect![[r#"
            [wrong_field_type] base/registers/turn.toml:8: 字段“what”应为类型 org，却是 code
        "#]],
    );
    add(
        &register(&sound.replace("\"day\"", "\"days\"")),
        expect![[r#"
            [unknown_field] base/registers/turn.toml:7: 台账“turn”没有字段“days”；是否“day”？
        "#]],
    );
    add(
        &register(&sound.replace("[\"02\"]", "[\"2\"]")),
        expect![[r#"
            [unknown_code] base/registers/turn.toml:11: 代码表“kind”没有代码“2”；可用：01、02
        "#]],
    );
    add(
        &register(&sound.replace("split = [\"01\"]", "")),
        expect![[r#"
            [missing_key] base/registers/turn.toml:5: 缺少“split”
        "#]],
    );
}
