//! Who is what of which organisation: recorded, ended, read.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Date, Int4, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use thiserror::Error;
use uuid::Uuid;

use super::{is_refusal_of, name_of};
use crate::db::Connection;
use crate::parties::PartyId;
use crate::parties::model::tie::{Source, Span, TieKind, With, holds_on, share_said};

/// A tie to be recorded. `id` comes with the form: sent twice it is one.
#[derive(Clone, Debug)]
pub struct NewTie {
    pub id: Uuid,
    pub person: PartyId,
    pub with: With,
    pub kind: TieKind,
    /// Of an owner alone.
    pub share_bp: Option<u32>,
    pub span: Span,
    pub source: Source,
    pub note: String,
    pub by: PartyId,
}

/// Why the end of something was not recorded.
#[derive(Debug, Error)]
pub enum EndError {
    #[error(
        "It began later. Give a day from its first on; its first day itself where it was recorded in error."
    )]
    BeforeBeginning,
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

impl EndError {
    pub(super) fn of(error: diesel::result::Error) -> Self {
        if is_refusal_of(&error, "end_follows_beginning") {
            Self::BeforeBeginning
        } else {
            Self::Database(error)
        }
    }
}

/// A tie as recorded, with its end as known.
#[derive(Clone, Debug, QueryableByName)]
pub struct Tie {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub person: Uuid,
    #[diesel(sql_type = Text)]
    pub person_name: String,
    /// None where the organisation is no party here.
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub organisation: Option<Uuid>,
    #[diesel(sql_type = Text)]
    pub organisation_name: String,
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Nullable<Int4>)]
    pub share_bp: Option<i32>,
    #[diesel(sql_type = Date)]
    pub starts_on: NaiveDate,
    /// The first day on which it holds no more.
    #[diesel(sql_type = Nullable<Date>)]
    pub ends_on: Option<NaiveDate>,
    #[diesel(sql_type = Text)]
    pub source: String,
    #[diesel(sql_type = Text)]
    pub note: String,
    #[diesel(sql_type = Text)]
    pub recorded_by: String,
    #[diesel(sql_type = Timestamptz)]
    pub recorded_at: DateTime<Utc>,
}

impl Tie {
    #[must_use]
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        holds_on(self.starts_on, self.ends_on, day)
    }

    /// The owner's share in words; empty for every other kind.
    #[must_use]
    pub fn share(&self) -> String {
        self.share_bp
            .and_then(|share| u32::try_from(share).ok())
            .map_or_else(String::new, share_said)
    }
}

/// Records a tie.
///
/// # Errors
/// Those of the database.
pub async fn record(conn: &mut Connection, new: &NewTie) -> QueryResult<()> {
    let (organisation, outside) = match &new.with {
        With::Organisation(party) => (Some(party.0), None),
        With::Outside(name) => (None, Some(name.as_str())),
    };
    crate::db::sql_query(
        "INSERT INTO ties (id, person, organisation, outside, kind, share_bp, starts_on, ends_on, source, note, recorded_by) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (id) DO NOTHING",
    )
    .bind::<SqlUuid, _>(new.id)
    .bind::<SqlUuid, _>(new.person.0)
    .bind::<Nullable<SqlUuid>, _>(organisation)
    .bind::<Nullable<Text>, _>(outside)
    .bind::<Text, _>(new.kind.word())
    .bind::<Nullable<Int4>, _>(new.share_bp.and_then(|share| i32::try_from(share).ok()))
    .bind::<Date, _>(new.span.starts_on())
    .bind::<Nullable<Date>, _>(new.span.ends_on())
    .bind::<Text, _>(new.source.word())
    .bind::<Text, _>(&new.note)
    .bind::<SqlUuid, _>(new.by.0)
    .execute(conn)
    .await?;
    Ok(())
}

/// Records that a tie holds no more from a day on.
///
/// # Errors
/// When it began later.
pub async fn end(
    conn: &mut Connection,
    id: Uuid,
    tie: Uuid,
    ends_on: NaiveDate,
    by: PartyId,
) -> Result<(), EndError> {
    crate::db::sql_query(
        "INSERT INTO tie_ends (id, tie, ends_on, recorded_by) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO NOTHING",
    )
    .bind::<SqlUuid, _>(id)
    .bind::<SqlUuid, _>(tie)
    .bind::<Date, _>(ends_on)
    .bind::<SqlUuid, _>(by.0)
    .execute(conn)
    .await
    .map_err(EndError::of)?;
    Ok(())
}

/// The ties of which this column names the party, as known at an instant, the
/// latest begun first.
async fn of(
    conn: &mut Connection,
    column: &str,
    party: Uuid,
    known_at: DateTime<Utc>,
) -> QueryResult<Vec<Tie>> {
    crate::db::sql_query(format!(
        "SELECT t.id, t.person, {person} AS person_name, t.organisation, \
             coalesce(t.outside, {organisation}) AS organisation_name, t.kind, t.share_bp, t.starts_on, \
             coalesce((SELECT x.ends_on FROM tie_ends x WHERE x.tie = t.id AND x.recorded_at <= $2 \
                       ORDER BY x.record DESC LIMIT 1), t.ends_on) AS ends_on, \
             t.source, t.note, {by} AS recorded_by, t.recorded_at \
         FROM ties t WHERE {column} = $1 AND t.recorded_at <= $2 \
         ORDER BY t.starts_on DESC, t.recorded_at DESC, t.id",
        person = name_of("t.person"),
        organisation = name_of("t.organisation"),
        by = name_of("t.recorded_by"),
    ))
    .bind::<SqlUuid, _>(party)
    .bind::<Timestamptz, _>(known_at)
    .load(conn)
    .await
}

/// The ties of a person, as known at an instant, the latest begun first.
///
/// # Errors
/// Those of the database.
pub async fn of_person(
    conn: &mut Connection,
    person: PartyId,
    known_at: DateTime<Utc>,
) -> QueryResult<Vec<Tie>> {
    of(conn, "t.person", person.0, known_at).await
}

/// The ties of an organisation's people, as known at an instant.
///
/// # Errors
/// Those of the database.
pub async fn of_organisation(
    conn: &mut Connection,
    organisation: PartyId,
    known_at: DateTime<Utc>,
) -> QueryResult<Vec<Tie>> {
    of(conn, "t.organisation", organisation.0, known_at).await
}

/// One tie, as known at an instant.
///
/// # Errors
/// Those of the database.
pub async fn find(
    conn: &mut Connection,
    tie: Uuid,
    known_at: DateTime<Utc>,
) -> QueryResult<Option<Tie>> {
    Ok(of(conn, "t.id", tie, known_at).await?.pop())
}
