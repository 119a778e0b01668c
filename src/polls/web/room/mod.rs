//! The officers' room: draft, keys, opening, envelopes out, statements in, certification.

mod close;
mod complaints;
mod course;
mod decisions;
mod draft;
mod opening;
mod page;
mod seats;
mod shares;

use actix_web::Responder;
use actix_web::web::{self, Data, ServiceConfig};

use crate::bodies::{ElectionOfficer, Officer};
use crate::db::Connection;
use crate::polls::model::Phase;
use crate::polls::store::{self, Poll};
use crate::polls::views::{RoomList, Row};
use crate::rolls;
use crate::web::times::Moment;
use crate::web::{AppState, Frame, Site, WebError};

pub(super) fn routes(service: &mut ServiceConfig) {
    service
        .route("/room/polls", web::get().to(list))
        .route("/room/polls", web::post().to(draft::create))
        .route("/room/polls/new", web::get().to(draft::new))
        .route("/room/polls/{number}", web::get().to(page::show))
        .route("/room/polls/{number}/draft", web::get().to(draft::edit))
        .route("/room/polls/{number}/draft", web::post().to(draft::save))
        .route("/room/polls/{number}/seats", web::get().to(seats::show))
        .route("/room/polls/{number}/seats", web::post().to(seats::declare))
        .route(
            "/room/polls/{number}/removal",
            web::post().to(seats::remove),
        )
        .route(
            "/room/polls/{number}/seat-refusals",
            web::post().to(seats::refuse),
        )
        .route(
            "/room/polls/{number}/keys",
            web::post().to(opening::upload_key),
        )
        .route(
            "/room/polls/{number}/opening",
            web::post().to(opening::open),
        )
        .route(
            "/room/polls/{number}/envelopes.jsonl",
            web::get().to(close::envelopes),
        )
        .route(
            "/room/polls/{number}/unsealing",
            web::post().to(close::unseal),
        )
        .route("/room/polls/{number}/reveal", web::post().to(close::reveal))
        .route(
            "/room/polls/{number}/certification",
            web::post().to(close::certify),
        )
        .route(
            "/room/polls/{number}/set-aside",
            web::post().to(decisions::set_aside),
        )
        .route(
            "/room/polls/{number}/rehearsal.json",
            web::get().to(shares::challenge),
        )
        .route(
            "/room/polls/{number}/rehearsal",
            web::post().to(shares::rehearsal),
        )
        .route(
            "/room/polls/{number}/share-loss",
            web::post().to(shares::loss),
        )
        .route(
            "/room/polls/{number}/share-end",
            web::post().to(shares::end),
        )
        .route(
            "/room/polls/{number}/destruction",
            web::post().to(shares::destruction),
        )
        .route(
            "/room/polls/{number}/complaints",
            web::get().to(complaints::show),
        )
        .route(
            "/room/polls/{number}/complaints/{complaint}/answer",
            web::post().to(complaints::answer),
        )
        .route(
            "/room/polls/{number}/extension",
            web::post().to(course::extend),
        )
        .route(
            "/room/polls/{number}/exclusion",
            web::post().to(course::exclude),
        )
        .route(
            "/room/polls/{number}/voiding",
            web::post().to(decisions::void),
        );
}

async fn find(conn: &mut Connection, number: i32) -> Result<Poll, WebError> {
    store::by_number(conn, number)
        .await
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)
}

fn site(frame: &Frame) -> Result<&Site, WebError> {
    frame.site.as_ref().ok_or(WebError::NotFound)
}

async fn list(
    officer: Officer,
    frame: Frame,
    app: Data<AppState>,
) -> Result<impl Responder, WebError> {
    let mut conn = app.connection().await?;
    let polls = store::all(&mut conn, true)
        .await
        .map_err(WebError::internal)?;
    // A roll that nobody certified opens no poll.
    let has_roll = rolls::store::all(&mut conn)
        .await
        .map_err(WebError::internal)?
        .iter()
        .any(rolls::store::Roll::is_certified);
    let mut rows: Vec<Row> = polls
        .iter()
        .map(|poll| Row {
            number: poll.number,
            question: poll.draft.title().to_owned(),
            phase: poll.phase(),
            opens: Moment::on_page(&frame, poll.draft.opens_at, poll.now),
            closes: Moment::on_page(&frame, poll.draft.closes_at, poll.now),
        })
        .collect();
    // What officers have to do stands first, what is over last; of each the latest first.
    rows.sort_by_key(|row| match row.phase {
        Phase::Closed | Phase::Counted => 0,
        Phase::Draft => 1,
        Phase::Scheduled | Phase::Open | Phase::Closing => 2,
        Phase::Certified | Phase::Voided => 3,
    });
    Ok(RoomList {
        frame,
        rows,
        has_roll,
        drafts: ElectionOfficer::is(&officer),
    })
}
