//! A member's own page: class, votes, standing, the next date, what to do.

use askama::Template;

use super::model::{Reason, Verdict};
use crate::joining::store::agreements::Agreement;
use crate::members::store::Line;
use crate::parties::Kind;
use crate::web::Frame;
use crate::web::times::day;
use crate::web::words::Speaker;

/// One membership with its verdict.
pub struct Own {
    pub line: Line,
    pub verdict: Verdict,
    /// What there is to accept.
    pub agreements: Vec<Agreement>,
    /// Whether its class renews by an application to the committee.
    pub renews_by_application: bool,
    /// Whether it can be resigned.
    pub can_resign: bool,
    /// The class in which it goes on after a lapse, and whether the member wants that.
    pub alumni: Option<(String, bool)>,
}

impl Own {
    #[must_use]
    pub fn is_organisation(&self) -> bool {
        self.line.kind == Kind::Organisation
    }

    /// Whether a renewal is worth a word: in the last half year of the term, or after it.
    #[must_use]
    pub fn is_to_renew(&self) -> bool {
        self.verdict.reasons.iter().any(|reason| match reason {
            Reason::InGrace { .. } | Reason::Lapsed { .. } => true,
            Reason::InTerm { .. }
            | Reason::Suspended { .. }
            | Reason::NotYet { .. }
            | Reason::Ended { .. }
            | Reason::NoTerm
            | Reason::DuesPaid
            | Reason::Overdue { .. }
            | Reason::AgreementsAccepted
            | Reason::Unaccepted { .. }
            | Reason::LongEnough
            | Reason::TooShort { .. } => false,
        })
    }
}

#[derive(Template)]
#[template(path = "standing/own.html")]
pub struct OwnPage {
    pub frame: Frame,
    pub memberships: Vec<Own>,
    /// The next date on which it is fixed who may vote: day and title.
    pub cutoff: Option<(String, String)>,
    pub refused: String,
}

/// A reason in the reader's language.
#[must_use]
pub fn said(t: &Speaker, reason: &Reason) -> String {
    match reason {
        Reason::InTerm { until } => t.say1(
            "standing-in-term",
            "day",
            day(t, until.pred_opt().unwrap_or(*until)),
        ),
        Reason::Suspended { until } => t.say1("standing-suspended", "day", day(t, *until)),
        Reason::NotYet { from } => t.say1("standing-not-yet", "day", day(t, *from)),
        Reason::InGrace { since, until } => t.say2(
            "standing-grace",
            "since",
            day(t, *since),
            "until",
            day(t, until.pred_opt().unwrap_or(*until)),
        ),
        Reason::Lapsed { since } => t.say1("standing-lapsed", "day", day(t, *since)),
        Reason::Ended { on } => t.say1("standing-ended", "day", day(t, *on)),
        Reason::NoTerm => t.say("standing-no-term"),
        Reason::DuesPaid => t.say("standing-dues"),
        Reason::Overdue { invoice, due_on } => t.say2(
            "standing-overdue",
            "invoice",
            invoice.as_str(),
            "day",
            day(t, *due_on),
        ),
        Reason::AgreementsAccepted => t.say("standing-agreements"),
        Reason::Unaccepted { title, by } => t.say2(
            "standing-unaccepted",
            "title",
            title.as_str(),
            "day",
            day(t, *by),
        ),
        Reason::LongEnough => t.say("standing-long-enough"),
        Reason::TooShort { from } => t.say1("standing-too-short", "day", day(t, *from)),
    }
}
