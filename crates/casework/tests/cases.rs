//! One case at a time: two at once, stand-ins, time, and files carried over to a changed process.

mod house;

use std::collections::BTreeMap;

use expect_test::expect;
use jixia_casework::{Actor, Case, Entitled, Falls, Order, Procedure, Refusal, Row, Step};
use jixia_pack::{Person, Process};
use jixia_terms::{Day, Instant, Value};

/// Whoever was named and no longer holds the role moves nothing.
struct Nobody;

impl Entitled for Nobody {
    fn may_be(&self, _: &str, _: &Person, _: &Row) -> bool {
        false
    }
}

#[test]
fn a_named_person_who_lost_the_role_moves_nothing() {
    let record = row(&[("grade", "high")]);
    let fix = order(
        "owner_li",
        "fix",
        2,
        &[("measure", "换新"), ("photos", "f")],
    );
    let refused = procedure("hazard").apply(&assigned(&record), &fix, &record, &Nobody);
    assert_eq!(refused.unwrap_err().code(), "not_entitled");
}

/// Everybody is whoever their name begins with; `deputy` stands in for `owner_li`.
struct Names;

impl Entitled for Names {
    fn may_be(&self, who: &str, person: &Person, _: &Row) -> bool {
        who.starts_with(&person.name)
    }

    fn stands_in(&self, who: &str, for_whom: &str) -> bool {
        (who, for_whom) == ("deputy", "owner_li")
    }
}

fn procedure(name: &str) -> Procedure<'static> {
    Procedure::of(house::packs(), name).unwrap()
}

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

fn row(values: &[(&str, &str)]) -> Row {
    values
        .iter()
        .map(|(name, value)| ((*name).to_owned(), Value::from(*value)))
        .collect()
}

fn order<'o>(who: &'o str, act: &'o str, seen: u64, gives: &[(&str, &str)]) -> Order<'o> {
    Order {
        act,
        who: Actor::Person(who),
        at: at("2026-11-19T09:00:00+08:00"),
        seen,
        gives: row(gives),
    }
}

fn found(record: &Row) -> Case {
    let order = order(
        "finder_an",
        "find",
        0,
        &[("grade", "high"), ("place", "门厅")],
    );
    procedure("hazard")
        .open("c1", &order, record, &Names)
        .unwrap()
        .case
}

fn press(case: &Case, order: &Order<'_>, record: &Row) -> Result<Step, Refusal> {
    procedure("hazard").apply(case, order, record, &Names)
}

fn assigned(record: &Row) -> Case {
    let give = order("finder_an", "assign", 1, &[("owner", "owner_li")]);
    press(&found(record), &give, record).unwrap().case
}

#[test]
fn of_two_who_press_at_once_one_wins_and_the_other_is_told() {
    let record = row(&[("grade", "high")]);
    let case = found(&record);
    let first = press(
        &case,
        &order("finder_an", "assign", 1, &[("owner", "owner_li")]),
        &record,
    );
    let now = first.unwrap().case;
    let second = press(
        &now,
        &order("finder_bo", "take_back", 1, &[("reason", "重复")]),
        &record,
    );
    let refusal = second.unwrap_err();
    assert_eq!(refusal.code(), "moved_on");
    expect!["别人刚办过这一件，现在是“待整改”；请刷新后再办"].assert_eq(&refusal.text().zh);
}

#[test]
fn a_stand_in_acts_for_the_one_named_and_counts_as_both() {
    let record = row(&[("grade", "high")]);
    let case = assigned(&record);
    let fix = |who| order(who, "fix", 2, &[("measure", "换新"), ("photos", "f")]);
    assert_eq!(
        press(&case, &fix("owner_wu"), &record).unwrap_err().code(),
        "not_entitled"
    );
    let step = press(&case, &fix("deputy"), &record).unwrap();
    assert_eq!(step.event.for_whom.as_deref(), Some("owner_li"));
    assert_eq!(step.case.kept().did["fix"], ["deputy", "owner_li"]);
    assert_eq!(step.event.sets["measure"], Value::from("换新"));
    let record: Row = record.into_iter().chain(step.event.sets.clone()).collect();
    let verify = |who| order(who, "verify", 3, &[]);
    assert!(press(&step.case, &verify("verifier_sun"), &record).is_ok());
    let empty = Row::new();
    let refused = press(&step.case, &verify("verifier_sun"), &empty).unwrap_err();
    assert_eq!(refused.code(), "not_now");
}

#[test]
fn refusals_say_what_to_do() {
    let record = row(&[("grade", "high")]);
    let case = assigned(&record);
    let tries = [
        order("owner_li", "fix", 2, &[]),
        order(
            "owner_li",
            "fix",
            2,
            &[("measure", "a"), ("photos", "f"), ("grad", "x")],
        ),
        order("verifier_sun", "fix", 2, &[]),
        order("owner_li", "close", 2, &[]),
        order("owner_li", "clos", 2, &[]),
    ];
    let mut told = String::new();
    for order in &tries {
        let refusal = press(&case, order, &record).unwrap_err();
        let text = refusal.text();
        told += &format!("{}\n  {}\n  {}\n", refusal.code(), text.zh, text.en);
    }
    let grade = order(
        "finder_an",
        "find",
        0,
        &[("grade", "hi"), ("place", "门厅")],
    );
    let refusal = procedure("hazard")
        .open("c", &grade, &record, &Names)
        .unwrap_err();
    told += &format!("{}\n  {}\n", refusal.code(), refusal.text().zh);
    expect![[r#"
        missing
          请填写：整改措施、照片
          give: What was done, Photographs
        unknown_ask
          “报告已整改”不要求“grad”，请去掉
          `Report it fixed` does not ask for `grad`: leave it out
        not_entitled
          “报告已整改”由整改责任人办理
          `Report it fixed` is for: Owner
        no_such_move
          现在是“待整改”，不能办“销号”；可办：改派、报告已整改
          the case is `To be fixed`, where `Close` cannot be done; one of: Hand on, Report it fixed
        no_such_move
          现在是“待整改”，不能办“clos”；可办：改派、报告已整改
          the case is `To be fixed`, where `clos` cannot be done; one of: Hand on, Report it fixed
        bad_value
          “等级”填写的内容不合要求，请改填
    "#]]
    .assert_eq(&told);
}

#[test]
fn time_moves_only_what_is_due() {
    let appeal = procedure("appeal");
    let record = row(&[("grade", "ordinary"), ("answer", "每生每月不超过公示标准")]);
    let steps = [
        (
            "intake_a",
            "receive",
            vec![("subject", "收费"), ("text", "多少"), ("channel", "letter")],
        ),
        ("intake_a", "grade", vec![("grade", "ordinary")]),
        ("intake_a", "assign", vec![("owner", "owner_b")]),
        ("owner_b", "verify", vec![("finding", "属实")]),
        (
            "owner_b",
            "decide",
            vec![("answer", "每生每月不超过公示标准")],
        ),
        ("approver_c", "approve", vec![]),
    ];
    let mut case: Option<Case> = None;
    for (seen, (who, act, gives)) in steps.iter().enumerate() {
        let order = order(who, act, seen as u64, gives);
        let step = match &case {
            None => appeal.open("q", &order, &record, &Names),
            Some(case) => appeal.apply(case, &order, &record, &Names),
        };
        case = Some(step.unwrap().case);
    }
    let case = case.unwrap();
    let deadline = appeal.deadline(&case, &record).unwrap();
    assert_eq!(deadline.due, at("2026-12-04"));
    let begun = at("2026-11-19T09:00:00+08:00");
    assert_eq!(
        deadline.falls(begun, at("2026-12-30")),
        [Falls::Act(deadline.due, "close")]
    );
    // On the last instant people are still in time; the next sweep tells what this one did not.
    assert_eq!(deadline.falls(begun, deadline.due), []);
    assert_eq!(
        deadline.falls(deadline.due, at("2026-12-30")),
        [Falls::Act(deadline.due, "close")]
    );
    let by_time = |at| Order {
        act: "close",
        who: Actor::Time,
        at,
        seen: case.version(),
        gives: Row::new(),
    };
    let early = appeal.apply(
        &case,
        &by_time(at("2026-12-04T20:00:00+08:00")),
        &record,
        &Names,
    );
    assert_eq!(early.unwrap_err().code(), "not_due");
    assert_eq!(appeal.by_default(&case, &record, deadline.due), None);
    let (act, when) = appeal.by_default(&case, &record, at("2026-12-09")).unwrap();
    assert_eq!((act.as_str(), when), ("close", deadline.due));
    let closed = appeal
        .apply(&case, &by_time(when), &record, &Names)
        .unwrap();
    assert_eq!((closed.case.state(), closed.event.by), ("closed", None));
    // An account of that name is not time itself.
    let person = order("time", "close", case.version(), &[]);
    let person = Order {
        at: at("2026-12-09"),
        ..person
    };
    let refused = appeal.apply(&case, &person, &record, &Names).unwrap_err();
    assert_eq!(refused.code(), "not_entitled");
}

#[test]
fn what_is_late_is_kept_with_the_move_that_ends_it() {
    let record = row(&[("grade", "high")]);
    let case = assigned(&record);
    let fix = Order {
        at: at("2026-11-28T10:00:00+08:00"),
        ..order(
            "owner_li",
            "fix",
            2,
            &[("measure", "换新"), ("photos", "f")],
        )
    };
    let late = press(&case, &fix, &record).unwrap().event.late.unwrap();
    // Due on Tuesday 24 November; the 28th is a Saturday.
    assert_eq!(
        (late.due, late.days, late.working_days),
        (at("2026-11-24"), 4, 3)
    );
    let back = Order {
        at: at("2026-11-01"),
        ..fix
    };
    assert_eq!(
        press(&case, &back, &record).unwrap_err().code(),
        "too_early"
    );
}

#[test]
fn a_limit_beyond_the_known_years_says_that_it_is_not_certain() {
    let hazard = procedure("hazard");
    let record = row(&[("grade", "low")]);
    let mut kept = assigned(&record).kept().clone();
    let deadline = |kept| {
        let case = Case::from_kept(kept, hazard.process()).unwrap();
        hazard.deadline(&case, &record).unwrap()
    };
    assert!(deadline(kept.clone()).is_certain);
    kept.entered = at("2026-12-20T09:00:00+08:00");
    assert!(!deadline(kept.clone()).is_certain);
    let ungraded = Case::from_kept(kept, hazard.process()).unwrap();
    let shortest = hazard.deadline(&ungraded, &Row::new()).unwrap();
    assert_eq!(shortest.due.day(), "2026-12-23".parse::<Day>().unwrap());
}

#[test]
fn a_case_ends_by_the_version_with_which_it_began_until_it_is_carried_over() {
    let record = row(&[("grade", "high")]);
    let case = assigned(&record);
    let old = procedure("hazard");
    let mut changed: Process = old.process().clone();
    changed.digest = "changed".to_owned();
    changed.moves.retain(|one| one.act != "hand_on");
    let rename = |name: &mut String| {
        if name == "assigned" {
            *name = "open".to_owned();
        }
    };
    changed
        .states
        .iter_mut()
        .for_each(|state| rename(&mut state.name));
    for one in &mut changed.moves {
        one.from.iter_mut().for_each(rename);
        one.to.iter_mut().for_each(rename);
    }
    changed.limits.retain(|limit| limit.state != "assigned");
    let new = Procedure::kept(house::packs(), &changed);
    let fix = order(
        "owner_li",
        "fix",
        2,
        &[("measure", "换新"), ("photos", "f")],
    );
    let refused = new.apply(&case, &fix, &record, &Names).unwrap_err();
    assert_eq!(refused.code(), "other_version");
    assert!(
        press(&case, &fix, &record).is_ok(),
        "it still goes by its own version"
    );

    let nowhere = new
        .carried(&case, old, &record, &BTreeMap::new())
        .unwrap_err();
    assert_eq!(nowhere.code(), "no_such_state");
    let states = BTreeMap::from([("assigned".to_owned(), "open".to_owned())]);
    let moving = new.carried(&case, old, &record, &states).unwrap();
    assert_eq!(
        (moving.from.as_str(), moving.to.as_str()),
        ("assigned", "open")
    );
    assert_eq!(
        (moving.gone, moving.come),
        (vec!["hand_on".to_owned()], vec![])
    );
    assert_eq!(
        (moving.due_before, moving.due_after),
        (Some(at("2026-11-24")), None)
    );

    let (carried, event) = new
        .carry_over(&case, &states, ("office", at("2026-11-20")))
        .unwrap();
    assert_eq!(
        (event.act.as_str(), event.version, carried.state()),
        ("_migrate", 3, "open")
    );
    assert_eq!(carried.named("owner"), Some("owner_li"));
    let fix = Order {
        seen: 3,
        at: at("2026-11-21"),
        ..fix
    };
    assert_eq!(
        new.apply(&carried, &fix, &record, &Names)
            .unwrap()
            .case
            .state(),
        "fixed"
    );
    assert!(Case::from_kept(case.kept().clone(), &changed).is_err());
}

#[test]
fn a_transfer_writes_both_rolls_or_none() {
    let transfer = procedure("pupil_transfer");
    let record = row(&[
        ("code", "Z1"),
        ("pupil", "G1"),
        ("from_school", "A"),
        ("to_school", "B"),
    ]);
    let ask = order("one_b", "ask", 0, &[("reason", "迁居")]);
    let asked = transfer.open("z", &ask, &record, &Names).unwrap().case;
    let agreed = transfer.apply(&asked, &order("other_a", "agree", 1, &[]), &record, &Names);
    let mut approve = order("authority_c", "approve", 2, &[]);
    approve.gives.insert(
        "from_day".to_owned(),
        "2026-12-01".parse::<Day>().unwrap().into(),
    );
    let done = transfer
        .apply(&agreed.unwrap().case, &approve, &record, &Names)
        .unwrap();
    let written = serde_json::to_string_pretty(&done.writes).unwrap();
    expect![[r#"
        [
          {
            "register": "enrolment_event",
            "gives": {
              "act": "transfer_out",
              "day": "2026-12-01",
              "document": "Z1",
              "pupil": "G1",
              "school": "A",
              "to_school": "B"
            }
          },
          {
            "register": "enrolment_event",
            "gives": {
              "act": "transfer_in",
              "day": "2026-12-01",
              "document": "Z1",
              "from_school": "A",
              "pupil": "G1",
              "school": "B"
            }
          },
          {
            "register": "pupil",
            "gives": {
              "number": "G1",
              "school": "B"
            }
          }
        ]"#]]
    .assert_eq(&written);
}
