//! Licences in the demonstration: one that is kept, one that the foundation may neither look
//! at nor end, one that it has. Without an asset in the registry there is nothing to license.

use chrono::Days;
use uuid::Uuid;

use super::{Fault, people};
use crate::accounts::{self, Address};
use crate::bodies;
use crate::db::Connection;
use crate::licences::model::{Direction, Outcome, Terms};
use crate::licences::store::{self, NewLicence, NewReview};
use crate::parties::PartyId;

/// What is of a protected mark the secretary enters and the treasurer confirms.
///
/// # Errors
/// The first fault.
pub(super) async fn load(conn: &mut Connection, secretary: PartyId) -> Result<(), Fault> {
    let foundation = bodies::store::foundation(conn)
        .await?
        .ok_or("the demonstration has a foundation")?;
    let address = Address::parse(&format!("{}@tamarack.example", people::TREASURER.1))?;
    let treasurer = accounts::store::by_address(conn, &address)
        .await?
        .ok_or("the treasurer of the demonstration is missing")?;
    let now = bodies::store::now(conn).await?;
    let today = foundation.day(now);
    let starts_on = today
        .checked_sub_days(Days::new(200))
        .ok_or("the demonstration has a past")?;
    let assets = store::assets(conn).await?;
    let owned = assets.iter().find(|asset| asset.holding == "owned");
    let had = assets
        .iter()
        .find(|asset| ["licensed_in", "held_in_trust"].contains(&asset.holding.as_str()));
    let given = |counterparty: &str, title: &str, number: i64, controlled: bool| Terms {
        direction: Direction::Out,
        counterparty: counterparty.to_owned(),
        title: title.to_owned(),
        assets: vec![number],
        scope: "To sell computers with the system installed, under the word mark.".to_owned(),
        territory: "European Union".to_owned(),
        field: "Computers".to_owned(),
        exclusive: false,
        sublicensable: false,
        starts_on,
        ends_on: None,
        quality: "The system is installed unchanged.\nSecurity updates are on.".to_owned(),
        inspection: controlled,
        termination: if controlled {
            "By letter, 30 days after a breach that is not put right.".to_owned()
        } else {
            String::new()
        },
        law: "Germany".to_owned(),
        review_months: controlled.then_some(6),
    };
    if let Some(asset) = owned {
        for (counterparty, title, controlled) in [
            (
                "Juniper Desktops",
                "Computers with the system installed",
                true,
            ),
            ("Old Mill Radio", "The mark in a programme’s title", false),
        ] {
            let terms = given(counterparty, title, asset.number, controlled);
            let new = NewLicence {
                id: Uuid::new_v4(),
                terms: &terms,
                assets: &[asset.asset],
                replaces: None,
                execution: None,
                by: secretary,
            };
            let number = store::enter(conn, &new).await?;
            let waits = store::by_number(conn, number)
                .await?
                .ok_or("a licence was entered")?;
            if !waits.counts() {
                store::confirm(conn, &waits, PartyId(treasurer.person)).await?;
            }
            let licence = store::by_number(conn, number)
                .await?
                .ok_or("a licence was entered")?;
            let Some(due_on) = licence.next_review(today) else {
                continue;
            };
            let review = NewReview {
                id: Uuid::new_v4(),
                due_on,
                performed_on: due_on.min(today),
                findings: "Two computers were bought and looked at: both had the system unchanged, updates were on.",
                outcome: Outcome::Pass,
                cure_by: None,
                documents: &[(
                    "Report of the review".to_owned(),
                    b"Serial numbers 4711 and 4712, both as agreed.\n".as_slice(),
                )],
                by: secretary,
            };
            store::review(conn, &licence, &review).await?;
        }
    }
    if let Some(asset) = had {
        let terms = Terms {
            direction: Direction::In,
            counterparty: "Open Systems Trust".to_owned(),
            title: "Use of the mark by the foundation".to_owned(),
            assets: vec![asset.number],
            scope: "To use the mark and to let members use it.".to_owned(),
            territory: "worldwide".to_owned(),
            field: String::new(),
            exclusive: false,
            sublicensable: true,
            starts_on,
            ends_on: today.checked_add_days(Days::new(60)),
            quality: String::new(),
            inspection: true,
            termination: "By either side, six months to the end of a year.".to_owned(),
            law: "Delaware".to_owned(),
            review_months: None,
        };
        let new = NewLicence {
            id: Uuid::new_v4(),
            terms: &terms,
            assets: &[asset.asset],
            replaces: None,
            execution: None,
            by: secretary,
        };
        store::enter(conn, &new).await?;
    }
    Ok(())
}
