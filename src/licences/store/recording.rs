//! Licences entered, confirmed and ended, and what the public log is told: digests and days, and nothing
//! that the parties keep to themselves.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Binary, Bool, Date, Int4, Nullable, Text, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use super::{Licence, LicencesError};
use crate::db::{Connection, natural};
use crate::licences::model::{Direction, Terms};
use crate::parties::PartyId;
use crate::seal::canonical::Value;

#[derive(QueryableByName)]
struct Entered {
    #[diesel(sql_type = BigInt)]
    number: i64,
    #[diesel(sql_type = Bool)]
    takes_two: bool,
}

/// Enters what was recorded into the public log, without what the parties keep to themselves.
pub(super) async fn log(
    conn: &mut Connection,
    kind: &str,
    subject: Uuid,
    statement: &Value,
) -> Result<(), LicencesError> {
    statement.check()?;
    crate::db::sql_query("SELECT log_registry($1, $2, $3)")
        .bind::<Text, _>(kind)
        .bind::<SqlUuid, _>(subject)
        .bind::<Binary, _>(statement.encode().into_bytes())
        .execute(conn)
        .await?;
    Ok(())
}

pub(super) fn hex(digest: &[u8]) -> Value {
    Value::Text(data_encoding::HEXLOWER.encode(digest))
}

pub(super) fn int(number: i64) -> QueryResult<Value> {
    natural(number).map(Value::Int)
}

/// Tells the log of a licence that counts, in the transaction by which it does.
async fn tell(
    conn: &mut Connection,
    (id, number): (Uuid, i64),
    direction: Direction,
    terms: &[u8],
) -> Result<(), LicencesError> {
    let statement = Value::object([
        ("v", Value::Int(1)),
        ("kind", Value::text(&"licence")),
        ("licence", int(number)?),
        ("direction", Value::text(&direction.word())),
        ("terms", hex(terms)),
    ]);
    log(conn, "licence", id, &statement).await
}

/// A licence as it is entered. The identity is the form's.
pub struct NewLicence<'a> {
    pub id: Uuid,
    pub terms: &'a Terms,
    pub assets: &'a [Uuid],
    pub replaces: Option<Uuid>,
    /// The deed that was carried out for it.
    pub execution: Option<Uuid>,
    pub by: PartyId,
}

/// Enters a licence and returns its number; the same form twice is once. One that the database
/// says takes two counts, and is told to the log, with [`confirm`].
///
/// # Errors
/// When the guard of the table refuses it.
pub async fn enter(conn: &mut Connection, new: &NewLicence<'_>) -> Result<i64, LicencesError> {
    let bytes = new.terms.encode()?;
    let months = new
        .terms
        .review_months
        .and_then(|months| i32::try_from(months).ok());
    conn.transaction(async |conn| {
        crate::db::sql_query("SELECT lock_registry(), pg_advisory_xact_lock(hashtextextended('commonhold/licences', 0))")
            .execute(conn)
            .await?;
        let made = crate::db::sql_query(
            "INSERT INTO licences (id, number, direction, counterparty, title, assets, scope, territory, field_of_use, exclusive, \
                sublicensable, starts_on, ends_on, quality, inspection, termination, governing_law, review_months, replaces, execution, \
                terms, entered_by) \
             SELECT $1, (SELECT coalesce(max(l.number), 0) + 1 FROM licences l), $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, \
                $14, $15, $16, $17, $18, $19, $20, $21 WHERE NOT EXISTS (SELECT FROM licences l WHERE l.id = $1)",
        )
        .bind::<SqlUuid, _>(new.id)
        .bind::<Text, _>(new.terms.direction.word())
        .bind::<Text, _>(&new.terms.counterparty)
        .bind::<Text, _>(&new.terms.title)
        .bind::<Array<SqlUuid>, _>(new.assets)
        .bind::<Text, _>(&new.terms.scope)
        .bind::<Text, _>(&new.terms.territory)
        .bind::<Text, _>(&new.terms.field)
        .bind::<Bool, _>(new.terms.exclusive)
        .bind::<Bool, _>(new.terms.sublicensable)
        .bind::<Date, _>(new.terms.starts_on)
        .bind::<Nullable<Date>, _>(new.terms.ends_on)
        .bind::<Text, _>(&new.terms.quality)
        .bind::<Bool, _>(new.terms.inspection)
        .bind::<Text, _>(&new.terms.termination)
        .bind::<Text, _>(&new.terms.law)
        .bind::<Nullable<Int4>, _>(months)
        .bind::<Nullable<SqlUuid>, _>(new.replaces)
        .bind::<Nullable<SqlUuid>, _>(new.execution)
        .bind::<Binary, _>(&bytes)
        .bind::<SqlUuid, _>(new.by.0)
        .execute(conn)
        .await?;
        let row: Entered =
            crate::db::sql_query("SELECT number, takes_two FROM licences WHERE id = $1")
                .bind::<SqlUuid, _>(new.id)
                .get_result(conn)
                .await?;
        if made == 1 && !row.takes_two {
            let digest = crate::seal::hash::sha256(&bytes);
            let of = (new.id, row.number);
            tell(conn, of, new.terms.direction, digest.as_bytes()).await?;
        }
        Ok(row.number)
    })
    .await
}

/// Confirms a licence that waits, as a second keeper of the register: it counts from now on, and
/// the log is told of it. The same twice is once.
///
/// # Errors
/// When the guard of the table refuses it.
pub async fn confirm(
    conn: &mut Connection,
    licence: &Licence,
    by: PartyId,
) -> Result<(), LicencesError> {
    conn.transaction(async |conn| {
        let made = crate::db::sql_query(
            "INSERT INTO licence_confirmations (licence, confirmed_by) \
             SELECT $1, $2 WHERE NOT EXISTS (SELECT FROM licence_confirmations c WHERE c.licence = $1)",
        )
        .bind::<SqlUuid, _>(licence.id)
        .bind::<SqlUuid, _>(by.0)
        .execute(conn)
        .await?;
        if made == 1 {
            let of = (licence.id, licence.number);
            tell(conn, of, licence.direction, &licence.sha256).await?;
        }
        Ok(())
    })
    .await
}

/// Takes back a licence that waits for a second keeper. The same twice is once.
///
/// # Errors
/// When the guard of the table refuses it.
pub async fn retract(
    conn: &mut Connection,
    licence: &Licence,
    by: PartyId,
) -> Result<(), LicencesError> {
    crate::db::sql_query(
        "INSERT INTO licence_retractions (licence, retracted_by) \
         SELECT $1, $2 WHERE NOT EXISTS (SELECT FROM licence_retractions r WHERE r.licence = $1)",
    )
    .bind::<SqlUuid, _>(licence.id)
    .bind::<SqlUuid, _>(by.0)
    .execute(conn)
    .await?;
    Ok(())
}

/// Ends a licence; the same twice is once.
///
/// # Errors
/// When the guard of the table refuses it.
pub async fn end(
    conn: &mut Connection,
    licence: &Licence,
    (ends_on, reason): (NaiveDate, &str),
    by: PartyId,
) -> Result<(), LicencesError> {
    conn.transaction(async |conn| {
        let made = crate::db::sql_query(
            "INSERT INTO licence_ends (licence, ends_on, reason, ended_by) \
             SELECT $1, $2, $3, $4 WHERE NOT EXISTS (SELECT FROM licence_ends e WHERE e.licence = $1)",
        )
        .bind::<SqlUuid, _>(licence.id)
        .bind::<Date, _>(ends_on)
        .bind::<Text, _>(reason)
        .bind::<SqlUuid, _>(by.0)
        .execute(conn)
        .await?;
        if made == 1 {
            let statement = Value::object([
                ("v", Value::Int(1)),
                ("kind", Value::text(&"licence-end")),
                ("licence", int(licence.number)?),
                ("ends", Value::text(&ends_on)),
            ]);
            log(conn, "licence_end", licence.id, &statement).await?;
        }
        Ok(())
    })
    .await
}

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
}

/// The deed of this number.
///
/// # Errors
/// Those of the database.
pub async fn deed(conn: &mut Connection, number: i64) -> QueryResult<Option<Uuid>> {
    let row: Option<Id> = crate::db::sql_query(
        "SELECT d.id FROM asset_deeds d JOIN asset_executions x ON x.deed = d.id WHERE d.number = $1",
    )
    .bind::<BigInt, _>(number)
    .get_result(conn)
    .await
    .optional()?;
    Ok(row.map(|row| row.id))
}
