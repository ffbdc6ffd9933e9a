//! XLSX: what people see in a sheet is what is read from it.

use jixia_store::import::{RawRow, open_bytes};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

use crate::given::{all, read, refused, shown, workbook};

#[test]
fn cells_read_as_people_see_them() {
    let mut book = Workbook::new();
    let day = Format::new().set_num_format("yyyy\"年\"m\"月\"d\"日\"");
    let time = Format::new().set_num_format("h:mm");
    let both = Format::new().set_num_format("yyyy-mm-dd hh:mm:ss");
    let code = Format::new().set_num_format("000000");
    let date = |text: &str| ExcelDateTime::parse_from_str(text).unwrap();
    let sheet = book.add_worksheet().set_name("学生").unwrap();
    sheet
        .write_row(0, 0, ["姓名", "甲&<乙>\n_x0041_", " 空 "])
        .unwrap();
    sheet
        .write_with_format(2, 1, date("2026-09-01"), &day)
        .unwrap();
    sheet.write_with_format(2, 2, date("07:50"), &time).unwrap();
    sheet
        .write_with_format(2, 3, date("2026-09-01T07:50:30"), &both)
        .unwrap();
    sheet.write_with_format(2, 4, 44001, &code).unwrap();
    sheet.write(3, 0, 440_524_188_001_010_014_u64).unwrap();
    sheet.write(3, 1, 0.1 + 0.2).unwrap();
    sheet.write(3, 2, true).unwrap();
    sheet
        .write(3, 3, Formula::new("=A1").set_result("张三"))
        .unwrap();
    sheet
        .write(3, 5, Formula::new("=1+1").set_result("2"))
        .unwrap();
    sheet
        .write(4, 0, Formula::new("=NA()").set_result("#N/A"))
        .unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let (info, _) = read(&bytes).unwrap();
    assert_eq!((info.format, info.sheet.as_deref()), ("xlsx", Some("学生")));
    assert_eq!(
        shown(&bytes),
        "1: 姓名|甲&<乙>\n_x0041_| 空 \n\
         3: |2026-09-01|07:50|2026-09-01 07:50:30|044001\n\
         4: 4.40524188001010E+17|0.3|TRUE|张三||2\n\
         5: \u{ffff}#N/A\n"
    );
}

#[test]
fn what_other_programs_write_is_read() {
    let sheet = "<dimension ref=\"A1:ZZ9\"/><sheetData>\
        <row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c><c r=\"E1\" s=\"1\"/></row>\
        <row><c t=\"inlineStr\"><is><r><t>张</t></r><r><t xml:space=\"preserve\"> 三</t></r>\
        <rPh sb=\"0\" eb=\"1\"><t>zhang</t></rPh></is></c><c><f>1</f><v>440524188001010014</v></c></row>\
        <row r=\"9\"><c r=\"C9\" t=\"d\"><v>2026-09-01T00:00:00</v></c><c r=\"B9\" t=\"e\"><v>#REF!</v></c>\
        <c r=\"D9\"><v>4.40524E+17</v></c><c r=\"E9\" t=\"str\"><f>x</f><v>a_x000D_b&#x7532;</v></c>\
        <c r=\"F9\" t=\"b\"><v>0</v></c><c r=\"G9\" s=\"1\"><v>46266</v></c></row></sheetData>";
    let strings = "<si><t>姓名</t><phoneticPr/></si>\
        <si><r><rPr/><t>证件</t></r><r><t>号</t></r><rPh><t>x</t></rPh></si>";
    assert_eq!(
        shown(&workbook(sheet, strings, "")),
        "1: 姓名|证件号\n2: 张 三|440524188001010014\n\
         9: |\u{ffff}#REF!|2026-09-01|4.40524000000000E+17|a\rb甲|FALSE|2026-09-01\n"
    );
}

#[test]
fn days_may_count_from_1904() {
    let sheet = "<sheetData><row><c s=\"1\"><v>44804</v></c><c><v>44804</v></c></row></sheetData>";
    let bytes = workbook(sheet, "", "<workbookPr date1904=\"1\"/>");
    assert!(open_bytes("x", bytes.clone()).unwrap().counts_from_1904());
    assert_eq!(shown(&bytes), "1: 2026-09-01|44804\n");
}

#[test]
fn merged_cells_fill_down_but_not_across() {
    let mut book = Workbook::new();
    let plain = Format::new();
    let sheet = book.add_worksheet();
    sheet.merge_range(0, 0, 1, 3, "花名册", &plain).unwrap();
    sheet.merge_range(2, 0, 3, 0, "学校", &plain).unwrap();
    sheet.merge_range(2, 1, 2, 2, "学生", &plain).unwrap();
    sheet.write_row(3, 1, ["姓名", "年级"]).unwrap();
    sheet.merge_range(4, 0, 6, 0, "一小", &plain).unwrap();
    for (row, name) in [(4, "甲"), (5, "乙"), (7, "丙")] {
        sheet.write_row(row, 1, [name, "7"]).unwrap();
    }
    assert_eq!(
        shown(&book.save_to_buffer().unwrap()),
        "1: 花名册\n3: 学校|学生\n4: 学校|姓名|年级\n5: 一小|甲|7\n6: 一小|乙|7\n8: |丙|7\n"
    );
}

#[test]
fn hidden_and_empty_sheets_are_passed_over() {
    let mut book = Workbook::new();
    book.add_worksheet().set_name("空").unwrap();
    let hidden = book
        .add_worksheet()
        .set_name("密")
        .unwrap()
        .set_hidden(true);
    hidden.write(0, 0, "藏").unwrap();
    book.add_worksheet()
        .set_name("甲")
        .unwrap()
        .write(1, 0, "一")
        .unwrap();
    book.add_worksheet()
        .set_name("乙")
        .unwrap()
        .write(0, 1, "二")
        .unwrap();
    let mut source = open_bytes("x", book.save_to_buffer().unwrap()).unwrap();
    assert_eq!(source.info().sheet.as_deref(), Some("甲"));
    assert_eq!(source.info().other_sheets, ["空", "乙"]);
    assert_eq!(all(source.as_mut()).unwrap(), [(2, vec!["一".to_owned()])]);
    assert!(source.next_sheet().unwrap());
    assert_eq!(source.info().sheet.as_deref(), Some("乙"));
    assert_eq!(
        all(source.as_mut()).unwrap(),
        [(1, vec![String::new(), "二".to_owned()])]
    );
    assert_eq!(source.percent(), Some(100));
    assert!(!source.next_sheet().unwrap());
    assert_eq!(source.info().sheet.as_deref(), Some("乙"));
}

#[test]
fn a_workbook_without_rows_has_none() {
    let mut book = Workbook::new();
    book.add_worksheet();
    let mut source = open_bytes("x", book.save_to_buffer().unwrap()).unwrap();
    assert!(!source.next(&mut RawRow::default()).unwrap());
    assert!(!source.next_sheet().unwrap());
}

#[test]
fn damaged_workbooks_name_the_place() {
    let cut = workbook(
        "<sheetData><row r=\"7\"><c r=\"A7\"><v>1</v></c></row><row r=\"8\"><c",
        "",
        "",
    );
    let (code, text) = refused(&cut);
    assert_eq!(code, "workbook_damaged");
    assert!(
        text.contains("“名册”") && text.contains("重新导出"),
        "{text}"
    );
    let text_missing = "<sheetData><row r=\"7\"><c t=\"s\"><v>5</v></c></row></sheetData>";
    let (code, text) = refused(&workbook(text_missing, "<si><t>a</t></si>", ""));
    assert_eq!(code, "workbook_damaged");
    assert!(text.contains("“名册”!7"), "{text}");
    let whole = workbook(
        "<sheetData><row><c><v>12345</v></c></row></sheetData>",
        "",
        "",
    );
    // The checksum of the last part, in the list of parts.
    let at = whole
        .windows(4)
        .rposition(|part| part == b"PK\x01\x02")
        .unwrap();
    let mut flipped = whole.clone();
    flipped[at + 16] ^= 1;
    assert_eq!(refused(&whole[..at]).0, "file_damaged");
    assert_eq!(refused(&flipped).0, "workbook_damaged");
}

#[test]
fn workbooks_whose_sheets_are_all_hidden_are_refused() {
    let mut book = Workbook::new();
    book.add_worksheet().write(0, 0, "a").unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut parts = Vec::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).unwrap();
        let name = file.name().unwrap().into_owned();
        let text = std::io::read_to_string(&mut file).unwrap();
        parts.push((
            name,
            text.replace("<sheet name", "<sheet state=\"veryHidden\" name"),
        ));
    }
    let parts: Vec<(&str, &str)> = parts
        .iter()
        .map(|(n, t)| (n.as_str(), t.as_str()))
        .collect();
    let (code, text) = refused(&crate::given::zipped(&parts));
    assert_eq!(code, "no_sheet");
    assert!(text.contains("取消隐藏"), "{text}");
}

#[test]
fn parts_that_unpack_far_beyond_their_size_are_refused() {
    let many = "<si><t/></si>".repeat(17 * 1024 * 1024);
    let (code, text) = refused(&workbook("<sheetData/>", &many, ""));
    assert_eq!(code, "workbook_too_large");
    assert!(text.contains("另存为 CSV"), "{text}");
    let sheet = format!("<sheetData>{}</sheetData>", " ".repeat(80 * 1024 * 1024));
    assert_eq!(refused(&workbook(&sheet, "", "")).0, "workbook_too_large");
    let long = format!("<si><t>{}</t></si>", "x".repeat(2 * 1024 * 1024));
    assert_eq!(
        refused(&workbook("<sheetData/>", &long, "")).0,
        "workbook_damaged"
    );
}

#[test]
fn a_part_that_declares_less_than_it_holds_is_refused() {
    let sheet = "<sheetData><row><c><v>12345</v></c></row></sheetData>";
    let mut bytes = workbook(sheet, "", "");
    let size = u32::try_from(format!("<worksheet>{sheet}</worksheet>").len())
        .unwrap()
        .to_le_bytes();
    let places: Vec<usize> = (0..bytes.len() - 4)
        .filter(|at| bytes[*at..*at + 4] == size)
        .collect();
    assert!(!places.is_empty());
    for at in places {
        bytes[at] = 9;
    }
    assert_eq!(refused(&bytes).0, "workbook_damaged");
}
