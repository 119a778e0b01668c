//! All SQL of licences. Read here, with how each stands; [`recording`]: entered, confirmed and
//! ended; `assets` they are of; `reviews`, and `falls`: what rests on an inbound one.

mod assets;
mod falls;
mod recording;
mod reviews;

pub use assets::{Asset, assets, assets_of};
pub use falls::{Falls, falls};
pub use recording::{NewLicence, confirm, deed, end, enter, retract};
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

use super::model::{
    Direction, Facts, Outcome, Reviewed, Stage, Standing, next_review, review_by, standing,
};
use crate::db::{Connection, read_from_words};
use crate::seal::canonical::OutsideForm;

read_from_words!(Direction, Outcome);

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
        "licence_is_of_its_deed" => {
            "This deed was carried out for another licence: it allows the one whose terms have the SHA-256 that it names, given to the licensee that it names. Leave the deed empty, or enter that licence word by word."
        }
        "licence_replaces_once" => {
            "The licence that it replaces was replaced already, or is about to be, or is of the other direction. Choose another, or none."
        }
        "licence_has_a_standard" => {
            "A licence of a protected mark names the standard of quality that the licensee keeps to: without it the mark can be lost. Write the standard down."
        }
        "licence_takes_two" => {
            "A licence of a protected asset is entered by one officer who keeps the register and confirmed by another. You entered it yourself, or hold no such office now. Ask the secretary, the treasurer, the chair or a deputy."
        }
        "licence_is_confirmed_in_time" => {
            "A licence of a protected asset waits for the second officer for 14 days, and those are over. Enter it anew."
        }
        "licence_is_of_a_keeper" => {
            "A licence of a protected asset is confirmed while whoever entered it keeps the register, and they hold no such office any more. Take it back, and enter it anew."
        }
        "licence_waits_for_a_second" => {
            "This licence was confirmed or taken back meanwhile. Open it again."
        }
        "licence_counts" => {
            "This licence does not count, since no second officer has confirmed it. Have it confirmed first, or take it back."
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
        "cure_within_an_interval" => {
            "What a review finds is put right within one interval of reviews. Give an earlier day for it."
        }
        _ => return None,
    })
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
    pub stage: Stage,
    /// Until when one that takes two waits for the second.
    pub waits_until: DateTime<Utc>,
    pub entered_by: Uuid,
    /// Who entered it, by name.
    pub enterer: String,
    /// The second keeper, where it took one.
    pub confirmer: Option<String>,
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
    pub fn counts(&self) -> bool {
        self.stage == Stage::Counts
    }

    #[must_use]
    pub fn standing(&self, today: NaiveDate) -> Standing {
        standing(self.stage, &self.facts(), today)
    }

    /// The scheduled day that is reviewed next, of one that counts.
    #[must_use]
    pub fn next_review(&self, today: NaiveDate) -> Option<NaiveDate> {
        next_review(&self.facts(), today).filter(|_| self.counts())
    }

    /// The day by which that review is done.
    #[must_use]
    pub fn review_by(&self, today: NaiveDate) -> Option<NaiveDate> {
        review_by(&self.facts(), today).filter(|_| self.counts())
    }
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = BigInt)]
    number: i64,
    #[diesel(sql_type = Text)]
    direction: Direction,
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
    outcome: Option<Outcome>,
    #[diesel(sql_type = Nullable<Date>)]
    cure_by: Option<NaiveDate>,
    #[diesel(sql_type = Text)]
    about: String,
    #[diesel(sql_type = Bool)]
    counts: bool,
    #[diesel(sql_type = Bool)]
    waits: bool,
    #[diesel(sql_type = Timestamptz)]
    waits_until: DateTime<Utc>,
    #[diesel(sql_type = Bool)]
    retracted: bool,
    #[diesel(sql_type = SqlUuid)]
    entered_by: Uuid,
    #[diesel(sql_type = Text)]
    enterer: String,
    #[diesel(sql_type = Nullable<Text>)]
    confirmer: Option<String>,
    #[diesel(sql_type = Timestamptz)]
    recorded_at: DateTime<Utc>,
}

impl Row {
    fn read(self) -> Licence {
        let last = match (self.due_on, self.outcome) {
            (Some(due_on), Some(outcome)) => Some(Reviewed {
                due_on,
                outcome,
                cure_by: self.cure_by,
            }),
            _ => None,
        };
        Licence {
            id: self.id,
            number: self.number,
            direction: self.direction,
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
            stage: match (self.counts, self.waits, self.retracted) {
                (true, _, _) => Stage::Counts,
                (false, true, _) => Stage::Waits,
                (false, false, true) => Stage::TakenBack,
                (false, false, false) => Stage::Lapsed,
            },
            waits_until: self.waits_until,
            entered_by: self.entered_by,
            enterer: self.enterer,
            confirmer: self.confirmer,
            at: self.recorded_at,
        }
    }
}

const LICENCES: &str = "\
    SELECT l.id, l.number, l.direction, l.counterparty, l.title, l.scope, l.territory, l.field_of_use, l.exclusive, l.sublicensable, \
        l.starts_on, l.ends_on, e.ends_on AS ended_on, e.reason AS ended_why, l.quality, l.inspection, l.termination, l.governing_law, \
        l.review_months, o.number AS replaces, \
        (SELECT n.number FROM licences n WHERE n.replaces = l.id AND licence_counts(n.id)) AS replaced_by, \
        (SELECT n.starts_on FROM licences n WHERE n.replaces = l.id AND licence_counts(n.id)) AS replaced_from, \
        (SELECT d.number FROM asset_deeds d WHERE d.id = l.execution) AS deed, l.terms, l.sha256, \
        r.due_on, r.outcome, r.cure_by, l.recorded_at, licence_counts(l.id) AS counts, l.entered_by, \
        licence_waits(l.id, clock_timestamp()) AS waits, act_ends_at(l.recorded_at) AS waits_until, \
        EXISTS (SELECT FROM licence_retractions t WHERE t.licence = l.id) AS retracted, \
        (SELECT p.name FROM party_records p WHERE p.party = l.entered_by ORDER BY p.record DESC LIMIT 1) AS enterer, \
        (SELECT p.name FROM licence_confirmations c JOIN party_records p ON p.party = c.confirmed_by \
         WHERE c.licence = l.id ORDER BY p.record DESC LIMIT 1) AS confirmer, \
        coalesce((SELECT string_agg(a.title, ', ' ORDER BY a.number) FROM asset_now a WHERE a.asset = ANY (l.assets)), '') AS about \
    FROM licences l LEFT JOIN licence_ends e ON e.licence = l.id LEFT JOIN licences o ON o.id = l.replaces \
    LEFT JOIN LATERAL (SELECT x.* FROM licence_reviews x WHERE x.licence = l.id ORDER BY x.record DESC LIMIT 1) r ON true";

/// Licences of a direction from a number down, the newest first; at most so many, and those
/// too that do not count only for whoever keeps them.
///
/// # Errors
/// Those of the database.
pub async fn page(
    conn: &mut Connection,
    direction: Direction,
    (before, uncounted): (Option<i64>, bool),
    most: i64,
) -> QueryResult<Vec<Licence>> {
    let rows: Vec<Row> = crate::db::sql_query(format!(
        "{LICENCES} WHERE l.direction = $1 AND ($2 IS NULL OR l.number < $2) AND ($4 OR licence_counts(l.id)) \
         ORDER BY l.number DESC LIMIT $3"
    ))
    .bind::<Text, _>(direction.word())
    .bind::<Nullable<BigInt>, _>(before)
    .bind::<BigInt, _>(most)
    .bind::<Bool, _>(uncounted)
    .load(conn)
    .await?;
    Ok(rows.into_iter().map(Row::read).collect())
}

/// Every licence, the newest first, whether it counts or not.
///
/// # Errors
/// Those of the database.
pub async fn all(conn: &mut Connection) -> QueryResult<Vec<Licence>> {
    let rows: Vec<Row> = crate::db::sql_query(format!("{LICENCES} ORDER BY l.number DESC"))
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(Row::read).collect())
}

/// # Errors
/// Those of the database.
pub async fn by_number(conn: &mut Connection, number: i64) -> QueryResult<Option<Licence>> {
    let row: Option<Row> = crate::db::sql_query(format!("{LICENCES} WHERE l.number = $1"))
        .bind::<BigInt, _>(number)
        .get_result(conn)
        .await
        .optional()?;
    Ok(row.map(Row::read))
}
