//! All SQL of the foundation, its bodies, its decisions and its offices.

pub mod decisions;
pub mod seats;

use std::sync::LazyLock;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use chrono_tz::Tz;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Bytea, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use thiserror::Error;
use uuid::Uuid;

use super::model::effect::Effect;
use super::model::ending::EventKind;
use super::model::votes::{Matter, Vote};
use super::model::{BodyId, Foundation, Office, OfficeTerm};
use crate::accounts::secret::Token;
use crate::accounts::sessions::{self, Live};
use crate::db::schema::bodies::{
    foundations, office_ends, office_terms, recorded_decisions, setup_invitations,
};
use crate::db::{Connection, kept, read_from_words};
use crate::parties::PartyId;

read_from_words!(BodyId, EventKind, Matter, Office, Vote);

/// Why what the database holds about the foundation cannot be used.
#[derive(Debug, Error)]
pub enum BodiesError {
    #[error("the database holds a time zone this program does not know: {0}")]
    UnknownZone(String),
    #[error("the database holds something this program cannot read: {0}")]
    Unreadable(String),
    #[error("the database holds an office this program does not know: {0}")]
    UnknownOffice(String),
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

/// The database's clock, which decides everything that depends on time.
///
/// # Errors
/// Those of the database.
pub async fn now(conn: &mut Connection) -> QueryResult<DateTime<Utc>> {
    diesel::select(diesel::dsl::sql::<Timestamptz>("clock_timestamp()"))
        .get_result(conn)
        .await
}

/// The foundation as it stands; none before the first set-up.
///
/// # Errors
/// Those of the database, and a zone this program does not know.
pub async fn foundation(conn: &mut Connection) -> Result<Option<Foundation>, BodiesError> {
    let row: Option<(String, String, String, String)> = foundations::table
        .order(foundations::version.desc())
        .select((
            foundations::name,
            foundations::time_zone,
            foundations::public_origin,
            foundations::log_origin,
        ))
        .first(conn)
        .await
        .optional()?;
    let Some((name, zone, public_origin, log_origin)) = row else {
        return Ok(None);
    };
    let zone: Tz = zone.parse().map_err(|_| BodiesError::UnknownZone(zone))?;
    Ok(Some(Foundation {
        name,
        zone,
        public_origin,
        log_origin,
    }))
}

/// Records a version of the foundation, the first or a later one.
///
/// # Errors
/// Those of the database, which refuses another origin of the log.
pub async fn record_foundation(conn: &mut Connection, foundation: &Foundation) -> QueryResult<()> {
    diesel::insert_into(foundations::table)
        .values((
            foundations::name.eq(&foundation.name),
            foundations::time_zone.eq(foundation.zone.name()),
            foundations::public_origin.eq(&foundation.public_origin),
            foundations::log_origin.eq(&foundation.log_origin),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Records the founding, in the transaction that records the foundation: its text, and
/// what it does once [`found_bodies`] is called.
///
/// # Errors
/// Those of the database, which takes no other decision that nobody confirmed.
pub async fn record_founding(
    conn: &mut Connection,
    text: &str,
    day: NaiveDate,
) -> QueryResult<Uuid> {
    let id = Uuid::new_v4();
    diesel::insert_into(recorded_decisions::table)
        .values((
            recorded_decisions::id.eq(id),
            recorded_decisions::title.eq("Founding record"),
            recorded_decisions::decision.eq(text),
            recorded_decisions::decided_by.eq("The founders"),
            recorded_decisions::decided_on.eq(day),
            recorded_decisions::citation.eq(""),
        ))
        .execute(conn)
        .await?;
    Ok(id)
}

/// Makes the bodies, and the first appointments and seats, in the same transaction.
///
/// # Errors
/// Those of the database, which does this once.
pub async fn found_bodies(
    conn: &mut Connection,
    founding: Uuid,
    effects: &[Effect],
) -> QueryResult<()> {
    let encoded: Option<Vec<String>> = effects.iter().map(Effect::encode).collect();
    let encoded = encoded.ok_or_else(|| {
        diesel::result::Error::SerializationError("an effect holds a control character".into())
    })?;
    crate::db::sql_query("SELECT found_bodies($1, $2)")
        .bind::<SqlUuid, _>(founding)
        .bind::<Text, _>(format!("[{}]", encoded.join(",")))
        .execute(conn)
        .await?;
    Ok(())
}

/// Every term of every office, the earliest first.
///
/// # Errors
/// Those of the database, and an office this program does not know.
pub async fn office_terms(conn: &mut Connection) -> Result<Vec<OfficeTerm>, BodiesError> {
    terms(conn).await
}

/// The offices a person holds at this instant, each once, in the order of [`Office`].
///
/// # Errors
/// Those of the database, and an office this program does not know.
pub async fn offices_of(
    conn: &mut Connection,
    person: PartyId,
    now: DateTime<Utc>,
) -> Result<Vec<Office>, BodiesError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        office: String,
    }
    let rows: Vec<Row> = crate::db::sql_query("SELECT o AS office FROM offices_held($1, $2) o")
        .bind::<SqlUuid, _>(person.0)
        .bind::<Timestamptz, _>(now)
        .load(conn)
        .await?;
    let mut held = rows
        .into_iter()
        .map(|row| Office::parse(&row.office).ok_or(BodiesError::UnknownOffice(row.office)))
        .collect::<Result<Vec<_>, _>>()?;
    held.sort_unstable();
    Ok(held)
}

/// Who reads a page: the session, and what every page says of its holder.
#[derive(Clone, Debug, QueryableByName)]
pub struct Reader {
    #[diesel(embed)]
    pub session: Live,
    /// The name the person bears now.
    #[diesel(sql_type = Text)]
    pub name: String,
    /// Whether the person holds an office now by which officers act.
    #[diesel(sql_type = Bool)]
    pub officer: bool,
    /// Whether the person is an auditor now.
    #[diesel(sql_type = Bool)]
    pub auditor: bool,
}

static READER: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT live.*, latest.name, coalesce(held.auditor, false) AS auditor, \
                coalesce(held.officer, false) \
             OR (EXISTS (SELECT FROM seat_incumbencies i WHERE i.person = live.person) \
                 AND EXISTS (SELECT FROM offices_held(live.person, clock_timestamp()) o \
                             WHERE o <> 'auditor')) AS officer \
         FROM ({live}) live \
         CROSS JOIN LATERAL ( \
             SELECT bool_or(t.office <> 'auditor') AS officer, bool_or(t.office = 'auditor') AS auditor \
             FROM office_terms t LEFT JOIN office_ends e ON e.term = t.id \
             WHERE t.person = live.person AND t.starts_at <= clock_timestamp() \
               AND t.office NOT IN ('director', 'membership_committee') \
               AND (t.ends_at IS NULL OR clock_timestamp() < t.ends_at) \
               AND (e.ends_at IS NULL OR clock_timestamp() < e.ends_at)) held \
         JOIN LATERAL (SELECT r.name FROM party_records r WHERE r.party = live.person \
                       ORDER BY r.record DESC LIMIT 1) latest ON true",
        live = *sessions::LIVE
    )
});

/// The holder of a session's token, as long as the session is not over: asked
/// once with each request, hence in one query. Notes that it is in use.
///
/// # Errors
/// Those of the database.
pub async fn reader(conn: &mut Connection, token: &Token) -> QueryResult<Option<Reader>> {
    let reader: Option<Reader> =
        kept(crate::db::sql_query(READER.as_str()).bind::<Bytea, _>(token.hash().as_slice()))
            .get_result(conn)
            .await
            .optional()?;
    if let Some(reader) = &reader {
        sessions::note_use(conn, &reader.session, token).await?;
    }
    Ok(reader)
}

async fn terms(conn: &mut Connection) -> Result<Vec<OfficeTerm>, BodiesError> {
    type Row = (
        Uuid,
        Uuid,
        String,
        DateTime<Utc>,
        Option<DateTime<Utc>>,
        Option<DateTime<Utc>>,
        Uuid,
    );
    let rows: Vec<Row> = office_terms::table
        .left_join(office_ends::table)
        .order((office_terms::starts_at, office_terms::id))
        .select((
            office_terms::id,
            office_terms::person,
            office_terms::office,
            office_terms::starts_at,
            office_terms::ends_at,
            office_ends::ends_at.nullable(),
            office_terms::decision,
        ))
        .load(conn)
        .await?;
    rows.into_iter()
        .map(
            |(id, person, office, starts_at, ends_at, ended_at, decision)| {
                let office = Office::parse(&office).ok_or(BodiesError::UnknownOffice(office))?;
                Ok(OfficeTerm {
                    id,
                    person: PartyId(person),
                    office,
                    starts_at,
                    ends_at,
                    ended_at,
                    decision,
                })
            },
        )
        .collect()
}

/// How long a one-time address of the set-up is good for.
const SETUP_HOURS: i64 = 24;

/// Makes a one-time address of the set-up good for a day, by its token's SHA-256.
///
/// # Errors
/// Those of the database.
pub async fn invite_to_set_up(conn: &mut Connection, token_hash: [u8; 32]) -> QueryResult<()> {
    let expires_at = now(conn).await? + Duration::hours(SETUP_HOURS);
    diesel::insert_into(setup_invitations::table)
        .values((
            setup_invitations::token_hash.eq(token_hash.as_slice()),
            setup_invitations::expires_at.eq(expires_at),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// What a token of the set-up opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetupDoor {
    Open,
    /// The token was made, and its day is over.
    Expired,
    /// The foundation exists: every token is spent.
    Spent,
    /// No such token was made.
    Unknown,
}

/// What the token with this SHA-256 opens now.
///
/// # Errors
/// Those of the database.
pub async fn setup_door(conn: &mut Connection, token_hash: [u8; 32]) -> QueryResult<SetupDoor> {
    let expires_at: Option<DateTime<Utc>> = setup_invitations::table
        .find(token_hash.as_slice())
        .select(setup_invitations::expires_at)
        .first(conn)
        .await
        .optional()?;
    let Some(expires_at) = expires_at else {
        return Ok(SetupDoor::Unknown);
    };
    let founded: bool = diesel::select(diesel::dsl::exists(
        foundations::table.select(foundations::version),
    ))
    .get_result(conn)
    .await?;
    if founded {
        return Ok(SetupDoor::Spent);
    }
    if now(conn).await? < expires_at {
        Ok(SetupDoor::Open)
    } else {
        Ok(SetupDoor::Expired)
    }
}
