//! Recording parties and reading what is known of them.
//!
//! [`kin`]: who belongs together and who is affiliated; [`ties`], [`record`] and
//! [`events`]: what is recorded of it; [`merges`]: two records of one party.

pub mod events;
pub mod kin;
pub mod merges;
pub mod record;
pub mod ties;

pub use kin::{affiliated_organisations, is_affiliated, related_group, related_groups};

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{Array, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use super::model::{Country, Kind, Name, PartyId};
use crate::db::schema::parties::{parties, party_records, representations};
use crate::db::{Connection, kept};

/// The SQL of the name that a party bears now; `party` is an expression.
#[must_use]
pub fn name_of(party: &str) -> String {
    format!(
        "coalesce((SELECT named.name FROM party_records named WHERE named.party = {party} ORDER BY named.record DESC LIMIT 1), '')"
    )
}

/// Whether an error is the refusal of this constraint.
fn is_refusal_of(error: &diesel::result::Error, constraint: &str) -> bool {
    matches!(error, diesel::result::Error::DatabaseError(_, told) if told.constraint_name() == Some(constraint))
}

/// Rows of one INSERT, well under PostgreSQL's 65,535 parameters.
const BATCH_ROWS: usize = 1000;

/// A party to be recorded.
#[derive(Clone, Debug)]
pub struct NewParty {
    pub id: PartyId,
    pub kind: Kind,
    pub name: Name,
    /// Unknown when `None`.
    pub country: Option<Country>,
    /// Whether the party may be named in public.
    pub disclosed: bool,
}

impl NewParty {
    /// A person of this name, of unknown country, who may be named.
    #[must_use]
    pub fn person(name: Name) -> Self {
        Self {
            id: PartyId(Uuid::new_v4()),
            kind: Kind::Person,
            name,
            country: None,
            disclosed: true,
        }
    }
}

/// What is known of a party now.
#[derive(Clone, Debug, QueryableByName)]
pub struct PartyRow {
    #[diesel(sql_type = SqlUuid)]
    pub party: Uuid,
    #[diesel(sql_type = diesel::sql_types::Text)]
    pub name: String,
    /// ISO 3166-1 alpha-2; empty when not known.
    #[diesel(sql_type = diesel::sql_types::Text)]
    pub country: String,
    #[diesel(sql_type = diesel::sql_types::Bool)]
    pub disclosed: bool,
}

/// Records parties with their first records, all of them or none: an identity of which nothing
/// is known no page would find.
///
/// # Errors
/// Those of the database.
pub async fn create(conn: &mut Connection, new: &[NewParty]) -> QueryResult<()> {
    conn.transaction(async |conn| {
        for batch in new.chunks(BATCH_ROWS) {
            let identities: Vec<_> = batch
                .iter()
                .map(|party| {
                    (
                        parties::id.eq(party.id.0),
                        parties::kind.eq(party.kind.word()),
                    )
                })
                .collect();
            diesel::insert_into(parties::table)
                .values(identities)
                .execute(conn)
                .await?;
            record(conn, batch).await?;
        }
        Ok(())
    })
    .await
}

/// Records what is known from now on of parties that are recorded already.
///
/// # Errors
/// Those of the database.
pub async fn record(conn: &mut Connection, known: &[NewParty]) -> QueryResult<()> {
    for batch in known.chunks(BATCH_ROWS) {
        let records: Vec<_> = batch
            .iter()
            .map(|party| {
                (
                    party_records::party.eq(party.id.0),
                    party_records::name.eq(party.name.as_str()),
                    party_records::country.eq(party.country.map_or("", Country::code)),
                    party_records::disclosed.eq(party.disclosed),
                )
            })
            .collect();
        diesel::insert_into(party_records::table)
            .values(records)
            .execute(conn)
            .await?;
    }
    Ok(())
}

/// Records who is the first to vote for which organisation, from which day on, and by
/// whose act. Whoever comes in their place comes by a change that two officers made.
///
/// # Errors
/// Those of the database, which refuses whoever would be a second.
pub async fn represent(
    conn: &mut Connection,
    new: &[(PartyId, PartyId, NaiveDate)],
    by: PartyId,
) -> QueryResult<()> {
    for batch in new.chunks(BATCH_ROWS) {
        let rows: Vec<_> = batch
            .iter()
            .map(|(organisation, person, starts_on)| {
                (
                    representations::organisation.eq(organisation.0),
                    representations::person.eq(person.0),
                    representations::starts_on.eq(*starts_on),
                    representations::recorded_by.eq(by.0),
                )
            })
            .collect();
        diesel::insert_into(representations::table)
            .values(rows)
            .execute(conn)
            .await?;
    }
    Ok(())
}

/// What is known now of each of these parties, in no particular order.
///
/// # Errors
/// Those of the database.
pub async fn known(conn: &mut Connection, wanted: &[PartyId]) -> QueryResult<Vec<PartyRow>> {
    let ids: Vec<Uuid> = wanted.iter().map(|party| party.0).collect();
    crate::db::sql_query(
        "SELECT DISTINCT ON (party) party, name, country, disclosed \
         FROM party_records WHERE party = ANY($1) ORDER BY party, record DESC",
    )
    .bind::<Array<SqlUuid>, _>(ids)
    .load(conn)
    .await
}

/// The name a party bears now; none when there is no such party.
///
/// # Errors
/// Those of the database.
pub async fn name(conn: &mut Connection, party: PartyId) -> QueryResult<Option<String>> {
    party_records::table
        .filter(party_records::party.eq(party.0))
        .order(party_records::record.desc())
        .select(party_records::name)
        .first(conn)
        .await
        .optional()
}

/// A party as a search finds it.
#[derive(Clone, Debug, QueryableByName)]
pub struct Found {
    #[diesel(sql_type = SqlUuid)]
    pub party: Uuid,
    #[diesel(sql_type = diesel::sql_types::Text)]
    pub kind: String,
    #[diesel(sql_type = diesel::sql_types::Text)]
    pub name: String,
    #[diesel(sql_type = diesel::sql_types::Text)]
    pub country: String,
}

/// The parties whose name holds these words, or whose identity they are, by name;
/// `most` of them.
///
/// # Errors
/// Those of the database.
pub async fn search(conn: &mut Connection, words: &str, most: i64) -> QueryResult<Vec<Found>> {
    crate::db::sql_query(
        "SELECT p.id AS party, p.kind, r.name, r.country FROM parties p \
         JOIN LATERAL (SELECT name, country FROM party_records WHERE party = p.id ORDER BY record DESC LIMIT 1) r ON true \
         WHERE strpos(lower(r.name), lower($1)) > 0 OR p.id::text = lower($1) \
         ORDER BY lower(r.name) <> lower($1), r.name, p.id LIMIT $2",
    )
    .bind::<diesel::sql_types::Text, _>(words.trim())
    .bind::<diesel::sql_types::BigInt, _>(most)
    .load(conn)
    .await
}

/// A party with what is known of it now.
///
/// # Errors
/// Those of the database.
pub async fn find(conn: &mut Connection, party: PartyId) -> QueryResult<Option<Found>> {
    crate::db::sql_query(
        "SELECT p.id AS party, p.kind, r.name, r.country FROM parties p \
         JOIN LATERAL (SELECT name, country FROM party_records WHERE party = p.id ORDER BY record DESC LIMIT 1) r ON true \
         WHERE p.id = $1",
    )
    .bind::<SqlUuid, _>(party.0)
    .get_result(conn)
    .await
    .optional()
}

/// Everything ever recorded of a party's name, country and wish, the latest first.
///
/// # Errors
/// Those of the database.
pub async fn names(
    conn: &mut Connection,
    party: PartyId,
) -> QueryResult<Vec<(String, String, chrono::DateTime<chrono::Utc>)>> {
    party_records::table
        .filter(party_records::party.eq(party.0))
        .order(party_records::record.desc())
        .select((
            party_records::name,
            party_records::country,
            party_records::recorded_at,
        ))
        .load(conn)
        .await
}

/// The query of [`represented_by`], for queries that ask more at once: `person`
/// and `day` stand for placeholders such as `$1`.
#[must_use]
pub fn organisations_of(person: &str, day: &str) -> String {
    format!(
        "SELECT organisation FROM ( \
             SELECT DISTINCT ON (r.organisation) r.organisation, r.person \
             FROM representations r \
             WHERE r.starts_on <= {day} \
               AND r.organisation IN (SELECT organisation FROM representations WHERE person = {person}) \
               AND NOT EXISTS (SELECT 1 FROM representations c WHERE c.corrects = r.record) \
             ORDER BY r.organisation, r.starts_on DESC, r.record DESC \
         ) latest WHERE person = {person}"
    )
}

/// The organisations a person votes for on this day, in order of identity.
///
/// # Errors
/// Those of the database.
pub async fn represented_by(
    conn: &mut Connection,
    person: PartyId,
    day: NaiveDate,
) -> QueryResult<Vec<PartyId>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        organisation: Uuid,
    }
    let rows: Vec<Row> = kept(
        crate::db::sql_query(organisations_of("$1", "$2") + " ORDER BY organisation")
            .bind::<SqlUuid, _>(person.0)
            .bind::<diesel::sql_types::Date, _>(day),
    )
    .load(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| PartyId(row.organisation))
        .collect())
}

/// The organisation that bears this very name now, if exactly one does.
///
/// # Errors
/// Those of the database.
pub async fn organisation_named(
    conn: &mut Connection,
    name: &Name,
) -> QueryResult<Option<PartyId>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        party: Uuid,
    }
    let rows: Vec<Row> = crate::db::sql_query(
        "SELECT p.id AS party FROM parties p \
         JOIN LATERAL (SELECT name FROM party_records r WHERE r.party = p.id ORDER BY record DESC LIMIT 1) r ON true \
         WHERE p.kind = 'organisation' AND r.name = $1 LIMIT 2",
    )
    .bind::<diesel::sql_types::Text, _>(name.as_str())
    .load(conn)
    .await?;
    match rows.as_slice() {
        [only] => Ok(Some(PartyId(only.party))),
        _ => Ok(None),
    }
}
