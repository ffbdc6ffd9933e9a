//! The plan written for the city reads as it was meant.

use std::collections::BTreeSet;

use jixia_demo::{Size, plan_text};
use jixia_plan::due::due_day;

#[test]
fn every_size_has_its_plan_with_targets_of_all_kinds() {
    for size in Size::ALL {
        let plan = jixia_plan::read_text("lanzhou-2026", &plan_text(size));
        assert_eq!(
            (plan.title.as_str(), plan.year),
            ("澜州市教育局2026年工作要点", Some(2026))
        );
        for target in &plan.targets {
            println!(
                "{} {} {:?} {:?} {:?} due {}",
                target.object,
                target.comparator.sign(),
                target.value,
                target.unit,
                target.by,
                due_day(target.by.as_deref(), 2026)
            );
        }
        println!(
            "{} targets, {} clauses",
            plan.targets.len(),
            plan.clauses.len()
        );
        assert!(
            (40..=56).contains(&plan.targets.len()),
            "{}",
            plan.targets.len()
        );
        let signs: BTreeSet<&str> = plan
            .targets
            .iter()
            .map(|target| target.comparator.sign())
            .collect();
        assert!(
            signs.is_superset(&BTreeSet::from(["=", ">=", "<=", "increase"])),
            "{signs:?}"
        );
        assert!(
            plan.targets.iter().any(|target| target.value.is_none()),
            "none has only a day"
        );
    }
}

#[test]
fn sizes_differ_only_in_their_numbers() {
    let bare = |size| plan_text(size).replace(|c: char| c.is_ascii_digit(), "");
    assert_eq!(bare(Size::Town), bare(Size::City));
    assert_eq!(bare(Size::Metropolis), bare(Size::City));
    assert_ne!(plan_text(Size::Town), plan_text(Size::City));
}
