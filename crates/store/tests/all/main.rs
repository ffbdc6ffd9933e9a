//! One suite for both databases.

#![allow(clippy::indexing_slicing, reason = "tests say what they expect")]

mod checks;
mod common;
mod drawer;
mod export;
#[path = "../readers/given.rs"]
#[allow(dead_code, reason = "the readers use the rest")]
mod given;
mod import;
mod list;
mod many;
mod merge;
mod model;
mod named;
mod records;
mod schema;
mod scope;
mod sheets;
mod tamper;
mod together;
mod tree;
