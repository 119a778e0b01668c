//! What minute keepers record about a petition that was received.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

use super::{find, refusal, text};
use crate::bodies::{self, MinuteKeeper, Officer};
use crate::db::Connection;
use crate::petitions::model::{NoticeRules, Rule};
use crate::petitions::store::answering::{self, NewAnswer, NewWhat};
use crate::petitions::store::{Petition, petitions};
use crate::petitions::views::RoomPage;
use crate::rulebook::keys;
use crate::rulebook::store as rulebook;
use crate::typed::line;
use crate::web::answer::{see_other, unprocessable};
use crate::web::form::Faults;
use crate::web::times::parse_day;
use crate::web::{AppState, CheckedForm, Fields, Frame, WebError};

const REASON_CHARS: usize = 2000;
const CITATION_CHARS: usize = 200;

async fn page(
    conn: &mut Connection,
    frame: Frame,
    officer: &Officer,
    petition: Petition,
    typed: (Fields, Faults),
) -> Result<RoomPage, WebError> {
    let today = bodies::today(conn).await?.day;
    let total = petitions::all_votes(conn, today)
        .await
        .map_err(WebError::internal)?;
    let decisions = answering::decisions(conn, petition.id)
        .await
        .map_err(WebError::internal)?;
    let records = MinuteKeeper::is(officer) && petition.delivery.is_some();
    Ok(RoomPage::new(
        frame, petition, total, decisions, records, typed,
    ))
}

pub(super) async fn show(
    frame: Frame,
    officer: Officer,
    number: Path<i32>,
    state: Data<AppState>,
) -> Result<RoomPage, WebError> {
    let mut conn = state.connection().await?;
    let petition = find(&mut conn, *number).await?;
    let typed = (Fields::default(), Faults::new());
    page(&mut conn, frame, &officer, petition, typed).await
}

/// The rules on how long before a members' meeting notice is given.
async fn notice_rules(conn: &mut Connection) -> Result<NoticeRules, WebError> {
    let now = bodies::today(conn).await?.now;
    let rules = rulebook::all_as_of(conn, now)
        .await
        .map_err(WebError::internal)?;
    let rule = |key: &str| {
        let rule = rules.iter().find(|rule| rule.key == key)?;
        Some(Rule {
            days: rule.count().ok()?,
            citation: rule.citation.clone(),
        })
    };
    Ok(NoticeRules {
        min: rule(keys::NOTICE_MIN_DAYS),
        max: rule(keys::NOTICE_MAX_DAYS),
    })
}

/// Records it, and says what is wrong where the guard refuses it.
async fn record(
    conn: &mut Connection,
    frame: &Frame,
    new: &NewAnswer<'_>,
    faults: &mut Faults,
) -> Result<(), WebError> {
    if let Err(error) = answering::answer(conn, new).await {
        let key = refusal(error)?;
        let field = if key == "petition-refused-why" {
            "reason"
        } else {
            ""
        };
        faults.push((field.to_owned(), frame.t.say(key)));
    }
    Ok(())
}

pub(super) async fn date(
    frame: Frame,
    keeper: MinuteKeeper,
    number: Path<i32>,
    state: Data<AppState>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let petition = find(&mut conn, *number).await?;
    let mut faults = Faults::new();
    let mut fault =
        |field: &str, sentence: &str| faults.push((field.to_owned(), sentence.to_owned()));
    let decisions = answering::decisions(&mut conn, petition.id)
        .await
        .map_err(WebError::internal)?;
    let decision = decisions
        .iter()
        .find(|decision| decision.number.to_string() == fields.get("decision"))
        .map(|decision| decision.id);
    if decision.is_none() {
        fault(
            "decision",
            "Choose the decision of the board that fixes the day. It is entered and confirmed under Decisions.",
        );
    }
    let mut read = |field: &str| {
        let read = parse_day(fields.get(field));
        if read.is_none() {
            fault(field, "Give a date like 2026-10-07.");
        }
        read
    };
    let (meeting_on, notice_on) = (read("meeting_on"), read("notice_on"));
    let reason = match fields.get("reason").trim() {
        "" => Some(String::new()),
        typed => text(typed, REASON_CHARS),
    };
    if reason.is_none() {
        fault(
            "reason",
            "Keep it within 2,000 characters, without control characters.",
        );
    }
    if let (Some(meeting_on), Some(notice_on), Some(delivery)) =
        (meeting_on, notice_on, &petition.delivery)
    {
        let notice = notice_rules(&mut conn).await?;
        let outside = delivery.clocks.faults(meeting_on, notice_on, &notice);
        faults.extend(
            outside
                .into_iter()
                .map(|(field, sentence)| (field.to_owned(), sentence)),
        );
    }
    if let (true, Some(decision), Some(meeting_on), Some(notice_on), Some(reason)) =
        (faults.is_empty(), decision, meeting_on, notice_on, reason)
    {
        let new = NewAnswer {
            id: fields.form_id(),
            petition: petition.id,
            what: NewWhat::Meeting {
                decision,
                meeting_on,
                notice_on,
            },
            reason: &reason,
            by: keeper.0.person,
        };
        record(&mut conn, &frame, &new, &mut faults).await?;
        if faults.is_empty() {
            return Ok(see_other(&format!("/room/petitions/{number}")));
        }
    }
    let page = page(&mut conn, frame, &keeper.0, petition, (fields, faults)).await?;
    unprocessable(&page)
}

pub(super) async fn refuse(
    frame: Frame,
    keeper: MinuteKeeper,
    number: Path<i32>,
    state: Data<AppState>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let petition = find(&mut conn, *number).await?;
    let mut faults = Faults::new();
    let reason = text(fields.get("refusal_reason"), REASON_CHARS);
    if reason.is_none() {
        let sentence = "Say why, in at most 2,000 characters. Members read it.";
        faults.push(("refusal_reason".to_owned(), sentence.to_owned()));
    }
    let citation = line(fields.get("citation"), CITATION_CHARS);
    if citation.is_none() {
        let sentence = "Name the rule, like: Bylaws § 3.3.";
        faults.push(("citation".to_owned(), sentence.to_owned()));
    }
    if let (Some(reason), Some(citation)) = (reason, citation) {
        let new = NewAnswer {
            id: fields.form_id(),
            petition: petition.id,
            what: NewWhat::Refused {
                citation: &citation,
            },
            reason: &reason,
            by: keeper.0.person,
        };
        record(&mut conn, &frame, &new, &mut faults).await?;
        if faults.is_empty() {
            return Ok(see_other(&format!("/room/petitions/{number}")));
        }
    }
    let page = page(&mut conn, frame, &keeper.0, petition, (fields, faults)).await?;
    unprocessable(&page)
}
