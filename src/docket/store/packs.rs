//! Packs of rules as they were taken up.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Binary, Int4, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::recompute::{self, Scope};
use super::{DocketError, lock};
use crate::db::{Connection, patience, sql_query};
use crate::docket::model::Pack;
use crate::docket::model::pack::SUPPLIED;
use crate::parties::PartyId;

/// A pack as it was taken up.
#[derive(Clone, Debug, QueryableByName)]
pub struct TakenUp {
    #[diesel(sql_type = Text)]
    pub version: String,
    #[diesel(sql_type = Text)]
    pub title: String,
    #[diesel(sql_type = Text)]
    pub pack: String,
    #[diesel(sql_type = Binary)]
    pub sha256: Vec<u8>,
    #[diesel(sql_type = Int4)]
    pub rules: i32,
    /// None of the first, which comes with the program.
    #[diesel(sql_type = Nullable<Text>)]
    pub taken_up_by: Option<String>,
    #[diesel(sql_type = Timestamptz)]
    pub recorded_at: DateTime<Utc>,
}

impl TakenUp {
    /// The pack as it is read.
    ///
    /// # Errors
    /// When what is on record is no pack.
    pub fn read(&self) -> Result<Pack, DocketError> {
        Pack::parse(&self.pack).map_err(|_| {
            DocketError::Unknown(format!("pack {} on record cannot be read", self.version))
        })
    }
}

/// Every pack, the one in force first.
///
/// # Errors
/// Those of the database.
pub async fn all(conn: &mut Connection) -> QueryResult<Vec<TakenUp>> {
    sql_query(
        "SELECT k.version, k.title, k.pack, k.sha256, k.rules, k.recorded_at, \
                (SELECT p.name FROM party_records p WHERE p.party = k.taken_up_by ORDER BY p.record DESC LIMIT 1) AS taken_up_by \
         FROM rule_packs k ORDER BY k.number DESC",
    )
    .load(conn)
    .await
}

/// The pack of one version.
///
/// # Errors
/// Those of the database.
pub async fn find(conn: &mut Connection, version: &str) -> QueryResult<Option<TakenUp>> {
    Ok(all(conn)
        .await?
        .into_iter()
        .find(|taken_up| taken_up.version == version))
}

/// Version and title of the pack in force; none before the first.
///
/// # Errors
/// Those of the database.
pub async fn in_force(conn: &mut Connection) -> QueryResult<Option<(String, String)>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        version: String,
        #[diesel(sql_type = Text)]
        title: String,
    }
    let row: Option<Row> =
        sql_query("SELECT version, title FROM rule_packs ORDER BY number DESC LIMIT 1")
            .get_result(conn)
            .await
            .optional()?;
    Ok(row.map(|row| (row.version, row.title)))
}

/// Every pack as it is read, and the version in force. Where none was taken up yet the
/// one that comes with the program is.
pub(super) async fn read_all(
    conn: &mut Connection,
) -> Result<(String, BTreeMap<String, Pack>), DocketError> {
    let mut taken_up = all(conn).await?;
    if taken_up.is_empty() {
        insert(conn, &supplied()?, SUPPLIED, None).await?;
        taken_up = all(conn).await?;
    }
    let in_force = taken_up
        .as_slice()
        .first()
        .map(|first| first.version.clone())
        .ok_or_else(|| DocketError::Unknown("no pack of rules was taken up".to_owned()))?;
    let mut packs = BTreeMap::new();
    for pack in taken_up {
        packs.insert(pack.version.clone(), pack.read()?);
    }
    Ok((in_force, packs))
}

/// The pack in force; the one that comes with the program where none was taken up yet.
///
/// # Errors
/// When what is on record is no pack, and those of the database.
pub async fn current(conn: &mut Connection) -> Result<Pack, DocketError> {
    match all(conn).await?.as_slice().first() {
        Some(in_force) => in_force.read(),
        None => supplied(),
    }
}

/// The pack that comes with the program.
///
/// # Errors
/// When it cannot be read, which a test keeps from happening.
pub fn supplied() -> Result<Pack, DocketError> {
    Pack::parse(SUPPLIED).map_err(DocketError::Pack)
}

async fn insert(
    conn: &mut Connection,
    pack: &Pack,
    text: &str,
    by: Option<PartyId>,
) -> Result<(), DocketError> {
    let digest: [u8; 32] = Sha256::digest(text.as_bytes()).into();
    let rules = i32::try_from(pack.rules.len())
        .map_err(|_| DocketError::Unknown("too many rules".to_owned()))?;
    sql_query(
        "INSERT INTO rule_packs (version, title, pack, sha256, rules, taken_up_by) \
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind::<Text, _>(&pack.version)
    .bind::<Text, _>(&pack.title)
    .bind::<Text, _>(text)
    .bind::<Binary, _>(digest.as_slice())
    .bind::<Int4, _>(rules)
    .bind::<Nullable<SqlUuid>, _>(by.map(|by| by.0))
    .execute(conn)
    .await?;
    Ok(())
}

/// Takes up a pack whole, and works out anew what is open. The pack that is in force
/// already, sent again, changes nothing.
///
/// # Errors
/// Every fault of the pack with the name of its rule, and what the database refuses.
pub async fn take_up(
    conn: &mut Connection,
    text: &str,
    by: PartyId,
) -> Result<Option<recompute::Run>, DocketError> {
    let text = text.replace("\r\n", "\n");
    let pack = Pack::parse(&text).map_err(DocketError::Pack)?;
    conn.transaction(async |conn| {
        patience::be_patient(conn).await?;
        lock(conn).await?;
        read_all(conn).await?;
        let taken_up = all(conn).await?;
        if let Some(place) = taken_up
            .iter()
            .position(|known| known.version == pack.version)
        {
            if place == 0 && taken_up.iter().any(|known| known.pack == text) {
                return Ok(None);
            }
            return Err(DocketError::Refused(
                "A pack of this version was taken up already. Give yours a version of its own.",
            ));
        }
        insert(conn, &pack, &text, Some(by)).await?;
        recompute::run(conn, Scope::All).await.map(Some)
    })
    .await
}

/// Synthetic ids for the deadlines of one run, which follow each other: indexes are filled
/// in their order, not all over.
pub(super) fn fresh() -> impl FnMut() -> Uuid {
    let mut next = Uuid::new_v4().as_u128();
    move || {
        next = next.wrapping_add(1);
        Uuid::from_u128(next)
    }
}
