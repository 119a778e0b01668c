//! What needs whom: one list of work for each person, put together from every
//! subject, and the letter that says once a week that something is on it.
//!
//! A subject gives its items through [`Work`]; nothing is stored of them, so
//! that an item is gone when its thing is done. What is stored is what somebody
//! put off, and whom the weekly letter was asked for. Reminders of open polls
//! stand with the polls, which know who has cast; [`worker`] has both done.

pub mod digest;
pub mod model;
pub mod store;
mod views;
pub mod web;
pub mod work;
pub mod worker;

pub use model::Item;
pub use views::{Line, lines};
pub use work::{Agenda, Answer, Joined, Reader, Work, agenda, agenda_of};
