//! The founding, in one transaction.

use std::collections::BTreeSet;

use diesel_async::{AsyncConnection, RunQueryDsl};
use thiserror::Error;

use super::model::{Founder, Founding};
use crate::accounts;
use crate::accounts::store::CreateError;
use crate::bodies;
use crate::bodies::Office;
use crate::bodies::model::BodyId;
use crate::bodies::model::effect::{Effect, Taking};
use crate::bodies::model::seats::Basis;
use crate::bodies::store::SetupDoor;
use crate::db::Connection;
use crate::members;
use crate::outbox::{Letter, Recipient};
use crate::parties::PartyId;
use crate::parties::store::NewParty;
use crate::rulebook;
use crate::web::words::Locale;

/// Why a foundation is not founded.
#[derive(Debug, Error)]
pub enum FoundError {
    /// The address opens nothing, or no longer.
    #[error("the set-up address does not open")]
    Door(SetupDoor),
    #[error(transparent)]
    Account(#[from] CreateError),
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

/// Records the founding whole, or not at all, and queues the officers' letters.
///
/// # Errors
/// When the door is not open, and those of the database.
pub async fn found(
    conn: &mut Connection,
    token_hash: [u8; 32],
    founding: &Founding,
    locale: Locale,
) -> Result<(), FoundError> {
    conn.transaction(async |conn| {
        // Of two who send the form at once the second finds the door spent.
        crate::db::sql_query(
            "SELECT pg_advisory_xact_lock(hashtextextended('commonhold/foundation', 0))",
        )
        .execute(conn)
        .await?;
        match bodies::store::setup_door(conn, token_hash).await? {
            SetupDoor::Open => {}
            door @ (SetupDoor::Expired | SetupDoor::Spent | SetupDoor::Unknown) => {
                return Err(FoundError::Door(door));
            }
        }
        let now = bodies::store::now(conn).await?;
        bodies::store::record_foundation(conn, &founding.foundation).await?;
        let day = founding.foundation.day(now);
        let decision = bodies::store::record_founding(conn, &founding.text, day).await?;
        let (file, book) = &founding.rulebook;
        rulebook::store::record(conn, file, book, decision, None).await?;
        members::store::classes::create(conn, &founding.classes, decision).await?;
        let mut founders = Vec::new();
        for founder in &founding.officers {
            let person = install(conn, founder, locale).await?;
            founders.push((person, &founder.offices));
        }
        bodies::store::found_bodies(conn, decision, &first_appointments(&founders)).await?;
        Ok(())
    })
    .await
}

/// Records a first officer: the person, the account, the letter.
async fn install(
    conn: &mut Connection,
    founder: &Founder,
    locale: Locale,
) -> Result<PartyId, FoundError> {
    let party = NewParty::person(founder.name.clone());
    let person = party.id;
    crate::parties::store::create(conn, &[party]).await?;
    let account = accounts::store::create(conn, person.0, &founder.address, locale).await?;
    members::store::invitations::record(conn, &[person], None).await?;
    crate::outbox::store::queue(conn, &Recipient::Account(account), &Letter::Invitation {}).await?;
    Ok(person)
}

/// What the founding record does: offices one by one, and the seats of each body together.
fn first_appointments(founders: &[(PartyId, &BTreeSet<Office>)]) -> Vec<Effect> {
    let mut effects: Vec<Effect> = founders
        .iter()
        .flat_map(|(person, offices)| offices.iter().map(move |office| (*person, *office)))
        .filter(|(_, office)| !office.comes_with_a_seat())
        .map(|(person, office)| Effect::Appoint {
            office,
            person,
            last_day: None,
        })
        .collect();
    for body in [BodyId::board(), BodyId::membership_committee()] {
        let seats: Vec<Taking> = founders
            .iter()
            .filter(|(_, offices)| {
                body.office()
                    .is_some_and(|office| offices.contains(&office))
            })
            .map(|(person, _)| Taking {
                person: *person,
                cohort: String::new(),
                affiliation: String::new(),
                last_day: None,
            })
            .collect();
        if !seats.is_empty() {
            effects.push(Effect::Seat {
                body,
                basis: Basis::Appointment,
                seats,
            });
        }
    }
    effects
}
