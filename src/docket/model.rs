//! Deadlines as arithmetic: a pack of rules, events, and what follows from them. Pure.

pub mod calendar;
pub mod change;
pub mod clock;
pub mod ladder;
pub mod line;
pub mod pack;
pub mod reckoning;
pub mod status;
mod table;

#[cfg(test)]
mod tests;

pub use calendar::Calendar;
pub use clock::Clock;
pub use line::{Event, Line, Outcome, Thread, lines};
pub use pack::{Kind, Pack, PackFault, Rule};
pub use reckoning::{Dates, Reckoned, Step};
pub use status::{State, Status};
