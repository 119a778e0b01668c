//! Who entered that the use of a mark was alleged, on which an assignment of it rests: one keeper
//! of the register does.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Date, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::{Connection, sql_query};

/// An amendment to allege use or a statement of use that stands, of a case that was filed on an
/// intent.
#[derive(Clone, Debug, QueryableByName)]
pub struct Alleged {
    #[diesel(sql_type = Date)]
    pub happened_on: NaiveDate,
    /// Who entered it.
    #[diesel(sql_type = Text)]
    pub by: String,
    #[diesel(sql_type = Timestamptz)]
    pub entered_at: DateTime<Utc>,
}

/// What is entered of the use of the cases that go with a transfer, the earliest first; nothing
/// where the details of the asset are not public.
///
/// # Errors
/// Those of the database.
pub async fn alleged(conn: &mut Connection, deed: Uuid) -> QueryResult<Vec<Alleged>> {
    sql_query(
        "SELECT e.happened_on, p.name AS by, e.recorded_at AS entered_at \
         FROM asset_deeds d JOIN asset_now a ON a.asset = d.asset AND a.open \
         JOIN asset_events_now e ON e.asset = d.asset AND e.code IN ('AMENDMENT_TO_ALLEGE_USE', 'STATEMENT_OF_USE') \
         JOIN LATERAL (SELECT n.name FROM party_records n WHERE n.party = e.entered_by ORDER BY n.record DESC LIMIT 1) p ON true \
         WHERE d.id = $1 AND d.act = 'transfer' AND is_on_intent(e.mark_case) ORDER BY e.happened_on, e.recorded_at",
    )
    .bind::<SqlUuid, _>(deed)
    .load(conn)
    .await
}
