//! The parts of a workbook: which there are, how large they are, their bytes within those sizes.

use std::collections::HashMap;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Take};

use flate2::Crc;
use flate2::bufread::DeflateDecoder;
use zip::{CompressionMethod, ZipArchive};

use super::super::SourceError;
use super::super::open::Input;

const MIB: u64 = 1024 * 1024;
/// Bytes of a sheet's XML.
const SHEET_MAX: u64 = 4096 * MIB;
/// Bytes of the XML of shared strings, which stand in memory.
const STRINGS_MAX: u64 = 200 * MIB;
/// Bytes of any other part.
const OTHER_MAX: u64 = 32 * MIB;
/// A part above this size may not be packed more than this many times smaller.
const PACKED_FROM: u64 = 64 * MIB;
const PACKED_TIMES: u64 = 300;
/// Bytes that one element or one text between two elements may have.
const EVENT_MAX: usize = MIB as usize;

/// What a part is, which decides how large it may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Size {
    Sheet,
    Strings,
    Other,
}

#[derive(Debug, Clone, Copy)]
struct Part {
    start: u64,
    packed: u64,
    size: u64,
    crc: u32,
    stored: bool,
}

/// A ZIP file of parts.
pub(super) struct Package {
    input: Input,
    parts: HashMap<String, Part>,
}

impl Package {
    /// Lists the parts.
    pub fn open(mut input: Input) -> Result<Self, SourceError> {
        let fault = damaged(&input.name, "");
        let Ok(mut archive) = ZipArchive::new(&mut input) else {
            return Err(fault);
        };
        let mut parts = HashMap::new();
        for index in 0..archive.len() {
            let Ok(file) = archive.by_index_raw(index) else {
                return Err(fault);
            };
            let (Ok(name), Some(start)) = (file.name(), file.data_start()) else {
                continue;
            };
            let method = file.compression();
            let stored = method == CompressionMethod::Stored;
            if file.encrypted() || !(stored || method == CompressionMethod::Deflated) {
                continue;
            }
            let part = Part {
                start,
                packed: file.compressed_size(),
                size: file.size(),
                crc: file.crc32(),
                stored,
            };
            parts.insert(plain_name(&name), part);
        }
        Ok(Self { input, parts })
    }

    /// What the file is called.
    pub fn name(&self) -> &str {
        &self.input.name
    }

    /// Reads a part, when it is there.
    pub fn part(&self, name: &str, size: Size) -> Result<Option<PartReader>, SourceError> {
        let Some(part) = self.parts.get(&plain_name(name)) else {
            return Ok(None);
        };
        let (limit, what) = match size {
            Size::Sheet => (SHEET_MAX, ("工作表", "a sheet")),
            Size::Strings => (STRINGS_MAX, ("文字表", "its table of texts")),
            Size::Other => (OTHER_MAX, ("部件", "a part")),
        };
        let packed_too_well = part.size > PACKED_FROM && part.size / PACKED_TIMES > part.packed;
        if part.size > limit || packed_too_well {
            return Err(self.too_large(what, part.size));
        }
        let reader = PartReader::open(self.input.clone(), *part);
        reader
            .map(Some)
            .map_err(|error| SourceError::io(self.name(), &error))
    }

    fn too_large(&self, (zh, en): (&str, &str), size: u64) -> SourceError {
        let (name, mib) = (self.name(), size / MIB);
        SourceError::new(
            "workbook_too_large",
            format!(
                "{name} 解压后过大（{zh} {mib} MiB），不能作为工作簿导入。\
                 请删去多余的工作表和格式，分成几个文件，或另存为 CSV 后再导入。"
            ),
            format!(
                "{name} is too large when unpacked ({en} of {mib} MiB); divide it or save it as CSV"
            ),
        )
    }
}

fn plain_name(name: &str) -> String {
    name.replace('\\', "/")
        .trim_start_matches('/')
        .to_lowercase()
}

/// The refusal of a workbook that does not hold what it should; `place` says where, or nothing.
pub(super) fn damaged(name: &str, place: &str) -> SourceError {
    SourceError::new(
        "workbook_damaged",
        format!(
            "工作簿 {name} 已损坏，读不下去{}{place}。请用 Excel 或 WPS 打开后另存为 .xlsx，\
             或重新导出后再导入。",
            if place.is_empty() { "" } else { "：" },
        ),
        format!(
            "the workbook {name} is damaged{}{place}; open it in a spreadsheet and save it again, \
             or export it again",
            if place.is_empty() { "" } else { ": " },
        ),
    )
}

enum Bytes {
    Stored(BufReader<Take<Input>>),
    Deflated(DeflateDecoder<BufReader<Take<Input>>>),
}

/// The bytes of one part. Never gives more than the part declares, and at its end checks that they
/// are those that were packed.
pub(super) struct PartReader {
    bytes: Bytes,
    part: Part,
    read: u64,
    crc: Crc,
}

impl PartReader {
    fn open(mut input: Input, part: Part) -> io::Result<Self> {
        input.seek(SeekFrom::Start(part.start))?;
        let packed = BufReader::with_capacity(64 * 1024, input.take(part.packed));
        let bytes = match part.stored {
            true => Bytes::Stored(packed),
            false => Bytes::Deflated(DeflateDecoder::new(packed)),
        };
        Ok(Self {
            bytes,
            part,
            read: 0,
            crc: Crc::new(),
        })
    }

    /// Share of the part that was read.
    pub fn percent(&self) -> Option<u8> {
        let share = (self.read * 100).checked_div(self.part.size)?;
        Some(share.min(100) as u8)
    }
}

impl Read for PartReader {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = match &mut self.bytes {
            Bytes::Stored(bytes) => bytes.read(into)?,
            Bytes::Deflated(bytes) => bytes.read(into)?,
        };
        self.read += read as u64;
        self.crc.update(into.get(..read).unwrap_or_default());
        let ended = read == 0 && !into.is_empty();
        let whole = self.read == self.part.size && self.crc.sum() == self.part.crc;
        if self.read > self.part.size || (ended && !whole) {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "not the bytes that were packed",
            ));
        }
        Ok(read)
    }
}

/// A buffered part that refuses elements and texts beyond a limit, since each is held in memory.
pub(super) struct Bounded {
    inner: BufReader<PartReader>,
    left: usize,
}

impl Bounded {
    /// This part.
    pub fn new(part: PartReader) -> Self {
        Self {
            inner: BufReader::with_capacity(64 * 1024, part),
            left: EVENT_MAX,
        }
    }

    /// The next element or text begins.
    pub fn begin(&mut self) {
        self.left = EVENT_MAX;
    }

    /// Share of the part that was read.
    pub fn percent(&self) -> Option<u8> {
        self.inner.get_ref().percent()
    }
}

impl Read for Bounded {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.inner.read(into)
    }
}

impl BufRead for Bounded {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        match self.left {
            0 => Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "a text is too long",
            )),
            _ => self.inner.fill_buf(),
        }
    }

    fn consume(&mut self, amount: usize) {
        self.left = self.left.saturating_sub(amount);
        self.inner.consume(amount);
    }
}
