//! Who holds the foundation, in figures; and what founders hand over. Pure: integers and
//! ratios alone, no rounding but where a rule rounds.
//!
//! [`weights`]: votes and dues by related group, and what of it may be told; [`coalition`]:
//! the fewest groups that decide; [`price`]: what a majority costs in dues; [`board`]: the
//! elections that replace a majority of the board; [`admissions`]: who came before a record
//! date; [`dependence`]: which thresholds fail if somebody leaves; [`report`]: all of it together, as it may be published; [`handover`]: where an item of the hand-over programme stands. Each method stands
//! in words in `docs/holders.md`.

pub mod admissions;
pub mod board;
pub mod coalition;
pub mod dependence;
pub mod handover;
pub mod price;
pub mod report;
pub mod weights;

#[cfg(test)]
mod tests;
