//! The hand-over programme as it stands; [`recording`]: what officers record of it;
//! [`unlisted`]: what the records show and nobody listed.

mod recording;
mod unlisted;

pub use recording::{NewItem, NewRecord, add, confirm, record, withdraw};
pub use unlisted::{Unlisted, unlisted};

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Date, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use thiserror::Error;
use uuid::Uuid;

use crate::db::{Connection, read_from_words};
use crate::holders::model::handover::{Kind, Lack, LeavesBy, Outcome, State};
use crate::parties::PartyId;

read_from_words!(Kind, LeavesBy, Outcome);

/// Why nothing was recorded.
#[derive(Debug, Error)]
pub enum HandoverError {
    /// A sentence for the officer.
    #[error("{0}")]
    Refused(&'static str),
    #[error(transparent)]
    Database(diesel::result::Error),
}

impl From<diesel::result::Error> for HandoverError {
    fn from(error: diesel::result::Error) -> Self {
        let constraint = match &error {
            diesel::result::Error::DatabaseError(_, info) => info.constraint_name(),
            _ => None,
        };
        Self::Refused(match constraint {
            Some("handover_by_officer") => {
                "The programme is kept by the secretary, the chair, the treasurer, or a deputy; any officer who acts may confirm. You hold no such office now. Ask one of them."
            }
            Some("handover_by_another") => {
                "Whoever recorded it does not confirm it, nor whoever held it or is affiliated with them. Ask another officer."
            }
            Some("handover_seat_is_held") => {
                "The board’s seat is not held by this person now. Choose another person, or leave the seat out."
            }
            Some("handover_asset_is_kept") => {
                "The register of assets does not say that this person keeps the asset. Record their custody there first, or leave the asset out."
            }
            Some("handover_once" | "handover_confirmations_pkey") => {
                "Somebody recorded this a moment ago. Open the page again."
            }
            Some("handover_has_happened") => "Give a day that has come.",
            Some("handover_is_shown") => {
                "The foundation’s records do not show this: an instrument is a conveyance of the asset in the register, from its holder to the foundation, a change of custody ends the holder’s custody there, and a seat is filled by an election. Record that first."
            }
            Some("handover_is_confirmed" | "handover_withdrawals_pkey") => {
                "This record was confirmed or withdrawn already. Open the page again."
            }
            _ => return Self::Database(error),
        })
    }
}

/// An item of the programme with where it stands.
#[derive(Clone, Debug)]
pub struct Item {
    pub id: Uuid,
    pub number: i64,
    pub kind: Kind,
    pub title: String,
    pub holder: PartyId,
    pub holder_name: String,
    /// Whether the holder may be named in public.
    pub holder_disclosed: bool,
    pub asset: Option<(Uuid, i64)>,
    pub seat: Option<String>,
    pub leaves_by: LeavesBy,
    pub added_by: String,
    pub recorded_at: DateTime<Utc>,
    pub record: Option<Record>,
}

impl Item {
    #[must_use]
    pub fn state(&self) -> State {
        let latest = self.record.as_ref();
        State::of(latest.map(|record| (record.outcome, record.confirmed.is_some())))
    }
}

/// The record of an item that was not withdrawn.
#[derive(Clone, Debug)]
pub struct Record {
    pub id: Uuid,
    pub outcome: Outcome,
    pub happened_on: NaiveDate,
    pub evidence: String,
    /// The number of the conveyance in the register.
    pub conveyance: Option<i64>,
    pub recorded_by: PartyId,
    pub recorder: String,
    /// Who confirmed it, and when.
    pub confirmed: Option<(String, DateTime<Utc>)>,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = BigInt)]
    number: i64,
    #[diesel(sql_type = Text)]
    kind: Kind,
    #[diesel(sql_type = Text)]
    title: String,
    #[diesel(sql_type = SqlUuid)]
    holder: Uuid,
    #[diesel(sql_type = Text)]
    holder_name: String,
    #[diesel(sql_type = Bool)]
    holder_disclosed: bool,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    asset: Option<Uuid>,
    #[diesel(sql_type = Nullable<BigInt>)]
    asset_number: Option<i64>,
    #[diesel(sql_type = Nullable<Text>)]
    seat: Option<String>,
    #[diesel(sql_type = Text)]
    leaves_by: LeavesBy,
    #[diesel(sql_type = Text)]
    added_by: String,
    #[diesel(sql_type = Timestamptz)]
    recorded_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    record: Option<Uuid>,
    #[diesel(sql_type = Nullable<Text>)]
    outcome: Option<Outcome>,
    #[diesel(sql_type = Nullable<Date>)]
    happened_on: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Text>)]
    evidence: Option<String>,
    #[diesel(sql_type = Nullable<BigInt>)]
    conveyance: Option<i64>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    recorded_by: Option<Uuid>,
    #[diesel(sql_type = Nullable<Text>)]
    recorder: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    confirmer: Option<String>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    confirmed_at: Option<DateTime<Utc>>,
}

impl Row {
    fn record(&self) -> Option<Record> {
        Some(Record {
            id: self.record?,
            outcome: self.outcome?,
            happened_on: self.happened_on?,
            evidence: self.evidence.clone()?,
            conveyance: self.conveyance,
            recorded_by: PartyId(self.recorded_by?),
            recorder: self.recorder.clone().unwrap_or_default(),
            confirmed: self.confirmer.clone().zip(self.confirmed_at),
        })
    }
}

/// Every item, in the order in which they were listed.
///
/// # Errors
/// Those of the database.
pub async fn items(conn: &mut Connection) -> QueryResult<Vec<Item>> {
    let rows: Vec<Row> = crate::db::sql_query(
        "SELECT i.id, i.number, i.kind, i.title, i.holder, h.name AS holder_name, h.disclosed AS holder_disclosed, \
                i.asset, a.number AS asset_number, s.name AS seat, i.leaves_by, \
                (SELECT p.name FROM party_records p WHERE p.party = i.added_by ORDER BY p.record DESC LIMIT 1) AS added_by, \
                i.recorded_at, r.id AS record, r.outcome, r.happened_on, r.evidence, v.number AS conveyance, r.recorded_by, \
                (SELECT p.name FROM party_records p WHERE p.party = r.recorded_by ORDER BY p.record DESC LIMIT 1) AS recorder, \
                (SELECT p.name FROM party_records p WHERE p.party = c.confirmed_by ORDER BY p.record DESC LIMIT 1) AS confirmer, \
                c.recorded_at AS confirmed_at \
         FROM handover_items i \
         JOIN LATERAL (SELECT p.name, p.disclosed FROM party_records p WHERE p.party = i.holder ORDER BY p.record DESC LIMIT 1) h ON true \
         LEFT JOIN assets a ON a.id = i.asset LEFT JOIN seats s ON s.id = i.seat \
         LEFT JOIN LATERAL (SELECT x.* FROM handover_records x WHERE x.item = i.id \
                              AND NOT EXISTS (SELECT FROM handover_withdrawals w WHERE w.record = x.id) \
                            ORDER BY x.record DESC LIMIT 1) r ON true \
         LEFT JOIN conveyances v ON v.id = r.conveyance \
         LEFT JOIN handover_confirmations c ON c.record = r.id \
         ORDER BY i.number",
    )
    .load(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Item {
            id: row.id,
            number: row.number,
            kind: row.kind,
            leaves_by: row.leaves_by,
            record: row.record(),
            title: row.title,
            holder: PartyId(row.holder),
            holder_name: row.holder_name,
            holder_disclosed: row.holder_disclosed,
            asset: row.asset.zip(row.asset_number),
            seat: row.seat,
            added_by: row.added_by,
            recorded_at: row.recorded_at,
        })
        .collect())
}

/// The items, number and title, of which a record waits for this officer to confirm it:
/// not what they recorded, and not what they held or whoever they are affiliated with.
///
/// # Errors
/// Those of the database.
pub async fn to_confirm(conn: &mut Connection, by: PartyId) -> QueryResult<Vec<(i64, String)>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        number: i64,
        #[diesel(sql_type = Text)]
        title: String,
    }
    let rows: Vec<Row> = crate::db::sql_query(
        "SELECT i.number, i.title FROM handover_records r JOIN handover_items i ON i.id = r.item \
         WHERE r.recorded_by <> $1 \
           AND NOT EXISTS (SELECT FROM handover_confirmations c WHERE c.record = r.id) \
           AND NOT EXISTS (SELECT FROM handover_withdrawals w WHERE w.record = r.id) \
           AND NOT is_affiliated($1, i.holder, legal_day(clock_timestamp())) ORDER BY i.number",
    )
    .bind::<SqlUuid, _>(by.0)
    .load(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.number, row.title))
        .collect())
}

/// What a form can name: id and words.
#[derive(Clone, Debug, QueryableByName)]
pub struct Choice {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = Text)]
    pub words: String,
}

/// The assets of the register, by number.
///
/// # Errors
/// Those of the database.
pub async fn assets(conn: &mut Connection) -> QueryResult<Vec<Choice>> {
    crate::db::sql_query(
        "SELECT asset AS id, 'A-' || number || ' ' || title AS words FROM asset_now ORDER BY number",
    )
    .load(conn)
    .await
}

/// The board's seats that somebody holds by an appointment.
///
/// # Errors
/// Those of the database.
pub async fn appointed_seats(conn: &mut Connection) -> QueryResult<Vec<Choice>> {
    crate::db::sql_query(
        "SELECT s.id, s.name || ': ' || (SELECT p.name FROM party_records p WHERE p.party = t.person \
                                         ORDER BY p.record DESC LIMIT 1) AS words \
         FROM seated(clock_timestamp()) t JOIN seats s ON s.id = t.seat \
         JOIN seat_incumbencies i ON i.id = t.incumbency \
         WHERE s.body = 'board' AND i.basis = 'appointment' ORDER BY s.cohort, s.name, s.id",
    )
    .load(conn)
    .await
}

/// Who holds a seat now.
///
/// # Errors
/// Those of the database.
pub async fn holder_of_seat(conn: &mut Connection, seat: Uuid) -> QueryResult<Option<PartyId>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        person: Uuid,
    }
    let row: Option<Row> = crate::db::sql_query(
        "SELECT person FROM seated(clock_timestamp()) WHERE seat = $1 LIMIT 1",
    )
    .bind::<SqlUuid, _>(seat)
    .get_result(conn)
    .await
    .optional()?;
    Ok(row.map(|row| PartyId(row.person)))
}

/// Who is likely to hold something from the founding on: founders, officers, directors,
/// who keeps an asset, and in whose name one stands, by name.
///
/// # Errors
/// Those of the database.
pub async fn holders(conn: &mut Connection) -> QueryResult<Vec<Choice>> {
    crate::db::sql_query(
        "SELECT c.person AS id, n.name AS words \
         FROM (SELECT t.person FROM office_terms t UNION SELECT i.person FROM seat_incumbencies i \
               UNION SELECT k.party FROM custody k \
               UNION SELECT p.party FROM party_records p JOIN asset_versions a ON lower(a.owner) = lower(p.name)) c \
         JOIN LATERAL (SELECT p.name FROM party_records p WHERE p.party = c.person ORDER BY p.record DESC LIMIT 1) n ON true \
         ORDER BY lower(n.name), n.name, c.person",
    )
    .load(conn)
    .await
}

/// A conveyance of an item's asset.
#[derive(Clone, Debug)]
pub struct Instrument {
    pub id: Uuid,
    pub words: String,
    /// What it lacks to hand the item over; none where it does hand it over.
    pub lack: Option<Lack>,
}

/// The conveyances of an item's asset, the latest first, each with whether it hands the
/// item over: the database asks the same of a record.
///
/// # Errors
/// Those of the database.
pub async fn conveyances(conn: &mut Connection, item: Uuid) -> QueryResult<Vec<Instrument>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        id: Uuid,
        #[diesel(sql_type = Text)]
        words: String,
        #[diesel(sql_type = Text)]
        lacks: String,
    }
    let rows: Vec<Row> = crate::db::sql_query(
        "SELECT c.id, c.instrument || ', ' || c.from_party || ' to ' || c.to_party || ', ' || c.executed_on AS words, \
                handover_lacks(c.id, i.id) AS lacks \
         FROM handover_items i JOIN conveyances c ON c.asset = i.asset \
         WHERE i.id = $1 ORDER BY c.effective_on DESC, c.number DESC",
    )
    .bind::<SqlUuid, _>(item)
    .load(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Instrument {
            id: row.id,
            words: row.words,
            lack: Lack::of(&row.lacks),
        })
        .collect())
}
