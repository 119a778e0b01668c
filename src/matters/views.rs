//! What the pages of matters show. They are officers' pages, in English.

use askama::Template;
use askama_web::WebTemplate;
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::model::{
    DateEnding, DateKind, DateStanding, NoteKind, Outcome, ProposalKind, State, Step, Venue,
};
use super::store::privilege::{Note, Reading, Withheld};
use super::store::{BindingDate, Entry, Involved, Matter, Proposal, Standing};
use crate::docket::views::OfAsset;
use crate::web::error::encode_path;
use crate::web::figures::hex;
use crate::web::form::{Faults, fault};
use crate::web::{Fields, Frame, times};

/// The state whose mark and sign it has: the other side is waited for, or it is open, or over.
fn mark(state: State) -> &'static str {
    match state {
        State::Open => "open",
        State::Contacted | State::Demanded | State::Pending => "coming",
        State::Closed => "closed",
    }
}

/// "3 privileged notes are".
fn notes_are(notes: i64) -> String {
    match notes {
        1 => "One privileged note is".to_owned(),
        many => format!("{many} privileged notes are"),
    }
}

fn choices<T: Copy>(
    all: &[T],
    of: impl Fn(T) -> (&'static str, &'static str),
) -> Vec<(&'static str, &'static str)> {
    all.iter().map(|one| of(*one)).collect()
}

#[derive(Template, WebTemplate)]
#[template(path = "matters/list.html")]
pub struct ListPage {
    pub frame: Frame,
    pub matters: Vec<Matter>,
    /// Whether the reader opens matters: officers do, counsel does not.
    pub opens: bool,
    /// Whether there may be more than are shown.
    pub cut: bool,
}

impl ListPage {
    fn mark(&self, matter: &Matter) -> &'static str {
        mark(matter.state)
    }

    fn when(&self, matter: &Matter) -> String {
        times::on_page(&self.frame, matter.at)
    }
}

#[derive(Template, WebTemplate)]
#[template(path = "matters/form.html")]
pub struct FormPage {
    pub frame: Frame,
    pub typed: Fields,
    pub faults: Faults,
    pub form: Uuid,
}

impl FormPage {
    fn fault(&self, field: &str) -> &str {
        fault(&self.faults, field)
    }

    fn venues(&self) -> Vec<(&'static str, &'static str)> {
        choices(Venue::ALL, |venue| (venue.word(), venue.said()))
    }
}

#[derive(Template, WebTemplate)]
#[template(path = "matters/matter.html")]
pub struct MatterPage {
    pub frame: Frame,
    pub matter: Matter,
    pub standing: Standing,
    pub withheld: Vec<Withheld>,
    pub entries: Vec<Entry>,
    pub dates: Vec<BindingDate>,
    pub involved: Vec<Involved>,
    pub proposals: Vec<Proposal>,
    /// What runs of the asset's deadlines, for whoever reads them: officers, and counsel while the
    /// matter is open.
    pub deadlines: Option<OfAsset>,
    pub today: NaiveDate,
    /// Whether the reader may bring a motion before the board.
    pub moves: bool,
    /// Whether the reader is an officer, and not counsel alone.
    pub officer: bool,
    pub typed: Fields,
    pub faults: Faults,
    pub form: Uuid,
}

impl MatterPage {
    fn fault(&self, field: &str) -> &str {
        fault(&self.faults, field)
    }

    fn mark(&self) -> &'static str {
        mark(self.matter.state)
    }

    fn when(&self, at: &DateTime<Utc>) -> String {
        times::on_page(&self.frame, *at)
    }

    fn day(&self, day: &NaiveDate) -> String {
        times::day_said(day)
    }

    fn notes_are(&self) -> String {
        notes_are(self.matter.notes)
    }

    fn step_said(&self, entry: &Entry) -> String {
        match entry.outcome {
            Some(outcome) => format!("Closed: {}", outcome.said()),
            None => match entry.step {
                Step::Note => "Note".to_owned(),
                Step::Reopen => "Opened again".to_owned(),
                step => step.said().to_owned(),
            },
        }
    }

    fn steps(&self) -> Vec<(&'static str, &'static str)> {
        choices(&Step::open_to(self.matter.state), |step| {
            (step.word(), step.said())
        })
    }

    /// None first: only what is closed ended somehow.
    fn outcomes(&self) -> Vec<(&'static str, &'static str)> {
        let mut all = vec![("", "not closed by this")];
        all.extend(choices(Outcome::ALL, |one| (one.word(), one.said())));
        all
    }

    fn date_kinds(&self) -> Vec<(&'static str, &'static str)> {
        choices(DateKind::ALL, |kind| (kind.word(), kind.said()))
    }

    fn date_endings(&self) -> Vec<(&'static str, &'static str)> {
        choices(DateEnding::ALL, |ending| (ending.word(), ending.said()))
    }

    /// The state whose mark a day has, and how it stands in words.
    fn date_mark(&self, date: &BindingDate) -> (&'static str, String) {
        match date.standing(self.today) {
            DateStanding::Ended(ending) => ("closed", ending.said().to_owned()),
            DateStanding::Ahead => ("coming", "ahead".to_owned()),
            DateStanding::Near => (
                "open",
                match (date.due_on - self.today).num_days() {
                    0 => "today".to_owned(),
                    1 => "tomorrow".to_owned(),
                    days => format!("in {days} days"),
                },
            ),
            DateStanding::Missed => ("wrong", "missed".to_owned()),
        }
    }

    fn date_field(&self, name: &str, date: &BindingDate) -> String {
        format!("{name}_{}", date.record)
    }

    fn kinds(&self) -> Vec<(&'static str, &'static str)> {
        choices(ProposalKind::ALL, |kind| {
            (
                kind.word(),
                match kind {
                    ProposalKind::Retain => "to retain them as counsel",
                    ProposalKind::Dismiss => "to dismiss them as counsel",
                    ProposalKind::Adverse => "that they are adverse to the foundation",
                    ProposalKind::Readmit => "that they are adverse no more",
                },
            )
        })
    }

    fn label(&self, proposal: &Proposal) -> String {
        format!("{}/{}", self.matter.label(), proposal.place)
    }

    /// The form of the motion by which the board adopts a proposal, filled in.
    fn motion(&self, proposal: &Proposal) -> String {
        let label = self.label(proposal);
        let until = proposal.last_day.map_or_else(String::new, |day| {
            format!(" until {}", times::day_said(&day))
        });
        let digest = hex(&proposal.sha256);
        let text = format!(
            "Proposal {label}: in matter {}, {} {}{until}.\n\nIt takes a roll call with yes from more than half of all directors in office, without the person and whoever is adverse in the matter. Its SHA-256 is {digest}.",
            self.matter.label(),
            proposal.name,
            proposal.kind.said(),
        );
        let title = format!(
            "Proposal {label}: {} {}",
            proposal.name,
            proposal.kind.said()
        );
        let asked: Vec<String> = [
            ("body", "board"),
            ("kind", proposal.kind.motion()),
            ("subject", label.as_str()),
            ("terms", digest.as_str()),
            ("title", title.as_str()),
            ("text", text.as_str()),
            ("confidential", "Attorney–client privilege"),
        ]
        .into_iter()
        .map(|(name, value)| format!("{name}={}", encode_path(value)))
        .collect();
        format!("/motions/new?{}", asked.join("&"))
    }
}

#[derive(Template, WebTemplate)]
#[template(path = "matters/privileged.html")]
pub struct PrivilegedPage {
    pub frame: Frame,
    pub matter: Matter,
    pub notes: Vec<Note>,
    pub readings: Vec<Reading>,
    pub typed: Fields,
    pub faults: Faults,
    pub form: Uuid,
}

impl PrivilegedPage {
    fn fault(&self, field: &str) -> &str {
        fault(&self.faults, field)
    }

    fn when(&self, at: &DateTime<Utc>) -> String {
        times::on_page(&self.frame, *at)
    }

    fn kinds(&self) -> Vec<(&'static str, &'static str)> {
        choices(NoteKind::ALL, |kind| (kind.word(), kind.said()))
    }

    fn hex(&self, digest: &[u8]) -> String {
        hex(digest)
    }

    fn read_said(&self, reading: &Reading) -> String {
        match (reading.document, reading.notes) {
            (Some(place), _) => format!("took the document of note {place}"),
            (None, 1) => "read one note".to_owned(),
            (None, many) => format!("read {many} notes"),
        }
    }
}
