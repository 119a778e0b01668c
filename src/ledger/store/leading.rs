//! What only the leader of the log does.

use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bytea, Int4, Nullable, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::stored;
use crate::db::{Connection, is_held, sql_query};
use crate::tlog::tree::Hash;

/// Whether somebody leads now: the lock is the one that `lead_log` takes.
///
/// # Errors
/// Those of the database.
pub async fn is_led(conn: &mut Connection) -> QueryResult<bool> {
    is_held(conn, "log").await
}

/// Makes this connection the one that leads, until it ends; returns its epoch,
/// or none while another leads.
///
/// # Errors
/// Those of the database.
pub async fn lead(conn: &mut Connection) -> QueryResult<Option<i64>> {
    #[derive(QueryableByName)]
    struct Led {
        #[diesel(sql_type = Nullable<BigInt>)]
        epoch: Option<i64>,
    }
    let led: Led = sql_query("SELECT lead_log() AS epoch")
        .get_result(conn)
        .await?;
    Ok(led.epoch)
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = Int4)]
    number: i32,
}

/// Gives at most so many committed entries their places; returns how many.
///
/// # Errors
/// Those of the database; one when another leads by now.
pub async fn sequence(conn: &mut Connection, led: i64, most: i32) -> QueryResult<i32> {
    let placed: Number = sql_query("SELECT sequence_log($1, $2) AS number")
        .bind::<BigInt, _>(led)
        .bind::<Int4, _>(most)
        .get_result(conn)
        .await?;
    Ok(placed.number)
}

/// Open polls of which a batch of casts can be entered.
///
/// # Errors
/// Those of the database.
pub async fn polls_with_casts(conn: &mut Connection) -> QueryResult<Vec<Uuid>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        poll: Uuid,
    }
    let rows: Vec<Row> = sql_query("SELECT poll FROM polls_with_casts_to_log() AS poll")
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(|row| row.poll).collect())
}

/// Enters the casts of an open poll that wait, in batches; returns how many.
///
/// # Errors
/// Those of the database.
pub async fn log_casts(conn: &mut Connection, poll: Uuid) -> QueryResult<i32> {
    let entered: Number = sql_query("SELECT log_casts($1) AS number")
        .bind::<SqlUuid, _>(poll)
        .get_result(conn)
        .await?;
    Ok(entered.number)
}

/// Keeps a signed checkpoint, from which every node publishes.
///
/// # Errors
/// Those of the database; one when it is not larger than all before it.
pub async fn keep_checkpoint(
    conn: &mut Connection,
    size: u64,
    root: &Hash,
    note: &str,
) -> QueryResult<()> {
    sql_query("INSERT INTO log_checkpoints (size, root, note) VALUES ($1, $2, $3)")
        .bind::<BigInt, _>(stored(size)?)
        .bind::<Bytea, _>(root.as_slice())
        .bind::<Text, _>(note)
        .execute(conn)
        .await?;
    Ok(())
}

/// Tells every server why the leader does not sign; with none, that it does.
///
/// # Errors
/// Those of the database.
pub async fn report(conn: &mut Connection, led: i64, fault: Option<&str>) -> QueryResult<()> {
    sql_query("SELECT report_log($1, $2)")
        .bind::<BigInt, _>(led)
        .bind::<Nullable<Text>, _>(fault)
        .execute(conn)
        .await?;
    Ok(())
}
