//! Words of a notice, with placeholders. Pure.

pub use crate::outbox::model::filling::{check, fill};

/// What words of a notice may hold in braces, and what each stands for.
pub const PLACEHOLDERS: [(&str, &str); 3] = [
    ("when", "day, hour and zone of what is announced"),
    ("where", "the place, or how to take part from afar"),
    ("foundation", "the foundation’s name"),
];
