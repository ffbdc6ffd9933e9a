//! A statement under construction, with the values that stand in it.

use crate::db::Cell;

/// SQL text and its values; every value gets the next placeholder.
#[derive(Debug, Default, Clone)]
pub(crate) struct Sql<'a> {
    pub text: String,
    pub cells: Vec<Cell<'a>>,
}

impl<'a> Sql<'a> {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            cells: Vec::new(),
        }
    }

    pub(crate) fn add(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    pub(crate) fn value(&mut self, cell: Cell<'a>) -> &mut Self {
        self.cells.push(cell);
        let place = format!("?{}", self.cells.len());
        self.add(&place)
    }
}
