//! A count with its English noun.

use std::fmt::Display;

/// `1 fault`, `2 faults`: for nouns whose plural ends in s.
pub fn counted<N: Display + PartialEq + From<u8>>(count: N, noun: &str) -> String {
    let tail = if count == N::from(1) { "" } else { "s" };
    format!("{count} {noun}{tail}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_is_singular() {
        let all = [0_u64, 1, 2].map(|count| counted(count, "row"));
        assert_eq!(all, ["0 rows", "1 row", "2 rows"]);
    }
}
