//! Every number that decides anything, with the document and section it comes from.
//!
//! A rulebook is one readable file ([`model::file`]): the documents that bind the
//! foundation and what each rules under which key ([`model::keys`]). It is kept in
//! versions, each in force from an instant until the next is; nothing is overwritten,
//! so a decision can be judged again under the rules it was taken under.
//!
//! Never here: who may adopt a version, or how; that is a signed act.

pub mod model;
pub mod store;

pub use model::{Ratio, Rule, RuleError, Threshold, keys};
