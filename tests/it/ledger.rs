//! The public log, as outsiders read it and as operators keep it.

mod begins;
mod publishing;
pub mod reader;
mod signing;
pub mod votes;
