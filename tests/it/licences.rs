//! Licences: entered, confirmed by a second keeper of the register, reviewed with evidence, ended;
//! naked ones are red; an exclusive one of a protected asset needs a deed.

mod exclusive;
mod pack;
mod paging;
mod story;
mod two;
