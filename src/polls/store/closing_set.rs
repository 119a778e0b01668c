//! The closing set, computed from what was cast: by the close, which fixes it, and by the certifier,
//! which takes no other process's word for what it counts.

use std::collections::{BTreeMap, BTreeSet};

use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bytea, Int4, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::counting::{damage, exact};
use super::{Closing, CountError, Poll};
use crate::db::{Connection, sql_query};
use crate::evidence::leaf::{Leaf, PollClosed};
use crate::ledger;
use crate::rolls;
use crate::seal::hash::{Commitment, Digest, Eid, Weight, count, sha256};
use crate::seal::live::{LiveSet, Participation};

/// A closing set as it is to be fixed.
pub(super) struct ClosingSet {
    pub(super) closing: Closing,
    pub(super) live: LiveSet,
}

/// Of each entitlement the latest envelope, who took part, and the totals. One pass over the
/// digests of a poll; what is sealed is not read.
///
/// # Errors
/// Those of the database; a record that contradicts itself counts as one.
pub(super) async fn closing_set(
    conn: &mut Connection,
    poll: Uuid,
    roll: Uuid,
    eid: Eid,
) -> QueryResult<ClosingSet> {
    #[derive(QueryableByName)]
    struct Cast {
        #[diesel(sql_type = BigInt)]
        count: i64,
    }
    #[derive(QueryableByName)]
    struct LiveRow {
        #[diesel(sql_type = Bytea)]
        digest: Vec<u8>,
        #[diesel(sql_type = Int4)]
        weight: i32,
        #[diesel(sql_type = Bytea)]
        commitment: Vec<u8>,
    }
    let cast: Cast = sql_query("SELECT count(*) AS count FROM envelopes WHERE poll_id = $1")
        .bind::<SqlUuid, _>(poll)
        .get_result(conn)
        .await?;
    let rows: Vec<LiveRow> = sql_query(
        "SELECT DISTINCT ON (s.entitlement) s.digest, s.weight, e.commitment
         FROM envelopes s JOIN roll_entitlements e ON e.roll_id = $2 AND e.entitlement = s.entitlement
         WHERE s.poll_id = $1 ORDER BY s.entitlement, s.seq DESC",
    )
    .bind::<SqlUuid, _>(poll)
    .bind::<SqlUuid, _>(roll)
    .load(conn)
    .await?;
    let leaves = rolls::store::leaves(conn, roll).await?;
    let positions: BTreeMap<Commitment, u64> = leaves
        .as_slice()
        .iter()
        .zip(0_u64..)
        .map(|(leaf, position)| (leaf.c, position))
        .collect();
    let mut live = Vec::with_capacity(rows.len());
    let mut voted = Vec::with_capacity(rows.len());
    for row in &rows {
        let digest = Digest::from_bytes(exact(&row.digest)?);
        let votes = u64::try_from(row.weight).map_err(damage)?;
        live.push((digest, Weight::new(votes).map_err(damage)?));
        let commitment = Commitment::from_bytes(exact(&row.commitment)?);
        voted.push(
            *positions.get(&commitment).ok_or_else(|| {
                damage("a voter's commitment is not among the leaves of the roll")
            })?,
        );
    }
    let live = LiveSet::new(live).map_err(damage)?;
    let participation = Participation::new(eid, voted).map_err(damage)?;
    let live_count = i32::try_from(live.ballots()).map_err(damage)?;
    let cast_count = i32::try_from(cast.count).map_err(damage)?;
    let closing = Closing {
        cast_count,
        superseded: cast_count - live_count,
        live: live_count,
        votes: i64::try_from(live.votes()).map_err(damage)?,
        live_root: live.root().as_bytes().to_vec(),
        live_lines: String::from_utf8(live.to_jsonl()).map_err(damage)?,
        participation: String::from_utf8(participation.encode()).map_err(damage)?,
    };
    Ok(ClosingSet { closing, live })
}

/// Whether the closing set of a closed poll is what was cast, byte for byte, and what the public
/// log says of it: computed again from envelopes, roll and entries, over the caller's connection.
///
/// # Errors
/// [`CountError::NotWhatWasCast`] names what differs; those of the database.
pub async fn check_closing(
    conn: &mut Connection,
    poll: &Poll,
    fixed: &Closing,
) -> Result<(), CountError> {
    let (Some(roll), Some(eid)) = (poll.roll, poll.eid.map(Eid::from_bytes)) else {
        return Err(CountError::NotCounted);
    };
    let ClosingSet { closing, live } = closing_set(conn, poll.id, roll, eid).await?;
    let totals = |of: &Closing| (of.cast_count, of.superseded, of.live, of.votes);
    let mut differs = Vec::new();
    let mut compare = |what: &'static str, same: bool| {
        if !same {
            differs.push(what);
        }
    };
    compare("its totals", totals(&closing) == totals(fixed));
    compare("its root", closing.live_root == fixed.live_root);
    compare("live.jsonl", closing.live_lines == fixed.live_lines);
    compare(
        "participation.json",
        closing.participation == fixed.participation,
    );
    let logged = Logged::of(ledger::store::casts_of_poll(conn, &eid).await?);
    compare("the casts in the public log", logged.lists(&live));
    compare(
        "the close in the public log",
        logged.closes(&closing, &live),
    );
    if differs.is_empty() {
        Ok(())
    } else {
        Err(CountError::NotWhatWasCast(differs.join(", ")))
    }
}

/// What the log says of a poll's envelopes.
#[derive(Default)]
struct Logged {
    cast: BTreeSet<Digest>,
    superseded: BTreeSet<Digest>,
    lost: BTreeSet<Digest>,
    closed: Option<PollClosed>,
}

impl Logged {
    fn of(entries: Vec<Leaf>) -> Self {
        let mut logged = Self::default();
        for entry in entries {
            match entry {
                Leaf::PollCast(leaf) => logged.cast.extend(leaf.digests),
                Leaf::PollSuperseded(leaf) => logged.superseded.extend(leaf.digests),
                Leaf::PollLost(leaf) => logged.lost.extend(leaf.digests),
                Leaf::PollClosed(leaf) => logged.closed = Some(leaf),
                _ => {}
            }
        }
        logged
    }

    /// Whether what was cast and neither superseded nor lost is the live set.
    fn lists(&self, live: &LiveSet) -> bool {
        let gone =
            |digest: &&Digest| self.superseded.contains(*digest) || self.lost.contains(*digest);
        let remaining = self.cast.iter().filter(|digest| !gone(digest));
        remaining.eq(live.as_slice().iter().map(|(digest, _)| digest))
    }

    /// Whether the entry of the close says the same. When it was is not asked here.
    fn closes(&self, closing: &Closing, live: &LiveSet) -> bool {
        self.closed.as_ref().is_some_and(|closed| {
            let expected = PollClosed {
                at: closed.at,
                cast: count(self.cast.len()),
                eid: closed.eid,
                live: live.ballots(),
                live_root: live.root(),
                lost: count(self.lost.len()),
                participation: sha256(closing.participation.as_bytes()),
                superseded: count(self.superseded.len()),
                votes: live.votes(),
            };
            *closed == expected
                && u64::try_from(closing.superseded) == Ok(expected.superseded)
                && u64::try_from(closing.cast_count)
                    .is_ok_and(|cast| cast + expected.lost == expected.cast)
        })
    }
}
