//! The verdict on a membership's standing, with its reasons. Pure.

use chrono::{Days, NaiveDate};

use crate::members::Standing;

/// What is known of a membership on a day, as far as good standing goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    pub day: NaiveDate,
    pub standing: Standing,
    pub member_since: NaiveDate,
    /// Invoices past their day: the number, and the day they were due.
    pub overdue: Vec<(String, NaiveDate)>,
    /// Agreements not accepted although their day is over: the title, and the day.
    pub unaccepted: Vec<(String, NaiveDate)>,
    /// How long a member has to be one already, where that is asked: days, counted
    /// back from the day.
    pub least_days: Option<u32>,
}

/// One reason, for or against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// In a term that lasts until the day before.
    InTerm {
        until: NaiveDate,
    },
    Suspended {
        until: NaiveDate,
    },
    NotYet {
        from: NaiveDate,
    },
    InGrace {
        since: NaiveDate,
        until: NaiveDate,
    },
    Lapsed {
        since: NaiveDate,
    },
    Ended {
        on: NaiveDate,
    },
    NoTerm,
    DuesPaid,
    Overdue {
        invoice: String,
        due_on: NaiveDate,
    },
    AgreementsAccepted,
    Unaccepted {
        title: String,
        by: NaiveDate,
    },
    LongEnough,
    /// A member for fewer days than asked; long enough from this day on.
    TooShort {
        from: NaiveDate,
    },
}

impl Reason {
    /// Whether it speaks for good standing.
    #[must_use]
    pub fn is_good(&self) -> bool {
        match self {
            Self::InTerm { .. } | Self::DuesPaid | Self::AgreementsAccepted | Self::LongEnough => {
                true
            }
            Self::Suspended { .. }
            | Self::NotYet { .. }
            | Self::InGrace { .. }
            | Self::Lapsed { .. }
            | Self::Ended { .. }
            | Self::NoTerm
            | Self::Overdue { .. }
            | Self::Unaccepted { .. }
            | Self::TooShort { .. } => false,
        }
    }
}

/// Whether a membership is in good standing, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    pub good: bool,
    /// Every reason, those against it first.
    pub reasons: Vec<Reason>,
}

/// The verdict: in a term and not suspended, nothing overdue, everything agreed
/// to, and a member for long enough where that is asked.
#[must_use]
pub fn good_standing(facts: &Facts) -> Verdict {
    let mut reasons = vec![match facts.standing {
        Standing::Current(term) => Reason::InTerm {
            until: term.ends_on(),
        },
        Standing::Suspended(until) => Reason::Suspended { until },
        Standing::NotYet(from) => Reason::NotYet { from },
        Standing::Grace { since, until } => Reason::InGrace { since, until },
        Standing::Lapsed(since) => Reason::Lapsed { since },
        Standing::Ended(end) => Reason::Ended { on: end.ends_on },
        Standing::NoTerm => Reason::NoTerm,
    }];
    if facts.overdue.is_empty() {
        reasons.push(Reason::DuesPaid);
    }
    reasons.extend(
        facts
            .overdue
            .iter()
            .map(|(invoice, due_on)| Reason::Overdue {
                invoice: invoice.clone(),
                due_on: *due_on,
            }),
    );
    if facts.unaccepted.is_empty() {
        reasons.push(Reason::AgreementsAccepted);
    }
    reasons.extend(
        facts
            .unaccepted
            .iter()
            .map(|(title, by)| Reason::Unaccepted {
                title: title.clone(),
                by: *by,
            }),
    );
    if let Some(days) = facts.least_days {
        let from = facts
            .member_since
            .checked_add_days(Days::new(u64::from(days)))
            .unwrap_or(NaiveDate::MAX);
        reasons.push(if from <= facts.day {
            Reason::LongEnough
        } else {
            Reason::TooShort { from }
        });
    }
    reasons.sort_by_key(Reason::is_good);
    Verdict {
        good: reasons.iter().all(Reason::is_good),
        reasons,
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use proptest::prelude::*;

    use super::{Facts, Reason, good_standing};
    use crate::members::{Standing, Term};

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn good() -> Facts {
        let term = Term::new(day("2026-01-01"), day("2027-01-01")).expect("a term");
        Facts {
            day: day("2026-06-01"),
            standing: Standing::Current(term),
            member_since: day("2026-01-01"),
            overdue: Vec::new(),
            unaccepted: Vec::new(),
            least_days: None,
        }
    }

    #[test]
    fn each_reason_against_is_told_and_is_enough() {
        assert!(good_standing(&good()).good);
        for (facts, against) in [
            (
                Facts {
                    standing: Standing::Suspended(day("2026-07-01")),
                    ..good()
                },
                Reason::Suspended {
                    until: day("2026-07-01"),
                },
            ),
            (
                Facts {
                    standing: Standing::Grace {
                        since: day("2026-05-20"),
                        until: day("2026-06-19"),
                    },
                    ..good()
                },
                Reason::InGrace {
                    since: day("2026-05-20"),
                    until: day("2026-06-19"),
                },
            ),
            (
                Facts {
                    standing: Standing::Lapsed(day("2026-01-01")),
                    ..good()
                },
                Reason::Lapsed {
                    since: day("2026-01-01"),
                },
            ),
            (
                Facts {
                    standing: Standing::NoTerm,
                    ..good()
                },
                Reason::NoTerm,
            ),
            (
                Facts {
                    overdue: vec![("2026-0007".into(), day("2026-05-01"))],
                    ..good()
                },
                Reason::Overdue {
                    invoice: "2026-0007".into(),
                    due_on: day("2026-05-01"),
                },
            ),
            (
                Facts {
                    unaccepted: vec![("Code of conduct".into(), day("2026-05-01"))],
                    ..good()
                },
                Reason::Unaccepted {
                    title: "Code of conduct".into(),
                    by: day("2026-05-01"),
                },
            ),
            // 60 days before 1 June is 2 April.
            (
                Facts {
                    member_since: day("2026-04-03"),
                    least_days: Some(60),
                    ..good()
                },
                Reason::TooShort {
                    from: day("2026-06-02"),
                },
            ),
        ] {
            let verdict = good_standing(&facts);
            assert!(!verdict.good, "{facts:?}");
            assert_eq!(verdict.reasons.first(), Some(&against));
        }
        let long = Facts {
            member_since: day("2026-04-02"),
            least_days: Some(60),
            ..good()
        };
        assert!(good_standing(&long).good);
    }

    proptest! {
        #[test]
        fn good_is_exactly_no_reason_against(owed in 0usize..3, open in 0usize..3, days in prop::option::of(0u32..400)) {
            let facts = Facts {
                overdue: (0..owed).map(|n| (n.to_string(), day("2026-05-01"))).collect(),
                unaccepted: (0..open).map(|n| (n.to_string(), day("2026-05-01"))).collect(),
                least_days: days,
                ..good()
            };
            let verdict = good_standing(&facts);
            prop_assert_eq!(verdict.good, verdict.reasons.iter().all(Reason::is_good));
            prop_assert_eq!(verdict.good, owed == 0 && open == 0 && days.unwrap_or(0) <= 151);
        }
    }
}
