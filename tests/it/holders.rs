//! Who holds the foundation: the public figures and their files, the hand-over programme,
//! and what would fall if a sponsor left.

mod dependence;
mod figures;
mod handover;
mod instruments;
mod leaving;
mod seats;
