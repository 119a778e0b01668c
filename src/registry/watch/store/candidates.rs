//! What could be asked about: every domain, and every case of every mark.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Date, Nullable, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::Connection;
use crate::registry::model::fields;
use crate::registry::watch::model::{Candidate, CaseAt};

/// A domain, or a case of a mark.
#[derive(Clone, Debug, QueryableByName)]
pub struct Watched {
    #[diesel(sql_type = SqlUuid)]
    pub asset: Uuid,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub mark_case: Option<Uuid>,
    #[diesel(sql_type = BigInt)]
    pub number: i64,
    #[diesel(sql_type = Text)]
    pub title: String,
    #[diesel(sql_type = Text)]
    pub holding: String,
    #[diesel(sql_type = Text)]
    pub state: String,
    #[diesel(sql_type = Bool)]
    pub protected: bool,
    #[diesel(sql_type = Bool)]
    pub open: bool,
    #[diesel(sql_type = Text)]
    pub identifiers: String,
    #[diesel(sql_type = Text)]
    pub office: String,
    #[diesel(sql_type = Text)]
    pub case_state: String,
    #[diesel(sql_type = Text)]
    pub application_no: String,
    #[diesel(sql_type = Text)]
    pub registration_no: String,
}

impl Watched {
    /// The name of a domain as it is asked for; empty of a mark.
    #[must_use]
    pub fn fqdn(&self) -> String {
        if self.mark_case.is_some() {
            return String::new();
        }
        fields::decode(&self.identifiers)
            .get("fqdn")
            .map(|name| name.trim().trim_end_matches('.').to_ascii_lowercase())
            .unwrap_or_default()
    }

    /// As the rules look at it.
    #[must_use]
    pub fn candidate<'a>(&'a self, fqdn: &'a str) -> Candidate<'a> {
        Candidate {
            holding: &self.holding,
            state: &self.state,
            open: self.open,
            fqdn,
            case: self.mark_case.map(|_| CaseAt {
                office: &self.office,
                state: &self.case_state,
                application_no: &self.application_no,
                registration_no: &self.registration_no,
            }),
        }
    }
}

/// The columns of [`Watched`].
pub(super) const WATCHED: &str = "n.asset, c.mark_case, n.number, n.title, n.holding, n.state, n.protected, n.open, n.identifiers, \
     coalesce(c.office, '') AS office, coalesce(c.state, '') AS case_state, \
     coalesce(c.application_no, '') AS application_no, coalesce(c.registration_no, '') AS registration_no";

/// The tables of [`WATCHED`].
pub(super) const OF_ALL: &str = "asset_now n LEFT JOIN mark_case_now c ON c.asset = n.asset";

/// Every domain, and every case of every mark.
pub(super) const IS_WATCHED: &str =
    "(n.kind = 'domain' OR (n.kind = 'trademark' AND c.mark_case IS NOT NULL))";

/// Nothing was recorded of the day that comes first among the parameters.
const IS_OPEN: &str = "NOT EXISTS (SELECT FROM watch_results w WHERE w.asset = n.asset \
     AND w.mark_case IS NOT DISTINCT FROM c.mark_case AND w.day = $1)";

/// Today, as results are dated.
///
/// # Errors
/// Those of the database.
pub async fn today(conn: &mut Connection) -> QueryResult<NaiveDate> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Date)]
        day: NaiveDate,
    }
    let row: Row =
        crate::db::sql_query("SELECT (clock_timestamp() AT TIME ZONE 'UTC')::date AS day")
            .get_result(conn)
            .await?;
    Ok(row.day)
}

/// What has no result of this day yet.
///
/// # Errors
/// Those of the database.
pub async fn without_result(conn: &mut Connection, day: NaiveDate) -> QueryResult<Vec<Watched>> {
    crate::db::sql_query(format!(
        "SELECT {WATCHED} FROM {OF_ALL} WHERE {IS_WATCHED} AND {IS_OPEN} \
         ORDER BY n.number, c.recorded_at, c.mark_case"
    ))
    .bind::<Date, _>(day)
    .load(conn)
    .await
}

/// One of them as it is now, if it has no result of this day yet.
///
/// # Errors
/// Those of the database.
pub async fn still_without(
    conn: &mut Connection,
    watched: &Watched,
    day: NaiveDate,
) -> QueryResult<Option<Watched>> {
    crate::db::sql_query(format!(
        "SELECT {WATCHED} FROM {OF_ALL} WHERE {IS_WATCHED} AND {IS_OPEN} \
           AND n.asset = $2 AND c.mark_case IS NOT DISTINCT FROM $3"
    ))
    .bind::<Date, _>(day)
    .bind::<SqlUuid, _>(watched.asset)
    .bind::<Nullable<SqlUuid>, _>(watched.mark_case)
    .get_result(conn)
    .await
    .optional()
}
