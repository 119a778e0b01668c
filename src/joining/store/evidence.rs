//! Items of evidence, identities by which they are matched, and files of them.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{
    Array, Bytea, Date, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid,
};
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use super::JoiningError;
use crate::db::Connection;
use crate::joining::model::contributions::Row;
use crate::parties::PartyId;

/// An item with what was found of it.
#[derive(Clone, Debug, QueryableByName)]
pub struct Item {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Text)]
    pub address: String,
    #[diesel(sql_type = Text)]
    pub summary: String,
    #[diesel(sql_type = Timestamptz)]
    pub captured_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Bytea>)]
    content_sha256: Option<Vec<u8>>,
    #[diesel(sql_type = Date)]
    pub starts_on: NaiveDate,
    #[diesel(sql_type = Date)]
    pub ends_on: NaiveDate,
    #[diesel(sql_type = Nullable<Text>)]
    pub identity: Option<String>,
    #[diesel(sql_type = Text)]
    pub added_by: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub verdict: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub verified_by: Option<String>,
}

impl Item {
    /// The digest of what was seen, in hexadecimal digits; empty where none was taken.
    #[must_use]
    pub fn digest(&self) -> String {
        self.content_sha256
            .as_ref()
            .map_or_else(String::new, |bytes| data_encoding::HEXLOWER.encode(bytes))
    }

    /// The kind in words.
    #[must_use]
    pub fn kind_said(&self) -> String {
        self.kind.replace('_', " ")
    }
}

/// The evidence of a party, the latest period first.
///
/// # Errors
/// Those of the database.
pub async fn of(conn: &mut Connection, party: PartyId) -> QueryResult<Vec<Item>> {
    crate::db::sql_query(
        "SELECT i.id, i.kind, i.address, i.summary, i.captured_at, i.content_sha256, i.starts_on, i.ends_on, \
                (SELECT v.value FROM identity_values v WHERE v.identity = i.identity) AS identity, \
                (SELECT r.name FROM party_records r WHERE r.party = i.added_by ORDER BY r.record DESC LIMIT 1) AS added_by, \
                v.verdict, (SELECT r.name FROM party_records r WHERE r.party = v.given_by ORDER BY r.record DESC LIMIT 1) AS verified_by \
         FROM evidence_items i \
         LEFT JOIN LATERAL (SELECT verdict, given_by FROM evidence_verdicts v WHERE v.item = i.id ORDER BY v.record DESC LIMIT 1) v ON true \
         WHERE i.party = $1 ORDER BY i.ends_on DESC, i.recorded_at DESC LIMIT 200",
    )
    .bind::<SqlUuid, _>(party.0)
    .load(conn)
    .await
}

/// An item to be recorded by hand.
pub struct NewItem<'a> {
    pub id: Uuid,
    pub party: PartyId,
    pub application: Option<Uuid>,
    pub kind: &'a str,
    pub address: &'a str,
    pub summary: &'a str,
    pub captured_at: DateTime<Utc>,
    pub content_sha256: Option<[u8; 32]>,
    pub period: (NaiveDate, NaiveDate),
    pub by: PartyId,
}

/// Records an item.
///
/// # Errors
/// Those of the database.
pub async fn add(conn: &mut Connection, new: &NewItem<'_>) -> Result<(), JoiningError> {
    crate::db::sql_query(
        "INSERT INTO evidence_items (id, party, application, kind, address, summary, captured_at, content_sha256, \
             starts_on, ends_on, added_by) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (id) DO NOTHING",
    )
    .bind::<SqlUuid, _>(new.id)
    .bind::<SqlUuid, _>(new.party.0)
    .bind::<Nullable<SqlUuid>, _>(new.application)
    .bind::<Text, _>(new.kind)
    .bind::<Text, _>(new.address)
    .bind::<Text, _>(new.summary)
    .bind::<Timestamptz, _>(new.captured_at)
    .bind::<Nullable<Bytea>, _>(new.content_sha256.map(Vec::from))
    .bind::<Date, _>(new.period.0)
    .bind::<Date, _>(new.period.1)
    .bind::<SqlUuid, _>(new.by.0)
    .execute(conn)
    .await?;
    Ok(())
}

/// Records what somebody found of an item.
///
/// # Errors
/// What the guard refuses, and those of the database.
pub async fn judge(
    conn: &mut Connection,
    item: Uuid,
    verified: bool,
    by: PartyId,
) -> Result<(), JoiningError> {
    crate::db::sql_query(
        "INSERT INTO evidence_verdicts (item, verdict, note, given_by) VALUES ($1, $2, '', $3)",
    )
    .bind::<SqlUuid, _>(item)
    .bind::<Text, _>(if verified { "verified" } else { "rejected" })
    .bind::<SqlUuid, _>(by.0)
    .execute(conn)
    .await?;
    Ok(())
}

/// An identity of a party.
#[derive(Clone, Debug, QueryableByName)]
pub struct Identity {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Text)]
    pub value: String,
    #[diesel(sql_type = Text)]
    pub verified_how: String,
}

/// The identities of a party that were not withdrawn.
///
/// # Errors
/// Those of the database.
pub async fn identities(conn: &mut Connection, party: PartyId) -> QueryResult<Vec<Identity>> {
    crate::db::sql_query(
        "SELECT i.id, i.kind, v.value, i.verified_how FROM identities i JOIN identity_values v ON v.identity = i.id \
         WHERE i.party = $1 AND NOT EXISTS (SELECT FROM identity_ends e WHERE e.identity = i.id) ORDER BY i.recorded_at",
    )
    .bind::<SqlUuid, _>(party.0)
    .load(conn)
    .await
}

/// Records that a party contributes under an identity, and how that was verified.
///
/// # Errors
/// Those of the database.
pub async fn identify(
    conn: &mut Connection,
    id: Uuid,
    party: PartyId,
    (kind, value): (&str, &str),
    how: &str,
    by: PartyId,
) -> Result<(), JoiningError> {
    conn.transaction(async |conn| {
        let new = crate::db::sql_query(
            "INSERT INTO identities (id, party, kind, verified_how, recorded_by) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (id) DO NOTHING",
        )
        .bind::<SqlUuid, _>(id)
        .bind::<SqlUuid, _>(party.0)
        .bind::<Text, _>(kind)
        .bind::<Text, _>(how)
        .bind::<SqlUuid, _>(by.0)
        .execute(conn)
        .await?;
        if new > 0 {
            crate::db::sql_query("INSERT INTO identity_values (identity, value) VALUES ($1, $2)")
                .bind::<SqlUuid, _>(id)
                .bind::<Text, _>(value)
                .execute(conn)
                .await?;
        }
        Ok(())
    })
    .await
}

/// Withdraws an identity: nothing is matched by it any more.
///
/// # Errors
/// Those of the database.
pub async fn withdraw(
    conn: &mut Connection,
    identity: Uuid,
    party: PartyId,
    reason: &str,
    by: PartyId,
) -> Result<(), JoiningError> {
    crate::db::sql_query(
        "INSERT INTO identity_ends (identity, reason, ended_by) \
         SELECT id, $3, $4 FROM identities WHERE id = $1 AND party = $2 ON CONFLICT DO NOTHING",
    )
    .bind::<SqlUuid, _>(identity)
    .bind::<SqlUuid, _>(party.0)
    .bind::<Text, _>(reason)
    .bind::<SqlUuid, _>(by.0)
    .execute(conn)
    .await?;
    Ok(())
}

/// Whose identity each of these is, by its lower case: by an identity that was
/// verified, or by the address of an account, which a link verified.
///
/// # Errors
/// Those of the database.
pub async fn owners(
    conn: &mut Connection,
    values: &[String],
) -> QueryResult<BTreeMap<String, (PartyId, Option<Uuid>)>> {
    #[derive(QueryableByName)]
    struct Owner {
        #[diesel(sql_type = Text)]
        value: String,
        #[diesel(sql_type = SqlUuid)]
        party: Uuid,
        #[diesel(sql_type = Nullable<SqlUuid>)]
        identity: Option<Uuid>,
    }
    let wanted: Vec<String> = values.iter().map(|value| value.to_lowercase()).collect();
    let rows: Vec<Owner> = crate::db::sql_query(
        "SELECT DISTINCT ON (value) value, party, identity FROM ( \
             SELECT lower(v.value) AS value, i.party, i.id AS identity, i.recorded_at \
             FROM identity_values v JOIN identities i ON i.id = v.identity \
             WHERE lower(v.value) = ANY($1) AND NOT EXISTS (SELECT FROM identity_ends e WHERE e.identity = i.id) \
             UNION ALL SELECT a.address_key, a.person, NULL, 'infinity' FROM accounts a WHERE a.address_key = ANY($1) \
         ) o ORDER BY value, recorded_at",
    )
    .bind::<Array<Text>, _>(&wanted)
    .load(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.value, (PartyId(row.party), row.identity)))
        .collect())
}

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken {
    /// So many rows are evidence now; so many matched nobody, and were left out.
    Rows { taken: usize, unmatched: usize },
    /// This very file was taken before.
    Before,
}

/// Takes a file whole: each row whose identity is somebody's becomes evidence.
///
/// # Errors
/// Those of the database.
pub async fn take(
    conn: &mut Connection,
    sha256: [u8; 32],
    source: &str,
    rows: &[Row],
    by: PartyId,
) -> Result<Taken, JoiningError> {
    conn.transaction(async |conn| {
        let values: Vec<String> = rows.iter().map(|row| row.identity.clone()).collect();
        let owners = owners(conn, &values).await?;
        let matched: Vec<(&Row, PartyId, Option<Uuid>)> = rows
            .iter()
            .filter_map(|row| {
                let (party, identity) = owners.get(&row.identity.to_lowercase())?;
                Some((row, *party, *identity))
            })
            .collect();
        let import = Uuid::new_v4();
        let new = crate::db::sql_query(
            "INSERT INTO evidence_imports (id, file_sha256, source, rows_taken, imported_by) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (file_sha256) DO NOTHING",
        )
        .bind::<SqlUuid, _>(import)
        .bind::<Bytea, _>(sha256.as_slice())
        .bind::<Text, _>(source)
        .bind::<Integer, _>(i32::try_from(matched.len()).unwrap_or(i32::MAX))
        .bind::<SqlUuid, _>(by.0)
        .execute(conn)
        .await?;
        if new == 0 {
            return Ok(Taken::Before);
        }
        for (row, party, identity) in &matched {
            crate::db::sql_query(
                "INSERT INTO evidence_items (id, party, kind, address, summary, captured_at, content_sha256, \
                     starts_on, ends_on, identity, import, added_by) \
                 VALUES (gen_random_uuid(), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            )
            .bind::<SqlUuid, _>(party.0)
            .bind::<Text, _>(row.kind)
            .bind::<Text, _>(&row.address)
            .bind::<Text, _>(&row.summary)
            .bind::<Timestamptz, _>(row.captured_at)
            .bind::<Nullable<Bytea>, _>(row.content_sha256.map(Vec::from))
            .bind::<Date, _>(row.starts_on)
            .bind::<Date, _>(row.ends_on)
            .bind::<Nullable<SqlUuid>, _>(*identity)
            .bind::<SqlUuid, _>(import)
            .bind::<SqlUuid, _>(by.0)
            .execute(conn)
            .await?;
        }
        Ok(Taken::Rows {
            taken: matched.len(),
            unmatched: rows.len() - matched.len(),
        })
    })
    .await
}
