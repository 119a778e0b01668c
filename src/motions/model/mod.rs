//! What a motion is, where it stands, what may be done next, and how texts change. Pure.

pub mod awaited;
pub mod kind;
pub mod merge;
pub mod state;

pub use awaited::Awaited;
pub use kind::{Form, Kind, Relation};
pub use state::{Barred, Offer, Situation, State, Step, offers};
