//! The text of a Word file, a line for each paragraph, with the numbers Word draws by itself
//! written out.
//!
//! Only two parts are read, and no more of each than a plan can have: a zip bomb is refused, not
//! unpacked.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use zip::ZipArchive;

use super::docx_numbers::{Counters, Numbering};
use crate::error::ReadError;

/// The most bytes that one part may unpack to.
const PART_MAX: u64 = 48 * 1024 * 1024;
/// The most parts a file may list.
const PARTS_MAX: usize = 20_000;

/// Extracts the text of a Word file.
pub(crate) fn text(name: &str, bytes: &[u8]) -> Result<String, ReadError> {
    let bad = |what: &str| ReadError::BadDocx {
        name: name.to_owned(),
        what: what.to_owned(),
    };
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|e| bad(&e.to_string()))?;
    if archive.len() > PARTS_MAX {
        return Err(bad("too many parts"));
    }
    let body = part(&mut archive, "word/document.xml")
        .map_err(|e| bad(&e))?
        .ok_or(ReadError::Unsupported {
            name: name.to_owned(),
            kind: "a zip archive but no DOCX",
            kind_zh: "压缩包而不是 DOCX",
        })?;
    let numbering = part(&mut archive, "word/numbering.xml").map_err(|e| bad(&e))?;
    let numbering = numbering
        .map(|xml| Numbering::read(&xml))
        .unwrap_or_default();
    paragraphs(&body, &numbering).map_err(|e| bad(&e))
}

fn part(archive: &mut ZipArchive<Cursor<&[u8]>>, path: &str) -> Result<Option<String>, String> {
    let Ok(file) = archive.by_name(path) else {
        return Ok(None);
    };
    let mut out = Vec::new();
    file.take(PART_MAX + 1)
        .read_to_end(&mut out)
        .map_err(|e| e.to_string())?;
    if out.len() as u64 > PART_MAX {
        return Err(format!(
            "its part {path} unpacks to more than {PART_MAX} bytes"
        ));
    }
    Ok(Some(String::from_utf8_lossy(&out).into_owned()))
}

#[derive(Default)]
struct Paragraph {
    text: String,
    list: Option<String>,
    level: usize,
}

/// How a cell stands to the cells above and below it.
#[derive(Clone, Copy, PartialEq)]
enum Merge {
    /// It reaches down over the rows below.
    First,
    /// It goes on with the cell above.
    Next,
}

#[derive(Default)]
struct Body {
    out: String,
    current: Paragraph,
    in_text: bool,
    fallback: usize,
    /// One more than the cells of the row read so far; none outside a row.
    cells: usize,
    /// Where that row begins.
    row: usize,
    /// The days in cells that reach down over the rows below, by column.
    held: BTreeMap<usize, String>,
    /// Where the cell that is being read begins, and whether it is merged with the one above.
    cell: usize,
    merged: Option<Merge>,
    /// How many columns it reaches over.
    columns: usize,
}

/// More columns than a table can have that one cell reaches over.
const COLUMNS_MAX: usize = 64;

fn paragraphs(xml: &str, numbering: &Numbering) -> Result<String, String> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = false;
    let mut body = Body::default();
    let mut counters = Counters::new(numbering);
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => body.open(&tag),
            Ok(Event::Empty(tag)) => body.empty(&tag, &mut counters),
            Ok(Event::End(tag)) => body.close(tag.local_name().as_ref(), &mut counters),
            Ok(Event::Text(words)) if body.in_text && body.fallback == 0 => {
                body.current.text.push_str(&words.xml10_content());
            }
            Ok(Event::GeneralRef(entity)) if body.in_text && body.fallback == 0 => {
                body.current.text.push(match &*entity.xml10_content() {
                    "lt" => '<',
                    "gt" => '>',
                    "amp" => '&',
                    "quot" => '"',
                    "apos" => '\'',
                    _ => entity.resolve_char_ref().ok().flatten().unwrap_or(' '),
                });
            }
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(e) => return Err(e.to_string()),
        }
    }
    body.end_paragraph(&mut counters);
    Ok(body.out)
}

impl Body {
    fn open(&mut self, tag: &BytesStart<'_>) {
        match tag.local_name().as_ref() {
            "t" => self.in_text = true,
            "Fallback" => self.fallback += 1,
            "tr" => {
                self.cells = 1;
                self.row = self.out.len();
            }
            "tbl" => self.held.clear(),
            "tc" => {
                self.cell = self.out.len();
                self.merged = None;
                self.columns = 1;
            }
            _ => self.property(tag),
        }
    }

    fn empty(&mut self, tag: &BytesStart<'_>, counters: &mut Counters<'_>) {
        match tag.local_name().as_ref() {
            "tab" if self.fallback == 0 => self.current.text.push(' '),
            "br" | "cr" if self.fallback == 0 => {
                self.current
                    .text
                    .push(if self.cells > 0 { ' ' } else { '\n' });
            }
            "p" => self.end_paragraph(counters),
            _ => self.property(tag),
        }
    }

    fn property(&mut self, tag: &BytesStart<'_>) {
        match tag.local_name().as_ref() {
            "numId" => self.current.list = value(tag).filter(|v| v != "0"),
            "vMerge" => {
                let first = value(tag).is_some_and(|v| v == "restart");
                self.merged = Some(if first { Merge::First } else { Merge::Next });
            }
            "gridSpan" => {
                let columns = value(tag).and_then(|v| v.parse().ok()).unwrap_or(1);
                self.columns = usize::clamp(columns, 1, COLUMNS_MAX);
            }
            "ilvl" => self.current.level = value(tag).and_then(|v| v.parse().ok()).unwrap_or(0),
            _ => {}
        }
    }

    fn close(&mut self, tag: &str, counters: &mut Counters<'_>) {
        match tag {
            "t" => self.in_text = false,
            "p" if self.fallback == 0 => self.end_paragraph(counters),
            "Fallback" => self.fallback = self.fallback.saturating_sub(1),
            "tc" if self.cells > 0 => {
                self.cells += 1;
                self.end_cell();
                self.out.truncate(self.out.trim_end_matches(' ').len());
                self.cells += self.columns - 1;
                self.out.extend((0..self.columns).map(|_| '\t'));
            }
            "tr" => {
                self.cells = 0;
                self.end_row();
                if !self.out.is_empty() && !self.out.ends_with('\n') {
                    self.out.push('\n');
                }
            }
            _ => {}
        }
    }

    /// A day in a cell that spans rows holds for each of them.
    fn end_cell(&mut self) {
        let words = self.out.get(self.cell..).unwrap_or("").trim().to_owned();
        match self.merged.take() {
            Some(Merge::Next) if words.is_empty() => {
                if let Some(day) = self.held.get(&self.cells) {
                    self.out.push_str(day);
                }
            }
            Some(Merge::First) if super::is_day(&words) => {
                self.held.insert(self.cells, words);
            }
            _ => {
                self.held.remove(&self.cells);
            }
        }
    }

    /// Three cells and more stand apart by tabs, as a table's; fewer by spaces, as words, and so
    /// does a heading that has its row for itself.
    fn end_row(&mut self) {
        let row = self.out.split_off(self.row.min(self.out.len()));
        let row = row.strip_suffix('\t').unwrap_or(&row);
        let filled = row.split('\t').filter(|cell| !cell.trim().is_empty());
        if row.matches('\t').count() >= 2 && filled.count() > 1 {
            self.out.push_str(row);
        } else {
            self.out.push_str(row.replace('\t', " ").trim());
        }
    }

    fn end_paragraph(&mut self, counters: &mut Counters<'_>) {
        let done = std::mem::take(&mut self.current);
        let words = done.text.trim();
        if words.is_empty() {
            return;
        }
        if let Some(list) = &done.list {
            self.out.push_str(&counters.next(list, done.level));
        }
        self.out.push_str(words);
        self.out.push(if self.cells > 0 { ' ' } else { '\n' });
    }
}

/// The `w:val` of a tag.
pub(super) fn value(tag: &BytesStart<'_>) -> Option<String> {
    attribute(tag, "val")
}

/// An attribute by its local name.
pub(super) fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    tag.attributes()
        .with_checks(false)
        .flatten()
        .find(|a| a.key.local_name().as_ref() == name)
        .and_then(|a| {
            a.normalized_value(XmlVersion::Implicit1_0)
                .ok()
                .map(std::borrow::Cow::into_owned)
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use zip::write::SimpleFileOptions;

    fn docx(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (path, xml) in parts {
            writer
                .start_file(*path, SimpleFileOptions::default())
                .unwrap();
            writer.write_all(xml.as_bytes()).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn body(inner: &str) -> String {
        format!("<w:document xmlns:w=\"x\"><w:body>{inner}</w:body></w:document>")
    }

    #[test]
    fn a_line_for_each_paragraph() {
        let xml = body(
            "<w:p><w:r><w:t>一、扩充</w:t></w:r><w:r><w:t>学位</w:t></w:r></w:p>\
             <w:p><w:r><w:t>新建小学3所&lt;含九年制&gt;。</w:t></w:r></w:p>\
             <w:tbl><w:tr><w:tc><w:p><w:r><w:t>初中</w:t></w:r></w:p></w:tc>\
             <w:tc><w:p><w:r><w:t>2所</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
        );
        let bytes = docx(&[("word/document.xml", &xml)]);
        assert_eq!(
            text("x.docx", &bytes).unwrap(),
            "一、扩充学位\n新建小学3所<含九年制>。\n初中 2所\n"
        );
    }

    #[test]
    fn a_day_in_a_merged_cell_holds_for_every_row_it_spans() {
        let cell = |inner: &str, words: &str| {
            format!("<w:tc>{inner}<w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:tc>")
        };
        let first = "<w:tcPr><w:vMerge w:val=\"restart\"/></w:tcPr>";
        let next = "<w:tcPr><w:vMerge/></w:tcPr>";
        let row =
            |a: &str, b: &str, c: String| format!("<w:tr>{}{}{c}</w:tr>", cell("", a), cell("", b));
        let xml = body(&format!(
            "<w:tbl>{}{}{}</w:tbl>",
            row("小学", "新建3所", cell(first, "9月底前")),
            row("初中", "新建2所", cell(next, "")),
            row("高中", "新建1所", cell("", "年内")),
        ));
        let bytes = docx(&[("word/document.xml", &xml)]);
        assert_eq!(
            text("x.docx", &bytes).unwrap(),
            "小学\t新建3所\t9月底前\n初中\t新建2所\t9月底前\n高中\t新建1所\t年内\n"
        );
    }

    #[test]
    fn numbers_drawn_by_word_are_written_out() {
        let list = |level: &str, words: &str| {
            format!(
                "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"7\"/></w:numPr></w:pPr>\
                 <w:r><w:t>{words}</w:t></w:r></w:p>"
            )
        };
        let xml = body(
            &[
                list("0", "扩充学位"),
                list("1", "新建小学"),
                list("1", "新建初中"),
                list("0", "提高质量"),
            ]
            .concat(),
        );
        let numbers = "<w:numbering xmlns:w=\"x\"><w:abstractNum w:abstractNumId=\"3\">\
            <w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"chineseCounting\"/><w:lvlText w:val=\"%1、\"/></w:lvl>\
            <w:lvl w:ilvl=\"1\"><w:start w:val=\"1\"/><w:numFmt w:val=\"decimal\"/><w:lvlText w:val=\"%2.\"/></w:lvl>\
            </w:abstractNum><w:num w:numId=\"7\"><w:abstractNumId w:val=\"3\"/></w:num></w:numbering>";
        let bytes = docx(&[("word/document.xml", &xml), ("word/numbering.xml", numbers)]);
        assert_eq!(
            text("x.docx", &bytes).unwrap(),
            "一、扩充学位\n1.新建小学\n2.新建初中\n二、提高质量\n"
        );
    }

    #[test]
    fn a_zip_without_a_document_is_no_plan() {
        let bytes = docx(&[("readme.txt", "x")]);
        assert_eq!(
            text("x.zip", &bytes).unwrap_err().code(),
            "plan-unsupported"
        );
        assert_eq!(
            text("x.docx", b"PK\x03\x04rest").unwrap_err().code(),
            "plan-bad-docx"
        );
    }

    #[test]
    fn a_zip_bomb_is_refused() {
        let bytes = docx(&[("word/document.xml", &" ".repeat(50 * 1024 * 1024))]);
        assert!(bytes.len() < 1024 * 1024);
        assert_eq!(text("x.docx", &bytes).unwrap_err().code(), "plan-bad-docx");
    }
}
