//! Routes of permits: the wizard, the register, reports; and the officers' room.

mod following;
mod policy;
mod register;
mod reporting;
mod reports;
mod room;
mod wizard;

use actix_web::HttpRequest;
use actix_web::web::{self, ServiceConfig};
use serde::Deserialize;

use super::store::PermitsError;
use crate::accounts::secret::Token;
use crate::bodies::{Office, Officer};
use crate::db::Connection;
use crate::web::limits::{self, Limit};
use crate::web::{AppState, Frame, WebError};

/// How many stand on a page of a list.
const PER_PAGE: usize = 50;
/// One more than that is read, to know whether there are more.
const AT_MOST: i64 = 51;

/// From which number down a list is read; from the newest where none is named.
#[derive(Deserialize)]
struct Shelf {
    before: Option<i64>,
}

/// Leaves what stands on the page; returns from which number down the next one goes.
fn next_page<T>(lines: &mut Vec<T>, number: impl Fn(&T) -> i64) -> Option<i64> {
    let more = lines.len() > PER_PAGE;
    lines.truncate(PER_PAGE);
    lines.last().filter(|_| more).map(number)
}

pub fn routes(service: &mut ServiceConfig) {
    service
        .route("/may-i-use", web::get().to(wizard::show))
        .route("/may-i-use/requests", web::post().to(wizard::ask))
        .route(
            "/may-i-use/requests/{token}",
            web::get().to(following::show),
        )
        .route(
            "/may-i-use/requests/{token}/answers",
            web::post().to(following::answer),
        )
        .route(
            "/may-i-use/requests/{token}/withdrawal",
            web::post().to(following::withdraw),
        )
        .route("/permissions", web::get().to(register::list))
        .route("/permissions/{number}", web::get().to(register::show))
        .route(
            "/permissions/{number}/permission.json",
            web::get().to(register::file),
        )
        .route(
            "/permissions/{number}/revocation.json",
            web::get().to(register::revocation),
        )
        .route("/report-misuse", web::get().to(reporting::show))
        .route("/report-misuse", web::post().to(reporting::report))
        .route("/report-misuse/{token}", web::get().to(reporting::follow))
        .route("/room/permits", web::get().to(room::list))
        .route("/room/permits/policy", web::get().to(policy::show))
        .route("/room/permits/policy", web::post().to(policy::enter))
        .route(
            "/room/permits/policy/{id}/confirmation",
            web::post().to(policy::confirm),
        )
        .route("/room/permits/{number}", web::get().to(room::show))
        .route(
            "/room/permits/{number}/images/{place}",
            web::get().to(room::image),
        )
        .route(
            "/room/permits/{number}/questions",
            web::post().to(room::ask),
        )
        .route(
            "/room/permits/{number}/decision",
            web::post().to(room::decide),
        )
        .route(
            "/room/permits/{number}/confirmation",
            web::post().to(room::confirm),
        )
        .route(
            "/room/permits/{number}/retraction",
            web::post().to(room::retract),
        )
        .route(
            "/room/permits/{number}/revocation",
            web::post().to(room::revoke),
        )
        .route("/room/misuse", web::get().to(reports::list))
        .route("/room/misuse/{number}", web::get().to(reports::show))
        .route("/room/misuse/{number}/steps", web::post().to(reports::step));
}

/// The hash by which what is followed under a secret address is found.
fn token(text: &str) -> Result<[u8; 32], WebError> {
    Token::parse(text)
        .map(|token| token.hash())
        .ok_or(WebError::NotFound)
}

/// The offices that decide on the use of marks; the database insists on the same.
const DECIDES: [Office; 3] = [Office::Secretary, Office::Treasurer, Office::Chair];

/// Whether an officer decides on the use of marks.
fn decides(officer: &Officer) -> bool {
    DECIDES.iter().any(|office| officer.holds(*office))
}

/// # Errors
/// A refusal for officers who do not decide on the use of marks.
fn require_deciding(officer: &Officer) -> Result<(), WebError> {
    if decides(officer) {
        return Ok(());
    }
    Err(WebError::Forbidden(
        "Only the secretary, the treasurer, the chair or a deputy of theirs may do this. Offices are given by a recorded decision. Ask somebody who holds one.".into(),
    ))
}

/// Counts a try of somebody who need not be signed in, by the network it came from.
async fn count(
    conn: &mut Connection,
    state: &AppState,
    request: &HttpRequest,
    frame: &Frame,
    what: &'static str,
) -> Result<(), WebError> {
    // A request and a report each cost an officer work: a twentieth of what else a network
    // may try, 5 as it comes.
    let all = state.config.limit_address;
    let most = match what {
        "permit-request" | "misuse-report" => all.min((all / 20).max(5)),
        _ => all,
    };
    let limit = Limit::per_quarter_hour(what, most);
    let network = limits::network_of(request, state);
    limits::take(conn, limit, &network, || {
        frame.t.say("problem-too-many-sentence")
    })
    .await
}

/// The key of the sentence by which a guard refused; anything else is a fault of the house.
fn refusal(error: PermitsError) -> Result<&'static str, WebError> {
    match error {
        PermitsError::Refused(key) => Ok(key),
        PermitsError::File(error) => Err(WebError::internal(error)),
        PermitsError::Database(error) => Err(WebError::internal(error)),
    }
}

/// A guard's refusal where no form comes back.
fn refused(frame: &Frame, error: PermitsError) -> WebError {
    match refusal(error) {
        Ok(key) => WebError::Refused(frame.t.say(key)),
        Err(error) => error,
    }
}
