//! Routes and handlers of the set-up.

use actix_web::http::StatusCode;
use actix_web::http::header::HOST;
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse, Responder};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::model::{
    CLASS_ROWS, ClassRow, Form, OFFICER_ROWS, OfficerRow, address_in_clear, foundation_if_sound,
    judge,
};
use super::store::{self, FoundError};
use super::views::{ClosedPage, DonePage, SetupPage, TestLetter};
use crate::bodies;
use crate::bodies::store::SetupDoor;
use crate::db::Connection;
use crate::outbox::{Address, Letterhead, Post};
use crate::web::answer::see_other;
use crate::web::{AppState, CheckedForm, Fields, Frame, WebError};

pub fn routes(service: &mut ServiceConfig) {
    service
        .route("/setup/done", web::get().to(done))
        .route("/setup/{token}", web::get().to(show))
        .route("/setup/{token}", web::post().to(receive));
}

/// A token of the set-up: 32 random bytes in hexadecimal.
const TOKEN_CHARS: usize = 64;

/// Makes a one-time address of the set-up, if there is no foundation yet, and
/// returns its path. Only the token's hash is kept.
///
/// # Errors
/// Those of the database.
pub async fn open_door(
    conn: &mut Connection,
) -> Result<Option<String>, bodies::store::BodiesError> {
    if bodies::store::foundation(conn).await?.is_some() {
        return Ok(None);
    }
    let token = HEXLOWER.encode(&rand::random::<[u8; 32]>());
    bodies::store::invite_to_set_up(conn, hash_of(&token)).await?;
    Ok(Some(format!("/setup/{token}")))
}

fn hash_of(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

async fn door(state: &AppState, token: &str) -> Result<SetupDoor, WebError> {
    if token.len() != TOKEN_CHARS {
        return Ok(SetupDoor::Unknown);
    }
    let mut conn = state.connection().await?;
    bodies::store::setup_door(&mut conn, hash_of(token))
        .await
        .map_err(WebError::internal)
}

/// The page of a door that does not open.
fn closed(frame: Frame, door: SetupDoor, request: &HttpRequest) -> HttpResponse {
    let (status, sentence) = match door {
        SetupDoor::Spent => (
            StatusCode::GONE,
            "This address set up the foundation and is spent. The officers named then have a letter that tells them how to sign in.",
        ),
        SetupDoor::Expired => (
            StatusCode::GONE,
            "This address was good for a day, and the day is over. Start the server again: it prints a new one.",
        ),
        SetupDoor::Unknown | SetupDoor::Open => (
            StatusCode::NOT_FOUND,
            "This is no set-up address. The server prints the right one when it starts on an empty database; copy it whole.",
        ),
    };
    ClosedPage {
        frame,
        sentence,
        founded: door == SetupDoor::Spent,
    }
    .customize()
    .with_status(status)
    .respond_to(request)
    .map_into_boxed_body()
}

async fn show(
    request: HttpRequest,
    frame: Frame,
    token: web::Path<String>,
    state: Data<AppState>,
) -> Result<HttpResponse, WebError> {
    match door(&state, &token).await? {
        SetupDoor::Open => Ok(SetupPage {
            form: Form::proposed(&origin_of(&request)),
            frame,
            faults: Vec::new(),
            test: TestLetter::NotAsked,
        }
        .respond_to(&request)
        .map_into_boxed_body()),
        door => Ok(closed(frame, door, &request)),
    }
}

/// The origin at which this request reached us, by its own `Host` and no header that a proxy, or
/// anybody, may add: what the form proposes.
fn origin_of(request: &HttpRequest) -> String {
    let host = request.headers().get(HOST);
    let host = host.and_then(|host| host.to_str().ok()).unwrap_or_default();
    let https = request
        .app_data::<Data<AppState>>()
        .is_some_and(|state| state.config.https);
    let scheme = if https { "https" } else { "http" };
    format!("{scheme}://{host}")
}

async fn receive(
    request: HttpRequest,
    frame: Frame,
    token: web::Path<String>,
    state: Data<AppState>,
    post: Data<Post>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    match door(&state, &token).await? {
        SetupDoor::Open => {}
        door => return Ok(closed(frame, door, &request)),
    }
    let form = form_of(&fields);
    if fields.get("act") == "test" {
        return Ok(try_mail(&request, frame, &post, form).await);
    }
    let judged = judge(&form).and_then(|founding| {
        match address_in_clear(&founding.foundation, state.config.https) {
            Some(fault) => Err(vec![fault]),
            None => Ok(founding),
        }
    });
    let founding = match judged {
        Ok(founding) => founding,
        Err(faults) => {
            return Ok(SetupPage {
                frame,
                form,
                faults,
                test: TestLetter::NotAsked,
            }
            .customize()
            .with_status(StatusCode::UNPROCESSABLE_ENTITY)
            .respond_to(&request)
            .map_into_boxed_body());
        }
    };
    let mut conn = state.connection().await?;
    match store::found(&mut conn, hash_of(&token), &founding, frame.t.locale).await {
        Ok(()) => Ok(see_other("/setup/done")),
        Err(FoundError::Door(door)) => Ok(closed(frame, door, &request)),
        Err(error @ (FoundError::Account(_) | FoundError::Database(_))) => {
            Err(WebError::internal(error))
        }
    }
}

/// Sends a letter of trial and shows the form as it was typed, with what came of it.
async fn try_mail(request: &HttpRequest, frame: Frame, post: &Post, form: Form) -> HttpResponse {
    let mut faults = Vec::new();
    let test = match Address::parse(&form.test_address) {
        Err(sentence) => {
            faults.push(("test_address".to_owned(), sentence.to_owned()));
            TestLetter::NotAsked
        }
        Ok(address) => {
            let head = foundation_if_sound(&form).map_or_else(
                || Letterhead {
                    foundation: frame.foundation.clone(),
                    zone: chrono_tz::UTC,
                    public_origin: origin_of(request),
                    log: None,
                },
                |foundation| Letterhead {
                    foundation: foundation.name,
                    zone: foundation.zone,
                    public_origin: foundation.public_origin,
                    log: None,
                },
            );
            match post.test(&address, frame.t.locale, &head).await {
                Ok(()) => TestLetter::Sent(address.as_str().to_owned()),
                Err(reason) => TestLetter::Failed(reason),
            }
        }
    };
    let status = if faults.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    SetupPage {
        frame,
        form,
        faults,
        test,
    }
    .customize()
    .with_status(status)
    .respond_to(request)
    .map_into_boxed_body()
}

fn form_of(fields: &Fields) -> Form {
    let text = |name: &str| fields.get(name).to_owned();
    let at = |name: &str, at: usize| fields.get(&format!("{name}_{at}")).to_owned();
    Form {
        name: text("name"),
        time_zone: text("time_zone"),
        public_origin: text("public_origin"),
        test_address: text("test_address"),
        preset: text("preset"),
        classes: (1..=CLASS_ROWS)
            .map(|row| ClassRow {
                name: at("class_name", row),
                votes: at("class_votes", row),
                citation: at("class_citation", row),
            })
            .collect(),
        officers: (1..=OFFICER_ROWS)
            .map(|row| OfficerRow {
                name: at("officer_name", row),
                address: at("officer_address", row),
                office: at("officer_office", row),
            })
            .collect(),
        founding: text("founding"),
    }
}

async fn done(frame: Frame, state: Data<AppState>) -> Result<DonePage, WebError> {
    let mut conn = state.connection().await?;
    let foundation = bodies::foundation(&mut conn).await?;
    Ok(DonePage {
        frame,
        foundation: foundation.name,
    })
}
