//! Addresses: every list keeps its whole state in one, and every link is one with a few values
//! changed.

use std::fmt::Write as _;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::fault::Fault;

const PLAIN: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// A path with a query.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Address {
    path: String,
    pairs: Vec<(String, String)>,
}

impl Address {
    /// An address of a path that is already encoded.
    pub(crate) fn new(path: &str, pairs: Vec<(String, String)>) -> Self {
        Self {
            path: path.to_owned(),
            pairs,
        }
    }

    /// An address of these segments, encoded here.
    pub(crate) fn of(segments: &[&str]) -> Self {
        let mut path = String::new();
        for segment in segments {
            let _ = write!(path, "/{}", utf8_percent_encode(segment, PLAIN));
        }
        Self {
            path,
            pairs: Vec::new(),
        }
    }

    /// The path.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// The pairs of the query.
    pub(crate) fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }

    /// The first value of this name that is not empty.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let mut values = self
            .pairs
            .iter()
            .filter(|(key, value)| key == name && !value.is_empty());
        values.next().map(|(_, value)| value.as_str())
    }

    /// A value as a whole number, if it is there; a refusal where it is none.
    pub(crate) fn number<N: std::str::FromStr>(&self, name: &str) -> Result<Option<N>, Fault> {
        let number = self.get(name).map(|text| {
            text.parse().map_err(|_| {
                Fault::bad("bad_number").saying(
                    format!("{name} 应是整数，不能是“{text}”"),
                    format!("{name} is a whole number, not `{text}`"),
                )
            })
        });
        number.transpose()
    }

    /// The column to sort by and whether the greatest comes first: `sort=name` or `sort=-name`.
    pub(crate) fn sort(&self) -> Option<(&str, bool)> {
        let text = self.get("sort")?;
        Some(match text.strip_prefix('-') {
            Some(name) => (name, true),
            None => (text, false),
        })
    }

    /// The same with this value alone under this name; without the name where the value is empty.
    #[must_use]
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.pairs.retain(|(key, _)| key != name);
        if !value.is_empty() {
            self.pairs.push((name.to_owned(), value.to_owned()));
        }
        self
    }

    /// The same with this value if there is one.
    #[must_use]
    pub(crate) fn maybe(self, name: &str, value: Option<&str>) -> Self {
        self.with(name, value.unwrap_or_default())
    }

    /// The same without these names.
    #[must_use]
    pub(crate) fn without(mut self, names: &[&str]) -> Self {
        self.pairs.retain(|(key, _)| !names.contains(&key.as_str()));
        self
    }

    /// As text, ready for a link.
    pub(crate) fn text(&self) -> String {
        let mut out = if self.path.is_empty() {
            "/".to_owned()
        } else {
            self.path.clone()
        };
        for (place, (key, value)) in self.pairs.iter().enumerate() {
            let mark = if place == 0 { '?' } else { '&' };
            let (key, value) = (
                utf8_percent_encode(key, PLAIN),
                utf8_percent_encode(value, PLAIN),
            );
            let _ = write!(out, "{mark}{key}={value}");
        }
        out
    }
}

impl From<Address> for String {
    fn from(address: Address) -> Self {
        address.text()
    }
}

impl maud::Render for Address {
    fn render_to(&self, buffer: &mut String) {
        maud::Render::render_to(&self.text(), buffer);
    }
}

/// Reads the pairs of a query or of a form that was sent as one.
pub(crate) fn read_pairs(query: &str) -> Vec<(String, String)> {
    let decode = |text: &str| {
        let spaced = text.replace('+', " ");
        percent_decode_str(&spaced).decode_utf8_lossy().into_owned()
    };
    let parts = query.split('&').filter(|part| !part.is_empty());
    parts
        .map(|part| part.split_once('=').unwrap_or((part, "")))
        .map(|(k, v)| (decode(k), decode(v)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let pairs = vec![
            ("名 a".to_owned(), "1&2=3+4%<\"".to_owned()),
            ("b".to_owned(), String::new()),
        ];
        let text = Address::new("/x", pairs.clone()).text();
        assert_eq!(read_pairs(text.split_once('?').unwrap().1), pairs);
        assert!(!text.contains(['<', '"', ' ']));
    }

    #[test]
    fn a_link_changes_one_value_and_keeps_the_rest() {
        let address = Address::new("/r", read_pairs("q=a&sort=b&after=9"));
        assert_eq!(
            address.clone().with("sort", "c").without(&["after"]).text(),
            "/r?q=a&sort=c"
        );
        assert_eq!(address.with("q", "").text(), "/r?sort=b&after=9");
        assert_eq!(
            Address::of(&["a b", "学校/1"]).text(),
            "/a%20b/%E5%AD%A6%E6%A0%A1%2F1"
        );
    }
}
