//! Counting: against published elections, a naive second implementation,
//! another program, and files that are wrong in every way.

mod blt;
mod command;
mod election;
mod known;
mod limits;
mod motions;
mod naive;
mod other_program;
mod properties;
mod second;
mod tables;
mod ties;
mod transcripts;
