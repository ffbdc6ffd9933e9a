//! The nearest right word to a wrong one.

use crate::model::Packs;

/// The candidate that most likely was meant, if any is near enough to be worth naming.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = word.chars().count();
    // One of two letters wrong is another word.
    let limit = if length < 3 { 0 } else { length / 3 };
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let distance = strsim::damerau_levenshtein(word, candidate);
            let holds = length >= 2
                && (candidate.contains(word)
                    || (candidate.chars().count() >= 2 && word.contains(candidate)));
            (distance <= limit || holds).then_some((distance, candidate))
        })
        .min()
        .map(|(_, candidate)| candidate)
}

/// Names of indicators near to a word, which may also be near to their labels, the nearest first.
pub fn indicators_near(packs: &Packs, word: &str) -> Vec<String> {
    let all = || packs.indicators.values();
    let labels = all().map(|one| one.label.zh.as_str());
    let known = all().map(|one| one.name.as_str()).chain(labels);
    let mut names: Vec<String> = Vec::new();
    for near in nearest_few(word, known) {
        let named = all().filter(|one| one.name == near || one.label.zh == near);
        let new: Vec<_> = named
            .map(|one| one.name.clone())
            .filter(|name| !names.contains(name))
            .collect();
        names.extend(new);
    }
    names
}

/// So many names are proposed.
const NAMES_MAX: usize = 5;

/// The first few candidates in order of nearness, for a list of what might have been meant.
pub(crate) fn nearest_few<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Vec<&'a str> {
    let lower = word.to_lowercase();
    let mut few: Vec<(u32, &str)> = candidates
        .into_iter()
        .filter_map(|candidate| {
            let likeness = strsim::jaro_winkler(&lower, &candidate.to_lowercase());
            let holds = candidate.contains(word) || word.contains(candidate);
            (likeness >= 0.75 || holds).then_some(((1000.0 * (1.0 - likeness)) as u32, candidate))
        })
        .collect();
    few.sort_unstable();
    few.dedup();
    few.into_iter()
        .take(NAMES_MAX)
        .map(|(_, candidate)| candidate)
        .collect()
}
