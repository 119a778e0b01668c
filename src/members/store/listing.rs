//! The list of members a page at a time, and how many there are: searched and
//! counted by the database, so that no page costs the whole book.

use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::MembersError;
use super::history::{self, Line};
use crate::bodies;
use crate::db::Connection;

/// What the list is searched for, as of a day and as known at an instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sought {
    pub day: NaiveDate,
    pub known_at: DateTime<Utc>,
    /// Part of the member's or the voter's name, or the number; empty for all.
    pub text: String,
    /// The identity of a class; empty for all.
    pub class: String,
    /// The word of a standing; empty for all.
    pub standing: String,
}

impl Sought {
    /// Whether every membership is sought.
    fn is_everything(&self) -> bool {
        self.text.trim().is_empty() && self.class.is_empty() && self.standing.is_empty()
    }
}

/// A term of the membership `m` that counts, as known at $1, and for which `holds`.
fn term(holds: &str) -> String {
    format!(
        "EXISTS (SELECT FROM membership_terms t WHERE t.membership = m.id AND t.recorded_at <= $1 AND {holds} \
         AND NOT EXISTS (SELECT FROM membership_terms c WHERE c.corrects = t.record AND c.recorded_at <= $1))"
    )
}

/// The membership `m` is over on $2, as known at $1.
const ENDED: &str = "EXISTS (SELECT FROM membership_ends e \
    WHERE e.membership = m.id AND e.recorded_at <= $1 AND e.ends_on <= $2)";

/// The membership `m` is under suspension on $2, as known at $1.
const SUSPENDED: &str = "EXISTS (SELECT FROM membership_suspensions s \
    LEFT JOIN membership_suspension_ends l ON l.suspension = s.id AND l.recorded_at <= $1 \
    WHERE s.membership = m.id AND s.recorded_at <= $1 \
      AND s.starts_on <= $2 AND $2 < least(s.ends_on, coalesce(l.ends_on, s.ends_on)))";

/// `members::model::standing_on` as a condition on the membership `m`: that its
/// standing on $2, as known at $1 and with $3 days of grace, has this word.
fn has_standing(word: &str) -> String {
    let holds = term("t.starts_on <= $2 AND $2 < t.ends_on");
    // Each term that ends later holds on the day or begins after it.
    let later = term("t.ends_on > $2");
    let any = term("true");
    let of_grace = term("t.ends_on > $2 - $3");
    match word {
        "ended" => ENDED.to_owned(),
        "current" => format!("{holds} AND NOT {ENDED} AND NOT {SUSPENDED}"),
        "suspended" => format!("{SUSPENDED} AND {holds} AND NOT {ENDED}"),
        "not-yet" => {
            let next = term("t.starts_on > $2");
            format!("{next} AND NOT {holds} AND NOT {ENDED}")
        }
        "grace" => format!("{of_grace} AND NOT {later} AND NOT {ENDED}"),
        "lapsed" => format!("{any} AND NOT {later} AND NOT {of_grace} AND NOT {ENDED}"),
        "no-term" => format!("NOT {any} AND NOT {ENDED}"),
        _ => "false".to_owned(),
    }
}

/// The memberships whose number is $5, or whose member or voter bears a name
/// with $4 in it, as known at $1, on the legal day $6.
const FOUND: &str = "\
    WITH named AS MATERIALIZED ( \
        SELECT r.party FROM party_records r \
        WHERE strpos(lower(r.name), $4) > 0 AND r.recorded_at <= $1 \
          AND r.record = (SELECT n.record FROM party_records n WHERE n.party = r.party AND n.recorded_at <= $1 \
                          ORDER BY n.record DESC LIMIT 1) \
    ), spoken_for AS MATERIALIZED ( \
        SELECT x.organisation FROM named \
        JOIN representations x ON x.person = named.party AND x.recorded_at <= $1 AND x.starts_on <= $6 \
        WHERE x.record = (SELECT n.record FROM representations n \
                          WHERE n.organisation = x.organisation AND n.recorded_at <= $1 AND n.starts_on <= $6 \
                            AND NOT EXISTS (SELECT FROM representations c \
                                            WHERE c.corrects = n.record AND c.recorded_at <= $1) \
                          ORDER BY n.starts_on DESC, n.record DESC LIMIT 1) \
    ) \
    SELECT o.id FROM memberships o WHERE o.number = $5 \
    UNION SELECT o.id FROM memberships o JOIN named ON named.party = o.party \
    UNION SELECT o.id FROM memberships o JOIN spoken_for ON spoken_for.organisation = o.party";

/// Asks for the memberships `m` that are sought.
async fn ask(
    conn: &mut Connection,
    sought: &Sought,
    select: &str,
    rest: &str,
) -> Result<Vec<Row>, MembersError> {
    let zone = bodies::store::foundation(conn)
        .await?
        .map_or(chrono_tz::UTC, |foundation| foundation.zone);
    let known_day = sought.known_at.with_timezone(&zone).date_naive();
    let grace = history::grace_days(conn, sought.day).await?;
    // PostgreSQL holds no NUL, so that no name and no class has one.
    let holdable = |text: &str| (!text.contains('\0')).then(|| text.to_owned());
    let text = sought.text.trim().to_lowercase();
    let number = text.trim_start_matches('#');
    let number: Option<i64> = number
        .parse()
        .ok()
        .filter(|parsed: &i64| parsed.to_string() == number);
    let mut sql = format!("SELECT {select} FROM memberships m WHERE m.recorded_at <= $1");
    if !sought.class.is_empty() {
        sql.push_str(" AND m.class = $7");
    }
    if !sought.standing.is_empty() {
        sql.push_str(&format!(" AND {}", has_standing(&sought.standing)));
    }
    if !text.is_empty() {
        sql.push_str(&format!(" AND m.id IN ({FOUND})"));
    }
    sql.push_str(rest);
    Ok(crate::db::sql_query(sql)
        .bind::<Timestamptz, _>(sought.known_at)
        .bind::<Date, _>(sought.day)
        .bind::<Integer, _>(i32::try_from(grace).unwrap_or(i32::MAX))
        .bind::<Nullable<Text>, _>(holdable(&text))
        .bind::<Nullable<BigInt>, _>(number)
        .bind::<Date, _>(known_day)
        .bind::<Nullable<Text>, _>(holdable(&sought.class))
        .load(conn)
        .await?)
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Nullable<SqlUuid>)]
    id: Option<Uuid>,
    #[diesel(sql_type = Nullable<Text>)]
    class: Option<String>,
    #[diesel(sql_type = BigInt)]
    n: i64,
}

fn counted(n: i64) -> usize {
    usize::try_from(n).unwrap_or(0)
}

/// How many memberships were recorded until `known_at`.
///
/// # Errors
/// Those of the database.
pub async fn recorded(conn: &mut Connection, known_at: DateTime<Utc>) -> QueryResult<usize> {
    use crate::db::schema::members::memberships;

    let n: i64 = memberships::table
        .filter(memberships::recorded_at.le(known_at))
        .count()
        .get_result(conn)
        .await?;
    Ok(counted(n))
}

/// A page of what a search finds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// How many memberships the search finds.
    pub found: usize,
    /// This page, from 1: the one asked for, or the last there is.
    pub page: usize,
    pub pages: usize,
    /// Those of this page, by number.
    pub lines: Vec<Line>,
}

/// The page of what a search finds, `per_page` memberships each.
///
/// # Errors
/// Those of the database, and values in it that this program does not know.
pub async fn page(
    conn: &mut Connection,
    sought: &Sought,
    page: usize,
    per_page: usize,
) -> Result<Page, MembersError> {
    let page = page.max(1);
    let offset = (page - 1).saturating_mul(per_page);
    // Who bears a name is looked up once, for the page and for the number together.
    let first = if sought.text.trim().is_empty() {
        Vec::new()
    } else {
        cut(conn, sought, "count(*) OVER ()", offset, per_page).await?
    };
    let found = match first.as_slice() {
        [row, ..] => counted(row.n),
        [] => found(conn, sought).await?,
    };
    let pages = found.div_ceil(per_page).max(1);
    let page = page.clamp(1, pages);
    let rows = if first.is_empty() && found > 0 {
        cut(
            conn,
            sought,
            "0::bigint",
            (page - 1).saturating_mul(per_page),
            per_page,
        )
        .await?
    } else {
        first
    };
    let ids: Vec<Uuid> = rows.into_iter().filter_map(|row| row.id).collect();
    let mut lines = history::of_memberships(conn, &ids, sought.day, sought.known_at).await?;
    lines.sort_by_key(|line| line.number);
    Ok(Page {
        found,
        page,
        pages,
        lines,
    })
}

/// The memberships behind the first `offset`, each with `n`.
async fn cut(
    conn: &mut Connection,
    sought: &Sought,
    n: &str,
    offset: usize,
    limit: usize,
) -> Result<Vec<Row>, MembersError> {
    // A bigint is as far as PostgreSQL counts.
    let offset = i64::try_from(offset).unwrap_or(i64::MAX);
    let select = format!("m.id, NULL::text AS class, {n} AS n");
    let rest = format!(" ORDER BY m.number OFFSET {offset} LIMIT {limit}");
    ask(conn, sought, &select, &rest).await
}

/// How many memberships a search finds.
async fn found(conn: &mut Connection, sought: &Sought) -> Result<usize, MembersError> {
    if sought.is_everything() {
        return Ok(recorded(conn, sought.known_at).await?);
    }
    let select = "NULL::uuid AS id, NULL::text AS class, count(*) AS n";
    let rows = ask(conn, sought, select, "").await?;
    Ok(rows.into_iter().next().map_or(0, |row| counted(row.n)))
}

/// Every membership that a search finds, by number.
///
/// # Errors
/// Those of the database, and values in it that this program does not know.
pub async fn all(conn: &mut Connection, sought: &Sought) -> Result<Vec<Line>, MembersError> {
    let mut lines = history::history_as_known(conn, sought.day, sought.known_at).await?;
    if !sought.is_everything() {
        let select = "m.id, NULL::text AS class, m.number AS n";
        let rows = ask(conn, sought, select, "").await?;
        let found: HashSet<Uuid> = rows.into_iter().filter_map(|row| row.id).collect();
        lines.retain(|line| found.contains(&line.membership.0));
    }
    lines.sort_by_key(|line| line.number);
    Ok(lines)
}

/// How many memberships of each class were current on a day.
///
/// # Errors
/// Those of the database, and values in it that this program does not know.
pub async fn current_by_class(
    conn: &mut Connection,
    day: NaiveDate,
    known_at: DateTime<Utc>,
) -> Result<BTreeMap<String, usize>, MembersError> {
    let sought = Sought {
        day,
        known_at,
        text: String::new(),
        class: String::new(),
        standing: "current".to_owned(),
    };
    let select = "NULL::uuid AS id, m.class, count(*) AS n";
    let rows = ask(conn, &sought, select, " GROUP BY m.class").await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| Some((row.class?, counted(row.n))))
        .collect())
}
