//! Two records of one party: offered, proposed by an officer, confirmed by another,
//! or told apart. Both records stay in every case.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use thiserror::Error;
use uuid::Uuid;

use super::{is_refusal_of, name_of};
use crate::db::Connection;
use crate::parties::PartyId;
use crate::parties::model::alike;
use crate::parties::model::record::PostalAddress;

/// Two parties that may be one, each with its name and country.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    pub one: Side,
    pub other: Side,
    /// Whether letters on paper reach both at one address.
    pub one_address: bool,
}

/// One of a [`Pair`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Side {
    pub party: PartyId,
    pub name: String,
    pub country: String,
}

#[derive(QueryableByName)]
struct Candidate {
    #[diesel(sql_type = SqlUuid)]
    party: Uuid,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    country: String,
    #[diesel(sql_type = Text)]
    address: String,
    #[diesel(sql_type = Text)]
    address_country: String,
}

impl Candidate {
    fn side(&self) -> Side {
        Side {
            party: PartyId(self.party),
            name: self.name.clone(),
            country: self.country.clone(),
        }
    }
}

/// Words that more parties of one country than this share tell nobody apart.
const COMMON: usize = 200;

/// Pairs that may be one: names alike in one country (or where none is known), or
/// one postal address and a word of the name in common. Not those proposed, merged
/// or told apart. At most `most`, and whether there were more.
///
/// # Errors
/// Those of the database.
pub async fn pairs(conn: &mut Connection, most: usize) -> QueryResult<(Vec<Pair>, bool)> {
    let parties: Vec<Candidate> = crate::db::sql_query(
        "SELECT p.id AS party, p.kind, r.name, r.country, coalesce(a.address, '') AS address, \
             coalesce(a.country, '') AS address_country \
         FROM parties p \
         JOIN LATERAL (SELECT name, country FROM party_records WHERE party = p.id ORDER BY record DESC LIMIT 1) r ON true \
         LEFT JOIN LATERAL (SELECT address, country FROM postal_addresses WHERE party = p.id \
                            ORDER BY starts_on DESC, record DESC LIMIT 1) a ON true \
         ORDER BY p.recorded_at, p.id",
    )
    .load(conn)
    .await?;
    let settled = settled(conn).await?;
    let keys: Vec<String> = parties
        .iter()
        .map(|party| alike::key(&party.name))
        .collect();
    let addresses: Vec<String> = parties
        .iter()
        .map(|party| match party.address.is_empty() {
            true => String::new(),
            false => PostalAddress::key(&party.address, &party.address_country),
        })
        .collect();
    // Only those that share a whole word are held against each other.
    let mut by_word: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
    for (at, (party, key)) in parties.iter().zip(&keys).enumerate() {
        let words: BTreeSet<&str> = key.split(' ').filter(|word| !word.is_empty()).collect();
        for word in words {
            by_word.entry((&party.kind, word)).or_default().push(at);
        }
    }
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for near in by_word.values().filter(|near| near.len() <= COMMON) {
        for (place, first) in near.iter().enumerate() {
            for second in near.iter().skip(place + 1) {
                let (Some(one), Some(other)) = (parties.get(*first), parties.get(*second)) else {
                    continue;
                };
                if settled.contains(&ordered(one.party, other.party))
                    || !seen.insert((*first, *second))
                {
                    continue;
                }
                let of = |list: &[String], at: usize| list.get(at).cloned().unwrap_or_default();
                let one_address = !of(&addresses, *first).is_empty()
                    && of(&addresses, *first) == of(&addresses, *second);
                let one_country = one.country == other.country
                    || one.country.is_empty()
                    || other.country.is_empty();
                let alike =
                    one_country && alike::keys_alike(&of(&keys, *first), &of(&keys, *second));
                if alike || one_address {
                    found.push((*first, *second, one_address));
                }
            }
        }
    }
    found.sort_unstable();
    let more = found.len() > most;
    let pairs = found
        .into_iter()
        .take(most)
        .filter_map(|(first, second, one_address)| {
            Some(Pair {
                one: parties.get(first)?.side(),
                other: parties.get(second)?.side(),
                one_address,
            })
        })
        .collect();
    Ok((pairs, more))
}

fn ordered(one: Uuid, other: Uuid) -> (Uuid, Uuid) {
    (one.min(other), one.max(other))
}

/// Pairs of which something was said already.
async fn settled(conn: &mut Connection) -> QueryResult<BTreeSet<(Uuid, Uuid)>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        one: Uuid,
        #[diesel(sql_type = SqlUuid)]
        other: Uuid,
    }
    let rows: Vec<Row> = crate::db::sql_query(
        "SELECT one, other FROM parties_apart UNION SELECT duplicate, kept FROM party_merges",
    )
    .load(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| ordered(row.one, row.other))
        .collect())
}

/// A merge as proposed, and what became of it.
#[derive(Clone, Debug, QueryableByName)]
pub struct Merge {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub duplicate: Uuid,
    #[diesel(sql_type = Text)]
    pub duplicate_name: String,
    #[diesel(sql_type = SqlUuid)]
    pub kept: Uuid,
    #[diesel(sql_type = Text)]
    pub kept_name: String,
    #[diesel(sql_type = Text)]
    pub reason: String,
    #[diesel(sql_type = SqlUuid)]
    pub proposed_by: Uuid,
    #[diesel(sql_type = Text)]
    pub proposed_by_name: String,
    #[diesel(sql_type = Timestamptz)]
    pub proposed_at: DateTime<Utc>,
    /// Empty until a second officer confirmed.
    #[diesel(sql_type = Text)]
    pub confirmed_by: String,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub confirmed_at: Option<DateTime<Utc>>,
    /// Told apart since it was proposed.
    #[diesel(sql_type = Bool)]
    pub apart: bool,
}

/// Every merge ever proposed, or those of one party; the latest first.
///
/// # Errors
/// Those of the database.
pub async fn merges(conn: &mut Connection, of: Option<PartyId>) -> QueryResult<Vec<Merge>> {
    crate::db::sql_query(format!(
        "SELECT m.id, m.duplicate, {duplicate} AS duplicate_name, m.kept, {kept} AS kept_name, m.reason, m.proposed_by, \
             {by} AS proposed_by_name, m.recorded_at AS proposed_at, \
             CASE WHEN c.merge IS NULL THEN '' ELSE {confirmed} END AS confirmed_by, c.recorded_at AS confirmed_at, \
             c.merge IS NULL AND EXISTS (SELECT FROM parties_apart a WHERE a.one = least(m.duplicate, m.kept) \
                 AND a.other = greatest(m.duplicate, m.kept)) AS apart \
         FROM party_merges m LEFT JOIN party_merge_confirmations c ON c.merge = m.id \
         WHERE $1 IS NULL OR $1 IN (m.duplicate, m.kept) ORDER BY m.recorded_at DESC, m.id",
        duplicate = name_of("m.duplicate"),
        kept = name_of("m.kept"),
        by = name_of("m.proposed_by"),
        confirmed = name_of("c.confirmed_by"),
    ))
    .bind::<Nullable<SqlUuid>, _>(of.map(|party| party.0))
    .load(conn)
    .await
}

/// Why two records were not taken for one, or not told apart.
#[derive(Debug, Error)]
pub enum MergeError {
    #[error("A second officer confirms it: not the one who proposed it, and neither of the two.")]
    SecondOfficer,
    #[error(
        "The two were told apart meanwhile, or one of them is a duplicate already. Open the page again."
    )]
    NotStanding,
    #[error("A person and an organisation are not one. Choose two of one kind.")]
    TwoKinds,
    #[error(transparent)]
    Database(diesel::result::Error),
}

impl From<diesel::result::Error> for MergeError {
    fn from(error: diesel::result::Error) -> Self {
        if is_refusal_of(&error, "merge_takes_two_officers") {
            Self::SecondOfficer
        } else if is_refusal_of(&error, "merge_is_of_two_that_stand") {
            Self::NotStanding
        } else if is_refusal_of(&error, "merge_is_of_one_kind") {
            Self::TwoKinds
        } else {
            Self::Database(error)
        }
    }
}

/// Proposes that a record is a duplicate of another. Nothing follows until a
/// second officer confirms.
///
/// # Errors
/// When they are of two kinds.
pub async fn propose(
    conn: &mut Connection,
    id: Uuid,
    (duplicate, kept): (PartyId, PartyId),
    reason: &str,
    by: PartyId,
) -> Result<(), MergeError> {
    crate::db::sql_query(
        "INSERT INTO party_merges (id, duplicate, kept, reason, proposed_by) \
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO NOTHING",
    )
    .bind::<SqlUuid, _>(id)
    .bind::<SqlUuid, _>(duplicate.0)
    .bind::<SqlUuid, _>(kept.0)
    .bind::<Text, _>(reason)
    .bind::<SqlUuid, _>(by.0)
    .execute(conn)
    .await?;
    Ok(())
}

/// Confirms a merge; once.
///
/// # Errors
/// When the officer proposed it or is one of the two, or they no longer stand.
pub async fn confirm(conn: &mut Connection, merge: Uuid, by: PartyId) -> Result<(), MergeError> {
    crate::db::sql_query(
        "INSERT INTO party_merge_confirmations (merge, confirmed_by) VALUES ($1, $2) ON CONFLICT (merge) DO NOTHING",
    )
    .bind::<SqlUuid, _>(merge)
    .bind::<SqlUuid, _>(by.0)
    .execute(conn)
    .await?;
    Ok(())
}

/// Records that two parties are not the same; once for each pair.
///
/// # Errors
/// Those of the database.
pub async fn tell_apart(
    conn: &mut Connection,
    id: Uuid,
    (one, other): (PartyId, PartyId),
    reason: &str,
    by: PartyId,
) -> QueryResult<()> {
    let (one, other) = ordered(one.0, other.0);
    crate::db::sql_query(
        "INSERT INTO parties_apart (id, one, other, reason, recorded_by) \
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
    )
    .bind::<SqlUuid, _>(id)
    .bind::<SqlUuid, _>(one)
    .bind::<SqlUuid, _>(other)
    .bind::<Text, _>(reason)
    .bind::<SqlUuid, _>(by.0)
    .execute(conn)
    .await?;
    Ok(())
}

/// The duplicates of a party, of confirmed merges, and theirs; without itself.
///
/// # Errors
/// Those of the database.
pub async fn duplicates_of(conn: &mut Connection, party: PartyId) -> QueryResult<Vec<PartyId>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        it: Uuid,
    }
    let rows: Vec<Row> = crate::db::sql_query(
        "WITH RECURSIVE d AS (SELECT $1 AS it UNION \
             SELECT m.duplicate FROM d JOIN party_merges m ON m.kept = d.it \
             JOIN party_merge_confirmations c ON c.merge = m.id) \
         SELECT it FROM d WHERE it <> $1 ORDER BY it",
    )
    .bind::<SqlUuid, _>(party.0)
    .load(conn)
    .await?;
    Ok(rows.into_iter().map(|row| PartyId(row.it)).collect())
}
