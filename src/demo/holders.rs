//! What the founders of the demonstration still hold, and what they have handed over.

use chrono::Duration;
use uuid::Uuid;

use super::Fault;
use crate::bodies;
use crate::db::Connection;
use crate::holders::model::handover::{Kind, LeavesBy, Outcome};
use crate::holders::store::handover::{self, NewItem, NewRecord};
use crate::parties::PartyId;

/// What is listed: kind, what it is, which founder holds it, by what it leaves.
const ITEMS: [(Kind, &str, usize, LeavesBy); 5] = [
    (
        Kind::Mark,
        "The word mark TAMARACK, applied for in a founder’s name",
        0,
        LeavesBy::Instrument,
    ),
    (
        Kind::Domain,
        "The domain tamarack.example",
        1,
        LeavesBy::Custody,
    ),
    (
        Kind::Key,
        "The key that signed the first releases",
        0,
        LeavesBy::Custody,
    ),
    (
        Kind::Account,
        "The account of the project at its forge",
        2,
        LeavesBy::Custody,
    ),
    (Kind::Other, "A box of stickers", 2, LeavesBy::Custody),
];

/// Lists what founders hold; two items are handed over, one waits for a second officer,
/// one is still held, one was listed by mistake.
///
/// # Errors
/// The first fault.
pub(super) async fn load(conn: &mut Connection, officers: &[(Uuid, String)]) -> Result<(), Fault> {
    let [ines, kaito, tomasz] = officers else {
        return Err("the demonstration has three founders".into());
    };
    let founders = [ines, kaito, tomasz].map(|(person, _)| PartyId(*person));
    let [ines, kaito, secretary] = founders;
    let foundation = bodies::store::foundation(conn)
        .await?
        .ok_or("there is no foundation")?;
    let today = foundation.day(bodies::store::now(conn).await?);
    let ids = ITEMS.map(|_| Uuid::new_v4());
    for (id, (kind, title, holder, leaves_by)) in ids.iter().zip(ITEMS) {
        let item = NewItem {
            id: *id,
            kind,
            title,
            holder: founders[holder],
            asset: None,
            seat: None,
            leaves_by,
            by: secretary,
        };
        handover::add(conn, &item).await?;
    }
    let records = [
        (
            0,
            Outcome::Left,
            40,
            "Deed of assignment of the application; the secretary keeps the original.",
            Some(kaito),
        ),
        (
            1,
            Outcome::Left,
            25,
            "The registrar’s letter on the new registrant and the two new custodians.",
            Some(ines),
        ),
        (
            2,
            Outcome::Left,
            4,
            "Minutes of the key ceremony, item 2: the old key was destroyed before three witnesses.",
            None,
        ),
        (
            4,
            Outcome::Mistaken,
            2,
            "They were bought by the foundation; the invoice is in the accounts.",
            Some(kaito),
        ),
    ];
    for (place, outcome, days_ago, evidence, confirmer) in records {
        let record = NewRecord {
            id: Uuid::new_v4(),
            item: ids[place],
            outcome,
            happened_on: today - Duration::days(days_ago),
            evidence,
            conveyance: None,
            by: secretary,
        };
        handover::record(conn, &record).await?;
        if let Some(confirmer) = confirmer {
            handover::confirm(conn, record.id, confirmer).await?;
        }
    }
    Ok(())
}
