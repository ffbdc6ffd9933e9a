//! Values as people write them in sheets, and what is said of those that are none.

mod house;

use expect_test::{Expect, expect};
use jixia_pack::{
    Cell, Field, FieldKind, FieldReader, Packs, Sealed, format_value, mask, parse_value,
};
use jixia_terms::{Day, Instant, Label, Value, identity_check_digit};
use proptest::prelude::*;

fn packs() -> Packs {
    Packs::read(&house::files(house::SOUND)).unwrap()
}

fn field(kind: FieldKind) -> Field {
    let packs = packs();
    let mut field = packs.registers["school"].field("name").unwrap().clone();
    field.name = "f".to_owned();
    field.label = Label::new("甲", "A");
    field.kind = kind;
    field
}

fn shown(result: Result<Value, jixia_pack::ValueFault>) -> String {
    match result {
        Ok(Value::Text(text)) => format!("{text:?}"),
        Ok(value) => format!("{value:?}"),
        Err(fault) => format!("[{}] {fault}", fault.code),
    }
}

/// One line for each text: what it is read to.
fn check(field: &Field, texts: &[&str], expected: Expect) {
    let reader = FieldReader::new(field, &packs());
    let line = |text: &&str| format!("{text:?} -> {}\n", shown(reader.read(Cell::Text(text))));
    expected.assert_eq(&texts.iter().map(line).collect::<String>());
}

fn check_cells(kind: FieldKind, cells: &[Cell<'_>], expected: Expect) {
    let reader = FieldReader::new(&field(kind), &packs());
    let line = |cell: &Cell<'_>| format!("{cell:?} -> {}\n", shown(reader.read(*cell)));
    expected.assert_eq(&cells.iter().map(line).collect::<String>());
}

#[test]
fn texts_lose_blanks_at_their_ends_only() {
    let texts = [
        "  abc ",
        "\u{3000}一 二\u{a0}",
        "\u{feff}甲\u{200b}",
        "",
        " \u{3000}",
        "\u{ff21}\u{ff11}",
        "a\0b",
        "'a",
    ];
    check(
        &field(FieldKind::Text),
        &texts,
        expect![[r#"
        "  abc " -> "abc"
        "\u{3000}一 二\u{a0}" -> "一 二"
        "\u{feff}甲\u{200b}" -> "甲"
        "" -> Null
        " \u{3000}" -> Null
        "Ａ１" -> "Ａ１"
        "a\0b" -> [zero_byte] “a�b”含有空字符
        "'a" -> "'a"
    "#]],
    );
}

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
        "12,34" -> [not_a_number] “12,34”不是数
        "12.0" -> Int(12)
        "12.5" -> [not_whole] “12.5”不是整数
        "１２" -> Int(12)
        "1，234" -> Int(1234)
        "-3" -> [below_zero] “-3”小于 0
        "-0" -> Int(0)
        "+5" -> Int(5)
        "45人" -> [not_a_number] “45人”不是数
        "1e3" -> [not_a_number] “1e3”不是数
        "999999999999999999999" -> [too_large] “99999999999999999999…”太大
        "'12" -> Int(12)
        "." -> [not_a_number] “.”不是数
        "," -> [not_a_number] “,”不是数
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
            Number(NaN) -> [not_a_number] “NaN”不是数
            Bool(true) -> [not_a_number] “TRUE”不是数
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
        "inf" -> [not_a_number] “inf”不是数
        "NaN" -> [not_a_number] “NaN”不是数
        "0x10" -> [not_a_number] “0x10”不是数
        "12 3" -> [not_a_number] “12 3”不是数
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
        "五元" -> [not_a_number] “五元”不是数
        "99999999999999999999" -> [too_large] “99999999999999999999”太大
        "12元3" -> [not_a_number] “12元3”不是数
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
        "%" -> [not_a_number] “%”不是数
        "1/2" -> [not_a_number] “1/2”不是数
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
fn days() {
    let texts = [
        "2026-09-01",
        "2026-9-1",
        "2026/9/1",
        "2026.9.1",
        "20260901",
        "2026年9月1日",
        "2026 年 9 月 1 日",
        "2026年09月01号",
        "\u{ff12}026-09-01",
        "2026-09-01 00:00:00",
        "2026-09-01T00:00:00",
        "2026-09-01 08:30",
        "2026-02-29",
        "2026-13-01",
        "2026年9月",
        "2026",
        "46266",
        "26-9-1",
        "2026-9-1-2",
        "2026/9-1",
        "今天",
    ];
    check(
        &field(FieldKind::Day),
        &texts,
        expect![[r#"
            "2026-09-01" -> Day(Day(20697))
            "2026-9-1" -> Day(Day(20697))
            "2026/9/1" -> Day(Day(20697))
            "2026.9.1" -> Day(Day(20697))
            "20260901" -> Day(Day(20697))
            "2026年9月1日" -> Day(Day(20697))
            "2026 年 9 月 1 日" -> Day(Day(20697))
            "2026年09月01号" -> Day(Day(20697))
            "２026-09-01" -> Day(Day(20697))
            "2026-09-01 00:00:00" -> Day(Day(20697))
            "2026-09-01T00:00:00" -> Day(Day(20697))
            "2026-09-01 08:30" -> [day_with_time] “2026-09-01 08:30”带有时刻，这里只要日期
            "2026-02-29" -> [not_a_day] “2026-02-29”不是日期，写作 2026-09-01
            "2026-13-01" -> [not_a_day] “2026-13-01”不是日期，写作 2026-09-01
            "2026年9月" -> [not_a_day] “2026年9月”不是日期，写作 2026-09-01
            "2026" -> [not_a_day] “2026”不是日期，写作 2026-09-01
            "46266" -> [not_a_day] “46266”不是日期，写作 2026-09-01
            "26-9-1" -> [not_a_day] “26-9-1”不是日期，写作 2026-09-01
            "2026-9-1-2" -> [not_a_day] “2026-9-1-2”不是日期，写作 2026-09-01
            "2026/9-1" -> [not_a_day] “2026/9-1”不是日期，写作 2026-09-01
            "今天" -> [not_a_day] “今天”不是日期，写作 2026-09-01
        "#]],
    );
    check_cells(
        FieldKind::Day,
        &[
            Cell::Number(46266.0),
            Cell::Number(1.0),
            Cell::Number(59.0),
            Cell::Number(60.0),
            Cell::Number(61.0),
            Cell::Number(46266.5),
            Cell::Number(20260901.0),
            Cell::Number(2026.0),
            Cell::Number(-1.0),
            Cell::Day(Day::from_days(0).unwrap()),
            Cell::Bool(false),
        ],
        expect![[r#"
            Number(46266.0) -> Day(Day(20697))
            Number(1.0) -> Day(Day(-25567))
            Number(59.0) -> Day(Day(-25509))
            Number(60.0) -> [not_a_day] “60”不是日期，写作 2026-09-01
            Number(61.0) -> Day(Day(-25508))
            Number(46266.5) -> [day_with_time] “46266.5”带有时刻，这里只要日期
            Number(20260901.0) -> Day(Day(20697))
            Number(2026.0) -> [year_alone] “2026”只有年份，这里要完整日期
            Number(-1.0) -> [not_a_day] “-1”不是日期，写作 2026-09-01
            Day(Day(0)) -> Day(Day(0))
            Bool(false) -> [not_a_day] “FALSE”不是日期，写作 2026-09-01
        "#]],
    );
}

#[test]
fn times_of_day() {
    let texts = [
        "7:50",
        "07:50",
        "7:50:00",
        "7点50分",
        "7点50",
        "7点半",
        "8点",
        "21时",
        "下午4:30",
        "上午12:10",
        "4:30 PM",
        "12:00am",
        "\u{ff17}\u{ff1a}50",
        "24:00",
        "7:60",
        "7:50:30",
        "750",
        "7",
        "半",
        ":",
        "早上",
    ];
    check(
        &field(FieldKind::Time),
        &texts,
        expect![[r#"
        "7:50" -> Int(470)
        "07:50" -> Int(470)
        "7:50:00" -> Int(470)
        "7点50分" -> Int(470)
        "7点50" -> Int(470)
        "7点半" -> Int(450)
        "8点" -> Int(480)
        "21时" -> Int(1260)
        "下午4:30" -> Int(990)
        "上午12:10" -> Int(10)
        "4:30 PM" -> Int(990)
        "12:00am" -> Int(0)
        "７：50" -> Int(470)
        "24:00" -> [not_a_time] “24:00”不是时刻，写作 07:50
        "7:60" -> [not_a_time] “7:60”不是时刻，写作 07:50
        "7:50:30" -> [not_a_time] “7:50:30”不是时刻，写作 07:50
        "750" -> [not_a_time] “750”不是时刻，写作 07:50
        "7" -> [not_a_time] “7”不是时刻，写作 07:50
        "半" -> [not_a_time] “半”不是时刻，写作 07:50
        ":" -> [not_a_time] “:”不是时刻，写作 07:50
        "早上" -> [not_a_time] “早上”不是时刻，写作 07:50
    "#]],
    );
    check_cells(
        FieldKind::Time,
        &[
            Cell::Number(0.326_388_888_888_889),
            Cell::Number(0.0),
            Cell::Number(1.0),
            Cell::Number(0.9999),
            Cell::Number(0.5004),
        ],
        expect![[r#"
            Number(0.326388888888889) -> Int(470)
            Number(0.0) -> Int(0)
            Number(1.0) -> [not_a_time] “1”不是时刻，写作 07:50
            Number(0.9999) -> [not_a_time] “0.9999”不是时刻，写作 07:50
            Number(0.5004) -> [not_a_time] “0.5004”不是时刻，写作 07:50
        "#]],
    );
}

#[test]
fn instants() {
    let texts = [
        "2026-09-01T08:00:00+08:00",
        "2026-09-01 08:00:00",
        "2026/9/1 8:00",
        "2026-09-01",
        "2026-09-01 08:00:00.5",
        "2026-09-01 25:00",
        "8:00",
    ];
    check(
        &field(FieldKind::Instant),
        &texts,
        expect![[r#"
        "2026-09-01T08:00:00+08:00" -> Instant(Instant(1788220800000000))
        "2026-09-01 08:00:00" -> Instant(Instant(1788220800000000))
        "2026/9/1 8:00" -> Instant(Instant(1788220800000000))
        "2026-09-01" -> Instant(Instant(1788192000000000))
        "2026-09-01 08:00:00.5" -> Instant(Instant(1788220800500000))
        "2026-09-01 25:00" -> [not_an_instant] “2026-09-01 25:00”不是时间，写作 2026-09-01 08:00:00
        "8:00" -> [not_an_instant] “8:00”不是时间，写作 2026-09-01 08:00:00
    "#]],
    );
    check_cells(
        FieldKind::Instant,
        &[
            Cell::Number(46266.0 + 1.0 / 3.0),
            Cell::Day(Day::from_days(0).unwrap()),
        ],
        expect![[r#"
            Number(46266.333333333336) -> Instant(Instant(1788220800000000))
            Day(Day(0)) -> Instant(Instant(-28800000000))
        "#]],
    );
}

#[test]
fn yes_and_no() {
    let texts = [
        "是", "否", "有", "无", "Y", "n", "true", "FALSE", "1", "0", "√", "×", "yes", "也许", "2",
    ];
    check(
        &field(FieldKind::YesNo),
        &texts,
        expect![[r#"
        "是" -> Bool(true)
        "否" -> Bool(false)
        "有" -> Bool(true)
        "无" -> Bool(false)
        "Y" -> Bool(true)
        "n" -> Bool(false)
        "true" -> Bool(true)
        "FALSE" -> Bool(false)
        "1" -> Bool(true)
        "0" -> Bool(false)
        "√" -> Bool(true)
        "×" -> Bool(false)
        "yes" -> Bool(true)
        "也许" -> [not_yes_no] “也许”不是“是”或“否”
        "2" -> [not_yes_no] “2”不是“是”或“否”
    "#]],
    );
    check_cells(
        FieldKind::YesNo,
        &[Cell::Bool(true), Cell::Number(0.0), Cell::Number(2.0)],
        expect![[r#"
            Bool(true) -> Bool(true)
            Number(0.0) -> Bool(false)
            Number(2.0) -> [not_yes_no] “2”不是“是”或“否”
        "#]],
    );
}

#[test]
fn codes_by_value_label_or_other_word() {
    let texts = [
        "primary",
        "小学",
        "PRIMARY",
        " 小学阶段 ",
        "Junior",
        "\u{ff30}rimary",
        "小学生",
        "高中",
        "",
    ];
    check(
        &field(FieldKind::Code("stage".into())),
        &texts,
        expect![[r#"
            "primary" -> "primary"
            "小学" -> "primary"
            "PRIMARY" -> "primary"
            " 小学阶段 " -> "primary"
            "Junior" -> "junior"
            "Ｐrimary" -> "primary"
            "小学生" -> [unknown_code] “小学生”不是学段代码表中的值，是否“小学”？
            "高中" -> [unknown_code] “高中”不是学段代码表中的值
            "" -> Null
        "#]],
    );
    check(
        &field(FieldKind::Code("kind".into())),
        &["01", "1", "001", "3", "教育局"],
        expect![[r#"
            "01" -> "01"
            "1" -> "01"
            "001" -> [unknown_code] “001”不是机构类别代码表中的值，是否“01”？
            "3" -> [unknown_code] “3”不是机构类别代码表中的值
            "教育局" -> "01"
        "#]],
    );
    check_cells(
        FieldKind::Code("kind".into()),
        &[Cell::Number(1.0), Cell::Number(1.5)],
        expect![[r#"
            Number(1.0) -> "01"
            Number(1.5) -> [unknown_code] “1.5”不是机构类别代码表中的值
        "#]],
    );
    let texts = [
        "小学;初中",
        "小学\u{ff1b}初中",
        "小学、junior",
        "primary,primary",
        "小学,高中",
        ";",
        "初中生",
    ];
    check(
        &field(FieldKind::Codes("stage".into())),
        &texts,
        expect![[r#"
            "小学;初中" -> "primary;junior"
            "小学；初中" -> "primary;junior"
            "小学、junior" -> "primary;junior"
            "primary,primary" -> "primary"
            "小学,高中" -> [unknown_code] “高中”不是学段代码表中的值
            ";" -> Null
            "初中生" -> [unknown_code] “初中生”不是学段代码表中的值，是否“初中”？
        "#]],
    );
    check(
        &field(FieldKind::Code("gone".into())),
        &["小学"],
        expect![[r#"
        "小学" -> [unknown_code] “小学”不是代码表中的值
    "#]],
    );
}

#[test]
fn identity_numbers_are_checked_and_never_shown_whole() {
    let texts = [
        "11010519491231002X",
        "11010519491231002x",
        " 110105 19491231 002X ",
        "'11010519491231002X",
        "110105194912310021",
        "11010519491331002X",
        "110105491231002",
        "1.10105E+17",
        "张三",
        "\u{ff11}1010519491231002X",
    ];
    check(
        &field(FieldKind::Identity),
        &texts,
        expect![[r#"
        "11010519491231002X" -> "11010519491231002X"
        "11010519491231002x" -> "11010519491231002X"
        " 110105 19491231 002X " -> "11010519491231002X"
        "'11010519491231002X" -> "11010519491231002X"
        "110105194912310021" -> [bad_identity] 身份证号“110***********0021”校验位不符
        "11010519491331002X" -> [bad_identity] 身份证号“110***********002X”中的出生日期不存在
        "110105491231002" -> [bad_identity] “***”是 15 位旧身份证号，请填 18 位
        "1.10105E+17" -> [digits_lost] “***”在表格中被存成了数字，末几位已丢失，请把该列设为文本后重新填写
        "张三" -> [bad_identity] 身份证号“***”应为 17 位数字加一位数字或 X
        "１1010519491231002X" -> "11010519491231002X"
    "#]],
    );
    check_cells(
        FieldKind::Identity,
        &[Cell::Number(110_105_194_912_310_020.0)],
        expect![[r#"
            Number(1.1010519491231002e17) -> [digits_lost] “110***********0020”在表格中被存成了数字，末几位已丢失，请把该列设为文本后重新填写
        "#]],
    );
    let packs = packs();
    let number = packs.registers["pupil"].field("number").unwrap();
    let texts = [
        "g11010519491231002x",
        "G110105194912310021",
        "X1",
        "L110105194912310021",
        "L1",
        "",
    ];
    check(
        number,
        &texts,
        expect![[r#"
            "g11010519491231002x" -> "G11010519491231002X"
            "G110105194912310021" -> [bad_student_number] G 字学籍号：身份证号“G110***********0021”校验位不符
            "X1" -> [bad_student_number] 学籍号“X1”应以 G、J 或 L 开头
            "L110105194912310021" -> "L110105194912310021"
            "L1" -> [bad_student_number] 学籍号“L1”的字母后应为 17 位数字加一位数字或 X
            "" -> [required] 必填，不能为空
        "#]],
    );
}

#[test]
fn sealed_values_are_masked_in_faults() {
    let mut sealed = field(FieldKind::Code("stage".into()));
    sealed.sealed = Some(Sealed::Health);
    check(
        &sealed,
        &["哮喘", "小学生"],
        expect![[r#"
        "哮喘" -> [unknown_code] “***”不是学段代码表中的值
        "小学生" -> [unknown_code] “***”不是学段代码表中的值
    "#]],
    );
    let packs = packs();
    let aid = packs.registers["pupil"].field("aid").unwrap();
    check(
        aid,
        &["10000.01", "一万"],
        expect![[r#"
        "10000.01" -> [above_max] “***”大于上限 10000.00
        "一万" -> [not_a_number] “***”不是数
    "#]],
    );
}

#[test]
fn keys_and_references() {
    let packs = packs();
    check(
        packs.registers["school"].field("code").unwrap(),
        &["\u{ff10}001", "0001", "12", "'0001", "1E+3", ""],
        expect![[r#"
            "０001" -> "0001"
            "0001" -> "0001"
            "12" -> [no_match] “12”不合规定的格式
            "'0001" -> "0001"
            "1E+3" -> [no_match] “1E+3”不合规定的格式
            "" -> [required] 必填，不能为空
        "#]],
    );
    let reader = FieldReader::new(packs.registers["school"].field("code").unwrap(), &packs);
    expect![[r#""1001""#]].assert_eq(&shown(reader.read(Cell::Number(1001.0))));
    let class = packs.registers["pupil"].field("class").unwrap();
    check(
        class,
        &[
            "0001/2",
            " 0001 / 2 ",
            "0001\u{ff0f}2",
            "0001",
            "0001/2/3",
            "0001/",
        ],
        expect![[r#"
            "0001/2" -> "0001/2"
            " 0001 / 2 " -> "0001/2"
            "0001／2" -> "0001/2"
            "0001" -> [key_parts] “0001”应由 2 部分组成，以“/”分隔
            "0001/2/3" -> [key_parts] “0001/2/3”应由 2 部分组成，以“/”分隔
            "0001/" -> [key_parts] “0001/”应由 2 部分组成，以“/”分隔
        "#]],
    );
    check(
        packs.registers["class"].field("number").unwrap(),
        &["一(1)班", "1/2"],
        expect![[r#"
            "一(1)班" -> "一(1)班"
            "1/2" -> [slash_in_key] “1/2”含有“/”，不能作主键的一部分
        "#]],
    );
    check(
        &field(FieldKind::Org),
        &[" \u{ff21}1 "],
        expect![[r#"
        " Ａ1 " -> "A1"
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

#[test]
fn places_and_files() {
    let texts = [
        "117.12,36.65",
        "117.12\u{ff0c} 36.65",
        "36.65,117.12",
        "181,0",
        "117.12",
        "a,b",
    ];
    check(
        &field(FieldKind::Point),
        &texts,
        expect![[r#"
        "117.12,36.65" -> "117.12,36.65"
        "117.12， 36.65" -> "117.12,36.65"
        "36.65,117.12" -> [bad_point] “36.65,117.12”的经度和纬度似乎颠倒了
        "181,0" -> [bad_point] “181,0”不是“经度,纬度”
        "117.12" -> [bad_point] “117.12”不是“经度,纬度”
        "a,b" -> [bad_point] “a,b”不是“经度,纬度”
    "#]],
    );
    let square = r#"{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}"#;
    let open = r#"{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1]]]}"#;
    check(
        &field(FieldKind::Area),
        &[square, open, "{}", "x"],
        expect![[r#"
            "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,0],[1,1],[0,0]]]}" -> "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,0],[1,1],[0,0]]]}"
            "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,0],[1,1],[0,1]]]}" -> [bad_area] “{"type":"Polygon","c…”不是 GeoJSON 面
            "{}" -> [bad_area] “{}”不是 GeoJSON 面
            "x" -> [bad_area] “x”不是 GeoJSON 面
        "#]],
    );
    let hash = "AB".repeat(32);
    check(
        &field(FieldKind::File),
        &[&hash, "ab"],
        expect![[r#"
        "ABABABABABABABABABABABABABABABABABABABABABABABABABABABABABABABAB" -> "abababababababababababababababababababababababababababababababab"
        "ab" -> [bad_file] “ab”不是文件编号
    "#]],
    );
    check(
        &field(FieldKind::Files),
        &[&format!("{hash}; {hash}"), "x;y"],
        expect![[r#"
            "ABABABABABABABABABABABABABABABABABABABABABABABABABABABABABABABAB; ABABABABABABABABABABABABABABABABABABABABABABABABABABABABABABABAB" -> "abababababababababababababababababababababababababababababababab;abababababababababababababababababababababababababababababababab"
            "x;y" -> [bad_file] “x;y”不是文件编号
        "#]],
    );
}

#[test]
fn long_texts_are_cut_in_faults() {
    check(
        &field(FieldKind::Count),
        &["这是一段写在人数一栏里的很长很长的说明文字"],
        expect![[r#"
            "这是一段写在人数一栏里的很长很长的说明文字" -> [not_a_number] “这是一段写在人数一栏里的很长很长的说明文…”不是数
        "#]],
    );
}

#[test]
fn values_are_written_for_people() {
    let packs = packs();
    let day = Day::new(2026, 9, 1).unwrap();
    let cases = [
        (FieldKind::Money, Value::Int(123_450)),
        (FieldKind::Percent, Value::Int(8_550)),
        (FieldKind::Time, Value::Int(470)),
        (FieldKind::Day, Value::Day(day)),
        (FieldKind::Instant, Value::Instant(Instant::start_of(day))),
        (FieldKind::YesNo, Value::Bool(false)),
        (FieldKind::Code("stage".into()), "primary".into()),
        (FieldKind::Codes("stage".into()), "primary;junior".into()),
        (FieldKind::Number, Value::Real(0.5)),
        (FieldKind::Text, Value::Null),
    ];
    let line = |(kind, value): (FieldKind, Value)| {
        let field = field(kind);
        let (plain, labels) = (
            format_value(&value, &field, &packs, false),
            format_value(&value, &field, &packs, true),
        );
        format!("{} {plain} | {labels}\n", field.kind.word())
    };
    expect![[r#"
        money 1234.50 | 1234.50
        percent 85.50% | 85.50%
        time 07:50 | 07:50
        day 2026-09-01 | 2026-09-01
        instant 2026-08-31T16:00:00.000000Z | 2026-09-01 00:00:00
        yes_no 否 | 否
        code primary | 小学
        codes primary;junior | 小学;初中
        number 0.5 | 0.5
        text  | 
    "#]]
    .assert_eq(&cases.map(line).concat());
}

#[test]
fn masks_leave_little() {
    let packs = packs();
    let identity = packs.registers["pupil"].field("identity").unwrap();
    let number = packs.registers["pupil"].field("number").unwrap();
    let aid = packs.registers["pupil"].field("aid").unwrap();
    let masks = [
        mask(&"11010519491231002X".into(), identity),
        mask(&"G11010519491231002X".into(), number),
        mask(&"短".into(), identity),
        mask(&Value::Int(100), aid),
        mask(&Value::Null, aid),
    ];
    expect!["110***********002X G110***********002X *** *** "].assert_eq(&masks.join(" "));
}

#[test]
fn labels_that_mean_two_codes_are_written_as_values() {
    let list = "--- base/codes/stage.toml\nlabel = { zh = \"区\", en = \"area\" }\nstandard = \"own\"\n\
        [[code]]\nvalue = \"primary\"\nlabel = { zh = \"市辖区\", en = \"City\" }\n\
        [[code]]\nvalue = \"junior\"\nlabel = { zh = \"市辖区\", en = \"City\" }\n";
    let packs = Packs::read(&house::sound_with(list)).unwrap();
    let field = field(FieldKind::Code("stage".into()));
    assert_eq!(
        format_value(&"primary".into(), &field, &packs, true),
        "primary"
    );
    expect!["[several_codes] “市辖区”对应多个代码，请填代码值"].assert_eq(&shown(parse_value(
        "市辖区",
        &field,
        &packs,
    )));
}

fn days_any() -> impl Strategy<Value = Day> {
    (-719_162..2_932_896_i32).prop_map(|days| Day::from_days(days).unwrap())
}

fn identity_any() -> impl Strategy<Value = String> {
    (
        "[1-9][0-9]{5}",
        days_any().prop_filter("four digits", |day| day.year() >= 1900),
        "[0-9]{3}",
    )
        .prop_map(|(area, day, order)| {
            let first = format!("{area}{}{order}", day.to_string().replace('-', ""));
            format!("{first}{}", identity_check_digit(&first).unwrap())
        })
}

/// A field of every kind with a value that reading it could have given.
fn any_value() -> impl Strategy<Value = (FieldKind, Value)> {
    use FieldKind as K;
    let stage = || prop_oneof![Just("primary"), Just("junior")];
    let text = |t: String| Value::text_or_null(t);
    prop_oneof![
        "[a-z\u{4e00}-\u{4e20}\u{ff21}-\u{ff3a}]([ -~\u{4e00}-\u{4e20}]{0,9}[a-z])?"
            .prop_map(move |t| (K::Text, text(t))),
        (0..i64::MAX).prop_map(|n| (K::Count, Value::Int(n))),
        any::<f64>()
            .prop_filter("finite", |x| x.is_finite())
            .prop_map(|x| (K::Number, Value::Real(x))),
        (-9_000_000_000_000_000..9_000_000_000_000_000_i64).prop_map(|n| (K::Money, Value::Int(n))),
        (-9_000_000_000_000_000..9_000_000_000_000_000_i64)
            .prop_map(|n| (K::Percent, Value::Int(n))),
        days_any().prop_map(|day| (K::Day, Value::Day(day))),
        (0..1440_i64).prop_map(|n| (K::Time, Value::Int(n))),
        (-62_000_000_000_000_000..250_000_000_000_000_000_i64)
            .prop_map(|n| (K::Instant, Value::Instant(Instant::from_micros(n).unwrap()))),
        any::<bool>().prop_map(|yes| (K::YesNo, Value::Bool(yes))),
        stage().prop_map(|code| (K::Code("stage".into()), code.into())),
        Just((K::Codes("stage".into()), "junior;primary".into())),
        "[A-Z0-9]{1,6}/[A-Z0-9]{1,6}"
            .prop_map(move |t| (K::Reference("class".into()), Value::text_or_null(t))),
        "[A-Z0-9]{1,12}".prop_map(move |t| (K::Org, Value::text_or_null(t))),
        identity_any().prop_map(|t| (K::Identity, t.into())),
        (-180.0..180.0_f64, -60.0..60.0_f64)
            .prop_filter("not swapped", |(x, y)| !((3.0..54.0).contains(x)
                && *y > 70.0))
            .prop_map(|(x, y)| (K::Point, format!("{x},{y}").into())),
        "[0-9a-f]{64}".prop_map(|t| (K::File, t.into())),
        "[0-9a-f]{64};[0-9a-f]{64}".prop_map(|t| (K::Files, t.into())),
        Just((
            K::Area,
            r#"{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}"#.into()
        )),
    ]
}

proptest! {
    #[test]
    fn written_and_read_again_is_the_same((kind, value) in any_value(), labels in any::<bool>()) {
        let packs = packs();
        let field = field(kind);
        let text = format_value(&value, &field, &packs, labels);
        prop_assert_eq!(parse_value(&text, &field, &packs), Ok(value), "{}", text);
    }

    #[test]
    fn no_text_makes_reading_panic(
        (kind, _) in any_value(),
        text in any::<String>(),
        x in any::<f64>(),
    ) {
        let reader = FieldReader::new(&field(kind), &packs());
        let _ = reader.read(Cell::Text(&text));
        let _ = reader.read(Cell::Number(x));
    }

    #[test]
    fn what_is_read_is_read_again_from_what_is_written(
        (kind, _) in any_value(),
        text in "[0-9\u{ff10}-\u{ff19}年月日:点分.,\u{ff0c}/% -]{1,14}",
    ) {
        let packs = packs();
        let field = field(kind);
        if let Ok(value) = parse_value(&text, &field, &packs) {
            let again = format_value(&value, &field, &packs, false);
            prop_assert_eq!(parse_value(&again, &field, &packs), Ok(value), "{}", again);
        }
    }
}
