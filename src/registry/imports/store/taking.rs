//! What a person takes over, in one transaction under the register's lock.

use std::collections::BTreeSet;

use data_encoding::HEXLOWER;
use diesel::sql_types::{Binary, Integer, Nullable, Text, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use sha2::{Digest, Sha256};
use thiserror::Error;
use uuid::Uuid;

use super::drafts::{self, Draft};
use super::writing::Taker;
use super::{holding, reading};
use crate::db::Connection;
use crate::parties::PartyId;
use crate::registry::imports::model::differ::{self, Comparison};
use crate::registry::imports::model::ticks::{self, NotTaken};
use crate::registry::imports::model::{Fault, Format};
use crate::registry::store::RegistryError;
use crate::seal::canonical::Value;

/// Why nothing was taken over.
#[derive(Debug, Error)]
pub enum TakeError {
    #[error("There is no file of this number that waits. Bring it again.")]
    NoDraft,
    /// Somebody took over what they wanted of it meanwhile.
    #[error("Rows of this file were taken over already. Bring the file again for the rest.")]
    TakenAlready,
    /// The register is not what it was when the rows were shown.
    #[error(
        "The register has changed since these rows were shown. Look at them again: nothing was taken over."
    )]
    Changed,
    #[error("{}", .0.sentence())]
    Ticks(NotTaken),
    /// The file does not fit the register any more.
    #[error("The file does not fit the register any more. Look at its rows again.")]
    Faults(Vec<Fault>),
    /// A guard of the register refused.
    #[error("{0} Nothing was taken over.")]
    Refused(&'static str),
    #[error(transparent)]
    Database(diesel::result::Error),
}

impl From<diesel::result::Error> for TakeError {
    fn from(error: diesel::result::Error) -> Self {
        RegistryError::from(error).into()
    }
}

impl From<RegistryError> for TakeError {
    fn from(error: RegistryError) -> Self {
        match error {
            RegistryError::Refused(sentence) | RegistryError::Locked(sentence) => {
                Self::Refused(sentence)
            }
            RegistryError::Database(error) => Self::Database(error),
        }
    }
}

/// The digest of the rows as they are shown, which comes back with the ticks.
#[must_use]
pub fn seen(comparisons: &[Comparison]) -> String {
    HEXLOWER.encode(&Sha256::digest(ticks::listing(comparisons).as_bytes()))
}

/// Takes over the ticked rows of a file, all or none, and forgets the file.
///
/// # Errors
/// [`TakeError`]; nothing is changed then.
pub async fn take(
    conn: &mut Connection,
    id: Uuid,
    as_seen: &str,
    ticks: &BTreeSet<String>,
    by: PartyId,
) -> Result<(), TakeError> {
    conn.transaction(async |conn| {
        crate::db::sql_query("SELECT lock_registry()")
            .execute(conn)
            .await?;
        let Some(draft) = drafts::draft(conn, id).await? else {
            return Err(match drafts::import(conn, id).await? {
                Some(_) => TakeError::TakenAlready,
                None => TakeError::NoDraft,
            });
        };
        let format = Format::parse(&draft.format).ok_or(TakeError::NoDraft)?;
        let found = reading::read(conn, format, &draft.file)
            .await?
            .map_err(TakeError::Faults)?;
        let held = holding::held(conn, &found, draft.asset).await?;
        let comparisons = differ::compare(&found, draft.asset, &held).map_err(TakeError::Faults)?;
        if seen(&comparisons) != as_seen {
            return Err(TakeError::Changed);
        }
        let takings = ticks::taking(&comparisons, ticks).map_err(TakeError::Ticks)?;
        let rows: usize = comparisons.iter().map(|one| one.rows.len()).sum();
        let reason = format!(
            "Taken over from {} (SHA-256 {})",
            draft.name,
            HEXLOWER.encode(&draft.sha256)
        );
        let mut taker = Taker::new(by, reason, &held);
        for taking in &takings {
            taker.take(conn, taking).await?;
        }
        let (numbers, taken) = taker.done();
        record(conn, &draft, &numbers, taken, rows, by).await?;
        drafts::discard(conn, id).await?;
        Ok(())
    })
    .await
}

async fn record(
    conn: &mut Connection,
    draft: &Draft,
    numbers: &BTreeSet<i64>,
    taken: Vec<Value>,
    rows: usize,
    by: PartyId,
) -> Result<(), TakeError> {
    let assets: Vec<String> = numbers.iter().map(|number| format!("A-{number}")).collect();
    let rows_taken = i32::try_from(taken.len()).unwrap_or(i32::MAX);
    let rows = i32::try_from(rows).unwrap_or(i32::MAX);
    crate::db::sql_query(
        "INSERT INTO registry_imports (id, format, name, sha256, assets, taken, rows_taken, rows_left, brought_by, taken_by, watch) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind::<SqlUuid, _>(draft.id)
    .bind::<Text, _>(&draft.format)
    .bind::<Text, _>(&draft.name)
    .bind::<Binary, _>(&draft.sha256)
    .bind::<Text, _>(assets.join(", "))
    .bind::<Text, _>(Value::List(taken).encode())
    .bind::<Integer, _>(rows_taken)
    .bind::<Integer, _>(rows.saturating_sub(rows_taken).max(0))
    .bind::<Nullable<SqlUuid>, _>(draft.brought_by)
    .bind::<SqlUuid, _>(by.0)
    .bind::<Nullable<SqlUuid>, _>(draft.watch)
    .execute(conn)
    .await?;
    Ok(())
}
