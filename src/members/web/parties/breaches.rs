//! Two members that came together: what breaks the cap, until when it is to be
//! put right, and whom the surviving member keeps.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{self, Data, Path, ServiceConfig};
use uuid::Uuid;

use super::clock;
use super::forms::{NOTE_CHARS, Reading};
use crate::bodies::{MemberKeeper, Officer};
use crate::db::Connection;
use crate::members::store::breaches::{self, ChoiceError, Known};
use crate::members::views::parties::BreachPage;
use crate::web::answer::{html, see_other, unprocessable};
use crate::web::form::Faults;
use crate::web::{AppState, CheckedForm, Fields, Frame, WebError};

pub fn routes(service: &mut ServiceConfig) {
    service
        .route("/room/parties/breaches/{breach}", web::get().to(show))
        .route(
            "/room/parties/breaches/{breach}/choice",
            web::post().to(choose),
        );
}

async fn known(frame: &Frame, conn: &mut Connection, breach: &str) -> Result<Known, WebError> {
    let id = Uuid::parse_str(breach).map_err(|_| WebError::NotFound)?;
    let (today, now) = clock(frame, conn).await?;
    breaches::find(conn, id, today, now)
        .await
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)
}

async fn show(
    frame: Frame,
    officer: Officer,
    state: Data<AppState>,
    breach: Path<String>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let known = known(&frame, &mut conn, &breach).await?;
    let page = BreachPage {
        frame,
        keeps: MemberKeeper::is(&officer),
        known,
        fields: Fields::default(),
        faults: Vec::new(),
    };
    html(StatusCode::OK, &page)
}

async fn choose(
    frame: Frame,
    keeper: MemberKeeper,
    state: Data<AppState>,
    breach: Path<String>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let known = known(&frame, &mut conn, &breach).await?;
    let mut form = Reading::of(&fields);
    let chosen = Uuid::parse_str(fields.get("keeps")).ok();
    if chosen.is_none() {
        form.wrong("keeps", "Choose whom the surviving member keeps.");
    }
    let note = form.said("note", NOTE_CHARS);
    let faults: Faults = match chosen.zip(note) {
        Some((chosen, note)) => {
            match breaches::choose(&mut conn, &known, chosen, &note, keeper.0.person).await {
                Ok(()) => {
                    return Ok(see_other(&format!(
                        "/room/parties/breaches/{}",
                        known.breach.id
                    )));
                }
                Err(error @ ChoiceError::ChosenAlready) => {
                    return Err(WebError::Refused(error.to_string()));
                }
                Err(error @ ChoiceError::NotOfTheBreach) => {
                    vec![("keeps".to_owned(), error.to_string())]
                }
                Err(ChoiceError::Database(error)) => return Err(WebError::internal(error)),
            }
        }
        None => form.faults,
    };
    unprocessable(&BreachPage {
        frame,
        keeps: true,
        known,
        fields,
        faults,
    })
}
