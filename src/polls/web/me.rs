//! My page: a member's memberships, ballots and work. What others have to do with it is on
//! pages of their own.

use actix_web::Responder;
use actix_web::web::Data;

use super::pages::{question, seat, standings};
use crate::bodies;
use crate::members::model::{Standing as MemberStanding, last_day_before};
use crate::members::store::history::{Line, memberships_of};
use crate::members::store::representation_changes;
use crate::parties::{Kind, PartyId};
use crate::polls::model::Phase;
use crate::polls::page_views::{BallotLine, MePage, MembershipLine, OpenRoll, RepresentationLine};
use crate::polls::store;
use crate::rolls;
use crate::tasks;
use crate::web::times::{Moment, day};
use crate::web::words::Speaker;
use crate::web::{AppState, Frame, SignedIn, WebError};

/// Items of work that my page shows.
const FIRST: usize = 5;

pub(super) async fn me(
    account: SignedIn,
    mut frame: Frame,
    app: Data<AppState>,
    joined: Data<tasks::Joined>,
) -> Result<impl Responder, WebError> {
    let mut conn = app.connection().await?;
    let now = bodies::store::now(&mut conn)
        .await
        .map_err(WebError::internal)?;
    let zone = frame.site.as_ref().ok_or(WebError::NotFound)?.zone;
    let today = now.with_timezone(&zone).date_naive();
    let lines = memberships_of(&mut conn, PartyId(account.person), today, now)
        .await
        .map_err(WebError::internal)?;
    let memberships = lines
        .iter()
        .map(|line| MembershipLine {
            member: line.name.clone(),
            class_name: line.class_name.clone(),
            number: line.number,
            votes: line.votes.as_ref().map_or(0, |votes| votes.votes),
            citation: line
                .votes
                .as_ref()
                .map(|votes| votes.citation.clone())
                .unwrap_or_default(),
            represented: line.kind == Kind::Organisation,
            standing: standing_today(&frame.t, line),
        })
        .collect();
    let mut waiting = Vec::new();
    let mut cast = Vec::new();
    let mut roll_standings = Vec::new();
    for poll in store::all(&mut conn, false)
        .await
        .map_err(WebError::internal)?
    {
        let phase = poll.phase();
        let Some(roll) = poll.roll else { continue };
        if matches!(phase, Phase::Open | Phase::Scheduled)
            && let Some(roll) = rolls::store::by_id(&mut conn, roll)
                .await
                .map_err(WebError::internal)?
        {
            let standings = standings(&mut conn, &frame.t, account.person, &roll).await?;
            roll_standings.push((poll.number, question(&poll.draft, &frame.t), standings));
        }
        let entitlements = store::entitlements(&mut conn, poll.id, roll, account.person)
            .await
            .map_err(WebError::internal)?;
        let held = store::proxied(&mut conn, poll.id, roll, account.person)
            .await
            .map_err(WebError::internal)?;
        let own = entitlements.into_iter().map(|line| seat(line, false));
        for seat in own.chain(held.into_iter().map(|line| seat(line, true))) {
            let line = BallotLine {
                poll: poll.number,
                question: question(&poll.draft, &frame.t),
                seat,
                phase,
                closes: Moment::on_page(&frame, poll.draft.closes_at, poll.now),
            };
            if line.seat.has_cast {
                cast.push(line);
            } else if phase == Phase::Open {
                waiting.push(line);
            }
        }
    }
    // The soonest to close stands first; of one vote, the members in their order.
    waiting.sort_by_cached_key(|line| line.closes.iso.clone());
    let agenda = tasks::agenda_of(&mut conn, &joined, &mut frame).await?;
    let mut work = agenda.map_or_else(Vec::new, |agenda| {
        tasks::lines(&frame, &agenda.waiting, agenda.now)
    });
    // Its ballots stand above already.
    work.retain(|item| waiting.iter().all(|line| line.path() != item.path));
    work.truncate(FIRST);
    let rolls = rolls::store::challenges::open_now(&mut conn)
        .await
        .map_err(WebError::internal)?
        .into_iter()
        .map(|roll| OpenRoll {
            number: roll.number,
            record_date: day(&frame.t, roll.record_date),
            closes: Moment::on_page(&frame, roll.closes_at, now),
        })
        .collect();
    let t = &frame.t;
    let changes = representation_changes::concerning(&mut conn, PartyId(account.person))
        .await
        .map_err(WebError::internal)?
        .into_iter()
        .map(|change| RepresentationLine {
            path: format!("/me/representation/{}/objection", change.id),
            sentence: t.say_all(
                if change.person == account.person {
                    "me-representation-yours"
                } else {
                    "me-representation-another"
                },
                &[
                    ("organisation", &change.organisation_name),
                    ("person", &change.person_name),
                    ("officer", &change.proposer),
                    ("from", &day(t, change.starts_on)),
                ],
            ),
            decided: change.decision.is_some() && change.person != account.person,
        })
        .collect();
    Ok(MePage {
        changes,
        rolls,
        work,
        name: account.name,
        memberships,
        waiting,
        cast,
        standings: roll_standings,
        frame,
    })
}

fn standing_today(t: &Speaker, line: &Line) -> String {
    match line.standing {
        MemberStanding::Current(term) => t.say1("me-current", "last", day(t, term.last_day())),
        MemberStanding::Suspended(until) => t.say1("me-suspended", "until", day(t, until)),
        MemberStanding::Grace { since, until } => {
            let last = day(t, last_day_before(until));
            t.say2("me-grace", "since", day(t, since), "last", last)
        }
        MemberStanding::NotYet(from) => t.say1("me-not-yet", "from", day(t, from)),
        MemberStanding::Lapsed(since) => t.say1("me-lapsed", "since", day(t, since)),
        MemberStanding::Ended(end) => t.say1("me-ended", "since", day(t, end.ends_on)),
        MemberStanding::NoTerm => t.say("me-no-term"),
    }
}
