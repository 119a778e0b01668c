//! Routes of a debate: what is said, changed, folded away, followed, read again.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{self, Data, Path, ServiceConfig};
use askama::Template;
use uuid::Uuid;

use super::model::{self, Stance, words};
use super::store::{self, DebateError, EditError, Motion, NewPost};
use super::views::{DebatePage, Thread, Typed, VersionsPage};
use crate::bodies::{self, MinuteKeeper};
use crate::db::Connection;
use crate::parties::PartyId;
use crate::web::answer::{html, see_other};
use crate::web::{AppState, CheckedForm, Fields, Frame, SignedIn, WebError};

pub fn routes(service: &mut ServiceConfig) {
    service
        .route("/motions/{number}/posts", web::get().to(show))
        .route("/motions/{number}/posts", web::post().to(add))
        .route("/motions/{number}/posts/{id}", web::post().to(edit))
        .route(
            "/motions/{number}/posts/{id}/moderation",
            web::post().to(moderate),
        )
        .route(
            "/motions/{number}/posts/{id}/versions",
            web::get().to(versions),
        )
        .route("/motions/{number}/follow", web::post().to(follow));
}

impl From<DebateError> for WebError {
    fn from(error: DebateError) -> Self {
        Self::internal(error)
    }
}

fn reader_of(frame: &Frame) -> Option<PartyId> {
    frame
        .account
        .as_ref()
        .map(|account| PartyId(account.person))
}

/// The debate on a motion, drawn to be taken into the motion's page; empty for whom it
/// is closed to, and before there is one.
///
/// # Errors
/// A fault of the house.
pub async fn thread(
    conn: &mut Connection,
    frame: &Frame,
    motion: Uuid,
) -> Result<String, WebError> {
    let Some(motion) = store::motion_of(conn, motion)
        .await
        .map_err(WebError::internal)?
    else {
        return Ok(String::new());
    };
    if !store::may_read(conn, reader_of(frame), &motion).await? {
        return Ok(String::new());
    }
    drawn(conn, frame, &motion, Typed::default()).await
}

async fn drawn(
    conn: &mut Connection,
    frame: &Frame,
    motion: &Motion,
    typed: Typed,
) -> Result<String, WebError> {
    let posts = store::posts(conn, motion.id)
        .await
        .map_err(WebError::internal)?;
    // Of a draft there is nothing to say yet.
    if posts.is_empty() && !model::is_open(&motion.state) {
        return Ok(String::new());
    }
    let reader = reader_of(frame);
    let (writes, follows, moderates) = match reader {
        None => (false, None, false),
        Some(reader) => (
            store::may_write(conn, reader, motion).await?,
            Some(
                store::follows(conn, motion.id, reader)
                    .await
                    .map_err(WebError::internal)?
                    .unwrap_or_default(),
            ),
            keeps_minutes(conn, reader).await?,
        ),
    };
    let now = bodies::store::now(conn).await.map_err(WebError::internal)?;
    let (_, citation) = store::audience(conn, motion, now)
        .await
        .map_err(WebError::internal)?;
    let thread = Thread {
        frame: frame.clone(),
        motion: motion.clone(),
        posts,
        reader: reader.map(|reader| reader.0),
        writes,
        moderates,
        follows,
        form: Uuid::new_v4(),
        citation: citation.unwrap_or_default(),
        typed,
    };
    thread.render().map_err(WebError::internal)
}

async fn keeps_minutes(conn: &mut Connection, person: PartyId) -> Result<bool, WebError> {
    let now = bodies::store::now(conn).await.map_err(WebError::internal)?;
    let offices = bodies::store::offices_of(conn, person, now)
        .await
        .map_err(WebError::internal)?;
    let keeping = [bodies::Office::Secretary, bodies::Office::Chair];
    Ok(offices
        .iter()
        .any(|held| keeping.contains(held) || keeping.contains(&held.stands_for())))
}

/// The motion of this number, if its debate is open to this reader.
async fn readable(conn: &mut Connection, frame: &Frame, number: i64) -> Result<Motion, WebError> {
    let motion = store::motion(conn, number)
        .await
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)?;
    let reader = reader_of(frame);
    if store::may_read(conn, reader, &motion).await? {
        return Ok(motion);
    }
    match reader {
        // As on the motion's own page: for whom it is closed there is none.
        _ if motion.is_closed() => Err(WebError::NotFound),
        None => Err(WebError::SignInFirst {
            next: frame.here.clone(),
        }),
        Some(_) => Err(WebError::Forbidden(frame.t.say("debate-closed-to-you"))),
    }
}

async fn page(
    conn: &mut Connection,
    frame: Frame,
    motion: Motion,
    typed: Typed,
    status: StatusCode,
) -> Result<HttpResponse, WebError> {
    let faults = if typed.fault.is_empty() {
        Vec::new()
    } else {
        let field = typed
            .post
            .map_or_else(|| "text".to_owned(), |post| format!("text-{post}"));
        vec![(field, typed.fault.clone())]
    };
    html(
        status,
        &DebatePage {
            thread: drawn(conn, &frame, &motion, typed).await?,
            frame,
            motion,
            faults,
        },
    )
}

async fn show(
    frame: Frame,
    state: Data<AppState>,
    number: Path<i64>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let motion = readable(&mut conn, &frame, *number).await?;
    page(&mut conn, frame, motion, Typed::default(), StatusCode::OK).await
}

/// The sentence of a refusal.
fn refused(frame: &Frame, error: EditError) -> WebError {
    match error {
        EditError::Closed => WebError::Refused(frame.t.say("debate-refused-closed")),
        EditError::NotTheirs => WebError::Refused(frame.t.say("debate-refused-theirs")),
        EditError::ChangedMeanwhile => WebError::Refused(frame.t.say("debate-refused-changed")),
        EditError::Debate(error) => error.into(),
    }
}

async fn add(
    frame: Frame,
    reader: SignedIn,
    state: Data<AppState>,
    number: Path<i64>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let motion = readable(&mut conn, &frame, *number).await?;
    let stance = Stance::parse(fields.get("stance"));
    let (stance, text) = match (stance, words(fields.get("text"))) {
        (Some(stance), Ok(text)) => (stance, text),
        (stance, text) => {
            let fault = text.err().unwrap_or("debate-fault-stance");
            let typed = Typed {
                post: None,
                stance: stance.map_or("", Stance::word).to_owned(),
                text: fields.get("text").to_owned(),
                fault: frame.t.say(fault),
            };
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return page(&mut conn, frame, motion, typed, status).await;
        }
    };
    let new = NewPost {
        id: fields.form_id(),
        motion: motion.id,
        author: PartyId(reader.person),
        stance,
        text: &text,
    };
    store::add(&mut conn, &new)
        .await
        .map_err(|error| refused(&frame, error))?;
    Ok(see_other(&format!(
        "{}/posts#post-{}",
        motion.path(),
        new.id
    )))
}

async fn edit(
    frame: Frame,
    reader: SignedIn,
    state: Data<AppState>,
    path: Path<(i64, Uuid)>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let (number, post) = path.into_inner();
    let mut conn = state.connection().await?;
    let motion = readable(&mut conn, &frame, number).await?;
    let text = match words(fields.get("text")) {
        Ok(text) => text,
        Err(fault) => {
            let typed = Typed {
                post: Some(post),
                stance: String::new(),
                text: fields.get("text").to_owned(),
                fault: frame.t.say(fault),
            };
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return page(&mut conn, frame, motion, typed, status).await;
        }
    };
    let seen = fields.get("version").parse().unwrap_or_default();
    let by = PartyId(reader.person);
    store::edit(&mut conn, motion.id, post, by, seen, &text)
        .await
        .map_err(|error| refused(&frame, error))?;
    Ok(see_other(&format!("{}/posts#post-{post}", motion.path())))
}

async fn moderate(
    frame: Frame,
    keeper: MinuteKeeper,
    state: Data<AppState>,
    path: Path<(i64, Uuid)>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let (number, post) = path.into_inner();
    let mut conn = state.connection().await?;
    let motion = readable(&mut conn, &frame, number).await?;
    store::post(&mut conn, motion.id, post)
        .await
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)?;
    let reason: Vec<&str> = fields.get("reason").split_whitespace().collect();
    let reason = reason.join(" ");
    if reason.is_empty() || reason.chars().count() > 300 {
        return Err(WebError::Refused(frame.t.say("debate-refused-reason")));
    }
    let hidden = fields.get("hidden") == "1";
    let by = keeper.0.person;
    store::moderate(&mut conn, motion.id, post, hidden, &reason, by)
        .await
        .map_err(WebError::internal)?;
    Ok(see_other(&format!("{}/posts#post-{post}", motion.path())))
}

async fn follow(
    frame: Frame,
    reader: SignedIn,
    state: Data<AppState>,
    number: Path<i64>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let wanted = fields.get("follows") == "1";
    let person = PartyId(reader.person);
    // Who may not read of it any more can still say that they do not want letters.
    let motion = if wanted {
        readable(&mut conn, &frame, *number).await?
    } else {
        store::motion(&mut conn, *number)
            .await
            .map_err(WebError::internal)?
            .ok_or(WebError::NotFound)?
    };
    store::follow(&mut conn, motion.id, person, wanted)
        .await
        .map_err(WebError::internal)?;
    Ok(see_other(&format!("{}/posts", motion.path())))
}

async fn versions(
    frame: Frame,
    state: Data<AppState>,
    path: Path<(i64, Uuid)>,
) -> Result<HttpResponse, WebError> {
    let (number, post) = path.into_inner();
    let mut conn = state.connection().await?;
    let motion = readable(&mut conn, &frame, number).await?;
    let post = store::post(&mut conn, motion.id, post)
        .await
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)?;
    let versions = store::versions(&mut conn, post.id)
        .await
        .map_err(WebError::internal)?;
    html(
        StatusCode::OK,
        &VersionsPage {
            frame,
            motion,
            post,
            versions,
        },
    )
}
