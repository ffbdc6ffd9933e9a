//! Who is let in: everybody of this machine, or those who signed in.
//!
//! INVARIANT: behind a door with accounts no page and no answer of the API is given to who has not
//! signed in, but for the pages that sign in and the files that make them legible
//! (`every_address_asks_who_it_is`).

mod door;
mod sessions;
mod who;

pub use door::{Door, Origin, OriginFault};
pub(crate) use sessions::layer;
pub(crate) use who::{Half, Visit, Who, client, entry};
