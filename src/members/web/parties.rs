//! Persons and organisations as officers meet them: searched, shown as of a day,
//! and what is recorded of them.

mod acts;
mod alike;
mod breaches;
mod forms;
mod relations;
mod sent;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{self, Data, Path, Query, ServiceConfig};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;
use uuid::Uuid;

use crate::bodies::{self, MemberKeeper, Officer};
use crate::db::Connection;
use crate::members::store::{breaches as store_breaches, history, kin};
use crate::members::views::parties::FindPage;
use crate::members::views::parties::party::{GroupLine, PartyPage, Shown};
use crate::parties::store::{NewParty, events, merges, record, ties};
use crate::parties::{self, Kind, PartyId};
use crate::web::answer::{html, see_other, unprocessable};
use crate::web::form::Faults;
use crate::web::times::parse_day;
use crate::web::{AppState, CheckedForm, Fields, Frame, WebError};
use forms::Reading;

pub use forms::NOTE_CHARS;

pub fn routes(service: &mut ServiceConfig) {
    service
        .route("/room/parties", web::get().to(search))
        .route("/room/parties", web::post().to(create));
    alike::routes(service);
    breaches::routes(service);
    service.route("/room/parties/{party}", web::get().to(show));
    acts::routes(service);
}

/// How many a search shows.
const MOST: i64 = 50;

/// What is searched for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Words {
    q: String,
}

async fn search(
    frame: Frame,
    officer: Officer,
    state: Data<AppState>,
    words: Query<Words>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let (fields, faults) = (Fields::default(), Vec::new());
    let keeps = MemberKeeper::is(&officer);
    let page = find_page(&mut conn, frame, keeps, &words.q, (fields, faults)).await?;
    html(StatusCode::OK, &page)
}

async fn find_page(
    conn: &mut Connection,
    frame: Frame,
    keeps: bool,
    words: &str,
    (fields, faults): (Fields, Faults),
) -> Result<FindPage, WebError> {
    // PostgreSQL holds no NUL, so that no name has one.
    let words = words.replace('\0', "").trim().to_owned();
    let found = match words.as_str() {
        "" => Vec::new(),
        words => parties::store::search(conn, words, MOST)
            .await
            .map_err(WebError::internal)?,
    };
    let (today, now) = clock(&frame, conn).await?;
    let breaches = store_breaches::all(conn, today, now)
        .await
        .map_err(WebError::internal)?;
    Ok(FindPage {
        frame,
        keeps,
        full: i64::try_from(found.len()).is_ok_and(|found| found >= MOST),
        found,
        words,
        breaches,
        form: fields.form_id(),
        fields,
        faults,
    })
}

async fn create(
    frame: Frame,
    _keeper: MemberKeeper,
    state: Data<AppState>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let mut form = Reading::of(&fields);
    let name = form.name("name");
    let country = form.country_if_known("country");
    let id = PartyId(fields.form_id());
    let (Some(name), true) = (name, form.faults.is_empty()) else {
        let faults = form.faults;
        let page = find_page(&mut conn, frame, true, "", (fields, faults)).await?;
        return unprocessable(&page);
    };
    let known = parties::store::find(&mut conn, id)
        .await
        .map_err(WebError::internal)?;
    if known.is_none() {
        let new = NewParty {
            id,
            kind: Kind::Organisation,
            name,
            country,
            disclosed: false,
        };
        parties::store::create(&mut conn, &[new])
            .await
            .map_err(WebError::internal)?;
    }
    Ok(see_other(&format!("/room/parties/{id}")))
}

/// Today in the foundation's zone, and now.
async fn clock(
    frame: &Frame,
    conn: &mut Connection,
) -> Result<(NaiveDate, DateTime<Utc>), WebError> {
    let now = bodies::store::now(conn).await.map_err(WebError::internal)?;
    let zone = frame.zone();
    Ok((now.with_timezone(&zone).date_naive(), now))
}

/// The day as of which a page is shown.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct AsOf {
    day: String,
}

async fn show(
    frame: Frame,
    officer: Officer,
    state: Data<AppState>,
    party: Path<String>,
    as_of: Query<AsOf>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let day = parse_day(&as_of.day);
    let shown = shown(&frame, &mut conn, &party, day).await?;
    let page = PartyPage {
        frame,
        keeps: MemberKeeper::is(&officer),
        shown,
        form: Uuid::new_v4(),
        fields: Fields::default(),
        faults: Vec::new(),
    };
    html(StatusCode::OK, &page)
}

/// Everything that a party's page says, as of a day and as known now.
async fn shown(
    frame: &Frame,
    conn: &mut Connection,
    party: &str,
    day: Option<NaiveDate>,
) -> Result<Shown, WebError> {
    let id = PartyId(Uuid::parse_str(party).map_err(|_| WebError::NotFound)?);
    let internal = |error: diesel::result::Error| WebError::internal(error);
    let found = parties::store::find(conn, id)
        .await
        .map_err(internal)?
        .ok_or(WebError::NotFound)?;
    let (today, now) = clock(frame, conn).await?;
    let day = day.unwrap_or(today);
    let kind = Kind::parse(&found.kind).ok_or(WebError::NotFound)?;
    let duplicates = merges::duplicates_of(conn, id).await.map_err(internal)?;
    let mut own = vec![id];
    own.extend(&duplicates);
    let memberships = history::of_parties(conn, &own, day, now)
        .await
        .map_err(WebError::internal)?;
    let weight = kin::group_votes(conn, id, day, now)
        .await
        .map_err(WebError::internal)?;
    let mut group = Vec::new();
    for member in &weight.parties {
        let known = parties::store::find(conn, *member)
            .await
            .map_err(internal)?;
        group.extend(known.map(|known| GroupLine {
            party: *member,
            name: known.name,
        }));
    }
    group.sort_by(|a: &GroupLine, b| (&a.name, a.party).cmp(&(&b.name, b.party)));
    let ties = match kind {
        Kind::Person => ties::of_person(conn, id, now).await,
        Kind::Organisation => ties::of_organisation(conn, id, now).await,
    };
    let breaches = store_breaches::of_organisation(conn, id, today, now)
        .await
        .map_err(WebError::internal)?;
    Ok(Shown {
        id,
        kind,
        day,
        today,
        memberships,
        weight,
        group,
        breaches,
        ties: ties.map_err(internal)?,
        threshold: parties::store::kin::threshold(conn, day, now)
            .await
            .map_err(internal)?,
        merges: merges::merges(conn, Some(id)).await.map_err(internal)?,
        names: parties::store::names(conn, id).await.map_err(internal)?,
        records: record::of_organisation(conn, id, now)
            .await
            .map_err(internal)?,
        domains: record::domains_of(conn, id, now).await.map_err(internal)?,
        addresses: record::addresses_of(conn, id).await.map_err(internal)?,
        links: events::links_of(conn, id, now).await.map_err(internal)?,
        events: events::events_of(conn, id, now).await.map_err(internal)?,
        found,
    })
}
