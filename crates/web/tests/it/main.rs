//! The router as browsers and programs meet it, over a small authority.

mod api;
mod common;
mod entry;
mod figures;
mod guard;
mod imports;
mod pages;
mod plans;
mod records;
