//! The roll of the next vote, which is open to challenges; one was asked and
//! answered.

use chrono::{Duration, NaiveDate};
use uuid::Uuid;

use super::Fault;
use crate::bodies;
use crate::db::Connection;
use crate::parties::PartyId;
use crate::rolls;
use crate::rolls::model::challenge::{ChallengeKind, Verdict};
use crate::rolls::store::challenges::{self, NewAnswer, NewChallenge};

/// One officer proposes and publishes it; a member asks, the other answers.
pub(super) async fn publish(
    conn: &mut Connection,
    officers: [Uuid; 2],
    member: Uuid,
    today: NaiveDate,
) -> Result<(), Fault> {
    let [first, second] = officers;
    let number = rolls::store::propose(conn, first, today - Duration::days(1), &[]).await?;
    let roll = rolls::store::by_number(conn, number)
        .await?
        .ok_or("the roll of the next vote is missing")?;
    let now = bodies::store::now(conn).await?;
    challenges::publish(conn, roll.id, now + Duration::days(7), PartyId(first)).await?;
    let asked = NewChallenge {
        id: Uuid::new_v4(),
        roll: roll.id,
        membership: None,
        person: PartyId(member),
        kind: ChallengeKind::Stranger,
        text: "I heard that Boreal Mirrors was dissolved. Is it still a member?",
    };
    challenges::challenge(conn, &asked).await?;
    let asked = challenges::challenges(conn, roll.id, None).await?;
    let asked = asked.first().ok_or("the challenge is missing")?;
    let answer = NewAnswer {
        id: Uuid::new_v4(),
        verdict: Verdict::NotUpheld,
        text: "No organisation of this name is on the roll; the list was looked through.",
        citation: "Bylaws § 9.4",
        officer: PartyId(second),
    };
    challenges::answer(conn, &roll, asked, &answer).await?;
    Ok(())
}
