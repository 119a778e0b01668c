//! An amendment beside the text it changes, and which others change the same lines. Takes
//! none of them in.

use crate::motions::model::merge::{Line, collides, compared};
use crate::motions::store::{Motion, Text};

/// An amendment beside the text it changes.
pub struct Amended {
    pub motion: Motion,
    pub proposed: Text,
    base: String,
    pub lines: Vec<Line>,
    /// Numbers of pending ones that change the same lines.
    pub collides: Vec<i64>,
}

impl Amended {
    #[must_use]
    pub fn new(motion: Motion, proposed: Text, base: String) -> Self {
        Self {
            lines: compared(&base, &proposed.text),
            motion,
            proposed,
            base,
            collides: Vec::new(),
        }
    }

    /// Finds which of those that wait change the same lines of the same version.
    #[must_use]
    pub fn with_collisions(mut all: Vec<Self>) -> Vec<Self> {
        let found: Vec<Vec<i64>> = all
            .iter()
            .map(|one| {
                all.iter()
                    .filter(|other| other.motion.id != one.motion.id)
                    .filter(|other| {
                        one.motion.state().is_pending() && other.motion.state().is_pending()
                    })
                    .filter(|other| {
                        other.proposed.base == one.proposed.base
                            && collides(&one.base, &one.proposed.text, &other.proposed.text)
                    })
                    .map(|other| other.motion.number)
                    .collect()
            })
            .collect();
        for (one, collides) in all.iter_mut().zip(found) {
            one.collides = collides;
        }
        all
    }
}
