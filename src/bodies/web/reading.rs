//! What a form of a decision says: read to fields, votes and an effect, or to faults.

mod effects;
mod of_board;

use chrono::{DateTime, NaiveDate, Utc};

use super::sheet::Sheet;
use crate::bodies::model::votes::{MemberCounts, Vote};
use crate::bodies::store::decisions::NamedVote;
use crate::parties::PartyId;
use crate::web::Fields;
use crate::web::form::Faults;
use crate::web::times::parse_day;

/// A form being read, with every fault found so far: the field's id and a sentence.
pub(super) struct Reading<'a> {
    pub fields: &'a Fields,
    pub faults: Faults,
    pub now: DateTime<Utc>,
    pub today: NaiveDate,
    pub by: PartyId,
}

impl Reading<'_> {
    pub fn fault(&mut self, field: impl Into<String>, sentence: impl Into<String>) {
        self.faults.push((field.into(), sentence.into()));
    }

    /// Text on one line: blanks and line breaks become single blanks.
    fn line(&self, field: &str) -> String {
        self.fields
            .get(field)
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    }

    pub fn needed(&mut self, field: &str, most: usize, sentence: &str) -> String {
        let line = self.line(field);
        if line.is_empty() || line.chars().count() > most {
            self.fault(field, sentence);
        }
        line
    }

    pub fn optional(&mut self, field: &str, most: usize) -> String {
        let line = self.line(field);
        if line.chars().count() > most {
            self.fault(field, format!("Keep this within {most} characters."));
        }
        line
    }

    fn day(&mut self, field: &str, sentence: &str) -> Option<NaiveDate> {
        let day = parse_day(self.fields.get(field));
        if day.is_none() {
            self.fault(field, sentence);
        }
        day
    }

    /// The last day on which something is held; none while it is open.
    fn last_day(&mut self, field: &str) -> Option<NaiveDate> {
        if self.fields.get(field).trim().is_empty() {
            return None;
        }
        let sentence = "Give today or a day to come, like 2027-07-31, or leave it empty.";
        let day = self.day(field, sentence)?;
        if day < self.today {
            self.fault(field, sentence);
            return None;
        }
        Some(day)
    }

    fn needed_last_day(&mut self, field: &str, sentence: &str) -> Option<NaiveDate> {
        if self.fields.get(field).trim().is_empty() {
            self.fault(field, sentence);
            return None;
        }
        self.last_day(field)
    }

    fn number(&mut self, field: &str) -> Option<u32> {
        let text = self.fields.get(field).trim();
        if text.is_empty() {
            return None;
        }
        let number = text.parse().ok().filter(|_| !text.starts_with('+'));
        if number.is_none() {
            self.fault(field, "Give a whole number, or leave it empty.");
        }
        number
    }

    fn count(&mut self, field: &str) -> u64 {
        let text = self.fields.get(field).trim();
        let number = text.parse::<u64>().ok().filter(|_| !text.starts_with('+'));
        let Some(number) = number.filter(|number| *number <= 1_000_000_000) else {
            self.fault(field, "Give a whole number.");
            return 0;
        };
        number
    }

    /// How everybody of the roster voted.
    pub fn votes(&mut self, sheet: &Sheet) -> Vec<NamedVote> {
        let mut votes = Vec::new();
        for line in &sheet.roster {
            let field = format!("vote_{}", line.key());
            let vote = match line.standing.as_str() {
                "vacant" => Some(Vote::Vacant),
                "suspended" => Some(Vote::Suspended),
                _ => Vote::parse(self.fields.get(&field))
                    .filter(|vote| Vote::OF_ONE_IN_OFFICE.contains(vote)),
            };
            match vote {
                None => self.fault(field, format!("Say how {} voted.", line.name)),
                Some(vote) => votes.push(NamedVote {
                    seat: line.seat,
                    person: line.person.map(PartyId),
                    vote,
                }),
            }
        }
        votes
    }

    /// The numbers of a vote of the members.
    pub fn numbers(&mut self) -> MemberCounts {
        let heads = |count: u64| u32::try_from(count).unwrap_or(u32::MAX);
        let counts = MemberCounts {
            members_entitled: heads(self.count("members_entitled")),
            members_present: heads(self.count("members_present")),
            votes_entitled: self.count("votes_entitled"),
            votes_present: self.count("votes_present"),
            yes: self.count("votes_yes"),
            no: self.count("votes_no"),
            abstain: self.count("votes_abstain"),
        };
        if self.faults.is_empty() && !counts.is_consistent() {
            self.fault(
                "members_entitled",
                "These numbers cannot be: more are present than entitled, or more votes were cast than are present. Count again.",
            );
        }
        counts
    }
}
