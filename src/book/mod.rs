//! The membership book: who was a member on any day as known on any other, the
//! list of a roll for inspection, the members who may be named in public, and
//! what can be told of them all in figures.
//!
//! Where letters on paper reach a member is asked of whoever keeps it through
//! [`Addresses`].

pub mod model;
pub mod store;
mod views;
pub mod web;

use std::collections::BTreeMap;
use std::error::Error;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use crate::db::Connection;

/// What [`Addresses`] answer with.
pub type Answer<'a, T> =
    Pin<Box<dyn Future<Output = Result<T, Box<dyn Error + Send + Sync>>> + Send + 'a>>;

/// Postal addresses as the subject that keeps them knows them; `app.rs` joins it.
pub trait Addresses: Send + Sync {
    /// Where letters reach these parties on a day, as known at an instant; a
    /// party without an address is absent.
    fn of<'a>(
        &'a self,
        conn: &'a mut Connection,
        parties: &'a [Uuid],
        day: NaiveDate,
        known_at: DateTime<Utc>,
    ) -> Answer<'a, BTreeMap<Uuid, String>>;
}

/// Handlers take it as `web::Data<JoinedAddresses>`.
pub type JoinedAddresses = Arc<dyn Addresses>;
