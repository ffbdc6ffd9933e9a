//! One suite for both databases.

#![allow(clippy::indexing_slicing, reason = "tests say what they expect")]

mod common;
mod export;
mod import;
mod list;
mod many;
mod merge;
mod model;
mod records;
mod schema;
mod tamper;
mod together;
mod tree;
