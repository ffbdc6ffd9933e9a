//! Stories: that every indicator has at least one.

use std::collections::BTreeSet;

use super::Known;
use crate::model::Packs;
use crate::read::place::Kind;
use crate::sink::{Sink, what};

/// Faults each indicator of which no story expects anything.
pub(crate) fn check_stories(packs: &Packs, known: &Known, sink: &mut Sink) {
    let told: BTreeSet<&str> = packs
        .stories
        .values()
        .flat_map(|story| story.expect.iter().map(|expect| expect.indicator.as_str()))
        .collect();
    // Of a pack with a story that cannot be read, or expects what is not, we do not know what its
    // stories tell.
    let unread: BTreeSet<&str> = known
        .files(Kind::Story)
        .filter(|(_, file)| !sink.is_parsed(file) || sink.is_broken(file, "expect"))
        .map(|(pack, _)| pack)
        .collect();
    for (name, indicator) in &packs.indicators {
        if !told.contains(name.as_str()) && !unread.contains(indicator.origin.pack.as_str()) {
            let text = say!(
                "指标“{name}”没有用例",
                "the indicator `{name}` has no story"
            );
            let help = say!(
                "在 stories/ 中写一个含 [expect.{name}] 的用例",
                "write a story with [expect.{name}] in stories/"
            );
            sink.add(
                &indicator.origin.file,
                "",
                what("no_story", text).help(help),
            );
        }
    }
}
