//! The officers' pages of offices and bodies.

use actix_web::web::{Data, Path, Query};
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::deciding::names_of;
use crate::bodies::extract::{MinuteKeeper, Officer};
use crate::bodies::model::body::{Charter, Size};
use crate::bodies::model::seats::{Chairs, Place};
use crate::bodies::model::{BodyId, Office};
use crate::bodies::store;
use crate::bodies::views::OfficesPage;
use crate::bodies::views::bodies::{BodiesPage, BodyPage, Sitting};
use crate::db::Connection;
use crate::parties::PartyId;
use crate::rulebook::{self, keys};
use crate::web::times::parse_day;
use crate::web::{AppState, Frame, WebError};

pub(super) async fn offices(
    frame: Frame,
    officer: Officer,
    state: Data<AppState>,
) -> Result<OfficesPage, WebError> {
    let mut conn = state.connection().await?;
    let now = store::now(&mut conn).await.map_err(WebError::internal)?;
    let terms = store::office_terms(&mut conn)
        .await
        .map_err(WebError::internal)?;
    let persons: Vec<PartyId> = terms.iter().map(|term| term.person).collect();
    let names = names_of(&mut conn, &persons).await?;
    let enters = MinuteKeeper::is(&officer);
    Ok(OfficesPage::of(frame, enters, &terms, &names, now))
}

pub(super) async fn bodies(
    frame: Frame,
    officer: Officer,
    state: Data<AppState>,
) -> Result<BodiesPage, WebError> {
    let mut conn = state.connection().await?;
    let now = store::now(&mut conn).await.map_err(WebError::internal)?;
    let charters = store::seats::charters_at(&mut conn, now)
        .await
        .map_err(WebError::internal)?;
    let mut bodies = Vec::new();
    for charter in charters {
        let roster = store::seats::roster(&mut conn, &charter.body, now)
            .await
            .map_err(WebError::internal)?;
        let sitting = roster.iter().filter(|line| line.is_in_office()).count();
        bodies.push((charter, sitting));
    }
    Ok(BodiesPage {
        frame,
        enters: MinuteKeeper::is(&officer),
        bodies,
    })
}

/// As of which day a body is shown.
#[derive(Debug, Default, Deserialize)]
pub(super) struct On {
    #[serde(default)]
    on: String,
}

/// The sizes a body must have: of the board by its rules, where the charter is silent.
async fn size_of(
    conn: &mut Connection,
    charter: &Charter,
    at: DateTime<Utc>,
) -> Result<(Size, String), WebError> {
    let mut size = charter.size;
    let mut citation = charter.citation.clone();
    if charter.body.is_board() {
        for (key, place) in [
            (keys::BOARD_SIZE_MIN, &mut size.min),
            (keys::BOARD_SIZE_MAX, &mut size.max),
        ] {
            let rule = rulebook::store::find(conn, key, at)
                .await
                .map_err(WebError::internal)?;
            if let Some(rule) = rule.filter(|_| place.is_none()) {
                *place = rule.count().ok();
                citation = rule.citation;
            }
        }
    }
    Ok((size, citation))
}

pub(super) async fn body(
    frame: Frame,
    officer: Officer,
    state: Data<AppState>,
    id: Path<String>,
    on: Query<On>,
) -> Result<BodyPage, WebError> {
    let mut conn = state.connection().await?;
    let id = BodyId::parse(&id).ok_or(WebError::NotFound)?;
    let now = store::now(&mut conn).await.map_err(WebError::internal)?;
    let today = store::foundation(&mut conn)
        .await
        .map_err(WebError::internal)?
        .ok_or(WebError::NotFound)?
        .day(now);
    let on = parse_day(&on.on)
        .filter(|day| *day <= today)
        .unwrap_or(today);
    let at = store::seats::entry_instant(&mut conn, on)
        .await
        .map_err(WebError::internal)?;
    let charters = store::seats::charters(&mut conn)
        .await
        .map_err(WebError::internal)?;
    let of_body: Vec<Charter> = charters
        .into_iter()
        .filter(|charter| charter.body == id)
        .collect();
    // Before its first charter the body was not there: that charter shows what came.
    let charter = of_body
        .iter()
        .find(|charter| charter.since <= at)
        .or(of_body.last())
        .ok_or(WebError::NotFound)?
        .clone();
    let chairs = store::seats::chairs(&mut conn)
        .await
        .map_err(WebError::internal)?;
    let holdover = id.is_board()
        && store::seats::holdover(&mut conn, at)
            .await
            .map_err(WebError::internal)?;
    let board_holdover = store::seats::holdover(&mut conn, at)
        .await
        .map_err(WebError::internal)?;
    let directors: Vec<PartyId> = in_office(&chairs.at(&BodyId::board(), at, board_holdover));
    let places = chairs.at(&id, at, holdover);
    let sitting = in_office(&places);
    let both = sitting.iter().filter(|who| directors.contains(who)).count();
    let (size, citation) = size_of(&mut conn, &charter, at).await?;
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let broken = if id.has_seats() {
        size.broken(count(sitting.len()), count(both), &citation)
    } else {
        Vec::new()
    };
    let decisions = store::decisions::all(&mut conn)
        .await
        .map_err(WebError::internal)?;
    let number_of = |id| {
        decisions
            .iter()
            .find(|decision| decision.decided == Some(id))
            .map_or(0, |decision| decision.number)
    };
    let roster = store::seats::roster(&mut conn, &id, at)
        .await
        .map_err(WebError::internal)?;
    let names = names_of(&mut conn, &persons(&chairs)).await?;
    let sittings = places
        .iter()
        .map(|place| {
            let suspension = place
                .taken
                .and_then(|(sitting, _)| chairs.suspension(&id, sitting.person, at))
                .map(|suspension| suspension.id);
            Sitting::of(&frame, place, &names, &number_of, suspension)
        })
        .collect();
    let charter_decision = number_of(charter.decision);
    Ok(BodyPage {
        frame,
        enters: MinuteKeeper::is(&officer),
        charter_decision,
        charter,
        on,
        today,
        sittings,
        founders: roster
            .into_iter()
            .filter(|_| id.is_founders())
            .map(|line| line.name)
            .collect(),
        broken,
    })
}

fn persons(chairs: &Chairs) -> Vec<PartyId> {
    chairs
        .incumbencies
        .iter()
        .map(|sitting| sitting.person)
        .collect()
}

fn in_office(places: &[Place<'_>]) -> Vec<PartyId> {
    use crate::bodies::model::seats::Standing;
    places
        .iter()
        .filter_map(|place| place.taken)
        .filter(|(_, standing)| *standing != Standing::Suspended)
        .map(|(sitting, _)| sitting.person)
        .collect()
}

/// The offices that are held by a term of their own, in order.
pub(super) fn offices_by_term() -> impl Iterator<Item = Office> {
    Office::ALL
        .into_iter()
        .filter(|office| !office.comes_with_a_seat())
}
