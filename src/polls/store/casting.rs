//! Who may cast in a poll, and the one transaction of a cast.

use std::sync::LazyLock;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{
    Array, BigInt, Bool, Bytea, Date, Int4, Jsonb, Text, Timestamptz, Uuid as SqlUuid,
};
use diesel::{QueryableByName, sql_query};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::refused_by;
use crate::db::{Connection, kept};
use crate::outbox::Letter;
use crate::outbox::store::Queued;
use crate::parties;
use crate::seal::envelope::Envelope;

/// A line of the poll's roll that this person may cast for.
#[derive(Clone, Debug, QueryableByName)]
pub struct Entitlement {
    #[diesel(sql_type = Bytea)]
    pub entitlement: Vec<u8>,
    #[diesel(sql_type = Int4)]
    pub votes: i32,
    #[diesel(sql_type = Text)]
    pub class_name: String,
    #[diesel(sql_type = Text)]
    pub citation: String,
    /// The membership's number, by which ballots are addressed.
    #[diesel(sql_type = BigInt)]
    pub number: i64,
    #[diesel(sql_type = Text)]
    pub member: String,
    #[diesel(sql_type = Bool)]
    pub disclosed: bool,
    #[diesel(sql_type = Bool)]
    pub is_organisation: bool,
    /// Ballots cast so far, the live one included.
    #[diesel(sql_type = Int4)]
    pub casts: i32,
}

/// The columns of [`Entitlement`] for the poll `$1` and the roll `$2`.
const ENTITLEMENTS: &str = "
    SELECT e.entitlement, e.votes, c.name AS class_name,
           coalesce(v.citation, '') AS citation, m.number, r.name AS member, r.disclosed,
           p.kind = 'organisation' AS is_organisation,
           coalesce((SELECT s.seq FROM envelopes s
                     WHERE s.poll_id = $1 AND s.entitlement = e.entitlement
                     ORDER BY s.seq DESC LIMIT 1), 0) AS casts
    FROM roll_entitlements e
    JOIN rolls o ON o.id = e.roll_id
    JOIN memberships m ON m.id = e.membership_id
    JOIN parties p ON p.id = m.party
    JOIN member_classes c ON c.id = e.class_id
    JOIN LATERAL (SELECT name, disclosed FROM party_records r
                  WHERE r.party = m.party ORDER BY r.record DESC LIMIT 1) r ON true
    LEFT JOIN LATERAL (SELECT citation FROM class_votes v
                       WHERE v.class = e.class_id AND coalesce(v.starts_on <= o.record_date, true)
                       ORDER BY v.starts_on DESC NULLS LAST, v.record DESC LIMIT 1) v ON true
    WHERE e.roll_id = $2";

/// The entitlements of these parties on the roll of a poll, by membership number.
///
/// `parties` are the person and the organisations the person represents today.
///
/// # Errors
/// Those of the database.
pub async fn entitlements(
    conn: &mut Connection,
    poll: Uuid,
    roll: Uuid,
    parties: &[Uuid],
) -> QueryResult<Vec<Entitlement>> {
    kept(
        sql_query(format!(
            "{ENTITLEMENTS} AND m.party = ANY($3) ORDER BY m.number"
        ))
        .bind::<SqlUuid, _>(poll)
        .bind::<SqlUuid, _>(roll)
        .bind::<Array<SqlUuid>, _>(parties),
    )
    .load(conn)
    .await
}

/// A person's place in a poll: the line they may cast for, and where the poll
/// stands.
#[derive(Clone, Debug, QueryableByName)]
pub struct VotersPlace {
    #[diesel(embed)]
    pub entitlement: Entitlement,
    #[diesel(sql_type = Bool)]
    pub closed: bool,
    /// When it closes, as far as that is decided.
    #[diesel(sql_type = Timestamptz)]
    pub closes_at: DateTime<Utc>,
    /// The database's clock when this was read.
    #[diesel(sql_type = Timestamptz)]
    pub now: DateTime<Utc>,
}

static PLACE: LazyLock<String> = LazyLock::new(|| {
    let organisations = parties::store::organisations_of("$4", "$5");
    format!(
        "SELECT place.*, clock_timestamp() AS now, p.closes_at,
                p.state = 'closed' OR EXISTS (SELECT 1 FROM poll_voidings v WHERE v.poll_id = p.id) AS closed
         FROM ({ENTITLEMENTS} AND m.number = $3 AND (m.party = $4 OR m.party IN ({organisations}))) place
         JOIN polls p ON p.id = $1"
    )
});

/// The line of this membership on the roll of a poll, if this person may cast
/// for it on this day: as a member or for an organisation.
///
/// # Errors
/// Those of the database.
pub async fn place(
    conn: &Connection,
    poll: Uuid,
    roll: Uuid,
    membership: i64,
    person: Uuid,
    day: NaiveDate,
) -> QueryResult<Option<VotersPlace>> {
    kept(
        sql_query(PLACE.as_str())
            .bind::<SqlUuid, _>(poll)
            .bind::<SqlUuid, _>(roll)
            .bind::<BigInt, _>(membership)
            .bind::<SqlUuid, _>(person)
            .bind::<Date, _>(day),
    )
    .get_result(&mut &*conn)
    .await
    .optional()
}

/// What a cast puts down, sealed and signed before the transaction begins.
#[derive(Debug)]
pub struct Cast<'a> {
    pub poll: Uuid,
    pub entitlement: &'a [u8],
    pub envelope: &'a Envelope,
    /// H(cast-key, eid, form key).
    pub cast_key: [u8; 32],
    /// The session the form was sent in.
    pub session: &'a [u8],
    /// Of the receipt.
    pub signature: [u8; 64],
    /// HMAC(form key, body): the same form sent again is recognised, another body refused.
    pub body_mac: [u8; 32],
    /// Whom the confirmation goes to, without content.
    pub account: Uuid,
    pub confirmation: Letter,
}

/// The answer that stands for this form: its own, or that of the first time it was sent.
#[derive(Clone, Debug, QueryableByName)]
pub struct Answer {
    #[diesel(sql_type = Bool)]
    first: bool,
    #[diesel(sql_type = SqlUuid)]
    poll_id: Uuid,
    #[diesel(sql_type = Bytea)]
    entitlement: Vec<u8>,
    #[diesel(sql_type = Bytea)]
    session: Vec<u8>,
    #[diesel(sql_type = Bytea)]
    pub envelope_id: Vec<u8>,
    #[diesel(sql_type = Bytea)]
    pub digest: Vec<u8>,
    #[diesel(sql_type = Bytea)]
    pub signature: Vec<u8>,
    #[diesel(sql_type = Bytea)]
    body_mac: Vec<u8>,
}

/// Why a ballot was not cast.
#[derive(Debug, thiserror::Error)]
pub enum CastError {
    /// Not yet open, or closed.
    #[error("the poll is not open")]
    NotOpen,
    /// The guard did not find the entitlement on the roll.
    #[error("not on the roll of this poll")]
    NotEntitled,
    /// The choice is not one this poll allows.
    #[error("{0}")]
    Illegal(String),
    /// This form was sent before with another content.
    #[error("this form was sent before with another content")]
    AnotherBody,
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

/// Casts: the envelope, its digest, the answer and the confirmation, or nothing.
///
/// One statement is one transaction: nobody holds the poll's lock while a
/// message is on its way.
///
/// # Errors
/// When the window is not open by the database's clock, the entitlement is not
/// on the roll, or the form was used before for another body.
pub async fn cast(conn: &mut Connection, cast: &Cast<'_>) -> Result<Answer, CastError> {
    let weight = i32::try_from(cast.envelope.weight.votes()).unwrap_or(i32::MAX);
    let letter = Queued::to_account(cast.account, &cast.confirmation)?;
    let answer: Answer = kept(
        sql_query(
            "SELECT a.first, (a.answer).poll_id, (a.answer).entitlement, (a.answer).session,
                    (a.answer).envelope_id, (a.answer).digest, (a.answer).signature, (a.answer).body_mac,
                    CASE WHEN a.first THEN queue_letter($12, $13, $14, $15, $16) END AS letter
             FROM cast_envelope($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) a",
        )
        .bind::<SqlUuid, _>(cast.poll)
        .bind::<Bytea, _>(cast.entitlement)
        .bind::<Int4, _>(weight)
        .bind::<Bytea, _>(cast.envelope.id.as_bytes().as_slice())
        .bind::<Bytea, _>(&cast.envelope.enc)
        .bind::<Bytea, _>(&cast.envelope.ct)
        .bind::<Bytea, _>(cast.envelope.digest.as_bytes().as_slice())
        .bind::<Bytea, _>(cast.cast_key.as_slice())
        .bind::<Bytea, _>(cast.session)
        .bind::<Bytea, _>(cast.signature.as_slice())
        .bind::<Bytea, _>(cast.body_mac.as_slice())
        .bind::<SqlUuid, _>(letter.id)
        .bind::<Text, _>(letter.code)
        .bind::<Text, _>(letter.kind)
        .bind::<Jsonb, _>(letter.parameters)
        .bind::<SqlUuid, _>(letter.account),
    )
    .get_result(conn)
    .await
    .map_err(|error| match refused_by(&error) {
        Some("poll_is_open") => CastError::NotOpen,
        Some("envelope_is_entitled") => CastError::NotEntitled,
        _ => CastError::Database(error),
    })?;
    let same = answer.poll_id == cast.poll
        && answer.entitlement == cast.entitlement
        && answer.session == cast.session
        && answer.body_mac == cast.body_mac;
    if answer.first || same {
        Ok(answer)
    } else {
        Err(CastError::AnotherBody)
    }
}

/// Whether one of these parties' entitlements took part, for pages after the close.
#[derive(Clone, Debug, QueryableByName)]
pub struct Voted {
    #[diesel(sql_type = Bytea)]
    pub entitlement: Vec<u8>,
    #[diesel(sql_type = Bool)]
    pub voted: bool,
}

/// What the record says of these parties in a poll.
///
/// # Errors
/// Those of the database.
pub async fn voted(
    conn: &mut Connection,
    poll: Uuid,
    roll: Uuid,
    parties: &[Uuid],
) -> QueryResult<Vec<Voted>> {
    sql_query(
        "SELECT e.entitlement,
                EXISTS (SELECT 1 FROM envelopes s WHERE s.poll_id = $1 AND s.entitlement = e.entitlement) AS voted
         FROM roll_entitlements e
         JOIN memberships m ON m.id = e.membership_id
         WHERE e.roll_id = $2 AND m.party = ANY($3)
         ORDER BY m.number",
    )
    .bind::<SqlUuid, _>(poll)
    .bind::<SqlUuid, _>(roll)
    .bind::<Array<SqlUuid>, _>(parties)
    .load(conn)
    .await
}
