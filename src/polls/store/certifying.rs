//! The certification of a count: prepared for signature, and fixed once it is signed.

use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{Bytea, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use super::Poll;
use super::counting::{Unsealing, damage, result, unsealings};
use crate::acts;
use crate::db::{Connection, natural, sql_query};
use crate::evidence::act::Act;
use crate::evidence::leaf::{PollCertified, Signatures};
use crate::rolls;
use crate::seal::hash::{Digest, sha256};
use crate::seal::manifest::Manifest;

/// An officer's certification.
#[derive(Clone, Debug, QueryableByName)]
pub struct Certification {
    #[diesel(sql_type = SqlUuid)]
    pub person_id: Uuid,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Timestamptz)]
    pub recorded_at: chrono::DateTime<chrono::Utc>,
}

/// Who certified a count, the first first.
///
/// # Errors
/// Those of the database.
pub async fn certifications(conn: &mut Connection, poll: Uuid) -> QueryResult<Vec<Certification>> {
    sql_query(
        "SELECT c.person_id, r.name, c.recorded_at FROM poll_certifications c
         JOIN LATERAL (SELECT name FROM party_records r
                       WHERE r.party = c.person_id ORDER BY r.record DESC LIMIT 1) r ON true
         WHERE c.poll_id = $1 ORDER BY c.recorded_at",
    )
    .bind::<SqlUuid, _>(poll)
    .load(conn)
    .await
}

/// Why a count was not certified.
#[derive(Debug, thiserror::Error)]
pub enum CountError {
    #[error("There is no count to certify yet. Open the envelopes first.")]
    NotCounted,
    #[error("This count is certified already. Nothing is left to do.")]
    Certified,
    #[error("This poll was ended: it has no result to certify. Nothing is left to do.")]
    Voided,
    #[error(
        "The openings do not agree: the officers' ballots differ. Nothing can be certified before a recorded decision. Record it first."
    )]
    Disagreement,
    #[error(
        "Members can complain of this poll until {0} (rule complaints.days): its count is not certified before. Wait until then."
    )]
    ComplaintsOpen(String),
    #[error(
        "Complaints about this poll wait for an answer: its count is not certified before. Answer them first."
    )]
    Unanswered,
    #[error(
        "The closing set of this poll is not what was cast; what differs: {0}. It is neither counted nor certified. Tell whoever runs the server, who keeps the database as it is and finds out who wrote there; then end this poll, and hold it again."
    )]
    NotWhatWasCast(String),
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

/// Prepares the act that certifies the count as it stands; returns its number.
///
/// # Errors
/// Those of [`certified`].
pub async fn prepare_certification(
    conn: &mut Connection,
    poll: &Poll,
    manifest: &Manifest,
    officer: Uuid,
) -> Result<i32, CountError> {
    conn.transaction(async |conn| {
        acts::store::take_turns(conn, poll.id).await?;
        if let Some(act) = acts::store::waiting_about(conn, poll.id, PollCertified::KIND).await? {
            return Ok(act.number);
        }
        let leaf = certified(conn, poll, manifest, poll.now).await?;
        let act = Act::new(leaf.into(), None).map_err(damage)?;
        Ok(acts::store::propose(conn, poll.id, &act, officer).await?)
    })
    .await
}

/// The entry of the log that certifies this count, yet without signatures: the
/// hashes of the bundle's seven files.
///
/// # Errors
/// When there is no count, it is certified already, the poll was ended, one may
/// still complain, a complaint waits, two openings disagree, or the closing set is
/// not what was cast.
pub async fn certified(
    conn: &mut Connection,
    poll: &Poll,
    manifest: &Manifest,
    at: chrono::DateTime<chrono::Utc>,
) -> Result<PollCertified, CountError> {
    if poll.facts.voided {
        return Err(CountError::Voided);
    }
    if poll.facts.certifications > 0 {
        return Err(CountError::Certified);
    }
    let row = result(conn, poll.id).await?.ok_or(CountError::NotCounted)?;
    let waiting = super::complaints_waiting(conn, poll.id).await?;
    if let Some(until) = waiting.until.filter(|until| at < *until) {
        let until = until.format("%Y-%m-%d %H:%M:%S UTC").to_string();
        return Err(CountError::ComplaintsOpen(until));
    }
    if waiting.unanswered > 0 {
        return Err(CountError::Unanswered);
    }
    let closing = super::closing(conn, poll.id)
        .await?
        .ok_or(CountError::NotCounted)?;
    let openings = unsealings(conn, poll.id).await?;
    let first = openings.as_slice().first().ok_or(CountError::NotCounted)?;
    let differs = |opening: &Unsealing| {
        sha256(opening.ballots.as_bytes()).as_bytes().as_slice() != row.ballots_sha256
            || opening.open_lines != first.open_lines
    };
    if openings.iter().any(differs) {
        return Err(CountError::Disagreement);
    }
    super::check_closing(conn, poll, &closing).await?;
    let roll = poll.roll.ok_or(CountError::NotCounted)?;
    let leaves = rolls::store::leaves(conn, roll).await?;
    Ok(PollCertified {
        at: natural(at.timestamp())?,
        ballots: sha256(first.ballots.as_bytes()),
        eid: manifest.eid(),
        live: sha256(closing.live_lines.as_bytes()),
        manifest: sha256(manifest.bytes()),
        open: sha256(first.open_lines.as_bytes()),
        participation: sha256(closing.participation.as_bytes()),
        result: sha256(row.result.as_bytes()),
        roll: sha256(&leaves.to_jsonl()),
        sigs: Signatures::default(),
    })
}

/// Certifies the count in these officers' names: the certifier's part.
///
/// # Errors
/// Those of the database.
pub async fn certify(
    conn: &mut Connection,
    poll: Uuid,
    result: &Digest,
    signers: &[Uuid],
) -> QueryResult<()> {
    for signer in signers {
        sql_query("INSERT INTO poll_certifications (poll_id, person_id, result_sha256) VALUES ($1, $2, $3)")
            .bind::<SqlUuid, _>(poll)
            .bind::<SqlUuid, _>(signer)
            .bind::<Bytea, _>(result.as_bytes().as_slice())
            .execute(conn)
            .await?;
    }
    Ok(())
}
