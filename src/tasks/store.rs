//! All SQL of what was put off, and of whom the weekly letter was asked for.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::accounts::store::AccountRow;
use crate::db::schema::accounts::accounts;
use crate::db::{Connection, sql_query};

/// What an account put off and is not back yet: by the item's key, when it is.
///
/// # Errors
/// Those of the database.
pub async fn snoozes(
    conn: &mut Connection,
    account: Uuid,
    now: DateTime<Utc>,
) -> QueryResult<BTreeMap<String, DateTime<Utc>>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        item: String,
        #[diesel(sql_type = Timestamptz)]
        until_at: DateTime<Utc>,
    }
    let rows: Vec<Row> =
        sql_query("SELECT item, until_at FROM task_snoozes WHERE account = $1 AND until_at > $2")
            .bind::<SqlUuid, _>(account)
            .bind::<Timestamptz, _>(now)
            .load(conn)
            .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.item, row.until_at))
        .collect())
}

/// Puts an item off; a later word replaces an earlier one.
///
/// # Errors
/// Those of the database.
pub async fn snooze(
    conn: &mut Connection,
    account: Uuid,
    item: &str,
    until: DateTime<Utc>,
) -> QueryResult<()> {
    sql_query(
        "INSERT INTO task_snoozes (account, item, until_at) VALUES ($1, $2, $3)
         ON CONFLICT (account, item) DO UPDATE SET until_at = EXCLUDED.until_at",
    )
    .bind::<SqlUuid, _>(account)
    .bind::<Text, _>(item)
    .bind::<Timestamptz, _>(until)
    .execute(conn)
    .await?;
    Ok(())
}

/// Takes an item up again before its time.
///
/// # Errors
/// Those of the database.
pub async fn take_up(conn: &mut Connection, account: Uuid, item: &str) -> QueryResult<()> {
    sql_query("DELETE FROM task_snoozes WHERE account = $1 AND item = $2")
        .bind::<SqlUuid, _>(account)
        .bind::<Text, _>(item)
        .execute(conn)
        .await?;
    Ok(())
}

/// Sweeps what was put off until an instant that is over.
///
/// # Errors
/// Those of the database.
pub async fn sweep_snoozes(conn: &mut Connection) -> QueryResult<()> {
    sql_query("DELETE FROM task_snoozes WHERE until_at < clock_timestamp()")
        .execute(conn)
        .await?;
    Ok(())
}

/// Whether this transaction is the one that does a chore now: of any number of
/// servers one at a time is, until its transaction ends or its connection does.
///
/// # Errors
/// Those of the database.
pub async fn elected(conn: &mut Connection, chore: &str) -> QueryResult<bool> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Bool)]
        elected: bool,
    }
    let row: Row = sql_query(
        "SELECT pg_try_advisory_xact_lock(hashtextextended('chore ' || $1, 0)) AS elected",
    )
    .bind::<Text, _>(chore)
    .get_result(conn)
    .await?;
    Ok(row.elected)
}

/// Accounts for which the weekly letter due at `due` was not asked for: those there
/// were by then, and for which none was in the days before.
///
/// # Errors
/// Those of the database.
pub async fn undigested(
    conn: &mut Connection,
    due: DateTime<Utc>,
    most: i64,
) -> QueryResult<Vec<AccountRow>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        id: Uuid,
    }
    // Another weekday adopted in the middle of a week brings no second letter in it.
    let rows: Vec<Row> = sql_query(
        "SELECT a.id FROM accounts a
         WHERE a.created_at <= $1
           AND NOT EXISTS (SELECT FROM work_digests d WHERE d.account = a.id AND d.due_at > $1 - interval '6 days')
         ORDER BY a.id LIMIT $2",
    )
    .bind::<Timestamptz, _>(due)
    .bind::<BigInt, _>(most)
    .load(conn)
    .await?;
    let ids: Vec<Uuid> = rows.into_iter().map(|row| row.id).collect();
    accounts::table
        .filter(accounts::id.eq_any(ids))
        .select(AccountRow::as_select())
        .load(conn)
        .await
}

/// Notes that the weekly letter due at `due` was asked for, for these accounts.
///
/// # Errors
/// Those of the database.
pub async fn note_digest(
    conn: &mut Connection,
    due: DateTime<Utc>,
    accounts: &[Uuid],
) -> QueryResult<()> {
    sql_query(
        "INSERT INTO work_digests (account, due_at) SELECT account, $1 FROM unnest($2) AS account
         ON CONFLICT DO NOTHING",
    )
    .bind::<Timestamptz, _>(due)
    .bind::<Array<SqlUuid>, _>(accounts)
    .execute(conn)
    .await?;
    Ok(())
}

/// Sweeps the notes of letters due weeks before this one.
///
/// # Errors
/// Those of the database.
pub async fn sweep_digests(conn: &mut Connection, due: DateTime<Utc>) -> QueryResult<()> {
    sql_query("DELETE FROM work_digests WHERE due_at < $1 - interval '6 days'")
        .bind::<Timestamptz, _>(due)
        .execute(conn)
        .await?;
    Ok(())
}
