//! Later facts about single memberships: each is a row, none changes another.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error as DbError};
use diesel::sql_types::{Date, Nullable, Text, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use thiserror::Error;
use uuid::Uuid;

use super::{invitations, refusals};
use crate::accounts;
use crate::accounts::store::CreateError;
use crate::db::Connection;
use crate::members::model::{End, EndReason, MembershipId, Term};
use crate::outbox::model::EndNews;
use crate::outbox::{self, Address, Letter, Recipient};
use crate::parties::store::NewParty;
use crate::parties::{self, Name, PartyId};
use crate::web::words::Locale;

/// Records a further term: a renewal, or by a decision a reinstatement.
///
/// # Errors
/// Those of the database, which refuses terms that overlap, and a term after a
/// lapse without a decision.
pub async fn renew(
    conn: &mut Connection,
    membership: MembershipId,
    term: Term,
    decision: Option<Uuid>,
) -> QueryResult<()> {
    crate::db::sql_query(
        "INSERT INTO membership_terms (membership, starts_on, ends_on, decision) VALUES ($1, $2, $3, $4)",
    )
    .bind::<SqlUuid, _>(membership.0)
    .bind::<Date, _>(term.starts_on())
    .bind::<Date, _>(term.ends_on())
    .bind::<Nullable<SqlUuid>, _>(decision)
    .execute(conn)
    .await?;
    Ok(())
}

/// Why the end of a membership is not recorded.
#[derive(Debug, Error)]
pub enum EndError {
    #[error(
        "The end of this membership is recorded already. Nothing was changed. Nothing is left to do."
    )]
    EndedAlready,
    #[error("{0}")]
    Refused(&'static str),
    #[error(transparent)]
    Database(DbError),
}

impl From<DbError> for EndError {
    fn from(error: DbError) -> Self {
        if let Some(sentence) = refusals::sentence(&error) {
            return Self::Refused(sentence);
        }
        match error {
            DbError::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => Self::EndedAlready,
            other => Self::Database(other),
        }
    }
}

/// The end of a membership as an officer records it, or the member by resigning.
#[derive(Clone, Copy, Debug)]
pub struct Ending<'a> {
    pub membership: MembershipId,
    /// The membership's number.
    pub number: i64,
    pub end: End,
    /// What shows it, and where that is filed; none where whoever votes by it resigned.
    pub evidence: Option<&'a str>,
    pub by: PartyId,
    /// The name of whoever records it, for the letter.
    pub by_name: &'a str,
}

/// Records that a membership is over from a day on, and tells whoever acts for it.
///
/// # Errors
/// When an end is recorded already, and what the database refuses.
pub async fn end(conn: &mut Connection, new: &Ending<'_>) -> Result<(), EndError> {
    conn.transaction(async |conn| {
        crate::db::sql_query(
            "INSERT INTO membership_ends (membership, ends_on, reason, evidence, recorded_by) VALUES ($1, $2, $3, $4, $5)",
        )
        .bind::<SqlUuid, _>(new.membership.0)
        .bind::<Date, _>(new.end.ends_on)
        .bind::<Text, _>(new.end.reason.word())
        .bind::<Nullable<Text>, _>(new.evidence)
        .bind::<SqlUuid, _>(new.by.0)
        .execute(conn)
        .await?;
        tell_of_end(conn, new).await?;
        Ok(())
    })
    .await
}

/// A letter to the member, or to whoever votes for it and those who stand for it beside them.
pub(super) async fn tell_of_end(conn: &mut Connection, new: &Ending<'_>) -> QueryResult<()> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        account: Uuid,
    }
    let news = match new.end.reason {
        EndReason::Resigned if new.evidence.is_none() => EndNews::Left,
        EndReason::Resigned => EndNews::Resigned,
        EndReason::Transferred => EndNews::Transferred,
        EndReason::Deceased => EndNews::Deceased,
        EndReason::Dissolved => EndNews::Dissolved,
        EndReason::RecordedInError => EndNews::RecordedInError,
        // The notice of its case told of it.
        EndReason::Terminated => return Ok(()),
    };
    let concerned: Vec<Row> = crate::db::sql_query(
        "SELECT a.id AS account FROM memberships m, accounts a WHERE m.id = $1 AND a.person IN ( \
             SELECT m.party UNION SELECT voting_representative(m.party, legal_day(clock_timestamp())) UNION \
             SELECT r.person FROM representatives r LEFT JOIN representative_ends e ON e.representative = r.id \
             WHERE r.organisation = m.party AND (e.ends_on IS NULL OR legal_day(clock_timestamp()) < e.ends_on)) \
         ORDER BY a.id",
    )
    .bind::<SqlUuid, _>(new.membership.0)
    .load(conn)
    .await?;
    let letter = Letter::MembershipEnded {
        news,
        number: new.number,
        by: new.by_name.to_owned(),
        from: new.end.ends_on,
        path: "/me".to_owned(),
    };
    let letters = concerned
        .into_iter()
        .map(|row| (Recipient::Account(row.account), letter.clone()));
    outbox::store::queue_all(conn, letters).await
}

/// The person reached at this address, and the account where they had none. Whoever is not
/// known by the address yet becomes a person with an account who counts as invited: in the
/// caller's transaction, so that no person is left without the account.
///
/// # Errors
/// Those of the database, and an address taken in the same instant.
pub async fn reached_at(
    conn: &mut Connection,
    name: &Name,
    address: &Address,
    locale: Locale,
    by: Option<PartyId>,
) -> Result<(PartyId, Option<Uuid>), CreateError> {
    // Of two who bring one address at once, the second finds whom the first recorded.
    crate::db::sql_query(
        "SELECT pg_advisory_xact_lock(hashtextextended('commonhold/address/' || $1, 0))",
    )
    .bind::<Text, _>(address.key())
    .execute(conn)
    .await?;
    if let Some(account) = accounts::store::by_address(conn, address).await? {
        return Ok((PartyId(account.person), None));
    }
    let person = NewParty {
        disclosed: false,
        ..NewParty::person(name.clone())
    };
    let id = person.id;
    parties::store::create(conn, &[person]).await?;
    let account = accounts::store::create(conn, id.0, address, locale).await?;
    invitations::record(conn, &[id], by).await?;
    Ok((id, Some(account)))
}

/// The same for an officer who names somebody: whoever is new is sent an invitation.
///
/// # Errors
/// As [`reached_at`].
pub async fn person_at(
    conn: &mut Connection,
    name: &Name,
    address: &Address,
    by: PartyId,
) -> Result<PartyId, CreateError> {
    let (person, new) = reached_at(conn, name, address, Locale::English, Some(by)).await?;
    if let Some(account) = new {
        let letter = Letter::Invitation {};
        outbox::store::queue(conn, &Recipient::Account(account), &letter).await?;
    }
    Ok(person)
}

/// Records who is the first to vote for an organisation, from a day on. Another comes in
/// their place as [`super::representation_changes`] has it.
///
/// # Errors
/// Those of the database, which refuses a second, and an address taken in the same instant.
pub async fn first_representative(
    conn: &mut Connection,
    organisation: PartyId,
    name: &Name,
    address: &Address,
    from: NaiveDate,
    by: PartyId,
) -> Result<(), CreateError> {
    conn.transaction(async |conn| {
        let person = person_at(conn, name, address, by).await?;
        parties::store::represent(conn, &[(organisation, person, from)], by).await?;
        Ok(())
    })
    .await
}
