//! What the foundation owns.

pub mod imports;
