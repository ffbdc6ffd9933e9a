//! The statements that make tables and indexes.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::canon::hex;
use crate::db::{ColumnType, Dialect, quote};
use crate::table::{Table, Target, history_of};

/// The tables that every database has: what it is, and the journal.
pub(crate) const BASE_TABLES: [&str; 3] = ["_meta", "_journal", "_journal_rows"];

/// The statements that make them.
pub(crate) fn base_tables(dialect: Dialect) -> Vec<String> {
    let text = dialect.column_type(ColumnType::Text);
    let int = dialect.column_type(ColumnType::Int);
    let end = dialect.table_suffix();
    let mut statements = vec![
        format!("CREATE TABLE _meta (name {text} PRIMARY KEY, value {text} NOT NULL){end}"),
        format!(
            "CREATE TABLE _journal (
                seq {int} PRIMARY KEY, at {int} NOT NULL, actor {text} NOT NULL, act {text} NOT NULL,
                register {text}, record {int}, before {text}, after {text}, rows {int} NOT NULL,
                digest {text} NOT NULL, reason {text}, previous {text} NOT NULL, hash {text} NOT NULL
            ){end}"
        ),
        format!(
            "CREATE TABLE _journal_rows (
                seq {int} NOT NULL, register {text} NOT NULL, written {int} NOT NULL,
                ended {int} NOT NULL, digest {text} NOT NULL, PRIMARY KEY (seq, register)
            ){end}"
        ),
    ];
    statements.extend(base_indexes().map(|(_, sql)| sql));
    statements
}

/// The indexes of the journal by name.
pub(crate) fn base_indexes() -> impl Iterator<Item = (String, String)> {
    let indexes = [
        ("_journal_at", "_journal (at, seq)"),
        ("_journal_actor", "_journal (actor, seq)"),
        ("_journal_rows_of", "_journal_rows (register, seq)"),
    ];
    indexes
        .into_iter()
        .map(|(name, on)| (name.to_owned(), format!("CREATE INDEX {name} ON {on}")))
}

/// The table of a register and the one of its ended versions.
pub(crate) fn create_tables(table: &Table, dialect: Dialect) -> [String; 2] {
    let int = dialect.column_type(ColumnType::Int);
    let bytes = dialect.column_type(ColumnType::Bytes);
    let key = if table.has_derived_key {
        format!(", _key {} NOT NULL", dialect.column_type(ColumnType::Text))
    } else {
        String::new()
    };
    let columns: String = table
        .columns
        .iter()
        .map(|column| {
            format!(
                ", {} {}",
                quote(&column.name),
                dialect.column_type(column.ty)
            )
        })
        .collect();
    let end = dialect.table_suffix();
    [
        format!(
            "CREATE TABLE {} (_id {int} PRIMARY KEY, _since {int} NOT NULL, _hash {bytes} NOT \
                NULL{key}{columns}){end}",
            table.sql_name()
        ),
        format!(
            "CREATE TABLE {} (_id {int} NOT NULL, _since {int} NOT NULL, _until {int} NOT NULL, \
                _hash {bytes} NOT NULL{key}{columns}, PRIMARY KEY (_id, _since)){end}",
            table.history_name()
        ),
    ]
}

/// The indexes of a register by name: its key, and every column by which lists are filtered and
/// sorted.
pub(crate) fn indexes(table: &Table, dialect: Dialect) -> BTreeMap<String, String> {
    let mut indexes = BTreeMap::new();
    let mut add = |suffix: &str, kind: &str, on: String, columns: String| {
        let name = index_name(&table.name, suffix, dialect);
        let sql = format!("CREATE {kind} {} ON {on} ({columns})", quote(&name));
        indexes.insert(name, sql);
    };
    let key = format!("{}{}", table.sql_key(), dialect.index_nulls());
    add("key", "UNIQUE INDEX", table.sql_name(), key);
    add(
        "history_key",
        "INDEX",
        table.history_name(),
        table.sql_key(),
    );
    let pairs = table.pairs();
    for (place, column) in table.columns.iter().enumerate() {
        // An index of a pair serves for its first column alone.
        let in_pair = pairs.iter().any(|(few, _)| *few == place);
        if column.is_indexed && column.name != table.key_column && !in_pair {
            let mut columns = format!("{}{}", quote(&column.name), dialect.index_tail());
            if column.target == Target::Nothing && !column.is_few() {
                // Rows are tested against filters and by their owner within the index, before they
                // are fetched.
                let owner = table.columns.iter().filter(|column| column.is_owner);
                let few: String = table
                    .few()
                    .map(|(_, few)| few)
                    .chain(owner)
                    .map(|few| format!(", {}", quote(&few.name)))
                    .collect();
                let number = if dialect.index_tail().is_empty() && !few.is_empty() {
                    ", _id"
                } else {
                    ""
                };
                columns = format!("{columns}{number}{few}");
            }
            add(
                &format!("by_{}", column.name),
                "INDEX",
                table.sql_name(),
                columns,
            );
        }
    }
    for (few, order) in pairs {
        if let (Some(few), Some(order)) = (table.columns.get(few), table.columns.get(order)) {
            let (nulls, tail) = (dialect.index_nulls(), dialect.index_tail());
            let columns = format!("{}{nulls}, {}{tail}", quote(&few.name), quote(&order.name));
            let suffix = format!("by_{}__{}", few.name, order.name);
            add(&suffix, "INDEX", table.sql_name(), columns);
        }
    }
    indexes
}

/// Statements that take away the primary key of a register's table and give it back; none where
/// rows are kept by it.
pub(crate) fn primary_key(table: &Table, dialect: Dialect) -> Option<[String; 2]> {
    let name = match dialect {
        Dialect::Sqlite => return None,
        // PostgreSQL's own name for it, cut as it cuts it.
        Dialect::Postgres => {
            let room = dialect.name_len_max() - "_pkey".len();
            let front = table.name.get(..room).unwrap_or(&table.name);
            quote(&format!("{front}_pkey"))
        }
    };
    let table = table.sql_name();
    Some([
        format!("ALTER TABLE {table} DROP CONSTRAINT {name}"),
        format!("ALTER TABLE {table} ADD CONSTRAINT {name} PRIMARY KEY (_id)"),
    ])
}

/// The name of an index, shortened where the database would cut it off.
pub(crate) fn index_name(register: &str, suffix: &str, dialect: Dialect) -> String {
    let name = format!("{register}__{suffix}");
    if name.len() <= dialect.name_len_max() {
        return name;
    }
    let digest = hex(&Sha256::digest(name.as_bytes()));
    format!("_index_{}", digest.get(..24).unwrap_or(&digest))
}

/// Whether a table is there.
pub(crate) fn table_exists(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Sqlite => "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ?1",
        Dialect::Postgres => {
            "SELECT count(*) FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid \
                = c.relnamespace
             WHERE c.relname = ?1 AND c.relkind = 'r' AND n.nspname = current_schema()"
        }
    }
}

/// The names of both tables of a register.
pub(crate) fn table_names(register: &str) -> [String; 2] {
    [register.to_owned(), history_of(register)]
}
