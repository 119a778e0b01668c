//! Who stands for an organisation beside the one who votes.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Date, Int4, Text, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use super::record;
use crate::accounts::store::CreateError;
use crate::db::{Connection, read_from_words};
use crate::members::model::Capacity;
use crate::outbox::Address;
use crate::parties::{Name, PartyId};

read_from_words!(Capacity);

/// Somebody who stands for an organisation on a day.
#[derive(Clone, Debug, QueryableByName)]
pub struct Representative {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Text)]
    capacity: Capacity,
    #[diesel(sql_type = Int4)]
    pub place: i32,
    #[diesel(sql_type = Date)]
    pub starts_on: NaiveDate,
}

impl Representative {
    /// As pages say it: `first alternate`.
    #[must_use]
    pub fn said(&self) -> String {
        let capacity = self.capacity.said();
        match self.place {
            ..=1 => capacity.to_owned(),
            place => format!("{capacity}, in place {place}"),
        }
    }
}

/// Everybody who stands for an organisation on this day and later, in order.
///
/// # Errors
/// Those of the database.
pub async fn of(
    conn: &mut Connection,
    organisation: PartyId,
    day: NaiveDate,
) -> QueryResult<Vec<Representative>> {
    crate::db::sql_query(
        "SELECT r.id, r.capacity, r.place, r.starts_on, \
                (SELECT p.name FROM party_records p WHERE p.party = r.person ORDER BY p.record DESC LIMIT 1) AS name \
         FROM representatives r LEFT JOIN representative_ends e ON e.representative = r.id \
         WHERE r.organisation = $1 AND (e.ends_on IS NULL OR $2 < e.ends_on) \
         ORDER BY r.capacity, r.place, r.recorded_at",
    )
    .bind::<SqlUuid, _>(organisation.0)
    .bind::<Date, _>(day)
    .load(conn)
    .await
}

/// Names whoever is reached at an address a representative in one capacity. The form's
/// identity makes it one act: sent again it does nothing, whoever it names.
///
/// # Errors
/// Those of the database, and an address taken in the same instant.
pub async fn name(
    conn: &mut Connection,
    id: Uuid,
    organisation: PartyId,
    (name, address): (&Name, &Address),
    (capacity, place): (Capacity, i32),
    from: NaiveDate,
    by: PartyId,
) -> Result<(), CreateError> {
    conn.transaction(async |conn| {
        let again: bool = diesel::select(
            diesel::dsl::sql::<Bool>("EXISTS (SELECT FROM representatives WHERE id = ")
                .bind::<SqlUuid, _>(id)
                .sql(")"),
        )
        .get_result(conn)
        .await?;
        if again {
            return Ok(());
        }
        let person = record::person_at(conn, name, address, by).await?;
        crate::db::sql_query(
            "INSERT INTO representatives (id, organisation, person, capacity, place, starts_on, named_by) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING",
        )
        .bind::<SqlUuid, _>(id)
        .bind::<SqlUuid, _>(organisation.0)
        .bind::<SqlUuid, _>(person.0)
        .bind::<Text, _>(capacity.word())
        .bind::<Int4, _>(place)
        .bind::<Date, _>(from)
        .bind::<SqlUuid, _>(by.0)
        .execute(conn)
        .await?;
        Ok(())
    })
    .await
}

/// Ends it from a day on.
///
/// # Errors
/// Those of the database.
pub async fn end(
    conn: &mut Connection,
    representative: Uuid,
    organisation: PartyId,
    on: NaiveDate,
    by: PartyId,
) -> QueryResult<()> {
    crate::db::sql_query(
        "INSERT INTO representative_ends (representative, ends_on, ended_by) \
         SELECT id, $2, $3 FROM representatives WHERE id = $1 AND organisation = $4 ON CONFLICT DO NOTHING",
    )
    .bind::<SqlUuid, _>(representative)
    .bind::<Date, _>(on)
    .bind::<SqlUuid, _>(by.0)
    .bind::<SqlUuid, _>(organisation.0)
    .execute(conn)
    .await?;
    Ok(())
}
