//! Rules and the documents they stand in: keys, values, the file, its checks. Pure.

pub mod book;
pub mod calendar;
pub mod check;
pub mod clock;
pub mod compare;
pub mod edit;
pub mod file;
pub mod keys;
pub mod presets;
mod rule;
pub mod value;

pub use keys::meaning;
pub use rule::{Rule, RuleError};
pub use value::{Ratio, Threshold};

#[cfg(test)]
mod check_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod words_tests;
