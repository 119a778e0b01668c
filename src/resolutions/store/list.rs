//! The register, a page at a time: filtered, searched, counted.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{
    Array, BigInt, Bool, Date, Int4, Nullable, Text, Timestamptz, Uuid as SqlUuid,
};
use diesel_async::RunQueryDsl;

use super::{DONE, STANDING, Sight};
use crate::bodies::model::BodyId;
use crate::db::{Connection, Sql, read_from_words, sql_query};
use crate::resolutions::model::{Label, Sought, Standing, Words};

read_from_words!(Standing);

/// What of the register is asked for.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    pub body: Option<BodyId>,
    pub year: Option<i32>,
    pub sought: Option<Sought>,
    pub words: Option<Words>,
    /// The last one of the page before.
    pub after: Option<Label>,
}

/// A resolution in the register. Of a closed one what would tell of it is empty.
#[derive(Clone, Debug)]
pub struct Line {
    pub label: Label,
    /// The body's name when it decided.
    pub decided_by: String,
    pub title: String,
    pub decided_on: NaiveDate,
    pub recorded_at: DateTime<Utc>,
    /// The rule that closes it; empty of one that is open to everybody.
    pub confidential: String,
    /// Whether it is closed to this reader.
    pub closed: bool,
    pub standing: Standing,
    pub done: bool,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    body: BodyId,
    #[diesel(sql_type = Int4)]
    year: i32,
    #[diesel(sql_type = Int4)]
    number: i32,
    #[diesel(sql_type = Text)]
    decided_by: String,
    #[diesel(sql_type = Text)]
    title: String,
    #[diesel(sql_type = Date)]
    decided_on: NaiveDate,
    #[diesel(sql_type = Timestamptz)]
    recorded_at: DateTime<Utc>,
    #[diesel(sql_type = Text)]
    confidential: String,
    #[diesel(sql_type = Bool)]
    closed: bool,
    #[diesel(sql_type = Text)]
    standing: Standing,
    #[diesel(sql_type = Bool)]
    done: bool,
}

impl Row {
    fn line(self) -> Line {
        Line {
            label: Label {
                year: self.year,
                body: self.body,
                number: self.number,
            },
            title: self.title,
            decided_by: self.decided_by,
            decided_on: self.decided_on,
            recorded_at: self.recorded_at,
            confidential: self.confidential,
            closed: self.closed,
            standing: self.standing,
            done: self.done,
        }
    }
}

/// Whether anything was done to a resolution `r` at all: asked once for the whole
/// register, so that how one stands is worked out for the few to which it matters.
const TOUCHED: &str = "\
    (r.id IN (SELECT l.resolution FROM motion_links l) \
     OR r.motion IS NOT NULL AND r.motion IN ( \
            SELECT s.motion FROM motion_steps s WHERE s.step IN ('rescind', 'reconsider')))";

/// What stands after FROM: those that are asked for, as `t`. Closed ones answer to
/// body and year, which their number says, and to nothing else.
fn sought() -> String {
    format!(
        "(SELECT r.id, r.body, r.year, r.number, r.recorded_at, r.confidential, d.decided_by, d.decided_on, d.title, \
                 {STANDING} AS standing, {DONE} AS done, {TOUCHED} AS touched, \
                 EXISTS (SELECT FROM resolution_tasks k WHERE k.resolution = r.id) AS tasked, \
                 r.confidential <> '' AND (NOT ($1 OR r.body = ANY ($2)) OR motion_is_withheld(r.motion, $9)) AS closed, \
                 r.words \
          FROM resolutions r JOIN recorded_decisions d ON d.id = r.decision) t \
         WHERE ($3 IS NULL OR t.body = $3) AND ($4 IS NULL OR t.year = $4) \
           AND ($5 = '' OR NOT t.closed AND t.words @@ (websearch_to_tsquery('simple', $5) || \
                CASE WHEN $6 = '' THEN ''::tsquery \
                     ELSE websearch_to_tsquery('simple', $7) && to_tsquery('simple', quote_literal($6) || ':*') END)) \
           AND ($8 = '' OR NOT t.closed AND CASE $8 WHEN 'in-force' THEN NOT t.touched OR t.standing = 'in-force' \
                WHEN 'rescinded' THEN t.touched AND t.standing <> 'in-force' \
                WHEN 'open' THEN t.tasked AND NOT t.done AND (NOT t.touched OR t.standing = 'in-force') \
                ELSE t.done END)"
    )
}

fn bound<'a>(sql: String, sight: &'a Sight, asked: &'a Asked) -> Sql<'a> {
    let words = asked.words.as_ref();
    let said = |part: fn(&Words) -> &str| words.map_or("", part).to_owned();
    sql_query(sql)
        .bind::<Bool, _>(sight.all)
        .bind::<Array<Text>, _>(&sight.bodies)
        .bind::<Nullable<Text>, _>(asked.body.as_ref().map(BodyId::as_str))
        .bind::<Nullable<Int4>, _>(asked.year)
        .bind::<Text, _>(said(|words| &words.all))
        .bind::<Text, _>(said(|words| &words.beginning))
        .bind::<Text, _>(said(|words| &words.before))
        .bind::<Text, _>(asked.sought.map_or("", Sought::word))
        .bind::<Nullable<SqlUuid>, _>(sight.reader.map(|reader| reader.0))
}

/// At most so many of them, the newest first.
///
/// # Errors
/// Those of the database.
pub async fn page(
    conn: &mut Connection,
    sight: &Sight,
    asked: &Asked,
    most: i64,
) -> QueryResult<Vec<Line>> {
    let sql = format!(
        "SELECT t.body, t.year, t.number, t.decided_by, t.decided_on, t.recorded_at, t.confidential, t.closed, \
                CASE WHEN t.closed THEN '' ELSE t.title END AS title, \
                CASE WHEN t.closed THEN 'in-force' ELSE t.standing END AS standing, \
                NOT t.closed AND t.done AS done \
         FROM {} AND ($10 IS NULL OR (t.recorded_at, t.id) < \
                (SELECT a.recorded_at, a.id FROM resolutions a WHERE a.body = $10 AND a.year = $11 AND a.number = $12)) \
         ORDER BY t.recorded_at DESC, t.id DESC LIMIT $13",
        sought()
    );
    let after = asked.after.as_ref();
    let rows: Vec<Row> = bound(sql, sight, asked)
        .bind::<Nullable<Text>, _>(after.map(|label| label.body.as_str()))
        .bind::<Nullable<Int4>, _>(after.map(|label| label.year))
        .bind::<Nullable<Int4>, _>(after.map(|label| label.number))
        .bind::<BigInt, _>(most)
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(Row::line).collect())
}

/// How many there are.
///
/// # Errors
/// Those of the database.
pub async fn count(conn: &mut Connection, sight: &Sight, asked: &Asked) -> QueryResult<i64> {
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = BigInt)]
        n: i64,
    }
    let sql = format!("SELECT count(*) AS n FROM {}", sought());
    let row: Count = bound(sql, sight, asked).get_result(conn).await?;
    Ok(row.n)
}

/// The latest, as whoever is not signed in sees them.
///
/// # Errors
/// Those of the database.
pub async fn latest(conn: &mut Connection, most: i64) -> QueryResult<Vec<Line>> {
    page(conn, &Sight::default(), &Asked::default(), most).await
}

/// The years in which something was resolved, the latest first.
///
/// # Errors
/// Those of the database.
pub async fn years(conn: &mut Connection) -> QueryResult<Vec<i32>> {
    #[derive(QueryableByName)]
    struct Year {
        #[diesel(sql_type = Int4)]
        year: i32,
    }
    let rows: Vec<Year> =
        crate::db::sql_query("SELECT DISTINCT r.year FROM resolutions r ORDER BY r.year DESC")
            .load(conn)
            .await?;
    Ok(rows.into_iter().map(|row| row.year).collect())
}

/// The bodies that resolved something, with their names now.
///
/// # Errors
/// Those of the database.
pub async fn bodies(conn: &mut Connection) -> QueryResult<Vec<(String, String)>> {
    #[derive(QueryableByName)]
    struct Body {
        #[diesel(sql_type = Text)]
        id: String,
        #[diesel(sql_type = Text)]
        name: String,
    }
    let rows: Vec<Body> = crate::db::sql_query(
        "SELECT b.id, coalesce((SELECT c.name FROM body_charters c WHERE c.body = b.id \
                                ORDER BY c.record DESC LIMIT 1), b.id) AS name \
         FROM bodies b WHERE EXISTS (SELECT FROM resolutions r WHERE r.body = b.id) ORDER BY 2, 1",
    )
    .load(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}
