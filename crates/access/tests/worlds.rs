//! Ten thousand random worlds: what is compiled agrees with the oracle on every question.

mod oracle;

use std::ops::Range;

use jixia_access::{FieldSight, Right, RowFacts, Sight};
use jixia_pack::RowScope;

use oracle::world::{Dice, Row, World};
use oracle::{Wish, may_act, may_row, purposes};

/// Half of the worlds, so that two threads share them.
const HALF: u64 = 5_000;

#[test]
fn every_question_is_decided_alike_in_one_half() {
    decide(0..HALF);
}

#[test]
fn every_question_is_decided_alike_in_the_other_half() {
    decide(HALF..2 * HALF);
}

fn decide(seeds: Range<u64>) {
    let mut questions = Questions::default();
    for seed in seeds {
        let world = World::of(seed);
        let mut dice = Dice(seed ^ 0xACCE55);
        let person = dice.pick(&world.authority.grants).person.clone();
        let sight = world.authority.sight(&person, world.day);
        for row in &world.rows {
            rights(&world, &person, &sight, row, seed, &mut questions);
            fields(&world, &person, &sight, row, seed, &mut questions);
        }
        acts(&world, &person, &sight, seed, &mut questions);
    }
    // A world in which nothing, or everything, is seen would prove little.
    let Questions { asked, yes, some } = questions;
    assert!(yes * 20 > asked && yes * 2 < asked, "{yes} of {asked}");
    assert!(some > HALF / 2, "{some} scopes are neither nothing nor all");
}

#[derive(Default)]
struct Questions {
    asked: u64,
    yes: u64,
    some: u64,
}

/// What the crate says of a row, from scope and facts.
fn has(world: &World, sight: &Sight, right: Right, row: &Row) -> bool {
    let owner = world.owner(row);
    let facts = RowFacts {
        owner: owner.as_deref(),
        key: &row.key,
        reached: &|way| world.led_to(row, way),
    };
    let has = sight.has(&row.register, right, &facts);
    assert_eq!(sight.why(&row.register, right, &facts).has, has);
    has
}

fn rights(
    world: &World,
    person: &str,
    sight: &Sight,
    row: &Row,
    seed: u64,
    questions: &mut Questions,
) {
    for (right, wish) in [
        (Right::Read, Wish::Read),
        (Right::Write, Wish::Write),
        (Right::Export, Wish::Export),
    ] {
        let found = has(world, sight, right, row);
        let expected = may_row(world, person, world.day, wish, row);
        assert_eq!(found, expected, "seed {seed}: {person} {wish:?} {row:?}");
        questions.asked += 1;
        questions.yes += u64::from(expected);
        let scope = sight.scope(&row.register, right);
        questions.some += u64::from(matches!(scope, RowScope::Some(_)));
    }
}

fn fields(
    world: &World,
    person: &str,
    sight: &Sight,
    row: &Row,
    seed: u64,
    questions: &mut Questions,
) {
    for (register, field, class) in [
        ("member", "identity", "identity"),
        ("member", "illness", "health"),
        ("team", "mood", "mind"),
    ] {
        if row.register != register {
            continue;
        }
        let owner = world.owner(row);
        let facts = RowFacts {
            owner: owner.as_deref(),
            key: &row.key,
            reached: &|way| world.led_to(row, way),
        };
        let found = sight.purposes(register, field, &facts);
        let expected = purposes(world, person, world.day, class, row);
        assert_eq!(found, expected, "seed {seed}: {person} {field} of {row:?}");
        if sight.field(register, field) == FieldSight::Hidden {
            assert!(
                expected.is_empty(),
                "seed {seed}: {person} {field} of {row:?}"
            );
        }
        questions.asked += 1;
        questions.yes += u64::from(!expected.is_empty());
    }
}

fn acts(world: &World, person: &str, sight: &Sight, seed: u64, questions: &mut Questions) {
    for act in [
        "break_glass",
        "delegate",
        "figures",
        "import",
        "journal",
        "snapshot",
    ] {
        let expected = may_act(world, person, world.day, act, None);
        assert_eq!(sight.may(act), expected, "seed {seed}: {person} {act}");
        for node in &world.authority.organisation.nodes {
            let expected = may_act(world, person, world.day, act, Some(&node.code));
            let found = sight.may_at(act, &node.code);
            assert_eq!(
                found, expected,
                "seed {seed}: {person} {act} at {}",
                node.code
            );
            questions.asked += 1;
            questions.yes += u64::from(expected);
        }
    }
}
