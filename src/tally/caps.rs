//! Caps: how many seats one group, such as an employer, may hold.
//!
//! [`Caps`] is what the parameters say; [`Room`] is where a count stands with
//! it. `docs/counting/caps.md` says all of it in words.

pub(super) mod after;

use std::collections::BTreeMap;

use serde_json::Value;

use super::contest::{Contest, OptionNo};
use super::outcome::Reason;
use super::parameters::ParameterError;

/// When the caps are obeyed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CapProfile {
    /// Within the count: a full group's hopefuls are excluded at once.
    #[default]
    Guard,
    /// After the count: who is over the cap is removed, others move up.
    After,
}

impl CapProfile {
    /// The word in `caps`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Guard => "guard",
            Self::After => "after",
        }
    }
}

/// Options of whom only so many may hold a seat at the same time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The name by which `sitting` refers to it.
    pub name: String,
    /// The options that belong to it.
    pub members: Vec<OptionNo>,
    /// Seats it holds already, by those who are not up for election.
    pub sitting: u32,
}

/// Groups and the cap on each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caps {
    /// In ascending order of their names; no option stands in two.
    pub groups: Vec<Group>,
    /// How many seats one group may hold.
    pub cap: u32,
    /// When this is obeyed.
    pub profile: CapProfile,
}

impl Default for Caps {
    fn default() -> Self {
        Self {
            groups: Vec::new(),
            cap: 1,
            profile: CapProfile::Guard,
        }
    }
}

/// What is left of the seats and of each group's cap as a count goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Room {
    /// Each option's group.
    group_of: Vec<Option<usize>>,
    /// Each group's room.
    rooms: Vec<usize>,
    kept: Vec<bool>,
    free: usize,
}

impl Room {
    /// Before anyone is elected. Those who are `kept` hold their seats in
    /// advance; who has withdrawn is not kept.
    pub fn new(contest: &Contest, caps: &Caps, kept: &[OptionNo]) -> Self {
        let mut is_kept = vec![false; contest.options().len()];
        for option in kept.iter().filter(|option| !contest.is_withdrawn(**option)) {
            if let Some(kept) = is_kept.get_mut(option.index()) {
                *kept = true;
            }
        }
        let mut group_of = vec![None; is_kept.len()];
        let mut rooms = Vec::with_capacity(caps.groups.len());
        for (number, group) in caps.groups.iter().enumerate() {
            let mut held = count_of(group.sitting);
            for option in &group.members {
                if let Some(place) = group_of.get_mut(option.index()) {
                    *place = Some(number);
                }
                held += usize::from(is_kept.get(option.index()) == Some(&true));
            }
            rooms.push(count_of(caps.cap).saturating_sub(held));
        }
        let seats = count_of(contest.seats());
        let kept = is_kept.iter().filter(|kept| **kept).count();
        Self {
            group_of,
            rooms,
            kept: is_kept,
            free: seats.saturating_sub(kept),
        }
    }

    /// Seats for those who are not kept.
    pub const fn free(&self) -> usize {
        self.free
    }

    /// Whether an option keeps its seat whatever happens.
    pub fn is_kept(&self, option: OptionNo) -> bool {
        self.kept.get(option.index()) == Some(&true)
    }

    /// Those who keep their seats whatever happens, in the contest's order.
    pub fn kept_options(&self) -> Vec<OptionNo> {
        let kept = self.kept.iter().enumerate().filter(|(_, kept)| **kept);
        kept.map(|(index, _)| OptionNo::at(index)).collect()
    }

    /// How many are kept.
    pub fn kept(&self) -> usize {
        self.kept.iter().filter(|kept| **kept).count()
    }

    /// Whether anybody is kept.
    pub fn keeps_anybody(&self) -> bool {
        self.kept.contains(&true)
    }

    /// Whether any option is in a group, or kept: otherwise a count need not
    /// look here at all.
    pub fn matters(&self) -> bool {
        self.keeps_anybody() || self.group_of.iter().any(Option::is_some)
    }

    /// The number of an option's group.
    pub fn group_of(&self, option: OptionNo) -> Option<usize> {
        self.group_of.get(option.index()).copied().flatten()
    }

    /// How many more of a group may be elected.
    pub fn room_of(&self, group: usize) -> usize {
        self.rooms.get(group).copied().unwrap_or(0)
    }

    /// Whether the option's group has all the seats it may hold.
    pub fn is_full(&self, option: OptionNo) -> bool {
        self.group_of(option)
            .is_some_and(|group| self.room_of(group) == 0)
    }

    /// Whether an option may be elected now.
    pub fn may_elect(&self, option: OptionNo) -> bool {
        self.is_kept(option) || (self.free > 0 && !self.is_full(option))
    }

    /// Why an option may not be elected.
    pub fn why_not(&self, option: OptionNo) -> Reason {
        if self.is_full(option) {
            Reason::Cap
        } else {
            Reason::Kept
        }
    }

    /// Takes note that an option is elected. Those who are kept take nothing:
    /// they were counted from the beginning.
    pub fn elect(&mut self, option: OptionNo) {
        if self.is_kept(option) {
            return;
        }
        self.free = self.free.saturating_sub(1);
        let group = self.group_of(option);
        if let Some(room) = group.and_then(|group| self.rooms.get_mut(group)) {
            *room = room.saturating_sub(1);
        }
    }

    /// How many of these options (indices, none of them kept) could be elected
    /// if there were enough seats.
    pub(super) fn fill(&self, options: &[usize]) -> usize {
        let mut members = vec![0_usize; self.rooms.len()];
        let mut alone = 0;
        for option in options {
            match self.group_of.get(*option).copied().flatten() {
                Some(group) => members[group] += 1,
                None => alone += 1,
            }
        }
        let places = members.iter().zip(&self.rooms);
        alone + places.map(|(many, room)| many.min(room)).sum::<usize>()
    }

    /// Those of the hopeful options (indices) that are not kept.
    pub(super) fn contending(&self, hopeful: impl IntoIterator<Item = usize>) -> Vec<usize> {
        let hopeful = hopeful.into_iter();
        hopeful.filter(|option| !self.kept[*option]).collect()
    }

    /// Whether all of these hopeful options find room, so that a count that
    /// has a seat for each may end.
    pub(super) fn all_fit(&self, hopeful: impl IntoIterator<Item = usize>) -> bool {
        let contending = self.contending(hopeful);
        contending.len() <= self.free && self.fill(&contending) == contending.len()
    }

    /// Those of the hopeful options that may be excluded: without any one of
    /// them as many seats can be filled as with it.
    pub(super) fn excludable(&self, hopeful: impl IntoIterator<Item = usize>) -> Vec<usize> {
        let contending = self.contending(hopeful);
        let fill = self.fill(&contending);
        if fill > self.free {
            return contending;
        }
        // Only a group with more members than room can spare one.
        let mut members = vec![0_usize; self.rooms.len()];
        for group in contending
            .iter()
            .filter_map(|option| self.group_of[*option])
        {
            members[group] += 1;
        }
        let spares = |option: &usize| {
            self.group_of[*option].is_some_and(|group| members[group] > self.rooms[group])
        };
        contending.into_iter().filter(spares).collect()
    }

    /// Whether all of `tied` could be excluded together without a seat less
    /// being filled. They are of the hopeful ones, and none of them is kept.
    pub(super) fn can_spare(
        &self,
        hopeful: impl IntoIterator<Item = usize>,
        tied: &[usize],
    ) -> bool {
        let contending = self.contending(hopeful);
        let target = self.fill(&contending).min(self.free);
        let others: Vec<usize> = contending
            .into_iter()
            .filter(|option| !tied.contains(option))
            .collect();
        self.fill(&others) >= target
    }

    /// Of the options that reach the quota, with their votes, those that are
    /// tied for the last place in a group, or for the last free seat.
    pub(super) fn tied_for_room(&self, reaching: &[(u128, usize)]) -> Option<Vec<usize>> {
        let mut ordered: Vec<(u128, usize)> = reaching.to_vec();
        ordered.retain(|(_, option)| !self.kept[*option]);
        ordered.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut members: Vec<Vec<(u128, usize)>> = vec![Vec::new(); self.rooms.len()];
        let mut finding: Vec<(u128, usize)> = Vec::new();
        for entry in ordered {
            match self.group_of[entry.1] {
                None => finding.push(entry),
                Some(group) => {
                    if members[group].len() < self.rooms[group] {
                        finding.push(entry);
                    }
                    members[group].push(entry);
                }
            }
        }
        let mut in_order: Vec<usize> = Vec::new();
        for group in self.group_of.iter().flatten() {
            if !in_order.contains(group) {
                in_order.push(*group);
            }
        }
        for group in in_order {
            if let Some(tied) = tied_at(&members[group], self.rooms[group]) {
                return Some(tied);
            }
        }
        if self.keeps_anybody() {
            return tied_at(&finding, self.free);
        }
        None
    }
}

/// Those with equal votes around the end of so many places, in ascending
/// order; `None` if they all find one, or the votes differ there.
fn tied_at(ordered: &[(u128, usize)], places: usize) -> Option<Vec<usize>> {
    let last = places.checked_sub(1).and_then(|last| ordered.get(last))?;
    let next = ordered.get(places)?;
    if last.0 != next.0 {
        return None;
    }
    let equal = ordered.iter().filter(|(votes, _)| *votes == last.0);
    let mut tied: Vec<usize> = equal.map(|(_, option)| *option).collect();
    tied.sort_unstable();
    Some(tied)
}

fn count_of(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// Reads one of the parameters about caps into `caps`. `sitting` is kept
/// aside, as it may come before `groups`.
pub(super) fn read(
    name: &str,
    value: &Value,
    contest: &Contest,
    caps: &mut Caps,
    sitting: &mut BTreeMap<String, u32>,
) -> Option<Result<(), ParameterError>> {
    let number = |value: &Value| value.as_u64().and_then(|n| u32::try_from(n).ok());
    let wrong = |name, expected| Err(ParameterError::WrongKind { name, expected });
    Some(match name {
        "groups" => read_groups(value, contest).map(|groups| caps.groups = groups),
        "sitting" => {
            let pairs = value.as_object().map(|object| {
                let pairs = object.iter();
                pairs.map(|(name, held)| Some((name.clone(), number(held)?)))
            });
            match pairs.and_then(Iterator::collect::<Option<BTreeMap<_, _>>>) {
                Some(read) => {
                    *sitting = read;
                    Ok(())
                }
                None => wrong("sitting", "an object such as {\"Acme\":1}"),
            }
        }
        "cap" => match number(value).filter(|cap| *cap > 0) {
            Some(cap) => {
                caps.cap = cap;
                Ok(())
            }
            None => wrong("cap", "a whole number from 1"),
        },
        "caps" => {
            let profiles = [CapProfile::Guard, CapProfile::After];
            let mut profiles = profiles.into_iter();
            match profiles.find(|profile| value.as_str() == Some(profile.word())) {
                Some(profile) => {
                    caps.profile = profile;
                    Ok(())
                }
                None => wrong("caps", "“guard” or “after”"),
            }
        }
        _ => return None,
    })
}

fn read_groups(value: &Value, contest: &Contest) -> Result<Vec<Group>, ParameterError> {
    let object = value.as_object().ok_or(ParameterError::WrongKind {
        name: "groups",
        expected: "an object such as {\"Acme\":[1,3]}",
    })?;
    let mut groups: Vec<Group> = Vec::with_capacity(object.len());
    for (name, members) in object {
        let mut members = super::parameters::options("groups", members, contest)?;
        members.sort_unstable();
        members.dedup();
        let placed = groups.iter().flat_map(|group| &group.members);
        if let Some(twice) = placed.into_iter().find(|option| members.contains(option)) {
            return Err(ParameterError::InTwoGroups(contest.name(*twice).to_owned()));
        }
        groups.push(Group {
            name: name.clone(),
            members,
            sitting: 0,
        });
    }
    groups.sort_unstable_by(|a, b| a.name.cmp(&b.name));
    Ok(groups)
}

impl Caps {
    /// Puts down what each group holds already.
    pub(super) fn seat(&mut self, sitting: &BTreeMap<String, u32>) {
        for group in &mut self.groups {
            group.sitting = sitting.get(&group.name).copied().unwrap_or(0);
        }
    }
}
