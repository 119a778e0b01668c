//! What a notice is, and the rules it is held against. Pure.

pub mod certificate;
pub mod content;
pub mod draft;
pub mod due;
pub mod kind;
pub mod lead;
pub mod mail;
pub mod record;
pub mod words;
