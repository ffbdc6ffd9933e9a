//! The acts: the one door through which anything changes, and the reads that pages, API and command
//! line share.
//!
//! An `App` is opened on a folder of data (or a PostgreSQL database and a folder) and a set of
//! packs. It is synchronous and cheap to clone; a server calls it from threads that may wait.
//!
//! INVARIANT: nothing outside this crate writes a record, a journal line or a snapshot.

mod accounts;
mod acts;
mod clock;
mod error;
mod open;
mod organisation;
mod packs;
mod plan;
mod reads;
mod seen;
mod verify;

pub use accounts::{
    Account, Client, NewAccount, NewToken, PASSWORD_MAX, PASSWORD_MIN, SecondFactor, SignInFault,
    SignedIn, Step, TokenScope,
};
pub use acts::{Actor, FieldTexts, LinkChoice};
pub use error::{AppError, FieldFault, Wrong};
pub use open::{App, AppOptions};
pub use packs::{built_in_packs, check_packs, load_packs};
pub use plan::{
    ChangeStatus, ChapterStatus, ClauseStatus, Comparator, Course, Direction, Goal, Held, Link,
    LinkedBy, PlanHead, PlanStatus, Reported, Source, Status, TargetNode, TargetStatus, is_sure,
};
pub use reads::{ExportFormat, TrendPoint};
pub use seen::Seen;
pub use verify::KeptFault;

pub use jixia_access as access;
pub use jixia_casework as casework;
pub use jixia_measure as measure;
pub use jixia_pack as pack;
pub use jixia_plan as plan_text;
pub use jixia_store as store;
pub use jixia_terms as terms;
