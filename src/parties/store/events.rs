//! Who controls whom, and what became of organisations: recorded and read.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Date, Int4, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::name_of;
use super::ties::EndError;
use crate::db::Connection;
use crate::parties::model::kin::EventKind;
use crate::parties::model::tie::{Span, holds_on, share_said};
use crate::parties::{Name, PartyId};

/// A link of control to be recorded, by an officer with a reason.
#[derive(Clone, Debug)]
pub struct NewLink {
    pub id: Uuid,
    pub parent: PartyId,
    pub child: PartyId,
    pub percent_bp: u32,
    /// Shares, votes, a contract.
    pub basis: String,
    pub reason: String,
    pub span: Span,
    pub by: PartyId,
}

/// The same as recorded, with its end as known.
#[derive(Clone, Debug, QueryableByName)]
pub struct Link {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub parent: Uuid,
    #[diesel(sql_type = Text)]
    pub parent_name: String,
    #[diesel(sql_type = SqlUuid)]
    pub child: Uuid,
    #[diesel(sql_type = Text)]
    pub child_name: String,
    #[diesel(sql_type = Int4)]
    pub percent_bp: i32,
    #[diesel(sql_type = Text)]
    pub basis: String,
    #[diesel(sql_type = Text)]
    pub reason: String,
    #[diesel(sql_type = Date)]
    pub starts_on: NaiveDate,
    #[diesel(sql_type = Nullable<Date>)]
    pub ends_on: Option<NaiveDate>,
    #[diesel(sql_type = Text)]
    pub recorded_by: String,
    #[diesel(sql_type = Timestamptz)]
    pub recorded_at: DateTime<Utc>,
}

impl Link {
    #[must_use]
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        holds_on(self.starts_on, self.ends_on, day)
    }

    #[must_use]
    pub fn percent(&self) -> String {
        u32::try_from(self.percent_bp).map_or_else(|_| String::new(), share_said)
    }
}

/// Records a link of control.
///
/// # Errors
/// Those of the database.
pub async fn record_link(conn: &mut Connection, new: &NewLink) -> QueryResult<()> {
    crate::db::sql_query(
        "INSERT INTO control_links (id, parent, child, percent_bp, basis, reason, starts_on, ends_on, recorded_by) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (id) DO NOTHING",
    )
    .bind::<SqlUuid, _>(new.id)
    .bind::<SqlUuid, _>(new.parent.0)
    .bind::<SqlUuid, _>(new.child.0)
    .bind::<Int4, _>(i32::try_from(new.percent_bp).unwrap_or(0))
    .bind::<Text, _>(&new.basis)
    .bind::<Text, _>(&new.reason)
    .bind::<Date, _>(new.span.starts_on())
    .bind::<Nullable<Date>, _>(new.span.ends_on())
    .bind::<SqlUuid, _>(new.by.0)
    .execute(conn)
    .await?;
    Ok(())
}

/// Records that control is held no more from a day on.
///
/// # Errors
/// When it began later.
pub async fn end_link(
    conn: &mut Connection,
    id: Uuid,
    link: Uuid,
    ends_on: NaiveDate,
    reason: &str,
    by: PartyId,
) -> Result<(), EndError> {
    crate::db::sql_query(
        "INSERT INTO control_link_ends (id, link, ends_on, reason, recorded_by) \
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO NOTHING",
    )
    .bind::<SqlUuid, _>(id)
    .bind::<SqlUuid, _>(link)
    .bind::<Date, _>(ends_on)
    .bind::<Text, _>(reason)
    .bind::<SqlUuid, _>(by.0)
    .execute(conn)
    .await
    .map_err(EndError::of)?;
    Ok(())
}

/// The links of which an organisation is parent or child, as known at an instant.
///
/// # Errors
/// Those of the database.
pub async fn links_of(
    conn: &mut Connection,
    organisation: PartyId,
    known_at: DateTime<Utc>,
) -> QueryResult<Vec<Link>> {
    crate::db::sql_query(format!(
        "SELECT l.id, l.parent, {parent} AS parent_name, l.child, {child} AS child_name, l.percent_bp, l.basis, \
             l.reason, l.starts_on, coalesce((SELECT x.ends_on FROM control_link_ends x \
                 WHERE x.link = l.id AND x.recorded_at <= $2 ORDER BY x.record DESC LIMIT 1), l.ends_on) AS ends_on, \
             {by} AS recorded_by, l.recorded_at \
         FROM control_links l WHERE (l.parent = $1 OR l.child = $1) AND l.recorded_at <= $2 \
         ORDER BY l.starts_on DESC, l.recorded_at DESC, l.id",
        parent = name_of("l.parent"),
        child = name_of("l.child"),
        by = name_of("l.recorded_by"),
    ))
    .bind::<SqlUuid, _>(organisation.0)
    .bind::<Timestamptz, _>(known_at)
    .load(conn)
    .await
}

/// What became of an organisation, to be recorded.
#[derive(Clone, Debug)]
pub struct NewEvent {
    pub id: Uuid,
    pub organisation: PartyId,
    pub what: Became,
    pub effective_on: NaiveDate,
    pub source: String,
    pub by: PartyId,
}

/// What an organisation became.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Became {
    MergedInto(PartyId),
    AcquiredBy(PartyId),
    Renamed(Name),
    Dissolved,
}

impl Became {
    #[must_use]
    pub fn kind(&self) -> EventKind {
        match self {
            Self::MergedInto(_) => EventKind::Merged,
            Self::AcquiredBy(_) => EventKind::Acquired,
            Self::Renamed(_) => EventKind::Renamed,
            Self::Dissolved => EventKind::Dissolved,
        }
    }

    /// Who goes on in its place.
    #[must_use]
    pub fn successor(&self) -> Option<PartyId> {
        match self {
            Self::MergedInto(successor) | Self::AcquiredBy(successor) => Some(*successor),
            Self::Renamed(_) | Self::Dissolved => None,
        }
    }
}

/// What became of an organisation, as recorded.
#[derive(Clone, Debug, QueryableByName)]
pub struct Recorded {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub organisation: Uuid,
    #[diesel(sql_type = Text)]
    pub organisation_name: String,
    #[diesel(sql_type = Text)]
    pub kind: EventKind,
    #[diesel(sql_type = Date)]
    pub effective_on: NaiveDate,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub successor: Option<Uuid>,
    /// The successor's name, or the new one; empty for neither.
    #[diesel(sql_type = Text)]
    pub other_name: String,
    #[diesel(sql_type = Text)]
    pub source: String,
    #[diesel(sql_type = Bool)]
    pub withdrawn: bool,
    /// Why it was withdrawn; empty where it was not.
    #[diesel(sql_type = Text)]
    pub withdrawn_because: String,
    #[diesel(sql_type = Text)]
    pub recorded_by: String,
    #[diesel(sql_type = Timestamptz)]
    pub recorded_at: DateTime<Utc>,
}

/// Records what became of an organisation; false when this form was taken before.
///
/// # Errors
/// Those of the database.
pub async fn record_event(conn: &mut Connection, new: &NewEvent) -> QueryResult<bool> {
    let new_name = match &new.what {
        Became::Renamed(name) => Some(name.as_str()),
        Became::MergedInto(_) | Became::AcquiredBy(_) | Became::Dissolved => None,
    };
    let rows = crate::db::sql_query(
        "INSERT INTO organisation_events (id, organisation, kind, effective_on, successor, new_name, source, recorded_by) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING",
    )
    .bind::<SqlUuid, _>(new.id)
    .bind::<SqlUuid, _>(new.organisation.0)
    .bind::<Text, _>(new.what.kind().word())
    .bind::<Date, _>(new.effective_on)
    .bind::<Nullable<SqlUuid>, _>(new.what.successor().map(|party| party.0))
    .bind::<Nullable<Text>, _>(new_name)
    .bind::<Text, _>(&new.source)
    .bind::<SqlUuid, _>(new.by.0)
    .execute(conn)
    .await?;
    Ok(rows == 1)
}

/// Records that what was declared was an error; once.
///
/// # Errors
/// Those of the database.
pub async fn withdraw_event(
    conn: &mut Connection,
    event: Uuid,
    reason: &str,
    by: PartyId,
) -> QueryResult<()> {
    crate::db::sql_query(
        "INSERT INTO organisation_event_withdrawals (event, reason, recorded_by) \
         VALUES ($1, $2, $3) ON CONFLICT (event) DO NOTHING",
    )
    .bind::<SqlUuid, _>(event)
    .bind::<Text, _>(reason)
    .bind::<SqlUuid, _>(by.0)
    .execute(conn)
    .await?;
    Ok(())
}

/// What became of an organisation, or of others whose successor it is, as known
/// at an instant, the latest first.
///
/// # Errors
/// Those of the database.
pub async fn events_of(
    conn: &mut Connection,
    organisation: PartyId,
    known_at: DateTime<Utc>,
) -> QueryResult<Vec<Recorded>> {
    crate::db::sql_query(format!(
        "SELECT e.id, e.organisation, {name} AS organisation_name, e.kind, e.effective_on, e.successor, \
             coalesce(e.new_name, {successor}) AS other_name, e.source, w.event IS NOT NULL AS withdrawn, \
             coalesce(w.reason, '') AS withdrawn_because, {by} AS recorded_by, e.recorded_at \
         FROM organisation_events e \
         LEFT JOIN organisation_event_withdrawals w ON w.event = e.id AND w.recorded_at <= $2 \
         WHERE (e.organisation = $1 OR e.successor = $1) AND e.recorded_at <= $2 \
         ORDER BY e.effective_on DESC, e.recorded_at DESC, e.id",
        name = name_of("e.organisation"),
        successor = name_of("e.successor"),
        by = name_of("e.recorded_by"),
    ))
    .bind::<SqlUuid, _>(organisation.0)
    .bind::<Timestamptz, _>(known_at)
    .load(conn)
    .await
}
