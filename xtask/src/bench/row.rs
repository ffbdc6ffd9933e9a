//! A row of the table: what was measured, its peer, its limits, and the verdict that follows.

use std::fmt;

/// What was measured.
#[derive(Debug, Clone, Default)]
pub struct Row {
    /// What was done.
    pub what: String,
    /// On how much.
    pub size: String,
    /// How long it took.
    pub time: Time,
    /// How much it did in a second, with what is counted.
    pub rate: Option<(f64, &'static str)>,
    /// Greatest memory of the process, in bytes.
    pub peak: Option<u64>,
    /// The same work done by another program in the same run.
    pub peer: Option<Peer>,
    /// What must hold.
    pub limits: Vec<Limit>,
}

/// How long something took, in seconds.
#[derive(Debug, Clone, Copy)]
pub enum Time {
    /// From start to end.
    Whole(f64),
    /// Of many requests: the median and the 99th percentile.
    Spread(f64, f64),
}

impl Default for Time {
    fn default() -> Self {
        Self::Whole(0.0)
    }
}

/// Another program that did the same work.
#[derive(Debug, Clone)]
pub struct Peer {
    /// Its name and version.
    pub name: String,
    /// How long it took, in seconds.
    pub seconds: f64,
}

/// What must hold of a row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Limit {
    /// At most so many seconds, the 99th percentile where there are many requests.
    Seconds(f64),
    /// At least so many in a second.
    Rate(f64),
    /// At most so many MiB.
    Mebibytes(u64),
    /// At most so many times the peer's time.
    OfPeer(f64),
}

impl Limit {
    fn holds(self, row: &Row) -> bool {
        let seconds = match row.time {
            Time::Whole(seconds) | Time::Spread(_, seconds) => seconds,
        };
        match self {
            Self::Seconds(most) => seconds <= most,
            Self::Rate(least) => row.rate.is_some_and(|(rate, _)| rate >= least),
            Self::Mebibytes(most) => row.peak.is_some_and(|peak| peak <= most << 20),
            Self::OfPeer(most) => row
                .peer
                .as_ref()
                .is_some_and(|peer| seconds <= most * peer.seconds),
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Seconds(most) => write!(f, "≤ {}", duration(*most)),
            Self::Rate(least) => write!(f, "≥ {}/s", count(*least)),
            Self::Mebibytes(most) => write!(f, "≤ {most} MiB"),
            Self::OfPeer(most) => write!(f, "≤ {most} × peer"),
        }
    }
}

impl Row {
    /// Whether every limit holds.
    pub fn holds(&self) -> bool {
        self.limits.iter().all(|limit| limit.holds(self))
    }

    /// Its cells, in the order of `HEAD`.
    pub fn cells(&self) -> [String; 9] {
        let none = || "–".to_owned();
        let time = match self.time {
            Time::Whole(seconds) => duration(seconds),
            Time::Spread(p50, p99) => format!("p50 {}, p99 {}", duration(p50), duration(p99)),
        };
        let joined: Vec<String> = self.limits.iter().map(Limit::to_string).collect();
        [
            self.what.clone(),
            self.size.clone(),
            time,
            self.rate
                .map_or_else(none, |(rate, unit)| format!("{} {unit}/s", count(rate))),
            self.peak
                .map_or_else(none, |bytes| format!("{} MiB", bytes.div_ceil(1 << 20))),
            self.peer
                .as_ref()
                .map_or_else(none, |peer| peer.name.clone()),
            self.peer
                .as_ref()
                .map_or_else(none, |peer| duration(peer.seconds)),
            if joined.is_empty() {
                none()
            } else {
                joined.join(", ")
            },
            self.verdict(),
        ]
    }

    fn verdict(&self) -> String {
        let broken: Vec<String> = self
            .limits
            .iter()
            .filter(|limit| !limit.holds(self))
            .map(Limit::to_string)
            .collect();
        match (self.limits.is_empty(), broken.is_empty()) {
            (true, _) => "–".to_owned(),
            (false, true) => "holds".to_owned(),
            (false, false) => format!("broken: {}", broken.join(", ")),
        }
    }
}

/// Heads of the columns.
pub const HEAD: [&str; 9] = [
    "what",
    "size",
    "time",
    "rate",
    "peak",
    "peer",
    "peer's time",
    "limit",
    "verdict",
];

/// Seconds as people read them.
fn duration(seconds: f64) -> String {
    match seconds {
        s if s < 1.0 => format!("{:.1} ms", s * 1e3),
        s if s < 120.0 => format!("{s:.2} s"),
        s => format!("{:.1} min", s / 60.0),
    }
}

/// A whole number with its thousands parted.
pub fn count(n: f64) -> String {
    let digits = format!("{n:.0}");
    let mut parted = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            parted.push(',');
        }
        parted.push(digit);
    }
    parted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn import() -> Row {
        Row {
            what: "import".into(),
            size: "1,000,000 rows".into(),
            time: Time::Whole(12.5),
            rate: Some((80_000.0, "row")),
            peak: Some(300 << 20),
            peer: Some(Peer {
                name: "sqlite3".into(),
                seconds: 2.0,
            }),
            limits: vec![Limit::Rate(60_000.0), Limit::Mebibytes(400)],
        }
    }

    #[test]
    fn a_row_tells_its_verdict() {
        assert_eq!(
            import().cells().join(" | "),
            "import | 1,000,000 rows | 12.50 s | 80,000 row/s | 300 MiB | sqlite3 | 2.00 s | \
             ≥ 60,000/s, ≤ 400 MiB | holds"
        );
        let slow = Row {
            rate: Some((59_999.0, "row")),
            ..import()
        };
        assert!(!slow.holds());
        assert_eq!(slow.verdict(), "broken: ≥ 60,000/s");
    }

    #[test]
    fn a_limit_against_a_peer_needs_the_peer() {
        let limits = vec![Limit::OfPeer(0.5)];
        let fast = Row {
            time: Time::Whole(1.0),
            limits: limits.clone(),
            ..import()
        };
        let alone = Row {
            peer: None,
            ..fast.clone()
        };
        assert!(fast.holds() && !alone.holds());
        assert!(
            !Row {
                time: Time::Whole(1.1),
                ..fast
            }
            .holds()
        );
    }

    #[test]
    fn a_spread_is_held_by_its_tail() {
        let row = Row {
            time: Time::Spread(0.003, 0.021),
            limits: vec![Limit::Seconds(0.02)],
            ..import()
        };
        assert_eq!(row.verdict(), "broken: ≤ 20.0 ms");
    }
}
