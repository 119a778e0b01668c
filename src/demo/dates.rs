//! The record date of the demonstration's next election, as its board fixed it.

use chrono::Duration;
use uuid::Uuid;

use super::Fault;
use super::boards::Desk;
use crate::bodies::model::BodyId;
use crate::db::Connection;
use crate::parties::PartyId;
use crate::renewals::model::Purpose;
use crate::renewals::store::dates::{self, NewDate};

/// # Errors
/// The first fault.
pub(super) async fn announce(
    conn: &mut Connection,
    desk: &mut Desk,
    secretary: PartyId,
) -> Result<(), Fault> {
    let title = "Fix the record date of the next election";
    let number = desk.decide(conn, BodyId::board(), title, None).await?;
    let decision = dates::decisions(conn)
        .await?
        .into_iter()
        .find(|decision| decision.number == number)
        .ok_or("a decision of the demonstration is missing")?;
    let day = |days| desk.today + Duration::days(days);
    let new = NewDate {
        id: Uuid::new_v4(),
        purpose: Purpose::Vote,
        title: "Election of two directors",
        record_date: day(40),
        opens_on: day(60),
        closes_on: day(74),
        decision: decision.id,
        corrects: None,
        by: secretary,
    };
    dates::announce(conn, &new).await?;
    Ok(())
}
