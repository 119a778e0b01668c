//! Another person who votes for an organisation: proposed by one officer, confirmed
//! by a second, from a day on that begins 72 hours later at the earliest.
//!
//! Who may propose and confirm, that they are two, and how long it takes, the
//! database itself refuses; its refusals are words in [`super::refusals`].

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error as DbError};
use diesel::sql_types::{BigInt, Date, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use thiserror::Error;
use uuid::Uuid;

use super::{record, refusals};
use crate::accounts::store::CreateError;
use crate::db::Connection;
use crate::outbox::model::RepresentationNews;
use crate::outbox::{self, Address, Letter, Recipient};
use crate::parties::store::name_of;
use crate::parties::{Name, PartyId};

/// Why a step of a change is refused.
#[derive(Debug, Error)]
pub enum ChangeError {
    #[error("There is no such change. Open the page again.")]
    NotFound,
    #[error("{0}")]
    Refused(&'static str),
    #[error(transparent)]
    Database(DbError),
}

impl From<DbError> for ChangeError {
    fn from(error: DbError) -> Self {
        if let Some(sentence) = refusals::sentence(&error) {
            return Self::Refused(sentence);
        }
        match error {
            DbError::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, _) => Self::NotFound,
            other => Self::Database(other),
        }
    }
}

impl From<CreateError> for ChangeError {
    fn from(error: CreateError) -> Self {
        match error {
            CreateError::AddressTaken | CreateError::PersonHasAccount => {
                Self::Refused("Somebody took this address a moment ago. Try again.")
            }
            CreateError::Database(error) => error.into(),
        }
    }
}

/// A change that has not begun and was not stopped.
#[derive(Clone, Debug, QueryableByName)]
pub struct Change {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub organisation: Uuid,
    #[diesel(sql_type = Text)]
    pub organisation_name: String,
    /// The number of a membership of the organisation, whose page shows the change.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub member: Option<i64>,
    /// Who votes without it, if anybody does.
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub former: Option<Uuid>,
    #[diesel(sql_type = Text)]
    pub former_name: String,
    #[diesel(sql_type = SqlUuid)]
    pub person: Uuid,
    #[diesel(sql_type = Text)]
    pub person_name: String,
    /// The first day on which they vote for it.
    #[diesel(sql_type = Date)]
    pub starts_on: NaiveDate,
    /// The number of the board's decision that it carries out.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub decision: Option<i64>,
    #[diesel(sql_type = SqlUuid)]
    pub proposed_by: Uuid,
    #[diesel(sql_type = Text)]
    pub proposer: String,
    #[diesel(sql_type = Timestamptz)]
    pub proposed_at: DateTime<Utc>,
    /// Who confirmed it; none while it waits.
    #[diesel(sql_type = Nullable<Text>)]
    pub confirmer: Option<String>,
}

impl Change {
    /// Whether this officer may be the second: the database asks for more.
    #[must_use]
    pub fn waits_for(&self, officer: PartyId) -> bool {
        self.confirmer.is_none()
            && self.proposed_by != officer.0
            && self.person != officer.0
            && self.former != Some(officer.0)
    }
}

fn changes(clause: &str) -> String {
    format!(
        "SELECT c.id, c.organisation, {organisation} AS organisation_name, \
                (SELECT max(m.number) FROM memberships m WHERE m.party = c.organisation) AS member, \
                c.former, {former} AS former_name, c.person, {person} AS person_name, c.starts_on, \
                (SELECT e.number FROM recorded_decisions d JOIN decision_entries e ON e.id = d.entry WHERE d.id = c.decision) AS decision, \
                c.proposed_by, {proposer} AS proposer, c.recorded_at AS proposed_at, \
                CASE WHEN f.change IS NOT NULL THEN {confirmer} END AS confirmer \
         FROM representation_changes c \
         LEFT JOIN representation_change_confirmations f ON f.change = c.id \
         WHERE legal_day(clock_timestamp()) < c.starts_on \
           AND NOT EXISTS (SELECT FROM representation_change_stops s WHERE s.change = c.id) \
           AND {clause} ORDER BY c.recorded_at",
        organisation = name_of("c.organisation"),
        former = name_of("c.former"),
        person = name_of("c.person"),
        proposer = name_of("c.proposed_by"),
        confirmer = name_of("f.confirmed_by"),
    )
}

/// The change under way for an organisation, if there is one.
///
/// # Errors
/// Those of the database.
pub async fn of_organisation(
    conn: &mut Connection,
    organisation: PartyId,
) -> QueryResult<Option<Change>> {
    crate::db::sql_query(changes("c.organisation = $1"))
        .bind::<SqlUuid, _>(organisation.0)
        .get_result(conn)
        .await
        .optional()
}

/// The changes under way by which this person would no longer vote for an
/// organisation, or would.
///
/// # Errors
/// Those of the database.
pub async fn concerning(conn: &mut Connection, person: PartyId) -> QueryResult<Vec<Change>> {
    crate::db::sql_query(changes("(c.former = $1 OR c.person = $1)"))
        .bind::<SqlUuid, _>(person.0)
        .load(conn)
        .await
}

/// The changes that wait for a second officer who has no part in them, such as this one.
///
/// # Errors
/// Those of the database.
pub async fn waiting_for(conn: &mut Connection, officer: PartyId) -> QueryResult<Vec<Change>> {
    let mut waiting: Vec<Change> = crate::db::sql_query(changes(
        "f.change IS NULL AND NOT is_affiliated($1, c.organisation, legal_day(clock_timestamp()))",
    ))
    .bind::<SqlUuid, _>(officer.0)
    .load(conn)
    .await?;
    waiting.retain(|change| change.waits_for(officer));
    Ok(waiting)
}

async fn by_id(conn: &mut Connection, change: Uuid) -> Result<Change, ChangeError> {
    crate::db::sql_query(changes("c.id = $1"))
        .bind::<SqlUuid, _>(change)
        .get_result(conn)
        .await
        .optional()?
        .ok_or(ChangeError::NotFound)
}

/// What an officer proposes.
#[derive(Debug)]
pub struct Proposal<'a> {
    pub organisation: PartyId,
    pub name: &'a Name,
    pub address: &'a Address,
    pub from: NaiveDate,
    /// The board's decision that it carries out, if any.
    pub decision: Option<Uuid>,
}

/// An officer proposes who is to vote for an organisation. Whoever votes for it now,
/// whoever is to, and everybody who stands for it beside them, are told.
///
/// # Errors
/// As [`ChangeError`] says.
pub async fn propose(
    conn: &mut Connection,
    new: &Proposal<'_>,
    by: PartyId,
) -> Result<(), ChangeError> {
    conn.transaction(async |conn| {
        let person = record::person_at(conn, new.name, new.address, by).await?;
        let id = Uuid::new_v4();
        crate::db::sql_query(
            "INSERT INTO representation_changes (id, organisation, person, starts_on, decision, proposed_by) \
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind::<SqlUuid, _>(id)
        .bind::<SqlUuid, _>(new.organisation.0)
        .bind::<SqlUuid, _>(person.0)
        .bind::<Date, _>(new.from)
        .bind::<Nullable<SqlUuid>, _>(new.decision)
        .bind::<SqlUuid, _>(by.0)
        .execute(conn)
        .await?;
        let change = by_id(conn, id).await?;
        tell(conn, &change, RepresentationNews::Proposed, &change.proposer).await?;
        Ok(())
    })
    .await
}

/// A second officer confirms: the row that says who votes comes with it, and the same
/// people are told.
///
/// # Errors
/// As [`ChangeError`] says.
pub async fn confirm(conn: &mut Connection, change: Uuid, by: PartyId) -> Result<(), ChangeError> {
    conn.transaction(async |conn| {
        crate::db::sql_query(
            "INSERT INTO representation_change_confirmations (change, confirmed_by) VALUES ($1, $2)",
        )
        .bind::<SqlUuid, _>(change)
        .bind::<SqlUuid, _>(by.0)
        .execute(conn)
        .await?;
        let change = by_id(conn, change).await?;
        let officer = change.confirmer.clone().unwrap_or_default();
        tell(conn, &change, RepresentationNews::Confirmed, &officer).await?;
        Ok(())
    })
    .await
}

/// Stops a change before it begins: an officer withdraws it, or somebody it concerns
/// objects. The same people are told.
///
/// # Errors
/// As [`ChangeError`] says.
pub async fn stop(
    conn: &mut Connection,
    change: Uuid,
    by: (PartyId, &str),
) -> Result<(), ChangeError> {
    conn.transaction(async |conn| {
        let found = by_id(conn, change).await?;
        crate::db::sql_query(
            "INSERT INTO representation_change_stops (change, stopped_by) VALUES ($1, $2)",
        )
        .bind::<SqlUuid, _>(change)
        .bind::<SqlUuid, _>(by.0.0)
        .execute(conn)
        .await?;
        tell(conn, &found, RepresentationNews::Stopped, by.1).await?;
        Ok(())
    })
    .await
}

/// A letter to whoever votes for the organisation, to whoever is to, and to its
/// alternates and contacts.
async fn tell(
    conn: &mut Connection,
    change: &Change,
    news: RepresentationNews,
    by: &str,
) -> QueryResult<()> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        account: Uuid,
    }
    let concerned: Vec<Row> = crate::db::sql_query(
        "SELECT a.id AS account FROM accounts a WHERE a.person IN ( \
             SELECT $1 UNION SELECT $2 UNION \
             SELECT r.person FROM representatives r LEFT JOIN representative_ends e ON e.representative = r.id \
             WHERE r.organisation = $3 AND (e.ends_on IS NULL OR legal_day(clock_timestamp()) < e.ends_on)) \
         ORDER BY a.id",
    )
    .bind::<Nullable<SqlUuid>, _>(change.former)
    .bind::<SqlUuid, _>(change.person)
    .bind::<SqlUuid, _>(change.organisation)
    .load(conn)
    .await?;
    let letter = Letter::RepresentationChanged {
        news,
        organisation: change.organisation_name.clone(),
        person: change.person_name.clone(),
        by: by.to_owned(),
        from: change.starts_on,
        path: "/me".to_owned(),
    };
    let letters = concerned
        .into_iter()
        .map(|row| (Recipient::Account(row.account), letter.clone()));
    outbox::store::queue_all(conn, letters).await
}
