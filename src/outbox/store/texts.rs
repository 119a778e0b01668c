//! Words of letters as the foundation wants them, each saving a row.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error};
use diesel::sql_types::{Int4, Nullable, Text as SqlText, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use thiserror::Error as ThisError;
use uuid::Uuid;

use crate::outbox::texts::{Editable, Text};
use crate::web::words::Locale;

/// One saving.
#[derive(Clone, Debug, QueryableByName)]
pub struct SavedText {
    #[diesel(sql_type = SqlText)]
    pub letter: String,
    #[diesel(sql_type = SqlText)]
    pub locale: String,
    #[diesel(sql_type = Int4)]
    pub revision: i32,
    /// None: back to the program's own words.
    #[diesel(sql_type = Nullable<SqlText>)]
    pub subject: Option<String>,
    #[diesel(sql_type = Nullable<SqlText>)]
    pub body: Option<String>,
    #[diesel(sql_type = SqlUuid)]
    pub saver: Uuid,
    #[diesel(sql_type = SqlText)]
    pub saved_by: String,
    #[diesel(sql_type = Timestamptz)]
    pub saved_at: DateTime<Utc>,
    /// The second officer; none while it waits for one.
    #[diesel(sql_type = Nullable<SqlText>)]
    pub confirmed_by: Option<String>,
}

impl SavedText {
    /// Whether it counts: another officer confirmed it, or it is the way back to the
    /// program's own words.
    #[must_use]
    pub fn counts(&self) -> bool {
        self.confirmed_by.is_some() || self.body.is_none()
    }

    /// Whether it waits for this officer, who did not write it.
    #[must_use]
    pub fn waits_for(&self, officer: Uuid) -> bool {
        !self.counts() && self.saver != officer
    }

    /// The words; none where it is the way back to the program's own.
    #[must_use]
    pub fn text(&self) -> Option<Text> {
        Some(Text {
            subject: self.subject.clone()?,
            body: self.body.clone()?,
        })
    }
}

const SELECT: &str = "SELECT t.letter, t.locale, t.revision, t.subject, t.body, t.recorded_at AS saved_at, t.saved_by AS saver, \
     coalesce((SELECT p.name FROM party_records p WHERE p.party = t.saved_by ORDER BY p.record DESC LIMIT 1), '') AS saved_by, \
     CASE WHEN k.confirmed_by IS NOT NULL THEN \
          coalesce((SELECT p.name FROM party_records p WHERE p.party = k.confirmed_by ORDER BY p.record DESC LIMIT 1), '') END AS confirmed_by \
     FROM letter_texts t LEFT JOIN letter_text_confirmations k \
     ON k.letter = t.letter AND k.locale = t.locale AND k.revision = t.revision";

/// The newest saving of each letter and language.
///
/// # Errors
/// Those of the database.
pub async fn newest_texts(conn: &mut AsyncPgConnection) -> QueryResult<Vec<SavedText>> {
    crate::db::sql_query(format!(
        "{SELECT} WHERE NOT EXISTS (SELECT FROM letter_texts l WHERE l.letter = t.letter AND l.locale = t.locale AND l.revision > t.revision)"
    ))
    .load(conn)
    .await
}

/// The saving of each letter and language that counts.
///
/// # Errors
/// Those of the database.
pub async fn governing_texts(conn: &mut AsyncPgConnection) -> QueryResult<Vec<SavedText>> {
    crate::db::sql_query(format!(
        "SELECT DISTINCT ON (letter, locale) x.* FROM ({SELECT} WHERE k.confirmed_by IS NOT NULL OR t.body IS NULL) x \
         ORDER BY letter, locale, revision DESC"
    ))
    .load(conn)
    .await
}

/// Every saving of a letter in a language, the newest first.
///
/// # Errors
/// Those of the database.
pub async fn text_history(
    conn: &mut AsyncPgConnection,
    kind: Editable,
    locale: Locale,
) -> QueryResult<Vec<SavedText>> {
    crate::db::sql_query(format!(
        "{SELECT} WHERE t.letter = $1 AND t.locale = $2 ORDER BY t.revision DESC"
    ))
    .bind::<SqlText, _>(kind.word())
    .bind::<SqlText, _>(locale.tag())
    .load(conn)
    .await
}

/// The words that govern a letter in a language; none: the program's own.
///
/// # Errors
/// Those of the database.
pub async fn text(
    conn: &mut AsyncPgConnection,
    kind: Editable,
    locale: Locale,
) -> QueryResult<Option<Text>> {
    let saved = text_history(conn, kind, locale).await?;
    let counts = saved.into_iter().find(SavedText::counts);
    Ok(counts.and_then(|saved| saved.text()))
}

/// Why words were not saved.
#[derive(Debug, ThisError)]
pub enum SaveTextError {
    #[error(
        "Somebody else saved these words in the meantime. Compare yours with theirs below, and save again."
    )]
    Changed,
    #[error(transparent)]
    Database(Error),
}

/// Why words were not confirmed.
#[derive(Debug, ThisError)]
pub enum ConfirmTextError {
    #[error("You wrote these words. Another officer confirms them.")]
    OwnWords,
    #[error(
        "The words of letters are confirmed by the secretary, the chair, an election officer or a deputy. Ask one of them."
    )]
    NotAnOfficer,
    #[error("Other words were saved since, or somebody has confirmed these. Look at them again.")]
    Over,
    #[error(transparent)]
    Database(Error),
}

/// A second officer confirms the newest words of a letter, which count from then on.
///
/// # Errors
/// As [`ConfirmTextError`] says.
pub async fn confirm_text(
    conn: &mut AsyncPgConnection,
    (kind, locale): (Editable, Locale),
    revision: i32,
    by: Uuid,
) -> Result<(), ConfirmTextError> {
    let confirmed = crate::db::sql_query(
        "INSERT INTO letter_text_confirmations (letter, locale, revision, confirmed_by) VALUES ($1, $2, $3, $4)",
    )
    .bind::<SqlText, _>(kind.word())
    .bind::<SqlText, _>(locale.tag())
    .bind::<Int4, _>(revision)
    .bind::<SqlUuid, _>(by)
    .execute(conn)
    .await;
    match confirmed {
        Ok(_) => Ok(()),
        Err(Error::DatabaseError(_, told))
            if told.constraint_name() == Some("letter_text_by_two") =>
        {
            Err(ConfirmTextError::OwnWords)
        }
        Err(Error::DatabaseError(_, told))
            if told.constraint_name() == Some("letter_text_by_officer") =>
        {
            Err(ConfirmTextError::NotAnOfficer)
        }
        Err(Error::DatabaseError(_, told))
            if matches!(
                told.constraint_name(),
                Some("letter_text_is_the_newest" | "letter_text_confirmations_pkey")
            ) =>
        {
            Err(ConfirmTextError::Over)
        }
        Err(error) => Err(ConfirmTextError::Database(error)),
    }
}

/// Saves words as the revision after `base` (0 where there is none); none for
/// the way back to the program's own.
///
/// # Errors
/// When others were saved since.
pub async fn save_text(
    conn: &mut AsyncPgConnection,
    (kind, locale): (Editable, Locale),
    base: i32,
    text: Option<&Text>,
    by: Uuid,
) -> Result<(), SaveTextError> {
    let saved = crate::db::sql_query(
        "INSERT INTO letter_texts (letter, locale, revision, subject, body, saved_by) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind::<SqlText, _>(kind.word())
    .bind::<SqlText, _>(locale.tag())
    .bind::<Int4, _>(base.saturating_add(1))
    .bind::<Nullable<SqlText>, _>(text.map(|text| text.subject.as_str()))
    .bind::<Nullable<SqlText>, _>(text.map(|text| text.body.as_str()))
    .bind::<SqlUuid, _>(by)
    .execute(conn)
    .await;
    match saved {
        Ok(_) => Ok(()),
        Err(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => {
            Err(SaveTextError::Changed)
        }
        Err(error) => Err(SaveTextError::Database(error)),
    }
}
