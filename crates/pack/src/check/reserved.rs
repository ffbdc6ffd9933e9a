//! Names that SQL keeps for itself: registers, views and fields become tables and columns, and
//! indicators name them unquoted.

use crate::sink::{What, what};

/// Reserved in PostgreSQL, SQLite or DataFusion, sorted.
const WORDS: [&str; 118] = [
    "all",
    "alter",
    "analyse",
    "analyze",
    "and",
    "any",
    "array",
    "as",
    "asc",
    "asymmetric",
    "authorization",
    "begin",
    "between",
    "binary",
    "both",
    "by",
    "case",
    "cast",
    "check",
    "collate",
    "collation",
    "column",
    "commit",
    "concurrently",
    "constraint",
    "create",
    "cross",
    "cube",
    "current_date",
    "current_role",
    "current_time",
    "current_timestamp",
    "current_user",
    "default",
    "deferrable",
    "delete",
    "desc",
    "describe",
    "distinct",
    "do",
    "drop",
    "else",
    "end",
    "escape",
    "except",
    "exists",
    "explain",
    "false",
    "fetch",
    "for",
    "foreign",
    "freeze",
    "from",
    "full",
    "grant",
    "group",
    "grouping",
    "having",
    "ilike",
    "in",
    "index",
    "inner",
    "insert",
    "intersect",
    "interval",
    "into",
    "is",
    "isnull",
    "join",
    "lateral",
    "leading",
    "left",
    "like",
    "limit",
    "natural",
    "not",
    "notnull",
    "null",
    "offset",
    "on",
    "only",
    "or",
    "order",
    "outer",
    "over",
    "overlaps",
    "partition",
    "placing",
    "primary",
    "qualify",
    "references",
    "returning",
    "right",
    "rollup",
    "select",
    "set",
    "similar",
    "some",
    "symmetric",
    "table",
    "tablesample",
    "then",
    "to",
    "trailing",
    "transaction",
    "true",
    "union",
    "unique",
    "unnest",
    "update",
    "user",
    "using",
    "values",
    "verbose",
    "view",
    "when",
    "where",
    "with",
];

/// Whether SQL keeps this word for itself.
pub(crate) fn is_reserved(name: &str) -> bool {
    WORDS.binary_search(&name).is_ok()
}

/// The fault of a name that SQL keeps for itself.
pub(crate) fn reserved(name: &str) -> What {
    let text = say!(
        "“{name}”是 SQL 的保留字，不能作名称",
        "`{name}` is a reserved word of SQL and cannot be a name"
    );
    let help = say!("请换一个名称", "take another name");
    what("reserved_name", text).help(help)
}

#[cfg(test)]
mod tests {
    #[test]
    fn words_are_sorted() {
        assert!(super::WORDS.is_sorted());
        assert!(super::is_reserved("all") && super::is_reserved("with"));
        assert!(!super::is_reserved("class"));
    }
}
