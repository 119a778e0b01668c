//! All figures together as they may be published: what is about few is withheld, and
//! nobody is named who asked not to be.

use std::collections::BTreeSet;

use chrono::NaiveDate;

mod made;

use made::{
    admitted, coalitions, count, largest, lines_not_named, others, price, rules, situation,
    sponsors, weighed,
};

use super::admissions::{self, Admitted};
use super::board::{Elections, Falls, elections};
use super::coalition::Needed;
use super::price::Situation;
use super::weights::{self, Band, Line, Member, Sum};
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

/// A director, by the groups they are affiliated with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Director {
    pub groups: BTreeSet<usize>,
    /// The group of the member they sit for, where that member may be named.
    pub sits_for: Option<usize>,
}

/// What the figures are made of, as of a day.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    pub members: Vec<Member>,
    /// Directors in office.
    pub directors: Vec<Director>,
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
    /// Members and votes together; none where groups that are not named are among them, or
    /// fewer persons than a figure may be about.
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
        let not_named = lines_not_named(&facts.members);
        Self {
            day,
            k,
            members: whole.members,
            votes: whole.votes,
            directors: count(facts.directors.iter()),
            other_directors: others(facts, &groups, &lines),
            quorum: situation.map_or((0, 0), |situation| situation.quorum()),
            rules: rules(facts),
            coalitions: situation.map(|situation| coalitions(facts, &groups, &situation, k)),
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
