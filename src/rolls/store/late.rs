//! Which lines of a roll rest on what was recorded after everybody could know its record date.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Date, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::Roll;
use crate::db::{Connection, sql_query};
use crate::rolls::model::MemberOfRecord;

/// Lines of a roll that were recorded late, as those who sign it see them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Late {
    /// When the record date was announced, or was over, whichever came first.
    pub since: DateTime<Utc>,
    /// It was announced by then.
    pub announced: bool,
    /// Lines whose membership was recorded after that.
    pub lines: usize,
    /// Of them those that a file of members brought.
    pub by_file: usize,
    /// Other lines whose term of the record date was recorded after that.
    pub by_term: usize,
}

/// How many of a roll's lines were recorded after its record date was announced or over; nothing
/// that the roll does not know.
///
/// # Errors
/// Those of the database.
pub async fn recorded_late(
    conn: &mut Connection,
    roll: &Roll,
    members: &[MemberOfRecord],
) -> QueryResult<Late> {
    #[derive(QueryableByName)]
    struct Since {
        #[diesel(sql_type = Timestamptz)]
        since: DateTime<Utc>,
        #[diesel(sql_type = Bool)]
        announced: bool,
    }
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        membership: Uuid,
        #[diesel(sql_type = Bool)]
        is_new: bool,
        #[diesel(sql_type = Bool)]
        by_file: bool,
    }
    let Since { since, announced } = sql_query(
        "SELECT least(x.over_at, x.announced_at) AS since, coalesce(x.announced_at <= x.over_at, false) AS announced
         FROM (SELECT end_of_legal_day($1) AS over_at,
                      (SELECT min(d.recorded_at) FROM record_dates d
                       WHERE d.record_date = $1 AND d.recorded_at <= $2) AS announced_at) x",
    )
    .bind::<Date, _>(roll.record_date)
    .bind::<Timestamptz, _>(roll.known_at)
    .get_result(conn)
    .await?;
    let rows: Vec<Row> = sql_query(
        "SELECT m.id AS membership, true AS is_new, m.import IS NOT NULL AS by_file
         FROM memberships m WHERE m.recorded_at > $1 AND m.recorded_at <= $2
         UNION ALL
         SELECT t.membership, false, false
         FROM membership_terms t JOIN memberships m ON m.id = t.membership
         WHERE t.recorded_at > $1 AND t.recorded_at <= $2 AND m.recorded_at <= $1
           AND t.corrects IS NULL AND t.starts_on <= $3 AND $3 < t.ends_on",
    )
    .bind::<Timestamptz, _>(since)
    .bind::<Timestamptz, _>(roll.known_at)
    .bind::<Date, _>(roll.record_date)
    .load(conn)
    .await?;
    let on_it: BTreeSet<Uuid> = members
        .iter()
        .map(|member| Uuid::from_bytes(*member.membership.as_bytes()))
        .collect();
    let mut late = Late {
        since,
        announced,
        lines: 0,
        by_file: 0,
        by_term: 0,
    };
    for row in rows.iter().filter(|row| on_it.contains(&row.membership)) {
        if row.is_new {
            late.lines += 1;
        } else {
            late.by_term += 1;
        }
        if row.by_file {
            late.by_file += 1;
        }
    }
    Ok(late)
}
