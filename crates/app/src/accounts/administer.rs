//! What administrators do with accounts, and what owners do with their own.

use jixia_store::Values;
use jixia_terms::{Day, Instant, Label, Value};

use super::secrets::{self, OneTime};
use super::sign_in::SignInFault;
use super::{ACCOUNT, Account, SERVICE, plain_name, second, secret};
use crate::acts::{Actor, FieldTexts};
use crate::error::{AppError, FieldFault};
use crate::open::App;

/// For how long a one-time code holds.
const CODE_S: i64 = 72 * 60 * 60;
/// How many recovery codes a person gets.
const RECOVERY: usize = 8;
/// The account that the first start makes.
const FIRST: &str = "admin";

/// An account to be added, as a person typed it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewAccount {
    /// Name by which it signs in.
    pub name: String,
    /// Name of the person, or what the program is.
    pub person: String,
    /// Whether it is of a program.
    pub is_service: bool,
    /// Node of the organisation tree to which it belongs; empty for the authority as a whole.
    pub home: String,
}

/// A second factor that waits for its first code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecondFactor {
    /// The secret in base 32, to be typed.
    pub secret: String,
    /// The address that apps read from a picture (`otpauth://…`).
    pub address: String,
}

impl SecondFactor {
    fn of(secret: String, account: &Account) -> Self {
        let address = second::address(&secret, &account.name, "Jixia").unwrap_or_default();
        Self { secret, address }
    }
}

impl App {
    /// Sees to it that somebody can sign in: while the first administrator, made where there is no
    /// account, has never chosen a password, gives that account with a new one-time code.
    pub fn first_administrator(&self) -> Result<Option<(Account, String)>, AppError> {
        if !self.has_accounts()? {
            let account = NewAccount {
                name: FIRST.to_owned(),
                person: "系统管理员".to_owned(),
                ..NewAccount::default()
            };
            self.add_account_record(&Actor::new("jixia"), &account)?;
        }
        let Some(account) = self.account(FIRST)? else {
            return Ok(None);
        };
        let kept = secrets::read(self.drawer(), account.id, self.now())?;
        if kept.password.is_some() || !account.holds_on(self.now().day()) {
            return Ok(None);
        }
        let code = self.give_code(&account)?;
        Ok(Some((account, code)))
    }

    /// Adds an account; gives the one-time code by which its owner signs in for the first time,
    /// none for that of a program.
    pub fn add_account(
        &self,
        by: &Actor,
        account: &NewAccount,
    ) -> Result<Option<String>, AppError> {
        let added = self.add_account_record(by, account)?;
        if added.is_service {
            return Ok(None);
        }
        self.give_code(&added).map(Some)
    }

    fn add_account_record(&self, by: &Actor, account: &NewAccount) -> Result<Account, AppError> {
        let account = NewAccount {
            name: plain_name(&account.name),
            ..account.clone()
        };
        self.add_record(by, ACCOUNT, &texts(&account, self.now().day()))?;
        self.known(&account.name)
    }

    /// Resets the password of a person who forgot it: gives a one-time code, ends all sessions, and
    /// with `second_factor` the second factor too (a phone that was lost).
    pub fn reset_password(
        &self,
        by: &Actor,
        account: &str,
        second_factor: bool,
    ) -> Result<String, AppError> {
        let account = self.usable(account)?;
        let did = serde_json::json!({ "account": account.name, "second_factor": second_factor });
        self.store().note(&self.act(by, "reset_password"), did)?;
        secrets::change(self.drawer(), account.id, self.now(), |kept| {
            let mut left = kept.clone();
            left.forget_all();
            if !second_factor {
                left.totp = kept.totp.take();
                left.totp_last = kept.totp_last;
                left.recovery = std::mem::take(&mut kept.recovery);
            }
            *kept = left;
        })?;
        self.give_code(&account)
    }

    /// Ends an account from a day on. From that day nobody is signed in by it; if it has come, its
    /// sessions are over at once.
    pub fn end_account(&self, by: &Actor, account: &str, from: Day) -> Result<(), AppError> {
        let account = self.known(account)?;
        if from <= account.since && from < self.now().day() {
            let text = Label::new("早于启用日期", "is before the day from which it holds");
            return Err(AppError::field("until", text));
        }
        self.store().act(&self.act(by, "end_account"), |writer| {
            let values = Values::from([("until".to_owned(), Value::Day(from))]);
            writer.update(ACCOUNT, account.id, values, None)
        })?;
        if from <= self.now().day() {
            secrets::change(self.drawer(), account.id, self.now(), |kept| {
                kept.forget_all();
            })?;
        }
        Ok(())
    }

    /// Changes one's own password; all other sessions end. Gives the new round.
    pub fn change_password(&self, account: &str, old: &str, new: &str) -> Result<u64, AppError> {
        let account = self.usable(account)?;
        let kept = secrets::read(self.drawer(), account.id, self.now())?;
        if !secret::is_password(kept.password.as_deref(), old) {
            let text = Label::new("现在的密码不对", "is not your present password");
            return Err(AppError::field("old", text));
        }
        if let Some(text) = secret::weakness(new, &account.name) {
            return Err(AppError::field("password", text));
        }
        let hash = secret::hash(new)?;
        secrets::change(self.drawer(), account.id, self.now(), |kept| {
            kept.password = Some(hash.clone());
            kept.one_time = None;
            kept.end_sessions();
            kept.round
        })
    }

    /// Begins to set up a second factor: it holds once its first code was given.
    pub fn begin_second_factor(&self, account: &str) -> Result<SecondFactor, AppError> {
        let account = self.usable(account)?;
        let secret = second::new_secret()?;
        secrets::change(self.drawer(), account.id, self.now(), |kept| {
            kept.totp_new = Some(secret.clone());
        })?;
        Ok(SecondFactor::of(secret, &account))
    }

    /// The second factor that waits for its first code, if one does.
    pub fn waiting_second_factor(&self, account: &str) -> Result<Option<SecondFactor>, AppError> {
        let account = self.usable(account)?;
        let kept = secrets::read(self.drawer(), account.id, self.now())?;
        Ok(kept
            .totp_new
            .map(|secret| SecondFactor::of(secret, &account)))
    }

    /// Ends the set-up with the first code; gives the recovery codes, which are shown this once.
    pub fn confirm_second_factor(
        &self,
        account: &str,
        code: &str,
    ) -> Result<Vec<String>, AppError> {
        let (account, now) = (self.usable(account)?, self.now());
        let codes: Vec<String> = (0..RECOVERY)
            .map(|_| secret::one_time_code())
            .collect::<Result<_, _>>()?;
        let is_right = secrets::change(self.drawer(), account.id, now, |kept| {
            let new = kept.totp_new.as_deref();
            let step = new.and_then(|secret| second::check(secret, code, 0, now));
            let Some(step) = step else { return false };
            kept.totp = kept.totp_new.take();
            kept.totp_last = step;
            kept.recovery = codes.iter().map(|code| secret::code_digest(code)).collect();
            true
        })?;
        if is_right {
            Ok(codes)
        } else {
            Err(AppError::Fields(vec![FieldFault {
                field: "code".to_owned(),
                text: SignInFault::WrongCode.label(),
            }]))
        }
    }

    /// Whether an account has a second factor.
    pub fn has_second_factor(&self, account: &str) -> Result<bool, AppError> {
        let account = self.known(account)?;
        let kept = secrets::read(self.drawer(), account.id, self.now())?;
        Ok(kept.totp.is_some())
    }

    /// Puts a new one-time code in the place of the password.
    fn give_code(&self, account: &Account) -> Result<String, AppError> {
        let code = secret::one_time_code()?;
        let one_time = OneTime {
            digest: secret::code_digest(&code),
            until: later(self.now(), CODE_S).micros(),
        };
        secrets::change(self.drawer(), account.id, self.now(), |kept| {
            kept.one_time = Some(one_time.clone());
        })?;
        Ok(code)
    }

    /// An account that is there, whether it may be used or not.
    pub(super) fn known(&self, name: &str) -> Result<Account, AppError> {
        let found = self.account(name)?;
        found.ok_or_else(|| AppError::unknown("账号", "account", name, None))
    }

    /// An account that may be used today.
    pub(super) fn usable(&self, name: &str) -> Result<Account, AppError> {
        let account = self.known(name)?;
        if account.holds_on(self.now().day()) {
            Ok(account)
        } else {
            Err(AppError::AccountEnded(account.name))
        }
    }
}

fn texts(account: &NewAccount, since: Day) -> FieldTexts {
    let kind = if account.is_service {
        SERVICE
    } else {
        "person"
    };
    let pairs = [
        ("name", account.name.clone()),
        ("person", account.person.clone()),
        ("kind", kind.to_owned()),
        ("home", account.home.clone()),
        ("since", since.to_string()),
    ];
    let pairs = pairs.into_iter();
    pairs
        .map(|(field, text)| (field.to_owned(), text))
        .collect()
}

/// An instant so many seconds later.
pub(super) fn later(now: Instant, seconds: i64) -> Instant {
    let micros = seconds.saturating_mul(1_000_000);
    Instant::from_micros(now.micros().saturating_add(micros)).unwrap_or(now)
}
