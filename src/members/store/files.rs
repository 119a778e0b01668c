//! Files of members by whose hands they go: who brought each, who may have its members
//! recorded, and which wait for that.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::result::Error as DbError;
use diesel::sql_types::{Bool, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::intake::IntakeError;
use crate::db::{Connection, sql_query};
use crate::parties::PartyId;
use crate::parties::store::name_of;

/// By whom a file is taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hands {
    /// Who brought it.
    pub imported_by: PartyId,
    /// The other officer who has its members recorded; none where it is the same.
    pub confirmed_by: Option<PartyId>,
}

/// Whether a file waits for another officer than the one who brought it: since the first roll
/// was certified. The files before it are the founding's.
///
/// # Errors
/// Those of the database.
pub async fn takes_two(conn: &mut Connection) -> QueryResult<bool> {
    diesel::select(diesel::dsl::sql::<Bool>("import_takes_two()"))
        .get_result(conn)
        .await
}

/// Whether somebody keeps the list of members now, so that a file they brought is taken. The
/// guard of files asks the same.
///
/// # Errors
/// Those of the database.
pub async fn keeps(conn: &mut Connection, person: PartyId) -> QueryResult<bool> {
    diesel::select(
        diesel::dsl::sql::<Bool>("EXISTS (SELECT FROM offices_held(")
            .bind::<SqlUuid, _>(person.0)
            .sql(
                ", clock_timestamp()) o \
                 WHERE o IN ('secretary', 'deputy_secretary', 'membership_committee'))",
            ),
    )
    .get_result(conn)
    .await
}

/// By whom a file is taken that one officer brought and one has recorded.
///
/// # Errors
/// When it takes two and they are one, when whoever brought it keeps members no more, and those
/// of the database.
pub async fn hands(
    conn: &mut Connection,
    brought_by: PartyId,
    by: PartyId,
) -> Result<Hands, IntakeError> {
    let confirmed_by = (brought_by != by).then_some(by);
    if confirmed_by.is_none() && takes_two(conn).await? {
        return Err(IntakeError::SecondOfficer);
    }
    if !keeps(conn, brought_by).await? {
        return Err(IntakeError::NotKeeping);
    }
    Ok(Hands {
        imported_by: brought_by,
        confirmed_by,
    })
}

/// What the guard of files refused, in our words.
pub(super) fn refusal(error: DbError) -> IntakeError {
    if let DbError::DatabaseError(_, about) = &error {
        match about.constraint_name() {
            Some(
                "import_takes_two" | "import_is_confirmed_by_another" | "membership_imports_two",
            ) => return IntakeError::SecondOfficer,
            Some("import_by_keeper") => return IntakeError::NotKeeping,
            _ => {}
        }
    }
    IntakeError::Database(error)
}

/// A file without a fault that waits for a second officer.
#[derive(Clone, Debug, QueryableByName)]
pub struct Waiting {
    /// Where it is looked at.
    #[diesel(sql_type = Text)]
    pub path: String,
    #[diesel(sql_type = SqlUuid)]
    pub brought_by: Uuid,
    #[diesel(sql_type = Text)]
    pub brought_by_name: String,
    #[diesel(sql_type = Timestamptz)]
    pub brought_at: DateTime<Utc>,
}

/// The files that wait for a second officer, the oldest first; none while one is enough.
///
/// # Errors
/// Those of the database.
pub async fn waiting(conn: &mut Connection) -> QueryResult<Vec<Waiting>> {
    sql_query(format!(
        "SELECT w.path, w.brought_by, {} AS brought_by_name, w.brought_at FROM ( \
             SELECT '/room/members/import/' || encode(d.file_sha256, 'hex') AS path, d.file_sha256, \
                    d.uploaded_by AS brought_by, d.uploaded_at AS brought_at \
             FROM membership_import_drafts d \
             UNION ALL \
             SELECT '/room/members/import/large/' || f.id::text, f.file_sha256, f.uploaded_by, f.uploaded_at \
             FROM membership_import_files f WHERE f.state = 'judged' AND f.faults = 0 \
         ) w \
         WHERE import_takes_two() \
           AND NOT EXISTS (SELECT FROM membership_imports i WHERE i.file_sha256 = w.file_sha256) \
         ORDER BY w.brought_at, w.path",
        name_of("w.brought_by")
    ))
    .load(conn)
    .await
}
