//! The row that says that this is a rehearsal, and what is read of the real foundation.

use chrono::NaiveDate;
use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{Date, Int4, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::Connection;

/// Of which foundation this is a rehearsal.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct Of {
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Text)]
    pub log_origin: String,
}

/// Of which foundation this is a rehearsal; none where it is real.
///
/// # Errors
/// Those of the database.
pub async fn of(conn: &mut Connection) -> QueryResult<Option<Of>> {
    crate::db::sql_query("SELECT of_name AS name, of_log_origin AS log_origin FROM rehearsals")
        .get_result(conn)
        .await
        .optional()
}

/// Records that this is a rehearsal, for good.
///
/// # Errors
/// Those of the database, which takes it before the log's first entry, and under an
/// origin of a rehearsal.
pub async fn record(conn: &mut Connection, of: &Of) -> QueryResult<()> {
    crate::db::sql_query("INSERT INTO rehearsals (of_name, of_log_origin) VALUES ($1, $2)")
        .bind::<Text, _>(&of.name)
        .bind::<Text, _>(&of.log_origin)
        .execute(conn)
        .await?;
    Ok(())
}

/// A tie that holds, its organisation by name.
#[derive(Clone, Debug, QueryableByName)]
pub struct Tied {
    #[diesel(sql_type = SqlUuid)]
    pub person: Uuid,
    /// Whether the organisation is a party.
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub organisation: Option<Uuid>,
    #[diesel(sql_type = Text)]
    pub organisation_name: String,
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Nullable<Int4>)]
    pub share_bp: Option<i32>,
    #[diesel(sql_type = Date)]
    pub starts_on: NaiveDate,
    #[diesel(sql_type = Text)]
    pub source: String,
}

/// Every tie that holds on a day.
///
/// # Errors
/// Those of the database.
pub async fn ties(conn: &mut Connection, day: NaiveDate) -> QueryResult<Vec<Tied>> {
    crate::db::sql_query(format!(
        "SELECT t.person, t.organisation, coalesce(t.outside, {name}) AS organisation_name, \
                t.kind, t.share_bp, t.starts_on, t.source \
         FROM ties t \
         WHERE t.starts_on <= $1 \
           AND coalesce((SELECT e.ends_on FROM tie_ends e WHERE e.tie = t.id ORDER BY e.record DESC LIMIT 1), \
                        t.ends_on, 'infinity') > $1 \
         ORDER BY t.recorded_at, t.id",
        name = crate::parties::store::name_of("t.organisation")
    ))
    .bind::<Date, _>(day)
    .load(conn)
    .await
}

/// Control that is held, by the names of both organisations.
#[derive(Clone, Debug, QueryableByName)]
pub struct Controlled {
    #[diesel(sql_type = Text)]
    pub parent: String,
    #[diesel(sql_type = Text)]
    pub child: String,
    #[diesel(sql_type = Int4)]
    pub percent_bp: i32,
    #[diesel(sql_type = Text)]
    pub basis: String,
    #[diesel(sql_type = Text)]
    pub reason: String,
    #[diesel(sql_type = Date)]
    pub starts_on: NaiveDate,
}

/// All control between organisations that is held on a day.
///
/// # Errors
/// Those of the database.
pub async fn control(conn: &mut Connection, day: NaiveDate) -> QueryResult<Vec<Controlled>> {
    crate::db::sql_query(format!(
        "SELECT {parent} AS parent, {child} AS child, l.percent_bp, l.basis, l.reason, l.starts_on \
         FROM control_links l \
         WHERE l.starts_on <= $1 \
           AND coalesce((SELECT e.ends_on FROM control_link_ends e WHERE e.link = l.id ORDER BY e.record DESC LIMIT 1), \
                        l.ends_on, 'infinity') > $1 \
         ORDER BY l.recorded_at, l.id",
        parent = crate::parties::store::name_of("l.parent"),
        child = crate::parties::store::name_of("l.child"),
    ))
    .bind::<Date, _>(day)
    .load(conn)
    .await
}

/// The instant at which a transaction reads: one for all that it reads.
///
/// # Errors
/// Those of the database.
pub async fn instant(conn: &mut Connection) -> QueryResult<chrono::DateTime<chrono::Utc>> {
    diesel::select(diesel::dsl::sql::<Timestamptz>("transaction_timestamp()"))
        .get_result(conn)
        .await
}
