//! Indicators: all of them, one at one node of the tree, and the rows behind a figure.

pub(crate) mod breakdowns;
pub(crate) mod definition;
pub(crate) mod finding;
pub(crate) mod items;
pub(crate) mod list;
pub(crate) mod one;
pub(crate) mod places;
pub(crate) mod row_columns;
pub(crate) mod rows;
pub(crate) mod rows_export;
pub(crate) mod scope;
