//! Interests in a motion: what somebody says of their own, and what the body found of another's.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use uuid::Uuid;

use super::deciding::answered;
use super::{carried, find, line, reading, unreadable, wrong};
use crate::bodies::afresh::Afresh;
use crate::bodies::extract::MinuteKeeper;
use crate::motions::store::{self, Answer};
use crate::parties::PartyId;
use crate::web::answer::unprocessable;
use crate::web::form::Faults;
use crate::web::words::Speaker;
use crate::web::{AppState, CheckedForm, Fields, Frame, SignedIn, WebError};

/// As long as the record takes what an interest is in.
const ABOUT_CHARS: usize = 200;
/// As long as it takes what else is said of it.
const REASON_CHARS: usize = 500;

fn is_answer(word: &str) -> bool {
    matches!(word, "recused" | "stays" | "none")
}

/// What somebody says of an interest of their own.
pub(super) async fn declared(
    frame: Frame,
    account: SignedIn,
    state: Data<AppState>,
    number: Path<i64>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let motion = find(&mut conn, &frame, *number).await?;
    // A form that names anybody else is none of this page: what they have is not the reader's.
    if carried::<Uuid>(&frame.t, &fields, "person")?.is_some_and(|named| named != account.person) {
        return Err(unreadable(&frame.t));
    }
    let by = PartyId(account.person);
    let new = Answer {
        person: by,
        about: line(&fields, "about"),
        suggested: fields.get("suggested") == "1",
        answer: fields.get("answer").to_owned(),
        reason: line(&fields, "reason"),
        by,
    };
    let mut faults: Faults = Vec::new();
    if let Some(sentence) = wrong(&frame.t, &new.about, ABOUT_CHARS, "motion-fault-about") {
        faults.push(("about".to_owned(), sentence));
    }
    if !is_answer(&new.answer) {
        faults.push(("answer".to_owned(), frame.t.say("motion-fault-answer")));
    }
    if let Some(sentence) = wrong(&frame.t, &new.reason, REASON_CHARS, "") {
        faults.push(("reason".to_owned(), sentence));
    }
    if !faults.is_empty() {
        return unprocessable(&reading::page(&mut conn, frame, motion, fields, faults).await?);
    }
    let done = store::answer(&mut conn, &motion, &new).await;
    answered(&mut conn, frame, motion, fields, done, "about").await
}

/// What the body found of somebody else's interest, as whoever keeps its minutes writes it down:
/// after a code where they have a second factor, since it may take a vote away.
pub(super) async fn found(
    frame: Frame,
    keeper: MinuteKeeper,
    _: Afresh,
    state: Data<AppState>,
    number: Path<i64>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let motion = find(&mut conn, &frame, *number).await?;
    let by = keeper.0.person;
    let subject = Subject::of(&frame.t, &fields)?;
    let answer = fields.get("found_answer").to_owned();
    let reason = line(&fields, "found_reason");
    let mut faults: Faults = Vec::new();
    let t = &frame.t;
    match subject.person {
        None => faults.push((
            "found_person".to_owned(),
            t.say("motion-fault-found-person"),
        )),
        Some(person) if person == by => {
            faults.push(("found_person".to_owned(), t.say("motion-fault-found-own")));
        }
        Some(_) => {}
    }
    if let Some(sentence) = wrong(t, &subject.about, ABOUT_CHARS, "motion-fault-about") {
        faults.push(("found_about".to_owned(), sentence));
    }
    if !is_answer(&answer) {
        faults.push((
            "found_answer".to_owned(),
            t.say("motion-fault-found-answer"),
        ));
    }
    if let Some(sentence) = wrong(t, &reason, REASON_CHARS, "motion-fault-found-reason") {
        faults.push(("found_reason".to_owned(), sentence));
    }
    let (Some(person), true) = (subject.person, faults.is_empty()) else {
        return unprocessable(&reading::page(&mut conn, frame, motion, fields, faults).await?);
    };
    let new = Answer {
        person,
        about: subject.about,
        suggested: subject.is_suggested,
        answer,
        reason,
        by,
    };
    let done = store::answer(&mut conn, &motion, &new).await;
    answered(&mut conn, frame, motion, fields, done, "found_person").await
}

/// Whose interest in what the body judged.
struct Subject {
    person: Option<PartyId>,
    about: String,
    is_suggested: bool,
}

impl Subject {
    /// One that was declared or is asked about, as the page's choice carries it
    /// ([`crate::motions::views::choice_of`]); else one that is named by hand.
    ///
    /// # Errors
    /// A choice or a person that cannot be read.
    fn of(t: &Speaker, fields: &Fields) -> Result<Self, WebError> {
        let chosen = fields.get("found_of");
        if chosen.is_empty() {
            return Ok(Self {
                person: carried(t, fields, "found_person")?.map(PartyId),
                about: line(fields, "found_about"),
                is_suggested: false,
            });
        }
        let mut parts = chosen.splitn(3, ' ');
        let is_suggested = match parts.next() {
            Some("0") => false,
            Some("1") => true,
            Some(_) | None => return Err(unreadable(t)),
        };
        let person = parts.next().and_then(|person| person.parse::<Uuid>().ok());
        match (person, parts.next()) {
            (Some(person), Some(about)) => Ok(Self {
                person: Some(PartyId(person)),
                about: about.to_owned(),
                is_suggested,
            }),
            _ => Err(unreadable(t)),
        }
    }
}
