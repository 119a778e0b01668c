//! What the pages of the register show.

use askama::Template;
use askama_web::WebTemplate;
use chrono::NaiveDate;

use super::model::{Label, Sought, Standing};
use super::store::{Evidence, Line, Link, Resolution, Task};
use crate::bodies::model::votes::{MemberCounts, RuleLine, Verdict, Vote};
use crate::bodies::views::judged::{self, Of};
use crate::motions::model::Relation;
use crate::rulebook::keys;
use crate::web::error::encode_path;
use crate::web::form::{Faults, fault};
use crate::web::{Frame, times};

// Templates name these here.
pub use crate::web::figures::hex;

/// What was typed into the search, as it comes back filled.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    pub q: String,
    pub body: String,
    pub year: String,
    pub state: String,
}

impl Typed {
    /// The register with this search, from behind one of its lines on.
    #[must_use]
    pub fn address(&self, after: Option<&Label>) -> String {
        let after = after.map(ToString::to_string).unwrap_or_default();
        let asked: Vec<String> = [
            ("q", &self.q),
            ("body", &self.body),
            ("year", &self.year),
            ("state", &self.state),
            ("after", &after),
        ]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", encode_path(value)))
        .collect();
        if asked.is_empty() {
            "/resolutions".to_owned()
        } else {
            format!("/resolutions?{}", asked.join("&"))
        }
    }
}

/// The register, a page of it.
#[derive(Template, WebTemplate)]
#[template(path = "resolutions/list.html")]
pub struct ListPage {
    pub frame: Frame,
    pub typed: Typed,
    /// Id and name.
    pub bodies: Vec<(String, String)>,
    pub years: Vec<i32>,
    pub lines: Vec<Line>,
    pub found: i64,
    /// Whether this is not the first page.
    pub is_later: bool,
    /// The line after which there are more.
    pub last: Option<Label>,
}

impl ListPage {
    fn body_choices(&self) -> Vec<(String, String)> {
        let all = (String::new(), self.frame.t.say("resolutions-any-body"));
        std::iter::once(all)
            .chain(self.bodies.iter().cloned())
            .collect()
    }

    fn year_choices(&self) -> Vec<(String, String)> {
        let all = (String::new(), self.frame.t.say("resolutions-any-year"));
        let years = self.years.iter().map(|year| {
            let year = year.to_string();
            (year.clone(), year)
        });
        std::iter::once(all).chain(years).collect()
    }

    fn state_choices(&self) -> Vec<(String, String)> {
        let said = |word: &str| self.frame.t.say(&format!("resolutions-sought-{word}"));
        let all = (String::new(), said("any"));
        let states = Sought::ALL
            .into_iter()
            .map(|sought| (sought.word().to_owned(), said(sought.word())));
        std::iter::once(all).chain(states).collect()
    }

    fn day(&self, day: &NaiveDate) -> String {
        times::day(&self.frame.t, *day)
    }

    fn standing(&self, line: &Line) -> String {
        standing(&self.frame, line.standing)
    }
}

fn standing(frame: &Frame, standing: Standing) -> String {
    frame.t.say(&format!("resolution-is-{}", standing.word()))
}

/// The class of the mark of a standing.
fn mark(standing: Standing) -> &'static str {
    match standing {
        Standing::InForce => "mark-certified",
        Standing::Superseded | Standing::Rescinded | Standing::DecidedAnew => "mark-closed",
    }
}

/// A vote as the page shows it.
#[derive(Default)]
pub struct VoteView {
    /// The vote, how many, who.
    pub lines: Vec<(Vote, usize, String)>,
    pub numbers: Option<MemberCounts>,
    /// Yes, no and abstentions of a secret ballot.
    pub ballots: Option<(u64, u64, u64)>,
    pub verdict: Option<Verdict>,
    pub rules: Vec<RuleLine>,
    /// Without a meeting, by signing.
    pub in_writing: bool,
    /// By which rule a tie was decided; empty where there was none.
    pub casting: String,
}

/// One resolution.
#[derive(Template, WebTemplate)]
#[template(path = "resolutions/resolution.html")]
pub struct ResolutionPage {
    pub frame: Frame,
    pub resolution: Resolution,
    /// The text as HTML that does nothing.
    pub text: String,
    /// What it does or authorises; empty where it does nothing by itself.
    pub effect: String,
    /// The digest that this names, with what it is of.
    pub effect_digest: Option<(&'static str, String)>,
    /// Whether the reader may read the motion it comes from.
    pub reads_motion: bool,
    pub mover: Option<String>,
    pub seconder: Option<String>,
    pub vote: VoteView,
    pub links: Vec<Link>,
    pub later: Option<Label>,
    /// What it was used for and when, where it was.
    pub used: Option<(String, String)>,
    /// Whether it authorises something that is done once.
    pub is_authority: bool,
    pub task: Option<Task>,
    pub evidence: Vec<Evidence>,
}

impl ResolutionPage {
    fn day(&self, day: &NaiveDate) -> String {
        times::day(&self.frame.t, *day)
    }

    fn standing(&self) -> String {
        standing(&self.frame, self.resolution.standing)
    }

    /// Why it does not stand any more.
    fn note(&self) -> String {
        let word = self.resolution.standing.word();
        self.frame.t.say(&format!("resolution-note-{word}"))
    }

    fn mark(&self) -> &'static str {
        mark(self.resolution.standing)
    }

    /// The later resolution by which it does not stand any more.
    fn undone_by(&self) -> Option<&Label> {
        let wanted = match self.resolution.standing {
            Standing::InForce => return None,
            Standing::Superseded => Relation::Supersedes,
            Standing::Rescinded => Relation::Rescinds,
            Standing::DecidedAnew => return self.later.as_ref(),
        };
        self.links
            .iter()
            .find(|link| !link.outward && link.relation == wanted)
            .map(|link| &link.label)
    }

    fn relation(&self, link: &Link) -> String {
        let way = if link.outward { "" } else { "-by" };
        self.frame
            .t
            .say(&format!("resolution-{}{way}", link.relation.word()))
    }

    /// What the votes came to; where the chair's vote broke a tie, none stands.
    fn verdict(&self, verdict: &Verdict) -> String {
        let of = if self.vote.numbers.is_some() {
            Of::Members
        } else {
            Of::Body
        };
        let verdict = Verdict {
            tied: verdict.tied && self.vote.casting.is_empty(),
            ..verdict.clone()
        };
        judged::verdict(&self.frame.t, of, &verdict)
    }

    /// A rule of the vote: what it decides, and how.
    fn rule_said(&self, rule: &RuleLine) -> String {
        match keys::meaning(&rule.key) {
            "" => rule.said(),
            meaning => format!("{meaning}: {}", rule.said()),
        }
    }

    fn vote_said(&self, vote: &Vote) -> String {
        let word = vote.word().replace('_', "-");
        self.frame.t.say(&format!("resolution-vote-{word}"))
    }

    fn recorded(&self, evidence: &Evidence) -> String {
        let zone = self.frame.zone();
        times::full(&self.frame.t, zone, evidence.recorded_at)
    }
}

/// A resolution of which this reader sees number, date and the rule that closes it.
#[derive(Template, WebTemplate)]
#[template(path = "resolutions/closed.html")]
pub struct ClosedPage {
    pub frame: Frame,
    pub label: Label,
    pub decided_on: NaiveDate,
    pub rule: String,
}

impl ClosedPage {
    fn day(&self) -> String {
        times::day(&self.frame.t, self.decided_on)
    }
}

/// Where officers say what becomes of a resolution.
#[derive(Template, WebTemplate)]
#[template(path = "resolutions/room.html")]
pub struct RoomPage {
    pub frame: Frame,
    pub resolution: Resolution,
    pub task: Option<Task>,
    pub evidence: Vec<Evidence>,
    /// Id and name.
    pub persons: Vec<(String, String)>,
    pub responsible: String,
    pub due_on: String,
    pub note: String,
    /// What a file is called.
    pub called: String,
    pub completes: bool,
    /// The field's id and a sentence.
    pub faults: Faults,
}

impl RoomPage {
    fn fault(&self, field: &str) -> &str {
        fault(&self.faults, field)
    }

    fn choices(&self) -> Vec<(String, String)> {
        let nobody = (String::new(), "Choose somebody".to_owned());
        std::iter::once(nobody)
            .chain(self.persons.iter().cloned())
            .collect()
    }

    fn day(&self, day: &NaiveDate) -> String {
        times::day_said(day)
    }
}
