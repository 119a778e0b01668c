//! What is recorded of an organisation, its domains, and where letters reach a party.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Date, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use thiserror::Error;
use uuid::Uuid;

use super::ties::EndError;
use super::{is_refusal_of, name_of};
use crate::db::Connection;
use crate::parties::model::record::{Domain, Jurisdiction, PostalAddress, RegistrationNumber};
use crate::parties::{Country, Name, PartyId};

/// How an organisation stands in the register of its jurisdiction, to be recorded.
#[derive(Clone, Debug)]
pub struct NewRecord {
    pub id: Uuid,
    pub organisation: PartyId,
    pub legal_name: Name,
    pub number: RegistrationNumber,
    pub jurisdiction: Jurisdiction,
    pub starts_on: NaiveDate,
    /// The record that was wrong.
    pub corrects: Option<i64>,
    pub by: PartyId,
}

/// The same as recorded.
#[derive(Clone, Debug, QueryableByName)]
pub struct Record {
    #[diesel(sql_type = BigInt)]
    pub record: i64,
    #[diesel(sql_type = Text)]
    pub legal_name: String,
    #[diesel(sql_type = Text)]
    pub registration_number: String,
    #[diesel(sql_type = Text)]
    pub jurisdiction: String,
    #[diesel(sql_type = Date)]
    pub starts_on: NaiveDate,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub corrects: Option<i64>,
    /// Whether a later row corrects it: then it counts no longer.
    #[diesel(sql_type = Bool)]
    pub corrected: bool,
    #[diesel(sql_type = Text)]
    pub recorded_by: String,
    #[diesel(sql_type = Timestamptz)]
    pub recorded_at: DateTime<Utc>,
}

/// Why a record was not taken.
#[derive(Debug, Error)]
pub enum RecordError {
    #[error(
        "That record was corrected already, or is of another organisation. Open the page again."
    )]
    CorrectedAlready,
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

/// Records how an organisation stands in its register.
///
/// # Errors
/// When it corrects what was corrected before.
pub async fn record(conn: &mut Connection, new: &NewRecord) -> Result<(), RecordError> {
    crate::db::sql_query(
        "INSERT INTO organisation_records \
             (id, organisation, legal_name, registration_number, jurisdiction, starts_on, corrects, recorded_by) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING",
    )
    .bind::<SqlUuid, _>(new.id)
    .bind::<SqlUuid, _>(new.organisation.0)
    .bind::<Text, _>(new.legal_name.as_str())
    .bind::<Text, _>(new.number.as_str())
    .bind::<Text, _>(new.jurisdiction.as_str())
    .bind::<Date, _>(new.starts_on)
    .bind::<Nullable<BigInt>, _>(new.corrects)
    .bind::<SqlUuid, _>(new.by.0)
    .execute(conn)
    .await
    .map_err(|error| {
        if is_refusal_of(&error, "organisation_records_corrected_once")
            || is_refusal_of(&error, "correction_is_of_the_same")
        {
            RecordError::CorrectedAlready
        } else {
            RecordError::Database(error)
        }
    })?;
    Ok(())
}

/// Every record of an organisation known at an instant, the latest begun first:
/// the first that is not corrected and has begun is the one in force.
///
/// # Errors
/// Those of the database.
pub async fn of_organisation(
    conn: &mut Connection,
    organisation: PartyId,
    known_at: DateTime<Utc>,
) -> QueryResult<Vec<Record>> {
    crate::db::sql_query(format!(
        "SELECT o.record, o.legal_name, o.registration_number, o.jurisdiction, o.starts_on, o.corrects, \
             EXISTS (SELECT FROM organisation_records c WHERE c.corrects = o.record AND c.recorded_at <= $2) AS corrected, \
             {by} AS recorded_by, o.recorded_at \
         FROM organisation_records o WHERE o.organisation = $1 AND o.recorded_at <= $2 \
         ORDER BY o.starts_on DESC, o.record DESC",
        by = name_of("o.recorded_by"),
    ))
    .bind::<SqlUuid, _>(organisation.0)
    .bind::<Timestamptz, _>(known_at)
    .load(conn)
    .await
}

/// The record in force on a day, of [`of_organisation`].
#[must_use]
pub fn in_force(records: &[Record], day: NaiveDate) -> Option<&Record> {
    records
        .iter()
        .find(|record| !record.corrected && record.starts_on <= day)
}

/// A host name as claimed.
#[derive(Clone, Debug, QueryableByName)]
pub struct Claim {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub organisation: Uuid,
    #[diesel(sql_type = Text)]
    pub organisation_name: String,
    #[diesel(sql_type = Text)]
    pub domain: String,
    #[diesel(sql_type = Date)]
    pub starts_on: NaiveDate,
    #[diesel(sql_type = Nullable<Date>)]
    pub ends_on: Option<NaiveDate>,
    #[diesel(sql_type = Timestamptz)]
    pub recorded_at: DateTime<Utc>,
}

/// Why a domain was not taken for an organisation's.
#[derive(Debug, Error)]
pub enum ClaimError {
    #[error(
        "{0} is claimed for then or later. Release that claim first: a domain is one organisation’s at a time."
    )]
    Taken(Domain),
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

/// Records that a domain is an organisation's from a day on.
///
/// # Errors
/// When it is claimed then or later.
pub async fn claim(
    conn: &mut Connection,
    id: Uuid,
    organisation: PartyId,
    domain: &Domain,
    starts_on: NaiveDate,
    by: PartyId,
) -> Result<(), ClaimError> {
    crate::db::sql_query(
        "INSERT INTO domain_claims (id, organisation, domain, starts_on, recorded_by) \
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO NOTHING",
    )
    .bind::<SqlUuid, _>(id)
    .bind::<SqlUuid, _>(organisation.0)
    .bind::<Text, _>(domain.as_str())
    .bind::<Date, _>(starts_on)
    .bind::<SqlUuid, _>(by.0)
    .execute(conn)
    .await
    .map_err(|error| {
        if is_refusal_of(&error, "domain_is_claimed_once") {
            ClaimError::Taken(domain.clone())
        } else {
            ClaimError::Database(error)
        }
    })?;
    Ok(())
}

/// Records that a claim holds no more from a day on; once.
///
/// # Errors
/// When it began later.
pub async fn release(
    conn: &mut Connection,
    claim: Uuid,
    ends_on: NaiveDate,
    by: PartyId,
) -> Result<(), EndError> {
    crate::db::sql_query(
        "INSERT INTO domain_releases (claim, ends_on, recorded_by) VALUES ($1, $2, $3) ON CONFLICT (claim) DO NOTHING",
    )
    .bind::<SqlUuid, _>(claim)
    .bind::<Date, _>(ends_on)
    .bind::<SqlUuid, _>(by.0)
    .execute(conn)
    .await
    .map_err(EndError::of)?;
    Ok(())
}

/// The domains ever claimed for an organisation, as known at an instant.
///
/// # Errors
/// Those of the database.
pub async fn domains_of(
    conn: &mut Connection,
    organisation: PartyId,
    known_at: DateTime<Utc>,
) -> QueryResult<Vec<Claim>> {
    crate::db::sql_query(format!(
        "SELECT c.id, c.organisation, {name} AS organisation_name, c.domain, c.starts_on, r.ends_on, c.recorded_at \
         FROM domain_claims c LEFT JOIN domain_releases r ON r.claim = c.id AND r.recorded_at <= $2 \
         WHERE c.organisation = $1 AND c.recorded_at <= $2 ORDER BY c.domain, c.starts_on, c.id",
        name = name_of("c.organisation"),
    ))
    .bind::<SqlUuid, _>(organisation.0)
    .bind::<Timestamptz, _>(known_at)
    .load(conn)
    .await
}

/// A postal address as recorded.
#[derive(Clone, Debug, QueryableByName)]
pub struct Postal {
    #[diesel(sql_type = SqlUuid)]
    pub party: Uuid,
    /// One line for each on an envelope, without the country.
    #[diesel(sql_type = Text)]
    pub address: String,
    /// ISO 3166-1 alpha-2.
    #[diesel(sql_type = Text)]
    pub country: String,
    #[diesel(sql_type = Date)]
    pub starts_on: NaiveDate,
    #[diesel(sql_type = Timestamptz)]
    pub recorded_at: DateTime<Utc>,
}

/// Records where letters on paper reach a party from a day on.
///
/// # Errors
/// Those of the database.
pub async fn record_address(
    conn: &mut Connection,
    id: Uuid,
    party: PartyId,
    (address, country): (&PostalAddress, Country),
    starts_on: NaiveDate,
    by: PartyId,
) -> QueryResult<()> {
    crate::db::sql_query(
        "INSERT INTO postal_addresses (id, party, address, country, starts_on, recorded_by) \
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO NOTHING",
    )
    .bind::<SqlUuid, _>(id)
    .bind::<SqlUuid, _>(party.0)
    .bind::<Text, _>(address.as_str())
    .bind::<Text, _>(country.code())
    .bind::<Date, _>(starts_on)
    .bind::<SqlUuid, _>(by.0)
    .execute(conn)
    .await?;
    Ok(())
}

/// Every address ever recorded of a party, the latest begun first.
///
/// # Errors
/// Those of the database.
pub async fn addresses_of(conn: &mut Connection, party: PartyId) -> QueryResult<Vec<Postal>> {
    crate::db::sql_query(
        "SELECT party, address, country, starts_on, recorded_at FROM postal_addresses \
         WHERE party = $1 ORDER BY starts_on DESC, record DESC",
    )
    .bind::<SqlUuid, _>(party.0)
    .load(conn)
    .await
}

/// The address of each of these parties on a day, as known at an instant, by
/// party; whoever has none is left out.
///
/// # Errors
/// Those of the database.
pub async fn addresses(
    conn: &mut Connection,
    parties: &[PartyId],
    day: NaiveDate,
    known_at: DateTime<Utc>,
) -> QueryResult<Vec<Postal>> {
    let parties: Vec<Uuid> = parties.iter().map(|party| party.0).collect();
    crate::db::sql_query(
        "SELECT DISTINCT ON (party) party, address, country, starts_on, recorded_at FROM postal_addresses \
         WHERE party = ANY($1) AND starts_on <= $2 AND recorded_at <= $3 \
         ORDER BY party, starts_on DESC, record DESC",
    )
    .bind::<Array<SqlUuid>, _>(parties)
    .bind::<Date, _>(day)
    .bind::<Timestamptz, _>(known_at)
    .load(conn)
    .await
}
