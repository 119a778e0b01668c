//! A member's own page of a preliminary roll: whether they stand on it, and
//! what they ask.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use uuid::Uuid;

use crate::bodies;
use crate::db::Connection;
use crate::members::store::history;
use crate::parties::{self, PartyId};
use crate::rolls::model::challenge::ChallengeKind;
use crate::rolls::store::challenges::{self, ChallengeError, NewChallenge, Window};
use crate::rolls::store::{self, Roll, corrections};
use crate::rolls::views::own::{
    AskForm, OwnChallenge, OwnLine, OwnRoll, RollState, standing_sentence,
};
use crate::web::answer::{html, see_other, unprocessable};
use crate::web::times::{Moment, day};
use crate::web::{AppState, CheckedForm, Fields, Frame, SignedIn, WebError};

const TEXT_CHARS: usize = 2000;

/// A roll that was published, with its window.
async fn published(conn: &mut Connection, number: i32) -> Result<(Roll, Window), WebError> {
    let roll = store::by_number(conn, number)
        .await
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)?;
    let window = challenges::window(conn, roll.id)
        .await
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)?;
    Ok((roll, window))
}

/// The votes of a membership on this roll; none where it does not stand on it.
fn on(roll: &Roll, line: &history::Line) -> Option<u32> {
    line.votes_on_roll()
        .filter(|_| roll.is_of(line.class.as_str()))
}

/// The memberships of a person, and of the organisations they act for today, each
/// with where it stands on the roll.
async fn own_lines(
    conn: &mut Connection,
    frame: &Frame,
    person: PartyId,
    roll: &Roll,
) -> Result<Vec<OwnLine>, WebError> {
    let now = bodies::store::now(conn).await.map_err(WebError::internal)?;
    let zone = frame.zone();
    let today = now.with_timezone(&zone).date_naive();
    let mut parties = parties::store::represented_by(conn, person, today)
        .await
        .map_err(WebError::internal)?;
    parties.push(person);
    let known = history::of_parties(conn, &parties, roll.record_date, roll.known_at)
        .await
        .map_err(WebError::internal)?;
    let mut lines = history::of_parties(conn, &parties, roll.record_date, now)
        .await
        .map_err(WebError::internal)?;
    lines.sort_by_key(|line| (line.party != person, line.number));
    let line = |now: &history::Line| {
        let then = known.iter().find(|then| then.membership == now.membership);
        OwnLine {
            membership: now.membership.0,
            number: now.number,
            name: then.map_or_else(|| now.name.clone(), |then| then.name.clone()),
            class_name: now.class_name.clone(),
            sentence: then.map_or_else(
                || {
                    let date = day(&frame.t, roll.record_date);
                    frame.t.say1("rolls-own-unknown", "date", date)
                },
                |then| standing_sentence(&frame.t, then, roll),
            ),
            changed: then.and_then(|then| on(roll, then)) != on(roll, now),
        }
    };
    Ok(lines.iter().map(line).collect())
}

async fn page(
    conn: &mut Connection,
    frame: Frame,
    person: PartyId,
    (roll, window): (Roll, Window),
    form: AskForm,
) -> Result<OwnRoll, WebError> {
    let lines = own_lines(conn, &frame, person, &roll).await?;
    let asked = challenges::challenges(conn, roll.id, Some(person))
        .await
        .map_err(WebError::internal)?;
    let corrected_by = corrections::corrected_by(conn, roll.id)
        .await
        .map_err(WebError::internal)?
        .map(|correction| correction.by);
    let state = match (roll.is_certified(), window.is_open(roll.now)) {
        (true, _) => RollState::Certified,
        (false, true) => RollState::Open,
        (false, false) => RollState::Over,
    };
    Ok(OwnRoll {
        number: roll.number,
        record_date: day(&frame.t, roll.record_date),
        classes: roll.class_names.join(", "),
        state,
        closes: Moment::on_page(&frame, window.closes_at, roll.now),
        known: Moment::on_page(&frame, roll.known_at, roll.now),
        corrected_by,
        lines,
        asked: asked
            .iter()
            .map(|challenge| OwnChallenge::new(&frame, challenge, roll.now))
            .collect(),
        form,
        frame,
    })
}

pub(super) async fn show(
    account: SignedIn,
    frame: Frame,
    number: Path<i32>,
    app: Data<AppState>,
) -> Result<HttpResponse, WebError> {
    let mut conn = app.connection().await?;
    let found = published(&mut conn, *number).await?;
    let person = PartyId(account.person);
    let page = page(&mut conn, frame, person, found, AskForm::default()).await?;
    html(StatusCode::OK, &page)
}

/// What is wrong with the form, said in it; else what it asks.
fn read(
    frame: &Frame,
    form: &mut AskForm,
    own: &[OwnLine],
) -> Option<(ChallengeKind, Option<Uuid>)> {
    let kind = ChallengeKind::parse(&form.kind);
    if kind.is_none() {
        form.kind_error = frame.t.say("rolls-own-kind-fault");
    }
    let membership = Uuid::parse_str(&form.membership).ok();
    if !form.membership.is_empty() && !own.iter().any(|line| Some(line.membership) == membership) {
        form.membership_error = frame.t.say("rolls-own-not-yours");
    } else if kind == Some(ChallengeKind::Votes) && membership.is_none() {
        form.membership_error = frame.t.say("rolls-own-membership-fault");
    }
    let unseen = |c: char| c.is_control() && c != '\n';
    if !(1..=TEXT_CHARS).contains(&form.text.chars().count()) || form.text.contains(unseen) {
        form.text_error = frame.t.say("rolls-own-text-fault");
    }
    kind.filter(|_| !form.is_faulty())
        .map(|kind| (kind, membership))
}

pub(super) async fn ask(
    account: SignedIn,
    frame: Frame,
    number: Path<i32>,
    app: Data<AppState>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = app.connection().await?;
    let (roll, window) = published(&mut conn, *number).await?;
    let person = PartyId(account.person);
    let own = own_lines(&mut conn, &frame, person, &roll).await?;
    let mut form = AskForm {
        form: Uuid::parse_str(fields.get("form")).ok(),
        kind: fields.get("kind").to_owned(),
        membership: fields.get("membership").to_owned(),
        text: fields.get("text").replace('\r', "").trim().to_owned(),
        ..AskForm::default()
    };
    if let Some((kind, membership)) = read(&frame, &mut form, &own) {
        let new = NewChallenge {
            id: form.id(),
            roll: roll.id,
            membership,
            person,
            kind,
            text: &form.text,
        };
        let key = match challenges::challenge(&mut conn, &new).await {
            Ok(()) => return Ok(see_other(&format!("/me/rolls/{}", roll.number))),
            Err(ChallengeError::Database(error)) => return Err(WebError::internal(error)),
            Err(ChallengeError::TooMany) => "rolls-own-too-many",
            Err(ChallengeError::NotYours) => "rolls-own-not-yours",
            Err(
                ChallengeError::NotOpen
                | ChallengeError::Certified
                | ChallengeError::Published
                | ChallengeError::TooShort
                | ChallengeError::Own
                | ChallengeError::NotFound,
            ) => "rolls-own-not-open",
        };
        form.refusal = frame.t.say(key);
    }
    let page = page(&mut conn, frame, person, (roll, window), form).await?;
    unprocessable(&page)
}
