//! What is done with a motion: steps, interests, votes, and what came of them.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::{carried, digest, find, line, reading, unreadable, wrong};
use crate::bodies::afresh::Afresh;
use crate::bodies::extract::{MinuteKeeper, Officer};
use crate::bodies::model::votes::Vote;
use crate::bodies::store::decisions::{self, Ballots};
use crate::db::Connection;
use crate::motions::model::{Form, Step};
use crate::motions::store::{self, Declared, Motion, MotionError, NewReferendum, NewVote};
use crate::motions::views::refusal_said;
use crate::outbox::model::MotionNews;
use crate::parties::PartyId;
use crate::web::answer::{see_other, unprocessable};
use crate::web::times::parse_local;
use crate::web::words::Speaker;
use crate::web::{AppState, CheckedForm, Fields, Frame, SignedIn, WebError};
use crate::{bodies, debate};

/// As long as the record takes what is said with a step.
const NOTE_CHARS: usize = 500;

/// The page again with the sentence that refused, or on to it.
pub(super) async fn answered(
    conn: &mut Connection,
    frame: Frame,
    motion: Motion,
    fields: Fields,
    done: Result<(), MotionError>,
    field: &str,
) -> Result<HttpResponse, WebError> {
    match done {
        Ok(()) => Ok(see_other(&format!("/motions/{}", motion.number))),
        Err(MotionError::Refused(refusal)) => {
            // What was refused may have moved on: the page says how it stands now.
            let motion = find(conn, &frame, motion.number).await?;
            let faults = vec![(field.to_owned(), refusal_said(&frame.t, &refusal))];
            unprocessable(&reading::page(conn, frame, motion, fields, faults).await?)
        }
        Err(error) => Err(error.into()),
    }
}

/// Tells those who follow a motion what was done with it; a fault here undoes nothing.
async fn tell(conn: &mut Connection, motion: &Motion, step: &str) {
    if let Some(news) = MotionNews::of_step(step)
        && let Err(error) = debate::store::tell_followers(conn, motion.id, news).await
    {
        tracing::warn!(%error, motion = motion.number, "followers of a motion were not told");
    }
}

pub(super) async fn step(
    frame: Frame,
    account: SignedIn,
    state: Data<AppState>,
    number: Path<i64>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let motion = find(&mut conn, &frame, *number).await?;
    let taken = Step::parse(fields.get("step")).filter(|step| Step::BY_HAND.contains(step));
    let Some(taken) = taken else {
        return Err(WebError::Refused(frame.t.say("motion-fault-step")));
    };
    // A form that was sent before finds the motion where it led.
    if motion.state().after(taken).is_none()
        && store::took(&mut conn, motion.id, taken, PartyId(account.person))
            .await
            .map_err(WebError::internal)?
    {
        return Ok(see_other(&format!("/motions/{number}")));
    }
    let note = line(&fields, "note");
    let missing = if taken.asks_why() {
        "motion-fault-note"
    } else {
        ""
    };
    if let Some(sentence) = wrong(&frame.t, &note, NOTE_CHARS, missing) {
        let faults = vec![(format!("note-{}", taken.word()), sentence)];
        return unprocessable(&reading::page(&mut conn, frame, motion, fields, faults).await?);
    }
    let by = PartyId(account.person);
    let done = store::step(&mut conn, motion.id, taken, by, &note).await;
    if done.is_ok() {
        if matches!(taken, Step::Submit | Step::Move) {
            debate::store::follow_unless_asked(&mut conn, motion.id, by)
                .await
                .map_err(WebError::internal)?;
        }
        tell(&mut conn, &motion, taken.word()).await;
    }
    let field = format!("note-{}", taken.word());
    answered(&mut conn, frame, motion, fields, done, &field).await
}

pub(super) async fn put(
    frame: Frame,
    keeper: MinuteKeeper,
    state: Data<AppState>,
    number: Path<i64>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let motion = find(&mut conn, &frame, *number).await?;
    let version = fields.get("version").parse().unwrap_or(0);
    let sha256 = digest(fields.get("sha256"));
    let done = match Form::parse(fields.get("vote_form")) {
        Some(form) if form != Form::Poll => {
            store::put(&mut conn, &motion, form, version, &sha256, keeper.0.person).await
        }
        _ => Err(MotionError::refused("motion-fault-form")),
    };
    if done.is_ok() {
        tell(&mut conn, &motion, Step::Put.word()).await;
    }
    answered(&mut conn, frame, motion, fields, done, "vote_form").await
}

pub(super) async fn referendum(
    frame: Frame,
    keeper: MinuteKeeper,
    state: Data<AppState>,
    number: Path<i64>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let motion = find(&mut conn, &frame, *number).await?;
    let zone = bodies::foundation(&mut conn).await?.zone;
    let mut faults = Vec::new();
    let mut instant = |field: &str, what: &str| -> Option<DateTime<Utc>> {
        match parse_local(what, fields.get(field), zone) {
            Ok(at) => Some(at),
            Err(sentence) => {
                faults.push((field.to_owned(), sentence));
                None
            }
        }
    };
    let opens = instant("opens", "opening");
    let closes = instant("closes", "close");
    if let (Some(opens), Some(closes)) = (opens, closes)
        && closes <= opens + TimeDelta::minutes(1)
    {
        faults.push(("closes".to_owned(), frame.t.say("motion-fault-closes")));
    }
    let options: Vec<String> = fields
        .get("options")
        .lines()
        .map(|option| option.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|option| !option.is_empty())
        .collect();
    let default = line(&fields, "default");
    if options.len() == 1 {
        faults.push(("options".to_owned(), frame.t.say("motion-fault-options")));
    }
    if !options.is_empty() && !options.contains(&default) {
        faults.push(("default".to_owned(), frame.t.say("motion-fault-default")));
    }
    let (Some(opens_at), Some(closes_at), true) = (opens, closes, faults.is_empty()) else {
        return unprocessable(&reading::page(&mut conn, frame, motion, fields, faults).await?);
    };
    let new = NewReferendum {
        id: fields.form_id(),
        version: fields.get("version").parse().unwrap_or(0),
        sha256: digest(fields.get("sha256")),
        options,
        default,
        opens_at,
        closes_at,
        by: keeper.0.person,
    };
    let done = store::put_to_members(&mut conn, &motion, &new)
        .await
        .map(|_| ());
    answered(&mut conn, frame, motion, fields, done, "opens").await
}

/// The question the form was about; it must still be the latest.
async fn question(
    conn: &mut Connection,
    motion: &Motion,
    fields: &Fields,
) -> Result<Result<store::Question, MotionError>, WebError> {
    let latest = store::question(conn, motion.id)
        .await
        .map_err(WebError::internal)?;
    let Some(latest) = latest else {
        return Ok(Err(MotionError::refused("motion-fault-not-put")));
    };
    if latest.id.to_string() != fields.get("question") {
        return Ok(Err(MotionError::refused("motion-refused-vote-text")));
    }
    Ok(Ok(latest))
}

pub(super) async fn vote(
    frame: Frame,
    account: SignedIn,
    state: Data<AppState>,
    number: Path<i64>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let motion = find(&mut conn, &frame, *number).await?;
    let by = PartyId(account.person);
    let done = match (
        question(&mut conn, &motion, &fields).await?,
        Vote::parse(fields.get("vote")),
    ) {
        (Err(refused), _) => Err(refused),
        (Ok(_), None) => Err(MotionError::refused("motion-fault-vote")),
        (Ok(question), Some(vote)) => {
            let new = NewVote {
                question: question.id,
                person: by,
                vote,
                by,
            };
            store::vote(&mut conn, new, &digest(fields.get("sha256"))).await
        }
    };
    answered(&mut conn, frame, motion, fields, done, "vote").await
}

/// The votes of a roll, but those that are left open.
///
/// # Errors
/// One that cannot be read: the roll is not written down without it.
fn heard(t: &Speaker, fields: &Fields) -> Result<Vec<(PartyId, Vote)>, WebError> {
    let mut heard = Vec::new();
    for (name, value) in fields.iter() {
        let Some(person) = name.strip_prefix("vote-") else {
            continue;
        };
        let person = person.parse::<Uuid>().map_err(|_| unreadable(t))?;
        if !value.is_empty() {
            let vote = Vote::parse(value).ok_or_else(|| unreadable(t))?;
            heard.push((PartyId(person), vote));
        }
    }
    Ok(heard)
}

/// The whole roll as whoever keeps the minutes heard it: what is left open stays as it is.
pub(super) async fn roll(
    frame: Frame,
    keeper: MinuteKeeper,
    state: Data<AppState>,
    number: Path<i64>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let motion = find(&mut conn, &frame, *number).await?;
    let heard = heard(&frame.t, &fields)?;
    let asked = match question(&mut conn, &motion, &fields).await? {
        Ok(asked) => asked,
        Err(refused) => {
            return answered(&mut conn, frame, motion, fields, Err(refused), "roll").await;
        }
    };
    let done = store::call_the_roll(
        &mut conn,
        asked.id,
        &heard,
        &digest(fields.get("sha256")),
        keeper.0.person,
    )
    .await;
    answered(&mut conn, frame, motion, fields, done, "roll").await
}

/// Somebody objects or asks for a division, or whoever keeps the minutes heard another do so.
pub(super) async fn demand(
    frame: Frame,
    account: SignedIn,
    state: Data<AppState>,
    number: Path<i64>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let motion = find(&mut conn, &frame, *number).await?;
    let by = PartyId(account.person);
    let person = match carried(&frame.t, &fields, "person")? {
        Some(person) => Some(PartyId(person)),
        // Of a form that asks whose it is, nobody's is not the reader's.
        None if fields.get("heard") == "1" => None,
        None => Some(by),
    };
    let done = match (question(&mut conn, &motion, &fields).await?, person) {
        (Err(refused), _) => Err(refused),
        (Ok(_), None) => Err(MotionError::refused("motion-fault-who")),
        (Ok(question), Some(person)) => store::demand(&mut conn, question.id, person, by).await,
    };
    let field = if fields.get("heard") == "1" {
        "person"
    } else {
        "demand"
    };
    answered(&mut conn, frame, motion, fields, done, field).await
}

pub(super) async fn declare(
    frame: Frame,
    keeper: MinuteKeeper,
    state: Data<AppState>,
    number: Path<i64>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let motion = find(&mut conn, &frame, *number).await?;
    let today = bodies::foundation(&mut conn).await?.day(motion.now);
    let done = match question(&mut conn, &motion, &fields).await? {
        Err(refused) => Err(refused),
        Ok(question) => {
            let number_of = |field: &str| fields.get(field).trim().parse::<u32>().ok();
            let ballots = match (number_of("yes"), number_of("no"), number_of("abstain")) {
                (Some(yes), Some(no), Some(abstain)) => Some(Ballots { yes, no, abstain }),
                _ => None,
            };
            let new = Declared {
                id: fields.form_id(),
                heard: match fields.get("heard") {
                    "adopted" => Some(true),
                    "lost" => Some(false),
                    _ => None,
                },
                ballots: ballots.filter(|_| question.form == Form::Secret),
                in_writing: !fields.get("in_writing").is_empty(),
                today,
                by: keeper.0.person,
            };
            if question.form == Form::Secret && ballots.is_none() {
                Err(MotionError::refused("motion-fault-ballots"))
            } else {
                store::declare(&mut conn, &motion, &question, new)
                    .await
                    .map(|_| ())
            }
        }
    };
    answered(&mut conn, frame, motion, fields, done, "declaration").await
}

/// Another officer confirms what was declared; with the last that is needed the motion is
/// decided, and an amendment stands in the text.
pub(super) async fn confirm(
    frame: Frame,
    officer: Officer,
    _: Afresh,
    state: Data<AppState>,
    number: Path<i64>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let motion = find(&mut conn, &frame, *number).await?;
    let done = match store::entry_of(&mut conn, motion.id)
        .await
        .map_err(WebError::internal)?
    {
        None => Err(MotionError::refused("motion-fault-nothing-waits")),
        Some(entry) => decisions::confirm(&mut conn, entry, officer.person)
            .await
            .map_err(MotionError::from),
    };
    let done = match done {
        Ok(None) => Ok(()),
        Ok(Some(_)) => {
            let steps = store::steps(&mut conn, motion.id)
                .await
                .map_err(WebError::internal)?;
            if let Some(last) = steps.last() {
                tell(&mut conn, &motion, last.step.word()).await;
            }
            // Decided it is, whatever becomes of the text: what is not taken in here, `merge` takes in.
            store::take_in(&mut conn, &motion, officer.person).await
        }
        Err(error) => Err(error),
    };
    answered(&mut conn, frame, motion, fields, done, "confirmation").await
}

/// Takes adopted amendments into the text that it does not hold yet.
pub(super) async fn merge(
    frame: Frame,
    keeper: MinuteKeeper,
    state: Data<AppState>,
    number: Path<i64>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let motion = find(&mut conn, &frame, *number).await?;
    let mut done = Ok(());
    for amendment in store::pending_merge(&mut conn, motion.id)
        .await
        .map_err(WebError::internal)?
    {
        if let Some(amendment) = store::by_id(&mut conn, amendment)
            .await
            .map_err(WebError::internal)?
            && done.is_ok()
        {
            done = store::take_in(&mut conn, &amendment, keeper.0.person).await;
        }
    }
    answered(&mut conn, frame, motion, fields, done, "merge").await
}
