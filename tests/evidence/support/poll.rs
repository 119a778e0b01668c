//! A whole poll made from keys: who may vote, what was cast, and the files that it leaves.
//!
//! Envelopes are digests only: nothing that is published shows more of them.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use commonhold::evidence::count::count_ballots;
use commonhold::evidence::quorum::{Participation as TookPart, is_reached};
use commonhold::seal::ballot::{Line, write_ballots};
use commonhold::seal::canonical::join_lines;
use commonhold::seal::code::Code;
use commonhold::seal::envelope::SealKey;
use commonhold::seal::hash::{Commitment, Digest, EntitlementId, Reveal, RollId, Salt, Weight, h};
use commonhold::seal::live::{LiveSet, Participation};
use commonhold::seal::manifest::{Manifest, Terms};
use commonhold::seal::open_cell::{Disclosed, OpenCell};
use commonhold::seal::open_lines::OpenLine;
use commonhold::seal::opening::SealSecret;
use commonhold::seal::roll::{Leaf, Leaves, commitment};
use commonhold::seal::sign::Signer;
use commonhold::seal::tracker::Tracker;

use super::terms::{choice, terms};
use super::{digest, signer};

pub const ORIGIN: &str = "vote.example.org/log";
pub const OPENS: u64 = 1_704_067_200;
pub const CLOSES: u64 = 1_704_672_000;
pub const OFFICERS: [&str; 3] = ["Lena Aalto", "Ravi Østergård", "Ada M. Byron"];

/// Making a sealing key takes a moment, and any will do.
pub static SEAL_KEY: LazyLock<SealKey> =
    LazyLock::new(|| SealSecret::from_bytes(digest("sealing key").as_bytes()).public());

/// In what a poll differs from the plainest one.
#[derive(Clone)]
pub struct Setup {
    pub method: &'static str,
    /// The votes of each member.
    pub members: Vec<u64>,
    /// How many of the first members cast again.
    pub recast: usize,
    /// How many of the last voters of one vote lost their envelope.
    pub lost: usize,
    /// How many of the first live envelopes of one vote are set aside.
    pub set_aside: usize,
    /// Who withdrew after the opening.
    pub excluded: Option<&'static str>,
    /// By how many officers the envelopes were opened.
    pub openings: usize,
    /// Whether the close was put off.
    pub extended: bool,
    /// Whether members of open cells of 15 votes withhold their names.
    pub withheld: bool,
    pub k: u64,
    /// Everybody ranks alike, so that the lot decides.
    pub tied: bool,
    /// What is changed in the manifest's terms before it is fixed.
    pub terms: fn(&mut Terms),
}

impl Default for Setup {
    fn default() -> Self {
        let mut members = vec![1; 40];
        members.extend([5; 6]);
        Self {
            method: "meek-prf-1",
            members,
            recast: 4,
            lost: 0,
            set_aside: 0,
            excluded: None,
            openings: 2,
            extended: false,
            withheld: false,
            k: 5,
            tied: false,
            terms: |_| {},
        }
    }
}

impl Setup {
    /// The same with two cells that are small: two members of 15 votes and one of 50.
    pub fn with_small_cells() -> Self {
        let mut setup = Self::default();
        setup.members.extend([15, 15, 50]);
        setup
    }

    pub fn of(method: &'static str) -> Self {
        Self {
            method,
            ..Self::default()
        }
    }
}

#[derive(Clone)]
pub struct Member {
    pub entitlement: EntitlementId,
    pub votes: Weight,
    pub subject: String,
    pub salt: Salt,
    pub c: Commitment,
}

/// An envelope that was cast, with what is in it.
#[derive(Clone)]
pub struct Cast {
    pub member: usize,
    pub digest: Digest,
    pub line: Line,
    pub fate: Fate,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fate {
    Counts,
    Superseded,
    Lost,
    SetAside,
}

#[derive(Clone)]
pub struct Poll {
    pub setup: Setup,
    pub roll: RollId,
    pub members: Vec<Member>,
    pub manifest: Manifest,
    pub casts: Vec<Cast>,
}

/// The files that a poll leaves, before anything of them is logged.
#[derive(Clone)]
pub struct PollFiles {
    pub manifest: Vec<u8>,
    pub roll: Vec<u8>,
    pub live: Vec<u8>,
    pub participation: Vec<u8>,
    pub ballots: Vec<u8>,
    pub open: Vec<u8>,
    pub beacon: Vec<u8>,
    pub result: Vec<u8>,
    pub as_cast: Option<Vec<u8>>,
}

pub fn short<const N: usize>(name: &str) -> [u8; N] {
    let hash = digest(name);
    let mut bytes = [0; N];
    bytes.copy_from_slice(&hash.as_bytes()[..N]);
    bytes
}

pub fn reveal(officer: &str) -> Reveal {
    Reveal::from_bytes(*digest(&format!("reveal of {officer}")).as_bytes())
}

pub fn receipt_signer() -> Signer {
    signer("receipts")
}

pub fn tracker(name: &str) -> Tracker {
    let letters = b"abcdefghijklmnopqrstuvwxyz234567";
    let hash = h("tracker-of-a-test", &[name.as_bytes()]);
    let of = |range: std::ops::Range<usize>| -> String {
        let bytes = hash.as_bytes()[range].iter();
        bytes
            .map(|b| char::from(letters[usize::from(*b % 32)]))
            .collect()
    };
    Tracker::parse(&format!("{}-{}", of(0..16), of(16..22))).unwrap()
}

fn members(setup: &Setup, roll: &RollId) -> Vec<Member> {
    let member = |(i, votes): (usize, &u64)| {
        let entitlement = EntitlementId::from_bytes(short(&format!("entitlement {i}")));
        let subject = format!("Member {i} of Ærø, in person, no. {}", 1000 + i);
        let salt = Salt::from_bytes(*digest(&format!("salt {i}")).as_bytes());
        Member {
            entitlement,
            votes: Weight::new(*votes).unwrap(),
            c: commitment(roll, &entitlement, &subject, &salt),
            subject,
            salt,
        }
    };
    setup.members.iter().enumerate().map(member).collect()
}

impl Poll {
    /// Holds the poll. Everybody votes but the last three members of one vote.
    pub fn hold(setup: Setup) -> Self {
        let roll = RollId::from_bytes(short("roll"));
        let members = members(&setup, &roll);
        let mut poll = Self {
            manifest: Manifest::build(terms(&setup, &leaves(&members))).unwrap(),
            setup,
            roll,
            members,
            casts: Vec::new(),
        };
        let of_one_vote = |(_, member): &(usize, &Member)| member.votes == Weight::ONE;
        let light: Vec<usize> = poll
            .members
            .iter()
            .enumerate()
            .filter(of_one_vote)
            .map(|(i, _)| i)
            .collect();
        let (voting, abstaining) = light.split_at(light.len() - 3);
        let lost: BTreeSet<usize> = voting.iter().rev().take(poll.setup.lost).copied().collect();
        let aside: BTreeSet<usize> = voting.iter().take(poll.setup.set_aside).copied().collect();
        for member in 0..poll.members.len() {
            if abstaining.contains(&member) {
                continue;
            }
            let fate = match (lost.contains(&member), aside.contains(&member)) {
                (true, _) => Fate::Lost,
                (_, true) => Fate::SetAside,
                _ => Fate::Counts,
            };
            if member < poll.setup.recast {
                let earlier = poll.cast(member, "first", member + 1, Fate::Superseded);
                poll.casts.push(earlier);
            }
            let cast = poll.cast(member, "last", member, fate);
            poll.casts.push(cast);
        }
        poll
    }

    fn cast(&self, member: usize, which: &str, pattern: usize, fate: Fate) -> Cast {
        let name = format!("envelope {member} {which}");
        Cast {
            member,
            digest: digest(&name),
            line: Line {
                tracker: tracker(&name),
                choice: choice(&self.setup, pattern),
                weight: self.members[member].votes,
            },
            fate,
        }
    }

    pub fn leaves(&self) -> Leaves {
        leaves(&self.members)
    }

    /// The digests of this fate, ascending.
    pub fn digests(&self, fate: Fate) -> Vec<Digest> {
        self.digests_where(|cast| cast.fate == fate)
    }

    pub fn digests_where(&self, wanted: impl Fn(&Cast) -> bool) -> Vec<Digest> {
        let casts = self.casts.iter().filter(|cast| wanted(cast));
        let mut digests: Vec<Digest> = casts.map(|cast| cast.digest).collect();
        digests.sort_unstable();
        digests
    }

    /// Those that count at the close, whether or not they are set aside later.
    pub fn live(&self) -> impl Iterator<Item = &Cast> {
        let live = [Fate::Counts, Fate::SetAside];
        self.casts
            .iter()
            .filter(move |cast| live.contains(&cast.fate))
    }

    pub fn counted(&self) -> Vec<Line> {
        let counted = self.casts.iter().filter(|cast| cast.fate == Fate::Counts);
        counted.map(|cast| cast.line.clone()).collect()
    }

    pub fn open_lines(&self) -> Vec<OpenLine> {
        let line = |cast: &Cast| {
            let member = &self.members[cast.member];
            let withheld = self.setup.withheld && member.votes.votes() == 15;
            OpenLine {
                cell: OpenCell {
                    c: member.c,
                    entitlement: member.entitlement,
                    disclosed: (!withheld).then(|| Disclosed {
                        subject: member.subject.clone(),
                        salt: member.salt,
                    }),
                },
                tracker: cast.line.tracker.clone(),
            }
        };
        let counted = self.casts.iter().filter(|cast| cast.fate == Fate::Counts);
        let cells = self.leaves().cells();
        if self.manifest.shows_winners_only(&cells) {
            return Vec::new();
        }
        let small = counted.filter(|cast| cells[&cast.line.weight] < self.setup.k);
        let mut lines: Vec<OpenLine> = small.map(line).collect();
        lines.sort_by_key(|line| line.cell.c);
        lines
    }

    /// Whether winners only are published of it.
    pub fn is_hidden(&self) -> bool {
        self.manifest.shows_winners_only(&self.leaves().cells())
    }

    pub fn excluded(&self) -> Vec<Code> {
        let excluded = self.setup.excluded.iter();
        excluded.map(|id| Code::parse(id).unwrap()).collect()
    }

    pub fn files(&self) -> PollFiles {
        let leaves = self.leaves();
        let live = LiveSet::new(
            self.live()
                .map(|cast| (cast.digest, cast.line.weight))
                .collect(),
        );
        let live = live.unwrap();
        let position = |cast: &Cast| {
            let place = leaves.position(&self.members[cast.member].c).unwrap();
            u64::try_from(place).unwrap()
        };
        let voted = self.live().map(position).collect();
        let beacon = OFFICERS[..2]
            .iter()
            .filter(|name| self.manifest.officer_by_name(name).is_some())
            .flat_map(|name| *reveal(name).as_bytes());
        let mut files = PollFiles {
            manifest: self.manifest.bytes().to_vec(),
            roll: leaves.to_jsonl(),
            live: live.to_jsonl(),
            participation: Participation::new(self.manifest.eid(), voted)
                .unwrap()
                .encode(),
            ballots: write_ballots(&self.counted()),
            open: join_lines(self.open_lines().iter().map(OpenLine::encode)),
            beacon: beacon.collect(),
            result: Vec::new(),
            as_cast: None,
        };
        files.recount(self);
        files
    }
}

impl PollFiles {
    /// Counts again what `ballots` now holds.
    pub fn recount(&mut self, poll: &Poll) {
        let live = LiveSet::parse_jsonl(&self.live).unwrap();
        let live_root = live.root();
        let roll = Leaves::parse_jsonl(&self.roll).unwrap();
        let took_part = TookPart {
            members: live.ballots(),
            of_members: u64::try_from(roll.as_slice().len()).unwrap(),
            votes: live.votes(),
            of_votes: roll.votes(),
        };
        let reached = is_reached(&poll.manifest, &took_part);
        let hidden = poll.manifest.shows_winners_only(&roll.cells());
        let count = |excluded: &[Code]| {
            let counted = count_ballots(
                &poll.manifest,
                &live_root,
                &self.beacon,
                &self.ballots,
                excluded,
                reached,
            );
            let counted = counted.unwrap();
            let counted = if hidden {
                counted.winners_only().unwrap()
            } else {
                counted
            };
            counted.result.into_bytes()
        };
        let excluded = poll.excluded();
        let (result, as_cast) = (count(&excluded), count(&[]));
        self.result = result;
        self.as_cast = (!excluded.is_empty()).then_some(as_cast);
    }
}

fn leaves(members: &[Member]) -> Leaves {
    let leaf = |member: &Member| Leaf {
        c: member.c,
        class: Code::parse("person").unwrap(),
        votes: member.votes,
    };
    Leaves::new(members.iter().map(leaf).collect()).unwrap()
}
