//! Requests for permission, as officers see and decide them.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::CONTENT_DISPOSITION;
use actix_web::web::{Data, Path, Query};
use uuid::Uuid;

use super::{AT_MOST, Shelf, decides, next_page, refusal, refused, require_deciding};
use crate::bodies::{self, Afresh, CodeDue, Officer};
use crate::db::Connection;
use crate::permits::model::Verdict;
use crate::permits::store::deciding::{self, Entering, NewDecision};
use crate::permits::store::register::Permission;
use crate::permits::store::requests::Request;
use crate::permits::store::{register, requests};
use crate::permits::views::room::{ListPage, RequestPage};
use crate::rulebook::keys;
use crate::rulebook::store as rulebook;
use crate::typed::{line, lines, words_of};
use crate::web::answer::{html, see_other, unprocessable};
use crate::web::form::Faults;
use crate::web::times::parse_day_of_records;
use crate::web::{AppState, CheckedForm, Fields, Frame, WebError};

pub(super) async fn list(
    frame: Frame,
    _: Officer,
    state: Data<AppState>,
    shelf: Query<Shelf>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let mut requests = requests::page(&mut conn, shelf.before, AT_MOST)
        .await
        .map_err(WebError::internal)?;
    let next = next_page(&mut requests, |request| request.number);
    let page = ListPage {
        frame,
        is_later: shelf.before.is_some(),
        next,
        requests,
    };
    html(StatusCode::OK, &page)
}

async fn find(conn: &mut Connection, number: i64) -> Result<Request, WebError> {
    requests::by_number(conn, number)
        .await
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)
}

async fn permission_of(
    conn: &mut Connection,
    request: &Request,
) -> Result<Option<Permission>, WebError> {
    match request.permission {
        None => Ok(None),
        Some(number) => register::by_number(conn, number)
            .await
            .map_err(WebError::internal),
    }
}

async fn page(
    conn: &mut Connection,
    frame: Frame,
    (officer, code): (&Officer, CodeDue),
    request: Request,
    typed: (Fields, Faults),
) -> Result<RequestPage, WebError> {
    let bodies::Today {
        now, day: today, ..
    } = bodies::today(conn).await?;
    let images = requests::images(conn, request.id)
        .await
        .map_err(WebError::internal)?;
    let said = requests::said(conn, request.id)
        .await
        .map_err(WebError::internal)?;
    let decision = deciding::of_request(conn, request.id)
        .await
        .map_err(WebError::internal)?;
    let permission = permission_of(conn, &request).await?;
    let rule = rulebook::find(conn, keys::PERMITS_OFFICERS, now)
        .await
        .map_err(WebError::internal)?;
    Ok(RequestPage::new(
        frame,
        (officer.person.0, decides(officer), code.0),
        request,
        (images, said),
        (decision, permission),
        (rule, today),
        typed,
    ))
}

pub(super) async fn show(
    frame: Frame,
    officer: Officer,
    code: CodeDue,
    state: Data<AppState>,
    number: Path<i64>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let request = find(&mut conn, *number).await?;
    let typed = (Fields::default(), Faults::new());
    let page = page(&mut conn, frame, (&officer, code), request, typed).await?;
    html(StatusCode::OK, &page)
}

/// A mock-up, as what its bytes say it is, to save.
pub(super) async fn image(
    _: Officer,
    state: Data<AppState>,
    path: Path<(i64, i32)>,
) -> Result<HttpResponse, WebError> {
    let (number, place) = path.into_inner();
    let mut conn = state.connection().await?;
    let request = find(&mut conn, number).await?;
    let (picture, bytes) = requests::image(&mut conn, request.id, place)
        .await
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)?;
    Ok(HttpResponse::Ok()
        .content_type(picture.media_type())
        .insert_header((
            CONTENT_DISPOSITION,
            format!(
                "attachment; filename=\"request-{number}-{place}.{}\"",
                picture.end()
            ),
        ))
        .body(bytes))
}

pub(super) async fn ask(
    frame: Frame,
    officer: Officer,
    code: CodeDue,
    state: Data<AppState>,
    number: Path<i64>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    require_deciding(&officer)?;
    let mut conn = state.connection().await?;
    let request = find(&mut conn, *number).await?;
    let mut faults = Faults::new();
    match words_of(fields.get("question"), 4000) {
        None => faults.push((
            "question".to_owned(),
            "Say what you need to know, within 4,000 characters.".to_owned(),
        )),
        Some(words) => {
            let id = fields.form_id();
            let by = Some(officer.person);
            match requests::say(&mut conn, id, request.id, ("ask", &words), by).await {
                Ok(()) => return Ok(see_other(&format!("/room/permits/{number}"))),
                Err(error) => faults.push((String::new(), frame.t.say(refusal(error)?))),
            }
        }
    }
    unprocessable(
        &page(
            &mut conn,
            frame,
            (&officer, code),
            request,
            (fields, faults),
        )
        .await?,
    )
}

pub(super) async fn decide(
    frame: Frame,
    officer: Officer,
    code: CodeDue,
    state: Data<AppState>,
    number: Path<i64>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    require_deciding(&officer)?;
    let mut conn = state.connection().await?;
    let request = find(&mut conn, *number).await?;
    let bodies::Today {
        foundation,
        day: today,
        ..
    } = bodies::today(&mut conn).await?;
    let mut faults = Faults::new();
    let mut fault =
        |field: &str, sentence: &str| faults.push((field.to_owned(), sentence.to_owned()));
    let verdict = Verdict::parse(fields.get("verdict"));
    if verdict.is_none() {
        fault("verdict", "Choose whether the request is granted.");
    }
    let clause = line(fields.get("clause"), 300);
    if clause.is_none() {
        fault(
            "clause",
            "Cite in one line the clause by which you decide, like: Trademark policy § 3.2",
        );
    }
    let conditions = lines(fields.get("conditions"), 2000);
    if conditions.is_none() {
        fault(
            "conditions",
            "Keep the conditions within 2,000 characters, one a line.",
        );
    }
    let last_day = match fields.get("last_day").trim() {
        "" => Some(None),
        typed => parse_day_of_records(typed).map(Some),
    };
    match last_day {
        None => fault(
            "last_day",
            "Give the last day like 2027-07-31, or leave it empty.",
        ),
        Some(Some(_)) if verdict == Some(Verdict::Refused) => {
            fault("last_day", "A refusal has no last day. Leave it empty.");
        }
        Some(Some(last)) if last < today => {
            fault(
                "last_day",
                "A permission is for today at least. Give such a day.",
            );
        }
        Some(_) => {}
    }
    if let (true, Some(verdict), Some(clause), Some(conditions), Some(last_day)) =
        (faults.is_empty(), verdict, clause, conditions, last_day)
    {
        let new = NewDecision {
            id: fields.form_id(),
            verdict,
            clause: &clause,
            conditions: &conditions,
            last_day,
            by: officer.person,
        };
        let entering = Entering {
            foundation: &foundation.name,
            today,
            salt: rand::random(),
        };
        match deciding::decide(&mut conn, &request, &new, &entering).await {
            Ok(()) => return Ok(see_other(&format!("/room/permits/{number}"))),
            Err(error) => faults.push((String::new(), frame.t.say(refusal(error)?))),
        }
    }
    unprocessable(
        &page(
            &mut conn,
            frame,
            (&officer, code),
            request,
            (fields, faults),
        )
        .await?,
    )
}

/// The decision that a form of this request's page is about.
async fn waiting(
    conn: &mut Connection,
    request: &Request,
    fields: &Fields,
) -> Result<Uuid, WebError> {
    let decision = deciding::of_request(conn, request.id)
        .await
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)?;
    if decision.id.to_string() == fields.get("decision") {
        Ok(decision.id)
    } else {
        Err(WebError::Refused(
            "This request was decided otherwise meanwhile. Open it again.".into(),
        ))
    }
}

pub(super) async fn confirm(
    frame: Frame,
    officer: Officer,
    _: Afresh,
    state: Data<AppState>,
    number: Path<i64>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let request = find(&mut conn, *number).await?;
    let decision = waiting(&mut conn, &request, &fields).await?;
    let bodies::Today {
        foundation,
        day: today,
        ..
    } = bodies::today(&mut conn).await?;
    let entering = Entering {
        foundation: &foundation.name,
        today,
        salt: rand::random(),
    };
    deciding::confirm(&mut conn, &request, decision, officer.person, &entering)
        .await
        .map_err(|error| refused(&frame, error))?;
    Ok(see_other(&format!("/room/permits/{number}")))
}

pub(super) async fn retract(
    frame: Frame,
    officer: Officer,
    state: Data<AppState>,
    number: Path<i64>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let request = find(&mut conn, *number).await?;
    let decision = waiting(&mut conn, &request, &fields).await?;
    deciding::retract(&mut conn, decision, officer.person)
        .await
        .map_err(|error| refused(&frame, error))?;
    Ok(see_other(&format!("/room/permits/{number}")))
}

pub(super) async fn revoke(
    frame: Frame,
    officer: Officer,
    code: CodeDue,
    state: Data<AppState>,
    number: Path<i64>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    require_deciding(&officer)?;
    let mut conn = state.connection().await?;
    let request = find(&mut conn, *number).await?;
    let permission = permission_of(&mut conn, &request)
        .await?
        .ok_or(WebError::NotFound)?;
    let today = bodies::today(&mut conn).await?.day;
    let mut faults = Faults::new();
    let mut fault =
        |field: &str, sentence: &str| faults.push((field.to_owned(), sentence.to_owned()));
    let ends_on = parse_day_of_records(fields.get("ends_on")).filter(|day| *day >= today);
    if ends_on.is_none() {
        fault(
            "ends_on",
            "Give the last day on which it is in force: today or later, like 2027-07-31.",
        );
    }
    let reason = words_of(fields.get("reason"), 1000);
    if reason.is_none() {
        fault(
            "reason",
            "Say why, within 1,000 characters. Everybody reads it.",
        );
    }
    if let (Some(ends_on), Some(reason)) = (ends_on, reason) {
        let id = fields.form_id();
        let what = (ends_on, reason.as_str());
        match deciding::revoke(&mut conn, id, &permission, what, officer.person).await {
            Ok(()) => return Ok(see_other(&format!("/room/permits/{number}"))),
            Err(error) => faults.push((String::new(), frame.t.say(refusal(error)?))),
        }
    }
    unprocessable(
        &page(
            &mut conn,
            frame,
            (&officer, code),
            request,
            (fields, faults),
        )
        .await?,
    )
}
