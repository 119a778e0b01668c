//! What the figures are made of, as of now.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Date, Int4, Text};
use diesel_async::RunQueryDsl;

use super::HoldersError;
use crate::board;
use crate::bodies::model::BodyId;
use crate::bodies::store::seats;
use crate::db::Connection;
use crate::dues::model::price::{Price, price_on};
use crate::dues::store::prices;
use crate::holders::model::admissions::{Admitted, Sum};
use crate::holders::model::board::Falls;
use crate::holders::model::report::{Cited, Class, Director, Facts, Roll, Turnout};
use crate::holders::model::weights::Member;
use crate::members::store::{Line, classes, history_as_known};
use crate::parties::{self, Kind, PartyId};
use crate::rulebook::model::keys;
use crate::rulebook::store as rulebook;

/// A roll's number and record date, and whom it holds by the day they were admitted.
type OfRoll = (i32, NaiveDate, Vec<(NaiveDate, Sum)>);

/// How many rolls are told of, the latest ones.
const ROLLS: i64 = 8;

/// By what a report is told from the one before, beside the day: votes certified, seats
/// taken and left, prices, rulebooks, who may be named no more or again, erasures; and
/// whether there are members. Who reads it often sees no single member come or go.
///
/// # Errors
/// Those of the database.
pub async fn mark(conn: &mut Connection) -> QueryResult<String> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        mark: String,
    }
    let row: Row = crate::db::sql_query(
        "SELECT concat_ws('/', \
             (SELECT count(*) FROM poll_certifications), (SELECT count(*) FROM roll_certifications), \
             (SELECT count(*) FROM seat_incumbencies), (SELECT count(*) FROM incumbency_ends), \
             (SELECT count(*) FROM seat_sponsors), (SELECT count(*) FROM dues_prices), \
             (SELECT count(*) FROM rulebook_versions), (SELECT count(*) FROM erasures), \
             (SELECT count(*) FROM (SELECT f.disclosed <> lag(f.disclosed) OVER (PARTITION BY f.party ORDER BY f.record) AS turned \
                                    FROM party_facts f) c WHERE c.turned), EXISTS (SELECT FROM memberships)) AS mark",
    )
    .get_result(conn)
    .await?;
    Ok(row.mark)
}

/// Which members belong together: those of one party, and of one related group.
struct Groups {
    related: Vec<BTreeSet<PartyId>>,
    alone: BTreeMap<PartyId, usize>,
}

impl Groups {
    fn new(related: Vec<BTreeSet<PartyId>>) -> Self {
        Self {
            related,
            alone: BTreeMap::new(),
        }
    }

    /// The group of a party; one of its own where it is in none.
    fn of(&mut self, party: PartyId) -> usize {
        let found = self.related.iter().position(|group| group.contains(&party));
        let next = self.related.len() + self.alone.len();
        found.unwrap_or_else(|| *self.alone.entry(party).or_insert(next))
    }
}

/// The current memberships with a vote, with the dues of their class.
fn members(lines: &[Line], prices: &[Price], day: NaiveDate, groups: &mut Groups) -> Vec<Member> {
    lines
        .iter()
        .filter_map(|line| {
            let votes = line.votes_on_roll()?;
            let price = price_on(prices, line.class.as_str(), day);
            Some(Member {
                number: line.number,
                group: groups.of(line.party),
                is_organisation: line.kind == Kind::Organisation,
                name: line.name.clone(),
                disclosed: line.disclosed,
                class: line.class_name.clone(),
                votes: u64::from(votes),
                since: line.member_since,
                dues: price
                    .map(|price| (price.amount.currency.code().to_owned(), price.amount.minor)),
            })
        })
        .collect()
}

/// Everything the figures are made of.
///
/// # Errors
/// Those of the database, a rule that cannot be read, and what this program does not know.
pub async fn facts(
    conn: &mut Connection,
    now: DateTime<Utc>,
    zone: Tz,
) -> Result<Facts, HoldersError> {
    let day = now.with_timezone(&zone).date_naive();
    let prices = prices::list(conn).await?;
    let lines = history_as_known(conn, day, now).await?;
    let mut groups = Groups::new(parties::store::related_groups(conn, day, now).await?);
    let mut facts = Facts {
        members: members(&lines, &prices, day, &mut groups),
        turnout: turnout(conn).await?,
        rolls: rolls(conn, zone).await?,
        ..Facts::default()
    };
    let shown: BTreeSet<PartyId> = lines
        .iter()
        .filter(|line| line.votes_on_roll().is_some() && line.disclosed)
        .map(|line| line.party)
        .collect();
    let chairs = seats::chairs(conn).await?;
    for director in board::store::directors(conn, &chairs, now, zone).await? {
        let with =
            parties::store::affiliated_organisations(conn, director.person, day, now).await?;
        let sponsor = director.sponsor.map(|(party, _)| party);
        let theirs = with.into_iter().chain(sponsor);
        facts.directors.push(Director {
            groups: theirs.map(|party| groups.of(party)).collect(),
            sits_for: sponsor
                .filter(|sponsor| shown.contains(sponsor))
                .map(|sponsor| groups.of(sponsor)),
        });
    }
    let holdover = seats::holdover(conn, now).await?;
    facts.board = chairs
        .at(&BodyId::board(), now, holdover)
        .iter()
        .map(|place| match place.taken {
            None => Falls::Next,
            Some((sitting, _)) => match sitting.ended_at.into_iter().chain(sitting.ends_at).min() {
                None => Falls::Never,
                Some(end) if end <= now => Falls::Next,
                Some(end) => Falls::On(end.with_timezone(&zone).date_naive()),
            },
        })
        .collect();
    if let Some(rule) = rulebook::find(conn, keys::QUORUM_MEMBERS, now).await? {
        let value = rule.ratio()?;
        let citation = rule.citation;
        facts.quorum_members = Some(Cited { value, citation });
    }
    if let Some(rule) = rulebook::find(conn, keys::QUORUM_VOTES, now).await? {
        let value = rule.ratio()?;
        let citation = rule.citation;
        facts.quorum_votes = Some(Cited { value, citation });
    }
    if let Some(rule) = rulebook::find(conn, keys::MEMBERS_MAJORITY, now).await? {
        let value = rule.threshold()?;
        let citation = rule.citation;
        facts.majority = Some(Cited { value, citation });
    }
    for class in classes::all(conn, now).await? {
        let price = price_on(&prices, class.id.as_str(), day);
        facts.classes.push(Class {
            votes: class
                .votes_on(day)
                .map_or(0, |votes| u64::from(votes.votes)),
            yearly: price
                .map(|price| (price.amount.currency.code().to_owned(), price.amount.minor)),
            name: class.name,
        });
    }
    Ok(facts)
}

fn count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

/// Who took part in the last vote of all members that is certified.
///
/// # Errors
/// Those of the database.
pub async fn turnout(conn: &mut Connection) -> QueryResult<Option<Turnout>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Int4)]
        poll: i32,
        #[diesel(sql_type = BigInt)]
        members: i64,
        #[diesel(sql_type = BigInt)]
        of_members: i64,
        #[diesel(sql_type = BigInt)]
        votes: i64,
        #[diesel(sql_type = BigInt)]
        of_votes: i64,
    }
    let row: Option<Row> = crate::db::sql_query(
        "SELECT p.number AS poll, c.live::bigint AS members, r.leaves::bigint AS of_members, c.votes, r.votes AS of_votes \
         FROM polls p JOIN poll_closings c ON c.poll_id = p.id JOIN rolls r ON r.id = p.roll_id \
         JOIN LATERAL (SELECT max(x.recorded_at) AS at FROM poll_certifications x WHERE x.poll_id = p.id) s ON s.at IS NOT NULL \
         WHERE NOT EXISTS (SELECT FROM roll_classes k WHERE k.roll = r.id) \
         ORDER BY s.at DESC, p.number DESC LIMIT 1",
    )
    .get_result(conn)
    .await
    .optional()?;
    Ok(row.map(|row| Turnout {
        poll: row.poll,
        members: count(row.members),
        of_members: count(row.of_members),
        votes: count(row.votes),
        of_votes: count(row.of_votes),
    }))
}

/// The latest certified rolls of all members, by when those on them were admitted: since when they
/// are members, or the day on which that was recorded where it is later. What a file of members
/// says of days before it is believed of the founding's alone, before the first roll was certified.
async fn rolls(conn: &mut Connection, zone: Tz) -> QueryResult<Vec<Roll>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Int4)]
        number: i32,
        #[diesel(sql_type = Date)]
        record_date: NaiveDate,
        #[diesel(sql_type = Date)]
        since: NaiveDate,
        #[diesel(sql_type = BigInt)]
        members: i64,
        #[diesel(sql_type = BigInt)]
        votes: i64,
    }
    let rows: Vec<Row> = crate::db::sql_query(
        "WITH latest AS ( \
             SELECT r.id, r.number, r.record_date FROM rolls r JOIN roll_certifications c ON c.roll_id = r.id \
             WHERE NOT EXISTS (SELECT FROM roll_classes k WHERE k.roll = r.id) \
             ORDER BY r.record_date DESC, r.number DESC LIMIT $1 \
         ) \
         SELECT l.number, l.record_date, \
                CASE WHEN m.import IS NOT NULL AND m.recorded_at < f.at THEN m.member_since \
                     ELSE greatest(m.member_since, (m.recorded_at AT TIME ZONE $2)::date) END AS since, \
                count(*) AS members, sum(e.votes)::bigint AS votes \
         FROM latest l CROSS JOIN (SELECT min(c.recorded_at) AS at FROM roll_certifications c) f \
         JOIN roll_entitlements e ON e.roll_id = l.id JOIN memberships m ON m.id = e.membership_id \
         GROUP BY 1, 2, 3 ORDER BY 2 DESC, 1 DESC, 3",
    )
    .bind::<BigInt, _>(ROLLS)
    .bind::<Text, _>(zone.name())
    .load(conn)
    .await?;
    let mut rolls: Vec<OfRoll> = Vec::new();
    for row in rows {
        let those = Sum {
            members: count(row.members),
            votes: count(row.votes),
        };
        match rolls.last_mut() {
            Some((number, _, of_roll)) if *number == row.number => of_roll.push((row.since, those)),
            Some(_) | None => {
                rolls.push((row.number, row.record_date, vec![(row.since, those)]));
            }
        }
    }
    Ok(rolls
        .into_iter()
        .map(|(number, record_date, of_roll)| Roll {
            number,
            record_date,
            admitted: Admitted::of(record_date, &of_roll),
        })
        .collect())
}

/// Whether the founders still decide: no director has ever sat.
///
/// # Errors
/// Those of the database.
pub async fn founders_decide(conn: &mut Connection) -> QueryResult<bool> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Bool)]
        it: bool,
    }
    let row: Row = crate::db::sql_query(
        "SELECT NOT EXISTS (SELECT FROM seat_incumbencies i JOIN seats s ON s.id = i.seat \
                            WHERE s.body = 'board' AND i.starts_at <= clock_timestamp()) AS it",
    )
    .get_result(conn)
    .await?;
    Ok(row.it)
}
