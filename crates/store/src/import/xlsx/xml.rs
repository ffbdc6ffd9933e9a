//! The XML of a part, event by event, and the texts in it.

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::package::{Bounded, PartReader};

/// The XML is not well formed, its bytes are not those that were packed, or a text is too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct BadXml;

/// A reader of events. Empty elements are given as a start and an end.
pub(super) struct Xml {
    reader: Reader<Bounded>,
    buffer: Vec<u8>,
}

impl Xml {
    /// This part, from its start.
    pub fn new(part: PartReader) -> Self {
        let mut reader = Reader::from_reader(Bounded::new(part));
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.check_end_names = false;
        Self {
            reader,
            buffer: Vec::new(),
        }
    }

    /// The next event; `Event::Eof` at the end.
    pub fn next(&mut self) -> Result<Event<'_>, BadXml> {
        self.reader.get_mut().begin();
        self.buffer.clear();
        self.reader
            .read_event_into(&mut self.buffer)
            .map_err(|_| BadXml)
    }

    /// Share of the part that was read.
    pub fn percent(&self) -> Option<u8> {
        self.reader.get_ref().percent()
    }
}

/// An attribute by its name without prefix, its entities resolved.
pub(super) fn attribute(start: &BytesStart, name: &str) -> Result<Option<String>, BadXml> {
    for found in start.attributes().with_checks(false) {
        let found = found.map_err(|_| BadXml)?;
        if found.key.local_name().as_ref() == name {
            let value = quick_xml::escape::unescape(&found.value).map_err(|_| BadXml)?;
            return Ok(Some(value.into_owned()));
        }
    }
    Ok(None)
}

/// Adds what an entity such as `&amp;` or `&#10;` stands for.
pub(super) fn push_entity(entity: &BytesRef, text: &mut String) -> Result<(), BadXml> {
    if let Some(known) = resolve_predefined_entity(entity.as_ref()) {
        text.push_str(known);
        return Ok(());
    }
    match entity.resolve_char_ref() {
        Ok(Some(c)) => text.push(c),
        _ => return Err(BadXml),
    }
    Ok(())
}

/// Resolves Excel's own escapes of characters that XML cannot hold (`_x000D_`), from this place on.
pub(super) fn resolve_escapes(text: &mut String, from: usize) {
    let Some(first) = text.get(from..).and_then(|t| t.find("_x")) else {
        return;
    };
    let tail = text.split_off(from + first);
    let mut units = Vec::new();
    let mut rest = tail.as_str();
    while let Some(c) = rest.chars().next() {
        if let Some(unit) = escaped_unit(rest) {
            units.push(unit);
            rest = rest.get(7..).unwrap_or_default();
            continue;
        }
        text.push_str(&String::from_utf16_lossy(&units));
        units.clear();
        text.push(c);
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
    }
    text.push_str(&String::from_utf16_lossy(&units));
}

fn escaped_unit(text: &str) -> Option<u16> {
    let hex = text.strip_prefix("_x")?.get(..4)?;
    let plain = hex.bytes().all(|byte| byte.is_ascii_hexdigit());
    (plain && text.get(6..7) == Some("_")).then(|| u16::from_str_radix(hex, 16).ok())?
}
