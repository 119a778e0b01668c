//! What the officers' room says of subjects above the members: rolls, votes, and whom
//! classes take.

use std::sync::Arc;

use super::acts::subjects;
use crate::db::Connection;
use crate::joining::model::Route;
use crate::members::model::steps::Step;
use crate::members::web::room::Answer;
use crate::members::web::{RoomGuide, Steps};
use crate::polls::model::Phase;
use crate::rulebook::{self, keys};
use crate::{acts, bodies, elections, members, polls, rolls};

/// The guide with the steps of every subject, in order.
pub(super) fn guide() -> RoomGuide {
    RoomGuide(vec![
        Arc::new(Keys),
        Arc::new(Rolls),
        Arc::new(Polls),
        Arc::new(Classes),
    ])
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
                let place = subjects().place(conn, &act.kind, act.subject_id).await?;
                let name = place.as_ref().map_or("", |(_, name)| name.as_str());
                steps.push(Step {
                    title: format!("Sign act {}", act.number),
                    sentence: format!("It is to {}.", acts::purpose(&act.kind, name)),
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
            // Nobody needs one before a vote is drafted or an election is made.
            if rolls.is_empty()
                && polls::store::all(conn, true).await?.is_empty()
                && elections::store::elections::all(conn).await?.is_empty()
            {
                return Ok(Vec::new());
            }
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
                    sentence: "One election officer drafts it, a certified roll says who votes in it, and another officer opens it.".to_owned(),
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
                        title: poll.draft.title().to_owned(),
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

struct Classes;

impl Steps for Classes {
    /// One step, as long as the rulebook is silent on who can be a member of a class
    /// that admits anybody: no class says it of itself, so that it is offered to all.
    fn steps<'a>(&'a self, conn: &'a mut Connection) -> Answer<'a> {
        Box::pin(async move {
            let now = bodies::store::now(conn).await?;
            let mut names = Vec::new();
            let mut silent = Vec::new();
            for class in members::store::classes::all(conn, now).await? {
                let id = class.id.as_str();
                let holder = keys::class_holder(id);
                if rulebook::store::find(conn, &holder, now).await?.is_some() {
                    continue;
                }
                let admission =
                    rulebook::store::find(conn, &keys::class_admission(id), now).await?;
                if Route::of_rule(admission.as_ref().map(|rule| rule.value.as_str())).is_some() {
                    names.push(class.name);
                    silent.push(holder);
                }
            }
            if silent.is_empty() {
                return Ok(Vec::new());
            }
            Ok(vec![Step {
                title: "Say who can be a member".to_owned(),
                sentence: format!(
                    "The rulebook does not say whether persons or organisations can be members of {}. Until a rule says so for each class, “Do I qualify as a member?” offers these to both. In the file such a rule is {}.",
                    names.join(", "),
                    silent.join(", ")
                ),
                path: "/room/rulebook".to_owned(),
                done: false,
                waits: false,
            }])
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
