//! Identity numbers of people who do not exist: right check digits under area codes that GB/T 2260
//! does not know.
//!
//! INVARIANT: no number is given twice; area codes begin with 98 (moved here) or 99 (born here).

use jixia_terms::Day;

/// First day for which numbers can be given: 1955-01-01.
const FIRST_DAY: i32 = -5_479;
const DAYS: usize = 27_000;
/// Area codes per side: 990101… for districts, 980101… for where people moved from.
pub(crate) const AREAS: usize = 20;

/// What makes one identity number: area, day of birth, running number with the sex in its parity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Identity {
    /// 0 to 19 born here, 20 to 39 elsewhere.
    pub(crate) area: u8,
    pub(crate) born: Day,
    pub(crate) serial: u16,
}

impl Identity {
    /// Odd for men, even for women (GB 11643, 4.2.3).
    pub(crate) fn is_woman(self) -> bool {
        self.serial.is_multiple_of(2)
    }

    /// The six digits of the area.
    pub(crate) fn area_code(self) -> u32 {
        let (side, number) = if usize::from(self.area) < AREAS {
            (990_101, u32::from(self.area))
        } else {
            (980_101, u32::from(self.area) - AREAS as u32)
        };
        side + number
    }

    /// The 18 places as ASCII.
    pub(crate) fn digits(self) -> [u8; 18] {
        let mut out = [b'0'; 18];
        put(&mut out[0..6], self.area_code());
        let (year, month, day) = civil(self.born);
        put(&mut out[6..14], year * 10_000 + month * 100 + day);
        put(&mut out[14..17], u32::from(self.serial));
        const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
        let sum: u32 = out
            .iter()
            .zip(WEIGHTS)
            .map(|(digit, weight)| u32::from(digit - b'0') * weight)
            .sum();
        out[17] = b"10X98765432"[(sum % 11) as usize];
        out
    }
}

/// Writes a number right-aligned over digits.
pub(crate) fn put(out: &mut [u8], mut n: u32) {
    for digit in out.iter_mut().rev() {
        *digit = b'0' + (n % 10) as u8;
        n /= 10;
    }
}

/// Year, month and day of a day since 1970, by counting from 1 March as the civil calendar repeats
/// every 400 years.
pub(crate) fn civil(day: Day) -> (u32, u32, u32) {
    let z = day.days() + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1_460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    let year = yoe + era * 400 + i32::from(month <= 2);
    (
        year as u32,
        month as u32,
        (doy - (153 * mp + 2) / 5 + 1) as u32,
    )
}

/// Gives out identity numbers.
#[derive(Debug)]
pub(crate) struct Identities {
    given: Vec<[u16; 2]>,
}

impl Identities {
    pub(crate) fn new() -> Self {
        Self {
            given: vec![[0; 2]; DAYS * AREAS * 2],
        }
    }

    /// The next number of this area and day for a woman or a man; the following days help out when
    /// a day is full.
    pub(crate) fn give(&mut self, area: usize, born: Day, woman: bool) -> Identity {
        let area = area % (AREAS * 2);
        let mut day = born;
        loop {
            let slot =
                (day.days() - FIRST_DAY).clamp(0, DAYS as i32 - 1) as usize * AREAS * 2 + area;
            let Some(count) = self
                .given
                .get_mut(slot)
                .map(|pair| &mut pair[usize::from(woman)])
            else {
                return Identity {
                    area: 0,
                    born,
                    serial: 0,
                };
            };
            if *count < 499 {
                *count += 1;
                let serial = *count * 2 - u16::from(!woman);
                return Identity {
                    area: area as u8,
                    born: day,
                    serial,
                };
            }
            day = day.plus_days(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use jixia_terms::check_identity;

    use super::*;

    #[test]
    fn numbers_are_right_made_up_and_never_given_twice() {
        let mut identities = Identities::new();
        let mut seen = HashSet::new();
        let mut born = Day::new(1959, 2, 27).unwrap();
        for n in 0..30_000 {
            if n % 3 == 0 {
                born = born.plus_days(1 - n % 2);
            }
            let identity = identities.give((n % 40) as usize, born, n % 2 == 0);
            let text = String::from_utf8(identity.digits().to_vec()).unwrap();
            assert_eq!(check_identity(&text), Ok(()), "{text}");
            assert!(text.starts_with("98") || text.starts_with("99"));
            assert_eq!(identity.is_woman(), n % 2 == 0);
            assert!(seen.insert(text));
        }
    }

    #[test]
    fn a_full_day_gives_way_to_the_next() {
        let mut identities = Identities::new();
        let born = Day::new(2016, 2, 28).unwrap();
        let last = (0..500).map(|_| identities.give(0, born, true)).last();
        assert_eq!(last.map(|identity| identity.born), Some(born.plus_days(1)));
    }
}
