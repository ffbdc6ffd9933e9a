//! Identity numbers, sealed values and their masks, keys and references, places and files.

use expect_test::expect;
use jixia_pack::{Cell, FieldKind, FieldReader, Sealed, mask};
use jixia_terms::Value;

use crate::{check, check_cells, field, packs, shown};

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
            "110105194912310021" -> [bad_identity] 身份证号“110***********0021”校验位不符，请核对是否抄错
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
            "G110105194912310021" -> [bad_student_number] G 字学籍号：身份证号“G110***********0021”校验位不符，请核对是否抄错
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
            "一万" -> [not_a_number] “***”不是数，请只填数字，去掉单位、字母等其他文字
        "#]],
    );
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
fn keys_and_references() {
    let packs = packs();
    check(
        packs.registers["school"].field("code").unwrap(),
        &["\u{ff10}001", "0001", "12", "'0001", "1E+3", ""],
        expect![[r#"
            "０001" -> "0001"
            "0001" -> "0001"
            "12" -> [no_match] “12”不合规定的格式，请核对位数和格式
            "'0001" -> "0001"
            "1E+3" -> [no_match] “1E+3”不合规定的格式，请核对位数和格式
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
