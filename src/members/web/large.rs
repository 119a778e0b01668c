//! A large file of members: uploaded in pieces, judged and taken while the page
//! tells how far it is.

use actix_multipart::{Field, Multipart};
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{HttpMessage, HttpRequest, HttpResponse};
use futures_util::StreamExt;
use sha2::{Digest, Sha256};
use tokio::sync::oneshot;
use uuid::Uuid;

use super::import::{Asked, bringing, entitled, refusal_of};
use crate::bodies::{Afresh, CodeDue, MemberKeeper, Officer};
use crate::db::Connection;
use crate::members::store::files;
use crate::members::store::intake::{self, FileHash, IntakeError};
use crate::members::store::stages::{self, State};
use crate::members::views::large::{LargeFilePage, LargeImportPage};
use crate::parties::PartyId;
use crate::web::answer::see_other;
use crate::web::{AppState, CheckedForm, Fields, Frame, Visitor, WebError, csrf};

/// The largest file taken: more than a million members.
pub const MAX_BYTES: usize = 256 * 1024 * 1024;

/// Bytes of one piece as the database keeps it.
const PIECE_BYTES: usize = 256 * 1024;

pub fn routes(service: &mut ServiceConfig) {
    service
        .route("/room/members/import/large", web::get().to(new))
        .route("/room/members/import/large", web::post().to(upload))
        .route("/room/members/import/large/{id}", web::get().to(show))
        .route(
            "/room/members/import/large/{id}/confirmation",
            web::post().to(confirm),
        );
}

async fn new(frame: Frame, _keeper: MemberKeeper) -> LargeImportPage {
    LargeImportPage {
        frame,
        sentence: String::new(),
    }
}

fn unreadable() -> WebError {
    WebError::Unreadable("This upload came in a shape that cannot be read. Open the page again and send it from there.".into())
}

async fn upload(
    frame: Frame,
    keeper: MemberKeeper,
    state: Data<AppState>,
    request: HttpRequest,
    mut parts: Multipart,
) -> Result<HttpResponse, WebError> {
    let visitor = request
        .extensions()
        .get::<Visitor>()
        .cloned()
        .ok_or_else(|| WebError::internal_message("no visitor in the request"))?;
    let mut is_ours = false;
    while let Some(part) = parts.next().await {
        let mut part = part.map_err(|_| unreadable())?;
        match part.name() {
            // The form sends it before the file.
            Some(csrf::FIELD) => {
                let sent = part.bytes(1024).await.map_err(|_| WebError::TooLarge)?;
                let sent = sent.map_err(|_| unreadable())?;
                let sent = std::str::from_utf8(&sent).unwrap_or("");
                is_ours = csrf::matches(&visitor, sent);
            }
            Some("file") if is_ours => {
                let Some((id, hash)) = keep(&state, keeper.0.person, &mut part).await? else {
                    return Ok(refused(frame, &request, "Choose a file that is not empty."));
                };
                let mut conn = state.connection().await?;
                let taken = intake::taken_at(&mut conn, hash)
                    .await
                    .map_err(WebError::internal)?;
                if let Some(at) = taken {
                    stages::erase(&mut conn, id)
                        .await
                        .map_err(WebError::internal)?;
                    return Ok(refused(
                        frame,
                        &request,
                        &IntakeError::TakenAlready(at).to_string(),
                    ));
                }
                drop(conn);
                judge_beside(&state, id);
                return Ok(see_other(&format!("/room/members/import/large/{id}")));
            }
            Some(_) | None => break,
        }
    }
    if is_ours {
        Ok(refused(frame, &request, "Choose a file that is not empty."))
    } else {
        Err(WebError::ForeignForm)
    }
}

fn refused(frame: Frame, request: &HttpRequest, sentence: &str) -> HttpResponse {
    use actix_web::Responder;

    let page = LargeImportPage {
        frame,
        sentence: sentence.to_owned(),
    };
    page.customize()
        .with_status(actix_web::http::StatusCode::UNPROCESSABLE_ENTITY)
        .respond_to(request)
        .map_into_boxed_body()
}

/// Keeps a file as it comes; none when it is empty. What did not come whole is erased. However
/// slowly it comes, it holds a connection to the database for as long as a piece is written.
async fn keep(
    state: &AppState,
    by: PartyId,
    part: &mut Field,
) -> Result<Option<(Uuid, FileHash)>, WebError> {
    let id = begin(state, by).await?;
    let kept = receive(state, id, part).await;
    match kept {
        Ok(Some(hash)) => Ok(Some((id, hash))),
        Ok(None) | Err(_) => {
            let mut conn = state.connection().await?;
            stages::erase(&mut conn, id)
                .await
                .map_err(WebError::internal)?;
            kept.map(|_| None)
        }
    }
}

async fn begin(state: &AppState, by: PartyId) -> Result<Uuid, WebError> {
    let mut conn = state.connection().await?;
    stages::begin(&mut conn, by)
        .await
        .map_err(WebError::internal)
}

async fn add_piece(state: &AppState, id: Uuid, place: i32, piece: &[u8]) -> Result<(), WebError> {
    let mut conn = state.connection().await?;
    stages::add_chunk(&mut conn, id, place, piece)
        .await
        .map_err(WebError::internal)
}

async fn receive(
    state: &AppState,
    id: Uuid,
    part: &mut Field,
) -> Result<Option<FileHash>, WebError> {
    let mut hash = Sha256::new();
    let mut held: Vec<u8> = Vec::with_capacity(PIECE_BYTES);
    let mut came: usize = 0;
    let mut place = 0;
    loop {
        let piece = match part.next().await {
            Some(piece) => Some(piece.map_err(|_| unreadable())?),
            None => None,
        };
        if let Some(piece) = &piece {
            came += piece.len();
            if came > MAX_BYTES {
                return Err(WebError::TooLarge);
            }
            hash.update(piece);
            held.extend_from_slice(piece);
        }
        let is_over = piece.is_none();
        while held.len() >= PIECE_BYTES || (is_over && !held.is_empty()) {
            let rest = held.split_off(held.len().min(PIECE_BYTES));
            add_piece(state, id, place, &held).await?;
            held = rest;
            place += 1;
        }
        if is_over {
            break;
        }
    }
    if came == 0 {
        return Ok(None);
    }
    let hash = FileHash(hash.finalize().into());
    let mut conn = state.connection().await?;
    stages::complete(&mut conn, id, i64::try_from(came).unwrap_or(i64::MAX), hash)
        .await
        .map_err(WebError::internal)?;
    Ok(Some(hash))
}

/// Judges a file while the page tells how far it is; whoever judges it already goes on, and what
/// was judged meanwhile is not judged again, since its remarks would be gone for that long.
fn judge_beside(state: &Data<AppState>, id: Uuid) {
    let state = state.clone();
    tokio::spawn(async move {
        let work = async {
            let mut conn = state.connection().await?;
            if stages::hold(&mut conn, id)
                .await
                .map_err(WebError::internal)?
            {
                let judged = judge_what_waits(&mut conn, id).await;
                stages::release(&mut conn, id)
                    .await
                    .map_err(WebError::internal)?;
                judged?;
            }
            Ok::<(), WebError>(())
        };
        if let Err(error) = work.await {
            tracing::error!(file = %id, "a file of members was not judged: {error}");
        }
    });
}

async fn judge_what_waits(conn: &mut Connection, id: Uuid) -> Result<(), WebError> {
    let stage = stages::stage(conn, id).await.map_err(WebError::internal)?;
    match stage.map(|stage| stage.state) {
        Some(State::Waiting | State::Judging) => {
            stages::judge(conn, id).await.map_err(WebError::internal)
        }
        _ => Ok(()),
    }
}

/// Takes a file while the page waits; one that has faults by now is judged anew. What is returned
/// comes once it is held and said to be taken, so that no page sees it between the two; or ends
/// without a word where somebody else is at it.
fn take_beside(state: &Data<AppState>, id: Uuid, by: PartyId) -> oneshot::Receiver<()> {
    let state = state.clone();
    let (tell, begun) = oneshot::channel();
    tokio::spawn(async move {
        let work = async {
            let mut conn = state.connection().await?;
            if !stages::hold(&mut conn, id)
                .await
                .map_err(WebError::internal)?
            {
                return Ok(());
            }
            if !stages::begin_taking(&mut conn, id)
                .await
                .map_err(WebError::internal)?
            {
                return stages::release(&mut conn, id)
                    .await
                    .map_err(WebError::internal);
            }
            // Whoever asked may have left.
            let _ = tell.send(());
            let done = match stages::take(&mut conn, id, by).await {
                Ok(true) => Ok(()),
                Ok(false) => stages::judge(&mut conn, id)
                    .await
                    .map_err(WebError::internal),
                Err(error) => stages::set_state(&mut conn, id, State::Judged)
                    .await
                    .map_err(WebError::internal)
                    .and(Err(refusal_of(error))),
            };
            stages::release(&mut conn, id)
                .await
                .map_err(WebError::internal)?;
            done
        };
        match work.await {
            Ok(()) => {}
            // Something changed since the press, and the page says what.
            Err(WebError::Refused(sentence)) => {
                tracing::info!(file = %id, sentence, "a file of members was refused");
            }
            Err(error) => {
                tracing::error!(file = %id, "a file of members was not taken: {error}");
            }
        }
    });
    begun
}

async fn show(
    frame: Frame,
    officer: Officer,
    code: CodeDue,
    state: Data<AppState>,
    id: web::Path<Uuid>,
    asked: web::Query<Asked>,
) -> Result<LargeFilePage, WebError> {
    entitled(&officer)?;
    let mut conn = state.connection().await?;
    let mut stage = stages::stage(&mut conn, *id)
        .await
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)?;
    let is_left = stages::is_left(&mut conn, &mut stage)
        .await
        .map_err(WebError::internal)?;
    if is_left && stage.state != State::Judged {
        judge_beside(&state, *id);
    }
    let faults = stages::remarks(&mut conn, *id, true)
        .await
        .map_err(WebError::internal)?;
    let warnings = stages::remarks(&mut conn, *id, false)
        .await
        .map_err(WebError::internal)?;
    let bringing = bringing(&mut conn, stage.brought_by(), &officer, code).await?;
    let leaf = if stage.state == State::Judged && stage.faults == 0 {
        let leaf = stages::leaf(&mut conn, &stage, &asked.page).await;
        Some(leaf.map_err(WebError::internal)?)
    } else {
        None
    };
    Ok(LargeFilePage {
        frame,
        stage,
        leaf,
        faults,
        warnings,
        bringing,
    })
}

async fn confirm(
    officer: Officer,
    _: Afresh,
    state: Data<AppState>,
    id: web::Path<Uuid>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    entitled(&officer)?;
    let mut conn = state.connection().await?;
    let stage = stages::stage(&mut conn, *id)
        .await
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)?;
    if let Some(hash) = stage.hash()
        && let Some(at) = intake::taken_at(&mut conn, hash)
            .await
            .map_err(WebError::internal)?
    {
        return Err(WebError::Refused(IntakeError::TakenAlready(at).to_string()));
    }
    if fields.get("act") == "discard" {
        let discarded = stages::discard(&mut conn, *id)
            .await
            .map_err(WebError::internal)?;
        if discarded {
            // An election officer uploads none.
            let back = if MemberKeeper::is(&officer) {
                "/room/members/import/large"
            } else {
                "/room/members"
            };
            return Ok(see_other(back));
        }
    } else {
        // Before its page says that it is being taken.
        files::hands(&mut conn, stage.brought_by(), officer.person)
            .await
            .map_err(refusal_of)?;
        drop(conn);
        // The page says how it stands, begun by this or by another.
        let _ = take_beside(&state, *id, officer.person).await;
    }
    Ok(see_other(&format!("/room/members/import/large/{id}")))
}
