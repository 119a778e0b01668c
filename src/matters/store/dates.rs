//! The dates that bind a matter, read with their endings. What may be privileged is not here.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::Connection;
use crate::matters::model::{DateEnding, DateKind, DateStanding};
use crate::parties::PartyId;

/// A day that binds.
#[derive(Clone, Debug)]
pub struct BindingDate {
    pub record: i64,
    pub kind: DateKind,
    pub due_on: NaiveDate,
    pub citation: String,
    pub by: String,
    pub ended: Option<(DateEnding, String, String)>,
    /// Number and title of its matter.
    pub matter: (i64, String),
    pub at: DateTime<Utc>,
}

impl BindingDate {
    #[must_use]
    pub fn standing(&self, today: NaiveDate) -> DateStanding {
        DateStanding::on(
            today,
            self.due_on,
            self.ended.as_ref().map(|(ending, _, _)| *ending),
        )
    }
}

#[derive(QueryableByName)]
struct DateRow {
    #[diesel(sql_type = BigInt)]
    record: i64,
    #[diesel(sql_type = Text)]
    kind: DateKind,
    #[diesel(sql_type = Date)]
    due_on: NaiveDate,
    #[diesel(sql_type = Text)]
    citation: String,
    #[diesel(sql_type = Text)]
    entered_by: String,
    #[diesel(sql_type = Nullable<Text>)]
    ending: Option<DateEnding>,
    #[diesel(sql_type = Nullable<Text>)]
    words: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    ended_by: Option<String>,
    #[diesel(sql_type = BigInt)]
    number: i64,
    #[diesel(sql_type = Text)]
    title: String,
    #[diesel(sql_type = Timestamptz)]
    recorded_at: DateTime<Utc>,
}

impl DateRow {
    fn read(self) -> BindingDate {
        let ended = match (self.ending, self.words, self.ended_by) {
            (Some(ending), Some(words), Some(by)) => Some((ending, words, by)),
            _ => None,
        };
        BindingDate {
            record: self.record,
            kind: self.kind,
            due_on: self.due_on,
            citation: self.citation,
            by: self.entered_by,
            ended,
            matter: (self.number, self.title),
            at: self.recorded_at,
        }
    }
}

const DATES: &str = concat!(
    "SELECT d.record, d.kind, d.due_on, d.citation, ",
    name_of!("d.entered_by"),
    " AS entered_by, x.ending, x.words, ",
    name_of!("x.ended_by"),
    " AS ended_by, m.number, m.title, d.recorded_at \
     FROM matter_dates d JOIN matters m ON m.id = d.matter LEFT JOIN matter_date_ends x ON x.date = d.record"
);

/// The days that bind in a matter, the earliest first.
///
/// # Errors
/// Those of the database.
pub async fn dates(conn: &mut Connection, matter: Uuid) -> QueryResult<Vec<BindingDate>> {
    let rows: Vec<DateRow> = crate::db::sql_query(format!(
        "{DATES} WHERE d.matter = $1 ORDER BY d.due_on, d.record"
    ))
    .bind::<SqlUuid, _>(matter)
    .load(conn)
    .await?;
    Ok(rows.into_iter().map(DateRow::read).collect())
}

/// The days that bind until a day, or were missed, in every matter a person works on.
///
/// # Errors
/// Those of the database.
pub async fn dates_until(
    conn: &mut Connection,
    until: NaiveDate,
    person: PartyId,
) -> QueryResult<Vec<BindingDate>> {
    let rows: Vec<DateRow> = crate::db::sql_query(format!(
        "{DATES} WHERE x.date IS NULL AND d.due_on <= $1 AND works_on_matter(m.id, $2) ORDER BY d.due_on, d.record LIMIT 100"
    ))
    .bind::<Date, _>(until)
    .bind::<SqlUuid, _>(person.0)
    .load(conn)
    .await?;
    Ok(rows.into_iter().map(DateRow::read).collect())
}
