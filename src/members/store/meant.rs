//! Whom somebody means who types a number, a mail address or a name.

use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::accounts;
use crate::db::Connection;
use crate::outbox::Address;
use crate::parties::PartyId;
use crate::parties::store::name_of;

/// Whom a member means: the person of a membership number, of a mail address, or
/// the only person of this name.
///
/// # Errors
/// Those of the database.
pub async fn person(conn: &mut Connection, typed: &str) -> QueryResult<Option<PartyId>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        party: Uuid,
    }
    let typed = typed.trim();
    if typed.contains('@') {
        let Ok(address) = Address::parse(typed) else {
            return Ok(None);
        };
        let account = accounts::store::by_address(conn, &address).await?;
        return Ok(account.map(|account| PartyId(account.person)));
    }
    let number: Option<i64> = typed.parse().ok();
    let rows: Vec<Row> = match number {
        Some(number) => {
            crate::db::sql_query(
                "SELECT m.party FROM memberships m JOIN parties p ON p.id = m.party \
                 WHERE m.number = $1 AND p.kind = 'person'",
            )
            .bind::<BigInt, _>(number)
            .load(conn)
            .await?
        }
        None => {
            crate::db::sql_query(format!(
                "SELECT p.id AS party FROM parties p WHERE p.kind = 'person' AND lower({name}) = lower($1) LIMIT 2",
                name = name_of("p.id"),
            ))
            .bind::<Text, _>(typed)
            .load(conn)
            .await?
        }
    };
    Ok(match rows.as_slice() {
        [one] => Some(PartyId(one.party)),
        _ => None,
    })
}
