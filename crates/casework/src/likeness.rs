//! Likeness of Chinese texts, by which the same matter told twice is found. It proposes only: a
//! person merges.
//!
//! Resemblance and containment of sets of shingles, after Broder, *On the resemblance and
//! containment of documents* (1997).

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

/// How alike two texts are, each from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Likeness {
    /// Shared shingles over all of either (Jaccard).
    pub resemblance: f64,
    /// Shared shingles over those of the shorter: near 1 where one text tells the other and more.
    pub containment: f64,
}

type Shingles = BTreeSet<(char, char)>;

/// The shingles of a text: two characters in a row, since Chinese does not divide words. Blanks and
/// signs do not count, forms of full width do as ASCII.
fn shingles(text: &str) -> Shingles {
    let letters: Vec<char> = text
        .chars()
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            _ => c,
        })
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    match letters.as_slice() {
        // One letter is a shingle by itself.
        [one] => BTreeSet::from([(*one, ' ')]),
        letters => {
            let pairs = letters.iter().zip(letters.iter().skip(1));
            pairs.map(|(a, b)| (*a, *b)).collect()
        }
    }
}

/// How alike two texts are.
pub fn likeness(a: &str, b: &str) -> Likeness {
    of(&shingles(a), &shingles(b))
}

fn of(a: &Shingles, b: &Shingles) -> Likeness {
    let shared = a.intersection(b).count() as f64;
    let either = (a.len() + b.len()) as f64 - shared;
    let shorter = a.len().min(b.len()) as f64;
    let part = |of: f64| if of > 0.0 { shared / of } else { 0.0 };
    Likeness {
        resemblance: part(either),
        containment: part(shorter),
    }
}

/// Texts that can be asked for those like another.
#[derive(Debug, Clone, Default)]
pub struct Index {
    texts: Vec<Shingles>,
    holders: BTreeMap<(char, char), Vec<usize>>,
}

impl Index {
    /// Takes in a text; gives its place.
    pub fn add(&mut self, text: &str) -> usize {
        let place = self.texts.len();
        let shingles = shingles(text);
        for shingle in &shingles {
            self.holders.entry(*shingle).or_default().push(place);
        }
        self.texts.push(shingles);
        place
    }

    /// Texts at least so alike to one, by resemblance, the most alike first.
    pub fn near(&self, text: &str, least: f64) -> Vec<(usize, Likeness)> {
        let asked = shingles(text);
        let holders = asked.iter().filter_map(|shingle| self.holders.get(shingle));
        let may: BTreeSet<usize> = holders.flatten().copied().collect();
        let mut near: Vec<(usize, Likeness)> = may
            .into_iter()
            .filter_map(|place| Some((place, of(self.texts.get(place)?, &asked))))
            .filter(|(_, likeness)| likeness.resemblance >= least)
            .collect();
        near.sort_by(|a, b| {
            b.1.resemblance
                .total_cmp(&a.1.resemblance)
                .then(a.0.cmp(&b.0))
        });
        near
    }
}

/// Places of texts in groups of those that are alike, directly or through others; texts alone are
/// left out. Groups and their members ascend.
pub fn groups(texts: &[&str], least: f64) -> Vec<Vec<usize>> {
    let mut index = Index::default();
    // The group of a text is that of the first text which leads to it.
    let mut first: Vec<usize> = Vec::new();
    for text in texts {
        let near = index.near(text, least);
        let place = index.add(text);
        let roots: BTreeSet<usize> = near
            .iter()
            .filter_map(|(other, _)| first.get(*other).copied())
            .collect();
        let root = roots.first().copied().unwrap_or(place);
        for known in first.iter_mut().filter(|known| roots.contains(known)) {
            *known = root;
        }
        first.push(root);
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (place, root) in first.into_iter().enumerate() {
        groups.entry(root).or_default().push(place);
    }
    groups
        .into_values()
        .filter(|group| group.len() > 1)
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// 课后服务收费 has 课后 后服 服务 务收 收费; 课后服务乱收费 has 课后 后服 服务 务乱 乱收 收费:
    /// four shared of seven in all, four of five of the shorter.
    #[test]
    fn shingles_counted_by_hand() {
        let found = likeness("课后服务收费", "课后服务，乱收费！");
        assert!((found.resemblance - 4.0 / 7.0).abs() < 1e-12);
        assert!((found.containment - 4.0 / 5.0).abs() < 1e-12);
        assert_eq!(likeness("ＡＢ 1", "ab１").resemblance, 1.0);
        assert_eq!(likeness("", "。").resemblance, 0.0);
        assert_eq!(likeness("好", "好").resemblance, 1.0);
    }

    #[test]
    fn the_same_matter_in_other_words_is_found_and_another_is_not() {
        let texts = [
            "光明路小学午餐有异味，多名孩子腹痛，请尽快核查",
            "咨询今年小学入学报名时间",
            "反映光明路小学午餐有异味，多名孩子腹痛",
            "请问今年小学入学的报名时间是哪天",
            "建议延长图书馆开放时间",
        ];
        assert_eq!(groups(&texts, 0.4), [vec![0, 2], vec![1, 3]]);
    }

    proptest! {
        #[test]
        fn likeness_is_even_handed_and_the_index_forgets_nothing(
            texts in prop::collection::vec("[甲乙丙丁]{0,6}", 1..12),
            asked in "[甲乙丙丁]{0,6}",
            least in 0.05_f64..1.0,
        ) {
            let mut index = Index::default();
            for text in &texts {
                index.add(text);
            }
            let near = index.near(&asked, least);
            for (place, text) in texts.iter().enumerate() {
                let found = likeness(text, &asked);
                prop_assert_eq!(found, likeness(&asked, text));
                let is_near = near.iter().any(|(other, _)| *other == place);
                prop_assert_eq!(is_near, found.resemblance >= least);
            }
        }
    }
}
