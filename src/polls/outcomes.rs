//! What the results page draws of a counted poll. It rests on a fresh count of the published
//! ballots, which each server makes once: whoever asks again, or a crowd at once, costs no other.
//!
//! Nothing of it changes once a poll is counted: from then on no opening is taken in, no envelope
//! set aside, no option excluded.

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::Arc;

use tokio::sync::Mutex;
use tokio::task::spawn_blocking;
use uuid::Uuid;

use super::model::{Quorum, Test};
use super::results_view::LISTED_BALLOTS;
use super::store::{self, Poll};
use crate::db::Pool;
use crate::evidence::count::count_ballots;
use crate::evidence::quorum;
use crate::rolls;
use crate::seal::ballot::{Line, parse_ballots};
use crate::seal::code::Code;
use crate::seal::hash::Digest;
use crate::seal::manifest::Manifest;
use crate::tally::Outcome;

type Fault = Box<dyn std::error::Error + Send + Sync>;

/// A count as its page draws it.
pub struct Drawn {
    pub outcome: Outcome,
    /// The count without regard to options that were excluded; none where none was.
    pub as_cast: Option<Outcome>,
    /// The published ballots; none where they are more than the page lists.
    pub ballots: Vec<Line>,
    /// How many ballots are published.
    pub ballot_count: usize,
    /// How many officers opened the envelopes independently.
    pub openings: usize,
    pub quorum: Quorum,
    /// Enough took part for something to be decided.
    pub reached: bool,
    /// No ballot and no figure of the count is published.
    pub winners_only: bool,
}

/// The counts that this process has drawn. Handlers take it as `web::Data<Outcomes>`.
#[derive(Default)]
pub struct Outcomes(Mutex<BTreeMap<Uuid, Kept<Drawn>>>);

/// What is made once; none until then. Whoever makes it holds the lock meanwhile.
type Kept<T> = Arc<Mutex<Option<Arc<T>>>>;

impl Outcomes {
    /// The count of a counted poll. Of those who ask at once, one makes it and the others wait; do
    /// not hold a connection while asking.
    ///
    /// # Errors
    /// Those of the database; records that contradict each other.
    pub async fn get(
        &self,
        db: &Pool,
        poll: &Poll,
        manifest: &Arc<Manifest>,
    ) -> Result<Arc<Drawn>, Fault> {
        let kept = Arc::clone(self.0.lock().await.entry(poll.id).or_default());
        kept_or_made(kept, draw(db.clone(), poll.clone(), Arc::clone(manifest))).await
    }
}

/// What is kept, or what is made now. A handler ends where its visitor leaves; the making goes on
/// without it, so that a crowd that leaves begins it once. What could not be made, the next makes.
async fn kept_or_made<T: Send + Sync + 'static>(
    kept: Kept<T>,
    making: impl Future<Output = Result<T, Fault>> + Send + 'static,
) -> Result<Arc<T>, Fault> {
    let mut kept = kept.lock_owned().await;
    if let Some(known) = &*kept {
        return Ok(Arc::clone(known));
    }
    let made = tokio::spawn(async move {
        let made = Arc::new(making.await?);
        *kept = Some(Arc::clone(&made));
        Ok::<_, Fault>(made)
    });
    made.await?
}

async fn draw(db: Pool, poll: Poll, manifest: Arc<Manifest>) -> Result<Drawn, Fault> {
    let mut conn = db.get().await?;
    let closing = store::closing(&mut conn, poll.id)
        .await?
        .ok_or("a counted poll has no closing")?;
    let row = store::result(&mut conn, poll.id)
        .await?
        .ok_or("a counted poll has no result")?;
    let roll = poll.roll.ok_or("a counted poll has no roll")?;
    let roll = rolls::store::by_id(&mut conn, roll)
        .await?
        .ok_or("a counted poll has no roll")?;
    let unsealings = store::unsealings(&mut conn, poll.id).await?;
    let excluded: Vec<Code> = store::exclusions(&mut conn, poll.id)
        .await?
        .iter()
        .map(|exclusion| Code::parse(&exclusion.option))
        .collect::<Result<_, _>>()?;
    let reached = store::quorum_reached(&mut conn, &poll, &manifest, &closing).await?;
    let winners_only = store::shows_winners_only(&mut conn, &poll, &manifest).await?;
    drop(conn);
    let test = |key: &str, whole: u64, took_part: u64| Test {
        whole,
        took_part,
        needed: quorum::needed(&manifest, key, whole),
    };
    let quorum = Quorum {
        members: test(
            quorum::MEMBERS,
            u64::try_from(roll.leaves)?,
            u64::try_from(closing.live)?,
        ),
        votes: test(
            quorum::VOTES,
            u64::try_from(roll.votes)?,
            u64::try_from(closing.votes)?,
        ),
    };
    let live_root = Digest::from_bytes(<[u8; 32]>::try_from(closing.live_root.as_slice())?);
    let openings = unsealings.len();
    let ballots = unsealings
        .into_iter()
        .next()
        .ok_or("a counted poll has no opening")?
        .ballots;
    let drawn = spawn_blocking(move || {
        let published = ballots.as_bytes();
        let count = |excluded: &[Code]| {
            let beacon = row.beacon.as_slice();
            let counted =
                count_ballots(&manifest, &live_root, beacon, published, excluded, reached)?;
            if winners_only {
                counted.winners_only()
            } else {
                Ok(counted)
            }
        };
        let outcome = count(&excluded)?.outcome;
        let as_cast = match excluded.as_slice() {
            [] => None,
            _ => Some(count(&[])?.outcome),
        };
        let mut ballots = if winners_only {
            Vec::new()
        } else {
            parse_ballots(published, manifest.ballot_rules())?
        };
        let ballot_count = ballots.len();
        if ballot_count > LISTED_BALLOTS {
            ballots = Vec::new();
        }
        Ok::<_, Fault>(Drawn {
            outcome,
            as_cast,
            ballots,
            ballot_count,
            openings,
            quorum,
            reached,
            winners_only,
        })
    });
    drawn.await?
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use tokio::sync::Semaphore;
    use tokio::time::timeout;

    use super::{Fault, Kept, kept_or_made};

    #[tokio::test]
    async fn a_crowd_that_leaves_begins_one_making() {
        let kept = Kept::<u8>::default();
        let begun = Arc::new(AtomicUsize::new(0));
        let gate = Arc::new(Semaphore::new(0));
        let making = || {
            let (begun, gate) = (Arc::clone(&begun), Arc::clone(&gate));
            async move {
                begun.fetch_add(1, Ordering::Relaxed);
                gate.acquire().await?.forget();
                Ok::<u8, Fault>(7)
            }
        };
        for _ in 0..20 {
            let asking = kept_or_made(Arc::clone(&kept), making());
            assert!(timeout(Duration::from_millis(1), asking).await.is_err());
        }
        gate.add_permits(1);
        let made = kept_or_made(Arc::clone(&kept), making()).await;
        assert_eq!(*made.expect("a seven"), 7);
        assert_eq!(begun.load(Ordering::Relaxed), 1);
    }

    #[tokio::test]
    async fn what_could_not_be_made_the_next_makes() {
        let kept = Kept::<u8>::default();
        let failing = async { Err::<u8, Fault>("no".into()) };
        assert!(kept_or_made(Arc::clone(&kept), failing).await.is_err());
        let made = kept_or_made(kept, async { Ok(7) }).await;
        assert_eq!(*made.expect("a seven"), 7);
    }
}
