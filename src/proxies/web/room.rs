//! The officers' table of proxies: recorded from paper by the secretary, confirmed by a second
//! officer, revoked on request.

use std::collections::{BTreeMap, BTreeSet};

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use uuid::Uuid;

use super::{field_of, instructions, offered, scope};
use crate::bodies::{Afresh, CodeDue, ElectionOfficer, MemberKeeper, Officer, Secretary};
use crate::db::Connection;
use crate::members::store::meant;
use crate::parties::PartyId;
use crate::proxies::model::{PAPER_BYTES, PAPER_CHARS, REASON_CHARS, State, digest, words};
use crate::proxies::store::{self, NewProxy, Paper, Proxy, ProxyError};
use crate::proxies::views::{Line, Offered, RoomPage, Typed};
use crate::seal::hash::sha256;
use crate::web::answer::{html, see_other, unprocessable};
use crate::web::times::parse_day;
use crate::web::{AppState, CheckedForm, CheckedUpload, Fields, Frame, WebError};

/// Whether this officer may be the second; the database insists on the same.
fn seconds(officer: &Officer) -> bool {
    MemberKeeper::is(officer) || ElectionOfficer::is(officer)
}

fn refused(refusal: ProxyError) -> WebError {
    match refusal {
        ProxyError::Database(error) => WebError::internal(error),
        other => WebError::Refused(other.to_string()),
    }
}

async fn page(
    conn: &mut Connection,
    frame: Frame,
    officer: &Officer,
    offered: Offered,
    typed: Typed,
) -> Result<RoomPage, WebError> {
    let all = store::all(conn).await.map_err(WebError::internal)?;
    let mut members: BTreeMap<(String, Uuid), BTreeSet<Uuid>> = BTreeMap::new();
    let (mut waiting, mut standing, mut past) = (Vec::new(), Vec::new(), Vec::new());
    for proxy in &all {
        let line = Line::new(&frame, proxy);
        match line.state {
            State::Waiting => {
                let is_theirs = seconds(officer) && proxy.waits_for(officer.person);
                waiting.push((line, is_theirs));
            }
            State::Stands => {
                members
                    .entry((proxy.holder_name.clone(), proxy.holder))
                    .or_default()
                    .insert(proxy.membership);
                standing.push(line);
            }
            State::Revoked(_) | State::Replaced(_) | State::Over => past.push(line),
        }
    }
    Ok(RoomPage {
        records: Secretary::is(officer),
        code_due: false,
        waiting,
        standing,
        past,
        per_holder: members
            .into_iter()
            .map(|((name, _), members)| (name, members.len()))
            .collect(),
        offered,
        typed,
        frame,
    })
}

pub(super) async fn show(
    officer: Officer,
    code: CodeDue,
    frame: Frame,
    state: Data<AppState>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let offered = offered(&mut conn, &frame).await?;
    let mut page = page(&mut conn, frame, &officer, offered, Typed::default()).await?;
    page.code_due = code.0;
    html(StatusCode::OK, &page)
}

/// The digest of the paper: of the file where one was brought, else as typed.
fn paper_digest(file: &[u8], typed: &str) -> Result<[u8; 32], String> {
    if file.len() > PAPER_BYTES {
        return Err(
            "The file is larger than 1 MiB. Give its SHA-256 instead, and keep the paper."
                .to_owned(),
        );
    }
    if !file.is_empty() {
        return Ok(*sha256(file).as_bytes());
    }
    digest(typed).ok_or_else(|| {
        "Bring the paper as a file, or give its SHA-256 in 64 hexadecimal digits.".to_owned()
    })
}

pub(super) async fn record(
    officer: Secretary,
    _: Afresh,
    frame: Frame,
    state: Data<AppState>,
    upload: CheckedUpload,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let offered = offered(&mut conn, &frame).await?;
    let fields = upload.fields_beside(&["file"]);
    let member = match fields.get("member").trim().parse() {
        Ok(number) => store::of_number(&mut conn, number)
            .await
            .map_err(WebError::internal)?,
        Err(_) => None,
    };
    let holder = meant::person(&mut conn, fields.get("holder"))
        .await
        .map_err(WebError::internal)?;
    let scope = scope(&fields, &offered.votes);
    let day = parse_day(fields.get("last_day")).filter(|day| *day <= offered.last_day);
    let told = instructions(&fields);
    let name = words(fields.get("paper"), PAPER_CHARS)
        .filter(|name| !name.is_empty() && !name.contains('\n'));
    let file = upload.file("file");
    let sha256 = paper_digest(file, fields.get("digest"));
    let mut typed = Typed {
        fields,
        ..Typed::default()
    };
    let mut fault = |field, sentence: &str| typed.faults.push((field, sentence.to_owned()));
    if member.is_none() {
        fault(
            "member",
            "Give the number of a membership for which somebody votes today.",
        );
    }
    if holder.is_none() {
        fault(
            "holder",
            "Nobody here is known by this, or more than one is. Give a mail address or membership number.",
        );
    }
    if scope.is_none() {
        fault("scope", &ProxyError::PollOver.to_string());
    }
    if day.is_none() {
        fault("last_day", &too_long(&offered));
    }
    if told.is_none() {
        fault(
            "instructions",
            "Keep the instructions within 2,000 characters.",
        );
    }
    if name.is_none() {
        fault("paper", "Name the paper, within 200 characters.");
    }
    if let Err(sentence) = &sha256 {
        fault("digest", sentence);
    }
    if let (
        Some(member),
        Some(holder),
        Some(poll),
        Some(last_day),
        Some(told),
        Some(name),
        Ok(sha256),
    ) = (member, holder, scope, day, told, name, sha256)
    {
        let new = NewProxy {
            id: typed.id(),
            membership: member.membership,
            grantor: PartyId(member.voter),
            holder,
            poll,
            instructions: &told,
            last_day,
            paper: Some(Paper {
                name: &name,
                sha256,
                file: (!file.is_empty()).then_some(file),
                officer: officer.0.person,
            }),
        };
        match store::grant(&mut conn, &new).await {
            Ok(()) => return Ok(see_other("/room/proxies")),
            Err(ProxyError::Database(error)) => return Err(WebError::internal(error)),
            Err(refusal) => {
                let sentence = match refusal {
                    ProxyError::TooLong => too_long(&offered),
                    ref other => other.to_string(),
                };
                let field = match field_of(&refusal) {
                    "membership" => "member",
                    field => field,
                };
                typed.faults.push((field, sentence));
            }
        }
    }
    let page = page(&mut conn, frame, &officer.0, offered, typed).await?;
    unprocessable(&page)
}

fn too_long(offered: &Offered) -> String {
    match &offered.offer {
        Ok(offer) => format!(
            "{} lets a proxy last {} months: its last day is one from today to {}. Give such a day.",
            offer.months_citation, offer.months, offered.last_day
        ),
        Err(_) => ProxyError::NotAllowed.to_string(),
    }
}

async fn numbered(conn: &mut Connection, number: i32) -> Result<Proxy, WebError> {
    store::by_number(conn, number)
        .await
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)
}

pub(super) async fn confirm(
    officer: Officer,
    _: Afresh,
    number: Path<i32>,
    state: Data<AppState>,
    CheckedForm(_): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    if !seconds(&officer) {
        return Err(WebError::Forbidden(ProxyError::NotConfirming.to_string()));
    }
    let mut conn = state.connection().await?;
    let proxy = numbered(&mut conn, *number).await?;
    store::confirm(&mut conn, &proxy, officer.person)
        .await
        .map_err(refused)?;
    Ok(see_other("/room/proxies"))
}

pub(super) async fn revoke(
    officer: Secretary,
    code: CodeDue,
    frame: Frame,
    number: Path<i32>,
    state: Data<AppState>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let proxy = numbered(&mut conn, *number).await?;
    let reason = words(fields.get("reason"), REASON_CHARS).filter(|reason| !reason.is_empty());
    let sentence = match reason {
        None => "Say which written request this rests on, within 500 characters.".to_owned(),
        Some(reason) => match store::revoke(&mut conn, &proxy, officer.0.person, &reason).await {
            Ok(()) => return Ok(see_other("/room/proxies")),
            Err(ProxyError::Database(error)) => return Err(WebError::internal(error)),
            Err(refusal) => refusal.to_string(),
        },
    };
    let offered = offered(&mut conn, &frame).await?;
    let typed = Typed {
        faults: vec![("", format!("Proxy {}: {sentence}", proxy.number))],
        ..Typed::default()
    };
    let mut page = page(&mut conn, frame, &officer.0, offered, typed).await?;
    page.code_due = code.0;
    unprocessable(&page)
}

/// The paper, to those who record it, and to whoever is to confirm the proxy while it waits.
pub(super) async fn paper(
    officer: Officer,
    number: Path<i32>,
    state: Data<AppState>,
) -> Result<HttpResponse, WebError> {
    let closed = || {
        WebError::Forbidden(
            "The paper of a proxy is open to the secretary, and to whoever is to confirm the proxy while it waits. Ask the secretary.".into(),
        )
    };
    let records = Secretary::is(&officer);
    if !records && !seconds(&officer) {
        return Err(closed());
    }
    let mut conn = state.connection().await?;
    let proxy = numbered(&mut conn, *number).await?;
    if !records && !proxy.waits_for(officer.person) {
        return Err(closed());
    }
    let content = store::paper(&mut conn, proxy.id)
        .await
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)?;
    Ok(HttpResponse::Ok()
        .content_type("application/octet-stream")
        .insert_header((
            "content-disposition",
            format!("attachment; filename=\"proxy-{}\"", proxy.number),
        ))
        .body(content))
}
