//! What differs between the SQL of SQLite and that of PostgreSQL; all else is written once.

use std::collections::BTreeSet;

use super::ColumnType;

/// Which of the two speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    Sqlite,
    Postgres,
}

/// Stands between the texts of a list; no code or key has it, as it cannot be typed.
const LIST_SIGN: &str = "\u{1f}";

/// Pages that SQLite keeps at hand in bulk work.
const BULK_CACHE: &str = "PRAGMA cache_size = -98304";

impl Dialect {
    /// The type of a column. Text is ordered by code points on both.
    pub(crate) fn column_type(self, ty: ColumnType) -> &'static str {
        match (self, ty) {
            (Self::Sqlite, ColumnType::Int | ColumnType::Bool | ColumnType::Instant) => "INTEGER",
            (Self::Sqlite, ColumnType::Real) => "REAL",
            (Self::Sqlite, ColumnType::Text | ColumnType::Day) => "TEXT",
            (Self::Sqlite, ColumnType::Bytes) => "BLOB",
            (Self::Postgres, ColumnType::Int) => "bigint",
            (Self::Postgres, ColumnType::Real) => "double precision",
            (Self::Postgres, ColumnType::Text) => "text COLLATE \"C\"",
            (Self::Postgres, ColumnType::Bool) => "boolean",
            (Self::Postgres, ColumnType::Day) => "date",
            (Self::Postgres, ColumnType::Instant) => "timestamptz",
            (Self::Postgres, ColumnType::Bytes) => "bytea",
        }
    }

    /// What follows the columns of a new table.
    pub(crate) fn table_suffix(self) -> &'static str {
        match self {
            Self::Sqlite => " STRICT",
            Self::Postgres => "",
        }
    }

    /// What follows a column in an index so that empty values come first, as in our lists.
    pub(crate) fn index_nulls(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " NULLS FIRST",
        }
    }

    /// What follows the last column of an index, so that rows with equal values follow by number.
    /// SQLite keeps the number of the row in every index anyway.
    pub(crate) fn index_tail(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " NULLS FIRST, _id",
        }
    }

    /// How a list is put in order.
    pub(crate) fn order(self, descending: bool) -> &'static str {
        match (self, descending) {
            (Self::Sqlite, false) => "ASC",
            (Self::Sqlite, true) => "DESC",
            (Self::Postgres, false) => "ASC NULLS FIRST",
            (Self::Postgres, true) => "DESC NULLS LAST",
        }
    }

    /// Begins a transaction that reads one state of the database.
    pub(crate) fn begin_read(self) -> &'static str {
        match self {
            Self::Sqlite => "BEGIN",
            Self::Postgres => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        }
    }

    /// Makes a connection refuse to write.
    pub(crate) fn only_read(self) -> &'static str {
        match self {
            Self::Sqlite => "PRAGMA query_only = ON",
            Self::Postgres => "SET default_transaction_read_only = on",
        }
    }

    /// Begins a transaction that only this program's own temporary tables see.
    pub(crate) fn begin_load(self) -> &'static str {
        "BEGIN"
    }

    /// The statements that begin an act: no other act runs until it ends.
    pub(crate) fn begin_act(self) -> &'static [&'static str] {
        match self {
            Self::Sqlite => &["BEGIN IMMEDIATE"],
            // The number names Jixia's journal among the advisory locks of the database.
            Self::Postgres => &["BEGIN", "SELECT pg_advisory_xact_lock(7494920261122)"],
        }
    }

    /// What is good to do after an import, without anybody waiting for it: SQLite moves what was
    /// written from its log into the database; PostgreSQL, after a large one, notes what readers
    /// may skip.
    pub(crate) fn tidy_up(self, table: &str, rows: u64) -> Option<String> {
        match self {
            Self::Sqlite => Some("PRAGMA wal_checkpoint(PASSIVE)".to_owned()),
            Self::Postgres if rows < 10_000 => None,
            Self::Postgres => Some(format!("VACUUM (ANALYZE) {}", quote(table))),
        }
    }

    /// What a connection that loads and sorts much is given.
    pub(crate) fn bulk_settings(self) -> &'static [&'static str] {
        match self {
            Self::Sqlite => &[
                BULK_CACHE,
                "PRAGMA wal_autocheckpoint = 0",
                "PRAGMA threads = 1",
            ],
            Self::Postgres => &[
                "SET work_mem = '128MB'",
                "SET maintenance_work_mem = '256MB'",
                "SET jit = off",
            ],
        }
    }

    /// Statements before and after indexes are made. SQLite sorts in pieces of the size of its
    /// cache, and a second thread sorts one while the next is read: pieces must be small for that.
    pub(crate) fn around_indexes(self) -> [&'static str; 2] {
        match self {
            Self::Sqlite => ["PRAGMA cache_size = -4096", BULK_CACHE],
            Self::Postgres => ["", ""],
        }
    }

    /// What the running number of a staging table is besides its type: SQLite keeps rows by it;
    /// PostgreSQL gets an index only where one is needed, by `number_stage`.
    pub(crate) fn stage_number(self) -> &'static str {
        match self {
            Self::Sqlite => " PRIMARY KEY",
            Self::Postgres => "",
        }
    }

    /// Lets staged rows be found by their running number, where they cannot be yet.
    pub(crate) fn number_stage(self) -> Option<&'static str> {
        match self {
            Self::Sqlite => None,
            Self::Postgres => Some("CREATE UNIQUE INDEX _stage_n ON _stage (_n)"),
        }
    }

    /// Lets staged rows be joined by their key: SQLite needs an index, PostgreSQL hashes them once
    /// it knows how many there are.
    pub(crate) fn prepare_stage(self, key: &str) -> String {
        match self {
            Self::Sqlite => format!("CREATE INDEX _stage_key ON _stage ({key})"),
            Self::Postgres => format!("ANALYZE _stage ({key})"),
        }
    }

    /// The function that says where in a text another one stands, from 1; 0 where it does not.
    pub(crate) fn place_of(self) -> &'static str {
        match self {
            Self::Sqlite => "instr",
            Self::Postgres => "strpos",
        }
    }

    /// Texts as one, to be taken apart by `list_rows` and `is_in_list`.
    pub(crate) fn list_text(self, texts: &BTreeSet<String>) -> String {
        let texts = texts.iter().map(String::as_str);
        match self {
            Self::Sqlite => serde_json::Value::from_iter(texts).to_string(),
            Self::Postgres => texts.collect::<Vec<_>>().join(LIST_SIGN),
        }
    }

    /// What stands around a list of texts so that they are the rows `j` with the column `value`.
    pub(crate) fn list_rows(self) -> [&'static str; 2] {
        match self {
            Self::Sqlite => ["json_each(", ") AS j"],
            Self::Postgres => ["unnest(string_to_array(", ", chr(31))) AS j(value)"],
        }
    }

    /// What stands around a list of texts so that a value before it is one of them.
    pub(crate) fn is_in_list(self) -> [&'static str; 2] {
        match self {
            Self::Sqlite => [" IN (SELECT value FROM json_each(", "))"],
            Self::Postgres => [" = ANY(string_to_array(", ", chr(31)))"],
        }
    }

    /// The longest name of an index or table.
    pub(crate) fn name_len_max(self) -> usize {
        match self {
            Self::Sqlite => 200,
            Self::Postgres => 63,
        }
    }

    /// Tells the planner how a table that was just filled looks.
    pub(crate) fn analyze(self, table: &str) -> String {
        format!("ANALYZE {}", quote(table))
    }
}

/// A name as both take it, whatever words they reserve.
pub(crate) fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
