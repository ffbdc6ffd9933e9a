//! Checks between the fields of a record.

use expect_test::{Expect, expect};

use crate::edit;

/// Gives the register of pupils a check with this condition.
fn check(holds: &str, expected: Expect) {
    let check = format!(
        "[[check]]\nholds = \"{holds}\"\ntext = {{ zh = \"不对\", en = \"wrong\" }}\n[field.number]"
    );
    edit("registers/pupil", "[field.number]", &check, expected);
}

#[test]
fn sound_conditions() {
    let conditions = [
        "substr(number, 2, 18) = identity",
        "aid is null or class is not null and not (languages = 'a')",
        "class.roll > 3 or class.stage in ('primary', 'junior')",
        "day(substr(identity, 7, 8)) >= date '1990-01-01'",
        "(class.stage = 'primary') = (substr(identity, 17, 1) in ('1', '3'))",
    ];
    for condition in conditions {
        check(condition, expect![[""]]);
    }
}

#[test]
fn fields_that_are_not_there() {
    check(
        "numbr = identity",
        expect![[r#"
        [unknown_field] base/registers/pupil.toml:6: 台账“pupil”没有字段“numbr”；是否“number”？
    "#]],
    );
    check(
        "class.rol > 3",
        expect![[r#"
        [unknown_field] base/registers/pupil.toml:6: 台账“class”没有字段“rol”；是否“roll”？
    "#]],
    );
    check(
        "number.code = identity",
        expect![[r#"
        [check_reference] base/registers/pupil.toml:6: 字段“number”不引用别的台账，不能写“number.code”
    "#]],
    );
    check(
        "class.is_large",
        expect![[r#"
        [check_of_computed] base/registers/pupil.toml:6: 字段“is_large”由公式得出，条件只用存储的字段
    "#]],
    );
    check("number <> 'A' and '1' = '1'", expect![[""]]);
    check(
        "'1' = '1'",
        expect![[r#"
        [bad_check] base/registers/pupil.toml:6: 条件没有提到任何字段
    "#]],
    );
}

#[test]
fn like_is_compared_with_like() {
    check(
        "identity = date '2026-09-01'",
        expect![[r#"
        [check_types] base/registers/pupil.toml:6: 不能把文字与日期相比；固定的日期写作 date '2026-09-01'，八位数字写作 day(…)
    "#]],
    );
    check(
        "aid > 3",
        expect![[r#"
            [check_types] base/registers/pupil.toml:6: 不能把金额与数相比；固定的上下限写在字段的 min 和 max 中
        "#]],
    );
    check(
        "number",
        expect![[r#"
        [check_types] base/registers/pupil.toml:6: 条件的结果是文字，应为是否；写作比较，例如 closed >= opened
    "#]],
    );
    check(
        "number and class.roll > 3",
        expect![[r#"
        [check_types] base/registers/pupil.toml:6: and、or、not 连接的应为比较，这里是文字
    "#]],
    );
    check(
        "day(class.roll) = day(number)",
        expect![[r#"
        [check_types] base/registers/pupil.toml:6: day(…) 的内容应为文字，这里是数
    "#]],
    );
    check(
        "class.stage = 'primry'",
        expect![[r#"
        [unknown_code] base/registers/pupil.toml:6: 代码表“stage”没有值“primry”；是否“primary”？
    "#]],
    );
}

#[test]
fn what_cannot_be_read() {
    check(
        "number =",
        expect![[r#"
        [bad_check] base/registers/pupil.toml:6: 条件没有写完；写作 closed >= opened 这样的比较；可用 and、or、not、in (…)、is null、substr(字段, 起, 个数)、day(八位数字)、date '2026-09-01'
    "#]],
    );
    check(
        "number = = identity",
        expect![[r#"
        [bad_check] base/registers/pupil.toml:6: 条件从“=”起读不懂；写作 closed >= opened 这样的比较；可用 and、or、not、in (…)、is null、substr(字段, 起, 个数)、day(八位数字)、date '2026-09-01'
    "#]],
    );
    check(
        "number = 'A",
        expect![[r#"
        [bad_check] base/registers/pupil.toml:6: 条件从“'”起读不懂；写作 closed >= opened 这样的比较；可用 and、or、not、in (…)、is null、substr(字段, 起, 个数)、day(八位数字)、date '2026-09-01'
    "#]],
    );
    check(
        "number ＝ identity",
        expect![[r#"
        [bad_check] base/registers/pupil.toml:6: 条件从“＝”起读不懂；写作 closed >= opened 这样的比较；可用 and、or、not、in (…)、is null、substr(字段, 起, 个数)、day(八位数字)、date '2026-09-01'
    "#]],
    );
    check(
        "(number = identity",
        expect![[r#"
        [bad_check] base/registers/pupil.toml:6: 条件没有写完；写作 closed >= opened 这样的比较；可用 and、or、not、in (…)、is null、substr(字段, 起, 个数)、day(八位数字)、date '2026-09-01'
    "#]],
    );
    check(
        "number = identity)",
        expect![[r#"
        [bad_check] base/registers/pupil.toml:6: 条件从“)”起读不懂；写作 closed >= opened 这样的比较；可用 and、or、not、in (…)、is null、substr(字段, 起, 个数)、day(八位数字)、date '2026-09-01'
    "#]],
    );
    check(
        "substring(number, 2, 3) = 'A'",
        expect![[r#"
        [bad_check] base/registers/pupil.toml:6: 没有函数“substring”；是否“substr”？
    "#]],
    );
    check(
        "substr(number, 0, 3) = 'A'",
        expect![[r#"
        [bad_check] base/registers/pupil.toml:6: 条件从“0”起读不懂；写作 closed >= opened 这样的比较；可用 and、or、not、in (…)、is null、substr(字段, 起, 个数)、day(八位数字)、date '2026-09-01'
    "#]],
    );
    check(
        "date '2026-13-01' < date '2026-01-01'",
        expect![[r#"
        [bad_check] base/registers/pupil.toml:6: 条件从“2026-13-01”起读不懂；写作 closed >= opened 这样的比较；可用 and、or、not、in (…)、is null、substr(字段, 起, 个数)、day(八位数字)、date '2026-09-01'
    "#]],
    );
    check(
        &"(".repeat(40),
        expect![[r#"
        [bad_check] base/registers/pupil.toml:6: 条件从“(”起读不懂；写作 closed >= opened 这样的比较；可用 and、or、not、in (…)、is null、substr(字段, 起, 个数)、day(八位数字)、date '2026-09-01'
    "#]],
    );
}

#[test]
fn what_a_check_says() {
    edit(
        "registers/pupil",
        "[field.number]",
        "[[check]]\nhold = \"number = identity\"\n[field.number]",
        expect![[r#"
            [missing_key] base/registers/pupil.toml:5: 缺少“text”
            [unknown_key] base/registers/pupil.toml:6: 未知的键“hold”；是否“holds”？
        "#]],
    );
    edit(
        "registers/pupil",
        "[field.number]",
        "[check]\nholds = \"number = identity\"\n[field.number]",
        expect![[r#"
            [wrong_type] base/registers/pupil.toml:5: “check”应为一组 [[…]]，这里是表
        "#]],
    );
}

#[test]
fn nothing_follows_from_a_faulty_field() {
    let check = "[[check]]\nholds = \"aid = '3'\"\ntext = { zh = \"不对\", en = \"wrong\" }\n";
    edit(
        "registers/pupil",
        "[field.aid]\nlabel  = { zh = \"资助金额\", en = \"Aid\" }\ntype   = \"money\"",
        &format!(
            "{check}[field.aid]\nlabel  = {{ zh = \"资助金额\", en = \"Aid\" }}\ntype   = \"mony\""
        ),
        expect![[r#"
            [unknown_type] base/registers/pupil.toml:27: 没有“mony”这种类型；是否“money”？
        "#]],
    );
}
