//! What the pages of joining show.

pub mod agreements;
pub mod apply;
pub mod mine;
pub mod queue;
pub mod start;

/// The sentence of a field's fault; empty when nothing is wrong with it.
fn fault_of<'a>(faults: &'a [(String, String)], field: &str) -> &'a str {
    faults
        .iter()
        .find(|(id, _)| id == field)
        .map_or("", |(_, sentence)| sentence.as_str())
}
