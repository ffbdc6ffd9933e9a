//! What is wrong with a pack: file, line, a stable code, and sentences for people.

use std::fmt;

use jixia_terms::{Label, Language};
use serde::Serialize;

use crate::model::Origin;

/// One fault in the texts of packs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// The file, as it was handed in.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The character in the line, from 1.
    pub column: usize,
    /// Stable code: `unknown_key`.
    pub code: &'static str,
    /// What is wrong, and with which thing.
    pub text: Label,
    /// The nearest right word, or what to do.
    pub help: Option<Label>,
}

impl Fault {
    /// The fault of a file that is not UTF-8, found by whoever read its bytes.
    pub fn not_utf8(file: &str, bytes: &[u8]) -> Self {
        let good = match std::str::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => bytes
                .get(..error.valid_up_to())
                .and_then(|good| std::str::from_utf8(good).ok())
                .unwrap_or_default(),
        };
        let line = good.matches('\n').count() + 1;
        let last = good.rsplit('\n').next().unwrap_or_default();
        Self {
            file: file.to_owned(),
            line,
            column: last.chars().count() + 1,
            code: "not_utf8",
            text: say!("文件不是 UTF-8 编码", "the file is not UTF-8"),
            help: Some(say!("请另存为 UTF-8 编码", "save it as UTF-8")),
        }
    }

    /// The fault of SQL that cannot be planned, in the words of whoever planned it.
    pub fn sql(origin: &Origin, said: &str) -> Self {
        Self {
            file: origin.file.clone(),
            line: origin.line,
            column: 1,
            code: "sql",
            text: say!("SQL 无法执行：{said}", "the SQL cannot be planned: {said}"),
            help: None,
        }
    }

    /// The fault as one line: `packs/base/registers/school.toml:12: …`.
    pub fn line_text(&self, language: Language) -> String {
        let text = self.text.text(language);
        let place = format!("{}:{}: {text}", self.file, self.line);
        match (&self.help, language) {
            (Some(help), Language::Chinese) => format!("{place}；{}", help.zh),
            (Some(help), Language::English) => format!("{place}; {}", help.en),
            (None, _) => place,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.line_text(Language::Chinese))
    }
}

impl std::error::Error for Fault {}
