//! The founding, in one transaction.

use diesel_async::{AsyncConnection, RunQueryDsl};
use thiserror::Error;

use super::model::{Founder, Founding};
use crate::accounts;
use crate::accounts::store::CreateError;
use crate::bodies;
use crate::bodies::store::{NewDecision, SetupDoor};
use crate::db::Connection;
use crate::members;
use crate::outbox::{Letter, Recipient};
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
        diesel::sql_query(
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
        let decision = bodies::store::record_decision(
            conn,
            &NewDecision {
                title: "Founding record".to_owned(),
                decision: founding.text.clone(),
                decided_by: "The founders".to_owned(),
                decided_on: founding.foundation.day(now),
                citation: String::new(),
                recorded_by: None,
            },
        )
        .await?;
        let (file, book) = &founding.rulebook;
        rulebook::store::record(conn, file, book, decision, None).await?;
        members::store::classes::create(conn, &founding.classes, decision).await?;
        for founder in &founding.officers {
            install(conn, founder, decision, now, locale).await?;
        }
        Ok(())
    })
    .await
}

/// Records a first officer: the person, the account, the offices, the letter.
async fn install(
    conn: &mut Connection,
    founder: &Founder,
    decision: uuid::Uuid,
    now: chrono::DateTime<chrono::Utc>,
    locale: Locale,
) -> Result<(), FoundError> {
    let party = NewParty::person(founder.name.clone());
    let person = party.id;
    crate::parties::store::create(conn, &[party]).await?;
    let account = accounts::store::create(conn, person.0, &founder.address, locale).await?;
    for office in &founder.offices {
        bodies::store::appoint(conn, person, *office, now, None, decision).await?;
    }
    members::store::invitations::record(conn, &[person], None).await?;
    crate::outbox::store::queue(conn, &Recipient::Account(account), &Letter::Invitation {}).await?;
    Ok(())
}
