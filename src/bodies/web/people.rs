//! The public page that names who holds which office and seat, and by which decision.

use actix_web::web::Data;
use uuid::Uuid;

use super::deciding::names_of;
use super::rooms::offices_by_term;
use crate::bodies::model::BodyId;
use crate::bodies::store;
use crate::bodies::views::people::{By, Holder, PeoplePage, SeatLine, SeatsOf};
use crate::parties::PartyId;
use crate::web::{AppState, Frame, WebError};

pub(super) async fn show(frame: Frame, state: Data<AppState>) -> Result<PeoplePage, WebError> {
    let zone = frame
        .site
        .as_ref()
        .map(|site| site.zone)
        .ok_or(WebError::NotFound)?;
    let mut conn = state.connection().await?;
    let now = store::now(&mut conn).await.map_err(WebError::internal)?;
    let terms = store::office_terms(&mut conn)
        .await
        .map_err(WebError::internal)?;
    let chairs = store::seats::chairs(&mut conn)
        .await
        .map_err(WebError::internal)?;
    let holdover = store::seats::holdover(&mut conn, now)
        .await
        .map_err(WebError::internal)?;
    let charters = store::seats::charters_at(&mut conn, now)
        .await
        .map_err(WebError::internal)?;
    let decisions = store::decisions::all(&mut conn)
        .await
        .map_err(WebError::internal)?;
    let mut persons: Vec<PartyId> = terms.iter().map(|term| term.person).collect();
    persons.extend(chairs.incumbencies.iter().map(|sitting| sitting.person));
    let names = names_of(&mut conn, &persons).await?;
    let name = |person: PartyId| names.get(&person.0).cloned().unwrap_or_default();
    let by = |id: Uuid| {
        let decision = decisions
            .iter()
            .find(|decision| decision.decided == Some(id));
        decision.map_or_else(By::default, |decision| By {
            number: decision.number,
            title: decision.title.clone(),
            poll: None,
        })
    };
    let mut holders = Vec::new();
    for office in offices_by_term() {
        for term in terms
            .iter()
            .filter(|term| term.office == office && term.held_at(now))
        {
            holders.push(Holder {
                office,
                name: name(term.person),
                since: term.starts_at,
                until: term.end(),
                by: by(term.decision),
            });
        }
    }
    let seats_of = |body: &BodyId| {
        chairs
            .at(body, now, holdover && body.is_board())
            .into_iter()
            .map(|place| SeatLine {
                cohort: place.seat.cohort.clone(),
                seat: place.seat.name.clone(),
                taken: place.taken.map(|(sitting, standing)| {
                    let holder = Holder {
                        office: body.office().unwrap_or(crate::bodies::Office::Director),
                        name: name(sitting.person),
                        since: sitting.starts_at,
                        until: sitting.ended_at.into_iter().chain(sitting.ends_at).min(),
                        by: match (sitting.decision, sitting.poll) {
                            (Some(decision), _) => by(decision),
                            (None, poll) => By {
                                poll,
                                ..By::default()
                            },
                        },
                    };
                    (holder, sitting.affiliation.clone(), standing)
                }),
            })
            .collect::<Vec<_>>()
    };
    let mut board = Vec::new();
    let mut committees = Vec::new();
    for charter in charters {
        let lines = seats_of(&charter.body);
        if charter.body.is_board() {
            board = lines;
        } else if charter.body.has_seats() && !lines.is_empty() {
            committees.push(SeatsOf {
                name: charter.name,
                lines,
            });
        }
    }
    Ok(PeoplePage::of(frame, zone, now, holders, board, committees))
}
