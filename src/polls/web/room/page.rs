//! The room's page of one poll: what stands between it and its next step.

use actix_web::web::{self, Data};
use actix_web::{HttpResponse, Responder};
use data_encoding::HEXLOWER;

use super::shares::{ends_view, key_readiness, shares_view};
use super::{find, site};
use crate::acts;
use crate::acts::store::ActRow;
use crate::bodies::{ElectionOfficer, Officer};
use crate::db::Connection;
use crate::evidence::leaf::PollCertified;
use crate::factors;
use crate::polls::readiness::{OpeningRules, RollFacts, readiness};
use crate::polls::store::{self, Poll};
use crate::polls::views::{AfterClose, CertificationLine, KeyLine, OpeningLine, RoomPoll};
use crate::polls::{ReceiptKey, assemble};
use crate::rolls;
use crate::rulebook::Threshold;
use crate::rulebook::keys;
use crate::rulebook::store as rulebook;
use crate::seal::manifest::Manifest;
use crate::web::answer::unprocessable;
use crate::web::times::Moment;
use crate::web::{AppState, Frame, WebError};

pub(super) async fn show(
    officer: Officer,
    frame: Frame,
    number: web::Path<i32>,
    app: Data<AppState>,
    receipt_key: Data<ReceiptKey>,
) -> Result<impl Responder, WebError> {
    let mut conn = app.connection().await?;
    let poll = find(&mut conn, *number).await?;
    room_page(&mut conn, frame, &officer, &poll, &receipt_key, None).await
}

pub(super) async fn opening_rules(
    conn: &mut Connection,
    poll: &Poll,
) -> Result<OpeningRules, WebError> {
    let min = rulebook::as_of(conn, keys::RECORD_DATE_MIN_DAYS, poll.now)
        .await
        .map_err(WebError::internal)?;
    let max = rulebook::as_of(conn, keys::RECORD_DATE_MAX_DAYS, poll.now)
        .await
        .map_err(WebError::internal)?;
    let k = rulebook::as_of(conn, keys::CELLS_K, poll.now)
        .await
        .map_err(WebError::internal)?;
    let mut officers = Vec::new();
    for key in [keys::OPENING_OFFICERS, keys::CERTIFYING_OFFICERS] {
        let rule = rulebook::as_of(conn, key, poll.now)
            .await
            .map_err(WebError::internal)?;
        officers.push((rule.count().map_err(WebError::internal)?, rule.citation));
    }
    let unranked = rulebook::as_of(conn, keys::BALLOT_UNRANKED, poll.now)
        .await
        .map_err(WebError::internal)?;
    let (officers, officers_citation) = officers.into_iter().max().unwrap_or_default();
    Ok(OpeningRules {
        min_days: i64::from(min.count().map_err(WebError::internal)?),
        max_days: i64::from(max.count().map_err(WebError::internal)?),
        record_date_citation: min.citation,
        k: u64::from(k.count().map_err(WebError::internal)?),
        k_citation: k.citation,
        officers,
        officers_citation,
        unranked: unranked.value,
        unranked_citation: unranked.citation,
    })
}

pub(super) async fn roll_facts(
    conn: &mut Connection,
    poll: &Poll,
) -> Result<Option<RollFacts>, WebError> {
    let Some(id) = poll.draft.roll else {
        return Ok(None);
    };
    let Some(roll) = rolls::store::by_id(conn, id)
        .await
        .map_err(WebError::internal)?
    else {
        return Ok(None);
    };
    Ok(Some(RollFacts {
        label: roll.label(),
        number: roll.number,
        record_date: roll.record_date,
        certified: roll.is_certified(),
        challenged_until: rolls::store::challenges::window(conn, id)
            .await
            .map_err(WebError::internal)?
            .filter(|window| window.is_open(roll.now))
            .map(|window| window.closes_at.format("%Y-%m-%d %H:%M UTC").to_string()),
        corrected_by: rolls::store::corrections::corrected_by(conn, id)
            .await
            .map_err(WebError::internal)?
            .map(|correction| correction.by),
        cells: rolls::store::cells(conn, id)
            .await
            .map_err(WebError::internal)?,
    }))
}

pub(super) async fn room_page(
    conn: &mut Connection,
    frame: Frame,
    officer: &Officer,
    poll: &Poll,
    receipt_key: &ReceiptKey,
    refusal: Option<String>,
) -> Result<RoomPoll, WebError> {
    let zone = site(&frame)?.zone;
    let keys = store::keys(conn, poll.id)
        .await
        .map_err(WebError::internal)?;
    let roll = roll_facts(conn, poll).await?;
    let rules = opening_rules(conn, poll).await?;
    let signers = keys.iter().filter(|key| key.kind == "sign").count();
    let sealed = keys.iter().any(|key| key.kind == "seal");
    let mut items = readiness(
        &poll.draft,
        roll.as_ref(),
        sealed,
        signers,
        &rules,
        zone,
        poll.now,
    );
    let (key_items, ceremony) = key_readiness(conn, poll, sealed).await?;
    items.extend(key_items);
    let ends = ends_view(conn, &frame, poll).await?;
    let ruled_majority = store::majority_of_motion(conn, poll.id)
        .await
        .map_err(WebError::internal)?
        .map(|value| Threshold::parse(&value).map_or(value, Threshold::words));
    let manifest = if poll.facts.opened {
        store::manifest(conn, poll.id)
            .await
            .map_err(WebError::internal)?
    } else if items.iter().all(|item| item.ready) {
        assemble(conn, poll, receipt_key.public())
            .await
            .map_err(WebError::internal)?
            .ok()
    } else {
        None
    };
    let after = match &manifest {
        Some(manifest) if poll.facts.closed => {
            Some(after_close(conn, &frame, poll, manifest).await?)
        }
        _ => None,
    };
    let waiting: Vec<ActRow> = acts::store::about(conn, poll.id)
        .await
        .map_err(WebError::internal)?
        .into_iter()
        .filter(|act| act.standing() == acts::Standing::Waiting)
        .collect();
    let act = match &manifest {
        Some(manifest) if !poll.facts.opened => store::opening_that_waits(conn, poll.id, manifest)
            .await
            .map_err(WebError::internal)?,
        _ => {
            let certifies = |act: &&ActRow| act.kind == PollCertified::KIND;
            waiting.iter().find(certifies).map(|act| act.number)
        }
    };
    // In a draft, what was prepared before its last change opens nothing.
    let (outdated, waiting) = waiting
        .iter()
        .map(|act| act.number)
        .partition(|number| !poll.facts.opened && act != Some(*number));
    let course = super::course::course(conn, &frame, poll, manifest.as_ref()).await?;
    let drafted_by = crate::parties::store::name(conn, crate::parties::PartyId(poll.drafted_by))
        .await
        .map_err(WebError::internal)?
        .unwrap_or_default();
    Ok(RoomPoll {
        number: poll.number,
        poll: HEXLOWER.encode(poll.id.as_bytes()),
        draft: poll.draft.clone(),
        ruled_majority,
        phase: poll.phase(),
        voided: store::voided(conn, poll.id)
            .await
            .map_err(WebError::internal)?,
        opens: Moment::on_page(&frame, poll.draft.opens_at, poll.now),
        closes: Moment::on_page(&frame, poll.draft.closes_at, poll.now),
        roll: roll.map_or_else(|| "Not chosen yet".to_owned(), |roll| roll.label),
        readiness: items,
        keys: keys
            .iter()
            .map(|key| KeyLine {
                officer: key.name.clone(),
                kind: if key.kind == "seal" {
                    "seals ballots"
                } else {
                    "signs, and a share of the lot"
                },
                fingerprint: key.fingerprint.clone(),
            })
            .collect(),
        shares: ceremony.map(|ceremony| shares_view(&frame, poll, &ceremony)),
        ends,
        drafted_by,
        drafted_by_me: poll.drafted_by == officer.person.0,
        drafts: ElectionOfficer::is(officer),
        eid: poll
            .facts
            .opened
            .then(|| manifest.as_ref().map(|manifest| manifest.eid().to_string()))
            .flatten(),
        manifest: manifest.map(|manifest| String::from_utf8_lossy(manifest.bytes()).into_owned()),
        after,
        asked: factors::standing(conn, officer).await?,
        act,
        waiting,
        outdated,
        course,
        refusal,
        version: poll.version,
        frame,
    })
}

async fn after_close(
    conn: &mut Connection,
    frame: &Frame,
    poll: &Poll,
    manifest: &Manifest,
) -> Result<AfterClose, WebError> {
    let closing = store::closing(conn, poll.id)
        .await
        .map_err(WebError::internal)?
        .ok_or_else(|| WebError::internal_message("a closed poll has no closing set"))?;
    let unsealings = store::unsealings(conn, poll.id)
        .await
        .map_err(WebError::internal)?;
    let reveals = store::reveals(conn, poll.id, manifest)
        .await
        .map_err(WebError::internal)?;
    let certifications = store::certifications(conn, poll.id)
        .await
        .map_err(WebError::internal)?;
    let openings: Vec<OpeningLine> = unsealings
        .iter()
        .filter_map(|opening| {
            let signed = opening.signed()?;
            let statement = signed.statement;
            Some(OpeningLine {
                officer: statement.officer,
                lines: statement.lines,
                votes: statement.votes,
                ballots: statement.ballots.to_string(),
                undecodable: statement
                    .undecodable
                    .iter()
                    .map(ToString::to_string)
                    .collect(),
                clashing: statement.clashing.iter().map(ToString::to_string).collect(),
                when: Moment::on_page(frame, opening.recorded_at, poll.now),
            })
        })
        .collect();
    let mut hindering: Vec<String> = openings
        .iter()
        .flat_map(|opening| opening.undecodable.iter().chain(&opening.clashing))
        .cloned()
        .collect();
    hindering.sort_unstable();
    hindering.dedup();
    let set_aside = store::set_aside(conn, poll.id)
        .await
        .map_err(WebError::internal)?
        .len();
    let complaints = store::complaints(conn, poll.id, None)
        .await
        .map_err(WebError::internal)?
        .len();
    let waiting = store::complaints_waiting(conn, poll.id)
        .await
        .map_err(WebError::internal)?;
    let due = store::openings_due(conn, poll.id)
        .await
        .map_err(WebError::internal)?;
    Ok(AfterClose {
        awaited_openings: due.saturating_sub(openings.len()),
        hindering,
        set_aside,
        complaints,
        waits: super::complaints::waits_for(frame, poll, &waiting),
        cast: closing.cast_count,
        superseded: closing.superseded,
        live: closing.live,
        votes: closing.votes,
        live_root: HEXLOWER.encode(&closing.live_root),
        openings_agree: openings
            .windows(2)
            .all(|pair| pair[0].ballots == pair[1].ballots),
        openings,
        awaited_reveals: manifest
            .terms()
            .officers
            .iter()
            .filter(|one| !reveals.iter().any(|reveal| reveal.by == one.name))
            .map(|one| one.name.clone())
            .collect(),
        certifications: certifications
            .into_iter()
            .map(|line| CertificationLine {
                officer: line.name,
                when: Moment::on_page(frame, line.recorded_at, poll.now),
            })
            .collect(),
    })
}

/// The room's page again, with a sentence about what was refused.
pub(super) async fn refused(
    conn: &mut Connection,
    frame: Frame,
    officer: &Officer,
    poll: &Poll,
    receipt_key: &ReceiptKey,
    sentence: String,
) -> Result<HttpResponse, WebError> {
    let page = room_page(conn, frame, officer, poll, receipt_key, Some(sentence)).await?;
    unprocessable(&page)
}
