//! A person's own proxies: those of their memberships, and those they hold.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use uuid::Uuid;

use super::{field_of, instructions, offered, scope};
use crate::db::Connection;
use crate::members::store::meant;
use crate::parties::PartyId;
use crate::proxies::store::{self, NewProxy, ProxyError};
use crate::proxies::views::{Line, Offered, OwnPage, Typed};
use crate::web::answer::{html, see_other, unprocessable};
use crate::web::limits;
use crate::web::times::parse_day;
use crate::web::{AppState, CheckedForm, Fields, Frame, SignedIn, WebError};

async fn page(
    conn: &mut Connection,
    frame: Frame,
    person: PartyId,
    offered: Offered,
    typed: Typed,
) -> Result<OwnPage, WebError> {
    let memberships = store::own(conn, person).await.map_err(WebError::internal)?;
    let ids: Vec<Uuid> = memberships.iter().map(|own| own.membership).collect();
    let given = store::given(conn, &ids).await.map_err(WebError::internal)?;
    let held = store::held(conn, person)
        .await
        .map_err(WebError::internal)?;
    Ok(OwnPage {
        given: given.iter().map(|one| Line::new(&frame, one)).collect(),
        held: held.iter().map(|one| Line::new(&frame, one)).collect(),
        memberships,
        offered,
        typed,
        frame,
    })
}

pub(super) async fn show(
    account: SignedIn,
    frame: Frame,
    state: Data<AppState>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let offered = offered(&mut conn, &frame).await?;
    let person = PartyId(account.person);
    let page = page(&mut conn, frame, person, offered, Typed::default()).await?;
    html(StatusCode::OK, &page)
}

/// What the member reads of a refusal of the database.
fn said(frame: &Frame, refusal: &ProxyError, offered: &Offered) -> String {
    let t = &frame.t;
    match refusal {
        ProxyError::NotAllowed
        | ProxyError::NotSecretary
        | ProxyError::OwnRecord
        | ProxyError::NotConfirming => t.say("proxies-not-allowed"),
        ProxyError::NotYours | ProxyError::NotRevoking | ProxyError::NoGrantor => {
            t.say("proxies-not-yours")
        }
        ProxyError::NoHolder => t.say("proxies-no-holder"),
        ProxyError::TooLong => too_long(frame, offered),
        ProxyError::TooMany | ProxyError::TooManyMeanwhile => match &offered.rules.max_per_holder {
            Some((most, citation)) => t.say2(
                "proxies-too-many",
                "n",
                *most,
                "citation",
                citation.as_str(),
            ),
            None => t.say("proxies-not-allowed"),
        },
        ProxyError::PollOver => t.say("proxies-poll-over"),
        ProxyError::Over | ProxyError::NotWaiting => t.say("proxies-over-already"),
        ProxyError::Database(_) => String::new(),
    }
}

fn too_long(frame: &Frame, offered: &Offered) -> String {
    let citation = offered
        .offer
        .as_ref()
        .map_or("", |offer| offer.months_citation.as_str());
    frame.t.say2(
        "proxies-too-long",
        "day",
        crate::web::times::day(&frame.t, offered.last_day),
        "citation",
        citation,
    )
}

pub(super) async fn grant(
    account: SignedIn,
    frame: Frame,
    state: Data<AppState>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let person = PartyId(account.person);
    let offered = offered(&mut conn, &frame).await?;
    if offered.offer.is_err() {
        return Err(WebError::Refused(frame.t.say("proxies-not-allowed")));
    }
    let own = store::own(&mut conn, person)
        .await
        .map_err(WebError::internal)?;
    let membership = Uuid::parse_str(fields.get("membership"))
        .ok()
        .filter(|membership| own.iter().any(|own| own.membership == *membership));
    // Who has no membership to give a proxy for is not told who is known here.
    let holder = if membership.is_some() {
        limits::look_for_somebody(&conn, &frame, &account).await?;
        meant::person(&mut conn, fields.get("holder"))
            .await
            .map_err(WebError::internal)?
    } else {
        None
    };
    let scope = scope(&fields, &offered.votes);
    let day = parse_day(fields.get("last_day")).filter(|day| *day <= offered.last_day);
    let told = instructions(&fields);
    let mut typed = Typed {
        fields,
        ..Typed::default()
    };
    let mut fault = |field, sentence| typed.faults.push((field, sentence));
    if membership.is_none() {
        fault("membership", frame.t.say("proxies-not-yours"));
    } else if holder.is_none() {
        fault("holder", frame.t.say("nominate-nobody"));
    }
    if scope.is_none() {
        fault("scope", frame.t.say("proxies-poll-over"));
    }
    if day.is_none() {
        fault("last_day", too_long(&frame, &offered));
    }
    if told.is_none() {
        fault("instructions", frame.t.say("proxies-instructions-fault"));
    }
    if let (Some(membership), Some(holder), Some(poll), Some(last_day), Some(told)) =
        (membership, holder, scope, day, told)
    {
        let new = NewProxy {
            id: typed.id(),
            membership,
            grantor: person,
            holder,
            poll,
            instructions: &told,
            last_day,
            paper: None,
        };
        match store::grant(&mut conn, &new).await {
            Ok(()) => return Ok(see_other("/me/proxies")),
            Err(ProxyError::Database(error)) => return Err(WebError::internal(error)),
            Err(refusal) => {
                let sentence = said(&frame, &refusal, &offered);
                typed.faults.push((field_of(&refusal), sentence));
            }
        }
    }
    let page = page(&mut conn, frame, person, offered, typed).await?;
    unprocessable(&page)
}

pub(super) async fn revoke(
    account: SignedIn,
    frame: Frame,
    number: Path<i32>,
    state: Data<AppState>,
    CheckedForm(_): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let person = PartyId(account.person);
    let own = store::own(&mut conn, person)
        .await
        .map_err(WebError::internal)?;
    let proxy = store::by_number(&mut conn, *number)
        .await
        .map_err(WebError::internal)?
        .filter(|proxy| own.iter().any(|own| own.membership == proxy.membership))
        .ok_or(WebError::NotFound)?;
    match store::revoke(&mut conn, &proxy, person, "").await {
        Ok(()) => Ok(see_other("/me/proxies")),
        Err(ProxyError::Database(error)) => Err(WebError::internal(error)),
        Err(refusal) => {
            let offered = offered(&mut conn, &frame).await?;
            Err(WebError::Refused(said(&frame, &refusal, &offered)))
        }
    }
}
