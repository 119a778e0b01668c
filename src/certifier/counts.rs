//! Counting: from the closing set, computed once more, and the officers' openings, verified once
//! more, to the result and its entries.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use diesel_async::AsyncConnection;
use uuid::Uuid;

use super::Fault;
use crate::db::Connection;
use crate::evidence::count::count_ballots;
use crate::evidence::leaf::{HexBytes, Leaf, PollResult};
use crate::ledger;
use crate::polls::store::{self as polls, Countable, Poll};
use crate::seal::ballot::parse_ballots;
use crate::seal::code::Code;
use crate::seal::hash::{Digest, sha256};
use crate::seal::manifest::Manifest;
use crate::seal::statement::SignedStatement;

/// How long a poll rests that could not be counted: what it takes is as large as the poll.
const REST: Duration = Duration::from_secs(10);

/// Polls that could not be counted: when that was tried, and why.
#[derive(Default)]
pub(super) struct Resting(BTreeMap<Uuid, (Instant, String)>);

impl Resting {
    /// Why a poll is not tried now.
    fn why(&self, poll: Uuid) -> Option<String> {
        let (tried, why) = self.0.get(&poll)?;
        (tried.elapsed() < REST).then(|| why.clone())
    }
}

/// Counts every closed poll whose openings and shares of the lot are here. One that cannot be
/// counted is tried again after a while, and keeps none of the others waiting.
pub(super) async fn count_all(conn: &mut Connection, resting: &mut Resting) -> Result<(), Fault> {
    let mut outcome = Ok(());
    for poll in polls::uncounted(conn).await? {
        if let Some(why) = resting.why(poll.id) {
            outcome = outcome.and(Err(why.into()));
            continue;
        }
        let Some(manifest) = polls::manifest(conn, poll.id).await? else {
            continue;
        };
        match count_if_ready(conn, &poll, &manifest).await {
            Ok(true) => tracing::info!(poll = %poll.id, "counted"),
            Ok(false) => {}
            Err(fault) => {
                let fault = format!("poll {} could not be counted: {fault}", poll.number);
                resting.0.insert(poll.id, (Instant::now(), fault.clone()));
                outcome = outcome.and(Err(fault.into()));
            }
        }
    }
    outcome
}

/// Counts a poll, if all it rests on is here; says whether it did.
async fn count_if_ready(
    conn: &mut Connection,
    poll: &Poll,
    manifest: &Manifest,
) -> Result<bool, Fault> {
    if polls::countable(conn, poll.id, manifest).await?.is_none() {
        return Ok(false);
    }
    conn.transaction(async |conn| {
        // Once more, with openings held back: one that comes now is refused, not left out.
        polls::hold_openings(conn, poll.id).await?;
        match polls::countable(conn, poll.id, manifest).await? {
            Some(countable) => count(conn, poll, manifest, &countable).await.map(|()| true),
            None => Ok(false),
        }
    })
    .await
}

async fn count(
    conn: &mut Connection,
    poll: &Poll,
    manifest: &Manifest,
    countable: &Countable,
) -> Result<(), Fault> {
    let closing = polls::closing(conn, poll.id)
        .await?
        .ok_or("a closed poll has no closing set")?;
    // The application fixed it and served the envelopes: neither is believed.
    polls::check_closing(conn, poll, &closing).await?;
    let live_root = Digest::from_bytes(<[u8; 32]>::try_from(closing.live_root.as_slice())?);
    let ballots = countable
        .openings
        .first()
        .ok_or("there is no opening")?
        .ballots
        .as_bytes();
    let statements = verified(manifest, &live_root, countable)?;
    // What was set aside since an opening was handed in is in its ballots.
    let aside = u64::try_from(polls::set_aside(conn, poll.id).await?.len())?;
    let live = u64::try_from(closing.live)?;
    let whole =
        |signed: &SignedStatement| signed.statement.lines + signed.hindered() + aside == live;
    if !statements.iter().all(whole) {
        return Err("an opening does not add up to the closing set".into());
    }
    parse_ballots(ballots, manifest.ballot_rules())?;
    let reached = polls::quorum_reached(conn, poll, manifest, &closing).await?;
    let beacon = countable.beacon.as_slice();
    let excluded: Vec<Code> = polls::exclusions(conn, poll.id)
        .await?
        .iter()
        .map(|exclusion| Code::parse(&exclusion.option))
        .collect::<Result<_, _>>()?;
    let hidden = polls::shows_winners_only(conn, poll, manifest).await?;
    let counting = |excluded: &[Code]| {
        let counted = count_ballots(manifest, &live_root, beacon, ballots, excluded, reached)?;
        if hidden {
            counted.winners_only()
        } else {
            Ok(counted)
        }
    };
    let counted = counting(&excluded)?;
    let as_cast = match excluded.as_slice() {
        [] => None,
        _ => Some(counting(&[])?.result),
    };
    let result = Leaf::from(PollResult {
        at: u64::try_from(poll.now.timestamp())?,
        ballots: sha256(ballots),
        beacon: HexBytes(countable.beacon.clone()),
        eid: manifest.eid(),
        result: sha256(counted.result.as_bytes()),
    });
    for statement in statements {
        ledger::store::append(conn, &statement.into()).await?;
    }
    ledger::store::append(conn, &result).await?;
    let kept = polls::KeptResult {
        result: &counted.result,
        as_cast: as_cast.as_deref(),
        ballots,
        beacon,
    };
    polls::keep_result(conn, poll.id, &kept).await?;
    Ok(())
}

/// The openings' statements, each by its officer, of this live set and of these files.
fn verified(
    manifest: &Manifest,
    live_root: &Digest,
    countable: &Countable,
) -> Result<Vec<SignedStatement>, Fault> {
    let mut statements = Vec::with_capacity(countable.openings.len());
    for opening in &countable.openings {
        let signed = SignedStatement::parse(opening.statement.as_bytes())?;
        signed.check(manifest, live_root)?;
        let fits = signed.statement.ballots == sha256(opening.ballots.as_bytes())
            && signed.statement.open == sha256(opening.open_lines.as_bytes());
        if !fits {
            return Err("an opening's files are not those of its statement".into());
        }
        statements.push(signed);
    }
    Ok(statements)
}
