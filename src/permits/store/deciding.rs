//! Decisions on requests, by one officer or two, and what they enter into the register:
//! with the decision that counts the permission is there, and its entry in the log.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Bool, Date, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use super::register::{Permission, log};
use super::requests::{self, Request};
use super::{PermitsError, number};
use crate::db::Connection;
use crate::parties::PartyId;
use crate::permits::model::file::{PermissionFile, RevocationFile, commitment};
use crate::permits::model::{RequestState, Verdict};

/// A decision as it was made.
#[derive(Clone, Debug)]
pub struct Decision {
    pub id: Uuid,
    pub verdict: Verdict,
    pub clause: String,
    /// One a line.
    pub conditions: String,
    pub last_day: Option<NaiveDate>,
    /// Whether another officer confirms it.
    pub takes_two: bool,
    pub decided_by: Uuid,
    pub decider: String,
    pub confirmer: Option<String>,
    pub at: DateTime<Utc>,
}

/// The decision on a request that was not taken back.
///
/// # Errors
/// Those of the database.
pub async fn of_request(conn: &mut Connection, request: Uuid) -> QueryResult<Option<Decision>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        id: Uuid,
        #[diesel(sql_type = Text)]
        verdict: Verdict,
        #[diesel(sql_type = Text)]
        clause: String,
        #[diesel(sql_type = Text)]
        conditions: String,
        #[diesel(sql_type = Nullable<Date>)]
        last_day: Option<NaiveDate>,
        #[diesel(sql_type = Bool)]
        takes_two: bool,
        #[diesel(sql_type = SqlUuid)]
        decided_by: Uuid,
        #[diesel(sql_type = Text)]
        decider: String,
        #[diesel(sql_type = Nullable<Text>)]
        confirmer: Option<String>,
        #[diesel(sql_type = Timestamptz)]
        recorded_at: DateTime<Utc>,
    }
    let row: Option<Row> = crate::db::sql_query(
        "SELECT d.id, d.verdict, d.clause, d.conditions, d.last_day, d.takes_two, d.decided_by, d.recorded_at, \
            (SELECT n.name FROM party_records n WHERE n.party = d.decided_by ORDER BY n.record DESC LIMIT 1) AS decider, \
            (SELECT n.name FROM permission_confirmations c JOIN party_records n ON n.party = c.confirmed_by \
             WHERE c.decision = d.id ORDER BY n.record DESC LIMIT 1) AS confirmer \
         FROM permission_decisions d WHERE d.id = permission_decision_of($1)",
    )
    .bind::<SqlUuid, _>(request)
    .get_result(conn)
    .await
    .optional()?;
    Ok(row.map(|row| Decision {
        id: row.id,
        verdict: row.verdict,
        clause: row.clause,
        conditions: row.conditions,
        last_day: row.last_day,
        takes_two: row.takes_two,
        decided_by: row.decided_by,
        decider: row.decider,
        confirmer: row.confirmer,
        at: row.recorded_at,
    }))
}

/// A decision as an officer makes it. The identity is the form's.
pub struct NewDecision<'a> {
    pub id: Uuid,
    pub verdict: Verdict,
    pub clause: &'a str,
    pub conditions: &'a str,
    pub last_day: Option<NaiveDate>,
    pub by: PartyId,
}

/// What a permission is entered with beside the decision.
pub struct Entering<'a> {
    pub foundation: &'a str,
    pub today: NaiveDate,
    /// Random: makes the commitment to the holder.
    pub salt: [u8; 32],
}

/// Decides on a request; where it counts at once, a granted one is in the register.
/// The same form twice is once.
///
/// # Errors
/// When a guard refuses it.
pub async fn decide(
    conn: &mut Connection,
    request: &Request,
    new: &NewDecision<'_>,
    entering: &Entering<'_>,
) -> Result<(), PermitsError> {
    conn.transaction(async |conn| {
        let made = crate::db::sql_query(
            "INSERT INTO permission_decisions (id, request, verdict, clause, conditions, last_day, takes_two, decided_by) \
             SELECT $1, $2, $3, $4, $5, $6, true, $7 WHERE NOT EXISTS (SELECT FROM permission_decisions d WHERE d.id = $1)",
        )
        .bind::<SqlUuid, _>(new.id)
        .bind::<SqlUuid, _>(request.id)
        .bind::<Text, _>(new.verdict.word())
        .bind::<Text, _>(new.clause)
        .bind::<Text, _>(new.conditions)
        .bind::<Nullable<Date>, _>(new.last_day)
        .bind::<SqlUuid, _>(new.by.0)
        .execute(conn)
        .await?;
        if made == 1 {
            enter_if_granted(conn, request.number, entering).await?;
        }
        Ok(())
    })
    .await
}

/// Confirms the decision that waits; with it a granted one is in the register.
///
/// # Errors
/// When a guard refuses it.
pub async fn confirm(
    conn: &mut Connection,
    request: &Request,
    decision: Uuid,
    by: PartyId,
    entering: &Entering<'_>,
) -> Result<(), PermitsError> {
    conn.transaction(async |conn| {
        let made = crate::db::sql_query(
            "INSERT INTO permission_confirmations (decision, confirmed_by) \
             SELECT $1, $2 WHERE NOT EXISTS (SELECT FROM permission_confirmations c WHERE c.decision = $1)",
        )
        .bind::<SqlUuid, _>(decision)
        .bind::<SqlUuid, _>(by.0)
        .execute(conn)
        .await?;
        if made == 1 {
            enter_if_granted(conn, request.number, entering).await?;
        }
        Ok(())
    })
    .await
}

/// Takes a decision back that waits for a second officer.
///
/// # Errors
/// When the guard of the table refuses it.
pub async fn retract(
    conn: &mut Connection,
    decision: Uuid,
    by: PartyId,
) -> Result<(), PermitsError> {
    crate::db::sql_query(
        "INSERT INTO permission_retractions (decision, retracted_by) \
         SELECT $1, $2 WHERE NOT EXISTS (SELECT FROM permission_retractions r WHERE r.decision = $1)",
    )
    .bind::<SqlUuid, _>(decision)
    .bind::<SqlUuid, _>(by.0)
    .execute(conn)
    .await?;
    Ok(())
}

#[derive(QueryableByName)]
struct Next {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

async fn enter_if_granted(
    conn: &mut Connection,
    request: i64,
    entering: &Entering<'_>,
) -> Result<(), PermitsError> {
    let Some(request) = requests::by_number(conn, request).await? else {
        return Ok(());
    };
    let Some(decision) = of_request(conn, request.id).await? else {
        return Ok(());
    };
    if request.state != RequestState::Granted {
        return Ok(());
    }
    let asker = request
        .asker
        .as_ref()
        .ok_or(PermitsError::Refused("permit-refused-erased"))?;
    crate::db::sql_query(
        "SELECT pg_advisory_xact_lock(hashtextextended('commonhold/permissions', 0))",
    )
    .execute(conn)
    .await?;
    let next: Next =
        crate::db::sql_query("SELECT coalesce(max(number), 0) + 1 AS number FROM permissions")
            .get_result(conn)
            .await?;
    let commitment = commitment(&asker.name, &entering.salt);
    let body = PermissionFile {
        foundation: entering.foundation,
        number: number(next.number)?,
        asset: number(request.asset_number)?,
        mark: &request.mark,
        usage: request.usage,
        holder: request.holder,
        commitment,
        clause: &decision.clause,
        conditions: &decision.conditions,
        starts_on: entering.today,
        last_day: decision.last_day,
    }
    .encode()?;
    let id = Uuid::new_v4();
    crate::db::sql_query(
        "INSERT INTO permissions (id, number, decision, asset, use_type, holder_kind, commitment, clause, conditions, starts_on, last_day, body) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
    )
    .bind::<SqlUuid, _>(id)
    .bind::<BigInt, _>(next.number)
    .bind::<SqlUuid, _>(decision.id)
    .bind::<SqlUuid, _>(request.asset)
    .bind::<Text, _>(request.usage.word())
    .bind::<Text, _>(request.holder.word())
    .bind::<Binary, _>(commitment.as_slice())
    .bind::<Text, _>(&decision.clause)
    .bind::<Text, _>(&decision.conditions)
    .bind::<Date, _>(entering.today)
    .bind::<Nullable<Date>, _>(decision.last_day)
    .bind::<Binary, _>(&body)
    .execute(conn)
    .await?;
    crate::db::sql_query(
        "INSERT INTO permission_holders (permission, name, salt) VALUES ($1, $2, $3)",
    )
    .bind::<SqlUuid, _>(id)
    .bind::<Text, _>(&asker.name)
    .bind::<Binary, _>(entering.salt.as_slice())
    .execute(conn)
    .await?;
    log(conn, "permission", id, &body).await?;
    Ok(())
}

/// Revokes a permission from the end of a day on, with the reason that everybody reads;
/// the same form twice is once.
///
/// # Errors
/// When the guard of the table refuses it.
pub async fn revoke(
    conn: &mut Connection,
    id: Uuid,
    permission: &Permission,
    (ends_on, reason): (NaiveDate, &str),
    by: PartyId,
) -> Result<(), PermitsError> {
    let body = RevocationFile {
        number: number(permission.number)?,
        of: &permission.sha256,
        ends_on,
        reason,
    }
    .encode()?;
    conn.transaction(async |conn| {
        let made = crate::db::sql_query(
            "INSERT INTO permission_revocations (permission, id, ends_on, reason, revoked_by, body) \
             SELECT $1, $2, $3, $4, $5, $6 WHERE NOT EXISTS (SELECT FROM permission_revocations r WHERE r.permission = $1)",
        )
        .bind::<SqlUuid, _>(permission.id)
        .bind::<SqlUuid, _>(id)
        .bind::<Date, _>(ends_on)
        .bind::<Text, _>(reason)
        .bind::<SqlUuid, _>(by.0)
        .bind::<Binary, _>(&body)
        .execute(conn)
        .await?;
        if made == 1 {
            log(conn, "permission_revocation", permission.id, &body).await?;
        }
        Ok(())
    })
    .await
}
