//! Patterns, processes, calendars and their stories: each fault at its line with the nearest word.

use expect_test::{Expect, expect};

use crate::add;

const PATTERN: &str = r#"
--- patterns/care.toml
label = { zh = "照料", en = "Care" }
doc = { zh = "测试。", en = "For tests." }
[person.asker]
label = { zh = "申请人", en = "Asker" }
[person.owner]
label = { zh = "责任人", en = "Owner" }
[person.boss]
label = { zh = "领导", en = "Boss" }
[ask.reason]
label = { zh = "理由", en = "Reason" }
type = "text"
[ask.owner]
label = { zh = "责任人", en = "Owner" }
type = "person"
names = "owner"
[ask.stage]
label = { zh = "学段", en = "Stage" }
type = "field"
[state.asked]
label = { zh = "已申请", en = "Asked" }
[state.given]
label = { zh = "办理中", en = "Given" }
[state.done]
label = { zh = "已办结", en = "Done" }
ends = true
[[move]]
act = "ask"
label = { zh = "申请", en = "Ask" }
to = "asked"
by = ["asker"]
asks = ["stage?", "reason?"]
[[move]]
act = "give"
label = { zh = "交办", en = "Give" }
from = ["asked"]
to = "given"
by = ["boss"]
asks = ["owner"]
[[move]]
act = "finish"
label = { zh = "办结", en = "Finish" }
from = ["given"]
to = "done"
by = ["owner", "time"]
other_than = ["give"]
"#;

const PROCESS: &str = r#"
--- base/processes/care_class.toml
label = { zh = "班级照料", en = "Care of a class" }
doc = { zh = "测试。", en = "For tests." }
like = "care"
record = "class"
calendar = "china"
[people]
asker = ["registrar"]
boss = ["boss"]
[fields]
stage = "stage"
[move.ask]
guard = "record.roll > 3"
refusal = { zh = "人数太少", en = "too few" }
[limit.given]
within = "3 working days"
then = "finish"
--- base/calendars/china.toml
label = { zh = "日历", en = "Calendar" }
doc = { zh = "测试。", en = "For tests." }
[[year]]
year = 2026
source = "测试"
confirmed = true
off = [[2026-10-01, 2026-10-07]]
work = [2026-10-10]
--- base/roles.toml
[role.registrar]
label = { zh = "登记员", en = "Registrar" }
doc = { zh = "测试。", en = "For tests." }
at = ["02"]
read = ["class"]
[role.boss]
label = { zh = "领导", en = "Boss" }
doc = { zh = "测试。", en = "For tests." }
at = ["02"]
read = ["class"]
"#;

fn edit(old: &str, new: &str, expected: Expect) {
    let text = format!("{PATTERN}{PROCESS}");
    assert!(text.contains(old), "{old}");
    add(&text.replacen(old, new, 1), expected);
}

#[test]
fn the_sound_process_has_no_fault() {
    edit("like", "like", expect![[""]]);
}

#[test]
fn people_are_of_roles_that_packs_declare() {
    edit("boss = [\"boss\"]", "boss = [\"bos\"]", expect![[r#"
        [unknown_role] base/processes/care_class.toml:8: 没有名为“bos”的角色；是否“boss”？
    "#]]);
}

#[test]
fn states_are_reached_and_left() {
    edit(
        "to = \"done\"",
        "to = \"given\"",
        expect![[r#"
            [no_way_out] patterns/care.toml:19: 从状态“asked”走不到终结；加一个离开它的动作，或写 ends = true
            [no_way_out] patterns/care.toml:21: 从状态“given”走不到终结；加一个离开它的动作，或写 ends = true
            [unreachable_state] patterns/care.toml:23: 没有动作通向状态“done”
        "#]],
    );
    edit(
        "[state.done]",
        "[state.lost]\nlabel = { zh = \"失\", en = \"Lost\" }\n[state.done]",
        expect![[r#"
        [no_way_out] patterns/care.toml:23: 从状态“lost”走不到终结；加一个离开它的动作，或写 ends = true
        [unreachable_state] patterns/care.toml:23: 没有动作通向状态“lost”
    "#]],
    );
    edit(
        "from = [\"given\"]",
        "from = [\"givn\"]",
        expect![[r#"
            [no_way_out] patterns/care.toml:19: 从状态“asked”走不到终结；加一个离开它的动作，或写 ends = true
            [no_way_out] patterns/care.toml:21: 从状态“given”走不到终结；加一个离开它的动作，或写 ends = true
            [unreachable_state] patterns/care.toml:23: 没有动作通向状态“done”
            [unknown_name] patterns/care.toml:42: 没有名为“givn”的状态；是否“given”？
        "#]],
    );
    edit(
        "to = \"asked\"\n",
        "",
        expect![[r#"
            [unreachable_state] patterns/care.toml:19: 没有动作通向状态“asked”
            [unreachable_state] patterns/care.toml:21: 没有动作通向状态“given”
            [unreachable_state] patterns/care.toml:23: 没有动作通向状态“done”
            [missing_key] patterns/care.toml:26: 开始办件的动作缺少“to”
        "#]],
    );
}

#[test]
fn somebody_makes_every_move() {
    edit(
        "boss = [\"boss\"]\n",
        "",
        expect![[r#"
        [move_by_nobody] base/processes/care_class.toml:10: 没有人能办动作“give”；在 [people] 中给出参与人的角色，或把该动作写入 leave_out
    "#]],
    );
    edit(
        "by = [\"boss\"]",
        "by = [\"bos\"]",
        expect![[r#"
            [unknown_name] patterns/care.toml:37: 没有名为“bos”的参与人；是否“boss”？
        "#]],
    );
    edit("asks = [\"owner\"]", "asks = []", expect![[""]]);
    edit(
        "asker = [\"registrar\"]",
        "asker = []",
        expect![[r#"
        [no_role] base/processes/care_class.toml:7: “asker”没有角色
        [move_by_nobody] base/processes/care_class.toml:11: 没有人能办动作“ask”；在 [people] 中给出参与人的角色，或把该动作写入 leave_out
    "#]],
    );
    edit(
        "asker = [\"registrar\"]",
        "asker = { roles = [\"registrar\"], at = \"roll\" }",
        expect![[r#"
        [field_type] base/processes/care_class.toml:7: 字段“roll”不是机构
    "#]],
    );
}

#[test]
fn guards_name_what_there_is_and_compare_like_with_like() {
    for (guard, expected) in [
        (
            "record.rol > 3",
            expect![[r#"
            [unknown_field] base/processes/care_class.toml:12: 台账“class”没有字段“rol”；是否“roll”？
        "#]],
        ),
        (
            "roll > 3",
            expect![[r#"
            [unknown_value] base/processes/care_class.toml:12: 没有名为“roll”的值；写作 record.roll
        "#]],
        ),
        (
            "record.roll > 'a'",
            expect![[r#"
            [guard_type] base/processes/care_class.toml:12: 整数与文字不能这样比较或运算
        "#]],
        ),
        (
            "record.roll",
            expect![[r#"
            [guard_type] base/processes/care_class.toml:12: 这里应为是否，而不是整数
        "#]],
        ),
        (
            "record.stage == 'primry'",
            expect![[r#"
            [unknown_code] base/processes/care_class.toml:12: “primry”不是代码表“stage”的值；是否“primary”？
        "#]],
        ),
        (
            "record.stage in ['primary', 'x']",
            expect![[r#"
            [unknown_code] base/processes/care_class.toml:12: “x”不是代码表“stage”的值
        "#]],
        ),
        (
            "record.roll >= double(rule('large_fro'))",
            expect![[r#"
            [unknown_rule] base/processes/care_class.toml:12: 没有名为“large_fro”的规则值；是否“large_from”？
        "#]],
        ),
        (
            "record.roll * rule('large_from') > 1.0",
            expect![[r#"
            [guard_type] base/processes/care_class.toml:12: 整数与小数不能这样比较或运算；整数写作 double(…)
        "#]],
        ),
        (
            "record.is_large",
            expect![[r#"
            [guard_computed] base/processes/care_class.toml:12: “is_large”由公式得出，流程中不能用
        "#]],
        ),
        (
            "ask.resn == 'a'",
            expect![[r#"
            [unknown_ask] base/processes/care_class.toml:12: 该动作没有要求“resn”
        "#]],
        ),
        (
            "record.roll > (3",
            expect![[r#"
                [bad_guard] base/processes/care_class.toml:12: 表达式写法有误：expected ')'；写作 record.grade == 'high' && has(record.place)
            "#]],
        ),
        (
            "[1, 2].all(x, x > 0)",
            expect![[r#"
            [guard_form] base/processes/care_class.toml:12: 这种写法不能用在这里；只用比较、&& || !、+ - * /、in、has()、rule()、day()
        "#]],
        ),
        (
            "today > '2026-09-01'",
            expect![[r#"
            [guard_type] base/processes/care_class.toml:12: 日期与文字不能这样比较或运算；日期写作 day('2026-09-01')
        "#]],
        ),
        (
            "day('2026-9-1') < today",
            expect![[r#"
            [bad_guard] base/processes/care_class.toml:12: 表达式写法有误：`2026-9-1` is no day: write day('2026-09-01') or rule('name')；写作 record.grade == 'high' && has(record.place)
        "#]],
        ),
        (
            "record.number == null",
            expect![[r#"
            [guard_form] base/processes/care_class.toml:12: 这里不能用 null 或字节；用 has(record.x) 判断是否为空
        "#]],
        ),
    ] {
        edit("record.roll > 3", guard, expected);
    }
    edit(
        "guard = \"record.roll > 3\"\nrefusal",
        "guard = \"record.roll > 3\"\neffect",
        expect![[r#"
        [missing_key] base/processes/care_class.toml:12: 有条件的动作缺少“refusal”；用两种文字写明条件不满足时怎么办
    "#]],
    );
}

#[test]
fn limits_can_be_counted() {
    edit(
        "calendar = \"china\"\n",
        "",
        expect![[r#"
        [no_calendar] base/processes/care_class.toml:14: 以工作日计的期限需要日历；写 calendar = "china"
    "#]],
    );
    edit(
        "\"china\"",
        "\"chna\"",
        expect![[r#"
        [unknown_calendar] base/processes/care_class.toml:5: 没有名为“chna”的日历；是否“china”？
    "#]],
    );
    edit(
        "\"3 working days\"",
        "\"3 workdays\"",
        expect![[r#"
        [bad_span] base/processes/care_class.toml:15: “3 workdays”不是一段时间；写作 3 working days、20 days、24 hours 或 rule 规则名 working days
    "#]],
    );
    edit(
        "[limit.given]",
        "[limit.done]",
        expect![[r#"
            [limit_of_end] base/processes/care_class.toml:14: “done”已是终结状态，没有期限
        "#]],
    );
    edit(
        "[limit.given]",
        "[limit.givn]",
        expect![[r#"
            [unknown_state] base/processes/care_class.toml:14: 流程中没有状态“givn”；是否“given”？
        "#]],
    );
    edit(
        "then = \"finish\"",
        "then = \"give\"",
        expect![[r#"
        [unknown_act] base/processes/care_class.toml:16: 状态“given”没有动作“give”；可用：finish
    "#]],
    );
    edit(
        "within = \"3 working days\"",
        "by = \"stage\"\nwithin = { primary = \"3 days\" }",
        expect![[r#"
            [limit_gap] base/processes/care_class.toml:16: 没有给出 junior 的期限
        "#]],
    );
    edit(
        "within = \"3 working days\"",
        "until = \"roll\"",
        expect![[r#"
        [field_type] base/processes/care_class.toml:15: 字段“roll”不是日期
    "#]],
    );
    edit(
        "within = \"3 working days\"",
        "within = \"rule large_fro days\"\nescalate = [{ after = \"1 day\", tell = [\"bos\"] }]",
        expect![[r#"
            [unknown_rule] base/processes/care_class.toml:15: 没有名为“large_fro”的规则值；是否“large_from”？
            [unknown_person] base/processes/care_class.toml:16: 流程中没有参与人“bos”；是否“boss”？
        "#]],
    );
}

#[test]
fn a_process_narrows_its_pattern() {
    edit(
        "like = \"care\"",
        "like = \"cre\"",
        expect![[r#"
        [unknown_pattern] base/processes/care_class.toml:3: 没有名为“cre”的模式；是否“care”？
    "#]],
    );
    edit(
        "record = \"class\"",
        "record = \"clas\"",
        expect![[r#"
        [unknown_register] base/processes/care_class.toml:4: 没有名为“clas”的台账；是否“class”？
    "#]],
    );
    edit(
        "[move.ask]",
        "[move.aks]",
        expect![[r#"
        [unknown_act] base/processes/care_class.toml:11: 模式“care”没有动作“aks”；是否“ask”？
    "#]],
    );
    edit(
        "[move.ask]",
        "[move.ask]\nby = [\"boss\"]",
        expect![[r#"
        [widened] base/processes/care_class.toml:12: 模式中“boss”不办这一动作，流程只能收窄
    "#]],
    );
    edit(
        "[move.ask]",
        "[move.ask]\nsets = { roll = \"'a'\", stage = \"'primry'\", rol = \"3\" }",
        expect![[r#"
        [guard_type] base/processes/care_class.toml:12: 这里应为整数，而不是文字
        [unknown_code] base/processes/care_class.toml:12: “primry”不是代码表“stage”的值；是否“primary”？
        [unknown_field] base/processes/care_class.toml:12: 台账“class”没有字段“rol”；是否“roll”？
    "#]],
    );
    edit(
        "[move.ask]",
        "[move.ask]\nstarts = [{ process = \"care_clas\" }]",
        expect![[r#"
        [unknown_process] base/processes/care_class.toml:12: 没有名为“care_clas”的流程；是否“care_class”？
    "#]],
    );
    edit(
        "[move.ask]",
        "[move.ask]\nwrites = [{ register = \"class\", gives = { school = \"record.school\" } }]",
        expect![[r#"
            [missing_key] base/processes/care_class.toml:12: 缺少主键字段“number”
        "#]],
    );
    edit(
        "[people]",
        "leave_out = [\"finsh\"]\n[people]",
        expect![[r#"
        [unknown_act] base/processes/care_class.toml:6: 模式“care”没有动作“finsh”；是否“finish”？
    "#]],
    );
    edit(
        "[people]",
        "leave_out = [\"finish\"]\n[people]",
        expect![[r#"
        [no_way_out] base/processes/care_class.toml:1: 从状态“asked”走不到终结；加一个离开它的动作，或写 ends = true
        [no_way_out] base/processes/care_class.toml:1: 从状态“given”走不到终结；加一个离开它的动作，或写 ends = true
        [unknown_act] base/processes/care_class.toml:17: 状态“given”没有动作“finish”
    "#]],
    );
    edit(
        "stage = \"stage\"",
        "reason = \"stage\"",
        expect![[r#"
        [field_type] base/processes/care_class.toml:10: 字段“stage”的类型是 code，这里应为 text，且不能由公式得出
    "#]],
    );
}

#[test]
fn calendars_hold_days_of_their_year() {
    edit(
        "2026-10-10",
        "2027-10-10",
        expect![[r#"
        [bad_day] base/calendars/china.toml:8: 应为 2026 年的日期；写作 2026-10-10，或首尾两日 [2026-10-01, 2026-10-07]
    "#]],
    );
    edit(
        "2026-10-10",
        "2026-10-03",
        expect![[r#"
        [off_and_worked] base/calendars/china.toml:8: 2026-10-03 既放假又上班
    "#]],
    );
    edit(
        "[2026-10-01, 2026-10-07]",
        "[2026-10-07, 2026-10-01]",
        expect![[r#"
        [bad_day] base/calendars/china.toml:7: 应为 2026 年的日期；写作 2026-10-10，或首尾两日 [2026-10-01, 2026-10-07]
    "#]],
    );
}

#[test]
fn stories_name_the_people_and_acts_of_their_process() {
    let story = |steps: &str| {
        format!(
            "{PATTERN}{PROCESS}--- base/stories/care.toml\nabout = \"a class is cared for\"\n\
             process = \"care_class\"\n[record]\nnumber = \"1\"\nschool = \"A\"\n[who.li]\n\
             roles = [\"registrar\"]\n{steps}"
        )
    };
    let step = |rest: &str| story(&format!("[[step]]\nat = 2026-03-02T09:00:00\n{rest}"));
    add(
        &step("who = \"li\"\nact = \"ask\"\nstate = \"asked\"\n"),
        expect![[""]],
    );
    add(
        &step("who = \"lu\"\nact = \"aks\"\nstate = \"askd\"\n"),
        expect![[r#"
        [unknown_person] base/stories/care.toml:10: 用例中没有人名“lu”
        [unknown_act] base/stories/care.toml:11: 流程中没有动作“aks”；是否“ask”？
        [unknown_state] base/stories/care.toml:12: 流程中没有状态“askd”；是否“asked”？
    "#]],
    );
    add(
        &step("who = \"li\"\nact = \"ask\"\ngive = { reson = \"a\", stage = \"x\" }\n"),
        expect![[r#"
        [unknown_ask] base/stories/care.toml:12: 动作“ask”没有要求“reson”；是否“reason”？
        [bad_value] base/stories/care.toml:12: “x”不是学段代码表中的值
    "#]],
    );
    add(
        &story("[[step]]\nat = 2026-03-02\n[[step]]\nat = 2026-03-01\ndue = \"none\"\n"),
        expect![[r#"
        [steps_unsorted] base/stories/care.toml:11: 步骤应按时间先后
    "#]],
    );
}
