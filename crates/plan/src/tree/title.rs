//! The plan's title and year, from its first lines, its name and its text.

use super::marker;
use super::rows::{Part, Row};
use crate::lexicon::{ends, find as find_word, has_any, periods, units};
use crate::model::Span;
use crate::text::Text;

/// The title as found.
#[derive(Debug, Clone)]
pub(crate) struct Title {
    pub words: String,
    pub span: Span,
}

#[rustfmt::skip]
const KINDS: &[&str] = &[
    "工作要点", "工作计划", "工作安排", "工作方案", "行动方案", "实施方案", "实施意见", "发展规划", "工作思路",
    "工作打算", "目标任务", "年度计划", "重点工作", "工作总结", "工作报告", "行动计划", "要点", "规划", "计划",
];

const ROWS: usize = 16;
const LENGTH_MAX: usize = 60;

/// Finds the title and marks its lines and all that stands before it as no clause.
pub(crate) fn find(text: &Text, rows: &mut [Row]) -> Option<Title> {
    let front = rows
        .iter()
        .filter(|r| !r.is_furniture())
        .take_while(|r| r.len() <= LENGTH_MAX * 2 && !is_first_clause(text, r));
    let mut best: Option<(usize, Span)> = None;
    for row in front.take(ROWS) {
        let words = text.norm(row.span);
        let score = score(words);
        // A sentence is no title, unless it says that it is one; nor is what ends in a number.
        if score == 0 && (words.last() == Some(&'。') || ends_in_number(words)) {
            continue;
        }
        if row.len() <= LENGTH_MAX && best.is_none_or(|(most, _)| score > most) {
            best = Some((score, row.span));
        }
    }
    let Some((score, span)) = best else {
        return run_on(text, rows);
    };
    let words = text.words(span);
    let at = rows.iter().position(|r| r.span == span)?;
    for row in rows.iter_mut().take(at) {
        if !row.is_furniture() && row.len() <= LENGTH_MAX {
            row.part = Part::Title;
        }
    }
    if let Some(row) = rows.get_mut(at) {
        row.part = Part::Title;
    }
    if score > 0 {
        repeats(text, rows, at, &words);
    }
    Some(Title {
        words: joined(&words),
        span,
    })
}

/// `全年新建学校5所`: a number and its unit, and nothing behind them.
fn ends_in_number(words: &[char]) -> bool {
    let unit = |c: &&char| !c.is_ascii_digit();
    let len = words.iter().rev().take_while(unit).count();
    let (before, unit) = words.split_at(words.len() - len);
    !before.is_empty() && units::parse(unit).is_some_and(|(len, _)| len == unit.len())
}

/// A plan in one line: what stands before its first number is the title.
fn run_on(text: &Text, rows: &[Row]) -> Option<Title> {
    let row = rows.iter().find(|r| !r.is_furniture())?;
    let chars = text.norm(row.span);
    let first = ["一、", "（一）", "第一章", "1.", "1、"]
        .iter()
        .filter_map(|w| find_word(chars, w))
        .min()?;
    let span = Span::new(row.span.start, row.span.start + first);
    let fits = (4..=LENGTH_MAX).contains(&first) && !chars.get(..first)?.contains(&'。');
    fits.then(|| Title {
        words: joined(&text.words(span)),
        span,
    })
}

/// The body's masthead often says the title again, in one line or two.
fn repeats(text: &Text, rows: &mut [Row], at: usize, title: &str) {
    let flat = |s: &str| s.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let title = flat(title);
    for row in rows
        .iter_mut()
        .skip(at + 1)
        .filter(|r| !r.is_furniture())
        .take(6)
    {
        let words = flat(&text.words(row.span));
        if words.chars().count() >= 4 && row.len() <= LENGTH_MAX && title.contains(&words) {
            row.part = Part::Title;
        } else {
            break;
        }
    }
}

fn joined(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_first_clause(text: &Text, row: &Row) -> bool {
    let chars = text.norm(row.span);
    marker::parse(chars).is_some_and(|m| !m.lost_dot) && score(chars) < 3
}

fn score(chars: &[char]) -> usize {
    let year = (0..chars.len()).any(|i| chars.get(i..).and_then(periods::year).is_some());
    let kind = KINDS.iter().any(|k| ends(chars, k) || has_any(chars, &[k]));
    let at_end = KINDS.iter().any(|k| ends(chars, k)) || ends(chars, "）");
    let work = has_any(chars, &["工作"]);
    let sentence = chars.iter().any(|c| "。；，".contains(*c));
    let points = 2 * usize::from(year)
        + 2 * usize::from(kind)
        + usize::from(at_end && kind)
        + usize::from(work);
    if sentence { points / 2 } else { points }
}

/// The year the plan is for: from its title, its name, or the year its text names most.
pub(crate) fn year(text: &Text, name: &str, title: &Option<Title>, rows: &[Row]) -> Option<i16> {
    if let Some(title) = title
        && let Some(year) = title_year(text.norm(title.span))
    {
        return Some(year);
    }
    let name: Vec<char> = name.chars().collect();
    if let Some(year) = first_year(&name) {
        return Some(year);
    }
    let mut counts: Vec<(i16, usize)> = Vec::new();
    for row in rows.iter().filter(|r| !r.is_furniture()) {
        let chars = text.norm(row.span);
        for at in 0..chars.len() {
            let Some((len, year)) = chars.get(at..).and_then(periods::year) else {
                continue;
            };
            if chars.get(at + len) == Some(&'年') {
                match counts.iter_mut().find(|(y, _)| *y == year) {
                    Some((_, n)) => *n += 1,
                    None => counts.push((year, 1)),
                }
            }
        }
    }
    counts
        .into_iter()
        .max_by_key(|(y, n)| (*n, -*y))
        .map(|(y, _)| y)
}

/// A title of a report and a plan in one names both years; the plan is for the later.
fn title_year(chars: &[char]) -> Option<i16> {
    let both =
        has_any(chars, &["总结"]) && has_any(chars, &["计划", "要点", "打算", "安排", "思路"]);
    if !both {
        return first_year(chars);
    }
    (0..chars.len())
        .filter_map(|i| chars.get(i..).and_then(periods::year))
        .map(|(_, y)| y)
        .max()
}

fn first_year(chars: &[char]) -> Option<i16> {
    (0..chars.len()).find_map(|i| {
        let digit_before = i
            .checked_sub(1)
            .and_then(|k| chars.get(k))
            .is_some_and(char::is_ascii_digit);
        let (len, year) = chars.get(i..).and_then(periods::year)?;
        let digit_after = chars.get(i + len).is_some_and(char::is_ascii_digit);
        (!digit_before && !digit_after && (2000..=2060).contains(&year)).then_some(year)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::rows::rows;

    fn title(words: &str) -> (String, Option<i16>) {
        let text = Text::new(words);
        let mut all = rows(&text);
        let found = find(&text, &mut all);
        let year = year(&text, "plan", &found, &all);
        (found.map_or(String::new(), |t| t.words), year)
    }

    #[test]
    fn the_title_names_kind_and_year() {
        let words = "某区教育局\n某区2023年教育工作要点\n2023年，全区教育工作的总体要求是稳中求进。\n一、扩充学位\n新建小学。";
        assert_eq!(title(words), ("某区2023年教育工作要点".into(), Some(2023)));
    }

    #[test]
    fn the_year_may_come_from_the_text() {
        assert_eq!(
            title("重点工作安排\n到2026年，新建小学3所。2026年启用。").1,
            Some(2026)
        );
    }

    #[test]
    fn a_sentence_is_no_title() {
        assert_eq!(title("评选示范校15个。\n新增示范县18个。").0, "");
        assert_eq!(title("全年新建学校5所\n新增学位3000个").0, "");
        assert_eq!(
            title("普惠率达到90%\n教育惠民10件实事").0,
            "教育惠民10件实事"
        );
    }
}
