//! The authority's plan: what was adopted, what each target is linked to, and how it stands.

mod build;
mod change;
mod current;
mod goal;
pub(crate) mod identity;
mod journal;
pub(crate) mod linking;
pub(crate) mod node;
mod reasons;
pub(crate) mod registers;
mod status;
mod units;
mod view;

pub use change::ChangeStatus;
pub use goal::Goal;
pub use jixia_plan::{Comparator, Direction};
pub use linking::is_sure;
pub use status::{Course, Status};
pub use view::{
    ChapterStatus, ClauseStatus, Held, Link, LinkedBy, PlanHead, PlanStatus, Reported, Source,
    TargetNode, TargetStatus,
};
