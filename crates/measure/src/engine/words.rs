//! What DataFusion says, in one line and without its own headings.

use datafusion::error::DataFusionError;

/// Headings that say where in DataFusion an error arose, which helps nobody who writes packs.
const HEADINGS: [&str; 7] = [
    "Error during planning: ",
    "Schema error: ",
    "SQL error: ",
    "Arrow error: ",
    "Execution error: ",
    "This feature is not implemented: ",
    "ParserError",
];

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
