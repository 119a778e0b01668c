//! What became of a notice for one recipient: the letter's fate, and what else
//! was done. Pure.

use chrono::{DateTime, Utc};
use uuid::Uuid;

/// What was done beside the mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepKind {
    /// Opened on the site, signed in.
    Seen,
    /// Waived in writing or by an electronic record.
    Waived,
    /// Put in the post, postage paid.
    Posted,
    /// Left by a courier.
    Couriered,
    /// Handed over in person.
    Handed,
    /// They came to the meeting, and did not come to object to the notice.
    Attended,
}

impl StepKind {
    /// What officers record by hand; of a courier it is the receipt that counts.
    pub const BY_HAND: [Self; 5] = [
        Self::Posted,
        Self::Couriered,
        Self::Handed,
        Self::Waived,
        Self::Attended,
    ];

    /// The word in the database and in forms.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Seen => "seen",
            Self::Waived => "waived",
            Self::Posted => "posted",
            Self::Couriered => "couriered",
            Self::Handed => "handed",
            Self::Attended => "attended",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Seen]
            .into_iter()
            .chain(Self::BY_HAND)
            .find(|step| step.word() == word)
    }

    /// As officers choose it.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Seen => "Seen on the site",
            Self::Waived => "Waived in writing",
            Self::Posted => "Put in the post",
            Self::Couriered => "Left by courier",
            Self::Handed => "Handed over in person",
            Self::Attended => "Attended, without objecting to the notice",
        }
    }

    /// Whether it makes good a notice that came too late: who waives notice, or
    /// comes without objecting, had it.
    #[must_use]
    pub fn waives(self) -> bool {
        matches!(self, Self::Waived | Self::Attended)
    }
}

/// One step, when it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub kind: StepKind,
    pub at: DateTime<Utc>,
    /// A tracking number, where the signed waiver lies; may be empty.
    pub evidence: String,
    pub recorded_by: String,
}

/// How the letter stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mail {
    /// None was sent: why.
    None(NoMail),
    UnderWay,
    Accepted {
        at: DateTime<Utc>,
        answer: String,
    },
    /// It came back.
    Returned {
        at: DateTime<Utc>,
        reason: String,
    },
    /// It could not be sent.
    GivenUp {
        reason: String,
    },
    /// Its recipient chose not to get letters of this kind; of notices that no
    /// rule asks for alone.
    Unwanted,
}

/// Why no letter was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoMail {
    NoAccount,
    Objection,
    Failures,
}

impl NoMail {
    /// The word in the database, as the channel of a recipient.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::NoAccount => "no_account",
            Self::Objection => "objection",
            Self::Failures => "failures",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::NoAccount, Self::Objection, Self::Failures]
            .into_iter()
            .find(|each| each.word() == word)
    }

    /// As officers read it.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::NoAccount => "no mail address is recorded",
            Self::Objection => "they object to notice by e-mail",
            Self::Failures => "notices by e-mail did not arrive, so that it no longer counts",
        }
    }
}

/// Whether a recipient has the notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Not by any way.
    Lacks,
    /// The letter is on its way.
    UnderWay,
    /// By a way other than mail, but after the last instant that the rule allows.
    HasLate,
    Has,
}

/// One recipient's line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// From 1.
    pub line: i32,
    pub party: Uuid,
    pub membership: Option<Uuid>,
    pub person: Option<Uuid>,
    pub account: Option<Uuid>,
    pub name: String,
    pub capacity: String,
    /// As of the notice; empty where none was.
    pub address: String,
    pub masked_address: String,
    pub letter: Option<Uuid>,
    /// When the letter was queued, which is when notice by e-mail is given.
    pub mail: Mail,
    pub complained_at: Option<DateTime<Utc>>,
    /// In order.
    pub steps: Vec<Step>,
}

impl Line {
    /// Whether the recipient has it. `given_at` is when the notice was given,
    /// `latest` the last instant in time, where a rule says.
    #[must_use]
    pub fn standing(&self, given_at: DateTime<Utc>, latest: Option<DateTime<Utc>>) -> Standing {
        let late = |at: DateTime<Utc>| latest.is_some_and(|latest| at > latest);
        let by_mail = match self.mail {
            // By e-mail it is given when it is directed to the address.
            Mail::Accepted { .. } if late(given_at) => Standing::HasLate,
            Mail::Accepted { .. } => Standing::Has,
            Mail::UnderWay => Standing::UnderWay,
            // Who does not want it lacks nothing.
            Mail::Unwanted => Standing::Has,
            Mail::None(_) | Mail::Returned { .. } | Mail::GivenUp { .. } => Standing::Lacks,
        };
        self.steps
            .iter()
            .map(|step| {
                if step.kind.waives() || !late(step.at) {
                    Standing::Has
                } else {
                    Standing::HasLate
                }
            })
            .fold(by_mail, Standing::max)
    }
}

/// How many lines stand where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    pub all: usize,
    pub has: usize,
    pub late: usize,
    pub under_way: usize,
    pub lacks: usize,
}

impl Totals {
    /// Counts.
    #[must_use]
    pub fn of(standings: impl IntoIterator<Item = Standing>) -> Self {
        let mut totals = Self::default();
        for standing in standings {
            totals.all += 1;
            match standing {
                Standing::Has => totals.has += 1,
                Standing::HasLate => totals.late += 1,
                Standing::UnderWay => totals.under_way += 1,
                Standing::Lacks => totals.lacks += 1,
            }
        }
        totals
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Duration, Utc};
    use uuid::Uuid;

    use super::{Line, Mail, NoMail, Standing, Step, StepKind, Totals};

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn line(mail: Mail, steps: &[(StepKind, DateTime<Utc>)]) -> Line {
        Line {
            line: 1,
            party: Uuid::nil(),
            membership: None,
            person: None,
            account: None,
            name: "Ada".into(),
            capacity: "Individual member, number 1".into(),
            address: String::new(),
            masked_address: String::new(),
            letter: None,
            mail,
            complained_at: None,
            steps: steps
                .iter()
                .map(|(kind, at)| Step {
                    kind: *kind,
                    at: *at,
                    evidence: "x".into(),
                    recorded_by: "Sam".into(),
                })
                .collect(),
        }
    }

    #[test]
    fn a_returned_letter_is_made_good_by_post_in_time_or_by_a_waiver() {
        let given = at("2026-09-01T09:00:00Z");
        let latest = given + Duration::days(10);
        let (soon, later) = (given + Duration::days(1), latest + Duration::hours(1));
        let accepted = || Mail::Accepted {
            at: given,
            answer: "250".into(),
        };
        let returned = || Mail::Returned {
            at: soon,
            reason: "5.1.1".into(),
        };
        use StepKind::{Attended, Couriered, Posted, Seen, Waived};
        for (mail, steps, expected) in [
            (accepted(), &[][..], Standing::Has),
            (Mail::UnderWay, &[], Standing::UnderWay),
            (Mail::UnderWay, &[(Seen, soon)], Standing::Has),
            (returned(), &[], Standing::Lacks),
            (returned(), &[(Posted, soon)], Standing::Has),
            (returned(), &[(Posted, later)], Standing::HasLate),
            (
                returned(),
                &[(Couriered, later), (Waived, later)],
                Standing::Has,
            ),
            (returned(), &[(Attended, later)], Standing::Has),
            (Mail::None(NoMail::Objection), &[], Standing::Lacks),
            (
                Mail::GivenUp {
                    reason: "550".into(),
                },
                &[(Seen, later)],
                Standing::HasLate,
            ),
        ] {
            assert_eq!(
                line(mail.clone(), steps).standing(given, Some(latest)),
                expected,
                "{mail:?} {steps:?}"
            );
        }
        // A notice that itself came too late reaches nobody in time by mail.
        assert_eq!(
            line(accepted(), &[]).standing(later, Some(latest)),
            Standing::HasLate
        );
        let totals = Totals::of([
            Standing::Has,
            Standing::Lacks,
            Standing::Has,
            Standing::HasLate,
        ]);
        assert_eq!(
            (totals.all, totals.has, totals.late, totals.lacks),
            (4, 2, 1, 1)
        );
    }
}
