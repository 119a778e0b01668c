//! The dues ledger: what each class pays, what members were invoiced, what came
//! and what it paid, what is given in kind, and what of dues goes into lobbying.
//! Every entry stands for ever; what was wrong is reversed by its exact opposite.
//!
//! Never here: cards, or any way to pay. Money comes by bank or processor, and
//! is recorded by the reference that they give it.

pub mod model;
pub mod store;
mod views;
pub mod web;
