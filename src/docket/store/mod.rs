//! All SQL of the docket. Everything is written under one lock, by the database's clock.

pub mod acting;
pub mod canary;
pub mod confirming;
pub mod list;
pub mod one;
pub mod packs;
pub mod recompute;
mod writing;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Date, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use thiserror::Error;

use super::model::clock::zones;
use super::model::{Clock, Dates, PackFault};
use crate::db::{Connection, sql_query};

/// Why nothing was done.
#[derive(Debug, Error)]
pub enum DocketError {
    /// A sentence for the officer.
    #[error("{0}")]
    Refused(&'static str),
    /// A pack that cannot be taken, with every fault.
    #[error("the pack of rules has faults")]
    Pack(Vec<PackFault>),
    /// What is on record is not what this program wrote.
    #[error("{0}")]
    Unknown(String),
    #[error(transparent)]
    Database(diesel::result::Error),
}

impl From<diesel::result::Error> for DocketError {
    fn from(error: diesel::result::Error) -> Self {
        let constraint = match &error {
            diesel::result::Error::DatabaseError(_, info) => info.constraint_name(),
            _ => None,
        };
        Self::Refused(match constraint {
            Some("pack_by_its_keepers") => {
                "A pack of rules is taken up by the secretary, the chair, the treasurer, or a deputy. Ask one of them."
            }
            Some("deadline_act_by_its_keepers") => {
                "What becomes of a deadline is recorded by the secretary, the chair, the treasurer, or a deputy. Ask one of them."
            }
            Some("deadline_stands") => {
                "This deadline was superseded. Open the one that stands in its place."
            }
            Some("deadline_met_in_its_window") => {
                "That day is not in its window, or not yet come. What is filed too early or too late does not meet it. Give the day on which it was done."
            }
            Some("missed_stays_missed") => {
                "Its last day is over. What was missed stays missed; it cannot be waived any more. Say what came of it."
            }
            Some("waiver_takes_a_deed") => {
                "This asset is protected: by the rule “Letting go” (docs/deeds.md) what must be done for it is waived once the asset, or its case, is given up by a deed, or ended by its office as an incident says. Propose a deed, or record the incident and what became of the case."
            }
            Some("deadline_reopened_after_an_act") => {
                "No officer said anything of this deadline that could be taken back. Open its page again."
            }
            Some("acknowledged_by_an_officer") => {
                "Officers acknowledge a reminder, once it has come. Wait for it, or ask an officer."
            }
            Some("confirmed_by_keeper_or_counsel") => {
                "The days of a deadline are confirmed by the secretary, the chair, the treasurer, a deputy, or counsel in an open matter about the asset. Ask one of them."
            }
            Some("confirmed_by_a_second_person") => {
                "You entered the event, or keep what this is about. A second person confirms what follows from it: another officer who keeps the register, or counsel in an open matter about the asset."
            }
            _ => return Self::Database(error),
        })
    }
}

/// The days of a deadline, as a row has them.
#[derive(Clone, Debug, QueryableByName)]
pub struct Days {
    #[diesel(sql_type = Date)]
    anchor: NaiveDate,
    #[diesel(sql_type = Nullable<Date>)]
    opens_nominal: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Date>)]
    opens: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Date>)]
    due: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Date>)]
    due_actionable: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Date>)]
    grace: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Date>)]
    grace_actionable: Option<NaiveDate>,
}

impl Days {
    /// As the model has them.
    #[must_use]
    pub const fn dates(&self) -> Dates {
        Dates {
            anchor: self.anchor,
            opens_nominal: self.opens_nominal,
            opens: self.opens,
            due: self.due,
            due_actionable: self.due_actionable,
            grace: self.grace,
            grace_actionable: self.grace_actionable,
        }
    }
}

/// The foundation's day, by the database's clock.
///
/// # Errors
/// Those of the database.
pub async fn today(conn: &mut Connection) -> QueryResult<NaiveDate> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Date)]
        today: NaiveDate,
    }
    let row: Row = sql_query("SELECT legal_day(clock_timestamp()) AS today")
        .get_result(conn)
        .await?;
    Ok(row.today)
}

/// The instant by the database's clock, as the day that it is at the foundation and, by the pack
/// in force, at each office.
///
/// # Errors
/// Those of the database, and a zone that this program does not know.
pub async fn clock(conn: &mut Connection) -> Result<Clock, DocketError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Timestamptz)]
        now: DateTime<Utc>,
        #[diesel(sql_type = Text)]
        zone: String,
        #[diesel(sql_type = Nullable<Text>)]
        pack: Option<String>,
    }
    let row: Row = sql_query(
        "SELECT clock_timestamp() AS now, \
                coalesce((SELECT f.time_zone FROM foundations f ORDER BY f.version DESC LIMIT 1), 'UTC') AS zone, \
                (SELECT k.pack FROM rule_packs k ORDER BY k.number DESC LIMIT 1) AS pack",
    )
    .get_result(conn)
    .await?;
    let zone = row
        .zone
        .parse()
        .map_err(|_| DocketError::Unknown(format!("the time zone {} is not known", row.zone)))?;
    let offices = row.pack.as_deref().map(zones).unwrap_or_default();
    Ok(Clock::new(row.now, zone, offices))
}

/// Whoever writes to the docket waits here for whoever does.
async fn lock(conn: &mut Connection) -> QueryResult<()> {
    sql_query("SELECT pg_advisory_xact_lock(hashtextextended('commonhold/docket', 0))")
        .execute(conn)
        .await?;
    Ok(())
}
