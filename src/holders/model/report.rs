//! All figures together as they may be published: what is about few is withheld, and
//! nobody is named who asked not to be.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::admissions::{self, Admitted};
use super::board::{Elections, Falls, elections};
use super::coalition::{Needed, Weight, smallest};
use super::price::{Situation, dues, scaled};
use super::weights::{self, Band, Group, Line, Member, Sum, Told};
use crate::book::model::suppress;
use crate::rulebook::model::value::{Ratio, Threshold};

/// A value with the document and section it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cited<T> {
    pub value: T,
    pub citation: String,
}

/// Who took part in a vote that is certified, of its roll.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turnout {
    pub poll: i32,
    pub members: u64,
    pub of_members: u64,
    pub votes: u64,
    pub of_votes: u64,
}

/// A class on the price list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Class {
    pub name: String,
    pub votes: u64,
    /// Currency and minor units for a year; none where no price is set.
    pub yearly: Option<(String, i64)>,
}

/// A certified roll by when its members were admitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roll {
    pub number: i32,
    pub record_date: NaiveDate,
    pub admitted: Admitted,
}

/// What the figures are made of, as of a day.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    pub members: Vec<Member>,
    /// How many directors are affiliated with whom of a group, by the group.
    pub seats: BTreeMap<usize, u64>,
    /// How many sit for a member of the group that may be named.
    pub sponsored: BTreeMap<usize, u64>,
    /// Directors in office.
    pub directors: u64,
    /// Every seat of the board.
    pub board: Vec<Falls>,
    pub quorum_members: Option<Cited<Ratio>>,
    pub quorum_votes: Option<Cited<Ratio>>,
    pub majority: Option<Cited<Threshold>>,
    pub turnout: Option<Turnout>,
    pub classes: Vec<Class>,
    /// The latest first.
    pub rolls: Vec<Roll>,
}

/// A line of votes, seats and dues.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weighed {
    pub line: Line,
    /// None where it is withheld.
    pub sum: Option<Sum>,
    /// Directors affiliated with whom it names; none where it names nobody.
    pub seats: Option<u64>,
}

/// Under what a coalition decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case {
    /// Nobody else takes part: it is the quorum itself.
    Alone,
    /// As few others as make a quorum with it take part, and vote no.
    BareQuorum,
    /// As many votes are cast as at the last certified vote, all others no.
    LastTurnout,
}

impl Case {
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Alone => "alone",
            Self::BareQuorum => "quorum",
            Self::LastTurnout => "turnout",
        }
    }
}

/// A coalition as it is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldCoalition {
    pub groups: u64,
    /// The names of each group that may be named, with its votes.
    pub named: Vec<(Vec<String>, u64)>,
    /// How many of the groups are persons.
    pub persons: u64,
    /// How many are groups that are not named.
    pub others: u64,
    /// Members and votes together; none where groups that are not named are among them.
    pub together: Option<(u64, u64)>,
}

/// The smallest coalition of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoalitionOf {
    pub case: Case,
    pub needed: Needed,
    /// None where all together do not reach it.
    pub found: Option<ToldCoalition>,
}

/// What memberships of a class cost that carry an ordinary vote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PriceOf {
    pub class: Class,
    pub memberships: Option<u64>,
    /// In minor units of the class's currency.
    pub dues: Option<i64>,
}

/// The price of a majority.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Price {
    /// The vote whose turnout it is; none where the quorum stands for it.
    pub poll: Option<i32>,
    pub situation: Situation,
    pub classes: Vec<PriceOf>,
}

/// Admissions before a record date, as they may be told: members and votes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdmittedOf {
    pub number: i32,
    pub record_date: NaiveDate,
    pub whole: admissions::Sum,
    /// Within 60 days, and within 120; none where withheld.
    pub near: Option<admissions::Sum>,
    pub far: Option<admissions::Sum>,
}

/// Of what a share is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Of {
    Votes,
    Seats,
    /// Dues in a currency.
    Dues(String),
}

/// The largest share of something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Largest {
    pub of: Of,
    /// The largest that may be named: names, part, whole.
    pub named: Option<(Vec<String>, u64, u64)>,
    /// Where a larger one stands that is not named.
    pub hidden: Option<Band>,
}

/// A sponsor that may be named: tier and first day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sponsor {
    pub tier: String,
    pub name: String,
    pub since: NaiveDate,
}

/// Everything that is published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    pub day: NaiveDate,
    /// The fewest that a figure is about.
    pub k: u64,
    pub members: u64,
    pub votes: u64,
    pub lines: Vec<Weighed>,
    pub directors: u64,
    /// Directors who are affiliated with nobody whom a line names.
    pub other_directors: u64,
    pub quorum: (u64, u64),
    pub rules: Vec<String>,
    /// None where the rulebook says no majority of the members.
    pub coalitions: Option<Vec<CoalitionOf>>,
    pub price: Option<Price>,
    pub rolls: Vec<AdmittedOf>,
    pub elections: Elections,
    pub largest: Vec<Largest>,
    pub sponsors: Vec<Sponsor>,
    /// How many sponsors are not named; none where that is withheld.
    pub sponsors_not_named: Option<u64>,
}

impl Report {
    /// The report of a day, no figure about fewer than `k` members who are not named.
    #[must_use]
    pub fn of(facts: &Facts, day: NaiveDate, k: u64) -> Self {
        let groups = weights::groups(&facts.members);
        let mut whole = Sum::default();
        for member in &facts.members {
            whole.add(member);
        }
        let situation = situation(facts, &whole);
        let lines = weighed(facts, &groups, k);
        let named: u64 = lines.iter().filter_map(|line| line.seats).sum();
        let not_named = lines_not_named(&facts.members);
        Self {
            day,
            k,
            members: whole.members,
            votes: whole.votes,
            directors: facts.directors,
            other_directors: facts.directors.saturating_sub(named),
            quorum: situation.map_or((0, 0), |situation| situation.quorum()),
            rules: rules(facts),
            coalitions: situation.map(|situation| coalitions(facts, &groups, &situation)),
            price: situation.map(|situation| price(facts, situation)),
            rolls: facts.rolls.iter().map(|roll| admitted(roll, k)).collect(),
            elections: elections(&facts.board),
            largest: largest(facts, &groups, &lines, &whole),
            sponsors: sponsors(&facts.members),
            sponsors_not_named: suppress(&[not_named], k).figures.first().copied().flatten(),
            lines,
        }
    }
}

fn lines_not_named(members: &[Member]) -> u64 {
    let hidden = members
        .iter()
        .filter(|member| member.is_organisation && !member.disclosed);
    u64::try_from(hidden.count()).unwrap_or(u64::MAX)
}

fn rules(facts: &Facts) -> Vec<String> {
    let ratios = [&facts.quorum_members, &facts.quorum_votes]
        .into_iter()
        .flatten()
        .map(|rule| rule.citation.clone());
    let mut rules: Vec<String> = ratios
        .chain(facts.majority.iter().map(|rule| rule.citation.clone()))
        .filter(|citation| !citation.is_empty())
        .collect();
    rules.dedup();
    rules
}

/// Who takes part: as at the last certified vote, in the same share of today's roll; a
/// quorum where none is certified.
fn situation(facts: &Facts, whole: &Sum) -> Option<Situation> {
    let mut situation = Situation {
        members: whole.members,
        votes: whole.votes,
        members_taking_part: 0,
        votes_taking_part: 0,
        majority: facts.majority.as_ref()?.value,
        quorum_members: facts.quorum_members.as_ref().map(|rule| rule.value),
        quorum_votes: facts.quorum_votes.as_ref().map(|rule| rule.value),
    };
    let (members, votes) = match &facts.turnout {
        Some(then) => (
            scaled(then.members, then.of_members, whole.members),
            scaled(then.votes, then.of_votes, whole.votes),
        ),
        None => situation.quorum(),
    };
    (situation.members_taking_part, situation.votes_taking_part) = (members, votes);
    Some(situation)
}

fn weighed(facts: &Facts, groups: &[Group], k: u64) -> Vec<Weighed> {
    let lines = weights::lines(&facts.members);
    let of_few: Vec<u64> = lines
        .iter()
        .filter(|(line, _)| !matches!(line, Line::Named { .. }))
        .map(|(_, sum)| sum.members)
        .collect();
    let mut shown = suppress(&of_few, k).figures.into_iter();
    let whole_group = |group: &usize| {
        groups
            .iter()
            .any(|known| known.group == *group && matches!(known.told, Told::Named(_)))
    };
    lines
        .into_iter()
        .map(|(line, sum)| match &line {
            Line::Named { group, .. } => {
                let seats = if whole_group(group) {
                    &facts.seats
                } else {
                    &facts.sponsored
                };
                Weighed {
                    seats: Some(seats.get(group).copied().unwrap_or(0)),
                    sum: Some(sum),
                    line,
                }
            }
            Line::Persons { .. } | Line::NotNamed => Weighed {
                seats: None,
                sum: shown.next().flatten().map(|_| sum),
                line,
            },
        })
        .collect()
}

fn coalitions(facts: &Facts, groups: &[Group], situation: &Situation) -> Vec<CoalitionOf> {
    let weights: Vec<Weight> = groups.iter().map(Group::weight).collect();
    let (members, votes) = situation.quorum();
    let carry = |cast| Situation::needed(situation.majority, cast, situation.votes);
    let mut cases = vec![
        // What is cast are its own votes: of them any share is theirs, of all votes not.
        (
            Case::Alone,
            Needed {
                members,
                votes: votes.max(carry(0)),
            },
        ),
        (
            Case::BareQuorum,
            Needed {
                members: 0,
                votes: carry(votes),
            },
        ),
    ];
    if facts.turnout.is_some() {
        cases.push((
            Case::LastTurnout,
            Needed {
                members: 0,
                votes: carry(situation.votes_taking_part),
            },
        ));
    }
    cases
        .into_iter()
        .map(|(case, needed)| CoalitionOf {
            case,
            needed,
            found: smallest(&weights, needed).map(|found| {
                let of = |weight: &Weight| groups.iter().find(|group| group.key == weight.key);
                let mut told = ToldCoalition {
                    groups: 0,
                    named: Vec::new(),
                    persons: 0,
                    others: 0,
                    together: None,
                };
                for weight in &found.groups {
                    told.groups += 1;
                    match of(weight).map(|group| &group.told) {
                        Some(Told::Named(names)) => told.named.push((names.clone(), weight.votes)),
                        Some(Told::Person) => told.persons += 1,
                        Some(Told::NotNamed) | None => told.others += 1,
                    }
                }
                told.together = (told.others == 0).then_some((found.members, found.votes));
                told
            }),
        })
        .collect()
}

fn price(facts: &Facts, situation: Situation) -> Price {
    let voting = facts.classes.iter().filter(|class| class.votes > 0);
    Price {
        poll: facts.turnout.as_ref().map(|turnout| turnout.poll),
        situation,
        classes: voting
            .map(|class| {
                let memberships = situation.memberships(class.votes);
                let yearly = class.yearly.as_ref().map(|(_, minor)| *minor);
                PriceOf {
                    class: class.clone(),
                    memberships,
                    dues: memberships.zip(yearly).and_then(|(n, minor)| dues(n, minor)),
                }
            })
            .collect(),
    }
}

fn admitted(roll: &Roll, k: u64) -> AdmittedOf {
    let of = &roll.admitted;
    let shown = suppress(&[of.near.members, of.far.members, of.earlier.members], k).figures;
    let is_shown = |place: usize| shown.get(place).copied().flatten().is_some();
    AdmittedOf {
        number: roll.number,
        record_date: roll.record_date,
        whole: of.whole(),
        near: is_shown(0).then_some(of.near),
        far: (is_shown(0) && is_shown(1)).then_some(of.near + of.far),
    }
}

fn largest(facts: &Facts, groups: &[Group], lines: &[Weighed], whole: &Sum) -> Vec<Largest> {
    let currencies = whole.dues.iter().map(|(code, all)| {
        let all = u64::try_from(*all).unwrap_or(0);
        (Of::Dues(code.clone()), all)
    });
    [(Of::Votes, whole.votes), (Of::Seats, facts.directors)]
        .into_iter()
        .chain(currencies)
        .filter(|(_, all)| *all > 0)
        .map(|(of, all)| {
            let part = |sum: &Sum, seats: u64| match &of {
                Of::Votes => sum.votes,
                Of::Seats => seats,
                Of::Dues(code) => {
                    u64::try_from(sum.dues.get(code).copied().unwrap_or(0)).unwrap_or(0)
                }
            };
            let mut named: Option<(Vec<String>, u64, u64)> = None;
            for weighed in lines {
                if let (Line::Named { names, .. }, Some(sum)) = (&weighed.line, &weighed.sum) {
                    let part = part(sum, weighed.seats.unwrap_or(0));
                    let more = named.as_ref().is_none_or(|(_, known, _)| *known < part);
                    if part > 0 && more {
                        named = Some((names.clone(), part, all));
                    }
                }
            }
            let known = named.as_ref().map_or(0, |(_, part, _)| *part);
            let hidden = groups
                .iter()
                .filter(|group| !matches!(group.told, Told::Named(_)))
                .map(|group| {
                    let seats = facts.seats.get(&group.group).copied().unwrap_or(0);
                    part(&group.sum, seats)
                })
                .max()
                .filter(|hidden| *hidden > known)
                .map(|hidden| Band::of(hidden, all));
            Largest { of, named, hidden }
        })
        .collect()
}

fn sponsors(members: &[Member]) -> Vec<Sponsor> {
    let mut named: Vec<&Member> = members
        .iter()
        .filter(|member| member.is_organisation && member.disclosed)
        .collect();
    named.sort_by(|a, b| {
        let by = |member: &Member| (std::cmp::Reverse(member.votes), member.class.clone());
        by(a).cmp(&by(b)).then_with(|| (a.since, &a.name, a.number).cmp(&(b.since, &b.name, b.number)))
    });
    named
        .into_iter()
        .map(|member| Sponsor {
            tier: member.class.clone(),
            name: member.name.clone(),
            since: member.since,
        })
        .collect()
}
