//! The facts of good standing, as known at an instant.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Date, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;

use super::model::{Facts, Verdict, good_standing};
use crate::db::Connection;
use crate::dues;
use crate::members::store::{Line, MembersError};

/// Whether a membership is in good standing on a day, from what was recorded
/// until `known_at`: the same arguments give the same verdict for ever.
/// `least_days` is asked of nominees, not of voters.
///
/// # Errors
/// Those of the database.
pub async fn standing(
    conn: &mut Connection,
    line: &Line,
    day: NaiveDate,
    known_at: DateTime<Utc>,
    least_days: Option<u32>,
) -> Result<Verdict, MembersError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        title: String,
        #[diesel(sql_type = Date)]
        accept_by: NaiveDate,
    }
    let memberships = [line.membership];
    let overdue = dues::store::overdue_of_memberships(conn, &memberships, day, known_at)
        .await?
        .into_values()
        .flatten()
        .map(|invoice| (invoice.number, invoice.due_on))
        .collect();
    let unaccepted: Vec<Row> = crate::db::sql_query(UNACCEPTED)
        .bind::<SqlUuid, _>(line.party.0)
        .bind::<Text, _>(line.class.as_str())
        .bind::<Date, _>(day)
        .bind::<Timestamptz, _>(known_at)
        .load(conn)
        .await?;
    Ok(good_standing(&Facts {
        day,
        standing: line.standing,
        member_since: line.member_since,
        overdue,
        unaccepted: unaccepted
            .into_iter()
            .map(|row| (row.title, row.accept_by))
            .collect(),
        least_days,
    }))
}

/// Of each agreement the version in force on a day, where it or a later one was
/// not accepted although its day is over.
const UNACCEPTED: &str = "\
    SELECT a.title, a.accept_by FROM agreements a \
    WHERE a.in_force_from <= $3 AND a.accept_by < $3 AND a.recorded_at <= $4 \
      AND (a.classes = '{}' OR $2 = ANY (a.classes)) \
      AND NOT EXISTS (SELECT FROM agreements n WHERE n.key = a.key AND n.version > a.version \
                      AND n.in_force_from <= $3 AND n.recorded_at <= $4) \
      AND NOT EXISTS (SELECT FROM agreement_acceptances c JOIN agreements b ON b.id = c.agreement \
                      WHERE c.party = $1 AND b.key = a.key AND b.version >= a.version AND c.recorded_at <= $4) \
    ORDER BY a.key";
