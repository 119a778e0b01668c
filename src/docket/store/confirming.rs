//! Who may be the second person: the assets about which somebody is counsel, and deadlines whose
//! days nobody confirmed yet.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Date, Int4, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::list::{COLUMNS, JOINS, LONGEST_GRACE, Line, Row, lines};
use crate::db::{Connection, sql_query};
use crate::parties::PartyId;

/// How far ahead a last day may lie whose window is open, in days.
const LONGEST_WINDOW: i32 = 731;

/// The assets about which somebody is counsel now, in a matter that is open.
///
/// # Errors
/// Those of the database.
pub async fn assets_of_counsel(conn: &mut Connection, person: PartyId) -> QueryResult<Vec<Uuid>> {
    #[derive(QueryableByName)]
    struct About {
        #[diesel(sql_type = SqlUuid)]
        asset: Uuid,
    }
    let about: Vec<About> = sql_query("SELECT a AS asset FROM assets_of_counsel($1) a")
        .bind::<SqlUuid, _>(person.0)
        .load(conn)
        .await?;
    Ok(about.into_iter().map(|about| about.asset).collect())
}

/// Deadlines that can be met or are to be met on a day, and whose days wait for this person: an
/// event is behind them that another entered, and nobody confirmed them. Of every asset for whoever
/// keeps the register, else of those about which they are counsel; at most so many, the most urgent
/// first.
///
/// # Errors
/// Those of the database.
pub async fn waiting(
    conn: &mut Connection,
    (person, keeps): (PartyId, bool),
    today: NaiveDate,
    most: usize,
) -> QueryResult<Vec<Line>> {
    let rows: Vec<Row> = sql_query(format!(
        "{COLUMNS} FROM (SELECT * FROM docket_now n WHERE n.state = 'running' AND n.kind <> 'watch' \
             AND n.due BETWEEN $1 - $5 AND $1 + $6 AND n.last_on >= $1 AND coalesce(n.opens, n.anchor) <= $1 \
             AND ($3 OR n.asset IN (SELECT assets_of_counsel($2))) \
             AND NOT EXISTS (SELECT FROM deadline_confirmations k WHERE k.deadline = n.deadline) \
             AND EXISTS (SELECT FROM deadlines d JOIN asset_events e ON e.id = d.event \
                         WHERE d.id = n.deadline AND e.entered_by IS DISTINCT FROM $2) \
             ORDER BY n.due, n.number LIMIT $4) n {JOINS} ORDER BY n.due, n.number"
    ))
    .bind::<Date, _>(today)
    .bind::<SqlUuid, _>(person.0)
    .bind::<Bool, _>(keeps)
    .bind::<BigInt, _>(i64::try_from(most).unwrap_or(i64::MAX))
    .bind::<Int4, _>(LONGEST_GRACE)
    .bind::<Int4, _>(LONGEST_WINDOW)
    .load(conn)
    .await?;
    Ok(lines(rows))
}
