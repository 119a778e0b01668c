//! Cases against memberships: the wizard that opens one, and its page.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{self, Data, Path, ServiceConfig};
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use uuid::Uuid;

use super::connection;
use crate::bodies::{self, Officer, Secretary};
use crate::db::Connection;
use crate::members::model::cases::{
    CaseRules, Channel, Ground, Manner, Plan, Proposes, faults, first_day,
};
use crate::members::store::cases::{self, Case, NewCase, NewNotice};
use crate::members::store::dossier::{self, Dossier};
use crate::members::store::refusals;
use crate::members::views::cases::{CasePage, CasesPage, NewCasePage, Told, step_said};
use crate::outbox::Letter;
use crate::outbox::model::Wording;
use crate::rulebook::{keys, store as rulebook};
use crate::web::answer::{html, see_other, unprocessable};
use crate::web::times::{Moment, parse_local};
use crate::web::{AppState, CheckedForm, Fields, Frame, WebError};

pub fn routes(service: &mut ServiceConfig) {
    service
        .route("/room/cases", web::get().to(list))
        .route("/room/cases/{number}", web::get().to(show))
        .route("/room/cases/{number}/notices", web::post().to(notify))
        .route("/room/cases/{number}/hearings", web::post().to(hear))
        .route("/room/cases/{number}/outcome", web::post().to(conclude))
        .route("/room/members/{number}/cases/new", web::get().to(draft))
        .route("/room/members/{number}/cases", web::post().to(open));
}

/// The hour now, the foundation's zone and the rules of a case.
async fn ground(conn: &mut Connection) -> Result<(DateTime<Utc>, Tz, CaseRules), WebError> {
    let foundation = bodies::store::foundation(conn)
        .await
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)?;
    let now = bodies::store::now(conn).await.map_err(WebError::internal)?;
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

async fn dossier_of(
    frame: &Frame,
    conn: &mut Connection,
    number: &str,
) -> Result<Dossier, WebError> {
    let number: i64 = number.parse().map_err(|_| WebError::NotFound)?;
    let now = bodies::store::now(conn).await.map_err(WebError::internal)?;
    let day = super::list::today(frame, conn).await?;
    dossier::of_number(conn, number, day, now)
        .await
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)
}

async fn list(frame: Frame, _: Officer, state: Data<AppState>) -> Result<CasesPage, WebError> {
    let mut conn = connection(&state.db).await?;
    let cases = cases::all(&mut conn).await.map_err(WebError::internal)?;
    Ok(CasesPage { frame, cases })
}

async fn new_page(
    conn: &mut Connection,
    frame: Frame,
    dossier: Dossier,
    fields: Fields,
    faults: Vec<(String, String)>,
) -> Result<NewCasePage, WebError> {
    let (now, zone, rules) = ground(conn).await?;
    let told_at = now.with_timezone(&zone).naive_local();
    let first_day = first_day(told_at, rules.notice_days).unwrap_or(told_at.date());
    Ok(NewCasePage {
        frame,
        line: dossier.line,
        form: Uuid::parse_str(fields.get("form")).unwrap_or_else(|_| Uuid::new_v4()),
        fields,
        faults,
        rules,
        first_day,
    })
}

async fn draft(
    frame: Frame,
    _: Secretary,
    state: Data<AppState>,
    number: Path<String>,
) -> Result<NewCasePage, WebError> {
    let mut conn = connection(&state.db).await?;
    let dossier = dossier_of(&frame, &mut conn, &number).await?;
    new_page(&mut conn, frame, dossier, Fields::default(), Vec::new()).await
}

fn day_of(fields: &Fields, field: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(fields.get(field).trim(), "%Y-%m-%d").ok()
}

/// Fields with what is wrong with each.
type Faults = Vec<(String, String)>;

/// What was typed, as far as it can be read, and every fault in it.
fn read_plan(
    fields: &Fields,
    zone: Tz,
    now: DateTime<Utc>,
    rules: &CaseRules,
) -> Result<(Plan, Option<DateTime<Utc>>), Faults> {
    let mut found = Vec::new();
    let mut wrong = |field: &str, sentence: &str| {
        found.push((field.to_owned(), sentence.to_owned()));
    };
    let reasons = fields.get("reasons").trim();
    if reasons.is_empty() {
        wrong("reasons", "Say the reasons: the member reads them.");
    } else if reasons.chars().count() > 4000 {
        wrong("reasons", "Keep the reasons within 4,000 characters.");
    }
    let proposes = Proposes::parse(fields.get("proposes"));
    if proposes.is_none() {
        wrong("proposes", "Choose what it proposes.");
    }
    let ground = Ground::parse(fields.get("ground"));
    if ground.is_none() {
        wrong("ground", "Choose the ground.");
    }
    let effective_on = day_of(fields, "effective_on");
    if effective_on.is_none() {
        wrong("effective_on", "Give a date like 2026-07-31.");
    }
    let until_on = day_of(fields, "until_on").filter(|_| proposes == Some(Proposes::Suspend));
    let hearing = match fields.get("hearing_at").trim() {
        "" => None,
        typed => match parse_local("hearing", typed, zone) {
            Ok(at) => Some(at),
            Err(sentence) => {
                wrong("hearing_at", &sentence);
                None
            }
        },
    };
    if hearing.is_some() && fields.get("hearing_place").trim().is_empty() {
        wrong(
            "hearing_place",
            "Say where the member is heard, or how to join.",
        );
    }
    let (Some(proposes), Some(ground), Some(effective_on)) = (proposes, ground, effective_on)
    else {
        return Err(found);
    };
    let plan = Plan {
        proposes,
        ground,
        wilful: fields.get("wilful") == "1",
        effective_on,
        until_on,
        hearing_at: hearing.map(|at| at.with_timezone(&zone).naive_local()),
    };
    let told_at = now.with_timezone(&zone).naive_local();
    for (field, sentence) in faults(&plan, rules, told_at) {
        if !found.iter().any(|(known, _)| known == field) {
            found.push((field.to_owned(), sentence));
        }
    }
    if found.is_empty() {
        Ok((plan, hearing))
    } else {
        Err(found)
    }
}

async fn open(
    frame: Frame,
    secretary: Secretary,
    state: Data<AppState>,
    number: Path<String>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = connection(&state.db).await?;
    let dossier = dossier_of(&frame, &mut conn, &number).await?;
    let (now, zone, rules) = ground(&mut conn).await?;
    let (plan, hearing_at) = match read_plan(&fields, zone, now, &rules) {
        Ok(read) => read,
        Err(faults) => {
            let page = new_page(&mut conn, frame, dossier, fields, faults).await?;
            return unprocessable(&page);
        }
    };
    let new = NewCase {
        id: Uuid::parse_str(fields.get("form")).unwrap_or_else(|_| Uuid::new_v4()),
        membership: dossier.line.membership,
        proposes: plan.proposes,
        ground: plan.ground,
        wilful: plan.wilful,
        reasons: fields.get("reasons").trim(),
        effective_on: plan.effective_on,
        until_on: plan.until_on,
        hearing_at,
        hearing_place: fields.get("hearing_place").trim(),
        by: secretary.0.person,
    };
    let number = cases::open(&mut conn, &new)
        .await
        .map_err(WebError::internal)?;
    Ok(see_other(&format!("/room/cases/{number}")))
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
    (fields, faults): (Fields, Vec<(String, String)>),
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
    let mut conn = connection(&state.db).await?;
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
    let mut conn = connection(&state.db).await?;
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
            id: Uuid::parse_str(fields.get("form")).unwrap_or_else(|_| Uuid::new_v4()),
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
    use crate::members::views::day_said;
    let mut text = format!(
        "The foundation proposes {}, with effect from {}, because of {}.\n\n{}",
        case.proposes().said(),
        day_said(&case.effective_on),
        case.ground().said(),
        case.reasons
    );
    if let Some(at) = case.hearing_at {
        let at = at.with_timezone(&zone).format("%A %-d %B %Y, %H:%M %Z");
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
    let mut conn = connection(&state.db).await?;
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
        let id = Uuid::parse_str(fields.get("form")).unwrap_or_else(|_| Uuid::new_v4());
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
    let mut conn = connection(&state.db).await?;
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
        let Some(effective_on) = day_of(&fields, "effective_on") else {
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
