//! What the way of a ballot knows of an opened poll without asking again: from
//! the opening on, its question, its manifest and its roll never change. Its close can be put
//! off, and so is asked anew.

use std::collections::BTreeMap;
use std::sync::{Arc, RwLock};

use diesel::QueryResult;
use uuid::Uuid;

use super::draft::Draft;
use super::model::{Phase, PollFacts};
use super::store::{self, VotersPlace};
use crate::db::Connection;
use crate::rolls;
use crate::seal::manifest::Manifest;

/// An opened poll. When it closes, and whether it has, is not kept here: that is asked anew.
pub struct Opened {
    pub poll: Uuid,
    /// The short number in addresses.
    pub number: i32,
    pub roll: Uuid,
    /// The draft it was opened under.
    pub draft: Draft,
    pub manifest: Manifest,
    /// By votes, how many lines of the roll have so many.
    pub cells: BTreeMap<u64, u64>,
    /// Neither ballots nor figures of this poll are published.
    pub winners_only: bool,
    /// The classes whose vote it is, by name; empty where it is of all.
    pub classes: Vec<String>,
    /// The number of the motion that it puts to the members.
    pub about: Option<i64>,
    facts: PollFacts,
}

impl Opened {
    /// Where the poll stood when this place was read.
    #[must_use]
    pub fn phase(&self, place: &VotersPlace) -> Phase {
        let facts = PollFacts {
            closed: place.closed,
            closes_at: Some(place.closes_at),
            ..self.facts
        };
        facts.phase(place.now)
    }

    /// The poll with this number; none when there is none, or it is a draft.
    async fn read(conn: &mut Connection, number: i32) -> QueryResult<Option<Self>> {
        let Some(poll) = store::by_number(conn, number).await? else {
            return Ok(None);
        };
        if !poll.facts.opened {
            return Ok(None);
        }
        let damaged =
            |what: &str| diesel::result::Error::DeserializationError(what.to_owned().into());
        let roll = poll
            .roll
            .ok_or_else(|| damaged("an opened poll has no roll"))?;
        let manifest = store::manifest(conn, poll.id)
            .await?
            .ok_or_else(|| damaged("an opened poll has no manifest"))?;
        let winners_only = store::shows_winners_only(conn, &poll, &manifest).await?;
        Ok(Some(Self {
            winners_only,
            classes: rolls::store::by_id(conn, roll)
                .await?
                .ok_or_else(|| damaged("an opened poll has no roll"))?
                .class_names,
            about: store::about(conn, poll.id).await?,
            poll: poll.id,
            number,
            roll,
            manifest,
            cells: rolls::store::cells(conn, roll).await?,
            facts: poll.facts,
            draft: poll.draft,
        }))
    }
}

/// The opened polls this node was asked for. Handlers take it as `web::Data<OpenedPolls>`.
#[derive(Default)]
pub struct OpenedPolls(RwLock<BTreeMap<i32, Arc<Opened>>>);

impl OpenedPolls {
    /// The opened poll with this number.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn get(
        &self,
        conn: &mut Connection,
        number: i32,
    ) -> QueryResult<Option<Arc<Opened>>> {
        let known = |polls: &BTreeMap<i32, Arc<Opened>>| polls.get(&number).cloned();
        if let Some(opened) = self.0.read().ok().and_then(|polls| known(&polls)) {
            return Ok(Some(opened));
        }
        let Some(opened) = Opened::read(conn, number).await?.map(Arc::new) else {
            return Ok(None);
        };
        if let Ok(mut polls) = self.0.write() {
            polls.insert(number, Arc::clone(&opened));
        }
        Ok(Some(opened))
    }
}
