//! Counting: against published elections, a naive second implementation,
//! another program, and files that are wrong in every way.

mod blt;
mod caps;
mod command;
mod election;
mod known;
mod limits;
mod motions;
mod naive;
mod other_program;
mod properties;
mod stages;
mod stages_drawn;
mod tables;
mod ties;
mod transcripts;
mod vacancy;
