//! Matters: what happens in them, who is counsel and who is adverse, and what is privileged.

mod days;
mod story;
