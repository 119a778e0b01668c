//! What is to be handed over because the seat, the office or the job of its keeper ended.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Date, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::name_of;
use crate::db::Connection;
use crate::registry::model::custody::Steps;

/// Custody of somebody of whom something ended while they had it, with how far its
/// hand-over is.
#[derive(Clone, Debug)]
pub struct Leaving {
    /// The asset's number.
    pub number: i64,
    pub title: String,
    pub party: Uuid,
    pub name: String,
    /// What ended: `seat`, `office`, `job`, or several of them.
    pub what: String,
    /// The day on which the last of it ended.
    pub ended_on: NaiveDate,
    /// When that was known: an earlier word of the keeper says nothing of it.
    pub known_at: DateTime<Utc>,
    pub steps: Steps,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    number: i64,
    #[diesel(sql_type = Text)]
    title: String,
    #[diesel(sql_type = Bool)]
    protected: bool,
    #[diesel(sql_type = SqlUuid)]
    party: Uuid,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    what: String,
    #[diesel(sql_type = Date)]
    ended_on: NaiveDate,
    #[diesel(sql_type = Timestamptz)]
    known_at: DateTime<Utc>,
    #[diesel(sql_type = BigInt)]
    others: i64,
    #[diesel(sql_type = BigInt)]
    attested: i64,
    #[diesel(sql_type = Bool)]
    by_two: bool,
    #[diesel(sql_type = Bool)]
    stays: bool,
    #[diesel(sql_type = Bool)]
    over: bool,
}

/// What ended of persons: `at` when it did, `known` when that was recorded, if later. Of
/// whoever was seated or appointed anew, or employed there by another row, nothing ended.
/// A tie or an employer's name that was recorded in error ended on the day it began.
const ENDED: &str = "\
    WITH sits AS MATERIALIZED (SELECT s.body, s.person FROM seated(clock_timestamp()) s), \
    jobs AS (SELECT t.id, t.person, coalesce(t.organisation::text, t.outside) AS employer, t.starts_on, \
                    coalesce(e.ends_on, t.ends_on) AS ends_on, greatest(t.recorded_at, e.recorded_at) AS recorded_at \
             FROM ties t \
             LEFT JOIN LATERAL (SELECT x.ends_on, x.recorded_at FROM tie_ends x WHERE x.tie = t.id ORDER BY x.record DESC LIMIT 1) e ON true \
             WHERE t.kind <> 'owner'), \
    employers AS (SELECT a.person, a.employer, lead(a.record) OVER w AS next, lead(a.employer) OVER w AS next_employer, a.starts_on AS since, \
                         lead(a.starts_on) OVER w AS ends_on, lead(a.recorded_at) OVER w AS recorded_at \
                  FROM affiliations a WINDOW w AS (PARTITION BY a.person ORDER BY a.record)), \
    ended AS ( \
        SELECT i.person, 'seat' AS what, least(i.ends_at, e.ends_at) AS at, least(i.ends_at, e.ends_at) AS known \
        FROM seat_incumbencies i JOIN seats s ON s.id = i.seat LEFT JOIN incumbency_ends e ON e.incumbency = i.id \
        WHERE least(i.ends_at, e.ends_at) <= clock_timestamp() \
          AND NOT EXISTS (SELECT FROM sits x WHERE x.person = i.person AND x.body = s.body) \
        UNION ALL \
        SELECT t.person, 'office', least(t.ends_at, e.ends_at), least(t.ends_at, e.ends_at) \
        FROM office_terms t LEFT JOIN office_ends e ON e.term = t.id \
        WHERE least(t.ends_at, e.ends_at) <= clock_timestamp() \
          AND NOT EXISTS (SELECT FROM offices_held(t.person, clock_timestamp()) o (office) WHERE o.office = t.office) \
        UNION ALL \
        SELECT j.person, 'job', end_of_legal_day(j.ends_on - 1), greatest(end_of_legal_day(j.ends_on - 1), j.recorded_at) \
        FROM jobs j \
        WHERE j.ends_on > j.starts_on AND j.ends_on <= legal_day(clock_timestamp()) \
          AND NOT EXISTS (SELECT FROM jobs o WHERE o.person = j.person AND o.employer = j.employer AND o.id <> j.id \
                            AND o.starts_on <= legal_day(clock_timestamp()) \
                            AND coalesce(o.ends_on, 'infinity') > legal_day(clock_timestamp())) \
        UNION ALL \
        SELECT m.person, 'job', coalesce(end_of_legal_day(m.ends_on - 1), m.recorded_at), \
               greatest(end_of_legal_day(m.ends_on - 1), m.recorded_at) \
        FROM employers m \
        WHERE m.employer IS NOT NULL AND m.next IS NOT NULL AND m.next_employer IS DISTINCT FROM m.employer \
          AND coalesce(m.ends_on, '-infinity') <= legal_day(clock_timestamp()) \
          AND (m.ends_on > m.since) IS NOT FALSE)";

/// Custody to be handed over, by the name of its keeper: of whoever had a seat, an office or
/// a job that ended while they kept it, and did not say since then that they keep it still.
/// What of it they handed over meanwhile stays on the list until all of it is.
///
/// # Errors
/// Those of the database.
pub async fn leaving(conn: &mut Connection) -> QueryResult<Vec<Leaving>> {
    let rows: Vec<Row> = crate::db::sql_query(format!(
        "{ENDED} \
         SELECT n.number, n.title, n.protected, c.party, {} AS name, l.what, legal_day(l.at) AS ended_on, l.known AS known_at, \
                (SELECT count(DISTINCT k.party) FROM asset_custodians k WHERE k.asset = c.asset AND k.party <> c.party) AS others, \
                (SELECT count(DISTINCT k.party) FROM asset_custodians k \
                 WHERE k.asset = c.asset AND k.party <> c.party AND k.attested_at IS NOT NULL) AS attested, \
                is_in_custody(c.asset, c.id, clock_timestamp()) AS by_two, \
                stays_in_custody(c.asset, c.id, clock_timestamp()) AS stays, x.custody IS NOT NULL AS over \
         FROM (SELECT DISTINCT d.person FROM ended d) p JOIN custody c ON c.party = p.person \
         JOIN asset_now n ON n.asset = c.asset \
         JOIN LATERAL (SELECT string_agg(DISTINCT d.what, ', ') AS what, max(d.at) AS at, max(d.known) AS known \
                       FROM ended d WHERE d.person = c.party AND least(c.recorded_at, end_of_legal_day(c.since)) < d.at) l \
              ON l.known IS NOT NULL \
         LEFT JOIN custody_ends x ON x.custody = c.id \
         WHERE CASE WHEN x.custody IS NULL \
                    THEN NOT EXISTS (SELECT FROM attestations t WHERE t.custody = c.id AND t.recorded_at >= l.known) \
                    ELSE x.recorded_at >= l.known END \
         ORDER BY name, c.party, n.number, c.id",
        name_of!("c.party")
    ))
    .load(conn)
    .await?;
    let still: std::collections::BTreeSet<Uuid> = rows
        .iter()
        .filter(|row| !row.over)
        .map(|row| row.party)
        .collect();
    Ok(rows
        .into_iter()
        .filter(|row| still.contains(&row.party))
        .map(|row| Leaving {
            steps: Steps::of(
                row.protected,
                (row.others, row.attested),
                (row.by_two, row.stays),
                row.over,
            ),
            number: row.number,
            title: row.title,
            party: row.party,
            name: row.name,
            what: row.what,
            ended_on: row.ended_on,
            known_at: row.known_at,
        })
        .collect())
}
