//! Bundles of every kind of poll that hold.

use std::sync::LazyLock;

use commonhold::seal::manifest::SmallCells;

use crate::corruptions::{public_beacon, rotated, with_destroyed};
use crate::support::log::{Log, cosigned, log_signer};
use crate::support::made::{Made, Making, policy, policy_of};
use crate::support::poll::{CLOSES, Fate, Setup};

pub struct Valid {
    pub name: &'static str,
    pub made: Made,
    /// The checks that are open.
    pub open: &'static [u8],
    /// A part of one of the sentences.
    pub says: &'static str,
}

/// All of them, made once.
pub static ALL: LazyLock<Vec<Valid>> = LazyLock::new(all);

fn plain() -> Setup {
    Setup::default()
}

fn all() -> Vec<Valid> {
    let v = |name, open, says, made| Valid {
        name,
        made,
        open,
        says,
    };
    let of = |setup: Setup| Making::of(setup).make();
    let beside = |checkpoint: fn(&Log) -> String| {
        let making = Making::of(plain());
        let checkpoint = checkpoint(&Log::of(&making.items));
        making.make().with_checkpoint(checkpoint)
    };
    vec![
        v(
            "the plainest poll",
            &[],
            "43 of 46 on the roll took part",
            of(plain()),
        ),
        v(
            "without a policy",
            &[3, 10],
            "these keys are trusted unseen",
            {
                let mut made = of(plain());
                made.policy = None;
                made
            },
        ),
        v(
            "one opening",
            &[11],
            "one opening, unchecked: only Lena Aalto",
            of(Setup {
                openings: 1,
                ..plain()
            }),
        ),
        v(
            "three openings",
            &[],
            "Ada M. Byron",
            of(Setup {
                openings: 3,
                ..plain()
            }),
        ),
        v(
            "a close put off",
            &[],
            "its close was put off once",
            of(Setup {
                extended: true,
                ..plain()
            }),
        ),
        v(
            "an envelope set aside",
            &[],
            "1 of which are set aside",
            of(Setup {
                set_aside: 1,
                ..plain()
            }),
        ),
        v(
            "envelopes lost",
            &[],
            "2 lost",
            of(Setup { lost: 2, ..plain() }),
        ),
        v(
            "a candidate excluded",
            &[],
            "counted by meek-prf-1 without dee",
            of(Setup {
                excluded: Some("dee"),
                ..plain()
            }),
        ),
        v(
            "small cells, each with its member",
            &[],
            "3 are open, as declared, each with its member",
            of(Setup::with_small_cells()),
        ),
        v(
            "small cells with a name withheld",
            &[],
            "2 of them: name withheld",
            of(Setup {
                withheld: true,
                ..Setup::with_small_cells()
            }),
        ),
        v(
            "winners only, without a small cell",
            &[],
            "43 ballots are legal",
            of(Setup {
                terms: |terms| terms.small_cells = SmallCells::WinnersOnly,
                ..plain()
            }),
        ),
        v(
            "winners only, with small cells",
            &[13, 14],
            "attested, not recounted: result.json says who the winners are",
            of(Setup {
                terms: |terms| terms.small_cells = SmallCells::WinnersOnly,
                ..Setup::with_small_cells()
            }),
        ),
        v(
            "winners only of a motion",
            &[13, 14],
            "attested, not recounted",
            of(Setup {
                terms: |terms| terms.small_cells = SmallCells::WinnersOnly,
                members: Setup::with_small_cells().members,
                ..Setup::of("motion-1")
            }),
        ),
        v(
            "winners only where somebody withdrew and ballots were set aside",
            &[13, 14],
            "attested, not recounted",
            of(Setup {
                terms: |terms| terms.small_cells = SmallCells::WinnersOnly,
                excluded: Some("dee"),
                set_aside: 2,
                lost: 1,
                ..Setup::with_small_cells()
            }),
        ),
        v(
            "winners only without quorum",
            &[13, 14],
            "the quorum was not reached, so nothing is decided",
            of(Setup {
                members: vec![1; 3],
                recast: 0,
                terms: |terms| terms.small_cells = SmallCells::WinnersOnly,
                ..plain()
            }),
        ),
        v(
            "a motion",
            &[],
            "counted by motion-1",
            of(Setup::of("motion-1")),
        ),
        v(
            "an approval poll",
            &[],
            "counted by approval-1",
            of(Setup::of("approval-1")),
        ),
        v(
            "a plurality poll",
            &[],
            "counted by plurality-1",
            of(Setup::of("plurality-1")),
        ),
        v(
            "a candidate excluded from an approval poll",
            &[],
            "without ada",
            of(Setup {
                excluded: Some("ada"),
                ..Setup::of("approval-1")
            }),
        ),
        v(
            "ties by lot",
            &[],
            "counted by meek-prf-1",
            of(Setup {
                tied: true,
                ..plain()
            }),
        ),
        v(
            "everything at once",
            &[11],
            "name withheld",
            of(Setup {
                openings: 1,
                extended: true,
                set_aside: 2,
                lost: 1,
                excluded: Some("cyd"),
                withheld: true,
                ..Setup::with_small_cells()
            }),
        ),
        v(
            "nobody voted",
            &[],
            "0 of 3 on the roll took part",
            of(Setup {
                members: vec![1; 3],
                recast: 0,
                k: 1,
                ..plain()
            }),
        ),
        v(
            "a quorum that was not reached",
            &[],
            "was not reached (0 of 3)",
            of(Setup {
                members: vec![1; 3],
                recast: 0,
                k: 1,
                ..plain()
            }),
        ),
        v(
            "envelopes destroyed",
            &[],
            "the envelopes were destroyed afterwards",
            with_destroyed(),
        ),
        v(
            "a public beacon",
            &[14],
            "compare it with the first draw of the lottery",
            of(Setup {
                terms: public_beacon,
                ..plain()
            }),
        ),
        v(
            "a public beacon for a motion",
            &[],
            "counted by motion-1",
            of(Setup {
                terms: public_beacon,
                ..Setup::of("motion-1")
            }),
        ),
        v("a policy without witnesses", &[10], "time unproved", {
            let mut made = of(plain());
            made.policy = Some(without_witnesses().into_bytes());
            made
        }),
        v(
            "witnesses known, but none cosigned",
            &[10],
            "no trusted witness has cosigned",
            {
                let making = Making::of(plain());
                let log = Log::of(&making.items);
                let key = log_signer("first");
                let checkpoint = log.checkpoint(log.size(), &key).to_string();
                let mut made = Made::of(making.parts(&log, checkpoint, key.verifier().to_string()));
                made.policy = Some(
                    policy()
                        .replace("quorum partners", "quorum none")
                        .into_bytes(),
                );
                made
            },
        ),
        v(
            "a changed key under the policy's old one",
            &[],
            "have the keys of the policy",
            rotated(&["first", "second"], |_| {}),
        ),
        v(
            "a changed key under the policy's new one",
            &[],
            "have the keys of the policy",
            {
                let mut made = rotated(&["first", "second"], |_| {});
                made.policy =
                    Some(policy_of(&log_signer("second").verifier().to_string()).into_bytes());
                made
            },
        ),
        v(
            "a checkpoint seen before",
            &[],
            "and so does the checkpoint given",
            beside(|log| log.checkpoint(310, &log_signer("first")).to_string()),
        ),
        v(
            "a checkpoint of a full tile seen before",
            &[],
            "and so does the checkpoint given",
            beside(|log| log.checkpoint(256, &log_signer("first")).to_string()),
        ),
        v(
            "the checkpoint of the empty log",
            &[],
            "and so does the checkpoint given",
            beside(|log| log.checkpoint(0, &log_signer("first")).to_string()),
        ),
        v(
            "a checkpoint signed by the key before",
            &[],
            "and so does the checkpoint given",
            {
                let made = rotated(&["first", "second"], |_| {});
                let making = Making::of(plain());
                let log = Log::of(&making.items);
                made.with_checkpoint(log.checkpoint(305, &log_signer("first")))
            },
        ),
        v(
            "a checkpoint from before what the bundle holds",
            &[4],
            "from before what is in the bundle",
            beside(|log| log.checkpoint(100, &log_signer("first")).to_string()),
        ),
        v(
            "a checkpoint of a larger tree",
            &[4],
            "is of a larger tree, of 400 entries",
            {
                let mut making = Making::of(plain());
                let made = making.make();
                let filler = making.items[1].clone();
                making.items.resize(400, filler);
                made.with_checkpoint(Log::of(&making.items).checkpoint(400, &log_signer("first")))
            },
        ),
        v(
            "a witness in time beside the bundle",
            &[],
            "no witness saw it closed earlier",
            beside(|log| {
                cosigned(
                    log.checkpoint(log.size(), &log_signer("first")),
                    "lima",
                    CLOSES + 3,
                )
                .to_string()
            }),
        ),
        v(
            "a witness of a tree from before the close",
            &[],
            "no witness saw it closed earlier",
            beside(|log| {
                cosigned(
                    log.checkpoint(303, &log_signer("first")),
                    "lima",
                    CLOSES - 300,
                )
                .to_string()
            }),
        ),
        v(
            "receipts of every fate",
            &[],
            "was replaced by a later one",
            {
                let setup = Setup {
                    set_aside: 1,
                    lost: 1,
                    ..plain()
                };
                let making = Making::of(setup);
                let fates = [Fate::Counts, Fate::Superseded, Fate::Lost, Fate::SetAside];
                fates.into_iter().fold(making.make(), |made, fate| {
                    made.with_receipt(making.receipt(|cast| cast.fate == fate))
                })
            },
        ),
    ]
}

fn without_witnesses() -> String {
    let policy = policy();
    let kept = policy.lines().filter(|line| {
        !["witness", "group", "quorum"]
            .iter()
            .any(|word| line.starts_with(word))
    });
    let mut kept: Vec<&str> = kept.collect();
    kept.push("quorum none");
    kept.join("\n") + "\n"
}
