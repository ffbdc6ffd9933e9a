//! The paragraph numbers that Word draws by itself, from `word/numbering.xml`.

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::docx::{attribute, value};

#[derive(Debug, Default, Clone)]
struct Level {
    start: u32,
    format: String,
    text: String,
}

/// The lists a Word file defines.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    levels: BTreeMap<(String, usize), Level>,
    lists: BTreeMap<String, String>,
}

impl Numbering {
    /// Reads the part; damage leaves the lists read so far.
    pub(super) fn read(xml: &str) -> Self {
        let mut reader = Reader::from_str(xml);
        reader.config_mut().check_end_names = false;
        let mut out = Self::default();
        let mut place = Place::default();
        loop {
            match reader.read_event() {
                Ok(Event::Start(tag) | Event::Empty(tag)) => out.take(&tag, &mut place),
                Ok(Event::Eof) | Err(_) => return out,
                Ok(_) => {}
            }
        }
    }

    fn take(&mut self, tag: &BytesStart<'_>, place: &mut Place) {
        match tag.local_name().as_ref() {
            "abstractNum" => place.definition = attribute(tag, "abstractNumId").unwrap_or_default(),
            "lvl" => {
                place.level = attribute(tag, "ilvl")
                    .and_then(|v| v.parse().ok())
                    .unwrap_or(0);
            }
            "num" => place.list = attribute(tag, "numId").unwrap_or_default(),
            "abstractNumId" => {
                self.lists
                    .insert(place.list.clone(), value(tag).unwrap_or_default());
            }
            "start" => {
                self.level(place).start = value(tag).and_then(|v| v.parse().ok()).unwrap_or(1)
            }
            "numFmt" => self.level(place).format = value(tag).unwrap_or_default(),
            "lvlText" => self.level(place).text = value(tag).unwrap_or_default(),
            _ => {}
        }
    }

    fn level(&mut self, place: &Place) -> &mut Level {
        self.levels
            .entry((place.definition.clone(), place.level))
            .or_insert(Level {
                start: 1,
                ..Level::default()
            })
    }
}

#[derive(Default)]
struct Place {
    definition: String,
    level: usize,
    list: String,
}

/// Counts the paragraphs of each list.
pub(super) struct Counters<'a> {
    numbering: &'a Numbering,
    counts: BTreeMap<(String, usize), u32>,
}

impl<'a> Counters<'a> {
    pub(super) fn new(numbering: &'a Numbering) -> Self {
        Self {
            numbering,
            counts: BTreeMap::new(),
        }
    }

    /// The number of the next paragraph of a list; empty for bullets and unknown lists.
    pub(super) fn next(&mut self, list: &str, level: usize) -> String {
        let Some(definition) = self.numbering.lists.get(list) else {
            return String::new();
        };
        let key = |l: usize| (definition.clone(), l);
        let Some(own) = self.numbering.levels.get(&key(level)) else {
            return String::new();
        };
        let count = self
            .counts
            .get(&key(level))
            .map_or(own.start, |c| c.saturating_add(1));
        self.counts.insert(key(level), count);
        let deeper: Vec<_> = self
            .counts
            .keys()
            .filter(|(d, l)| d == definition && *l > level)
            .cloned()
            .collect();
        for k in deeper {
            self.counts.remove(&k);
        }
        if own.format == "bullet" || own.format == "none" {
            return String::new();
        }
        let mut out = own.text.clone();
        for l in 0..=level.min(8) {
            let format = self
                .numbering
                .levels
                .get(&key(l))
                .map_or("decimal", |x| x.format.as_str());
            let count = self.counts.get(&key(l)).copied().unwrap_or(1);
            out = out.replace(&format!("%{}", l + 1), &draw(count, format));
        }
        out
    }
}

fn draw(count: u32, format: &str) -> String {
    match format {
        f if f.contains("hinese")
            || f.contains("japanese")
            || f.contains("ideograph")
            || f.contains("taiwanese") =>
        {
            chinese(count)
        }
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" if (1..=20).contains(&count) => {
            char::from_u32(0x2460 + count - 1).map_or_else(|| count.to_string(), |c| c.to_string())
        }
        _ => count.to_string(),
    }
}

fn chinese(count: u32) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |n: u32| DIGITS.get(n as usize).copied().unwrap_or("");
    match count {
        0 => "零".to_owned(),
        1..=9 => digit(count).to_owned(),
        10..=19 => format!("十{}", digit(count % 10)),
        20..=99 => format!("{}十{}", digit(count / 10), digit(count % 10)),
        _ => count.to_string(),
    }
}
