//! A calendar of working days: `calendars/china.toml`.

use std::collections::BTreeSet;

use jixia_terms::Day;
use toml::de::DeValue;

use super::Source;
use super::table::{Table, day_of};
use crate::model::Confirmation;
use crate::process::{Calendar, CalendarYear};
use crate::sink::{Sink, what};

pub(super) fn read(source: &Source<'_>, sink: &mut Sink) -> Calendar {
    let table = source.open(&["label", "doc", "year"], sink);
    let keys = ["year", "source", "confirmed", "off", "work"];
    let mut years: Vec<CalendarYear> = Vec::new();
    for one in table.tables("year", &keys, sink) {
        for key in ["year", "confirmed", "off"] {
            one.require(key, sink);
        }
        let Some(year) = one.maybe_year("year", sink) else {
            continue;
        };
        if years.last().is_some_and(|before| before.year >= year) {
            let text = say!("年份应依次递增", "years ascend");
            sink.add(one.file, &one.at("year"), what("years_unsorted", text));
        }
        let (off, work) = (
            days(&one, "off", year, sink),
            days(&one, "work", year, sink),
        );
        if let Some(both) = off.intersection(&work).next() {
            let text = say!("{both} 既放假又上班", "{both} is both off and worked");
            sink.add(one.file, &one.at("work"), what("off_and_worked", text));
        }
        let confirmed = one.flag("confirmed", sink);
        years.push(CalendarYear {
            year,
            source: one.text("source", sink),
            confirmation: if confirmed {
                Confirmation::Confirmed
            } else {
                Confirmation::Unconfirmed
            },
            off,
            work,
        });
    }
    Calendar {
        name: source.name.clone(),
        label: table.label("label", sink),
        doc: table.doc(sink),
        years,
        origin: source.origin.clone(),
    }
}

/// Days of a year, each a day or a list of first and last day.
fn days(table: &Table<'_>, key: &str, year: i16, sink: &mut Sink) -> BTreeSet<Day> {
    let mut days = BTreeSet::new();
    let items = table.value(key).and_then(DeValue::as_array);
    for (i, item) in items.into_iter().flat_map(|items| items.iter()).enumerate() {
        let range = match item.get_ref() {
            DeValue::Array(pair) => match pair.iter().collect::<Vec<_>>().as_slice() {
                [from, to] => day_of(from.get_ref()).zip(day_of(to.get_ref())),
                _ => None,
            },
            one => day_of(one).map(|day| (day, day)),
        };
        let range =
            range.filter(|(from, to)| from <= to && from.year() == year && to.year() == year);
        let Some((from, to)) = range else {
            let text = say!("应为 {year} 年的日期", "this is to be a day of {year}");
            let help = say!(
                "写作 2026-10-10，或首尾两日 [2026-10-01, 2026-10-07]",
                "write 2026-10-10, or first and last day [2026-10-01, 2026-10-07]"
            );
            let path = format!("{}.{i}", table.at(key));
            sink.add(table.file, &path, what("bad_day", text).help(help));
            continue;
        };
        days.extend((from.days()..=to.days()).filter_map(Day::from_days));
    }
    days
}
