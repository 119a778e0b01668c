//! The assets of the register that licences are of.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::Connection;

/// An asset as licences name it.
#[derive(Clone, Debug, QueryableByName)]
pub struct Asset {
    #[diesel(sql_type = SqlUuid)]
    pub asset: Uuid,
    #[diesel(sql_type = BigInt)]
    pub number: i64,
    #[diesel(sql_type = Text)]
    pub title: String,
    #[diesel(sql_type = Bool)]
    pub protected: bool,
    #[diesel(sql_type = Text)]
    pub holding: String,
}

const ASSETS: &str = "SELECT asset, number, title, protected, holding FROM asset_now";

/// The assets that can be licensed, by number.
///
/// # Errors
/// Those of the database.
pub async fn assets(conn: &mut Connection) -> QueryResult<Vec<Asset>> {
    crate::db::sql_query(format!(
        "{ASSETS} WHERE state IN ('planned', 'active') ORDER BY number"
    ))
    .load(conn)
    .await
}

/// # Errors
/// Those of the database.
pub async fn assets_of(conn: &mut Connection, licence: Uuid) -> QueryResult<Vec<Asset>> {
    crate::db::sql_query(format!(
        "{ASSETS} WHERE asset = ANY (SELECT unnest(l.assets) FROM licences l WHERE l.id = $1) ORDER BY number"
    ))
    .bind::<SqlUuid, _>(licence)
    .load(conn)
    .await
}
