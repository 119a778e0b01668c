//! Counting: against published elections, a naive second implementation,
//! another program, and files that are wrong in every way.

mod blt;
mod caps;
mod caps_in_order;
mod command;
mod compared;
mod compared_paths;
mod election;
mod known;
mod limits;
mod motions;
mod naive;
mod other_program;
mod properties;
mod refusals;
mod second;
mod stages;
mod stages_drawn;
mod stars;
mod tables;
mod ties;
mod transcripts;
mod vacancy;
