//! Looks codes up by value, label or other word.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::clean::{plain, plain_letters};
use super::fault::Why;
use crate::model::CodeList;
use crate::near::nearest;

/// Codes by word. Every cell of a code is looked up here.
type Words = HashMap<String, usize, RandomState>;

/// Stands in the index for a word that means several codes.
const SEVERAL: usize = usize::MAX;

/// The words of a code list.
#[derive(Debug, Clone)]
pub(super) struct CodeIndex {
    /// What the list is called, for messages.
    pub label: jixia_terms::Label,
    values: Vec<String>,
    labels: Vec<String>,
    /// As written.
    exact: Words,
    /// Without regard to width and case.
    folded: Words,
    /// How long all values are, when they are all digits of one length: `1` then means `01`.
    digits: Option<usize>,
}

impl CodeIndex {
    /// The index of a list.
    pub fn new(list: &CodeList) -> Self {
        let mut index = Self {
            label: list.label.clone(),
            values: list.codes.iter().map(|code| code.value.clone()).collect(),
            labels: list
                .codes
                .iter()
                .map(|code| code.label.zh.clone())
                .collect(),
            exact: Words::default(),
            folded: Words::default(),
            digits: None,
        };
        // A value stands for its own code, whatever else it may mean.
        for (i, code) in list.codes.iter().enumerate() {
            index.exact.entry(code.value.clone()).or_insert(i);
            index.folded.entry(fold(&code.value)).or_insert(i);
        }
        let mut words = Words::default();
        let mut folded = Words::default();
        for (i, code) in list.codes.iter().enumerate() {
            let labels = [&code.label.zh, &code.label.en];
            for word in labels.into_iter().chain(&code.also) {
                meet(&mut words, word.clone(), i);
                meet(&mut folded, fold(word), i);
            }
        }
        for (word, i) in words {
            index.exact.entry(word).or_insert(i);
        }
        for (word, i) in folded {
            index.folded.entry(word).or_insert(i);
        }
        index.digits = common_digits(&index.values);
        index
    }

    /// The index of no list: it knows no word.
    pub fn empty() -> Self {
        Self {
            label: jixia_terms::Label::default(),
            values: Vec::new(),
            labels: Vec::new(),
            exact: Words::default(),
            folded: Words::default(),
            digits: None,
        }
    }

    /// The value that a word stands for.
    pub fn find(&self, word: &str) -> Result<&str, Why> {
        let mut place = self.exact.get(word).copied();
        if place.is_none() {
            place = self.folded.get(&fold(word)).copied();
        }
        if let (None, Some(digits)) = (place, self.digits) {
            let word = plain_letters(word);
            if word.len() < digits && word.bytes().all(|b| b.is_ascii_digit()) {
                let zeros = "0".repeat(digits - word.len());
                place = self.exact.get(&format!("{zeros}{word}")).copied();
            }
        }
        match place {
            Some(SEVERAL) => Err(Why::SeveralCodes),
            Some(place) => self
                .values
                .get(place)
                .map(String::as_str)
                .ok_or(Why::NoCode),
            None => Err(Why::NoCode),
        }
    }

    /// The label or value nearest to a wrong word.
    pub fn near(&self, word: &str) -> Option<&str> {
        let labels = self.labels.iter().map(String::as_str);
        nearest(word, labels)
            .or_else(|| nearest(word, self.values.iter().map(String::as_str)))
            .or_else(|| self.only_with_one_character(word))
    }

    /// The label of two characters that alone shares one of them, in its place, with a wrong word.
    fn only_with_one_character(&self, word: &str) -> Option<&str> {
        let is_near = |label: &&str| {
            let same = label.chars().zip(word.chars()).filter(|(a, b)| a == b);
            label.chars().count() == 2 && same.count() == 1
        };
        let is_short = !word.is_ascii() && word.chars().count() == 2;
        let mut near = self.labels.iter().map(String::as_str).filter(is_near);
        let only = near.next().filter(|_| is_short)?;
        near.next().is_none().then_some(only)
    }
}

fn meet(words: &mut Words, word: String, i: usize) {
    words
        .entry(word)
        .and_modify(|other| {
            if *other != i {
                *other = SEVERAL;
            }
        })
        .or_insert(i);
}

fn fold(word: &str) -> String {
    plain(word).to_lowercase()
}

fn common_digits(values: &[String]) -> Option<usize> {
    let length = values.first()?.len();
    let same = |value: &String| value.len() == length && value.bytes().all(|b| b.is_ascii_digit());
    values.iter().all(same).then_some(length)
}
