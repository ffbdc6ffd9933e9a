//! Signing in, step by step: a name and a password (or a one-time code), then the code of the
//! second factor where there is one, then a new password after a one-time code. Between two steps a
//! person holds a `half` token that is good for minutes.

use std::net::IpAddr;

use jixia_store::{Kept, RecordId};
use jixia_terms::{Instant, Label};
use serde::{Deserialize, Serialize};

use super::administer::later;
use super::attempts::{self, Place, Tally};
use super::secrets::{self, Secrets};
use super::{Account, plain_name, second, secret};
use crate::error::{AppError, FieldFault};
use crate::open::App;

/// For how long a person may be between two steps.
const HALF_S: i64 = 10 * 60;
/// Kinds of things in the drawer.
const HALF: &str = "half";
const ATTEMPT: &str = "attempt";

/// Where a request comes from.
#[derive(Debug, Clone, Copy)]
pub struct Client<'a> {
    /// Its address.
    pub address: IpAddr,
    /// The token of its device, given when somebody last signed in on it.
    pub device: Option<&'a str>,
}

/// Why nobody was signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignInFault {
    /// Name and password do not go together, or there is no such account: nobody learns which.
    Wrong,
    /// The code of the second factor is not right, or was used before.
    WrongCode,
    /// Too many attempts failed; the next is heard in so many seconds.
    Wait(i64),
    /// The steps before took too long, or were done elsewhere.
    Over,
}

impl SignInFault {
    /// What is wrong and what to do.
    pub fn label(self) -> Label {
        match self {
            Self::Wrong => Label::new(
                "账号或密码不对。忘记密码的，请本单位管理员重置",
                "the account or the password is not right; if you forgot it, an administrator of \
                 your office can reset it",
            ),
            Self::WrongCode => Label::new(
                "验证码不对或已用过。请等手机上换出下一个验证码再填",
                "the code is not right or was used before; wait for the next one on your phone",
            ),
            Self::Wait(seconds) => Label::new(
                format!("连续多次不对，请在 {} 后再试", duration_zh(seconds)),
                format!(
                    "too many attempts failed; try again in {}",
                    duration_en(seconds)
                ),
            ),
            Self::Over => Label::new(
                "登录时间过长，已作废，请重新登录",
                "signing in took too long and is over; begin again",
            ),
        }
    }
}

fn duration_zh(seconds: i64) -> String {
    match seconds {
        ..=90 => format!("{seconds} 秒"),
        _ => format!("{} 分钟", (seconds + 59) / 60),
    }
}

fn duration_en(seconds: i64) -> String {
    match seconds {
        1 => "1 second".to_owned(),
        ..=90 => format!("{seconds} seconds"),
        _ => format!("{} minutes", (seconds + 59) / 60),
    }
}

/// Where signing in stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// The code of the second factor is asked for next; with the half token.
    Code(String),
    /// A new password is asked for next; with the half token.
    NewPassword(String),
    /// It is done.
    Done(SignedIn),
}

/// A person who has proved to be the owner of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// The account.
    pub account: Account,
    /// The round of its sessions; `session_holds` asks for it.
    pub round: u64,
    /// The token by which this device is known from now on.
    pub device: String,
    /// When the account was signed in before.
    pub before: Option<Instant>,
}

/// What is known of a person between two steps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Half {
    account: RecordId,
    round: u64,
    /// Whether the second factor was proved, or there is none.
    is_proved: bool,
    /// Whether a one-time code stood for the password.
    by_code: bool,
}

impl App {
    /// The first step: the name and the password, or a one-time code in its place.
    pub fn sign_in(
        &self,
        name: &str,
        password: &str,
        client: Client<'_>,
    ) -> Result<Step, AppError> {
        let (name, now) = (plain_name(name), self.now());
        let account = self.account(&name)?;
        let usable = account.filter(|account| account.holds_on(now.day()) && !account.is_service);
        let kept = match &usable {
            Some(account) => secrets::read(self.drawer(), account.id, now)?,
            None => Secrets::default(),
        };
        let places = attempts::places(
            &name,
            kept.known_device(client.device).as_deref(),
            client.address,
        );
        self.hear(&places, now)?;
        let by_code = kept.is_one_time(password, now);
        // Asked in any case, so that both take the same time.
        let by_password = secret::is_password(kept.password.as_deref(), password);
        let Some(account) = usable.filter(|_| by_password || by_code) else {
            return Err(self.count_failure(&places, SignInFault::Wrong, now)?);
        };
        let half = Half {
            account: account.id,
            round: kept.round,
            is_proved: kept.totp.is_none(),
            by_code: by_code && !by_password,
        };
        self.go_on(half, account, client, now)
    }

    /// The second step: a code of the second factor, or one of the recovery codes.
    pub fn sign_in_code(
        &self,
        half: &str,
        code: &str,
        client: Client<'_>,
    ) -> Result<Step, AppError> {
        let now = self.now();
        let (held, account) = self.half(half, now)?;
        let kept = secrets::read(self.drawer(), account.id, now)?;
        let device = kept.known_device(client.device);
        let places = attempts::places(&account.name, device.as_deref(), client.address);
        self.hear(&places, now)?;
        let is_right = secrets::change(self.drawer(), account.id, now, |kept| {
            use_code(kept, code, now)
        })?;
        if !is_right {
            return Err(self.count_failure(&places, SignInFault::WrongCode, now)?);
        }
        self.drawer().take(HALF, &secret::digest(half), now)?;
        let held = Half {
            is_proved: true,
            ..held
        };
        self.go_on(held, account, client, now)
    }

    /// The last step after a one-time code: a password of one's own. The code is used up by it.
    pub fn sign_in_new_password(
        &self,
        half: &str,
        password: &str,
        client: Client<'_>,
    ) -> Result<Step, AppError> {
        let now = self.now();
        let (held, account) = self.half(half, now)?;
        if !held.is_proved || !held.by_code {
            return Err(AppError::SignIn(SignInFault::Over));
        }
        if let Some(text) = secret::weakness(password, &account.name) {
            return Err(AppError::Fields(vec![FieldFault {
                field: "password".to_owned(),
                text,
            }]));
        }
        let hash = secret::hash(password)?;
        let round = secrets::change(self.drawer(), account.id, now, |kept| {
            // Of two who hold the same code, the first wins.
            kept.one_time.take()?;
            kept.password = Some(hash.clone());
            kept.end_sessions();
            Some(kept.round)
        })?;
        self.drawer().take(HALF, &secret::digest(half), now)?;
        let round = round.ok_or(AppError::SignIn(SignInFault::Over))?;
        self.done(account, round, client, now).map(Step::Done)
    }

    /// The account of a session that began in this round, if it may still be used.
    pub fn session_holds(
        &self,
        account: RecordId,
        round: u64,
    ) -> Result<Option<Account>, AppError> {
        let now = self.now();
        if secrets::read(self.drawer(), account, now)?.round != round {
            return Ok(None);
        }
        let found = self.account_of(account)?;
        Ok(found.filter(|account| account.holds_on(now.day())))
    }

    /// The next step, given what was proved.
    fn go_on(
        &self,
        half: Half,
        account: Account,
        client: Client<'_>,
        now: Instant,
    ) -> Result<Step, AppError> {
        if half.is_proved && !half.by_code {
            let done = self.done(account, half.round, client, now)?;
            return Ok(Step::Done(done));
        }
        let token = secret::token()?;
        let text = serde_json::to_string(&half).unwrap_or_default();
        let kept = Kept::until(text, later(now, HALF_S));
        self.drawer().put(HALF, &secret::digest(&token), &kept)?;
        Ok(if half.is_proved {
            Step::NewPassword(token)
        } else {
            Step::Code(token)
        })
    }

    fn done(
        &self,
        account: Account,
        round: u64,
        client: Client<'_>,
        now: Instant,
    ) -> Result<SignedIn, AppError> {
        let fresh = secret::token()?;
        let (device, before, known) = secrets::change(self.drawer(), account.id, now, |kept| {
            let known = kept.known_device(client.device);
            let device = match client.device {
                Some(token) if known.is_some() => token.to_owned(),
                _ => fresh.clone(),
            };
            kept.remember(&device);
            let before = kept.last.replace(now.micros());
            (device, before.and_then(Instant::from_micros), known)
        })?;
        let places = attempts::places(&account.name, known.as_deref(), client.address);
        if let Some(own) = places.first() {
            self.drawer().take(ATTEMPT, &own.name, now)?;
        }
        Ok(SignedIn {
            account,
            round,
            device,
            before,
        })
    }

    /// What is known between two steps, if the sessions of the account were not ended meanwhile.
    fn half(&self, token: &str, now: Instant) -> Result<(Half, Account), AppError> {
        let kept = self.drawer().get(HALF, &secret::digest(token), now)?;
        let half = kept.and_then(|kept| serde_json::from_str::<Half>(&kept.text).ok());
        let over = AppError::SignIn(SignInFault::Over);
        let Some(half) = half else { return Err(over) };
        match self.session_holds(half.account, half.round)? {
            Some(account) => Ok((half, account)),
            None => Err(over),
        }
    }

    /// Refuses an attempt from places where too many failed.
    fn hear(&self, places: &[Place], now: Instant) -> Result<(), AppError> {
        let mut longest = 0;
        for place in places {
            let kept = self.drawer().get(ATTEMPT, &place.name, now)?;
            longest = longest.max(place.wait_s(tally(kept.as_ref()), now));
        }
        match longest {
            0 => Ok(()),
            seconds => Err(AppError::SignIn(SignInFault::Wait(seconds))),
        }
    }

    fn count_failure(
        &self,
        places: &[Place],
        fault: SignInFault,
        now: Instant,
    ) -> Result<AppError, AppError> {
        for place in places {
            self.drawer().change(ATTEMPT, &place.name, now, |kept| {
                let tally = tally(kept.as_ref()).failed(now);
                let text = serde_json::to_string(&tally).unwrap_or_default();
                let until = tally.forgotten();
                (Some(Kept { text, until }), ())
            })?;
        }
        Ok(AppError::SignIn(fault))
    }
}

fn tally(kept: Option<&Kept>) -> Tally {
    kept.and_then(|kept| serde_json::from_str(&kept.text).ok())
        .unwrap_or_default()
}

/// Takes a code of the second factor or a recovery code, and marks it as used.
fn use_code(kept: &mut Secrets, code: &str, now: Instant) -> bool {
    let step = kept
        .totp
        .as_deref()
        .and_then(|secret| second::check(secret, code, kept.totp_last, now));
    if let Some(step) = step {
        kept.totp_last = step;
        return true;
    }
    let digest = secret::code_digest(code);
    let before = kept.recovery.len();
    kept.recovery.retain(|one| *one != digest);
    kept.recovery.len() < before
}
