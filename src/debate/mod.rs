//! The debate on a motion: arguments for it and against it, and what else was said.
//!
//! What was said stays, in versions that can be read. Whoever keeps the minutes folds
//! away what breaks the order of the debate, in public, with a reason. A motion is known
//! here by its id and number alone. Its page takes in [`views::Thread`] by [`web::thread`],
//! and its steps are told by [`store::tell_followers`].

pub mod model;
pub mod store;
pub mod views;
pub mod web;
