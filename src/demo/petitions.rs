//! The demonstration's petitions: one that was delivered, whose clocks run, and one
//! that collects signatures.

use chrono::Days;
use uuid::Uuid;

use super::Fault;
use crate::accounts;
use crate::bodies;
use crate::db::Connection;
use crate::members::store::memberships_of;
use crate::outbox::Address;
use crate::parties::PartyId;
use crate::petitions::model::Purpose;
use crate::petitions::store::by_number;
use crate::petitions::store::signing::{self, NewPetition};

/// Title, kind, text, and who signs it, by the local parts of their addresses: the
/// first opens it.
const PETITIONS: [(&str, &str, &str, &[&str]); 2] = [
    (
        "A code of conduct for events",
        "policy",
        "Shall the foundation adopt a code of conduct for its events, with somebody to turn to at each of them?\n\nThe board was asked for one last year and gave no answer.",
        &["amara", "farah"],
    ),
    (
        "Publish what the mirrors cost",
        "ordinary",
        "Shall the foundation publish each year what the mirrors cost, operator by operator?",
        &["member003", "farah", "juergen"],
    ),
];

/// Who acts, with the membership for which they act that brings most votes.
async fn member(conn: &mut Connection, local: &str) -> Result<(PartyId, Uuid), Fault> {
    let address = Address::parse(&format!("{local}@tamarack.example"))?;
    let account = accounts::store::by_address(conn, &address)
        .await?
        .ok_or("somebody of the demonstration is missing")?;
    let person = PartyId(account.person);
    let foundation = bodies::store::foundation(conn)
        .await?
        .ok_or("the demonstration has a foundation")?;
    let now = bodies::store::now(conn).await?;
    let lines = memberships_of(conn, person, foundation.day(now), now).await?;
    let line = lines
        .iter()
        .max_by_key(|line| line.votes_on_roll())
        .ok_or("somebody of the demonstration is no member")?;
    Ok((person, line.membership.0))
}

/// # Errors
/// The first fault.
pub(super) async fn load(conn: &mut Connection) -> Result<(), Fault> {
    let foundation = bodies::store::foundation(conn)
        .await?
        .ok_or("the demonstration has a foundation")?;
    let now = bodies::store::now(conn).await?;
    let closes_on = foundation.day(now).checked_add_days(Days::new(60));
    for (at, (title, kind, text, signed_by)) in PETITIONS.into_iter().enumerate() {
        let mut number = None;
        for local in signed_by {
            let (by, membership) = member(conn, local).await?;
            if number.is_none() {
                let new = NewPetition {
                    id: Uuid::new_v4(),
                    purpose: Purpose::Meeting,
                    kind,
                    title,
                    text,
                    effect: None,
                    by,
                    membership,
                    closes_on,
                };
                number = Some(signing::open(conn, &new).await?);
            }
            let Some(petition) = by_number(conn, number.unwrap_or_default()).await? else {
                continue;
            };
            signing::sign(conn, Uuid::new_v4(), petition.id, membership, by).await?;
        }
        if at == 0
            && let Some(opener) = signed_by.first()
            && let Some(petition) = by_number(conn, number.unwrap_or_default()).await?
        {
            let (by, _) = member(conn, opener).await?;
            signing::deliver(conn, &petition, by).await?;
        }
    }
    Ok(())
}
