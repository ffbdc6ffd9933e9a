//! What DataFusion says, in one line and without its own headings.

use std::fmt;

use datafusion::arrow::datatypes::DataType;
use datafusion::error::DataFusionError;
use jixia_terms::Label;

/// Headings that say where in DataFusion an error arose, which helps nobody who writes packs.
const HEADINGS: [&str; 8] = [
    "Error during planning: ",
    "Schema error: ",
    "SQL error: ",
    "Arrow error: ",
    "Execution error: ",
    "This feature is not implemented: ",
    "External error: ",
    "ParserError",
];

/// What we ourselves refuse in SQL, in both languages.
#[derive(Debug)]
pub(crate) struct Refused {
    /// Stable code.
    pub(crate) code: &'static str,
    /// What is wrong.
    pub(crate) text: Label,
}

impl Refused {
    pub(crate) fn new(code: &'static str, text: Label) -> Self {
        Self { code, text }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text.en)
    }
}

impl std::error::Error for Refused {}

impl From<Refused> for DataFusionError {
    fn from(refused: Refused) -> Self {
        Self::External(Box::new(refused))
    }
}

/// What values of a type are called.
pub(crate) fn kind_words(kind: &DataType) -> Label {
    let (zh, en) = match kind {
        kind if kind.is_string() => ("文字", "text"),
        kind if kind.is_integer() => ("整数", "a whole number"),
        kind if kind.is_numeric() => ("数", "a number"),
        DataType::Date32 | DataType::Date64 => ("日期", "a day"),
        DataType::Timestamp(..) => ("日期时间", "a day and time"),
        DataType::Time32(_) | DataType::Time64(_) => ("时刻", "a time of day"),
        DataType::Interval(_) | DataType::Duration(_) => ("时间长度", "a length of time"),
        DataType::Boolean => ("是/否", "yes or no"),
        DataType::Null => ("空值", "nothing"),
        other => return Label::new(other.to_string(), other.to_string()),
    };
    Label::new(zh, en)
}

/// What values of a type are called, by the type's name in a message.
pub(crate) fn kind_words_of(name: &str) -> Label {
    match name.parse::<DataType>() {
        Ok(kind) => kind_words(&kind),
        Err(_) => Label::new(name, name),
    }
}

/// The innermost reason, in one line.
pub(crate) fn said(error: &DataFusionError) -> String {
    let text = error.find_root().strip_backtrace();
    let mut text = text.trim();
    while let Some(rest) = HEADINGS
        .iter()
        .find_map(|heading| text.strip_prefix(heading))
    {
        text = rest.trim();
    }
    let bracketed = text
        .strip_prefix("(\"")
        .and_then(|rest| rest.strip_suffix("\")"));
    let text = bracketed.unwrap_or(text);
    // Of several functions that sound alike another one is proposed each time, none of them meant.
    let text = match text.split_once("Did you mean") {
        Some((reason, _)) if reason.starts_with("Invalid function") => reason,
        _ => text,
    };
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_go() {
        let inner = DataFusionError::Plan("no rule is called `x`".to_owned());
        let error = DataFusionError::Context("simplify_expressions".to_owned(), Box::new(inner));
        assert_eq!(said(&error), "no rule is called `x`");
    }
}
