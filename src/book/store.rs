//! What the report on participation is made of: the closing sets of votes that
//! are over, and the members of record. Nothing of a vote that is open.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Int4, Text};
use diesel_async::RunQueryDsl;

use crate::db::Connection;
use crate::rulebook::keys;
use crate::rulebook::model::{Rule, RuleError};
use crate::rulebook::store as rulebook;

/// The fewest people that a figure is about where no document says.
pub const CELL_MIN: u32 = 10;

/// How many, by what: a year, or a country's code.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct Count {
    #[diesel(sql_type = Text)]
    pub of: String,
    #[diesel(sql_type = BigInt)]
    count: i64,
}

impl Count {
    #[must_use]
    pub fn count(&self) -> u64 {
        u64::try_from(self.count).unwrap_or(0)
    }
}

/// Figures about members, none of them withheld yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figures {
    /// Who became a member, by year.
    pub new_members: Vec<Count>,
    /// Which members voted for the first time, by the year of the close.
    pub first_votes: Vec<Count>,
    /// Current members by country; the empty code for those whose is not known.
    pub countries: Vec<Count>,
}

/// The figures of a legal day.
///
/// # Errors
/// Those of the database.
pub async fn figures(
    conn: &mut Connection,
    day: NaiveDate,
    zone: chrono_tz::Tz,
) -> QueryResult<Figures> {
    let new_members = crate::db::sql_query(
        "SELECT extract(year FROM since)::integer::text AS of, count(*) AS count FROM ( \
             SELECT m.party, min(m.member_since) AS since FROM memberships m \
             WHERE NOT EXISTS (SELECT FROM membership_ends e \
                               WHERE e.membership = m.id AND e.reason = 'recorded_in_error') \
             GROUP BY m.party \
         ) members WHERE since <= $1 GROUP BY 1 ORDER BY 1",
    )
    .bind::<Date, _>(day)
    .load(conn)
    .await?;
    let first_votes = crate::db::sql_query(
        "WITH lines AS ( \
             SELECT roll_id, membership_id, \
                    row_number() OVER (PARTITION BY roll_id ORDER BY commitment) - 1 AS position \
             FROM roll_entitlements \
         ), voted AS ( \
             SELECT p.roll_id, p.closed_at, v.position::bigint AS position \
             FROM poll_closings c JOIN polls p ON p.id = c.poll_id AND p.state = 'closed' \
             CROSS JOIN LATERAL jsonb_array_elements_text(c.participation::jsonb -> 'voted') v (position) \
         ) \
         SELECT extract(year FROM first AT TIME ZONE $1)::integer::text AS of, count(*) AS count FROM ( \
             SELECT m.party, min(voted.closed_at) AS first \
             FROM voted JOIN lines USING (roll_id, position) JOIN memberships m ON m.id = lines.membership_id \
             GROUP BY m.party \
         ) voters GROUP BY 1 ORDER BY 1",
    )
    .bind::<Text, _>(zone.name())
    .load(conn)
    .await?;
    let countries = crate::db::sql_query(
        "SELECT r.country AS of, count(DISTINCT m.party) AS count FROM memberships m \
         JOIN LATERAL (SELECT country FROM party_records \
                       WHERE party = m.party ORDER BY record DESC LIMIT 1) r ON true \
         WHERE EXISTS (SELECT FROM membership_terms t \
                       WHERE t.membership = m.id AND t.starts_on <= $1 AND $1 < t.ends_on \
                         AND NOT EXISTS (SELECT FROM membership_terms x WHERE x.corrects = t.record)) \
           AND NOT EXISTS (SELECT FROM membership_ends e WHERE e.membership = m.id AND e.ends_on <= $1) \
         GROUP BY r.country ORDER BY r.country = '', r.country COLLATE \"C\"",
    )
    .bind::<Date, _>(day)
    .load(conn)
    .await?;
    Ok(Figures {
        new_members,
        first_votes,
        countries,
    })
}

/// How many votes are over: when it changes, so may the figures.
///
/// # Errors
/// Those of the database.
pub async fn votes_over(conn: &mut Connection) -> QueryResult<i32> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Int4)]
        count: i32,
    }
    let row: Row = crate::db::sql_query("SELECT count(*)::integer AS count FROM poll_closings")
        .get_result(conn)
        .await?;
    Ok(row.count)
}

/// The fewest people that a figure is about, and the rule that says so.
///
/// # Errors
/// Those of the database, and a rule that is no number.
pub async fn cell_min(
    conn: &mut Connection,
    now: DateTime<Utc>,
) -> Result<(u32, Option<Rule>), CellError> {
    let rule = rulebook::find(conn, keys::REPORT_CELL_MIN, now).await?;
    let least = match &rule {
        Some(rule) => rule.count()?,
        None => CELL_MIN,
    };
    Ok((least, rule))
}

/// Why the rule on small figures was not read.
#[derive(Debug, thiserror::Error)]
pub enum CellError {
    #[error(transparent)]
    Rule(#[from] RuleError),
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}
