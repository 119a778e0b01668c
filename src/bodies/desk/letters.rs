//! How letters leave, which were put off or given up, and what the DNS has to say.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use uuid::Uuid;

use super::connection;
use super::views::LettersPage;
use crate::bodies::{NoticeGiver, Officer};
use crate::outbox::{Post, store};
use crate::web::answer::{html, see_other};
use crate::web::{AppState, CheckedForm, Fields, Frame, WebError};

/// Letters the page shows, and days back over which it counts.
const SHOWN: i64 = 200;
const DAYS: i32 = 7;

pub(super) async fn list(
    frame: Frame,
    officer: Officer,
    post: Data<Post>,
    state: Data<AppState>,
) -> Result<HttpResponse, WebError> {
    let mut conn = connection(&state).await?;
    let counts = store::by_kind(&mut conn, DAYS)
        .await
        .map_err(WebError::internal)?;
    let pace = store::pace(&mut conn).await.map_err(WebError::internal)?;
    let stuck = store::stuck(&mut conn, SHOWN)
        .await
        .map_err(WebError::internal)?;
    let record = post.dkim().record().clone();
    let writes = NoticeGiver::is(&officer);
    let page = LettersPage::new(frame, &counts, (pace, writes), &stuck, record);
    html(StatusCode::OK, &page)
}

/// Has a letter that was given up tried once more.
pub(super) async fn again(
    officer: Officer,
    letter: Path<Uuid>,
    state: Data<AppState>,
    CheckedForm(form): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let attempt = form.get("attempt").parse().map_err(|_| {
        WebError::Unreadable("Open the page of letters again, and press it there.".into())
    })?;
    let mut conn = connection(&state).await?;
    // Pressed twice, or tried in the meantime: the page says how it stands.
    store::try_again(&mut conn, *letter, attempt, officer.person.0)
        .await
        .map_err(WebError::internal)?;
    Ok(see_other("/room/letters"))
}
