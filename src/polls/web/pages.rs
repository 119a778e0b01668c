//! The members' pages of polls: front page, list, one poll.

use actix_web::Responder;
use actix_web::web::{self, Data, ServiceConfig};
use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;
use uuid::Uuid;

use super::course::{course_notes, of_a_class};
use super::me::me;
use crate::db::Connection;
use crate::ledger;
use crate::members::store::history::{Line, memberships_of};
use crate::parties::PartyId;
use crate::polls::Manifests;
use crate::polls::draft::Draft;
use crate::polls::model::Phase;
use crate::polls::page_views::{
    FrontPage, PollList, PollPage, PollRow, RecordLine, RuleLine, Seat, Standing,
};
use crate::polls::store::{self, Entitlement, Poll};
use crate::proxies;
use crate::rolls;
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

/// The question in the reader's language, without the digest of the text that it names.
pub(super) fn question(draft: &Draft, t: &Speaker) -> String {
    draft.title_in(t.locale)
}

/// The language and the words that decide, where the reader sees a translation.
pub(super) fn authoritative(draft: &Draft, t: &Speaker) -> Option<(String, String)> {
    (draft.wording().in_locale(t.locale) != draft.question)
        .then(|| (draft.language.clone(), draft.title().to_owned()))
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
    let mut conn = app.connection().await?;
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
    let mut conn = app.connection().await?;
    let polls = store::all(&mut conn, false)
        .await
        .map_err(WebError::internal)?;
    // What can be voted on stands first, the soonest to close before all.
    let (mut ahead, over): (Vec<&Poll>, Vec<&Poll>) = polls
        .iter()
        .partition(|poll| matches!(poll.phase(), Phase::Open | Phase::Scheduled));
    ahead.reverse();
    ahead.sort_by_key(|poll| poll.phase() == Phase::Scheduled);
    Ok(PollList {
        rows: ahead
            .into_iter()
            .chain(over)
            .map(|poll| row(&frame, poll))
            .collect(),
        frame,
    })
}

pub(super) fn seat(entitlement: Entitlement, by_proxy: bool) -> Seat {
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

pub(super) async fn standings(
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
    let mut conn = app.connection().await?;
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
        on_roll = standings(&mut conn, &frame.t, person, &roll).await?;
        places = store::entitlements(&mut conn, poll.id, roll.id, person)
            .await
            .map_err(WebError::internal)?
            .into_iter()
            .map(|line| seat(line, false))
            .collect();
        let held = store::proxied(&mut conn, poll.id, roll.id, person)
            .await
            .map_err(WebError::internal)?;
        places.extend(held.into_iter().map(|line| seat(line, true)));
        if poll.facts.closed {
            let voted = store::voted(&mut conn, poll.id, roll.id, person)
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
    let terms = manifest.terms();
    Ok(PollPage {
        winners_only,
        about: store::about(&mut conn, poll.id)
            .await
            .map_err(WebError::internal)?,
        number: poll.number,
        authoritative: authoritative(&poll.draft, &frame.t),
        question: question(&poll.draft, &frame.t),
        text_digest: poll.draft.text_digest().map(str::to_owned),
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
