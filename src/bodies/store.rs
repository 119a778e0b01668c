//! All SQL of the foundation, its decisions and its offices.

use std::sync::LazyLock;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use chrono_tz::Tz;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Bytea, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use thiserror::Error;
use uuid::Uuid;

use super::model::{Foundation, Office, OfficeTerm};
use crate::accounts::secret::Token;
use crate::accounts::sessions::{self, Live};
use crate::db::schema::bodies::{
    foundations, office_ends, office_terms, recorded_decisions, setup_invitations,
};
use crate::db::{Connection, kept};
use crate::parties::PartyId;

/// Why what the database holds about the foundation cannot be used.
#[derive(Debug, Error)]
pub enum BodiesError {
    #[error("the database holds a time zone this program does not know: {0}")]
    UnknownZone(String),
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

/// A decision to be recorded.
#[derive(Clone, Debug)]
pub struct NewDecision {
    pub title: String,
    /// What was decided, in full sentences.
    pub decision: String,
    /// Which body or whom: "The founders", "The board".
    pub decided_by: String,
    pub decided_on: NaiveDate,
    /// Minutes or rule it rests on; may be empty.
    pub citation: String,
    /// Who entered it; none for the founding record.
    pub recorded_by: Option<PartyId>,
}

/// Records a decision and returns its identity.
///
/// # Errors
/// Those of the database.
pub async fn record_decision(conn: &mut Connection, new: &NewDecision) -> QueryResult<Uuid> {
    let id = Uuid::new_v4();
    diesel::insert_into(recorded_decisions::table)
        .values((
            recorded_decisions::id.eq(id),
            recorded_decisions::title.eq(&new.title),
            recorded_decisions::decision.eq(&new.decision),
            recorded_decisions::decided_by.eq(&new.decided_by),
            recorded_decisions::decided_on.eq(new.decided_on),
            recorded_decisions::citation.eq(&new.citation),
            recorded_decisions::recorded_by.eq(new.recorded_by.map(|party| party.0)),
        ))
        .execute(conn)
        .await?;
    Ok(id)
}

/// A decision as recorded.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = recorded_decisions)]
pub struct Decision {
    pub id: Uuid,
    pub number: i64,
    pub title: String,
    pub decision: String,
    pub decided_by: String,
    pub decided_on: NaiveDate,
    pub citation: String,
    pub recorded_at: DateTime<Utc>,
}

/// Every recorded decision, the latest first.
///
/// # Errors
/// Those of the database.
pub async fn decisions(conn: &mut Connection) -> QueryResult<Vec<Decision>> {
    recorded_decisions::table
        .order(recorded_decisions::number.desc())
        .select(Decision::as_select())
        .load(conn)
        .await
}

/// Appoints a person to an office from `starts_at` on, by a recorded decision.
///
/// # Errors
/// Those of the database.
pub async fn appoint(
    conn: &mut Connection,
    person: PartyId,
    office: Office,
    starts_at: DateTime<Utc>,
    ends_at: Option<DateTime<Utc>>,
    decision: Uuid,
) -> QueryResult<Uuid> {
    let id = Uuid::new_v4();
    diesel::insert_into(office_terms::table)
        .values((
            office_terms::id.eq(id),
            office_terms::person.eq(person.0),
            office_terms::office.eq(office.word()),
            office_terms::starts_at.eq(starts_at),
            office_terms::ends_at.eq(ends_at),
            office_terms::decision.eq(decision),
        ))
        .execute(conn)
        .await?;
    Ok(id)
}

/// Ends an office at `ends_at`, or now where that has passed, by a recorded decision.
///
/// # Errors
/// Those of the database; a second end of the same term violates its key.
pub async fn end_office(
    conn: &mut Connection,
    term: Uuid,
    ends_at: DateTime<Utc>,
    decision: Uuid,
) -> QueryResult<()> {
    diesel::insert_into(office_ends::table)
        .values((
            office_ends::term.eq(term),
            office_ends::ends_at.eq(ends_at),
            office_ends::decision.eq(decision),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Every term of every office, the earliest first.
///
/// # Errors
/// Those of the database, and an office this program does not know.
pub async fn office_terms(conn: &mut Connection) -> Result<Vec<OfficeTerm>, BodiesError> {
    terms(conn, None).await
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
    let mut held: Vec<Office> = terms(conn, Some(person))
        .await?
        .into_iter()
        .filter(|term| term.held_at(now))
        .map(|term| term.office)
        .collect();
    held.sort_unstable();
    held.dedup();
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
        "SELECT live.*, latest.name, coalesce(held.officer, false) AS officer, \
                coalesce(held.auditor, false) AS auditor \
         FROM ({live}) live \
         CROSS JOIN LATERAL ( \
             SELECT bool_or(t.office <> 'auditor') AS officer, bool_or(t.office = 'auditor') AS auditor \
             FROM office_terms t LEFT JOIN office_ends e ON e.term = t.id \
             WHERE t.person = live.person AND t.starts_at <= clock_timestamp() \
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
        kept(diesel::sql_query(READER.as_str()).bind::<Bytea, _>(token.hash().as_slice()))
            .get_result(conn)
            .await
            .optional()?;
    if let Some(reader) = &reader {
        sessions::note_use(conn, &reader.session, token).await?;
    }
    Ok(reader)
}

async fn terms(
    conn: &mut Connection,
    person: Option<PartyId>,
) -> Result<Vec<OfficeTerm>, BodiesError> {
    type Row = (
        Uuid,
        Uuid,
        String,
        DateTime<Utc>,
        Option<DateTime<Utc>>,
        Option<DateTime<Utc>>,
    );
    let mut query = office_terms::table
        .left_join(office_ends::table)
        .order((office_terms::starts_at, office_terms::id))
        .select((
            office_terms::id,
            office_terms::person,
            office_terms::office,
            office_terms::starts_at,
            office_terms::ends_at,
            office_ends::ends_at.nullable(),
        ))
        .into_boxed();
    if let Some(person) = person {
        query = query.filter(office_terms::person.eq(person.0));
    }
    let rows: Vec<Row> = query.load(conn).await?;
    rows.into_iter()
        .map(|(id, person, office, starts_at, ends_at, ended_at)| {
            let office = Office::parse(&office).ok_or(BodiesError::UnknownOffice(office))?;
            Ok(OfficeTerm {
                id,
                person: PartyId(person),
                office,
                starts_at,
                ends_at,
                ended_at,
            })
        })
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
