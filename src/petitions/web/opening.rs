//! A petition as a member opens it.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use chrono::NaiveDate;
use uuid::Uuid;

use super::{fault, refusal, text};
use crate::bodies;
use crate::db::Connection;
use crate::members::store::memberships_of;
use crate::parties::PartyId;
use crate::petitions::model::{KINDS, Purpose, adopts, latest_close};
use crate::petitions::store::signing::{self, NewPetition};
use crate::petitions::views::{NewPage, Share};
use crate::rulebook::keys;
use crate::rulebook::store as rulebook;
use crate::typed::line;
use crate::web::answer::{html, see_other, unprocessable};
use crate::web::form::Faults;
use crate::web::times::parse_day;
use crate::web::words::Speaker;
use crate::web::{AppState, CheckedForm, Fields, Frame, SignedIn, WebError};

const TITLE_CHARS: usize = 120;
const TEXT_CHARS: usize = 20_000;

async fn page(
    conn: &mut Connection,
    frame: Frame,
    person: PartyId,
    typed: (Fields, Faults),
) -> Result<NewPage, WebError> {
    let bodies::Today {
        now, day: today, ..
    } = bodies::today(conn).await?;
    let rules = rulebook::all_as_of(conn, now)
        .await
        .map_err(WebError::internal)?;
    let find = |key: &str| rules.iter().find(|rule| rule.key == key);
    let shares = Purpose::ALL
        .map(|purpose| Share {
            purpose,
            rule: find(purpose.share_key()).map(|rule| (rule.value.clone(), rule.citation.clone())),
        })
        .into();
    let days = find(keys::PETITION_DAYS)
        .and_then(|rule| Some((rule.count().ok()?, rule.citation.clone())));
    let memberships = memberships_of(conn, person, today, now)
        .await
        .map_err(WebError::internal)?
        .iter()
        .filter(|line| line.votes_on_roll().is_some())
        .map(|line| {
            (
                line.membership.0.to_string(),
                format!("{}, {}, {}", line.name, line.class_name, line.number),
            )
        })
        .collect();
    Ok(NewPage::new(frame, shares, days, memberships, typed))
}

pub(super) async fn new(
    account: SignedIn,
    frame: Frame,
    state: Data<AppState>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let typed = (Fields::default(), Faults::new());
    let page = page(&mut conn, frame, PartyId(account.person), typed).await?;
    html(StatusCode::OK, &page)
}

/// What was typed of a petition.
struct Typed {
    purpose: Purpose,
    kind: &'static str,
    title: String,
    text: String,
    membership: Uuid,
    closes_on: Option<NaiveDate>,
    effect: Option<String>,
}

/// The draft of a rulebook that is named, where one is.
fn effect(t: &Speaker, fields: &Fields) -> Result<Option<String>, Faults> {
    let (sha256, from) = (
        fields.get("sha256").trim(),
        fields.get("effective_on").trim(),
    );
    if sha256.is_empty() && from.is_empty() {
        return Ok(None);
    }
    let Some(from) = parse_day(from) else {
        return Err(fault("effective_on", t.say("petition-fault-effective")));
    };
    match adopts(&sha256.to_ascii_lowercase(), from) {
        Some(effect) => Ok(Some(effect)),
        None => Err(fault("sha256", t.say("petition-fault-sha256"))),
    }
}

/// `asks_day`: no rule says how long a petition collects, so that its last day is named.
fn read(t: &Speaker, fields: &Fields, asks_day: bool, today: NaiveDate) -> Result<Typed, Faults> {
    let mut faults = Faults::new();
    let purpose = Purpose::parse(fields.get("purpose"));
    if purpose.is_none() {
        faults.extend(fault("purpose", t.say("petition-fault-purpose")));
    }
    let kind = KINDS.into_iter().find(|kind| *kind == fields.get("kind"));
    if kind.is_none() {
        faults.extend(fault("kind", t.say("petition-fault-kind")));
    }
    let title = line(fields.get("title"), TITLE_CHARS);
    if title.is_none() {
        faults.extend(fault("title", t.say("petition-fault-title")));
    }
    let text = text(fields.get("text"), TEXT_CHARS);
    if text.is_none() {
        faults.extend(fault("text", t.say("petition-fault-text")));
    }
    let membership = Uuid::parse_str(fields.get("membership")).ok();
    if membership.is_none() {
        faults.extend(fault("membership", t.say("petition-fault-membership")));
    }
    let named = parse_day(fields.get("closes_on"));
    let closes_on = named.filter(|last| today < *last && *last <= latest_close(today));
    if asks_day && closes_on.is_none() {
        faults.extend(fault("closes_on", t.say("petition-fault-closes")));
    }
    let effect = effect(t, fields).map_err(|wrong| faults.extend(wrong)).ok();
    match (purpose, kind, title, text, membership, effect) {
        (Some(purpose), Some(kind), Some(title), Some(text), Some(membership), Some(effect))
            if faults.is_empty() =>
        {
            Ok(Typed {
                purpose,
                kind,
                title,
                text,
                membership,
                closes_on: closes_on.filter(|_| asks_day),
                effect,
            })
        }
        _ => Err(faults),
    }
}

pub(super) async fn open(
    account: SignedIn,
    frame: Frame,
    state: Data<AppState>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let person = PartyId(account.person);
    let bodies::Today {
        now, day: today, ..
    } = bodies::today(&mut conn).await?;
    let days = rulebook::find(&mut conn, keys::PETITION_DAYS, now)
        .await
        .map_err(WebError::internal)?;
    let faults = match read(&frame.t, &fields, days.is_none(), today) {
        Err(faults) => faults,
        Ok(typed) => {
            let new = NewPetition {
                id: fields.form_id(),
                purpose: typed.purpose,
                kind: typed.kind,
                title: &typed.title,
                text: &typed.text,
                effect: typed.effect.as_deref(),
                by: person,
                membership: typed.membership,
                closes_on: typed.closes_on,
            };
            match signing::open(&mut conn, &new).await {
                Ok(number) => return Ok(see_other(&format!("/petitions/{number}"))),
                Err(error) => {
                    let key = refusal(error)?;
                    fault("", frame.t.say(key))
                }
            }
        }
    };
    unprocessable(&page(&mut conn, frame, person, (fields, faults)).await?)
}
