//! To whom notices are due, as members, rolls and polls know it.

use uuid::Uuid;

use crate::bodies;
use crate::db::Connection;
use crate::members::store::history::{self, Line};
use crate::notices::model::due::Due;
use crate::notices::{Answer, Occasion, Rosters};
use crate::polls::model::Phase;
use crate::{polls, rolls};

/// All subjects, as notices ask them.
pub(super) struct Subjects;

/// Every membership as of now.
async fn memberships(
    conn: &mut Connection,
) -> Result<Vec<Line>, Box<dyn std::error::Error + Send + Sync>> {
    let now = bodies::store::now(conn).await?;
    let day = bodies::store::foundation(conn)
        .await?
        .map_or_else(|| now.date_naive(), |foundation| foundation.day(now));
    let mut lines = history::history_as_known(conn, day, now).await?;
    lines.sort_by_key(|line| line.number);
    Ok(lines)
}

fn due(line: &Line) -> Due {
    Due {
        membership: Some(line.membership.0),
        party: line.party,
        name: line.name.clone(),
        capacity: format!("{} member, number {}", line.class_name, line.number),
        person: line.voter.as_ref().map(|voter| voter.person),
    }
}

impl Rosters for Subjects {
    fn occasions<'a>(&'a self, conn: &'a mut Connection) -> Answer<'a, Vec<Occasion>> {
        Box::pin(async move {
            let certified: Vec<Uuid> = rolls::store::all(conn)
                .await?
                .into_iter()
                .filter(|roll| roll.is_certified())
                .map(|roll| roll.id)
                .collect();
            let polls = polls::store::all(conn, true).await?;
            Ok(polls
                .into_iter()
                .filter(|poll| {
                    matches!(poll.phase(), Phase::Draft | Phase::Scheduled | Phase::Open)
                })
                .map(|poll| Occasion {
                    poll: poll.number,
                    question: poll.draft.wording(),
                    opens_at: poll.facts.opens_at.unwrap_or(poll.draft.opens_at),
                    has_roll: poll
                        .roll
                        .or(poll.draft.roll)
                        .is_some_and(|roll| certified.contains(&roll)),
                })
                .collect())
        })
    }

    fn members<'a>(&'a self, conn: &'a mut Connection) -> Answer<'a, Vec<Due>> {
        Box::pin(async move {
            Ok(memberships(conn)
                .await?
                .iter()
                .filter(|line| line.standing.is_current())
                .map(due)
                .collect())
        })
    }

    fn roll<'a>(&'a self, conn: &'a mut Connection, poll: i32) -> Answer<'a, Vec<Due>> {
        Box::pin(async move {
            let Some(poll) = polls::store::by_number(conn, poll).await? else {
                return Ok(Vec::new());
            };
            let Some(roll) = poll.roll.or(poll.draft.roll) else {
                return Ok(Vec::new());
            };
            let Some(roll) = rolls::store::by_id(conn, roll)
                .await?
                .filter(|roll| roll.is_certified())
            else {
                return Ok(Vec::new());
            };
            let on_roll = rolls::store::memberships(conn, roll.id).await?;
            Ok(memberships(conn)
                .await?
                .iter()
                .filter(|line| on_roll.contains(&line.membership.0))
                .map(due)
                .collect())
        })
    }

    fn numbers<'a>(&'a self, conn: &'a mut Connection, numbers: &'a [i64]) -> Answer<'a, Vec<Due>> {
        Box::pin(async move {
            Ok(memberships(conn)
                .await?
                .iter()
                .filter(|line| numbers.contains(&line.number))
                .map(due)
                .collect())
        })
    }
}
