//! Opens a file to be imported: what it is follows from its content, never from its name.

use std::fs::File;
use std::io::{self, ErrorKind, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;

use super::csv::CsvRows;
use super::kind::{Kind, find_kind, refusal};
use super::xlsx::XlsxRows;
use super::{RowSource, SourceError};

/// How much of a file tells what it is.
const HEAD: u64 = 4096;

/// Opens a CSV or XLSX file.
pub fn open_file(path: &Path) -> Result<Box<dyn RowSource>, SourceError> {
    let name = match path.file_name() {
        Some(name) => name.to_string_lossy().into_owned(),
        None => path.display().to_string(),
    };
    // Asked first, since opening a pipe would wait for somebody to write into it.
    let about = std::fs::metadata(path).map_err(|error| cannot_open(&name, &error))?;
    if about.is_dir() {
        return Err(SourceError::new(
            "file_is_folder",
            format!("{name} 是文件夹，不是文件。请选择其中的一个 .xlsx 或 CSV 文件。"),
            format!("{name} is a folder; choose an .xlsx or CSV file in it"),
        ));
    }
    if !about.is_file() {
        return Err(SourceError::new(
            "file_not_regular",
            format!("{name} 不是普通文件，无法导入。请选择 .xlsx 或 CSV 文件。"),
            format!("{name} is not a regular file; choose an .xlsx or CSV file"),
        ));
    }
    let file = File::open(path).map_err(|error| cannot_open(&name, &error))?;
    open(Input {
        name,
        length: about.len(),
        body: Body::File(Arc::new(file)),
        at: 0,
    })
}

/// Reads a CSV or XLSX file that stands in memory; `name` is what people call it.
pub fn open_bytes(name: &str, bytes: Vec<u8>) -> Result<Box<dyn RowSource>, SourceError> {
    let length = bytes.len() as u64;
    let body = Body::Memory(Arc::new(bytes));
    open(Input {
        name: name.to_owned(),
        length,
        body,
        at: 0,
    })
}

fn open(mut input: Input) -> Result<Box<dyn RowSource>, SourceError> {
    if input.length == 0 {
        return Err(SourceError::new(
            "file_empty",
            format!(
                "{} 是空文件。请检查导出是否完成，再选择有内容的文件。",
                input.name
            ),
            format!(
                "{} is empty; check that its export was finished",
                input.name
            ),
        ));
    }
    let mut head = Vec::new();
    let read = input.by_ref().take(HEAD).read_to_end(&mut head);
    read.map_err(|error| SourceError::io(&input.name, &error))?;
    match find_kind(&head, &mut input)? {
        Kind::Text => Ok(Box::new(CsvRows::new(input)?)),
        Kind::Workbook => Ok(Box::new(XlsxRows::new(input)?)),
        other => Err(refusal(&input.name, other)),
    }
}

fn cannot_open(name: &str, error: &io::Error) -> SourceError {
    match error.kind() {
        ErrorKind::NotFound => SourceError::new(
            "file_missing",
            format!("找不到文件 {name}。请检查路径和文件名，或者文件是否已被移走。"),
            format!("there is no file {name}; check its path and name"),
        ),
        ErrorKind::PermissionDenied => SourceError::new(
            "file_denied",
            format!(
                "没有读取 {name} 的权限。请关闭正在使用它的程序，或者把它复制到能读取的文件夹。"
            ),
            format!("{name} may not be read; close programs that use it or copy it elsewhere"),
        ),
        _ => SourceError::io(name, error),
    }
}

/// The bytes of a file, on disk or in memory. Each clone stands at its own place.
#[derive(Clone)]
pub(super) struct Input {
    /// What people call it.
    pub name: String,
    /// Its length in bytes when it was opened.
    pub length: u64,
    body: Body,
    at: u64,
}

#[derive(Clone)]
enum Body {
    File(Arc<File>),
    Memory(Arc<Vec<u8>>),
}

impl Read for Input {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = match &self.body {
            Body::File(file) => {
                // Clones share the place of the file, hence it is set each time.
                let mut file: &File = file;
                file.seek(SeekFrom::Start(self.at))?;
                file.read(into)?
            }
            Body::Memory(bytes) => {
                let from = usize::try_from(self.at).unwrap_or(usize::MAX);
                bytes.get(from..).unwrap_or_default().read(into)?
            }
        };
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for Input {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
            SeekFrom::End(by) => self.length.checked_add_signed(by),
        };
        self.at = at.ok_or(ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}
