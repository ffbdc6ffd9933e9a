//! How the number in a cell is shown: as it is, with leading zeros, or as a day or a time.

use quick_xml::events::Event;

use super::xml::{BadXml, Xml, attribute};

/// How numbers of a style are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Shown {
    /// As a number.
    #[default]
    Plain,
    /// As a whole number with at least so many digits.
    Digits(usize),
    /// As a day.
    Day,
    /// As a time of day.
    Time,
    /// As both.
    DayAndTime,
    /// As hours, minutes and seconds that do not end at 24 hours.
    Elapsed,
}

/// The styles of cells by their number.
#[derive(Debug, Default)]
pub(super) struct Styles {
    cells: Vec<Shown>,
}

impl Styles {
    /// Reads the part of styles.
    pub fn read(mut xml: Xml) -> Result<Self, BadXml> {
        let (mut codes, mut cells) = (Vec::new(), Vec::new());
        let mut in_cells = false;
        loop {
            match xml.next()? {
                Event::Start(e) => match e.local_name().as_ref() {
                    "numFmt" => {
                        let id = attribute(&e, "numFmtId")?;
                        if let (Some(id), Some(code)) = (id, attribute(&e, "formatCode")?) {
                            codes.push((id, shown_by_code(&code)));
                        }
                    }
                    "cellXfs" => in_cells = true,
                    "xf" if in_cells => {
                        let id = attribute(&e, "numFmtId")?.unwrap_or_default();
                        let own = codes.iter().find(|(known, _)| *known == id);
                        cells.push(own.map_or_else(|| shown_by_number(&id), |(_, shown)| *shown));
                    }
                    _ => {}
                },
                Event::End(e) if e.local_name().as_ref() == "cellXfs" => in_cells = false,
                Event::Eof => return Ok(Self { cells }),
                _ => {}
            }
        }
    }

    /// How numbers in cells of this style are shown.
    pub fn shown(&self, style: usize) -> Shown {
        self.cells.get(style).copied().unwrap_or_default()
    }
}

/// The formats that every workbook has, with those of the Chinese editions.
fn shown_by_number(id: &str) -> Shown {
    match id.parse().unwrap_or(0_u32) {
        14..=17 | 27..=31 | 36 | 50..=54 | 57 | 58 => Shown::Day,
        18..=21 | 32..=35 | 45 | 47 | 55 | 56 => Shown::Time,
        22 => Shown::DayAndTime,
        46 => Shown::Elapsed,
        _ => Shown::Plain,
    }
}

/// Reads a format such as `yyyy"年"m"月"d"日"` or `000000`.
fn shown_by_code(code: &str) -> Shown {
    let (mut day, mut time, mut month, mut elapsed) = (false, false, false, false);
    if code.len() > 1 && code.bytes().all(|byte| byte == b'0') {
        return Shown::Digits(code.len());
    }
    if code.eq_ignore_ascii_case("general") || code.starts_with("G/") {
        return Shown::Plain;
    }
    let mut chars = code.chars();
    while let Some(c) = chars.next() {
        match c.to_ascii_lowercase() {
            '"' => {
                chars.find(|c| *c == '"');
            }
            '\\' | '_' | '*' => {
                chars.next();
            }
            '[' => {
                let inside: String = chars.by_ref().take_while(|c| *c != ']').collect();
                let first = inside.chars().next().unwrap_or(' ').to_ascii_lowercase();
                elapsed |= matches!(first, 'h' | 'm' | 's')
                    && inside.chars().all(|c| c.eq_ignore_ascii_case(&first));
            }
            ';' => break,
            'y' | 'd' => day = true,
            'h' | 's' => time = true,
            'm' => month = true,
            _ => {}
        }
    }
    match (day, time, month, elapsed) {
        (.., true) => Shown::Elapsed,
        (true, true, ..) => Shown::DayAndTime,
        (true, false, ..) | (false, false, true, false) => Shown::Day,
        (false, true, ..) => Shown::Time,
        _ => Shown::Plain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_tell_days_times_and_codes_from_numbers() {
        for (code, shown) in [
            ("yyyy\"年\"m\"月\"d\"日\"", Shown::Day),
            ("yyyy-mm-dd hh:mm", Shown::DayAndTime),
            ("m/d", Shown::Day),
            ("h:mm AM/PM", Shown::Time),
            ("[$-804]上午/下午h\"时\"mm\"分\"", Shown::Time),
            ("[$-F800]dddd, mmmm dd, yyyy", Shown::Day),
            ("[h]:mm:ss", Shown::Elapsed),
            ("000000", Shown::Digits(6)),
            ("General", Shown::Plain),
            ("G/通用格式", Shown::Plain),
            ("0.00%", Shown::Plain),
            ("[Red]#,##0.00;[Blue]-#,##0.00", Shown::Plain),
            ("0\"days\"", Shown::Plain),
            ("_-* #,##0_-;\\d", Shown::Plain),
            ("@", Shown::Plain),
            ("0.00E+00", Shown::Plain),
        ] {
            assert_eq!(shown_by_code(code), shown, "{code}");
        }
    }
}
