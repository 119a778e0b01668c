//! The public log, as outsiders read it and as operators keep it.

mod begins;
mod publishing;
mod reader;
mod signing;
mod storms;
mod votes;
