//! What a petition asks, how it stands, and the days of its clocks. Pure.

use chrono::{Days, NaiveDate};

use crate::bodies::model::effect::Effect;
use crate::rulebook::keys;
use crate::web::times::weekday_said;

/// What a petition is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A special meeting of the members.
    Meeting,
    /// A question on the next ballot.
    Ballot,
}

impl Purpose {
    pub const ALL: [Self; 2] = [Self::Meeting, Self::Ballot];

    /// The word in the database, in forms and in the catalogue's keys.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Meeting => "meeting",
            Self::Ballot => "ballot",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.word() == word)
    }

    /// The rule that says which share of all votes it takes.
    #[must_use]
    pub fn share_key(self) -> &'static str {
        match self {
            Self::Meeting => keys::PETITION_MEETING_SHARE,
            Self::Ballot => keys::PETITION_BALLOT_SHARE,
        }
    }
}

/// What can be asked for, in the order of the form; `ordinary` is what is none of the others.
pub const KINDS: [&str; 7] = [
    "ordinary",
    "bylaws",
    "certificate",
    "ipr_policy",
    "removal",
    "board_size",
    "policy",
];

/// How a petition stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It can be signed, and delivered once its share is reached.
    Open,
    /// Its last day passed before it was delivered.
    Lapsed,
    /// It was received, and nothing is recorded about it yet.
    Delivered,
    /// The day of its meeting is recorded.
    Dated,
    /// Its question is put to a vote of the members, as it asked.
    OnBallot,
    /// It was received and refused.
    Refused,
}

impl State {
    /// From what is recorded, on a legal day: `answer` is the word of the latest answer;
    /// `on_ballot` whether it asked for a vote, and there is one.
    #[must_use]
    pub fn of(
        today: NaiveDate,
        closes_on: NaiveDate,
        delivered: bool,
        answer: Option<&str>,
        on_ballot: bool,
    ) -> Self {
        match (delivered, answer) {
            (true, _) if on_ballot => Self::OnBallot,
            (true, Some("refused")) => Self::Refused,
            (true, Some(_)) => Self::Dated,
            (true, None) => Self::Delivered,
            (false, _) if today > closes_on => Self::Lapsed,
            (false, _) => Self::Open,
        }
    }

    /// The word in the catalogue's keys.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Lapsed => "lapsed",
            Self::Delivered => "delivered",
            Self::Dated => "dated",
            Self::OnBallot => "ballot",
            Self::Refused => "refused",
        }
    }
}

/// A number of days that a rule gives, with document and section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    pub days: u32,
    pub citation: String,
}

/// A day on a clock, and the rule that sets it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    pub day: NaiveDate,
    pub rule: Rule,
}

/// The clocks of a special meeting that members asked for: days from the receipt of
/// the request (rulebook G4 and G5). Where a rule is silent there is no mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clocks {
    pub received_on: NaiveDate,
    /// The last day for the notice of the meeting.
    pub notice_by: Option<Mark>,
    /// The first and the last day for the meeting.
    pub earliest: Option<Mark>,
    pub latest: Option<Mark>,
}

/// The rules on how long before a members' meeting notice is given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NoticeRules {
    pub min: Option<Rule>,
    pub max: Option<Rule>,
}

impl Clocks {
    #[must_use]
    pub fn new(
        received_on: NaiveDate,
        notice: Option<Rule>,
        min: Option<Rule>,
        max: Option<Rule>,
    ) -> Self {
        let mark = |rule: Rule| {
            let day = received_on.checked_add_days(Days::new(u64::from(rule.days)))?;
            Some(Mark { day, rule })
        };
        Self {
            received_on,
            notice_by: notice.and_then(mark),
            earliest: min.and_then(mark),
            latest: max.and_then(mark),
        }
    }

    /// What is wrong with the days of a meeting and its notice, each with the name
    /// of its field: the rule, and what it asks for.
    #[must_use]
    pub fn faults(
        &self,
        meeting_on: NaiveDate,
        notice_on: NaiveDate,
        notice: &NoticeRules,
    ) -> Vec<(&'static str, String)> {
        let mut faults = Vec::new();
        let after = (meeting_on - self.received_on).num_days();
        if let Some(first) = self.earliest.as_ref().filter(|mark| meeting_on < mark.day) {
            faults.push((
                "meeting_on",
                format!(
                    "The meeting would be held {after} days after the receipt. {} asks for at least {}: {} is the first day. Give that or a later one.",
                    first.rule.citation,
                    first.rule.days,
                    weekday_said(&first.day)
                ),
            ));
        }
        if let Some(last) = self.latest.as_ref().filter(|mark| meeting_on > mark.day) {
            faults.push((
                "meeting_on",
                format!(
                    "The meeting would be held {after} days after the receipt. {} allows at most {}: {} is the last day. Give that or an earlier one.",
                    last.rule.citation,
                    last.rule.days,
                    weekday_said(&last.day)
                ),
            ));
        }
        if meeting_on < self.received_on {
            faults.push((
                "meeting_on",
                "The meeting is not before the receipt of the petition. Give a later day."
                    .to_owned(),
            ));
        }
        if notice_on < self.received_on {
            faults.push((
                "notice_on",
                "Notice is not given before the receipt of the petition. Give a later day."
                    .to_owned(),
            ));
        }
        if let Some(last) = self.notice_by.as_ref().filter(|mark| notice_on > mark.day) {
            faults.push((
                "notice_on",
                format!(
                    "{} asks for notice within {} days of the receipt: {} is the last day. Give that or an earlier one.",
                    last.rule.citation,
                    last.rule.days,
                    weekday_said(&last.day)
                ),
            ));
        }
        let lead = (meeting_on - notice_on).num_days();
        let before = |rule: &&Rule| lead < i64::from(rule.days);
        let beyond = |rule: &&Rule| lead > i64::from(rule.days);
        if lead < 0 {
            faults.push((
                "notice_on",
                "Notice is given before the meeting. Give an earlier day.".to_owned(),
            ));
        } else if let Some(min) = notice.min.as_ref().filter(before) {
            faults.push((
                "notice_on",
                format!(
                    "Notice would be given {lead} days before the meeting. {} asks for at least {}. Give an earlier one.",
                    min.citation, min.days
                ),
            ));
        } else if let Some(max) = notice.max.as_ref().filter(beyond) {
            faults.push((
                "notice_on",
                format!(
                    "Notice would be given {lead} days before the meeting. {} allows at most {}. Give a later one.",
                    max.citation, max.days
                ),
            ));
        }
        faults
    }
}

/// The canonical JSON of what a motion for a rulebook's draft would do: adopt the file
/// of this SHA-256 (64 lower-case hexadecimal digits) from a day on.
#[must_use]
pub fn adopts(sha256: &str, effective_on: NaiveDate) -> Option<String> {
    let plain = sha256.len() == 64
        && sha256
            .bytes()
            .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    if !plain {
        return None;
    }
    let effect = Effect::AdoptRulebook {
        sha256: sha256.to_owned(),
        effective_on,
    };
    effect.encode()
}

/// The last day that somebody may name where no rule says how long a petition collects.
#[must_use]
pub fn latest_close(today: NaiveDate) -> NaiveDate {
    today
        .checked_add_months(chrono::Months::new(12))
        .unwrap_or(today)
}

#[cfg(test)]
mod tests;
