//! An adopted amendment taken into the text of its motion.

use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{Int4, Text as SqlText, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use super::reading::{by_id, texts};
use super::{Motion, MotionError, step};
use crate::db::{Connection, sql_query};
use crate::motions::model::merge::merge;
use crate::motions::model::{State, Step};
use crate::parties::PartyId;

/// The adopted amendments of a motion that its text does not hold yet.
///
/// # Errors
/// Those of the database.
pub async fn pending_merge(conn: &mut Connection, motion: Uuid) -> QueryResult<Vec<Uuid>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        id: Uuid,
    }
    let rows: Vec<Row> = sql_query(
        "SELECT a.id FROM motions a WHERE a.parent = $1 AND motion_state(a.id) = 'adopted' \
         AND NOT EXISTS (SELECT FROM motion_texts t WHERE t.amendment = a.id) ORDER BY a.number",
    )
    .bind::<SqlUuid, _>(motion)
    .load(conn)
    .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Takes an amendment that was adopted into the text of its motion, as its next version;
/// does nothing where it is in there or was not adopted.
///
/// # Errors
/// When the text has changed in the same lines meanwhile; what the database refuses.
pub async fn take_in(
    conn: &mut Connection,
    amendment: &Motion,
    by: PartyId,
) -> Result<(), MotionError> {
    let Some(parent) = amendment.parent else {
        return Ok(());
    };
    conn.transaction(async |conn| {
        let stands = by_id(conn, amendment.id).await?;
        let is_adopted = stands.is_some_and(|motion| motion.state() == State::Adopted);
        if !is_adopted || !pending_merge(conn, parent).await?.contains(&amendment.id) {
            return Ok(());
        }
        let main = texts(conn, parent).await?;
        let own = texts(conn, amendment.id).await?;
        let (Some(current), Some(proposed)) = (main.last(), own.last()) else {
            return Ok(());
        };
        let base = main
            .iter()
            .find(|text| Some(text.version) == proposed.base)
            .unwrap_or(current);
        let merged = merge(&base.text, &current.text, &proposed.text).ok_or_else(|| {
            MotionError::refused_with(
                "motion-refused-collides",
                vec![("number", amendment.number.to_string())],
            )
        })?;
        sql_query(
            "INSERT INTO motion_texts (motion, version, text, sha256, amendment, written_by) VALUES ($1, $2, $3, '', $4, $5)",
        )
        .bind::<SqlUuid, _>(parent)
        .bind::<Int4, _>(current.version.saturating_add(1))
        .bind::<SqlText, _>(merged)
        .bind::<SqlUuid, _>(amendment.id)
        .bind::<SqlUuid, _>(by.0)
        .execute(conn)
        .await?;
        // Of a motion that is not in debate yet the text alone tells it.
        let main = by_id(conn, parent).await?;
        if main.is_some_and(|motion| motion.state() == State::InDebate) {
            step(conn, parent, Step::Amend, by, "").await?;
        }
        Ok(())
    })
    .await
}
