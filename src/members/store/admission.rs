//! A membership begun by something other than a file: an application that was
//! approved, or a transfer to a successor.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Text, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use super::record::{self, Ending};
use crate::db::Connection;
use crate::members::model::{ClassId, End, EndReason, MembershipId, Term};
use crate::parties::store::NewParty;
use crate::parties::{self, Kind, Name, PartyId};

/// A membership to begin.
#[derive(Clone, Debug)]
pub struct Admission<'a> {
    pub party: PartyId,
    pub class: &'a ClassId,
    pub member_since: NaiveDate,
    pub term: Term,
}

/// Records a membership with its first term, under the next number; in the
/// caller's transaction, which also records what admits it.
///
/// # Errors
/// Those of the database.
pub async fn admit(conn: &mut Connection, new: &Admission<'_>) -> QueryResult<(MembershipId, i64)> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        number: i64,
    }
    crate::db::sql_query(
        "SELECT pg_advisory_xact_lock(hashtextextended('commonhold/membership-numbers', 0))",
    )
    .execute(conn)
    .await?;
    let id = Uuid::new_v4();
    let row: Row = crate::db::sql_query(
        "INSERT INTO memberships (id, number, party, class, member_since) \
         SELECT $1, coalesce(max(number), 0) + 1, $2, $3, $4 FROM memberships RETURNING number",
    )
    .bind::<SqlUuid, _>(id)
    .bind::<SqlUuid, _>(new.party.0)
    .bind::<Text, _>(new.class.as_str())
    .bind::<Date, _>(new.member_since)
    .get_result(conn)
    .await?;
    crate::db::sql_query(
        "INSERT INTO membership_terms (membership, starts_on, ends_on) VALUES ($1, $2, $3)",
    )
    .bind::<SqlUuid, _>(id)
    .bind::<Date, _>(new.term.starts_on())
    .bind::<Date, _>(new.term.ends_on())
    .execute(conn)
    .await?;
    Ok((MembershipId(id), row.number))
}

/// To whom a membership goes, from when, and what shows that they are the successor.
#[derive(Clone, Debug)]
pub struct Transfer<'a> {
    pub from: MembershipId,
    /// The number of the membership that goes over.
    pub number: i64,
    pub class: &'a ClassId,
    pub member_since: NaiveDate,
    /// An organisation, which is recorded with the transfer where it is not yet.
    pub successor: &'a Name,
    pub on: NaiveDate,
    pub decision: Uuid,
    pub evidence: &'a str,
    pub by: PartyId,
    /// The officer's name, for the letter.
    pub officer: &'a str,
}

/// The organisation recorded under this very name, or a new one, in the caller's transaction.
async fn organisation(conn: &mut Connection, name: &Name) -> QueryResult<PartyId> {
    // Of two who name it first at once, the second finds what the first recorded.
    crate::db::sql_query(
        "SELECT pg_advisory_xact_lock(hashtextextended('commonhold/organisation/' || $1, 0))",
    )
    .bind::<Text, _>(name.as_str())
    .execute(conn)
    .await?;
    if let Some(known) = parties::store::organisation_named(conn, name).await? {
        return Ok(known);
    }
    let new = NewParty {
        kind: Kind::Organisation,
        ..NewParty::person(name.clone())
    };
    let id = new.id;
    parties::store::create(conn, &[new]).await?;
    Ok(id)
}

/// Transfers a membership to the successor of the member's business for the rest
/// of its term: one membership ends, another begins, and whoever acted for the first is told.
/// Returns the new one's number; none when no term is left on that day.
///
/// # Errors
/// Those of the database, which wants a decision of the board.
pub async fn transfer(conn: &mut Connection, new: &Transfer<'_>) -> QueryResult<Option<i64>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Date)]
        ends_on: NaiveDate,
    }
    conn.transaction(async |conn| {
        let last: Option<Row> = crate::db::sql_query(
            "SELECT t.ends_on FROM membership_terms t WHERE t.membership = $1 AND t.starts_on <= $2 AND $2 < t.ends_on \
             AND NOT EXISTS (SELECT FROM membership_terms c WHERE c.corrects = t.record) LIMIT 1",
        )
        .bind::<SqlUuid, _>(new.from.0)
        .bind::<Date, _>(new.on)
        .get_result(conn)
        .await
        .optional()?;
        let Some(term) = last.and_then(|last| Term::new(new.on, last.ends_on)) else {
            return Ok(None);
        };
        crate::db::sql_query(
            "INSERT INTO membership_ends (membership, ends_on, reason, decision) VALUES ($1, $2, 'transferred', $3)",
        )
        .bind::<SqlUuid, _>(new.from.0)
        .bind::<Date, _>(new.on)
        .bind::<SqlUuid, _>(new.decision)
        .execute(conn)
        .await?;
        let admission = Admission {
            party: organisation(conn, new.successor).await?,
            class: new.class,
            member_since: new.member_since,
            term,
        };
        let (to, number) = admit(conn, &admission).await?;
        crate::db::sql_query(
            "INSERT INTO membership_transfers (from_membership, to_membership, on_day, decision, evidence, recorded_by) \
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind::<SqlUuid, _>(new.from.0)
        .bind::<SqlUuid, _>(to.0)
        .bind::<Date, _>(new.on)
        .bind::<SqlUuid, _>(new.decision)
        .bind::<Text, _>(new.evidence)
        .bind::<SqlUuid, _>(new.by.0)
        .execute(conn)
        .await?;
        let ending = Ending {
            membership: new.from,
            number: new.number,
            end: End {
                ends_on: new.on,
                reason: EndReason::Transferred,
            },
            evidence: Some(new.evidence),
            by: new.by,
            by_name: new.officer,
        };
        record::tell_of_end(conn, &ending).await?;
        Ok(Some(number))
    })
    .await
}
