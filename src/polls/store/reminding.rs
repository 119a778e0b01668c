//! Who has not cast in an open poll, and who was reminded of it.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{Array, Bytea, Int4, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::casting::{Entitlement, entitlements, proxied};
use super::{POLL, Poll, PollRow};
use crate::db::{Connection, sql_query};
use crate::outbox::{self, Letter, Recipient};
use crate::parties::PartyId;
use crate::proxies;
use crate::rolls;

/// The polls in which members cast now.
///
/// # Errors
/// Those of the database.
pub async fn open_now(conn: &mut Connection) -> QueryResult<Vec<Poll>> {
    sql_query(format!(
        "{POLL} WHERE p.state = 'open' AND p.opens_at <= clock_timestamp() AND clock_timestamp() < p.closes_at
            AND NOT EXISTS (SELECT 1 FROM poll_voidings v WHERE v.poll_id = p.id)
         ORDER BY p.closes_at, p.number"
    ))
    .load::<PollRow>(conn)
    .await?
    .into_iter()
    .map(Poll::try_from)
    .collect()
}

/// The lines of a poll's roll for which this person casts, and no ballot is in.
///
/// # Errors
/// Those of the database.
pub async fn uncast(
    conn: &mut Connection,
    poll: &Poll,
    person: PartyId,
) -> QueryResult<Vec<Entitlement>> {
    let Some(roll) = poll.roll else {
        return Ok(Vec::new());
    };
    let mut lines = entitlements(conn, poll.id, roll, person.0).await?;
    lines.extend(proxied(conn, poll.id, roll, person.0).await?);
    lines.retain(|line| line.casts == 0);
    Ok(lines)
}

/// Queues a reminder, to leave no earlier than `begin`, for every account that
/// casts for a line of the roll without a ballot, and was not reminded by
/// this step or one nearer to the close. Whether a ballot is in is asked in the
/// statement that notes the reminder, in the caller's transaction.
///
/// # Errors
/// Those of the database.
pub async fn remind(
    conn: &mut Connection,
    poll: &Poll,
    step: u32,
    begin: Option<DateTime<Utc>>,
) -> QueryResult<()> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        account: Uuid,
    }
    let (Some(roll), Some(closes_at)) = (poll.roll, poll.facts.closes_at) else {
        return Ok(());
    };
    let mut voters = rolls::store::casters(conn, roll, poll.id).await?;
    voters.extend(proxies::store::holders(conn, roll, poll.id).await?);
    let (accounts, entitlements): (Vec<Uuid>, Vec<Vec<u8>>) = voters
        .into_iter()
        .map(|voter| (voter.account, voter.entitlement))
        .unzip();
    let step = i32::try_from(step).unwrap_or(i32::MAX);
    let reminded: Vec<Row> = sql_query(
        "INSERT INTO poll_reminders (poll_id, account, step)
         SELECT DISTINCT $1, v.account, $2 FROM unnest($3, $4) AS v (account, entitlement)
         WHERE NOT EXISTS (SELECT FROM envelopes s WHERE s.poll_id = $1 AND s.entitlement = v.entitlement)
           AND NOT EXISTS (SELECT FROM poll_reminders r
                           WHERE r.poll_id = $1 AND r.account = v.account AND r.step <= $2)
         ON CONFLICT DO NOTHING RETURNING account",
    )
    .bind::<SqlUuid, _>(poll.id)
    .bind::<Int4, _>(step)
    .bind::<Array<SqlUuid>, _>(accounts)
    .bind::<Array<Bytea>, _>(entitlements)
    .load(conn)
    .await?;
    let letters = reminded.into_iter().map(|row| {
        let letter = Letter::PollReminder {
            title: poll.draft.wording(),
            path: format!("/polls/{}", poll.number),
            closes_at,
        };
        (Recipient::Account(row.account), letter)
    });
    outbox::store::queue_all_from(conn, letters, begin).await
}

/// Forgets who was reminded of polls that are over, and whose ballots are a member's own:
/// nobody needs to know any more.
///
/// # Errors
/// Those of the database.
pub async fn forget_reminders(conn: &mut Connection) -> QueryResult<()> {
    sql_query(
        "DELETE FROM poll_reminders r USING polls p WHERE p.id = r.poll_id
           AND (p.state = 'closed' OR EXISTS (SELECT 1 FROM poll_voidings v WHERE v.poll_id = p.id))",
    )
    .execute(conn)
    .await?;
    sql_query(
        "DELETE FROM cast_marks m USING polls p WHERE p.id = m.poll_id
           AND (p.state = 'closed' OR EXISTS (SELECT 1 FROM poll_voidings v WHERE v.poll_id = p.id))",
    )
    .execute(conn)
    .await?;
    Ok(())
}
