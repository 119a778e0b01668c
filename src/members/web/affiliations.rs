//! What a person tells of where they work, serve or own, in their own language.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{self, Data, Path, ServiceConfig};
use chrono::NaiveDate;
use uuid::Uuid;

use crate::bodies;
use crate::db::Connection;
use crate::members::views::affiliations::AffiliationsPage;
use crate::parties::model::record::said;
use crate::parties::model::tie::{Source, Span, TieKind, With, share_bp};
use crate::parties::store::ties::{self, EndError, NewTie, Tie};
use crate::parties::{self, Kind, Name, PartyId};
use crate::web::answer::{html, see_other, unprocessable};
use crate::web::times::parse_day;
use crate::web::{AppState, CheckedForm, Fields, Frame, SignedIn, WebError};

pub fn routes(service: &mut ServiceConfig) {
    service
        .route("/me/affiliations", web::get().to(show))
        .route("/me/affiliations", web::post().to(tell))
        .route("/me/affiliations/{tie}/end", web::post().to(end));
}

const HERE: &str = "/me/affiliations";

/// The field's id, and the key of the sentence in the catalogue.
type Faults = Vec<(String, &'static str)>;

async fn page(
    conn: &mut Connection,
    frame: Frame,
    person: PartyId,
    (fields, faults): (Fields, Faults),
) -> Result<AffiliationsPage, WebError> {
    let now = bodies::store::now(conn).await.map_err(WebError::internal)?;
    let zone = frame.zone();
    let ties = ties::of_person(conn, person, now)
        .await
        .map_err(WebError::internal)?;
    let faults = faults
        .into_iter()
        .map(|(field, key)| (field, frame.t.say(key)))
        .collect();
    Ok(AffiliationsPage {
        today: now.with_timezone(&zone).date_naive(),
        frame,
        ties,
        form: fields.form_id(),
        fields,
        faults,
    })
}

async fn show(
    account: SignedIn,
    frame: Frame,
    state: Data<AppState>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let typed = (Fields::default(), Vec::new());
    let page = page(&mut conn, frame, PartyId(account.person), typed).await?;
    html(StatusCode::OK, &page)
}

/// A tie as its form tells it, without the party that the name may mean.
struct Told {
    name: Name,
    kind: TieKind,
    share_bp: Option<u32>,
    span: Span,
    note: String,
}

fn day(fields: &Fields, field: &str, faults: &mut Faults) -> Option<NaiveDate> {
    let day = parse_day(fields.get(field));
    if day.is_none() {
        faults.push((field.to_owned(), "affiliations-fault-day"));
    }
    day
}

fn read(fields: &Fields) -> Result<Told, Faults> {
    let mut faults = Faults::new();
    let mut wrong = |field: &str, key| faults.push((field.to_owned(), key));
    let name = Name::parse(fields.get("with")).ok();
    if name.is_none() {
        wrong("with", "affiliations-fault-name");
    }
    let kind = TieKind::parse(fields.get("kind"));
    if kind.is_none() {
        wrong("kind", "affiliations-fault-kind");
    }
    let share_bp = share_bp(fields.get("share"));
    match kind {
        Some(TieKind::Owner) if share_bp.is_none() => wrong("share", "affiliations-fault-share"),
        Some(TieKind::Employee | TieKind::Officer | TieKind::Director | TieKind::Consultant)
            if !fields.get("share").trim().is_empty() =>
        {
            wrong("share", "affiliations-fault-no-share");
        }
        Some(_) | None => {}
    }
    let note = match fields.get("note").trim() {
        "" => Some(String::new()),
        note => said(note, super::parties::NOTE_CHARS).ok(),
    };
    if note.is_none() {
        wrong("note", "affiliations-fault-note");
    }
    let starts_on = day(fields, "from", &mut faults);
    let ends_on = match fields.get("until").trim() {
        "" => Some(None),
        _ => day(fields, "until", &mut faults).map(Some),
    };
    let span = starts_on
        .zip(ends_on)
        .and_then(|(starts_on, ends_on)| Span::new(starts_on, ends_on));
    if starts_on.is_some() && ends_on.is_some() && span.is_none() {
        faults.push(("until".to_owned(), "affiliations-fault-order"));
    }
    match (name, kind, span, note) {
        (Some(name), Some(kind), Some(span), Some(note)) if faults.is_empty() => Ok(Told {
            name,
            kind,
            share_bp,
            span,
            note,
        }),
        _ => Err(faults),
    }
}

/// The organisation of this name; where none bears it, or several do, the name as
/// it was written. A keeper of the members can record which was meant.
async fn named(conn: &mut Connection, name: Name) -> Result<With, WebError> {
    let lower = name.as_str().to_lowercase();
    let found = parties::store::search(conn, name.as_str(), 50)
        .await
        .map_err(WebError::internal)?;
    let mut exact = found.into_iter().filter(|party| {
        party.kind == Kind::Organisation.word() && party.name.to_lowercase() == lower
    });
    Ok(match (exact.next(), exact.next()) {
        (Some(party), None) => With::Organisation(PartyId(party.party)),
        (Some(_), Some(_)) | (None, _) => With::Outside(name),
    })
}

async fn tell(
    account: SignedIn,
    frame: Frame,
    state: Data<AppState>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let person = PartyId(account.person);
    let told = match read(&fields) {
        Ok(told) => told,
        Err(faults) => {
            let page = page(&mut conn, frame, person, (fields, faults)).await?;
            return unprocessable(&page);
        }
    };
    let new = NewTie {
        id: fields.form_id(),
        person,
        with: named(&mut conn, told.name).await?,
        kind: told.kind,
        share_bp: told.share_bp,
        span: told.span,
        source: Source::Oneself,
        note: told.note,
        by: person,
    };
    ties::record(&mut conn, &new)
        .await
        .map_err(WebError::internal)?;
    Ok(see_other(HERE))
}

/// What a person told themselves; what others recorded of them, only officers end.
async fn own(conn: &mut Connection, person: PartyId, tie: &str) -> Result<Tie, WebError> {
    let id = Uuid::parse_str(tie).map_err(|_| WebError::NotFound)?;
    let now = bodies::store::now(conn).await.map_err(WebError::internal)?;
    let tie = ties::find(conn, id, now)
        .await
        .map_err(WebError::internal)?
        .filter(|tie| tie.person == person.0)
        .ok_or(WebError::NotFound)?;
    if tie.source != Source::Oneself.word() {
        return Err(WebError::Forbidden(
            "This was not told by you. If it is wrong, write to the secretary.".to_owned(),
        ));
    }
    Ok(tie)
}

async fn end(
    account: SignedIn,
    frame: Frame,
    state: Data<AppState>,
    tie: Path<String>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let person = PartyId(account.person);
    let tie = own(&mut conn, person, &tie).await?;
    let field = format!("ends_on-{}", tie.id);
    let mut faults = Faults::new();
    if let Some(day) = day(&fields, &field, &mut faults) {
        let form = fields.form_id();
        match ties::end(&mut conn, form, tie.id, day, person).await {
            Ok(()) => return Ok(see_other(HERE)),
            Err(EndError::BeforeBeginning) => faults.push((field, "affiliations-fault-before")),
            Err(EndError::Database(error)) => return Err(WebError::internal(error)),
        }
    }
    let page = page(&mut conn, frame, person, (fields, faults)).await?;
    unprocessable(&page)
}
