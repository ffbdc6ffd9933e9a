//! Puts misspelt names right in a copy of some SQL, one after another, so that one fault does not
//! hide the next.

use datafusion::common::DataFusionError;
use datafusion::logical_expr::LogicalPlan;

use super::At;
use super::say::{Found, faults};
use crate::engine::Session;

/// Names put right in one text before the rest is left for another time.
const MENDED_MAX: usize = 12;

/// SQL being put right, and what was found to be wrong with it.
pub(super) struct Mend {
    text: String,
    found: Vec<Found>,
    /// What was replaced, in order: where, and how much longer the text became.
    edits: Vec<(At, isize)>,
    is_whole: bool,
}

impl Mend {
    pub(super) fn new(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            found: Vec::new(),
            edits: Vec::new(),
            is_whole: true,
        }
    }

    /// Plans the text, putting right what can be; none where something is left wrong.
    pub(super) async fn plan(&mut self, session: &Session) -> Option<LogicalPlan> {
        loop {
            match session.plan(&self.text).await {
                Ok(plan) => return Some(plan),
                Err(error) if self.take(&error, session) => {}
                Err(_) => return None,
            }
        }
    }

    /// The text as far as it is put right.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Takes in why the text cannot be planned; says whether it is now worth another attempt.
    pub(super) fn take(&mut self, error: &DataFusionError, session: &Session) -> bool {
        let mut found = faults(error, &self.text, session);
        // Once something was replaced, only names are sure not to follow from it.
        if !self.edits.is_empty() {
            found.retain(|it| it.word.is_some());
        }
        let mut goes_on = false;
        // From the last on, so that places before it stay where they are.
        found.sort_by_key(|it| std::cmp::Reverse(it.at));
        for it in found {
            let as_written = self.as_written(it.at);
            // Where nothing is near, what stands for the name only keeps it from hiding the next.
            self.is_whole &= it.fault.nearest().is_some() && it.word.is_some();
            if let Some(word) = &it.word
                && self.edits.len() < MENDED_MAX
            {
                goes_on |= match it.fault.nearest() {
                    Some(right) => self.replace(it.at, word, right),
                    None => self.blank(it.at, word),
                };
            }
            self.found.push(Found {
                at: as_written,
                ..it
            });
        }
        self.is_whole &= goes_on;
        goes_on
    }

    /// What is wrong, in order, and whether the text as put right can stand for the one meant.
    pub(super) fn into_faults(mut self) -> (Vec<Found>, bool) {
        self.found.sort_by_key(|it| it.at);
        self.found.dedup_by(|a, b| a.at == b.at);
        (self.found, self.is_whole)
    }

    fn replace(&mut self, at: At, word: &str, right: &str) -> bool {
        let Some(start) = byte(&self.text, at) else {
            return false;
        };
        let end = start + word.len();
        if self.text.get(start..end) != Some(word) {
            return false;
        }
        self.text.replace_range(start..end, right);
        let longer = right.chars().count() as isize - word.chars().count() as isize;
        self.edits.push((at, longer));
        true
    }

    /// Puts nothing in place of a column, with the table before its dot.
    fn blank(&mut self, (line, column): At, word: &str) -> bool {
        let start = byte(&self.text, (line, column)).unwrap_or_default();
        let before = self.text.get(..start).unwrap_or_default();
        let table = before.strip_suffix('.').map(|rest| {
            let is_name = |c: char| c.is_alphanumeric() || c == '_';
            let name = rest.len() - rest.trim_end_matches(is_name).len();
            before
                .get(rest.len() - name..)
                .unwrap_or_default()
                .to_owned()
        });
        let table = table.unwrap_or_default();
        let column = column.saturating_sub(table.chars().count());
        self.replace((line, column), &format!("{table}{word}"), "null")
    }

    /// Where a place of the text as it is now stood in the text as it was written.
    fn as_written(&self, (line, column): At) -> At {
        let mut column = column;
        for ((edited, from), longer) in self.edits.iter().rev() {
            if *edited == line && column > *from {
                column = column.saturating_add_signed(-longer);
            }
        }
        (line, column)
    }
}

fn byte(text: &str, (line, column): At) -> Option<usize> {
    let mut start = 0;
    for (number, content) in text.split_inclusive('\n').enumerate() {
        if number == line {
            let within = content.char_indices().nth(column.checked_sub(1)?);
            return within.map(|(offset, _)| start + offset);
        }
        start += content.len();
    }
    None
}
