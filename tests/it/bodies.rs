//! Offices, bodies and decisions: what one alone cannot do, and what ends when.

mod decisions;
mod directors;
mod entries;
mod last_day;
mod offices;
mod verdicts;
