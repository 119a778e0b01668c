//! Those who were nominated, as things stand.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{Array, Int4, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::Connection;
use crate::elections::model::{ActKind, NomineeState};
use crate::parties::PartyId;
use crate::parties::store::name_of;

/// The published candidates in their order; empty before.
///
/// # Errors
/// Those of the database.
pub async fn published(conn: &mut Connection, election: Uuid) -> QueryResult<Vec<PartyId>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Array<SqlUuid>)]
        listed: Vec<Uuid>,
    }
    let row: Row = crate::db::sql_query("SELECT published_list($1) AS listed")
        .bind::<SqlUuid, _>(election)
        .get_result(conn)
        .await?;
    Ok(row.listed.into_iter().map(PartyId).collect())
}

/// Somebody who was nominated, as things stand.
#[derive(Clone, Debug)]
pub struct Standing {
    pub person: PartyId,
    /// Their name; where two are called alike, with a number that tells them apart.
    pub name: String,
    /// Who nominated them, by name.
    pub nominated_by: Vec<String>,
    pub state: NomineeState,
    /// Empty while there is none.
    pub statement: String,
    pub disclosures: String,
    /// The reason of the act by which they are out, or not eligible.
    pub reason: String,
    /// The place on the published list, from 0.
    pub place: Option<usize>,
}

/// Everybody who was nominated: the candidates first, in their order, the rest by
/// when they were nominated.
///
/// # Errors
/// Those of the database.
pub async fn nominees(conn: &mut Connection, election: Uuid) -> QueryResult<Vec<Standing>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        nominee: Uuid,
        #[diesel(sql_type = Text)]
        name: String,
        #[diesel(sql_type = Array<Text>)]
        nominated_by: Vec<String>,
        #[diesel(sql_type = Nullable<Text>)]
        answer: Option<String>,
        #[diesel(sql_type = Nullable<Text>)]
        act: Option<ActKind>,
        #[diesel(sql_type = Text)]
        reason: String,
        #[diesel(sql_type = Text)]
        statement: String,
        #[diesel(sql_type = Text)]
        disclosures: String,
    }
    let listed = published(conn, election).await?;
    let rows: Vec<Row> = crate::db::sql_query(format!(
        "SELECT n.nominee, {name} AS name, n.nominated_by, \
                (SELECT a.answer FROM nominee_answers a WHERE a.election = $1 AND a.nominee = n.nominee \
                 ORDER BY a.record DESC LIMIT 1) AS answer, \
                x.kind AS act, coalesce(x.reason, '') AS reason, \
                coalesce(s.statement, '') AS statement, coalesce(s.disclosures, '') AS disclosures \
         FROM (SELECT o.nominee, min(o.recorded_at) AS first, \
                      array_agg({member} ORDER BY o.recorded_at) AS nominated_by \
               FROM nominations o JOIN memberships m ON m.id = o.membership WHERE o.election = $1 GROUP BY o.nominee) n \
         LEFT JOIN LATERAL (SELECT a.kind, a.reason FROM election_acts a JOIN election_act_confirmations c ON c.act = a.id \
                            WHERE a.election = $1 AND a.person = n.nominee AND a.kind IN ('eligible', 'ineligible', 'withdrawal') \
                            ORDER BY a.number DESC LIMIT 1) x ON true \
         LEFT JOIN LATERAL (SELECT c.statement, c.disclosures FROM candidate_statements c \
                            WHERE c.election = $1 AND c.candidate = n.nominee ORDER BY c.record DESC LIMIT 1) s ON true \
         ORDER BY n.first, n.nominee",
        name = name_of("n.nominee"),
        member = name_of("m.party"),
    ))
    .bind::<SqlUuid, _>(election)
    .load(conn)
    .await?;
    let mut found: Vec<Standing> = rows
        .into_iter()
        .map(|row| {
            let person = PartyId(row.nominee);
            let place = listed.iter().position(|one| *one == person);
            Standing {
                person,
                name: row.name,
                nominated_by: row.nominated_by,
                state: NomineeState::of(row.answer.as_deref(), row.act, place.is_some()),
                statement: row.statement,
                disclosures: row.disclosures,
                reason: row.reason,
                place,
            }
        })
        .collect();
    tell_apart(&mut found);
    found.sort_by_key(|one| one.place.unwrap_or(usize::MAX));
    Ok(found)
}

/// Numbers those who are called alike, in the order in which they were nominated: a
/// ballot on which two options bear one name cannot be filled in, and is not counted
/// ("Names" in docs/counting). Nominations are only ever added, so a number stays.
fn tell_apart(nominees: &mut [Standing]) {
    let plain: Vec<String> = nominees.iter().map(|one| one.name.to_lowercase()).collect();
    let mut given = BTreeSet::new();
    let mut met: BTreeMap<&str, u32> = BTreeMap::new();
    for (one, called) in nominees.iter_mut().zip(&plain) {
        if plain.iter().filter(|other| *other == called).count() == 1 {
            continue;
        }
        let number = met.entry(called).or_default();
        one.name = loop {
            *number = number.saturating_add(1);
            let name = format!("{} ({number})", one.name);
            // Nobody is called that, by themselves or by this.
            if !plain.contains(&name.to_lowercase()) && given.insert(name.to_lowercase()) {
                break name;
            }
        };
    }
}

/// How many in each election wait for an answer of this person: by number the title.
///
/// # Errors
/// Those of the database.
pub async fn asked(
    conn: &mut Connection,
    person: PartyId,
) -> QueryResult<BTreeMap<i32, (String, DateTime<Utc>)>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Int4)]
        number: i32,
        #[diesel(sql_type = Text)]
        title: String,
        #[diesel(sql_type = Timestamptz)]
        since: DateTime<Utc>,
    }
    let rows: Vec<Row> = crate::db::sql_query(
        "SELECT e.number, e.title, min(n.recorded_at) AS since FROM nominations n JOIN elections e ON e.id = n.election \
         WHERE n.nominee = $1 AND cardinality(published_list(e.id)) = 0 AND NOT voting_is_over(e.id) \
           AND NOT EXISTS (SELECT FROM nominee_answers a WHERE a.election = e.id AND a.nominee = $1) \
         GROUP BY e.number, e.title",
    )
    .bind::<SqlUuid, _>(person.0)
    .load(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.number, (row.title, row.since)))
        .collect())
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::{NomineeState, PartyId, Standing, tell_apart};

    #[test]
    fn whoever_is_called_like_another_is_told_apart() {
        let told = |names: &[&str]| {
            let mut nominees: Vec<Standing> = names
                .iter()
                .map(|name| Standing {
                    person: PartyId(Uuid::nil()),
                    name: (*name).to_owned(),
                    nominated_by: Vec::new(),
                    state: NomineeState::Candidate,
                    statement: String::new(),
                    disclosures: String::new(),
                    reason: String::new(),
                    place: None,
                })
                .collect();
            tell_apart(&mut nominees);
            nominees.into_iter().map(|one| one.name).collect::<Vec<_>>()
        };
        assert_eq!(told(&["Ana", "Bo"]), ["Ana", "Bo"]);
        assert_eq!(
            told(&["Ana", "Bo", "ana", "Ana"]),
            ["Ana (1)", "Bo", "ana (2)", "Ana (3)"]
        );
        assert_eq!(
            told(&["Ana", "Ana (1)", "Ana", "Ana (1)"]),
            ["Ana (2)", "Ana (1) (1)", "Ana (3)", "Ana (1) (2)"]
        );
    }
}
