//! Makes files and reads them.

use std::io::{Cursor, Write};

use encoding_rs::GB18030;
use jixia_store::import::{RawRow, RowSource, SourceError, SourceInfo, open_bytes};
use jixia_terms::Language;
use zip::write::{SimpleFileOptions, ZipWriter};

/// The lines of a file with their cells.
pub type Lines = Vec<(u64, Vec<String>)>;

/// Reads all lines, twice, which must give the same.
pub fn read(bytes: &[u8]) -> Result<(SourceInfo, Lines), SourceError> {
    let mut source = open_bytes("名册", bytes.to_vec())?;
    let info = source.info();
    let first = all(source.as_mut())?;
    source.rewind()?;
    let second = all(source.as_mut())?;
    assert_eq!(first, second, "a second reading gives the same");
    Ok((info, first))
}

/// All lines from where the source stands.
pub fn all(source: &mut dyn RowSource) -> Result<Lines, SourceError> {
    let (mut lines, mut row) = (Vec::new(), RawRow::default());
    while source.next(&mut row)? {
        assert!(source.percent().is_none_or(|percent| percent <= 100));
        lines.push((row.line, row.cells().map(str::to_owned).collect()));
    }
    assert!(!source.next(&mut row)?, "the end stays the end");
    Ok(lines)
}

/// The cells of all lines, parted by `|`, with the number of the line.
pub fn shown(bytes: &[u8]) -> String {
    let (_, lines) = read(bytes).unwrap_or_else(|error| panic!("{error}"));
    let line = |(line, cells): &(u64, Vec<String>)| format!("{line}: {}\n", cells.join("|"));
    lines.iter().map(line).collect()
}

/// The code and the Chinese sentence with which a file is refused; there is an English one too.
pub fn refused(bytes: &[u8]) -> (&'static str, String) {
    let error = read(bytes).expect_err("the file is refused");
    assert!(error.text(Language::English).is_ascii() || error.to_string().contains("名册"));
    (error.code(), error.text(Language::Chinese))
}

pub fn gb18030(text: &str) -> Vec<u8> {
    GB18030.encode(text).0.into_owned()
}

pub fn utf16(text: &str, big: bool, mark: bool) -> Vec<u8> {
    let order = |unit: u16| {
        if big {
            unit.to_be_bytes()
        } else {
            unit.to_le_bytes()
        }
    };
    let start = mark.then_some('\u{feff}');
    let text: String = start.into_iter().chain(text.chars()).collect();
    text.encode_utf16().flat_map(order).collect()
}

/// A ZIP file of these parts.
pub fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A workbook with one sheet of this XML, and these shared strings and properties.
pub fn workbook(sheet: &str, strings: &str, properties: &str) -> Vec<u8> {
    let relation = |id: &str, kind: &str, target: &str| {
        format!(
            "<Relationship Id=\"{id}\" Type=\"http://x/relationships/{kind}\" Target=\"{target}\"/>"
        )
    };
    let list = |relations: String| {
        format!("<?xml version=\"1.0\"?><Relationships>{relations}</Relationships>")
    };
    let inner = relation("r1", "worksheet", "worksheets/sheet1.xml")
        + &relation("r2", "sharedStrings", "/xl/sharedStrings.xml")
        + &relation("r3", "styles", "styles.xml");
    let book = format!(
        "<workbook>{properties}<sheets><sheet name=\"名册\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
    );
    let styles = "<styleSheet><numFmts><numFmt numFmtId=\"170\" formatCode=\"yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;\"/>\
         <numFmt numFmtId=\"171\" formatCode=\"000000\"/></numFmts><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>\
         <cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"170\"/><xf numFmtId=\"20\"/><xf numFmtId=\"22\"/>\
         <xf numFmtId=\"171\"/></cellXfs></styleSheet>";
    zipped(&[
        ("[Content_Types].xml", "<Types/>"),
        (
            "_rels/.rels",
            &list(relation("r1", "officeDocument", "xl/workbook.xml")),
        ),
        ("xl/workbook.xml", &book),
        ("xl/_rels/workbook.xml.rels", &list(inner)),
        ("xl/styles.xml", styles),
        ("xl/sharedStrings.xml", &format!("<sst>{strings}</sst>")),
        (
            "xl/worksheets/sheet1.xml",
            &format!("<worksheet>{sheet}</worksheet>"),
        ),
    ])
}
