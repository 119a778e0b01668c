//! The notice board, and a notice as its readers see it.

use actix_web::http::header::CONTENT_DISPOSITION;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};

use crate::bodies::{self, NoticeGiver, Officer};
use crate::db::Connection;
use crate::notices::model::record::StepKind;
use crate::notices::store::reading::{self, Notice};
use crate::notices::store::steps;
use crate::notices::views::board::{BoardPage, NoticePage, Row};
use crate::parties::PartyId;
use crate::web::{AppState, Frame, WebError};

/// How many notices the board shows.
const SHOWN: i64 = 200;

pub(super) async fn list(frame: Frame, state: Data<AppState>) -> Result<BoardPage, WebError> {
    let mut conn = state.connection().await?;
    let now = bodies::store::now(&mut conn)
        .await
        .map_err(WebError::internal)?;
    let rows = reading::latest(&mut conn, SHOWN)
        .await?
        .into_iter()
        .filter(|notice| !notice.is_private())
        .map(|notice| Row::new(&frame, &notice, now))
        .collect();
    Ok(BoardPage { frame, rows })
}

/// The notice, where this reader may see it.
async fn find(
    conn: &mut Connection,
    frame: &Frame,
    officer: Option<&Officer>,
    number: i32,
) -> Result<Notice, WebError> {
    let notice = reading::by_number(conn, number)
        .await?
        .ok_or(WebError::NotFound)?;
    if !notice.is_private() || officer.is_some_and(NoticeGiver::is) {
        return Ok(notice);
    }
    let Some(account) = &frame.account else {
        return Err(WebError::SignInFirst {
            next: frame.here.clone(),
        });
    };
    if reading::own_lines(conn, &notice, PartyId(account.person))
        .await?
        .is_empty()
    {
        return Err(WebError::Forbidden(frame.t.say("notices-private")));
    }
    Ok(notice)
}

pub(super) async fn show(
    frame: Frame,
    officer: Option<Officer>,
    request: HttpRequest,
    number: Path<i32>,
    state: Data<AppState>,
) -> Result<NoticePage, WebError> {
    let mut conn = state.connection().await?;
    let notice = find(&mut conn, &frame, officer.as_ref(), *number).await?;
    let mut own = Vec::new();
    if let Some(account) = &frame.account {
        let person = PartyId(account.person);
        own = reading::own_lines(&mut conn, &notice, person).await?;
        // A browser that fetches ahead shows it to nobody.
        let ahead = request
            .headers()
            .get("sec-purpose")
            .is_some_and(|purpose| purpose.as_bytes().starts_with(b"prefetch"));
        if !own.is_empty() && !ahead {
            let seen = steps::record_own(&mut conn, notice.id, person, StepKind::Seen)
                .await
                .map_err(WebError::internal)?;
            if seen > 0 {
                own = reading::own_lines(&mut conn, &notice, person).await?;
            }
        }
    }
    let now = bodies::store::now(&mut conn)
        .await
        .map_err(WebError::internal)?;
    let recipients = reading::recipients(&mut conn, notice.id)
        .await
        .map_err(WebError::internal)?;
    let keeps = officer.as_ref().is_some_and(NoticeGiver::is);
    Ok(NoticePage::new(frame, notice, recipients, own, keeps, now))
}

/// The canonical bytes whose digest stands in the log.
pub(super) async fn file(
    frame: Frame,
    officer: Option<Officer>,
    number: Path<i32>,
    state: Data<AppState>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let notice = find(&mut conn, &frame, officer.as_ref(), *number).await?;
    Ok(HttpResponse::Ok()
        .content_type("application/json")
        .insert_header((
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"notice-{}.json\"", notice.number),
        ))
        .body(notice.content))
}
