//! Drafts, officers' keys, and the opening.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bytea, Int4, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use super::{Poll, refused_by};
use crate::acts;
use crate::db::{Connection, natural, sql_query};
use crate::evidence::act::Act;
use crate::evidence::leaf::{PollOpened, Signatures};
use crate::outbox::{self, Letter, Recipient};
use crate::polls::draft::Draft;
use crate::proxies;
use crate::rolls;
use crate::seal::hash::{PublicKey, sha256};
use crate::seal::manifest::Manifest;

/// The number of the motion that a poll puts to the members, where it puts one.
///
/// # Errors
/// Those of the database.
pub async fn about(conn: &mut Connection, poll: Uuid) -> QueryResult<Option<i64>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        number: i64,
    }
    let row: Option<Row> = sql_query(
        "SELECT m.number FROM motion_questions q JOIN motions m ON m.id = q.motion WHERE q.poll = $1",
    )
    .bind::<SqlUuid, _>(poll)
    .get_result(conn)
    .await
    .optional()?;
    Ok(row.map(|row| row.number))
}

/// The threshold by which the poll on a motion is counted, as its rule says; none for
/// other polls.
///
/// # Errors
/// Those of the database.
pub async fn majority_of_motion(conn: &mut Connection, poll: Uuid) -> QueryResult<Option<String>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Nullable<Text>)]
        value: Option<String>,
    }
    let row: Row = sql_query("SELECT poll_majority($1) AS value")
        .bind::<SqlUuid, _>(poll)
        .get_result(conn)
        .await?;
    Ok(row.value)
}

/// Why a draft was not saved.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    #[error(
        "This poll has been opened: nothing in it changes any more. End it and draft another, if it is wrong."
    )]
    Opened,
    #[error(
        "This key was used for another poll. Its share of the lot serves one poll only: make a new signing key."
    )]
    ShareUsed,
    #[error(
        "Another officer saved a newer version meanwhile. Open the page again to see it; what you wrote stands below."
    )]
    Newer,
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

impl SaveError {
    pub(super) fn of(error: diesel::result::Error) -> Self {
        match refused_by(&error) {
            Some("poll_is_fixed") => Self::Opened,
            Some("poll_drafts_pkey") => Self::Newer,
            Some("share_serves_one_poll") => Self::ShareUsed,
            _ => Self::Database(error),
        }
    }
}

/// Makes a poll with the first version of its draft; returns its number.
///
/// # Errors
/// Those of the database.
pub async fn create(conn: &mut Connection, officer: Uuid, draft: &Draft) -> Result<i32, SaveError> {
    conn.transaction(async |conn| {
        let id = Uuid::from_bytes(rand::random());
        let number: Number =
            sql_query("INSERT INTO polls (id, created_by) VALUES ($1, $2) RETURNING number")
                .bind::<SqlUuid, _>(id)
                .bind::<SqlUuid, _>(officer)
                .get_result(conn)
                .await
                .map_err(SaveError::of)?;
        insert_version(conn, id, 1, officer, draft).await?;
        Ok(number.number)
    })
    .await
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = Int4)]
    number: i32,
}

/// Saves the version after the one that was read.
///
/// # Errors
/// When the poll is open, or somebody saved in between.
pub async fn save(
    conn: &mut Connection,
    poll: &Poll,
    officer: Uuid,
    draft: &Draft,
) -> Result<(), SaveError> {
    insert_version(conn, poll.id, poll.version + 1, officer, draft).await
}

async fn insert_version(
    conn: &mut Connection,
    poll: Uuid,
    version: i32,
    officer: Uuid,
    draft: &Draft,
) -> Result<(), SaveError> {
    let content = serde_json::to_value(draft).map_err(|error| {
        SaveError::Database(diesel::result::Error::SerializationError(error.into()))
    })?;
    sql_query(
        "INSERT INTO poll_drafts (poll_id, version, content, drafted_by) VALUES ($1, $2, $3, $4)",
    )
    .bind::<SqlUuid, _>(poll)
    .bind::<Int4, _>(version)
    .bind::<Jsonb, _>(content)
    .bind::<SqlUuid, _>(officer)
    .execute(conn)
    .await
    .map_err(SaveError::of)?;
    Ok(())
}

/// A public half that an officer uploaded; of each person and kind the latest counts.
#[derive(Clone, Debug, QueryableByName)]
pub struct KeyRow {
    #[diesel(sql_type = SqlUuid)]
    pub person_id: Uuid,
    /// `seal` or `sign`.
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Bytea)]
    pub key: Vec<u8>,
    /// For `sign`: the commitment to the officer's share of the lot.
    #[diesel(sql_type = Nullable<Bytea>)]
    pub reveal: Option<Vec<u8>>,
    /// As the command that made the file printed it.
    #[diesel(sql_type = Text)]
    pub fingerprint: String,
}

/// The keys that count: one for sealing, one per signing officer, by name.
///
/// # Errors
/// Those of the database.
pub async fn keys(conn: &mut Connection, poll: Uuid) -> QueryResult<Vec<KeyRow>> {
    sql_query(
        "SELECT person_id, kind, name, key, reveal, fingerprint FROM (
             SELECT DISTINCT ON (kind, CASE WHEN kind = 'sign' THEN person_id END)
                    person_id, kind, name, key, reveal, fingerprint
             FROM poll_keys WHERE poll_id = $1
             ORDER BY kind, CASE WHEN kind = 'sign' THEN person_id END, id DESC) latest
         ORDER BY kind, name",
    )
    .bind::<SqlUuid, _>(poll)
    .load(conn)
    .await
}

/// Stores an uploaded public half.
///
/// # Errors
/// When the poll is open.
pub async fn add_key(conn: &mut Connection, poll: Uuid, key: &KeyRow) -> Result<(), SaveError> {
    sql_query(
        "INSERT INTO poll_keys (poll_id, person_id, kind, name, key, reveal, fingerprint) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind::<SqlUuid, _>(poll)
    .bind::<SqlUuid, _>(key.person_id)
    .bind::<Text, _>(&key.kind)
    .bind::<Text, _>(&key.name)
    .bind::<Bytea, _>(&key.key)
    .bind::<Nullable<Bytea>, _>(key.reveal.as_ref())
    .bind::<Text, _>(&key.fingerprint)
    .execute(conn)
    .await
    .map_err(SaveError::of)?;
    Ok(())
}

/// Why a poll was not opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("The draft has changed since you read it. Open the page again and read it once more.")]
    Changed,
    #[error("You saved the latest version of this draft: another election officer opens the poll.")]
    SameOfficer,
    #[error("The close of this poll has passed. Set a later one first.")]
    TooLate,
    #[error("The roll is not certified yet. Certify it first.")]
    RollOpen,
    #[error("Another roll took the place of the one in this draft. Choose the latest of them.")]
    RollCorrected,
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

/// Prepares the act that opens the poll under this manifest; returns its number.
///
/// # Errors
/// When the officer is the drafter; those of the database.
pub async fn prepare_opening(
    conn: &mut Connection,
    poll: &Poll,
    manifest: &Manifest,
    officer: Uuid,
) -> Result<i32, OpenError> {
    if poll.drafted_by == officer {
        return Err(OpenError::SameOfficer);
    }
    let terms = manifest.terms();
    let leaf = PollOpened {
        at: natural(poll.now.timestamp())?,
        closes: terms.closes,
        eid: manifest.eid(),
        manifest: sha256(manifest.bytes()),
        opens: terms.opens,
        roll_root: terms.roll_root,
        sigs: Signatures::default(),
    };
    let act = Act::new(leaf.into(), Some(manifest.clone()))
        .map_err(|error| diesel::result::Error::SerializationError(error.into()))?;
    conn.transaction(async |conn| {
        acts::store::take_turns(conn, poll.id).await?;
        // Who asks again for the same opening finds the act that waits.
        if let Some(waiting) = opening_that_waits(conn, poll.id, manifest).await? {
            return Ok(waiting);
        }
        Ok(acts::store::propose(conn, poll.id, &act, officer).await?)
    })
    .await
}

/// The number of the act that waits for signatures to open a poll under this manifest.
///
/// # Errors
/// Those of the database.
pub async fn opening_that_waits(
    conn: &mut Connection,
    poll: Uuid,
    manifest: &Manifest,
) -> QueryResult<Option<i32>> {
    let acts = acts::store::about(conn, poll).await?;
    let opens_so = |row: &acts::store::ActRow| {
        row.standing() == acts::Standing::Waiting
            && row.act().is_ok_and(|act| act.manifest() == Some(manifest))
    };
    Ok(acts.iter().find(|row| opens_so(row)).map(|row| row.number))
}

/// Opens the poll under this manifest: from here on nothing in it changes. The
/// certifier's part, in the transaction of a signed act.
///
/// # Errors
/// When the draft moved on, none of the `signers` is another officer than the
/// drafter, or time has run out.
pub async fn open(
    conn: &mut Connection,
    poll: &Poll,
    manifest: &Manifest,
    signers: &[Uuid],
    today: NaiveDate,
) -> Result<(), OpenError> {
    let Some(second) = signers.iter().find(|signer| **signer != poll.drafted_by) else {
        return Err(OpenError::SameOfficer);
    };
    conn.transaction(async |conn| {
        call_open_poll(conn, poll, manifest, *second).await?;
        let Some(roll) = poll.draft.roll else {
            return Err(OpenError::RollOpen);
        };
        // One letter a person, however many members they cast for.
        let mut voters = rolls::store::voters(conn, roll, today).await?;
        voters.extend(proxies::store::holders(conn, roll, poll.id).await?);
        let accounts: BTreeSet<Uuid> = voters.into_iter().map(|voter| voter.account).collect();
        let letter = Letter::PollOpened {
            title: poll.draft.wording(),
            path: format!("/polls/{}", poll.number),
            closes_at: poll.draft.closes_at,
        };
        let letters = accounts
            .into_iter()
            .map(|account| (Recipient::Account(account), letter.clone()));
        outbox::store::queue_all(conn, letters).await?;
        Ok(())
    })
    .await
}

async fn call_open_poll(
    conn: &mut Connection,
    poll: &Poll,
    manifest: &Manifest,
    officer: Uuid,
) -> Result<(), OpenError> {
    sql_query("SELECT open_poll($1, $2, $3, $4, $5, $6, $7, $8)")
        .bind::<SqlUuid, _>(poll.id)
        .bind::<Int4, _>(poll.version)
        .bind::<Bytea, _>(manifest.bytes())
        .bind::<Bytea, _>(manifest.eid().as_bytes().as_slice())
        .bind::<Nullable<SqlUuid>, _>(poll.draft.roll)
        .bind::<Timestamptz, _>(poll.draft.opens_at)
        .bind::<Timestamptz, _>(poll.draft.closes_at)
        .bind::<SqlUuid, _>(officer)
        .execute(conn)
        .await
        .map_err(|error| match refused_by(&error) {
            Some("poll_draft_is_current") => OpenError::Changed,
            Some("poll_takes_two") => OpenError::SameOfficer,
            Some("poll_closes_later") => OpenError::TooLate,
            Some("poll_roll_is_certified") => OpenError::RollOpen,
            Some("poll_opens_on_the_latest_roll") => OpenError::RollCorrected,
            _ => OpenError::Database(error),
        })?;
    Ok(())
}

/// The manifest of an opened poll.
///
/// # Errors
/// Those of the database; a damaged manifest counts as one.
pub async fn manifest(conn: &mut Connection, poll: Uuid) -> QueryResult<Option<Manifest>> {
    let row: Option<ManifestRow> =
        sql_query("SELECT manifest FROM poll_openings WHERE poll_id = $1")
            .bind::<SqlUuid, _>(poll)
            .get_result(conn)
            .await
            .optional()?;
    row.map(|row| Manifest::parse(&row.manifest))
        .transpose()
        .map_err(|error| diesel::result::Error::DeserializationError(error.to_string().into()))
}

/// The open polls, by number, whose receipts another key signs than this one: whoever has this
/// one alone takes no ballot in them.
///
/// # Errors
/// Those of the database.
pub async fn open_under_another_key(
    conn: &mut Connection,
    receipt_key: &PublicKey,
) -> QueryResult<Vec<i32>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Int4)]
        number: i32,
    }
    let rows: Vec<Row> = sql_query(
        "SELECT p.number FROM polls p JOIN poll_openings o ON o.poll_id = p.id
         WHERE p.state = 'open' AND p.opens_at <= clock_timestamp()
           AND NOT EXISTS (SELECT FROM poll_voidings v WHERE v.poll_id = p.id)
           AND convert_from(o.manifest, 'UTF8')::jsonb ->> 'receipt_key' <> encode($1, 'hex')
         ORDER BY p.number",
    )
    .bind::<Bytea, _>(receipt_key.as_bytes().to_vec())
    .load(conn)
    .await?;
    Ok(rows.into_iter().map(|row| row.number).collect())
}

/// The keys whose signatures of an act of this kind count: in a poll that was
/// opened those that its manifest fixed, which alone whoever verifies it knows;
/// else the latest of each officer.
///
/// # Errors
/// Those of the database; a damaged manifest counts as one.
pub async fn signing_keys(
    conn: &mut Connection,
    kind: &str,
    subject: Uuid,
) -> QueryResult<Vec<acts::store::KeyRow>> {
    let fixed = if kind.starts_with("poll.") {
        manifest(conn, subject).await?
    } else {
        None
    };
    let Some(fixed) = fixed else {
        return acts::store::keys(conn).await;
    };
    let mut keys = acts::store::keys_ever(conn).await?;
    keys.retain(|row| {
        let officer = fixed.officer_by_name(&row.name);
        officer.is_some_and(|officer| row.key == officer.key.as_bytes())
    });
    Ok(keys)
}

#[derive(QueryableByName)]
struct ManifestRow {
    #[diesel(sql_type = Bytea)]
    manifest: Vec<u8>,
}
