//! Motions on pages.
