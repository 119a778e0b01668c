//! The committee's table.

use askama::Template;
use askama_web::WebTemplate;

use crate::bodies::store::seats::Rostered;
use crate::elections::model::{ActKind, NomineeState};
use crate::elections::store::campaign::Question;
use crate::elections::store::committee::{self, CommitteeAct};
use crate::elections::store::elections::Election;
use crate::elections::store::facts::Now;
use crate::elections::store::nominating::Refused;
use crate::elections::store::nominees::Standing;
use crate::parties::PartyId;
use crate::web::form::{Faults, fault, listed};
use crate::web::times::{weekday_hour_said, weekday_said};
use crate::web::{Fields, Frame};

/// Somebody who was nominated, as the committee sees them.
pub struct NomineeRow {
    pub id: String,
    pub name: String,
    pub nominated_by: String,
    pub state: &'static str,
    pub statement: String,
    pub disclosures: String,
    /// May be put on the list.
    pub eligible: bool,
    pub place: String,
}

/// An act in the list.
pub struct ActRow {
    pub number: i32,
    pub said: String,
    pub reason: String,
    pub proposed: String,
    pub confirmed: String,
    /// The reader can confirm it.
    pub offers: bool,
    pub waits: bool,
}

/// How a nominee's state reads on officers' pages.
#[must_use]
pub fn state_said(state: NomineeState) -> &'static str {
    match state {
        NomineeState::Asked => "has not answered",
        NomineeState::Declined => "declined",
        NomineeState::Accepted => "accepted; to be decided",
        NomineeState::Eligible => "eligible; not on a list yet",
        NomineeState::Ineligible => "not eligible",
        NomineeState::Candidate => "candidate",
        NomineeState::Withdrawn => "out",
    }
}

#[must_use]
pub fn act_rows(
    (acts, nominees): (&[CommitteeAct], &[Standing]),
    reader: Option<PartyId>,
    now: Now,
) -> Vec<ActRow> {
    acts.iter()
        .map(|act| ActRow {
            number: act.number,
            said: act.said(nominees),
            reason: act.reason.clone(),
            proposed: format!(
                "{}, {}",
                act.proposed_by,
                weekday_hour_said(now.zone, act.proposed_at)
            ),
            confirmed: match (&act.confirmed_by, act.confirmed_at) {
                (Some(by), Some(at)) => format!("{by}, {}", weekday_hour_said(now.zone, at)),
                _ => String::new(),
            },
            offers: act.waits() && reader.is_some_and(|reader| reader.0 != act.proposer),
            waits: act.waits(),
        })
        .collect()
}

#[derive(Template, WebTemplate)]
#[template(path = "elections/committee.html")]
pub struct CommitteePage {
    pub frame: Frame,
    pub election: Election,
    pub close: String,
    /// The reader is nominated, and takes no part.
    pub is_nominated: bool,
    pub chair: Option<String>,
    pub roster: Vec<(String, String)>,
    pub nominees: Vec<NomineeRow>,
    pub acts: Vec<ActRow>,
    pub questions: Vec<(String, String)>,
    pub refused: Vec<Refused>,
    pub fields: Fields,
    faults: Faults,
    pub form: String,
}

impl CommitteePage {
    #[must_use]
    pub fn new(
        frame: Frame,
        (election, now, person): (Election, Now, PartyId),
        (nominees, acts, questions): (Vec<Standing>, Vec<CommitteeAct>, Vec<Question>),
        (roster, refused): (Vec<Rostered>, Vec<Refused>),
        (fields, faults): (Fields, Faults),
    ) -> Self {
        let is_nominated = nominees
            .iter()
            .any(|one| one.person == person && one.state != NomineeState::Declined);
        let mut next = 0;
        let chair = committee::chair(&acts).map(str::to_owned);
        let reader = (!is_nominated).then_some(person);
        let acts = act_rows((&acts, &nominees), reader, now);
        Self {
            close: weekday_said(&election.calendar.dates().nominations_close),
            chair,
            roster: roster
                .iter()
                .filter(|one| one.is_in_office())
                .filter_map(|one| Some((one.person?.to_string(), one.name.clone())))
                .collect(),
            nominees: nominees
                .into_iter()
                .map(|one| {
                    let eligible =
                        matches!(one.state, NomineeState::Eligible | NomineeState::Candidate);
                    if eligible {
                        next += 1;
                    }
                    NomineeRow {
                        id: one.person.0.to_string(),
                        nominated_by: one.nominated_by.join(", "),
                        state: state_said(one.state),
                        statement: one.statement,
                        disclosures: one.disclosures,
                        eligible,
                        place: next.to_string(),
                        name: one.name,
                    }
                })
                .collect(),
            acts,
            questions: questions
                .into_iter()
                .filter(|one| one.hidden.is_none())
                .map(|one| {
                    (
                        one.id.to_string(),
                        format!("{}. {}", one.number, one.question),
                    )
                })
                .collect(),
            refused,
            form: fields.form_id().to_string(),
            frame,
            election,
            is_nominated,
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

    fn people(&self) -> Vec<(String, String)> {
        [(String::new(), "Choose".to_owned())]
            .into_iter()
            .chain(
                self.nominees
                    .iter()
                    .map(|one| (one.id.clone(), format!("{} ({})", one.name, one.state))),
            )
            .collect()
    }

    fn about_people(&self) -> Vec<(&'static str, &'static str)> {
        vec![
            (ActKind::Eligible.word(), "finds eligible"),
            (ActKind::Ineligible.word(), "finds not eligible"),
            (ActKind::Withdrawal.word(), "records as out"),
        ]
    }

    fn has_eligible(&self) -> bool {
        self.nominees.iter().any(|one| one.eligible)
    }
}
