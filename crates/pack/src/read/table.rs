//! Reads the values of one TOML table, refusing keys it does not know and values of another type.

use std::collections::BTreeMap;
use std::ops::Deref;

use jixia_terms::{Day, Label};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::sink::{Sink, join, what};

/// One table of a file, with its path from the top.
pub(crate) struct Table<'d> {
    /// The file it stands in.
    pub file: &'d str,
    /// Its key path in the file; empty at the top.
    pub path: String,
    map: &'d DeTable<'d>,
    /// Keys that a misspelt one was surely meant to be: they are not missing as well.
    meant: Vec<String>,
}

impl<'d> Table<'d> {
    /// A table of which only these keys are known; any other is a fault.
    pub fn open(
        file: &'d str,
        path: String,
        map: &'d DeTable<'d>,
        keys: &[&str],
        sink: &mut Sink,
    ) -> Self {
        let mut table = Self {
            file,
            path,
            map,
            meant: Vec::new(),
        };
        for key in map.keys() {
            let key: &str = key.get_ref();
            if !keys.contains(&key) {
                let path = join(&table.path, key);
                let text = say!("未知的键“{key}”", "unknown key `{key}`");
                let fault = what("unknown_key", text).near_or_list(key, keys);
                table.meant.extend(fault.nearest().map(str::to_owned));
                sink.add(file, &path, fault);
            }
        }
        table
    }

    /// The path of a key of this table.
    pub fn at(&self, key: &str) -> String {
        join(&self.path, key)
    }

    /// Whether the key is given.
    pub fn has(&self, key: &str) -> bool {
        self.map.contains_key(key)
    }

    /// A text that must be given and not be empty.
    pub fn text(&self, key: &str, sink: &mut Sink) -> String {
        self.require(key, sink);
        self.maybe_text(key, sink).unwrap_or_default()
    }

    /// A text, when it is given; then it may not be empty.
    pub fn maybe_text(&self, key: &str, sink: &mut Sink) -> Option<String> {
        let value = self.map.get(key)?;
        match value.get_ref().as_str() {
            Some(text) if text.trim().is_empty() => {
                let text = say!("“{key}”为空", "`{key}` is empty");
                sink.add(self.file, &self.at(key), what("empty_text", text));
                None
            }
            Some(text) => Some(text.trim().to_owned()),
            None => self.wrong_type(key, value, ("文字", "text"), sink),
        }
    }

    /// A text exactly as written: SQL, whose line breaks count for the lines of faults.
    pub fn maybe_sql(&self, key: &str, sink: &mut Sink) -> Option<String> {
        self.maybe_text(key, sink)?;
        Some(self.map.get(key)?.get_ref().as_str()?.to_owned())
    }

    /// A label in both languages that must be given.
    pub fn label(&self, key: &str, sink: &mut Sink) -> Label {
        self.require(key, sink);
        let Some(value) = self.map.get(key) else {
            return Label::default();
        };
        self.label_of(key, value, sink).unwrap_or_default()
    }

    /// Labels by name, in a table under a key; none when it is not given.
    pub fn labels(&self, key: &str, sink: &mut Sink) -> BTreeMap<String, Label> {
        let mut labels = BTreeMap::new();
        let Some(value) = self.map.get(key) else {
            return labels;
        };
        let DeValue::Table(map) = value.get_ref() else {
            self.wrong_type::<()>(key, value, ("表", "a table"), sink);
            return labels;
        };
        for (name, label) in map {
            let path = join(key, name.get_ref());
            let label = self.label_of(&path, label, sink).unwrap_or_default();
            labels.insert(name.get_ref().to_string(), label);
        }
        labels
    }

    /// What a thing is, in both languages, that must be given: `doc`.
    pub fn doc(&self, sink: &mut Sink) -> Label {
        self.require("doc", sink);
        self.maybe_doc(sink).unwrap_or_default()
    }

    /// What a thing is, in both languages, when it is given. One text alone is a fault of its own,
    /// since that is how people are wont to write it.
    pub fn maybe_doc(&self, sink: &mut Sink) -> Option<Label> {
        let value = self.map.get("doc")?;
        if let DeValue::String(_) = value.get_ref() {
            let text = say!(
                "“doc”应写中文和英文两种文字",
                "`doc` is written in Chinese and in English"
            );
            let help = say!(
                "写作 doc = {{ zh = \"…\", en = \"…\" }}",
                "write doc = {{ zh = \"…\", en = \"…\" }}"
            );
            let fault = what("one_language", text).help(help);
            sink.add(self.file, &self.at("doc"), fault);
            return None;
        }
        self.label_of("doc", value, sink)
    }

    fn label_of(&self, key: &str, value: &Spanned<DeValue<'d>>, sink: &mut Sink) -> Option<Label> {
        let DeValue::Table(map) = value.get_ref() else {
            let want = ("{ zh = \"…\", en = \"…\" }", "{ zh = \"…\", en = \"…\" }");
            return self.wrong_type(key, value, want, sink);
        };
        let table = Table::open(self.file, self.at(key), map, &["zh", "en"], sink);
        Some(Label::new(table.text("zh", sink), table.text("en", sink)))
    }

    /// A list of texts; none given is an empty list.
    pub fn texts(&self, key: &str, sink: &mut Sink) -> Vec<String> {
        let Some(value) = self.map.get(key) else {
            return Vec::new();
        };
        let DeValue::Array(items) = value.get_ref() else {
            self.wrong_type::<()>(key, value, ("文字列表", "a list of texts"), sink);
            return Vec::new();
        };
        let mut texts = Vec::new();
        for (i, item) in items.iter().enumerate() {
            let path = format!("{}.{i}", self.at(key));
            match item.get_ref().as_str().map(str::trim) {
                Some("") => {
                    let text = say!("“{key}”中有空文字", "`{key}` has an empty text");
                    sink.add(self.file, &path, what("empty_text", text));
                }
                Some(text) if texts.iter().any(|known| known == text) => {
                    let text = say!("“{key}”中“{text}”重复", "`{key}` has `{text}` twice");
                    sink.add(self.file, &path, what("twin_text", text));
                }
                Some(text) => texts.push(text.to_owned()),
                None => {
                    let text = say!("“{key}”应为文字列表", "`{key}` is a list of texts");
                    sink.add(self.file, &path, what("wrong_type", text));
                }
            }
        }
        texts
    }

    /// Yes or no; not given is no.
    pub fn flag(&self, key: &str, sink: &mut Sink) -> bool {
        let Some(value) = self.map.get(key) else {
            return false;
        };
        let want = ("true 或 false", "true or false");
        let flag = value.get_ref().as_bool();
        flag.or_else(|| self.wrong_type(key, value, want, sink))
            .unwrap_or(false)
    }

    /// A day, when it is given.
    pub fn maybe_day(&self, key: &str, sink: &mut Sink) -> Option<Day> {
        let value = self.map.get(key)?;
        day_of(value.get_ref()).or_else(|| {
            let want = (
                "日期（写作 2026-09-01，不加引号）",
                "a day (2026-09-01, unquoted)",
            );
            self.wrong_type(key, value, want, sink)
        })
    }

    /// A finite number, when it is given.
    pub fn maybe_number(&self, key: &str, sink: &mut Sink) -> Option<f64> {
        let value = self.map.get(key)?;
        number_of(value.get_ref()).or_else(|| self.wrong_type(key, value, ("数", "a number"), sink))
    }

    /// A calendar year, when it is given.
    pub fn maybe_year(&self, key: &str, sink: &mut Sink) -> Option<i16> {
        let value = self.map.get(key)?;
        integer_of(value.get_ref())
            .and_then(|n| i16::try_from(n).ok())
            .filter(|year| (1900..=2200).contains(year))
            .or_else(|| self.wrong_type(key, value, ("年份", "a year"), sink))
    }

    /// Whether the key is given, or a misspelt one was surely meant to be it.
    pub fn has_or_meant(&self, key: &str) -> bool {
        self.has(key) || self.meant.iter().any(|meant| meant == key)
    }

    /// The value under a key, whatever it is.
    pub fn value(&self, key: &str) -> Option<&'d DeValue<'d>> {
        self.map.get(key).map(Spanned::get_ref)
    }

    /// A table under a key, when it is given.
    pub fn maybe_table(&self, key: &str, keys: &[&str], sink: &mut Sink) -> Option<Table<'d>> {
        let value = self.map.get(key)?;
        match value.get_ref() {
            DeValue::Table(map) => Some(Table::open(self.file, self.at(key), map, keys, sink)),
            _ => self.wrong_type(key, value, ("表", "a table"), sink),
        }
    }

    /// The entries of a table under a key in the order of the file; none when it is not given.
    pub fn entries(&self, key: &str, sink: &mut Sink) -> Vec<Entry<'d>> {
        let Some(value) = self.map.get(key) else {
            return Vec::new();
        };
        match value.get_ref() {
            DeValue::Table(map) => entries_of(self.at(key), map),
            _ => {
                self.wrong_type::<()>(key, value, ("表", "a table"), sink);
                Vec::new()
            }
        }
    }

    /// The tables of an array of tables, each with its path.
    pub fn tables(&self, key: &str, keys: &[&str], sink: &mut Sink) -> Vec<Table<'d>> {
        let Some(value) = self.map.get(key) else {
            return Vec::new();
        };
        let items: &[Spanned<DeValue<'d>>] = match value.get_ref() {
            DeValue::Array(items) => items.deref(),
            _ => {
                let want = ("一组 [[…]]", "a list of [[…]]");
                self.wrong_type::<()>(key, value, want, sink);
                &[]
            }
        };
        let mut tables = Vec::new();
        for (i, item) in items.iter().enumerate() {
            let path = format!("{}.{i}", self.at(key));
            match item.get_ref() {
                DeValue::Table(map) => tables.push(Table::open(self.file, path, map, keys, sink)),
                _ => {
                    let text = say!("“{key}”应写作 [[{key}]]", "write `{key}` as [[{key}]]");
                    sink.add(self.file, &path, what("wrong_type", text));
                }
            }
        }
        tables
    }

    /// Faults a key that must be given and is not.
    pub fn require(&self, key: &str, sink: &mut Sink) {
        if !self.has_or_meant(key) {
            let text = say!("缺少“{key}”", "`{key}` is missing");
            sink.add(self.file, &self.at(key), what("missing_key", text));
        }
    }

    fn wrong_type<T>(
        &self,
        key: &str,
        value: &Spanned<DeValue<'_>>,
        (zh, en): (&str, &str),
        sink: &mut Sink,
    ) -> Option<T> {
        let (got_zh, got_en) = type_words(value.get_ref());
        let text = say!(
            "“{key}”应为{zh}，这里是{got_zh}",
            "`{key}` is {en}, not {got_en}"
        );
        sink.add(self.file, &self.at(key), what("wrong_type", text));
        None
    }
}

/// One key of a table with its value.
pub(crate) struct Entry<'d> {
    /// The key.
    pub key: &'d str,
    /// Its path from the top of the file.
    pub path: String,
    /// Its value.
    pub value: &'d DeValue<'d>,
}

/// The entries of a table in the order of the file.
pub(crate) fn entries_of<'d>(path: String, map: &'d DeTable<'d>) -> Vec<Entry<'d>> {
    let mut entries: Vec<_> = map.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    entries
        .into_iter()
        .map(|(key, value)| Entry {
            key: key.get_ref(),
            path: join(&path, key.get_ref()),
            value: value.get_ref(),
        })
        .collect()
}

/// The whole number that a TOML value is.
pub(crate) fn integer_of(value: &DeValue<'_>) -> Option<i64> {
    let integer = value.as_integer()?;
    i64::from_str_radix(integer.as_str(), integer.radix()).ok()
}

/// The finite number that a TOML value is.
pub(crate) fn number_of(value: &DeValue<'_>) -> Option<f64> {
    let number = match value {
        DeValue::Float(float) => float.as_str().parse::<f64>().ok(),
        other => integer_of(other).map(|n| n as f64),
    };
    number.filter(|x| x.is_finite())
}

/// The day that a TOML value is: a local date without time.
pub(crate) fn day_of(value: &DeValue<'_>) -> Option<Day> {
    let at = value.as_datetime()?;
    let date = at.date.filter(|_| at.time.is_none())?;
    Day::new(
        i16::try_from(date.year).ok()?,
        i8::try_from(date.month).ok()?,
        i8::try_from(date.day).ok()?,
    )
}

/// What a TOML value is, in both languages.
fn type_words(value: &DeValue<'_>) -> (&'static str, &'static str) {
    match value {
        DeValue::String(_) => ("文字", "text"),
        DeValue::Integer(_) => ("整数", "a whole number"),
        DeValue::Float(_) => ("小数", "a number"),
        DeValue::Boolean(_) => ("true/false", "true or false"),
        DeValue::Datetime(_) => ("日期或时间", "a date or time"),
        DeValue::Array(_) => ("列表", "a list"),
        DeValue::Table(_) => ("表", "a table"),
    }
}
