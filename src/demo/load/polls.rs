//! One vote of the demonstration in each stage: drafted, opened, cast in by some
//! members, closed, counted. Those that are over were open for a few seconds.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration as Wait;

use chrono::Duration;
use uuid::Uuid;

use super::Loader;
use crate::accounts;
use crate::bodies;
use crate::demo::Fault;
use crate::demo::drafts::{
    AUDITORS, BOARD, COMMITTEE, MIRRORS, NEXT_BOARD, approval, choice, election, motion,
};
use crate::demo::keys;
use crate::demo::opening::open_with_kept_keys;
use crate::demo::people::PERSONAS;
use crate::demo::signing::{awaited, carry_out};
use crate::polls::assemble;
use crate::polls::ballot_box::{BallotBox, Voter};
use crate::polls::draft::{Draft, SmallCellChoice};
use crate::polls::sealing::Filled;
use crate::polls::store::{self, KeyRow, Poll};
use crate::rolls;
use crate::seal::hash::{FormKey, PollId, Weight};
use crate::seal::keys::{PublicPart, SealPart};
use crate::seal::manifest::Manifest;
use crate::seal::opening::SealSecret;
use crate::seal::tracker::OwnPart;

/// The voters of the demonstration's motion.
const VOTERS_OF_MOTION: usize = 21;

impl Loader<'_> {
    /// One vote in each stage. Those that are over were open for a few seconds.
    pub(super) async fn hold_polls(&mut self) -> Result<(), Fault> {
        let now = bodies::store::now(self.conn).await?;
        self.hold(motion(now, now + Duration::days(9)), VOTERS_OF_MOTION)
            .await?;
        let committee = election(
            "Who joins the membership committee?",
            &COMMITTEE,
            2,
            now,
            now + Duration::minutes(5),
        );
        self.hold(committee, 24).await?;
        let board = election(
            "Board election: who takes the two open seats?",
            &NEXT_BOARD,
            2,
            now,
            now + Duration::days(12),
        );
        self.hold(board, 0).await?;
        let coming = now + Duration::days(6);
        let auditors = election(
            "Who audits the accounts of the year?",
            &AUDITORS,
            1,
            coming,
            coming + Duration::days(14),
        );
        self.hold(auditors, 0).await?;
        let draft_opens = now + Duration::days(30);
        let mut draft = election(
            "Who sits on the election committee next year?",
            &COMMITTEE,
            3,
            draft_opens,
            draft_opens + Duration::days(14),
        );
        draft.roll = None;
        draft.small_cells = SmallCellChoice::Undecided;
        store::create(self.conn, self.officers[0].0, &draft).await?;

        // What these took tells how long the next must stay open on this machine.
        let then = bodies::store::now(self.conn).await?;
        let soon = then + Duration::seconds(5) + (then - now) * 6;
        let past_board = election(
            "Who takes the two seats on the board for 2026?",
            &BOARD,
            2,
            then,
            soon,
        );
        let certified = self.hold(past_board, 61).await?;
        let counted = self.hold(approval(then, soon), 40).await?;
        let mirrors = election(
            "Who speaks for the mirror operators?",
            &MIRRORS,
            1,
            then,
            soon,
        );
        let closed = self.hold(mirrors, 33).await?;

        let left = soon - bodies::store::now(self.conn).await? + Duration::milliseconds(200);
        tokio::time::sleep(left.to_std().unwrap_or(Wait::ZERO)).await;
        for number in [certified, counted, closed] {
            let poll = self.poll(number).await?;
            store::close(self.conn, poll.id).await?;
        }
        for number in [certified, counted] {
            let poll = self.poll(number).await?;
            open_with_kept_keys(self.conn, self.data, &poll, 2).await?;
        }
        let poll = self.poll(certified).await?;
        awaited(self.conn, async |conn| {
            Ok(store::result(conn, poll.id).await?.is_some())
        })
        .await?;
        let manifest = store::manifest(self.conn, poll.id)
            .await?
            .ok_or("the poll has no manifest")?;
        let officer = self.officers[1].0;
        let act = store::prepare_certification(self.conn, &poll, &manifest, officer).await?;
        carry_out(self.conn, self.data, act).await
    }

    async fn poll(&mut self, number: i32) -> Result<Poll, Fault> {
        Ok(store::by_number(self.conn, number)
            .await?
            .ok_or("a poll is missing")?)
    }

    /// Drafts, opens, and casts for some members where the poll is open.
    async fn hold(&mut self, mut draft: Draft, voters: usize) -> Result<i32, Fault> {
        draft.roll = Some(self.roll);
        draft.small_cells = SmallCellChoice::Open;
        let number = store::create(self.conn, self.officers[0].0, &draft).await?;
        let poll = self.poll(number).await?;
        let seal = SealSecret::generate(&mut rand::rng());
        keys::keep_seal(self.data, poll.id, &seal)?;
        let part = PublicPart::Seal(SealPart {
            poll: PollId::from_bytes(*poll.id.as_bytes()),
            key: seal.public(),
        });
        let sealing = KeyRow {
            person_id: self.officers[0].0,
            kind: "seal".into(),
            name: self.officers[0].1.clone(),
            key: seal.public().to_bytes(),
            reveal: None,
            fingerprint: part.fingerprint(),
        };
        store::add_key(self.conn, poll.id, &sealing).await?;
        for key in &self.keys {
            store::add_key(self.conn, poll.id, &key.committed(poll.id)?).await?;
        }
        let manifest = assemble(self.conn, &poll, self.receipt_key.public()).await??;
        let officer = self.officers[1].0;
        let act = store::prepare_opening(self.conn, &poll, &manifest, officer).await?;
        carry_out(self.conn, self.data, act).await?;
        let poll = self.poll(number).await?;
        self.cast(&poll, &manifest, voters).await?;
        Ok(number)
    }

    async fn cast(&mut self, poll: &Poll, manifest: &Manifest, voters: usize) -> Result<(), Fault> {
        let signer = self
            .receipt_key
            .signer_for(manifest)
            .ok_or("the receipt key is another")?;
        let ballots = BallotBox {
            poll: poll.id,
            number: poll.number,
            roll: self.roll,
            draft: &poll.draft,
            closes_at: poll.draft.closes_at,
            manifest,
            signer,
        };
        // The personas' own ballots are left to whoever tries the demonstration.
        let mut kept = BTreeSet::new();
        for (_, local, ..) in PERSONAS {
            kept.insert(self.account(local).await?.id);
        }
        let on_roll = rolls::store::voters(self.conn, self.roll, self.today).await?;
        let by_entitlement: BTreeMap<Vec<u8>, Uuid> = on_roll
            .into_iter()
            .map(|voter| (voter.entitlement, voter.account))
            .collect();
        let closed_soon = poll.draft.closes_at - poll.now < Duration::minutes(1);
        let chosen = by_entitlement
            .into_iter()
            .filter(|(_, account)| closed_soon || !kept.contains(account))
            .take(voters);
        for (seed, (entitlement, account)) in chosen.enumerate() {
            let person = accounts::store::by_id(self.conn, account)
                .await?
                .ok_or("an account is missing")?
                .person;
            let line = store::entitlements(self.conn, poll.id, self.roll, person)
                .await?
                .into_iter()
                .find(|line| line.entitlement == entitlement)
                .ok_or("an entitlement is missing")?;
            let filled = Filled {
                choice: choice(&poll.draft, seed),
                own: OwnPart::suggest(&mut rand::rng()),
                key: FormKey::random(&mut rand::rng()),
                weight: Weight::new(u64::try_from(line.votes)?)?,
            };
            let voter = Voter {
                account,
                session: &[0; 32],
                by_proxy: None,
                beside: None,
            };
            ballots
                .put_in(self.conn, &line, voter, &filled, b"")
                .await?;
        }
        Ok(())
    }
}
