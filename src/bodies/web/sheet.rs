//! What a form of a decision stands on: the body, its roster, the rules of the day.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;
use uuid::Uuid;

use crate::bodies::model::body::Charter;
use crate::bodies::model::seats::{Incumbency, Suspension};
use crate::bodies::model::votes::{Matter, RuleLine};
use crate::bodies::model::{BodyId, OfficeTerm};
use crate::bodies::store;
use crate::bodies::store::decisions::DecisionError;
use crate::bodies::store::seats::Rostered;
use crate::bodies::views::form::{Act, DecisionFormPage};
use crate::db::Connection;
use crate::parties;
use crate::rulebook::{self, keys};
use crate::web::form::Faults;
use crate::web::times::parse_day;
use crate::web::{Fields, Frame, WebError};

/// What a form of a decision is about.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    pub act: String,
    #[serde(default)]
    pub body: String,
    #[serde(default)]
    pub on: String,
    /// The term or incumbency that ends.
    #[serde(default)]
    pub of: String,
    /// The rulebook that is adopted.
    #[serde(default)]
    pub sha256: String,
}

/// Everything a form of a decision stands on.
pub(super) struct Sheet {
    pub act: Act,
    pub body: Charter,
    pub on: NaiveDate,
    pub today: NaiveDate,
    pub now: DateTime<Utc>,
    pub roster: Vec<Rostered>,
    pub ordinary: [RuleLine; 3],
    pub reserved: [RuleLine; 3],
    /// Of a body that decides in writing too, the rule on that.
    pub consent: Option<RuleLine>,
    pub charters: Vec<Charter>,
    pub cohorts: Vec<String>,
    pub office_term: Option<OfficeTerm>,
    pub incumbency: Option<Incumbency>,
    /// The body on whose seat that is.
    pub seat_of: Option<BodyId>,
    pub suspension: Option<Suspension>,
    /// Who leaves, where somebody does.
    pub subject: String,
}

pub(super) fn refused(error: DecisionError) -> WebError {
    match error {
        DecisionError::Refused(sentence) => WebError::Refused(sentence),
        DecisionError::Database(error) => WebError::internal(error),
    }
}

impl Sheet {
    pub async fn load(conn: &mut Connection, asked: &Asked) -> Result<Self, WebError> {
        let now = store::now(conn).await.map_err(WebError::internal)?;
        let today = store::foundation(conn)
            .await
            .map_err(WebError::internal)?
            .ok_or(WebError::NotFound)?
            .day(now);
        let act = match asked.act.as_str() {
            "" => Act::Plain,
            word => Act::parse(word).ok_or(WebError::NotFound)?,
        };
        let on = match asked.on.as_str() {
            "" => today,
            day => parse_day(day).filter(|day| *day <= today).ok_or_else(|| {
                WebError::Refused(
                    "A decision is entered once it has been taken: give today or a day before."
                        .into(),
                )
            })?,
        };
        let charters = store::seats::charters_at(conn, now)
            .await
            .map_err(WebError::internal)?;
        let directors = store::seats::has_had_directors(conn)
            .await
            .map_err(WebError::internal)?;
        let body = match asked.body.as_str() {
            "" if directors => BodyId::board(),
            "" => BodyId::founders(),
            word => BodyId::parse(word).ok_or(WebError::NotFound)?,
        };
        if body.is_founders() && directors {
            return Err(WebError::Refused(
                "The founders decide until the first director sits. From then on other bodies do. Choose one of those."
                    .into(),
            ));
        }
        let charters: Vec<Charter> = charters
            .into_iter()
            .filter(|charter| !(directors && charter.body.is_founders()))
            .collect();
        let charter = charters
            .iter()
            .find(|charter| charter.body == body)
            .ok_or(WebError::NotFound)?
            .clone();
        let at = store::seats::entry_instant(conn, on)
            .await
            .map_err(WebError::internal)?;
        let roster = store::seats::roster(conn, &body, at)
            .await
            .map_err(WebError::internal)?;
        let amends = act == Act::AdoptRulebook;
        let ordinary = store::decisions::rules_for(conn, &body, Matter::Ordinary, amends, at)
            .await
            .map_err(refused)?;
        let reserved = store::decisions::rules_for(conn, &body, Matter::Reserved, amends, at)
            .await
            .map_err(refused)?;
        let consent = store::decisions::consent_for(conn, &body, at)
            .await
            .map_err(refused)?;
        let cohorts = rulebook::store::find(conn, keys::BOARD_COHORTS, now)
            .await
            .map_err(WebError::internal)?
            .map_or_else(Vec::new, |rule| {
                rulebook::model::value::words_of(&rule.value)
                    .map(str::to_owned)
                    .collect()
            });
        let mut sheet = Self {
            act,
            body: charter,
            on,
            today,
            now,
            roster,
            ordinary,
            reserved,
            consent,
            charters,
            cohorts,
            office_term: None,
            incumbency: None,
            seat_of: None,
            suspension: None,
            subject: String::new(),
        };
        sheet.find_subject(conn, &asked.of).await?;
        Ok(sheet)
    }

    /// The office or the seat that ends.
    async fn find_subject(&mut self, conn: &mut Connection, of: &str) -> Result<(), WebError> {
        let over = || {
            WebError::Refused(
                "This is not held any longer, or its end is recorded already. Nothing is left to do.".to_owned(),
            )
        };
        let (person, what) = match self.act {
            Act::EndOffice => {
                let id: Uuid = of.parse().map_err(|_| WebError::NotFound)?;
                let term = store::office_terms(conn)
                    .await
                    .map_err(WebError::internal)?
                    .into_iter()
                    .find(|known| known.id == id)
                    .ok_or(WebError::NotFound)?;
                if term.ended_at.is_some() || !term.held_at(self.now) {
                    return Err(over());
                }
                let said = (term.person, term.office.title().to_owned());
                self.office_term = Some(term);
                said
            }
            Act::Unseat => {
                let id: Uuid = of.parse().map_err(|_| WebError::NotFound)?;
                let chairs = store::seats::chairs(conn)
                    .await
                    .map_err(WebError::internal)?;
                let sitting = chairs
                    .incumbencies
                    .into_iter()
                    .find(|known| known.id == id)
                    .ok_or(WebError::NotFound)?;
                let seat = chairs
                    .seats
                    .into_iter()
                    .find(|seat| seat.id == sitting.seat)
                    .ok_or(WebError::NotFound)?;
                if sitting.ended_at.is_some() {
                    return Err(over());
                }
                let said = (
                    sitting.person,
                    format!("{} of the {}", seat.name, self.name_of(&seat.body)),
                );
                self.incumbency = Some(sitting);
                self.seat_of = Some(seat.body);
                said
            }
            Act::LiftSuspension => {
                let id: Uuid = of.parse().map_err(|_| WebError::NotFound)?;
                let suspension = store::seats::chairs(conn)
                    .await
                    .map_err(WebError::internal)?
                    .suspensions
                    .into_iter()
                    .find(|known| known.id == id)
                    .ok_or(WebError::NotFound)?;
                if !suspension.lasts_at(self.now) {
                    return Err(WebError::Refused(
                        "This suspension is over. Nothing is left to do.".to_owned(),
                    ));
                }
                let said = (
                    suspension.person,
                    format!(
                        "suspended from the {}: {}",
                        self.name_of(&suspension.body),
                        suspension.reason
                    ),
                );
                self.suspension = Some(suspension);
                said
            }
            Act::Plain
            | Act::Appoint
            | Act::Seat
            | Act::Suspend
            | Act::Charter
            | Act::AdoptRulebook => return Ok(()),
        };
        let name = parties::store::name(conn, person)
            .await
            .map_err(WebError::internal)?
            .unwrap_or_default();
        self.subject = format!("{name}, {what}");
        Ok(())
    }

    fn name_of(&self, body: &BodyId) -> String {
        let charter = self.charters.iter().find(|charter| charter.body == *body);
        charter.map_or_else(|| body.to_string(), |charter| charter.name.clone())
    }

    /// Whether what the form says is a reserved matter for this body: the board removes or
    /// suspends a director, and adopts a rulebook. The database asks the same.
    pub fn must_be_reserved(&self, fields: &Fields) -> bool {
        if self.act == Act::AdoptRulebook {
            return self.body.body.is_board();
        }
        let of = match self.act {
            Act::Unseat => self.seat_of.clone(),
            Act::Suspend => BodyId::parse(fields.get("target")),
            _ => None,
        };
        self.body.body.is_board() && of.is_some_and(|body| body.is_board())
    }

    fn subject_id(&self) -> String {
        self.office_term
            .as_ref()
            .map(|term| term.id)
            .or(self.incumbency.as_ref().map(|sitting| sitting.id))
            .or(self.suspension.as_ref().map(|suspension| suspension.id))
            .map_or_else(String::new, |id| id.to_string())
    }

    pub fn page(self, frame: Frame, fields: Fields, mut faults: Faults) -> DecisionFormPage {
        faults.sort_by_key(|(field, _)| part_of(field));
        DecisionFormPage {
            frame,
            must_be_reserved: self.must_be_reserved(&fields),
            of: self.subject_id(),
            act: self.act,
            fields,
            faults,
            body: self.body,
            on: self.on,
            roster: self.roster,
            ordinary: self.ordinary,
            reserved: self.reserved,
            consent: self.consent,
            charters: self.charters,
            cohorts: self.cohorts,
            subject: self.subject,
        }
    }
}

/// In which part of the form a field stands, from the top: its faults are listed as they are met.
/// What is no field of the decision or of the vote belongs to what the decision does.
fn part_of(field: &str) -> u8 {
    match field {
        "title" => 1,
        "decision" => 2,
        "citation" => 3,
        "document" | "document_name" => 4,
        "matter" => 6,
        "manner" => 7,
        "outcome" => 8,
        of_vote
            if ["vote_", "votes_", "members_"]
                .iter()
                .any(|start| of_vote.starts_with(start)) =>
        {
            5
        }
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::part_of;

    #[test]
    fn faults_are_listed_in_the_order_of_the_form() {
        let mut fields = [
            "outcome",
            "manner",
            "matter",
            "vote_1",
            "votes_yes",
            "document",
            "title",
            "decision",
            "office",
        ];
        fields.sort_by_key(|field| part_of(field));
        assert_eq!(
            fields,
            [
                "office",
                "title",
                "decision",
                "document",
                "vote_1",
                "votes_yes",
                "matter",
                "manner",
                "outcome"
            ]
        );
    }
}
