//! The calendar itself, as programs fetch it: whoever knows the address reads it.

use actix_web::http::header::CONTENT_TYPE;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use uuid::Uuid;

use super::{file as answer, host_of};
use crate::accounts;
use crate::accounts::secret::Token;
use crate::bodies;
use crate::db::Connection;
use crate::feeds::model::calendar::Calendar;
use crate::feeds::{JoinedDates, Reader, store};
use crate::parties::{self, PartyId};
use crate::web::error::for_machines;
use crate::web::limits::{self, Limit};
use crate::web::{AppState, WebError};

/// How often one calendar is fetched in a quarter of an hour: some programs of
/// one person ask each minute.
const FETCHES: u32 = 120;

pub(super) async fn file(
    request: HttpRequest,
    name: Path<String>,
    state: Data<AppState>,
    dates: Data<JoinedDates>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    // Any address is hashed and looked up alike.
    let hash = name
        .strip_suffix(".ics")
        .and_then(Token::parse)
        .unwrap_or_default()
        .hash();
    let account = store::account_behind(&mut conn, hash)
        .await
        .map_err(WebError::internal)?;
    // One network fetches the calendars of many: only what opens nothing counts by it.
    let (limit, whom) = match account {
        Some(account) => (
            Limit::per_quarter_hour("calendar", FETCHES),
            account.to_string(),
        ),
        None => (
            Limit::per_quarter_hour("calendar-network", state.config.limit_address),
            limits::network_of(&request, &state),
        ),
    };
    if !limits::allows(&conn, limit, &whom)
        .await
        .map_err(WebError::internal)?
    {
        return Ok(plain(
            HttpResponse::TooManyRequests(),
            "Too many requests. Ask again in a quarter of an hour.\n",
        ));
    }
    let written = match account {
        Some(account) => write(&mut conn, &state, &dates, account).await?,
        None => None,
    };
    match written {
        Some(body) => Ok(answer(
            &request,
            "text/calendar; charset=utf-8",
            "private, no-store",
            body,
        )),
        None => Ok(plain(
            HttpResponse::NotFound(),
            "There is no calendar at this address. Copy its address from your account again.\n",
        )),
    }
}

/// An answer that repeats nothing of the address.
fn plain(mut response: actix_web::HttpResponseBuilder, sentence: &'static str) -> HttpResponse {
    for_machines(
        response
            .insert_header((CONTENT_TYPE, "text/plain; charset=utf-8"))
            .body(sentence),
    )
}

/// The calendar of this account; none before there is a foundation.
async fn write(
    conn: &mut Connection,
    state: &AppState,
    dates: &JoinedDates,
    account: Uuid,
) -> Result<Option<String>, WebError> {
    let foundation = bodies::store::foundation(conn)
        .await
        .map_err(WebError::internal)?;
    let account = accounts::store::by_id(conn, account)
        .await
        .map_err(WebError::internal)?;
    let (Some(foundation), Some(account)) = (foundation, account) else {
        return Ok(None);
    };
    let now = bodies::store::now(conn).await.map_err(WebError::internal)?;
    let person = PartyId(account.person);
    let mut parties = parties::store::represented_by(conn, person, foundation.day(now))
        .await
        .map_err(WebError::internal)?;
    parties.push(person);
    let reader = Reader {
        person,
        parties,
        t: state.words.speaker(account.locale()),
        zone: foundation.zone,
        now,
    };
    let given = store::read(conn, account.id, dates, &reader)
        .await
        .map_err(WebError::internal)?;
    let calendar = Calendar {
        name: &foundation.name,
        language: reader.t.locale.tag(),
        host: host_of(&foundation),
        origin: &foundation.public_origin,
    };
    Ok(Some(calendar.write(&given)))
}
