//! Proxies in effect in a poll: on which lines, who casts beside whom, and how many there were
//! at its close. Never which of two cast.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::rules;
use crate::db::{Connection, sql_query};
use crate::proxies::model::Figure;
use crate::rolls::store::RollVoter;
use crate::rulebook::keys;
use crate::rulebook::store::{self as rulebook, RulebookError};

/// Lines of a roll whose proxy is in effect in a poll now, with the account of
/// whoever holds it.
///
/// # Errors
/// Those of the database.
pub async fn holders(conn: &mut Connection, roll: Uuid, poll: Uuid) -> QueryResult<Vec<RollVoter>> {
    sql_query(
        "SELECT e.entitlement, a.id AS account FROM roll_entitlements e \
         CROSS JOIN LATERAL proxy_holder(e.membership_id, $2, clock_timestamp()) h \
         JOIN accounts a ON a.person = h.holder \
         WHERE e.roll_id = $1 ORDER BY e.entitlement",
    )
    .bind::<SqlUuid, _>(roll)
    .bind::<SqlUuid, _>(poll)
    .load(conn)
    .await
}

/// The accounts of those who cast for a line beside each other: who casts in this poll
/// as the member or for it, and who holds its proxy in this poll. By their ids, so that
/// their order tells nothing.
///
/// # Errors
/// Those of the database.
pub async fn casters(
    conn: &mut Connection,
    membership: Uuid,
    poll: Uuid,
) -> QueryResult<Vec<Uuid>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        account: Uuid,
    }
    let rows: Vec<Row> = sql_query(
        "SELECT a.id AS account FROM memberships m JOIN parties p ON p.id = m.party \
         JOIN accounts a ON a.person = CASE p.kind WHEN 'person' THEN m.party \
                                       ELSE casting_representative(m.party, $2, clock_timestamp()) END \
         WHERE m.id = $1 \
         UNION \
         SELECT a.id FROM accounts a JOIN proxy_holder($1, $2, clock_timestamp()) h ON h.holder = a.person \
         ORDER BY account",
    )
    .bind::<SqlUuid, _>(membership)
    .bind::<SqlUuid, _>(poll)
    .load(conn)
    .await?;
    Ok(rows.into_iter().map(|row| row.account).collect())
}

/// How many lines of the roll of a closed poll had a proxy in effect at its close,
/// as far as it may be said; none where the rules allowed no proxies.
///
/// # Errors
/// Those of the database, and a rule that is no number.
pub async fn at_close(
    conn: &mut Connection,
    poll: Uuid,
    lines: u64,
    opened: DateTime<Utc>,
) -> Result<Option<Figure>, RulebookError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        count: i64,
    }
    // Few where no document says how few.
    const UNSAID: u32 = 10;
    if !matches!(rules(conn, opened).await?.members, Some((true, _))) {
        return Ok(None);
    }
    let row: Row = sql_query("SELECT proxies_at_close($1) AS count")
        .bind::<SqlUuid, _>(poll)
        .get_result(conn)
        .await?;
    let least = match rulebook::find(conn, keys::REPORT_CELL_MIN, opened).await? {
        Some(rule) => rule.count()?,
        None => UNSAID,
    };
    let count = u64::try_from(row.count).unwrap_or(0);
    Ok(Some(Figure::of(count, lines, u64::from(least))))
}
