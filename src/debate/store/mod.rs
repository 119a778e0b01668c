//! All SQL of debates: who may read and write, what was said, who follows.

mod following;
mod posts;

pub use following::{follow, follow_unless_asked, follows, tell_followers};
pub use posts::{
    EditError, Hidden, NewPost, Post, Version, add, edit, moderate, post, posts, versions,
};

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use thiserror::Error;
use uuid::Uuid;

use super::model::{Audience, Place, is_draft, is_open};
use crate::bodies;
use crate::bodies::store::BodiesError;
use crate::db::Connection;
use crate::members::store::{MembersError, memberships_of};
use crate::parties::PartyId;
use crate::rulebook::model::keys;
use crate::rulebook::store as rulebook;

/// Why a debate cannot be read or written.
#[derive(Debug, Error)]
pub enum DebateError {
    #[error(transparent)]
    Bodies(#[from] BodiesError),
    #[error(transparent)]
    Members(#[from] MembersError),
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

/// As much of a motion as its debate knows.
#[derive(Clone, Debug, QueryableByName)]
pub struct Motion {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = BigInt)]
    pub number: i64,
    #[diesel(sql_type = Text)]
    pub body: String,
    #[diesel(sql_type = Text)]
    pub title: String,
    #[diesel(sql_type = Text)]
    pub state: String,
    #[diesel(sql_type = Bool)]
    pub confidential: bool,
}

impl Motion {
    #[must_use]
    pub fn path(&self) -> String {
        format!("/motions/{}", self.number)
    }

    #[must_use]
    pub fn is_of_members(&self) -> bool {
        self.body == "members"
    }

    /// Whether nobody outside its body is told that there is such a motion.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.confidential || is_draft(&self.state)
    }
}

const MOTION: &str = "SELECT m.id, m.number, m.body, m.title, motion_state(m.id) AS state, \
     motion_closed_by(m.id) <> '' AS confidential FROM motions m";

/// The motion of this number.
///
/// # Errors
/// Those of the database.
pub async fn motion(conn: &mut Connection, number: i64) -> QueryResult<Option<Motion>> {
    crate::db::sql_query(format!("{MOTION} WHERE m.number = $1"))
        .bind::<BigInt, _>(number)
        .get_result(conn)
        .await
        .optional()
}

/// The motion of this id.
///
/// # Errors
/// Those of the database.
pub async fn motion_of(conn: &mut Connection, id: Uuid) -> QueryResult<Option<Motion>> {
    crate::db::sql_query(format!("{MOTION} WHERE m.id = $1"))
        .bind::<SqlUuid, _>(id)
        .get_result(conn)
        .await
        .optional()
}

/// Where somebody stands to a body now.
///
/// # Errors
/// Those of the database, and what this program does not know.
pub async fn place(
    conn: &mut Connection,
    reader: PartyId,
    body: &str,
) -> Result<Place, DebateError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Bool)]
        inside: bool,
    }
    let row: Row = crate::db::sql_query(
        "SELECT EXISTS (SELECT FROM offices_held($1, clock_timestamp())) OR speaks_in($2, $1) \
             OR EXISTS (SELECT FROM roster($2, clock_timestamp()) r WHERE r.person = $1) AS inside",
    )
    .bind::<SqlUuid, _>(reader.0)
    .bind::<Text, _>(body)
    .get_result(conn)
    .await?;
    Ok(Place {
        inside: row.inside,
        member: is_member(conn, reader).await?,
    })
}

/// Whether somebody acts for a membership that has a vote today.
async fn is_member(conn: &mut Connection, person: PartyId) -> Result<bool, DebateError> {
    let Some(foundation) = bodies::store::foundation(conn).await? else {
        return Ok(false);
    };
    let now = bodies::store::now(conn).await.map_err(BodiesError::from)?;
    let lines = memberships_of(conn, person, foundation.day(now), now).await?;
    Ok(lines.iter().any(|line| line.votes_on_roll().is_some()))
}

/// To whom the debate on a motion is open now, with the section that says so; no
/// section where the rule is silent.
///
/// # Errors
/// Those of the database.
pub async fn audience(
    conn: &mut Connection,
    motion: &Motion,
    now: DateTime<Utc>,
) -> QueryResult<(Audience, Option<String>)> {
    let rule = rulebook::find(conn, keys::MOTIONS_DEBATE, now).await?;
    let value = rule.as_ref().map(|rule| rule.value.as_str());
    let audience = Audience::of(value, motion.is_of_members(), motion.is_closed());
    Ok((audience, rule.map(|rule| rule.citation)))
}

/// Whether what is said of a motion about a matter is withheld from somebody.
async fn is_withheld(conn: &mut Connection, motion: Uuid, reader: PartyId) -> QueryResult<bool> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Bool)]
        it: bool,
    }
    let row: Row = crate::db::sql_query("SELECT motion_is_withheld($1, $2) AS it")
        .bind::<SqlUuid, _>(motion)
        .bind::<SqlUuid, _>(reader.0)
        .get_result(conn)
        .await?;
    Ok(row.it)
}

/// Whether somebody may read the debate on a motion now; nobody who is not signed in
/// unless it is open to everybody.
///
/// # Errors
/// Those of the database, and what this program does not know.
pub async fn may_read(
    conn: &mut Connection,
    reader: Option<PartyId>,
    motion: &Motion,
) -> Result<bool, DebateError> {
    if let Some(reader) = reader
        && is_withheld(conn, motion.id, reader).await?
    {
        return Ok(false);
    }
    let now = bodies::store::now(conn).await.map_err(BodiesError::from)?;
    let (audience, _) = audience(conn, motion, now).await?;
    let place = match reader {
        _ if audience == Audience::Everybody => Place::default(),
        None => Place::default(),
        Some(reader) => place(conn, reader, &motion.body).await?,
    };
    Ok(audience.admits(place))
}

/// Whether somebody may speak in the debate on a motion now: whoever sits on its body,
/// and on motions of the members each who acts for a membership with a vote.
///
/// # Errors
/// Those of the database, and what this program does not know.
pub async fn may_write(
    conn: &mut Connection,
    person: PartyId,
    motion: &Motion,
) -> Result<bool, DebateError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Bool)]
        it: bool,
    }
    if !is_open(&motion.state) {
        return Ok(false);
    }
    let row: Row = crate::db::sql_query("SELECT speaks_in($1, $2) AS it")
        .bind::<Text, _>(&motion.body)
        .bind::<SqlUuid, _>(person.0)
        .get_result(conn)
        .await?;
    if row.it {
        return Ok(true);
    }
    // What is confidential stays with whoever reads it.
    Ok(motion.is_of_members() && !motion.confidential && is_member(conn, person).await?)
}

/// Takes the lock under which a motion moves, so that its state stands for the rest of
/// the transaction.
async fn lock(conn: &mut Connection, motion: Uuid) -> QueryResult<()> {
    crate::db::sql_query(
        "SELECT pg_advisory_xact_lock(hashtextextended('commonhold/motion/' || $1::text, 0))",
    )
    .bind::<SqlUuid, _>(motion)
    .execute(conn)
    .await?;
    Ok(())
}
