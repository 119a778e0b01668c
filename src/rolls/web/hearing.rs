//! The officers' part in a preliminary roll: publish it, answer what was asked,
//! propose the correction of one that is certified.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use uuid::Uuid;

use super::{distance, find, page};
use crate::bodies::{ElectionOfficer, Officer};
use crate::db::Connection;
use crate::rolls::model::challenge::{Verdict, earliest_close, offered_close};
use crate::rolls::store::challenges::{self, ChallengeError, NewAnswer};
use crate::rolls::store::{self, Roll, RollError};
use crate::rolls::views::{
    AnswerForm, ChallengeLine, CorrectionForm, HearingView, WindowForm, WindowLine,
};
use crate::web::answer::{see_other, unprocessable};
use crate::web::times::{full, parse_local};
use crate::web::{AppState, CheckedForm, Fields, Frame, WebError};

const TEXT_CHARS: usize = 2000;
const CITATION_CHARS: usize = 200;

/// What an officer typed on a roll's page, and what is wrong with it.
#[derive(Default)]
pub(super) struct Typed {
    pub refusal: Option<String>,
    pub window: Option<WindowForm>,
    pub answer: Option<AnswerForm>,
    pub correction: CorrectionForm,
}

impl Typed {
    pub(super) fn refused(sentence: String) -> Self {
        Self {
            refusal: Some(sentence),
            ..Self::default()
        }
    }
}

/// What officers see of a roll's window and challenges.
pub(super) async fn view(
    conn: &mut Connection,
    frame: &Frame,
    officer: &Officer,
    roll: &Roll,
    typed: &Typed,
) -> Result<HearingView, WebError> {
    let zone = frame.zone();
    let hearing = challenges::hearing(conn, roll)
        .await
        .map_err(WebError::internal)?;
    let window = challenges::window(conn, roll.id)
        .await
        .map_err(WebError::internal)?;
    let days = hearing.rule.as_ref().map_or(0, |rule| rule.days);
    let rule = match &hearing.rule {
        Some(rule) if rule.days > 0 => format!(
            "It is open to challenges for at least {} days ({}).",
            rule.days, rule.citation
        ),
        Some(rule) => format!("No window is asked for ({}).", rule.citation),
        None => "No document asks for a window.".to_owned(),
    };
    let citation = distance(conn).await?.citation;
    let may_answer = ElectionOfficer::is(officer) && !roll.is_certified();
    let lines = challenges::challenges(conn, roll.id, None)
        .await
        .map_err(WebError::internal)?
        .iter()
        .map(|challenge| {
            let form = typed
                .answer
                .clone()
                .filter(|form| form.challenge == challenge.number)
                .unwrap_or_else(|| AnswerForm {
                    challenge: challenge.number,
                    citation: citation.clone(),
                    ..AnswerForm::default()
                });
            let may = may_answer && challenge.person != officer.person;
            ChallengeLine::new(frame, challenge, may.then_some(form), roll.now)
        })
        .collect();
    Ok(HearingView {
        rule,
        window: window.map(|window| WindowLine::new(frame, &window, roll.now)),
        challenges: lines,
        obstacle: hearing
            .obstacle(roll.now)
            .filter(|_| !roll.is_certified())
            .map(|obstacle| obstacle.to_string()),
        form: typed.window.clone().unwrap_or_else(|| WindowForm {
            closes: offered_close(roll.now, days, zone),
            error: String::new(),
        }),
        zone: format!("Day and time in {zone}."),
    })
}

pub(super) async fn publish(
    officer: ElectionOfficer,
    frame: Frame,
    number: Path<i32>,
    app: Data<AppState>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = app.connection().await?;
    let roll = find(&mut conn, *number).await?;
    let zone = frame.zone();
    let rule = challenges::rule(&mut conn, &roll)
        .await
        .map_err(WebError::internal)?;
    let mut typed = Typed::default();
    let mut form = WindowForm {
        closes: fields.get("closes").to_owned(),
        error: String::new(),
    };
    let refused = match parse_local("end of the window", &form.closes, zone) {
        Err(sentence) => sentence,
        Ok(closes) if closes <= roll.now => {
            "The window closes in the future. Give a later one.".to_owned()
        }
        Ok(closes) => {
            match challenges::publish(&mut conn, roll.id, closes, officer.0.person).await {
                // The same form sent twice is one act.
                Ok(()) | Err(ChallengeError::Published) => {
                    return Ok(see_other(&format!("/room/rolls/{}", roll.number)));
                }
                Err(ChallengeError::Database(error)) => return Err(WebError::internal(error)),
                Err(ChallengeError::TooShort) => match rule {
                    Some(rule) => format!(
                        "{} asks for {} days: it closes on {} or later. Give such a day.",
                        rule.citation,
                        rule.days,
                        full(&frame.t, zone, earliest_close(roll.now, rule.days, zone))
                    ),
                    None => ChallengeError::TooShort.to_string(),
                },
                Err(refusal) => {
                    typed.refusal = Some(refusal.to_string());
                    String::new()
                }
            }
        }
    };
    form.error = refused;
    typed.window = Some(form);
    let page = page(&mut conn, frame, &officer.0, &roll, typed).await?;
    unprocessable(&page)
}

/// Says in the form what is wrong with it; else the verdict.
fn read(form: &mut AnswerForm) -> Option<Verdict> {
    let verdict = Verdict::parse(&form.verdict);
    if verdict.is_none() {
        form.verdict_error = "Choose whether the challenge is upheld.".to_owned();
    }
    let unseen = |c: char| c.is_control() && c != '\n';
    if !(1..=TEXT_CHARS).contains(&form.text.chars().count()) || form.text.contains(unseen) {
        form.text_error = "Give the reason, in at most 2,000 characters.".to_owned();
    }
    if !(1..=CITATION_CHARS).contains(&form.citation.chars().count())
        || form.citation.contains(char::is_control)
    {
        form.citation_error = "Name document and section that the answer rests on.".to_owned();
    }
    verdict.filter(|_| !form.is_faulty())
}

pub(super) async fn answer(
    officer: ElectionOfficer,
    frame: Frame,
    path: Path<(i32, i32)>,
    app: Data<AppState>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = app.connection().await?;
    let (number, challenge) = *path;
    let roll = find(&mut conn, number).await?;
    let challenge = challenges::challenges(&mut conn, roll.id, None)
        .await
        .map_err(WebError::internal)?
        .into_iter()
        .find(|found| found.number == challenge)
        .ok_or(WebError::NotFound)?;
    let typed = |name: &str| {
        let control = format!("{name}-{}", challenge.number);
        fields.get(&control).replace('\r', "").trim().to_owned()
    };
    let mut form = AnswerForm {
        form: Uuid::parse_str(fields.get("form")).ok(),
        challenge: challenge.number,
        verdict: typed("verdict"),
        text: typed("answer"),
        citation: typed("citation"),
        ..AnswerForm::default()
    };
    let mut refusal = None;
    if let Some(verdict) = read(&mut form) {
        let new = NewAnswer {
            id: form.id(),
            verdict,
            text: &form.text,
            citation: &form.citation,
            officer: officer.0.person,
        };
        match challenges::answer(&mut conn, &roll, &challenge, &new).await {
            Ok(()) => {
                let place = format!("/room/rolls/{}#challenge-{}", roll.number, challenge.number);
                return Ok(see_other(&place));
            }
            Err(ChallengeError::Database(error)) => return Err(WebError::internal(error)),
            Err(refused) => refusal = Some(refused.to_string()),
        }
    }
    let typed = Typed {
        refusal,
        answer: Some(form),
        ..Typed::default()
    };
    let page = page(&mut conn, frame, &officer.0, &roll, typed).await?;
    unprocessable(&page)
}

pub(super) async fn correct(
    officer: ElectionOfficer,
    frame: Frame,
    number: Path<i32>,
    app: Data<AppState>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = app.connection().await?;
    let roll = find(&mut conn, *number).await?;
    let reason = fields.get("reason").replace('\r', "").trim().to_owned();
    let unseen = |c: char| c.is_control() && c != '\n';
    let mut typed = Typed::default();
    if !(1..=TEXT_CHARS).contains(&reason.chars().count()) || reason.contains(unseen) {
        typed.correction = CorrectionForm {
            reason,
            error: "Say what is wrong in this roll, in at most 2,000 characters.".to_owned(),
        };
    } else {
        match store::correct(&mut conn, officer.0.person.0, &roll, &reason).await {
            Ok(number) => return Ok(see_other(&format!("/room/rolls/{number}"))),
            Err(RollError::Database(error)) => return Err(WebError::internal(error)),
            Err(RollError::Members(error)) => return Err(WebError::internal(error)),
            Err(RollError::Rulebook(error)) => return Err(WebError::internal(error)),
            Err(refusal) => {
                typed.refusal = Some(refusal.to_string());
                typed.correction.reason = reason;
            }
        }
    }
    let page = page(&mut conn, frame, &officer.0, &roll, typed).await?;
    unprocessable(&page)
}
