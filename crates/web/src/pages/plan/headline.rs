//! The finding of a plan in one sentence: how many targets are behind, and where most of them
//! stand.

use jixia_app::{ChapterStatus, PlanStatus, Status};

use crate::parts::is_behind;
use crate::texts::{Words, say};

/// How many targets of a chapter are behind.
pub(crate) fn behind(chapter: &ChapterStatus) -> usize {
    let targets = chapter.clauses.iter().flat_map(|clause| &clause.targets);
    targets.filter(|target| is_behind(target.status)).count()
}

/// How many targets stand so.
pub(crate) fn count(plan: &PlanStatus, status: Status) -> usize {
    plan.counts.get(&status).copied().unwrap_or_default()
}

/// How many of those stand so by a link that a person should confirm.
pub(crate) fn unsure(plan: &PlanStatus, status: Status) -> usize {
    let unsure = plan.counts_to_confirm.get(&status).copied();
    unsure.unwrap_or_default()
}

/// The finding in one sentence; where it counts targets that are met, with those among them whose
/// link waits for a person.
pub(crate) fn headline(plan: &PlanStatus, words: Words) -> String {
    let year = plan.plan.year.to_string();
    let total: usize = plan.counts.values().sum();
    let (late, missed) = (count(plan, Status::Late), count(plan, Status::Missed));
    if total == 0 {
        return say!(words, "plan-headline-none", year = year);
    }
    if let Some(text) = without_measure(plan, total, words) {
        return text;
    }
    if late + missed == 0 {
        let met = count(plan, Status::Met);
        let text = say!(
            words,
            "plan-headline-good",
            year = year,
            total = total,
            met = met
        );
        return text + &met_unsure(plan, words);
    }
    let found = if missed == 0 {
        say!(
            words,
            "plan-headline-late",
            year = year,
            total = total,
            late = late
        )
    } else if late == 0 {
        say!(
            words,
            "plan-headline-missed",
            year = year,
            total = total,
            missed = missed
        )
    } else {
        say!(
            words,
            "plan-headline-both",
            year = year,
            total = total,
            late = late,
            missed = missed
        )
    };
    found + &cluster(plan, late + missed, words)
}

/// What is so where nothing is late, but not every target has been measured: none late is no good
/// news then.
fn without_measure(plan: &PlanStatus, total: usize, words: Words) -> Option<String> {
    let year = plan.plan.year.to_string();
    let (none, reported) = (count(plan, Status::NoData), count(plan, Status::Reported));
    let behind = count(plan, Status::Late) + count(plan, Status::Missed);
    if none + reported == 0 || behind > 0 {
        return None;
    }
    if none == total {
        return Some(say!(
            words,
            "plan-headline-no-data",
            year = year,
            total = total
        ));
    }
    let measured = total - none - reported;
    let text = say!(
        words,
        "plan-headline-partly",
        year = year,
        total = total,
        measured = measured,
        met = count(plan, Status::Met),
        reported = reported,
        none = none
    );
    Some(text + &met_unsure(plan, words))
}

fn met_unsure(plan: &PlanStatus, words: Words) -> String {
    match unsure(plan, Status::Met) {
        0 => String::new(),
        count => say!(words, "plan-headline-unsure", count = count),
    }
}

/// Where most of what is behind stands, when it is not spread evenly.
fn cluster(plan: &PlanStatus, total: usize, words: Words) -> String {
    let worst = plan
        .chapters
        .iter()
        .map(|chapter| (chapter, behind(chapter)));
    let Some((chapter, count)) = worst.max_by_key(|(_, count)| *count) else {
        return String::new();
    };
    let heading = crate::parts::shorten(&chapter.heading, 16);
    if count < 2 || count * 2 < total {
        String::new()
    } else if count == total {
        say!(words, "plan-headline-all", chapter = heading)
    } else {
        say!(
            words,
            "plan-headline-where",
            count = count,
            chapter = heading
        )
    }
}
