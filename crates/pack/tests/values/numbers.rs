//! Counts, numbers, money, shares, and their bounds.

use expect_test::expect;
use jixia_pack::{Cell, FieldKind};

use crate::{check, check_cells, field, packs};

#[test]
fn counts() {
    let texts = [
        "12",
        "0",
        "007",
        "1,234",
        "1,234,567",
        "12,34",
        "12.0",
        "12.5",
        "\u{ff11}\u{ff12}",
        "1\u{ff0c}234",
        "-3",
        "-0",
        "+5",
        "45人",
        "1e3",
        "999999999999999999999",
        "'12",
        ".",
        ",",
    ];
    check(
        &field(FieldKind::Count),
        &texts,
        expect![[r#"
            "12" -> Int(12)
            "0" -> Int(0)
            "007" -> Int(7)
            "1,234" -> Int(1234)
            "1,234,567" -> Int(1234567)
            "12,34" -> [not_a_number] “12,34”不是数，请只填数字，去掉单位、字母等其他文字
            "12.0" -> Int(12)
            "12.5" -> [not_whole] “12.5”不是整数
            "１２" -> Int(12)
            "1，234" -> Int(1234)
            "-3" -> [below_zero] “-3”小于 0
            "-0" -> Int(0)
            "+5" -> Int(5)
            "45人" -> [not_a_number] “45人”不是数，请只填数字，去掉单位、字母等其他文字
            "1e3" -> [not_a_number] “1e3”不是数，请只填数字，去掉单位、字母等其他文字
            "999999999999999999999" -> [too_large] “99999999999999999999…”太大
            "'12" -> Int(12)
            "." -> [not_a_number] “.”不是数，请只填数字，去掉单位、字母等其他文字
            "," -> [not_a_number] “,”不是数，请只填数字，去掉单位、字母等其他文字
        "#]],
    );
    check_cells(
        FieldKind::Count,
        &[
            Cell::Number(12.0),
            Cell::Number(12.5),
            Cell::Number(-1.0),
            Cell::Number(1e300),
            Cell::Number(f64::NAN),
            Cell::Bool(true),
            Cell::Empty,
        ],
        expect![[r#"
            Number(12.0) -> Int(12)
            Number(12.5) -> [not_whole] “12.5”不是整数
            Number(-1.0) -> [below_zero] “-1”小于 0
            Number(1e300) -> [too_large] “10000000000000000000…”太大
            Number(NaN) -> [not_a_number] “NaN”不是数，请只填数字，去掉单位、字母等其他文字
            Bool(true) -> [not_a_number] “TRUE”不是数，请只填数字，去掉单位、字母等其他文字
            Empty -> Null
        "#]],
    );
}

#[test]
fn numbers() {
    let texts = [
        "1.5",
        "-1,234.5",
        "1.2E+3",
        "1e999",
        "inf",
        "NaN",
        "0x10",
        "12 3",
        "\u{2212}4",
    ];
    check(
        &field(FieldKind::Number),
        &texts,
        expect![[r#"
            "1.5" -> Real(1.5)
            "-1,234.5" -> Real(-1234.5)
            "1.2E+3" -> Real(1200.0)
            "1e999" -> [too_large] “1e999”太大
            "inf" -> [not_a_number] “inf”不是数，请只填数字，去掉单位、字母等其他文字
            "NaN" -> [not_a_number] “NaN”不是数，请只填数字，去掉单位、字母等其他文字
            "0x10" -> [not_a_number] “0x10”不是数，请只填数字，去掉单位、字母等其他文字
            "12 3" -> [not_a_number] “12 3”不是数，请只填数字，去掉单位、字母等其他文字
            "−4" -> Real(-4.0)
        "#]],
    );
}

#[test]
fn money_in_yuan() {
    let texts = [
        "1234.5",
        "1,234.50元",
        "\u{ffe5}5",
        "¥ 1,000",
        "人民币3元整",
        "0.005",
        "-7",
        "五元",
        "99999999999999999999",
        "12元3",
    ];
    check(
        &field(FieldKind::Money),
        &texts,
        expect![[r#"
            "1234.5" -> Int(123450)
            "1,234.50元" -> Int(123450)
            "￥5" -> Int(500)
            "¥ 1,000" -> Int(100000)
            "人民币3元整" -> Int(300)
            "0.005" -> [too_fine] “0.005”超过两位小数
            "-7" -> Int(-700)
            "五元" -> [not_a_number] “五元”不是数，请只填数字，去掉单位、字母等其他文字
            "99999999999999999999" -> [too_large] “99999999999999999999”太大
            "12元3" -> [not_a_number] “12元3”不是数，请只填数字，去掉单位、字母等其他文字
        "#]],
    );
    check_cells(
        FieldKind::Money,
        &[
            Cell::Number(0.1 + 0.2),
            Cell::Number(1234.5),
            Cell::Number(0.001),
            Cell::Number(1e18),
        ],
        expect![[r#"
            Number(0.30000000000000004) -> Int(30)
            Number(1234.5) -> Int(123450)
            Number(0.001) -> [too_fine] “0.001”超过两位小数
            Number(1e18) -> [too_large] “1000000000000000000”太大
        "#]],
    );
}

#[test]
fn shares_in_percent() {
    let texts = [
        "85%",
        "85",
        "85.5 %",
        "85\u{ff05}",
        "0.85",
        "85.555%",
        "-3%",
        "%",
        "1/2",
    ];
    check(
        &field(FieldKind::Percent),
        &texts,
        expect![[r#"
            "85%" -> Int(8500)
            "85" -> Int(8500)
            "85.5 %" -> Int(8550)
            "85％" -> Int(8500)
            "0.85" -> Int(85)
            "85.555%" -> [too_fine] “85.555%”超过两位小数
            "-3%" -> Int(-300)
            "%" -> [not_a_number] “%”不是数，请只填数字，去掉单位、字母等其他文字
            "1/2" -> [not_a_number] “1/2”不是数，请只填数字，去掉单位、字母等其他文字
        "#]],
    );
    check_cells(
        FieldKind::Percent,
        &[Cell::Number(85.0), Cell::Number(0.85)],
        expect![[r#"
            Number(85.0) -> Int(8500)
            Number(0.85) -> Int(85)
        "#]],
    );
}

#[test]
fn bounds() {
    let packs = packs();
    check(
        packs.registers["school"].field("places").unwrap(),
        &["9999", "10000"],
        expect![[r#"
            "9999" -> Int(9999)
            "10000" -> [above_max] “10000”大于上限 9999
        "#]],
    );
    check(
        packs.registers["school"].field("opened").unwrap(),
        &["1899-12-31", "1900-01-01"],
        expect![[r#"
            "1899-12-31" -> [below_min] “1899-12-31”小于下限 1900-01-01
            "1900-01-01" -> Day(Day(-25567))
        "#]],
    );
}
