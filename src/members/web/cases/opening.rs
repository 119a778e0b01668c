//! The wizard that opens a case: what was typed is read to a plan or to faults. What follows
//! in the case is done on its page.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::ground;
use crate::bodies::{self, Secretary};
use crate::db::Connection;
use crate::members::model::cases::{CaseRules, Ground, Plan, Proposes, faults, first_day};
use crate::members::store::cases::{self, NewCase};
use crate::members::store::dossier::{self, Dossier};
use crate::members::views::cases::NewCasePage;
use crate::members::web::list;
use crate::web::answer::{see_other, unprocessable};
use crate::web::form::Faults;
use crate::web::times::{parse_day, parse_local};
use crate::web::{AppState, CheckedForm, Fields, Frame, WebError};

async fn dossier_of(
    frame: &Frame,
    conn: &mut Connection,
    number: &str,
) -> Result<Dossier, WebError> {
    let number: i64 = number.parse().map_err(|_| WebError::NotFound)?;
    let now = bodies::store::now(conn).await.map_err(WebError::internal)?;
    let day = list::today(frame, conn).await?;
    dossier::of_number(conn, number, day, now)
        .await
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)
}

async fn new_page(
    conn: &mut Connection,
    frame: Frame,
    dossier: Dossier,
    fields: Fields,
    faults: Faults,
) -> Result<NewCasePage, WebError> {
    let (now, zone, rules) = ground(conn).await?;
    let told_at = now.with_timezone(&zone).naive_local();
    let first_day = first_day(told_at, rules.notice_days).unwrap_or(told_at.date());
    Ok(NewCasePage {
        frame,
        line: dossier.line,
        form: fields.form_id(),
        fields,
        faults,
        rules,
        first_day,
    })
}

pub(super) async fn draft(
    frame: Frame,
    _: Secretary,
    state: Data<AppState>,
    number: Path<String>,
) -> Result<NewCasePage, WebError> {
    let mut conn = state.connection().await?;
    let dossier = dossier_of(&frame, &mut conn, &number).await?;
    new_page(&mut conn, frame, dossier, Fields::default(), Vec::new()).await
}

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
    let effective_on = parse_day(fields.get("effective_on"));
    if effective_on.is_none() {
        wrong("effective_on", "Give a date like 2026-07-31.");
    }
    let until_on =
        parse_day(fields.get("until_on")).filter(|_| proposes == Some(Proposes::Suspend));
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

pub(super) async fn open(
    frame: Frame,
    secretary: Secretary,
    state: Data<AppState>,
    number: Path<String>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
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
        id: fields.form_id(),
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
