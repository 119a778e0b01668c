//! The members' pages: front page, list, one poll, my page.

use actix_web::Responder;
use actix_web::web::{self, Data, ServiceConfig};
use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;
use uuid::Uuid;

use super::course::{course_notes, of_a_class};
use crate::bodies;
use crate::db::Connection;
use crate::ledger;
use crate::members::model::Standing as MemberStanding;
use crate::members::store::history::{Line, memberships_of};
use crate::parties::{self, Kind, PartyId};
use crate::polls::model::Phase;
use crate::polls::page_views::{
    BallotLine, FrontPage, MePage, MembershipLine, OpenRoll, PollList, PollPage, PollRow,
    RecordLine, RuleLine, Seat, Standing,
};
use crate::polls::store::{self, Entitlement, Poll};
use crate::polls::{Manifests, draft::Draft};
use crate::proxies;
use crate::rolls;
use crate::tasks;
use crate::web::figures::fours;
use crate::web::times::{Moment, day};
use crate::web::words::Speaker;
use crate::web::{AppState, Frame, SignedIn, WebError};

pub(super) fn routes(service: &mut ServiceConfig) {
    service
        .route("/", web::get().to(front))
        .route("/polls", web::get().to(list))
        .route("/polls/{number}", web::get().to(show))
        .route("/me", web::get().to(me));
}

/// A poll as anyone may see it: opened ones only.
pub(super) async fn find(conn: &mut Connection, number: i32) -> Result<Poll, WebError> {
    store::by_number(conn, number)
        .await
        .map_err(WebError::internal)?
        .filter(|poll| poll.facts.opened)
        .ok_or(WebError::NotFound)
}

/// The question in the reader's language.
pub(super) fn question(draft: &Draft, t: &Speaker) -> String {
    draft.wording().in_locale(t.locale).to_owned()
}

fn row(frame: &Frame, poll: &Poll) -> PollRow {
    PollRow {
        number: poll.number,
        question: question(&poll.draft, &frame.t),
        phase: poll.phase(),
        opens: Moment::on_page(frame, poll.draft.opens_at, poll.now),
        closes: Moment::on_page(frame, poll.draft.closes_at, poll.now),
    }
}

async fn front(frame: Frame, app: Data<AppState>) -> Result<impl Responder, WebError> {
    let mut conn = app.db.get().await.map_err(WebError::internal)?;
    let polls = store::all(&mut conn, false)
        .await
        .map_err(WebError::internal)?;
    let of = |phases: &[Phase]| {
        polls
            .iter()
            .filter(|poll| phases.contains(&poll.phase()))
            .map(|poll| row(&frame, poll))
            .collect::<Vec<_>>()
    };
    let mut open = of(&[Phase::Open]);
    open.reverse();
    let mut coming = of(&[Phase::Scheduled]);
    coming.reverse();
    let mut decided = of(&[
        Phase::Closing,
        Phase::Closed,
        Phase::Counted,
        Phase::Certified,
        Phase::Voided,
    ]);
    decided.truncate(10);
    let signed = ledger::store::newest_checkpoint(&mut conn)
        .await
        .map_err(WebError::internal)?;
    Ok(FrontPage {
        log: signed.map(|signed| {
            let root = HEXLOWER.encode(&signed.root);
            frame.t.say2(
                "front-log",
                "n",
                signed.size,
                "root",
                fours(&root[..8]).join(" "),
            )
        }),
        open,
        coming,
        decided,
        frame,
    })
}

async fn list(frame: Frame, app: Data<AppState>) -> Result<impl Responder, WebError> {
    let mut conn = app.db.get().await.map_err(WebError::internal)?;
    let polls = store::all(&mut conn, false)
        .await
        .map_err(WebError::internal)?;
    Ok(PollList {
        rows: polls.iter().map(|poll| row(&frame, poll)).collect(),
        frame,
    })
}

/// The person and the organisations they vote for today.
pub(super) async fn parties_of(
    conn: &mut Connection,
    frame: &Frame,
    person: Uuid,
    now: DateTime<Utc>,
) -> Result<Vec<Uuid>, WebError> {
    let zone = frame.site.as_ref().ok_or(WebError::NotFound)?.zone;
    let today = now.with_timezone(&zone).date_naive();
    let mut parties: Vec<Uuid> = parties::store::represented_by(conn, PartyId(person), today)
        .await
        .map_err(WebError::internal)?
        .into_iter()
        .map(|party| party.0)
        .collect();
    parties.push(person);
    Ok(parties)
}

fn seat(entitlement: Entitlement, by_proxy: bool) -> Seat {
    Seat {
        by_proxy,
        number: entitlement.number,
        member: entitlement.member,
        class_name: entitlement.class_name,
        votes: entitlement.votes,
        citation: entitlement.citation,
        has_cast: entitlement.casts > 0,
    }
}

/// Where each membership stands on a roll, with the reason.
fn standing(t: &Speaker, line: &Line, roll: &rolls::store::Roll) -> Standing {
    Standing {
        member: line.name.clone(),
        on_roll: line.votes_on_roll().is_some() && roll.is_of(line.class.as_str()),
        sentence: rolls::views::own::standing_sentence(t, line, roll),
    }
}

async fn standings(
    conn: &mut Connection,
    t: &Speaker,
    person: Uuid,
    roll: &rolls::store::Roll,
) -> Result<Vec<Standing>, WebError> {
    let lines = memberships_of(conn, PartyId(person), roll.record_date, roll.known_at)
        .await
        .map_err(WebError::internal)?;
    Ok(lines.iter().map(|line| standing(t, line, roll)).collect())
}

async fn show(
    frame: Frame,
    number: web::Path<i32>,
    app: Data<AppState>,
    manifests: Data<Manifests>,
) -> Result<impl Responder, WebError> {
    let mut conn = app.db.get().await.map_err(WebError::internal)?;
    let poll = find(&mut conn, *number).await?;
    let manifest = manifests
        .get(&mut conn, poll.id)
        .await
        .map_err(WebError::internal)?
        .ok_or_else(|| WebError::internal_message("an opened poll has no manifest"))?;
    let roll = match poll.roll {
        Some(id) => rolls::store::by_id(&mut conn, id)
            .await
            .map_err(WebError::internal)?,
        None => None,
    }
    .ok_or_else(|| WebError::internal_message("an opened poll has no roll"))?;
    let mut places: Vec<Seat> = Vec::new();
    let mut on_roll = Vec::new();
    let mut record = Vec::new();
    if let Some(SignedIn { person, .. }) = frame.account {
        let parties = parties_of(&mut conn, &frame, person, poll.now).await?;
        on_roll = standings(&mut conn, &frame.t, person, &roll).await?;
        places = store::entitlements(&mut conn, poll.id, roll.id, &parties)
            .await
            .map_err(WebError::internal)?
            .into_iter()
            .map(|line| seat(line, false))
            .collect();
        let held = store::proxied(&mut conn, poll.id, roll.id, person, &parties)
            .await
            .map_err(WebError::internal)?;
        places.extend(held.into_iter().map(|line| seat(line, true)));
        if poll.facts.closed {
            let voted = store::voted(&mut conn, poll.id, roll.id, &parties)
                .await
                .map_err(WebError::internal)?;
            for line in voted {
                let opening = rolls::store::opening(&mut conn, roll.id, &line.entitlement)
                    .await
                    .map_err(WebError::internal)?;
                record.push(RecordLine {
                    voted: line.voted,
                    opening,
                });
            }
        }
    }
    let closing = store::closing(&mut conn, poll.id)
        .await
        .map_err(WebError::internal)?;
    let mut notes = course_notes(&mut conn, &frame, poll.id, &poll.draft, poll.now).await?;
    let winners_only = store::shows_winners_only(&mut conn, &poll, &manifest)
        .await
        .map_err(WebError::internal)?;
    notes.extend(of_a_class(&frame.t, &roll.class_names));
    if winners_only {
        notes.push(frame.t.say1("ballot-cell-winners", "k", manifest.terms().k));
    }
    let is_extended = !store::extensions(&mut conn, poll.id)
        .await
        .map_err(WebError::internal)?
        .is_empty();
    let waiting = store::complaints_waiting(&mut conn, poll.id)
        .await
        .map_err(WebError::internal)?;
    let language = frame.t.locale.tag();
    let translation = poll.draft.translations.get(language);
    let shown = question(&poll.draft, &frame.t);
    let terms = manifest.terms();
    Ok(PollPage {
        winners_only,
        about: store::about(&mut conn, poll.id)
            .await
            .map_err(WebError::internal)?,
        number: poll.number,
        authoritative: (shown != poll.draft.question)
            .then(|| (poll.draft.language.clone(), poll.draft.question.clone())),
        question: shown,
        phase: poll.phase(),
        opens: Moment::on_page(&frame, poll.draft.opens_at, poll.now),
        closes: Moment::on_page(&frame, poll.draft.closes_at, poll.now),
        seats: poll.draft.seats,
        options: poll
            .draft
            .options
            .iter()
            .map(|option| {
                let mut option = option.clone();
                if let Some(text) = translation.and_then(|texts| texts.statements.get(&option.id)) {
                    option.statement.clone_from(text);
                }
                option
            })
            .collect(),
        method: poll.draft.method.name(),
        places,
        standings: on_roll,
        record,
        rules: terms
            .rules
            .iter()
            .map(|rule| RuleLine {
                citation: rule.citation.clone(),
                key: rule.key.clone(),
                value: rule.value.clone(),
            })
            .collect(),
        officers: terms
            .officers
            .iter()
            .map(|officer| officer.name.clone())
            .collect(),
        voided: store::voided(&mut conn, poll.id)
            .await
            .map_err(WebError::internal)?,
        keys: key_sentences(&mut conn, &frame, &poll).await?,
        eid: manifest.eid().to_string(),
        roll_number: roll.number,
        record_date: day(&frame.t, roll.record_date),
        roll_members: roll.leaves,
        roll_votes: roll.votes,
        proxies: match &closing {
            Some(_) => {
                let lines = u64::try_from(roll.leaves).unwrap_or(0);
                proxies::store::at_close(&mut conn, poll.id, lines, poll.draft.opens_at)
                    .await
                    .map_err(WebError::internal)?
            }
            None => None,
        },
        turnout: closing.map(|closing| (closing.live, closing.votes)),
        notes,
        is_extended,
        complaints: waiting
            .until
            .filter(|_| poll.facts.certifications == 0 && !poll.facts.voided)
            .map(|until| Moment::on_page(&frame, until, poll.now)),
        frame,
    })
}

/// Items of work that my page shows.
const FIRST: usize = 5;

async fn me(
    account: SignedIn,
    mut frame: Frame,
    app: Data<AppState>,
    joined: Data<tasks::Joined>,
) -> Result<impl Responder, WebError> {
    let mut conn = app.db.get().await.map_err(WebError::internal)?;
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
    let parties = parties_of(&mut conn, &frame, account.person, now).await?;
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
        let entitlements = store::entitlements(&mut conn, poll.id, roll, &parties)
            .await
            .map_err(WebError::internal)?;
        let held = store::proxied(&mut conn, poll.id, roll, account.person, &parties)
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
    Ok(MePage {
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
        MemberStanding::Current(term) => t.say1("me-current", "to", day(t, term.ends_on())),
        MemberStanding::Suspended(until) => t.say1("me-suspended", "until", day(t, until)),
        MemberStanding::Grace { since, until } => {
            t.say2("me-grace", "since", day(t, since), "until", day(t, until))
        }
        MemberStanding::NotYet(from) => t.say1("me-not-yet", "from", day(t, from)),
        MemberStanding::Lapsed(since) => t.say1("me-lapsed", "since", day(t, since)),
        MemberStanding::Ended(end) => t.say1("me-ended", "since", day(t, end.ends_on)),
        MemberStanding::NoTerm => t.say("me-no-term"),
    }
}

/// Who can open the ballots of a poll whose key was split, whether enough of them still can, and
/// what was destroyed afterwards.
async fn key_sentences(
    conn: &mut Connection,
    frame: &Frame,
    poll: &Poll,
) -> Result<Vec<String>, WebError> {
    let t = &frame.t;
    let mut sentences = Vec::new();
    let ceremony = store::ceremony(conn, poll.id)
        .await
        .map_err(WebError::internal)?;
    if let Some(ceremony) = ceremony {
        sentences.push(t.say_all(
            "poll-keys-shares",
            &[
                ("threshold", &ceremony.threshold),
                ("of", &ceremony.holders.len()),
                ("names", &ceremony.names()),
            ],
        ));
        let over = matches!(
            poll.phase(),
            Phase::Counted | Phase::Certified | Phase::Voided
        );
        if !ceremony.opens() && !over {
            sentences.push(t.say2(
                "poll-keys-void",
                "left",
                ceremony.left(),
                "threshold",
                ceremony.threshold,
            ));
        }
    }
    let destroyed = store::destruction(conn, poll.id)
        .await
        .map_err(WebError::internal)?;
    if let Some(done) = destroyed {
        let zone = frame.site.as_ref().ok_or(WebError::NotFound)?.zone;
        let on = |at: DateTime<Utc>| day(t, at.with_timezone(&zone).date_naive());
        sentences.push(t.say_all(
            "poll-keys-destroyed",
            &[
                ("shares", &done.shares),
                ("officers", &done.signers),
                ("date", &on(done.decided_at)),
            ],
        ));
        if let Some(emptied) = done.emptied_at {
            sentences.push(t.say1("poll-keys-emptied", "date", on(emptied)));
        }
    }
    Ok(sentences)
}
