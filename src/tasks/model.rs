//! Items of work, who shares them, and how long they can be put off. Pure.

mod item;
mod put_off;

pub use item::{Item, in_order, shared};
pub use put_off::PutOff;
