//! The student number 学籍号 (教基〔2025〕1号): a letter before an 18-place number. G stands before the
//! pupil's identity number, J before a number given where there is none, L before a temporary one.

use crate::{IdentityFault, check_identity};

/// Which of the three forms a student number has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StudentNumberForm {
    /// G: the identity number follows.
    Identity,
    /// J: a number given by the register, for want of an identity number.
    Given,
    /// L: a temporary number, to be replaced.
    Temporary,
}

/// Why a text is no student number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StudentNumberFault {
    /// It does not begin with G, J or L.
    #[error("a student number begins with G, J or L")]
    Letter,
    /// What follows J or L is not 18 places.
    #[error("17 digits and then a digit or X follow the letter of a student number")]
    Shape,
    /// What follows G is no identity number.
    #[error("after G: {0}")]
    Identity(IdentityFault),
}

/// The form of a student number, or why it is none.
pub fn check_student_number(number: &str) -> Result<StudentNumberForm, StudentNumberFault> {
    let mut chars = number.chars();
    let letter = chars.next();
    let rest = chars.as_str();
    match letter {
        Some('G') => check_identity(rest)
            .map(|()| StudentNumberForm::Identity)
            .map_err(StudentNumberFault::Identity),
        Some('J') => shaped(rest).map(|()| StudentNumberForm::Given),
        Some('L') => shaped(rest).map(|()| StudentNumberForm::Temporary),
        _ => Err(StudentNumberFault::Letter),
    }
}

fn shaped(rest: &str) -> Result<(), StudentNumberFault> {
    let fits = |(i, b): (usize, u8)| b.is_ascii_digit() || (i == 17 && b == b'X');
    if rest.len() == 18 && rest.bytes().enumerate().all(fits) {
        Ok(())
    } else {
        Err(StudentNumberFault::Shape)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_forms_and_their_faults() {
        use StudentNumberFault::{Identity, Letter, Shape};
        for (number, expected) in [
            ("G11010519491231002X", Ok(StudentNumberForm::Identity)),
            ("J110105194912310021", Ok(StudentNumberForm::Given)),
            ("L110105194912310021", Ok(StudentNumberForm::Temporary)),
            (
                "G110105194912310021",
                Err(Identity(IdentityFault::CheckDigit)),
            ),
            ("L11010519491231", Err(Shape)),
            ("X110105194912310021", Err(Letter)),
            ("", Err(Letter)),
        ] {
            assert_eq!(check_student_number(number), expected, "{number}");
        }
    }
}
