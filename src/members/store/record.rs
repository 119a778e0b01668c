//! Later facts about single memberships: each is a row, none changes another.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error as DbError};
use diesel_async::{AsyncConnection, RunQueryDsl};
use thiserror::Error;

use super::invitations;
use crate::accounts;
use crate::accounts::store::CreateError;
use crate::db::Connection;
use crate::db::schema::members::{membership_ends, membership_terms};
use crate::members::model::{End, MembershipId, Term};
use crate::outbox::{self, Address, Letter, Recipient};
use crate::parties::store::NewParty;
use crate::parties::{self, Name, PartyId};
use crate::web::words::Locale;

/// Records a further term: a renewal.
///
/// # Errors
/// Those of the database.
pub async fn renew(conn: &mut Connection, membership: MembershipId, term: Term) -> QueryResult<()> {
    diesel::insert_into(membership_terms::table)
        .values((
            membership_terms::membership.eq(membership.0),
            membership_terms::starts_on.eq(term.starts_on()),
            membership_terms::ends_on.eq(term.ends_on()),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Why the end of a membership is not recorded.
#[derive(Debug, Error)]
pub enum EndError {
    #[error("The end of this membership is recorded already. Nothing was changed.")]
    EndedAlready,
    #[error(transparent)]
    Database(DbError),
}

impl From<DbError> for EndError {
    fn from(error: DbError) -> Self {
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

/// Records who votes for an organisation from a day on. Whoever is not known
/// by this address yet becomes a person with an account, and is invited.
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
        let person = match accounts::store::by_address(conn, address).await? {
            Some(account) => PartyId(account.person),
            None => {
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
                id
            }
        };
        parties::store::represent(conn, &[(organisation, person, from)]).await?;
        Ok(())
    })
    .await
}
