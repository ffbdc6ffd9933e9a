//! Code lists, rules, units, SQL of views and indicators, and stories.

use expect_test::{Expect, expect};

use jixia_pack::Packs;

use crate::{add, edit, house};

#[test]
fn code_lists_and_rules() {
    edit(
        "codes/stage",
        "value = \"junior\"",
        "value = \"primary\"",
        expect![[r#"
            [twin_code] base/codes/stage.toml:8: 代码值“primary”重复
        "#]],
    );
    edit(
        "codes/stage",
        "from  = 1990",
        "from = 2031",
        expect![[r#"
            [years_reversed] base/codes/stage.toml:10: 代码“junior”的起始年份 2031 晚于终止年份 2030
        "#]],
    );
    edit(
        "codes/stage",
        "from  = 1990",
        "from = 1990\nalso = [\"小学\"]",
        expect![[r#"
            [twin_also] base/codes/stage.toml:11: “小学”已经表示代码“primary”
        "#]],
    );
    edit(
        "codes/stage",
        "value = \"junior\"",
        "value = \"jun;ior\"",
        expect![[r#"
            [bad_code_value] base/codes/stage.toml:8: 代码值“jun;ior”含有空格或标点；只用文字、字母、数字和 . _ - +
        "#]],
    );
    edit(
        "codes/stage",
        "\"own\"",
        "\"GB/T 1\"",
        expect![[r#"
        [missing_key] base/codes/stage.toml:1: 缺少“confirmed”
    "#]],
    );
    edit(
        "codes/stage",
        "\"own\"",
        "\"own\"\nconfirmed = true",
        expect![[r#"
        [confirmed_own] base/codes/stage.toml:3: 自定代码表（standard = "own"）没有标准可对照，不写“confirmed”；删去“confirmed”，或写出标准编号
    "#]],
    );
    add(
        "--- base/codes/empty.toml\nlabel = { zh = \"空\", en = \"Empty\" }\nstandard = \"own\"\ncode = []",
        expect![[r#"
        [no_codes] base/codes/empty.toml:3: 代码表没有代码
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
fn a_scale_goes_with_a_quotient_that_is_no_share() {
    let unit = "unit   = \"percent\"";
    let scaled = |new: &str, expected: Expect| {
        edit("indicators/large_share", unit, new, expected);
    };
    scaled("unit = \"pupil\"\nscale = 100", expect![""]);
    scaled(
        "unit = \"pupil\"\nscale = 0",
        expect![[r#"
        [bad_scale] base/indicators/large_share.toml:5: “scale”应为大于0的整数
    "#]],
    );
    scaled(
        "unit = \"pupil\"\nscale = \"100\"",
        expect![[r#"
        [bad_scale] base/indicators/large_share.toml:5: “scale”应为大于0的整数
    "#]],
    );
    scaled(
        "unit = \"percent\"\nscale = 100",
        expect![[r#"
        [bad_scale] base/indicators/large_share.toml:5: 单位为 percent 的指标已经乘以100；删去“scale”
    "#]],
    );
    let quotient = "numerator   = \"count(*) filter (where roll >= rule('large_from'))\"\n\
        denominator = \"count(*)\"";
    edit(
        "indicators/large_share",
        &format!("{quotient}\n"),
        "value = \"count(*) filter (where roll >= rule('large_from'))\"\nscale = 10\n",
        expect![[r#"
            [bad_scale] base/indicators/large_share.toml:13: “scale”只用于给出 numerator 和 denominator 的指标；删去“scale”
        "#]],
    );
}

#[test]
fn a_slip_in_the_first_word_of_sql_is_one_fault() {
    edit(
        "indicators/large_share",
        "select school",
        "selct school",
        expect![[r#"
        [not_a_query] base/indicators/large_share.toml:8: SQL 须以 select 或 with 开头；是否“select”？
    "#]],
    );
}

#[test]
fn a_misspelt_part_of_a_quotient_is_one_fault() {
    edit(
        "indicators/large_share",
        "denominator =",
        "denominatr =",
        expect![[r#"
        [unknown_key] base/indicators/large_share.toml:13: 未知的键“denominatr”；是否“denominator”？
    "#]],
    );
}

#[test]
fn a_pack_without_units_is_told_once() {
    let units = "units   = [\"place\", \"pupil\", \"percent\", \"class\"]";
    edit(
        "pack",
        units,
        "units = []",
        expect![[r#"
        [no_units] base/pack.toml:5: “units”为空；写入本专题包的单位，没有就删去“units”
    "#]],
    );
    edit(
        "pack",
        units,
        "",
        expect![[r#"
        [no_units] base/pack.toml:4: 专题包“base”没有任何单位；在“needs”中写入带有单位的专题包，或在“units”中写入单位
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
        [bad_value] base/stories/large_classes.toml:8: “many”不是数，请只填数字，去掉单位、字母等其他文字
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
            [broken_toml] base/stories/large_classes.toml:1: 不合 TOML 的写法：invalid date, expected `-` (MM-DD)
        "#]],
    );
}
