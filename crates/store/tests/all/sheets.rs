//! Workbooks of several sheets: which one is read.

use jixia_store::ImportOptions;
use jixia_store::import::open_bytes;

use crate::import::{refusal, run, with_units};
use crate::on_both;

/// A workbook of these sheets.
fn workbook(sheets: &[(&str, &[&[&str]])]) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    for (name, rows) in sheets {
        let sheet = book.add_worksheet().set_name(*name).unwrap();
        for (line, row) in rows.iter().enumerate() {
            sheet
                .write_row(line as u32, 0, row.iter().copied())
                .unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

on_both!(the_sheet_that_names_most_fields_is_read, db, {
    let store = with_units(db);
    let mut source = open_bytes(
        "名单.xlsx",
        workbook(&[
            ("填写说明", &[&["姓名"], &["按身份证填写"]]),
            ("空表", &[]),
            (
                "数据",
                &[&["学生名册"], &["编号", "姓名", "单位"], &["M1", "甲", "A"]],
            ),
            ("旧表", &[&["编号", "姓名", "单位"], &["M9", "乙", "A"]]),
        ]),
    )
    .unwrap();
    let report = run(
        &store,
        3,
        "member",
        source.as_mut(),
        &ImportOptions::default(),
    )
    .unwrap();
    assert_eq!(report.source.sheet.as_deref(), Some("数据"));
    assert_eq!((report.source.header_line, report.new), (2, 1));
    assert_eq!(report.source.other_sheets, ["填写说明", "空表", "旧表"]);
    let mut source = open_bytes(
        "名单.xlsx",
        workbook(&[("说明", &[&["姓名"]]), ("数据", &[&["编号", "姓名"]])]),
    )
    .unwrap();
    let (code, text) = refusal(run(
        &store,
        4,
        "member",
        source.as_mut(),
        &ImportOptions::default(),
    ));
    assert_eq!(code, "missing_column");
    assert!(text.contains("工作表“数据”第 1 行"), "{text}");
});
