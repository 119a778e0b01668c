//! Rehearsals of an election, as officers recorded them.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::ElectionsError;
use crate::db::Connection;
use crate::parties::PartyId;
use crate::parties::store::name_of;

/// A rehearsal as recorded.
#[derive(Clone, Debug, QueryableByName)]
pub struct Recorded {
    #[diesel(sql_type = Text)]
    pub note: String,
    #[diesel(sql_type = Text)]
    pub recorded_by: String,
    #[diesel(sql_type = Timestamptz)]
    pub recorded_at: DateTime<Utc>,
}

/// Records that an election was rehearsed; `id` is the form's.
///
/// # Errors
/// When the note is not of a rehearsal of this foundation.
pub async fn record(
    conn: &mut Connection,
    election: Uuid,
    id: Uuid,
    note: &str,
    by: PartyId,
) -> Result<(), ElectionsError> {
    crate::db::sql_query(
        "INSERT INTO election_rehearsals (id, election, note, recorded_by) \
         VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO NOTHING",
    )
    .bind::<SqlUuid, _>(id)
    .bind::<SqlUuid, _>(election)
    .bind::<Text, _>(note)
    .bind::<SqlUuid, _>(by.0)
    .execute(conn)
    .await?;
    Ok(())
}

/// The rehearsals of an election, the latest first.
///
/// # Errors
/// Those of the database.
pub async fn of(conn: &mut Connection, election: Uuid) -> QueryResult<Vec<Recorded>> {
    crate::db::sql_query(format!(
        "SELECT x.note, x.recorded_at, {} AS recorded_by FROM election_rehearsals x \
         WHERE x.election = $1 ORDER BY x.recorded_at DESC, x.id",
        name_of("x.recorded_by")
    ))
    .bind::<SqlUuid, _>(election)
    .load(conn)
    .await
}
