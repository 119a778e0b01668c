//! What people do in a matter. Each form says its thing once: sent again it changes nothing.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Nullable, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::MattersError;
use crate::db::Connection;
use crate::matters::model::{DateEnding, DateKind, Outcome, ProposalKind, Step, Venue};
use crate::parties::PartyId;

/// A matter to be opened. The identity is the form's.
pub struct NewMatter<'a> {
    pub id: Uuid,
    pub title: &'a str,
    pub venue: Venue,
    /// The number of the asset it is about.
    pub asset: Option<i64>,
    /// The number of the report of misuse it follows.
    pub report: Option<i64>,
    pub opponent: &'a str,
}

/// Opens a matter; its number.
///
/// # Errors
/// When an asset or a report of that number is not on record, or the guard refuses.
pub async fn open(
    conn: &mut Connection,
    new: &NewMatter<'_>,
    by: PartyId,
) -> Result<i64, MattersError> {
    #[derive(QueryableByName)]
    struct Number {
        #[diesel(sql_type = BigInt)]
        number: i64,
    }
    let opened: Option<Number> = crate::db::sql_query(
        "WITH come AS (INSERT INTO matters (id, title, venue, asset, report, opponent, opened_by) \
            SELECT $1, $2, $3, (SELECT a.id FROM assets a WHERE a.number = $4), \
                   (SELECT r.id FROM misuse_reports r WHERE r.number = $5), $6, $7 \
            WHERE NOT EXISTS (SELECT FROM matters m WHERE m.id = $1) \
              AND ($4 IS NULL OR EXISTS (SELECT FROM assets a WHERE a.number = $4)) \
              AND ($5 IS NULL OR EXISTS (SELECT FROM misuse_reports r WHERE r.number = $5)) \
            RETURNING number) \
         SELECT number FROM come UNION ALL SELECT m.number FROM matters m WHERE m.id = $1",
    )
    .bind::<SqlUuid, _>(new.id)
    .bind::<Text, _>(new.title)
    .bind::<Text, _>(new.venue.word())
    .bind::<Nullable<BigInt>, _>(new.asset)
    .bind::<Nullable<BigInt>, _>(new.report)
    .bind::<Text, _>(new.opponent)
    .bind::<SqlUuid, _>(by.0)
    .get_result(conn)
    .await
    .optional()?;
    opened
        .map(|opened| opened.number)
        .ok_or(MattersError::Refused(
            "There is no asset or no report of this number. Leave it empty, or look the number up.",
        ))
}

/// Enters what happened. The identity is the form's.
///
/// # Errors
/// When the guard refuses it.
pub async fn enter(
    conn: &mut Connection,
    (id, matter): (Uuid, Uuid),
    (step, outcome): (Step, Option<Outcome>),
    (happened_on, words): (NaiveDate, &str),
    by: PartyId,
) -> Result<(), MattersError> {
    crate::db::sql_query(
        "INSERT INTO matter_entries (id, matter, step, state, outcome, happened_on, words, entered_by) \
         SELECT $1, $2, $3, '', $4, $5, $6, $7 WHERE NOT EXISTS (SELECT FROM matter_entries e WHERE e.id = $1)",
    )
    .bind::<SqlUuid, _>(id)
    .bind::<SqlUuid, _>(matter)
    .bind::<Text, _>(step.word())
    .bind::<Nullable<Text>, _>(outcome.map(Outcome::word))
    .bind::<Date, _>(happened_on)
    .bind::<Text, _>(words)
    .bind::<SqlUuid, _>(by.0)
    .execute(conn)
    .await?;
    Ok(())
}

/// Enters a day that binds. The identity is the form's.
///
/// # Errors
/// When the guard refuses it.
pub async fn bind_day(
    conn: &mut Connection,
    (id, matter): (Uuid, Uuid),
    kind: DateKind,
    (due_on, citation): (NaiveDate, &str),
    by: PartyId,
) -> Result<(), MattersError> {
    crate::db::sql_query(
        "INSERT INTO matter_dates (id, matter, kind, due_on, citation, entered_by) \
         SELECT $1, $2, $3, $4, $5, $6 WHERE NOT EXISTS (SELECT FROM matter_dates d WHERE d.id = $1)",
    )
    .bind::<SqlUuid, _>(id)
    .bind::<SqlUuid, _>(matter)
    .bind::<Text, _>(kind.word())
    .bind::<Date, _>(due_on)
    .bind::<Text, _>(citation)
    .bind::<SqlUuid, _>(by.0)
    .execute(conn)
    .await?;
    Ok(())
}

/// Says what became of a day of this matter.
///
/// # Errors
/// When the guard refuses it, or somebody said so already.
pub async fn end_day(
    conn: &mut Connection,
    (matter, date): (Uuid, i64),
    (ending, words): (DateEnding, &str),
    by: PartyId,
) -> Result<(), MattersError> {
    crate::db::sql_query(
        "INSERT INTO matter_date_ends (date, ending, words, ended_by) \
         SELECT d.record, $3, $4, $5 FROM matter_dates d WHERE d.record = $1 AND d.matter = $2",
    )
    .bind::<BigInt, _>(date)
    .bind::<SqlUuid, _>(matter)
    .bind::<Text, _>(ending.word())
    .bind::<Text, _>(words)
    .bind::<SqlUuid, _>(by.0)
    .execute(conn)
    .await?;
    Ok(())
}

/// What is put to the board about somebody. The identity is the form's.
pub struct NewProposal<'a> {
    pub id: Uuid,
    pub kind: ProposalKind,
    pub person: PartyId,
    pub last_day: Option<NaiveDate>,
    pub reason: &'a str,
}

/// Proposes something about somebody.
///
/// # Errors
/// When the guard refuses it.
pub async fn propose(
    conn: &mut Connection,
    matter: Uuid,
    new: &NewProposal<'_>,
    by: PartyId,
) -> Result<(), MattersError> {
    crate::db::sql_query(
        "INSERT INTO matter_proposals (id, matter, place, kind, person, last_day, reason, sha256, proposed_by) \
         SELECT $1, $2, 0, $3, $4, $5, $6, '', $7 WHERE NOT EXISTS (SELECT FROM matter_proposals p WHERE p.id = $1)",
    )
    .bind::<SqlUuid, _>(new.id)
    .bind::<SqlUuid, _>(matter)
    .bind::<Text, _>(new.kind.word())
    .bind::<SqlUuid, _>(new.person.0)
    .bind::<Nullable<Date>, _>(new.last_day)
    .bind::<Text, _>(new.reason)
    .bind::<SqlUuid, _>(by.0)
    .execute(conn)
    .await?;
    Ok(())
}

/// What somebody says of themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Declaration {
    Adverse,
    StepsDown,
}

impl Declaration {
    /// As the database and forms have it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Adverse => "adverse",
            Self::StepsDown => "steps_down",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Adverse, Self::StepsDown]
            .into_iter()
            .find(|one| one.word() == word)
    }
}

/// Records what somebody says of themselves. The identity is the form's.
///
/// # Errors
/// When the guard refuses it.
pub async fn declare(
    conn: &mut Connection,
    (id, matter): (Uuid, Uuid),
    (says, reason): (Declaration, &str),
    person: PartyId,
) -> Result<(), MattersError> {
    crate::db::sql_query(
        "INSERT INTO matter_declarations (id, matter, person, says, reason) \
         SELECT $1, $2, $3, $4, $5 WHERE NOT EXISTS (SELECT FROM matter_declarations s WHERE s.id = $1)",
    )
    .bind::<SqlUuid, _>(id)
    .bind::<SqlUuid, _>(matter)
    .bind::<SqlUuid, _>(person.0)
    .bind::<Text, _>(says.word())
    .bind::<Text, _>(reason)
    .execute(conn)
    .await?;
    Ok(())
}
