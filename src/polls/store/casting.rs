//! Who may cast in a poll, and the one transaction of a cast.

use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{
    Array, BigInt, Bool, Bytea, Int4, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid,
};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::refused_by;
use crate::db::{Connection, kept, sql_query};
use crate::outbox::Letter;
use crate::outbox::store::Queued;
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
    SELECT e.entitlement, e.votes, m.id AS membership, m.party, c.name AS class_name,
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

/// The SQL of those for whom a person casts in the poll `$1` without a proxy: the
/// person, and each organisation for which they voted when it opened (before that, or
/// where nobody did, for which they vote now). `person` is a placeholder such as `$3`.
fn cast_for(person: &str) -> String {
    format!(
        "ARRAY(SELECT {person}::uuid UNION
               SELECT x.organisation FROM representations x WHERE x.person = {person}
                 AND casting_representative(x.organisation, $1, clock_timestamp()) = {person})"
    )
}

/// The lines of a poll's roll for which this person casts without a proxy, by
/// membership number: as a member, or for an organisation. Whoever is named to vote
/// for one while the poll is open does not cast in it.
///
/// # Errors
/// Those of the database.
pub async fn entitlements(
    conn: &mut Connection,
    poll: Uuid,
    roll: Uuid,
    person: Uuid,
) -> QueryResult<Vec<Entitlement>> {
    let cast_for = cast_for("$3");
    kept(
        sql_query(format!(
            "{ENTITLEMENTS} AND m.party = ANY({cast_for}) ORDER BY m.number"
        ))
        .bind::<SqlUuid, _>(poll)
        .bind::<SqlUuid, _>(roll)
        .bind::<SqlUuid, _>(person),
    )
    .load(conn)
    .await
}

/// The lines for which this person casts in a poll by the proxies they hold; not
/// those for which they cast anyhow.
///
/// # Errors
/// Those of the database.
pub async fn proxied(
    conn: &mut Connection,
    poll: Uuid,
    roll: Uuid,
    holder: Uuid,
) -> QueryResult<Vec<Entitlement>> {
    let cast_for = cast_for("$3");
    kept(
        sql_query(format!(
            "{ENTITLEMENTS} AND m.party <> ALL({cast_for}) AND m.id IN (SELECT x.membership FROM proxies x WHERE x.holder = $3)
             AND EXISTS (SELECT FROM proxy_holder(m.id, $1, clock_timestamp()) h WHERE h.holder = $3)
             ORDER BY m.number"
        ))
        .bind::<SqlUuid, _>(poll)
        .bind::<SqlUuid, _>(roll)
        .bind::<SqlUuid, _>(holder),
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
    #[diesel(sql_type = SqlUuid)]
    pub membership: Uuid,
    /// Whether they vote for the membership themselves, and not by a proxy.
    #[diesel(sql_type = Bool)]
    pub own: bool,
    /// The proxy that is in effect for the membership, whoever holds it.
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub proxy: Option<Uuid>,
    #[diesel(sql_type = Nullable<Int4>)]
    pub proxy_number: Option<i32>,
    /// What the member told the holder of it.
    #[diesel(sql_type = Nullable<Text>)]
    pub instructions: Option<String>,
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
    format!(
        "SELECT place.*, clock_timestamp() AS now, p.closes_at, o.own,
                h.proxy, h.number AS proxy_number,
                (SELECT x.instructions FROM proxies x WHERE x.id = h.proxy) AS instructions,
                p.state = 'closed' OR EXISTS (SELECT 1 FROM poll_voidings v WHERE v.poll_id = p.id) AS closed
         FROM ({ENTITLEMENTS} AND m.number = $3) place
         JOIN polls p ON p.id = $1
         CROSS JOIN LATERAL (SELECT place.party = $4
             OR place.is_organisation AND (casting_representative(place.party, $1, clock_timestamp()) = $4) IS TRUE AS own) o
         LEFT JOIN LATERAL proxy_holder(place.membership, $1, clock_timestamp()) h ON true
         WHERE o.own OR h.holder = $4"
    )
});

/// The line of this membership on the roll of a poll, if this person may cast
/// for it: as a member, for an organisation for which they voted when the poll
/// opened (or vote now, where nobody did), or by a proxy.
///
/// # Errors
/// Those of the database.
pub async fn place(
    conn: &Connection,
    poll: Uuid,
    roll: Uuid,
    membership: i64,
    person: Uuid,
) -> QueryResult<Option<VotersPlace>> {
    kept(
        sql_query(PLACE.as_str())
            .bind::<SqlUuid, _>(poll)
            .bind::<SqlUuid, _>(roll)
            .bind::<BigInt, _>(membership)
            .bind::<SqlUuid, _>(person),
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
    /// H(cast-session, session, form key): the same session is known again by whoever
    /// has the form, and by nobody else.
    pub session: [u8; 32],
    /// Of the receipt.
    pub signature: [u8; 64],
    /// HMAC(form key, body): the same form sent again is recognised, another body refused.
    pub body_mac: [u8; 32],
    /// The proxy under which somebody casts for the member.
    pub by_proxy: Option<Uuid>,
    /// By which the server knows that a member has voted themselves; in no database.
    pub mark_key: [u8; 32],
    /// Drawn anew for each cast: the salt of the mark, and what stands in place of one.
    pub salt: [u8; 16],
    pub noise: [u8; 32],
    /// Whom the confirmation goes to, without content; in an order that does not tell
    /// which of them cast.
    pub accounts: &'a [Uuid],
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
    /// The proxy is revoked, replaced or over.
    #[error("the proxy is not in effect")]
    NoProxy,
    /// Whoever holds a proxy does not replace what the member cast.
    #[error("the member has voted themselves")]
    MemberVoted,
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
/// on the roll, the proxy under which somebody casts is not in effect
/// ([`CastError::NoProxy`]) or its member has voted themselves
/// ([`CastError::MemberVoted`]), or the form was used before for another body.
pub async fn cast(conn: &mut Connection, cast: &Cast<'_>) -> Result<Answer, CastError> {
    let weight = i32::try_from(cast.envelope.weight.votes()).unwrap_or(i32::MAX);
    let letters = cast
        .accounts
        .iter()
        .map(|account| Queued::to_account(*account, &cast.confirmation))
        .collect::<QueryResult<Vec<_>>>()?;
    let ids: Vec<Uuid> = letters.iter().map(|letter| letter.id).collect();
    let codes: Vec<&str> = letters.iter().map(|letter| letter.code.as_str()).collect();
    let one = letters.as_slice().first();
    let kind = one.map_or("", |letter| letter.kind);
    let parameters = one.map_or(serde_json::Value::Null, |letter| letter.parameters.clone());
    let answer: Answer = kept(
        sql_query(
            "SELECT a.first, (a.answer).poll_id, (a.answer).entitlement, (a.answer).session,
                    (a.answer).envelope_id, (a.answer).digest, (a.answer).signature, (a.answer).body_mac,
                    CASE WHEN a.first THEN (SELECT count(queue_letter(l.id, l.code, $14, $15, l.account))
                                            FROM unnest($12, $13, $16) AS l (id, code, account)) END AS letters
             FROM cast_envelope($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $17, $18, $19, $20) a",
        )
        .bind::<SqlUuid, _>(cast.poll)
        .bind::<Bytea, _>(cast.entitlement)
        .bind::<Int4, _>(weight)
        .bind::<Bytea, _>(cast.envelope.id.as_bytes().as_slice())
        .bind::<Bytea, _>(&cast.envelope.enc)
        .bind::<Bytea, _>(&cast.envelope.ct)
        .bind::<Bytea, _>(cast.envelope.digest.as_bytes().as_slice())
        .bind::<Bytea, _>(cast.cast_key.as_slice())
        .bind::<Bytea, _>(cast.session.as_slice())
        .bind::<Bytea, _>(cast.signature.as_slice())
        .bind::<Bytea, _>(cast.body_mac.as_slice())
        .bind::<Array<SqlUuid>, _>(ids)
        .bind::<Array<Text>, _>(codes)
        .bind::<Text, _>(kind)
        .bind::<Jsonb, _>(parameters)
        .bind::<Array<SqlUuid>, _>(cast.accounts)
        .bind::<Nullable<SqlUuid>, _>(cast.by_proxy)
        .bind::<Bytea, _>(cast.mark_key.as_slice())
        .bind::<Bytea, _>(cast.salt.as_slice())
        .bind::<Bytea, _>(cast.noise.as_slice()),
    )
    .get_result(conn)
    .await
    .map_err(|error| match refused_by(&error) {
        Some("poll_is_open") => CastError::NotOpen,
        Some("envelope_is_entitled") => CastError::NotEntitled,
        Some("proxy_is_in_effect") => CastError::NoProxy,
        Some("member_has_not_voted") => CastError::MemberVoted,
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

/// Whether the ballot that is in for an entitlement is the member's own, so that no
/// holder of a proxy replaces it.
///
/// # Errors
/// Those of the database.
pub async fn voted_themselves(
    conn: &mut Connection,
    poll: Uuid,
    entitlement: &[u8],
    mark_key: &[u8; 32],
) -> QueryResult<bool> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Bool)]
        themselves: bool,
    }
    let row: Row = sql_query(
        "SELECT EXISTS (SELECT FROM envelopes e WHERE e.poll_id = $1 AND e.entitlement = $2)
                AND NOT EXISTS (SELECT FROM cast_marks m WHERE m.poll_id = $1 AND m.entitlement = $2
                                  AND m.tag <> sha256($3 || m.salt)) AS themselves",
    )
    .bind::<SqlUuid, _>(poll)
    .bind::<Bytea, _>(entitlement)
    .bind::<Bytea, _>(mark_key.as_slice())
    .get_result(conn)
    .await?;
    Ok(row.themselves)
}

/// Whether an entitlement took part, for pages after the close.
#[derive(Clone, Debug, QueryableByName)]
pub struct Voted {
    #[diesel(sql_type = Bytea)]
    pub entitlement: Vec<u8>,
    #[diesel(sql_type = Bool)]
    pub voted: bool,
}

/// What the record says of the lines for which this person cast in a poll without a proxy.
///
/// # Errors
/// Those of the database.
pub async fn voted(
    conn: &mut Connection,
    poll: Uuid,
    roll: Uuid,
    person: Uuid,
) -> QueryResult<Vec<Voted>> {
    let cast_for = cast_for("$3");
    sql_query(format!(
        "SELECT e.entitlement,
                EXISTS (SELECT 1 FROM envelopes s WHERE s.poll_id = $1 AND s.entitlement = e.entitlement) AS voted
         FROM roll_entitlements e
         JOIN memberships m ON m.id = e.membership_id
         WHERE e.roll_id = $2 AND m.party = ANY({cast_for})
         ORDER BY m.number"
    ))
    .bind::<SqlUuid, _>(poll)
    .bind::<SqlUuid, _>(roll)
    .bind::<SqlUuid, _>(person)
    .load(conn)
    .await
}
