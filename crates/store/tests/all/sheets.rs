//! Workbooks of several sheets: which one is read.

use jixia_store::import::open_bytes;
use jixia_store::{ImportOptions, Outcome};

use crate::import::{counts, csv_with, reasons, refusal, run, with_units};
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

on_both!(empty_cells_at_the_end_of_a_sheet_s_row_are_no_fault, db, {
    let store = with_units(db);
    let rows: &[&[&str]] = &[
        &["编号", "姓名", "单位", "备注"],
        &["M1", "甲", "A"],
        &["M2", "乙", "Z"],
    ];
    let mut source = open_bytes("名单.xlsx", workbook(&[("数据", rows)])).unwrap();
    let path = db.folder().join("refused.csv");
    let options = ImportOptions {
        refused: Some(path.clone()),
        part: true,
        ..ImportOptions::default()
    };
    let report = run(&store, 10, "member", source.as_mut(), &options).unwrap();
    assert_eq!(counts(&report), [1, 0, 0, 0, 1], "{:?}", reasons(&report));
    // What was refused is mended and comes back as CSV, where every cell must stand.
    let mended = std::fs::read_to_string(&path).unwrap().replace(",Z", ",A");
    let again = csv_with(&store, 11, "member", &mended, &options).unwrap();
    assert_eq!(
        (again.outcome, counts(&again)),
        (Outcome::Written, [1, 0, 0, 0, 0]),
        "{mended}"
    );
});
