//! From the members of record to the lines of a roll. Pure.

pub mod challenge;

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use chrono_tz::Tz;

use crate::seal::code::Code;
use crate::seal::fields::Refusal;
use crate::seal::hash::{EntitlementId, MembershipId, RollId, Salt, Weight};
use crate::seal::roll::{self, Leaf, RollLine};

/// What opens one leaf of a certified roll: with it a member finds their own line in `roll.jsonl`
/// and computes its commitment again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeafOpening {
    pub roll: RollId,
    pub entitlement: EntitlementId,
    pub subject: String,
    pub salt: Salt,
    pub leaf: Leaf,
    /// The leaf's place on the roll, from 0.
    pub position: u64,
}

impl LeafOpening {
    /// As members keep it, in letters and on pages: subject, leaf, salt, roll and entitlement, each
    /// on a line of its own.
    #[must_use]
    pub fn lines(&self) -> String {
        let Self {
            roll,
            entitlement,
            subject,
            salt,
            leaf,
            position: _,
        } = self;
        let leaf = leaf.encode();
        format!("{subject}\n{leaf}\n{salt}\n{roll}\n{entitlement}")
    }
}

/// A member of record: someone who stands on the roll.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberOfRecord {
    pub membership: MembershipId,
    /// The membership's number, as members know it.
    pub number: i64,
    pub name: String,
    pub is_organisation: bool,
    pub class: String,
    pub class_name: String,
    pub votes: u64,
}

impl MemberOfRecord {
    /// The line shown to the member and committed to on the roll: name, capacity, number.
    #[must_use]
    pub fn subject(&self) -> String {
        let capacity = if self.is_organisation {
            " (organisation)"
        } else {
            ""
        };
        format!(
            "{}{capacity}, {} member no. {}",
            self.name, self.class_name, self.number
        )
    }
}

/// Whether members of a class can stand on a roll of these classes; without any it is of all.
#[must_use]
pub fn is_of(classes: &[String], class: &str) -> bool {
    classes.is_empty() || classes.iter().any(|one| one == class)
}

/// The lines of the roll, one entitlement per membership.
///
/// # Errors
/// When a class has an id or a number of votes that no roll can carry.
pub fn lines(roll: &RollId, members: &[MemberOfRecord]) -> Result<Vec<RollLine>, Refusal> {
    members
        .iter()
        .map(|member| {
            let refuse = |why: String| {
                Refusal::new(
                    "the roll",
                    format!("membership no. {}: {why}", member.number),
                )
            };
            Ok(RollLine {
                class: Code::parse(&member.class).map_err(|error| refuse(error.to_string()))?,
                entitlement: roll::entitlement(roll, &member.membership),
                votes: Weight::new(member.votes).map_err(|error| refuse(error.to_string()))?,
            })
        })
        .collect()
}

/// Members and votes of one class on a roll.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClassTotal {
    pub class_name: String,
    pub members: u64,
    pub votes_each: u64,
    pub votes: u64,
}

/// The roll class by class, the class with most votes each first.
#[must_use]
pub fn totals(members: &[MemberOfRecord]) -> Vec<ClassTotal> {
    let mut classes: BTreeMap<(std::cmp::Reverse<u64>, &str), u64> = BTreeMap::new();
    for member in members {
        *classes
            .entry((std::cmp::Reverse(member.votes), member.class_name.as_str()))
            .or_default() += 1;
    }
    classes
        .into_iter()
        .map(|((each, name), count)| ClassTotal {
            class_name: name.to_owned(),
            members: count,
            votes_each: each.0,
            votes: each.0 * count,
        })
        .collect()
}

/// How many entitlements have each number of votes: the cells of the roll.
#[must_use]
pub fn cells<'a>(votes: impl Iterator<Item = &'a u64>) -> BTreeMap<u64, u64> {
    votes.fold(BTreeMap::new(), |mut cells, votes| {
        *cells.entry(*votes).or_default() += 1;
        cells
    })
}

/// The days on which a vote may open for this record date, first and last.
#[must_use]
pub fn opening_window(
    record_date: NaiveDate,
    min_days: i64,
    max_days: i64,
) -> (NaiveDate, NaiveDate) {
    (
        record_date + Duration::days(min_days),
        record_date + Duration::days(max_days),
    )
}

/// Whether a vote that opens at `opens` keeps the distance to its record date.
#[must_use]
pub fn keeps_distance(
    record_date: NaiveDate,
    opens: DateTime<Utc>,
    zone: Tz,
    min_days: i64,
    max_days: i64,
) -> bool {
    let (first, last) = opening_window(record_date, min_days, max_days);
    let day = opens.with_timezone(&zone).date_naive();
    first <= day && day <= last
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

    fn member(number: i64, class: &str, votes: u64) -> MemberOfRecord {
        let mut id = [0; 16];
        id[0] = u8::try_from(number).expect("a small number");
        MemberOfRecord {
            membership: MembershipId::from_bytes(id),
            number,
            name: format!("Member {number}"),
            is_organisation: votes > 1,
            class: class.to_lowercase(),
            class_name: class.to_owned(),
            votes,
        }
    }

    #[test]
    fn the_same_members_make_the_same_file_in_any_order() {
        let roll = RollId::from_bytes([7; 16]);
        let members = [
            member(1, "Platinum", 50),
            member(2, "Individual", 1),
            member(3, "Individual", 1),
        ];
        let mut reversed = members.to_vec();
        reversed.reverse();
        let file = |members: &[MemberOfRecord]| {
            roll::write_roll(&lines(&roll, members).expect("plain members"))
        };
        assert_eq!(file(&members), file(&reversed));
        assert_eq!(totals(&members)[0].class_name, "Platinum");
        assert_eq!(totals(&members)[1].votes, 2);
    }

    #[test]
    fn a_vote_keeps_ten_to_sixty_days_from_its_record_date_in_the_foundations_zone() {
        let record = NaiveDate::from_ymd_opt(2026, 7, 31).expect("a date");
        let at = |text: &str| text.parse::<DateTime<Utc>>().expect("an instant");
        let zone = chrono_tz::America::New_York;
        for (opens, keeps) in [
            ("2026-08-10T03:59:00Z", false), // still 9 August in New York
            ("2026-08-10T04:00:00Z", true),
            ("2026-09-29T12:00:00Z", true),
            ("2026-09-30T04:00:00Z", false),
        ] {
            assert_eq!(
                keeps_distance(record, at(opens), zone, 10, 60),
                keeps,
                "{opens}"
            );
        }
        assert!(
            Utc.timestamp_opt(0, 0)
                .single()
                .is_some_and(|old| !keeps_distance(record, old, zone, 10, 60))
        );
    }

    #[test]
    fn a_roll_without_classes_is_of_all() {
        let gold = ["gold".to_owned()];
        assert!(is_of(&[], "gold") && is_of(&gold, "gold"));
        assert!(!is_of(&gold, "individual"));
    }

    #[test]
    fn a_subject_names_capacity_and_number() {
        assert_eq!(
            member(2, "Individual", 1).subject(),
            "Member 2, Individual member no. 2"
        );
        assert_eq!(
            member(1, "Platinum", 50).subject(),
            "Member 1 (organisation), Platinum member no. 1"
        );
    }
}
