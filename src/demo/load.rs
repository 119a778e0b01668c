//! Loads the demonstration once, through the same stores as real acts.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration as Wait;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::boards;
use super::drafts::{
    AUDITORS, BOARD, COMMITTEE, MIRRORS, NEXT_BOARD, approval, choice, election, motion,
};
use super::keys::{self, OfficerKey};
use super::people::{AUDITOR, OFFICERS, PERSONAS, TREASURER, members_file};
use super::rules;
use super::signing::{awaited, carry_out};
use crate::accounts::model::NewPassword;
use crate::accounts::{self, Address};
use crate::acts;
use crate::bodies;
use crate::db::{Connection, Pool};
use crate::members::store::intake::{self, FileHash};
use crate::notices::Rosters;
use crate::parties::PartyId;
use crate::polls::ballot_box::{BallotBox, Voter};
use crate::polls::draft::{Draft, SmallCellChoice};
use crate::polls::sealing::Filled;
use crate::polls::store::{self, KeyRow, OpenedFiles, Poll};
use crate::polls::{ReceiptKey, assemble};
use crate::rolls;
use crate::seal::hash::{FormKey, Weight};
use crate::seal::lot::RevealFile;
use crate::seal::manifest::Manifest;
use crate::seal::opening::{SealSecret, open_export};
use crate::seal::tracker::OwnPart;
use crate::setup;
use crate::web::words::{Locale, Words};

pub(super) type Fault = Box<dyn std::error::Error + Send + Sync>;

/// The password of every account of the demonstration.
pub const PASSWORD: &str = "tamarack demonstration";

/// What a newcomer can sign in as: address and what it is for.
#[must_use]
pub fn sign_ins() -> Vec<(String, String)> {
    let office = |office: &str| match office {
        "secretary" => "the secretary, who keeps the members",
        _ => "an election officer, who drafts, opens and certifies",
    };
    let officers = OFFICERS.iter().map(|(name, local, held)| {
        (
            format!("{local}@tamarack.example"),
            format!("{name}, {}", office(held)),
        )
    });
    let members = PERSONAS.iter().map(|(name, local, _, what)| {
        (
            format!("{local}@tamarack.example"),
            format!("{name}, {what}"),
        )
    });
    let (name, local) = AUDITOR;
    let auditor = (
        format!("{local}@tamarack.example"),
        format!("{name}, the auditor of the year, who reads every register"),
    );
    let (name, local) = TREASURER;
    let treasurer = (
        format!("{local}@tamarack.example"),
        format!("{name}, the treasurer, who keeps the dues"),
    );
    officers
        .chain(members)
        .chain([treasurer, auditor])
        .collect()
}

/// Loads the demonstration unless there is a foundation already.
///
/// # Errors
/// The first fault; the data folder is then started afresh.
pub async fn load_once(
    db: &Pool,
    data: &Path,
    origin: &str,
    receipt_key: &ReceiptKey,
    (rosters, words): (&dyn Rosters, &Arc<Words>),
) -> Result<bool, Fault> {
    let mut conn = db.get().await?;
    if bodies::store::foundation(&mut conn).await?.is_some() {
        if data.join(WHOLE).exists() {
            return Ok(false);
        }
        return Err("an earlier start ended before it was loaded whole".into());
    }
    let mut loader = Loader {
        conn: &mut conn,
        data,
        receipt_key,
        officers: Vec::new(),
        keys: Vec::new(),
        desk: None,
        roll: Uuid::nil(),
        today: NaiveDate::default(),
    };
    loader.found(origin).await?;
    loader.take_members().await?;
    loader.set_passwords().await?;
    loader.seat_people().await?;
    loader.make_keys().await?;
    loader.tell_of_ties().await?;
    loader.certify_roll().await?;
    loader.adopt_rulebook().await?;
    loader.hold_polls().await?;
    loader.publish_next_roll().await?;
    let secretary = PartyId(loader.officers[2].0);
    super::notices::load(loader.conn, rosters, words, secretary).await?;
    super::dues::load(loader.conn).await?;
    super::joining::load(loader.conn, secretary).await?;
    let desk = loader.desk.as_mut().ok_or("nobody is seated yet")?;
    super::dates::announce(loader.conn, desk, secretary).await?;
    let committee = (PartyId(loader.officers[0].0), PartyId(loader.officers[1].0));
    super::elections::load(loader.conn, desk, committee).await?;
    super::petitions::load(loader.conn).await?;
    super::motions::load(loader.conn, desk).await?;
    super::registry::load(loader.conn, *desk).await?;
    super::docket::load(loader.conn, secretary, committee.0).await?;
    super::deeds::load(loader.conn, secretary).await?;
    super::holders::load(loader.conn, &loader.officers).await?;
    // Of marks and licences: from what the registry holds by now.
    super::permits::load(loader.conn, (secretary, committee.0)).await?;
    super::licences::load(loader.conn, secretary).await?;
    super::imports::load(loader.conn, secretary).await?;
    fs::write(data.join(WHOLE), "")?;
    Ok(true)
}

/// Stands in the data folder once the demonstration is loaded whole.
const WHOLE: &str = "demo/whole";

/// The voters of the demonstration's motion.
const VOTERS_OF_MOTION: usize = 21;

struct Loader<'a> {
    conn: &'a mut Connection,
    data: &'a Path,
    receipt_key: &'a ReceiptKey,
    /// Person and name, in the order of [`OFFICERS`].
    officers: Vec<(Uuid, String)>,
    /// The standing keys of the two election officers.
    keys: Vec<OfficerKey>,
    /// Where decisions are entered, once people are seated.
    desk: Option<boards::Desk>,
    roll: Uuid,
    today: NaiveDate,
}

impl Loader<'_> {
    async fn found(&mut self, origin: &str) -> Result<(), Fault> {
        let mut form = setup::model::Form::proposed(origin);
        form.name = "Tamarack OS Foundation".into();
        form.time_zone = "Europe/Berlin".into();
        for (row, (name, local, office)) in form.officers.iter_mut().zip(OFFICERS) {
            row.name = name.into();
            row.address = format!("{local}@tamarack.example");
            row.office = office.into();
        }
        let founding = setup::model::judge(&form)
            .map_err(|faults| format!("the founding record: {faults:?}"))?;
        let token: [u8; 32] = rand::random();
        let hash: [u8; 32] = Sha256::digest(token).into();
        bodies::store::invite_to_set_up(self.conn, hash).await?;
        setup::store::found(self.conn, hash, &founding, Locale::English).await?;
        for (name, local, _) in OFFICERS {
            let person = self.person(local).await?;
            self.officers.push((person, name.to_owned()));
        }
        let now = bodies::store::now(self.conn).await?;
        self.today = founding.foundation.day(now);
        Ok(())
    }

    async fn account(&mut self, local: &str) -> Result<accounts::store::AccountRow, Fault> {
        let address = Address::parse(&format!("{local}@tamarack.example"))?;
        Ok(accounts::store::by_address(self.conn, &address)
            .await?
            .ok_or("an account of the demonstration is missing")?)
    }

    async fn person(&mut self, local: &str) -> Result<Uuid, Fault> {
        Ok(self.account(local).await?.person)
    }

    async fn take_members(&mut self) -> Result<(), Fault> {
        let file = members_file(self.today);
        let hash = FileHash::of(file.as_bytes());
        let secretary = PartyId(self.officers[2].0);
        intake::keep_draft(self.conn, file.as_bytes(), secretary).await?;
        intake::take(self.conn, hash, secretary).await?;
        Ok(())
    }

    async fn seat_people(&mut self) -> Result<(), Fault> {
        let mut persons = BTreeMap::new();
        for local in boards::locals() {
            let person = self.person(local).await?;
            persons.insert(local, PartyId(person));
        }
        let founders: Vec<PartyId> = self.officers.iter().map(|(id, _)| PartyId(*id)).collect();
        let desk = boards::seat(self.conn, &founders, &persons, self.today).await?;
        self.desk = Some(desk);
        Ok(())
    }

    async fn tell_of_ties(&mut self) -> Result<(), Fault> {
        let mut persons = Vec::new();
        for (local, organisation) in super::kin::TIES {
            persons.push((PartyId(self.person(local).await?), organisation));
        }
        let secretary = PartyId(self.officers[2].0);
        super::kin::load(self.conn, &persons, secretary, self.today).await
    }

    async fn set_passwords(&mut self) -> Result<(), Fault> {
        let locals = OFFICERS
            .iter()
            .map(|(_, local, _)| *local)
            .chain(PERSONAS.iter().map(|(_, local, ..)| *local))
            .chain([TREASURER.1, AUDITOR.1]);
        for local in locals {
            let account = self.account(local).await?;
            let password = NewPassword::parse(PASSWORD, PASSWORD, &account.address)
                .map_err(|fault| format!("the password of the demonstration: {fault:?}"))?;
            let phc = accounts::password::hash(password).await?;
            accounts::store::set_password(self.conn, account.id, Some(&phc), Uuid::nil()).await?;
        }
        Ok(())
    }

    /// The two election officers make their keys, and the certifier takes them up.
    async fn make_keys(&mut self) -> Result<(), Fault> {
        for (person, name) in &self.officers[..2] {
            let key = OfficerKey::make(*person, name);
            acts::store::upload_key(self.conn, *person, &key.public()?).await?;
            self.keys.push(key);
        }
        keys::keep_officers(self.data, &self.keys)?;
        awaited(self.conn, async |conn| {
            Ok(acts::store::keys(conn).await?.len() == 2)
        })
        .await
    }

    async fn certify_roll(&mut self) -> Result<(), Fault> {
        let record_date = self.today - Duration::days(20);
        let number = rolls::store::propose(self.conn, self.officers[0].0, record_date, &[]).await?;
        let roll = rolls::store::by_number(self.conn, number)
            .await?
            .ok_or("the roll is missing")?;
        let act = rolls::store::prepare(self.conn, &roll, self.officers[1].0).await?;
        carry_out(self.conn, self.data, act).await?;
        self.roll = roll.id;
        Ok(())
    }

    async fn publish_next_roll(&mut self) -> Result<(), Fault> {
        let officers = [self.officers[0].0, self.officers[1].0];
        let (_, local, ..) = PERSONAS[0];
        let member = self.person(local).await?;
        super::hearing::publish(self.conn, officers, member, self.today).await
    }

    async fn adopt_rulebook(&mut self) -> Result<(), Fault> {
        let desk = self.desk.ok_or("nobody is seated yet")?;
        let officer = PartyId(self.officers[1].0);
        rules::adopt(self.conn, self.data, desk, officer).await
    }

    /// One vote in each stage. Those that are over were open for a few seconds.
    async fn hold_polls(&mut self) -> Result<(), Fault> {
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
        let zone = bodies::store::foundation(self.conn)
            .await?
            .map_or(chrono_tz::UTC, |foundation| foundation.zone);
        for number in [certified, counted, closed] {
            let poll = self.poll(number).await?;
            store::close(self.conn, poll.id, zone).await?;
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
        let sealing = KeyRow {
            person_id: self.officers[0].0,
            kind: "seal".into(),
            name: self.officers[0].1.clone(),
            key: seal.public().to_bytes(),
            reveal: None,
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
            let mut parties =
                crate::parties::store::represented_by(self.conn, PartyId(person), self.today)
                    .await?;
            parties.push(PartyId(person));
            let parties: Vec<Uuid> = parties.into_iter().map(|party| party.0).collect();
            let line = store::entitlements(self.conn, poll.id, self.roll, &parties)
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

/// Opens a closed poll with the keys the demonstration keeps, as `openings` officers.
///
/// # Errors
/// When it keeps none, or an opening is refused.
pub(super) async fn open_with_kept_keys(
    conn: &mut Connection,
    data: &Path,
    poll: &Poll,
    openings: usize,
) -> Result<(), Fault> {
    let manifest = store::manifest(conn, poll.id)
        .await?
        .ok_or("the poll has no manifest")?;
    let closing = store::closing(conn, poll.id)
        .await?
        .ok_or("the poll is not closed")?;
    let roll = poll.roll.ok_or("the poll has no roll")?;
    let officers = acts::store::keys(conn).await?;
    let name_of = |person| {
        let names = officers.iter().find(|key| key.person_id == person)?;
        Some(names.name.clone())
    };
    let kept = keys::officers(data, name_of)?;
    let seal = keys::seal(data, poll.id)?
        .ok_or("the demonstration holds no keys of this poll: it was drafted by hand, and its officers open it")?;
    let leaves = rolls::store::leaves(conn, roll).await?;
    let export = store::envelopes(conn, poll.id, roll, leaves, &manifest).await?;
    let opening = open_export(&seal, &manifest, &export)?;
    let now: DateTime<Utc> = bodies::store::now(conn).await?;
    for (place, officer) in kept.iter().enumerate() {
        let reveal = RevealFile {
            eid: manifest.eid(),
            by: officer.name.clone(),
            reveal: officer.share(poll.id),
        }
        .encode();
        if place < openings {
            let statement = opening.statement(
                &officer.name,
                &officer.signer,
                u64::try_from(now.timestamp())?,
            )?;
            let files = OpenedFiles {
                statement: statement.encode(),
                ballots: opening.ballots_file(),
                open: opening.open_file(),
                reveal,
            };
            store::add_unsealing(conn, poll.id, &manifest, &closing, officer.person, &files)
                .await?;
        } else {
            store::add_reveal(conn, poll.id, &manifest, officer.person, &reveal).await?;
        }
    }
    Ok(())
}
