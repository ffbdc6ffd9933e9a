//! Tokens by which programs use the API.
//!
//! A token is shown once, when it is made, and kept as its digest. It names its account, so that a
//! token found in a log can be told apart and withdrawn; it may do less than its account, never
//! more.

use std::collections::BTreeSet;

use jixia_store::{Kept, RecordId};
use jixia_terms::{Instant, Label};
use serde::{Deserialize, Serialize};

use super::administer::later;
use super::{Account, secret};
use crate::acts::Actor;
use crate::error::AppError;
use crate::open::App;

/// The longest time for which a token holds, in days.
const DAYS_MAX: i64 = 400;
/// Kind of thing in the drawer.
const TOKEN: &str = "token";
/// What every token begins with, so that scanners of files find one that was left lying.
const FRONT: &str = "jixia_";

/// What a token is good for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenScope {
    /// Registers that may be read.
    pub read: BTreeSet<String>,
    /// Registers that may be written.
    pub write: BTreeSet<String>,
    /// Acts that are not bound to a register.
    pub acts: BTreeSet<String>,
}

/// A token, as it is shown once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewToken {
    /// The token itself.
    pub token: String,
    /// Its number, by which it is listed and withdrawn.
    pub number: String,
    /// When it runs out.
    pub until: Instant,
}

#[derive(Debug, Serialize, Deserialize)]
struct Held {
    account: RecordId,
    number: String,
    note: String,
    scope: TokenScope,
}

impl App {
    /// Makes a token for the account of a program.
    pub fn add_token(
        &self,
        by: &Actor,
        account: &str,
        (scope, days, note): (&TokenScope, i64, &str),
    ) -> Result<NewToken, AppError> {
        let account = self.usable(account)?;
        if !account.is_service {
            let text = Label::new(
                "个人账号不发令牌，请为程序另建服务账号",
                "is the account of a person; add a service account for the program",
            );
            return Err(AppError::field("account", text));
        }
        if !(1..=DAYS_MAX).contains(&days) {
            let text = Label::new(
                format!("有效期为 1 至 {DAYS_MAX} 天"),
                format!("a token holds for 1 to {DAYS_MAX} days"),
            );
            return Err(AppError::field("days", text));
        }
        let registers = scope.read.iter().chain(&scope.write);
        registers
            .map(String::as_str)
            .try_for_each(|name| self.register(name).map(drop))?;
        let secret = secret::token()?;
        let token = format!("{FRONT}{secret}");
        let number = secret::digest(&token).chars().take(12).collect::<String>();
        let until = later(self.now(), days * 24 * 60 * 60);
        let did = serde_json::json!({
            "account": account.name, "number": number, "scope": scope, "until": until, "note": note,
        });
        self.store().note(&self.act(by, "add_token"), did)?;
        let held = Held {
            account: account.id,
            number: number.clone(),
            note: note.to_owned(),
            scope: scope.clone(),
        };
        let text = serde_json::to_string(&held).unwrap_or_default();
        self.drawer()
            .put(TOKEN, &secret::digest(&token), &Kept::until(text, until))?;
        Ok(NewToken {
            token,
            number,
            until,
        })
    }

    /// Withdraws a token by its number.
    pub fn withdraw_token(&self, by: &Actor, number: &str) -> Result<(), AppError> {
        let now = self.now();
        let all = self.drawer().all(TOKEN, now)?;
        let found = all.iter().find_map(|(name, kept)| {
            let held: Held = serde_json::from_str(&kept.text).ok()?;
            (held.number == number).then(|| (name.clone(), held.account))
        });
        let Some((name, account)) = found else {
            return Err(AppError::unknown("令牌", "token", number, None));
        };
        let did = serde_json::json!({ "account": account, "number": number });
        self.store().note(&self.act(by, "withdraw_token"), did)?;
        self.drawer().take(TOKEN, &name, now)?;
        Ok(())
    }

    /// The account and scope of a token that holds.
    pub fn token_holds(&self, token: &str) -> Result<Option<(Account, TokenScope)>, AppError> {
        let now = self.now();
        let kept = self.drawer().get(TOKEN, &secret::digest(token), now)?;
        let held = kept.and_then(|kept| serde_json::from_str::<Held>(&kept.text).ok());
        let Some(held) = held else { return Ok(None) };
        let account = self.account_of(held.account)?;
        let usable = account.filter(|account| account.holds_on(now.day()));
        Ok(usable.map(|account| (account, held.scope)))
    }
}
