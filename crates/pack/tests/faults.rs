//! What is wrong with packs is told with file, line and the nearest right word, all at once.
//!
//! Each test breaks the sound pack of `house` in one place and reads what is said.

mod house;

use expect_test::{Expect, expect};
use jixia_pack::{Fault, Packs, SourceFile};
use jixia_terms::Language;

fn faults(files: &[SourceFile]) -> String {
    let faults = Packs::read(files).err().unwrap_or_default();
    let line = |fault: &Fault| format!("[{}] {fault}\n", fault.code);
    faults.iter().map(line).collect()
}

/// Replaces some text in one file of the sound pack.
fn edit(file: &str, old: &str, new: &str, expected: Expect) {
    let mut files = house::files(house::SOUND);
    let path = format!("base/{file}.toml");
    let source = files.iter_mut().find(|source| source.path == path).unwrap();
    assert!(source.text.contains(old), "{path} has no `{old}`");
    source.text = source.text.replacen(old, new, 1);
    expected.assert_eq(&faults(&files));
}

/// Puts files beside those of the sound pack.
fn add(files: &str, expected: Expect) {
    expected.assert_eq(&faults(&house::sound_with(files)));
}

#[test]
fn the_sound_pack_has_no_fault() {
    expect![""].assert_eq(&faults(&house::files(house::SOUND)));
}

#[test]
fn broken_toml_tells_its_line_and_nothing_follows_from_it() {
    edit(
        "registers/school",
        "org   = \"self\"",
        "org   = \"self",
        expect![[r#"
            [broken_toml] base/registers/school.toml:4: 不是合格的 TOML：invalid basic string, expected `"`
        "#]],
    );
    edit(
        "registers/school",
        "[tree]",
        "org = \"none\"\n[tree]",
        expect![[r#"
            [broken_toml] base/registers/school.toml:6: 不是合格的 TOML：duplicate key
        "#]],
    );
    edit(
        "codes/stage",
        "[[code]]",
        "[[code]",
        expect![[r#"
            [broken_toml] base/codes/stage.toml:4: 不是合格的 TOML：unclosed array table, expected `]`
        "#]],
    );
    edit(
        "stories/large_classes",
        "about =",
        "about",
        expect![[r#"
            [broken_toml] base/stories/large_classes.toml:1: 不是合格的 TOML：key with no value, expected `=`
        "#]],
    );
}

const SCHOOL_DOC: &str =
    "doc   = { zh = \"每所学校或每个教育局一行。\", en = \"One row per school or authority.\" }";

#[test]
fn keys_and_their_values() {
    edit(
        "registers/school",
        "label =",
        "lable =",
        expect![[r#"
            [unknown_key] base/registers/school.toml:1: 未知的键“lable”；是否“label”？
        "#]],
    );
    edit(
        "registers/school",
        SCHOOL_DOC,
        "doc = 3",
        expect![[r#"
            [wrong_type] base/registers/school.toml:2: “doc”应为{ zh = "…", en = "…" }，这里是整数
        "#]],
    );
    edit(
        "registers/school",
        SCHOOL_DOC,
        "doc = { zh = ' ', en = \"One row per school.\" }",
        expect![[r#"
            [empty_text] base/registers/school.toml:2: “zh”为空
        "#]],
    );
    edit(
        "registers/school",
        SCHOOL_DOC,
        "doc = \"One row per school.\"",
        expect![[r#"
            [one_language] base/registers/school.toml:2: “doc”应写中文和英文两种文字；写作 doc = { zh = "…", en = "…" }
        "#]],
    );
    edit(
        "registers/school",
        SCHOOL_DOC,
        "doc = { en = \"One row per school.\" }",
        expect![[r#"
            [missing_key] base/registers/school.toml:2: 缺少“zh”
        "#]],
    );
    edit(
        "registers/school",
        "{ zh = \"学校\", en = \"School\" }",
        "\"学校\"",
        expect![[r#"
        [wrong_type] base/registers/school.toml:1: “label”应为{ zh = "…", en = "…" }，这里是文字
    "#]],
    );
    edit(
        "registers/school",
        "{ zh = \"学校\", en = \"School\" }",
        "{ zh = \"学校\" }",
        expect![[r#"
        [missing_key] base/registers/school.toml:1: 缺少“en”
    "#]],
    );
    edit(
        "registers/school",
        "required = true",
        "required = \"yes\"",
        expect![[r#"
            [wrong_type] base/registers/school.toml:15: “required”应为true 或 false，这里是文字
        "#]],
    );
    edit(
        "registers/school",
        "also  = [\"学校名称\"]",
        "also = \"学校名称\"",
        expect![[r#"
        [wrong_type] base/registers/school.toml:19: “also”应为文字列表，这里是文字
    "#]],
    );
    edit(
        "registers/school",
        "also  = [\"学校名称\"]",
        "also = [\"校名\", \"校名\"]",
        expect![[r#"
        [twin_text] base/registers/school.toml:19: “also”中“校名”重复
    "#]],
    );
    edit(
        "indicators/large_share",
        "\"H02\"",
        "\"H2\"",
        expect![[r#"
        [bad_serves] base/indicators/large_share.toml:6: “H2”不是需求清单的编号；写作 R01
    "#]],
    );
    edit(
        "indicators/large_share",
        "better = \"lower\"",
        "better = \"lowr\"",
        expect![[r#"
        [unknown_word] base/indicators/large_share.toml:5: “better”没有“lowr”这一项；是否“lower”？
    "#]],
    );
    edit(
        "indicators/large_share",
        "unit   = \"percent\"",
        "unit = \"%\"",
        expect![[r#"
            [unknown_unit] base/indicators/large_share.toml:4: 没有单位“%”；可用：class、percent、place、pupil；新的单位写入 pack.toml 的 units
        "#]],
    );
    edit(
        "indicators/large_share",
        "unit",
        "period = \"year\"\nunit",
        expect![[r#"
        [unknown_word] base/indicators/large_share.toml:4: “period”没有“year”这一项；是否“school_year”？
    "#]],
    );
    edit(
        "pack",
        "version = \"1\"",
        "version = 1",
        expect![[r#"
        [wrong_type] base/pack.toml:3: “version”应为文字，这里是整数
    "#]],
    );
}

#[test]
fn names_and_places_of_files() {
    add(
        "--- base/register/x.toml",
        expect![[r#"
        [unknown_folder] base/register/x.toml:1: 专题包中没有名为“register”的文件夹；是否“registers”？
    "#]],
    );
    add(
        "--- base/registers/deep/x.toml",
        expect![[r#"
        [stray_file] base/registers/deep/x.toml:1: 专题包中没有这样的位置；应为 专题包/pack.toml 或 专题包/registers/名称.toml 等
    "#]],
    );
    add(
        "--- base/registers/School.toml",
        expect![[r#"
        [bad_name] base/registers/School.toml:1: 名称“School”不合规定；用小写字母开头，只含小写字母、数字和下划线
    "#]],
    );
    add(
        "--- base/processes/hazard.toml",
        expect![[r#"
        [not_yet] base/processes/hazard.toml:1: 本版本的程序还不认识“processes”；请先移走该文件
    "#]],
    );
    add(
        "--- patterns/filing.toml",
        expect![[r#"
        [not_yet] patterns/filing.toml:1: 本版本的程序还不认识“packs/patterns”；请先移走该文件
    "#]],
    );
    add(
        "--- base/roles.toml",
        expect![[r#"
        [not_yet] base/roles.toml:1: 本版本的程序还不认识“roles.toml”；请先移走该文件
    "#]],
    );
    add(
        "--- other/rules/large_to.toml",
        expect![[r#"
        [missing_key] other/rules/large_to.toml:1: 缺少“checked”
        [missing_key] other/rules/large_to.toml:1: 缺少“from”
        [missing_key] other/rules/large_to.toml:1: 缺少“label”
        [missing_key] other/rules/large_to.toml:1: 缺少“unit”
        [missing_key] other/rules/large_to.toml:1: 缺少“confirmed”
        [no_pack_file] other/rules/large_to.toml:1: 专题包“other”缺少 pack.toml
    "#]],
    );
    add(
        "--- base/views/school.toml\ndoc = { zh = \"说明\", en = \"d\" }\nrows = \"select 1\"",
        expect![[r#"
        [twin_name] base/views/school.toml:1: 名称“school”已在 base/registers/school.toml 中使用
    "#]],
    );
    add(
        "--- base/views/order.toml\ndoc = { zh = \"说明\", en = \"d\" }\nrows = \"select 1\"",
        expect![[r#"
        [reserved_name] base/views/order.toml:1: “order”是 SQL 的保留字，不能作名称；请换一个名称
    "#]],
    );
    edit(
        "registers/school",
        "[field.places]",
        "[field.group]",
        expect![[r#"
        [reserved_name] base/registers/school.toml:31: “group”是 SQL 的保留字，不能作名称；请换一个名称
    "#]],
    );
    edit(
        "registers/school",
        "[field.places]",
        "[field._places]",
        expect![[r#"
        [bad_name] base/registers/school.toml:31: 字段名“_places”不合规定；用小写字母开头，只含小写字母、数字和下划线
    "#]],
    );
}

#[test]
fn twins_over_packs() {
    add(
        "--- other/pack.toml\nlabel = { zh = \"甲\", en = \"A\" }\ndoc = { zh = \"说明\", en = \"d\" }\nversion = \"1\"\nneeds = [\"base\"]\n\
         --- other/codes/stage.toml\n",
        expect![[r#"
            [twin_name] other/codes/stage.toml:1: 名称“stage”已在 base/codes/stage.toml 中使用
        "#]],
    );
}

#[test]
fn needs_of_packs() {
    let pack = |name: &str, needs: &str| {
        format!(
            "--- {name}/pack.toml\nlabel = {{ zh = \"{name}\", en = \"{name}\" }}\ndoc = {{ zh = \"说明\", en = \"d\" }}\nversion = \"1\"\nneeds = [{needs}]\n"
        )
    };
    add(
        &pack("a", "\"bsae\""),
        expect![[r#"
        [unknown_pack] a/pack.toml:4: 没有名为“bsae”的专题包；是否“base”？
    "#]],
    );
    add(
        &(pack("a", "\"b\"") + &pack("b", "\"a\"")),
        expect![[r#"
        [pack_ring] a/pack.toml:4: 专题包相互依赖：a → b → a
    "#]],
    );
    add(
        &pack("a", "\"a\""),
        expect![[r#"
        [pack_ring] a/pack.toml:4: 专题包相互依赖：a → a
    "#]],
    );
    let view = "--- a/views/all_classes.toml\ndoc = { zh = \"说明\", en = \"d\" }\nrows = \"select school as org from class\"\n";
    add(
        &(pack("a", "") + view),
        expect![[r#"
            [not_needed] a/views/all_classes.toml:2: 台账“class”属于专题包“base”，而“a”不依赖它；在 a/pack.toml 的 needs 中加上“base”
        "#]],
    );
    add(
        &(pack("a", "\"b\"") + &pack("b", "\"base\"") + view),
        expect![],
    );
}

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
        [sealed_title] base/registers/pupil.toml:4: 标题字段“identity”是加密字段
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
        [sealed_key] base/registers/pupil.toml:3: 主键字段“number”是加密字段；主键会出现在别的台账里，请另设编号
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
        [field_not_plain] base/registers/school.toml:10: 字段“opened”由公式得出或加密，不能用在这里
    "#]],
    );
    edit(
        "registers/pupil",
        "to    = \"class\"",
        "to = \"class\"\nsealed = \"mind\"",
        expect![[r#"
        [field_not_plain] base/registers/pupil.toml:4: 归属字段“class”由公式得出或加密
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
        [misplaced_key] base/registers/pupil.toml:21: 类型“codes”没有“min”；只用于 count、number、money、percent、day 和 time
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
        [unsealed_formula] base/registers/pupil.toml:25: 公式用到加密字段“aid”，“has_aid”却不加密；给“has_aid”加上同样的 sealed
    "#]],
    );
}

#[test]
fn code_lists_and_rules() {
    edit(
        "codes/stage",
        "value = \"junior\"",
        "value = \"primary\"",
        expect![[r#"
            [twin_code] base/codes/stage.toml:9: 代码值“primary”重复
        "#]],
    );
    edit(
        "codes/stage",
        "from  = 1990",
        "from = 2031",
        expect![[r#"
        [years_reversed] base/codes/stage.toml:11: 代码“junior”的起始年份 2031 晚于终止年份 2030
    "#]],
    );
    edit(
        "codes/stage",
        "from  = 1990",
        "from = 1990\nalso = [\"小学\"]",
        expect![[r#"
        [twin_also] base/codes/stage.toml:12: “小学”已经表示代码“primary”
    "#]],
    );
    edit(
        "codes/stage",
        "value = \"junior\"",
        "value = \"jun;ior\"",
        expect![[r#"
            [bad_code_value] base/codes/stage.toml:9: 代码值“jun;ior”含有空格或标点；只用文字、字母、数字和 . _ - +
        "#]],
    );
    edit(
        "codes/stage",
        "confirmed = true",
        "",
        expect![[r#"
        [missing_key] base/codes/stage.toml:1: 缺少“confirmed”
    "#]],
    );
    add(
        "--- base/codes/empty.toml\nlabel = { zh = \"空\", en = \"Empty\" }\nstandard = \"own\"\nconfirmed = true\ncode = []",
        expect![[r#"
        [no_codes] base/codes/empty.toml:4: 代码表没有代码
    "#]],
    );
    edit(
        "rules/large_from",
        "source =",
        "source = \"a\"\n[[from]]\ndate = 2016-07-11\nvalue = 55\nsource =",
        expect![[r#"
        [dates_not_ascending] base/rules/large_from.toml:10: 日期 2016-07-11 不晚于上一个 2016-07-11；按日期升序排列，每个日期一次
    "#]],
    );
    edit(
        "rules/large_from",
        "2026-11-22",
        "2006-11-22",
        expect![[r#"
        [checked_too_early] base/rules/large_from.toml:3: 确认日期 2006-11-22 远早于最新值的日期 2016-07-11
    "#]],
    );
    edit(
        "rules/large_from",
        "2026-11-22",
        "\"2026-11-22\"",
        expect![[r#"
        [wrong_type] base/rules/large_from.toml:3: “checked”应为日期（写作 2026-09-01，不加引号），这里是文字
    "#]],
    );
    edit(
        "rules/large_from",
        "value  = 56",
        "value = nan",
        expect![[r#"
        [wrong_type] base/rules/large_from.toml:7: “value”应为数，这里是小数
    "#]],
    );
}

#[test]
fn sql_of_views_and_indicators() {
    edit(
        "indicators/large_share",
        "class_now",
        "class_new",
        expect![[r#"
        [unknown_table] base/indicators/large_share.toml:9: 没有名为“class_new”的台账或视图；是否“class_now”？
    "#]],
    );
    edit(
        "indicators/large_share",
        "school as org, ",
        "",
        expect![[r#"
        [rows_without_org] base/indicators/large_share.toml:7: rows 没有给出列“org”（归属机构）；写 select … as org
    "#]],
    );
    edit(
        "indicators/large_share",
        "'primary', 'junior'",
        "'primary, 'junior'",
        expect![[r#"
        [broken_sql] base/indicators/large_share.toml:10: SQL 中的引号或注释没有结束
    "#]],
    );
    edit(
        "indicators/large_share",
        "'primary', 'junior'",
        "'primary'\u{ff0c} 'junior'",
        expect![[r#"
        [broken_sql] base/indicators/large_share.toml:10: SQL 中有全角符号“，”，请改用半角
    "#]],
    );
    edit(
        "indicators/large_share",
        "'junior')",
        "'junior'",
        expect![[r#"
        [broken_sql] base/indicators/large_share.toml:10: SQL 中的括号不配对
    "#]],
    );
    edit(
        "indicators/large_share",
        "select school",
        "update school",
        expect![[r#"
            [not_a_query] base/indicators/large_share.toml:8: SQL 须以 select 或 with 开头
        "#]],
    );
    edit(
        "indicators/large_share",
        "'junior')",
        "'junior'); drop table class",
        expect![[r#"
        [broken_sql] base/indicators/large_share.toml:10: SQL 中不能有分号
    "#]],
    );
    edit(
        "indicators/large_share",
        "denominator = \"count(*)\"",
        "",
        expect![[r#"
        [value_or_quotient] base/indicators/large_share.toml:12: 指标须给出 value，或同时给出 numerator 和 denominator
    "#]],
    );
    edit(
        "indicators/large_share",
        "denominator = \"count(*)\"",
        "denominator = \"count(*)\"\nvalue = \"1\"",
        expect![[r#"
        [value_or_quotient] base/indicators/large_share.toml:14: 指标须给出 value，或同时给出 numerator 和 denominator
    "#]],
    );
    edit(
        "indicators/large_share",
        "denominator = \"count(*)\"",
        "denominator = \"(select count(*) from class)\"",
        expect![[r#"
        [select_in_value] base/indicators/large_share.toml:13: “denominator”是对 rows 的汇总，不能含 select
    "#]],
    );
    edit(
        "indicators/large_share",
        "rule('large_from')",
        "rule('large')",
        expect![[r#"
        [unknown_rule] base/indicators/large_share.toml:12: 没有名为“large”的规则值；是否“large_from”？
    "#]],
    );
    edit(
        "indicators/large_share",
        "column = \"stage\"",
        "column = \"stages\"",
        expect![[r#"
            [unknown_column] base/indicators/large_share.toml:15: rows 没有给出分组的列“stages”；是否“stage”？
        "#]],
    );
    edit(
        "indicators/large_share",
        "codes  = \"stage\"",
        "codes = \"state\"",
        expect![[r#"
        [unknown_code_list] base/indicators/large_share.toml:17: 没有名为“state”的代码表；是否“stage”？
    "#]],
    );
    edit(
        "indicators/large_share",
        "[[by]]",
        "[[by]]\ncolumn = \"org\"\nlabel = { zh = \"机构\", en = \"Org\" }\n[[by]]",
        expect![[r#"
        [twin_breakdown] base/indicators/large_share.toml:15: 不能（再次）按“org”分组
    "#]],
    );
    edit(
        "views/class_now",
        "from class where",
        "from class_now where",
        expect![[r#"
        [view_ring] base/views/class_now.toml:2: 视图相互引用：class_now → class_now
    "#]],
    );
}

#[test]
fn words_of_indicators_are_their_own() {
    add(
        r#"
--- base/indicators/large_count.toml
label  = { zh = "大班额", en = "Large classes" }
doc    = { zh = "说明", en = "d" }
unit   = "class"
better = "lower"
rows   = "select school as org from class"
value  = "count(*)"
"#,
        expect![[r#"
            [no_story] base/indicators/large_count.toml:1: 指标“large_count”没有用例；在 stories/ 中写一个含 [expect.large_count] 的用例
            [twin_words] base/indicators/large_share.toml:3: “大班额”已经指指标“large_count”
        "#]],
    );
}

#[test]
fn stories() {
    edit(
        "stories/large_classes",
        "[[given.class]]",
        "[[given.clas]]",
        expect![[r#"
        [unknown_register] base/stories/large_classes.toml:5: 没有名为“clas”的台账；是否“class”？
    "#]],
    );
    edit(
        "stories/large_classes",
        "[[given.class]]",
        "[given.pupil]",
        expect![[r#"
        [wrong_type] base/stories/large_classes.toml:5: 写作 [[given.pupil]]
    "#]],
    );
    edit(
        "stories/large_classes",
        "roll   = 57",
        "rol = 57",
        expect![[r#"
        [unknown_field] base/stories/large_classes.toml:8: 台账“class”没有字段“rol”；是否“roll”？
    "#]],
    );
    edit(
        "stories/large_classes",
        "roll   = 57",
        "roll = \"many\"",
        expect![[r#"
        [bad_value] base/stories/large_classes.toml:8: “many”不是数
    "#]],
    );
    edit(
        "stories/large_classes",
        "roll   = 57",
        "is_large = true",
        expect![[r#"
        [computed_given] base/stories/large_classes.toml:8: 字段“is_large”由公式得出，不能给出
    "#]],
    );
    edit(
        "stories/large_classes",
        "stage  = \"primary\"",
        "stage = \"小学生\"",
        expect![[r#"
        [bad_value] base/stories/large_classes.toml:7: “小学生”不是学段代码表中的值，是否“小学”？
    "#]],
    );
    edit(
        "stories/large_classes",
        "[expect.large_share]",
        "[expect.large_shar]",
        expect![[r#"
            [unknown_indicator] base/stories/large_classes.toml:13: 没有名为“large_shar”的指标；是否“large_share”？
        "#]],
    );
    edit(
        "stories/large_classes",
        "A stage=primary",
        "A stag=primary",
        expect![[r#"
        [unknown_breakdown] base/stories/large_classes.toml:15: “stag=primary”不是该指标的分组（写作 列=值）；是否“stage”？
    "#]],
    );
    edit(
        "stories/large_classes",
        "A stage=primary",
        "A stage=primry",
        expect![[r#"
        [unknown_code] base/stories/large_classes.toml:15: “primry”不是代码表“stage”的值；是否“primary”？
    "#]],
    );
    edit(
        "stories/large_classes",
        "\"none\"",
        "\"nothing\"",
        expect![[r#"
        [bad_expectation] base/stories/large_classes.toml:16: 期望值应为数或 "none"
    "#]],
    );
    edit(
        "stories/large_classes",
        "about =",
        "day = 2026-09\nabout =",
        expect![[r#"
            [broken_toml] base/stories/large_classes.toml:1: 不是合格的 TOML：invalid date, expected `-` (MM-DD)
        "#]],
    );
}

#[test]
fn all_faults_at_once_in_order_of_file_and_line() {
    let mut files = house::files(house::SOUND);
    for file in &mut files {
        file.text = file
            .text
            .replace("label", "lable")
            .replace("\"count\"", "\"cuont\"");
    }
    let read = Packs::read(&files).err().unwrap_or_default();
    let mut sorted = read.clone();
    sorted.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
    assert_eq!(read, sorted);
    let of = |code: &str| read.iter().filter(|fault| fault.code == code).count();
    expect!["(29, 0, 2, 31)"].assert_eq(&format!(
        "{:?}",
        (
            of("unknown_key"),
            of("missing_key"),
            of("unknown_type"),
            read.len()
        )
    ));
}

#[test]
fn a_fault_speaks_both_languages_with_its_path_as_given() {
    let files: Vec<SourceFile> = house::files(house::SOUND)
        .into_iter()
        .map(|file| SourceFile {
            path: format!("packs/{}", file.path),
            text: file.text.replace("type  = \"count\"", "type  = \"cuont\""),
        })
        .collect();
    let read = Packs::read(&files).err().unwrap_or_default();
    let fault = read.first().unwrap();
    expect!["packs/base/registers/class.toml:20: 没有“cuont”这种类型；是否“count”？"]
        .assert_eq(&fault.to_string());
    expect!["packs/base/registers/class.toml:20: there is no type `cuont`; did you mean `count`?"]
        .assert_eq(&fault.line_text(Language::English));
}

#[test]
fn a_file_that_is_not_utf8_tells_its_line() {
    let fault = Fault::not_utf8("packs/base/pack.toml", b"a = 1\nb = \"\xd1\xa7\"");
    expect!["packs/base/pack.toml:2: 文件不是 UTF-8 编码；请另存为 UTF-8 编码 (8)"]
        .assert_eq(&format!("{fault} ({})", fault.column));
}

#[test]
fn a_changed_name_is_one_cause_and_a_hidden_need_none() {
    let renamed: Vec<SourceFile> = house::files(house::SOUND)
        .into_iter()
        .map(|file| SourceFile {
            path: file
                .path
                .replace("registers/class.toml", "registers/classes.toml"),
            ..file
        })
        .collect();
    expect![[r#"
        [unknown_register] base/registers/pupil.toml:13: 没有名为“class”的台账；是否“classes”？另有 1 处相同：base/stories/large_classes.toml:5
        [unknown_table] base/views/class_now.toml:2: 没有名为“class”的台账或视图；是否“classes”？
    "#]].assert_eq(&faults(&renamed));
    let pack = "--- a/pack.toml\nlabel = { zh = \"甲\", en = \"A\" }\n\
        doc = { zh = \"说明\", en = \"d\" }\nversion = \"1\"\nneed = [\"base\"]\n\
        --- a/views/two.toml\ndoc = { zh = \"说明\", en = \"d\" }\n\
        rows = \"select school as org from class join pupil on true\"\n";
    add(
        pack,
        expect![[r#"
        [unknown_key] a/pack.toml:4: 未知的键“need”；是否“needs”？
    "#]],
    );
    add(
        &pack.replace("need = [\"base\"]", "needs = []"),
        expect![[r#"
            [not_needed] a/views/two.toml:2: 台账“class”属于专题包“base”，而“a”不依赖它；在 a/pack.toml 的 needs 中加上“base”；另有 1 处相同：a/views/two.toml:2
        "#]],
    );
}

#[test]
fn units_are_those_of_packs() {
    edit(
        "registers/school",
        "\"place\"",
        "\"plcae\"",
        expect![[r#"
            [unknown_unit] base/registers/school.toml:34: 没有单位“plcae”；是否“place”？
        "#]],
    );
    edit(
        "rules/large_from",
        "\"pupil\"",
        "\"pupli\"",
        expect![[r#"
            [unknown_unit] base/rules/large_from.toml:2: 没有单位“pupli”；是否“pupil”？
        "#]],
    );
    edit(
        "pack",
        "units ",
        "unit ",
        expect![[r#"
        [unknown_key] base/pack.toml:5: 未知的键“unit”；是否“units”？
    "#]],
    );
    edit(
        "pack",
        "\"place\", ",
        "\"Place\", ",
        expect![[r#"
        [bad_unit] base/pack.toml:5: 单位“Place”不合规定；用小写字母开头，只含小写字母、数字和下划线
    "#]],
    );
}

#[test]
fn sql_in_one_line_with_escapes_is_found_by_character() {
    let mut files = house::files(house::SOUND);
    let view = files
        .iter_mut()
        .find(|it| it.path.contains("class_now"))
        .unwrap();
    view.text = view
        .text
        .replace("from class where", "from \\\"class\\\" join clas where");
    let read = Packs::read(&files).err().unwrap_or_default();
    let at: Vec<_> = read.iter().map(|it| (it.line, it.column)).collect();
    assert_eq!(at, [(2, 38)]);
}

#[test]
fn the_folder_of_one_pack_is_named_as_such() {
    let inner: Vec<SourceFile> = house::files(house::SOUND)
        .into_iter()
        .map(|file| SourceFile {
            path: file.path.replace("base/", ""),
            ..file
        })
        .collect();
    expect![[r#"
        [one_pack] pack.toml:1: 这是单个专题包的文件夹；请给出它的上一级文件夹，其中每个专题包一个文件夹
    "#]].assert_eq(&faults(&inner));
}

#[test]
fn columns_of_rows() {
    let with = |text: &str, expected: Expect| {
        edit(
            "views/class_now",
            "rows",
            &format!("{text}\nrows"),
            expected,
        );
    };
    with(
        "column.roll = { of = \"class.rol\" }",
        expect![[r#"
        [unknown_field] base/views/class_now.toml:2: 台账“class”没有字段“rol”；是否“roll”？
    "#]],
    );
    with(
        "column.roll = { codes = \"state\" }",
        expect![[r#"
        [column_without_label] base/views/class_now.toml:2: 列“roll”须给出 label，或用 of 指明台账字段
    "#]],
    );
    with(
        "column.rol = { of = \"class.roll\", codes = \"state\" }",
        expect![[r#"
            [unknown_code_list] base/views/class_now.toml:2: 没有名为“state”的代码表；是否“stage”？
        "#]],
    );
    with(
        "column.roll = { of = \"roll\" }\ncolumn.stage = \"stage\"",
        expect![[r#"
            [bad_of] base/views/class_now.toml:2: “roll”不是台账字段；写作“台账.字段”
            [wrong_type] base/views/class_now.toml:3: 列应写作 stage = { label = … } 或 stage = { of = "台账.字段" }
        "#]],
    );
    with(
        "record = \"clas\"\ncolumn.roll = { of = \"clas.roll\" }",
        expect![[r#"
            [unknown_register] base/views/class_now.toml:2: 没有名为“clas”的台账；是否“class”？另有 1 处相同：base/views/class_now.toml:3
        "#]],
    );
    with(
        "record = \"class\"",
        expect![[r#"
        [record_without_key] base/views/class_now.toml:2: 每行是台账“class”的一条记录，却没有一列给出主键“school”；在 [column] 中写 列名 = { of = "class.school" }
        [record_without_key] base/views/class_now.toml:2: 每行是台账“class”的一条记录，却没有一列给出主键“number”；在 [column] 中写 列名 = { of = "class.number" }
    "#]],
    );
}
