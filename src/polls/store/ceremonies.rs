//! Keys that were split: their public part, their holders, rehearsals, losses.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bytea, Int4, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use super::counting::{damage, exact};
use super::drafting::{KeyRow, SaveError, add_key};
use super::refused_by;
use crate::db::{Connection, sql_query};
use crate::polls::key_shares::{Ceremony, Holder, KeyRules, Rehearsal};
use crate::rulebook::{keys as rules, store as rulebook};
use crate::seal::hash::Digest;
use crate::seal::keys::{PublicPart, SharedPart};
use crate::seal::rehearsal::{Answer, Challenge};

/// Why something about shares was not recorded, in a sentence for the officer.
#[derive(Debug, thiserror::Error)]
pub enum ShareError {
    #[error("This poll's key was not split. Split it first.")]
    NotSplit,
    #[error("{0}. Download rehearsal.json anew, and rehearse with the shares of this key.")]
    Unreadable(String),
    #[error(
        "This answers no dummy envelope of this poll's key. Download rehearsal.json anew, and rehearse with the shares of this key."
    )]
    NotAnswered,
    #[error("This rehearsal stands here already. Nothing is left to do.")]
    AnsweredTwice,
    #[error(
        "The answer names somebody who holds no share of this key, or fewer than open. Rehearse again with the holders of this key."
    )]
    NotHolders,
    #[error("This key has no such share. Choose one of the list.")]
    NoSuchShare,
    #[error("This share is reported as lost already. Nothing is left to do.")]
    LostAlready,
    #[error("Say in a sentence what became of the share, within 1,000 characters.")]
    NoReason,
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

/// Stores the uploaded public part of a split key: it is the poll's sealing key from now on.
///
/// # Errors
/// When the poll is open.
pub async fn add_ceremony(
    conn: &mut Connection,
    poll: Uuid,
    part: &SharedPart,
    officer: Uuid,
    name: &str,
) -> Result<(), SaveError> {
    let whole = PublicPart::Shared(part.clone());
    let text = String::from_utf8(whole.encode()).unwrap_or_default();
    let small = |n: usize| i32::try_from(n).unwrap_or(i32::MAX);
    conn.transaction(async |conn| {
        let row = KeyRow {
            person_id: officer,
            kind: "seal".into(),
            name: name.to_owned(),
            key: part.seal().key.to_bytes(),
            reveal: None,
            fingerprint: whole.fingerprint(),
        };
        add_key(conn, poll, &row).await?;
        #[derive(QueryableByName)]
        struct Row {
            #[diesel(sql_type = BigInt)]
            id: i64,
        }
        // The same part again is no other ceremony.
        let made: Option<Row> = sql_query(
            "INSERT INTO key_ceremonies (poll_id, key_check, part, threshold, holders, uploaded_by)
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (poll_id, key_check) DO NOTHING RETURNING id",
        )
        .bind::<SqlUuid, _>(poll)
        .bind::<Bytea, _>(part.seal().check().as_bytes().as_slice())
        .bind::<Text, _>(text)
        .bind::<Int4, _>(i32::from(part.threshold()))
        .bind::<Int4, _>(small(part.holders().len()))
        .bind::<SqlUuid, _>(officer)
        .get_result(conn)
        .await
        .optional()
        .map_err(SaveError::of)?;
        if let Some(made) = made {
            sql_query(
                "INSERT INTO key_share_holders (ceremony, x, name)
                 SELECT $1, x::integer, name FROM unnest($2) WITH ORDINALITY AS h (name, x)",
            )
            .bind::<BigInt, _>(made.id)
            .bind::<Array<Text>, _>(part.holders())
            .execute(conn)
            .await?;
            make_challenge(conn, made.id, part, officer).await?;
        }
        Ok(())
    })
    .await
}

#[derive(QueryableByName)]
struct CeremonyRow {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Int4)]
    threshold: i32,
    #[diesel(sql_type = Text)]
    part: String,
    #[diesel(sql_type = Timestamptz)]
    recorded_at: DateTime<Utc>,
}

/// The ceremony of the sealing key that counts in this poll; none where that key was not split.
async fn row(conn: &mut Connection, poll: Uuid) -> QueryResult<Option<CeremonyRow>> {
    #[derive(QueryableByName)]
    struct Key {
        #[diesel(sql_type = Bytea)]
        key: Vec<u8>,
    }
    let key: Option<Key> = sql_query(
        "SELECT key FROM poll_keys WHERE poll_id = $1 AND kind = 'seal' ORDER BY id DESC LIMIT 1",
    )
    .bind::<SqlUuid, _>(poll)
    .get_result(conn)
    .await
    .optional()?;
    let Some(key) = key else {
        return Ok(None);
    };
    let rows: Vec<CeremonyRow> = sql_query(
        "SELECT id, threshold, part, recorded_at FROM key_ceremonies WHERE poll_id = $1 ORDER BY id DESC",
    )
    .bind::<SqlUuid, _>(poll)
    .load(conn)
    .await?;
    for row in rows {
        if shared(&row)?.seal().key.to_bytes() == key.key {
            return Ok(Some(row));
        }
    }
    Ok(None)
}

fn shared(row: &CeremonyRow) -> QueryResult<SharedPart> {
    match PublicPart::parse(row.part.as_bytes()).map_err(damage)? {
        PublicPart::Shared(part) => Ok(part),
        PublicPart::Seal(_) | PublicPart::Sign(_) => Err(damage("a ceremony of a whole key")),
    }
}

/// The split key of this poll as the records know it; none where its key is whole.
///
/// # Errors
/// Those of the database.
pub async fn ceremony(conn: &mut Connection, poll: Uuid) -> QueryResult<Option<Ceremony>> {
    let Some(row) = row(conn, poll).await? else {
        return Ok(None);
    };
    #[derive(QueryableByName)]
    struct HolderRow {
        #[diesel(sql_type = Int4)]
        x: i32,
        #[diesel(sql_type = Text)]
        name: String,
        #[diesel(sql_type = Nullable<Timestamptz>)]
        lost_at: Option<DateTime<Utc>>,
        #[diesel(sql_type = Nullable<Text>)]
        reason: Option<String>,
    }
    let holders: Vec<HolderRow> = sql_query(
        "SELECT h.x, h.name, l.recorded_at AS lost_at, l.reason FROM key_share_holders h
         LEFT JOIN key_share_losses l USING (ceremony, x) WHERE h.ceremony = $1 ORDER BY h.x",
    )
    .bind::<BigInt, _>(row.id)
    .load(conn)
    .await?;
    #[derive(QueryableByName)]
    struct RehearsalRow {
        #[diesel(sql_type = Array<Text>)]
        holders: Vec<String>,
        #[diesel(sql_type = Timestamptz)]
        recorded_at: DateTime<Utc>,
        #[diesel(sql_type = SqlUuid)]
        recorded_by: Uuid,
    }
    let rehearsal: Option<RehearsalRow> = sql_query(
        "SELECT holders, recorded_at, recorded_by FROM key_rehearsals WHERE ceremony = $1
         ORDER BY recorded_at DESC LIMIT 1",
    )
    .bind::<BigInt, _>(row.id)
    .get_result(conn)
    .await
    .optional()?;
    let rehearsed = match rehearsal {
        None => None,
        Some(found) => {
            let by = crate::parties::PartyId(found.recorded_by);
            let name = crate::parties::store::name(conn, by).await?;
            Some(Rehearsal {
                at: found.recorded_at,
                holders: found.holders,
                recorded_by: name.unwrap_or_default(),
            })
        }
    };
    Ok(Some(Ceremony {
        id: row.id,
        threshold: usize::try_from(row.threshold).map_err(damage)?,
        holders: holders
            .into_iter()
            .map(|holder| Holder {
                x: holder.x,
                name: holder.name,
                lost: holder.lost_at.zip(holder.reason),
            })
            .collect(),
        at: row.recorded_at,
        rehearsed,
    }))
}

/// What the rulebook asks of sealing keys at this instant.
///
/// # Errors
/// Those of the rulebook.
pub async fn key_rules(
    conn: &mut Connection,
    now: DateTime<Utc>,
) -> Result<KeyRules, rulebook::RulebookError> {
    let mut numbers = Vec::new();
    for key in [rules::KEYS_THRESHOLD, rules::KEYS_HOLDERS] {
        let rule = rulebook::find(conn, key, now).await?;
        numbers.push(match rule {
            None => None,
            Some(rule) => Some((rule.count()?, rule.citation)),
        });
    }
    let rehearsal = match rulebook::find(conn, rules::KEYS_REHEARSAL, now).await? {
        None => None,
        Some(rule) => Some((rule.value == "yes", rule.citation)),
    };
    let holders = numbers.pop().flatten();
    Ok(KeyRules {
        threshold: numbers.pop().flatten(),
        holders,
        rehearsal,
    })
}

/// Makes a dummy envelope for the next rehearsal of a key. What is inside is kept as a hash.
async fn make_challenge(
    conn: &mut Connection,
    ceremony: i64,
    part: &SharedPart,
    officer: Uuid,
) -> QueryResult<()> {
    let (challenge, kept) = Challenge::make(&mut rand::rng(), part).map_err(damage)?;
    let file = String::from_utf8(challenge.encode()).map_err(damage)?;
    sql_query(
        "INSERT INTO key_challenges (id, ceremony, challenge, kept, made_for) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind::<SqlUuid, _>(Uuid::from_bytes(rand::random()))
    .bind::<BigInt, _>(ceremony)
    .bind::<Text, _>(file)
    .bind::<Bytea, _>(kept.as_bytes().as_slice())
    .bind::<SqlUuid, _>(officer)
    .execute(conn)
    .await?;
    Ok(())
}

/// The latest dummy envelope of this poll's key, as a file.
///
/// # Errors
/// When the key is whole.
pub async fn challenge(conn: &mut Connection, poll: Uuid) -> Result<String, ShareError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        challenge: String,
    }
    let found = row(conn, poll).await?.ok_or(ShareError::NotSplit)?;
    let row: Row = sql_query(
        "SELECT challenge FROM key_challenges WHERE ceremony = $1 ORDER BY recorded_at DESC LIMIT 1",
    )
    .bind::<BigInt, _>(found.id)
    .get_result(conn)
    .await?;
    Ok(row.challenge)
}

/// Records a rehearsal.
///
/// # Errors
/// When the file is no answer to a dummy envelope of this poll's key.
pub async fn add_rehearsal(
    conn: &mut Connection,
    poll: Uuid,
    file: &[u8],
    officer: Uuid,
) -> Result<(), ShareError> {
    let row = row(conn, poll).await?.ok_or(ShareError::NotSplit)?;
    let answer =
        Answer::parse(file).map_err(|refusal| ShareError::Unreadable(refusal.to_string()))?;
    if answer.key != shared(&row)?.seal().check() || answer.poll.as_bytes() != poll.as_bytes() {
        return Err(ShareError::NotAnswered);
    }
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        id: Uuid,
        #[diesel(sql_type = Bytea)]
        kept: Vec<u8>,
    }
    let made: Vec<Row> = sql_query("SELECT id, kept FROM key_challenges WHERE ceremony = $1")
        .bind::<BigInt, _>(row.id)
        .load(conn)
        .await?;
    let mut answered = None;
    for challenge in made {
        if answer.fits(&Digest::from_bytes(exact(&challenge.kept)?)) {
            answered = Some(challenge.id);
        }
    }
    let challenge = answered.ok_or(ShareError::NotAnswered)?;
    sql_query(
        "INSERT INTO key_rehearsals (challenge, ceremony, value, holders, recorded_by) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind::<SqlUuid, _>(challenge)
    .bind::<BigInt, _>(row.id)
    .bind::<Bytea, _>(answer.value.as_bytes().as_slice())
    .bind::<Array<Text>, _>(&answer.holders)
    .bind::<SqlUuid, _>(officer)
    .execute(conn)
    .await
    .map_err(|error| match refused_by(&error) {
        Some("rehearsal_is_opened") => ShareError::NotAnswered,
        Some("rehearsal_is_by_its_holders") => ShareError::NotHolders,
        Some("key_rehearsals_pkey") => ShareError::AnsweredTwice,
        _ => ShareError::Database(error),
    })?;
    Ok(())
}

/// Records that a share is lost, or known to somebody else.
///
/// # Errors
/// When there is no such share, it is reported already, or no reason is given.
pub async fn report_loss(
    conn: &mut Connection,
    poll: Uuid,
    x: i32,
    reason: &str,
    officer: Uuid,
) -> Result<(), ShareError> {
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > 1000 {
        return Err(ShareError::NoReason);
    }
    let row = row(conn, poll).await?.ok_or(ShareError::NotSplit)?;
    let part = shared(&row)?;
    conn.transaction(async |conn| {
        sql_query(
            "INSERT INTO key_share_losses (ceremony, x, reason, reported_by) VALUES ($1, $2, $3, $4)",
        )
        .bind::<BigInt, _>(row.id)
        .bind::<Int4, _>(x)
        .bind::<Text, _>(reason)
        .bind::<SqlUuid, _>(officer)
        .execute(conn)
        .await
        .map_err(|error| match refused_by(&error) {
            Some("key_share_losses_pkey") => ShareError::LostAlready,
            Some("key_share_losses_ceremony_x_fkey") => ShareError::NoSuchShare,
            _ => ShareError::Database(error),
        })?;
        // What is rehearsed after a loss is another envelope than before it.
        Ok(make_challenge(conn, row.id, &part, officer).await?)
    })
    .await
}
