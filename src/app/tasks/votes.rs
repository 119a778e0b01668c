//! What election officers do for a vote: rolls to compute again, envelopes to
//! open, shares of the lot to bring, counts to certify.

use crate::acts;
use crate::bodies::Office;
use crate::db::Connection;
use crate::evidence::leaf::{PollCertified, PollSetAside, RollCertified};
use crate::polls::model::Phase;
use crate::polls::store::{self, Poll};
use crate::rolls;
use crate::rulebook::keys;
use crate::rulebook::store as rulebook;
use crate::tasks::work::Fault;
use crate::tasks::{Answer, Item, Reader, Work};
use crate::web::times::day_said;

const WHO: Office = Office::ElectionOfficer;

pub(super) struct Rolls;

impl Work for Rolls {
    fn items<'a>(&'a self, conn: &'a mut Connection, reader: &'a Reader) -> Answer<'a> {
        Box::pin(async move {
            if !reader.holds(WHO) {
                return Ok(Vec::new());
            }
            let rolls = rolls::store::all(conn).await?;
            let mut items = Vec::new();
            for waiting in rolls::store::challenges::unanswered(conn).await? {
                // Nobody answers what they asked themselves.
                if waiting.person == reader.person.0 {
                    continue;
                }
                items.push(Item {
                    since: Some(waiting.at),
                    rule: rulebook::find(conn, keys::ROLL_CHALLENGE_DAYS, reader.now).await?,
                    shared: reader.shared(&[WHO]),
                    ..Item::of_office(
                        format!("roll:{}:challenge:{}", waiting.roll, waiting.number),
                        format!(
                            "Answer challenge {} of roll {}.",
                            waiting.number, waiting.roll
                        ),
                        format!("/room/rolls/{}#challenge-{}", waiting.roll, waiting.number),
                    )
                });
            }
            for roll in &rolls {
                // A later roll of the same record date or a later one took its place.
                let replaced = rolls.iter().any(|later| {
                    later.is_certified()
                        && later.number > roll.number
                        && later.record_date >= roll.record_date
                });
                if roll.is_certified()
                    || replaced
                    || roll.proposed_by == reader.person.0
                    || acts::store::waiting_about(conn, roll.id, RollCertified::KIND)
                        .await?
                        .is_some()
                {
                    continue;
                }
                let hearing = rolls::store::challenges::hearing(conn, roll).await?;
                if hearing.obstacle(reader.now).is_some() {
                    continue;
                }
                let sentence = format!(
                    "Have roll {} of record date {} computed again, for its certification.",
                    roll.number,
                    day_said(&roll.record_date)
                );
                let path = format!("/room/rolls/{}", roll.number);
                items.push(Item {
                    since: Some(roll.recorded_at),
                    shared: reader.shared(&[WHO]),
                    ..Item::of_office(format!("roll:{}:again", roll.number), sentence, path)
                });
            }
            Ok(items)
        })
    }
}

pub(super) struct Complaints;

impl Work for Complaints {
    fn items<'a>(&'a self, conn: &'a mut Connection, reader: &'a Reader) -> Answer<'a> {
        Box::pin(async move {
            if !reader.holds(WHO) {
                return Ok(Vec::new());
            }
            let mut items = Vec::new();
            for waiting in store::unanswered_complaints(conn).await? {
                // Nobody answers what they complained of themselves.
                if waiting.person == reader.person.0 {
                    continue;
                }
                items.push(Item {
                    since: Some(waiting.at),
                    rule: rulebook::find(conn, keys::COMPLAINTS_DAYS, reader.now).await?,
                    shared: reader.shared(&[WHO]),
                    // The count is not certified before.
                    can_wait: false,
                    ..Item::of_office(
                        format!("poll:{}:complaint:{}", waiting.poll, waiting.number),
                        format!(
                            "Answer complaint {} about poll {}.",
                            waiting.number, waiting.poll
                        ),
                        format!(
                            "/room/polls/{}/complaints#complaint-{}",
                            waiting.poll, waiting.number
                        ),
                    )
                });
            }
            Ok(items)
        })
    }
}

pub(super) struct Counts;

impl Work for Counts {
    fn items<'a>(&'a self, conn: &'a mut Connection, reader: &'a Reader) -> Answer<'a> {
        Box::pin(async move {
            if !reader.holds(WHO) {
                return Ok(Vec::new());
            }
            let mut items = Vec::new();
            for poll in store::uncertified(conn).await? {
                let Some((what, sentence)) = next_step(conn, reader, &poll).await? else {
                    continue;
                };
                let title = poll.draft.title();
                items.push(Item {
                    since: poll.closed_at,
                    rule: rulebook::find(conn, keys::CERTIFYING_OFFICERS, reader.now).await?,
                    shared: if what == "share" {
                        String::new()
                    } else {
                        reader.shared(&[WHO])
                    },
                    // The members have voted: a count waits for nothing.
                    can_wait: false,
                    ..Item::of_office(
                        format!("poll:{}:{what}", poll.number),
                        format!("{sentence} “{title}”."),
                        format!("/room/polls/{}", poll.number),
                    )
                });
            }
            Ok(items)
        })
    }
}

/// What this officer does next for a poll that is closed, if anything: its word
/// in the item's key, and the beginning of its sentence.
async fn next_step(
    conn: &mut Connection,
    reader: &Reader,
    poll: &Poll,
) -> Result<Option<(&'static str, &'static str)>, Fault> {
    if poll.phase() == Phase::Counted {
        let complaints = store::complaints_waiting(conn, poll.id).await?;
        if !complaints.is_over(reader.now) {
            return Ok(None);
        }
        let prepared = acts::store::waiting_about(conn, poll.id, PollCertified::KIND).await?;
        let step = ("certification", "Prepare the certification of the count of");
        return Ok(prepared.is_none().then_some(step));
    }
    let openings = store::unsealings(conn, poll.id).await?;
    let due = store::openings_due(conn, poll.id).await?.max(1);
    let own_keys = store::signing_keys(conn, PollCertified::KIND, poll.id).await?;
    let own = own_keys.iter().find(|key| key.person_id == reader.person.0);
    let opened_by = |name: &str| {
        openings.iter().any(|opening| {
            opening
                .signed()
                .is_some_and(|signed| signed.statement.officer == name)
        })
    };
    if openings.len() < due {
        let mine = own.is_some_and(|key| opened_by(&key.name));
        let step = ("opening", "Open the envelopes, on your own machine, of");
        return Ok((!mine).then_some(step));
    }
    if openings.iter().any(|opening| opening.hindered() > 0) {
        let prepared = acts::store::waiting_about(conn, poll.id, PollSetAside::KIND).await?;
        let step = (
            "set-aside",
            "Decide about envelopes that cannot be counted in",
        );
        return Ok(prepared.is_none().then_some(step));
    }
    let (Some(own), Some(manifest)) = (own, store::manifest(conn, poll.id).await?) else {
        return Ok(None);
    };
    let revealed = store::reveals(conn, poll.id, &manifest).await?;
    let brought = revealed.iter().any(|reveal| reveal.by == own.name);
    Ok((!brought).then_some(("share", "Bring your share of the lot for")))
}
