//! Licences: entered, reviewed with evidence, ended; naked ones are red; an exclusive one
//! of a protected asset needs a deed.

mod exclusive;
mod paging;
mod story;
