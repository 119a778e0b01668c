//! How each of the figures is made of the facts.

use super::{
    AdmittedOf, Case, CoalitionOf, Director, Facts, Largest, Of, Price, PriceOf, Roll, Sponsor,
    ToldCoalition, Weighed,
};
use crate::book::model::suppress;
use crate::holders::model::coalition::{Needed, Weight, smallest};
use crate::holders::model::price::{Situation, dues, scaled};
use crate::holders::model::weights::{self, Band, Group, Line, Member, Sum, Told};

pub(super) fn lines_not_named(members: &[Member]) -> u64 {
    count(
        members
            .iter()
            .filter(|member| member.is_organisation && !member.disclosed),
    )
}

pub(super) fn count<T>(those: impl Iterator<Item = T>) -> u64 {
    u64::try_from(those.count()).unwrap_or(u64::MAX)
}

/// How many directors are affiliated with one of a group.
fn seats_of(facts: &Facts, group: usize) -> u64 {
    let directors = facts.directors.iter();
    count(directors.filter(|director| director.groups.contains(&group)))
}

/// Whether a group is told by the names of all its members.
fn is_told(groups: &[Group], group: usize) -> bool {
    groups
        .iter()
        .any(|known| known.group == group && matches!(known.told, Told::Named(_)))
}

/// Whether a line that names these of a group counts a director as theirs: by any tie
/// where the group is told whole, else where they sit for one who is named.
fn counts(groups: &[Group], director: &Director, group: usize) -> bool {
    if is_told(groups, group) {
        director.groups.contains(&group)
    } else {
        director.sits_for == Some(group)
    }
}

/// How many directors no line counts.
pub(super) fn others(facts: &Facts, groups: &[Group], lines: &[Weighed]) -> u64 {
    let told: Vec<usize> = lines
        .iter()
        .filter_map(|weighed| match weighed.line {
            Line::Named { group, .. } => Some(group),
            Line::Persons { .. } | Line::NotNamed => None,
        })
        .collect();
    let directors = facts.directors.iter();
    count(directors.filter(|director| !told.iter().any(|group| counts(groups, director, *group))))
}

pub(super) fn rules(facts: &Facts) -> Vec<String> {
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
pub(super) fn situation(facts: &Facts, whole: &Sum) -> Option<Situation> {
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

pub(super) fn weighed(facts: &Facts, groups: &[Group], k: u64) -> Vec<Weighed> {
    let lines = weights::lines(&facts.members);
    let of_few: Vec<u64> = lines
        .iter()
        .filter(|(line, _)| !matches!(line, Line::Named { .. }))
        .map(|(_, sum)| sum.members)
        .collect();
    let mut shown = suppress(&of_few, k).figures.into_iter();
    lines
        .into_iter()
        .map(|(line, sum)| match &line {
            Line::Named { group, .. } => {
                let directors = facts.directors.iter();
                Weighed {
                    seats: Some(count(
                        directors.filter(|director| counts(groups, director, *group)),
                    )),
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

pub(super) fn coalitions(
    facts: &Facts,
    groups: &[Group],
    situation: &Situation,
    k: u64,
) -> Vec<CoalitionOf> {
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
                // With fewer persons than that, theirs is what the named ones leave.
                let is_of_few = told.persons > 0 && told.persons < k;
                told.together =
                    (told.others == 0 && !is_of_few).then_some((found.members, found.votes));
                told
            }),
        })
        .collect()
}

pub(super) fn price(facts: &Facts, situation: Situation) -> Price {
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
                    dues: memberships
                        .zip(yearly)
                        .and_then(|(n, minor)| dues(n, minor)),
                }
            })
            .collect(),
    }
}

pub(super) fn admitted(roll: &Roll, k: u64) -> AdmittedOf {
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

pub(super) fn largest(
    facts: &Facts,
    groups: &[Group],
    lines: &[Weighed],
    whole: &Sum,
) -> Vec<Largest> {
    let currencies = whole.dues.iter().map(|(code, all)| {
        let all = u64::try_from(*all).unwrap_or(0);
        (Of::Dues(code.clone()), all)
    });
    [
        (Of::Votes, whole.votes),
        (Of::Seats, count(facts.directors.iter())),
    ]
    .into_iter()
    .chain(currencies)
    .filter(|(_, all)| *all > 0)
    .map(|(of, all)| {
        let part = |sum: &Sum, seats: u64| match &of {
            Of::Votes => sum.votes,
            Of::Seats => seats,
            Of::Dues(code) => u64::try_from(sum.dues.get(code).copied().unwrap_or(0)).unwrap_or(0),
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
            .map(|group| part(&group.sum, seats_of(facts, group.group)))
            .max()
            .filter(|hidden| *hidden > known)
            .map(|hidden| Band::of(hidden, all));
        Largest { of, named, hidden }
    })
    .collect()
}

pub(super) fn sponsors(members: &[Member]) -> Vec<Sponsor> {
    let mut named: Vec<&Member> = members
        .iter()
        .filter(|member| member.is_organisation && member.disclosed)
        .collect();
    named.sort_by(|a, b| {
        let by = |member: &Member| (std::cmp::Reverse(member.votes), member.class.clone());
        by(a)
            .cmp(&by(b))
            .then_with(|| (a.since, &a.name, a.number).cmp(&(b.since, &b.name, b.number)))
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
