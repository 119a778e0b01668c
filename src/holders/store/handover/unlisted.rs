//! What the records of the foundation show that founders hold, and nobody listed.

use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::Connection;
use crate::holders::model::handover::{Kind, LeavesBy};

/// Something that is held and stands in no item, with what its item would say.
#[derive(Clone, Debug)]
pub struct Unlisted {
    pub kind: Kind,
    /// Names nobody: everybody reads the title of an item.
    pub title: String,
    pub holder: Uuid,
    pub holder_name: String,
    pub asset: Option<Uuid>,
    pub seat: Option<Uuid>,
    pub leaves_by: LeavesBy,
}

/// What stands in no item: seats of the board that somebody holds by an appointment; of
/// whoever held an office at the founding, the assets that they keep, and those that
/// stand in their name.
///
/// # Errors
/// Those of the database.
pub async fn unlisted(conn: &mut Connection) -> QueryResult<Vec<Unlisted>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        kind: String,
        #[diesel(sql_type = Text)]
        title: String,
        #[diesel(sql_type = SqlUuid)]
        holder: Uuid,
        #[diesel(sql_type = Text)]
        holder_name: String,
        #[diesel(sql_type = Nullable<SqlUuid>)]
        asset: Option<Uuid>,
        #[diesel(sql_type = Nullable<SqlUuid>)]
        seat: Option<Uuid>,
        #[diesel(sql_type = Text)]
        leaves_by: String,
    }
    // The founding record is the first decision, and appoints the first officers.
    let rows: Vec<Row> = crate::db::sql_query(
        "WITH founding AS (SELECT d.id FROM recorded_decisions d ORDER BY d.recorded_at, d.id LIMIT 1), \
              founders AS (SELECT t.person FROM office_terms t JOIN founding f ON f.id = t.decision \
                           UNION SELECT i.person FROM seat_incumbencies i JOIN founding f ON f.id = i.decision), \
              held AS ( \
                  SELECT 0 AS place, 'seat' AS kind, 'The board’s seat ' || s.name AS title, t.person AS holder, \
                         NULL::uuid AS asset, s.id AS seat, 'election' AS leaves_by \
                  FROM seated(clock_timestamp()) t JOIN seats s ON s.id = t.seat \
                  JOIN seat_incumbencies i ON i.id = t.incumbency \
                  WHERE s.body = 'board' AND i.basis = 'appointment' \
                  UNION \
                  SELECT 1, n.kind, n.title, f.person, n.asset, NULL, 'instrument' \
                  FROM founders f JOIN party_records p ON p.party = f.person \
                  JOIN asset_versions v ON lower(v.owner) = lower(p.name) \
                  JOIN asset_now n ON n.asset = v.asset AND n.version = v.version WHERE n.state IN ('planned', 'active') \
                  UNION \
                  SELECT 2, n.kind, 'Access to ' || n.title, f.person, n.asset, NULL, 'custody' \
                  FROM founders f JOIN asset_custodians c ON c.party = f.person \
                  JOIN asset_now n ON n.asset = c.asset WHERE n.state IN ('planned', 'active')) \
         SELECT h.kind, left(h.title, 160) AS title, h.holder, \
                (SELECT p.name FROM party_records p WHERE p.party = h.holder ORDER BY p.record DESC LIMIT 1) AS holder_name, \
                h.asset, h.seat, h.leaves_by \
         FROM held h \
         WHERE NOT EXISTS (SELECT FROM handover_items x \
                           WHERE x.holder = h.holder AND x.leaves_by = h.leaves_by \
                             AND (x.asset = h.asset OR x.seat = h.seat)) \
         ORDER BY h.place, h.title, h.holder",
    )
    .load(conn)
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let kind = if row.seat.is_some() {
                Kind::Seat
            } else {
                Kind::of_asset(&row.kind)
            };
            Some(Unlisted {
                kind,
                leaves_by: LeavesBy::parse(&row.leaves_by)?,
                title: row.title,
                holder: row.holder,
                holder_name: row.holder_name,
                asset: row.asset,
                seat: row.seat,
            })
        })
        .collect())
}
