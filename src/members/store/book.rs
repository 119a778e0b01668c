//! The membership book, a stretch of numbers at a time: each membership on a
//! day as known at an instant, with its terms, its end and who acted for it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Date, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::MembersError;
use super::history::{self, Line};
use crate::db::Connection;
use crate::members::model::{End, Term};
use crate::parties::{Kind, PartyId};

/// One membership in the book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookLine {
    pub line: Line,
    /// Every term that counts, the first one first.
    pub terms: Vec<Term>,
    pub end: Option<End>,
    /// Who represented the organisation on the day; none for a person.
    pub representative: Option<String>,
}

/// The memberships with the lowest numbers above `after`, as they stood on `day`
/// from what was recorded until `known_at`: at most `limit`, by number. None when
/// there are no more. One that had not begun by the day is left out.
///
/// # Errors
/// Those of the database, and values in it that this program does not know.
pub async fn page(
    conn: &mut Connection,
    day: NaiveDate,
    known_at: DateTime<Utc>,
    after: i64,
    limit: i64,
) -> Result<Option<(i64, Vec<BookLine>)>, MembersError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        id: Uuid,
        #[diesel(sql_type = BigInt)]
        number: i64,
        #[diesel(sql_type = SqlUuid)]
        party: Uuid,
    }
    let rows: Vec<Row> = crate::db::sql_query(
        "SELECT id, number, party FROM memberships \
         WHERE recorded_at <= $1 AND number > $2 ORDER BY number LIMIT $3",
    )
    .bind::<Timestamptz, _>(known_at)
    .bind::<BigInt, _>(after)
    .bind::<BigInt, _>(limit)
    .load(conn)
    .await?;
    let Some(last) = rows.last().map(|row| row.number) else {
        return Ok(None);
    };
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let parties: BTreeSet<Uuid> = rows.iter().map(|row| row.party).collect();
    let parties: Vec<PartyId> = parties.into_iter().map(PartyId).collect();
    let mut lines = history::of_parties(conn, &parties, day, known_at).await?;
    lines.retain(|line| ids.contains(&line.membership.0));
    lines.sort_by_key(|line| line.number);
    let mut terms = history::terms_known(conn, Some(&ids), known_at).await?;
    let ends = history::ends_known(conn, Some(&ids), known_at).await?;
    let representatives = representatives(conn, &parties, day, known_at).await?;
    let lines = lines
        .into_iter()
        .map(|line| BookLine {
            terms: terms.remove(&line.membership.0).unwrap_or_default(),
            end: ends.get(&line.membership.0).copied(),
            representative: match line.kind {
                Kind::Person => None,
                Kind::Organisation => representatives.get(&line.party.0).cloned(),
            },
            line,
        })
        .filter(|book| {
            book.line.member_since <= day || book.terms.iter().any(|term| term.starts_on() <= day)
        })
        .collect();
    Ok(Some((last, lines)))
}

/// Who represented these organisations on a day, by what was known then.
async fn representatives(
    conn: &mut Connection,
    organisations: &[PartyId],
    day: NaiveDate,
    known_at: DateTime<Utc>,
) -> QueryResult<BTreeMap<Uuid, String>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        organisation: Uuid,
        #[diesel(sql_type = Text)]
        name: String,
    }
    let ids: Vec<Uuid> = organisations.iter().map(|party| party.0).collect();
    let rows: Vec<Row> = crate::db::sql_query(
        "SELECT latest.organisation, n.name FROM ( \
             SELECT DISTINCT ON (x.organisation) x.organisation, x.person FROM representations x \
             WHERE x.organisation = ANY($1) AND x.starts_on <= $2 AND x.recorded_at <= $3 \
               AND NOT EXISTS (SELECT FROM representations c \
                               WHERE c.corrects = x.record AND c.recorded_at <= $3) \
             ORDER BY x.organisation, x.starts_on DESC, x.record DESC \
         ) latest \
         JOIN LATERAL (SELECT name FROM party_records \
                       WHERE party = latest.person AND recorded_at <= $3 \
                       ORDER BY record DESC LIMIT 1) n ON true",
    )
    .bind::<Array<SqlUuid>, _>(ids)
    .bind::<Date, _>(day)
    .bind::<Timestamptz, _>(known_at)
    .load(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.organisation, row.name))
        .collect())
}

/// A member who may be named in public.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct Named {
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Text)]
    pub class_name: String,
    #[diesel(sql_type = Date)]
    pub member_since: NaiveDate,
}

/// The current members of a day who did not ask to be left out of public lists,
/// in order of name, from the one at `offset`.
///
/// # Errors
/// Those of the database.
pub async fn named(
    conn: &mut Connection,
    day: NaiveDate,
    offset: i64,
    limit: i64,
) -> QueryResult<Vec<Named>> {
    crate::db::sql_query(
        "SELECT r.name, c.name AS class_name, m.member_since FROM memberships m \
         JOIN member_classes c ON c.id = m.class \
         JOIN LATERAL (SELECT name, disclosed FROM party_records \
                       WHERE party = m.party ORDER BY record DESC LIMIT 1) r ON r.disclosed \
         WHERE EXISTS (SELECT FROM membership_terms t \
                       WHERE t.membership = m.id AND t.starts_on <= $1 AND $1 < t.ends_on \
                         AND NOT EXISTS (SELECT FROM membership_terms x WHERE x.corrects = t.record)) \
           AND NOT EXISTS (SELECT FROM membership_ends e WHERE e.membership = m.id AND e.ends_on <= $1) \
         ORDER BY lower(r.name), r.name, m.number OFFSET $2 LIMIT $3",
    )
    .bind::<Date, _>(day)
    .bind::<BigInt, _>(offset)
    .bind::<BigInt, _>(limit)
    .load(conn)
    .await
}
