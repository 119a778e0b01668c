//! Reading registers. Every connection here is the auditor's, inside a transaction of
//! [`super::sight`].

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Nullable, Text, Timestamptz};
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};

use super::registers::{After, Register};
use crate::db::{Connection, sql_query};

/// A row as the database writes it: one text for each column, or none where nothing is known.
pub type Cells = Vec<Option<String>>;

/// Rows on a page.
pub const PAGE_ROWS: usize = 100;
/// Rows fetched at once for an export: an entry of the log is up to 64 KiB, in hex twice that.
const FETCHED: usize = 100;

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Array<Nullable<Text>>)]
    cells: Cells,
}

/// How many rows a register has.
///
/// # Errors
/// Those of the database.
pub async fn count(conn: &mut Connection, register: &Register) -> QueryResult<i64> {
    #[derive(QueryableByName)]
    struct Counted {
        #[diesel(sql_type = BigInt)]
        rows: i64,
    }
    let counted: Counted = sql_query(register.count()).get_result(conn).await?;
    Ok(counted.rows)
}

/// Up to [`PAGE_ROWS`] rows after a row, and whether more follow.
///
/// # Errors
/// Those of the database.
pub async fn page(
    conn: &mut Connection,
    register: &Register,
    after: Option<&After>,
) -> QueryResult<(Vec<Cells>, bool)> {
    let most = i64::try_from(PAGE_ROWS + 1).unwrap_or(i64::MAX);
    let rows: Vec<Row> = sql_query(register.page())
        .bind::<Nullable<Array<Text>>, _>(after.map(After::values))
        .bind::<BigInt, _>(most)
        .load(conn)
        .await?;
    let more = rows.len() > PAGE_ROWS;
    let rows = rows
        .into_iter()
        .take(PAGE_ROWS)
        .map(|row| row.cells)
        .collect();
    Ok((rows, more))
}

/// The database's clock, as the first statement of a transaction: when it saw what it sees.
///
/// # Errors
/// Those of the database.
pub async fn instant(conn: &mut Connection) -> QueryResult<DateTime<Utc>> {
    diesel::select(diesel::dsl::sql::<Timestamptz>("clock_timestamp()"))
        .get_result(conn)
        .await
}

/// Opens a register to be read to its end by [`fetch`].
///
/// # Errors
/// Those of the database.
pub async fn open(conn: &mut Connection, register: &Register) -> QueryResult<()> {
    let declare = format!("DECLARE register NO SCROLL CURSOR FOR {}", register.rows());
    conn.batch_execute(&declare).await
}

/// The next rows of the register that is open; none at its end.
///
/// # Errors
/// Those of the database.
pub async fn fetch(conn: &mut Connection) -> QueryResult<Vec<Cells>> {
    let fetch = format!("FETCH FORWARD {FETCHED} FROM register");
    let rows: Vec<Row> = sql_query(fetch).load(conn).await?;
    Ok(rows.into_iter().map(|row| row.cells).collect())
}

/// Closes the register that is open.
///
/// # Errors
/// Those of the database.
pub async fn close(conn: &mut Connection) -> QueryResult<()> {
    conn.batch_execute("CLOSE register").await
}
