//! Motions: how a body decides, from the draft to the resolution.

mod amendments;
pub mod board;
mod closed;
mod forms;
mod interests;
mod petition;
mod referendums;
mod refusals;
mod rules;
mod tongue;
mod typed;
