//! Recording rules and reading them as of an instant.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use thiserror::Error;
use uuid::Uuid;

use super::model::{PRESET, Rule, RuleError};
use crate::db::Connection;
use crate::db::schema::rulebook::rules;

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
    #[diesel(sql_type = Nullable<Timestamptz>)]
    effective_from: Option<DateTime<Utc>>,
}

/// Of each key the row that begins last before or at the instant; of rows that
/// begin together the later recorded one.
const IN_FORCE: &str = "SELECT key, value, citation, effective_from FROM ( \
        SELECT DISTINCT ON (key) key, value, citation, effective_from FROM rules \
        WHERE effective_from IS NULL OR effective_from <= $1 \
        ORDER BY key, effective_from DESC NULLS LAST, record DESC \
    ) latest WHERE value IS NOT NULL";

/// The rule of this key in force at this instant.
///
/// # Errors
/// [`RuleError::Missing`] when none is, and those of the database.
pub async fn as_of(
    conn: &mut Connection,
    key: &str,
    instant: DateTime<Utc>,
) -> Result<Rule, RulebookError> {
    let row: Option<RuleRow> = diesel::sql_query(format!("{IN_FORCE} AND key = $2"))
        .bind::<Timestamptz, _>(instant)
        .bind::<Text, _>(key)
        .get_result(conn)
        .await
        .optional()?;
    row.map(into_rule)
        .ok_or_else(|| RuleError::Missing(key.to_owned()).into())
}

/// Every rule in force at this instant, in order of key.
///
/// # Errors
/// Those of the database.
pub async fn all_as_of(conn: &mut Connection, instant: DateTime<Utc>) -> QueryResult<Vec<Rule>> {
    let rows: Vec<RuleRow> = diesel::sql_query(format!("{IN_FORCE} ORDER BY key COLLATE \"C\""))
        .bind::<Timestamptz, _>(instant)
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(into_rule).collect())
}

fn into_rule(row: RuleRow) -> Rule {
    Rule {
        key: row.key,
        value: row.value,
        citation: row.citation,
        effective_from: row.effective_from,
    }
}

/// A row of a rule's history.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = rules)]
pub struct RuleRecord {
    pub key: String,
    /// Ceased from then on when `None`.
    pub value: Option<String>,
    pub citation: String,
    pub effective_from: Option<DateTime<Utc>>,
    pub recorded_at: DateTime<Utc>,
}

/// Every row ever recorded, by key, the earliest first.
///
/// # Errors
/// Those of the database.
pub async fn history(conn: &mut Connection) -> QueryResult<Vec<RuleRecord>> {
    rules::table
        .order((rules::key, rules::record))
        .select(RuleRecord::as_select())
        .load(conn)
        .await
}

/// Records the rules a foundation begins with, in force from the beginning.
///
/// # Errors
/// Those of the database.
pub async fn record_preset(conn: &mut Connection, decision: Uuid) -> QueryResult<()> {
    let rows: Vec<_> = PRESET
        .iter()
        .map(|(key, value, citation)| {
            (
                rules::key.eq(key),
                rules::value.eq(value),
                rules::citation.eq(citation),
                rules::decision.eq(decision),
            )
        })
        .collect();
    diesel::insert_into(rules::table)
        .values(rows)
        .execute(conn)
        .await?;
    Ok(())
}

/// Records a rule's next value, in force from `effective_from` on.
///
/// # Errors
/// Those of the database.
pub async fn record(
    conn: &mut Connection,
    key: &str,
    value: &str,
    citation: &str,
    effective_from: DateTime<Utc>,
    decision: Uuid,
) -> QueryResult<()> {
    diesel::insert_into(rules::table)
        .values((
            rules::key.eq(key),
            rules::value.eq(value),
            rules::citation.eq(citation),
            rules::effective_from.eq(effective_from),
            rules::decision.eq(decision),
        ))
        .execute(conn)
        .await?;
    Ok(())
}
