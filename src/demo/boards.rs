//! The demonstration's board, its officers and its membership committee, by decisions
//! that the secretary enters and an election officer confirms.

use std::collections::BTreeMap;

use chrono::{Duration, NaiveDate};
use uuid::Uuid;

use super::Fault;
use super::people::{APPOINTED, COMMITTEE, DIRECTORS};
use crate::bodies::Office;
use crate::bodies::model::BodyId;
use crate::bodies::model::effect::{Effect, Taking};
use crate::bodies::model::seats::Basis;
use crate::bodies::model::votes::{Matter, Vote};
use crate::bodies::store;
use crate::bodies::store::decisions::{self, NamedVote, NewEntry};
use crate::db::Connection;
use crate::parties::PartyId;

/// Who is not there when the board meets.
const ABSENT: &str = "member066";

/// The local parts of everybody who is seated or appointed.
pub(super) fn locals() -> impl Iterator<Item = &'static str> {
    DIRECTORS
        .iter()
        .map(|(local, ..)| *local)
        .chain(COMMITTEE)
        .chain(APPOINTED.iter().map(|(_, local, ..)| *local))
}

/// Seats and appoints; one decision is left for a newcomer to confirm.
///
/// # Errors
/// The first fault.
pub(super) async fn seat(
    conn: &mut Connection,
    founders: &[PartyId],
    persons: &BTreeMap<&'static str, PartyId>,
    today: NaiveDate,
) -> Result<Desk, Fault> {
    let person = |local: &str| {
        persons
            .get(local)
            .copied()
            .ok_or("somebody of the demonstration is missing")
    };
    let [confirmer, _, enterer] = founders else {
        return Err("the demonstration has three founders".into());
    };
    let mut desk = Desk {
        today,
        enterer: *enterer,
        confirmer: *confirmer,
        absent: person(ABSENT)?,
    };
    let mut directors = Vec::new();
    for (local, cohort, affiliation, years) in DIRECTORS {
        directors.push(Taking {
            person: person(local)?,
            cohort: cohort.to_owned(),
            affiliation: affiliation.to_owned(),
            last_day: Some(today + Duration::days(365 * years)),
        });
    }
    let board = Effect::Seat {
        body: BodyId::board(),
        basis: Basis::Election,
        seats: directors,
    };
    desk.decide(conn, BodyId::founders(), "Seat the first board", board)
        .await?;
    for (title, local, office, days) in APPOINTED {
        let effect = Effect::Appoint {
            office: Office::parse(office).ok_or("an office of the demonstration is unknown")?,
            person: person(local)?,
            last_day: days.map(|days| today + Duration::days(days)),
        };
        desk.decide(conn, BodyId::board(), title, effect).await?;
    }
    let mut committee = Vec::new();
    for local in COMMITTEE {
        committee.push(Taking {
            person: person(local)?,
            cohort: String::new(),
            affiliation: String::new(),
            last_day: None,
        });
    }
    let committee = Effect::Seat {
        body: BodyId::membership_committee(),
        basis: Basis::Appointment,
        seats: committee,
    };
    desk.decide(
        conn,
        BodyId::board(),
        "Fill the membership committee",
        committee,
    )
    .await?;
    let waiting = Effect::Appoint {
        office: Office::DeputyTreasurer,
        person: person(ABSENT)?,
        last_day: None,
    };
    desk.enter(
        conn,
        BodyId::board(),
        "Appoint a deputy treasurer",
        Some(waiting),
    )
    .await?;
    Ok(desk)
}

/// Who enters and confirms, and on which day.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    pub today: NaiveDate,
    pub enterer: PartyId,
    pub confirmer: PartyId,
    pub absent: PartyId,
}

impl Desk {
    /// A decision entered and confirmed; its number.
    ///
    /// # Errors
    /// The first fault.
    pub async fn decide(
        &mut self,
        conn: &mut Connection,
        body: BodyId,
        title: &str,
        effect: impl Into<Option<Effect>>,
    ) -> Result<i64, Fault> {
        let number = self.enter(conn, body, title, effect.into()).await?;
        let entry = decisions::by_number(conn, number)
            .await?
            .and_then(|decision| decision.entry)
            .ok_or("an entry of the demonstration is missing")?;
        decisions::confirm(conn, entry, self.confirmer).await?;
        Ok(number)
    }

    /// Everybody votes yes but for one who is away, where they sit.
    async fn enter(
        &mut self,
        conn: &mut Connection,
        body: BodyId,
        title: &str,
        effect: Option<Effect>,
    ) -> Result<i64, Fault> {
        let instant = store::seats::entry_instant(conn, self.today).await?;
        let roster = store::seats::roster(conn, &body, instant).await?;
        let votes = roster
            .into_iter()
            .map(|line| {
                let person = line.person.map(PartyId);
                NamedVote {
                    seat: line.seat,
                    person,
                    vote: if person == Some(self.absent) {
                        Vote::Absent
                    } else {
                        Vote::Yes
                    },
                }
            })
            .collect();
        let amends = matches!(effect, Some(Effect::AdoptRulebook { .. }));
        let matter = if amends {
            Matter::Reserved
        } else {
            Matter::Ordinary
        };
        let rules = decisions::rules_for(conn, &body, matter, amends, instant).await?;
        let entry = NewEntry {
            question: None,
            ballots: None,
            consent: None,
            id: Uuid::new_v4(),
            body,
            decided_on: self.today,
            title: title.to_owned(),
            decision: format!("{title}, as proposed at the meeting."),
            citation: "Minutes of the meeting, item 4".to_owned(),
            matter,
            adopted: true,
            effect,
            document: None,
            votes,
            numbers: None,
            rules,
            entered_by: self.enterer,
        };
        Ok(decisions::enter(conn, &entry).await?)
    }
}
