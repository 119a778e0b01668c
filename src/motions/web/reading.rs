//! Motions as they are read: the list, one of them, its versions compared, what is attached.

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::{Data, Path, Query};
use serde::Deserialize;

use super::{digest, find};
use crate::bodies::store::seats;
use crate::db::Connection;
use crate::factors::{self, model::Asked as Code};
use crate::motions::model::{Situation, State, Step};
use crate::motions::store::{self, Filter, Motion};
use crate::motions::views::{
    Ahead, Amended, ComparePage, ListPage, MotionPage, Parts, Reader, Voting,
};
use crate::parties::PartyId;
use crate::rulebook;
use crate::rulebook::keys;
use crate::web::form::Faults;
use crate::web::{AppState, Fields, Frame, WebError};
use crate::{bodies, debate};

#[derive(Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    body: String,
    #[serde(default)]
    pending: String,
    before: Option<i64>,
}

pub(super) async fn list(
    frame: Frame,
    asked: Query<Asked>,
    state: Data<AppState>,
) -> Result<ListPage, WebError> {
    let mut conn = state.connection().await?;
    let filter = Filter {
        body: asked.body.clone(),
        pending: !asked.pending.is_empty(),
        before: asked.before,
    };
    let reader = frame
        .account
        .as_ref()
        .map(|account| PartyId(account.person));
    let all = store::readable(&mut conn, &filter, reader)
        .await
        .map_err(WebError::internal)?;
    let bodies = seats::charters(&mut conn)
        .await
        .map_err(WebError::internal)?
        .into_iter()
        .map(|charter| (charter.body.as_str().to_owned(), charter.name))
        .collect();
    let drafts = match reader {
        Some(person) => {
            store::keeps(&mut conn, person)
                .await
                .map_err(WebError::internal)?
                || store::speaks_anywhere(&mut conn, person)
                    .await
                    .map_err(WebError::internal)?
        }
        None => false,
    };
    Ok(ListPage {
        frame,
        rows: all,
        filter,
        bodies,
        drafts,
    })
}

pub(super) async fn show(
    frame: Frame,
    number: Path<i64>,
    state: Data<AppState>,
) -> Result<MotionPage, WebError> {
    let mut conn = state.connection().await?;
    let motion = find(&mut conn, &frame, *number).await?;
    page(&mut conn, frame, motion, Fields::default(), Vec::new()).await
}

/// Everything the page of a motion says, with a form that came back where one did.
pub(super) async fn page(
    conn: &mut Connection,
    frame: Frame,
    motion: Motion,
    fields: Fields,
    faults: Faults,
) -> Result<MotionPage, WebError> {
    let zone = bodies::foundation(conn).await?.zone;
    let reader = reader(conn, &frame, &motion).await?;
    let texts = store::texts(conn, motion.id)
        .await
        .map_err(WebError::internal)?;
    let latest = texts
        .last()
        .map(|text| text.text.clone())
        .unwrap_or_default();
    let today = motion.now.with_timezone(&zone).date_naive();
    let interests = store::interests(conn, &motion)
        .await
        .map_err(WebError::internal)?;
    let suggestions = if motion.state().is_pending() && (reader.keeps || reader.speaks) {
        store::suggestions(conn, &motion, &latest, today)
            .await
            .map_err(WebError::internal)?
    } else {
        Vec::new()
    };
    let sitting = match reader.person {
        Some(keeper) if reader.keeps && motion.state().is_pending() && !motion.is_of_members() => {
            store::sitting(conn, &motion, keeper)
                .await
                .map_err(WebError::internal)?
        }
        Some(_) | None => Vec::new(),
    };
    let ahead = if motion.is_of_members() {
        store::ahead_of_members(conn, &motion)
            .await?
            .map(|ahead| Ahead::OfMembers(Box::new(ahead)))
    } else {
        store::ahead(conn, &motion)
            .await
            .map_err(WebError::internal)?
            .map(|outcome| Ahead::OfBody(Box::new(outcome)))
    };
    let question = store::question(conn, motion.id)
        .await
        .map_err(WebError::internal)?;
    let voting = match question {
        Some(question) => Some(voting(conn, &motion, question, today).await?),
        None => None,
    };
    let steps = store::steps(conn, motion.id)
        .await
        .map_err(WebError::internal)?;
    let situation = situation(conn, &motion, &reader, &steps, voting.as_ref()).await?;
    let amended = amended(conn, &motion, &texts).await?;
    let main = match motion.parent {
        Some(parent) => store::texts(conn, parent)
            .await
            .map_err(WebError::internal)?,
        None => Vec::new(),
    };
    let parts = Parts {
        steps,
        links: store::links(conn, motion.id)
            .await
            .map_err(WebError::internal)?,
        documents: store::documents(conn, motion.id)
            .await
            .map_err(WebError::internal)?,
        pending_merge: store::pending_merge(conn, motion.id)
            .await
            .map_err(WebError::internal)?
            .len(),
    };
    let thread = debate::web::thread(conn, &frame, motion.id).await?;
    Ok(MotionPage::new(
        frame,
        (motion, zone),
        reader,
        situation,
        (texts, main),
        (interests, suggestions, sitting),
        (ahead, voting),
        amended,
        parts,
        thread,
        (fields, faults),
    ))
}

async fn reader(conn: &mut Connection, frame: &Frame, motion: &Motion) -> Result<Reader, WebError> {
    let Some(account) = &frame.account else {
        return Ok(Reader::default());
    };
    let person = PartyId(account.person);
    let asked = if frame.is_officer() {
        factors::store::asked(conn, account.person, &account.session_hash)
            .await
            .map_err(WebError::internal)?
    } else {
        Code::Nothing
    };
    Ok(Reader {
        person: Some(person),
        speaks: store::speaks(conn, &motion.body, person)
            .await
            .map_err(WebError::internal)?,
        keeps: store::keeps(conn, person)
            .await
            .map_err(WebError::internal)?,
        confirms: frame.is_officer(),
        code_due: asked == Code::Code,
    })
}

async fn situation(
    conn: &mut Connection,
    motion: &Motion,
    reader: &Reader,
    steps: &[store::StepRow],
    voting: Option<&Voting>,
) -> Result<Situation, WebError> {
    let rule = |found: Option<rulebook::model::Rule>, asks: &str| {
        found
            .filter(|rule| rule.value == asks)
            .map(|rule| rule.citation)
    };
    let second = rulebook::store::find(conn, keys::MOTIONS_SECOND, motion.now)
        .await
        .map_err(WebError::internal)?;
    let reconsider = rulebook::store::find(conn, keys::MOTIONS_RECONSIDER, motion.now)
        .await
        .map_err(WebError::internal)?;
    let mover = steps.iter().rev().find(|step| step.step == Step::Move);
    Ok(Situation {
        is_author: reader.person == Some(PartyId(motion.opened_by)),
        is_mover: mover.is_some_and(|step| reader.person == Some(PartyId(step.person))),
        has_mover: mover.is_some(),
        speaks: reader.speaks,
        keeps: reader.keeps,
        prevailed: voting.is_some_and(|voting| {
            reader
                .person
                .is_some_and(|person| voting.prevailed(person, motion.state()))
        }),
        second: rule(second, "yes"),
        reconsider: rule(reconsider, "prevailing side"),
        is_declared: voting
            .is_some_and(|voting| voting.question.entry.is_some() || voting.question.poll_opened),
    })
}

async fn voting(
    conn: &mut Connection,
    motion: &Motion,
    question: store::Question,
    today: chrono::NaiveDate,
) -> Result<Voting, WebError> {
    if question.poll.is_some() {
        let decided = store::of_members(conn, question.id).await?;
        return Ok(Voting {
            question,
            casts: Vec::new(),
            demands: Vec::new(),
            outcome: None,
            consent: None,
            decided,
        });
    }
    // Of a vote that is over roster and rules are those of its day.
    let at = if question.is_final {
        store::decided_at(conn, question.id)
            .await
            .map_err(WebError::internal)?
            .unwrap_or(motion.now)
    } else {
        seats::entry_instant(conn, today)
            .await
            .map_err(WebError::internal)?
    };
    // As it is declared, also before that is confirmed.
    let lost =
        matches!(motion.state(), State::Lost | State::NoQuorum) || question.declared == Some(false);
    let casts = store::question_votes(conn, question.id, !lost, at)
        .await
        .map_err(WebError::internal)?;
    let ballots = store::ballots(conn, question.id)
        .await
        .map_err(WebError::internal)?;
    let outcome = store::declared(conn, motion, &casts, ballots, question.in_writing, at)
        .await
        .ok();
    let demands = store::demands(conn, question.id)
        .await
        .map_err(WebError::internal)?;
    let consent = store::consent(conn, motion, at).await.ok().flatten();
    Ok(Voting {
        question,
        casts,
        demands,
        outcome,
        consent,
        decided: None,
    })
}

/// The amendments of a motion beside the text they change, with those that collide.
async fn amended(
    conn: &mut Connection,
    motion: &Motion,
    texts: &[store::Text],
) -> Result<Vec<Amended>, WebError> {
    let mut all = Vec::new();
    for amendment in store::amendments(conn, motion.id)
        .await
        .map_err(WebError::internal)?
    {
        let own = store::texts(conn, amendment.id)
            .await
            .map_err(WebError::internal)?;
        let Some(proposed) = own.into_iter().next_back() else {
            continue;
        };
        let base = texts
            .iter()
            .find(|text| Some(text.version) == proposed.base)
            .map(|text| text.text.clone())
            .unwrap_or_default();
        all.push(Amended::new(amendment, proposed, base));
    }
    Ok(Amended::with_collisions(all))
}

#[derive(Default, Deserialize)]
pub(super) struct Versions {
    from: Option<i32>,
    to: Option<i32>,
}

pub(super) async fn compare(
    frame: Frame,
    number: Path<i64>,
    asked: Query<Versions>,
    state: Data<AppState>,
) -> Result<ComparePage, WebError> {
    let mut conn = state.connection().await?;
    let motion = find(&mut conn, &frame, *number).await?;
    let texts = store::texts(&mut conn, motion.id)
        .await
        .map_err(WebError::internal)?;
    let latest = texts.last().map_or(1, |text| text.version);
    let find = |version: i32| texts.iter().find(|text| text.version == version).cloned();
    let to = asked.to.unwrap_or(latest);
    let from = asked.from.unwrap_or(to.saturating_sub(1).max(1));
    let (Some(from), Some(to)) = (find(from), find(to)) else {
        return Err(WebError::NotFound);
    };
    Ok(ComparePage::new(frame, motion, from, to, latest))
}

pub(super) async fn document(
    frame: Frame,
    path: Path<(i64, String)>,
    state: Data<AppState>,
) -> Result<HttpResponse, WebError> {
    let (number, sha256) = path.into_inner();
    let mut conn = state.connection().await?;
    let motion = find(&mut conn, &frame, number).await?;
    let bytes = store::document(&mut conn, motion.id, &digest(&sha256))
        .await
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)?;
    // What it is nobody here knows: it is saved, never shown.
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/octet-stream"))
        .insert_header((
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"motion-{number}\""),
        ))
        .body(bytes))
}
