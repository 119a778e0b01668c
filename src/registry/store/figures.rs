//! How the register stands: who alone keeps what, whose word is overdue, where title is
//! broken, what befell us.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Date, Int4, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::assets::by_ids;
use super::conveyances::Conveyance;
use super::whole::gaps_of;
use super::{Asset, conveyances};
use crate::db::Connection;
use crate::registry::model::title::Gap;

/// An asset that fewer than two keep.
#[derive(Clone, Debug, QueryableByName)]
pub struct Thin {
    #[diesel(sql_type = BigInt)]
    pub number: i64,
    #[diesel(sql_type = Text)]
    pub title: String,
    #[diesel(sql_type = Bool)]
    pub protected: bool,
    /// Persons who keep it.
    #[diesel(sql_type = BigInt)]
    pub custodians: i64,
}

/// Assets `n` in use that fewer than two keep, `k.many`; of protected ones also those whose
/// keepers do not stand apart where the rule asks for it.
const THIN: &str = "FROM asset_now n \
         LEFT JOIN (SELECT c.asset, count(DISTINCT c.party) AS many FROM asset_custodians c GROUP BY c.asset) k ON k.asset = n.asset \
         WHERE n.state IN ('planned', 'active') \
           AND (coalesce(k.many, 0) < 2 OR n.protected \
                AND EXISTS (SELECT FROM rule_in_force('registry.custody.groups', clock_timestamp()) r WHERE r.value = 'different') \
                AND NOT is_in_custody(n.asset, NULL, clock_timestamp()))";

/// Assets that fewer than two keep, the most urgent first; at most so many.
///
/// # Errors
/// Those of the database.
pub async fn thin(conn: &mut Connection, most: i64) -> QueryResult<Vec<Thin>> {
    crate::db::sql_query(format!(
        "SELECT n.number, n.title, n.protected, coalesce(k.many, 0) AS custodians {THIN} \
         ORDER BY NOT n.protected, coalesce(k.many, 0), n.number LIMIT $1"
    ))
    .bind::<BigInt, _>(most)
    .load(conn)
    .await
}

/// No more than these are counted on.
pub const COUNTED: i64 = 1000;

/// How many assets fewer than two keep; one more than [`COUNTED`] where there are more.
///
/// # Errors
/// Those of the database.
pub async fn thin_ones(conn: &mut Connection) -> QueryResult<i64> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        many: i64,
    }
    let row: Row = crate::db::sql_query(format!(
        "SELECT count(*) AS many FROM (SELECT {THIN} LIMIT $1) x"
    ))
    .bind::<BigInt, _>(COUNTED + 1)
    .get_result(conn)
    .await?;
    Ok(row.many)
}

/// Assets whose chain of title is not whole, with what is wrong. The database finds those
/// of which something may be; they alone are looked at link by link.
///
/// # Errors
/// Those of the database.
pub async fn broken(conn: &mut Connection) -> QueryResult<Vec<(Asset, Vec<Gap>)>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        asset: Uuid,
    }
    let rows: Vec<Row> = crate::db::sql_query(
        "SELECT DISTINCT l.asset FROM ( \
             SELECT c.asset, c.kind, c.from_party, c.to_party, c.recorded_on, \
                    lag(lower(c.to_party)) OVER w AS before, lead(c.number) OVER w AS next \
             FROM conveyances c \
             WINDOW w AS (PARTITION BY c.asset, c.kind IN ('security_interest', 'release') \
                          ORDER BY c.effective_on, c.number)) l \
         JOIN asset_now n ON n.asset = l.asset \
         WHERE l.kind = 'security_interest' OR n.kind = 'trademark' AND l.recorded_on IS NULL \
            OR l.kind <> 'release' AND (l.before <> lower(l.from_party) \
                                        OR l.next IS NULL AND lower(l.to_party) <> lower(n.owner))",
    )
    .load(conn)
    .await?;
    let suspects: Vec<Uuid> = rows.into_iter().map(|row| row.asset).collect();
    let mut chains: BTreeMap<Uuid, Vec<Conveyance>> = BTreeMap::new();
    for link in conveyances::of_assets(conn, &suspects).await? {
        chains.entry(link.asset).or_default().push(link);
    }
    let mut found = Vec::new();
    for asset in by_ids(conn, &suspects).await? {
        let gaps = chains
            .get(&asset.id)
            .map(|chain| gaps_of(&asset, chain))
            .transpose()?
            .unwrap_or_default();
        if !gaps.is_empty() {
            found.push((asset, gaps));
        }
    }
    Ok(found)
}

/// How many custodians' words were good until a day before `today`: `days` after they
/// were given, as days of the foundation's zone.
///
/// # Errors
/// Those of the database.
pub async fn overdue(
    conn: &mut Connection,
    today: NaiveDate,
    days: u64,
    zone: &str,
) -> QueryResult<i64> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        many: i64,
    }
    let days = i32::try_from(days).unwrap_or(i32::MAX / 2);
    let row: Row = crate::db::sql_query(
        "SELECT count(*) AS many FROM asset_custodians k \
         WHERE greatest(k.since, coalesce((k.attested_at AT TIME ZONE $3)::date, k.since)) + $1 < $2",
    )
    .bind::<Int4, _>(days)
    .bind::<Date, _>(today)
    .bind::<Text, _>(zone)
    .get_result(conn)
    .await?;
    Ok(row.many)
}
