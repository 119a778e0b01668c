//! What stands behind a decision: how the roster voted, what was counted, and the rules the
//! vote is held against. Judges nothing.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::NamedVote;
use crate::bodies::model::BodyId;
use crate::bodies::model::votes::{Counts, Matter, MemberCounts, RuleLine, Vote, rule_keys};
use crate::bodies::store::BodiesError;
use crate::db::schema::bodies::{decision_numbers, decision_rules, decision_votes};
use crate::db::{Connection, known};
use crate::parties::PartyId;
use crate::rulebook::keys;

#[derive(Queryable, Selectable)]
#[diesel(table_name = decision_numbers)]
pub(super) struct NumbersRow {
    pub(super) entry: Uuid,
    members_entitled: i32,
    members_present: i32,
    votes_entitled: i64,
    votes_present: i64,
    votes_yes: i64,
    votes_no: i64,
    votes_abstain: i64,
}

impl NumbersRow {
    pub(super) fn counts(&self) -> MemberCounts {
        // The database holds no negative ones.
        let votes = |count: i64| u64::try_from(count).unwrap_or_default();
        let heads = |count: i32| u32::try_from(count).unwrap_or_default();
        MemberCounts {
            members_entitled: heads(self.members_entitled),
            members_present: heads(self.members_present),
            votes_entitled: votes(self.votes_entitled),
            votes_present: votes(self.votes_present),
            yes: votes(self.votes_yes),
            no: votes(self.votes_no),
            abstain: votes(self.votes_abstain),
        }
    }
}

/// The numbers of a vote of the members; none of a decision that was not theirs.
///
/// # Errors
/// Those of the database.
pub async fn numbers_of(conn: &mut Connection, entry: Uuid) -> QueryResult<Option<MemberCounts>> {
    let row: Option<NumbersRow> = decision_numbers::table
        .filter(decision_numbers::entry.eq(entry))
        .select(NumbersRow::as_select())
        .first(conn)
        .await
        .optional()?;
    Ok(row.map(|row| row.counts()))
}

/// How the roster voted, by record.
///
/// # Errors
/// Those of the database, and a vote this program does not know.
pub async fn votes(conn: &mut Connection, entry: Uuid) -> Result<Vec<NamedVote>, BodiesError> {
    let rows: Vec<(Option<Uuid>, Option<Uuid>, String)> = decision_votes::table
        .filter(decision_votes::entry.eq(entry))
        .order(decision_votes::record)
        .select((
            decision_votes::seat,
            decision_votes::person,
            decision_votes::vote,
        ))
        .load(conn)
        .await?;
    rows.into_iter()
        .map(|(seat, person, vote)| {
            Ok(NamedVote {
                seat,
                person: person.map(PartyId),
                vote: Vote::parse(&vote).ok_or(BodiesError::Unreadable(vote))?,
            })
        })
        .collect()
}

/// The rules an entry is held against, in the order of [`rule_keys`]; none when one is missing.
///
/// # Errors
/// Those of the database.
pub async fn rules_of(
    conn: &mut Connection,
    entry: Uuid,
    body: &BodyId,
    matter: Matter,
) -> QueryResult<Option<[RuleLine; 3]>> {
    let rows: Vec<(String, String, String)> = decision_rules::table
        .filter(decision_rules::entry.eq(entry))
        .select((
            decision_rules::key,
            decision_rules::value,
            decision_rules::citation,
        ))
        .load(conn)
        .await?;
    let find = |key: &str| {
        rows.iter()
            .find(|row| row.0 == key)
            .map(|(key, value, citation)| RuleLine {
                key: key.clone(),
                value: value.clone(),
                citation: citation.clone(),
            })
    };
    let [first, second, third] = rule_keys(body, matter).map(&find);
    // A reserved matter may have had a majority of its own.
    let third = find(keys::MEMBERS_SUPER_MAJORITY)
        .or_else(|| find(keys::BYLAWS_AMENDMENT))
        .or(third);
    Ok(first
        .zip(second)
        .zip(third)
        .map(|((first, second), third)| [first, second, third]))
}

/// The rule on deciding in writing that an entry is held against; none of one by a meeting.
///
/// # Errors
/// Those of the database.
pub async fn consent_of(conn: &mut Connection, entry: Uuid) -> QueryResult<Option<RuleLine>> {
    let row: Option<(String, String, String)> = decision_rules::table
        .filter(decision_rules::entry.eq(entry))
        .filter(decision_rules::key.eq(keys::BOARD_CONSENT))
        .select((
            decision_rules::key,
            decision_rules::value,
            decision_rules::citation,
        ))
        .first(conn)
        .await
        .optional()?;
    Ok(row.map(|(key, value, citation)| RuleLine {
        key,
        value,
        citation,
    }))
}

/// How many of a roster did what by an entry: with what tellers counted of a secret
/// ballot, and the chair's casting vote in a tie where the rule gives one.
///
/// # Errors
/// Those of the database.
pub async fn counts(conn: &mut Connection, entry: Uuid) -> QueryResult<Counts> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        word: String,
        #[diesel(sql_type = BigInt)]
        many: i64,
    }
    let rows: Vec<Row> = crate::db::sql_query(
        "SELECT key AS word, value::bigint AS many FROM jsonb_each_text(votes_by_name($1))",
    )
    .bind::<SqlUuid, _>(entry)
    .load(conn)
    .await?;
    let mut counts = Counts::default();
    for row in rows {
        let many = u64::try_from(row.many).unwrap_or(0);
        match row.word.as_str() {
            "casting" => counts.casting = many,
            word => *counts.place(known(word, Vote::parse)?) = many,
        }
    }
    Ok(counts)
}
