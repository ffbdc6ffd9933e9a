//! SQL that cannot even be parsed: where, and which misspelt word of SQL is to blame.

use jixia_pack::what;
use jixia_terms::Label;

use super::At;
use super::say::Found;
use super::words::{Word, words};

/// Words of SQL that people misspell.
const KEYWORDS: [&str; 36] = [
    "select",
    "distinct",
    "from",
    "where",
    "group",
    "order",
    "having",
    "limit",
    "union",
    "join",
    "left",
    "right",
    "inner",
    "full",
    "cross",
    "on",
    "using",
    "and",
    "not",
    "between",
    "like",
    "null",
    "case",
    "when",
    "then",
    "else",
    "end",
    "filter",
    "over",
    "partition",
    "with",
    "exists",
    "interval",
    "cast",
    "desc",
    "except",
];

/// The fault of a parser's message `Expected: X, found: Y at Line: 3, Column: 5`.
pub(super) fn fault(message: &str, sql: &str) -> Found {
    let (said, at) = placed(message);
    let at = at.unwrap_or_else(|| end_of(sql));
    if let Some((word, right)) = misspelt(sql, at) {
        let label = Label::new(
            format!("SQL 语法有误：不认识“{}”", word.word),
            format!("the SQL does not parse: `{}` is not understood", word.word),
        );
        return Found {
            at: word.at,
            word: Some(word.word),
            fault: what("sql_syntax", label).near(right, [right]),
        };
    }
    let label = match expected(said) {
        Some((wanted, found)) => Label::new(
            format!(
                "SQL 语法有误：此处应为{}，却是{}",
                chinese(wanted),
                chinese(found)
            ),
            format!("the SQL does not parse: {wanted} is expected, not {found}"),
        ),
        None => Label::new(
            format!("SQL 语法有误：{said}"),
            format!("the SQL does not parse: {said}"),
        ),
    };
    Found::of_all(at, what("sql_syntax", label))
}

/// The message without its place, and the place.
fn placed(message: &str) -> (&str, Option<At>) {
    let Some((said, place)) = message.rsplit_once(" at Line: ") else {
        return (message, None);
    };
    let at = place.split_once(", Column: ").and_then(|(line, column)| {
        let line: usize = line.trim().parse().ok()?;
        let column: usize = column.trim().parse().ok()?;
        // The end of the text stands at line 0.
        line.checked_sub(1).map(|line| (line, column.max(1)))
    });
    (said, at)
}

fn end_of(sql: &str) -> At {
    let text = sql.trim_end();
    let line = text.rsplit('\n').next().unwrap_or_default();
    (text.matches('\n').count(), line.chars().count() + 1)
}

/// The word at the place or just before it that is nearly one of SQL: `form` is taken for another
/// name of a column, and the parser stumbles over what follows.
fn misspelt(sql: &str, at: At) -> Option<(Word, &'static str)> {
    let words = words(sql);
    let upto = words.partition_point(|word| word.at <= at);
    let recent = words.get(upto.saturating_sub(3)..upto)?;
    recent.iter().rev().find_map(|word| {
        let lower = word.word.to_lowercase();
        if KEYWORDS.contains(&&*lower) || lower.len() < 4 {
            return None;
        }
        let near = jixia_pack::nearest(&lower, KEYWORDS)?;
        let right = KEYWORDS.into_iter().find(|keyword| *keyword == near)?;
        let alike = right.len().abs_diff(lower.len()) <= 1;
        alike.then(|| (word.clone(), right))
    })
}

/// What is expected and what is found: `Expected: X, found: Y`.
fn expected(said: &str) -> Option<(&str, &str)> {
    let rest = said.split_once("Expected: ")?.1;
    let (wanted, found) = rest.split_once(", found: ")?;
    Some((wanted.trim(), found.trim()))
}

/// The words of a parser, where it has a few of its own.
fn chinese(word: &str) -> String {
    match word {
        "EOF" => "结尾".to_owned(),
        "end of statement" => "语句的结尾".to_owned(),
        "identifier" => "名称".to_owned(),
        "an expression" | "an expression:" => "表达式".to_owned(),
        "an SQL statement" => "SQL 语句".to_owned(),
        other => format!("“{other}”"),
    }
}

#[cfg(test)]
mod tests {
    use super::{fault, placed};
    use jixia_pack::What;

    #[test]
    fn the_place_is_taken_off_the_message() {
        assert_eq!(placed("x at Line: 3, Column: 5"), ("x", Some((2, 5))));
        assert_eq!(placed("x at Line: 0, Column: 0"), ("x", None));
        assert_eq!(placed("x"), ("x", None));
    }

    #[test]
    fn a_misspelt_word_of_sql_is_found_before_the_place() {
        let message = "Expected: end of statement, found: x at Line: 2, Column: 6";
        let found = fault(message, "select a\nform x");
        assert_eq!((found.at, found.word.as_deref()), ((1, 1), Some("form")));
        assert_eq!(What::nearest(&found.fault), Some("from"));
    }
}
