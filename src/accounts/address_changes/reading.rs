//! SQL of what is read of changes of address: those of an account, the latest, those that wait;
//! and accounts as officers find them. Changes nothing.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::accounts::model::{ChangeFacts, ChangePhase};

/// A change of address with the names of those who acted.
#[derive(Clone, Debug, QueryableByName)]
pub struct Change {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub account: Uuid,
    /// Whose account it is.
    #[diesel(sql_type = SqlUuid)]
    person: Uuid,
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
    /// Who approved first, of two: of a change that was proposed once more.
    #[diesel(sql_type = Nullable<SqlUuid>)]
    first_approved_by: Option<Uuid>,
    #[diesel(sql_type = Nullable<Text>)]
    pub first_approver: Option<String>,
    /// Who approved; where it takes two, last.
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
    /// It was proposed once more after the person concerned had stopped it.
    #[diesel(sql_type = Bool)]
    pub renewed: bool,
    /// The person concerned stopped it, and it may be proposed once more: the account is still
    /// reached at the former address, and no change of it is under way.
    #[diesel(sql_type = Bool)]
    pub renewable: bool,
}

impl Change {
    #[must_use]
    pub fn phase(&self) -> ChangePhase {
        ChangeFacts {
            renewed: self.renewed,
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

    /// Whether this officer gave the first of two approvals.
    #[must_use]
    pub fn was_approved_by(&self, officer: Uuid) -> bool {
        self.first_approved_by == Some(officer)
    }

    /// Whether this officer is another than those who want it so far; of a change that was
    /// proposed once more also another than the person concerned. The database asks the same.
    #[must_use]
    pub fn may_be_approved_by(&self, officer: Uuid) -> bool {
        self.proposed_by != officer
            && !self.was_approved_by(officer)
            && !(self.renewed && self.person == officer)
    }
}

/// Names are the latest recorded.
const CHANGES: &str = "\
    SELECT c.id, c.account, w.person, n.name, c.old_address, c.new_address, c.reason, \
           c.proposed_by, p.name AS proposer, c.recorded_at AS proposed_at, \
           f.approved_by AS first_approved_by, g.name AS first_approver, \
           b.name AS approver, a.recorded_at AS approved_at, \
           s.reason AS stop_reason, s.recorded_at AS stopped_at, x.recorded_at AS done_at, \
           r.change IS NOT NULL AS renewed, \
           coalesce(s.stopped_by = w.person AND w.address = c.old_address \
               AND NOT EXISTS ( \
                   SELECT FROM address_changes o WHERE o.account = c.account \
                     AND NOT EXISTS (SELECT FROM address_change_stops d WHERE d.change = o.id) \
                     AND NOT EXISTS (SELECT FROM address_change_effects d WHERE d.change = o.id)), \
               false) AS renewable \
    FROM address_changes c \
    JOIN accounts w ON w.id = c.account \
    JOIN LATERAL (SELECT name FROM party_records WHERE party = w.person \
                  ORDER BY record DESC LIMIT 1) n ON true \
    JOIN LATERAL (SELECT name FROM party_records WHERE party = c.proposed_by \
                  ORDER BY record DESC LIMIT 1) p ON true \
    LEFT JOIN address_change_first_approvals f ON f.change = c.id \
    LEFT JOIN LATERAL (SELECT name FROM party_records WHERE party = f.approved_by \
                       ORDER BY record DESC LIMIT 1) g ON true \
    LEFT JOIN address_change_approvals a ON a.change = c.id \
    LEFT JOIN LATERAL (SELECT name FROM party_records WHERE party = a.approved_by \
                       ORDER BY record DESC LIMIT 1) b ON true \
    LEFT JOIN address_change_stops s ON s.change = c.id \
    LEFT JOIN address_change_effects x ON x.change = c.id \
    LEFT JOIN address_change_renewals r ON r.change = c.id ";

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

/// Changes that wait for an approval, the oldest first.
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
