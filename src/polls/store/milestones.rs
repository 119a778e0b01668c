//! When polls came to their end.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::sql_types::{Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{QueryResult, QueryableByName};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::{Connection, sql_query};

/// How a poll came to its end, as far as it has.
#[derive(Clone, Debug, QueryableByName)]
pub struct Ending {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    /// When the last officer certified the count.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub certified_at: Option<DateTime<Utc>>,
    /// When its officers ended it without a result.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub voided_at: Option<DateTime<Utc>>,
    /// Why they did.
    #[diesel(sql_type = Nullable<Text>)]
    pub reason: Option<String>,
}

/// How every poll that was opened came to its end.
///
/// # Errors
/// Those of the database.
pub async fn endings(conn: &mut Connection) -> QueryResult<BTreeMap<Uuid, Ending>> {
    let endings: Vec<Ending> = sql_query(
        "SELECT p.id, v.recorded_at AS voided_at, v.reason,
                (SELECT max(c.recorded_at) FROM poll_certifications c WHERE c.poll_id = p.id) AS certified_at
         FROM polls p LEFT JOIN poll_voidings v ON v.poll_id = p.id WHERE p.state <> 'draft'",
    )
    .load(conn)
    .await?;
    Ok(endings
        .into_iter()
        .map(|ending| (ending.id, ending))
        .collect())
}
