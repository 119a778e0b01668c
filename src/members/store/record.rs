//! Later facts about single memberships: each is a row, none changes another.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error as DbError};
use diesel::sql_types::{Date, Nullable, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use thiserror::Error;
use uuid::Uuid;

use super::{invitations, refusals};
use crate::accounts;
use crate::accounts::store::CreateError;
use crate::db::Connection;
use crate::db::schema::members::membership_ends;
use crate::members::model::{End, MembershipId, Term};
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
    diesel::sql_query(
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
    #[error("The end of this membership is recorded already. Nothing was changed.")]
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

/// Records that a membership is over from a day on.
///
/// # Errors
/// When an end is recorded already.
pub async fn end(
    conn: &mut Connection,
    membership: MembershipId,
    end: End,
) -> Result<(), EndError> {
    diesel::insert_into(membership_ends::table)
        .values((
            membership_ends::membership.eq(membership.0),
            membership_ends::ends_on.eq(end.ends_on),
            membership_ends::reason.eq(end.reason.word()),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// The person reached at this address. Whoever is not known by it yet becomes a
/// person with an account, and is invited.
///
/// # Errors
/// Those of the database, and an address taken in the same instant.
pub async fn person_at(
    conn: &mut Connection,
    name: &Name,
    address: &Address,
    by: PartyId,
) -> Result<PartyId, CreateError> {
    if let Some(account) = accounts::store::by_address(conn, address).await? {
        return Ok(PartyId(account.person));
    }
    let person = NewParty {
        disclosed: false,
        ..NewParty::person(name.clone())
    };
    let id = person.id;
    parties::store::create(conn, &[person]).await?;
    let account = accounts::store::create(conn, id.0, address, Locale::English).await?;
    invitations::record(conn, &[id], Some(by)).await?;
    let letter = Letter::Invitation {};
    outbox::store::queue(conn, &Recipient::Account(account), &letter).await?;
    Ok(id)
}

/// Records who votes for an organisation from a day on.
///
/// # Errors
/// Those of the database, and an address taken in the same instant.
pub async fn appoint_representative(
    conn: &mut Connection,
    organisation: PartyId,
    name: &Name,
    address: &Address,
    from: NaiveDate,
    by: PartyId,
) -> Result<(), CreateError> {
    conn.transaction(async |conn| {
        let person = person_at(conn, name, address, by).await?;
        parties::store::represent(conn, &[(organisation, person, from)]).await?;
        Ok(())
    })
    .await
}
