//! All SQL of dues.
//!
//! [`reading`]: the account of a payer; [`lists`]: what is open; [`overdue`]:
//! what was overdue on a day as known at an instant; [`issuing`], [`posting`]:
//! entries; [`prices`], [`in_kind`], [`years`]; [`journal`]: for the accountant.

pub mod in_kind;
pub mod issuing;
pub mod journal;
pub mod lists;
mod owed;
pub mod posting;
pub mod prices;
pub mod reading;
pub mod years;

pub use owed::{Overdue, covered, overdue, overdue_of_memberships};

use diesel::prelude::*;
use diesel::result::Error as DbError;
use diesel_async::RunQueryDsl;
use thiserror::Error;

use crate::db::Connection;
use crate::dues::model::account::Refusal;
use crate::dues::model::currency::Currency;

/// Why the ledger could not be read.
#[derive(Debug, Error)]
pub enum DuesError {
    #[error("the ledger holds {what} this program does not know: {value}")]
    Unknown { what: &'static str, value: String },
    #[error(transparent)]
    Members(#[from] crate::members::store::MembersError),
    #[error(transparent)]
    Database(#[from] DbError),
}

impl DuesError {
    fn unknown(what: &'static str, value: impl Into<String>) -> Self {
        Self::Unknown {
            what,
            value: value.into(),
        }
    }
}

/// Why something was not posted.
#[derive(Debug, Error)]
pub enum PostError {
    #[error("{0}")]
    Refused(#[from] Refusal),
    #[error(
        "That year is closed, and stands. Corrections go into the year that is open: give a day of it."
    )]
    YearClosed,
    #[error("Nothing is posted into days to come. Give a day that has come.")]
    DayToCome,
    #[error(
        "An invoice of a later day has its number already, and numbers follow the days. Give the day of the last invoice, or a later one."
    )]
    OutOfOrder,
    #[error(
        "An offset is of the member’s own commitment, in its currency, and within what is left of its agreed value. Choose such a commitment, and take off no more."
    )]
    BeyondCommitment,
    #[error(
        "A commitment in kind rests on a recorded decision that the board adopted. Have it entered and confirmed under Decisions, then choose it here."
    )]
    NotOfTheBoard,
    #[error(
        "That decision authorises something else, or was used already. Each decision of the board takes one commitment; one that names a member serves that member alone. Choose another."
    )]
    AuthorityUsed,
    #[error("A standing payment has this reference already. Nothing was recorded. Open that one.")]
    SameReference,
    #[error("Record what was delivered: that day lies ahead.")]
    DeliveryAhead,
    #[error(transparent)]
    Dues(DuesError),
    #[error(transparent)]
    Database(DbError),
}

impl From<DbError> for PostError {
    fn from(error: DbError) -> Self {
        let DbError::DatabaseError(_, about) = &error else {
            return Self::Database(error);
        };
        match about.constraint_name() {
            Some("dues_year_is_open" | "dues_notice_is_of_its_year") => Self::YearClosed,
            Some("dues_day_has_come") => Self::DayToCome,
            Some("dues_invoice_follows_the_last") => Self::OutOfOrder,
            Some("dues_offset_is_within_its_commitment") => Self::BeyondCommitment,
            Some("dues_in_kind_rests_on_the_board") => Self::NotOfTheBoard,
            Some("authority_is_of_this" | "authority_uses_pkey") => Self::AuthorityUsed,
            Some("dues_payment_is_recorded_once") => Self::SameReference,
            Some("dues_delivery_has_come") => Self::DeliveryAhead,
            _ => Self::Database(error),
        }
    }
}

impl From<DuesError> for PostError {
    fn from(error: DuesError) -> Self {
        match error {
            DuesError::Database(error) => error.into(),
            other => Self::Dues(other),
        }
    }
}

/// Waits for whoever posts, until the caller's transaction ends.
async fn lock(conn: &mut Connection) -> QueryResult<()> {
    crate::db::sql_query("SELECT pg_advisory_xact_lock(hashtextextended('commonhold/dues', 0))")
        .execute(conn)
        .await?;
    Ok(())
}

fn currency(code: &str) -> Result<Currency, DuesError> {
    Currency::parse(code).map_err(|_| DuesError::unknown("a currency", code))
}

/// The name of a party, as an expression over its identity.
macro_rules! name_of {
    ($party:literal) => {
        concat!(
            "coalesce((SELECT named.name FROM party_records named WHERE named.party = ",
            $party,
            " ORDER BY named.record DESC LIMIT 1), '')"
        )
    };
}
use name_of;
