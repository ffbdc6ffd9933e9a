//! The engine: SQL of packs into passes, passes into states, states up the tree into figures.

mod cell;
mod compile;
mod cube;
mod files;
mod fill;
mod functions;
mod in_order;
mod keys;
mod measure;
mod org;
mod run;
mod session;
mod value;
mod words;

pub(crate) use cell::Content;
pub(crate) use compile::{Inputs, Pass, ROWS, RowsTable, compile};
pub(crate) use cube::figures_of;
pub(crate) use files::Files;
pub(crate) use measure::{measure, tables_of, views_read};
pub(crate) use org::read_tree;
pub(crate) use run::{Prepared, run_pass};
pub(crate) use session::{Opening, Session};
pub(crate) use value::compile_value;
pub(crate) use words::{Refused, kind_words_of, said};
