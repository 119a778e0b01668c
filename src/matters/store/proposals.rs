//! What was proposed about a matter, read with what became of it. Nothing is decided here.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{
    Binary, Bool, Date, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid,
};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::Connection;
use crate::matters::model::ProposalKind;
use crate::parties::PartyId;

/// Somebody about whom the board is asked in a matter.
#[derive(Clone, Debug)]
pub struct Proposal {
    pub id: Uuid,
    pub place: i32,
    pub kind: ProposalKind,
    pub person: PartyId,
    pub name: String,
    pub last_day: Option<NaiveDate>,
    pub reason: String,
    pub by: String,
    pub at: DateTime<Utc>,
    /// The SHA-256 of what it says, which a motion names.
    pub sha256: Vec<u8>,
    /// Whether it counts.
    pub counts: bool,
    /// The label of the resolution that adopts it, `2027-B-004`; it may adopt it and not
    /// make it count, where others than the disinterested decided.
    pub adopted_by: Option<String>,
}

#[derive(QueryableByName)]
struct ProposalRow {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Integer)]
    place: i32,
    #[diesel(sql_type = Text)]
    kind: ProposalKind,
    #[diesel(sql_type = SqlUuid)]
    person: Uuid,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Nullable<Date>)]
    last_day: Option<NaiveDate>,
    #[diesel(sql_type = Text)]
    reason: String,
    #[diesel(sql_type = Text)]
    proposed_by: String,
    #[diesel(sql_type = Timestamptz)]
    recorded_at: DateTime<Utc>,
    #[diesel(sql_type = Binary)]
    sha256: Vec<u8>,
    #[diesel(sql_type = Bool)]
    counts: bool,
    #[diesel(sql_type = Nullable<Text>)]
    adopted_by: Option<String>,
}

/// What was put to the board about people in a matter, in the order of entry.
///
/// # Errors
/// Those of the database.
pub async fn proposals(conn: &mut Connection, matter: Uuid) -> QueryResult<Vec<Proposal>> {
    let rows: Vec<ProposalRow> = crate::db::sql_query(concat!(
        "SELECT p.id, p.place, p.kind, p.person, ",
        name_of!("p.person"),
        " AS name, p.last_day, p.reason, ",
        name_of!("p.proposed_by"),
        " AS proposed_by, p.recorded_at, p.sha256, d.decision IS NOT NULL AS counts, \
            (SELECT r.year || '-B-' || lpad(r.number::text, 3, '0') FROM resolutions r \
             WHERE r.decision = coalesce(d.decision, matter_decision(p.id))) AS adopted_by \
         FROM matter_proposals p LEFT JOIN matter_determinations d ON d.proposal = p.id \
         WHERE p.matter = $1 ORDER BY p.place"
    ))
    .bind::<SqlUuid, _>(matter)
    .load(conn)
    .await?;
    let read = |row: ProposalRow| Proposal {
        id: row.id,
        place: row.place,
        kind: row.kind,
        person: PartyId(row.person),
        name: row.name,
        last_day: row.last_day,
        reason: row.reason,
        by: row.proposed_by,
        at: row.recorded_at,
        sha256: row.sha256,
        counts: row.counts,
        adopted_by: row.adopted_by,
    };
    Ok(rows.into_iter().map(read).collect())
}
