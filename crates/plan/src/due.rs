//! The last day on which a target must hold, from its deadline's own words.

use jixia_terms::Day;

use crate::lexicon::periods::{self, When};
use crate::model::Span;
use crate::text::Text;

/// The day by which a target with these deadline words must hold; without words, the end of the
/// plan's year.
///
/// `6月底前` is 30 June, `9月1日前` is 31 August (the day before it), `2025年` is 31 December 2025,
/// `今明两年` is the end of the next year, `三年内` counts the plan's own year as the first. Words that
/// are not understood count as none.
#[must_use]
pub fn due_day(by: Option<&str>, plan_year: i16) -> Day {
    let end = year_end(plan_year);
    let Some(words) = by else { return end };
    let text = Text::new(words);
    let chars = text.norm(Span::new(0, text.len()));
    let Some(period) = (0..chars.len()).find_map(|i| chars.get(i..).and_then(periods::parse))
    else {
        return end;
    };
    last_day(period.when, plan_year).unwrap_or(end)
}

/// The last day of a period.
pub(crate) fn last_day(when: When, plan_year: i16) -> Option<Day> {
    match when {
        When::Year(year) => Some(year_end(year.unwrap_or(plan_year))),
        When::YearsOn(on) => Some(year_end(plan_year.saturating_add(on))),
        When::Day(year, month, day) => Day::new(year.unwrap_or(plan_year), month, day),
        When::MonthEnd(year, month) => month_end(year.unwrap_or(plan_year), month),
        When::SchoolYear(year) => Day::new(year.saturating_add(1), 8, 31),
    }
}

fn month_end(year: i16, month: i8) -> Option<Day> {
    if month == 12 {
        return Day::new(year, 12, 31);
    }
    Day::new(year, month.saturating_add(1), 1).map(|next| next.plus_days(-1))
}

fn year_end(year: i16) -> Day {
    Day::new(year.clamp(1, 9999), 12, 31).unwrap_or(Day::EARLIEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(year: i16, month: i8, day: i8) -> Day {
        Day::new(year, month, day).unwrap()
    }

    #[test]
    fn words_become_days() {
        for (words, day) in [
            (None, date(2023, 12, 31)),
            (Some("年底前"), date(2023, 12, 31)),
            (Some("年内"), date(2023, 12, 31)),
            (Some("今年"), date(2023, 12, 31)),
            (Some("2025年"), date(2025, 12, 31)),
            (Some("2025年底前"), date(2025, 12, 31)),
            (Some("6月底前"), date(2023, 6, 30)),
            (Some("6月前"), date(2023, 5, 31)),
            (Some("9月1日前"), date(2023, 8, 31)),
            (Some("9月10日前"), date(2023, 9, 9)),
            (Some("2024年9月"), date(2024, 9, 30)),
            (Some("上半年"), date(2023, 6, 30)),
            (Some("第三季度"), date(2023, 9, 30)),
            (Some("暑假前"), date(2023, 6, 30)),
            (Some("秋季学期开学前"), date(2023, 8, 31)),
            (Some("2024年秋季学期开学前"), date(2024, 8, 31)),
            (Some("今明两年"), date(2024, 12, 31)),
            (Some("“十四五”末"), date(2025, 12, 31)),
            (Some("三年内"), date(2025, 12, 31)),
            (Some("明年底"), date(2024, 12, 31)),
            (Some("2月底前"), date(2023, 2, 28)),
            (Some("尽快"), date(2023, 12, 31)),
        ] {
            assert_eq!(due_day(words, 2023), day, "{words:?}");
        }
    }
}
