//! Numbers as people read them: grouped, with as many digits as the unit deserves, and the unit's
//! name.

use fluent_bundle::FluentArgs;

use crate::texts::Words;

/// Digits grouped by threes, with this many decimals at most and no idle zeros.
pub(crate) fn grouped(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    let text = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut out = String::with_capacity(text.len() + 4);
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    let fraction = fraction.trim_end_matches('0');
    if !fraction.is_empty() {
        out.push('.');
        out.push_str(fraction);
    }
    if value < 0.0 && out.chars().any(|c| c.is_ascii_digit() && c != '0') {
        out.insert(0, '-');
    }
    out
}

/// How values of one unit are written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Unit<'a> {
    /// Name as packs write it: `percent`, `place`, `fen` …
    pub name: &'a str,
    /// The language.
    pub words: Words,
}

impl<'a> Unit<'a> {
    /// The unit of this name.
    pub(crate) fn new(name: &'a str, words: Words) -> Self {
        Self { name, words }
    }

    /// What the unit is called; empty where numbers go without one.
    pub(crate) fn title(self) -> String {
        self.called(None)
    }

    /// What the unit is called after this number: `1 class`, `2 classes`.
    pub(crate) fn title_after(self, value: f64) -> String {
        self.called(Some(value))
    }

    fn called(self, count: Option<f64>) -> String {
        let key = format!("unit-{}", self.name);
        let mut text = self.words.maybe(&key);
        if let (Some(text), Some(count)) = (&mut text, count) {
            let mut args = FluentArgs::new();
            args.set("count", count);
            *text = self.words.say_with(&key, &args);
        }
        match text {
            Some(text) if text == "-" => String::new(),
            Some(text) => text,
            None => self.name.to_owned(),
        }
    }

    /// The number alone.
    pub(crate) fn number(self, value: f64) -> String {
        match self.name {
            "fen" => grouped(value / 100.0, 2),
            "time" => clock(value),
            "percent" => grouped(value, if value.abs() >= 100.0 { 1 } else { 2 }),
            _ if value.fract() == 0.0 => grouped(value, 0),
            _ if value.abs() >= 1000.0 => grouped(value, 0),
            _ if value.abs() >= 100.0 => grouped(value, 1),
            _ if value.abs() >= 1.0 => grouped(value, 2),
            _ => grouped(value, 3),
        }
    }

    /// The number with its unit.
    pub(crate) fn text(self, value: f64) -> String {
        let number = self.number(value);
        let title = self.title_after(value);
        if title.is_empty() {
            number
        } else if title == "%" {
            format!("{number}%")
        } else {
            format!("{number} {title}")
        }
    }

    /// The number with its unit, or a dash where there is nothing to measure.
    pub(crate) fn maybe(self, value: Option<f64>) -> String {
        value.map_or_else(|| "–".to_owned(), |value| self.text(value))
    }
}

/// Minutes after midnight as a time of day.
pub(crate) fn clock(minutes: f64) -> String {
    let minutes = minutes.round().clamp(0.0, 6.0e3);
    format!("{:02}:{:02}", (minutes / 60.0).floor(), minutes % 60.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terms::Language;

    #[test]
    fn digits_are_grouped_and_idle_zeros_dropped() {
        assert_eq!(grouped(12_000.0, 2), "12,000");
        assert_eq!(grouped(-1234.5, 2), "-1,234.5");
        assert_eq!(grouped(0.004, 2), "0");
        assert_eq!(grouped(-0.001, 2), "0");
        assert_eq!(grouped(f64::NAN, 2), "–");
    }

    #[test]
    fn units_say_how_numbers_are_written() {
        let words = Words(Language::Chinese);
        assert_eq!(Unit::new("percent", words).text(84.618), "84.62%");
        assert_eq!(Unit::new("fen", words).text(123_456.0), "1,234.56 元");
        assert_eq!(Unit::new("time", words).text(470.0), "07:50");
        assert_eq!(Unit::new("parsec", words).text(3.0), "3 parsec");
    }

    #[test]
    fn one_thing_is_named_in_the_singular() {
        let unit = Unit::new("class", Words(Language::English));
        assert_eq!(
            (unit.text(1.0), unit.text(2.0)),
            ("1 class".into(), "2 classes".into())
        );
        assert_eq!(
            (unit.text(0.5), unit.title()),
            ("0.5 classes".into(), "classes".into())
        );
    }
}
