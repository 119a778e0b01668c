//! The secretary's table of proxies: recorded from paper, revoked on request.

use std::collections::{BTreeMap, BTreeSet};

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use uuid::Uuid;

use super::{connect, day_of, field_of, instructions, offered, scope};
use crate::bodies::{Officer, Secretary};
use crate::db::Connection;
use crate::members::store::meant;
use crate::parties::PartyId;
use crate::proxies::model::{PAPER_BYTES, PAPER_CHARS, REASON_CHARS, digest, words};
use crate::proxies::store::{self, NewProxy, Paper, ProxyError};
use crate::proxies::views::{Line, Offered, RoomPage, Typed};
use crate::seal::hash::sha256;
use crate::web::answer::{html, see_other, unprocessable};
use crate::web::{AppState, CheckedForm, CheckedUpload, Fields, Frame, WebError};

async fn page(
    conn: &mut Connection,
    frame: Frame,
    officer: &Officer,
    offered: Offered,
    typed: Typed,
) -> Result<RoomPage, WebError> {
    let all = store::all(conn).await.map_err(WebError::internal)?;
    let mut members: BTreeMap<(String, Uuid), BTreeSet<Uuid>> = BTreeMap::new();
    let (mut standing, mut past) = (Vec::new(), Vec::new());
    for proxy in &all {
        let line = Line::new(&frame, proxy);
        if line.stands() {
            members
                .entry((proxy.holder_name.clone(), proxy.holder))
                .or_default()
                .insert(proxy.membership);
            standing.push(line);
        } else {
            past.push(line);
        }
    }
    Ok(RoomPage {
        records: Secretary::is(officer),
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
    frame: Frame,
    state: Data<AppState>,
) -> Result<HttpResponse, WebError> {
    let mut conn = connect(&state).await?;
    let offered = offered(&mut conn, &frame).await?;
    let page = page(&mut conn, frame, &officer, offered, Typed::default()).await?;
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
    frame: Frame,
    state: Data<AppState>,
    upload: CheckedUpload,
) -> Result<HttpResponse, WebError> {
    let mut conn = connect(&state).await?;
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
    let day = day_of(&fields).filter(|day| *day <= offered.last_day);
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
            "{} lets a proxy last {} months: its last day is one from today to {}.",
            offer.months_citation, offer.months, offered.last_day
        ),
        Err(_) => ProxyError::NotAllowed.to_string(),
    }
}

pub(super) async fn revoke(
    officer: Secretary,
    frame: Frame,
    number: Path<i32>,
    state: Data<AppState>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = connect(&state).await?;
    let proxy = store::by_number(&mut conn, *number)
        .await
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)?;
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
    let page = page(&mut conn, frame, &officer.0, offered, typed).await?;
    unprocessable(&page)
}

pub(super) async fn paper(
    _officer: Secretary,
    number: Path<i32>,
    state: Data<AppState>,
) -> Result<HttpResponse, WebError> {
    let mut conn = connect(&state).await?;
    let proxy = store::by_number(&mut conn, *number)
        .await
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)?;
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
