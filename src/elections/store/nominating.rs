//! Nominations, kept with what became of them; refusals, kept with their rules.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde_json::{Value, json};
use uuid::Uuid;

use super::ElectionsError;
use super::elections::{self, Election};
use super::facts::{self, Acting, Now};
use crate::accounts;
use crate::db::Connection;
use crate::elections::model::nomination::{Refusal, judge};
use crate::outbox::{self, Letter, Recipient};
use crate::parties::PartyId;
use crate::parties::store::name_of;

/// The name a party bears now; empty where there is none.
///
/// # Errors
/// Those of the database.
pub async fn name(conn: &mut Connection, party: PartyId) -> QueryResult<String> {
    Ok(crate::parties::store::find(conn, party)
        .await?
        .map(|found| found.name)
        .unwrap_or_default())
}

/// The names of those whom a membership nominated and who have not declined.
///
/// # Errors
/// Those of the database.
pub async fn standing_of_membership(
    conn: &mut Connection,
    election: Uuid,
    membership: Uuid,
) -> QueryResult<Vec<String>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        name: String,
    }
    let rows: Vec<Row> = crate::db::sql_query(format!(
        "SELECT {name} AS name FROM nominations n \
         WHERE n.election = $1 AND n.membership = $2 AND is_nominee(n.election, n.nominee) ORDER BY n.recorded_at",
        name = name_of("n.nominee"),
    ))
    .bind::<SqlUuid, _>(election)
    .bind::<SqlUuid, _>(membership)
    .load(conn)
    .await?;
    Ok(rows.into_iter().map(|row| row.name).collect())
}

/// A nomination as somebody makes it; the identity is the form's.
pub struct NewNomination<'a> {
    pub id: Uuid,
    pub acting: &'a Acting,
    pub by: PartyId,
    pub nominee: PartyId,
}

/// What became of a nomination.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Nominated {
    Accepted,
    /// Refused by these rules; the refusal is kept.
    Refused(Vec<Refusal>),
}

/// Judges a nomination and keeps it, with a letter to the nominee; or keeps that it
/// was refused, and why.
///
/// # Errors
/// When it breaks what only the database saw, and those of the database.
pub async fn nominate(
    conn: &mut Connection,
    election: &Election,
    new: &NewNomination<'_>,
    now: Now,
) -> Result<Nominated, ElectionsError> {
    conn.transaction(async |conn| {
        elections::lock(conn, election.id).await?;
        if let Some(before) = decided(conn, new.id).await? {
            return Ok(before);
        }
        let nominee_name = name(conn, new.nominee).await?;
        let attempt = facts::attempt(
            conn,
            election,
            (new.acting, new.by),
            (new.nominee, &nominee_name),
            now,
        )
        .await?;
        let rules = facts::rules(conn, now.at).await?;
        let refusals = judge(&attempt, &rules);
        match new.acting {
            Acting::Member(line) if refusals.is_empty() => {
                let letter = tell(conn, election, new.nominee, &line.name).await?;
                crate::db::sql_query(
                    "INSERT INTO nominations (id, election, membership, nominated_by, nominee, letter) \
                     VALUES ($1, $2, $3, $4, $5, $6)",
                )
                .bind::<SqlUuid, _>(new.id)
                .bind::<SqlUuid, _>(election.id)
                .bind::<SqlUuid, _>(line.membership.0)
                .bind::<SqlUuid, _>(new.by.0)
                .bind::<SqlUuid, _>(new.nominee.0)
                .bind::<Nullable<SqlUuid>, _>(letter)
                .execute(conn)
                .await?;
                Ok(Nominated::Accepted)
            }
            Acting::Member(_) | Acting::Office(_) => {
                refuse(conn, election.id, new, &refusals).await?;
                Ok(Nominated::Refused(refusals))
            }
        }
    })
    .await
}

/// What became of this form before.
async fn decided(conn: &mut Connection, form: Uuid) -> QueryResult<Option<Nominated>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Bool)]
        accepted: bool,
        #[diesel(sql_type = Nullable<Jsonb>)]
        reasons: Option<Value>,
    }
    let row: Row = crate::db::sql_query(
        "SELECT EXISTS (SELECT FROM nominations n WHERE n.id = $1) AS accepted, \
                (SELECT r.reasons FROM nomination_refusals r WHERE r.id = $1) AS reasons",
    )
    .bind::<SqlUuid, _>(form)
    .get_result(conn)
    .await?;
    if row.accepted {
        return Ok(Some(Nominated::Accepted));
    }
    Ok(row.reasons.map(|reasons| {
        Nominated::Refused(
            read_reasons(&reasons)
                .into_iter()
                .map(Kept::again)
                .collect(),
        )
    }))
}

async fn tell(
    conn: &mut Connection,
    election: &Election,
    nominee: PartyId,
    by: &str,
) -> QueryResult<Option<Uuid>> {
    let account = accounts::store::of_persons(conn, &[nominee.0])
        .await?
        .into_iter()
        .next();
    let Some(account) = account else {
        return Ok(None);
    };
    let letter = Letter::Nominated {
        title: election.title.clone(),
        by: by.to_owned(),
        until: election.calendar.dates().nominations_close,
        path: format!("/elections/{}/nomination", election.number),
    };
    let id = outbox::store::queue(conn, &Recipient::Account(account.id), &letter).await?;
    Ok(Some(id))
}

async fn refuse(
    conn: &mut Connection,
    election: Uuid,
    new: &NewNomination<'_>,
    refusals: &[Refusal],
) -> QueryResult<()> {
    let reasons: Vec<Value> = refusals
        .iter()
        .map(|one| json!({"key": one.key, "citation": one.citation, "sentence": one.sentence}))
        .collect();
    let (capacity, membership) = match new.acting {
        Acting::Member(line) => ("member", Some(line.membership.0)),
        Acting::Office(_) => ("office", None),
    };
    crate::db::sql_query(
        "INSERT INTO nomination_refusals (id, election, capacity, membership, tried_by, nominee, reasons) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind::<SqlUuid, _>(new.id)
    .bind::<SqlUuid, _>(election)
    .bind::<Text, _>(capacity)
    .bind::<Nullable<SqlUuid>, _>(membership)
    .bind::<SqlUuid, _>(new.by.0)
    .bind::<SqlUuid, _>(new.nominee.0)
    .bind::<Jsonb, _>(Value::Array(reasons))
    .execute(conn)
    .await?;
    Ok(())
}

/// A reason of a refusal as kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    pub key: String,
    pub citation: String,
    pub sentence: String,
}

impl Kept {
    fn again(self) -> Refusal {
        let known = crate::rulebook::model::keys::ALL
            .iter()
            .find(|key| key.name == self.key);
        Refusal {
            key: known.map_or("", |key| key.name),
            citation: self.citation,
            sentence: self.sentence,
        }
    }
}

fn read_reasons(reasons: &Value) -> Vec<Kept> {
    let text = |value: &Value, field: &str| {
        value
            .get(field)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    reasons
        .as_array()
        .into_iter()
        .flatten()
        .map(|value| Kept {
            key: text(value, "key"),
            citation: text(value, "citation"),
            sentence: text(value, "sentence"),
        })
        .collect()
}

/// A nomination that was refused.
#[derive(Clone, Debug)]
pub struct Refused {
    pub tried_by: String,
    pub nominee: String,
    /// The member for whom it was tried; none by an office.
    pub member: Option<String>,
    pub reasons: Vec<Kept>,
    pub at: DateTime<Utc>,
}

/// The refusals of an election, the latest first.
///
/// # Errors
/// Those of the database.
pub async fn refusals(conn: &mut Connection, election: Uuid) -> QueryResult<Vec<Refused>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        tried_by: String,
        #[diesel(sql_type = Text)]
        nominee: String,
        #[diesel(sql_type = Nullable<Text>)]
        member: Option<String>,
        #[diesel(sql_type = Jsonb)]
        reasons: Value,
        #[diesel(sql_type = Timestamptz)]
        recorded_at: DateTime<Utc>,
    }
    let rows: Vec<Row> = crate::db::sql_query(format!(
        "SELECT {tried_by} AS tried_by, {nominee} AS nominee, \
                CASE WHEN m.id IS NOT NULL THEN {member} END AS member, r.reasons, r.recorded_at \
         FROM nomination_refusals r LEFT JOIN memberships m ON m.id = r.membership \
         WHERE r.election = $1 ORDER BY r.recorded_at DESC, r.id LIMIT 500",
        tried_by = name_of("r.tried_by"),
        nominee = name_of("r.nominee"),
        member = name_of("m.party"),
    ))
    .bind::<SqlUuid, _>(election)
    .load(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Refused {
            tried_by: row.tried_by,
            nominee: row.nominee,
            member: row.member,
            reasons: read_reasons(&row.reasons),
            at: row.recorded_at,
        })
        .collect())
}

/// What a nominee answers, and says of themselves.
pub struct NewAnswer<'a> {
    pub id: Uuid,
    pub nominee: PartyId,
    pub accepts: bool,
    /// Statement and disclosures, of whoever accepts.
    pub says: Option<(&'a str, &'a str)>,
}

/// Records an answer, with the statement that came with it.
///
/// # Errors
/// When nobody nominated them, or the list is published.
pub async fn answer(
    conn: &mut Connection,
    election: Uuid,
    new: &NewAnswer<'_>,
) -> Result<(), ElectionsError> {
    conn.transaction(async |conn| {
        elections::lock(conn, election).await?;
        let fresh = crate::db::sql_query(
            "INSERT INTO nominee_answers (id, election, nominee, answer) SELECT $1, $2, $3, $4 \
             WHERE NOT EXISTS (SELECT FROM nominee_answers a WHERE a.id = $1)",
        )
        .bind::<SqlUuid, _>(new.id)
        .bind::<SqlUuid, _>(election)
        .bind::<SqlUuid, _>(new.nominee.0)
        .bind::<Text, _>(if new.accepts { "accepted" } else { "declined" })
        .execute(conn)
        .await?;
        if let (1.., Some((statement, disclosures))) = (fresh, new.says) {
            crate::db::sql_query(
                "INSERT INTO candidate_statements (id, election, candidate, statement, disclosures) \
                 VALUES ($1, $2, $3, $4, $5)",
            )
            .bind::<SqlUuid, _>(Uuid::new_v4())
            .bind::<SqlUuid, _>(election)
            .bind::<SqlUuid, _>(new.nominee.0)
            .bind::<Text, _>(statement)
            .bind::<Text, _>(disclosures)
            .execute(conn)
            .await?;
        }
        Ok(())
    })
    .await
}
