//! Why a file cannot be imported at all, with what to do about it.

use jixia_terms::{Label, Language, system_words};

/// A file that cannot be used. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", .text.en)]
pub struct SourceError {
    code: &'static str,
    text: Label,
}

impl SourceError {
    pub(crate) fn new(code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            code,
            text: Label::new(zh, en),
        }
    }

    pub(crate) fn io(name: &str, error: &std::io::Error) -> Self {
        Self::new(
            "file",
            format!(
                "无法读取文件 {name}：{}",
                system_words(error, Language::Chinese)
            ),
            format!(
                "the file {name} cannot be read: {}",
                system_words(error, Language::English)
            ),
        )
    }

    /// A code that stays the same from release to release.
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// What is wrong and what to do.
    pub fn text(&self, language: Language) -> String {
        self.text.text(language).to_owned()
    }
}
