//! Notices: what the foundation tells its members because a rule says so, or
//! because it is kind. A notice is drafted, held against the days that the
//! rulebook asks for, given once, and followed to each of its recipients by
//! whatever way it takes, until a certificate says who has it.
//!
//! Who the recipients are is asked of the subjects above through [`Rosters`].
//!
//! Never here: how a letter is written and sent ([`crate::outbox`]); who is a
//! member or stands on a roll.

pub mod model;
pub mod store;
mod views;
pub mod web;

use std::error::Error;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::db::Connection;
use crate::outbox::Wording;
use model::due::Due;

/// What [`Rosters`] answer with.
pub type Answer<'a, T> =
    Pin<Box<dyn Future<Output = Result<T, Box<dyn Error + Send + Sync>>> + Send + 'a>>;

/// A vote that a notice can announce.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occasion {
    /// The vote's number.
    pub poll: i32,
    pub question: Wording,
    pub opens_at: DateTime<Utc>,
    /// Whether its roll is certified, so that notice can be given to those on it.
    pub has_roll: bool,
}

/// To whom notices are due, as the subjects above know it; `app.rs` joins them.
pub trait Rosters: Send + Sync {
    /// The votes that are drafted or opened and not over, by number.
    fn occasions<'a>(&'a self, conn: &'a mut Connection) -> Answer<'a, Vec<Occasion>>;

    /// Every current membership as of now.
    fn members<'a>(&'a self, conn: &'a mut Connection) -> Answer<'a, Vec<Due>>;

    /// Every line of the certified roll of this vote.
    fn roll<'a>(&'a self, conn: &'a mut Connection, poll: i32) -> Answer<'a, Vec<Due>>;

    /// Memberships by number, current or not; a number that none has is absent.
    fn numbers<'a>(&'a self, conn: &'a mut Connection, numbers: &'a [i64]) -> Answer<'a, Vec<Due>>;
}

/// Handlers take it as `web::Data<JoinedRosters>`.
pub type JoinedRosters = Arc<dyn Rosters>;
