//! The demonstration's docket, worked out from whatever the register holds: one reminder
//! seen, the days of one deadline confirmed by a second person, one met on paper.

use super::{Fault, people};
use crate::accounts::{self, Address};
use crate::db::Connection;
use crate::docket::model::{Status, ladder};
use crate::docket::store::acting::{self, Act, NewAct};
use crate::docket::store::list::{self, Show};
use crate::docket::store::{canary, recompute, today};
use crate::parties::PartyId;

/// Works the docket out, and has the secretary look at it and the treasurer, who entered no event.
pub(super) async fn load(conn: &mut Connection, secretary: PartyId) -> Result<(), Fault> {
    let address = Address::parse(&format!("{}@tamarack.example", people::TREASURER.1))?;
    let treasurer = accounts::store::by_address(conn, &address)
        .await?
        .ok_or("the treasurer of the demonstration is missing")?;
    recompute::all(conn).await?;
    canary::fly(conn).await?;
    let today = today(conn).await?;
    let lines = list::page(conn, Show::Upcoming, None, today, 20).await?;
    let reminded = lines.iter().find_map(|line| {
        let rung = ladder::waiting(line.kind, &line.dates, None, today)?;
        Some((line.id, rung))
    });
    if let Some((deadline, rung)) = reminded {
        acting::acknowledge(conn, deadline, rung, secretary).await?;
    }
    if let Some(line) = lines.first() {
        acting::confirm(conn, line.id, PartyId(treasurer.person)).await?;
    }
    // The newest of them, whichever has the same day as another.
    let open = lines
        .iter()
        .skip(1)
        .filter(|line| {
            matches!(line.status(today), Status::Open | Status::Due) && line.dates.opens.is_some()
        })
        .max_by_key(|line| line.number);
    if let Some(line) = open {
        let new = NewAct {
            deadline: line.id,
            act: Act::Met(today),
            note: "Filed by counsel; the receipt is attached.",
            document: Some((
                "Filing receipt",
                b"Receipt of the demonstration.".as_slice(),
            )),
            by: secretary,
        };
        acting::record(conn, &new).await?;
    }
    Ok(())
}
