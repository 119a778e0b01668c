//! Letters: written with the act that asks for them, sent after it is committed.
//!
//! [`store::queue`] puts a [`Letter`] into the transaction of its act. A
//! [`worker`], one of any number, takes it when it is due, asks the
//! [`Enclosures`] for what must not rest in a database (a sign-in token, a
//! salt), has it [written](write) in the recipient's language and hands it to
//! the [`post`]: a mail server, or a folder. Every attempt leaves a record, and
//! anyone can look up a letter's code to learn whether it is ours.

pub mod demo;
pub mod dkim;
pub mod eml;
pub mod model;
pub mod pieces;
pub mod post;
pub mod returns;
pub mod store;
pub mod texts;
pub mod unsubscribing;
pub mod views;
pub mod web;
pub mod worker;
pub mod write;

pub use model::{
    Address, ApplicationNews, Decided, Letter, ProxyNews, Recipient, RollLine, TEXT_DIGEST,
    Wording, parted,
};
pub use post::Post;
pub use worker::{Addressee, Answer, Enclosures};
pub use write::{Enclosed, Letterhead};
