//! From a file's bytes to text: finds out by content whether they are text, HTML or DOCX.

mod decode;
mod docx;
mod docx_numbers;
mod html;

use jixia_terms::is_invisible;

use crate::error::ReadError;
use crate::lexicon::periods;
use crate::model::{Format, Span};
use crate::text::Text;

/// The most bytes a plan may have.
pub(crate) const BYTES_MAX: u64 = 32 * 1024 * 1024;

/// A file as text.
#[derive(Debug)]
pub(crate) struct Source {
    pub format: Format,
    pub encoding: String,
    pub text: String,
}

/// Reads the bytes of a file; `name` serves messages only.
pub(crate) fn open(name: &str, bytes: &[u8]) -> Result<Source, ReadError> {
    let size = bytes.len() as u64;
    if size > BYTES_MAX {
        return Err(ReadError::TooLarge {
            name: name.to_owned(),
            bytes: size,
            limit: BYTES_MAX,
        });
    }
    let foreign = foreign(bytes);
    if is_docx(name, bytes) && foreign.is_none() {
        let text = docx::text(name, bytes)?;
        return finished(
            name,
            Source {
                format: Format::Docx,
                encoding: "UTF-8".to_owned(),
                text,
            },
        );
    }
    if let Some((kind, kind_zh)) = foreign {
        return Err(ReadError::Unsupported {
            name: name.to_owned(),
            kind,
            kind_zh,
        });
    }
    let decoded = decode::decode(name, bytes)?;
    if html::is_html(&decoded.text) {
        let text = html::text(&decoded.text);
        return finished(
            name,
            Source {
                format: Format::Html,
                encoding: decoded.encoding,
                text,
            },
        );
    }
    finished(
        name,
        Source {
            format: Format::Text,
            encoding: decoded.encoding,
            text: decoded.text,
        },
    )
}

/// Whether a file is a Word file by its name or its first bytes, sound or damaged.
fn is_docx(name: &str, bytes: &[u8]) -> bool {
    let named = name.to_ascii_lowercase().ends_with(".docx");
    let packed = matches!(bytes, [b'P', b'K', mark, ..] if *mark < b' ');
    named || packed
}

/// The source without what is never stored, so that places in the text stay what they are.
fn finished(name: &str, mut source: Source) -> Result<Source, ReadError> {
    source
        .text
        .retain(|c| c.is_whitespace() || !is_invisible(c));
    if source.text.chars().all(char::is_whitespace) {
        return Err(ReadError::Empty {
            name: name.to_owned(),
        });
    }
    Ok(source)
}

/// What a file that holds no text seems to be, in English and Chinese.
fn foreign(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    const MARKS: &[(&[u8], &str, &str)] = &[
        (b"%PDF", "a PDF", "PDF"),
        (
            b"\xd0\xcf\x11\xe0",
            "an old Word or Excel file",
            "旧版 Word 或 Excel 文件",
        ),
        (b"{\\rtf", "an RTF file", "RTF 文件"),
        (b"\x89PNG", "an image", "图片"),
        (b"\xff\xd8\xff", "an image", "图片"),
        (b"GIF8", "an image", "图片"),
        (b"Rar!", "an archive", "压缩包"),
        (b"7z\xbc\xaf", "an archive", "压缩包"),
        (b"\x1f\x8b", "an archive", "压缩包"),
    ];
    MARKS
        .iter()
        .find(|(mark, ..)| bytes.starts_with(mark))
        .map(|(_, kind, kind_zh)| (*kind, *kind_zh))
}

/// Whether a cell holds a day and nothing else, so that it can hold for several rows.
fn is_day(words: &str) -> bool {
    let text = Text::new(words);
    let chars = text.norm(Span::new(0, text.len()));
    periods::parse(chars).is_some_and(|p| !p.name && p.len == chars.len())
}
