//! Rolls: officers propose, publish, answer, certify and correct; each member
//! reads where they stand, and asks.

mod hearing;
mod own;

use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{HttpResponse, Responder};
use data_encoding::HEXLOWER;

use super::model::{cells, opening_window, totals};
use super::store::corrections;
use super::store::{self, Roll, RollError};
use super::views::{RollList, RollPage, Row};
use crate::acts;
use crate::bodies::{ElectionOfficer, Officer};
use crate::db::Connection;
use crate::evidence::leaf::RollCertified;
use crate::rulebook::keys;
use crate::rulebook::store as rulebook;
use crate::web::answer::{see_other, unprocessable};
use crate::web::times::{Moment, day_said, parse_day};
use crate::web::{AppState, CheckedForm, Fields, Frame, WebError};

pub fn routes(service: &mut ServiceConfig) {
    service
        .route("/room/rolls", web::get().to(list))
        .route("/room/rolls", web::post().to(propose))
        .route("/room/rolls/{number}", web::get().to(show))
        .route("/room/rolls/{number}/roll.jsonl", web::get().to(file))
        .route(
            "/room/rolls/{number}/certification",
            web::post().to(certify),
        )
        .route(
            "/room/rolls/{number}/window",
            web::post().to(hearing::publish),
        )
        .route(
            "/room/rolls/{number}/challenges/{challenge}/answers",
            web::post().to(hearing::answer),
        )
        .route(
            "/room/rolls/{number}/correction",
            web::post().to(hearing::correct),
        )
        .route("/me/rolls/{number}", web::get().to(own::show))
        .route("/me/rolls/{number}/challenges", web::post().to(own::ask));
}

struct Distance {
    min: i64,
    max: i64,
    citation: String,
}

async fn distance(conn: &mut Connection) -> Result<Distance, WebError> {
    let now = crate::bodies::store::now(conn)
        .await
        .map_err(WebError::internal)?;
    let min = rulebook::as_of(conn, keys::RECORD_DATE_MIN_DAYS, now)
        .await
        .map_err(WebError::internal)?;
    let max = rulebook::as_of(conn, keys::RECORD_DATE_MAX_DAYS, now)
        .await
        .map_err(WebError::internal)?;
    Ok(Distance {
        min: i64::from(min.count().map_err(WebError::internal)?),
        max: i64::from(max.count().map_err(WebError::internal)?),
        citation: min.citation,
    })
}

async fn list_page(
    conn: &mut Connection,
    frame: Frame,
    record_date: String,
    chosen: &[String],
    error: String,
) -> Result<RollList, WebError> {
    let classes = store::classes(conn).await.map_err(WebError::internal)?;
    let rolls = store::all(conn).await.map_err(WebError::internal)?;
    let distance = distance(conn).await?;
    let corrected = corrections::corrected(conn)
        .await
        .map_err(WebError::internal)?;
    Ok(RollList {
        frame,
        rows: rolls
            .iter()
            .map(|roll| Row {
                number: roll.number,
                record_date: day_said(&roll.record_date),
                classes: roll.class_names.join(", "),
                members: roll.leaves,
                votes: roll.votes,
                certified: roll.is_certified(),
                corrected: corrected.contains(&roll.number),
            })
            .collect(),
        classes: classes
            .into_iter()
            .map(|class| {
                let checked = chosen.contains(&class.id);
                (class.id, class.name, checked)
            })
            .collect(),
        record_date,
        error,
        distance: format!(
            "Who is a member at the end of this day may vote. The vote opens {} to {} days later ({}).",
            distance.min, distance.max, distance.citation
        ),
    })
}

async fn list(_: Officer, frame: Frame, app: Data<AppState>) -> Result<impl Responder, WebError> {
    let mut conn = app.connection().await?;
    list_page(&mut conn, frame, String::new(), &[], String::new()).await
}

async fn propose(
    officer: ElectionOfficer,
    frame: Frame,
    app: Data<AppState>,
    CheckedForm(form): CheckedForm,
) -> Result<HttpResponse, WebError> {
    let mut conn = app.connection().await?;
    let zone = frame.site.as_ref().ok_or(WebError::NotFound)?.zone;
    let now = crate::bodies::store::now(&mut conn)
        .await
        .map_err(WebError::internal)?;
    let record_date = form.get("record_date").trim().to_owned();
    let classes: Vec<String> = store::classes(&mut conn)
        .await
        .map_err(WebError::internal)?
        .into_iter()
        .map(|class| class.id)
        .filter(|id| form.all("class").any(|chosen| chosen == id))
        .collect();
    let sentence = match parse_day(&record_date) {
        _ if form
            .all("class")
            .any(|chosen| !classes.iter().any(|id| id == chosen)) =>
        {
            "There is no such class of members. Choose among those that are listed.".to_owned()
        }
        None => "Give the record date as a day, such as 2026-07-31.".to_owned(),
        Some(date) if date >= now.with_timezone(&zone).date_naive() => {
            "A record date is a day that is over, so that its members are known. Give an earlier day.".to_owned()
        }
        Some(date) => match store::propose(&mut conn, officer.0.person.0, date, &classes).await {
            Ok(number) => {
                return Ok(see_other(&format!("/room/rolls/{number}")));
            }
            Err(RollError::Database(error)) => return Err(WebError::internal(error)),
            Err(RollError::Members(error)) => return Err(WebError::internal(error)),
            Err(RollError::Rulebook(error)) => return Err(WebError::internal(error)),
            Err(refusal) => refusal.to_string(),
        },
    };
    let page = list_page(&mut conn, frame, record_date, &classes, sentence).await?;
    unprocessable(&page)
}

async fn find(conn: &mut Connection, number: i32) -> Result<Roll, WebError> {
    store::by_number(conn, number)
        .await
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)
}

async fn page(
    conn: &mut Connection,
    frame: Frame,
    officer: &Officer,
    roll: &Roll,
    typed: hearing::Typed,
) -> Result<RollPage, WebError> {
    let members = store::members(conn, roll.record_date, roll.known_at, &roll.classes)
        .await
        .map_err(WebError::internal)?;
    let late = store::recorded_late(conn, roll, &members)
        .await
        .map_err(WebError::internal)?;
    let distance = distance(conn).await?;
    let now = crate::bodies::store::now(conn)
        .await
        .map_err(WebError::internal)?;
    let k = rulebook::as_of(conn, keys::CELLS_K, now)
        .await
        .map_err(WebError::internal)?
        .count()
        .map_err(WebError::internal)?;
    let small_cells = cells(members.iter().map(|member| &member.votes))
        .into_iter()
        .filter(|(_, count)| *count < u64::from(k))
        .collect();
    let act = acts::store::waiting_about(conn, roll.id, RollCertified::KIND)
        .await
        .map_err(WebError::internal)?
        .map(|act| act.number);
    let corrects = corrections::corrects(conn, roll.id)
        .await
        .map_err(WebError::internal)?;
    let corrections = corrections::proposed(conn, roll.id)
        .await
        .map_err(WebError::internal)?;
    let hearing = hearing::view(conn, &frame, officer, roll, &typed).await?;
    let (first, last) = opening_window(roll.record_date, distance.min, distance.max);
    let (first, last) = (day_said(&first), day_said(&last));
    Ok(RollPage {
        number: roll.number,
        record_date: day_said(&roll.record_date),
        classes: roll.class_names.join(", "),
        known: Moment::on_page(&frame, roll.known_at, roll.now),
        proposer: roll.proposer.clone(),
        proposed_by_me: roll.proposed_by == officer.person.0,
        certifier: roll.certifier.clone().zip(
            roll.certified_at
                .map(|when| Moment::on_page(&frame, when, roll.now)),
        ),
        totals: totals(&members),
        late_since: Moment::on_page(&frame, late.since, roll.now),
        late,
        members: roll.leaves,
        votes: roll.votes,
        file_sha256: HEXLOWER.encode(&roll.file_sha256),
        root: roll.root.as_ref().map(|root| HEXLOWER.encode(root)),
        small_cells,
        k: u64::from(k),
        drafts: ElectionOfficer::is(officer),
        window: format!(
            "A vote on this roll opens from {first} to {last} ({}).",
            distance.citation
        ),
        act,
        refusal: typed.refusal,
        hearing,
        corrects,
        corrections,
        correction_form: typed.correction,
        frame,
    })
}

async fn show(
    officer: Officer,
    frame: Frame,
    number: web::Path<i32>,
    app: Data<AppState>,
) -> Result<impl Responder, WebError> {
    let mut conn = app.connection().await?;
    let roll = find(&mut conn, *number).await?;
    page(&mut conn, frame, &officer, &roll, hearing::Typed::default()).await
}

async fn file(
    _: Officer,
    number: web::Path<i32>,
    app: Data<AppState>,
) -> Result<impl Responder, WebError> {
    let mut conn = app.connection().await?;
    let roll = find(&mut conn, *number).await?;
    let file = store::file(&mut conn, &roll)
        .await
        .map_err(WebError::internal)?;
    Ok(HttpResponse::Ok()
        .content_type("application/jsonl")
        .insert_header(("content-disposition", "attachment; filename=\"roll.jsonl\""))
        .body(file))
}

async fn certify(
    officer: ElectionOfficer,
    frame: Frame,
    number: web::Path<i32>,
    app: Data<AppState>,
    _: CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = app.connection().await?;
    let roll = find(&mut conn, *number).await?;
    match store::prepare(&mut conn, &roll, officer.0.person.0).await {
        Ok(act) => Ok(see_other(&format!("/room/acts/{act}"))),
        Err(RollError::Database(error)) => Err(WebError::internal(error)),
        Err(RollError::Members(error)) => Err(WebError::internal(error)),
        Err(RollError::Rulebook(error)) => Err(WebError::internal(error)),
        Err(refusal) => {
            let page = page(
                &mut conn,
                frame,
                &officer.0,
                &roll,
                hearing::Typed::refused(refusal.to_string()),
            )
            .await?;
            unprocessable(&page)
        }
    }
}
