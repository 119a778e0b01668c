//! SQL of changes of an account's address: proposed, approved, stopped, done.
//!
//! Who may propose and approve, that they are two, and that 72 hours pass, is
//! refused by the database itself; these functions turn its refusals into words.

use chrono::{DateTime, Duration, Utc};
use diesel::prelude::*;
use diesel::result::Error as DbError;
use diesel::sql_types::{BigInt, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use thiserror::Error;
use uuid::Uuid;

use super::model::{ADDRESS_CHANGE_HOURS, ChangeFacts, ChangePhase};
use super::store::{self, constraint};
use crate::db::schema::accounts::{
    address_change_approvals, address_change_stops, address_changes,
};
use crate::outbox::model::masked;
use crate::outbox::store::queue;
use crate::outbox::{Address, Letter, Recipient};

/// Why a step of a change of address is refused.
#[derive(Debug, Error)]
pub enum ChangeError {
    #[error(
        "There is no such account or change. Open the page again, and choose what stands there."
    )]
    NotFound,
    #[error("The account is already reached at this address. Nothing needs to be changed.")]
    SameAddress,
    #[error(
        "Another account is reached at this address. Give another one, or change that account first."
    )]
    AddressTaken,
    #[error(
        "A change of this account's address is already under way. Stop it first, or let it happen."
    )]
    OneAtATime,
    #[error(
        "This change is no longer under way: it was stopped or has happened. Propose another, if it is still wanted."
    )]
    NotUnderWay,
    #[error("Somebody has already approved this change. Nothing is left to do.")]
    AlreadyApproved,
    #[error("You proposed this change. A second officer must approve it.")]
    OwnProposal,
    #[error(
        "A change of address is proposed and approved by election officers, the secretary or the membership committee. Ask one of them."
    )]
    NotAnOfficer,
    #[error(transparent)]
    Database(DbError),
}

impl From<DbError> for ChangeError {
    fn from(error: DbError) -> Self {
        match constraint(&error) {
            Some("address_change_one_at_a_time" | "address_change_of_present_address") => {
                Self::OneAtATime
            }
            Some("address_change_under_way" | "address_change_stops_pkey") => Self::NotUnderWay,
            Some("address_change_approvals_pkey") => Self::AlreadyApproved,
            Some("address_change_by_two") => Self::OwnProposal,
            Some("address_change_by_officer") => Self::NotAnOfficer,
            _ => Self::Database(error),
        }
    }
}

/// An officer proposes another address for an account; its present address is told.
///
/// # Errors
/// As [`ChangeError`] says.
pub async fn propose(
    conn: &mut AsyncPgConnection,
    account: Uuid,
    new: &Address,
    reason: &str,
    proposed_by: Uuid,
) -> Result<Uuid, ChangeError> {
    conn.transaction(async |conn| {
        let present = store::by_id(conn, account)
            .await?
            .ok_or(ChangeError::NotFound)?;
        if present.address == new.as_str() {
            return Err(ChangeError::SameAddress);
        }
        if store::by_address(conn, new)
            .await?
            .is_some_and(|other| other.id != account)
        {
            return Err(ChangeError::AddressTaken);
        }
        let id = Uuid::new_v4();
        diesel::insert_into(address_changes::table)
            .values((
                address_changes::id.eq(id),
                address_changes::account.eq(account),
                address_changes::old_address.eq(&present.address),
                address_changes::new_address.eq(new.as_str()),
                address_changes::reason.eq(reason),
                address_changes::proposed_by.eq(proposed_by),
            ))
            .execute(conn)
            .await?;
        let letter = Letter::AddressChangeProposed {
            new_masked: new.masked(),
            reason: reason.to_owned(),
        };
        queue(conn, &Recipient::Account(account), &letter).await?;
        Ok(id)
    })
    .await
}

/// A second officer approves: 72 hours begin, and the present address is told.
///
/// # Errors
/// As [`ChangeError`] says.
pub async fn approve(
    conn: &mut AsyncPgConnection,
    change: Uuid,
    approved_by: Uuid,
) -> Result<(), ChangeError> {
    conn.transaction(async |conn| {
        diesel::insert_into(address_change_approvals::table)
            .values((
                address_change_approvals::change.eq(change),
                address_change_approvals::approved_by.eq(approved_by),
            ))
            .execute(conn)
            .await?;
        let change = by_id(conn, change).await?.ok_or(ChangeError::NotFound)?;
        let approved_at = change.approved_at.ok_or(ChangeError::NotFound)?;
        let letter = Letter::AddressChangeApproved {
            new_masked: masked(&change.new_address),
            effective_at: approved_at + Duration::hours(ADDRESS_CHANGE_HOURS),
        };
        queue(conn, &Recipient::Account(change.account), &letter).await?;
        Ok(())
    })
    .await
}

/// Stops a change that has not happened; the present address is told.
///
/// # Errors
/// As [`ChangeError`] says.
pub async fn stop(
    conn: &mut AsyncPgConnection,
    change: Uuid,
    stopped_by: Option<Uuid>,
    reason: &str,
) -> Result<(), ChangeError> {
    conn.transaction(async |conn| {
        let found = by_id(conn, change).await?.ok_or(ChangeError::NotFound)?;
        diesel::insert_into(address_change_stops::table)
            .values((
                address_change_stops::change.eq(change),
                address_change_stops::stopped_by.eq(stopped_by),
                address_change_stops::reason.eq(reason),
            ))
            .execute(conn)
            .await?;
        let letter = Letter::AddressChangeStopped {
            new_masked: masked(&found.new_address),
        };
        queue(conn, &Recipient::Account(found.account), &letter).await?;
        Ok(())
    })
    .await
}

/// Carries out the changes whose 72 hours are over, each in a transaction of its
/// own: the address, and a letter to the old and the new one. The database's guard
/// ends with it whatever opened something of the account: sessions, unused links,
/// the password, the address of the calendar. Returns how many it carried out.
///
/// # Errors
/// Those of the database.
pub async fn carry_out(conn: &mut AsyncPgConnection) -> Result<usize, ChangeError> {
    #[derive(QueryableByName)]
    struct Due {
        #[diesel(sql_type = SqlUuid)]
        id: Uuid,
    }
    let due: Vec<Due> = crate::db::sql_query(
        "SELECT c.id FROM address_changes c \
         JOIN address_change_approvals a ON a.change = c.id \
         WHERE a.recorded_at + interval '72 hours' <= clock_timestamp() \
           AND NOT EXISTS (SELECT FROM address_change_stops s WHERE s.change = c.id) \
           AND NOT EXISTS (SELECT FROM address_change_effects x WHERE x.change = c.id) \
         ORDER BY c.recorded_at",
    )
    .load(conn)
    .await?;
    let mut done = 0;
    for Due { id } in due {
        match carry_out_one(conn, id).await {
            Ok(()) => done += 1,
            Err(ChangeError::AddressTaken) => {
                stop(
                    conn,
                    id,
                    None,
                    "Meanwhile another account is reached at this address.",
                )
                .await?;
            }
            // Another worker, or a stop, was faster.
            Err(ChangeError::NotUnderWay | ChangeError::NotFound) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(done)
}

async fn carry_out_one(conn: &mut AsyncPgConnection, change: Uuid) -> Result<(), ChangeError> {
    conn.transaction(async |conn| {
        let change = by_id(conn, change).await?.ok_or(ChangeError::NotFound)?;
        let account = store::by_id(conn, change.account)
            .await?
            .ok_or(ChangeError::NotFound)?;
        let changed = crate::db::sql_query(
            "UPDATE accounts SET address = $2 WHERE id = $1 AND address = $3 AND address <> $2",
        )
        .bind::<SqlUuid, _>(change.account)
        .bind::<Text, _>(&change.new_address)
        .bind::<Text, _>(&change.old_address)
        .execute(conn)
        .await
        .map_err(|error| match constraint(&error) {
            Some("accounts_address_once") => ChangeError::AddressTaken,
            Some("account_address_by_two_after_72_hours") => ChangeError::NotUnderWay,
            _ => ChangeError::Database(error),
        })?;
        if changed == 0 {
            return Err(ChangeError::NotUnderWay);
        }
        let letter = Letter::AddressChanged {
            old_masked: masked(&change.old_address),
            new_masked: masked(&change.new_address),
        };
        queue(conn, &Recipient::Account(change.account), &letter).await?;
        if let Ok(address) = Address::parse(&change.old_address) {
            let locale = account.locale();
            queue(conn, &Recipient::Address { address, locale }, &letter).await?;
        }
        Ok(())
    })
    .await
}

/// A change of address with the names of those who acted.
#[derive(Clone, Debug, QueryableByName)]
pub struct Change {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub account: Uuid,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Text)]
    pub old_address: String,
    #[diesel(sql_type = Text)]
    pub new_address: String,
    #[diesel(sql_type = Text)]
    pub reason: String,
    #[diesel(sql_type = SqlUuid)]
    pub proposed_by: Uuid,
    #[diesel(sql_type = Text)]
    pub proposer: String,
    #[diesel(sql_type = Timestamptz)]
    pub proposed_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Text>)]
    pub approver: Option<String>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub approved_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Text>)]
    pub stop_reason: Option<String>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub stopped_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub done_at: Option<DateTime<Utc>>,
}

impl Change {
    #[must_use]
    pub fn phase(&self) -> ChangePhase {
        ChangeFacts {
            approved_at: self.approved_at,
            stopped_at: self.stopped_at,
            done_at: self.done_at,
        }
        .phase()
    }

    #[must_use]
    pub fn under_way(&self) -> bool {
        matches!(
            self.phase(),
            ChangePhase::Proposed | ChangePhase::Waiting { .. }
        )
    }
}

/// Names are the latest recorded.
const CHANGES: &str = "\
    SELECT c.id, c.account, n.name, c.old_address, c.new_address, c.reason, \
           c.proposed_by, p.name AS proposer, c.recorded_at AS proposed_at, \
           b.name AS approver, a.recorded_at AS approved_at, \
           s.reason AS stop_reason, s.recorded_at AS stopped_at, x.recorded_at AS done_at \
    FROM address_changes c \
    JOIN accounts w ON w.id = c.account \
    JOIN LATERAL (SELECT name FROM party_records WHERE party = w.person \
                  ORDER BY record DESC LIMIT 1) n ON true \
    JOIN LATERAL (SELECT name FROM party_records WHERE party = c.proposed_by \
                  ORDER BY record DESC LIMIT 1) p ON true \
    LEFT JOIN address_change_approvals a ON a.change = c.id \
    LEFT JOIN LATERAL (SELECT name FROM party_records WHERE party = a.approved_by \
                       ORDER BY record DESC LIMIT 1) b ON true \
    LEFT JOIN address_change_stops s ON s.change = c.id \
    LEFT JOIN address_change_effects x ON x.change = c.id ";

/// # Errors
/// Those of the database.
pub async fn by_id(conn: &mut AsyncPgConnection, change: Uuid) -> QueryResult<Option<Change>> {
    crate::db::sql_query(format!("{CHANGES} WHERE c.id = $1"))
        .bind::<SqlUuid, _>(change)
        .get_result(conn)
        .await
        .optional()
}

/// The change under way for this account, if any.
///
/// # Errors
/// Those of the database.
pub async fn under_way_of(
    conn: &mut AsyncPgConnection,
    account: Uuid,
) -> QueryResult<Option<Change>> {
    crate::db::sql_query(format!(
        "{CHANGES} WHERE c.account = $1 AND s.change IS NULL AND x.change IS NULL"
    ))
    .bind::<SqlUuid, _>(account)
    .get_result(conn)
    .await
    .optional()
}

/// Changes of all accounts, the latest proposed first, at most `most`.
///
/// # Errors
/// Those of the database.
pub async fn latest(conn: &mut AsyncPgConnection, most: i64) -> QueryResult<Vec<Change>> {
    crate::db::sql_query(format!("{CHANGES} ORDER BY c.recorded_at DESC LIMIT $1"))
        .bind::<BigInt, _>(most)
        .load(conn)
        .await
}

/// Changes that wait for a second officer, the oldest first.
///
/// # Errors
/// Those of the database.
pub async fn proposed(conn: &mut AsyncPgConnection) -> QueryResult<Vec<Change>> {
    crate::db::sql_query(format!(
        "{CHANGES} WHERE a.change IS NULL AND s.change IS NULL AND x.change IS NULL ORDER BY c.recorded_at"
    ))
    .load(conn)
    .await
}

/// An account as officers find it.
#[derive(Clone, Debug, QueryableByName)]
pub struct Found {
    #[diesel(sql_type = SqlUuid)]
    pub account: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub person: Uuid,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Text)]
    pub address: String,
}

const ACCOUNTS: &str = "\
    SELECT w.id AS account, w.person, n.name, w.address FROM accounts w \
    JOIN LATERAL (SELECT name FROM party_records WHERE party = w.person \
                  ORDER BY record DESC LIMIT 1) n ON true ";

/// Accounts whose person's name or address holds this text, in order of name.
///
/// # Errors
/// Those of the database.
pub async fn search(
    conn: &mut AsyncPgConnection,
    text: &str,
    most: i64,
) -> QueryResult<Vec<Found>> {
    crate::db::sql_query(format!(
        "{ACCOUNTS} WHERE strpos(lower(n.name), lower($1)) > 0 \
         OR strpos(w.address_key, lower($1)) > 0 ORDER BY n.name, w.id LIMIT $2"
    ))
    .bind::<Text, _>(text)
    .bind::<BigInt, _>(most)
    .load(conn)
    .await
}

/// One account as officers find it.
///
/// # Errors
/// Those of the database.
pub async fn found(conn: &mut AsyncPgConnection, account: Uuid) -> QueryResult<Option<Found>> {
    crate::db::sql_query(format!("{ACCOUNTS} WHERE w.id = $1"))
        .bind::<SqlUuid, _>(account)
        .get_result(conn)
        .await
        .optional()
}
