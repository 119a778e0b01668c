//! What keepers of the members record on a party's page. Every form bears an
//! identity: sent twice it is one act.

use actix_web::HttpResponse;
use actix_web::web::{self, Data, Path, ServiceConfig};
use uuid::Uuid;

use super::forms::{Faults, NOTE_CHARS, REASON_CHARS, Reading, form_id};
use super::{connection, shown};
use crate::bodies::MemberKeeper;
use crate::db::Connection;
use crate::members::store::breaches;
use crate::members::views::parties::{PartyPage, Shown};
use crate::parties::model::kin::EventKind;
use crate::parties::model::tie::With;
use crate::parties::store::events::{self, Became, NewEvent, NewLink};
use crate::parties::store::record::{self, ClaimError, NewRecord, RecordError};
use crate::parties::store::ties::{self, EndError, NewTie};
use crate::parties::{Kind, Name, PartyId};
use crate::web::answer::{see_other, unprocessable};
use crate::web::{AppState, CheckedForm, Fields, Frame, WebError};

pub fn routes(service: &mut ServiceConfig) {
    service
        .route("/room/parties/{party}/records", web::post().to(record))
        .route("/room/parties/{party}/domains", web::post().to(claim))
        .route(
            "/room/parties/{party}/domains/{claim}/release",
            web::post().to(release),
        )
        .route("/room/parties/{party}/address", web::post().to(address))
        .route("/room/parties/{party}/ties", web::post().to(tie))
        .route(
            "/room/parties/{party}/ties/{tie}/end",
            web::post().to(end_tie),
        )
        .route("/room/parties/{party}/links", web::post().to(link))
        .route(
            "/room/parties/{party}/links/{link}/end",
            web::post().to(end_link),
        )
        .route("/room/parties/{party}/events", web::post().to(event))
        .route(
            "/room/parties/{party}/events/{event}/withdrawal",
            web::post().to(withdraw),
        );
}

/// What came of an act: done, or what is wrong with its form.
type Outcome = Result<Result<(), Faults>, WebError>;

/// The page again with what is wrong, or on to the page.
fn answer(
    frame: Frame,
    shown: Shown,
    fields: Fields,
    outcome: Result<(), Faults>,
) -> Result<HttpResponse, WebError> {
    let Err(faults) = outcome else {
        return Ok(see_other(&format!("/room/parties/{}", shown.id)));
    };
    unprocessable(&PartyPage {
        frame,
        keeps: true,
        shown,
        form: form_id(&fields),
        fields,
        faults,
    })
}

fn of_organisations(shown: &Shown) -> Result<(), WebError> {
    match shown.kind {
        Kind::Organisation => Ok(()),
        Kind::Person => Err(WebError::Refused(
            "This is recorded of organisations alone, and this is a person.".to_owned(),
        )),
    }
}

/// One of the page's own; nothing else is closed from here.
fn own(path: &str, known: impl IntoIterator<Item = Uuid>) -> Result<Uuid, WebError> {
    let id = Uuid::parse_str(path).map_err(|_| WebError::NotFound)?;
    known
        .into_iter()
        .find(|known| *known == id)
        .ok_or(WebError::NotFound)
}

fn ended(result: Result<(), EndError>, field: String) -> Outcome {
    match result {
        Ok(()) => Ok(Ok(())),
        Err(error @ EndError::BeforeBeginning) => Ok(Err(vec![(field, error.to_string())])),
        Err(EndError::Database(error)) => Err(WebError::internal(error)),
    }
}

async fn record(
    frame: Frame,
    keeper: MemberKeeper,
    state: Data<AppState>,
    party: Path<String>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = connection(&state.db).await?;
    let shown = shown(&frame, &mut conn, &party, None).await?;
    of_organisations(&shown)?;
    let mut form = Reading::of(&fields);
    let legal_name = form.name("legal_name");
    let number = form.number("registration_number");
    let jurisdiction = form.jurisdiction("jurisdiction");
    let starts_on = form.day("record_from");
    let corrects = form.corrects("corrects");
    let outcome = match (legal_name, number, jurisdiction, starts_on, corrects) {
        (Some(legal_name), Some(number), Some(jurisdiction), Some(starts_on), Some(corrects)) => {
            let new = NewRecord {
                id: form_id(&fields),
                organisation: shown.id,
                legal_name,
                number,
                jurisdiction,
                starts_on,
                corrects,
                by: keeper.0.person,
            };
            match record::record(&mut conn, &new).await {
                Ok(()) => Ok(()),
                Err(error @ RecordError::CorrectedAlready) => {
                    Err(vec![("corrects".to_owned(), error.to_string())])
                }
                Err(RecordError::Database(error)) => return Err(WebError::internal(error)),
            }
        }
        _ => Err(form.faults),
    };
    answer(frame, shown, fields, outcome)
}

async fn claim(
    frame: Frame,
    keeper: MemberKeeper,
    state: Data<AppState>,
    party: Path<String>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = connection(&state.db).await?;
    let shown = shown(&frame, &mut conn, &party, None).await?;
    of_organisations(&shown)?;
    let mut form = Reading::of(&fields);
    let (domain, from) = (form.domain("domain"), form.day("domain_from"));
    let outcome = match domain.zip(from) {
        Some((domain, from)) => {
            let id = form_id(&fields);
            match record::claim(&mut conn, id, shown.id, &domain, from, keeper.0.person).await {
                Ok(()) => Ok(()),
                Err(error @ ClaimError::Taken(_)) => {
                    Err(vec![("domain".to_owned(), error.to_string())])
                }
                Err(ClaimError::Database(error)) => return Err(WebError::internal(error)),
            }
        }
        None => Err(form.faults),
    };
    answer(frame, shown, fields, outcome)
}

async fn release(
    frame: Frame,
    keeper: MemberKeeper,
    state: Data<AppState>,
    path: Path<(String, String)>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let (party, claim) = path.into_inner();
    let mut conn = connection(&state.db).await?;
    let shown = shown(&frame, &mut conn, &party, None).await?;
    let claim = own(&claim, shown.domains.iter().map(|claim| claim.id))?;
    let field = format!("ends_on-{claim}");
    let mut form = Reading::of(&fields);
    let outcome = match form.day(&field) {
        Some(day) => {
            let released = record::release(&mut conn, claim, day, keeper.0.person).await;
            ended(released, field)?
        }
        None => Err(form.faults),
    };
    answer(frame, shown, fields, outcome)
}

async fn address(
    frame: Frame,
    keeper: MemberKeeper,
    state: Data<AppState>,
    party: Path<String>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = connection(&state.db).await?;
    let shown = shown(&frame, &mut conn, &party, None).await?;
    let mut form = Reading::of(&fields);
    let address = form.address("postal");
    let country = form.country("postal_country");
    let from = form.day("postal_from");
    let outcome = match (address, country, from) {
        (Some(address), Some(country), Some(from)) => {
            let (id, by) = (form_id(&fields), keeper.0.person);
            record::record_address(&mut conn, id, shown.id, (&address, country), from, by)
                .await
                .map_err(WebError::internal)?;
            Ok(())
        }
        _ => Err(form.faults),
    };
    answer(frame, shown, fields, outcome)
}

/// Both ends of a tie: on a person's page the organisation is named, which may be
/// one that is no party here; on an organisation's page the person.
async fn ends_of_tie(
    form: &mut Reading<'_>,
    conn: &mut Connection,
    shown: &Shown,
    typed: &str,
) -> Result<Option<(PartyId, With)>, WebError> {
    const FIELD: &str = "tie_with";
    match shown.kind {
        Kind::Organisation => {
            let person = form
                .other_party(conn, FIELD, Kind::Person, shown.id)
                .await?;
            Ok(person.map(|person| (person, With::Organisation(shown.id))))
        }
        Kind::Person => {
            let before = form.faults.len();
            let found = form.party(conn, FIELD, Kind::Organisation).await?;
            if form.faults.len() > before {
                return Ok(None);
            }
            let with = match found {
                Some(found) => With::Organisation(PartyId(found.party)),
                None => match Name::parse(typed) {
                    Ok(name) => With::Outside(name),
                    Err(sentence) => {
                        form.wrong(FIELD, sentence);
                        return Ok(None);
                    }
                },
            };
            Ok(Some((shown.id, with)))
        }
    }
}

async fn tie(
    frame: Frame,
    keeper: MemberKeeper,
    state: Data<AppState>,
    party: Path<String>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = connection(&state.db).await?;
    let shown = shown(&frame, &mut conn, &party, None).await?;
    let mut form = Reading::of(&fields);
    let ends = ends_of_tie(&mut form, &mut conn, &shown, fields.get("tie_with")).await?;
    let kind = form.tie_kind("tie_kind");
    let share = kind.and_then(|kind| form.share_of(kind, "tie_share"));
    let span = form.span("tie_from", "tie_until");
    let source = form.source("tie_source");
    let note = form.note("tie_note");
    let outcome = match (ends, kind.zip(share), span, source, note) {
        (Some((person, with)), Some((kind, share_bp)), Some(span), Some(source), Some(note)) => {
            let new = NewTie {
                id: form_id(&fields),
                person,
                with,
                kind,
                share_bp,
                span,
                source,
                note,
                by: keeper.0.person,
            };
            ties::record(&mut conn, &new)
                .await
                .map_err(WebError::internal)?;
            Ok(())
        }
        _ => Err(form.faults),
    };
    answer(frame, shown, fields, outcome)
}

async fn end_tie(
    frame: Frame,
    keeper: MemberKeeper,
    state: Data<AppState>,
    path: Path<(String, String)>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let (party, tie) = path.into_inner();
    let mut conn = connection(&state.db).await?;
    let shown = shown(&frame, &mut conn, &party, None).await?;
    let tie = own(&tie, shown.ties.iter().map(|tie| tie.id))?;
    let field = format!("ends_on-{tie}");
    let mut form = Reading::of(&fields);
    let outcome = match form.day(&field) {
        Some(day) => {
            let id = form_id(&fields);
            let done = ties::end(&mut conn, id, tie, day, keeper.0.person).await;
            ended(done, field)?
        }
        None => Err(form.faults),
    };
    answer(frame, shown, fields, outcome)
}

async fn link(
    frame: Frame,
    keeper: MemberKeeper,
    state: Data<AppState>,
    party: Path<String>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = connection(&state.db).await?;
    let shown = shown(&frame, &mut conn, &party, None).await?;
    of_organisations(&shown)?;
    let mut form = Reading::of(&fields);
    let own_id = shown.id;
    let organisation = Kind::Organisation;
    let other = form
        .other_party(&mut conn, "link_other", organisation, own_id)
        .await?;
    let ends = match fields.get("link_role") {
        "parent" => other.map(|other| (own_id, other)),
        "child" => other.map(|other| (other, own_id)),
        _ => {
            form.wrong("link_role", "Choose which of the two controls the other.");
            None
        }
    };
    let percent = form.percent("link_percent");
    let basis = form.said("link_basis", 200);
    let reason = form.said("link_reason", REASON_CHARS);
    let span = form.span("link_from", "link_until");
    let outcome = match (ends, percent, basis, reason, span) {
        (Some((parent, child)), Some(percent_bp), Some(basis), Some(reason), Some(span)) => {
            let new = NewLink {
                id: form_id(&fields),
                parent,
                child,
                percent_bp,
                basis,
                reason,
                span,
                by: keeper.0.person,
            };
            events::record_link(&mut conn, &new)
                .await
                .map_err(WebError::internal)?;
            Ok(())
        }
        _ => Err(form.faults),
    };
    answer(frame, shown, fields, outcome)
}

async fn end_link(
    frame: Frame,
    keeper: MemberKeeper,
    state: Data<AppState>,
    path: Path<(String, String)>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let (party, link) = path.into_inner();
    let mut conn = connection(&state.db).await?;
    let shown = shown(&frame, &mut conn, &party, None).await?;
    let link = own(&link, shown.links.iter().map(|link| link.id))?;
    let field = format!("ends_on-{link}");
    let mut form = Reading::of(&fields);
    let day = form.day(&field);
    let reason = form.said(&format!("reason-{link}"), REASON_CHARS);
    let outcome = match day.zip(reason) {
        Some((day, reason)) => {
            let (id, by) = (form_id(&fields), keeper.0.person);
            let done = events::end_link(&mut conn, id, link, day, &reason, by).await;
            ended(done, field)?
        }
        None => Err(form.faults),
    };
    answer(frame, shown, fields, outcome)
}

/// Declares what became of an organisation. Where a breach follows, its page comes
/// next.
async fn event(
    frame: Frame,
    keeper: MemberKeeper,
    state: Data<AppState>,
    party: Path<String>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = connection(&state.db).await?;
    let shown = shown(&frame, &mut conn, &party, None).await?;
    of_organisations(&shown)?;
    let mut form = Reading::of(&fields);
    let kind = form.event_kind("event_kind");
    let what = match kind {
        Some(kind @ (EventKind::Merged | EventKind::Acquired)) => form
            .other_party(&mut conn, "event_successor", Kind::Organisation, shown.id)
            .await?
            .map(|successor| match kind {
                EventKind::Merged => Became::MergedInto(successor),
                EventKind::Acquired | EventKind::Renamed | EventKind::Dissolved => {
                    Became::AcquiredBy(successor)
                }
            }),
        Some(EventKind::Renamed) => form.name("event_name").map(Became::Renamed),
        Some(EventKind::Dissolved) => Some(Became::Dissolved),
        None => None,
    };
    let effective_on = form.day("event_on");
    let source = form.said("event_source", NOTE_CHARS);
    let (Some(what), Some(effective_on), Some(source)) = (what, effective_on, source) else {
        let faults = form.faults;
        return answer(frame, shown, fields, Err(faults));
    };
    let new = NewEvent {
        id: form_id(&fields),
        organisation: shown.id,
        what,
        effective_on,
        source,
        by: keeper.0.person,
    };
    let now = crate::bodies::store::now(&mut conn)
        .await
        .map_err(WebError::internal)?;
    let breach = breaches::declare(&mut conn, &new, shown.today, now)
        .await
        .map_err(WebError::internal)?;
    Ok(see_other(&match breach {
        Some(breach) => format!("/room/parties/breaches/{breach}"),
        None => format!("/room/parties/{}", shown.id),
    }))
}

async fn withdraw(
    frame: Frame,
    keeper: MemberKeeper,
    state: Data<AppState>,
    path: Path<(String, String)>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let (party, event) = path.into_inner();
    let mut conn = connection(&state.db).await?;
    let shown = shown(&frame, &mut conn, &party, None).await?;
    let event = own(&event, shown.events.iter().map(|event| event.id))?;
    let mut form = Reading::of(&fields);
    let outcome = match form.said(&format!("reason-{event}"), REASON_CHARS) {
        Some(reason) => {
            events::withdraw_event(&mut conn, event, &reason, keeper.0.person)
                .await
                .map_err(WebError::internal)?;
            Ok(())
        }
        None => Err(form.faults),
    };
    answer(frame, shown, fields, outcome)
}
