//! From text to the tree of chapters and clauses.

mod build;
mod furniture;
mod heading;
mod inline;
mod marker;
mod rows;
mod sentences;
mod title;

use crate::model::Span;
use crate::text::Text;

pub(crate) use build::Node;

/// The tree before targets and tasks are put into it.
#[derive(Debug)]
pub(crate) struct Tree {
    pub title: String,
    pub year: Option<i16>,
    pub nodes: Vec<Node>,
    pub furniture: Vec<Span>,
}

/// Builds the tree; `name` may tell the year.
pub(crate) fn tree(text: &Text, name: &str) -> Tree {
    let mut rows = rows::rows(text);
    furniture::mark(text, &mut rows);
    let title = title::find(text, &mut rows);
    let year = title::year(text, name, &title, &rows);
    let nodes = build::nodes(text, &rows);
    let furniture = rows
        .iter()
        .filter(|r| r.is_furniture())
        .map(|r| r.span)
        .collect();
    Tree {
        title: title.map_or(String::new(), |t| t.words),
        year,
        nodes,
        furniture,
    }
}

pub(crate) use build::sentence_part;

/// The sentences of a whole text.
pub(crate) fn sentences_of(text: &Text) -> Vec<Span> {
    sentences::sentences(text, Span::new(0, text.len()))
}
