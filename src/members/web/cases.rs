//! Cases against memberships: their list, and the page of one with what is done in it;
//! [`opening`]: the wizard that opens one.

mod opening;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{self, Data, Path, ServiceConfig};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use uuid::Uuid;

use crate::bodies::{self, Officer, Secretary};
use crate::db::Connection;
use crate::members::model::cases::{CaseRules, Channel, Manner};
use crate::members::store::cases::{self, Case, NewNotice};
use crate::members::store::refusals;
use crate::members::views::cases::{CasePage, CasesPage, Told, step_said};
use crate::outbox::Letter;
use crate::outbox::model::Wording;
use crate::rulebook::{keys, store as rulebook};
use crate::web::answer::{html, see_other, unprocessable};
use crate::web::form::Faults;
use crate::web::times::{Moment, day_said, parse_day, parse_local, weekday_hour_said};
use crate::web::{AppState, CheckedForm, Fields, Frame, WebError};

pub fn routes(service: &mut ServiceConfig) {
    service
        .route("/room/cases", web::get().to(list))
        .route("/room/cases/{number}", web::get().to(show))
        .route("/room/cases/{number}/notices", web::post().to(notify))
        .route("/room/cases/{number}/hearings", web::post().to(hear))
        .route("/room/cases/{number}/outcome", web::post().to(conclude))
        .route(
            "/room/members/{number}/cases/new",
            web::get().to(opening::draft),
        )
        .route(
            "/room/members/{number}/cases",
            web::post().to(opening::open),
        );
}

/// The hour now, the foundation's zone and the rules of a case.
async fn ground(conn: &mut Connection) -> Result<(DateTime<Utc>, Tz, CaseRules), WebError> {
    let bodies::Today {
        foundation, now, ..
    } = bodies::today(conn).await?;
    let mut rule = async |key: &str| {
        let rule = rulebook::find(conn, key, now)
            .await
            .map_err(WebError::internal)?;
        rule.and_then(|rule| Some((rule.value.parse().ok()?, rule.citation)))
            .ok_or_else(|| {
                WebError::Refused(format!(
                    "The rulebook has no rule {key}. Without it no membership is suspended or ended; adopt one first."
                ))
            })
    };
    let (notice_days, notice_citation) = rule(keys::NOTICE_TERMINATION_DAYS).await?;
    let (hearing_days, hearing_citation) = rule(keys::HEARING_TERMINATION_DAYS).await?;
    let rules = CaseRules {
        notice_days,
        notice_citation,
        hearing_days,
        hearing_citation,
    };
    Ok((now, foundation.zone, rules))
}

async fn list(frame: Frame, _: Officer, state: Data<AppState>) -> Result<CasesPage, WebError> {
    let mut conn = state.connection().await?;
    let cases = cases::all(&mut conn).await.map_err(WebError::internal)?;
    Ok(CasesPage { frame, cases })
}

async fn find(conn: &mut Connection, number: i32) -> Result<Case, WebError> {
    cases::by_number(conn, number)
        .await
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)
}

async fn page(
    conn: &mut Connection,
    frame: Frame,
    case: Case,
    (fields, faults): (Fields, Faults),
    acts: bool,
) -> Result<CasePage, WebError> {
    let (now, _, rules) = ground(conn).await?;
    let steps = cases::steps(conn, case.id)
        .await
        .map_err(WebError::internal)?
        .iter()
        .map(|step| Told {
            sentence: step_said(step),
            at: Moment::on_page(&frame, step.at, now),
        })
        .collect();
    Ok(CasePage {
        hearing: case.hearing_at.map(|at| Moment::on_page(&frame, at, now)),
        frame,
        case,
        steps,
        form: Uuid::new_v4(),
        fields,
        faults,
        rules,
        acts,
    })
}

async fn show(
    frame: Frame,
    officer: Officer,
    state: Data<AppState>,
    number: Path<i32>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let case = find(&mut conn, *number).await?;
    let acts = Secretary::is(&officer);
    let page = page(&mut conn, frame, case, Default::default(), acts).await?;
    html(StatusCode::OK, &page)
}

/// Back to the case, or the form with what refused it.
async fn answer(
    conn: &mut Connection,
    frame: Frame,
    case: Case,
    fields: Fields,
    done: Result<(), (&str, String)>,
) -> Result<HttpResponse, WebError> {
    match done {
        Ok(()) => Ok(see_other(&format!("/room/cases/{}", case.number))),
        Err((field, sentence)) => {
            let faults = vec![(field.to_owned(), sentence)];
            let page = page(conn, frame, case, (fields, faults), true).await?;
            unprocessable(&page)
        }
    }
}

/// A refusal of the database in a sentence; any other fault is ours.
fn refusal(field: &str, error: diesel::result::Error) -> Result<(&str, String), WebError> {
    match refusals::sentence(&error) {
        Some(sentence) => Ok((field, sentence.to_owned())),
        None => Err(WebError::internal(error)),
    }
}

fn happened(fields: &Fields, field: &str, what: &str, zone: Tz) -> Result<DateTime<Utc>, String> {
    parse_local(what, fields.get(field), zone)
}

async fn notify(
    frame: Frame,
    secretary: Secretary,
    state: Data<AppState>,
    number: Path<i32>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let case = find(&mut conn, *number).await?;
    let (now, zone, _) = ground(&mut conn).await?;
    let done = async {
        let Some(channel) = Channel::parse(fields.get("channel")) else {
            return Ok(Err((
                "channel",
                "Choose how the member is told.".to_owned(),
            )));
        };
        let evidence = fields.get("evidence").trim();
        let (given_at, letter) = if channel == Channel::EMail {
            let Some(account) = case.account else {
                return Ok(Err((
                    "channel",
                    "Nobody with an account acts for this member. Choose another way.".to_owned(),
                )));
            };
            (now, Some((account, notice_letter(&frame, &case, zone))))
        } else {
            if evidence.is_empty() {
                return Ok(Err((
                    "evidence",
                    "Say what shows it: the number of the consignment, where the receipt lies."
                        .to_owned(),
                )));
            }
            match happened(&fields, "given_at", "notice", zone) {
                Ok(at) => (at, None),
                Err(sentence) => return Ok(Err(("given_at", sentence))),
            }
        };
        let new = NewNotice {
            id: fields.form_id(),
            case: case.id,
            channel,
            given_at,
            evidence,
            letter,
            by: secretary.0.person,
        };
        match cases::give_notice(&mut conn, &new).await {
            Ok(()) => Ok(Ok(())),
            Err(error) => refusal("given_at", error).map(Err),
        }
    }
    .await?;
    answer(&mut conn, frame, case, fields, done).await
}

/// The notice as the member reads it.
fn notice_letter(frame: &Frame, case: &Case, zone: Tz) -> Letter {
    let mut text = format!(
        "The foundation proposes {}, with effect from {}, because of {}.\n\n{}",
        case.proposes().said(),
        day_said(&case.effective_on),
        case.ground().said(),
        case.reasons
    );
    if let Some(at) = case.hearing_at {
        let at = weekday_hour_said(zone, at);
        text.push_str(&format!(
            "\n\nYou are heard on {at}: {}. You may speak yourself or through counsel, or write to the secretary before then.",
            case.hearing_place
        ));
    }
    text.push_str("\n\nThe board decides afterwards, and you are told what it decided.");
    Letter::Notice {
        title: Wording::from(format!("Your membership of {}", frame.foundation).as_str()),
        text: Wording::from(text.as_str()),
        path: "/me".to_owned(),
        statutory: true,
    }
}

async fn hear(
    frame: Frame,
    secretary: Secretary,
    state: Data<AppState>,
    number: Path<i32>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let case = find(&mut conn, *number).await?;
    let (_, zone, _) = ground(&mut conn).await?;
    let done = async {
        let Some(manner) = Manner::parse(fields.get("manner")) else {
            return Ok(Err((
                "manner",
                "Choose how the member was heard.".to_owned(),
            )));
        };
        let held_at = match happened(&fields, "held_at", "hearing", zone) {
            Ok(at) => at,
            Err(sentence) => return Ok(Err(("held_at", sentence))),
        };
        let minutes = fields.get("minutes").trim();
        if minutes.is_empty() || minutes.chars().count() > 4000 {
            return Ok(Err((
                "minutes",
                "Say what was said, or how the opportunity was offered, within 4,000 characters."
                    .to_owned(),
            )));
        }
        let id = fields.form_id();
        let by = secretary.0.person;
        match cases::hear(&mut conn, id, case.id, (manner, held_at), minutes, by).await {
            Ok(()) => Ok(Ok(())),
            Err(error) => refusal("held_at", error).map(Err),
        }
    }
    .await?;
    answer(&mut conn, frame, case, fields, done).await
}

async fn conclude(
    frame: Frame,
    secretary: Secretary,
    state: Data<AppState>,
    number: Path<i32>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let case = find(&mut conn, *number).await?;
    let by = secretary.0.person;
    let done = async {
        if fields.get("outcome") == "dropped" {
            let reason = fields.get("reason").trim();
            if reason.is_empty() || reason.chars().count() > 500 {
                return Ok(Err(("reason", "Say why, within 500 characters.".to_owned())));
            }
            return match cases::drop_case(&mut conn, case.id, reason, by).await {
                Ok(()) => Ok(Ok(())),
                Err(error) => refusal("reason", error).map(Err),
            };
        }
        let Some(effective_on) = parse_day(fields.get("effective_on")) else {
            return Ok(Err(("effective_on", "Give a date like 2026-07-31.".to_owned())));
        };
        let Some(decision) = decision_of(&mut conn, &fields).await? else {
            return Ok(Err((
                "decision",
                "No decision that counts has this number. The board’s decision is entered and confirmed first.".to_owned(),
            )));
        };
        match cases::carry_out(&mut conn, case.id, effective_on, decision, by).await {
            Ok(()) => Ok(Ok(())),
            Err(error) => refusal("effective_on", error).map(Err),
        }
    }
    .await?;
    answer(&mut conn, frame, case, fields, done).await
}

/// The decision whose number was typed.
pub(super) async fn decision_of(
    conn: &mut Connection,
    fields: &Fields,
) -> Result<Option<Uuid>, WebError> {
    let Ok(number) = fields.get("decision").trim().parse() else {
        return Ok(None);
    };
    cases::decision(conn, number)
        .await
        .map_err(WebError::internal)
}
