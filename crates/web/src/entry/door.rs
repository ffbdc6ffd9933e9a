//! How the program is reached, and by whom.

use std::str::FromStr;

use crate::terms::Label;

/// Who may come in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Door {
    /// Everybody who sits at this machine; nobody is asked who it is.
    ThisMachine,
    /// Those who sign in: at this machine alone, or from everywhere at this address.
    Accounts(Option<Origin>),
}

impl Door {
    /// Whether who comes is asked who it is.
    pub(crate) fn asks(&self) -> bool {
        matches!(self, Self::Accounts(_))
    }

    /// The address at which it is reached from other machines.
    pub(crate) fn origin(&self) -> Option<&Origin> {
        match self {
            Self::ThisMachine => None,
            Self::Accounts(origin) => origin.as_ref(),
        }
    }
}

/// The address by which browsers reach the program: `https://jixia.example.cn`.
///
/// Always `https`: passwords and children's data do not cross a network in the open. A server in
/// front of the program ends TLS and passes on the address of who asks in `X-Forwarded-For`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    host: String,
}

impl Origin {
    /// Host and port, as browsers send them.
    pub(crate) fn host(&self) -> &str {
        &self.host
    }
}

/// A text that is no such address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an address like https://jixia.example.cn")]
pub struct OriginFault(String);

impl OriginFault {
    /// The same in both languages.
    pub fn label(&self) -> Label {
        let zh = format!(
            "“{}”不是对外地址：应以 https:// 开头，后面只有域名和端口，如 https://jixia.example.cn",
            self.0
        );
        Label::new(zh, self.to_string())
    }
}

impl FromStr for Origin {
    type Err = OriginFault;

    fn from_str(text: &str) -> Result<Self, OriginFault> {
        let fault = || OriginFault(text.to_owned());
        let host = text.strip_prefix("https://").ok_or_else(fault)?;
        let host = host.strip_suffix('/').unwrap_or(host);
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
        if host.is_empty() || !host.chars().all(fits) {
            return Err(fault());
        }
        let host = host.to_ascii_lowercase();
        let host = host.strip_suffix(":443").unwrap_or(&host).to_owned();
        Ok(Self { host })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_a_host_behind_tls() {
        let host = |text: &str| text.parse::<Origin>().map(|origin| origin.host);
        assert_eq!(
            host("https://Jixia.example.cn/").unwrap(),
            "jixia.example.cn"
        );
        assert_eq!(
            host("https://jixia.example.cn:443").unwrap(),
            "jixia.example.cn"
        );
        assert_eq!(
            host("https://[2001:db8::1]:8443").unwrap(),
            "[2001:db8::1]:8443"
        );
        for wrong in [
            "",
            "http://jixia.example.cn",
            "jixia.example.cn",
            "https://",
            "https://a/b",
            "https://a b",
            "https://user@host",
            "https://澜州",
        ] {
            assert!(host(wrong).is_err(), "{wrong}");
        }
    }
}
