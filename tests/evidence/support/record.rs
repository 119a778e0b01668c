//! What the log holds of a poll, in its order, signed by the officers.

use commonhold::evidence::leaf::{
    HexBytes, Leaf, LogStart, MAX_DIGESTS, PollCast, PollCertified, PollClosed, PollExcluded,
    PollExtended, PollLost, PollOpened, PollResult, PollSetAside, PollSuperseded, RollCertified,
    Signatures,
};
use commonhold::seal::code::Code;
use commonhold::seal::hash::{Digest, Eid, sha256};
use commonhold::seal::live::LiveSet;
use commonhold::seal::roll::Leaves;
use commonhold::seal::statement::Statement;

use super::poll::{CLOSES, Fate, OFFICERS, OPENS, ORIGIN, Poll, PollFiles};
use super::{digest, signer};

/// How much later the close is, where it was put off.
pub const PUT_OFF: u64 = 86_400;
/// How many entries of others stand before the poll's own: more than a tile.
const OTHERS_BEFORE: usize = 300;

/// An entry to be logged: of a known kind, or bytes as they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    Leaf(Box<Leaf>),
    Raw(Vec<u8>),
}

impl Item {
    pub fn encode(&self) -> Vec<u8> {
        match self {
            Self::Leaf(leaf) => leaf.encode(),
            Self::Raw(bytes) => bytes.clone(),
        }
    }

    /// The digests of a batch, with their number.
    pub fn batch(&mut self) -> (&mut Vec<Digest>, &mut u64) {
        match self {
            Self::Leaf(leaf) => match &mut **leaf {
                Leaf::PollCast(leaf) => (&mut leaf.digests, &mut leaf.n),
                Leaf::PollSuperseded(leaf) => (&mut leaf.digests, &mut leaf.n),
                other => panic!("{} is no batch", other.kind()),
            },
            Self::Raw(_) => panic!("raw bytes are no batch"),
        }
    }

    pub fn kind(&self) -> &str {
        match self {
            Self::Leaf(leaf) => leaf.kind(),
            Self::Raw(_) => "",
        }
    }
}

impl From<Leaf> for Item {
    fn from(leaf: Leaf) -> Self {
        Self::Leaf(Box::new(leaf))
    }
}

/// Signs an entry as the first `n` officers; what they signed before is gone.
pub fn signed(leaf: impl Into<Leaf>, n: usize) -> Item {
    let mut leaf = leaf.into();
    let act = leaf.clone();
    let signatures = leaf.signatures_mut().unwrap();
    *signatures = Signatures::default();
    for name in &OFFICERS[..n] {
        signatures.insert(*name, act.sign(&signer(name)));
    }
    leaf.into()
}

/// The effective close.
pub fn close(poll: &Poll) -> u64 {
    CLOSES + u64::from(poll.setup.extended) * PUT_OFF
}

/// Entries of other subjects and another poll.
pub fn others() -> Vec<Item> {
    let start = LogStart {
        at: OPENS - 1000,
        key: super::log::log_signer("first").verifier().to_string(),
        origin: ORIGIN.to_owned(),
    };
    let mut items: Vec<Item> = vec![Leaf::from(start).into()];
    while items.len() < OTHERS_BEFORE {
        let n = items.len();
        items.push(if n.is_multiple_of(50) {
            cast_elsewhere(&format!("elsewhere {n}"))
        } else {
            let text = format!(
                "{{\"at\":{},\"kind\":\"notice.given\",\"n\":{n},\"v\":3}}",
                OPENS - 900
            );
            Item::Raw(text.into_bytes())
        });
    }
    items
}

fn cast_elsewhere(name: &str) -> Item {
    let mut digests: Vec<Digest> = (0..25).map(|i| digest(&format!("{name} {i}"))).collect();
    digests.sort_unstable();
    let eid = Eid::from_bytes(*digest("another poll").as_bytes());
    Leaf::from(PollCast {
        digests,
        eid,
        n: 25,
    })
    .into()
}

/// Batches of at most 20 digests, each ascending.
pub fn batches(digests: &[Digest]) -> Vec<Vec<Digest>> {
    digests.chunks(20).map(<[Digest]>::to_vec).collect()
}

fn number(digests: &[Digest]) -> u64 {
    u64::try_from(digests.len()).unwrap()
}

/// The poll's entries, over these files.
pub fn entries(poll: &Poll, files: &PollFiles) -> Vec<Item> {
    let eid = poll.manifest.eid();
    let terms = poll.manifest.terms();
    let sigs = Signatures::default();
    let reason = || "For a good reason.".to_owned();
    let roll = Leaves::parse_jsonl(&files.roll).unwrap();
    let live = LiveSet::parse_jsonl(&files.live).unwrap();
    let closed_at = close(poll) + 5;
    let mut items = vec![
        signed(
            RollCertified {
                at: OPENS - 500,
                file: digest("the roll with entitlements"),
                leaves: u64::try_from(roll.as_slice().len()).unwrap(),
                record_date: "2023-12-15".parse().unwrap(),
                roll: poll.roll,
                root: roll.root(),
                sigs: sigs.clone(),
                votes: roll.votes(),
            },
            2,
        ),
        signed(
            PollOpened {
                at: OPENS - 100,
                closes: terms.closes,
                eid,
                manifest: sha256(&files.manifest),
                opens: terms.opens,
                roll_root: terms.roll_root,
                sigs: sigs.clone(),
            },
            2,
        ),
    ];
    let cast = poll.digests_where(|_| true);
    for digests in batches(&cast) {
        let n = number(&digests);
        items.push(Leaf::from(PollCast { digests, eid, n }).into());
        items.push(cast_elsewhere(&format!("meanwhile {n}")));
    }
    if poll.setup.extended {
        let extended = PollExtended {
            at: CLOSES - 50,
            closes: CLOSES + PUT_OFF,
            eid,
            reason: reason(),
            sigs: sigs.clone(),
        };
        // Before the last batch, as it would be.
        items.insert(items.len() - 2, signed(extended, 2));
    }
    let superseded = poll.digests(Fate::Superseded);
    for digests in superseded.chunks(MAX_DIGESTS) {
        let leaf = PollSuperseded {
            digests: digests.to_vec(),
            eid,
            n: number(digests),
        };
        items.push(Leaf::from(leaf).into());
    }
    let lost = poll.digests(Fate::Lost);
    if !lost.is_empty() {
        let leaf = PollLost {
            at: closed_at - 2,
            digests: lost.clone(),
            eid,
            reason: reason(),
            sigs: sigs.clone(),
        };
        items.push(signed(leaf, 2));
    }
    items.push(
        Leaf::from(PollClosed {
            at: closed_at,
            cast: number(&cast),
            eid,
            live: live.ballots(),
            live_root: live.root(),
            lost: number(&lost),
            participation: sha256(&files.participation),
            superseded: number(&superseded),
            votes: live.votes(),
        })
        .into(),
    );
    let aside = poll.digests(Fate::SetAside);
    if !aside.is_empty() {
        let leaf = PollSetAside {
            at: closed_at + 50,
            digests: aside,
            eid,
            reason: reason(),
            sigs: sigs.clone(),
        };
        items.push(signed(leaf, 2));
    }
    if let Some(option) = poll.setup.excluded {
        let leaf = PollExcluded {
            at: closed_at + 60,
            eid,
            option: Code::parse(option).unwrap(),
            reason: reason(),
            sigs: sigs.clone(),
        };
        items.push(signed(leaf, 2));
    }
    for (i, officer) in (0..).zip(&OFFICERS[..poll.setup.openings]) {
        items.push(
            Leaf::from(
                statement(poll, files, officer, closed_at + 100 + i)
                    .sign(&signer(officer))
                    .unwrap(),
            )
            .into(),
        );
    }
    items.push(
        Leaf::from(PollResult {
            at: closed_at + 200,
            ballots: sha256(&files.ballots),
            beacon: HexBytes(files.beacon.clone()),
            eid,
            result: sha256(&files.result),
        })
        .into(),
    );
    items.push(signed(
        PollCertified {
            at: closed_at + 300,
            ballots: sha256(&files.ballots),
            eid,
            live: sha256(&files.live),
            manifest: sha256(&files.manifest),
            open: sha256(&files.open),
            participation: sha256(&files.participation),
            result: sha256(&files.result),
            roll: sha256(&files.roll),
            sigs,
        },
        2,
    ));
    items.push(cast_elsewhere("afterwards"));
    items
}

/// What an officer states of these files.
pub fn statement(poll: &Poll, files: &PollFiles, officer: &str, at: u64) -> Statement {
    let live = LiveSet::parse_jsonl(&files.live).unwrap();
    let text = String::from_utf8(files.ballots.clone()).unwrap();
    let weight = |line: &str| match line.rsplit_once("\"w\":") {
        Some((_, end)) => end.trim_end_matches('}').parse().unwrap_or(1),
        None => 1,
    };
    Statement {
        at,
        ballots: sha256(&files.ballots),
        clashing: Vec::new(),
        eid: poll.manifest.eid(),
        lines: u64::try_from(text.lines().count()).unwrap(),
        live_root: live.root(),
        officer: officer.to_owned(),
        open: sha256(&files.open),
        undecodable: Vec::new(),
        votes: text.lines().map(weight).sum(),
    }
}
