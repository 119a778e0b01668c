//! What officers opened comes in: statement, ballots and shares of the lot, checked against
//! manifest and closing set before any of it is kept. Counts nothing.

use diesel::sql_types::{Bytea, Text, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use super::counting::exact;
use super::{Closing, refused_by};
use crate::db::{Connection, patience, sql_query};
use crate::seal::ballot::parse_ballots;
use crate::seal::hash::{Digest, sha256};
use crate::seal::lot::RevealFile;
use crate::seal::manifest::Manifest;
use crate::seal::statement::SignedStatement;

/// Why an upload was refused, in a sentence for the officer.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    #[error("{0}")]
    Refused(String),
    #[error("This officer's files are here already. A second opening comes from another officer.")]
    Twice,
    #[error("The poll is not closed yet. Wait for its close.")]
    NotClosed,
    #[error(
        "The count has been made: an opening that comes now is no part of it. Nothing is left to do."
    )]
    Counted,
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

impl UploadError {
    fn refused(error: impl std::fmt::Display) -> Self {
        Self::Refused(format!(
            "{error}. Upload the files as commonhold officer open wrote them."
        ))
    }

    fn of(error: diesel::result::Error) -> Self {
        match refused_by(&error) {
            Some("poll_is_closed") => Self::NotClosed,
            Some("opening_comes_before_the_count") => Self::Counted,
            Some("officer_opens_once" | "poll_reveals_pkey") => Self::Twice,
            _ => Self::Database(error),
        }
    }
}

/// The files that `officer open` wrote, as they were uploaded.
#[derive(Clone, Debug)]
pub struct OpenedFiles {
    pub statement: Vec<u8>,
    pub ballots: Vec<u8>,
    pub open: Vec<u8>,
    pub reveal: Vec<u8>,
}

/// Takes in what an officer opened: the signed statement is checked against the
/// closing set, the ballots against the statement, line by line.
///
/// # Errors
/// A sentence about the first thing that does not fit; nothing is kept then.
pub async fn add_unsealing(
    conn: &mut Connection,
    poll: Uuid,
    manifest: &Manifest,
    closing: &Closing,
    officer: Uuid,
    files: &OpenedFiles,
) -> Result<(), UploadError> {
    let live_root = Digest::from_bytes(exact(&closing.live_root)?);
    let signed = SignedStatement::parse(&files.statement).map_err(UploadError::refused)?;
    signed
        .check(manifest, &live_root)
        .map_err(UploadError::refused)?;
    let statement = &signed.statement;
    if sha256(&files.ballots) != statement.ballots {
        return Err(UploadError::Refused(
            "These ballots are not those of the statement. Upload the files of one opening.".into(),
        ));
    }
    if sha256(&files.open) != statement.open {
        return Err(UploadError::Refused(
            "This open.jsonl is not that of the statement. Upload the files of one opening.".into(),
        ));
    }
    let lines =
        parse_ballots(&files.ballots, manifest.ballot_rules()).map_err(UploadError::refused)?;
    let votes: u64 = lines.iter().map(|line| line.weight.votes()).sum();
    let live = u64::try_from(closing.live).unwrap_or(0);
    let counted = u64::try_from(lines.len()).unwrap_or(u64::MAX);
    let reveal = RevealFile::parse(&files.reveal).map_err(UploadError::refused)?;
    reveal.check(manifest).map_err(UploadError::refused)?;
    if reveal.by != statement.officer {
        return Err(UploadError::Refused(format!(
            "The reveal is {}'s, the statement {}'s. Upload the files of one officer.",
            reveal.by, statement.officer
        )));
    }
    let key = manifest
        .officer_by_name(&statement.officer)
        .ok_or_else(|| {
            UploadError::Refused(
                "The manifest does not name this officer. Ask an officer whom it names.".into(),
            )
        })?
        .key;
    conn.transaction(async |conn| {
        patience::be_patient(conn).await?;
        // Whoever sets envelopes aside takes the same lock: this opening comes before, and is
        // done anew, or is measured by what they decided.
        super::hold_openings(conn, poll).await?;
        let aside = super::set_aside(conn, poll).await?;
        let aside = u64::try_from(aside.len()).unwrap_or(u64::MAX);
        if counted != statement.lines
            || votes != statement.votes
            || counted + signed.hindered() + aside != live
        {
            return Err(UploadError::Refused(format!(
                "The statement and its ballots do not add up to the closing set: {counted} lines, {} envelopes that could not be counted and {aside} that are set aside, but {live} are live. Open the closing set again, whole.",
                signed.hindered()
            )));
        }
        sql_query(
            "INSERT INTO poll_unsealings (poll_id, officer_key, statement, ballots, open_lines, uploaded_by)
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind::<SqlUuid, _>(poll)
        .bind::<Bytea, _>(key.as_bytes().as_slice())
        .bind::<Text, _>(text(&files.statement)?)
        .bind::<Text, _>(text(&files.ballots)?)
        .bind::<Text, _>(text(&files.open)?)
        .bind::<SqlUuid, _>(officer)
        .execute(conn)
        .await
        .map_err(UploadError::of)?;
        insert_reveal(conn, poll, key.as_bytes(), &reveal, officer).await
    })
    .await
}

fn text(bytes: &[u8]) -> Result<&str, UploadError> {
    std::str::from_utf8(bytes).map_err(UploadError::refused)
}

/// Takes in an officer's share of the lot without an opening of their own.
///
/// # Errors
/// When it is not the value the officer committed to.
pub async fn add_reveal(
    conn: &mut Connection,
    poll: Uuid,
    manifest: &Manifest,
    officer: Uuid,
    reveal: &[u8],
) -> Result<(), UploadError> {
    let reveal = RevealFile::parse(reveal).map_err(UploadError::refused)?;
    reveal.check(manifest).map_err(UploadError::refused)?;
    let key = manifest
        .officer_by_name(&reveal.by)
        .ok_or_else(|| {
            UploadError::Refused(
                "The manifest does not name this officer. Ask an officer whom it names.".into(),
            )
        })?
        .key;
    insert_reveal(conn, poll, key.as_bytes(), &reveal, officer).await
}

async fn insert_reveal(
    conn: &mut Connection,
    poll: Uuid,
    key: &[u8],
    reveal: &RevealFile,
    officer: Uuid,
) -> Result<(), UploadError> {
    sql_query(
        "INSERT INTO poll_reveals (poll_id, officer_key, reveal, uploaded_by) VALUES ($1, $2, $3, $4)
         ON CONFLICT (poll_id, officer_key) DO NOTHING",
    )
    .bind::<SqlUuid, _>(poll)
    .bind::<Bytea, _>(key)
    .bind::<Bytea, _>(reveal.reveal.as_bytes().as_slice())
    .bind::<SqlUuid, _>(officer)
    .execute(conn)
    .await
    .map_err(UploadError::of)?;
    Ok(())
}
