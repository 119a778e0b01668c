//! Elections as everybody reads them, and the form by which members nominate.

use askama::Template;
use askama_web::WebTemplate;

use super::dates_said;
use crate::elections::model::NomineeState;
use crate::elections::model::nomination::{Refusal, Rules, SelfRule};
use crate::elections::store::campaign::{Question, Reply};
use crate::elections::store::elections::Election;
use crate::elections::store::facts::{Acting, Now};
use crate::elections::store::nominees::Standing;
use crate::members::store::Line;
use crate::parties::PartyId;
use crate::rulebook::model::value::Span;
use crate::web::form::{Faults, fault, listed};
use crate::web::times;
use crate::web::words::Speaker;
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

fn capacity(t: &Speaker, line: &Line) -> (String, String) {
    let number = line.number.to_string();
    let said = t.say_all(
        "nominate-member",
        &[
            ("name", &line.name),
            ("class", &line.class_name),
            ("number", &number),
        ],
    );
    (line.membership.0.to_string(), said)
}

/// What a member should know of the rules before nominating: each with its value and
/// where it stands. What has no value is no rule to know.
fn to_know(t: &Speaker, rules: &Rules) -> Vec<(String, String)> {
    let selves = match rules.selves.value {
        SelfRule::Never => "nominate-self-never",
        SelfRule::SponsorsOnly => "nominate-self-sponsors-only",
        SelfRule::Anyone => "nominate-self-anyone",
    };
    let standing = rules.standing.value.map(|span| match span {
        Span::Days(n) => t.say1("rules-count-days", "n", n),
        Span::BusinessDays(n) => t.say1("rules-count-business-days", "n", n),
        Span::Months(n) => t.say1("rules-count-months", "n", n),
    });
    let count = t.say1("rules-count-candidates", "n", rules.count.value);
    [
        ("nominate-rule-one", Some(count), &rules.count.citation),
        (
            "nominate-rule-self",
            Some(t.say(selves)),
            &rules.selves.citation,
        ),
        ("nominate-rule-standing", standing, &rules.standing.citation),
    ]
    .into_iter()
    .filter_map(|(key, value, citation)| Some((t.say1(key, "value", value?), citation.clone())))
    .collect()
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
            .map(|line| capacity(&frame.t, line))
            .collect();
        let called = |reply: &Reply| {
            nominees
                .iter()
                .find(|one| one.person.0 == reply.person)
                .map_or_else(|| reply.candidate.clone(), |one| one.name.clone())
        };
        let questions = asked
            .into_iter()
            .map(|question| Asked {
                replies: replies
                    .iter()
                    .filter(|reply| reply.question == question.id)
                    .map(|reply| (called(reply), split(&reply.reply)))
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
            form: fields.form_id().to_string(),
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
                Acting::Member(line) => capacity(&frame.t, &line),
                Acting::Office(holder) => {
                    (key, frame.t.say1("nominate-as-office", "office", holder))
                }
            })
            .collect();
        Self {
            close: times::day(&frame.t, dates.nominations_close),
            open: (dates.nominations_open..=dates.nominations_close).contains(&now.day),
            capacities,
            citations: to_know(&frame.t, rules),
            form: fields.form_id().to_string(),
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
