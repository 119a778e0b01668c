//! Questions to candidates, their replies, and a candidate's letter to the voters.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use uuid::Uuid;

use super::{fault, find, members, now};
use crate::db::Connection;
use crate::elections::model::{NomineeState, line, paragraphs};
use crate::elections::store::campaign::{self, NewLetter};
use crate::elections::store::drafting;
use crate::elections::store::elections::Election;
use crate::elections::store::nominees::{self, Standing};
use crate::elections::views::letter::LetterPage;
use crate::members::store::Line;
use crate::parties::PartyId;
use crate::renewals::chore::days_by;
use crate::rulebook::keys;
use crate::web::answer::{html, see_other, unprocessable};
use crate::web::form::Faults;
use crate::web::{AppState, CheckedForm, Fields, Frame, SignedIn, WebError};
use crate::{polls, rolls};

const QUESTION_CHARS: usize = 1000;
const REPLY_CHARS: usize = 3000;
const SUBJECT_CHARS: usize = 120;
const LETTER_CHARS: usize = 4000;

pub(super) async fn ask(
    account: SignedIn,
    frame: Frame,
    number: Path<i32>,
    state: Data<AppState>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let election = find(&mut conn, *number).await?;
    let now = now(&mut conn).await?;
    let person = PartyId(account.person);
    let membership = members::memberships(&mut conn, person, now)
        .await?
        .into_iter()
        .filter(|line| line.votes_on_roll().is_some())
        .find(|line: &Line| line.membership.0.to_string() == fields.get("membership"));
    let question = paragraphs(
        fields.get("question"),
        QUESTION_CHARS,
        &frame.t.say("question-empty"),
    );
    let mut faults = Faults::new();
    if membership.is_none() {
        faults.extend(fault("membership", frame.t.say("question-member")));
    }
    let text = match question {
        Ok(text) => text,
        Err(sentence) => {
            faults.extend(fault("question", sentence));
            String::new()
        }
    };
    match membership {
        Some(line) if faults.is_empty() => {
            let who = (fields.form_id(), line.membership.0, person);
            campaign::ask(&mut conn, election.id, who, &text).await?;
            Ok(see_other(&format!(
                "/elections/{}#questions",
                election.number
            )))
        }
        _ => {
            let page = members::page(&mut conn, frame, election, (fields, faults)).await?;
            unprocessable(&page)
        }
    }
}

pub(super) async fn reply(
    account: SignedIn,
    frame: Frame,
    path: Path<(i32, i32)>,
    state: Data<AppState>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let (number, question) = path.into_inner();
    let election = find(&mut conn, number).await?;
    let (asked, _) = campaign::questions(&mut conn, election.id)
        .await
        .map_err(WebError::internal)?;
    let question = asked
        .into_iter()
        .find(|one| one.number == question)
        .ok_or(WebError::NotFound)?;
    let text = paragraphs(
        fields.get("reply"),
        REPLY_CHARS,
        &frame.t.say("reply-empty"),
    );
    match text {
        Ok(text) => {
            let candidate = PartyId(account.person);
            let ids = (fields.form_id(), question.id);
            campaign::reply(&mut conn, ids, candidate, &text).await?;
            Ok(see_other(&format!("/elections/{number}#questions")))
        }
        Err(sentence) => {
            let faults = fault(&format!("reply-{}", question.number), sentence);
            let page = members::page(&mut conn, frame, election, (fields, faults)).await?;
            unprocessable(&page)
        }
    }
}

async fn candidate(
    conn: &mut Connection,
    frame: &Frame,
    election: &Election,
    person: PartyId,
) -> Result<Standing, WebError> {
    nominees::nominees(conn, election.id)
        .await
        .map_err(WebError::internal)?
        .into_iter()
        .find(|one| one.person == person && one.state == NomineeState::Candidate)
        .ok_or_else(|| WebError::Forbidden(frame.t.say("candidate-none")))
}

/// The certified roll of the election: the one its poll names, or the latest of all members of
/// its record date. A roll of some classes is that of an election only once its poll names it.
pub(super) async fn roll_of(
    conn: &mut Connection,
    election: &Election,
) -> Result<Option<rolls::store::Roll>, WebError> {
    let poll = match drafting::poll_of(conn, election.id)
        .await
        .map_err(WebError::internal)?
    {
        Some(number) => polls::store::by_number(conn, number)
            .await
            .map_err(WebError::internal)?,
        None => None,
    };
    let named: Option<Uuid> = poll.and_then(|poll| poll.roll.or(poll.draft.roll));
    let record_date = election.calendar.dates().record_date;
    let all = rolls::store::all(conn).await.map_err(WebError::internal)?;
    Ok(all.into_iter().find(|roll| {
        roll.is_certified()
            && named.map_or(
                roll.record_date == record_date && roll.classes.is_empty(),
                |named| named == roll.id,
            )
    }))
}

async fn page(
    conn: &mut Connection,
    frame: Frame,
    (election, person): (Election, PartyId),
    typed: (Fields, Faults),
) -> Result<LetterPage, WebError> {
    let now = now(conn).await?;
    let standing = candidate(conn, &frame, &election, person).await?;
    let most = days_by(conn, keys::ELECTION_CANDIDATE_LETTERS, now.at)
        .await
        .map_err(WebError::internal)?
        .unwrap_or(1);
    let sent = campaign::sent(conn, election.id, person)
        .await
        .map_err(WebError::internal)?;
    let has_roll = roll_of(conn, &election).await?.is_some();
    Ok(LetterPage::new(
        frame,
        (election, now),
        standing.name,
        (most, sent, has_roll),
        typed,
    ))
}

pub(super) async fn write(
    account: SignedIn,
    frame: Frame,
    number: Path<i32>,
    state: Data<AppState>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let election = find(&mut conn, *number).await?;
    let who = (election, PartyId(account.person));
    let page = page(&mut conn, frame, who, (Fields::default(), Vec::new())).await?;
    html(StatusCode::OK, &page)
}

pub(super) async fn send(
    account: SignedIn,
    frame: Frame,
    number: Path<i32>,
    state: Data<AppState>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let election = find(&mut conn, *number).await?;
    let now = now(&mut conn).await?;
    let person = PartyId(account.person);
    let standing = candidate(&mut conn, &frame, &election, person).await?;
    let mut faults = Faults::new();
    let subject = line(
        fields.get("subject"),
        SUBJECT_CHARS,
        &frame.t.say("letter-subject-empty"),
    )
    .map_err(|sentence| faults.extend(fault("subject", sentence)))
    .unwrap_or_default();
    let text = paragraphs(
        fields.get("letter"),
        LETTER_CHARS,
        &frame.t.say("letter-empty"),
    )
    .map_err(|sentence| faults.extend(fault("letter", sentence)))
    .unwrap_or_default();
    let roll = roll_of(&mut conn, &election).await?;
    if roll.is_none() {
        faults.extend(fault("letter", frame.t.say("letter-no-roll")));
    }
    match roll {
        Some(roll) if faults.is_empty() => {
            let new = NewLetter {
                id: fields.form_id(),
                candidate: person,
                candidate_name: &standing.name,
                subject: &subject,
                text: &text,
            };
            campaign::send(&mut conn, &election, roll.id, &new, now.day).await?;
            Ok(see_other(&format!("/elections/{}/letter", election.number)))
        }
        _ => {
            let page = page(&mut conn, frame, (election, person), (fields, faults)).await?;
            unprocessable(&page)
        }
    }
}
