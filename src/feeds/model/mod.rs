//! Dates and news as they are given out, and how both are written. Pure.

pub mod atom;
pub mod calendar;
pub mod event;
