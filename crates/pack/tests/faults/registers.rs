//! Registers: keys, titles, trees, owners, types and formulas.

use expect_test::expect;

use crate::edit;

#[test]
fn keys_titles_and_trees_of_registers() {
    edit(
        "registers/school",
        "key   = [\"code\"]",
        "key = [\"cod\"]",
        expect![[r#"
        [unknown_field] base/registers/school.toml:3: 台账“school”没有字段“cod”；是否“code”？
    "#]],
    );
    edit(
        "registers/school",
        "key   = [\"code\"]",
        "key = []",
        expect![[r#"
        [empty_key] base/registers/school.toml:3: 主键为空
    "#]],
    );
    edit(
        "registers/school",
        "key   = [\"code\"]",
        "key = [\"code\", \"name\"]",
        expect![[r#"
        [node_key_not_single] base/registers/school.toml:3: 机构节点的代码只能是一个字段，主键却有 2 个
        [key_not_required] base/registers/school.toml:3: 主键字段“name”不是必填；在 [field.name] 中写 required = true
    "#]],
    );
    edit(
        "registers/class",
        "\"number\"]",
        "\"is_large\"]",
        expect![[r#"
        [computed_key] base/registers/class.toml:3: 主键字段“is_large”由公式得出
    "#]],
    );
    edit(
        "registers/pupil",
        "key   = [\"number\"]",
        "key = [\"identity\"]",
        expect![[r#"
        [key_not_required] base/registers/pupil.toml:3: 主键字段“identity”不是必填；在 [field.identity] 中写 required = true
    "#]],
    );
    edit(
        "registers/school",
        "title = \"name\"",
        "title = \"nmae\"",
        expect![[r#"
        [unknown_field] base/registers/school.toml:5: 台账“school”没有字段“nmae”；是否“name”？
    "#]],
    );
    edit(
        "registers/pupil",
        "org   =",
        "title = \"identity\"\norg   =",
        expect![[r#"
        [sealed_title] base/registers/pupil.toml:4: 标题字段“identity”是封存字段
    "#]],
    );
    edit(
        "registers/school",
        "org   = \"self\"",
        "org = \"none\"",
        expect![[r#"
        [org_without_owner] base/registers/class.toml:4: 归属经“school”而来，但“school”不归任何机构（org = "none"）
        [tree_without_self] base/registers/school.toml:6: 只有 org = "self" 的台账才有 [tree]
    "#]],
    );
    edit(
        "registers/class",
        "org   = \"school\"",
        "org = \"self\"",
        expect![[r#"
        [node_key_not_single] base/registers/class.toml:3: 机构节点的代码只能是一个字段，主键却有 2 个
        [self_without_tree] base/registers/class.toml:4: org = "self" 而缺少 [tree]
    "#]],
    );
    edit(
        "registers/school",
        "kind    = \"kind\"",
        "kind = \"name\"",
        expect![[r#"
        [wrong_field_type] base/registers/school.toml:8: 字段“name”应为类型 code，却是 text
    "#]],
    );
    edit(
        "registers/school",
        "parents = [\"parent\"]",
        "parents = [\"opened\"]",
        expect![[r#"
        [wrong_field_type] base/registers/school.toml:9: 字段“opened”应为类型 org，却是 day
    "#]],
    );
    edit(
        "registers/school",
        "since   = \"opened\"",
        "since = \"places\"",
        expect![[r#"
        [wrong_field_type] base/registers/school.toml:10: 字段“places”应为类型 day，却是 count
    "#]],
    );
    edit(
        "registers/class",
        "[field.school]",
        "[moves]\nnode = \"school\"\nday = \"roll\"\nto = \"stage\"\n[field.school]",
        expect![[r#"
        [wrong_field_type] base/registers/class.toml:7: 字段“roll”应为类型 day，却是 count
        [wrong_field_type] base/registers/class.toml:8: 字段“stage”应为类型 org，却是 code
    "#]],
    );
}

#[test]
fn fields_that_cannot_stand_in_keys_and_owners() {
    edit(
        "registers/pupil",
        "key   = [\"number\"]",
        "key = [\"languages\"]",
        expect![[r#"
        [key_not_required] base/registers/pupil.toml:3: 主键字段“languages”不是必填；在 [field.languages] 中写 required = true
    "#]],
    );
    edit(
        "registers/pupil",
        "required = true",
        "required = true\nsealed = \"identity\"",
        expect![[r#"
        [sealed_key] base/registers/pupil.toml:3: 主键字段“number”是封存字段；主键会出现在别的台账里，请另设编号
    "#]],
    );
    edit(
        "registers/pupil",
        "type     = \"text\"\ncheck    = \"student_number\"",
        "type = \"number\"",
        expect![[r#"
        [bad_key_type] base/registers/pupil.toml:3: 主键字段“number”的类型不能作主键
    "#]],
    );
    edit(
        "registers/school",
        "type  = \"day\"",
        "type = \"day\"\nsealed = \"mind\"",
        expect![[r#"
        [field_not_plain] base/registers/school.toml:10: 字段“opened”由公式得出或为封存字段，不能用在这里
    "#]],
    );
    edit(
        "registers/pupil",
        "to    = \"class\"",
        "to = \"class\"\nsealed = \"mind\"",
        expect![[r#"
        [field_not_plain] base/registers/pupil.toml:4: 归属字段“class”由公式得出或为封存字段
    "#]],
    );
}

#[test]
fn what_says_nothing_is_a_fault() {
    edit(
        "rules/large_from",
        "[[from]]\ndate   = 2016-07-11\nvalue  = 56\nsource = \"国发〔2016〕40号\"",
        "from = []",
        expect![[r#"
        [no_values] base/rules/large_from.toml:5: 规则值没有任何值
    "#]],
    );
    edit(
        "stories/large_classes",
        "A = 50\n\"A stage=primary\" = 50.0\n\"A stage=junior\"  = \"none\"",
        "",
        expect![[r#"
        [no_story] base/indicators/large_share.toml:1: 指标“large_share”没有用例；在 stories/ 中写一个含 [expect.large_share] 的用例
    "#]],
    );
    edit(
        "stories/large_classes",
        "[expect.large_share]\nA = 50\n\"A stage=primary\" = 50.0\n\"A stage=junior\"  = \"none\"",
        "[expect]",
        expect![[r#"
        [no_expectation] base/stories/large_classes.toml:13: 用例没有期望任何值
    "#]],
    );
}

#[test]
fn owners_of_rows() {
    edit(
        "registers/class",
        "org   = \"school\"",
        "org = \"shcool\"",
        expect![[r#"
        [unknown_field] base/registers/class.toml:4: 台账“class”没有字段“shcool”；是否“school”？
    "#]],
    );
    edit(
        "registers/class",
        "org   = \"school\"",
        "org = \"roll\"",
        expect![[r#"
        [wrong_field_type] base/registers/class.toml:4: 归属字段“roll”应为类型 org 或 reference，却是 count
    "#]],
    );
    edit(
        "registers/class",
        "to       = \"school\"",
        "to = \"pupil\"",
        expect![[r#"
        [org_ring] base/registers/class.toml:4: 归属没有尽头：class → pupil → class
    "#]],
    );
    edit(
        "registers/class",
        "org   = \"school\"",
        "org = \"none\"",
        expect![[r#"
        [org_without_owner] base/registers/pupil.toml:4: 归属经“class”而来，但“class”不归任何机构（org = "none"）
    "#]],
    );
}

#[test]
fn types_and_what_belongs_to_them() {
    edit(
        "registers/class",
        "type     = \"reference\"",
        "type = \"refrence\"",
        expect![[r#"
        [unknown_type] base/registers/class.toml:7: 没有“refrence”这种类型；是否“reference”？
    "#]],
    );
    edit(
        "registers/class",
        "type  = \"count\"",
        "type = \"colour\"",
        expect![[r#"
        [unknown_type] base/registers/class.toml:20: 没有“colour”这种类型；可用：text、count、number、money、percent、day、time、instant、yes_no、code、codes、reference、org、identity、point、area、file、files
    "#]],
    );
    edit(
        "registers/class",
        "codes = \"stage\"",
        "codes = \"stages\"",
        expect![[r#"
        [unknown_code_list] base/registers/class.toml:17: 没有名为“stages”的代码表；是否“stage”？
    "#]],
    );
    edit(
        "registers/class",
        "codes = \"stage\"",
        "",
        expect![[r#"
        [missing_key] base/registers/class.toml:14: 缺少“codes”
    "#]],
    );
    edit(
        "registers/class",
        "to       = \"school\"",
        "to = \"schol\"",
        expect![[r#"
        [unknown_register] base/registers/class.toml:8: 没有名为“schol”的台账；是否“school”？
    "#]],
    );
    edit(
        "registers/class",
        "type  = \"count\"",
        "type = \"count\"\nmatch = \"[0-9]\"\ncodes = \"stage\"",
        expect![[r#"
        [misplaced_key] base/registers/class.toml:21: 类型“count”没有“match”；只用于 text、org 和 reference
        [misplaced_key] base/registers/class.toml:22: 类型“count”没有“codes”；只用于 code 和 codes
    "#]],
    );
    edit(
        "registers/school",
        "match    = \"[0-9]{4}\"",
        "match = \"[0-9\"",
        expect![[r#"
            [bad_pattern] base/registers/school.toml:14: match 不是合格的正则表达式：unclosed character class
        "#]],
    );
    edit(
        "registers/school",
        "match    = \"[0-9]{4}\"",
        "match = \"a)|(b\"",
        expect![[r#"
            [bad_pattern] base/registers/school.toml:14: match 不是合格的正则表达式：unopened group
        "#]],
    );
    edit(
        "registers/school",
        "max   = 9999",
        "max = 9.5",
        expect![[r#"
        [bad_bound] base/registers/school.toml:35: “max”不是这种类型的值；写作 0 或正整数
    "#]],
    );
    edit(
        "registers/school",
        "max   = 9999",
        "max = 5\nmin = 6",
        expect![[r#"
        [bounds_reversed] base/registers/school.toml:36: min 大于 max
    "#]],
    );
    edit(
        "registers/school",
        "min   = 1900-01-01",
        "min = \"1900\"",
        expect![[r#"
        [bad_bound] base/registers/school.toml:30: “min”不是这种类型的值；写作 2026-09-01
    "#]],
    );
    edit(
        "registers/pupil",
        "max    = 10000",
        "max = 0.005",
        expect![[r#"
        [bad_bound] base/registers/pupil.toml:26: “max”不是这种类型的值；以元为单位，最多两位小数
    "#]],
    );
    edit(
        "registers/pupil",
        "type  = \"codes\"",
        "type = \"codes\"\nmin = 1",
        expect![[r#"
            [misplaced_key] base/registers/pupil.toml:21: 类型“codes”没有“min”；只用于 count、number、money、percent、day 和 time；max 也用于 text
        "#]],
    );
    edit(
        "registers/pupil",
        "check    = \"student_number\"",
        "check = \"studentnumber\"",
        expect![[r#"
        [unknown_word] base/registers/pupil.toml:8: “check”没有“studentnumber”这一项；是否“student_number”？
    "#]],
    );
    edit(
        "registers/pupil",
        "sealed = \"money\"",
        "sealed = \"cash\"",
        expect![[r#"
        [unknown_word] base/registers/pupil.toml:25: “sealed”没有“cash”这一项；可用：identity、health、mind、money
    "#]],
    );
    edit(
        "registers/class",
        "[field.roll]",
        "[field.roll_2]\nlabel = { zh = \"人数\", en = \"Roll 2\" }\ntype = \"count\"\n[field.roll]",
        expect![[r#"
        [twin_header] base/registers/class.toml:22: 表头“人数”已经是字段“roll_2”的
    "#]],
    );
    edit(
        "registers/class",
        "[field.stage]",
        "[field]\nnote = \"text\"\n[field.stage]",
        expect![[r#"
        [wrong_type] base/registers/class.toml:15: 字段应写作 [field.note]
    "#]],
    );
}

#[test]
fn formulas() {
    edit(
        "registers/class",
        "roll >= rule",
        "rolls >= rule",
        expect![[r#"
        [unknown_column] base/registers/class.toml:24: 没有字段“rolls”；是否“roll”？
    "#]],
    );
    edit(
        "registers/class",
        "large_from",
        "large_fom",
        expect![[r#"
        [unknown_rule] base/registers/class.toml:24: 没有名为“large_fom”的规则值；是否“large_from”？
    "#]],
    );
    edit(
        "registers/class",
        "roll >= rule('large_from')",
        "roll >= rule(large_from)",
        expect![[r#"
            [broken_sql] base/registers/class.toml:24: rule 须写作 rule('名称')
        "#]],
    );
    edit(
        "registers/class",
        "computed =",
        "required = true\nfind = true\ncomputed =",
        expect![[r#"
        [computed_with] base/registers/class.toml:24: 由公式得出的字段不能有“required”；它不导入也不存储，去掉该键
        [computed_with] base/registers/class.toml:25: 由公式得出的字段不能有“find”；它不导入也不存储，去掉该键
    "#]],
    );
    edit(
        "registers/class",
        "computed =",
        "computed = \"is_large\" #",
        expect![[r#"
        [computed_of_computed] base/registers/class.toml:24: 公式用到的字段“is_large”本身由公式得出
    "#]],
    );
    edit(
        "registers/pupil",
        "[field.aid]",
        "[field.has_aid]\nlabel = { zh = \"受资助\", en = \"Has aid\" }\ntype = \"yes_no\"\ncomputed = \"aid > 0\"\n[field.aid]",
        expect![[r#"
        [unsealed_formula] base/registers/pupil.toml:25: 公式用到封存字段“aid”，“has_aid”却不是封存字段；给“has_aid”加上同样的 sealed
    "#]],
    );
}
