//! Passwords, one-time codes and tokens: how they are made, kept and compared.

use std::sync::LazyLock;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use jixia_terms::Label;
use sha2::{Digest, Sha256};

use crate::error::AppError;

/// The least number of characters of a password. Length does more than any rule about kinds of
/// characters (NIST SP 800-63B-4 §3.1.1.2, GB/T 39786-2021 has no number).
pub const PASSWORD_MIN: usize = 10;
/// The greatest: longer ones only cost time to hash.
pub const PASSWORD_MAX: usize = 200;

/// Letters and digits of codes that people read aloud and type: none looks like another.
const CODE_LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
/// Characters of a one-time code: 80 bits.
const CODE_LEN: usize = 16;

/// What no password may be or begin with: the ones that are tried first.
const COMMON: &[&str] = &[
    "password",
    "passw0rd",
    "12345678",
    "123456789",
    "1234567890",
    "qwertyuiop",
    "qwerty123",
    "11111111",
    "88888888",
    "00000000",
    "abcd1234",
    "abc12345",
    "admin123",
    "admin1234",
    "administrator",
    "woaini1314",
    "5201314",
    "1qaz2wsx",
    "iloveyou",
    "jiaoyuju",
    "a1234567",
    "aa123456",
    "qq123456",
];

/// What is wrong with a password that somebody chose, if anything is.
pub(super) fn weakness(password: &str, account: &str) -> Option<Label> {
    let length = password.chars().count();
    if length < PASSWORD_MIN {
        return Some(Label::new(
            format!("太短：至少 {PASSWORD_MIN} 个字符，一句话也可以"),
            format!("is too short: at least {PASSWORD_MIN} characters; a sentence will do"),
        ));
    }
    if length > PASSWORD_MAX {
        return Some(Label::new(
            format!("太长：至多 {PASSWORD_MAX} 个字符"),
            format!("is too long: at most {PASSWORD_MAX} characters"),
        ));
    }
    let lower = password.to_lowercase();
    if lower.contains(&account.to_lowercase()) {
        return Some(Label::new(
            "不能含有账号名",
            "may not contain the name of the account",
        ));
    }
    let is_common = COMMON.iter().any(|common| lower.starts_with(common));
    if is_common || is_a_run(&lower) {
        return Some(Label::new(
            "太容易猜到，请换一个，一句话也可以",
            "is easy to guess; choose another, a sentence will do",
        ));
    }
    None
}

/// Whether the characters are few or follow one another: `aaaaaaaaaa`, `ababababab`, `2345678901`.
fn is_a_run(text: &str) -> bool {
    let mut kinds: Vec<char> = text.chars().collect();
    let steps = kinds.windows(2).filter_map(|pair| match pair {
        [a, b] => Some(i64::from(u32::from(*b)) - i64::from(u32::from(*a))),
        _ => None,
    });
    let even = steps.clone().filter(|step| step.abs() <= 1).count();
    let all = steps.count();
    kinds.sort_unstable();
    kinds.dedup();
    kinds.len() <= 3 || even + 1 >= all
}

/// The hash of a password as it is kept (argon2id, PHC text with its own salt and parameters).
pub(super) fn hash(password: &str) -> Result<String, AppError> {
    Argon2::default()
        .hash_password(password.as_bytes())
        .map(|hash| hash.to_string())
        .map_err(|error| AppError::NoRandomness(error.to_string()))
}

/// The hash of a password that nobody has.
static NOBODYS: LazyLock<Option<String>> = LazyLock::new(|| hash(&token().ok()?).ok());

/// Whether this is the password. It takes as long where there is none, so that nobody learns from
/// the time which accounts exist.
pub(super) fn is_password(kept: Option<&str>, given: &str) -> bool {
    let given: String = given.chars().take(PASSWORD_MAX).collect();
    let Some(hash) = kept.or(NOBODYS.as_deref()) else {
        return false;
    };
    let matches = PasswordHash::new(hash).is_ok_and(|hash| {
        let verified = Argon2::default().verify_password(given.as_bytes(), &hash);
        verified.is_ok()
    });
    matches && kept.is_some()
}

/// A code that is good for once, as people write it: `ABCD-EFGH-JKLM-NPQR`.
pub(super) fn one_time_code() -> Result<String, AppError> {
    let letters: Vec<char> = random::<CODE_LEN>()?
        .iter()
        .filter_map(|byte| CODE_LETTERS.get(usize::from(byte % 32)))
        .map(|letter| char::from(*letter))
        .collect();
    let groups: Vec<String> = letters
        .chunks(4)
        .map(|group| group.iter().collect())
        .collect();
    Ok(groups.join("-"))
}

/// The digest by which a code is kept, however it was typed.
pub(super) fn code_digest(code: &str) -> String {
    let plain: String = code
        .chars()
        .filter(|c| c.is_ascii_alphanumeric())
        .map(|c| c.to_ascii_uppercase())
        .collect();
    digest(&plain)
}

/// 43 characters that nobody can guess: 256 bits.
pub(super) fn token() -> Result<String, AppError> {
    Ok(random::<32>()?
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect())
}

/// The digest by which a token is kept. It has 256 random bits, so no slow hash is needed.
pub(super) fn digest(token: &str) -> String {
    let digest = Sha256::digest(token.as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(super) fn random<const N: usize>() -> Result<[u8; N], AppError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| AppError::NoRandomness(error.to_string()))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weak_passwords_are_named() {
        for weak in [
            "",
            "short",
            "九个汉字的密码呀呀",
            "wang.li-2026",
            "XWANG.LIX99",
            "Password2026!",
            "1234567890123",
            "aaaaaaaaaaaa",
            "abababababab",
            "abcdefghijkl",
            "9876543210",
        ] {
            assert!(weakness(weak, "wang.li").is_some(), "{weak}");
        }
        assert!(weakness(&"长".repeat(PASSWORD_MAX + 1), "wang.li").is_some());
        for strong in [
            "秋天的银杏叶落满操场",
            "correct horse battery",
            "Zq7-tR!mN2kd",
        ] {
            assert_eq!(weakness(strong, "wang.li"), None, "{strong}");
        }
    }

    #[test]
    fn a_password_is_known_by_its_hash_alone() {
        let kept = hash("秋天的银杏叶落满操场").unwrap();
        assert!(kept.starts_with("$argon2id$v=19$"));
        assert_ne!(kept, hash("秋天的银杏叶落满操场").unwrap());
        assert!(is_password(Some(&kept), "秋天的银杏叶落满操场"));
        assert!(!is_password(Some(&kept), "秋天的银杏叶落满操"));
        assert!(!is_password(Some("no hash at all"), ""));
        assert!(!is_password(None, "秋天的银杏叶落满操场"));
    }

    #[test]
    fn nobody_is_slow_too() {
        // The stand-in is a hash that takes the full work, or the time would tell who exists.
        assert!(!is_password(None, "x"));
        let started = std::time::Instant::now();
        assert!(!is_password(None, "x"));
        let absent = started.elapsed();
        let kept = hash("x").unwrap();
        let started = std::time::Instant::now();
        assert!(is_password(Some(&kept), "x"));
        assert!(absent * 10 > started.elapsed(), "{absent:?}");
    }

    #[test]
    fn a_code_is_known_however_it_is_typed() {
        let code = one_time_code().unwrap();
        assert_eq!(code.len(), 19);
        assert_ne!(code, one_time_code().unwrap());
        let typed = code.to_lowercase().replace('-', " ");
        assert_eq!(code_digest(&code), code_digest(&typed));
    }
}
