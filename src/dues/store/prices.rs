//! The price list.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::{DuesError, currency};
use crate::db::Connection;
use crate::dues::model::money::Money;
use crate::dues::model::price::Price;
use crate::parties::PartyId;

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    class: String,
    #[diesel(sql_type = BigInt)]
    amount: i64,
    #[diesel(sql_type = Text)]
    currency: String,
    #[diesel(sql_type = Date)]
    starts_on: NaiveDate,
    #[diesel(sql_type = Text)]
    citation: String,
}

/// Every price ever set, in recorded order.
///
/// # Errors
/// Those of the database, and a currency that this program does not know.
pub async fn list(conn: &mut Connection) -> Result<Vec<Price>, DuesError> {
    let rows: Vec<Row> = crate::db::sql_query(
        "SELECT class, amount, currency, starts_on, citation FROM dues_prices ORDER BY recorded_at, id",
    )
    .load(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Price {
                class: row.class,
                amount: Money::new(row.amount, currency(&row.currency)?),
                starts_on: row.starts_on,
                citation: row.citation,
            })
        })
        .collect()
}

/// Sets a price. `id` comes with the form: sent twice it is one.
///
/// # Errors
/// Those of the database.
pub async fn set(conn: &mut Connection, id: Uuid, price: &Price, by: PartyId) -> QueryResult<()> {
    crate::db::sql_query(
        "INSERT INTO dues_prices (id, class, amount, currency, starts_on, citation, set_by) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING",
    )
    .bind::<SqlUuid, _>(id)
    .bind::<Text, _>(&price.class)
    .bind::<BigInt, _>(price.amount.minor)
    .bind::<Text, _>(price.amount.currency.code())
    .bind::<Date, _>(price.starts_on)
    .bind::<Text, _>(&price.citation)
    .bind::<SqlUuid, _>(by.0)
    .execute(conn)
    .await?;
    Ok(())
}
