//! Recording versions of the rulebook, and reading rules as of an instant.

use std::borrow::Cow;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Date, Int4, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use thiserror::Error;
use uuid::Uuid;

use super::model::book::Book;
use super::model::file::{self, FileFault};
use super::model::{Rule, RuleError};
use crate::db::Connection;
use crate::db::schema::rulebook::{rulebook_drafts, rulebook_versions, rules};

/// Why a rule could not be read.
#[derive(Debug, Error)]
pub enum RulebookError {
    #[error(transparent)]
    Rule(#[from] RuleError),
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

#[derive(QueryableByName)]
struct RuleRow {
    #[diesel(sql_type = Text)]
    key: String,
    #[diesel(sql_type = Text)]
    value: String,
    #[diesel(sql_type = Text)]
    citation: String,
    #[diesel(sql_type = Text)]
    words: String,
    #[diesel(sql_type = Text)]
    source: String,
    #[diesel(sql_type = Bool)]
    counsel: bool,
    #[diesel(sql_type = Int4)]
    version: i32,
    #[diesel(sql_type = Nullable<Date>)]
    from_day: Option<NaiveDate>,
}

impl From<RuleRow> for Rule {
    fn from(row: RuleRow) -> Self {
        Self {
            key: row.key,
            value: row.value,
            citation: row.citation,
            text: row.words,
            counsel: row.counsel,
            source: row.source,
            version: row.version,
            from: row.from_day,
        }
    }
}

async fn in_force(
    conn: &mut Connection,
    key: Option<&str>,
    instant: DateTime<Utc>,
) -> QueryResult<Vec<Rule>> {
    let rows: Vec<RuleRow> = crate::db::sql_query(
        "SELECT key, value, citation, words, source, counsel, version, from_day \
         FROM rule_in_force($1, $2) ORDER BY key COLLATE \"C\"",
    )
    .bind::<Nullable<Text>, _>(key)
    .bind::<Timestamptz, _>(instant)
    .load(conn)
    .await?;
    Ok(rows.into_iter().map(Rule::from).collect())
}

/// The rule of this key in force at this instant, if there is one.
///
/// # Errors
/// Those of the database.
pub async fn find(
    conn: &mut Connection,
    key: &str,
    instant: DateTime<Utc>,
) -> QueryResult<Option<Rule>> {
    Ok(in_force(conn, Some(key), instant).await?.pop())
}

/// The rule of this key in force at this instant.
///
/// # Errors
/// [`RuleError::Missing`] when none is, and those of the database.
pub async fn as_of(
    conn: &mut Connection,
    key: &str,
    instant: DateTime<Utc>,
) -> Result<Rule, RulebookError> {
    find(conn, key, instant)
        .await?
        .ok_or_else(|| RuleError::Missing(key.to_owned()).into())
}

/// Every rule in force at this instant, in order of key.
///
/// # Errors
/// Those of the database.
pub async fn all_as_of(conn: &mut Connection, instant: DateTime<Utc>) -> QueryResult<Vec<Rule>> {
    in_force(conn, None, instant).await
}

/// A version of the rulebook as adopted.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = rulebook_versions)]
pub struct Version {
    /// Its number, from 1.
    pub version: i32,
    /// UTF-8, as adopted.
    pub file: Vec<u8>,
    /// SHA-256 of the file, 32 bytes.
    pub sha256: Vec<u8>,
    /// From the beginning when `None`.
    pub effective_from: Option<DateTime<Utc>>,
    /// The decision that adopts it.
    pub decision: Uuid,
    /// When it was recorded, by the database's clock.
    pub recorded_at: DateTime<Utc>,
}

impl Version {
    /// The rulebook as read.
    ///
    /// # Errors
    /// When it cannot be read any more: no file is adopted that could not be.
    pub fn book(&self) -> Result<Book, Vec<FileFault>> {
        file::parse(&self.text())
    }

    /// The file as text.
    #[must_use]
    pub fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.file)
    }
}

/// Every version, the latest first.
///
/// # Errors
/// Those of the database.
pub async fn versions(conn: &mut Connection) -> QueryResult<Vec<Version>> {
    rulebook_versions::table
        .order(rulebook_versions::version.desc())
        .select(Version::as_select())
        .load(conn)
        .await
}

/// The version in force at an instant.
///
/// # Errors
/// Those of the database.
pub async fn version_at(
    conn: &mut Connection,
    instant: DateTime<Utc>,
) -> QueryResult<Option<Version>> {
    rulebook_versions::table
        .filter(
            rulebook_versions::effective_from
                .is_null()
                .or(rulebook_versions::effective_from.le(instant)),
        )
        .order((
            rulebook_versions::effective_from.desc().nulls_last(),
            rulebook_versions::version.desc(),
        ))
        .select(Version::as_select())
        .first(conn)
        .await
        .optional()
}

/// By which act a version comes, and from when it is in force.
#[derive(Clone, Copy, Debug)]
pub struct Adoption {
    /// The act `rulebook.adopted`, signed by officers.
    pub act: Uuid,
    /// From when it is in force.
    pub effective_from: DateTime<Utc>,
}

/// Records a version and what of it governs, in the caller's transaction; returns its number.
/// The founding record brings the first without an act, in force from the beginning.
///
/// # Errors
/// Those of the database, which refuses what is not lawful.
pub async fn record(
    conn: &mut Connection,
    text: &str,
    book: &Book,
    decision: Uuid,
    adoption: Option<Adoption>,
) -> QueryResult<i32> {
    let version: i32 = diesel::insert_into(rulebook_versions::table)
        .values((
            rulebook_versions::file.eq(text.as_bytes()),
            rulebook_versions::decision.eq(decision),
            rulebook_versions::act.eq(adoption.map(|adoption| adoption.act)),
            rulebook_versions::effective_from.eq(adoption.map(|adoption| adoption.effective_from)),
        ))
        .returning(rulebook_versions::version)
        .get_result(conn)
        .await?;
    let mut rows = Vec::new();
    for key in book.keys() {
        for (days, rule) in book.course(key) {
            rows.push((
                rules::version.eq(version),
                rules::key.eq(key.to_owned()),
                rules::value.eq(rule.value.clone()),
                rules::citation.eq(book.citation(rule)),
                rules::words.eq(rule.text.clone()),
                rules::source.eq(rule.source.clone()),
                rules::counsel.eq(rule.counsel),
                rules::from_day.eq(days.from),
                rules::until_day.eq(days.until),
            ));
        }
    }
    diesel::insert_into(rules::table)
        .values(rows)
        .execute(conn)
        .await?;
    Ok(version)
}

/// A rulebook in the making.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = rulebook_drafts)]
pub struct Draft {
    /// Its number, by which it is addressed.
    pub number: i32,
    file: Vec<u8>,
    /// SHA-256 of the file, 32 bytes.
    pub sha256: Vec<u8>,
    /// The account of whoever saved it.
    pub saved_by: Uuid,
    /// When it was saved, by the database's clock.
    pub recorded_at: DateTime<Utc>,
}

impl Draft {
    /// The file as text, for a page.
    #[must_use]
    pub fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.file)
    }

    /// The file as text to the byte; `None` where it is no UTF-8.
    #[must_use]
    pub fn exact(&self) -> Option<&str> {
        std::str::from_utf8(&self.file).ok()
    }
}

/// The draft as last saved.
///
/// # Errors
/// Those of the database.
pub async fn draft(conn: &mut Connection) -> QueryResult<Option<Draft>> {
    rulebook_drafts::table
        .order(rulebook_drafts::number.desc())
        .select(Draft::as_select())
        .first(conn)
        .await
        .optional()
}

/// The draft with this SHA-256, as first saved.
///
/// # Errors
/// Those of the database.
pub async fn draft_by_hash(conn: &mut Connection, sha256: &[u8]) -> QueryResult<Option<Draft>> {
    rulebook_drafts::table
        .filter(rulebook_drafts::sha256.eq(sha256))
        .order(rulebook_drafts::number)
        .select(Draft::as_select())
        .first(conn)
        .await
        .optional()
}

/// Saves a draft behind those there are; returns its number.
///
/// # Errors
/// Those of the database.
pub async fn save_draft(conn: &mut Connection, file: &str, by: Uuid) -> QueryResult<i32> {
    diesel::insert_into(rulebook_drafts::table)
        .values((
            rulebook_drafts::file.eq(file.as_bytes()),
            rulebook_drafts::saved_by.eq(by),
        ))
        .returning(rulebook_drafts::number)
        .get_result(conn)
        .await
}
