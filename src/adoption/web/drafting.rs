//! The draft of the next rulebook: shown with its faults and what it would change, saved, and
//! prepared for adoption once its text was decided. What rules now is not touched here.

use actix_web::web::{Data, Query};
use actix_web::{HttpResponse, Responder};
use data_encoding::HEXLOWER;

use super::{AROUND, now_and_day, read, toml_file};
use crate::adoption::store::{self, AdoptionError};
use crate::adoption::views::{CalendarForm, Comparison, DraftPage, Outlook, grouped};
use crate::bodies::{Officer, Secretary};
use crate::db::Connection;
use crate::parties::PartyId;
use crate::rulebook::model::book::{Book, Calendar};
use crate::rulebook::model::{calendar, check, compare, edit, file};
use crate::rulebook::store::{self as rulebook, Draft};
use crate::web::answer::{see_other, unprocessable};
use crate::web::times::{Moment, parse_day};
use crate::web::{AppState, CheckedForm, CheckedUpload, Fields, Frame, WebError};

/// The fields of a calendar: name, label.
const DAYS: [(&str, &str); 6] = [
    ("record_date", "Record date"),
    ("notice_given", "Notice is given"),
    ("nominations_open", "Nominations open"),
    ("nominations_close", "Nominations close"),
    ("voting_opens", "Voting opens"),
    ("voting_closes", "Voting closes"),
];

/// The calendar that the address asks about, judged by this rulebook.
fn calendar_form(asked: &Fields, book: Option<&Book>) -> CalendarForm {
    let day = |name: &str| parse_day(asked.get(name));
    let is_asked = DAYS.iter().any(|(name, _)| !asked.get(name).is_empty());
    let dates = Calendar {
        name: "These dates".to_owned(),
        record_date: day("record_date"),
        notice_given: day("notice_given"),
        nominations_open: day("nominations_open"),
        nominations_close: day("nominations_close"),
        voting_opens: day("voting_opens"),
        voting_closes: day("voting_closes"),
        line: 0,
    };
    let findings = book.map_or_else(Vec::new, |book| calendar::check(book, &dates));
    CalendarForm {
        days: DAYS
            .iter()
            .map(|(name, label)| (*name, *label, asked.get(name).to_owned()))
            .collect(),
        asked: is_asked,
        findings: findings
            .into_iter()
            .map(|finding| finding.sentence)
            .collect(),
    }
}

/// What the page of the draft is asked to show beside the draft itself.
#[derive(Default)]
struct Beside {
    /// The text as sent, where it was refused.
    text: Option<String>,
    refusal: String,
    calendar: Fields,
}

async fn draft_page(
    conn: &mut Connection,
    frame: Frame,
    officer: &Officer,
    beside: Beside,
) -> Result<DraftPage, WebError> {
    let (now, today) = now_and_day(conn, &frame).await?;
    let saved = rulebook::draft(conn).await.map_err(WebError::internal)?;
    let in_force = rulebook::versions(conn).await.map_err(WebError::internal)?;
    let last = in_force.first().ok_or(WebError::NotFound)?;
    let text = match (beside.text, &saved) {
        (Some(text), _) => text,
        (None, Some(draft)) => draft.text().into_owned(),
        (None, None) => last.text().into_owned(),
    };
    let (book, faults) = match file::parse(&text) {
        Ok(book) => (Some(book), Vec::new()),
        Err(faults) => (None, faults),
    };
    let findings = book
        .as_ref()
        .map_or_else(Vec::new, |book| check::check(book, today));
    let blocked = findings.iter().any(check::Finding::blocks);
    let comparison = match &book {
        Some(book) if *text != *last.text() => Some(Comparison::of(
            &frame.t,
            &compare::changes(&read(last)?, book, today),
            &compare::lines(&last.text(), &text, AROUND),
        )),
        _ => None,
    };
    let outlook = match (&saved, &book) {
        _ if *text == *last.text() => match last.effective_from.filter(|from| now < *from) {
            Some(from) => Outlook::Coming {
                version: last.version,
                from: Moment::on_page(&frame, from, now),
            },
            None => Outlook::Same,
        },
        (_, None) => Outlook::Unreadable,
        _ if blocked => Outlook::Blocked,
        (Some(draft), Some(_)) => outlook(conn, draft).await?,
        (None, Some(_)) => Outlook::Same,
    };
    let saved_by = match &saved {
        Some(draft) => {
            let name = crate::parties::store::name(conn, PartyId(draft.saved_by)).await;
            let name = name.map_err(WebError::internal)?.unwrap_or_default();
            Some((name, Moment::on_page(&frame, draft.recorded_at, now)))
        }
        None => None,
    };
    Ok(DraftPage {
        keeps: Secretary::is(officer),
        base: saved.as_ref().map_or(0, |draft| draft.number),
        saved: saved_by,
        groups: book
            .as_ref()
            .map_or_else(Vec::new, |book| grouped(book, &findings)),
        calendar: calendar_form(&beside.calendar, book.as_ref()),
        faults,
        comparison,
        outlook,
        refusal: beside.refusal,
        text,
        frame,
    })
}

/// How far a draft that nothing blocks has come.
async fn outlook(conn: &mut Connection, draft: &Draft) -> Result<Outlook, WebError> {
    let adopting = store::adopting(conn, &draft.sha256)
        .await
        .map_err(WebError::internal)?;
    let Some(adopting) = adopting else {
        return Ok(Outlook::Undecided {
            sha256: HEXLOWER.encode(&draft.sha256),
        });
    };
    let acts = crate::acts::store::about(conn, adopting.decision)
        .await
        .map_err(WebError::internal)?;
    Ok(Outlook::Decided {
        decision: adopting.number,
        act: acts
            .iter()
            .find(|act| act.standing() == crate::acts::Standing::Waiting)
            .map(|act| act.number),
    })
}

pub(super) async fn draft(
    officer: Officer,
    frame: Frame,
    asked: Query<Vec<(String, String)>>,
    app: Data<AppState>,
) -> Result<DraftPage, WebError> {
    let mut conn = app.connection().await?;
    let beside = Beside {
        calendar: asked.into_inner().into_iter().collect(),
        ..Beside::default()
    };
    draft_page(&mut conn, frame, &officer, beside).await
}

/// Saves a draft, or says why it is not saved, with the text as it was sent.
async fn keep(
    conn: &mut Connection,
    frame: Frame,
    secretary: &Secretary,
    base: &str,
    text: String,
) -> Result<HttpResponse, WebError> {
    let last = rulebook::draft(conn).await.map_err(WebError::internal)?;
    let number = last.as_ref().map_or(0, |draft| draft.number);
    let refusal = if base != number.to_string() {
        "Somebody saved another draft meanwhile. Your text is below, not saved: compare it with the one that is saved, which you find by opening this page again in another window."
    } else if text.len() > MAX_BYTES {
        "A rulebook has at most 1,048,576 bytes. Shorten it."
    } else {
        ""
    };
    // A draft that cannot be read is not saved: what is saved can be adopted or checked.
    if refusal.is_empty() && file::parse(&text).is_ok() {
        let unchanged = last.is_some_and(|draft| *draft.text() == *text);
        if !unchanged {
            rulebook::save_draft(conn, &text, secretary.0.person.0)
                .await
                .map_err(WebError::internal)?;
        }
        return Ok(see_other("/room/rulebook"));
    }
    let beside = Beside {
        text: Some(text),
        refusal: refusal.to_owned(),
        ..Beside::default()
    };
    let page = draft_page(conn, frame, &secretary.0, beside).await?;
    unprocessable(&page)
}

/// The most bytes of a rulebook's file.
const MAX_BYTES: usize = 1_048_576;

pub(super) async fn save(
    secretary: Secretary,
    frame: Frame,
    app: Data<AppState>,
    upload: CheckedUpload,
) -> Result<HttpResponse, WebError> {
    let mut conn = app.connection().await?;
    let uploaded = upload.file("file");
    let text = match std::str::from_utf8(uploaded) {
        Ok("") => upload.text("text").replace("\r\n", "\n"),
        Ok(text) => text.replace("\r\n", "\n"),
        Err(_) => {
            let beside = Beside {
                refusal: "The file is no UTF-8 text. Save it as UTF-8, then bring it again."
                    .to_owned(),
                ..Beside::default()
            };
            let page = draft_page(&mut conn, frame, &secretary.0, beside).await?;
            return unprocessable(&page);
        }
    };
    keep(&mut conn, frame, &secretary, upload.text("base"), text).await
}

pub(super) async fn change(
    secretary: Secretary,
    frame: Frame,
    app: Data<AppState>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = app.connection().await?;
    let page = draft_page(&mut conn, frame.clone(), &secretary.0, Beside::default()).await?;
    let changed = match (file::parse(&page.text), fields.get("line").parse::<usize>()) {
        (Ok(book), Ok(line)) => edit::with_value(&page.text, &book, line, fields.get("value")),
        (Err(_), _) => Err("The draft cannot be read: mend it in its text first.".to_owned()),
        (_, Err(_)) => Err("Say in which line the rule begins.".to_owned()),
    };
    match changed {
        Ok(text) => keep(&mut conn, frame, &secretary, fields.get("base"), text).await,
        Err(refusal) => unprocessable(&DraftPage { refusal, ..page }),
    }
}

pub(super) async fn draft_file(_: Officer, app: Data<AppState>) -> Result<HttpResponse, WebError> {
    let mut conn = app.connection().await?;
    let saved = rulebook::draft(&mut conn)
        .await
        .map_err(WebError::internal)?;
    let text = match saved {
        Some(draft) => draft.text().into_owned(),
        None => {
            let versions = rulebook::versions(&mut conn).await;
            let versions = versions.map_err(WebError::internal)?;
            let last = versions.first().ok_or(WebError::NotFound)?;
            last.text().into_owned()
        }
    };
    Ok(toml_file("rulebook-draft.toml", text))
}

pub(super) async fn prepare(
    officer: Officer,
    frame: Frame,
    app: Data<AppState>,
    _: CheckedForm<Fields>,
) -> Result<impl Responder, WebError> {
    let mut conn = app.connection().await?;
    let draft = rulebook::draft(&mut conn)
        .await
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)?;
    match store::prepare(&mut conn, &draft, officer.person.0).await {
        Ok(act) => Ok(see_other(&format!("/room/acts/{act}"))),
        Err(AdoptionError::Database(fault)) => Err(WebError::internal(fault)),
        Err(refusal) => {
            let beside = Beside {
                refusal: refusal.to_string(),
                ..Beside::default()
            };
            let page = draft_page(&mut conn, frame, &officer, beside).await?;
            unprocessable(&page)
        }
    }
}
