//! Targets of one sentence that would be held to the same measure with different numbers.

use super::{Link, Linker, NEW, plain};
use crate::model::Target;

/// Whether another target of the same sentence speaks of the same things by another verb, with
/// another number, and is nearer to the name of the measure that both would be held to.
pub(super) fn is_outdone(
    linker: &Linker,
    targets: &[Target],
    links: &[Option<Link>],
    at: usize,
) -> bool {
    let (Some(own), Some(Some(link))) = (targets.get(at), links.get(at)) else {
        return false;
    };
    let name = &link.best.name;
    let Some(measure) = linker.candidates.iter().find(|c| c.name == *name) else {
        return false;
    };
    let Some(label) = measure.phrases.first().filter(|_| measure.by_year) else {
        return false;
    };
    let nearness = |target: &Target| linker.alike(&plain(&target.object), label);
    targets.iter().zip(links).any(|(other, link)| {
        let same = link.as_ref().is_some_and(|link| link.best.name == *name)
            && other.sentence == own.sentence
            && other.unit == own.unit
            && other.value != own.value;
        same && other.object != own.object
            && without_verbs(other) == without_verbs(own)
            && nearness(other) > nearness(own)
    })
}

/// The things that an object names, without the words for what is done to them.
fn without_verbs(target: &Target) -> String {
    let words = plain(&target.object);
    NEW.iter()
        .fold(words, |words, verb| words.replace(verb, ""))
}
