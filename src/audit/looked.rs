//! What auditors looked at: recorded by the application before anything is shown, and read by
//! those who are audited. This is the one part of the room that needs no auditor's connection.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bytea, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;

use super::registers::{After, Register};
use crate::db::{Connection, sql_query};
use crate::parties::PartyId;

/// What an auditor asks for.
#[derive(Clone, Copy, Debug)]
pub enum Look<'a> {
    /// The list of registers.
    Room,
    /// A page of a register, after a row.
    Register(&'a Register, Option<&'a After>),
    /// The list of views.
    Views,
    /// Everything, to take away.
    Export,
}

/// Records what an auditor asks for; returns the record's number.
///
/// # Errors
/// Those of the database, which refuses it of somebody who is no auditor now.
pub async fn record(conn: &mut Connection, person: PartyId, look: Look<'_>) -> QueryResult<i64> {
    let (what, register, after) = match look {
        Look::Room => ("room", None, None),
        Look::Register(register, after) => {
            ("register", Some(register.name), after.map(After::to_json))
        }
        Look::Views => ("views", None, None),
        Look::Export => ("export", None, None),
    };
    let recorded: Number = sql_query(
        "INSERT INTO auditor_views (person, what, register, after_row) \
         VALUES ($1, $2, $3, $4) RETURNING number",
    )
    .bind::<SqlUuid, _>(person.0)
    .bind::<Text, _>(what)
    .bind::<Nullable<Text>, _>(register)
    .bind::<Nullable<Text>, _>(after)
    .get_result(conn)
    .await?;
    Ok(recorded.number)
}

/// Records that the export begun with this record is whole.
///
/// # Errors
/// Those of the database.
pub async fn record_whole(
    conn: &mut Connection,
    person: PartyId,
    export: i64,
    manifest_sha256: &[u8; 32],
) -> QueryResult<()> {
    sql_query(
        "INSERT INTO auditor_views (person, what, export, manifest_sha256) \
         VALUES ($1, 'exported', $2, $3)",
    )
    .bind::<SqlUuid, _>(person.0)
    .bind::<BigInt, _>(export)
    .bind::<Bytea, _>(manifest_sha256.as_slice())
    .execute(conn)
    .await?;
    Ok(())
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

/// One record, for a page.
#[derive(Clone, Debug, QueryableByName)]
pub struct Looked {
    #[diesel(sql_type = BigInt)]
    pub number: i64,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Text)]
    pub what: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub register: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub after_row: Option<String>,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub export: Option<i64>,
    #[diesel(sql_type = Nullable<Bytea>)]
    pub manifest_sha256: Option<Vec<u8>>,
    #[diesel(sql_type = Timestamptz)]
    pub recorded_at: DateTime<Utc>,
}

/// Up to `most` records before the record `before`, the latest first.
///
/// # Errors
/// Those of the database.
pub async fn latest(
    conn: &mut Connection,
    before: Option<i64>,
    most: i64,
) -> QueryResult<Vec<Looked>> {
    sql_query(
        "SELECT v.number, named.name, v.what, v.register, v.after_row, v.export, \
                v.manifest_sha256, v.recorded_at \
         FROM auditor_views v \
         JOIN LATERAL (SELECT r.name FROM party_records r WHERE r.party = v.person \
                       ORDER BY r.record DESC LIMIT 1) named ON true \
         WHERE $1 IS NULL OR v.number < $1 ORDER BY v.number DESC LIMIT $2",
    )
    .bind::<Nullable<BigInt>, _>(before)
    .bind::<BigInt, _>(most)
    .load(conn)
    .await
}
