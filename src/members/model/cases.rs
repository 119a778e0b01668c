//! Cases against a membership: what is proposed, on which ground, and the days
//! of notice and hearing without which it cannot take effect. Pure.

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime};

/// What a case proposes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proposes {
    Suspend,
    Terminate,
}

impl Proposes {
    pub const ALL: [Self; 2] = [Self::Suspend, Self::Terminate];

    /// The word in the database and in forms.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Suspend => "suspend",
            Self::Terminate => "terminate",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.word() == word)
    }

    /// As a heading says it: `suspending the membership`.
    #[must_use]
    pub fn said(self) -> &'static str {
        match self {
            Self::Suspend => "suspending the membership",
            Self::Terminate => "ending the membership",
        }
    }
}

/// Why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// Money that is owed: no hearing is asked for.
    Financial,
    Obligations,
    Conduct,
}

impl Ground {
    pub const ALL: [Self; 3] = [Self::Financial, Self::Obligations, Self::Conduct];

    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Financial => "financial",
            Self::Obligations => "obligations",
            Self::Conduct => "conduct",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.word() == word)
    }

    #[must_use]
    pub fn said(self) -> &'static str {
        match self {
            Self::Financial => "money that is owed",
            Self::Obligations => "another obligation of membership not met",
            Self::Conduct => "conduct contrary to the foundation’s interests",
        }
    }
}

/// How a notice of a case reached the member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    Personal,
    EMail,
    CertifiedMail,
    Courier,
}

impl Channel {
    pub const ALL: [Self; 4] = [
        Self::EMail,
        Self::Personal,
        Self::CertifiedMail,
        Self::Courier,
    ];

    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Personal => "personal",
            Self::EMail => "e_mail",
            Self::CertifiedMail => "certified_mail",
            Self::Courier => "courier",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.word() == word)
    }

    #[must_use]
    pub fn said(self) -> &'static str {
        match self {
            Self::Personal => "handed over in person",
            Self::EMail => "by e-mail, sent from here now",
            Self::CertifiedMail => "by certified mail",
            Self::Courier => "by overnight courier",
        }
    }
}

/// How the member was heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    Orally,
    InWriting,
    NotUsed,
}

impl Manner {
    pub const ALL: [Self; 3] = [Self::Orally, Self::InWriting, Self::NotUsed];

    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Orally => "orally",
            Self::InWriting => "in_writing",
            Self::NotUsed => "not_used",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.word() == word)
    }

    #[must_use]
    pub fn said(self) -> &'static str {
        match self {
            Self::Orally => "heard orally",
            Self::InWriting => "heard in writing",
            Self::NotUsed => "did not use the opportunity",
        }
    }
}

/// What was done in a case: a notice was given, or the member heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    Given(Channel),
    Heard(Manner),
}

impl Way {
    /// By the word of either, none of which is of both.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        let given = Channel::parse(word).map(Self::Given);
        given.or_else(|| Manner::parse(word).map(Self::Heard))
    }
}

/// What a case is to do and when, as it is judged before it is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    pub proposes: Proposes,
    pub ground: Ground,
    /// A finding of wilful misconduct: a suspension at once.
    pub wilful: bool,
    /// The first day on which it takes effect.
    pub effective_on: NaiveDate,
    /// Of a suspension, the first day on which it is over.
    pub until_on: Option<NaiveDate>,
    /// On the clock at the foundation's place.
    pub hearing_at: Option<NaiveDateTime>,
}

/// The rules a case is judged by, with where each stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseRules {
    pub notice_days: u32,
    pub notice_citation: String,
    pub hearing_days: u32,
    pub hearing_citation: String,
}

/// The midnight with which a day begins.
fn midnight(day: NaiveDate) -> NaiveDateTime {
    day.and_time(NaiveTime::MIN)
}

/// Whether so many full days, by the clock on the wall, lie between an hour and
/// the midnight with which `day` begins.
#[must_use]
pub fn lies_before(at: NaiveDateTime, days: u32, day: NaiveDate) -> bool {
    at.checked_add_days(Days::new(u64::from(days)))
        .is_some_and(|ready| ready <= midnight(day))
}

/// The first day on which something can take effect of which the member is told
/// at this hour.
#[must_use]
pub fn first_day(told_at: NaiveDateTime, days: u32) -> Option<NaiveDate> {
    let ready = told_at.checked_add_days(Days::new(u64::from(days)))?;
    if ready == midnight(ready.date()) {
        Some(ready.date())
    } else {
        ready.date().succ_opt()
    }
}

/// What keeps a case from being opened as planned, by field, were the member
/// told at this hour.
#[must_use]
pub fn faults(
    plan: &Plan,
    rules: &CaseRules,
    told_at: NaiveDateTime,
) -> Vec<(&'static str, String)> {
    let mut faults = Vec::new();
    if plan.wilful && (plan.proposes != Proposes::Suspend || plan.ground != Ground::Conduct) {
        faults.push((
            "wilful",
            "Only a suspension for conduct can take effect at once. Give notice first.".to_owned(),
        ));
    }
    if !plan.wilful && !lies_before(told_at, rules.notice_days, plan.effective_on) {
        let first = first_day(told_at, rules.notice_days)
            .map_or_else(String::new, |day| format!(" The first day is {day}."));
        faults.push((
            "effective_on",
            format!(
                "The member is told at least {} days before it takes effect ({}).{first}",
                rules.notice_days, rules.notice_citation
            ),
        ));
    } else if plan.effective_on < told_at.date() {
        faults.push((
            "effective_on",
            "This day is over. Give a later one.".to_owned(),
        ));
    }
    match plan.hearing_at {
        None if plan.ground != Ground::Financial => faults.push((
            "hearing_at",
            format!(
                "Name an hour at which the member is heard, at least {} days before it takes effect ({}).",
                rules.hearing_days, rules.hearing_citation
            ),
        )),
        Some(at) if at <= told_at => faults.push((
            "hearing_at",
            "The hearing lies in the past. Give a later hour.".to_owned(),
        )),
        Some(at) if !plan.wilful && !lies_before(at, rules.hearing_days, plan.effective_on) => {
            faults.push((
                "hearing_at",
                format!(
                    "The member is heard at least {} days before it takes effect ({}). Give a later day.",
                    rules.hearing_days, rules.hearing_citation
                ),
            ));
        }
        Some(_) | None => {}
    }
    match (plan.proposes, plan.until_on) {
        (Proposes::Suspend, None) => faults.push((
            "until_on",
            "Name the first day on which the suspension is over.".to_owned(),
        )),
        (Proposes::Suspend, Some(until)) if until <= plan.effective_on => faults.push((
            "until_on",
            "The suspension ends after it begins. Give a later end.".to_owned(),
        )),
        (Proposes::Suspend | Proposes::Terminate, _) => {}
    }
    faults
}

#[cfg(test)]
mod tests {
    use chrono::{Days, NaiveDate, NaiveDateTime};
    use proptest::prelude::*;

    use super::{CaseRules, Ground, Plan, Proposes, faults, first_day, lies_before};

    fn at(text: &str) -> NaiveDateTime {
        text.parse().expect("an hour")
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn rules() -> CaseRules {
        CaseRules {
            notice_days: 30,
            notice_citation: "Bylaws § 2.12".to_owned(),
            hearing_days: 5,
            hearing_citation: "Bylaws § 2.12".to_owned(),
        }
    }

    #[test]
    fn notice_and_hearing_lie_full_days_before() {
        let told = at("2026-03-01T09:00:00");
        let good = Plan {
            proposes: Proposes::Terminate,
            ground: Ground::Conduct,
            wilful: false,
            effective_on: day("2026-04-01"),
            until_on: None,
            hearing_at: Some(at("2026-03-26T10:00:00")),
        };
        for (what, plan, fields) in [
            ("as it should be", good, vec![]),
            (
                "an hour short of thirty days",
                Plan {
                    effective_on: day("2026-03-31"),
                    hearing_at: Some(at("2026-03-20T10:00:00")),
                    ..good
                },
                vec!["effective_on"],
            ),
            (
                "no hearing",
                Plan {
                    hearing_at: None,
                    ..good
                },
                vec!["hearing_at"],
            ),
            (
                "a hearing four days before",
                Plan {
                    hearing_at: Some(at("2026-03-27T10:00:00")),
                    ..good
                },
                vec!["hearing_at"],
            ),
            (
                "money takes no hearing",
                Plan {
                    ground: Ground::Financial,
                    hearing_at: None,
                    ..good
                },
                vec![],
            ),
            (
                "a suspension without an end",
                Plan {
                    proposes: Proposes::Suspend,
                    ..good
                },
                vec!["until_on"],
            ),
            (
                "at once for wilful misconduct",
                Plan {
                    proposes: Proposes::Suspend,
                    wilful: true,
                    effective_on: day("2026-03-01"),
                    until_on: Some(day("2026-06-01")),
                    ..good
                },
                vec![],
            ),
            (
                "nobody is ended at once",
                Plan {
                    wilful: true,
                    ..good
                },
                vec!["wilful"],
            ),
        ] {
            let found: Vec<&str> = faults(&plan, &rules(), told)
                .into_iter()
                .map(|(field, _)| field)
                .collect();
            assert_eq!(found, fields, "{what}");
        }
    }

    proptest! {
        #[test]
        fn the_first_day_is_the_first_that_passes(minutes in 0i64..2_000_000, days in 0u32..400) {
            let told = at("2026-01-01T00:00:00") + chrono::TimeDelta::minutes(minutes);
            let first = first_day(told, days).expect("a day");
            prop_assert!(lies_before(told, days, first));
            let earlier = first.checked_sub_days(Days::new(1)).expect("a day");
            prop_assert!(!lies_before(told, days, earlier));
        }
    }
}
