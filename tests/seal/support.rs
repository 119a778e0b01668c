//! A reproducible poll: its keys, manifests, roll and voters.

use std::collections::BTreeMap;
use std::convert::Infallible;

use commonhold::seal::ballot::{Choice, Vote};
use commonhold::seal::canonical::Value;
use commonhold::seal::code::Code;
use commonhold::seal::envelope::{Envelope, seal};
use commonhold::seal::envelopes::{Export, Exported};
use commonhold::seal::hash::{
    Commitment, Digest, EntitlementId, EnvelopeId, FormKey, MembershipId, PollId, Reveal, RollId,
    Salt, Weight, sha256,
};
use commonhold::seal::keys::{PublicPart, SignPart};
use commonhold::seal::lot::reveal_commitment;
use commonhold::seal::manifest::{
    Beacon, Manifest, Officer, PollOption, RevealCommitment, Rule, SmallCells, Terms,
};
use commonhold::seal::open_cell::{Disclosed, OpenCell};
use commonhold::seal::opening::SealSecret;
use commonhold::seal::roll::{self, Leaf, Leaves, RollLine};
use commonhold::seal::sign::Signer;
use commonhold::seal::tracker::{OwnPart, Tracker};
use rand::rand_core::{TryCryptoRng, TryRng};

/// A generator that draws SHA-256 of a name and a counter: the same bytes in every run and every
/// version, and good for nothing but tests.
pub struct TestRng {
    name: String,
    block: u64,
    left: Vec<u8>,
}

impl TestRng {
    pub fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            block: 0,
            left: Vec::new(),
        }
    }

    fn byte(&mut self) -> u8 {
        if self.left.is_empty() {
            self.left = sha256(format!("{} {}", self.name, self.block).as_bytes())
                .as_bytes()
                .iter()
                .rev()
                .copied()
                .collect();
            self.block += 1;
        }
        self.left.pop().unwrap()
    }
}

impl TryRng for TestRng {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(u32::from_be_bytes([
            self.byte(),
            self.byte(),
            self.byte(),
            self.byte(),
        ]))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(u64::from(self.try_next_u32()?) << 32 | u64::from(self.try_next_u32()?))
    }

    fn try_fill_bytes(&mut self, dst: &mut [u8]) -> Result<(), Infallible> {
        dst.iter_mut().for_each(|byte| *byte = self.byte());
        Ok(())
    }
}

impl TryCryptoRng for TestRng {}

pub fn code(text: &str) -> Code {
    Code::parse(text).unwrap()
}

pub fn weight(votes: u64) -> Weight {
    Weight::new(votes).unwrap()
}

/// The officers' secrets of the sample poll.
pub struct Officers {
    pub seal: SealSecret,
    pub signers: Vec<(String, Signer, Reveal)>,
}

pub fn officers() -> Officers {
    let mut rng = TestRng::new("officers");
    let seal = SealSecret::generate(&mut rng);
    let signers = ["Lena Aalto", "Ravi Østergård"]
        .map(|name| {
            (
                name.to_owned(),
                Signer::generate(&mut rng),
                Reveal::random(&mut rng),
            )
        })
        .into();
    Officers { seal, signers }
}

/// The terms of a poll with this method over Ada, Bob, Cyd and Dee.
pub fn terms(method: &str) -> Terms {
    let officers = officers();
    let motion = method == "motion-1";
    let options = [
        ("ada", "Ada Lindqvist"),
        ("bob", "Bob \"Bo\" Ek"),
        ("cyd", "Çyd"),
        ("dee", "Dee"),
    ];
    let mut rng = TestRng::new("terms");
    Terms {
        audited: false,
        beacon: Beacon::Reveals(
            officers
                .signers
                .iter()
                .map(|(name, _, reveal)| RevealCommitment {
                    by: name.clone(),
                    commitment: reveal_commitment(reveal),
                })
                .collect(),
        ),
        closes: 1_704_672_000,
        k: 5,
        method: method.to_owned(),
        officers: officers
            .signers
            .iter()
            .map(|(name, key, _)| Officer {
                name: name.clone(),
                key: key.public(),
            })
            .collect(),
        opens: 1_704_067_200,
        options: options
            .into_iter()
            .filter(|_| !motion)
            .map(|(id, name)| PollOption {
                id: code(id),
                name: name.to_owned(),
            })
            .collect(),
        origin: "vote.example.org/log".to_owned(),
        parameters: if motion {
            BTreeMap::from([("majority".to_owned(), Value::from("2/3"))])
        } else {
            BTreeMap::new()
        },
        poll: PollId::random(&mut rng),
        question: "Who shall sit on the board?".to_owned(),
        receipt_key: receipt_signer().public(),
        roll_root: Digest::random(&mut rng),
        rules: vec![Rule {
            citation: "Bylaws 2024, section 7.3".to_owned(),
            key: "quorum.members".to_owned(),
            value: "1/10".to_owned(),
        }],
        seal_key: officers.seal.public(),
        seats: if motion { 0 } else { 2 },
        small_cells: SmallCells::Open,
    }
}

pub fn receipt_signer() -> Signer {
    Signer::generate(&mut TestRng::new("receipts"))
}

pub fn manifest(method: &str) -> Manifest {
    Manifest::build(terms(method)).unwrap()
}

/// A method of every form with a choice that is legal in its sample poll.
pub fn choices() -> Vec<(&'static str, Choice)> {
    vec![
        (
            "meek-prf-1",
            Choice::Ranked(vec![vec![3], vec![1, 4], vec![2]]),
        ),
        ("scottish-stv-1", Choice::Ranked(vec![])),
        (
            "approval-1",
            Choice::Approval([code("ada"), code("dee")].into()),
        ),
        ("approval-1", Choice::Approval([].into())),
        ("plurality-1", Choice::Plurality([code("bob")].into())),
        (
            "score-1",
            Choice::Score([(code("ada"), 5), (code("cyd"), 0)].into()),
        ),
        ("star-1", Choice::Score([].into())),
        ("motion-1", Choice::Motion(Vote::Yes)),
        ("motion-1", Choice::Motion(Vote::Abstain)),
        ("motion-1", Choice::Motion(Vote::Blank)),
    ]
}

/// One voter's cast: its envelope and tracker.
pub fn cast(manifest: &Manifest, voter: &str, votes: u64, choice: &Choice) -> (Envelope, Tracker) {
    let mut rng = TestRng::new(voter);
    let id = EnvelopeId::random(&mut rng);
    let own = OwnPart::suggest(&mut rng);
    let tracker = Tracker::derive(&manifest.eid(), &id, &FormKey::random(&mut rng), &own);
    let envelope = seal(&mut rng, manifest, id, weight(votes), choice, &tracker).unwrap();
    (envelope, tracker)
}

/// One member of the sample roll.
#[derive(Clone)]
pub struct Member {
    pub membership: MembershipId,
    pub entitlement: EntitlementId,
    pub class: Code,
    pub votes: Weight,
    pub subject: String,
    pub salt: Salt,
    pub c: Commitment,
}

/// A closed poll, up to what the officers are given: eleven members, four of them in cells that
/// are small (50, 15, 5 and 5 votes), and nine ballots.
pub struct Election {
    pub officers: Officers,
    pub roll: RollId,
    pub leaves: Leaves,
    pub manifest: Manifest,
    /// Member, envelope, tracker, choice.
    pub casts: Vec<(Member, Envelope, Tracker, Choice)>,
}

pub fn members(roll: &RollId) -> Vec<Member> {
    let mut rng = TestRng::new("members");
    [50, 15, 5, 5, 1, 1, 1, 1, 1, 1, 1]
        .into_iter()
        .enumerate()
        .map(|(i, votes)| {
            let membership = MembershipId::random(&mut rng);
            let entitlement = roll::entitlement(roll, &membership);
            let subject = format!("Member {i} of Ærø, in person, no. {}", 1000 + i);
            let salt = Salt::random(&mut rng);
            let c = roll::commitment(roll, &entitlement, &subject, &salt);
            let class = code(if votes > 1 { "patron" } else { "person" });
            Member {
                membership,
                entitlement,
                class,
                votes: weight(votes),
                subject,
                salt,
                c,
            }
        })
        .collect()
}

pub fn leaves(members: &[Member]) -> Leaves {
    let leaf = |m: &Member| Leaf {
        c: m.c,
        class: m.class.clone(),
        votes: m.votes,
    };
    Leaves::new(members.iter().map(leaf).collect()).unwrap()
}

/// The public part of the first officer's signing key.
pub fn public_part() -> PublicPart {
    let officers = officers();
    let (name, key, reveal) = &officers.signers[0];
    PublicPart::Sign(SignPart::sign(name, key, None, reveal).unwrap())
}

impl Election {
    pub fn roll_lines(&self) -> Vec<RollLine> {
        let line = |m: Member| RollLine {
            class: m.class,
            entitlement: m.entitlement,
            votes: m.votes,
        };
        members(&self.roll).into_iter().map(line).collect()
    }

    pub fn held(change: impl FnOnce(&mut Terms)) -> Self {
        let roll = RollId::random(&mut TestRng::new("roll"));
        let members = members(&roll);
        let leaves = leaves(&members);
        let mut terms = terms("meek-prf-1");
        terms.roll_root = leaves.root();
        change(&mut terms);
        let manifest = Manifest::build(terms).unwrap();
        let ranks: [&[&[u32]]; 9] = [
            &[&[1], &[2], &[3], &[4]],
            &[&[2, 3], &[1]],
            &[&[4]],
            &[],
            &[&[1], &[4]],
            &[&[1], &[4]],
            &[&[3], &[1, 2, 4]],
            &[&[2]],
            &[],
        ];
        let casts = members
            .iter()
            .zip(ranks)
            .map(|(member, ranks)| {
                let choice = Choice::Ranked(ranks.iter().map(|rank| rank.to_vec()).collect());
                let votes = member.votes.votes();
                let (envelope, tracker) = cast(&manifest, &member.subject, votes, &choice);
                (member.clone(), envelope, tracker, choice)
            })
            .collect();
        Self {
            officers: officers(),
            roll,
            leaves,
            manifest,
            casts,
        }
    }

    /// The exported envelopes as the server would write them; the member of 15 is undisclosed.
    pub fn exported(&self) -> Vec<Exported> {
        let one = |(member, envelope, _, _): &(Member, Envelope, Tracker, Choice)| {
            let disclosed = (member.votes != weight(15)).then(|| Disclosed {
                subject: member.subject.clone(),
                salt: member.salt,
            });
            let cell = OpenCell {
                c: member.c,
                entitlement: member.entitlement,
                disclosed,
            };
            let open = (member.votes != Weight::ONE).then_some(cell);
            Exported {
                envelope: envelope.clone(),
                open,
            }
        };
        self.casts.iter().map(one).collect()
    }

    pub fn export(&self) -> Export {
        self.export_of(self.exported())
    }

    pub fn export_of(&self, envelopes: Vec<Exported>) -> Export {
        Export::new(
            self.manifest.eid(),
            self.roll,
            self.leaves.clone(),
            envelopes,
        )
        .unwrap()
    }
}

/// Asserts that a result is a refusal whose sentence contains `part`.
#[track_caller]
pub fn refused<T, E: std::fmt::Display>(result: Result<T, E>, part: &str) {
    match result {
        Ok(_) => panic!("accepted, where a refusal because of \"{part}\" was due"),
        Err(e) => assert!(
            e.to_string().contains(part),
            "\"{e}\" does not say \"{part}\""
        ),
    }
}

/// Whether there is a python3; where everything is required, it is.
pub fn python_is_here() -> bool {
    let started = std::process::Command::new("python3")
        .arg("--version")
        .output();
    let required = std::env::var("TESTS_REQUIRE_ALL").is_ok_and(|value| value == "1");
    assert!(started.is_ok() || !required, "python3 is required");
    if started.is_err() {
        eprintln!("skipped: python3 cannot be started");
    }
    started.is_ok()
}
