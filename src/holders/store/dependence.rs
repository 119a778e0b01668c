//! What would fall if a member and its related group left; [`assets`]: what they keep, own
//! or license.

mod assets;

pub use assets::{Bound, Kept, Next};

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Date, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::{HoldersError, facts};
use crate::bodies::Office;
use crate::db::Connection;
use crate::holders::model::dependence::{Check, Turnout, What};
use crate::holders::model::price::scaled;
use crate::holders::model::weights::Sum;
use crate::members::store::kin::{self, Director};
use crate::members::store::{Line, history_as_known};
use crate::parties::{self, Kind, PartyId};
use crate::rulebook::model::keys;
use crate::rulebook::store as rulebook;

/// How many officers stand behind a decision where no rule says.
const DECISION_OFFICERS: u32 = 2;

/// The whole report.
#[derive(Clone, Debug)]
pub struct Dependence {
    pub name: String,
    /// The others of the related group, by name.
    pub others: Vec<String>,
    pub memberships: Vec<Line>,
    /// What leaves, and what there is.
    pub leave: Sum,
    pub all: Sum,
    pub directors: Vec<Director>,
    pub all_directors: u64,
    /// Who holds which office.
    pub officers: Vec<(String, Office)>,
    pub kept: Vec<Kept>,
    pub bound: Vec<Bound>,
    pub checks: Vec<Check>,
    /// The vote whose turnout the quorum is held against.
    pub poll: Option<i32>,
}

/// Who holds an office now by which officers act, and whether they would leave.
async fn officers(
    conn: &mut Connection,
    party: PartyId,
    day: NaiveDate,
    now: DateTime<Utc>,
) -> QueryResult<Vec<(PartyId, String, Office, bool)>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        person: Uuid,
        #[diesel(sql_type = Text)]
        name: String,
        #[diesel(sql_type = Text)]
        office: Office,
        #[diesel(sql_type = Bool)]
        leaves: bool,
    }
    let rows: Vec<Row> = crate::db::sql_query(
        "SELECT t.person, p.name, o.office, is_affiliated(t.person, $1, $2) AS leaves \
         FROM (SELECT DISTINCT person FROM office_terms) t \
         CROSS JOIN LATERAL offices_held(t.person, $3) AS o (office) \
         JOIN LATERAL (SELECT r.name FROM party_records r WHERE r.party = t.person ORDER BY r.record DESC LIMIT 1) p ON true \
         ORDER BY p.name, t.person, o.office",
    )
    .bind::<SqlUuid, _>(party.0)
    .bind::<Date, _>(day)
    .bind::<Timestamptz, _>(now)
    .load(conn)
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let office = row.office;
            let is_theirs = !matches!(
                office,
                Office::Auditor | Office::Director | Office::MembershipCommittee
            );
            is_theirs.then_some((PartyId(row.person), row.name, office, row.leaves))
        })
        .collect())
}

/// The report on a party with its related group, as of now; none where there is no such
/// party.
///
/// # Errors
/// Those of the database, a rule that cannot be read, and what this program does not know.
pub async fn report(
    conn: &mut Connection,
    party: PartyId,
    now: DateTime<Utc>,
    zone: Tz,
) -> Result<Option<Dependence>, HoldersError> {
    let Some(found) = parties::store::find(conn, party).await? else {
        return Ok(None);
    };
    let day = now.with_timezone(&zone).date_naive();
    let weight = kin::group_votes(conn, party, day, now).await?;
    let facts = facts::facts(conn, now, zone).await?;
    let theirs: BTreeSet<i64> = weight.memberships.iter().map(|line| line.number).collect();
    let (mut leave, mut all) = (Sum::default(), Sum::default());
    for member in &facts.members {
        all.add(member);
        if theirs.contains(&member.number) {
            leave.add(member);
        }
    }
    let officers = officers(conn, party, day, now).await?;
    let acting: BTreeSet<PartyId> = officers.iter().map(|(person, ..)| *person).collect();
    let stay: BTreeSet<PartyId> = officers
        .iter()
        .filter(|(.., leaves)| !leaves)
        .map(|(person, ..)| *person)
        .collect();
    let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
    let mut checks = Vec::new();
    if let Some(then) = &facts.turnout {
        let members = Turnout {
            taking_part: scaled(then.members, then.of_members, all.members),
            all: all.members,
            leave: leave.members,
        };
        let votes = Turnout {
            taking_part: scaled(then.votes, then.of_votes, all.votes),
            all: all.votes,
            leave: leave.votes,
        };
        let quorums = [
            (members, What::QuorumMembers, &facts.quorum_members),
            (votes, What::QuorumVotes, &facts.quorum_votes),
        ];
        for (turnout, what, rule) in quorums {
            checks.extend(rule.as_ref().map(|rule| turnout.check(what, rule.value)));
        }
    }
    if let Some(rule) = rulebook::find(conn, keys::BOARD_SIZE_MIN, now).await? {
        checks.push(Check {
            what: What::Directors,
            before: count(facts.directors.len()),
            after: count(facts.directors.len()).saturating_sub(count(weight.directors.len())),
            needed: u64::from(rule.count()?),
        });
    }
    let needed = match rulebook::find(conn, keys::DECISION_OFFICERS, now).await? {
        Some(rule) => rule.count()?,
        None => DECISION_OFFICERS,
    };
    checks.push(Check {
        what: What::Officers,
        before: count(acting.len()),
        after: count(stay.len()),
        needed: u64::from(needed),
    });
    let others: Vec<PartyId> = weight
        .parties
        .iter()
        .copied()
        .filter(|other| *other != party)
        .collect();
    let mut others: Vec<String> = parties::store::known(conn, &others)
        .await?
        .into_iter()
        .map(|known| known.name)
        .collect();
    others.sort();
    Ok(Some(Dependence {
        name: found.name,
        others,
        memberships: weight.memberships,
        leave,
        all,
        directors: weight.directors,
        all_directors: count(facts.directors.len()),
        officers: officers
            .into_iter()
            .filter(|(.., leaves)| *leaves)
            .map(|(_, name, office, _)| (name, office))
            .collect(),
        kept: assets::kept(conn, party, day).await?,
        bound: assets::bound(conn, &weight.parties, day).await?,
        checks,
        poll: facts.turnout.map(|turnout| turnout.poll),
    }))
}

/// A member organisation, as the list of the reports has it.
#[derive(Clone, Debug)]
pub struct Sponsor {
    pub party: PartyId,
    pub name: String,
    pub class: String,
    pub votes: u64,
}

/// The member organisations with a vote, most votes first.
///
/// # Errors
/// Those of the database, and what this program does not know.
pub async fn sponsors(
    conn: &mut Connection,
    now: DateTime<Utc>,
    zone: Tz,
) -> Result<Vec<Sponsor>, HoldersError> {
    let day = now.with_timezone(&zone).date_naive();
    let mut sponsors: Vec<Sponsor> = history_as_known(conn, day, now)
        .await?
        .into_iter()
        .filter(|line| line.kind == Kind::Organisation)
        .filter_map(|line| {
            let votes = u64::from(line.votes_on_roll()?);
            Some(Sponsor {
                party: line.party,
                name: line.name,
                class: line.class_name,
                votes,
            })
        })
        .collect();
    sponsors.sort_by(|a, b| (b.votes, &a.name, a.party).cmp(&(a.votes, &b.name, b.party)));
    Ok(sponsors)
}
