//! How the register stands: who alone keeps what, whose word is overdue, where title is
//! broken, what befell us.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Text};
use diesel_async::RunQueryDsl;

use super::assets::by_id;
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

/// Assets in use that fewer than two keep; of protected ones also those whose keepers do
/// not stand apart where the rule asks for it. The most urgent first.
///
/// # Errors
/// Those of the database.
pub async fn thin(conn: &mut Connection) -> QueryResult<Vec<Thin>> {
    diesel::sql_query(
        "SELECT n.number, n.title, n.protected, coalesce(k.many, 0) AS custodians \
         FROM asset_now n \
         LEFT JOIN (SELECT c.asset, count(DISTINCT c.party) AS many FROM asset_custodians c GROUP BY c.asset) k ON k.asset = n.asset \
         WHERE n.state IN ('planned', 'active') \
           AND (coalesce(k.many, 0) < 2 OR n.protected \
                AND EXISTS (SELECT FROM rule_in_force('registry.custody.groups', clock_timestamp()) r WHERE r.value = 'different') \
                AND NOT is_in_custody(n.asset, NULL, clock_timestamp())) \
         ORDER BY NOT n.protected, coalesce(k.many, 0), n.number",
    )
    .load(conn)
    .await
}

/// Assets whose chain of title is not whole, with what is wrong.
///
/// # Errors
/// Those of the database.
pub async fn broken(conn: &mut Connection) -> QueryResult<Vec<(Asset, Vec<Gap>)>> {
    let all = conveyances::all(conn).await?;
    let mut found = Vec::new();
    for chain in all.chunk_by(|a, b| a.asset == b.asset) {
        let Some(first) = chain.first() else { continue };
        let Some(asset) = by_id(conn, first.asset).await? else {
            continue;
        };
        let gaps = gaps_of(&asset, chain);
        if !gaps.is_empty() {
            found.push((asset, gaps));
        }
    }
    found.sort_by_key(|(asset, _)| asset.number);
    Ok(found)
}
