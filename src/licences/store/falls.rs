//! What would fall if a licence that the foundation has ended.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::Connection;

/// What rests on a licence that the foundation has: numbers and titles.
#[derive(Clone, Debug, Default)]
pub struct Falls {
    /// Licences that the foundation gives of the same assets.
    pub licences: Vec<(i64, String)>,
    /// Permissions that are in force.
    pub permissions: Vec<(i64, String)>,
}

/// What would fall if an inbound licence ended, beside the assets that it is of.
///
/// # Errors
/// Those of the database.
pub async fn falls(conn: &mut Connection, licence: Uuid, today: NaiveDate) -> QueryResult<Falls> {
    #[derive(QueryableByName)]
    struct Line {
        #[diesel(sql_type = BigInt)]
        number: i64,
        #[diesel(sql_type = Text)]
        title: String,
    }
    let licences: Vec<Line> = crate::db::sql_query(
        "SELECT o.number, o.counterparty || ': ' || o.title AS title FROM licences l JOIN licences o ON o.assets && l.assets \
         WHERE l.id = $1 AND o.direction = 'out' AND licence_counts(o.id) AND NOT licence_is_over(o.id, $2) ORDER BY o.number",
    )
    .bind::<SqlUuid, _>(licence)
    .bind::<Date, _>(today)
    .load(conn)
    .await?;
    let permissions: Vec<Line> = crate::db::sql_query(
        "SELECT p.number, a.title FROM licences l JOIN permissions p ON p.asset = ANY (l.assets) JOIN asset_now a ON a.asset = p.asset \
         LEFT JOIN permission_revocations e ON e.permission = p.id \
         WHERE l.id = $1 AND coalesce(e.ends_on, p.last_day, $2) >= $2 ORDER BY p.number",
    )
    .bind::<SqlUuid, _>(licence)
    .bind::<Date, _>(today)
    .load(conn)
    .await?;
    let pairs = |lines: Vec<Line>| {
        lines
            .into_iter()
            .map(|line| (line.number, line.title))
            .collect()
    };
    Ok(Falls {
        licences: pairs(licences),
        permissions: pairs(permissions),
    })
}
