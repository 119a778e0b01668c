//! Votes and dues by related group, and what may be told of them in public.
//!
//! A related group is told by the names of its members where every one of them is an
//! organisation that may be named. Persons stand for themselves and are told together, by
//! class, without names. A group with a member that asked not to be named is never told as
//! a group: those of it who may be named stand under their names with what is theirs, and
//! what belongs to the others goes into one sum of all that are not named.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::coalition::Weight;

/// One current membership with a vote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub number: i64,
    /// Which members belong together: those of one party, and of one related group.
    pub group: usize,
    pub is_organisation: bool,
    pub name: String,
    pub disclosed: bool,
    /// The name of its class.
    pub class: String,
    pub votes: u64,
    /// The first day of the membership.
    pub since: NaiveDate,
    /// The yearly dues of its class in minor units, by currency; none without a price.
    pub dues: Option<(String, i64)>,
}

/// Amounts in minor units, by currency.
pub type Amounts = BTreeMap<String, i64>;

/// What memberships weigh together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    pub members: u64,
    pub votes: u64,
    pub dues: Amounts,
}

impl Sum {
    pub fn add(&mut self, member: &Member) {
        self.members += 1;
        self.votes += member.votes;
        if let Some((currency, minor)) = &member.dues {
            let amount = self.dues.entry(currency.clone()).or_default();
            *amount = amount.saturating_add(*minor);
        }
    }
}

/// How a group may be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// By the names of its members, the weightiest first.
    Named(Vec<String>),
    /// A person, who is told with the others of the class.
    Person,
    /// Not as a group.
    NotNamed,
}

/// A related group as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The index that its members carry.
    pub group: usize,
    /// The lowest number of its memberships.
    pub key: i64,
    pub sum: Sum,
    pub told: Told,
}

impl Group {
    #[must_use]
    pub fn weight(&self) -> Weight {
        Weight {
            key: self.key,
            members: self.sum.members,
            votes: self.sum.votes,
        }
    }
}

fn gathered(members: &[Member]) -> BTreeMap<usize, Vec<&Member>> {
    let mut gathered: BTreeMap<usize, Vec<&Member>> = BTreeMap::new();
    for member in members {
        gathered.entry(member.group).or_default().push(member);
    }
    for of_group in gathered.values_mut() {
        of_group.sort_by_key(|member| (std::cmp::Reverse(member.votes), member.number));
    }
    gathered
}

/// The names of members, each once, in their order.
fn names(members: &[&Member]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for member in members {
        if !names.contains(&member.name) {
            names.push(member.name.clone());
        }
    }
    names
}

/// The related groups, the weightiest first: most votes, most members, lowest number.
#[must_use]
pub fn groups(members: &[Member]) -> Vec<Group> {
    let mut groups: Vec<Group> = gathered(members)
        .into_iter()
        .map(|(group, of_group)| {
            let mut sum = Sum::default();
            for member in &of_group {
                sum.add(member);
            }
            let told = if of_group.iter().all(|member| !member.is_organisation) {
                Told::Person
            } else if of_group
                .iter()
                .all(|member| member.is_organisation && member.disclosed)
            {
                Told::Named(names(&of_group))
            } else {
                Told::NotNamed
            };
            Group {
                group,
                key: of_group
                    .iter()
                    .map(|member| member.number)
                    .min()
                    .unwrap_or(0),
                sum,
                told,
            }
        })
        .collect();
    groups.sort_by_key(|group| {
        let weight = group.weight();
        (
            std::cmp::Reverse((weight.votes, weight.members)),
            weight.key,
        )
    });
    groups
}

/// A line of the public figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// Organisations of one related group that may be named.
    Named { group: usize, names: Vec<String> },
    /// The persons of a class, each for themselves.
    Persons { class: String },
    /// Organisations that are not named, of whatever group.
    NotNamed,
}

/// The lines of the public figure with what each weighs: named groups by weight, then
/// persons by class, then all who are not named, where there are any.
#[must_use]
pub fn lines(members: &[Member]) -> Vec<(Line, Sum)> {
    let mut named: Vec<(Line, Sum, i64)> = Vec::new();
    let mut persons: BTreeMap<&str, Sum> = BTreeMap::new();
    let mut others = Sum::default();
    for (group, of_group) in gathered(members) {
        let mut sum = Sum::default();
        let mut told = Vec::new();
        for member in of_group {
            match (member.is_organisation, member.disclosed) {
                (false, _) => persons.entry(&member.class).or_default().add(member),
                (true, true) => {
                    sum.add(member);
                    told.push(member);
                }
                (true, false) => others.add(member),
            }
        }
        if let Some(key) = told.iter().map(|member| member.number).min() {
            let names = names(&told);
            named.push((Line::Named { group, names }, sum, key));
        }
    }
    named.sort_by_key(|(_, sum, key)| (std::cmp::Reverse((sum.votes, sum.members)), *key));
    let mut lines: Vec<(Line, Sum)> = named
        .into_iter()
        .map(|(line, sum, _)| (line, sum))
        .collect();
    lines.extend(persons.into_iter().map(|(class, sum)| {
        let class = class.to_owned();
        (Line::Persons { class }, sum)
    }));
    if others.members > 0 {
        lines.push((Line::NotNamed, others));
    }
    lines
}

/// Where a share stands to a third and to a half.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Band {
    BelowThird,
    ThirdOrMore,
    HalfOrMore,
}

impl Band {
    #[must_use]
    pub fn of(part: u64, whole: u64) -> Self {
        let (part, whole) = (u128::from(part), u128::from(whole));
        if whole > 0 && part * 2 >= whole {
            Self::HalfOrMore
        } else if whole > 0 && part * 3 >= whole {
            Self::ThirdOrMore
        } else {
            Self::BelowThird
        }
    }
}
