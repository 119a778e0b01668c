//! Who works for all, seen from outside: a lock that lasts as long as the connection of
//! whoever holds it.

use diesel::sql_types::{Bool, Text};
use diesel::{QueryResult, QueryableByName};
use diesel_async::RunQueryDsl;

use super::{Connection, sql_query};

/// Whether somebody in this database holds the lock of this name alone. Every role may ask.
///
/// # Errors
/// Those of the database.
pub async fn is_held(conn: &mut Connection, name: &str) -> QueryResult<bool> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Bool)]
        held: bool,
    }
    // The number of such a lock stands there in two halves.
    let row: Row = sql_query(
        "SELECT EXISTS (
             SELECT FROM pg_catalog.pg_locks l
             JOIN pg_catalog.pg_database d ON d.oid = l.database
             WHERE d.datname = current_database() AND l.locktype = 'advisory' AND l.objsubid = 1
               AND l.granted AND l.mode = 'ExclusiveLock'
               AND ((l.classid::bigint << 32) | l.objid::bigint) = hashtextextended($1, 0)) AS held",
    )
    .bind::<Text, _>(name.to_owned())
    .get_result(conn)
    .await?;
    Ok(row.held)
}
