//! The transparency log's mathematics: pure functions over bytes.

pub mod tree;
