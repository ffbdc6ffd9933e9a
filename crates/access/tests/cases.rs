//! Single answers of `docs/access.md`, each in a small authority that a person can follow.

mod oracle;

use std::collections::BTreeSet;
use std::sync::Arc;

use expect_test::expect;
use jixia_access::{
    Authority, Grant, GrantId, Kind, Leaving, Line, Move, Node, Organisation, Place, Right,
    RowFacts, Sight, Succession, Turn,
};
use jixia_pack::RowScope;
use jixia_terms::Day;

use oracle::world::PACKS;

fn day(number: i8) -> Day {
    Day::new(2026, 3, number).unwrap()
}

/// A top with two areas, each with a site; a third site that opens on the 10th.
fn authority() -> Authority {
    let node = |code: &str, kind: &str| Node {
        code: code.to_owned(),
        kind: kind.to_owned(),
        since: None,
        until: None,
    };
    let line = |child: &str, parent: &str| Line {
        child: child.to_owned(),
        parent: parent.to_owned(),
        administrative: true,
        since: None,
        until: None,
    };
    let mut nodes = vec![
        node("TOP", "top"),
        node("EAST", "area"),
        node("WEST", "area"),
        node("A", "site"),
        node("B", "site"),
        node("C", "site"),
    ];
    nodes[5].since = Some(day(10));
    Authority {
        packs: Arc::clone(&PACKS),
        organisation: Organisation {
            nodes,
            lines: vec![
                line("EAST", "TOP"),
                line("WEST", "TOP"),
                line("A", "EAST"),
                line("B", "WEST"),
                line("C", "WEST"),
            ],
            ..Organisation::default()
        },
        ..Authority::default()
    }
}

fn grant(id: i64, person: &str, role: &str, node: &str) -> Grant {
    Grant {
        id: GrantId(id),
        person: person.to_owned(),
        role: role.to_owned(),
        place: Place::Node(node.to_owned()),
        from: day(1),
        until: None,
        purposes: BTreeSet::new(),
        kind: Kind::Own,
    }
}

/// The owners of members that the person sees.
fn owners(sight: &Sight) -> String {
    match sight.scope("member", Right::Read) {
        RowScope::Nothing => "nothing".to_owned(),
        RowScope::All => "all".to_owned(),
        RowScope::Some(rows) => Vec::from_iter(rows.owners).join(" "),
    }
}

#[test]
fn who_holds_no_grant_sees_nothing() {
    let sight = authority().sight("甲", day(5));
    assert_eq!(owners(&sight), "nothing");
    assert!(!sight.may("figures"));
}

#[test]
fn a_split_gives_both_what_was_seen_before() {
    let mut it = authority();
    it.grants = vec![grant(1, "甲", "clerk", "A")];
    it.organisation.successions = vec![Succession {
        day: day(10),
        turn: Turn::Split,
        old: "A".to_owned(),
        new: "C".to_owned(),
    }];
    assert_eq!(owners(&it.sight("甲", day(9))), "A");
    assert_eq!(owners(&it.sight("甲", day(10))), "A C");
    it.grants[0].from = day(10);
    assert_eq!(owners(&it.sight("甲", day(11))), "A");
}

#[test]
fn a_merger_carries_the_grant_and_the_archive_to_the_successor() {
    let mut it = authority();
    it.grants = vec![
        grant(1, "甲", "clerk", "A"),
        grant(2, "乙", "clerk", "B"),
        grant(3, "丙", "chief", "EAST"),
    ];
    it.organisation.successions = vec![Succession {
        day: day(10),
        turn: Turn::Merge,
        old: "A".to_owned(),
        new: "B".to_owned(),
    }];
    it.organisation.nodes[3].until = Some(day(10));
    assert_eq!(owners(&it.sight("甲", day(9))), "A");
    assert_eq!(owners(&it.sight("甲", day(10))), "A B");
    assert_eq!(owners(&it.sight("乙", day(10))), "A B");
    assert_eq!(owners(&it.sight("丙", day(9))), "A EAST");
    assert_eq!(owners(&it.sight("丙", day(10))), "EAST");
}

#[test]
fn a_move_changes_what_is_seen_from_above_that_day() {
    let mut it = authority();
    it.grants = vec![
        grant(1, "甲", "chief", "EAST"),
        grant(2, "乙", "chief", "WEST"),
    ];
    it.organisation.moves = vec![Move {
        node: "A".to_owned(),
        day: day(10),
        to: "WEST".to_owned(),
    }];
    assert_eq!(owners(&it.sight("甲", day(9))), "A EAST");
    assert_eq!(owners(&it.sight("甲", day(10))), "EAST");
    assert_eq!(owners(&it.sight("乙", day(10))), "A B C WEST");
}

#[test]
fn what_is_delegated_ends_with_the_grant_and_reaches_no_further() {
    let mut it = authority();
    let mut passed = grant(2, "乙", "clerk", "TOP");
    passed.kind = Kind::Delegated { by: GrantId(1) };
    let mut on = grant(3, "丙", "clerk", "A");
    on.kind = Kind::Delegated { by: GrantId(2) };
    it.grants = vec![grant(1, "甲", "clerk", "EAST"), passed, on];
    assert_eq!(owners(&it.sight("乙", day(5))), "A EAST");
    assert_eq!(owners(&it.sight("丙", day(5))), "nothing");
    it.leavings = vec![Leaving {
        person: "甲".to_owned(),
        day: day(6),
    }];
    assert_eq!(owners(&it.sight("乙", day(5))), "A EAST");
    assert_eq!(owners(&it.sight("乙", day(6))), "nothing");
}

#[test]
fn an_emergency_opens_more_of_ones_charge_alone() {
    let mut it = authority();
    let glass = |reason: &str, informed: &str, until: Option<Day>| Grant {
        until,
        purposes: BTreeSet::from(["rescue".to_owned()]),
        kind: Kind::BreakGlass {
            reason: reason.to_owned(),
            informed: informed.to_owned(),
        },
        from: day(5),
        ..grant(2, "甲", "rescuer", "A")
    };
    let purposes = |it: &Authority| {
        let facts = RowFacts {
            owner: Some("A"),
            key: "P1",
            reached: &|_| None,
        };
        it.sight("甲", day(5))
            .purposes("member", "illness", &facts)
            .join(" ")
    };
    it.grants = vec![
        grant(1, "甲", "chief", "EAST"),
        glass("失联", "乙", Some(day(7))),
    ];
    assert_eq!(purposes(&it), "rescue");
    for refused in [
        glass(" ", "乙", Some(day(7))),
        glass("失联", "甲", Some(day(7))),
        glass("失联", "乙", Some(day(8))),
        glass("失联", "乙", None),
    ] {
        it.grants[1] = refused;
        assert_eq!(purposes(&it), "");
    }
    it.grants = vec![
        grant(1, "甲", "chief", "WEST"),
        glass("失联", "乙", Some(day(7))),
    ];
    assert_eq!(purposes(&it), "");
}

#[test]
fn why_is_said_in_words() {
    let mut it = authority();
    let mut tutor = grant(2, "甲", "tutor", "T1");
    tutor.place = Place::Record {
        register: "team".to_owned(),
        key: "T1".to_owned(),
    };
    let mut late = grant(3, "甲", "chief", "TOP");
    late.from = day(20);
    it.grants = vec![grant(1, "甲", "clerk", "A"), tutor, late];
    let sight = it.sight("甲", day(5));
    let ask = |right: Right, owner: &str, team: &str| {
        let reached = |_: &[String]| Some(team.to_owned());
        let facts = RowFacts {
            owner: Some(owner),
            key: "P1",
            reached: &reached,
        };
        let why = sight.why("member", right, &facts);
        let lines: Vec<String> = why
            .grounds
            .iter()
            .map(|label| format!("{} | {}", label.zh, label.en))
            .collect();
        format!("{}\n{}\n", why.has, lines.join("\n"))
    };
    let all = [
        ask(Right::Read, "A", "T2"),
        ask(Right::Read, "B", "T1"),
        ask(Right::Write, "B", "T1"),
    ];
    expect![[r#"
        true
        授权1：办事员（A），自2026-03-01起 | grant 1: Clerk at A, since 2026-03-01
        true
        授权2：辅导（小组T1），自2026-03-01起 | grant 2: Tutor of Team T1, since 2026-03-01
        false
        授权1：办事员（A），自2026-03-01起；该记录不在其范围内 | grant 1: Clerk at A, since 2026-03-01; the record is outside its reach
        授权2：辅导（小组T1），自2026-03-01起；该角色在此不能修改“成员” | grant 2: Tutor of Team T1, since 2026-03-01; held there, the role does not write Member
        授权3：主管（TOP），自2026-03-20起；尚未开始 | grant 3: Chief at TOP, since 2026-03-20; it has not begun
    "#]].assert_eq(&all.concat());
}
