//! What a file is, from its bytes, and what to do when it is nothing that can be imported.

use std::io::{Read, Seek, SeekFrom};

use super::SourceError;
use super::open::Input;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Text, most likely CSV.
    Text,
    /// An XLSX workbook.
    Workbook,
    /// A workbook in the form before 2007.
    OldWorkbook,
    /// A workbook in the binary form of 2007 and later.
    BinaryWorkbook,
    /// An Office file that asks for a password.
    Protected,
    /// A text document.
    Document,
    /// Slides.
    Slides,
    /// A spreadsheet of OpenDocument.
    OpenDocument,
    /// PDF.
    Pdf,
    /// A picture.
    Image,
    /// An archive of files.
    Archive,
    /// A Parquet file.
    Parquet,
    /// A web page, often called .xls.
    WebPage,
    /// XML, often called .xls.
    Xml,
}

const STARTS: [(&[u8], Kind); 18] = [
    (b"PAR1\x15", Kind::Parquet),
    (b"%PDF", Kind::Pdf),
    (b"\x89PNG\r\n\x1A\n", Kind::Image),
    (b"\xFF\xD8\xFF", Kind::Image),
    (b"GIF87a", Kind::Image),
    (b"GIF89a", Kind::Image),
    (b"II*\0", Kind::Image),
    (b"MM\0*", Kind::Image),
    (b"\0\0\x01\0", Kind::Image),
    (b"Rar!\x1A\x07", Kind::Archive),
    (b"7z\xBC\xAF\x27\x1C", Kind::Archive),
    (b"\x1F\x8B\x08", Kind::Archive),
    (b"BZh", Kind::Archive),
    (b"\xFD7zXZ\0", Kind::Archive),
    (b"{\\rtf", Kind::Document),
    (b"MIME-Version:", Kind::WebPage),
    (b"\x09\x08\x10\0\0\x06", Kind::OldWorkbook),
    (b"\x09\x04\x06\0", Kind::OldWorkbook),
];

/// Finds what the file is from its first bytes and, for containers, from what they list.
pub(super) fn find_kind(head: &[u8], input: &mut Input) -> Result<Kind, SourceError> {
    if let Some((_, kind)) = STARTS.iter().find(|(start, _)| head.starts_with(start)) {
        return Ok(*kind);
    }
    if is_image(head) {
        return Ok(Kind::Image);
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return kind_of_zip(input);
    }
    if head.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return kind_of_ole(input);
    }
    Ok(kind_of_markup(head))
}

/// Pictures whose first bytes alone could also begin a table.
fn is_image(head: &[u8]) -> bool {
    let at = |from: usize, what: &[u8]| head.get(from..).is_some_and(|h| h.starts_with(what));
    let bitmap = at(0, b"BM") && at(6, b"\0\0\0\0");
    let webp = at(0, b"RIFF") && at(8, b"WEBP");
    let heic = at(0, b"\0\0\0") && at(4, b"ftyp");
    bitmap || webp || heic
}

fn kind_of_zip(input: &mut Input) -> Result<Kind, SourceError> {
    let Ok(archive) = zip::ZipArchive::new(&mut *input) else {
        return Err(damaged(&input.name));
    };
    let names: Vec<String> = archive
        .file_names()
        .filter_map(|name| Some(name.ok()?.replace('\\', "/")))
        .collect();
    let has = |start: &str| {
        names
            .iter()
            .any(|name| name.to_lowercase().starts_with(start))
    };
    Ok(if has("xl/workbook.bin") {
        Kind::BinaryWorkbook
    } else if has("xl/workbook") {
        Kind::Workbook
    } else if has("word/") {
        Kind::Document
    } else if has("ppt/") {
        Kind::Slides
    } else if has("content.xml") && has("meta-inf/manifest.xml") {
        Kind::OpenDocument
    } else {
        Kind::Archive
    })
}

/// The names of streams stand in the container's directory as UTF-16, wherever that may be.
fn kind_of_ole(input: &mut Input) -> Result<Kind, SourceError> {
    let wide = |name: &str| {
        name.encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect::<Vec<u8>>()
    };
    let known = [
        (wide("EncryptedPackage"), Kind::Protected),
        (wide("WordDocument"), Kind::Document),
        (wide("PowerPoint Document"), Kind::Slides),
    ];
    let fault = |error: std::io::Error, name: &str| SourceError::io(name, &error);
    input
        .seek(SeekFrom::Start(0))
        .map_err(|e| fault(e, &input.name))?;
    let mut window = Vec::new();
    loop {
        let kept = window.len().min(64);
        window.drain(..window.len() - kept);
        let read = input.by_ref().take(1024 * 1024).read_to_end(&mut window);
        if read.map_err(|e| fault(e, &input.name))? == 0 {
            return Ok(Kind::OldWorkbook);
        }
        for (name, kind) in &known {
            if window.windows(name.len()).any(|part| part == name) {
                return Ok(*kind);
            }
        }
    }
}

fn kind_of_markup(head: &[u8]) -> Kind {
    // Without its NULs and marks the head of a UTF-16 file reads like any other.
    let plain: Vec<u8> = head
        .iter()
        .filter(|byte| byte.is_ascii() && **byte != 0)
        .copied()
        .collect();
    let text = String::from_utf8_lossy(&plain).to_lowercase();
    let text = text.trim_start();
    let html = [
        "<html",
        "<!doctype html",
        "<table",
        "<head",
        "<meta",
        "<style",
        "<body",
        "<div",
    ];
    let is_html = html.iter().any(|tag| text.starts_with(tag));
    if is_html || (text.starts_with("<?xml") && text.contains("<html")) {
        Kind::WebPage
    } else if text.starts_with("<?xml") || text.starts_with("<workbook") {
        Kind::Xml
    } else {
        Kind::Text
    }
}

fn damaged(name: &str) -> SourceError {
    SourceError::new(
        "file_damaged",
        format!("{name} 已损坏或没有传完整，打不开。请重新下载或重新导出后再导入。"),
        format!("{name} is damaged or incomplete; fetch or export it again"),
    )
}

/// The refusal of a file of this kind, with what to do.
pub(super) fn refusal(name: &str, kind: Kind) -> SourceError {
    let (code, zh, en) = of_office(kind).unwrap_or_else(|| of_others(kind));
    SourceError::new(code, format!("{name} {zh}"), format!("{name} {en}"))
}

/// A stable code, and what a file is and what to do in both languages.
type Words = (&'static str, &'static str, &'static str);

fn of_office(kind: Kind) -> Option<Words> {
    Some(match kind {
        Kind::OldWorkbook => (
            "old_workbook",
            "是旧版 Excel 文件（.xls）。请用 Excel 或 WPS 打开，另存为 .xlsx 或 CSV 后再导入。",
            "is a workbook in the old .xls form; open it and save it as .xlsx or CSV",
        ),
        Kind::BinaryWorkbook => (
            "binary_workbook",
            "是二进制工作簿（.xlsb）。请用 Excel 或 WPS 打开，另存为 .xlsx 或 CSV 后再导入。",
            "is a binary workbook (.xlsb); open it and save it as .xlsx or CSV",
        ),
        Kind::Protected => (
            "password",
            "设有打开密码。请在 Excel 或 WPS 中去掉打开密码，保存后再导入。",
            "asks for a password; take the password off, save it and import it again",
        ),
        Kind::Document => (
            "document",
            "是文字文档，不是表格。请把其中的表格复制到 Excel 或 WPS 表格，另存为 .xlsx 后再导入。",
            "is a text document; copy its table into a spreadsheet and save that as .xlsx",
        ),
        Kind::Slides => (
            "slides",
            "是演示文稿，不是表格。请把其中的表格复制到 Excel 或 WPS 表格，另存为 .xlsx 后再导入。",
            "is a presentation; copy its table into a spreadsheet and save that as .xlsx",
        ),
        Kind::OpenDocument => (
            "open_document",
            "是 OpenDocument 文件（.ods 等）。请打开它，另存为 .xlsx 或 CSV 后再导入。",
            "is an OpenDocument file; open it and save it as .xlsx or CSV",
        ),
        _ => return None,
    })
}

fn of_others(kind: Kind) -> Words {
    match kind {
        Kind::Pdf => (
            "pdf",
            "是 PDF，不是表格。请向提供者要原来的 Excel 文件，或重新导出为 .xlsx 或 CSV。",
            "is a PDF; ask for the spreadsheet it was made from, as .xlsx or CSV",
        ),
        Kind::Image => (
            "image",
            "是图片，不是表格。请向提供者要原来的 Excel 文件，或重新导出为 .xlsx 或 CSV。",
            "is a picture; ask for the spreadsheet it shows, as .xlsx or CSV",
        ),
        Kind::Archive => (
            "archive",
            "是压缩包，里面没有工作簿。请先解压，再导入其中的 .xlsx 或 CSV 文件。",
            "is an archive without a workbook; unpack it and import an .xlsx or CSV file in it",
        ),
        Kind::Parquet => (
            "parquet",
            "是 Parquet 文件，导入只收 .xlsx 和 CSV。请重新导出为 .xlsx 或 CSV 后再导入\
             （如 jixia export 台账 --format xlsx）。",
            "is a Parquet file, and only .xlsx and CSV are imported; export it anew as one of them \
             (as with jixia export REGISTER --format xlsx)",
        ),
        Kind::Xml => (
            "xml",
            "是 XML 文件（常被命名为 .xls）。请用 Excel 或 WPS 打开，另存为 .xlsx 或 CSV 后再导入。",
            "is an XML file under another name; open it in a spreadsheet, save it as .xlsx or CSV",
        ),
        _ => (
            "web_page",
            "是网页表格（常被命名为 .xls）。请用 Excel 或 WPS 打开，另存为 .xlsx 或 CSV 后再导入。",
            "is a web page under another name; open it in a spreadsheet, save it as .xlsx or CSV",
        ),
    }
}
