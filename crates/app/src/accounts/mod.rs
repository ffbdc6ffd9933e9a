//! Accounts: who a person or a program is, and how they prove it.
//!
//! What everybody of the authority may know of an account is a record of the register `account`.
//! What proves its owner (password, codes, devices) is kept in the drawer, in no journal and no
//! snapshot, and only as hashes where it can be.

mod administer;
mod attempts;
mod second;
mod secret;
mod secrets;
mod sessions;
mod sign_in;
mod tokens;

pub use administer::{NewAccount, SecondFactor};
pub use secret::{PASSWORD_MAX, PASSWORD_MIN};
pub use sign_in::{Client, SignInFault, SignedIn, Step};
pub use tokens::{NewToken, TokenScope};

use jixia_store::{Cursor, ListQuery, Record, RecordId};
use jixia_terms::Day;

use crate::error::AppError;
use crate::open::App;
use crate::plan::registers::Row;

/// Register of accounts.
pub(crate) const ACCOUNT: &str = "account";
/// Kind of account of a program.
pub(crate) const SERVICE: &str = "service";

/// An account, as everybody may know it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Account {
    /// Number of its record.
    pub id: RecordId,
    /// Name by which it signs in.
    pub name: String,
    /// Name of the person, or what the program is.
    pub person: String,
    /// Whether it is of a program and not of a person.
    pub is_service: bool,
    /// Node of the organisation tree to which it belongs.
    pub home: Option<String>,
    /// First day on which it may be used.
    pub since: Day,
    /// First day on which it may no longer be used.
    pub until: Option<Day>,
}

impl Account {
    /// Whether it may be used on this day.
    pub fn holds_on(&self, day: Day) -> bool {
        self.since <= day && self.until.is_none_or(|until| day < until)
    }
}

impl App {
    /// The account of this name, however it is written.
    pub fn account(&self, name: &str) -> Result<Option<Account>, AppError> {
        let name = plain_name(name);
        let register = self.register(ACCOUNT)?;
        let found = self.find(ACCOUNT, &[name.as_str().into()], None)?;
        Ok(found.and_then(|record| account_of(register, &record)))
    }

    /// The account whose record has this number.
    pub fn account_of(&self, id: RecordId) -> Result<Option<Account>, AppError> {
        let register = self.register(ACCOUNT)?;
        let found = self.store().record(ACCOUNT, id, None)?;
        Ok(found.and_then(|record| account_of(register, &record)))
    }

    /// A page of accounts, and where the next one begins.
    pub fn accounts(&self, query: &ListQuery) -> Result<(Vec<Account>, Option<Cursor>), AppError> {
        let register = self.register(ACCOUNT)?;
        let page = self.list(query)?;
        let rows = page.rows.iter();
        let accounts = rows.filter_map(|record| account_of(register, record));
        Ok((accounts.collect(), page.next))
    }

    /// Whether there is any account.
    pub fn has_accounts(&self) -> Result<bool, AppError> {
        Ok(self.count(ACCOUNT)? > 0)
    }
}

/// A name as it is kept: without spaces around it, full-width forms as half-width, small letters.
pub(crate) fn plain_name(name: &str) -> String {
    let narrow = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        other => other,
    };
    name.trim()
        .chars()
        .map(narrow)
        .collect::<String>()
        .to_lowercase()
}

fn account_of(register: &jixia_pack::Register, record: &Record) -> Option<Account> {
    let row = Row::new(register, record);
    Some(Account {
        id: record.id,
        name: row.some_text("name")?,
        person: row.text("person"),
        is_service: row.text("kind") == SERVICE,
        home: row.some_text("home"),
        since: row.value("since").as_day()?,
        until: row.value("until").as_day(),
    })
}
