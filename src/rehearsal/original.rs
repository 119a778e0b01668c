//! The real foundation, read for a rehearsal in one transaction that cannot write.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use uuid::Uuid;

use super::model::Member;
use super::store::{self, Controlled, Tied};
use crate::accounts;
use crate::bodies::model::body::BodyId;
use crate::bodies::model::effect::NewCharter;
use crate::bodies::model::seats::Basis;
use crate::bodies::model::{Foundation, Office};
use crate::bodies::store::seats;
use crate::db::Connection;
use crate::elections::model::calendar::Dates;
use crate::elections::store::{drafting, elections, nominees};
use crate::members::model::NewClass;
use crate::members::store::{classes, history};
use crate::parties::Kind;
use crate::parties::{self, PartyId};
use crate::polls;
use crate::polls::draft::{Details, Draft, SmallCellChoice};
use crate::rulebook;
use crate::rulebook::model::book::Book;
use crate::tally::Method;

pub(super) type Fault = Box<dyn std::error::Error + Send + Sync>;

/// Somebody who sits.
#[derive(Clone, Debug)]
pub(super) struct Sitting {
    pub person: PartyId,
    pub body: BodyId,
    pub basis: Basis,
    pub cohort: String,
    pub affiliation: String,
    pub last_day: Option<NaiveDate>,
    /// The name of the organisation for which they sit.
    pub sponsor: Option<String>,
}

/// A person as known, with where mail reaches them.
#[derive(Clone, Debug)]
pub(super) struct Person {
    pub id: PartyId,
    pub name: String,
    pub account: Option<accounts::store::AccountRow>,
}

/// An election with the draft of its poll.
#[derive(Clone, Debug)]
pub(super) struct Rehearsed {
    pub title: String,
    pub body: String,
    pub cohort: String,
    pub seats: i32,
    pub committee: String,
    pub dates: Dates,
    pub draft: Draft,
}

/// What is taken of the real foundation, as of one instant.
#[derive(Clone, Debug)]
pub struct Original {
    pub(super) foundation: Foundation,
    pub(super) rulebook: (String, Book),
    pub(super) classes: Vec<NewClass>,
    pub(super) charters: Vec<NewCharter>,
    pub(super) offices: Vec<(PartyId, Office, Option<NaiveDate>)>,
    pub(super) seats: Vec<Sitting>,
    /// Everybody who holds an office or a seat, and everybody with a tie.
    pub(super) persons: Vec<Person>,
    pub(super) members: Vec<Member>,
    pub(super) ties: Vec<Tied>,
    pub(super) control: Vec<Controlled>,
    pub(super) election: Option<Rehearsed>,
}

impl Original {
    /// The real foundation itself.
    #[must_use]
    pub fn foundation(&self) -> &Foundation {
        &self.foundation
    }
}

/// Reads the foundation, and the election of this number where one is to be rehearsed.
///
/// # Errors
/// The first fault, as a sentence.
pub async fn read(conn: &mut Connection, election: Option<i32>) -> Result<Original, Fault> {
    conn.build_transaction()
        .read_only()
        .repeatable_read()
        .run(async |conn| read_in(conn, election).await.map_err(Read))
        .await
        .map_err(|Read(fault)| fault)
}

/// A fault that a transaction can end with.
struct Read(Fault);

impl From<diesel::result::Error> for Read {
    fn from(error: diesel::result::Error) -> Self {
        Self(error.into())
    }
}

async fn read_in(conn: &mut Connection, election: Option<i32>) -> Result<Original, Fault> {
    let at = store::instant(conn).await?;
    let foundation = crate::bodies::store::foundation(conn)
        .await?
        .ok_or("There is no foundation yet to rehearse.")?;
    if store::of(conn).await?.is_some() {
        return Err(
            "This is a rehearsal itself. Name the data folder of the real foundation with --of."
                .into(),
        );
    }
    let today = foundation.day(at);
    let version = rulebook::store::version_at(conn, at)
        .await?
        .ok_or("The foundation has no rulebook in force.")?;
    let book = version
        .book()
        .map_err(|_| "The rulebook in force cannot be read by this version.")?;
    let text = version.text().into_owned();
    let mut original = Original {
        rulebook: (text, book),
        classes: read_classes(conn, at, today).await?,
        charters: read_charters(conn, at).await?,
        offices: read_offices(conn, at, foundation.zone).await?,
        seats: read_seats(conn, at, foundation.zone).await?,
        persons: Vec::new(),
        members: read_members(conn, at, today).await?,
        ties: store::ties(conn, today).await?,
        control: store::control(conn, today).await?,
        election: match election {
            Some(number) => Some(read_election(conn, number).await?),
            None => None,
        },
        foundation,
    };
    let mut ids: BTreeSet<Uuid> = original.ties.iter().map(|tie| tie.person).collect();
    ids.extend(original.seats.iter().map(|sitting| sitting.person.0));
    ids.extend(original.offices.iter().map(|(person, ..)| person.0));
    original.persons = read_persons(conn, &ids).await?;
    Ok(original)
}

async fn read_classes(
    conn: &mut Connection,
    at: DateTime<Utc>,
    today: NaiveDate,
) -> Result<Vec<NewClass>, Fault> {
    let classes = classes::all(conn, at).await?;
    Ok(classes
        .into_iter()
        .filter_map(|class| {
            let votes = class.votes_on(today)?.clone();
            Some(NewClass {
                id: class.id,
                name: class.name,
                votes: votes.votes,
                citation: votes.citation,
            })
        })
        .collect())
}

/// Of the bodies with which a foundation begins the charters stand already.
async fn read_charters(conn: &mut Connection, at: DateTime<Utc>) -> Result<Vec<NewCharter>, Fault> {
    let first = [
        BodyId::board(),
        BodyId::membership_committee(),
        BodyId::members(),
        BodyId::founders(),
    ];
    let charters = seats::charters_at(conn, at).await?;
    Ok(charters
        .into_iter()
        .filter(|charter| !first.contains(&charter.body))
        .map(|charter| NewCharter {
            body: charter.body,
            name: charter.name,
            text: charter.text,
            citation: charter.citation,
            size: charter.size,
            powers: charter.powers,
            withheld: charter.withheld,
        })
        .collect())
}

/// The last day before an end; today where that is over, as for whoever stays until a
/// successor comes.
fn last_day(
    ends: impl IntoIterator<Item = DateTime<Utc>>,
    at: DateTime<Utc>,
    zone: Tz,
) -> Option<NaiveDate> {
    let day = |at: DateTime<Utc>| at.with_timezone(&zone).date_naive();
    let end = ends.into_iter().min()?;
    Some(day(end - TimeDelta::microseconds(1)).max(day(at)))
}

async fn read_offices(
    conn: &mut Connection,
    at: DateTime<Utc>,
    zone: Tz,
) -> Result<Vec<(PartyId, Office, Option<NaiveDate>)>, Fault> {
    let terms = crate::bodies::store::office_terms(conn).await?;
    let mut held = Vec::new();
    for term in terms {
        let known = held
            .iter()
            .any(|(person, office, _)| (*person, *office) == (term.person, term.office));
        if term.held_at(at) && !term.office.comes_with_a_seat() && !known {
            held.push((term.person, term.office, last_day(term.end(), at, zone)));
        }
    }
    Ok(held)
}

async fn read_seats(
    conn: &mut Connection,
    at: DateTime<Utc>,
    zone: Tz,
) -> Result<Vec<Sitting>, Fault> {
    let chairs = seats::chairs(conn).await?;
    let holdover = seats::holdover(conn, at).await?;
    let sponsors: BTreeMap<PartyId, String> =
        crate::board::store::directors(conn, &chairs, at, zone)
            .await?
            .into_iter()
            .filter_map(|director| Some((director.person, director.sponsor?.1)))
            .collect();
    let mut sitting = Vec::new();
    for charter in seats::charters_at(conn, at).await? {
        for place in chairs.at(&charter.body, at, holdover) {
            let Some((taken, _)) = place.taken else {
                continue;
            };
            let ends = taken.ended_at.into_iter().chain(taken.ends_at);
            sitting.push(Sitting {
                person: taken.person,
                body: charter.body.clone(),
                basis: taken.basis,
                cohort: place.seat.cohort.clone(),
                affiliation: taken.affiliation.clone(),
                last_day: last_day(ends, at, zone),
                sponsor: charter
                    .body
                    .is_board()
                    .then(|| sponsors.get(&taken.person).cloned())
                    .flatten(),
            });
        }
    }
    Ok(sitting)
}

async fn read_persons(conn: &mut Connection, ids: &BTreeSet<Uuid>) -> Result<Vec<Person>, Fault> {
    let ids: Vec<Uuid> = ids.iter().copied().collect();
    let parties: Vec<PartyId> = ids.iter().copied().map(PartyId).collect();
    let known = parties::store::known(conn, &parties).await?;
    let accounts = accounts::store::of_persons(conn, &ids).await?;
    Ok(known
        .into_iter()
        .map(|row| Person {
            id: PartyId(row.party),
            name: row.name,
            account: accounts
                .iter()
                .find(|account| account.person == row.party)
                .cloned(),
        })
        .collect())
}

async fn read_members(
    conn: &mut Connection,
    at: DateTime<Utc>,
    today: NaiveDate,
) -> Result<Vec<Member>, Fault> {
    let mut lines = history::history_as_known(conn, today, at).await?;
    lines.sort_by_key(|line| line.number);
    let mut addresses: BTreeMap<Uuid, String> = BTreeMap::new();
    let voters: Vec<Uuid> = lines
        .iter()
        .filter_map(|line| Some(line.voter.as_ref()?.person.0))
        .collect();
    for batch in voters.chunks(1000) {
        for account in accounts::store::of_persons(conn, batch).await? {
            addresses.insert(account.person, account.address);
        }
    }
    Ok(lines
        .into_iter()
        .map(|line| Member {
            number: line.number,
            address: line
                .voter
                .as_ref()
                .and_then(|voter| addresses.get(&voter.person.0).cloned()),
            class: line.class.as_str().to_owned(),
            is_organisation: line.kind == Kind::Organisation,
            representative: line.voter.map(|voter| voter.name),
            name: line.name,
            member_since: line.member_since,
            standing: line.standing,
            country: line.country,
            disclosed: line.disclosed,
        })
        .collect())
}

/// The election, with its poll as drafted, or as it would be drafted of its candidates.
async fn read_election(conn: &mut Connection, number: i32) -> Result<Rehearsed, Fault> {
    let election = elections::by_number(conn, number)
        .await?
        .ok_or_else(|| format!("There is no election {number}; /room/elections lists them."))?;
    let dates = election.calendar.dates();
    let poll = match drafting::poll_of(conn, election.id).await? {
        Some(number) => polls::store::by_number(conn, number).await?,
        None => None,
    };
    let draft = match poll {
        // A roll is of its own foundation.
        Some(poll) => Draft {
            roll: None,
            ..poll.draft
        },
        None => {
            let candidates = nominees::nominees(conn, election.id).await?;
            let options = drafting::options(&candidates);
            Draft {
                question: election.title.clone(),
                language: "en".to_owned(),
                method: Method::MeekPrf1,
                options: options.into_iter().map(|(_, option)| option).collect(),
                seats: election.seats(),
                majority: String::new(),
                details: Details::usual(Method::MeekPrf1),
                opens_at: dates.opens_at,
                closes_at: dates.closes_at,
                roll: None,
                small_cells: SmallCellChoice::default(),
                translations: BTreeMap::new(),
                caps: None,
            }
        }
    };
    Ok(Rehearsed {
        title: election.title,
        body: election.body,
        cohort: election.cohort,
        seats: election.seats,
        committee: election.committee,
        dates,
        draft,
    })
}
