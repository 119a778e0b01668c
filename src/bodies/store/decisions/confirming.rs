//! What happens to an entry: it is confirmed, by as many as the rule asks for, or withdrawn.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use super::DecisionError;
use crate::db::Connection;
use crate::db::schema::bodies::{decision_confirmations, decision_withdrawals, recorded_decisions};
use crate::parties::PartyId;
use crate::rulebook::{self, keys};

/// Whatever the rule says, one alone decides nothing.
const FEWEST: u32 = 2;

/// How many officers it takes to enter a decision, whoever enters it among them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Needed {
    pub officers: u32,
    /// Of the rule; empty where none is in force.
    pub citation: String,
}

/// How many officers it takes to enter a decision, by the rule in force at an instant. The
/// database asks the same when one confirms.
///
/// # Errors
/// Those of the database.
pub async fn officers_needed(conn: &mut Connection, at: DateTime<Utc>) -> QueryResult<Needed> {
    let rule = rulebook::store::find(conn, keys::DECISION_OFFICERS, at).await?;
    Ok(Needed {
        officers: rule
            .as_ref()
            .and_then(|rule| rule.count().ok())
            .unwrap_or(FEWEST)
            .max(FEWEST),
        citation: rule.map_or_else(String::new, |rule| rule.citation),
    })
}

/// Confirms an entry. With the last confirmation that is needed it is a decision, and has done
/// what it does: its id then, and none before.
///
/// # Errors
/// What the database refuses.
pub async fn confirm(
    conn: &mut Connection,
    entry: Uuid,
    by: PartyId,
) -> Result<Option<Uuid>, DecisionError> {
    conn.transaction(async |conn| {
        diesel::insert_into(decision_confirmations::table)
            .values((
                decision_confirmations::entry.eq(entry),
                decision_confirmations::confirmed_by.eq(by.0),
            ))
            .execute(conn)
            .await?;
        let decision = recorded_decisions::table
            .filter(recorded_decisions::entry.eq(entry))
            .select(recorded_decisions::id)
            .first(conn)
            .await
            .optional()?;
        Ok(decision)
    })
    .await
}

/// Takes an entry back before it counts: nobody can confirm it any more.
///
/// # Errors
/// What the database refuses.
pub async fn withdraw(
    conn: &mut Connection,
    entry: Uuid,
    by: PartyId,
    reason: &str,
) -> Result<(), DecisionError> {
    diesel::insert_into(decision_withdrawals::table)
        .values((
            decision_withdrawals::entry.eq(entry),
            decision_withdrawals::withdrawn_by.eq(by.0),
            decision_withdrawals::reason.eq(reason),
        ))
        .execute(conn)
        .await?;
    Ok(())
}
