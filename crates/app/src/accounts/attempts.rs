//! How often signing in may fail, and how long one then waits.
//!
//! Who knows an account's name must not be able to lock its owner out. So failures are counted
//! where they come from, and never against the account as a whole: per account and device for a
//! device on which the account was signed in before, per account and network for all others, and
//! per network over all accounts. The owner's own device stays free whatever others do.

use std::net::IpAddr;

use jixia_terms::Instant;
use serde::{Deserialize, Serialize};

/// Failures that cost nothing, for one account from one place.
const FREE: u32 = 5;
/// Failures that cost nothing, for a network over all accounts. A whole school is one network.
const NETWORK_FREE: u32 = 100;
/// The first wait, in seconds; each further failure doubles it.
const WAIT_S: i64 = 30;
/// The longest wait, in seconds.
const WAIT_MAX_S: i64 = 15 * 60;
/// After so long without a failure all are forgotten, in seconds.
const FORGET_S: i64 = 60 * 60;

const SECOND: i64 = 1_000_000;

/// Failures counted in one place.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Tally {
    /// How many.
    failures: u32,
    /// The last one, in microseconds since 1970.
    last: i64,
}

impl Tally {
    /// With one more failure.
    pub(super) fn failed(self, now: Instant) -> Self {
        let failures = if self.is_forgotten(now) {
            0
        } else {
            self.failures
        };
        Self {
            failures: failures.saturating_add(1),
            last: now.micros(),
        }
    }

    /// Seconds until the next attempt is heard, rounded up; 0 when it is now.
    fn wait_s(self, free: u32, now: Instant) -> i64 {
        if self.failures < free || self.is_forgotten(now) {
            return 0;
        }
        let doublings = (self.failures - free).min(16);
        let wait = (WAIT_S << doublings).min(WAIT_MAX_S);
        let since = now.micros().saturating_sub(self.last);
        let left = (wait * SECOND).saturating_sub(since).max(0);
        left.saturating_add(SECOND - 1) / SECOND
    }

    fn is_forgotten(self, now: Instant) -> bool {
        now.micros().saturating_sub(self.last) >= FORGET_S * SECOND
    }

    /// The instant at which it is forgotten.
    pub(super) fn forgotten(self) -> Option<Instant> {
        Instant::from_micros(self.last.saturating_add(FORGET_S * SECOND))
    }
}

/// A place in which failures are counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// Its name in the drawer.
    pub(super) name: String,
    free: u32,
}

impl Place {
    /// Seconds until an attempt from here is heard.
    pub(super) fn wait_s(&self, tally: Tally, now: Instant) -> i64 {
        tally.wait_s(self.free, now)
    }
}

/// Where failures of this attempt count. The first place is that of the account, which a success
/// wipes out.
pub(super) fn places(account: &str, known_device: Option<&str>, address: IpAddr) -> Vec<Place> {
    let net = network(address);
    let place = |name: String, free| Place { name, free };
    match known_device {
        Some(device) => vec![place(format!("device/{account}/{device}"), FREE)],
        None => vec![
            place(format!("from/{account}/{net}"), FREE),
            place(format!("network/{net}"), NETWORK_FREE),
        ],
    }
}

/// The network of an address: /24 of IPv4, /56 of IPv6, which is what one customer holds.
fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            format!("{a}.{b}.{c}.0")
        }
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            format!("{a:x}:{b:x}:{c:x}:{:x}", d & 0xff00)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Instant {
        Instant::from_micros(1_800_000_000_000_000 + second * SECOND)
            .unwrap_or(Instant::end_of(jixia_terms::Day::EARLIEST))
    }

    fn after(failures: u32) -> Tally {
        (0..failures).fold(Tally::default(), |tally, _| tally.failed(at(0)))
    }

    #[test]
    fn the_wait_doubles_up_to_a_quarter_of_an_hour() {
        let waits = |failures, second| after(failures).wait_s(FREE, at(second));
        assert_eq!(waits(4, 0), 0);
        assert_eq!(waits(5, 0), 30);
        assert_eq!(waits(5, 29), 1);
        assert_eq!(waits(5, 30), 0);
        assert_eq!(waits(6, 0), 60);
        assert_eq!(waits(9, 0), 480);
        assert_eq!(waits(10, 0), 900);
        assert_eq!(waits(u16::MAX.into(), 0), 900);
    }

    #[test]
    fn an_hour_without_a_failure_forgets_all() {
        let tally = after(30);
        assert_eq!(tally.failed(at(3_600)), Tally::default().failed(at(3_600)));
        assert_eq!(tally.failed(at(3_599)).failures, 31);
        assert_eq!(tally.forgotten(), Some(at(3_600)));
    }

    #[test]
    fn a_clock_set_back_frees_nobody_and_breaks_nothing() {
        assert_eq!(after(5).wait_s(FREE, at(-10)), 40);
    }

    #[test]
    fn a_known_device_is_counted_apart_from_its_network() {
        let address = "192.0.2.77".parse().unwrap();
        let names = |device| -> Vec<String> {
            let places = places("wang", device, address).into_iter();
            places.map(|place| place.name).collect()
        };
        assert_eq!(names(Some("d1")), ["device/wang/d1"]);
        assert_eq!(names(None), ["from/wang/192.0.2.0", "network/192.0.2.0"]);
    }

    #[test]
    fn an_address_of_either_kind_belongs_to_one_network() {
        let of = |text: &str| network(text.parse().unwrap());
        assert_eq!(of("::ffff:192.0.2.9"), of("192.0.2.200"));
        assert_eq!(of("2001:db8:1:ff02::1"), of("2001:db8:1:ff99:8::2"));
        assert_ne!(of("2001:db8:1:ff02::1"), of("2001:db8:1:fe02::1"));
    }
}
