//! Deadlines and periods: `到2025年`, `6月底前`, `年内`, `秋季学期开学前`, `今明两年`, `十四五末`, `三年内`.

use super::{begins, longest, numbers};
use terms::{LEADS, OWN_YEAR, TERMS};

/// The point in time that the words of a period end at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum When {
    /// The end of a year; none is the plan's own.
    Year(Option<i16>),
    /// The end of the year so many years after the plan's own.
    YearsOn(i16),
    /// A day of a year; none is the plan's own.
    Day(Option<i16>, i8, i8),
    /// The last day of a month.
    MonthEnd(Option<i16>, i8),
    /// The end of a school year that begins in that year.
    SchoolYear(i16),
}

/// A period read from the start of some characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Period {
    /// Characters it takes, lead words included.
    pub len: usize,
    /// Characters of a lead word such as `到`, which are no part of the deadline's own words.
    pub lead: usize,
    /// Whether the words alone make it a deadline: 底, 前, 内, 到.
    pub firm: bool,
    /// Whether it says how things stand: 截至.
    pub stands: bool,
    /// Whether it is only a name, such as 十四五 in 十四五规划.
    pub name: bool,
    /// When it ends.
    pub when: When,
}

struct Core {
    len: usize,
    when: When,
    firm: bool,
    name: bool,
}

impl Core {
    fn new(len: usize, when: When) -> Self {
        Self {
            len,
            when,
            firm: false,
            name: false,
        }
    }

    fn firm(len: usize, when: When) -> Self {
        Self {
            firm: true,
            ..Self::new(len, when)
        }
    }
}

/// Reads the period that `chars` begins with.
pub(crate) fn parse(chars: &[char]) -> Option<Period> {
    let lead = longest(chars, LEADS, |l| l.0);
    if let Some((len, entry)) = lead
        && let Some(core) = chars.get(len..).and_then(core)
    {
        let firm = core.firm || !core.name;
        return Some(Period {
            len: len + core.len,
            lead: len,
            firm,
            stands: entry.1,
            name: core.name,
            when: core.when,
        });
    }
    core(chars).map(|c| Period {
        len: c.len,
        lead: 0,
        firm: c.firm,
        stands: false,
        name: c.name,
        when: c.when,
    })
}

fn core(chars: &[char]) -> Option<Core> {
    five_years(chars)
        .or_else(|| iso_date(chars))
        .or_else(|| explicit_year(chars))
        .or_else(|| relative_year(chars))
        .or_else(|| part_of_year(chars, None))
        .or_else(|| years_on(chars))
}

/// `十四五末` and `“十四五”期间` are periods, `十四五` alone a name.
fn five_years(chars: &[char]) -> Option<Core> {
    let quoted = begins(chars, "“").unwrap_or(0);
    let rest = chars.get(quoted..)?;
    let (word_len, end) = [
        ("十三五", 2020),
        ("十四五", 2025),
        ("十五五", 2030),
        ("十六五", 2035),
    ]
    .into_iter()
    .find_map(|(word, end)| begins(rest, word).map(|len| (len, end)))?;
    let mut len = quoted + word_len;
    if quoted > 0 {
        len += begins(chars.get(len..)?, "”").unwrap_or(0);
    }
    let after = chars.get(len..)?;
    let ends = ["规划期末", "时期末", "期末", "末期", "收官之年", "末"];
    let spans = ["规划期间", "规划期内", "时期", "期间", "期内"];
    for (words, firm) in [(ends.as_slice(), true), (spans.as_slice(), false)] {
        if let Some((more, _)) = longest(after, words, |w| w) {
            return Some(Core {
                firm,
                ..Core::new(len + more, When::Year(Some(end)))
            });
        }
    }
    Some(Core {
        name: true,
        ..Core::new(len, When::Year(Some(end)))
    })
}

/// `2025-12-31`, `2025.6.30`, `2025/6/30`.
fn iso_date(chars: &[char]) -> Option<Core> {
    let digits = |from: usize| {
        let word: String = chars
            .iter()
            .skip(from)
            .take_while(|c| c.is_ascii_digit())
            .collect();
        word.parse::<i16>()
            .ok()
            .map(|value| (from + word.len(), value))
    };
    let (len, year) = digits(0).filter(|(len, y)| *len == 4 && (1978..=2060).contains(y))?;
    let mark = *chars.get(len).filter(|c| "-./".contains(**c))?;
    let (len, month) = digits(len + 1).filter(|(_, m)| (1..=12).contains(m))?;
    let (len, day) =
        digits(len + 1).filter(|(_, d)| (1..=31).contains(d) && chars.get(len) == Some(&mark))?;
    Some(day_core(chars, len, Some(year), month as i8, day as i8))
}

/// The year that `chars` begins with, in digits or in Chinese: its length and value.
pub(crate) fn year(chars: &[char]) -> Option<(usize, i16)> {
    let number = numbers::parse(chars).filter(|n| n.len == 4)?;
    let digits_only = chars
        .iter()
        .take(4)
        .all(|c| c.is_ascii_digit() || "〇零一二三四五六七八九".contains(*c));
    let known = digits_only && (1978.0..=2060.0).contains(&number.value);
    known.then_some((4, number.value as i16))
}

fn explicit_year(chars: &[char]) -> Option<Core> {
    let (mut len, mut value) = year(chars)?;
    let joined = chars.get(len).is_some_and(|c| "-~至到".contains(*c));
    if joined && let Some((more, upper)) = chars.get(len + 1..).and_then(year) {
        len += 1 + more;
        value = upper;
        if let Some(word) = chars.get(len..).and_then(|c| begins(c, "学年")) {
            return Some(Core::new(len + word, When::SchoolYear(upper - 1)));
        }
    }
    let after = chars.get(len..)?;
    if let Some(word) = begins(after, "学年度").or_else(|| begins(after, "学年")) {
        return Some(Core::new(len + word, When::SchoolYear(value)));
    }
    len += begins(after, "年")?;
    let after = chars.get(len..)?;
    let ends = [
        "底前",
        "底之前",
        "底以前",
        "底",
        "末前",
        "末",
        "年底前",
        "年底",
        "年末",
        "内",
        "度内",
    ];
    if let Some((more, _)) = longest(after, &ends, |w| w) {
        return Some(Core::firm(len + more, When::Year(Some(value))));
    }
    if let Some((more, _)) = longest(after, &["之前", "以前", "前"], |w| w) {
        return Some(Core::firm(len + more, When::Year(Some(value - 1))));
    }
    if let Some(part) = part_of_year(after, Some(value)) {
        return Some(Core {
            len: len + part.len,
            ..part
        });
    }
    let more = begins(after, "度").unwrap_or(0);
    Some(Core::new(len + more, When::Year(Some(value))))
}

fn relative_year(chars: &[char]) -> Option<Core> {
    for (word, on) in [
        ("今明两年", 1),
        ("明年年底", 1),
        ("明年底", 1),
        ("明年", 1),
        ("来年", 1),
        ("后年", 2),
    ] {
        if let Some(len) = begins(chars, word) {
            let more = begins(chars.get(len..)?, "前").unwrap_or(0);
            let firm = more > 0 || word.ends_with('底');
            return Some(Core {
                firm,
                ..Core::new(len + more, When::YearsOn(on))
            });
        }
    }
    let (len, entry) = longest(chars, OWN_YEAR, |w| w.0)?;
    let after = chars.get(len..)?;
    if let Some(part) = part_of_year(after, None).filter(|_| matches!(entry.0, "今年" | "本年"))
    {
        return Some(Core {
            len: len + part.len,
            ..part
        });
    }
    Some(Core {
        firm: entry.1,
        ..Core::new(len, When::Year(None))
    })
}

fn part_of_year(chars: &[char], year: Option<i16>) -> Option<Core> {
    month(chars, year)
        .or_else(|| quarter(chars, year))
        .or_else(|| {
            let (len, term) = longest(chars, TERMS, |t| t.0)?;
            let (more, firm) = before_words(chars, len);
            Some(Core {
                firm: term.3 || firm,
                ..Core::new(len + more, When::Day(year, term.1, term.2))
            })
        })
}

fn before_words(chars: &[char], at: usize) -> (usize, bool) {
    let rest = chars.get(at..).unwrap_or(&[]);
    let found = longest(
        rest,
        &["之前", "以前", "前", "底前", "底", "末前", "末", "结束前"],
        |w| w,
    );
    found.map_or((0, false), |(len, _)| (len, true))
}

fn month(chars: &[char], year: Option<i16>) -> Option<Core> {
    let (mut len, mut value) = month_number(chars)?;
    let mut rest = chars.get(len..)?;
    if begins(rest, "月").is_some() {
        len += 1;
        rest = chars.get(len..)?;
        let joined = rest.first().is_some_and(|c| "-~至到".contains(*c));
        if joined && let Some((more, upper)) = rest.get(1..).and_then(month_number) {
            let full = begins(chars.get(len + 1 + more..)?, "月");
            if let Some(word) = full {
                len += 1 + more + word;
                value = upper;
            }
        }
    } else {
        let joined = rest.first().is_some_and(|c| "-~至到、".contains(*c));
        let (more, upper) = rest.get(1..).filter(|_| joined).and_then(month_number)?;
        len += 1 + more + begins(rest.get(1 + more..)?, "月")?;
        value = upper;
    }
    let rest = chars.get(len..)?;
    if let Some(day) = day(rest) {
        return Some(day_core(chars, len + day.0, year, value, day.1));
    }
    let mut firm = false;
    let mut end = When::MonthEnd(year, value);
    len += begins(rest, "份").unwrap_or(0);
    let rest = chars.get(len..)?;
    let parts = [
        ("上旬", 10),
        ("中旬", 20),
        ("初", 10),
        ("下旬", 0),
        ("底", 0),
        ("末", 0),
    ];
    if let Some((more, (word, on))) = longest(rest, &parts, |p| p.0) {
        len += more;
        firm = matches!(*word, "底" | "末");
        if *on > 0 {
            end = When::Day(year, value, *on);
        }
    } else if let Some((more, _)) = longest(rest, &["之前", "以前", "前"], |w| w) {
        let (y, m) = if value == 1 {
            (year.map(|y| y - 1), 12)
        } else {
            (year, value - 1)
        };
        return Some(Core::firm(len + more, When::MonthEnd(y, m)));
    }
    let (more, before) = before_words(chars, len);
    Some(Core {
        firm: firm || before,
        ..Core::new(len + more, end)
    })
}

fn month_number(chars: &[char]) -> Option<(usize, i8)> {
    let number = numbers::parse(chars)?;
    let whole = number.value.fract() == 0.0 && (1.0..=12.0).contains(&number.value);
    (whole && !number.percent && !number.more && number.upper.is_none())
        .then_some((number.len, number.value as i8))
}

fn day(chars: &[char]) -> Option<(usize, i8)> {
    let number = numbers::parse(chars)?;
    let fits = number.value.fract() == 0.0 && (1.0..=31.0).contains(&number.value);
    let unit = chars
        .get(number.len..)
        .and_then(|c| begins(c, "日").or_else(|| begins(c, "号")))?;
    fits.then_some((number.len + unit, number.value as i8))
}

fn day_core(chars: &[char], len: usize, year: Option<i16>, month: i8, day: i8) -> Core {
    let rest = chars.get(len..).unwrap_or(&[]);
    let Some((more, _)) = longest(rest, &["之前", "以前", "前"], |w| w) else {
        return Core::new(len, When::Day(year, month, day));
    };
    let when = match (month, day) {
        (1, 1) => When::MonthEnd(year.map(|y| y - 1), 12),
        (m, 1) => When::MonthEnd(year, m - 1),
        (m, d) => When::Day(year, m, d - 1),
    };
    Core::firm(len + more, when)
}

fn quarter(chars: &[char], year: Option<i16>) -> Option<Core> {
    let ordinal = begins(chars, "第").unwrap_or(0);
    let number = numbers::parse(chars.get(ordinal..)?)?;
    let len = ordinal + number.len;
    let len = len + begins(chars.get(len..)?, "季度")?;
    if !(1.0..=4.0).contains(&number.value) || number.value.fract() != 0.0 {
        return None;
    }
    let (more, firm) = before_words(chars, len);
    let month = number.value as i8 * 3;
    Some(Core {
        firm,
        ..Core::new(len + more, When::MonthEnd(year, month))
    })
}

/// `三年内`, `用3年时间`, `今后五年`: the plan's own year is the first of them.
fn years_on(chars: &[char]) -> Option<Core> {
    let lead = longest(chars, &["今后", "未来", "用", "利用", "力争用"], |w| w).map_or(0, |l| l.0);
    let number = numbers::parse(chars.get(lead..)?)?;
    let whole = number.value.fract() == 0.0 && (1.0..=15.0).contains(&number.value);
    if !whole || number.percent || number.bare {
        return None;
    }
    let len = lead + number.len;
    let len = len + begins(chars.get(len..)?, "年")?;
    let tail = longest(
        chars.get(len..)?,
        &[
            "内",
            "之内",
            "以内",
            "左右时间",
            "左右的时间",
            "时间",
            "的时间",
        ],
        |w| w,
    );
    if tail.is_none() && lead < 2 {
        return None;
    }
    let on = number.upper.unwrap_or(number.value) as i16 - 1;
    Some(Core::firm(len + tail.map_or(0, |t| t.0), When::YearsOn(on)))
}

mod terms;
#[cfg(test)]
mod tests;
