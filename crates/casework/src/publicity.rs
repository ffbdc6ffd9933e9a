//! A period of publicity 公示: so many working days, stopped by an objection, begun anew after it
//! was looked into.
//!
//! The day on which the showing begins does not count (Civil Code 民法典, art. 201).

use jixia_terms::Day;
use serde::Serialize;

use crate::WorkCalendar;

/// An objection to what is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Objection {
    /// The day on which it came in.
    pub raised: Day,
    /// The day on which it was settled, and whether it was upheld.
    pub settled: Option<(Day, bool)>,
}

/// How a showing stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Showing {
    /// Objections are taken in up to and with this day.
    Open {
        /// The last day.
        last: Day,
    },
    /// An objection is being looked into.
    Stopped {
        /// Since when.
        since: Day,
    },
    /// An objection was upheld.
    Failed {
        /// When.
        on: Day,
    },
    /// It has passed without an objection that was upheld.
    Passed {
        /// Its last day.
        last: Day,
    },
}

/// How a showing that began on a day stands on another. Objections that come in after the last day
/// do not count.
pub fn showing(
    from: Day,
    working_days: u32,
    objections: &[Objection],
    (calendar, today): (WorkCalendar<'_>, Day),
) -> Showing {
    let mut in_order = objections.to_vec();
    in_order.sort_by_key(|one| one.raised);
    let mut last = calendar.after(from, working_days);
    let mut begun = from;
    for one in in_order.iter().filter(|one| one.raised <= today) {
        // One that is raised while another is looked into is settled on its own.
        if one.raised > last || one.raised < begun && one.settled.is_some_and(|it| it.0 <= begun) {
            continue;
        }
        match one.settled.filter(|(day, _)| *day <= today) {
            None => return Showing::Stopped { since: one.raised },
            Some((on, true)) => return Showing::Failed { on },
            Some((on, false)) => {
                begun = begun.max(on);
                last = calendar.after(begun, working_days);
            }
        }
    }
    if today <= last {
        Showing::Open { last }
    } else {
        Showing::Passed { last }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn on(today: &str, objections: &[Objection]) -> Showing {
        let calendar = WorkCalendar::new(None);
        showing(day("2026-11-16"), 5, objections, (calendar, day(today)))
    }

    #[test]
    fn five_working_days_from_a_monday_end_on_the_next() {
        let last = day("2026-11-23");
        assert_eq!(on("2026-11-23", &[]), Showing::Open { last });
        assert_eq!(on("2026-11-24", &[]), Showing::Passed { last });
    }

    #[test]
    fn an_objection_stops_it_and_it_begins_anew() {
        let raised = day("2026-11-18");
        let open = [Objection {
            raised,
            settled: None,
        }];
        assert_eq!(
            on("2026-11-17", &open),
            Showing::Open {
                last: day("2026-11-23")
            }
        );
        assert_eq!(on("2026-12-30", &open), Showing::Stopped { since: raised });
        let settled = |upheld| {
            [Objection {
                raised,
                settled: Some((day("2026-11-20"), upheld)),
            }]
        };
        assert_eq!(
            on("2026-11-19", &settled(false)),
            Showing::Stopped { since: raised }
        );
        assert_eq!(
            on("2026-11-25", &settled(false)),
            Showing::Open {
                last: day("2026-11-27")
            }
        );
        assert_eq!(
            on("2026-11-25", &settled(true)),
            Showing::Failed {
                on: day("2026-11-20")
            }
        );
    }

    #[test]
    fn who_objects_too_late_is_not_counted() {
        let late = [Objection {
            raised: day("2026-11-24"),
            settled: None,
        }];
        assert_eq!(
            on("2026-12-01", &late),
            Showing::Passed {
                last: day("2026-11-23")
            }
        );
    }
}
