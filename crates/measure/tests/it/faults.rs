//! What is wrong with SQL is told with its line, in both languages, with the nearest right word,
//! and each cause once.

use expect_test::{Expect, expect};
use jixia_pack::{Checking, SourceFile};
use jixia_terms::Language;

use crate::support::{faults, files};

fn indicator(rows: &str, value: &str) -> String {
    format!("unit = \"item\"\nrows = \"\"\"\n{rows}\n\"\"\"\nvalue = \"{value}\"\n")
}

fn check(indicators: &[(&str, String)], views: &[(&str, &str)], expected: Expect) {
    let list: Vec<(&str, &str)> = indicators.iter().map(|(n, t)| (*n, t.as_str())).collect();
    expected.assert_eq(&faults(&files(&list, views)));
}

/// Replaces some text in one file of the test world.
fn edit(path: &str, old: &str, new: &str, mut all: Vec<SourceFile>) -> Vec<SourceFile> {
    let file = all.iter_mut().find(|file| file.path == path).unwrap();
    assert!(file.text.contains(old), "{path} has no `{old}`");
    file.text = file.text.replace(old, new);
    all
}

#[test]
fn each_fault_of_a_text_is_at_its_own_word() {
    check(
        &[
            (
                "both",
                indicator(
                    "select i.unit as org, i.fom,\n  i.dya\nfrom item i\nwhere i.nn > 1 and flga",
                    "sun(n)",
                ),
            ),
            (
                "form_from",
                indicator("select unit as org, n\nform item", "sum(n)"),
            ),
            (
                "other_alias",
                indicator("select y.unit as org, i.n\nfrom item i", "sum(n)"),
            ),
            (
                "two_units",
                indicator(
                    "select unit as org\nfrom item join unit on unit = code\njoin shift on unit.code = shift.unit",
                    "count(*)",
                ),
            ),
        ],
        &[],
        expect![[r#"
            [unknown_column] 25 w/indicators/both.toml:6: 没有列“fom”；是否“form”？
            [unknown_column] 5 w/indicators/both.toml:7: 没有列“dya”；是否“day”？
            [unknown_column] 9 w/indicators/both.toml:9: 没有列“nn”；可用：day、flag、form、id、n、twice、unit、w、x
            [unknown_column] 20 w/indicators/both.toml:9: 没有列“flga”；是否“flag”？
            [sql_syntax] 1 w/indicators/form_from.toml:7: SQL 语法有误：不认识“form”；是否“from”？
            [unknown_column_table] 8 w/indicators/other_alias.toml:6: from 和 join 中没有表“y”；可用：i
            [ambiguous_column] 8 w/indicators/two_units.toml:6: 不止一张表有列“unit”，请写明是哪张表的：表名.unit
        "#]],
    );
}

#[test]
fn what_cannot_be_aggregated_or_compared_is_said_in_words() {
    check(
        &[
            (
                "no_column",
                indicator("select unit as org from item", "sum(nn)"),
            ),
            (
                "no_aggregate",
                indicator("select unit as org, n from item", "n + 1"),
            ),
            (
                "no_number",
                indicator("select unit as org, form from item", "min(form)"),
            ),
            (
                "sealed_one",
                indicator("select unit as org, secret from item", "count(*)"),
            ),
            (
                "later",
                indicator("select unit as org, now() as t from item", "count(t)"),
            ),
            (
                "text_and_day",
                indicator(
                    "select unit as org\nfrom item\nwhere flag > day",
                    "count(*)",
                ),
            ),
            (
                "ungrouped",
                indicator(
                    "select unit as org,\n  form, sum(n) as n\nfrom item group by unit",
                    "sum(n)",
                ),
            ),
            (
                "arguments",
                indicator("select unit as org, form from item", "sum(n, 2)"),
            ),
            (
                "half",
                indicator("select unit as org, x from item", "quantile(x, 1.5)"),
            ),
        ],
        &[],
        expect![[r#"
            [unknown_column] 14 w/indicators/arguments.toml:8: 没有列“n”；可用：form、org
            [bad_share] 10 w/indicators/half.toml:8: quantile(x, p) 的 p 须为 0 到 1 之间的数
            [unknown_function] 21 w/indicators/later.toml:6: 没有函数“now”；快照的结果须能重算：日期用 snapshot_day()
            [no_aggregate] 10 w/indicators/no_aggregate.toml:8: “n + 1”不是对 rows 的汇总，请写 sum(…)、count(*) 等
            [unknown_column] 14 w/indicators/no_column.toml:8: 没有列“nn”；可用：org
            [value_not_number] 10 w/indicators/no_number.toml:8: “min(form)”的结果是文字，应为数
            [sealed_column] 21 w/indicators/sealed_one.toml:6: “secret”是加密字段，快照中没有，SQL 不能使用
            [sql_types] 12 w/indicators/text_and_day.toml:8: 类型不合：是/否与日期之间不能用“>”
            [not_grouped] 3 w/indicators/ungrouped.toml:7: 列“form”既不在 group by 中，也没有汇总
        "#]],
    );
}

#[test]
fn a_misspelt_name_in_a_view_is_told_once_and_its_readers_are_checked() {
    let reads =
        |name: &'static str, value: &str| (name, indicator("select org, n from shared", value));
    check(
        &[reads("a", "sum(n)"), reads("b", "sum(m)")],
        &[("shared", "select untt as org, n from item")],
        expect![[r#"
            [unknown_column] 14 w/indicators/b.toml:8: 没有列“m”；可用：n、org
            [unknown_column] 18 w/views/shared.toml:2: 没有列“untt”；是否“unit”？
        "#]],
    );
}

#[test]
fn what_depends_on_a_view_that_cannot_be_planned_is_counted() {
    let reads = |name: &'static str| (name, indicator("select org, n from second", "sum(n)"));
    check(
        &[
            reads("a"),
            reads("b"),
            ("c", indicator("select unit as org, m from item", "sum(m)")),
        ],
        &[
            ("first", "select unit as org, qqqq from item"),
            ("second", "select * from first"),
        ],
        expect![[r#"
            [unknown_column] 21 w/indicators/c.toml:6: 没有列“m”；可用：day、flag、form、id、n、twice、unit、w、x
            [unknown_column] 31 w/views/first.toml:2: 没有列“qqqq”；可用：day、flag、form、id、n、twice、unit、w、x；另有 3 个文件中的 SQL 依赖它，改好后才能检查
        "#]],
    );
}

#[test]
fn a_renamed_column_of_a_view_is_one_cause() {
    let reads = |name: &'static str| {
        (
            name,
            indicator("select org, total from shared", "sum(total)"),
        )
    };
    check(
        &[reads("a"), reads("b"), reads("c"), reads("d"), reads("e")],
        &[("shared", "select unit as org, n as totals from item")],
        expect![[r#"
            [unknown_column] 13 w/indicators/a.toml:6: 没有列“total”；是否“totals”？另有 9 处相同：w/indicators/a.toml:8、w/indicators/b.toml:6、w/indicators/b.toml:8 等
        "#]],
    );
}

#[test]
fn faults_of_packs_and_of_sql_come_together_and_none_follows_from_another() {
    let list = [
        ("a", indicator("select unit as org, n from item", "sum(n)")),
        ("b", indicator("select unit as org, x from item", "sum(xx)")),
        (
            "c",
            indicator("select code as org, name from unit", "count(nam)"),
        ),
    ];
    let list: Vec<(&str, &str)> = list.iter().map(|(n, t)| (*n, t.as_str())).collect();
    let all = files(&list, &[]);
    let all = edit(
        "w/registers/item.toml",
        "[field.n]",
        "[field.nmb]\nunit = \"itm\"",
        all,
    );
    let all = edit(
        "w/registers/item.toml",
        "type = \"number\"",
        "type = \"nunber\"",
        all,
    );
    expect![[r#"
        [unknown_column] 16 w/indicators/c.toml:8: 没有列“nam”；是否“name”？
        [unknown_unit] 1 w/registers/item.toml:21: 没有单位“itm”；是否“item”？
        [unknown_type] 9 w/registers/item.toml:26: 没有“nunber”这种类型；是否“number”？另有 2 个文件中的 SQL 依赖它，改好后才能检查
        [unknown_type] 9 w/registers/item.toml:29: 没有“nunber”这种类型；是否“number”？
        [unknown_column] 25 w/registers/item.toml:40: 没有字段“n”
    "#]]
    .assert_eq(&faults(&all));
}

#[test]
fn a_register_that_is_no_toml_or_has_another_name_is_one_cause() {
    let list = [
        ("a", indicator("select unit as org, n from item", "sum(n)")),
        ("b", indicator("select unit as org, n from item", "sum(m)")),
    ];
    let list: Vec<(&str, &str)> = list.iter().map(|(n, t)| (*n, t.as_str())).collect();
    let views = [("shared", "select unit as org from item")];
    let all = files(&list, &views);
    let broken = edit(
        "w/registers/item.toml",
        "org = \"unit\"",
        "org = \"unit",
        all.clone(),
    );
    expect![[r#"
        [broken_toml] 20 w/registers/item.toml:5: 文字的引号没有合上，或文字里有不能直接写的字符；在文字末尾补上引号；文字里的 " 写作 \"，多行文字用 """ 括起来；另有 3 个文件中的 SQL 依赖它，改好后才能检查
    "#]]
    .assert_eq(&faults(&broken));
    let mut renamed = all;
    for file in &mut renamed {
        file.path = file.path.replace("/item.toml", "/items.toml");
    }
    expect![[r#"
        [unknown_table] 28 w/indicators/a.toml:6: 没有名为“item”的台账或视图；是否“items”？另有 2 处相同：w/indicators/b.toml:6、w/views/shared.toml:2
    "#]]
    .assert_eq(&faults(&renamed));
}

#[test]
fn a_formula_gives_what_its_field_declares() {
    let with = |formula: &str, expected: Expect| {
        let all = files(&[], &[]);
        let all = edit("w/registers/item.toml", "\"2 * n\"", formula, all);
        expected.assert_eq(&faults(&all));
    };
    with(
        "\"n > 2\"",
        expect![[r#"
        [computed_type] 21 w/registers/item.toml:39: 公式给出是/否，字段的类型却是 count
    "#]],
    );
    with(
        "\"x / 2\"",
        expect![[r#"
        [computed_type] 21 w/registers/item.toml:39: 公式给出数，字段的类型却是 count
    "#]],
    );
    with(
        "\"form > day\"",
        expect![[r#"
        [computed_type] 21 w/registers/item.toml:39: 公式给出是/否，字段的类型却是 count
    "#]],
    );
    with("\"extract(year from day)\"", expect![""]);
    with(
        "\"lenght(form)\"",
        expect![[r#"
        [unknown_function] 21 w/registers/item.toml:39: 没有函数“lenght”；是否“length”？
    "#]],
    );
}

#[test]
fn faults_speak_english_too() {
    let text = indicator("select unit as org from item", "sum(nn)");
    let mut checking = Checking::read(&files(&[("a", &text)], &[]), Vec::new());
    jixia_measure::check_sql(&mut checking).unwrap();
    let faults = checking.finish().unwrap_err();
    let lines: Vec<String> = faults
        .iter()
        .map(|it| it.line_text(Language::English))
        .collect();
    expect!["w/indicators/a.toml:8: there is no column `nn`; one of: org"]
        .assert_eq(&lines.join("\n"));
}
