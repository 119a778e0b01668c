//! What the pages of notices show.

pub mod board;
pub mod certificate;
pub mod drafting;
pub mod given;
pub mod own;
pub mod room;
