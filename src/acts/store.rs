//! All SQL of officers' keys and of acts with their signatures and outcomes.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Bytea, Int4, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{QueryableByName, sql_query};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::Connection;
use crate::evidence::act::{Act, ActSignature};
use crate::evidence::leaf::Leaf;
use crate::seal::fields::Refusal;
use crate::seal::hash::{PublicKey, Signature};
use crate::seal::manifest::Manifest;

/// A standing key that counts.
#[derive(Clone, Debug, QueryableByName)]
pub struct KeyRow {
    #[diesel(sql_type = SqlUuid)]
    pub person_id: Uuid,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Bytea)]
    pub key: Vec<u8>,
    #[diesel(sql_type = Timestamptz)]
    pub recorded_at: DateTime<Utc>,
}

impl KeyRow {
    /// The key.
    ///
    /// # Errors
    /// When the row does not hold one, which its constraint forbids.
    pub fn public(&self) -> QueryResult<PublicKey> {
        <[u8; 32]>::try_from(self.key.as_slice())
            .map(PublicKey::from_bytes)
            .map_err(|_| damage("an officer's key is not 32 bytes long"))
    }
}

fn damage(what: impl std::fmt::Display) -> diesel::result::Error {
    diesel::result::Error::DeserializationError(what.to_string().into())
}

/// The latest key of each officer, by name.
///
/// # Errors
/// Those of the database.
pub async fn keys(conn: &mut Connection) -> QueryResult<Vec<KeyRow>> {
    sql_query(
        "SELECT person_id, name, key, recorded_at FROM (
             SELECT DISTINCT ON (person_id) person_id, name, key, recorded_at
             FROM officer_keys ORDER BY person_id, recorded_at DESC) latest
         ORDER BY name",
    )
    .load(conn)
    .await
}

/// Takes in a public part as an officer uploaded it.
///
/// # Errors
/// Those of the database.
pub async fn upload_key(conn: &mut Connection, person: Uuid, part: &str) -> QueryResult<()> {
    sql_query("INSERT INTO officer_key_uploads (person_id, part) VALUES ($1, $2)")
        .bind::<SqlUuid, _>(person)
        .bind::<Text, _>(part)
        .execute(conn)
        .await?;
    Ok(())
}

/// An uploaded part that the certifier has not judged yet.
#[derive(Clone, Debug, QueryableByName)]
pub struct UploadedKey {
    #[diesel(sql_type = Int4)]
    pub number: i32,
    #[diesel(sql_type = SqlUuid)]
    pub person_id: Uuid,
    #[diesel(sql_type = Text)]
    pub part: String,
}

/// Uploads of `person`, or of everybody, the latest of each last.
///
/// # Errors
/// Those of the database.
pub async fn uploaded_keys(conn: &mut Connection) -> QueryResult<Vec<UploadedKey>> {
    sql_query("SELECT number, person_id, part FROM officer_key_uploads ORDER BY number")
        .load(conn)
        .await
}

/// How an act stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It waits for signatures, or for the certifier.
    Waiting,
    /// It was done.
    Done(String),
    /// The certifier refused it, and says why.
    Refused(String),
}

/// An act as prepared.
#[derive(Clone, Debug, QueryableByName)]
pub struct ActRow {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = Int4)]
    pub number: i32,
    #[diesel(sql_type = Text)]
    pub kind: String,
    /// The roll or poll it is about, or the officer.
    #[diesel(sql_type = SqlUuid)]
    pub subject_id: Uuid,
    #[diesel(sql_type = Bytea)]
    statement: Vec<u8>,
    #[diesel(sql_type = Nullable<Bytea>)]
    manifest: Option<Vec<u8>>,
    #[diesel(sql_type = SqlUuid)]
    pub proposed_by: Uuid,
    #[diesel(sql_type = Text)]
    pub proposer: String,
    #[diesel(sql_type = Timestamptz)]
    pub recorded_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Bool>)]
    done: Option<bool>,
    #[diesel(sql_type = Nullable<Text>)]
    sentence: Option<String>,
    #[diesel(sql_type = Timestamptz)]
    pub now: DateTime<Utc>,
}

impl ActRow {
    /// What is signed.
    ///
    /// # Errors
    /// When what is stored is no act.
    pub fn act(&self) -> Result<Act, Refusal> {
        let manifest = self.manifest.as_deref().map(Manifest::parse).transpose()?;
        Act::new(Leaf::parse_act(&self.statement)?, manifest)
    }

    /// How it stands.
    #[must_use]
    pub fn standing(&self) -> Standing {
        match (self.done, self.sentence.clone().unwrap_or_default()) {
            (None, _) => Standing::Waiting,
            (Some(true), sentence) => Standing::Done(sentence),
            (Some(false), sentence) => Standing::Refused(sentence),
        }
    }
}

const ACT: &str = "
    SELECT a.id, a.number, a.kind, a.subject_id, a.statement, a.manifest, a.proposed_by, p.name AS proposer,
           a.recorded_at, o.done, o.sentence, clock_timestamp() AS now
    FROM acts a
    LEFT JOIN act_outcomes o ON o.act_id = a.id
    JOIN LATERAL (SELECT name FROM party_records n WHERE n.party = a.proposed_by ORDER BY n.record DESC LIMIT 1) p ON true";

/// All acts, the newest first.
///
/// # Errors
/// Those of the database.
pub async fn all(conn: &mut Connection) -> QueryResult<Vec<ActRow>> {
    sql_query(format!("{ACT} ORDER BY a.number DESC"))
        .load(conn)
        .await
}

/// The acts that have no outcome yet, the oldest first.
///
/// # Errors
/// Those of the database.
pub async fn waiting(conn: &mut Connection) -> QueryResult<Vec<ActRow>> {
    sql_query(format!("{ACT} WHERE o.act_id IS NULL ORDER BY a.number"))
        .load(conn)
        .await
}

/// The act with this number.
///
/// # Errors
/// Those of the database.
pub async fn by_number(conn: &mut Connection, number: i32) -> QueryResult<Option<ActRow>> {
    sql_query(format!("{ACT} WHERE a.number = $1"))
        .bind::<Int4, _>(number)
        .get_result(conn)
        .await
        .optional()
}

/// The acts about one roll, poll or officer, the newest first.
///
/// # Errors
/// Those of the database.
pub async fn about(conn: &mut Connection, subject: Uuid) -> QueryResult<Vec<ActRow>> {
    sql_query(format!(
        "{ACT} WHERE a.subject_id = $1 ORDER BY a.number DESC"
    ))
    .bind::<SqlUuid, _>(subject)
    .load(conn)
    .await
}

/// The act of this kind about a subject that has no outcome yet.
///
/// # Errors
/// Those of the database.
pub async fn waiting_about(
    conn: &mut Connection,
    subject: Uuid,
    kind: &str,
) -> QueryResult<Option<ActRow>> {
    sql_query(format!(
        "{ACT} WHERE a.subject_id = $1 AND a.kind = $2 AND o.act_id IS NULL ORDER BY a.number DESC LIMIT 1"
    ))
    .bind::<SqlUuid, _>(subject)
    .bind::<Text, _>(kind)
    .get_result(conn)
    .await
    .optional()
}

/// Prepares an act in the caller's transaction; returns its number.
///
/// # Errors
/// Those of the database.
pub async fn propose(
    conn: &mut Connection,
    subject: Uuid,
    act: &Act,
    officer: Uuid,
) -> QueryResult<i32> {
    #[derive(QueryableByName)]
    struct Number {
        #[diesel(sql_type = Int4)]
        number: i32,
    }
    let row: Number = sql_query(
        "INSERT INTO acts (id, kind, subject_id, statement, manifest, proposed_by)
         VALUES ($1, $2, $3, $4, $5, $6) RETURNING number",
    )
    .bind::<SqlUuid, _>(Uuid::from_bytes(rand::random()))
    .bind::<Text, _>(act.leaf().kind())
    .bind::<SqlUuid, _>(subject)
    .bind::<Bytea, _>(act.leaf().signed_bytes())
    .bind::<Nullable<Bytea>, _>(act.manifest().map(Manifest::bytes))
    .bind::<SqlUuid, _>(officer)
    .get_result(conn)
    .await?;
    Ok(row.number)
}

/// A signature as it was uploaded.
#[derive(Clone, Debug, QueryableByName)]
pub struct SignatureRow {
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Bytea)]
    signature: Vec<u8>,
    #[diesel(sql_type = Timestamptz)]
    pub recorded_at: DateTime<Utc>,
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

/// The signatures of an act in the order in which they came.
///
/// # Errors
/// Those of the database.
pub async fn signatures(conn: &mut Connection, act: Uuid) -> QueryResult<Vec<SignatureRow>> {
    sql_query(
        "SELECT name, signature, recorded_at FROM act_signatures WHERE act_id = $1 ORDER BY id",
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
    #[error("This act is over: it takes no more signatures.")]
    Over,
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

/// Takes in a signature, if it is one of this act by a key that counts.
///
/// # Errors
/// A sentence about what does not fit.
pub async fn add_signature(
    conn: &mut Connection,
    row: &ActRow,
    officer: Uuid,
    file: &[u8],
) -> Result<(), SignatureError> {
    let refuse = |sentence: String| Err(SignatureError::Refused(sentence));
    if file.is_empty() {
        return refuse("Choose the file that ends in .sig.".into());
    }
    let act = row.act().map_err(damage)?;
    let signed = ActSignature::parse(file)
        .map_err(|refusal| SignatureError::Refused(format!("{refusal}.")))?;
    if signed.act != act.leaf().act_digest() {
        return refuse(
            "This is the signature of another act. Sign the file that stands on this page.".into(),
        );
    }
    let keys = keys(conn).await?;
    let Some(key) = keys.iter().find(|key| key.name == signed.by) else {
        return refuse(format!(
            "No key of {} counts here. Upload the public half of the key first, under Your key.",
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
            "The signature is not by the key of {} that counts. Sign with the key whose public half stands under Your key.",
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
    .map_err(|error| match constraint(&error) {
        Some("act_signatures_once") => SignatureError::Twice,
        Some("act_is_open") => SignatureError::Over,
        _ => SignatureError::Database(error),
    })?;
    Ok(())
}

fn constraint(error: &diesel::result::Error) -> Option<&str> {
    match error {
        diesel::result::Error::DatabaseError(_, information) => information.constraint_name(),
        _ => None,
    }
}
