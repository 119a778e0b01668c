//! Whether everybody who was elected can take the seat: what is in the way is said in a
//! sentence. Seats nobody.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use uuid::Uuid;

use super::SeatingError;
use super::carrying::{Sits, name_of};
use crate::bodies::model::terms::Eligibility;
use crate::bodies::store::seats;
use crate::db::Connection;
use crate::members::model::cap::caps_directors;
use crate::members::store::history;
use crate::parties::{self, PartyId};
use crate::polls::model::seating::{Seating, Taken};
use crate::rulebook::model::{Rule, keys};
use crate::rulebook::store as rulebook;
use crate::web::times::day_said;

/// What officers can do where somebody elected cannot sit.
const WAY_OUT: &str = "Record before the certification that they take no seat, and why; or put right what is in the way, and prepare the certification anew.";

/// Whether everybody can take what they were elected to.
pub(super) async fn check(
    conn: &mut Connection,
    seating: &Seating,
    taken: &[Taken<'_>],
    sitting: &[Sits],
    zone: Tz,
) -> Result<(), SeatingError> {
    let now = crate::bodies::store::now(conn).await?;
    let of_seating = |seat: Uuid| seating.places.iter().any(|place| place.seat == Some(seat));
    for one in taken {
        let person = name_of(conn, one.candidate.person).await?;
        for sits in sitting {
            if sits.person == one.candidate.person.0 && !of_seating(sits.seat) {
                return Err(SeatingError::Refused(format!(
                    "{person} is elected, and sits on {} of this body already. {WAY_OUT}",
                    sits.seat_name
                )));
            }
            if let Some(runs_to) = sits.runs_to.filter(|_| Some(sits.seat) == one.place.seat) {
                let last = runs_to.with_timezone(&zone).date_naive().pred_opt();
                let last = last.map_or_else(String::new, |day| day_said(&day));
                return Err(SeatingError::Refused(format!(
                    "{} is taken by a term that lasts to {last}: nobody is seated there from {} on.",
                    sits.seat_name,
                    day_said(&seating.first_day)
                )));
            }
        }
    }
    if !seating.body.is_board() {
        return Ok(());
    }
    let rules: Vec<Rule> = rulebook::all_as_of(conn, now).await?;
    for one in taken {
        let found = seats::eligibility(conn, one.candidate.person, seating.first_day, now)
            .await
            .map_err(|error| SeatingError::Refused(error.to_string()))?;
        if let Some(reason) = found.as_ref().and_then(Eligibility::reason) {
            let person = name_of(conn, one.candidate.person).await?;
            return Err(SeatingError::Refused(format!(
                "{person} is elected and cannot sit. {reason} {WAY_OUT}"
            )));
        }
    }
    let Some(cap) = rules
        .iter()
        .find(|rule| rule.key == keys::BOARD_CAP_SCOPE && caps_directors(&rule.value))
    else {
        return Ok(());
    };
    let stays = sitting
        .iter()
        .filter(|sits| !taken.iter().any(|one| one.place.seat == Some(sits.seat)))
        .map(|sits| PartyId(sits.person));
    let all: BTreeSet<PartyId> = taken
        .iter()
        .map(|one| one.candidate.person)
        .chain(stays)
        .collect();
    if let Some((one, other)) = together(conn, &all, taken, &cap.value, now, zone).await? {
        return Err(SeatingError::Refused(format!(
            "{} is elected and cannot sit beside {}: both belong to one of whom no two sit on the board ({}: {}). {WAY_OUT}",
            name_of(conn, one).await?,
            name_of(conn, other).await?,
            cap.citation,
            cap.value
        )));
    }
    Ok(())
}

/// Two who may not sit together, one of them elected by this poll.
async fn together(
    conn: &mut Connection,
    all: &BTreeSet<PartyId>,
    taken: &[Taken<'_>],
    scope: &str,
    now: DateTime<Utc>,
    zone: Tz,
) -> Result<Option<(PartyId, PartyId)>, SeatingError> {
    let today = now.with_timezone(&zone).date_naive();
    let mut with = Vec::new();
    for person in all {
        let mut organisations =
            parties::store::affiliated_organisations(conn, *person, today, now).await?;
        if scope == "employees of one member" {
            let list: Vec<PartyId> = organisations.iter().copied().collect();
            let members = history::of_parties(conn, &list, today, now)
                .await
                .map_err(|error| SeatingError::Refused(error.to_string()))?;
            organisations.retain(|organisation| {
                members
                    .iter()
                    .any(|line| line.party == *organisation && line.standing.is_current())
            });
        }
        with.push((*person, organisations));
    }
    for one in taken {
        let own = with.iter().find(|(who, _)| *who == one.candidate.person);
        let Some((_, own)) = own else { continue };
        let other = with
            .iter()
            .find(|(who, theirs)| *who != one.candidate.person && !theirs.is_disjoint(own));
        if let Some((other, _)) = other {
            return Ok(Some((one.candidate.person, *other)));
        }
    }
    Ok(None)
}
