//! Licences: entered, confirmed by a second keeper of the register, reviewed with evidence, ended;
//! naked ones are red, which the board reads; an exclusive one of a protected asset needs a deed;
//! what would fall with an inbound one.

mod board;
mod cures;
mod exclusive;
mod falls;
mod pack;
mod paging;
pub mod story;
mod two;
