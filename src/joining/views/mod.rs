//! What the pages of joining show.

pub mod agreements;
pub mod apply;
pub mod mine;
pub mod queue;
pub mod start;
