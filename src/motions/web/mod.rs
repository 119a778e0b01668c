//! Routes of motions.
