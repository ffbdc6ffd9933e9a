//! Where the records of an authority are kept.

use std::convert::Infallible;
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// A database file or a database server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    /// A file of SQLite; it is made when it is not there.
    Sqlite(PathBuf),
    /// The URL of a PostgreSQL database, which must be there.
    Postgres(String),
}

impl Location {
    /// Whether a text is the URL of a server.
    pub fn is_server(text: &str) -> bool {
        text.starts_with("postgres://") || text.starts_with("postgresql://")
    }
}

impl FromStr for Location {
    type Err = Infallible;

    /// `postgres://…` and `postgresql://…` name a server, everything else a file.
    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(if Self::is_server(text) {
            Self::Postgres(text.to_owned())
        } else {
            Self::Sqlite(PathBuf::from(text))
        })
    }
}

impl fmt::Display for Location {
    /// The place without its password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "{}", path.display()),
            Self::Postgres(url) => f.write_str(&without_password(url)),
        }
    }
}

fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return "postgres".to_owned();
    };
    let rest = rest.split('?').next().unwrap_or_default();
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    match authority.rsplit_once('@') {
        Some((user, host)) => {
            let user = user.split(':').next().unwrap_or_default();
            format!("{scheme}://{user}@{host}{path}")
        }
        None => format!("{scheme}://{authority}{path}"),
    }
}

/// What `Store::open` may do to the tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SchemaPolicy {
    /// New registers and fields are added; what is gone or changed in kind, and another key, is
    /// refused.
    #[default]
    Widen,
    /// What is gone is set aside (hidden, kept, still verified), what changed in kind begins empty,
    /// and records are found by their new key.
    AllowNarrow,
    /// Nothing is made, changed or recorded, and reading is enough: for verifying what is there.
    Keep,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_shown() {
        let at: Location = "postgres://u:secret@db:5432/jixia?password=x"
            .parse()
            .unwrap();
        assert_eq!(at.to_string(), "postgres://u@db:5432/jixia");
        let file: Location = "data/records.sqlite".parse().unwrap();
        assert_eq!(file, Location::Sqlite("data/records.sqlite".into()));
    }
}
