//! Elections as everybody reads them, and the form by which members nominate.

use askama::Template;
use askama_web::WebTemplate;

use super::{Faults, dates_said, fault, form_of, listed};
use crate::elections::model::NomineeState;
use crate::elections::model::nomination::{Refusal, Rules};
use crate::elections::store::campaign::{Question, Reply};
use crate::elections::store::elections::Election;
use crate::elections::store::facts::{Acting, Now};
use crate::elections::store::nominees::Standing;
use crate::members::store::Line;
use crate::parties::PartyId;
use crate::web::times;
use crate::web::{Fields, Frame};

/// An election in a list.
pub struct Row {
    pub number: i32,
    pub title: String,
    pub seats: u32,
    pub opens: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "elections/list.html")]
pub struct ListPage {
    pub frame: Frame,
    pub rows: Vec<Row>,
}

impl ListPage {
    #[must_use]
    pub fn new(frame: Frame, all: Vec<Election>, now: Now) -> Self {
        let rows = all
            .into_iter()
            .map(|election| Row {
                number: election.number,
                seats: election.seats(),
                opens: times::full(&frame.t, now.zone, election.calendar.dates().opens_at),
                title: election.title,
            })
            .collect();
        Self { frame, rows }
    }
}

/// Who reads the page, as far as it offers them anything.
#[derive(Default)]
pub struct Reader {
    pub person: Option<PartyId>,
    pub on_committee: bool,
    pub memberships: Vec<Line>,
}

/// A candidate on the page.
pub struct Shown {
    pub name: String,
    pub state: String,
    pub is_out: bool,
    pub reason: String,
    pub nominated_by: String,
    pub statement: Vec<String>,
    pub disclosures: Vec<String>,
}

/// A question with its replies.
pub struct Asked {
    pub number: i32,
    pub by: String,
    pub paragraphs: Vec<String>,
    pub at: String,
    pub hidden: Option<String>,
    pub replies: Vec<(String, Vec<String>)>,
    pub fault: String,
}

fn split(text: &str) -> Vec<String> {
    text.split("\n\n")
        .map(str::trim)
        .filter(|paragraph| !paragraph.is_empty())
        .map(str::to_owned)
        .collect()
}

fn capacity(line: &Line) -> (String, String) {
    (
        line.membership.0.to_string(),
        format!("{}, {}, {}", line.name, line.class_name, line.number),
    )
}

#[derive(Template, WebTemplate)]
#[template(path = "elections/election.html")]
pub struct ElectionPage {
    pub frame: Frame,
    pub election: Election,
    pub dates: Vec<(String, String)>,
    pub nominations_are_open: bool,
    pub published: bool,
    pub candidates: Vec<Shown>,
    pub questions: Vec<Asked>,
    pub poll: Option<i32>,
    pub on_committee: bool,
    pub is_officer: bool,
    /// The reader was nominated, and can still answer.
    pub was_nominated: bool,
    pub is_candidate: bool,
    /// For which memberships the reader can ask.
    pub memberships: Vec<(String, String)>,
    pub can_ask: bool,
    pub fields: Fields,
    faults: Faults,
    pub form: String,
}

impl ElectionPage {
    #[must_use]
    pub fn new(
        frame: Frame,
        (election, now): (Election, Now),
        reader: Reader,
        nominees: Vec<Standing>,
        (asked, replies): (Vec<Question>, Vec<Reply>),
        poll: Option<i32>,
        (fields, faults): (Fields, Faults),
    ) -> Self {
        let dates = election.calendar.dates();
        let published = nominees.iter().any(|one| one.place.is_some());
        let own = reader
            .person
            .and_then(|person| nominees.iter().find(|one| one.person == person));
        let open = (dates.nominations_open..=dates.nominations_close).contains(&now.day);
        let voting_lies_ahead = now.at < dates.closes_at;
        let is_candidate = own.is_some_and(|own| own.state == NomineeState::Candidate);
        let was_nominated = own.is_some();
        let memberships: Vec<(String, String)> = reader
            .memberships
            .iter()
            .filter(|line| line.votes_on_roll().is_some())
            .map(capacity)
            .collect();
        let questions = asked
            .into_iter()
            .map(|question| Asked {
                replies: replies
                    .iter()
                    .filter(|reply| reply.question == question.id)
                    .map(|reply| (reply.candidate.clone(), split(&reply.reply)))
                    .collect(),
                fault: fault(&faults, &format!("reply-{}", question.number)).to_owned(),
                at: times::full(&frame.t, now.zone, question.at),
                paragraphs: split(&question.question),
                number: question.number,
                by: question.asked_by,
                hidden: question.hidden,
            })
            .collect();
        let candidates = nominees
            .into_iter()
            .filter(|one| one.place.is_some())
            .map(|one| Shown {
                state: frame.t.say(one.state.key()),
                is_out: one.state != NomineeState::Candidate,
                nominated_by: one.nominated_by.join(", "),
                statement: split(&one.statement),
                disclosures: split(&one.disclosures.replace('\n', "\n\n")),
                name: one.name,
                reason: one.reason,
            })
            .collect();
        Self {
            dates: dates_said(&frame, &election, now),
            nominations_are_open: open && !published,
            published,
            candidates,
            questions,
            poll,
            on_committee: reader.on_committee,
            is_officer: frame.is_officer(),
            was_nominated,
            is_candidate,
            can_ask: published && voting_lies_ahead && !memberships.is_empty(),
            memberships,
            form: form_of(&fields),
            frame,
            election,
            fields,
            faults,
        }
    }

    fn fault(&self, field: &str) -> &str {
        fault(&self.faults, field)
    }

    fn faults(&self) -> Vec<(&str, &str)> {
        listed(&self.faults)
    }
}

#[derive(Template, WebTemplate)]
#[template(path = "elections/nominate.html")]
pub struct NominatePage {
    pub frame: Frame,
    pub election: Election,
    pub close: String,
    pub open: bool,
    pub capacities: Vec<(String, String)>,
    /// Sentence and citation of the rules that a member should know before.
    pub citations: Vec<(String, String)>,
    pub fields: Fields,
    faults: Faults,
    pub refusals: Vec<Refusal>,
    pub form: String,
}

impl NominatePage {
    #[must_use]
    pub fn new(
        frame: Frame,
        (election, now): (Election, Now),
        capacities: Vec<(String, Acting)>,
        rules: &Rules,
        fields: Fields,
        faults: Faults,
        refusals: Vec<Refusal>,
    ) -> Self {
        let dates = election.calendar.dates();
        let capacities = capacities
            .into_iter()
            .map(|(key, acting)| match acting {
                Acting::Member(line) => capacity(&line),
                Acting::Office(holder) => {
                    (key, frame.t.say1("nominate-as-office", "office", holder))
                }
            })
            .collect();
        let citations = [
            ("nominate-rule-one", &rules.count.citation),
            ("nominate-rule-self", &rules.selves.citation),
            ("nominate-rule-standing", &rules.standing.citation),
        ]
        .into_iter()
        .map(|(key, citation)| (frame.t.say(key), citation.clone()))
        .collect();
        Self {
            close: times::day(&frame.t, dates.nominations_close),
            open: (dates.nominations_open..=dates.nominations_close).contains(&now.day),
            capacities,
            citations,
            form: form_of(&fields),
            frame,
            election,
            fields,
            faults,
            refusals,
        }
    }

    fn fault(&self, field: &str) -> &str {
        fault(&self.faults, field)
    }

    fn faults(&self) -> Vec<(&str, &str)> {
        listed(&self.faults)
    }
}
