//! The register of resolutions: numbers without a gap whatever dies, addresses that
//! last, what is closed, and what becomes of a resolution.

mod followup;
mod killed;
mod motions;
mod numbers;
mod register;

use commonhold::bodies::model::BodyId;
use commonhold::bodies::model::votes::{Matter, Vote};
use commonhold::bodies::store;
use commonhold::bodies::store::decisions::{NamedVote, NewEntry, enter, rules_for};
use commonhold::bodies::store::seats::{entry_instant, roster};
use commonhold::parties::PartyId;
use diesel_async::AsyncPgConnection;
use uuid::Uuid;

use crate::minutes::decide;
use crate::support::Visitor;

/// A decision of the founders without an effect, entered and confirmed in the room.
pub async fn resolves(chi: &Visitor, ada: &Visitor, title: &str, words: &str) {
    let values = [("title", title), ("decision", words)];
    decide(chi, ada, "/room/decisions/new?body=founders", &values).await;
}

/// Enters so many decisions of the founders without a page, which would take long;
/// returns their pages.
pub async fn entered(db: &mut AsyncPgConnection, by: PartyId, many: usize) -> Vec<String> {
    let body = BodyId::founders();
    let now = store::now(db).await.unwrap();
    let at = entry_instant(db, now.date_naive()).await.unwrap();
    let lines = roster(db, &body, at).await.unwrap();
    let rules = rules_for(db, &body, Matter::Ordinary, false, at)
        .await
        .unwrap();
    let mut pages = Vec::new();
    for place in 1..=many {
        let new = NewEntry {
            question: None,
            ballots: None,
            consent: None,
            id: Uuid::new_v4(),
            body: body.clone(),
            decided_on: now.date_naive(),
            title: format!("Decision {place}"),
            decision: format!("Thing {place} is done."),
            citation: String::new(),
            matter: Matter::Ordinary,
            adopted: true,
            effect: None,
            document: None,
            votes: lines
                .iter()
                .map(|line| NamedVote {
                    seat: line.seat,
                    person: line.person.map(PartyId),
                    vote: Vote::Yes,
                })
                .collect(),
            numbers: None,
            rules: rules.clone(),
            entered_by: by,
        };
        let number = enter(db, &new).await.unwrap();
        pages.push(format!("/room/decisions/{number}"));
    }
    pages
}

/// Whether the numbers of a body's year are those from one to so many, as SQL.
pub const WITHOUT_A_GAP: &str = "\
    SELECT count(*) || ' ' || coalesce(min(number), 0) || ' ' || coalesce(max(number), 0) \
        || ' ' || count(DISTINCT number) AS it FROM resolutions WHERE body = 'founders'";
