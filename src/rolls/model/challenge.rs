//! A preliminary roll: how long it is open to challenges, what was asked of it,
//! how that was answered, and what therefore keeps it from being certified. Pure.

use chrono::{DateTime, Days, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;
use thiserror::Error;

/// What somebody asks of a preliminary roll.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChallengeKind {
    /// Why a membership is not on it.
    Missing,
    /// Why it has these votes.
    Votes,
    /// Why somebody is on it who should not be.
    Stranger,
}

impl ChallengeKind {
    pub const ALL: [Self; 3] = [Self::Missing, Self::Votes, Self::Stranger];

    /// The word in the database and in forms.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Votes => "votes",
            Self::Stranger => "stranger",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// What is asked, as officers read it.
    #[must_use]
    pub fn said(self) -> &'static str {
        match self {
            Self::Missing => "asks why they are not on the roll",
            Self::Votes => "says that their votes are wrong",
            Self::Stranger => "says that somebody is on it who should not be",
        }
    }
}

/// How officers answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The roll is wrong: another one is computed once the facts are right.
    Upheld,
    /// The roll is right.
    NotUpheld,
}

impl Verdict {
    pub const ALL: [Self; 2] = [Self::Upheld, Self::NotUpheld];

    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Upheld => "upheld",
            Self::NotUpheld => "not_upheld",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.word() == word)
    }

    #[must_use]
    pub fn said(self) -> &'static str {
        match self {
            Self::Upheld => "upheld: the roll is wrong",
            Self::NotUpheld => "not upheld: the roll is right",
        }
    }
}

/// The rule on challenges as it was in force when the roll was proposed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WindowRule {
    pub days: u32,
    /// Document and section.
    pub citation: String,
}

/// What is known of a roll's way to its certification.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hearing {
    /// None where no document says.
    pub rule: Option<WindowRule>,
    /// When its window closes; none where it was not published.
    pub closes_at: Option<DateTime<Utc>>,
    /// The verdict that rules of each challenge; none where it waits for an answer.
    pub verdicts: Vec<Option<Verdict>>,
    /// The number of the roll it corrects, where another certified one does so already.
    pub corrected_already: Option<i32>,
}

/// What keeps a roll from being certified.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Obstacle {
    #[error(
        "This roll was not published for challenges yet. {citation} asks for {days} days: open the window first."
    )]
    Unpublished { days: u32, citation: String },
    #[error(
        "This roll is open to challenges ({citation}). It can be certified once the window is over."
    )]
    Open { citation: String },
    #[error(
        "Challenges of this roll wait for an answer: {count} ({citation}). Answer each on record first."
    )]
    Unanswered { count: usize, citation: String },
    #[error(
        "A challenge of this roll was upheld ({citation}), so it stays as it is and is not certified. Record the facts as they are, then propose the roll anew."
    )]
    Upheld { citation: String },
    #[error(
        "Another certified roll corrects roll {roll} already. Propose this one as a correction of that one."
    )]
    CorrectedAlready { roll: i32 },
}

impl Hearing {
    /// What keeps the roll from being certified at `now`, if anything does.
    #[must_use]
    pub fn obstacle(&self, now: DateTime<Utc>) -> Option<Obstacle> {
        let citation = || {
            self.rule.as_ref().map_or_else(
                || "its officers published it".to_owned(),
                |rule| rule.citation.clone(),
            )
        };
        if let Some(roll) = self.corrected_already {
            return Some(Obstacle::CorrectedAlready { roll });
        }
        match (self.closes_at, &self.rule) {
            (None, Some(rule)) if rule.days > 0 => {
                return Some(Obstacle::Unpublished {
                    days: rule.days,
                    citation: rule.citation.clone(),
                });
            }
            (Some(closes_at), _) if now < closes_at => {
                return Some(Obstacle::Open {
                    citation: citation(),
                });
            }
            (None | Some(_), _) => {}
        }
        // An upheld one first: whatever else is answered, this version is done.
        if self.verdicts.contains(&Some(Verdict::Upheld)) {
            return Some(Obstacle::Upheld {
                citation: citation(),
            });
        }
        let count = self.verdicts.iter().filter(|verdict| verdict.is_none());
        match count.count() {
            0 => None,
            count => Some(Obstacle::Unanswered {
                count,
                citation: citation(),
            }),
        }
    }
}

/// The earliest end of a window that opens at `now`: the same hour of the
/// foundation's clock, so many days later.
#[must_use]
pub fn earliest_close(now: DateTime<Utc>, days: u32, zone: Tz) -> DateTime<Utc> {
    let local = now.with_timezone(&zone).naive_local();
    local
        .checked_add_days(Days::new(u64::from(days)))
        .and_then(|then| zone.from_local_datetime(&then).latest())
        .map_or(now, |then| then.with_timezone(&Utc))
}

/// The end that a form offers: the midnight after the last day the rule asks for.
#[must_use]
pub fn offered_close(now: DateTime<Utc>, days: u32, zone: Tz) -> String {
    let day = now.with_timezone(&zone).date_naive();
    day.checked_add_days(Days::new(u64::from(days.max(1)) + 1))
        .map_or_else(String::new, |day| {
            day.and_time(NaiveTime::MIN)
                .format("%Y-%m-%dT%H:%M")
                .to_string()
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("an instant")
    }

    #[test]
    fn what_keeps_a_roll_from_being_certified_is_told_with_its_rule() {
        let now = at("2026-08-10T12:00:00Z");
        let rule = |days| {
            Some(WindowRule {
                days,
                citation: "Election rules § 8".into(),
            })
        };
        let (past, ahead) = (
            Some(at("2026-08-10T12:00:00Z")),
            Some(at("2026-08-11T00:00:00Z")),
        );
        let (no, yes) = (Some(Verdict::NotUpheld), Some(Verdict::Upheld));
        for (rule, closes_at, verdicts, said) in [
            (None, None, vec![], ""),
            (rule(0), None, vec![], ""),
            (rule(3), None, vec![], "asks for 3 days"),
            (rule(3), ahead, vec![], "open to challenges"),
            (None, ahead, vec![yes], "open to challenges"),
            (rule(3), past, vec![], ""),
            (rule(3), past, vec![no, no], ""),
            (rule(3), past, vec![no, None], "wait for an answer: 1"),
            (rule(3), past, vec![None, yes], "was upheld"),
            (None, past, vec![None], "its officers published it"),
        ] {
            let hearing = Hearing {
                rule: rule.clone(),
                closes_at,
                verdicts,
                corrected_already: None,
            };
            let found = hearing.obstacle(now);
            let found = found.map_or_else(String::new, |obstacle| obstacle.to_string());
            assert_eq!(found.is_empty(), said.is_empty(), "{hearing:?} {found}");
            assert!(found.contains(said), "{hearing:?} {found}");
            if rule.is_some() && !found.is_empty() {
                assert!(found.contains("Election rules § 8"), "{found}");
            }
        }
        let twice = Hearing {
            corrected_already: Some(3),
            ..Hearing::default()
        };
        let found = twice.obstacle(now).expect("an obstacle").to_string();
        assert!(found.contains("roll 3"), "{found}");
    }

    #[test]
    fn days_of_challenge_are_days_of_the_foundations_clock() {
        let zone = chrono_tz::Europe::Berlin;
        // The clocks go forward on 29 March 2026: three days are 71 hours.
        let now = at("2026-03-27T11:30:00Z");
        assert_eq!(earliest_close(now, 3, zone), at("2026-03-30T10:30:00Z"));
        assert_eq!(offered_close(now, 3, zone), "2026-03-31T00:00");
        assert_eq!(offered_close(now, 0, zone), "2026-03-29T00:00");
    }

    #[test]
    fn words_are_read_as_they_are_written() {
        for kind in ChallengeKind::ALL {
            assert_eq!(ChallengeKind::parse(kind.word()), Some(kind));
        }
        for verdict in Verdict::ALL {
            assert_eq!(Verdict::parse(verdict.word()), Some(verdict));
        }
        assert_eq!(ChallengeKind::parse("MISSING"), None);
        assert_eq!(Verdict::parse(""), None);
    }
}
