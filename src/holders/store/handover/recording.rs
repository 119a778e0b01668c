//! What officers record of the hand-over programme: items listed, left, confirmed, and taken
//! back. Who may, the database says.

use chrono::NaiveDate;
use diesel::sql_types::{Date, Nullable, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::HandoverError;
use crate::db::Connection;
use crate::holders::model::handover::{Kind, LeavesBy, Outcome};
use crate::parties::PartyId;

/// An item to be listed.
pub struct NewItem<'a> {
    /// Comes with the form: sent twice it is one.
    pub id: Uuid,
    pub kind: Kind,
    pub title: &'a str,
    pub holder: PartyId,
    pub asset: Option<Uuid>,
    pub seat: Option<Uuid>,
    pub leaves_by: LeavesBy,
    pub by: PartyId,
}

/// Lists an item.
///
/// # Errors
/// What the database refuses.
pub async fn add(conn: &mut Connection, new: &NewItem<'_>) -> Result<(), HandoverError> {
    crate::db::sql_query(
        "INSERT INTO handover_items (id, kind, title, holder, asset, seat, leaves_by, added_by) \
         SELECT $1, $2, $3, $4, $5, $6, $7, $8 WHERE NOT EXISTS (SELECT FROM handover_items i WHERE i.id = $1)",
    )
    .bind::<SqlUuid, _>(new.id)
    .bind::<Text, _>(new.kind.word())
    .bind::<Text, _>(new.title)
    .bind::<SqlUuid, _>(new.holder.0)
    .bind::<Nullable<SqlUuid>, _>(new.asset)
    .bind::<Nullable<SqlUuid>, _>(new.seat)
    .bind::<Text, _>(new.leaves_by.word())
    .bind::<SqlUuid, _>(new.by.0)
    .execute(conn)
    .await?;
    Ok(())
}

/// What is recorded of an item.
pub struct NewRecord<'a> {
    /// Comes with the form: sent twice it is one.
    pub id: Uuid,
    pub item: Uuid,
    pub outcome: Outcome,
    pub happened_on: NaiveDate,
    pub evidence: &'a str,
    pub conveyance: Option<Uuid>,
    pub by: PartyId,
}

/// Records that an item left its holder's hands, or was listed by mistake.
///
/// # Errors
/// What the database refuses.
pub async fn record(conn: &mut Connection, new: &NewRecord<'_>) -> Result<(), HandoverError> {
    crate::db::sql_query(
        "INSERT INTO handover_records (id, item, outcome, happened_on, evidence, conveyance, recorded_by) \
         SELECT $1, $2, $3, $4, $5, $6, $7 WHERE NOT EXISTS (SELECT FROM handover_records r WHERE r.id = $1)",
    )
    .bind::<SqlUuid, _>(new.id)
    .bind::<SqlUuid, _>(new.item)
    .bind::<Text, _>(new.outcome.word())
    .bind::<Date, _>(new.happened_on)
    .bind::<Text, _>(new.evidence)
    .bind::<Nullable<SqlUuid>, _>(new.conveyance)
    .bind::<SqlUuid, _>(new.by.0)
    .execute(conn)
    .await?;
    Ok(())
}

/// Confirms a record as another officer; twice by the same is once.
///
/// # Errors
/// What the database refuses.
pub async fn confirm(
    conn: &mut Connection,
    record: Uuid,
    by: PartyId,
) -> Result<(), HandoverError> {
    crate::db::sql_query(
        "INSERT INTO handover_confirmations (record, confirmed_by) \
         SELECT $1, $2 WHERE NOT EXISTS (SELECT FROM handover_confirmations c WHERE c.record = $1 AND c.confirmed_by = $2)",
    )
    .bind::<SqlUuid, _>(record)
    .bind::<SqlUuid, _>(by.0)
    .execute(conn)
    .await?;
    Ok(())
}

/// Takes back a record that nobody confirmed.
///
/// # Errors
/// What the database refuses.
pub async fn withdraw(
    conn: &mut Connection,
    record: Uuid,
    reason: &str,
    by: PartyId,
) -> Result<(), HandoverError> {
    crate::db::sql_query(
        "INSERT INTO handover_withdrawals (record, reason, withdrawn_by) \
         SELECT $1, $2, $3 WHERE NOT EXISTS (SELECT FROM handover_withdrawals w WHERE w.record = $1 AND w.withdrawn_by = $3)",
    )
    .bind::<SqlUuid, _>(record)
    .bind::<Text, _>(reason)
    .bind::<SqlUuid, _>(by.0)
    .execute(conn)
    .await?;
    Ok(())
}
