//! Texts, yes and no, codes, and how values are written.

use expect_test::expect;
use jixia_pack::{Cell, FieldKind, Packs, format_value, parse_value};
use jixia_terms::{Day, Instant, Value};

use crate::{check, check_cells, field, house, packs, shown};

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
fn a_text_has_a_length_that_its_field_may_declare() {
    let packs = Packs::default();
    let read = |length: usize, max: Option<i64>| {
        let mut field = field(FieldKind::Text);
        field.max = max.map(Value::Int);
        let fault = parse_value(&"字".repeat(length), &field, &packs).err();
        fault.map(|fault| (fault.code, fault.text.zh))
    };
    assert_eq!(read(4_000, None), None);
    assert_eq!(read(4_001, Some(5_000)), None);
    let (code, text) = read(4_001, None).unwrap();
    assert_eq!(code, "too_long");
    assert!(
        text.ends_with("…”有 4001 个字，最多 4000 个字，请缩短后再填"),
        "{text}"
    );
    assert!(read(3, Some(2)).is_some());
}

#[test]
fn long_texts_are_cut_in_faults() {
    check(
        &field(FieldKind::Count),
        &["这是一段写在人数一栏里的很长很长的说明文字"],
        expect![[r#"
            "这是一段写在人数一栏里的很长很长的说明文字" -> [not_a_number] “这是一段写在人数一栏里的很长很长的说明文…”不是数，请只填数字，去掉单位、字母等其他文字
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
            "高中" -> [unknown_code] “高中”不是学段代码表中的值，是否“初中”？
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
            "小学,高中" -> [unknown_code] “高中”不是学段代码表中的值，是否“初中”？
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
