//! Red, amber and green 红黄绿灯 of milestones, by their dates and by how far they have come.
//!
//! By dates: done is green; past its day is red; near its day is amber. By course: what is done is
//! held against the straight line from beginning to due day, and how far it lags decides. A whole
//! has the worst light of its parts.

use jixia_terms::Day;
use serde::Serialize;

/// A light; the greater the worse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Light {
    /// 绿灯: done, or on course.
    Green,
    /// 黄灯: soon due, or somewhat behind.
    Amber,
    /// 红灯: overdue, or far behind.
    Red,
}

/// A step with its day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Milestone {
    /// The last day in time.
    pub due: Day,
    /// The day on which it was done.
    pub done: Option<Day>,
}

/// The light of a milestone on a day; amber from so many days before it is due.
pub fn by_date(milestone: Milestone, amber_days: i32, today: Day) -> Light {
    if milestone.done.is_some_and(|done| done <= today) {
        return Light::Green;
    }
    match milestone.due.days() - today.days() {
        left if left < 0 => Light::Red,
        left if left < amber_days => Light::Amber,
        _ => Light::Green,
    }
}

/// How far something has come, in basis points of the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Course {
    /// The day on which it began.
    pub begun: Day,
    /// The last day in time.
    pub due: Day,
    /// What is done.
    pub done: i64,
}

/// The light of a course on a day: amber when it lags by more than the first slack (basis points),
/// red by more than the second, and whenever it is past its day and not whole.
pub fn by_course(course: Course, (amber, red): (i64, i64), today: Day) -> Light {
    if course.done >= 10_000 {
        return Light::Green;
    }
    if today > course.due {
        return Light::Red;
    }
    let length = i64::from(course.due.days() - course.begun.days()).max(1);
    let gone = i64::from(today.days() - course.begun.days()).clamp(0, length);
    let lag = 10_000 * gone / length - course.done;
    match lag {
        _ if lag > red => Light::Red,
        _ if lag > amber => Light::Amber,
        _ => Light::Green,
    }
}

/// The light of a whole: the worst of its parts; green where it has none.
pub fn worst(lights: impl IntoIterator<Item = Light>) -> Light {
    lights.into_iter().max().unwrap_or(Light::Green)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn dates_decide() {
        let due = day("2026-06-30");
        let light = |done: Option<&str>, today: &str| {
            let done = done.map(day);
            by_date(Milestone { due, done }, 10, day(today))
        };
        assert_eq!(light(None, "2026-06-20"), Light::Green);
        assert_eq!(light(None, "2026-06-21"), Light::Amber);
        assert_eq!(light(None, "2026-06-30"), Light::Amber);
        assert_eq!(light(None, "2026-07-01"), Light::Red);
        assert_eq!(light(Some("2026-07-05"), "2026-07-04"), Light::Red);
        assert_eq!(light(Some("2026-07-05"), "2026-07-05"), Light::Green);
    }

    #[test]
    fn a_lagging_course_turns_amber_then_red() {
        // A hundred days; on the fiftieth half should be done.
        let (begun, due) = (day("2026-01-01"), day("2026-04-11"));
        let light =
            |done, today: &str| by_course(Course { begun, due, done }, (1_000, 2_500), day(today));
        assert_eq!(light(4_000, "2026-02-20"), Light::Green);
        assert_eq!(light(3_999, "2026-02-20"), Light::Amber);
        assert_eq!(light(2_499, "2026-02-20"), Light::Red);
        assert_eq!(light(9_999, "2026-04-12"), Light::Red);
        assert_eq!(light(10_000, "2026-04-12"), Light::Green);
        assert_eq!(worst([Light::Green, Light::Red, Light::Amber]), Light::Red);
        assert_eq!(worst([]), Light::Green);
    }
}
