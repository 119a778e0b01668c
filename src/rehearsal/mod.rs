//! A rehearsal: a foundation of its own, taken from a real one, to practise an
//! election in with a database, a log and keys that decide nothing.
//!
//! [`original`] reads the real foundation and writes nothing there; [`load`]
//! founds the rehearsal through the same stores as real acts. One row of the
//! database says for ever that it is one.

pub mod load;
pub mod model;
pub mod original;
pub mod store;
