//! Who may cast in a poll, and the one transaction of a cast.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Bytea, Int4, Text, Uuid as SqlUuid};
use diesel::{QueryableByName, sql_query};
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use super::refused_by;
use crate::db::{Connection, kept};
use crate::outbox::{self, Letter, Recipient};
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
    kept(sql_query(
        "SELECT e.entitlement, e.votes, c.name AS class_name,
                coalesce(v.citation, '') AS citation, m.number, r.name AS member, r.disclosed,
                p.kind = 'organisation' AS is_organisation,
                (SELECT coalesce(max(s.seq), 0) FROM envelopes s
                 WHERE s.poll_id = $1 AND s.entitlement = e.entitlement) AS casts
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
         WHERE e.roll_id = $2 AND m.party = ANY($3)
         ORDER BY m.number",
    )
    .bind::<SqlUuid, _>(poll)
    .bind::<SqlUuid, _>(roll)
    .bind::<Array<SqlUuid>, _>(parties))
    .load(conn)
    .await
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
/// # Errors
/// When the window is not open by the database's clock, the entitlement is not
/// on the roll, or the form was used before for another body.
pub async fn cast(conn: &mut Connection, cast: &Cast<'_>) -> Result<Answer, CastError> {
    let weight = i32::try_from(cast.envelope.weight.votes()).unwrap_or(i32::MAX);
    conn.transaction(async |conn| {
        let answer: Answer = kept(sql_query(
            "SELECT first, (answer).poll_id, (answer).entitlement, (answer).session, (answer).envelope_id,
                    (answer).digest, (answer).signature, (answer).body_mac
             FROM cast_envelope($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
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
        .bind::<Bytea, _>(cast.body_mac.as_slice()))
        .get_result(conn)
        .await
        .map_err(|error| match refused_by(&error) {
            Some("poll_is_open") => CastError::NotOpen,
            Some("envelope_is_entitled") => CastError::NotEntitled,
            _ => CastError::Database(error),
        })?;
        if answer.first {
            outbox::store::queue(conn, &Recipient::Account(cast.account), &cast.confirmation).await?;
        } else if answer.poll_id != cast.poll
            || answer.entitlement != cast.entitlement
            || answer.session != cast.session
            || answer.body_mac != cast.body_mac
        {
            return Err(CastError::AnotherBody);
        }
        Ok(answer)
    })
    .await
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
