//! The rows of a large file as officers read them: a page of them is in memory at a time.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Nullable, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;

use super::Stage;
use crate::bodies;
use crate::db::Connection;
use crate::members::import::leaf::{At, Leaf, PER_PAGE, Shown, class_name};
use crate::members::model::last_day_before;
use crate::members::store::{MembersError, classes};

/// The page of a file's members that is asked for. Of a file without a fault, whose rows are
/// numbered without a gap, so that a page far behind is found as fast as the first.
///
/// # Errors
/// Those of the database, and values in it that this program does not know.
pub async fn leaf(conn: &mut Connection, stage: &Stage, asked: &str) -> Result<Leaf, MembersError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        line: i64,
        #[diesel(sql_type = Text)]
        name: String,
        #[diesel(sql_type = Nullable<Text>)]
        voter: Option<String>,
        #[diesel(sql_type = Text)]
        class: String,
        #[diesel(sql_type = Text)]
        address: String,
        #[diesel(sql_type = Date)]
        member_since: NaiveDate,
        #[diesel(sql_type = Date)]
        starts_on: NaiveDate,
        #[diesel(sql_type = Date)]
        ends_on: NaiveDate,
    }
    let at = At::of(asked, usize::try_from(stage.judged_rows).unwrap_or(0));
    let before = i64::try_from(at.before()).unwrap_or(i64::MAX);
    let most = i64::try_from(PER_PAGE).unwrap_or(i64::MAX);
    let now = bodies::store::now(conn).await?;
    let known = classes::known(conn, now).await?;
    let rows: Vec<Row> = crate::db::sql_query(
        "SELECT r.line, r.name, r.voter, r.class, r.address, r.member_since, r.starts_on, r.ends_on \
         FROM membership_import_rows r \
         WHERE r.file = $1 AND r.row > $2 AND r.row <= $3 \
           AND r.name IS NOT NULL AND r.address IS NOT NULL AND r.class IS NOT NULL \
           AND r.member_since IS NOT NULL AND r.starts_on IS NOT NULL AND r.ends_on IS NOT NULL \
         ORDER BY r.row",
    )
    .bind::<SqlUuid, _>(stage.id)
    .bind::<BigInt, _>(before)
    .bind::<BigInt, _>(before.saturating_add(most))
    .load(conn)
    .await?;
    let rows = rows.into_iter().map(|row| Shown {
        line: usize::try_from(row.line).unwrap_or(0),
        name: row.name,
        voter: row.voter,
        class: class_name(&row.class, &known),
        address: row.address,
        member_since: row.member_since,
        starts_on: row.starts_on,
        last_day: last_day_before(row.ends_on),
    });
    Ok(Leaf {
        at,
        rows: rows.collect(),
    })
}
