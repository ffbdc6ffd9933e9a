//! Finds the encoding of a text file by itself and decodes it as a stream.
//!
//! A mark decides; NUL bytes that go with the signs between cells mean UTF-16; then comes strict
//! UTF-8 over the whole file; what is left is GB18030, which covers GBK and GB2312. Bytes that
//! cannot be decoded stop the reading: none is replaced.

use std::io::{Read, Seek, SeekFrom};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Decoder, DecoderResult, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use super::SourceError;
use super::open::Input;

const CHUNK: usize = 256 * 1024;
/// How much of a file is looked at to tell the two orders of UTF-16 apart.
const SAMPLE: usize = 1024 * 1024;

/// The encoding of a file and how many bytes of byte order mark it begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    pub encoding: &'static Encoding,
    pub mark: u64,
}

impl Found {
    /// The name people know it by.
    pub fn name(&self) -> &'static str {
        if self.encoding == UTF_8 {
            "UTF-8"
        } else if self.encoding == UTF_16LE {
            "UTF-16LE"
        } else if self.encoding == UTF_16BE {
            "UTF-16BE"
        } else {
            "GB18030"
        }
    }
}

/// Finds the encoding from the whole file, in one or two passes.
pub(super) fn find_encoding(input: &mut Input) -> Result<Found, SourceError> {
    let sample = read_sample(input)?;
    if let Some(found) = by_mark(&sample) {
        if found.encoding != UTF_8 && utf16_score(&sample, found.encoding).is_none() {
            return Err(binary(&input.name));
        }
        return Ok(found);
    }
    let look = look_for_utf8(input)?;
    if look.nul {
        if let Some(found) = utf16_order(&sample) {
            return Ok(found);
        }
        // Single ones in a text are refused where they stand.
        if sample
            .iter()
            .any(|byte| matches!(byte, 1..=8 | 14..=25 | 28..=31))
        {
            return Err(binary(&input.name));
        }
    }
    // In a GB18030 file nearly all characters would be broken, not a few.
    if look.broken == 0 || look.whole >= 2 * look.broken {
        return Ok(Found {
            encoding: UTF_8,
            mark: 0,
        });
    }
    if is_gb18030(input)? {
        return Ok(Found {
            encoding: GB18030,
            mark: 0,
        });
    }
    Err(unknown_encoding(&input.name, &sample))
}

fn read_sample(input: &mut Input) -> Result<Vec<u8>, SourceError> {
    let mut sample = Vec::new();
    restart(input, 0)?;
    let read = input.take(SAMPLE as u64).read_to_end(&mut sample);
    read.map_err(|e| SourceError::io(&input.name, &e))?;
    Ok(sample)
}

fn by_mark(head: &[u8]) -> Option<Found> {
    let marks: [(&[u8], &'static Encoding); 4] = [
        (b"\xEF\xBB\xBF", UTF_8),
        (b"\x84\x31\x95\x33", GB18030),
        (b"\xFF\xFE", UTF_16LE),
        (b"\xFE\xFF", UTF_16BE),
    ];
    let (mark, encoding) = marks.into_iter().find(|(mark, _)| head.starts_with(mark))?;
    Some(Found {
        encoding,
        mark: mark.len() as u64,
    })
}

/// What a pass over the file shows of UTF-8.
#[derive(Debug, Default)]
struct Look {
    nul: bool,
    whole: u64,
    broken: u64,
}

fn look_for_utf8(input: &mut Input) -> Result<Look, SourceError> {
    let mut look = Look::default();
    let mut chunk = vec![0; CHUNK];
    let mut kept = 0;
    restart(input, 0)?;
    loop {
        let read = fill(input, chunk.get_mut(kept..).unwrap_or_default())?;
        let data = chunk.get(..kept + read).unwrap_or_default();
        let left = look.take(data, read == 0);
        if read == 0 || (look.broken > 1000 && look.whole < look.broken) {
            return Ok(look);
        }
        let from = data.len() - left;
        chunk.copy_within(from..from + left, 0);
        kept = left;
    }
}

impl Look {
    /// Takes in a piece of the file; gives how many bytes at its end begin a character.
    fn take(&mut self, data: &[u8], last: bool) -> usize {
        self.nul |= data.contains(&0);
        let mut rest = data;
        while let Err(fault) = std::str::from_utf8(rest) {
            let (good, bad) = rest.split_at(fault.valid_up_to());
            self.count(good);
            let Some(length) = fault.error_len() else {
                self.broken += u64::from(last);
                return bad.len();
            };
            self.broken += 1;
            rest = bad.get(length..).unwrap_or_default();
            if self.broken > 1000 && self.whole < self.broken {
                return 0;
            }
        }
        self.count(rest);
        0
    }

    /// Counts the characters of three and four bytes, which other encodings form only by chance.
    fn count(&mut self, good: &[u8]) {
        self.whole += good.iter().filter(|byte| **byte >= 0xE0).count() as u64;
    }
}

/// The order of bytes under which the sample reads as text, if there is one.
fn utf16_order(sample: &[u8]) -> Option<Found> {
    let score = |order| {
        let score = utf16_score(sample, order)?;
        parts_cells(sample, order).then_some(score)
    };
    let (little, big) = (score(UTF_16LE).unwrap_or(0), score(UTF_16BE).unwrap_or(0));
    if little.max(big) == 0 {
        return None;
    }
    let encoding = if little >= big { UTF_16LE } else { UTF_16BE };
    Some(Found { encoding, mark: 0 })
}

/// Whether the signs between cells and lines stand as characters of two bytes. In a text of another
/// encoding they make a pair with a byte of their neighbour, which is seldom a character of tables.
fn parts_cells(sample: &[u8], encoding: &'static Encoding) -> bool {
    let parts = |byte: u8| matches!(byte, b'\t' | b'\n' | b'\r' | b',' | b';' | b'|');
    let (pairs, _) = sample.as_chunks::<2>();
    let (mut wide, mut against) = (0_u64, 0_u64);
    for pair in pairs
        .iter()
        .filter(|pair| pair.iter().any(|byte| parts(*byte)))
    {
        let unit = if encoding == UTF_16LE {
            u16::from_le_bytes(*pair)
        } else {
            u16::from_be_bytes(*pair)
        };
        match unit {
            0..=0x7F => wide += 1,
            0x3000..=0x303F | 0x3400..=0x9FFF | 0xFF00..=0xFF5E => {}
            _ => against += 1,
        }
    }
    if wide + against > 0 {
        return wide > against;
    }
    let zeros = sample.iter().filter(|byte| **byte == 0).count();
    zeros * 4 >= sample.len()
}

/// How much the sample looks like a table in this order of bytes; nothing when it cannot be text.
fn utf16_score(sample: &[u8], encoding: &'static Encoding) -> Option<u64> {
    let (pairs, _) = sample.as_chunks::<2>();
    let units = pairs.iter().map(|pair| {
        if encoding == UTF_16LE {
            u16::from_le_bytes(*pair)
        } else {
            u16::from_be_bytes(*pair)
        }
    });
    let mut score = 0;
    for unit in units {
        score += match unit {
            0x0A | 0x0D => 16,
            0x09 | 0x2C | 0x3B => 8,
            0x20..=0x7E => 2,
            0x4E00..=0x9FFF | 0x3000..=0x3002 | 0xFF00..=0xFF5E => 1,
            0..=0x1F | 0xFFFF | 0xFFFE => return None,
            _ => 0,
        };
    }
    Some(score)
}

fn is_gb18030(input: &mut Input) -> Result<bool, SourceError> {
    let mut decoder = GB18030.new_decoder_without_bom_handling();
    let (mut chunk, mut text) = (vec![0; CHUNK], String::with_capacity(CHUNK * 2));
    let (mut wide, mut broken) = (0_u64, 0_u64);
    restart(input, 0)?;
    loop {
        let read = fill(input, &mut chunk)?;
        let mut rest = chunk.get(..read).unwrap_or_default();
        loop {
            text.clear();
            let (result, used) =
                decoder.decode_to_string_without_replacement(rest, &mut text, read == 0);
            wide += (text.chars().filter(|c| !c.is_ascii())).count() as u64;
            rest = rest.get(used..).unwrap_or_default();
            match result {
                DecoderResult::InputEmpty => break,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => broken += 1,
            }
        }
        if read == 0 || (broken > 1000 && broken > wide) {
            return Ok(broken * 20 <= wide);
        }
    }
}

fn restart(input: &mut Input, at: u64) -> Result<(), SourceError> {
    match input.seek(SeekFrom::Start(at)) {
        Ok(_) => Ok(()),
        Err(error) => Err(SourceError::io(&input.name, &error)),
    }
}

/// Reads once, however often the system interrupts it.
fn fill(input: &mut Input, into: &mut [u8]) -> Result<usize, SourceError> {
    loop {
        match input.read(into) {
            Ok(read) => return Ok(read),
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(SourceError::io(&input.name, &error)),
        }
    }
}

/// How a request for more text ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum More {
    /// There may be more.
    Some,
    /// The file is at its end.
    End,
    /// These bytes mean nothing in the encoding; what was added before them stands.
    Undecodable([u8; 4], usize),
}

/// A file as text, piece by piece.
pub(super) struct TextStream {
    input: Input,
    found: Found,
    decoder: Decoder,
    raw: Vec<u8>,
    read: u64,
    stopped: Option<More>,
}

impl TextStream {
    /// The file in this encoding, from its start.
    pub fn new(input: Input, found: Found) -> Result<Self, SourceError> {
        let decoder = found.encoding.new_decoder_without_bom_handling();
        let mut stream = Self {
            input,
            found,
            decoder,
            raw: vec![0; CHUNK],
            read: 0,
            stopped: None,
        };
        stream.rewind()?;
        Ok(stream)
    }

    /// Goes back to the start, behind the byte order mark.
    pub fn rewind(&mut self) -> Result<(), SourceError> {
        self.decoder = self.found.encoding.new_decoder_without_bom_handling();
        self.read = self.found.mark;
        self.stopped = None;
        restart(&mut self.input, self.found.mark)
    }

    /// Adds a piece to `text`.
    pub fn more(&mut self, text: &mut String) -> Result<More, SourceError> {
        if let Some(stopped) = self.stopped {
            return Ok(stopped);
        }
        let read = fill(&mut self.input, &mut self.raw)?;
        self.read += read as u64;
        let mut rest = self.raw.get(..read).unwrap_or_default();
        loop {
            let room = self
                .decoder
                .max_utf8_buffer_length_without_replacement(rest.len());
            text.reserve(room.unwrap_or(CHUNK));
            let (result, used) =
                self.decoder
                    .decode_to_string_without_replacement(rest, text, read == 0);
            match result {
                DecoderResult::OutputFull => rest = rest.get(used..).unwrap_or_default(),
                DecoderResult::InputEmpty => break,
                DecoderResult::Malformed(length, after) => {
                    let until = used.saturating_sub(usize::from(after));
                    let from = until.saturating_sub(usize::from(length));
                    let bytes = rest.get(from..until).unwrap_or_default();
                    return Ok(self.stop(undecodable(bytes)));
                }
            }
        }
        Ok(if read == 0 {
            self.stop(More::End)
        } else {
            More::Some
        })
    }

    fn stop(&mut self, why: More) -> More {
        self.stopped = Some(why);
        why
    }

    /// What the file is called.
    pub fn name(&self) -> &str {
        &self.input.name
    }

    /// The encoding.
    pub fn found(&self) -> Found {
        self.found
    }

    /// Share of the file that was read.
    pub fn percent(&self) -> Option<u8> {
        let share = (self.read * 100).checked_div(self.input.length)?;
        Some(share.min(100) as u8)
    }
}

fn undecodable(bytes: &[u8]) -> More {
    let mut kept = [0; 4];
    let length = bytes.len().min(kept.len());
    kept.iter_mut()
        .zip(bytes)
        .for_each(|(to, from)| *to = *from);
    More::Undecodable(kept, length)
}

fn binary(name: &str) -> SourceError {
    SourceError::new(
        "binary",
        format!(
            "{name} 不是表格文件：里面有二进制内容。请从原系统重新导出为 .xlsx 或 CSV 后再导入。"
        ),
        format!("{name} is no table: it holds binary data; export it again as .xlsx or CSV"),
    )
}

fn unknown_encoding(name: &str, sample: &[u8]) -> SourceError {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, true);
    let guess = detector.guess(None, Utf8Detection::Deny).name();
    SourceError::new(
        "encoding",
        format!(
            "认不出 {name} 的文字编码（可能是 {guess}）。请用 Excel 或 WPS 打开，\
             另存为 .xlsx 或“CSV UTF-8”后再导入。"
        ),
        format!(
            "the encoding of {name} is not known (perhaps {guess}); open it in a spreadsheet and \
             save it as .xlsx or as CSV UTF-8"
        ),
    )
}
