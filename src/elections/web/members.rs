//! Elections as everybody reads them, and nominations as members make them.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use uuid::Uuid;

use super::{fault, find, now};
use crate::bodies;
use crate::db::Connection;
use crate::elections::model::nomination::Refusal;
use crate::elections::store::campaign;
use crate::elections::store::drafting;
use crate::elections::store::elections::{self, Election};
use crate::elections::store::facts::{self, Acting, Now};
use crate::elections::store::nominating::{self, NewNomination, Nominated};
use crate::elections::store::nominees;
use crate::elections::views::public::{ElectionPage, ListPage, NominatePage, Reader};
use crate::members::store::history::{Line, memberships_of};
use crate::members::store::meant;
use crate::parties::PartyId;
use crate::web::answer::{html, see_other, unprocessable};
use crate::web::form::Faults;
use crate::web::limits;
use crate::web::{AppState, CheckedForm, Fields, Frame, SignedIn, WebError};

pub(super) async fn list(frame: Frame, state: Data<AppState>) -> Result<ListPage, WebError> {
    let mut conn = state.connection().await?;
    let now = now(&mut conn).await?;
    let all = elections::all(&mut conn)
        .await
        .map_err(WebError::internal)?;
    Ok(ListPage::new(frame, all, now))
}

/// What the page offers to whoever reads it.
pub(super) async fn reader(
    conn: &mut Connection,
    frame: &Frame,
    election: &Election,
    now: Now,
) -> Result<Reader, WebError> {
    let Some(account) = &frame.account else {
        return Ok(Reader::default());
    };
    let person = PartyId(account.person);
    let committee = facts::committee_of(conn, election, now.at)
        .await
        .map_err(WebError::internal)?;
    Ok(Reader {
        person: Some(person),
        on_committee: committee.contains(&person),
        memberships: memberships(conn, person, now).await?,
    })
}

/// The current memberships with a vote for which a person acts.
pub(super) async fn memberships(
    conn: &mut Connection,
    person: PartyId,
    now: Now,
) -> Result<Vec<Line>, WebError> {
    memberships_of(conn, person, now.day, now.at)
        .await
        .map_err(WebError::internal)
}

/// The page, with a form that came back where one did.
pub(super) async fn page(
    conn: &mut Connection,
    frame: Frame,
    election: Election,
    typed: (Fields, Faults),
) -> Result<ElectionPage, WebError> {
    let now = now(conn).await?;
    let reader = reader(conn, &frame, &election, now).await?;
    let nominees = nominees::nominees(conn, election.id)
        .await
        .map_err(WebError::internal)?;
    let asked = campaign::questions(conn, election.id)
        .await
        .map_err(WebError::internal)?;
    let poll = drafting::poll_of(conn, election.id)
        .await
        .map_err(WebError::internal)?;
    // A draft is no page for everybody.
    let poll = match poll {
        Some(number) => crate::polls::store::by_number(conn, number)
            .await
            .map_err(WebError::internal)?
            .filter(|poll| poll.facts.opened)
            .map(|poll| poll.number),
        None => None,
    };
    Ok(ElectionPage::new(
        frame,
        (election, now),
        reader,
        nominees,
        asked,
        poll,
        typed,
    ))
}

pub(super) async fn show(
    frame: Frame,
    number: Path<i32>,
    state: Data<AppState>,
) -> Result<ElectionPage, WebError> {
    let mut conn = state.connection().await?;
    let election = find(&mut conn, *number).await?;
    page(&mut conn, frame, election, (Fields::default(), Vec::new())).await
}

/// In what capacities a person can try to nominate: for each membership, and by
/// each office, which the rules refuse.
async fn capacities(
    conn: &mut Connection,
    person: PartyId,
    now: Now,
) -> Result<Vec<(String, Acting)>, WebError> {
    let mut capacities: Vec<(String, Acting)> = memberships(conn, person, now)
        .await?
        .into_iter()
        .map(|line| {
            let key = line.membership.0.to_string();
            (key, Acting::Member(Box::new(line)))
        })
        .collect();
    let offices = bodies::store::offices_of(conn, person, now.at)
        .await
        .map_err(WebError::internal)?;
    capacities.extend(offices.into_iter().map(|office| {
        let key = format!("office-{}", office.word());
        (key, Acting::Office(office.holder().to_owned()))
    }));
    Ok(capacities)
}

async fn form(
    conn: &mut Connection,
    frame: Frame,
    election: Election,
    person: PartyId,
    now: Now,
    (typed, faults, refusals): (Fields, Faults, Vec<Refusal>),
) -> Result<NominatePage, WebError> {
    let capacities = capacities(conn, person, now).await?;
    let rules = facts::rules(conn, now.at)
        .await
        .map_err(WebError::internal)?;
    Ok(NominatePage::new(
        frame,
        (election, now),
        capacities,
        &rules,
        typed,
        faults,
        refusals,
    ))
}

pub(super) async fn nominate(
    account: SignedIn,
    frame: Frame,
    number: Path<i32>,
    state: Data<AppState>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let election = find(&mut conn, *number).await?;
    let now = now(&mut conn).await?;
    let empty = (Fields::default(), Vec::new(), Vec::new());
    let person = PartyId(account.person);
    let page = form(&mut conn, frame, election, person, now, empty).await?;
    html(StatusCode::OK, &page)
}

pub(super) async fn nominated(
    account: SignedIn,
    frame: Frame,
    number: Path<i32>,
    state: Data<AppState>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> Result<HttpResponse, WebError> {
    let mut conn = state.connection().await?;
    let election = find(&mut conn, *number).await?;
    let now = now(&mut conn).await?;
    let person = PartyId(account.person);
    let acting = capacities(&mut conn, person, now)
        .await?
        .into_iter()
        .find(|(key, _)| key == fields.get("capacity"))
        .map(|(_, acting)| acting);
    // Who nominates for nobody is not told who is known here.
    let nominee = if acting.is_some() {
        limits::look_for_somebody(&conn, &frame, &account).await?;
        meant::person(&mut conn, fields.get("nominee"))
            .await
            .map_err(WebError::internal)?
    } else {
        None
    };
    let mut faults = Faults::new();
    if acting.is_none() {
        faults.extend(fault("capacity", frame.t.say("nominate-choose-capacity")));
    } else if nominee.is_none() {
        faults.extend(fault("nominee", frame.t.say("nominate-nobody")));
    }
    let (Some(acting), Some(nominee)) = (acting, nominee) else {
        let typed = (fields, faults, Vec::new());
        let page = form(&mut conn, frame, election, person, now, typed).await?;
        return unprocessable(&page);
    };
    let new = NewNomination {
        id: fields.form_id(),
        acting: &acting,
        by: person,
        nominee,
    };
    match nominating::nominate(&mut conn, &election, &new, now).await? {
        Nominated::Accepted => Ok(see_other(&format!("/elections/{}", election.number))),
        Nominated::Refused(refusals) => {
            // What is tried again is another try.
            let again = fields
                .iter()
                .filter(|(name, _)| *name != "form")
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .chain([("form".to_owned(), Uuid::new_v4().to_string())])
                .collect();
            let typed = (again, Vec::new(), refusals);
            let page = form(&mut conn, frame, election, person, now, typed).await?;
            unprocessable(&page)
        }
    }
}
