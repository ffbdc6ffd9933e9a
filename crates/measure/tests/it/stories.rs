//! Stories: what is missing is made, what does not hold is named with its line.

use std::sync::Arc;

use expect_test::expect;
use jixia_measure::{run_stories, run_story};
use jixia_pack::{Packs, Story, StoryExpectation};
use jixia_terms::Value;

use crate::support::packs;

const COUNT: &str = "
    unit = \"item\"
    rows = \"select unit as org, form, n from item\"
    value = \"count(*) filter (where n >= rule('limit'))\"
    [[by]]
    column = \"form\"
    label = { zh = \"种\", en = \"Form\" }";

/// Adds a story: rows as `register field=value`, expectations as `org[/form] value`.
fn story(packs: &Arc<Packs>, day: &str, given: &[&str], expect: &[&str]) -> Arc<Packs> {
    let mut packs = Packs::clone(packs);
    let row = |line: &&str| {
        let (register, fields) = line.split_once(' ').unwrap_or((line, ""));
        let pairs = fields
            .split_whitespace()
            .filter_map(|pair| pair.split_once('='));
        let value = |text: &str| text.parse().map_or(Value::from(text), Value::Int);
        let values = pairs
            .map(|(name, text)| (name.to_owned(), value(text)))
            .collect();
        (register.to_owned(), values)
    };
    let expectation = |(index, line): (usize, &&str)| {
        let (of, value) = line.split_once(' ').unwrap();
        let (org, form) = of
            .split_once('/')
            .map_or((of, None), |(org, form)| (org, Some(form)));
        StoryExpectation {
            indicator: "items".to_owned(),
            org: org.to_owned(),
            by: vec![form.map(str::to_owned)],
            value: value.parse().ok(),
            line: index + 10,
        }
    };
    let first = packs.stories.values().next().unwrap().clone();
    let told = Story {
        name: "w/told".to_owned(),
        about: "told".to_owned(),
        day: day.parse().unwrap(),
        given: given.iter().map(row).collect(),
        expect: expect.iter().enumerate().map(expectation).collect(),
        ..first
    };
    packs.stories.insert("w/told".to_owned(), told);
    Arc::new(packs)
}

#[test]
fn what_is_only_named_is_made() {
    let packs = packs(&[("items", COUNT)], &[]);
    let given = [
        "item unit=A form=p n=6",
        "item unit=A n=4",
        "unit code=A above=City",
    ];
    let expect = ["A 1", "A/p 1", "City 1", "Elsewhere none", "A/q none"];
    let told = story(&packs, "2026-09-01", &given, &expect);
    let outcome = run_story(&told, "w/told").unwrap().unwrap();
    assert_eq!((outcome.passed, outcome.mismatches), (true, vec![]));
    // Before September the limit was 3.
    let told = story(&packs, "2026-08-31", &given, &["A 2"]);
    assert!(run_story(&told, "w/told").unwrap().unwrap().passed);
    assert_eq!(run_story(&told, "w/unheard").unwrap(), None);
}

#[test]
fn what_does_not_hold_is_named_with_its_line() {
    let packs = packs(&[("items", COUNT)], &[]);
    let told = story(
        &packs,
        "2026-09-01",
        &["item unit=A form=p n=6"],
        &["A 1", "A/p 2", "B 0"],
    );
    let outcomes = run_stories(&told).unwrap();
    assert_eq!(outcomes.len(), 2);
    let told = outcomes
        .iter()
        .find(|outcome| outcome.name == "w/told")
        .unwrap();
    expect![[r#"
        [
            Mismatch {
                origin: Origin {
                    pack: "w",
                    file: "w/stories/items.toml",
                    line: 11,
                },
                indicator: "items",
                of: "A form=p",
                expected: Some(
                    2.0,
                ),
                found: Some(
                    1.0,
                ),
                why: None,
            },
            Mismatch {
                origin: Origin {
                    pack: "w",
                    file: "w/stories/items.toml",
                    line: 12,
                },
                indicator: "items",
                of: "B",
                expected: Some(
                    0.0,
                ),
                found: None,
                why: None,
            },
        ]
    "#]]
    .assert_debug_eq(&told.mismatches);
}
