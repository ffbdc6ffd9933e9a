//! Tests of statuses and their reasons.

use super::*;
use crate::plan::goal::comparator_of;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn status(
    comparator: &str,
    value: f64,
    due: &str,
    zero_on: Option<&str>,
    points: &[(&str, f64)],
) -> Status {
    let goal = Goal {
        comparator: comparator_of(comparator).unwrap(),
        value,
        value_max: None,
        lower_is_better: comparator == "<=",
    };
    let course = Course {
        points: points.iter().map(|(on, value)| (day(on), *value)).collect(),
        today: points.last().map_or(day("2026-11-01"), |(on, _)| day(on)),
        begin: day("2026-01-01"),
        due: day(due),
        zero_on: zero_on.map(day),
        unit: String::new(),
        change: None,
    };
    course.status(&goal).0
}

#[test]
fn the_snapshots_on_both_sides_of_its_day_decide() {
    let held = |due, points: &[(&str, f64)]| status(">=", 85.0, due, None, points);
    let both = |before, later| {
        held(
            "2026-06-30",
            &[("2026-06-01", before), ("2026-11-01", later)],
        )
    };
    assert_eq!(both(85.0, 80.0), Status::Met);
    assert_eq!(both(80.0, 85.0), Status::NoData);
    assert_eq!(both(80.0, 84.9), Status::Missed);
    let on_its_day = held("2026-11-01", &[("2026-11-01", 84.9)]);
    assert_ne!(on_its_day, Status::Missed);
    let later = [("2026-06-30", 84.9), ("2026-11-01", 85.0)];
    assert_eq!(held("2026-06-30", &later), Status::Missed);
    // What the first one after it shows counts, not what came later still.
    let third = [
        ("2026-06-01", 80.0),
        ("2026-09-01", 84.0),
        ("2026-11-01", 85.0),
    ];
    assert_eq!(held("2026-06-30", &third), Status::Missed);
}

#[test]
fn a_day_that_passed_without_a_snapshot_since_is_not_judged() {
    let found = reason((">=", 200.0), "个", &[("2026-03-01", 0.0)], "2026-08-31");
    assert_eq!(found.0, Status::NoData);
    assert_eq!(
        found.1,
        "期限 2026-08-31 已过，2026-03-01 实测 0 个，未达到目标；此后没有可比的快照，到期时是否达到不能判断"
    );
    let points = [("2026-03-01", 0.0), ("2026-09-01", 235.0)];
    assert_eq!(
        reason((">=", 200.0), "个", &points, "2026-08-31").1,
        "2026-03-01 实测 0 个，未达到目标；2026-09-01 实测 235 个，已达到；\
         期限 2026-08-31 时是否达到不能判断"
    );
}

#[test]
fn a_snapshot_after_its_day_alone_proves_nothing() {
    for value in [85.0, 84.9] {
        let found = status(">=", 85.0, "2026-06-30", None, &[("2026-11-01", value)]);
        assert_eq!(found, Status::NoData);
    }
}

#[test]
fn an_even_course_parts_late_from_on_course() {
    // From 80 at the end of 2025 towards 90 at the end of 2026: whole ones by mid-year are 84.
    let towards = |value| {
        status(
            ">=",
            90.0,
            "2026-12-31",
            None,
            &[("2025-12-31", 80.0), ("2026-07-01", value)],
        )
    };
    assert_eq!(towards(84.0), Status::OnCourse);
    assert_eq!(towards(83.0), Status::Late);
    let down = |value| {
        status(
            "<=",
            0.0,
            "2026-12-31",
            None,
            &[("2025-12-31", 100.0), ("2026-07-01", value)],
        )
    };
    assert_eq!(down(51.0), Status::OnCourse);
    assert_eq!(down(52.0), Status::Late);
}

#[test]
fn what_is_counted_by_the_year_begins_at_zero() {
    let new = |value| {
        status(
            "increase",
            1200.0,
            "2026-12-31",
            Some("2026-01-01"),
            &[("2025-12-31", 5000.0), ("2026-07-02", value)],
        )
    };
    assert_eq!(new(600.0), Status::OnCourse);
    assert_eq!(new(300.0), Status::Late);
}

#[test]
fn one_point_tells_of_no_course() {
    assert_eq!(
        status(">=", 90.0, "2026-12-31", None, &[("2026-03-01", 80.0)]),
        Status::NotYetDue
    );
    assert_eq!(status(">=", 90.0, "2026-12-31", None, &[]), Status::NoData);
}

#[test]
fn a_value_that_held_and_holds_no_longer_is_late() {
    assert_eq!(
        status(
            ">=",
            90.0,
            "2026-12-31",
            None,
            &[("2025-12-31", 95.0), ("2026-07-01", 89.0)]
        ),
        Status::Late
    );
}

fn reason(
    (comparator, value): (&str, f64),
    unit: &str,
    points: &[(&str, f64)],
    due: &str,
) -> (Status, String) {
    let goal = Goal {
        comparator: comparator_of(comparator).unwrap(),
        value,
        value_max: None,
        lower_is_better: comparator == "<=",
    };
    let course = Course {
        points: points.iter().map(|(on, value)| (day(on), *value)).collect(),
        today: day("2026-11-01"),
        begin: day("2026-01-01"),
        due: day(due),
        zero_on: None,
        unit: unit.to_owned(),
        change: None,
    };
    let (status, reason) = course.status(&goal);
    (status, reason.zh)
}

#[test]
fn reasons_count_whole_things_and_name_the_bound_that_is_broken() {
    let of = |goal, unit, from: f64, to: f64| {
        let points = [("2025-12-31", from), ("2026-11-01", to)];
        reason(goal, unit, &points, "2026-12-31").1
    };
    assert_eq!(
        of((">=", 1000.0), "个", 0.0, 500.0),
        "自 2025-12-31 起匀速推进，2026-11-01 应为 835 个，实测 500 个，落后于进度"
    );
    assert_eq!(
        of((">=", 2.0), "所", 0.0, 1.0),
        "自 2025-12-31 起匀速推进，2026-11-01 应为 1 所，实测 1 所，不落后于进度"
    );
    assert_eq!(
        of(("<=", 0.0), "个", 0.0, 3.0),
        "2026-11-01 实测 3 个，尚未清零；期限 2026-12-31"
    );
    assert_eq!(
        of(("<=", 56.0), "人", 48.0, 60.0),
        "2026-11-01 实测 60 人，超过上限 56 人"
    );
    assert_eq!(
        of((">=", 90.0), "%", 95.0, 89.5),
        "2026-11-01 实测 89.5%，低于下限 90%"
    );
    assert_eq!(
        of(("<=", 56.0), "人", 48.0, 50.0),
        "2026-11-01 实测 50 人，保持在目标之内"
    );
    assert!(of((">=", 90.0), "%", 80.0, 85.0).contains("应为 88.36%"));
}

#[test]
fn a_value_that_was_outside_came_back() {
    let of = |values: [f64; 3]| {
        let days = ["2025-12-31", "2026-06-01", "2026-11-01"];
        let points: Vec<(&str, f64)> = days.into_iter().zip(values).collect();
        reason(("<=", 56.0), "人", &points, "2026-12-31").1
    };
    assert_eq!(
        of([48.0, 50.0, 52.0]),
        "2026-11-01 实测 52 人，保持在目标之内"
    );
    assert_eq!(
        of([48.0, 60.0, 52.0]),
        "2026-11-01 实测 52 人，回到目标之内"
    );
    assert_eq!(of([60.0, 60.0, 52.0]), "2026-11-01 实测 52 人，已达到目标");
}
