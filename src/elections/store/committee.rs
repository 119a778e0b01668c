//! Acts of an election committee: one proposes, another confirms.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Int4, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use super::ElectionsError;
use super::elections::{self, Election};
use super::nominees::Standing;
use crate::db::{Connection, read_from_words};
use crate::elections::model::ActKind;
use crate::parties::PartyId;
use crate::parties::store::name_of;

read_from_words!(ActKind);

/// An act as somebody proposes it; the identity is the form's.
pub struct NewAct<'a> {
    pub id: Uuid,
    pub kind: ActKind,
    pub person: Option<PartyId>,
    pub question: Option<Uuid>,
    pub listed: Vec<PartyId>,
    pub reason: &'a str,
    pub by: PartyId,
}

/// An act as recorded.
#[derive(Clone, Debug, QueryableByName)]
pub struct CommitteeAct {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = Int4)]
    pub number: i32,
    #[diesel(sql_type = Text)]
    kind: ActKind,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub person: Option<Uuid>,
    /// Names of those it is about, or the number of the question.
    #[diesel(sql_type = Array<Text>)]
    about: Vec<String>,
    /// Those it is about, in the same order.
    #[diesel(sql_type = Array<SqlUuid>)]
    people: Vec<Uuid>,
    #[diesel(sql_type = Text)]
    pub reason: String,
    #[diesel(sql_type = SqlUuid)]
    pub proposer: Uuid,
    #[diesel(sql_type = Text)]
    pub proposed_by: String,
    #[diesel(sql_type = Timestamptz)]
    pub proposed_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Text>)]
    pub confirmed_by: Option<String>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub confirmed_at: Option<DateTime<Utc>>,
    /// A later act says the same, or otherwise, of the same: this one is not asked for
    /// any more.
    #[diesel(sql_type = Bool)]
    pub overtaken: bool,
}

impl CommitteeAct {
    #[must_use]
    pub fn kind(&self) -> ActKind {
        self.kind
    }

    /// What it says; those who are nominated bear the names by which they are told apart.
    #[must_use]
    pub fn said(&self, nominees: &[Standing]) -> String {
        let about: Vec<&str> = self
            .about
            .iter()
            .enumerate()
            .map(|(place, name)| {
                let person = self.people.get(place);
                person
                    .and_then(|person| nominees.iter().find(|one| one.person.0 == *person))
                    .map_or(name.as_str(), |one| one.name.as_str())
            })
            .collect();
        self.kind().said(&about.join(", "))
    }

    #[must_use]
    pub fn waits(&self) -> bool {
        self.confirmed_at.is_none() && !self.overtaken
    }
}

/// Proposes an act.
///
/// # Errors
/// When the proposer does not sit on the committee, or it does not fit.
pub async fn propose(
    conn: &mut Connection,
    election: &Election,
    new: &NewAct<'_>,
) -> Result<(), ElectionsError> {
    conn.transaction(async |conn| {
        elections::lock(conn, election.id).await?;
        let listed: Vec<Uuid> = new.listed.iter().map(|one| one.0).collect();
        crate::db::sql_query(
            "INSERT INTO election_acts (id, election, number, kind, person, question, listed, reason, proposed_by) \
             SELECT $1, $2, (SELECT coalesce(max(a.number), 0) + 1 FROM election_acts a WHERE a.election = $2), \
                    $3, $4, $5, $6, $7, $8 \
             WHERE NOT EXISTS (SELECT FROM election_acts a WHERE a.id = $1)",
        )
        .bind::<SqlUuid, _>(new.id)
        .bind::<SqlUuid, _>(election.id)
        .bind::<Text, _>(new.kind.word())
        .bind::<Nullable<SqlUuid>, _>(new.person.map(|person| person.0))
        .bind::<Nullable<SqlUuid>, _>(new.question)
        .bind::<Array<SqlUuid>, _>(listed)
        .bind::<Text, _>(new.reason)
        .bind::<SqlUuid, _>(new.by.0)
        .execute(conn)
        .await?;
        Ok(())
    })
    .await
}

/// Confirms an act that another proposed: it counts from now on.
///
/// # Errors
/// When the confirmer proposed it or does not sit, or it no longer fits.
pub async fn confirm(conn: &mut Connection, act: Uuid, by: PartyId) -> Result<(), ElectionsError> {
    crate::db::sql_query(
        "INSERT INTO election_act_confirmations (act, confirmed_by) SELECT $1, $2 \
         WHERE NOT EXISTS (SELECT FROM election_act_confirmations c WHERE c.act = $1)",
    )
    .bind::<SqlUuid, _>(act)
    .bind::<SqlUuid, _>(by.0)
    .execute(conn)
    .await?;
    Ok(())
}

/// The acts of an election, the latest first.
///
/// # Errors
/// Those of the database.
pub async fn acts(conn: &mut Connection, election: Uuid) -> QueryResult<Vec<CommitteeAct>> {
    crate::db::sql_query(format!(
        "SELECT a.id, a.number, a.kind, a.person, a.reason, a.proposed_by AS proposer, \
                CASE WHEN a.question IS NOT NULL \
                     THEN ARRAY(SELECT q.number::text FROM candidate_questions q WHERE q.id = a.question) \
                     ELSE ARRAY(SELECT {listed} FROM unnest(CASE WHEN a.person IS NULL THEN a.listed ELSE ARRAY[a.person] END) WITH ORDINALITY AS l (it, place) \
                                ORDER BY l.place) END AS about, \
                CASE WHEN a.person IS NULL THEN a.listed ELSE ARRAY[a.person] END AS people, \
                {proposed_by} AS proposed_by, a.recorded_at AS proposed_at, \
                CASE WHEN c.act IS NOT NULL THEN {confirmed_by} END AS confirmed_by, c.recorded_at AS confirmed_at, \
                EXISTS (SELECT FROM election_acts l JOIN election_act_confirmations k ON k.act = l.id \
                        WHERE l.election = a.election AND l.number > a.number \
                          AND (l.kind = a.kind AND a.kind IN ('list', 'chair') OR l.person = a.person AND a.kind <> 'chair' AND l.kind <> 'chair' \
                               OR l.question = a.question)) AS overtaken \
         FROM election_acts a LEFT JOIN election_act_confirmations c ON c.act = a.id \
         WHERE a.election = $1 ORDER BY a.number DESC",
        listed = name_of("l.it"),
        proposed_by = name_of("a.proposed_by"),
        confirmed_by = name_of("c.confirmed_by"),
    ))
    .bind::<SqlUuid, _>(election)
    .load(conn)
    .await
}

/// Who chairs the committee, by name; none while it has chosen nobody.
#[must_use]
pub fn chair(acts: &[CommitteeAct]) -> Option<&str> {
    acts.iter()
        .find(|act| act.kind() == ActKind::Chair && act.confirmed_at.is_some())
        .and_then(|act| Some(act.about.as_slice().first()?.as_str()))
}
