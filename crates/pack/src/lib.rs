//! The language of packs: what an authority keeps, does and measures, as text.
//!
//! `Packs::read` takes the texts of whole packs and gives one checked model, or every fault at once.
//!
//! INVARIANT: knows no theme, no database, no clock; reads no file but the texts handed to it.

mod model;

pub use model::{
    Better, Breakdown, Code, CodeList, Confirmation, Field, FieldKind, Indicator, Moves, OrgSource,
    Origin, PackInfo, Packs, Register, RuleSource, RuleValue, Sealed, Story, StoryExpectation,
    Tree, ValueRow, View,
};
