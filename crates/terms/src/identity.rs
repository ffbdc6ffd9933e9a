//! The citizen identity number 公民身份号码 of GB 11643-1999: 18 places, the last a check digit
//! after ISO 7064 MOD 11-2.

use crate::Day;

/// Why a text is no identity number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IdentityFault {
    /// Not 18 places, or a place that may not stand there.
    #[error("an identity number has 17 digits and then a digit or X")]
    Shape,
    /// Places 7 to 14 are no day.
    #[error("places 7 to 14 of the identity number are not a day of birth")]
    BirthDay,
    /// The last place does not follow from the others.
    #[error("the check digit of the identity number is wrong")]
    CheckDigit,
}

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const DIGITS: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];

/// The check digit that follows from the first 17 places, if they are digits (GB 11643-1999,
/// 4.2.4).
pub fn identity_check_digit(first_17: &str) -> Option<char> {
    let digits: Option<Vec<u32>> = first_17.chars().map(|c| c.to_digit(10)).collect();
    let digits = digits.filter(|digits| digits.len() == WEIGHTS.len())?;
    let sum: u32 = digits
        .iter()
        .zip(WEIGHTS)
        .map(|(digit, weight)| digit * weight)
        .sum();
    DIGITS.get((sum % 11) as usize).copied()
}

/// The day of birth in places 7 to 14, if the text is long enough and they are a day.
pub fn identity_birth_day(number: &str) -> Option<Day> {
    let part = |from: usize, to: usize| number.get(from..to)?.parse::<i16>().ok();
    Day::new(
        part(6, 10)?,
        i8::try_from(part(10, 12)?).ok()?,
        i8::try_from(part(12, 14)?).ok()?,
    )
}

/// Whether a text is a well-formed identity number, and if not, why.
pub fn check_identity(number: &str) -> Result<(), IdentityFault> {
    let shaped = number.len() == 18
        && number
            .bytes()
            .enumerate()
            .all(|(i, b)| b.is_ascii_digit() || (i == 17 && b == b'X'));
    let (Some(first), true) = (number.get(..17), shaped) else {
        return Err(IdentityFault::Shape);
    };
    if identity_birth_day(number).is_none() {
        return Err(IdentityFault::BirthDay);
    }
    if identity_check_digit(first) != number.chars().last() {
        return Err(IdentityFault::CheckDigit);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    // The two worked examples printed in the standard itself (GB 11643-1999, annex).
    #[test]
    fn the_examples_of_the_standard_hold() {
        assert_eq!(check_identity("11010519491231002X"), Ok(()));
        assert_eq!(check_identity("440524188001010014"), Ok(()));
    }

    #[test]
    fn each_fault_is_named() {
        for (number, fault) in [
            ("110105194912310021", IdentityFault::CheckDigit),
            ("11010519491331002X", IdentityFault::BirthDay),
            ("11010519491231002x", IdentityFault::Shape),
            ("1101051949123100", IdentityFault::Shape),
            ("一一〇一〇五", IdentityFault::Shape),
        ] {
            assert_eq!(check_identity(number), Err(fault), "{number}");
        }
    }
}
