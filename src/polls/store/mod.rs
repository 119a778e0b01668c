//! All SQL of polls, one file per stretch of a ballot's way.

mod announcing;
mod casting;
mod cautions;
mod ceremonies;
mod certifying;
mod closing;
mod closing_set;
mod complaining;
mod counting;
mod deciding;
mod destroying;
mod drafting;
mod excluding;
mod exporting;
mod extending;
mod milestones;
mod reminding;
pub mod seating;
mod unsealing;

pub use announcing::{announce, decided};
pub use casting::{
    Answer, Cast, CastError, Entitlement, Voted, VotersPlace, cast, entitlements, place, proxied,
    voted, voted_themselves,
};
pub use cautions::caution;
pub use ceremonies::{
    ShareError, add_ceremony, add_rehearsal, ceremony, challenge, key_rules, report_loss,
};
pub use certifying::{
    Certification, CountError, certifications, certified, certify, prepare_certification,
};
pub use closing::{Closing, close, closing, due, overdue};
pub use closing_set::check_closing;
pub use complaining::{
    ComplaintAnswer, ComplaintError, ComplaintRow, NewAnswer, Unanswered, answer_complaint,
    complain, complaints, complaints_waiting, unanswered_complaints,
};
pub use counting::{
    Countable, KeptResult, ResultRow, Unsealing, countable, hold_openings, keep_result,
    openings_due, result, reveals, shows_winners_only, unsealings,
};
pub use deciding::{
    DecisionError, check_set_aside, keep_set_aside, prepare_set_aside, prepare_voiding, set_aside,
    void, voided,
};
pub use destroying::{
    DestroyError, Destruction, ShareEnd, destroy_envelopes, destruction, is_refused_destruction,
    keep_destruction, prepare_destruction, share_ends, state_destroyed,
};
pub use drafting::{
    KeyRow, OpenError, SaveError, about, add_key, create, keys, majority_of_motion, manifest, open,
    open_under_another_key, opening_that_waits, prepare_opening, save, signing_keys,
};
pub use excluding::{
    Exclusion, check_exclusion, exclude, exclusions, prepare_exclusion, quorum_reached,
};
pub use exporting::envelopes;
pub use extending::{
    Extension, check_extension, extend, extended_entries, extended_lines, extensions,
    prepare_extension,
};
pub use milestones::{Ending, endings};
pub use reminding::{forget_reminders, open_now, remind, uncast};
pub use unsealing::{OpenedFiles, UploadError, add_reveal, add_unsealing};

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Bytea, Int4, Jsonb, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::draft::Draft;
use super::model::{Phase, PollFacts};
use crate::db::{Connection, kept, sql_query};

/// A poll as it stands, with its latest draft (the one it was opened under).
#[derive(Clone, Debug)]
pub struct Poll {
    pub id: Uuid,
    /// The short number in addresses.
    pub number: i32,
    pub roll: Option<Uuid>,
    pub eid: Option<[u8; 32]>,
    pub draft: Draft,
    pub version: i32,
    pub drafted_by: Uuid,
    pub facts: PollFacts,
    pub closed_at: Option<DateTime<Utc>>,
    /// The database's clock when this was read.
    pub now: DateTime<Utc>,
}

impl Poll {
    /// Where the poll stands, by the database's clock.
    #[must_use]
    pub fn phase(&self) -> Phase {
        self.facts.phase(self.now)
    }
}

#[derive(QueryableByName)]
struct PollRow {
    #[diesel(sql_type = diesel::sql_types::Uuid)]
    id: Uuid,
    #[diesel(sql_type = Int4)]
    number: i32,
    #[diesel(sql_type = Text)]
    state: String,
    #[diesel(sql_type = Nullable<diesel::sql_types::Uuid>)]
    roll_id: Option<Uuid>,
    #[diesel(sql_type = Nullable<Bytea>)]
    eid: Option<Vec<u8>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    opens_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    closes_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    closed_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Int4)]
    version: i32,
    #[diesel(sql_type = Jsonb)]
    content: serde_json::Value,
    #[diesel(sql_type = diesel::sql_types::Uuid)]
    drafted_by: Uuid,
    #[diesel(sql_type = Bool)]
    counted: bool,
    #[diesel(sql_type = Int4)]
    certifications: i32,
    #[diesel(sql_type = Bool)]
    voided: bool,
    #[diesel(sql_type = Timestamptz)]
    now: DateTime<Utc>,
}

impl TryFrom<PollRow> for Poll {
    type Error = diesel::result::Error;

    fn try_from(row: PollRow) -> QueryResult<Self> {
        let damaged = |source| diesel::result::Error::DeserializationError(source);
        let mut draft: Draft =
            serde_json::from_value(row.content).map_err(|error| damaged(error.into()))?;
        // What was drafted closes as it was drafted; what was opened closes when it now does.
        if let Some(closes_at) = row.closes_at {
            draft.closes_at = closes_at;
        }
        Ok(Self {
            id: row.id,
            number: row.number,
            roll: row.roll_id,
            eid: row
                .eid
                .map(<[u8; 32]>::try_from)
                .transpose()
                .map_err(|_| damaged("an eid is not 32 bytes long".into()))?,
            draft,
            version: row.version,
            drafted_by: row.drafted_by,
            facts: PollFacts {
                opened: row.state != "draft",
                opens_at: row.opens_at,
                closes_at: row.closes_at,
                closed: row.state == "closed",
                counted: row.counted,
                certifications: u32::try_from(row.certifications).unwrap_or(0),
                voided: row.voided,
            },
            closed_at: row.closed_at,
            now: row.now,
        })
    }
}

const POLL: &str = "
    SELECT p.id, p.number, p.state, p.roll_id, p.eid, p.opens_at, p.closes_at, p.closed_at,
           d.version, d.content, d.drafted_by,
           EXISTS (SELECT 1 FROM poll_results r WHERE r.poll_id = p.id) AS counted,
           (SELECT count(*)::int FROM poll_certifications c WHERE c.poll_id = p.id) AS certifications,
           EXISTS (SELECT 1 FROM poll_voidings v WHERE v.poll_id = p.id) AS voided,
           clock_timestamp() AS now
    FROM polls p
    JOIN LATERAL (SELECT * FROM poll_drafts d WHERE d.poll_id = p.id ORDER BY d.version DESC LIMIT 1) d ON true";

/// The poll with this number.
///
/// # Errors
/// Those of the database.
pub async fn by_number(conn: &mut Connection, number: i32) -> QueryResult<Option<Poll>> {
    kept(sql_query(format!("{POLL} WHERE p.number = $1")).bind::<Int4, _>(number))
        .get_result::<PollRow>(conn)
        .await
        .optional()?
        .map(Poll::try_from)
        .transpose()
}

/// The poll with this id.
///
/// # Errors
/// Those of the database.
pub async fn by_id(conn: &mut Connection, id: Uuid) -> QueryResult<Option<Poll>> {
    sql_query(format!("{POLL} WHERE p.id = $1"))
        .bind::<diesel::sql_types::Uuid, _>(id)
        .get_result::<PollRow>(conn)
        .await
        .optional()?
        .map(Poll::try_from)
        .transpose()
}

/// Closed polls that have no count yet and were not ended.
///
/// # Errors
/// Those of the database.
pub async fn uncounted(conn: &mut Connection) -> QueryResult<Vec<Poll>> {
    sql_query(format!(
        "{POLL} WHERE p.state = 'closed' AND NOT EXISTS (SELECT 1 FROM poll_results r WHERE r.poll_id = p.id)
            AND NOT EXISTS (SELECT 1 FROM poll_voidings v WHERE v.poll_id = p.id)"
    ))
    .load::<PollRow>(conn)
    .await?
    .into_iter()
    .map(Poll::try_from)
    .collect()
}

/// Closed polls whose count is not certified yet, and that were not ended.
///
/// # Errors
/// Those of the database.
pub async fn uncertified(conn: &mut Connection) -> QueryResult<Vec<Poll>> {
    sql_query(format!(
        "{POLL} WHERE p.state = 'closed' AND NOT EXISTS (SELECT 1 FROM poll_certifications c WHERE c.poll_id = p.id)
            AND NOT EXISTS (SELECT 1 FROM poll_voidings v WHERE v.poll_id = p.id) ORDER BY p.number"
    ))
    .load::<PollRow>(conn)
    .await?
    .into_iter()
    .map(Poll::try_from)
    .collect()
}

/// All polls, the newest first; drafts only for officers.
///
/// # Errors
/// Those of the database.
pub async fn all(conn: &mut Connection, with_drafts: bool) -> QueryResult<Vec<Poll>> {
    sql_query(format!(
        "{POLL} WHERE $1 OR p.state <> 'draft' ORDER BY coalesce(p.closes_at, clock_timestamp()) DESC, p.number DESC"
    ))
    .bind::<Bool, _>(with_drafts)
    .load::<PollRow>(conn)
    .await?
    .into_iter()
    .map(Poll::try_from)
    .collect()
}

/// The name of the constraint that refused, if a guard or a constraint did.
fn refused_by(error: &diesel::result::Error) -> Option<&str> {
    match error {
        diesel::result::Error::DatabaseError(_, information) => information.constraint_name(),
        _ => None,
    }
}
