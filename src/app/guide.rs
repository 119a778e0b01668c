//! What the officers' room says of subjects above the members: rolls and votes.

use std::sync::Arc;

use crate::db::Connection;
use crate::members::web::room::Answer;
use crate::members::web::{RoomGuide, Step, Steps};
use crate::polls::model::Phase;
use crate::{acts, polls, rolls};

/// The guide with the steps of every subject, in order.
pub(super) fn guide() -> RoomGuide {
    RoomGuide(vec![Arc::new(Keys), Arc::new(Rolls), Arc::new(Polls)])
}

struct Keys;

impl Steps for Keys {
    fn steps<'a>(&'a self, conn: &'a mut Connection) -> Answer<'a> {
        Box::pin(async move {
            let keys = acts::store::keys(conn).await?.len();
            let sentence = match keys {
                0 => "Rolls, openings and certifications are signed by two officers. Each makes a key on a machine of their own and brings the public half.".to_owned(),
                1 => "1 officer has brought the public half of a key. Two are needed.".to_owned(),
                keys => format!("{keys} officers’ keys count."),
            };
            let mut steps = vec![Step {
                title: "Bring your key".to_owned(),
                sentence,
                path: "/room/key".to_owned(),
                done: keys > 1,
                waits: true,
            }];
            for act in acts::store::waiting(conn).await? {
                steps.push(Step {
                    title: format!("Sign act {}", act.number),
                    sentence: act.act().map(|act| act.leaf().words()).unwrap_or_default(),
                    path: format!("/room/acts/{}", act.number),
                    done: false,
                    waits: false,
                });
            }
            Ok(steps)
        })
    }
}

struct Rolls;

impl Steps for Rolls {
    fn steps<'a>(&'a self, conn: &'a mut Connection) -> Answer<'a> {
        Box::pin(async move {
            let rolls = rolls::store::all(conn).await?;
            let certified = rolls.iter().filter(|roll| roll.is_certified()).count();
            let sentence = match (rolls.len(), certified) {
                (0, _) => "A roll says who may vote, with how many votes, as of a record date. One election officer proposes it, another computes it again, and both sign.".to_owned(),
                (_, 0) => "A roll is proposed. Another election officer computes it again; then two sign.".to_owned(),
                (_, 1) => "1 roll is certified.".to_owned(),
                (_, certified) => format!("{certified} rolls are certified."),
            };
            Ok(vec![Step {
                title: "Certify a roll".to_owned(),
                sentence,
                path: "/room/rolls".to_owned(),
                done: certified > 0,
                waits: true,
            }])
        })
    }
}

struct Polls;

impl Steps for Polls {
    fn steps<'a>(&'a self, conn: &'a mut Connection) -> Answer<'a> {
        Box::pin(async move {
            let polls = polls::store::all(conn, true).await?;
            if polls.is_empty() {
                return Ok(vec![Step {
                    title: "Hold a vote".to_owned(),
                    sentence: "One election officer drafts it, another opens it.".to_owned(),
                    path: "/room/polls/new".to_owned(),
                    done: false,
                    waits: true,
                }]);
            }
            Ok(polls
                .iter()
                .rev()
                .filter_map(|poll| {
                    let (sentence, done) = said(poll.phase())?;
                    Some(Step {
                        title: poll.draft.question.clone(),
                        sentence: sentence.to_owned(),
                        path: format!("/room/polls/{}", poll.number),
                        done,
                        // The clock waits for nobody.
                        waits: false,
                    })
                })
                .collect())
        })
    }
}

/// How a vote stands, and whether it waits for nobody; none when it is over.
fn said(phase: Phase) -> Option<(&'static str, bool)> {
    match phase {
        Phase::Draft => Some((
            "A draft. Once it is complete, another election officer opens it, and two sign.",
            false,
        )),
        Phase::Scheduled => Some(("Fixed; casting begins at the set hour.", true)),
        Phase::Open => Some(("Open. It closes by the clock.", true)),
        Phase::Closing => Some(("The time is over; the closing set is being read.", true)),
        Phase::Closed => Some((
            "Closed. Open the envelopes on a machine without the database, and bring back the statement.",
            false,
        )),
        Phase::Counted => Some((
            "Counted. Two election officers sign the certification.",
            false,
        )),
        Phase::Certified | Phase::Voided => None,
    }
}
