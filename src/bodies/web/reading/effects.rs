//! What a decision does, as its form says it.

use super::Reading;
use crate::accounts;
use crate::bodies::model::Office;
use crate::bodies::model::body::{BodyId, Power, Size};
use crate::bodies::model::effect::{Effect, NewCharter, Taking};
use crate::bodies::model::seats::Basis;
use crate::bodies::store;
use crate::bodies::views::form::{Act, SEAT_ROWS};
use crate::bodies::web::sheet::Sheet;
use crate::db::Connection;
use crate::outbox::Address;
use crate::parties::PartyId;
use crate::rulebook::{self, keys};
use crate::web::WebError;

impl Reading<'_> {
    /// What the decision does; faults are added where the form does not say it.
    pub async fn effect(
        &mut self,
        conn: &mut Connection,
        sheet: &Sheet,
    ) -> Result<Option<Effect>, WebError> {
        Ok(match sheet.act {
            Act::Plain => None,
            Act::Appoint => self.appointment(conn).await?,
            Act::EndOffice => {
                let last_day = self.last_day("last_day");
                sheet.office_term.as_ref().map(|term| Effect::EndOffice {
                    term: term.id,
                    office: term.office,
                    person: term.person,
                    last_day,
                })
            }
            Act::Seat => self.seats(conn, &sheet.body.body).await?,
            Act::Unseat => {
                let reason = self.needed(
                    "reason",
                    400,
                    "Say why the seat is left, within 400 characters.",
                );
                let last_day = self.last_day("last_day");
                sheet.incumbency.as_ref().map(|sitting| Effect::Unseat {
                    incumbency: sitting.id,
                    person: sitting.person,
                    reason,
                    last_day,
                })
            }
            Act::Suspend => {
                let person = self.person(conn, "address").await?;
                let body = self.target();
                let reason = self.needed("reason", 400, "Say why, within 400 characters.");
                let last_day =
                    self.needed_last_day("last_day", "Say to which day the suspension lasts.");
                let (Some(person), Some(body), Some(last_day)) = (person, body, last_day) else {
                    return Ok(None);
                };
                Some(Effect::Suspend {
                    body,
                    person,
                    reason,
                    last_day,
                })
            }
            Act::LiftSuspension => {
                let reason = self.needed("reason", 400, "Say why, within 400 characters.");
                sheet
                    .suspension
                    .as_ref()
                    .map(|suspension| Effect::LiftSuspension {
                        suspension: suspension.id,
                        person: suspension.person,
                        reason,
                    })
            }
            Act::Charter => self.charter(),
            Act::AdoptRulebook => {
                let sha256 = self.line("sha256").replace(' ', "").to_lowercase();
                if sha256.len() != 64 || !sha256.bytes().all(|b| b.is_ascii_hexdigit()) {
                    self.fault("sha256", "Give the digest of the rulebook: 64 hex digits.");
                }
                self.day(
                    "effective_on",
                    "Give the day the rulebook takes effect, like 2027-01-01.",
                )
                .map(|effective_on| Effect::AdoptRulebook {
                    sha256,
                    effective_on,
                })
            }
        })
    }

    fn target(&mut self) -> Option<BodyId> {
        let body = BodyId::parse(self.fields.get("target")).filter(BodyId::has_seats);
        if body.is_none() {
            self.fault("target", "Choose a body that has seats.");
        }
        body
    }

    async fn appointment(&mut self, conn: &mut Connection) -> Result<Option<Effect>, WebError> {
        let person = self.person(conn, "address").await?;
        let office = Office::parse(self.fields.get("office"));
        let Some(office) = office.filter(|office| !office.comes_with_a_seat()) else {
            self.fault(
                "office",
                "Choose the office. Directors and members of committees are seated instead.",
            );
            return Ok(None);
        };
        let last_day = if office == Office::Auditor {
            self.needed_last_day(
                "last_day",
                "An auditor is appointed for a time: give the last day.",
            )
        } else {
            self.last_day("last_day")
        };
        let Some(person) = person else {
            return Ok(None);
        };
        self.compatible(conn, person, office, "office").await?;
        Ok(Some(Effect::Appoint {
            office,
            person,
            last_day,
        }))
    }

    async fn seats(
        &mut self,
        conn: &mut Connection,
        decides: &BodyId,
    ) -> Result<Option<Effect>, WebError> {
        let body = self.target();
        let basis = Basis::parse(self.fields.get("basis"));
        if basis.is_none() {
            self.fault("basis", "Say whether they were elected or appointed.");
        }
        let mut seats = Vec::new();
        let mut named = false;
        for at in 1..=SEAT_ROWS {
            let field = format!("address_{at}");
            if self.line(&field).is_empty() {
                continue;
            }
            named = true;
            let person = self.person(conn, &field).await?;
            let Some(person) = person else {
                continue;
            };
            let taking = Taking {
                person,
                cohort: self.optional(&format!("cohort_{at}"), 40),
                affiliation: self.optional(&format!("affiliation_{at}"), 120),
                last_day: self.last_day(&format!("last_day_{at}")),
            };
            if let Some(office) = body.as_ref().and_then(BodyId::office) {
                self.compatible(conn, person, office, &field).await?;
            }
            if body.as_ref().is_some_and(BodyId::is_board) {
                self.within_terms(conn, person, &field).await?;
            }
            if seats
                .iter()
                .any(|known: &Taking| known.person == taking.person)
            {
                self.fault(field, "This person is named twice. Name each once.");
            }
            seats.push(taking);
        }
        if !named {
            self.fault("address_1", "Name at least one person who is to sit.");
        }
        if body.as_ref().is_some_and(BodyId::is_board) {
            self.fills_vacancies(conn, decides, &seats).await?;
        }
        Ok(body
            .zip(basis)
            .map(|(body, basis)| Effect::Seat { body, basis, seats }))
    }

    fn charter(&mut self) -> Option<Effect> {
        let name = self.needed("name", 120, "Name the committee, within 120 characters.");
        let body = match self.fields.get("target") {
            "" => BodyId::of_name(&name),
            known => BodyId::parse(known),
        };
        if body
            .as_ref()
            .is_none_or(|body| !body.has_seats() || body.is_board())
        {
            self.fault("name", "Give the committee a name in plain letters. Charters of board, members and founders are not written here.");
        }
        let text = self.needed(
            "charter",
            4000,
            "Say what the committee is for, within 4,000 characters.",
        );
        let citation = self.optional("charter_citation", 120);
        let size = Size {
            min: self.number("min_size"),
            max: self.number("max_size"),
            odd: !self.fields.get("odd").is_empty(),
            directors_min: self.number("directors_min"),
            directors_max: self.number("directors_max"),
        };
        let crossed = |min: Option<u32>, max: Option<u32>| matches!((min, max), (Some(min), Some(max)) if min > max);
        if crossed(size.min, size.max) || size.min == Some(0) {
            self.fault(
                "min_size",
                "The least number is at least 1, and not above the most. Give such a number.",
            );
        }
        if crossed(size.directors_min, size.directors_max) {
            self.fault(
                "directors_min",
                "The least number is not above the most. Give a smaller one.",
            );
        }
        let chosen = |power: &Power| {
            !self
                .fields
                .get(&format!("power_{}", power.word()))
                .is_empty()
        };
        let (powers, withheld) = Power::ALL.into_iter().partition(chosen);
        body.map(|body| {
            Effect::Charter(NewCharter {
                body,
                name,
                text,
                citation,
                size,
                powers,
                withheld,
            })
        })
    }

    /// The person whose address the field names; nobody enters what is done to themselves.
    async fn person(
        &mut self,
        conn: &mut Connection,
        field: &str,
    ) -> Result<Option<PartyId>, WebError> {
        let address = match Address::parse(self.fields.get(field)) {
            Ok(address) => address,
            Err(sentence) => {
                self.fault(field, sentence);
                return Ok(None);
            }
        };
        let account = accounts::store::by_address(conn, &address)
            .await
            .map_err(WebError::internal)?;
        match account.map(|account| PartyId(account.person)) {
            None => self.fault(
                field,
                "Nobody here is reached at this address. An officer needs an account. Have one made first.",
            ),
            Some(person) if person == self.by => self.fault(
                field,
                "You cannot record your own appointment, or anything else that is done to you. Another officer enters it.",
            ),
            Some(person) => return Ok(Some(person)),
        }
        Ok(None)
    }

    /// Whether the person may hold the office beside what they hold.
    async fn compatible(
        &mut self,
        conn: &mut Connection,
        person: PartyId,
        office: Office,
        field: &str,
    ) -> Result<(), WebError> {
        let rule = rulebook::store::find(conn, keys::OFFICES_EXCLUSIVE, self.now)
            .await
            .map_err(WebError::internal)?;
        let Some(rule) = rule else {
            return Ok(());
        };
        let mut offices = store::offices_of(conn, person, self.now)
            .await
            .map_err(WebError::internal)?;
        offices.push(office);
        if let Some((one, other)) = Office::excluded(&offices, &rule.value) {
            self.fault(
                field,
                format!(
                    "Nobody is {} and {} at once ({}). End the other office first.",
                    one.holder(),
                    other.holder(),
                    rule.citation
                ),
            );
        }
        Ok(())
    }
}
