//! Finds the encoding of text by itself: UTF-8 with or without BOM, UTF-16, GB18030, else the
//! most likely one.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use crate::error::ReadError;

/// Decoded text without its byte order mark.
#[derive(Debug)]
pub(crate) struct Decoded {
    pub text: String,
    pub encoding: String,
}

pub(crate) fn decode(name: &str, bytes: &[u8]) -> Result<Decoded, ReadError> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return whole(name, encoding, bytes.get(mark..).unwrap_or(&[]));
    }
    if let Some(encoding) = utf16_without_mark(bytes) {
        let decoded = whole(name, encoding, bytes)?;
        return match is_prose(&decoded.text) {
            true => Ok(decoded),
            false => Err(ReadError::NotText {
                name: name.to_owned(),
            }),
        };
    }
    if bytes.contains(&0) {
        return Err(ReadError::NotText {
            name: name.to_owned(),
        });
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(Decoded {
            text: text.to_owned(),
            encoding: UTF_8.name().to_owned(),
        });
    }
    let (lossy, _) = UTF_8.decode_without_bom_handling(bytes);
    if lost(UTF_8, bytes) * 20 <= lossy.chars().count() {
        return whole(name, UTF_8, bytes);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(None, Utf8Detection::Allow);
    let best = [UTF_8, GB18030, guess]
        .into_iter()
        .min_by_key(|e| lost(e, bytes))
        .unwrap_or(GB18030);
    whole(name, best, bytes)
}

/// Characters that an encoding cannot make sense of.
fn lost(encoding: &'static Encoding, bytes: &[u8]) -> usize {
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    text.chars().filter(|c| *c == '\u{fffd}').count()
}

fn whole(name: &str, encoding: &'static Encoding, bytes: &[u8]) -> Result<Decoded, ReadError> {
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    let all = text.chars().count();
    let bad = text
        .chars()
        .filter(|c| *c == '\u{fffd}' || (c.is_control() && !c.is_whitespace()))
        .count();
    if bad > 2 && bad * 20 > all {
        return Err(ReadError::NotText {
            name: name.to_owned(),
        });
    }
    Ok(Decoded {
        text: text.into_owned(),
        encoding: encoding.name().to_owned(),
    })
}

/// Whether nearly all signs are those of Chinese and European texts: nearly any bytes can be read as
/// UTF-16.
fn is_prose(text: &str) -> bool {
    let strange = |c: &char| {
        !matches!(c, '\n' | '\r' | '\t' | ' '..='\u{24f}' | '\u{2000}'..='\u{26ff}'
            | '\u{3000}'..='\u{303f}' | '\u{4e00}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}'
            | '\u{feff}')
    };
    text.chars().filter(strange).count() * 10 <= text.chars().count()
}

/// Text in Chinese and ASCII has many line feeds and stops: in UTF-16 their high bytes show which
/// end comes first.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    if bytes.len() < 4 || !bytes.len().is_multiple_of(2) || !bytes.contains(&0) {
        return None;
    }
    let zeros = |from: usize| {
        bytes
            .iter()
            .skip(from)
            .step_by(2)
            .filter(|b| **b == 0)
            .count()
    };
    let (even, odd) = (zeros(0), zeros(1));
    if odd > even * 4 {
        Some(UTF_16LE)
    } else if even > odd * 4 {
        Some(UTF_16BE)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = "一、扩充学位\n新建小学3所，新增学位2700个。\n";

    #[test]
    fn bytes_of_no_text_are_not_read_as_utf16() {
        let bytes: Vec<u8> = (0..4_000_u32)
            .map(|n| (n.wrapping_mul(2_654_435_761) >> 11) as u8)
            .map(|byte| if byte == 0 { 1 } else { byte })
            .chain([7, 0])
            .collect();
        let error = decode("x.txt", &bytes).map(|read| read.text).unwrap_err();
        assert_eq!(error.code(), "plan-not-text");
    }

    fn same(bytes: &[u8], encoding: &str) {
        let decoded = decode("x.txt", bytes).unwrap();
        assert_eq!(
            (decoded.text.as_str(), decoded.encoding.as_str()),
            (LINE, encoding)
        );
    }

    #[test]
    fn finds_each_encoding_by_itself() {
        same(LINE.as_bytes(), "UTF-8");
        same(&[b"\xef\xbb\xbf", LINE.as_bytes()].concat(), "UTF-8");
        same(&GB18030.encode(LINE).0, "gb18030");
        let little: Vec<u8> = LINE.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = LINE.encode_utf16().flat_map(u16::to_be_bytes).collect();
        same(&little, "UTF-16LE");
        same(&big, "UTF-16BE");
        same(&[b"\xff\xfe".as_slice(), &little].concat(), "UTF-16LE");
        same(&[b"\xfe\xff".as_slice(), &big].concat(), "UTF-16BE");
    }

    #[test]
    fn a_few_damaged_bytes_are_survived() {
        let mut bytes = LINE.as_bytes().to_vec();
        bytes.truncate(bytes.len() - 2);
        assert_eq!(decode("x.txt", &bytes).unwrap().encoding, "UTF-8");
    }

    #[test]
    fn bytes_that_are_no_text_are_refused() {
        let bytes: Vec<u8> = (0..2000u32).map(|i| (i * 7919 % 251) as u8).collect();
        assert_eq!(decode("x.txt", &bytes).unwrap_err().code(), "plan-not-text");
    }
}
