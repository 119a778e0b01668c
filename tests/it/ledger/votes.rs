//! A vote in the log: every promised digest, in batches that say nothing.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use commonhold::evidence::leaf::{Leaf, MAX_DIGESTS, MIN_BATCH};
use commonhold::seal::hash::Digest;
use commonhold::seal::live::LiveSet;

use super::reader::{PublicLog, Reading, checked_in_go};
use crate::support::election::{
    Foundation, MEMBERS_HEADER, Place, Plan, Poll, Slip, filled, with_fresh_key,
};
use crate::support::{Visitor, World};

/// What a log says of one vote's envelopes.
pub struct OfVote {
    /// The digests of each `poll.cast`, in order.
    pub batches: Vec<Vec<Digest>>,
    pub superseded: BTreeSet<Digest>,
    pub closed: Option<commonhold::evidence::leaf::PollClosed>,
}

impl OfVote {
    /// Reads them, and asserts that their order is that of `docs/ballot-log.md`.
    pub fn in_log(reading: &Reading) -> Self {
        let mut vote = Self {
            batches: Vec::new(),
            superseded: BTreeSet::new(),
            closed: None,
        };
        for leaf in &reading.leaves {
            match leaf {
                Leaf::PollCast(cast) => {
                    assert!(vote.superseded.is_empty() && vote.closed.is_none());
                    let digests = cast.digests.to_vec();
                    assert!(digests.is_sorted_by(|a, b| a < b));
                    assert!((1..=MAX_DIGESTS).contains(&digests.len()));
                    vote.batches.push(digests);
                }
                Leaf::PollSuperseded(superseded) => {
                    assert!(vote.closed.is_none());
                    for digest in &superseded.digests {
                        assert!(vote.superseded.insert(*digest));
                    }
                }
                Leaf::PollClosed(closed) => {
                    assert!(vote.closed.is_none());
                    vote.closed = Some(closed.clone());
                }
                _ => {}
            }
        }
        let batches = vote.batches.len();
        for (at, batch) in vote.batches.iter().enumerate() {
            let last = vote.closed.is_some() && at + 1 == batches;
            assert!(
                last || batch.len() >= MIN_BATCH,
                "a batch of {}",
                batch.len()
            );
        }
        vote
    }

    /// Every digest that was cast; asserts that none stands there twice.
    pub fn cast(&self) -> BTreeSet<Digest> {
        let mut cast = BTreeSet::new();
        for digest in self.batches.iter().flatten() {
            assert!(cast.insert(*digest), "{digest} stands in the log twice");
        }
        cast
    }

    /// Asserts that the totals are those of what stands there, and that what
    /// remains of the cast is the closing set that anybody downloads.
    pub async fn adds_up(&self, poll: &Poll, reader: &Visitor) {
        let closed = self.closed.as_ref().unwrap();
        let cast = self.cast();
        assert!(self.superseded.is_subset(&cast));
        let file = poll.file(reader, "live.jsonl").await;
        let live = LiveSet::parse_jsonl(file.as_bytes()).unwrap();
        let left: BTreeSet<Digest> = cast.difference(&self.superseded).copied().collect();
        let listed = live.as_slice().iter().map(|(digest, _)| *digest).collect();
        assert_eq!(left, listed);
        assert_eq!(closed.live_root, live.root());
        assert_eq!(closed.votes, live.votes());
        let totals = (closed.cast, closed.superseded, closed.lost, closed.live);
        let counted = |set: &BTreeSet<Digest>| u64::try_from(set.len()).unwrap();
        assert_eq!(
            totals,
            (counted(&cast), counted(&self.superseded), 0, counted(&left))
        );
        let participation = poll.file(reader, "participation.json").await;
        let hash = commonhold::seal::hash::sha256(participation.as_bytes());
        assert_eq!(closed.participation, hash);
    }
}

/// So many persons with one vote each.
fn voters(world: &World, many: usize) -> String {
    let today = world.now().date_naive();
    let (from, to) = (today - TimeDelta::days(300), today + TimeDelta::days(60));
    let mut csv = MEMBERS_HEADER.to_owned();
    for at in 0..many {
        csv += &format!(
            "{},{},Individual,person,,{from},{from},{to},DE,yes,\n",
            name(at),
            address(at)
        );
    }
    csv
}

fn name(at: usize) -> String {
    format!("Member {at:02}")
}

fn address(at: usize) -> String {
    format!("m{at}@mail.example")
}

/// Long enough for the sequencer to enter what it would.
async fn looked_for_casts() {
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_cast_is_in_the_log_by_the_close() {
    let Some(mut world) = World::start_unlimited("2026-08-20 09:00:00").await else {
        return;
    };
    let members = voters(&world, MIN_BATCH + 3);
    let foundation = Foundation::found_with(Place::of_world(&mut world).await, &members).await;
    foundation.certify_roll().await;
    let poll = Poll::open(&foundation, &Plan::default()).await;
    let log = PublicLog::of(world.base_url());
    // The start, two officers' keys, the roll and the opening.
    let begun = log.reaches(5).await.size();
    let addresses: Vec<String> = (0..MIN_BATCH + 3).map(address).collect();
    let addresses: Vec<&str> = addresses.iter().map(String::as_str).collect();
    let voters = foundation.sign_in_all(&addresses).await;
    let cast = async |at: usize| poll.cast(&voters[at], &name(at), &[("r1", "01")]).await;

    // Nineteen of one voter and one of another wait: whoever subtracts their own would
    // otherwise know that one, and when it was cast.
    let often = &voters[0];
    let form = filled(poll.ballot(often, &name(0)).await, &[("r2", "01")]);
    let mut slips = Vec::new();
    for _ in 1..MIN_BATCH {
        slips.push(Slip::read(&often.send(&with_fresh_key(&form)).await));
    }
    slips.push(cast(1).await);
    looked_for_casts().await;
    let find = |digest: &str| format!("/log/find?digest={digest}");
    let waiting = often.get(&find(&slips[0].digest())).await;
    assert_eq!(waiting.status, 200);
    assert!(
        waiting.text().contains("Received, waiting for its batch"),
        "{}",
        waiting.text()
    );
    assert_eq!(log.read().await.size(), begun);

    // With the twentieth voter all are entered.
    for at in 2..MIN_BATCH - 1 {
        slips.push(cast(at).await);
    }
    let last = MIN_BATCH - 1;
    let form = filled(
        poll.ballot(&voters[last], &name(last)).await,
        &[("r2", "01")],
    );
    let page = voters[last].send(&form).await;
    assert_eq!(
        page.link("Look it up in the log"),
        find(&Slip::read(&page).digest())
    );
    slips.push(Slip::read(&page));
    let reading = log.reaches(begun + 1).await;
    let vote = OfVote::in_log(&reading);
    let entered: BTreeSet<Digest> = slips.iter().map(|slip| slip.receipt.digest).collect();
    assert_eq!(vote.batches, [Vec::from_iter(entered)]);
    let page = often.get(&find(&slips[0].digest())).await;
    let found = format!("In the log at entry {begun}");
    assert!(page.text().contains(&found), "{}", page.text());
    let entry = often.get(&page.link("See the entry")).await;
    assert!(
        entry.text().contains(&slips[0].digest()),
        "{}",
        entry.text()
    );
    // The whole receipt may be pasted.
    let receipt = String::from_utf8(slips[0].receipt.to_file(&slips[0].signature)).unwrap();
    let form_of_log = often.get("/log").await.form("/log/find");
    let address = format!("{}?digest={}", form_of_log.action, encoded(&receipt));
    assert!(often.get(&address).await.text().contains(&found));

    // The same twenty again would show whoever votes beside them.
    for at in 0..=MIN_BATCH {
        slips.push(cast(at).await);
    }
    looked_for_casts().await;
    assert_eq!(log.read().await.size(), begun + 1);

    // The close enters what is left, however few.
    for at in MIN_BATCH + 1..MIN_BATCH + 3 {
        slips.push(cast(at).await);
    }
    world.advance(TimeDelta::hours(3));
    let reader = foundation.place.visitor();
    poll.closes(&reader).await;
    let reading = log.reaches(begun + 4).await;
    assert_eq!(
        reading.kinds()[usize::try_from(begun).unwrap()..],
        ["poll.cast", "poll.cast", "poll.superseded", "poll.closed"]
    );
    let vote = OfVote::in_log(&reading);
    vote.adds_up(&poll, &reader).await;
    let promised: BTreeSet<Digest> = slips.iter().map(|slip| slip.receipt.digest).collect();
    assert_eq!(vote.cast(), promised);
    let replaced = 2 * MIN_BATCH - 2;
    assert_eq!(vote.superseded.len(), replaced);
    let digests: Vec<String> = promised.iter().map(ToString::to_string).collect();
    if let Some(found) = checked_in_go(&log, &reading.vkey(), &digests) {
        assert!(
            found.starts_with(&format!("{} ", reading.size())),
            "{found}"
        );
    }

    // The digest of the rules leads to the close; nobody changes any of it.
    let eid = poll.manifest(&reader).await.eid().to_string();
    let page = reader.get(&find(&eid)).await;
    assert!(
        page.text().contains("the digest of a vote’s rules"),
        "{}",
        page.text()
    );
    let closed = reader
        .get(&page.link(&format!("Entry {}", begun + 3)))
        .await;
    assert!(
        closed.text().contains(&format!(
            "of {} envelopes cast, {replaced} replaced",
            slips.len()
        )),
        "{}",
        closed.text()
    );
    nobody_rewrites(&world).await;
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// No role of ours changes the log, nor enters what is not its own.
async fn nobody_rewrites(world: &World) {
    use commonhold::db::pool;
    use diesel_async::SimpleAsyncConnection;

    let leaf = |kind: &str| {
        format!(
            "INSERT INTO log_entries (kind, eid, leaf) SELECT '{kind}', eid,
             convert_to('{{\"eid\":\"' || encode(eid, 'hex') || '\",\"kind\":\"{kind}\",\"v\":1}}', 'UTF8') FROM polls"
        )
    };
    let rewriting = [
        "UPDATE log_entries SET kind = 'poll.voided'",
        "DELETE FROM log_leaves",
        "DELETE FROM log_pending",
        "UPDATE log_state SET size = 0",
        "TRUNCATE log_checkpoints",
        "INSERT INTO log_leaves (index, entry_id) VALUES (99, 1)",
        "INSERT INTO digests_logged SELECT id, eid, 1 FROM polls",
        "INSERT INTO log_checkpoints (size, root, note) SELECT size - 1, root, note FROM log_checkpoints",
        "SELECT log_batches(id, 1) FROM polls",
    ];
    let sequencing = [
        "SELECT lead_log()",
        "SELECT sequence_log(1, 1)",
        "SELECT log_casts(id) FROM polls",
    ];
    let (cast, closed) = (leaf("poll.cast"), leaf("poll.closed"));
    let (voided, start) = (leaf("poll.voided"), leaf("log.start"));
    let refused: [(&str, Vec<&str>); 4] = [
        (
            "commonhold_app",
            [
                &sequencing[..],
                &[&cast, &closed, &voided, "SELECT log_close(id) FROM polls"],
            ]
            .concat(),
        ),
        (
            "commonhold_sequencer",
            vec![&cast, &closed, &voided, "SELECT log_close(id) FROM polls"],
        ),
        (
            "commonhold_certifier",
            [&sequencing[..], &[&cast, &closed, &start]].concat(),
        ),
        (
            "commonhold_auditor",
            [&sequencing[..], &[&cast, &closed, &voided, &start]].concat(),
        ),
    ];
    for (role, statements) in refused {
        let mut connection = pool::connect(&world.address(role)).await.unwrap();
        for sql in rewriting.iter().copied().chain(statements) {
            assert!(
                connection.batch_execute(sql).await.is_err(),
                "{role}: {sql}"
            );
        }
    }
    // Not even the owner, while the triggers stand.
    let mut owner = pool::connect(&world.address("commonhold_owner"))
        .await
        .unwrap();
    for sql in rewriting[..8]
        .iter()
        .chain(&[cast.as_str(), &closed, &voided, &start])
    {
        if !sql.contains("digests_logged") && !sql.contains("log_pending") {
            assert!(owner.batch_execute(sql).await.is_err(), "owner: {sql}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_votes_for_many_sees_nobody_elses_cast_arrive() {
    let Some(mut world) = World::start_unlimited("2026-08-20 09:00:00").await else {
        return;
    };
    let today = world.now().date_naive();
    let (from, to) = (today - TimeDelta::days(300), today + TimeDelta::days(60));
    let mirror = |at: usize| format!("Mirror {at:02}");
    let mut members = voters(&world, 1);
    for at in 0..MIN_BATCH {
        members += &format!(
            "{},ravi@mail.example,Gold,organisation,Ravi Menon,{from},{from},{to},DE,yes,\n",
            mirror(at)
        );
    }
    let foundation = Foundation::found_with(Place::of_world(&mut world).await, &members).await;
    foundation.certify_roll().await;
    let poll = Poll::open(&foundation, &Plan::default()).await;
    let log = PublicLog::of(world.base_url());
    let begun = log.reaches(5).await.size();
    let ravi = foundation.place.sign_in("ravi@mail.example").await;
    let other = foundation.place.sign_in(&address(0)).await;
    let mut slips = Vec::new();
    for at in 0..MIN_BATCH {
        slips.push(poll.cast(&ravi, &mirror(at), &[("r1", "01")]).await);
    }
    slips.push(poll.cast(&other, &name(0), &[("r1", "01")]).await);
    looked_for_casts().await;
    assert_eq!(log.read().await.size(), begun, "two people are no crowd");
    world.advance(TimeDelta::hours(3));
    let reader = foundation.place.visitor();
    poll.closes(&reader).await;
    let vote = OfVote::in_log(&log.reaches(begun + 2).await);
    let promised: BTreeSet<Digest> = slips.iter().map(|slip| slip.receipt.digest).collect();
    assert_eq!(vote.cast(), promised);
    vote.adds_up(&poll, &reader).await;
}
