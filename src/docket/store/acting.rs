//! What officers do with a deadline. Each says its thing once: sent again it changes
//! nothing.

use chrono::NaiveDate;
use diesel::sql_types::{Binary, Date, Nullable, Text, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use super::{DocketError, lock};
use crate::db::{Connection, sql_query};
use crate::docket::model::ladder::Rung;
use crate::parties::PartyId;

/// Records that somebody saw a reminder.
///
/// # Errors
/// What the database refuses.
pub async fn acknowledge(
    conn: &mut Connection,
    deadline: Uuid,
    rung: Rung,
    by: PartyId,
) -> Result<(), DocketError> {
    conn.transaction(async |conn| {
        lock(conn).await?;
        sql_query(
            "INSERT INTO deadline_acknowledgements (deadline, rung, rung_on, person) SELECT $1, $2, $3, $4 \
             WHERE NOT EXISTS (SELECT FROM deadline_acknowledgements k WHERE k.deadline = $1 AND k.rung_on >= $3)",
        )
        .bind::<SqlUuid, _>(deadline)
        .bind::<Text, _>(rung.name)
        .bind::<Date, _>(rung.on)
        .bind::<SqlUuid, _>(by.0)
        .execute(conn)
        .await?;
        Ok(())
    })
    .await
}

/// Records that a second person held the days against their source.
///
/// # Errors
/// What the database refuses: whoever entered the event, above all.
pub async fn confirm(
    conn: &mut Connection,
    deadline: Uuid,
    by: PartyId,
) -> Result<(), DocketError> {
    conn.transaction(async |conn| {
        lock(conn).await?;
        sql_query(
            "INSERT INTO deadline_confirmations (deadline, person) SELECT $1, $2 \
             WHERE NOT EXISTS (SELECT FROM deadline_confirmations c WHERE c.deadline = $1 AND c.person = $2)",
        )
        .bind::<SqlUuid, _>(deadline)
        .bind::<SqlUuid, _>(by.0)
        .execute(conn)
        .await?;
        Ok(())
    })
    .await
}

/// What an officer says of a deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// It was done on this day.
    Met(NaiveDate),
    Waived,
    /// An earlier word of an officer was wrong.
    Reopened,
}

impl Act {
    const fn word(self) -> &'static str {
        match self {
            Self::Met(_) => "met",
            Self::Waived => "waived",
            Self::Reopened => "reopened",
        }
    }
}

/// An act to be recorded.
pub struct NewAct<'a> {
    pub deadline: Uuid,
    pub act: Act,
    pub note: &'a str,
    /// Name and bytes of what shows it.
    pub document: Option<(&'a str, &'a [u8])>,
    pub by: PartyId,
}

/// Records what an officer says of a deadline.
///
/// # Errors
/// What the database refuses.
pub async fn record(conn: &mut Connection, new: &NewAct<'_>) -> Result<(), DocketError> {
    let on = match new.act {
        Act::Met(on) => Some(on),
        Act::Waived | Act::Reopened => None,
    };
    let (name, document) = new.document.unzip();
    conn.transaction(async |conn| {
        lock(conn).await?;
        sql_query(
            "INSERT INTO deadline_acts (deadline, act, happened_on, note, document_name, document, person) \
             SELECT $1, $2, $3, $4, $5, $6, $7 WHERE NOT EXISTS ( \
                 SELECT FROM (SELECT a.act, a.happened_on, a.note FROM deadline_acts a WHERE a.deadline = $1 \
                              ORDER BY a.record DESC LIMIT 1) last \
                 WHERE last.act = $2 AND last.happened_on IS NOT DISTINCT FROM $3 AND last.note = $4)",
        )
        .bind::<SqlUuid, _>(new.deadline)
        .bind::<Text, _>(new.act.word())
        .bind::<Nullable<Date>, _>(on)
        .bind::<Text, _>(new.note)
        .bind::<Nullable<Text>, _>(name)
        .bind::<Nullable<Binary>, _>(document)
        .bind::<SqlUuid, _>(new.by.0)
        .execute(conn)
        .await?;
        Ok(())
    })
    .await
}
