//! What the columns of a table hold: tasks, goals, units, days.

use super::{Row, Tables, speaks};
use crate::grammar::{self, Found, Setting};
use crate::lexicon::{begins, find, has_any, periods, units, verbs};
use crate::model::Span;
use crate::text::Text;

/// Columns that hold the day of a row.
pub(super) const LIMITS: &[&str] = &["时限", "时间", "节点", "期限", "进度", "日期"];

/// Columns that name what a row is about.
const TASKS: &[&str] = &[
    "任务", "项目", "内容", "指标", "名称", "事项", "工作", "目标",
];

/// Columns that hold the figure of a row.
const GOALS: &[&str] = &[
    "目标",
    "数量",
    "任务数",
    "指标值",
    "任务量",
    "规模",
    "计划数",
];

/// Columns that hold the unit of a row and nothing else.
const UNITS: &[&str] = &["单位", "计量单位", "指标单位"];

/// Verbs before a task that are no part of what it is about.
#[rustfmt::skip]
const LEADS: &[&str] = &[
    "推进", "推动", "提高", "提升", "巩固", "扩大", "加强", "落实", "规范", "深化", "实施", "完善", "健全",
    "优化", "加快", "做好", "抓好", "开展", "强化",
];

/// A rate of so many characters says not of what: 建成率, 覆盖率.
const BARE_RATE_MAX: usize = 3;

/// A merged cell reaches over at most so many rows.
const REACH_MAX: usize = 64;

/// A longer cell holds more than a figure.
const FIGURE_MAX: usize = 12;

impl Tables {
    /// The words of a column's head; none where no line names the columns.
    fn head(&self, text: &Text, row: &Row, at: usize) -> Option<Span> {
        let head = row.head.and_then(|h| self.rows.get(h))?;
        head.cells
            .get(at)
            .copied()
            .filter(|_| head.names_columns(text))
    }

    fn is_column(&self, text: &Text, row: &Row, at: usize, words: &[&str]) -> bool {
        let head = self.head(text, row, at);
        head.is_some_and(|head| has_any(text.norm(head), words))
    }

    /// What a row is about: its cell in the last column of tasks before `at`, or the one above that
    /// reaches down to it; where no line names the columns, its first cell with words.
    pub(super) fn task(&self, text: &Text, place: usize, at: usize) -> Option<Span> {
        let row = self.rows.get(place)?;
        let of_column = |column: usize| {
            let above = (place.saturating_sub(REACH_MAX)..=place).rev();
            let mut cells = above
                .filter_map(|i| self.rows.get(i))
                .take_while(|r| r.head == row.head)
                .filter_map(|r| r.cells.get(column));
            cells.find(|c| !text.norm(**c).is_empty()).copied()
        };
        let named = (0..at)
            .rev()
            .filter(|i| self.is_column(text, row, *i, TASKS))
            .find_map(|i| of_column(i).filter(|c| speaks(text.norm(*c))));
        named.or_else(|| {
            let mut before = row.cells.iter().take(at);
            before.find(|c| speaks(text.norm(**c))).copied()
        })
    }

    /// The day of a row: its cell in a column of days, else a cell that holds nothing else.
    pub(super) fn day(&self, text: &Text, row: &Row) -> Option<String> {
        let in_column = |(at, cell): (usize, &Span)| {
            let is_day = self.is_column(text, row, at, LIMITS);
            is_day.then(|| last_period(text, *cell)).flatten()
        };
        let whole = || {
            row.cells
                .iter()
                .rev()
                .find_map(|c| super::whole_period(text, *c))
        };
        row.cells
            .iter()
            .enumerate()
            .find_map(in_column)
            .or_else(whole)
    }

    /// The unit in which a column's figures are written: in brackets in its head, or in the row's
    /// cell of a column of units.
    fn unit(&self, text: &Text, row: &Row, at: usize) -> Option<String> {
        let head = text.norm(self.head(text, row, at)?);
        let open = find(head, "（").map(|open| open + 1);
        let bracket = open.and_then(|open| {
            let close = head.get(open..)?.iter().position(|c| *c == '）')?;
            head.get(open..open + close)
        });
        if let Some(unit) = bracket.filter(|words| is_unit(words)) {
            return Some(unit.iter().collect());
        }
        let is_goal = self.is_column(text, row, at, GOALS);
        let of_row = row.cells.iter().enumerate().find(|(column, cell)| {
            let head = self.head(text, row, *column).map(|head| text.norm(head));
            let named =
                head.is_some_and(|head| UNITS.iter().any(|w| begins(head, w) == Some(head.len())));
            named && is_unit(text.norm(**cell))
        });
        of_row
            .filter(|_| is_goal)
            .map(|(_, cell)| text.words(*cell))
    }

    /// The targets of bare figures whose unit the head of their column or a cell of units gives.
    pub(crate) fn by_unit(&self, text: &Text, sentence: Span, setting: &Setting<'_>) -> Vec<Found> {
        let Some(place) = self.place_of(sentence.start) else {
            return Vec::new();
        };
        let Some(row) = self.rows.get(place) else {
            return Vec::new();
        };
        let cells = row.cells.iter().enumerate();
        let within = cells.filter(|(_, c)| sentence.start <= c.start && c.end <= sentence.end);
        within
            .filter_map(|(at, cell)| {
                let figure = bare_figure(text.norm(*cell))?;
                let unit = self.unit(text, row, at)?;
                let task = self.task(text, place, at)?;
                let (number, rest) = text.norm(*cell).split_at(figure);
                let (number, rest): (String, String) =
                    (number.iter().collect(), rest.iter().collect());
                let said = Text::new(&format!("{}{number}{unit}{rest}", text.words(task)));
                let found = grammar::targets(&said, Span::new(0, said.len()), setting);
                let last = found.into_iter().next_back()?;
                Some(Found {
                    span: *cell,
                    ..last
                })
            })
            .collect()
    }
}

/// What a target of a cell speaks of, where its cell does not say it all.
pub(super) fn object(object: &str, task: &str, is_whole_cell: bool) -> Option<String> {
    let letters: Vec<char> = object.chars().collect();
    let verb = verbs::parse(&letters).filter(|(len, _)| *len == letters.len());
    if let Some((_, verb)) = verb.filter(|(_, verb)| verb.keep && !task.contains(verb.word)) {
        return Some(format!("{}{task}", verb.word));
    }
    if is_whole_cell || letters.len() < 2 || verb.is_some() {
        return Some(task.to_owned());
    }
    let rate = object.ends_with('率') && letters.len() <= BARE_RATE_MAX;
    rate.then(|| {
        let lead = LEADS.iter().find_map(|lead| task.strip_prefix(lead));
        let topic = lead.unwrap_or(task);
        match topic.ends_with(object) {
            true => topic.to_owned(),
            false => format!("{topic}{object}"),
        }
    })
}

/// Where the digits of a cell end that holds a figure without a unit.
fn bare_figure(cell: &[char]) -> Option<usize> {
    let digits = cell.iter().rposition(char::is_ascii_digit)? + 1;
    let rest = cell.get(digits..)?;
    let tail: String = rest.iter().collect();
    let bare = ["", "以上", "以下", "左右", "以内"].contains(&tail.as_str());
    let is_day = periods::parse(cell).is_some_and(|p| !p.name && p.len == cell.len());
    let dashed = has_any(cell, &["/", ":", "月"]);
    (bare && !is_day && !dashed && cell.len() <= FIGURE_MAX).then_some(digits)
}

/// Whether words are a unit and nothing else.
fn is_unit(words: &[char]) -> bool {
    let scaled = words.strip_prefix(&['万']).unwrap_or(words);
    words == ['%'] || units::parse(scaled).is_some_and(|(len, _)| len == scaled.len())
}

/// The last day in a cell of a column of days: 3月启动，8月底前完成.
fn last_period(text: &Text, cell: Span) -> Option<String> {
    if let Some(whole) = super::whole_period(text, cell) {
        return Some(whole);
    }
    let mut at = cell.start;
    let mut last = None;
    while at < cell.end {
        let period = periods::parse(text.norm(Span::new(at, cell.end))).filter(|p| !p.name);
        match period {
            Some(p) if p.len > 0 => {
                last = Some(text.words(Span::new(at + p.lead, at + p.len)));
                at += p.len;
            }
            _ => at += 1,
        }
    }
    last
}
