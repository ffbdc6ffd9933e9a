//! Texts and tuples of small numbers into consecutive numbers, quickly.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use datafusion::arrow::array::{Array, StringViewArray};

/// A hash of whole numbers by multiplication: keys come from our own data and need no defence.
#[derive(Default)]
pub(crate) struct Quick(u64);

const ODD: u64 = 0x9E37_79B9_7F4A_7C15;

impl Quick {
    fn mix(&mut self, n: u64) {
        let wide = u128::from(self.0 ^ n).wrapping_mul(u128::from(ODD));
        let bytes = wide.to_le_bytes();
        let (low, high) = bytes.split_at(8);
        let half = |part: &[u8]| part.try_into().map_or(0, u64::from_le_bytes);
        self.0 = half(low) ^ half(high);
    }
}

impl Hasher for Quick {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.mix(u64::from(byte));
        }
    }

    fn write_u64(&mut self, n: u64) {
        self.mix(n);
    }

    fn write_u128(&mut self, n: u128) {
        let bytes = n.to_le_bytes();
        let (low, high) = bytes.split_at(8);
        for half in [low, high] {
            self.mix(half.try_into().map_or(0, u64::from_le_bytes));
        }
    }
}

type QuickMap<K> = HashMap<K, u32, BuildHasherDefault<Quick>>;

/// The number of no text.
pub(crate) const NO_TEXT: u32 = u32::MAX;

/// Longest text that stands in a view itself.
const INLINE: u32 = 12;

/// Numbers texts from 0 in the order in which they first appear.
#[derive(Default)]
pub(crate) struct Texts {
    short: QuickMap<u128>,
    long: HashMap<String, u32>,
    texts: Vec<String>,
}

impl Texts {
    /// The texts by number.
    pub(crate) fn texts(&self) -> &[String] {
        &self.texts
    }

    /// The number of each text of a column; `NO_TEXT` where it is empty.
    pub(crate) fn numbers(&mut self, column: &StringViewArray) -> Vec<u32> {
        let mut numbers = Vec::with_capacity(column.len());
        let mut last = (None, NO_TEXT);
        for (row, &view) in column.views().iter().enumerate() {
            if column.is_null(row) {
                numbers.push(NO_TEXT);
                continue;
            }
            // Texts of one owner mostly follow each other.
            if last.0 == Some(view) {
                numbers.push(last.1);
                continue;
            }
            // The length is the low word of a view.
            let length = view as u32;
            let number = if length <= INLINE {
                self.short_number(view, column, row)
            } else {
                self.long_number(column.value(row))
            };
            last = (Some(view).filter(|_| length <= INLINE), number);
            numbers.push(number);
        }
        numbers
    }

    fn short_number(&mut self, view: u128, column: &StringViewArray, row: usize) -> u32 {
        let texts = &mut self.texts;
        *self.short.entry(view).or_insert_with(|| {
            texts.push(column.value(row).to_owned());
            last_number(texts)
        })
    }

    fn long_number(&mut self, text: &str) -> u32 {
        if let Some(number) = self.long.get(text) {
            return *number;
        }
        self.texts.push(text.to_owned());
        let number = last_number(&self.texts);
        self.long.insert(text.to_owned(), number);
        number
    }
}

fn last_number(texts: &[String]) -> u32 {
    u32::try_from(texts.len() - 1).unwrap_or(NO_TEXT)
}

/// Numbers tuples of a fixed width from 0 in the order in which they first appear.
pub(crate) struct Tuples {
    levels: Vec<QuickMap<u64>>,
    keys: Vec<u32>,
    last: Vec<u32>,
    path: Vec<u32>,
    count: usize,
}

impl Tuples {
    pub(crate) fn new(width: usize) -> Self {
        Self {
            levels: (0..width).map(|_| QuickMap::default()).collect(),
            keys: Vec::new(),
            last: Vec::new(),
            path: vec![0; width],
            count: 0,
        }
    }

    /// How many distinct tuples there are.
    pub(crate) fn len(&self) -> usize {
        self.count
    }

    /// The tuples one after the other, by number.
    pub(crate) fn keys(&self) -> &[u32] {
        &self.keys
    }

    /// The number of a tuple.
    pub(crate) fn number(&mut self, key: &[u32]) -> usize {
        let mut same = self
            .last
            .iter()
            .zip(key)
            .take_while(|(a, b)| a == b)
            .count();
        if self.last.is_empty() {
            same = 0;
            self.last = vec![0; key.len()];
        }
        let width = key.len();
        let mut at = same
            .checked_sub(1)
            .and_then(|i| self.path.get(i))
            .copied()
            .unwrap_or(0);
        let steps = self
            .levels
            .iter_mut()
            .zip(key)
            .zip(&mut self.path)
            .enumerate();
        for (level, ((map, &part), step)) in steps.skip(same) {
            let next = u32::try_from(map.len()).unwrap_or(u32::MAX);
            let known = *map
                .entry(u64::from(at) << 32 | u64::from(part))
                .or_insert(next);
            if level + 1 == width && known == next {
                self.keys.extend_from_slice(key);
                self.count += 1;
            }
            *step = known;
            at = known;
        }
        self.last.copy_from_slice(key);
        at as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tuples_are_numbered_as_they_appear() {
        let mut tuples = Tuples::new(2);
        let list = [[1, 2], [1, 2], [1, 3], [2, 2], [1, 2], [0, 0], [2, 2]];
        let numbers: Vec<usize> = list.iter().map(|key| tuples.number(key)).collect();
        assert_eq!(numbers, [0, 0, 1, 2, 0, 3, 2]);
        assert_eq!(tuples.keys(), [1, 2, 1, 3, 2, 2, 0, 0]);
    }

    #[test]
    fn texts_short_and_long_are_numbered_as_they_appear() {
        let long = "a text that is too long to stand in a view";
        let column: StringViewArray =
            [Some("a"), None, Some(long), Some("a"), Some(""), Some(long)]
                .into_iter()
                .collect();
        let mut texts = Texts::default();
        assert_eq!(texts.numbers(&column), [0, NO_TEXT, 1, 0, 2, 1]);
        assert_eq!(texts.texts(), ["a", long, ""]);
    }
}
