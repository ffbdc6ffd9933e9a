//! Tables in plain text: lines whose cells stand apart by tabs, below a line that names the
//! columns.
//!
//! A column may say that its figures are last year's, a cell may hold the day of its whole row, and
//! a cell that holds nothing but a figure takes its object from the row's cell of tasks.

mod columns;

use crate::grammar::Found;
use crate::lexicon::{has_any, periods, verbs};
use crate::model::{Comparator, Span};
use crate::text::Text;
use columns::LIMITS;

/// Fewer cells are a line with a tab in it, no table.
const CELLS_MIN: usize = 3;

/// Columns that tell how things stand.
const STANDING: &[&str] = &[
    "现状",
    "基数",
    "上年",
    "去年",
    "实际",
    "完成情况",
    "已完成",
    "年完成",
    "完成值",
    "现有",
];

/// Words that name a column.
#[rustfmt::skip]
const COLUMNS: &[&str] = &[
    "序号", "任务", "项目", "内容", "要求", "目标", "指标", "责任", "单位", "时限", "时间", "节点", "期限", "进度",
    "备注", "措施", "类别", "名称", "科室", "股室", "牵头", "配合", "分管",
];

/// The tables of a text.
pub(crate) struct Tables {
    rows: Vec<Row>,
}

struct Row {
    cells: Vec<Span>,
    /// The row that names the columns.
    head: Option<usize>,
}

impl Row {
    fn span(&self) -> Span {
        let start = self.cells.first().map_or(0, |c| c.start);
        Span::new(start, self.cells.last().map_or(start, |c| c.end))
    }

    /// Whether it is the line that names the columns of a table.
    fn names_columns(&self, text: &Text) -> bool {
        let named = self.cells.iter().filter(|c| {
            let chars = text.norm(**c);
            chars.len() <= 12 && COLUMNS.iter().any(|w| has_any(chars, &[w]))
        });
        named.count() * 2 > self.cells.len()
    }
}

impl Tables {
    /// Finds the rows of all tables.
    pub(crate) fn new(text: &Text) -> Self {
        let mut rows: Vec<Row> = Vec::new();
        let mut head: Option<usize> = None;
        // The head of the table above, while one line alone stands between: a heading within it.
        let mut before: Option<usize> = None;
        let mut start = 0;
        while start < text.len() {
            let end = (start..text.len())
                .find(|i| text.at(*i) == '\n')
                .unwrap_or(text.len());
            let cells = cells(text, Span::new(start, end));
            start = end + 1;
            let dated = cells.len() == 2 && cells.last().is_some_and(|c| is_limit(text, *c));
            if cells.len() < CELLS_MIN && !dated {
                before = head.take();
                continue;
            }
            let alike = |h: &usize| {
                rows.get(*h)
                    .is_some_and(|r: &Row| r.cells.len() == cells.len())
            };
            if head.is_none() {
                let goes_on = before.filter(alike).filter(|_| !dated);
                head = goes_on.or(Some(rows.len()));
            }
            let own = head.filter(alike);
            rows.push(Row { cells, head: own });
        }
        Self { rows }
    }

    /// Puts right what a row and its columns say of a target; false if it tells how things stand.
    pub(crate) fn settle(&self, text: &Text, year: Option<i16>, found: &mut Found) -> bool {
        let Some((place, row, at)) = self.cell_of(found.span) else {
            return true;
        };
        let column = row
            .head
            .and_then(|h| self.rows.get(h))
            .and_then(|h| h.cells.get(at))
            .map_or(&[] as &[char], |c| text.norm(*c));
        let of_year = (0..column.len()).find_map(|i| periods::year(column.get(i..)?));
        let before = of_year.is_some_and(|(_, y)| year.is_some_and(|own| y < own));
        if before || has_any(column, STANDING) && !has_any(column, LIMITS) {
            return false;
        }
        if found.by.is_none() {
            found.by = self.day(text, row);
        }
        if found.by.is_none()
            && let Some((_, y)) = of_year
        {
            found.by = Some(format!("{y}年"));
        }
        if found.value.is_some()
            && let Some(cell) = row.cells.get(at)
            && let Some(task) = self.task(text, place, at)
            && let Some(object) =
                columns::object(&found.object, &text.words(task), is_only(*cell, found.span))
        {
            found.object = object;
        }
        true
    }

    /// A row without a figure whose day stands in a cell of its own: what is done by then.
    pub(crate) fn dated(
        &self,
        text: &Text,
        sentence: Span,
        counted: impl Fn(Span) -> bool,
    ) -> Option<Found> {
        let row = self.row_at(sentence.start)?;
        if counted(row.span()) {
            return None;
        }
        let (day, by) = row.cells.iter().rev().find_map(|c| {
            let words = whole_period(text, *c)?;
            (sentence.start <= c.start && c.end <= sentence.end).then_some((*c, words))
        })?;
        let firm = is_limit(text, day);
        let says = |words: &[&str]| {
            let mut others = row.cells.iter().filter(|c| **c != day);
            others.find(|c| has_any(text.norm(**c), words))
        };
        let task = says(verbs::FINISH_FIRMLY).or_else(|| {
            let by_then = says(verbs::FINISH).or_else(|| says(verbs::FINISH_BY));
            by_then.filter(|_| firm)
        })?;
        Some(Found {
            object: text.words(*task).trim_end_matches(['。', '；']).to_owned(),
            comparator: Comparator::Equal,
            value: None,
            value_max: None,
            unit: None,
            by: Some(by),
            span: day,
            why: "dated",
        })
    }

    /// Whether a sentence is the line that names the columns of a table.
    pub(crate) fn names_columns(&self, text: &Text, sentence: Span) -> bool {
        let row = self.row_at(sentence.start);
        row.is_some_and(|row| row.names_columns(text))
    }

    /// The row that holds an offset.
    fn row_at(&self, offset: usize) -> Option<&Row> {
        self.rows.get(self.place_of(offset)?)
    }

    fn place_of(&self, offset: usize) -> Option<usize> {
        let after = self.rows.partition_point(|r| r.span().start <= offset);
        let place = after.checked_sub(1)?;
        let row = self.rows.get(place)?;
        (offset < row.span().end).then_some(place)
    }

    fn cell_of(&self, span: Span) -> Option<(usize, &Row, usize)> {
        let place = self.place_of(span.start)?;
        let row = self.rows.get(place)?;
        let at = row
            .cells
            .iter()
            .position(|c| c.start <= span.start && span.end <= c.end)?;
        Some((place, row, at))
    }
}

fn cells(text: &Text, line: Span) -> Vec<Span> {
    let mut out = Vec::new();
    let mut start = line.start;
    for at in line.start..=line.end {
        if at == line.end || text.is_tab(at) {
            out.push(text.trimmed(Span::new(start, at)));
            start = at + 1;
        }
    }
    out
}

fn speaks(chars: &[char]) -> bool {
    chars.iter().any(|c| ('\u{4e00}'..='\u{9fff}').contains(c))
}

/// A cell that holds a day and nothing else.
fn whole_period(text: &Text, cell: Span) -> Option<String> {
    let period = periods::parse(text.norm(cell)).filter(|p| !p.name)?;
    (cell.start + period.len == cell.end)
        .then(|| text.words(Span::new(cell.start + period.lead, cell.end)))
}

/// A cell that holds a day that is a limit: 3月底前, but not 3月.
fn is_limit(text: &Text, cell: Span) -> bool {
    let firm = periods::parse(text.norm(cell)).is_some_and(|p| p.firm);
    firm && whole_period(text, cell).is_some()
}

/// A cell that holds a figure and nothing else but 以上 and the like.
fn is_only(cell: Span, figure: Span) -> bool {
    figure.start - cell.start <= 1 && cell.end - figure.end <= 2
}
