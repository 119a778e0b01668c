//! Signatures of acts, as officers upload them.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Bytea, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::{ActRow, KeyRow, damage, refused_by};
use crate::db::{Connection, sql_query};
use crate::evidence::act::ActSignature;
use crate::seal::hash::Signature;

/// A signature as it was uploaded.
#[derive(Clone, Debug, QueryableByName)]
pub struct SignatureRow {
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Bytea)]
    signature: Vec<u8>,
    #[diesel(sql_type = Timestamptz)]
    pub recorded_at: DateTime<Utc>,
    /// Whoever's it is did not take it back.
    #[diesel(sql_type = Bool)]
    pub stands: bool,
}

impl SignatureRow {
    /// The signature.
    ///
    /// # Errors
    /// When the row does not hold one, which its constraint forbids.
    pub fn signature(&self) -> QueryResult<Signature> {
        <[u8; 64]>::try_from(self.signature.as_slice())
            .map(Signature::from_bytes)
            .map_err(|_| damage("a signature is not 64 bytes long"))
    }
}

/// The signatures of an act in the order in which they came, also those that were taken back.
///
/// # Errors
/// Those of the database.
pub async fn signatures(conn: &mut Connection, act: Uuid) -> QueryResult<Vec<SignatureRow>> {
    sql_query(
        "SELECT name, signature, recorded_at, stands_by_act(act_id, name) AS stands
         FROM act_signatures WHERE act_id = $1 ORDER BY id",
    )
    .bind::<SqlUuid, _>(act)
    .load(conn)
    .await
}

/// Why a signature was not taken in: a sentence for the officer.
#[derive(Debug, thiserror::Error)]
pub enum SignatureError {
    #[error("{0}")]
    Refused(String),
    #[error("This signature is here already. The act waits for another officer’s.")]
    Twice,
    #[error(
        "This act is over: it takes no more signatures. Prepare another, if it is still wanted."
    )]
    Over,
    #[error(
        "A signature of this act that was taken back is not given again. Prepare the act anew, if it is wanted after all."
    )]
    TakenBack,
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

/// Takes in a signature, if it is one of this act by one of `keys`, those whose
/// signatures of it count.
///
/// # Errors
/// A sentence about what does not fit.
pub async fn add_signature(
    conn: &mut Connection,
    row: &ActRow,
    keys: &[KeyRow],
    officer: Uuid,
    file: &[u8],
) -> Result<(), SignatureError> {
    let refuse = |sentence: String| Err(SignatureError::Refused(sentence));
    if file.is_empty() {
        return refuse("Choose the file that ends in .sig.".into());
    }
    let act = row.act().map_err(damage)?;
    let signed = ActSignature::parse(file).map_err(|refusal| {
        SignatureError::Refused(format!("{refusal}. Choose the file that ends in .sig."))
    })?;
    if signed.act != act.leaf().act_digest() {
        return refuse(
            "This is the signature of another act. Sign the file that stands on this page.".into(),
        );
    }
    let Some(key) = keys.iter().find(|key| key.name == signed.by) else {
        return refuse(format!(
            "No key of {} counts for this act. A key counts once its public half is taken up, under Your key; in a poll that was opened, only the keys that were fixed at the opening. Sign with such a key.",
            signed.by
        ));
    };
    let mut leaf = act.leaf().clone();
    if let Some(signatures) = leaf.signatures_mut() {
        signatures.insert(signed.by.clone(), signed.signature);
    }
    let public = key.public()?;
    if leaf.verify(|_| Some(public)).is_err() {
        return refuse(format!(
            "The signature is not by the key of {} that counts for this act. Sign with the key whose public half stands under Your key; in a poll that was opened, with the one that was fixed at the opening.",
            signed.by
        ));
    }
    sql_query(
        "INSERT INTO act_signatures (act_id, name, signature, uploaded_by) VALUES ($1, $2, $3, $4)",
    )
    .bind::<SqlUuid, _>(row.id)
    .bind::<Text, _>(&signed.by)
    .bind::<Bytea, _>(signed.signature.as_bytes().as_slice())
    .bind::<SqlUuid, _>(officer)
    .execute(conn)
    .await
    .map_err(|error| match refused_by(&error) {
        Some("act_signatures_once") => SignatureError::Twice,
        Some("act_is_open") => SignatureError::Over,
        Some("signature_was_taken_back") => SignatureError::TakenBack,
        _ => SignatureError::Database(error),
    })?;
    Ok(())
}
