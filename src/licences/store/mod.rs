//! All SQL of licences. Read here, with how each stands; [`recording`]: entered and ended;
//! `reviews`, and `falls`: what rests on an inbound one.

mod falls;
mod recording;
mod reviews;

pub use falls::{Falls, falls};
pub use recording::{NewLicence, end, enter};
pub use reviews::{Document, NewReview, Review, document, review, reviews};

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::result::Error as DbError;
use diesel::sql_types::{
    BigInt, Binary, Bool, Date, Int4, Nullable, Text, Timestamptz, Uuid as SqlUuid,
};
use diesel_async::RunQueryDsl;
use thiserror::Error;
use uuid::Uuid;

use super::model::{Direction, Facts, Outcome, Reviewed, Standing, judge, next_review};
use crate::db::Connection;
use crate::seal::canonical::OutsideForm;

/// Why something was not recorded.
#[derive(Debug, Error)]
pub enum LicencesError {
    /// A sentence for the officer.
    #[error("{0}")]
    Refused(&'static str),
    #[error("the terms cannot be written: {0}")]
    Terms(#[from] OutsideForm),
    #[error(transparent)]
    Database(DbError),
}

impl From<DbError> for LicencesError {
    fn from(error: DbError) -> Self {
        let DbError::DatabaseError(_, about) = &error else {
            return Self::Database(error);
        };
        match about.constraint_name().and_then(sentence) {
            Some(sentence) => Self::Refused(sentence),
            None => Self::Database(error),
        }
    }
}

/// What a guard of the database says.
fn sentence(constraint: &str) -> Option<&'static str> {
    Some(match constraint {
        "licence_by_officer" => {
            "Only the secretary, the treasurer, the chair or a deputy keeps licences. You hold no such office now. Ask one of them."
        }
        "licence_is_of_assets" => "Choose assets of the registry, each once.",
        "licence_in_is_of_others" => {
            "An inbound licence is of what others own: choose assets that the registry holds as licensed in or in trust."
        }
        "exclusive_licence_needs_a_deed" => {
            "An exclusive licence of a protected asset parts with it: board and members decide that very act. Draft a deed of the act “licence” whose terms name the SHA-256 below, have it carried out, and enter its number here."
        }
        "deed_allows_one_licence" => {
            "This deed was used for another licence, or this licence needs none. Leave the deed empty, or name another."
        }
        "licence_replaces_once" => {
            "The licence that it replaces was replaced already, or is of the other direction. Choose another, or none."
        }
        "licence_ends_early" => {
            "A licence ends on its own last day at the latest. Give such a day."
        }
        "review_is_scheduled" => {
            "No review is scheduled for this day, or it was reviewed already. Open the page again."
        }
        "review_was_performed" => {
            "A review was performed by today, while the licence lasted, and after the one before. Give such a day."
        }
        _ => return None,
    })
}

/// An asset as licences name it.
#[derive(Clone, Debug, QueryableByName)]
pub struct Asset {
    #[diesel(sql_type = SqlUuid)]
    pub asset: Uuid,
    #[diesel(sql_type = BigInt)]
    pub number: i64,
    #[diesel(sql_type = Text)]
    pub title: String,
    #[diesel(sql_type = Bool)]
    pub protected: bool,
    #[diesel(sql_type = Text)]
    pub holding: String,
}

const ASSETS: &str = "SELECT asset, number, title, protected, holding FROM asset_now";

/// The assets that can be licensed, by number.
///
/// # Errors
/// Those of the database.
pub async fn assets(conn: &mut Connection) -> QueryResult<Vec<Asset>> {
    crate::db::sql_query(format!(
        "{ASSETS} WHERE state IN ('planned', 'active') ORDER BY number"
    ))
    .load(conn)
    .await
}

/// # Errors
/// Those of the database.
pub async fn assets_of(conn: &mut Connection, licence: Uuid) -> QueryResult<Vec<Asset>> {
    crate::db::sql_query(format!(
        "{ASSETS} WHERE asset = ANY (SELECT unnest(l.assets) FROM licences l WHERE l.id = $1) ORDER BY number"
    ))
    .bind::<SqlUuid, _>(licence)
    .load(conn)
    .await
}

/// A licence as it stands.
#[derive(Clone, Debug)]
pub struct Licence {
    pub id: Uuid,
    pub number: i64,
    pub direction: Direction,
    pub counterparty: String,
    pub title: String,
    pub scope: String,
    pub territory: String,
    pub field: String,
    pub exclusive: bool,
    pub sublicensable: bool,
    pub starts_on: NaiveDate,
    /// Its own last day.
    pub own_end: Option<NaiveDate>,
    /// The last day at which it was ended, and why.
    pub ended: Option<(NaiveDate, String)>,
    pub quality: String,
    pub inspection: bool,
    pub termination: String,
    pub law: String,
    pub review_months: Option<u32>,
    pub replaces: Option<i64>,
    pub replaced_by: Option<i64>,
    /// The first day of the licence that replaces it.
    pub replaced_from: Option<NaiveDate>,
    /// The number of the deed by which it is exclusive.
    pub deed: Option<i64>,
    pub terms: Vec<u8>,
    pub sha256: Vec<u8>,
    pub last: Option<Reviewed>,
    /// Titles of its assets, in a line.
    pub about: String,
    pub at: DateTime<Utc>,
}

impl Licence {
    /// What decides how it stands.
    #[must_use]
    pub fn facts(&self) -> Facts {
        Facts {
            direction: self.direction,
            starts_on: self.starts_on,
            ends_on: self.ends_on(),
            has_quality: !self.quality.is_empty(),
            has_inspection: self.inspection,
            has_termination: !self.termination.is_empty(),
            review_months: self.review_months,
            last: self.last,
        }
    }

    /// Its last day, whatever ends it.
    #[must_use]
    pub fn ends_on(&self) -> Option<NaiveDate> {
        let ended = self
            .ended
            .as_ref()
            .map_or(self.own_end, |(day, _)| Some(*day));
        let replaced = self.replaced_from.and_then(|day| day.pred_opt());
        match (ended, replaced) {
            (Some(ended), Some(replaced)) => Some(ended.min(replaced)),
            (ended, replaced) => ended.or(replaced),
        }
    }

    /// Its first day, where that is still to come.
    #[must_use]
    pub fn begins_on(&self, today: NaiveDate) -> Option<NaiveDate> {
        (today < self.starts_on).then_some(self.starts_on)
    }

    #[must_use]
    pub fn standing(&self, today: NaiveDate) -> Standing {
        judge(&self.facts(), today)
    }

    /// The scheduled day that is reviewed next.
    #[must_use]
    pub fn next_review(&self) -> Option<NaiveDate> {
        next_review(&self.facts())
    }
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = BigInt)]
    number: i64,
    #[diesel(sql_type = Text)]
    direction: String,
    #[diesel(sql_type = Text)]
    counterparty: String,
    #[diesel(sql_type = Text)]
    title: String,
    #[diesel(sql_type = Text)]
    scope: String,
    #[diesel(sql_type = Text)]
    territory: String,
    #[diesel(sql_type = Text)]
    field_of_use: String,
    #[diesel(sql_type = Bool)]
    exclusive: bool,
    #[diesel(sql_type = Bool)]
    sublicensable: bool,
    #[diesel(sql_type = Date)]
    starts_on: NaiveDate,
    #[diesel(sql_type = Nullable<Date>)]
    ends_on: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Date>)]
    ended_on: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Text>)]
    ended_why: Option<String>,
    #[diesel(sql_type = Text)]
    quality: String,
    #[diesel(sql_type = Bool)]
    inspection: bool,
    #[diesel(sql_type = Text)]
    termination: String,
    #[diesel(sql_type = Text)]
    governing_law: String,
    #[diesel(sql_type = Nullable<Int4>)]
    review_months: Option<i32>,
    #[diesel(sql_type = Nullable<BigInt>)]
    replaces: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    replaced_by: Option<i64>,
    #[diesel(sql_type = Nullable<Date>)]
    replaced_from: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<BigInt>)]
    deed: Option<i64>,
    #[diesel(sql_type = Binary)]
    terms: Vec<u8>,
    #[diesel(sql_type = Binary)]
    sha256: Vec<u8>,
    #[diesel(sql_type = Nullable<Date>)]
    due_on: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Text>)]
    outcome: Option<String>,
    #[diesel(sql_type = Nullable<Date>)]
    cure_by: Option<NaiveDate>,
    #[diesel(sql_type = Text)]
    about: String,
    #[diesel(sql_type = Timestamptz)]
    recorded_at: DateTime<Utc>,
}

impl Row {
    fn read(self) -> Option<Licence> {
        let last = match (
            self.due_on,
            self.outcome.as_deref().and_then(Outcome::parse),
        ) {
            (Some(due_on), Some(outcome)) => Some(Reviewed {
                due_on,
                outcome,
                cure_by: self.cure_by,
            }),
            _ => None,
        };
        Some(Licence {
            id: self.id,
            number: self.number,
            direction: Direction::parse(&self.direction)?,
            counterparty: self.counterparty,
            title: self.title,
            scope: self.scope,
            territory: self.territory,
            field: self.field_of_use,
            exclusive: self.exclusive,
            sublicensable: self.sublicensable,
            starts_on: self.starts_on,
            own_end: self.ends_on,
            ended: self.ended_on.zip(self.ended_why),
            quality: self.quality,
            inspection: self.inspection,
            termination: self.termination,
            law: self.governing_law,
            review_months: self
                .review_months
                .and_then(|months| u32::try_from(months).ok()),
            replaces: self.replaces,
            replaced_by: self.replaced_by,
            replaced_from: self.replaced_from,
            deed: self.deed,
            terms: self.terms,
            sha256: self.sha256,
            last,
            about: self.about,
            at: self.recorded_at,
        })
    }
}

const LICENCES: &str = "\
    SELECT l.id, l.number, l.direction, l.counterparty, l.title, l.scope, l.territory, l.field_of_use, l.exclusive, l.sublicensable, \
        l.starts_on, l.ends_on, e.ends_on AS ended_on, e.reason AS ended_why, l.quality, l.inspection, l.termination, l.governing_law, \
        l.review_months, o.number AS replaces, (SELECT n.number FROM licences n WHERE n.replaces = l.id) AS replaced_by, \
        (SELECT n.starts_on FROM licences n WHERE n.replaces = l.id) AS replaced_from, \
        (SELECT d.number FROM asset_deeds d WHERE d.id = l.execution) AS deed, l.terms, l.sha256, \
        r.due_on, r.outcome, r.cure_by, l.recorded_at, \
        coalesce((SELECT string_agg(a.title, ', ' ORDER BY a.number) FROM asset_now a WHERE a.asset = ANY (l.assets)), '') AS about \
    FROM licences l LEFT JOIN licence_ends e ON e.licence = l.id LEFT JOIN licences o ON o.id = l.replaces \
    LEFT JOIN LATERAL (SELECT x.* FROM licence_reviews x WHERE x.licence = l.id ORDER BY x.record DESC LIMIT 1) r ON true";

/// Licences of a direction from a number down, the newest first; at most so many.
///
/// # Errors
/// Those of the database.
pub async fn page(
    conn: &mut Connection,
    direction: Direction,
    before: Option<i64>,
    most: i64,
) -> QueryResult<Vec<Licence>> {
    let rows: Vec<Row> = crate::db::sql_query(format!(
        "{LICENCES} WHERE l.direction = $1 AND ($2 IS NULL OR l.number < $2) ORDER BY l.number DESC LIMIT $3"
    ))
    .bind::<Text, _>(direction.word())
    .bind::<Nullable<BigInt>, _>(before)
    .bind::<BigInt, _>(most)
    .load(conn)
    .await?;
    Ok(rows.into_iter().filter_map(Row::read).collect())
}

/// Every licence, the newest first.
///
/// # Errors
/// Those of the database.
pub async fn all(conn: &mut Connection) -> QueryResult<Vec<Licence>> {
    let rows: Vec<Row> = crate::db::sql_query(format!("{LICENCES} ORDER BY l.number DESC"))
        .load(conn)
        .await?;
    Ok(rows.into_iter().filter_map(Row::read).collect())
}

/// # Errors
/// Those of the database.
pub async fn by_number(conn: &mut Connection, number: i64) -> QueryResult<Option<Licence>> {
    let row: Option<Row> = crate::db::sql_query(format!("{LICENCES} WHERE l.number = $1"))
        .bind::<BigInt, _>(number)
        .get_result(conn)
        .await
        .optional()?;
    Ok(row.and_then(Row::read))
}

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
}

/// The deed of this number.
///
/// # Errors
/// Those of the database.
pub async fn deed(conn: &mut Connection, number: i64) -> QueryResult<Option<Uuid>> {
    let row: Option<Id> = crate::db::sql_query(
        "SELECT d.id FROM asset_deeds d JOIN asset_executions x ON x.deed = d.id WHERE d.number = $1",
    )
    .bind::<BigInt, _>(number)
    .get_result(conn)
    .await
    .optional()?;
    Ok(row.map(|row| row.id))
}
