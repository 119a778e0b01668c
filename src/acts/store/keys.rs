//! Officers' standing keys, and what they upload.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{Bytea, Int4, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use super::{about, damage, propose, take_turns};
use crate::bodies;
use crate::db::{Connection, natural, sql_query};
use crate::evidence::act::Act;
use crate::evidence::leaf::{Leaf, OfficerKey, Signatures};
use crate::seal::fields::Refusal;
use crate::seal::hash::PublicKey;
use crate::seal::keys::{PublicPart, SignPart};

/// From so many officers' keys on, a further one is taken up by a signed act only.
pub const VOUCHERS: usize = 2;

/// A standing key that counts.
#[derive(Clone, Debug, QueryableByName)]
pub struct KeyRow {
    #[diesel(sql_type = SqlUuid)]
    pub person_id: Uuid,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Bytea)]
    pub key: Vec<u8>,
    #[diesel(sql_type = Timestamptz)]
    pub recorded_at: DateTime<Utc>,
}

impl KeyRow {
    /// The key.
    ///
    /// # Errors
    /// When the row does not hold one, which its constraint forbids.
    pub fn public(&self) -> QueryResult<PublicKey> {
        <[u8; 32]>::try_from(self.key.as_slice())
            .map(PublicKey::from_bytes)
            .map_err(|_| damage("an officer's key is not 32 bytes long"))
    }
}

/// The latest key of each officer, by name.
///
/// # Errors
/// Those of the database.
pub async fn keys(conn: &mut Connection) -> QueryResult<Vec<KeyRow>> {
    sql_query(
        "SELECT person_id, name, key, recorded_at FROM (
             SELECT DISTINCT ON (person_id) person_id, name, key, recorded_at
             FROM officer_keys ORDER BY person_id, recorded_at DESC) latest
         ORDER BY name",
    )
    .load(conn)
    .await
}

/// Every key that was ever taken up, also those that another replaced, the
/// oldest first.
///
/// # Errors
/// Those of the database.
pub async fn keys_ever(conn: &mut Connection) -> QueryResult<Vec<KeyRow>> {
    sql_query("SELECT person_id, name, key, recorded_at FROM officer_keys ORDER BY recorded_at")
        .load(conn)
        .await
}

/// Why a public part was not taken in: a sentence for the officer.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    #[error("This is your key that counts already. Nothing is left to do.")]
    Counts,
    #[error(
        "This key was taken up before, and another took its place or it is another officer’s. Make a new one."
    )]
    Used,
    #[error("{0}. Make a new key, and choose its file that ends in .pub.")]
    Malformed(#[from] Refusal),
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

/// Takes in a public part as an officer uploaded it. Where officers have keys
/// already, this prepares the act by which two of them take it up.
///
/// # Errors
/// When the key was taken up before.
pub async fn upload_key(
    conn: &mut Connection,
    person: Uuid,
    part: &SignPart,
) -> Result<(), KeyError> {
    conn.transaction(async |conn| {
        take_turns(conn, person).await?;
        let now_counting = keys(conn).await?;
        let is_this = |row: &&KeyRow| row.key == part.key().as_bytes();
        if now_counting
            .iter()
            .find(is_this)
            .is_some_and(|row| row.person_id == person)
        {
            return Err(KeyError::Counts);
        }
        if keys_ever(conn).await?.iter().any(|row| is_this(&row)) {
            return Err(KeyError::Used);
        }
        let bytes = PublicPart::Sign(part.clone()).encode();
        sql_query("INSERT INTO officer_key_uploads (person_id, part) VALUES ($1, $2)")
            .bind::<SqlUuid, _>(person)
            .bind::<Text, _>(std::str::from_utf8(&bytes).map_err(damage)?)
            .execute(conn)
            .await?;
        if now_counting.len() >= VOUCHERS && awaiting(conn, person, part).await?.is_none() {
            let leaf = OfficerKey {
                at: natural(bodies::store::now(conn).await?.timestamp())?,
                key: part.key(),
                name: part.name().to_owned(),
                sigs: Signatures::default(),
            };
            propose(conn, person, &Act::new(leaf.into(), None)?, person).await?;
        }
        Ok(())
    })
    .await
}

/// The number of the act that waits for signatures to take up this key.
///
/// # Errors
/// Those of the database.
pub async fn awaiting(
    conn: &mut Connection,
    person: Uuid,
    part: &SignPart,
) -> QueryResult<Option<i32>> {
    let acts = about(conn, person).await?;
    let takes_it_up = |act: &Act| matches!(act.leaf(), Leaf::OfficerKey(leaf) if leaf.key == part.key() && leaf.name == part.name());
    let waits = acts
        .iter()
        .filter(|row| row.standing() == super::Standing::Waiting)
        .find(|row| row.act().is_ok_and(|act| takes_it_up(&act)));
    Ok(waits.map(|row| row.number))
}

/// An uploaded part that the certifier has not judged yet.
#[derive(Clone, Debug, QueryableByName)]
pub struct UploadedKey {
    #[diesel(sql_type = Int4)]
    pub number: i32,
    #[diesel(sql_type = SqlUuid)]
    pub person_id: Uuid,
    #[diesel(sql_type = Text)]
    pub part: String,
}

/// All uploads, the oldest first.
///
/// # Errors
/// Those of the database.
pub async fn uploaded_keys(conn: &mut Connection) -> QueryResult<Vec<UploadedKey>> {
    sql_query("SELECT number, person_id, part FROM officer_key_uploads ORDER BY number")
        .load(conn)
        .await
}
