//! What is entered about an asset: the form of each act, and doing it.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Query};
use chrono::NaiveDate;
use serde::Deserialize;
use uuid::Uuid;

use super::acts::{Act, asked};
use super::{entering, find};
use crate::accounts;
use crate::bodies::{self, Officer, RegistryKeeper};
use crate::db::Connection;
use crate::outbox::Address;
use crate::parties::PartyId;
use crate::registry::model::case::{CaseFacts, NewClass, Place};
use crate::registry::model::custody::NewCustody;
use crate::registry::model::event::{KnownCase, NewEvent, ahead};
use crate::registry::model::reading::{file_fault, read};
use crate::registry::model::recordal::NewRecordal;
use crate::registry::model::title::NewConveyance;
use crate::registry::model::{Faults, NewIncident, NewRole};
use crate::registry::store::assets::{self, NewVersion};
use crate::registry::store::facts::{self, Event, Happened};
use crate::registry::store::whole::Whole;
use crate::registry::store::{NewFile, RegistryError, cases, conveyances, incidents, keeping};
use crate::registry::views::sheet::{FormPage, Sheet};
use crate::typed::file_name;
use crate::web::answer::{html, see_other, unprocessable};
use crate::web::times::day_said;
use crate::web::{AppState, CheckedUpload, Fields, Frame, WebError};

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Of {
    of: String,
}

/// Who may do what is at this address.
fn require(officer: &Officer, word: &str) -> Result<(), WebError> {
    if Act::is_everybodys(word) || RegistryKeeper::is(officer) {
        return Ok(());
    }
    Err(WebError::Forbidden(
        "The register is kept by the secretary, the chair, the treasurer, or a deputy. You hold none of these offices now. Ask one of them.".into(),
    ))
}

struct Typed<'a> {
    word: &'a str,
    of: &'a str,
    form: Uuid,
    read: i32,
}

fn page(frame: Frame, whole: &Whole, act: &Act, typed: &Typed<'_>, sheet: Sheet) -> FormPage {
    FormPage {
        title: act.title(),
        leads: act.leads(whole),
        back: (whole.asset.room_path(), whole.asset.title.clone()),
        action: format!("{}/do/{}", whole.asset.room_path(), typed.word),
        button: act.button().to_owned(),
        form: typed.form,
        of: typed.of.to_owned(),
        read: typed.read,
        sheet,
        locked: String::new(),
        letting: act.lets_go(whole),
        wish: match act {
            Act::EventWithdrawal(known) if act.lets_go(whole) => format!(
                "{}/do/withdrawal-wish?of={}",
                whole.asset.room_path(),
                known.id
            ),
            _ => String::new(),
        },
        deeds: format!("{}/deeds/new", whole.asset.room_path()),
        frame,
    }
}

pub(super) async fn form(
    frame: Frame,
    officer: Officer,
    path: Path<(i64, String)>,
    of: Query<Of>,
    state: Data<AppState>,
) -> Result<HttpResponse, WebError> {
    let (number, word) = path.into_inner();
    let mut conn = state.connection().await?;
    let whole = find(&mut conn, number).await?;
    require(&officer, &word)?;
    let act = Act::find(&word, &of.of, &whole).ok_or(WebError::NotFound)?;
    let today = bodies::today(&mut conn).await?.day;
    let sheet = act.sheet(&whole, today);
    let typed = Typed {
        word: &word,
        of: &of.of,
        form: Uuid::new_v4(),
        read: act.read(&whole),
    };
    let mut page = page(frame, &whole, &act, &typed, sheet);
    if let Act::EventWithdrawal(known) = &act {
        let wishes = facts::wishes(&mut conn).await.map_err(WebError::internal)?;
        let of_it = wishes.into_iter().filter(|wish| wish.event == known.id);
        page.leads.extend(of_it.map(|wish| asked(&wish)));
    }
    html(StatusCode::OK, &page)
}

/// Why an act was not done.
enum Refusal {
    Faults(Faults),
    Store(RegistryError),
}

impl From<Faults> for Refusal {
    fn from(faults: Faults) -> Self {
        Self::Faults(faults)
    }
}

impl From<RegistryError> for Refusal {
    fn from(error: RegistryError) -> Self {
        Self::Store(error)
    }
}

impl From<diesel::result::Error> for Refusal {
    fn from(error: diesel::result::Error) -> Self {
        Self::Store(RegistryError::Database(error))
    }
}

pub(super) async fn perform(
    frame: Frame,
    officer: Officer,
    path: Path<(i64, String)>,
    state: Data<AppState>,
    upload: CheckedUpload,
) -> Result<HttpResponse, WebError> {
    let (number, word) = path.into_inner();
    let fields = upload.fields_beside(&["document"]);
    let mut conn = state.connection().await?;
    let whole = find(&mut conn, number).await?;
    let of = fields.get("of").to_owned();
    require(&officer, &word)?;
    let found = Act::find(&word, &of, &whole);
    let is_done = found.is_none();
    let act = match found {
        Some(act) => act,
        // It was done before: whoever sent it twice is led on, and nobody else.
        None => Act::find_done(&mut conn, &word, &of, &whole)
            .await
            .map_err(WebError::internal)?
            .ok_or(WebError::NotFound)?,
    };
    let today = bodies::today(&mut conn).await?.day;
    let typed = Typed {
        word: &word,
        of: &of,
        form: fields.form_id(),
        read: fields.get("read").parse().unwrap_or(0),
    };
    let entry = Entry {
        whole: &whole,
        fields: &fields,
        file: upload.file("document"),
        id: typed.form,
        read: typed.read,
        by: officer.person,
        today,
        is_done,
    };
    let refusal = match entry.perform(&mut conn, &act).await {
        Ok(()) => return Ok(see_other(&whole.asset.room_path())),
        Err(refusal) => refusal,
    };
    let get = |name: &str| fields.get(name).to_owned();
    let mut sheet = act.sheet(&whole, today).filled(&get);
    let mut locked = String::new();
    match refusal {
        Refusal::Faults(faults) => sheet.faults = faults,
        Refusal::Store(RegistryError::Refused(sentence)) => {
            sheet.faults = vec![(String::new(), sentence.to_owned())]
        }
        Refusal::Store(RegistryError::Locked(sentence)) => locked = sentence.to_owned(),
        Refusal::Store(RegistryError::Database(error)) => return Err(WebError::internal(error)),
    }
    let mut page = page(frame, &whole, &act, &typed, sheet);
    page.locked = locked;
    if is_done {
        // What is done by it was done.
        page.leads.clear();
        page.letting = false;
        page.wish.clear();
    }
    unprocessable(&page)
}

/// What was sent, and by whom.
struct Entry<'a> {
    whole: &'a Whole,
    fields: &'a Fields,
    file: &'a [u8],
    id: Uuid,
    read: i32,
    by: PartyId,
    today: NaiveDate,
    /// Whether the act was done before.
    is_done: bool,
}

impl Entry<'_> {
    fn get(&self, name: &str) -> String {
        self.fields.get(name).to_owned()
    }

    /// The file that came along, where one did.
    fn file(&self) -> Result<Option<NewFile>, Faults> {
        if self.file.is_empty() {
            return Ok(None);
        }
        let name = file_name(self.fields.get("document_name"), "document")
            .map_err(|sentence| vec![("document_name".to_owned(), sentence)])?;
        match file_fault(self.file, &name) {
            Some(sentence) => Err(vec![("document".to_owned(), sentence.to_owned())]),
            None => Ok(Some(NewFile {
                name,
                bytes: self.file.to_vec(),
            })),
        }
    }

    fn reason(&self) -> Result<String, Faults> {
        read(&|name: &str| self.get(name), |reading| {
            Some(reading.line("reason", "why", 500, true))
        })
    }

    /// Until which day, and why, of what began on a day.
    fn end(&self, since: NaiveDate) -> Result<(NaiveDate, String), Faults> {
        read(&|name: &str| self.get(name), |reading| {
            let ends_on = reading.day("ends_on", true);
            if ends_on.is_some_and(|day| day < since) {
                let since = day_said(&since);
                reading.fault(
                    "ends_on",
                    format!("It began on {since}. Give that day or a later one."),
                );
            }
            let reason = reading.line("reason", "why", 500, true);
            Some((ends_on?, reason))
        })
    }

    fn case_ids(&self) -> Vec<Uuid> {
        self.whole.cases.iter().map(|case| case.mark_case).collect()
    }

    /// The cases, as far as an event is judged by them.
    fn cases(&self, is_again: bool) -> Vec<KnownCase> {
        let is_registered = |case: Uuid| {
            self.whole
                .events
                .iter()
                .any(|event| event.mark_case == Some(case) && event.code == "REGISTRATION")
        };
        self.whole
            .cases
            .iter()
            .map(|case| KnownCase {
                id: case.mark_case,
                filed_on: case.filed_on,
                is_registered: !is_again && is_registered(case.mark_case),
            })
            .collect()
    }

    async fn perform(&self, conn: &mut Connection, act: &Act) -> Result<(), Refusal> {
        let get = |name: &str| self.get(name);
        let asset = &self.whole.asset;
        match act {
            Act::Change => {
                let (common, identifiers, details) =
                    entering::read(asset.kind, self.fields, &asset.details)?;
                let new = NewVersion {
                    common: &common,
                    identifiers: &identifiers,
                    details: &details,
                    corrected: self.get("corrected") == "1",
                    by: self.by,
                };
                assets::change(conn, asset, self.read, &new).await?;
            }
            Act::Case => {
                let (place, facts) = read(&get, |reading| {
                    let place = Place::read(reading);
                    // The fields of the case are judged even where its office is unknown.
                    let facts = CaseFacts::read(reading, place.as_ref());
                    Some((place?, facts?))
                })?;
                cases::open(conn, (self.id, asset.id), &place, &facts, self.by).await?;
            }
            Act::CaseChange(case) => {
                let place = Place {
                    office: case.office.clone(),
                    route: case.route,
                    parent: case.parent,
                };
                let facts = read(&get, |reading| CaseFacts::read(reading, Some(&place)))?;
                cases::change(conn, case, self.read, &facts, self.by).await?;
            }
            Act::Class(case) => {
                let class = read(&get, NewClass::read)?;
                cases::add_class(conn, self.id, case, &class, self.by).await?;
            }
            Act::ClassEnd(class) => {
                let case = self
                    .whole
                    .cases
                    .iter()
                    .find(|case| case.mark_case == class.mark_case);
                let case = case.ok_or(diesel::result::Error::NotFound)?;
                cases::end_class(conn, class, case, &self.reason()?, self.by).await?;
            }
            Act::Event
            | Act::EventEntered(_)
            | Act::EventCorrection(_)
            | Act::EventWithdrawal(_) => self.event(conn, act).await?,
            Act::WithdrawalWish(known) => {
                facts::wish(conn, (self.id, known.id), &self.reason()?, self.by).await?;
            }
            Act::Role => {
                let role = read(&get, NewRole::read)?;
                facts::add_role(conn, (self.id, asset.id), &role, self.by).await?;
            }
            Act::RoleEnd(role) => {
                let (ends_on, reason) = self.end(role.since)?;
                facts::end_role(conn, (role, asset.id), ends_on, &reason, self.by).await?;
            }
            Act::Conveyance => {
                let intents = conveyances::intents(conn, asset.id).await?;
                let new = read(&get, |reading| {
                    NewConveyance::read(reading, &self.case_ids(), &intents)
                })?;
                let file = self.file()?;
                conveyances::enter(conn, (self.id, asset.id), &new, file.as_ref(), self.by).await?;
            }
            Act::Recordal(link) => {
                let new = read(&get, |reading| {
                    NewRecordal::read(reading, link.executed_on, self.today)
                })?;
                let file = self.file()?;
                conveyances::record(conn, (self.id, &**link), &new, file.as_ref(), self.by).await?;
            }
            Act::Document => {
                let missing = || vec![("document".to_owned(), "Choose a file.".to_owned())];
                let file = self.file()?.ok_or_else(missing)?;
                facts::add_document(conn, asset.id, &file, self.by).await?;
            }
            Act::Custody => {
                let new = read(&get, |reading| NewCustody::read(reading, self.today));
                let person = self.person(conn).await?;
                let new = match (new, person) {
                    (Ok(new), Some(person)) => (new, person),
                    (new, person) => {
                        let mut faults = new.err().unwrap_or_default();
                        if person.is_none() {
                            faults.push((
                                "address".to_owned(),
                                "Nobody has an account with this address. Give the mail address by which the person signs in.".to_owned(),
                            ));
                        }
                        return Err(faults.into());
                    }
                };
                keeping::give(conn, (self.id, asset.id), new.1, &new.0, self.by).await?;
            }
            Act::CustodyEnd(kept) => {
                let (ends_on, reason) = self.end(kept.since)?;
                keeping::take_back(conn, kept, ends_on, &reason, self.by).await?;
            }
            Act::Incident => {
                let new = read(&get, NewIncident::read)?;
                let file = self.file()?;
                incidents::record(conn, (self.id, asset.id), &new, file.as_ref(), self.by).await?;
            }
            Act::IncidentConfirm(incident) => incidents::confirm(conn, incident, self.by).await?,
            Act::IncidentEnd(incident) => {
                let (ended_on, outcome) = read(&get, |reading| {
                    let ended_on = reading.day("ended_on", true);
                    let outcome = reading.text("outcome", "how it was put right", 2000, true);
                    Some((ended_on?, outcome))
                })?;
                incidents::end(conn, incident, ended_on, &outcome, self.by).await?;
            }
            Act::IncidentEndConfirm(incident) => {
                incidents::confirm_end(conn, incident, self.by).await?
            }
        }
        Ok(())
    }

    /// An event, that of a day which is entered already, its correction, or that it never
    /// happened.
    async fn event(&self, conn: &mut Connection, act: &Act) -> Result<(), Refusal> {
        let get = |name: &str| self.get(name);
        // Once recorded the day is one that nothing needs to say again.
        if self.is_done && matches!(act, Act::EventEntered(_)) {
            if facts::is_recorded(conn, self.id).await? {
                return Ok(());
            }
            let before = "An event says this day already, or it was changed since. Read on the page of the asset what stands there.";
            return Err(vec![(String::new(), before.to_owned())].into());
        }
        let known: Option<&Event> = match act {
            Act::EventCorrection(known) | Act::EventWithdrawal(known) => Some(known),
            _ => None,
        };
        let entered = match act {
            Act::EventEntered(day) => Some(day),
            _ => None,
        };
        let withdrawn = matches!(act, Act::EventWithdrawal(_));
        // What this form recorded already is not judged against itself.
        let is_again = facts::is_recorded(conn, self.id).await?;
        let event = match (entered, known) {
            (None, None) => read(&get, |reading| {
                let cases = self.cases(is_again);
                NewEvent::read(reading, self.whole.asset.kind, &cases, self.today)
            })?,
            (Some(day), _) => read(&get, |reading| {
                Some(NewEvent {
                    code: day.code.to_owned(),
                    mark_case: day.mark_case,
                    happened_on: day.on,
                    note: reading.line("note", "more of it", 1000, false),
                })
            })?,
            (None, Some(known)) => read(&get, |reading| {
                let happened_on = if withdrawn {
                    Some(known.happened_on)
                } else {
                    reading.day("happened_on", true)
                };
                let is_ahead = happened_on
                    .filter(|_| !withdrawn)
                    .and_then(|on| ahead(&known.code, on, self.today));
                if let Some(sentence) = is_ahead {
                    reading.fault("happened_on", sentence);
                }
                let note = reading.line("note", "more of it", 1000, withdrawn);
                Some(NewEvent {
                    code: known.code.clone(),
                    mark_case: known.mark_case,
                    happened_on: happened_on?,
                    note,
                })
            })?,
        };
        let file = self.file()?;
        let new = Happened {
            id: self.id,
            asset: self.whole.asset.id,
            event: &event,
            source: "manual",
            file: file.as_ref(),
            corrects: known
                .map(|known| known.id)
                .or_else(|| entered.and_then(|day| day.corrects)),
            withdrawn,
            by: self.by,
        };
        facts::record(conn, &new).await?;
        Ok(())
    }

    /// Whoever signs in with the address that was typed.
    async fn person(&self, conn: &mut Connection) -> Result<Option<PartyId>, Refusal> {
        let Ok(address) = Address::parse(self.fields.get("address").trim()) else {
            return Ok(None);
        };
        let account = accounts::store::by_address(conn, &address).await?;
        Ok(account.map(|account| PartyId(account.person)))
    }
}
