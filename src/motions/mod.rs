//! Motions: a question put to a body, from its draft to what came of it.
