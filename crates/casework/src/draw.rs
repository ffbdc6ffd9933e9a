//! A seeded draw 抽取 whose result anyone can compute again, in a page or in another tongue: see
//! [`Stream`], [`shuffle`] and [`digest`], which say all that is needed.

use serde::Serialize;
use sha2::{Digest, Sha256};

/// Name of the generator, kept with every draw.
pub const GENERATOR: &str = "jixia-draw-1";

/// The result of a draw, with all that it follows from but the items.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Drawn {
    /// The generator.
    pub generator: &'static str,
    /// The seed.
    pub seed: String,
    /// Hash of the items in the order in which they were given.
    pub digest: String,
    /// Places (from 0) of the items drawn, in the order in which they were drawn.
    pub places: Vec<usize>,
}

/// A stream of numbers that follows from a seed and a digest: SHA-256 in counter mode.
///
/// Block *n* (from 0) is `SHA-256(utf8(seed) ‖ 0x00 ‖ utf8(digest) ‖ 0x00 ‖ be64(n))`; each block
/// gives four numbers of 64 bits, big-endian, in order.
#[derive(Debug, Clone)]
pub struct Stream {
    start: Vec<u8>,
    block: u64,
    left: Vec<u64>,
}

impl Stream {
    /// The stream of a seed over what has this digest.
    pub fn new(seed: &str, digest: &str) -> Self {
        let mut start = seed.as_bytes().to_vec();
        start.push(0);
        start.extend_from_slice(digest.as_bytes());
        start.push(0);
        Self {
            start,
            block: 0,
            left: Vec::new(),
        }
    }

    /// The next number of 64 bits.
    pub fn number(&mut self) -> u64 {
        loop {
            if let Some(number) = self.left.pop() {
                return number;
            }
            let mut hash = Sha256::new();
            hash.update(&self.start);
            hash.update(self.block.to_be_bytes());
            self.block = self.block.wrapping_add(1);
            let block = hash.finalize();
            let number = |bytes: &[u8]| bytes.iter().fold(0, |n, byte| n << 8 | u64::from(*byte));
            self.left = block.chunks(8).rev().map(number).collect();
        }
    }

    /// A number below a bound, each as likely as the other: the first of the stream that is below
    /// the greatest multiple of the bound within 64 bits, modulo the bound. Of a bound of 0 or 1 it
    /// is 0, and none of the stream is used.
    pub fn below(&mut self, bound: usize) -> usize {
        let bound = bound as u64;
        if bound < 2 {
            return 0;
        }
        // The numbers from here up would make the first residues likelier.
        let limit = u64::MAX - (u64::MAX % bound + 1) % bound;
        loop {
            let number = self.number();
            if number <= limit {
                return usize::try_from(number % bound).unwrap_or(0);
            }
        }
    }
}

/// The hash of a list of items: SHA-256 in hex over each item, as be64 of its length in bytes and
/// its bytes. It is kept with the seed; another list gives another draw.
pub fn digest<'a>(items: impl IntoIterator<Item = &'a str>) -> String {
    let mut hash = Sha256::new();
    for item in items {
        hash.update((item.len() as u64).to_be_bytes());
        hash.update(item.as_bytes());
    }
    let bytes = hash.finalize();
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// All items in an order drawn by the seed.
///
/// The shuffle of Fisher and Yates as Durstenfeld wrote it (Algorithm 235, CACM 7, 1964): from the
/// last place down to the second, each changes with one drawn from it and those before it.
pub fn shuffle(items: &[&str], seed: &str) -> Drawn {
    let digest = digest(items.iter().copied());
    let mut stream = Stream::new(seed, &digest);
    let mut places: Vec<usize> = (0..items.len()).collect();
    for last in (1..places.len()).rev() {
        let other = stream.below(last + 1);
        places.swap(last, other);
    }
    Drawn {
        generator: GENERATOR,
        seed: seed.to_owned(),
        digest,
        places,
    }
}

/// So many of the items, each set of them as likely as any other: the first of a shuffle.
pub fn choose(items: &[&str], count: usize, seed: &str) -> Drawn {
    let mut drawn = shuffle(items, seed);
    drawn.places.truncate(count);
    drawn
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// Computed with Python's hashlib from the description above.
    #[test]
    fn another_program_draws_the_same() {
        let items = ["A", "B", "C", "D", "E"];
        assert_eq!(digest(items), DIGEST);
        let mut stream = Stream::new("2026-11-25", DIGEST);
        assert_eq!([(); 5].map(|()| stream.number()), NUMBERS);
        assert_eq!(shuffle(&items, "2026-11-25").places, PLACES);
    }

    #[test]
    fn each_order_is_as_likely_as_the_other() {
        let mut counts: BTreeMap<Vec<usize>, u32> = BTreeMap::new();
        for seed in 0..6_000 {
            let drawn = shuffle(&["甲", "乙", "丙"], &seed.to_string());
            *counts.entry(drawn.places).or_default() += 1;
        }
        let chi: f64 = counts
            .values()
            .map(|n| (f64::from(*n) - 1_000.0).powi(2) / 1_000.0)
            .sum();
        // Five degrees of freedom: 20.5 is passed once in a thousand draws of seeds.
        assert!(counts.len() == 6 && chi < 20.5, "{counts:?} {chi}");
    }

    #[test]
    fn another_list_is_another_draw() {
        let (one, other) = (shuffle(&["AB", "C"], "s"), shuffle(&["A", "BC"], "s"));
        assert_ne!(one.digest, other.digest);
        assert_eq!(choose(&["A", "B", "C"], 9, "s").places.len(), 3);
    }

    const DIGEST: &str = "f4cde95936365eb95b14b6a4c836fd513df5b6d8d2286cfaae3320e64c932c23";
    const NUMBERS: [u64; 5] = [
        14351648294288243553,
        365835830522065768,
        18391023232658018922,
        264963140806737196,
        9419950334713788834,
    ];
    const PLACES: [usize; 5] = [1, 2, 4, 0, 3];
}
