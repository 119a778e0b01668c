//! Feeds: what a person's calendar program and a feed reader fetch by
//! themselves. A calendar (iCalendar) belongs to one person and opens by a
//! secret address; the feeds of news (Atom) are everybody's.
//!
//! What stands in them is asked of the subjects through [`Dates`] and
//! [`News`]; `app.rs` joins them.
//!
//! Never here: anything of a ballot, whether somebody voted, how many did.

pub mod model;
pub mod store;
mod views;
pub mod web;

use std::error::Error;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use crate::db::Connection;
use crate::parties::PartyId;
use crate::web::words::Speaker;
use model::atom::Entry;
use model::event::Event;

/// What [`Dates`] and [`News`] answer with.
pub type Answer<'a, T> =
    Pin<Box<dyn Future<Output = Result<T, Box<dyn Error + Send + Sync>>> + Send + 'a>>;

/// For whom dates are asked, and how they are said.
pub struct Reader {
    pub person: PartyId,
    /// The person, and the organisations they vote for on this day.
    pub parties: Vec<PartyId>,
    /// Speaks the language of their letters.
    pub t: Speaker,
    /// The foundation's zone.
    pub zone: Tz,
    pub now: DateTime<Utc>,
}

/// A subject that knows dates of a person.
pub trait Dates: Send + Sync {
    /// Every date of this person that the record holds, over ones too: what was
    /// given out once and is given no more is called off in their calendar.
    fn dates<'a>(&'a self, conn: &'a mut Connection, reader: &'a Reader) -> Answer<'a, Vec<Event>>;
}

/// Handlers take it as `web::Data<JoinedDates>`.
pub struct JoinedDates(pub Vec<Arc<dyn Dates>>);

/// A subject with a public feed.
pub trait News: Send + Sync {
    /// The name in the feed's address, `votes` in `/feeds/votes.atom`. Its
    /// title and what it holds are the sentences `feed-votes` and `feed-votes-what`.
    fn name(&self) -> &'static str;

    /// What is new, in the language asked for and on the clock of the foundation's
    /// zone; the writer orders and shortens it.
    fn entries<'a>(
        &'a self,
        conn: &'a mut Connection,
        t: &'a Speaker,
        zone: Tz,
    ) -> Answer<'a, Vec<Entry>>;
}

/// Handlers take it as `web::Data<JoinedNews>`; in the order of the page.
pub struct JoinedNews(pub Vec<Arc<dyn News>>);
