//! SQL of changes of an account's address: proposed, approved, stopped, proposed once more
//! after the person concerned stopped them, done. What is read of them is in `reading`.
//!
//! Who may propose, approve and stop, that they are two (or three), and that 72 hours (or
//! fourteen days) pass, is refused by the database itself; these functions turn its
//! refusals into words.

mod reading;

pub use reading::{Change, Found, by_id, found, latest, proposed, search, under_way_of};

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::result::Error as DbError;
use diesel::sql_types::{Text, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use thiserror::Error;
use uuid::Uuid;

use super::model::ChangePhase;
use super::store::{self, AccountRow, constraint};
use crate::db::schema::accounts::{
    address_change_approvals, address_change_first_approvals, address_change_renewals,
    address_change_stops, address_changes,
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
    #[error(
        "Only what the person concerned stopped is proposed once more, and while the account is reached at the same address. Propose a new change instead."
    )]
    NotToRenew,
    #[error(
        "The person concerned stopped this change before, so it takes three officers who want it now: one who proposes it once more and two who approve that, none of them the person concerned. Ask an officer who has done neither."
    )]
    ThirdOfficer,
    #[error(
        "The person concerned stopped this change before, and officers want it once more. An officer other than that person stops it: ask one."
    )]
    StoppedByOfficer,
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
            Some("address_change_renews_what_was_stopped") => Self::NotToRenew,
            Some("address_change_by_three") => Self::ThirdOfficer,
            Some("address_change_stopped_by_officer") => Self::StoppedByOfficer,
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
        let (id, _) = record(conn, account, new, reason, proposed_by).await?;
        let letter = Letter::AddressChangeProposed {
            new_masked: new.masked(),
            reason: reason.to_owned(),
        };
        queue(conn, &Recipient::Account(account), &letter).await?;
        Ok(id)
    })
    .await
}

/// An officer proposes once more what the person concerned stopped, since whoever stopped it
/// may be somebody else in their account; `identified` says how the officer made sure of the
/// person. Both addresses are told.
///
/// # Errors
/// As [`ChangeError`] says.
pub async fn renew(
    conn: &mut AsyncPgConnection,
    stopped: Uuid,
    identified: &str,
    proposed_by: Uuid,
) -> Result<Uuid, ChangeError> {
    conn.transaction(async |conn| {
        let former = by_id(conn, stopped).await?.ok_or(ChangeError::NotFound)?;
        let new = Address::parse(&former.new_address).map_err(|_| ChangeError::NotToRenew)?;
        let (id, account) = record(conn, former.account, &new, identified, proposed_by).await?;
        diesel::insert_into(address_change_renewals::table)
            .values((
                address_change_renewals::change.eq(id),
                address_change_renewals::stopped.eq(stopped),
            ))
            .execute(conn)
            .await?;
        let letter = Letter::AddressChangeRenewed {
            old_masked: masked(&account.address),
            new_masked: new.masked(),
            reason: identified.to_owned(),
            approved: false,
            effective_at: None,
        };
        tell_both(conn, &account, new.as_str(), &letter).await?;
        Ok(id)
    })
    .await
}

/// Records a proposal, and returns it with the account.
async fn record(
    conn: &mut AsyncPgConnection,
    account: Uuid,
    new: &Address,
    reason: &str,
    proposed_by: Uuid,
) -> Result<(Uuid, AccountRow), ChangeError> {
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
    Ok((id, present))
}

/// A letter to the account, and the same to an address at which it is not reached yet, or any
/// more.
async fn tell_both(
    conn: &mut AsyncPgConnection,
    account: &AccountRow,
    other: &str,
    letter: &Letter,
) -> Result<(), ChangeError> {
    queue(conn, &Recipient::Account(account.id), letter).await?;
    if let Ok(address) = Address::parse(other) {
        let locale = account.locale();
        queue(conn, &Recipient::Address { address, locale }, letter).await?;
    }
    Ok(())
}

/// Another officer approves: the wait begins, and the present address is told. A change that
/// was proposed once more takes two approvals, the wait begins with the second, and at each
/// both addresses are told.
///
/// # Errors
/// As [`ChangeError`] says.
pub async fn approve(
    conn: &mut AsyncPgConnection,
    change: Uuid,
    approved_by: Uuid,
) -> Result<(), ChangeError> {
    conn.transaction(async |conn| {
        let proposal = by_id(conn, change).await?.ok_or(ChangeError::NotFound)?;
        if proposal.renewed && approve_first(conn, change, approved_by).await? {
            return tell_of_approval(conn, proposal, None).await;
        }
        diesel::insert_into(address_change_approvals::table)
            .values((
                address_change_approvals::change.eq(change),
                address_change_approvals::approved_by.eq(approved_by),
            ))
            .execute(conn)
            .await?;
        let change = by_id(conn, change).await?.ok_or(ChangeError::NotFound)?;
        let ChangePhase::Waiting { effective_at } = change.phase() else {
            return Err(ChangeError::NotUnderWay);
        };
        if change.renewed {
            return tell_of_approval(conn, change, Some(effective_at)).await;
        }
        let letter = Letter::AddressChangeApproved {
            new_masked: masked(&change.new_address),
            effective_at,
        };
        queue(conn, &Recipient::Account(change.account), &letter).await?;
        Ok(())
    })
    .await
}

/// Records the first of two approvals; false where somebody has given it already.
async fn approve_first(
    conn: &mut AsyncPgConnection,
    change: Uuid,
    approved_by: Uuid,
) -> Result<bool, ChangeError> {
    let recorded = diesel::insert_into(address_change_first_approvals::table)
        .values((
            address_change_first_approvals::change.eq(change),
            address_change_first_approvals::approved_by.eq(approved_by),
        ))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(recorded == 1)
}

/// Tells both addresses that a change was approved which was proposed once more: for the first
/// time, or so that it has a day.
async fn tell_of_approval(
    conn: &mut AsyncPgConnection,
    change: Change,
    effective_at: Option<DateTime<Utc>>,
) -> Result<(), ChangeError> {
    let account = store::by_id(conn, change.account)
        .await?
        .ok_or(ChangeError::NotFound)?;
    let letter = Letter::AddressChangeRenewed {
        old_masked: masked(&change.old_address),
        new_masked: masked(&change.new_address),
        reason: change.reason,
        approved: true,
        effective_at,
    };
    tell_both(conn, &account, &change.new_address, &letter).await
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

/// Carries out the changes whose wait is over, each in a transaction of its
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
         WHERE a.recorded_at + address_change_wait(c.id) <= clock_timestamp() \
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
        tell_both(conn, &account, &change.old_address, &letter).await
    })
    .await
}
