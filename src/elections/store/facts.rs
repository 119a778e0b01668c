//! What is known when somebody nominates: gathered for the pure judgement.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use diesel::prelude::QueryResult;

use super::ElectionsError;
use super::elections::Election;
use super::{nominating, nominees};
use crate::bodies::model::body::BodyId;
use crate::bodies::model::seats::{Chairs, Incumbency};
use crate::bodies::model::terms::{self, TermRules};
use crate::bodies::store::seats as seats_of;
use crate::db::Connection;
use crate::elections::model::Cited;
use crate::elections::model::nomination::{Attempt, Member, Nominator, Nominee, Rules, SelfRule};
use crate::members::model::cap::caps_directors;
use crate::members::store::history::{Line, memberships_of, of_party};
use crate::parties::store::kin;
use crate::parties::{Kind, PartyId};
use crate::rulebook::model::value::Span;
use crate::rulebook::store as rulebook;
use crate::rulebook::{Rule, keys};
use crate::standing::model::Reason;
use crate::standing::store::standing;
use crate::web::times::day_said;

/// When something is asked.
#[derive(Clone, Copy, Debug)]
pub struct Now {
    pub at: DateTime<Utc>,
    pub day: NaiveDate,
    pub zone: Tz,
}

const SILENT: &str = "No document says otherwise; this program keeps to the strict reading";

fn cited<T>(rule: Option<&Rule>, value: T) -> Cited<T> {
    Cited {
        value,
        citation: rule.map_or_else(|| SILENT.to_owned(), |rule| rule.citation.clone()),
    }
}

/// The rules on nominations in force at an instant.
///
/// # Errors
/// Those of the database.
pub async fn rules(conn: &mut Connection, at: DateTime<Utc>) -> QueryResult<Rules> {
    let all = rulebook::all_as_of(conn, at).await?;
    let find = |key: &str| all.iter().find(|rule| rule.key == key);
    let value = |key: &str| find(key).map(|rule| rule.value.as_str());
    let count = |key: &str| find(key).and_then(|rule| rule.count().ok());
    let selves = value(keys::NOMINATION_SELF)
        .and_then(SelfRule::parse)
        .unwrap_or(SelfRule::Never);
    let terms = TermRules::of(&all);
    let scope = value(keys::BOARD_CAP_SCOPE).unwrap_or("one related group");
    Ok(Rules {
        by: cited(find(keys::NOMINATION_BY), ()),
        count: cited(
            find(keys::NOMINATION_COUNT),
            count(keys::NOMINATION_COUNT).unwrap_or(1),
        ),
        selves: cited(find(keys::NOMINATION_SELF), selves),
        sponsor: cited(
            find(keys::NOMINATION_SPONSOR),
            value(keys::NOMINATION_SPONSOR) != Some("anyone"),
        ),
        by_committee: cited(
            find(keys::NOMINATION_BY_COMMITTEE),
            value(keys::NOMINATION_BY_COMMITTEE) == Some("allowed"),
        ),
        committee: cited(find(keys::ELECTION_COMMITTEE), ()),
        standing: cited(
            find(keys::NOMINEE_STANDING),
            value(keys::NOMINEE_STANDING).and_then(Span::parse),
        ),
        cap: cited(find(keys::BOARD_CAP_SCOPE), caps_directors(scope)),
        open_days: cited(find(keys::NOMINATIONS_OPEN_DAYS), ()).citation,
        close_days: cited(find(keys::NOMINATIONS_CLOSE_DAYS), ()).citation,
        terms,
    })
}

fn reason_said(reason: &Reason) -> String {
    match reason {
        Reason::InTerm { until } => format!("In a term until {}.", day_said(until)),
        Reason::Suspended { until } => format!("Suspended until {}.", day_said(until)),
        Reason::NotYet { from } => format!("A member from {} on.", day_said(from)),
        Reason::InGrace { since, .. } => format!("The term ended on {}.", day_said(since)),
        Reason::Lapsed { since } => format!("Lapsed on {}.", day_said(since)),
        Reason::Ended { on } => format!("The membership ended on {}.", day_said(on)),
        Reason::NoTerm => "No term is on record.".to_owned(),
        Reason::DuesPaid => "Dues are paid.".to_owned(),
        Reason::Overdue { invoice, due_on } => {
            format!("Invoice {invoice} was due on {}.", day_said(due_on))
        }
        Reason::AgreementsAccepted => "Agreements are accepted.".to_owned(),
        Reason::Unaccepted { title, by } => {
            format!("“{title}” was to be accepted by {}.", day_said(by))
        }
        Reason::LongEnough => "Long enough a member.".to_owned(),
        Reason::TooShort { from } => format!("Long enough a member from {} on.", day_said(from)),
    }
}

/// Reasons against the good standing of a membership now.
///
/// # Errors
/// Those of the database.
pub async fn not_good(
    conn: &mut Connection,
    line: &Line,
    now: Now,
) -> Result<Vec<String>, ElectionsError> {
    let verdict = standing(conn, line, now.day, now.at, None).await?;
    Ok(verdict
        .reasons
        .iter()
        .filter(|reason| !reason.is_good())
        .map(reason_said)
        .collect())
}

/// The directors whose seats are not up in this election, with the end of their terms.
#[must_use]
pub fn staying<'a>(chairs: &'a Chairs, election: &Election) -> Vec<&'a Incumbency> {
    let Some(body) = BodyId::parse(&election.body) else {
        return Vec::new();
    };
    let closes = election.calendar.dates().closes_at;
    chairs
        .at(&body, closes, false)
        .into_iter()
        .filter(|place| election.cohort.is_empty() || place.seat.cohort != election.cohort)
        .filter_map(|place| Some(place.taken?.0))
        .collect()
}

/// The groups by which the cap counts persons: related groups of organisations, by
/// the name of one of them, as of a day.
pub struct Groups {
    related: Vec<BTreeSet<PartyId>>,
}

impl Groups {
    /// # Errors
    /// Those of the database.
    pub async fn on(
        conn: &mut Connection,
        day: NaiveDate,
        known_at: DateTime<Utc>,
    ) -> QueryResult<Self> {
        Ok(Self {
            related: kin::related_groups(conn, day, known_at).await?,
        })
    }

    /// The organisation that stands for its group: always the same one.
    #[must_use]
    pub fn of(&self, organisation: PartyId) -> PartyId {
        self.related
            .iter()
            .find(|group| group.contains(&organisation))
            .and_then(|group| group.first().copied())
            .unwrap_or(organisation)
    }
}

/// Of each of these persons the groups they are affiliated with on a day.
///
/// # Errors
/// Those of the database.
pub async fn groups_of(
    conn: &mut Connection,
    persons: &[PartyId],
    day: NaiveDate,
    known_at: DateTime<Utc>,
) -> QueryResult<BTreeMap<PartyId, BTreeSet<PartyId>>> {
    let groups = Groups::on(conn, day, known_at).await?;
    let mut found = BTreeMap::new();
    for person in persons {
        let own = kin::affiliated_organisations(conn, *person, day, known_at).await?;
        let own: BTreeSet<PartyId> = own.into_iter().map(|one| groups.of(one)).collect();
        found.insert(*person, own);
    }
    Ok(found)
}

/// The day as of which affiliations count: the record date, or today while that
/// lies ahead.
#[must_use]
pub fn affiliation_day(election: &Election, today: NaiveDate) -> NaiveDate {
    election.calendar.dates().record_date.min(today)
}

/// In what capacity somebody nominates.
#[derive(Clone, Debug)]
pub enum Acting {
    /// By an office, named as its holder.
    Office(String),
    Member(Box<Line>),
}

/// Everything that is known of a nomination.
///
/// # Errors
/// Those of the database.
pub async fn attempt(
    conn: &mut Connection,
    election: &Election,
    (acting, by): (&Acting, PartyId),
    (nominee, nominee_name): (PartyId, &str),
    now: Now,
) -> Result<Attempt, ElectionsError> {
    let dates = election.calendar.dates();
    let committee = committee_of(conn, election, now.at).await?;
    let own_day = dates.record_date.min(now.day);
    let mut stands_for: Vec<Line> = memberships_of(conn, nominee, now.day, now.at).await?;
    let mut affiliated = false;
    let mut is_nominator = by == nominee;
    let nominator = match acting {
        Acting::Office(office) => Nominator::Office(office.clone()),
        Acting::Member(line) => {
            is_nominator |= line.party == nominee;
            if line.kind == Kind::Organisation {
                affiliated = kin::is_affiliated(conn, nominee, line.party, now.day, now.at).await?;
                if affiliated
                    && stands_for
                        .iter()
                        .all(|known| known.membership != line.membership)
                {
                    stands_for.push(Line::clone(line));
                }
            }
            let on_day = of_party(conn, line.party, own_day, now.at).await?;
            let votes = on_day
                .iter()
                .find(|known| known.membership == line.membership)
                .and_then(Line::votes_on_roll)
                .unwrap_or(0);
            Nominator::Member(Member {
                name: line.name.clone(),
                class_name: line.class_name.clone(),
                organisation: line.kind == Kind::Organisation,
                votes,
                votes_on: own_day,
                not_good: not_good(conn, line, now).await?,
                on_committee: committee.contains(&by),
                earlier: nominating::standing_of_membership(conn, election.id, line.membership.0)
                    .await?,
            })
        }
    };
    let mut faults: Option<Vec<String>> = None;
    let mut good_since: Option<NaiveDate> = None;
    let mut any_since: Option<NaiveDate> = None;
    for line in &stands_for {
        let against = not_good(conn, line, now).await?;
        any_since = Some(any_since.map_or(line.member_since, |since| since.min(line.member_since)));
        if against.is_empty() {
            let since = good_since.map_or(line.member_since, |since| since.min(line.member_since));
            good_since = Some(since);
            faults = Some(Vec::new());
        } else if faults.is_none() {
            faults = Some(against);
        }
    }
    let chairs = seats_of::chairs(conn).await?;
    let stays = seats_of::holdover(conn, now.at)
        .await
        .map_err(ElectionsError::from)?;
    let served = terms::served(&chairs, nominee, now.at, now.zone, stays);
    let stay = staying(&chairs, election);
    let sits_until = stay.iter().find(|one| one.person == nominee).map(|one| {
        one.ends_at.map_or(NaiveDate::MAX, |ends| {
            (ends - TimeDelta::microseconds(1))
                .with_timezone(&now.zone)
                .date_naive()
        })
    });
    let group_sits = group_that_sits(conn, election, nominee, &stay, now).await?;
    Ok(Attempt {
        today: now.day,
        nominations_open: dates.nominations_open,
        nominations_close: dates.nominations_close,
        published: !nominees::published(conn, election.id).await?.is_empty(),
        opens_on: dates.opens_at.with_timezone(&now.zone).date_naive(),
        begins_on: dates.closes_at.with_timezone(&now.zone).date_naive(),
        nominator,
        nominee: Nominee {
            name: nominee_name.to_owned(),
            is_nominator,
            affiliated,
            on_committee: committee.contains(&nominee),
            member_since: good_since.or(any_since),
            not_good: faults.unwrap_or_default(),
            served,
            sits_until,
            group_sits,
        },
    })
}

/// A director who stays and belongs to a group with the nominee: both names.
async fn group_that_sits(
    conn: &mut Connection,
    election: &Election,
    nominee: PartyId,
    stay: &[&Incumbency],
    now: Now,
) -> QueryResult<Option<(String, String)>> {
    let day = affiliation_day(election, now.day);
    let mut persons: Vec<PartyId> = stay
        .iter()
        .map(|one| one.person)
        .filter(|person| *person != nominee)
        .collect();
    persons.push(nominee);
    let groups = groups_of(conn, &persons, day, now.at).await?;
    let own = groups.get(&nominee).cloned().unwrap_or_default();
    for director in persons.iter().filter(|person| **person != nominee) {
        let shared = groups
            .get(director)
            .and_then(|theirs| theirs.intersection(&own).next());
        if let Some(group) = shared {
            let director = nominating::name(conn, *director).await?;
            let group = nominating::name(conn, *group).await?;
            return Ok(Some((director, group)));
        }
    }
    Ok(None)
}

/// Who sits on the committee of an election at an instant, and is not suspended.
///
/// # Errors
/// Those of the database.
pub async fn committee_of(
    conn: &mut Connection,
    election: &Election,
    at: DateTime<Utc>,
) -> QueryResult<Vec<PartyId>> {
    let Some(body) = BodyId::parse(&election.committee) else {
        return Ok(Vec::new());
    };
    Ok(seats_of::roster(conn, &body, at)
        .await?
        .into_iter()
        .filter(|one| one.is_in_office())
        .filter_map(|one| one.person.map(PartyId))
        .collect())
}
